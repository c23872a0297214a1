"""What only opening a file tells: its digest and extended attributes, without hanging on anything.

Windows has no permission bits for a context: its client sends everything as 0755, and so it is
assumed here. Extended attributes are looked at on Linux only; elsewhere there are none for us.
"""

from __future__ import annotations

import errno
import os
import stat
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Row = tuple[int, int, int, int, int]
    Xattrs = tuple[tuple[str, bytes], ...]

IS_WINDOWS = sys.platform == "win32"
WINDOWS_MODE = 0o755
_CHUNK_BYTES = 1 << 18
_PAGE_BYTES = 1 << 12
_MOST_TRIES = 3
_MOST_THREADS = 4
_PIECE = 64
# A pipe put in a file's place must not make us wait, nor a link lead us elsewhere.
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


class Reading:
    """A file's digest (32 bytes) and the row that it belongs to, or the code of a diagnostic."""

    __slots__ = ("digest", "error", "problem", "row")

    def __init__(
        self, digest: bytes, row: Row | None, problem: str = "", error: OSError | None = None
    ) -> None:
        self.digest = digest
        self.row = row
        self.problem = problem
        self.error = error


def row_of(status: os.stat_result) -> Row:
    """Mode, size, modification time, inode and change time: equal rows, equal file."""
    return (
        status.st_mode,
        status.st_size,
        status.st_mtime_ns,
        status.st_ino,
        status.st_ctime_ns,
    )


def read_digest(path: str, check: Callable[[], None]) -> Reading:
    """The digest of a file's bytes; read again if it changes meanwhile, a few times.

    A file that is gone or no file any more gives neither digest nor row.
    """
    digest, before = b"", None
    for _ in range(_MOST_TRIES):
        try:
            digest, before, after = _read_once(path, check)
        except OSError as exc:
            is_gone = exc.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)
            return Reading(b"", None, "" if is_gone else "context-file-unreadable", exc)
        if before == after:
            return Reading(digest, after)
    return Reading(digest, before, "context-file-changing")


def read_digests(
    paths: list[str], check: Callable[[], None], note: Callable[[int], None]
) -> list[Reading]:
    """`read_digest` for many files, several at a time; `note` is told now and then how many."""
    pieces = [paths[at : at + _PIECE] for at in range(0, len(paths), _PIECE)]
    if len(pieces) <= 1:
        return [read_digest(path, check) for path in paths]
    # 30 ms to import, for those only who have much to read.
    from concurrent.futures import ThreadPoolExecutor

    def read(piece: list[str]) -> list[Reading]:
        return [read_digest(path, check) for path in piece]

    found: list[Reading] = []
    pool = ThreadPoolExecutor(min(_MOST_THREADS, os.cpu_count() or 1))
    try:
        for future in [pool.submit(read, piece) for piece in pieces]:
            found += future.result()
            check()
            note(len(found))
    finally:
        pool.shutdown(cancel_futures=True)
    return found


def _read_once(path: str, check: Callable[[], None]) -> tuple[bytes, Row, Row]:
    import hashlib  # OpenSSL takes 5 ms to load, and most looks read no file (docs/adr/0002)

    descriptor = os.open(path, _FLAGS)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.ENOENT, "no regular file any more")
        # One byte more than there should be: a short answer is the end, without asking again.
        size = min(max(status.st_size + 1, _PAGE_BYTES), _CHUNK_BYTES)
        summed = hashlib.sha256()
        while chunk := os.read(descriptor, size):
            summed.update(chunk)
            if len(chunk) < size < _CHUNK_BYTES:
                break
            check()
        return summed.digest(), row_of(status), row_of(os.fstat(descriptor))
    finally:
        os.close(descriptor)


def read_xattrs(path: str) -> Xattrs:
    """The extended attributes that are sent along (R8), in order of names."""
    if sys.platform != "linux":
        return ()
    try:
        names = sorted(os.listxattr(path, follow_symlinks=False))
        counting = [name for name in names if _counts(name)]
        return tuple([(name, os.getxattr(path, name, follow_symlinks=False)) for name in counting])
    except OSError:
        return ()


def _counts(name: str) -> bool:
    if name.startswith("security."):
        return name == "security.capability"
    return not name.startswith("system.")
