"""The named parts of an image file: members of a tar, or files of a folder, by their paths.

A path that leads out of the tar or folder is an error, whether written or by way of a link. Nothing
is unpacked to disk.
"""

from __future__ import annotations

import os
import stat
from hashlib import sha256, sha512

from layerviz.adapters.tar_headers import (
    HARD_LINK,
    REGULAR,
    SYMLINK,
    tar_headers,
)
from layerviz.core.digests import is_digest
from layerviz.core.errors import (
    ArchiveMalformedError,
    ArchiveTooLargeError,
    ArchiveUnsupportedError,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO, Protocol

    class Blobs(Protocol):
        """The parts of an image file."""

        def size_of(self, name: str) -> int | None:
            """The bytes of a part; None if there is no such part."""

        def open(self, name: str) -> BlobReader:
            """A part to be read from its beginning; an ArchiveError if there is none."""


MOST_MEMBERS = 100_000
MOST_DOCUMENT_BYTES = 16 << 20
"""As long may a manifest or configuration be; registries accept 4 MiB."""
_MOST_LINKS = 16
_COMPRESSED = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"\x28\xb5\x2f\xfd": "zstd"}


def compression_of(beginning: bytes) -> str:
    """Which compression some bytes begin with: `gzip`, `zstd`, `bzip2`, `xz`, "" for none."""
    return next((name for magic, name in _COMPRESSED.items() if beginning.startswith(magic)), "")


def clean_path(path: str, place: str) -> str:
    """A path without slashes at its ends and without `.`; one with `..` leads out."""
    inside = path.strip("/")
    if inside[:1] != "." and "/." not in inside and "//" not in inside:
        return inside  # nearly every path, at a fifth of the time
    parts = [part for part in inside.split("/") if part not in ("", ".")]
    if ".." in parts:
        raise ArchiveMalformedError("archive-outside", place=place, path=path)
    return "/".join(parts)


class BlobReader:
    """A stretch of an open file, read from front to back."""

    __slots__ = ("_file", "_left", "_owns", "_place")

    def __init__(self, file: BinaryIO, start: int, size: int, *, owns: bool) -> None:
        """`owns`: the file is this reader's own, and closed with it."""
        self._file, self._left, self._owns = file, size, owns
        self._place = start

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, fewer only at the end of the stretch."""
        wanted = self._left if size < 0 else min(size, self._left)
        self._file.seek(self._place)
        found = self._file.read(wanted)
        self._place += len(found)
        self._left -= len(found) if found else self._left
        return found

    def close(self) -> None:
        """Close the file, if it is this reader's own."""
        if self._owns:
            self._file.close()


def read_document(blobs: Blobs, name: str) -> bytes:
    """A whole part that is a document; one that is too long is an error."""
    size = blobs.size_of(name)
    if size is None:
        raise ArchiveMalformedError("archive-missing-blob", place=name)
    if size > MOST_DOCUMENT_BYTES:
        raise ArchiveTooLargeError(
            "archive-document-too-large", place=name, limit=str(MOST_DOCUMENT_BYTES)
        )
    reader = blobs.open(name)
    try:
        found = reader.read(size)
    finally:
        reader.close()
    if len(found) < size:
        raise ArchiveMalformedError("archive-truncated", place=name, name="")
    return found


def part_of(digest: str, place: str) -> str:
    """Where a layout keeps a blob; `place` names who asks for it in errors."""
    if not is_digest(digest):
        raise ArchiveMalformedError("archive-shape", place=place, expected="digest")
    return "blobs/" + digest.replace(":", "/")


def read_blob(blobs: Blobs, digest: str, part: str) -> bytes:
    """A whole part that is a document with that digest."""
    raw = read_document(blobs, part)
    compare_digest(raw, digest, part)
    return raw


def compare_digest(raw: bytes, digest: str, part: str) -> None:
    """An ArchiveError if a document does not have that digest."""
    algorithm, _, expected = digest.partition(":")
    found = (sha512(raw) if algorithm == "sha512" else sha256(raw)).hexdigest()
    if found != expected:
        raise ArchiveMalformedError(
            "archive-wrong-digest", place=part, expected=expected[:12], found=found[:12]
        )


class _Seeking:
    """A file whose stretches are passed over without reading them."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._end = os.fstat(file.fileno()).st_size
        self.read = file.read

    def tell(self) -> int:
        return self._file.tell()

    def skip(self, size: int) -> bool:
        place = self._file.tell() + size
        self._file.seek(min(place, self._end))
        return place <= self._end


class TarBlobs:
    """The members of a tar file; its headers are read at once, its contents when asked for."""

    def __init__(self, file: BinaryIO, place: str) -> None:
        """`file` stands at its beginning and stays the caller's; `place` names it in errors."""
        self._file = file
        self._parts: dict[str, tuple[int, int]] = {}
        self._links: dict[str, str] = {}
        compression = compression_of(file.read(8))
        if compression:
            raise ArchiveUnsupportedError("archive-compressed", place=place, format=compression)
        file.seek(0)
        source = _Seeking(file)
        for count, header in enumerate(tar_headers(source, place)):
            if count >= MOST_MEMBERS:
                raise ArchiveTooLargeError("archive-too-many", place=place, limit=str(MOST_MEMBERS))
            name = clean_path(header.name, place)
            if header.kind == REGULAR:
                self._parts[name] = (source.tell(), header.size_bytes)
            elif header.kind == HARD_LINK:
                self._links[name] = clean_path(header.target, place)
            elif header.kind == SYMLINK:
                self._links[name] = _joined(name, header.target, place)

    def size_of(self, name: str) -> int | None:
        """The bytes of a member; None if there is no such member."""
        part = self._parts.get(self._followed(name))
        return part[1] if part else None

    def open(self, name: str) -> BlobReader:
        """A member to be read."""
        part = self._parts.get(self._followed(name))
        if part is None:
            raise ArchiveMalformedError("archive-missing-blob", place=name)
        return BlobReader(self._file, *part, owns=False)

    def _followed(self, name: str) -> str:
        """Where a link leads; old archives link a layer that they have already."""
        found = clean_path(name, name)
        for _ in range(_MOST_LINKS):
            if found not in self._links:
                return found
            found = self._links[found]
        raise ArchiveMalformedError("archive-link-cycle", place=name)


class FolderBlobs:
    """The files of a folder; links are followed only as far as they stay inside."""

    def __init__(self, root: str) -> None:
        self._root = os.path.realpath(root)

    def size_of(self, name: str) -> int | None:
        """The bytes of a file; None if there is no such file."""
        try:
            found = os.stat(self._path_of(name))
        except (OSError, ValueError):
            return None
        return found.st_size if stat.S_ISREG(found.st_mode) else None

    def open(self, name: str) -> BlobReader:
        """A file to be read."""
        size = self.size_of(name)
        if size is None:
            raise ArchiveMalformedError("archive-missing-blob", place=name)
        try:
            file = open(self._path_of(name), "rb")  # noqa: SIM115 - the reader closes it
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise ArchiveMalformedError("archive-unreadable", place=name, reason=reason) from error
        return BlobReader(file, 0, size, owns=True)

    def _path_of(self, name: str) -> str:
        path = os.path.realpath(os.path.join(self._root, clean_path(name, name)))
        if not path.startswith(self._root.rstrip(os.sep) + os.sep):
            raise ArchiveMalformedError("archive-outside", place=name, path=name)
        return path


def _joined(name: str, target: str, place: str) -> str:
    """Where a symbolic link in a tar leads; the tar's root is the highest place."""
    parts = name.split("/")[:-1]
    for part in target.split("/"):
        if part == ".." and not parts:
            raise ArchiveMalformedError("archive-outside", place=place, path=target)
        if part == "..":
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    if target.startswith("/"):
        raise ArchiveMalformedError("archive-outside", place=place, path=target)
    return "/".join(parts)
