"""Reads a layer's blob: what files it brings and takes away, checked against its digests.

The compression is told by the first bytes, not by a name. The stream is read once, in pieces, and
hashed on the way; how much it may unpack to is bounded by how long it is.
"""

from __future__ import annotations

from hashlib import sha256, sha512

from layerviz.adapters.image_blobs import clean_path, compression_of
from layerviz.adapters.tar_headers import (
    FOLDER,
    HARD_LINK,
    REGULAR,
    SYMLINK,
    tar_headers,
)
from layerviz.core.errors import (
    ArchiveMalformedError,
    ArchiveTooLargeError,
    ArchiveUnsupportedError,
)
from layerviz.core.layer_files import FileEntry, FileKind, LayerFiles, whiteout_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from layerviz.adapters.tar_headers import TarHeader
    from layerviz.core.digests import DiffId, LayerDigest

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


MOST_FILES = 2_000_000
MOST_PATH = 4096
LEAST_UNPACKED = 1 << 30
MOST_RATIO = 200
"""A layer may unpack to 1 GiB, or to that many times its length if that is more."""
_PIECE = 1 << 20
_KINDS = {
    REGULAR: FileKind.FILE,
    HARD_LINK: FileKind.HARD_LINK,
    SYMLINK: FileKind.SYMLINK,
    FOLDER: FileKind.FOLDER,
    b"3": FileKind.DEVICE,
    b"4": FileKind.DEVICE,
    b"6": FileKind.DEVICE,
}


def read_layer(
    blob: Readable,
    length: int,
    diff_id: DiffId,
    *,
    digest: LayerDigest | None,
    place: str,
) -> LayerFiles:
    """The files of a layer, whose blob is `length` bytes long.

    An ArchiveError if it is damaged or too large, or if it is not what `diff_id` and, where there
    is one, `digest` say.
    """
    hashed = _Hashed(blob, None if str(digest) == diff_id else digest)
    beginning = hashed.read(8)
    stream = _uncompressed(_Rejoined(beginning, hashed), compression_of(beginning), place)
    limit = max(LEAST_UNPACKED, MOST_RATIO * length)
    layer = _LayerStream(stream, diff_id, limit, place)
    files = _files(layer, place)
    layer.finish()
    while hashed.read(_PIECE):
        pass
    hashed.check(place)
    return files


def _files(layer: _LayerStream, place: str) -> LayerFiles:
    entries: list[FileEntry] = []
    removed: list[str] = []
    opaque: list[str] = []
    for count, header in enumerate(tar_headers(layer, place)):
        if count >= MOST_FILES:
            raise ArchiveTooLargeError("archive-too-many", place=place, limit=str(MOST_FILES))
        path = clean_path(header.name, place)
        if len(path) > MOST_PATH:
            raise ArchiveTooLargeError("archive-path-too-long", place=place, limit=str(MOST_PATH))
        whiteout = whiteout_of(path)
        if whiteout is None:
            entry = _entry(header, path, place)
            if path and entry is not None:
                entries.append(entry)
        elif whiteout[1]:
            opaque.append(whiteout[0])
        elif whiteout[0]:
            removed.append(whiteout[0])
    return LayerFiles(tuple(entries), tuple(removed), tuple(opaque))


def _entry(header: TarHeader, path: str, place: str) -> FileEntry | None:
    """What a member is; None for members of unknown kinds, which engines pass over."""
    kind = _KINDS.get(header.kind)
    if kind is None:
        return None
    target = header.target
    return FileEntry(
        path,
        kind,
        header.size_bytes if kind is FileKind.FILE else 0,
        header.mode,
        header.uid,
        header.gid,
        header.modified,
        clean_path(target, place) if kind is FileKind.HARD_LINK else target,
    )


def _uncompressed(stream: Readable, compression: str, place: str) -> Readable:
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


class _Hashed:
    """A stream whose bytes are hashed as they go by, unless nobody wants to know."""

    def __init__(self, stream: Readable, digest: str | None) -> None:
        self._stream = stream
        self._digest = digest
        self._hash = _hasher(digest) if digest else None

    def read(self, size: int = -1, /) -> bytes:
        found = self._stream.read(size)
        if self._hash is not None:
            self._hash.update(found)
        return found

    def check(self, place: str) -> None:
        if self._hash is not None and self._digest is not None:
            _compare(self._hash.hexdigest(), self._digest, place)


class _Rejoined:
    """A stream with the bytes put back that were read to look at them."""

    def __init__(self, beginning: bytes, stream: Readable) -> None:
        self._beginning = beginning
        self._stream = stream

    def read(self, size: int = -1, /) -> bytes:
        if not self._beginning:
            return self._stream.read(size)
        if size < 0:
            found, self._beginning = self._beginning, b""
            return found + self._stream.read()
        found, self._beginning = self._beginning[:size], self._beginning[size:]
        return found + self._stream.read(size - len(found)) if size > len(found) else found


class _LayerStream:
    """The uncompressed layer: read exactly, hashed, and never further than the limit."""

    def __init__(self, stream: Readable, diff_id: DiffId, limit: int, place: str) -> None:
        self._stream = stream
        self._diff_id = diff_id
        self._left = self._limit = limit
        self._place = place
        self._hash = _hasher(diff_id)

    def read(self, size: int, /) -> bytes:
        pieces: list[bytes] = []
        while size:
            piece = self._piece(size)
            if not piece:
                break
            pieces.append(piece)
            size -= len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def skip(self, size: int, /) -> bool:
        while size:
            piece = self._piece(size)
            if not piece:
                return False
            size -= len(piece)
        return True

    def finish(self) -> None:
        """Read what follows the last header, and compare the digest."""
        while self._piece(_PIECE):
            pass
        _compare(self._hash.hexdigest(), self._diff_id, self._place)

    def _piece(self, size: int) -> bytes:
        try:
            piece = self._stream.read(min(size, _PIECE))
        except EOFError as error:
            raise ArchiveMalformedError("archive-truncated", place=self._place, name="") from error
        except Exception as error:
            if not _is_damage(error):
                raise
            raise ArchiveMalformedError(
                "archive-damaged", place=self._place, reason=str(error)
            ) from error
        self._hash.update(piece)
        self._left -= len(piece)
        if self._left < 0:
            limit = str(self._limit)
            raise ArchiveTooLargeError("archive-layer-too-large", place=self._place, limit=limit)
        return piece


def _is_damage(error: Exception) -> bool:
    """Whether a decompressor complains; their errors have no common root."""
    import zlib
    from gzip import BadGzipFile

    return isinstance(error, zlib.error | BadGzipFile) or type(error).__name__ == "ZstdError"


def _hasher(digest: str) -> Hasher:
    return sha512() if digest.startswith("sha512:") else sha256()


def _compare(found: str, digest: str, place: str) -> None:
    expected = digest.partition(":")[2]
    if found != expected:
        raise ArchiveMalformedError(
            "archive-wrong-digest", place=place, expected=expected[:12], found=found[:12]
        )
