"""The bytes of a layer's blob on their way: decompressed, hashed, bounded in what they unpack to.

A layer is read once, in pieces. Its digest is taken on a thread beside (ADR 0006), which hashes one
piece while the next is read and searched for headers; the thread lives no longer than the reading.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256, sha512
from queue import Queue
from threading import Thread

from layerviz.core.errors import (
    ArchiveMalformedError,
    ArchiveTooLargeError,
    ArchiveUnsupportedError,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    class Readable(Protocol):
        """Bytes from front to back."""

        def read(self, size: int = -1, /) -> bytes:
            """The next bytes, fewer only at the end."""

    class Hasher(Protocol):
        """A digest in the making."""

        def update(self, data: bytes, /) -> None:
            """Take in more bytes."""

        def hexdigest(self) -> str:
            """The digest of all of them."""


PIECE = 3 << 20
"""Two threads hand over what is between them once for each piece, so few are better than many."""
UNPACKED_PIECE = 1 << 20
"""A decompressor puts together a piece of many short ones, and short ones stay in the cache."""
MOST_BEHIND = 64 << 20
"""So many bytes may follow the end of a layer's tar."""
_MOST_WAITING = 2
"""So many pieces may wait to be hashed; reading then waits too."""
_KEPT_BYTES = 24 << 20
"""Longer than all pieces at once: waiting, being hashed, being read, being searched."""


def uncompressed(stream: Readable, compression: str, place: str) -> Readable:
    """What a stream unpacks to; an ArchiveError for a compression that is not read here."""
    if not compression:
        return stream
    if compression == "gzip":
        from gzip import GzipFile

        # typeshed asks for a `seek`, which reading forward never calls.
        found: Readable = GzipFile(mode="rb", fileobj=stream)  # type: ignore[call-overload]
        return found
    if compression == "zstd":
        return _zstd(stream, place)
    raise ArchiveUnsupportedError("archive-compression", place=place, format=compression)


def _zstd(stream: Readable, place: str) -> Readable:
    try:
        from compression.zstd import ZstdFile  # type: ignore[import-not-found]  # Python 3.14
    except ImportError:
        try:
            from backports.zstd import ZstdFile
        except ImportError:
            raise ArchiveUnsupportedError("archive-zstd-missing", place=place) from None
    found: Readable = ZstdFile(stream)
    return found


def check_digest(hasher: Hasher, digest: str, place: str) -> None:
    """Compare what was hashed with what it should be; an ArchiveError if it differs."""
    found, expected = hasher.hexdigest(), digest.partition(":")[2]
    if found != expected:
        raise ArchiveMalformedError(
            "archive-wrong-digest", place=place, expected=expected[:12], found=found[:12]
        )


def hasher_for(digest: str) -> Hasher:
    """The algorithm that a digest names."""
    return sha512() if digest.startswith("sha512:") else sha256()


@cache
def _keep_freed_memory() -> None:
    """Have the memory of one piece serve the next, once for the process.

    The C library of Linux gives freed memory back beyond twice the longest stretch that was ever
    freed (mallopt(3), M_MMAP_THRESHOLD), and the system clears every page that is taken anew: for
    pieces of a layer that is a third of a second in 2 GB. A longer stretch, never touched and
    so never there, moves that bound; elsewhere this does nothing.
    """
    bytes(_KEPT_BYTES)


class HashedBeside:
    """A hasher that works on a thread of its own. It must be ended, whatever happens."""

    def __init__(self, hasher: Hasher) -> None:
        _keep_freed_memory()
        self._hasher = hasher
        self._waiting: Queue[bytes] = Queue(_MOST_WAITING)
        self._thread = Thread(target=self._work, name="layerviz-hashing", daemon=True)
        self._thread.start()

    def __enter__(self) -> HashedBeside:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def update(self, data: bytes, /) -> None:
        """Hand over more bytes; waits while too many are under way."""
        if data:
            self._waiting.put(data)

    def hexdigest(self) -> str:
        """The digest of all bytes, once they are hashed; it takes no more of them."""
        self.end()
        return self._hasher.hexdigest()

    def end(self) -> None:
        """Hash what waits, and end the thread."""
        if self._thread.is_alive():
            self._waiting.put(b"")
            self._thread.join()

    def _work(self) -> None:
        while data := self._waiting.get():
            self._hasher.update(data)


class Hashed:
    """A stream whose bytes are hashed as they go by, unless nobody wants to know."""

    def __init__(self, stream: Readable, digest: str | None) -> None:
        self._stream = stream
        self._digest = digest
        self._hash = hasher_for(digest) if digest else None

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes."""
        found = self._stream.read(size)
        if self._hash is not None:
            self._hash.update(found)
        return found

    def finish(self, place: str) -> None:
        """Read what is left, and compare the digest."""
        while self.read(PIECE):
            pass
        if self._hash is not None and self._digest is not None:
            check_digest(self._hash, self._digest, place)


class Rejoined:
    """A stream with the bytes put back that were read to look at them."""

    def __init__(self, beginning: bytes, stream: Readable) -> None:
        self._beginning = beginning
        self._stream = stream

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes."""
        if not self._beginning:
            return self._stream.read(size)
        if size < 0:
            found, self._beginning = self._beginning, b""
            return found + self._stream.read()
        found, self._beginning = self._beginning[:size], self._beginning[size:]
        return found + self._stream.read(size - len(found)) if size > len(found) else found


class LayerStream:
    """The uncompressed layer as a source of headers: hashed, never read further than the limit."""

    def __init__(
        self,
        stream: Readable,
        hasher: Hasher,
        *,
        limit: int,
        place: str,
        check: Callable[[], None],
        piece: int = PIECE,
    ) -> None:
        """`check` is called for every `piece` bytes, and may raise to end the reading."""
        self._stream = stream
        self._piece_bytes = piece
        self._hasher = hasher
        self._left = self._limit = limit
        self._place = place
        self._check = check
        self._piece = b""
        self._at = 0

    def read(self, size: int, /) -> bytes:
        """The next bytes, fewer only at the end."""
        end = self._at + size
        found = self._piece[self._at : end]
        self._at = end
        while len(found) < size and self._next():
            self._at = size - len(found)
            found += self._piece[: self._at]
        return found

    def skip(self, size: int, /) -> bool:
        """Pass over so many bytes; False if there are not as many."""
        self._at += size
        while self._at > len(self._piece):
            behind = self._at - len(self._piece)
            if not self._next():
                return False
            self._at = behind
        return True

    def finish(self) -> None:
        """Read what follows the end of the tar: zeros that fill a block or a few, at most."""
        left = MOST_BEHIND
        while self._next():
            left -= len(self._piece)
            if left < 0:
                values = {"place": self._place, "limit": str(MOST_BEHIND)}
                raise ArchiveTooLargeError("archive-layer-behind", **values)

    def _next(self) -> bool:
        """Go on to the next piece; False if there is none."""
        self._check()
        try:
            piece = self._stream.read(self._piece_bytes)
        except EOFError as error:
            raise ArchiveMalformedError("archive-truncated", place=self._place, name="") from error
        except Exception as error:
            if not _is_damage(error):
                raise
            raise ArchiveMalformedError(
                "archive-damaged", place=self._place, reason=str(error)
            ) from error
        self._hasher.update(piece)
        self._piece, self._at = piece, 0
        self._left -= len(piece)
        if self._left < 0:
            limit = str(self._limit)
            raise ArchiveTooLargeError("archive-layer-too-large", place=self._place, limit=limit)
        return bool(piece)


def _is_damage(error: Exception) -> bool:
    """Whether a decompressor complains; their errors have no common root."""
    import zlib
    from gzip import BadGzipFile

    return isinstance(error, zlib.error | BadGzipFile) or type(error).__name__ == "ZstdError"
