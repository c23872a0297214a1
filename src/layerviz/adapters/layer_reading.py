"""Reads a layer's blob: what files it brings and takes away, checked against its digests.

The compression is told by the first bytes, not by a name. The stream is read once and hashed on the
way; how much it may unpack to is bounded by how long it is.
"""

from __future__ import annotations

from layerviz.adapters.image_blobs import clean_path, compression_of
from layerviz.adapters.layer_streams import (
    PIECE,
    UNPACKED_PIECE,
    Hashed,
    HashedBeside,
    LayerStream,
    Rejoined,
    check_digest,
    hasher_for,
    uncompressed,
)
from layerviz.adapters.tar_headers import (
    FOLDER,
    HARD_LINK,
    REGULAR,
    SYMLINK,
    tar_headers,
)
from layerviz.core.bulk import MakingMany
from layerviz.core.errors import ArchiveTooLargeError
from layerviz.core.layer_files import FileEntry, FileKind, LayerFiles, whiteout_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from layerviz.adapters.layer_streams import Readable
    from layerviz.adapters.tar_headers import TarHeader
    from layerviz.core.digests import DiffId, LayerDigest


MOST_FILES = 2_000_000
MOST_PATH = 4096
LEAST_UNPACKED = 1 << 30
MOST_RATIO = 200
"""A layer may unpack to 1 GiB, or to that many times its length if that is more."""
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
    check: Callable[[], None] = lambda: None,
) -> LayerFiles:
    """The files of a layer, whose blob is `length` bytes long.

    An ArchiveError if it is damaged or too large, or if it is not what `diff_id` and, where there
    is one, `digest` say. What `check` raises, called for every piece, ends the reading.
    """
    hashed = Hashed(blob, None if str(digest) == diff_id else digest)
    beginning = hashed.read(8)
    compression = compression_of(beginning)
    stream = uncompressed(Rejoined(beginning, hashed), compression, place)
    piece = UNPACKED_PIECE if compression else PIECE
    limit = max(LEAST_UNPACKED, MOST_RATIO * length)
    with MakingMany(), HashedBeside(hasher_for(diff_id)) as hasher:
        layer = LayerStream(stream, hasher, limit=limit, place=place, check=check, piece=piece)
        files = _files(layer, place)
        layer.finish()
        check_digest(hasher, diff_id, place)
    hashed.finish(place)
    return files


def _files(layer: LayerStream, place: str) -> LayerFiles:
    entries: list[FileEntry] = []
    removed: list[str] = []
    opaque: list[str] = []
    for count, header in enumerate(tar_headers(layer, place)):
        if count >= MOST_FILES:
            raise ArchiveTooLargeError("archive-too-many", place=place, limit=str(MOST_FILES))
        path = clean_path(header.name, place)
        if len(path) > MOST_PATH:
            raise ArchiveTooLargeError("archive-path-too-long", place=place, limit=str(MOST_PATH))
        whiteout = whiteout_of(path) if ".wh." in path else None  # the call costs more than `in`
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
    _, flag, size_bytes, mode, uid, gid, modified, target = header
    kind = _KINDS.get(flag)
    if kind is None:
        return None
    if flag == HARD_LINK:
        target = clean_path(target, place)
    size_bytes = size_bytes if flag == REGULAR else 0
    return FileEntry(path, kind, size_bytes, mode, uid, gid, modified, target)
