"""One directory as a few byte strings: what it held when last looked at, and its files' digests.

An unchanged directory is recognised by comparing one byte string; its nodes are only made when
somebody looks at them. Layout of a record: key (names and rows of all entries, in the order of the
disk), digests (32 bytes for each entry), link texts and extended attributes by index, totals, and
whether every file has its digest.
"""

from __future__ import annotations

import marshal
import os
import stat
from _operator import attrgetter  # `operator` around it takes longer to load than a folder to read

from layerviz.adapters.file_reading import IS_WINDOWS, WINDOWS_MODE
from layerviz.core.context_leaves import UNREAD, File, Other, Symlink
from layerviz.core.context_tree import Directory, leaf_totals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

    from layerviz.adapters.digest_store import Extra, Record
    from layerviz.adapters.file_reading import Row
    from layerviz.core.context_leaves import Leaf
    from layerviz.core.context_tree import Totals

DIGEST_BYTES = 32
NO_DIGEST = bytes(DIGEST_BYTES)
UNREADABLE = b"\1" + bytes(DIGEST_BYTES - 1)
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
"""The digest of no bytes at all."""
GONE: Final = 0
"""The kind of what vanished since it was listed."""
KEY: Final = 0
DIGESTS: Final = 1
EXTRAS: Final = 2
TOTALS: Final = 3
IS_COMPLETE: Final = 4
_SUM_BYTES = 32
fast_row = attrgetter("st_mode", "st_size", "st_mtime_ns", "st_ino", "st_ctime_ns")
_KINDS = (
    (stat.S_ISFIFO, "pipe"),
    (stat.S_ISCHR, "character device"),
    (stat.S_ISBLK, "block device"),
)


def key_of(names: list[str], rows: list[Row]) -> bytes:
    """Names and rows as one byte string."""
    return marshal.dumps((names, rows), 2)


def entries_of(record: Record) -> tuple[list[str], list[Row]]:
    """Names and rows again."""
    names, rows = marshal.loads(record[KEY])
    return names, rows


def mode_of(row: Row) -> int:
    """The permission bits that are sent."""
    return WINDOWS_MODE if IS_WINDOWS else stat.S_IMODE(row[0])


def known_digests(record: Record) -> list[bytes]:
    """The digests, one for each entry."""
    digests = record[DIGESTS]
    return [digests[at : at + DIGEST_BYTES] for at in range(0, len(digests), DIGEST_BYTES)]


def new_record(key: bytes, digests: list[bytes], extras: list[Extra]) -> Record:
    """A record with its totals."""
    record: Record = (key, b"".join(digests), tuple(extras), b"", False)
    leaves = leaves_of(record)
    total, count, size = leaf_totals(leaves.items())
    is_complete = not any(
        isinstance(leaf, File) and leaf.digest in ("", UNREAD) for leaf in leaves.values()
    )
    totals = total.to_bytes(_SUM_BYTES, "big") + count.to_bytes(8, "big") + size.to_bytes(8, "big")
    return (key, record[DIGESTS], record[EXTRAS], totals, is_complete)


def leaves_of(record: Record) -> dict[str, Leaf]:
    """The nodes of all entries but directories and what is gone.

    A socket arrives at the builder as an empty file (recorded on 26.1 and 28.5).
    """
    names, rows = entries_of(record)
    extras = {index: (target, xattrs) for index, target, xattrs in record[EXTRAS]}
    digests = record[DIGESTS]
    found: dict[str, Leaf] = {}
    for index, (name, row) in enumerate(zip(names, rows, strict=True)):
        kind = stat.S_IFMT(row[0])
        target, xattrs = extras.get(index, ("", ()))
        if kind == stat.S_IFREG:
            digest = _digest_text(digests[index * DIGEST_BYTES : (index + 1) * DIGEST_BYTES])
            found[name] = File(mode_of(row), row[1], digest, xattrs, "0:0", row[2])
        elif kind == stat.S_IFLNK:
            found[name] = Symlink(target, mode_of(row), xattrs, "0:0", row[2])
        elif kind == stat.S_IFSOCK:
            found[name] = File(mode_of(row), 0, EMPTY, xattrs, "0:0", row[2])
        elif kind not in (stat.S_IFDIR, GONE):
            text = next((word for is_kind, word in _KINDS if is_kind(row[0])), "other")
            found[name] = Other(text, mode_of(row), xattrs, "0:0", row[2])
    return found


def _digest_text(digest: bytes) -> str:
    if digest in (NO_DIGEST, UNREADABLE):
        return UNREAD if digest == NO_DIGEST else ""
    return digest.hex()


class RecordedEntries:
    """The entries of a directory, made from its record when somebody looks at them."""

    __slots__ = ("_names", "_record", "subdirectories")

    def __init__(
        self, record: Record, subdirectories: Mapping[str, Directory], names: str | None = None
    ) -> None:
        """`names`: those of all entries, joined by NUL, if they are at hand."""
        self._record = record
        self._names = names
        self.subdirectories = subdirectories

    @property
    def leaf_totals(self) -> Totals:
        """Sum of the entries' hashes, their number, and bytes of files."""
        totals = self._record[TOTALS]
        numbers = totals[:_SUM_BYTES], totals[_SUM_BYTES:-8], totals[-8:]
        total, count, size = [int.from_bytes(part, "big") for part in numbers]
        return total, count, size

    def leaf_names(self) -> str:
        """Names of all entries, joined by NUL: what is asked of them is a hint, see `Scope`."""
        return "\0".join(entries_of(self._record)[0]) if self._names is None else self._names

    def load_leaves(self) -> Mapping[str, Leaf]:
        """All entries but directories."""
        return leaves_of(self._record)


class LaterEntries:
    """The entries of a directory that nobody looked into, because nothing in it is sent.

    They are listed when somebody looks, one level at a time, and never read.
    """

    __slots__ = ("_listing", "_path")

    def __init__(self, path: str) -> None:
        self._path = path
        self._listing: tuple[Record, dict[str, Directory]] | None = None

    @property
    def subdirectories(self) -> Mapping[str, Directory]:
        """Directories in it, as unknown as this one was."""
        return self._listed()[1]

    @property
    def leaf_totals(self) -> Totals:
        """Sum of the entries' hashes, their number, and bytes of files."""
        return leaf_totals(self.load_leaves().items())

    def leaf_names(self) -> str:
        """Names of all entries but directories, joined by NUL."""
        return "\0".join(self.load_leaves())

    def load_leaves(self) -> Mapping[str, Leaf]:
        """All entries but directories."""
        return leaves_of(self._listed()[0])

    def _listed(self) -> tuple[Record, dict[str, Directory]]:
        if self._listing is None:
            names, rows, extras = _listing(self._path)
            below = {
                name: Directory.from_lazy(
                    mode_of(row), LaterEntries(os.path.join(self._path, name)), (), row[2]
                )
                for name, row in sorted(zip(names, rows, strict=True))
                if stat.S_ISDIR(row[0])
            }
            digests = NO_DIGEST * len(names)
            self._listing = ((key_of(names, rows), digests, extras, b"", False), below)
        return self._listing


def _listing(path: str) -> tuple[list[str], list[Row], tuple[Extra, ...]]:
    """Names, rows and link texts of a directory; of one that cannot be read none."""
    names: list[str] = []
    rows: list[Row] = []
    extras: list[Extra] = []
    try:
        with os.scandir(path) as entries:
            for entry in entries:
                row = fast_row(entry.stat(follow_symlinks=False))
                if stat.S_ISLNK(row[0]):
                    extras.append((len(names), os.readlink(entry.path), ()))
                names.append(entry.name)
                rows.append(row)
    except OSError:
        return names, rows, tuple(extras)
    return names, rows, tuple(extras)
