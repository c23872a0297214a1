"""Digests of files remembered between runs, in the user's cache folder.

One file for each context root, and beside it a small one with what changed since, so that one edit
rewrites little. They are made and read by this program only, yet taken for hostile: a file with
another size, version or check sum than expected counts as absent. Writing goes through a rename, so
that two processes never see half a file; the later one wins, and a lost update costs a second look.
"""

from __future__ import annotations

import marshal
import os
import sys
from binascii import crc32  # that of `zlib`, without a library to load

from layerviz.core.hashing import blake2b

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    Extra = tuple[int, str, tuple[tuple[str, bytes], ...]]
    Record = tuple[bytes, bytes, tuple[Extra, ...], bytes, bool]

MOST_BYTES = 256 << 20
_MARSHAL_VERSION = 2
_MAGIC = b"layerviz digests 2 %d %08x\n" % (_MARSHAL_VERSION, sys.hexversion)
_SUM_BYTES = 4
_ONE_DAY = 86_400
_SMALL_PART = 8
_MAIN, _CHANGES = ".digests", ".changes"


def cache_folder() -> str:
    """The user's cache folder of this program, by the platform's custom; it need not exist."""
    # What platformdirs says, without the 30 ms that importing it takes.
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
        return os.path.join(base, "layerviz", "Cache")
    if sys.platform == "darwin":
        return os.path.join(home, "Library", "Caches", "layerviz")
    base = os.environ.get("XDG_CACHE_HOME", "")
    return os.path.join(base if os.path.isabs(base) else os.path.join(home, ".cache"), "layerviz")


class DigestStore:
    """Records of directories by path below a context root. What they hold is the caller's affair.

    A folder that cannot be read or written makes every look a first one; nothing is raised for it.
    """

    def __init__(self, folder: str | None = None, most_bytes: int = MOST_BYTES) -> None:
        """`folder`: another place than the user's cache folder."""
        self._folder = os.path.join(folder or cache_folder(), "digests")
        self._most_bytes = most_bytes

    def load(self, root: str) -> dict[str, Record]:
        """The records of a context root."""
        path = self._path(root)
        records = _read(path + _MAIN)
        if records is None:
            return {}
        _note_use(path + _MAIN)
        for name, record in (_read(path + _CHANGES) or {}).items():
            if record is None:
                records.pop(name, None)
            else:
                records[name] = record
        return {name: record for name, record in records.items() if record is not None}

    def save(self, root: str, records: Mapping[str, Record], changed: set[str]) -> None:
        """Keep the records of a context root; those in `changed` are new, other or gone."""
        if not changed:
            return
        path = self._path(root)
        try:
            os.makedirs(self._folder, mode=0o700, exist_ok=True)
            self._write(path, records, changed)
            self._make_room(path)
        except OSError:
            return  # a full disk or a folder without permission: the next look is a first one

    def clear(self) -> None:
        """Forget everything."""
        for _, _, path in self._files():
            _remove(path)

    def size_bytes(self) -> int:
        """Bytes on disk."""
        return sum(size for _, size, _ in self._files())

    def _path(self, root: str) -> str:
        real = os.path.realpath(root).encode("utf-8", "surrogatepass")
        return os.path.join(self._folder, blake2b(real, digest_size=16).hexdigest())

    def _write(self, path: str, records: Mapping[str, Record], changed: set[str]) -> None:
        if os.path.exists(path + _MAIN):
            names = changed | (_read(path + _CHANGES) or {}).keys()
            part = _encoded({name: records.get(name) for name in names})
            if len(part) * _SMALL_PART < os.path.getsize(path + _MAIN):
                _replace(path + _CHANGES, part)
                return
        # First without the old changes: read between the two steps, the records are merely older.
        _remove(path + _CHANGES)
        _replace(path + _MAIN, _encoded({**records}))

    def _make_room(self, kept: str) -> None:
        """Remove what was not used for longest until the rest fits."""
        files = sorted(self._files())
        total = sum(size for _, size, _ in files)
        for _, size, path in files:
            if total <= self._most_bytes:
                return
            if not path.startswith(kept):
                _remove(path)
                total -= size

    def _files(self) -> list[tuple[float, int, str]]:
        """Time of last use, size and path of each file."""
        found: list[tuple[float, int, str]] = []
        try:
            with os.scandir(self._folder) as entries:
                for entry in entries:
                    if entry.is_file(follow_symlinks=False):
                        stat = entry.stat(follow_symlinks=False)
                        found.append((stat.st_mtime, stat.st_size, entry.path))
        except OSError:
            return found
        return found


def _encoded(records: dict[str, Record | None]) -> bytes:
    payload = marshal.dumps(records, _MARSHAL_VERSION)
    return b"".join([_MAGIC, crc32(payload).to_bytes(_SUM_BYTES, "big"), payload])


def _read(path: str) -> dict[str, Record | None] | None:
    try:
        with open(path, "rb") as file:
            if file.read(len(_MAGIC)) != _MAGIC:
                return None
            check = int.from_bytes(file.read(_SUM_BYTES), "big")
            payload = file.read()
    except OSError:
        return None
    # `marshal` must not see anything but what `_encoded` wrote.
    if crc32(payload) != check:
        return None
    try:
        records = marshal.loads(payload)
    except (ValueError, EOFError, TypeError):
        return None
    return records if isinstance(records, dict) else None


def _replace(path: str, content: bytes) -> None:
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        with open(temporary, "wb") as file:
            file.write(content)
        os.replace(temporary, path)
    except OSError:
        _remove(temporary)
        raise


def _note_use(path: str) -> None:
    """Let the file look used, at most once a day: reading is to write nothing."""
    import time

    try:
        if time.time() - os.path.getmtime(path) > _ONE_DAY:
            os.utime(path)
    except OSError:
        return


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return
