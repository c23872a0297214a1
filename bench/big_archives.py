"""Writes large `docker save` archives in the form of today's engines, without holding them.

Layers are tars under `blobs/sha256`, uncompressed as engines write them, or gzip. Contents are real
bytes, cut from one block of words at many places; sizes are spread as in real images, many small
files and few large ones. A header of every fiftieth file needs an extended one before it.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

LAYERS = 12
_SEED = 2024
_BLOCK_BYTES = 4 << 20
_LARGEST = 32 << 20
_LARGEST_PART = 20
"""The largest file has at most that part of all bytes."""


@dataclass(frozen=True, slots=True)
class Written:
    """An archive, and where the bytes of its layers lie in it."""

    path: Path
    layers: tuple[tuple[int, int], ...]
    files: int


def write_archive(path: Path, *, files: int, size_bytes: int, compress: bool = False) -> Written:
    """An archive of one image; its files have about so many bytes altogether."""
    source = random.Random(_SEED)
    sizes = _sizes(source, files, size_bytes)
    words = [source.randbytes(source.randint(2, 6)).hex().encode() for _ in range(4000)]
    block = b" ".join(source.choices(words, k=_BLOCK_BYTES // 8))
    with path.open("wb") as out:
        layers = [
            _add_layer(out, _layer(number, sizes[number::LAYERS], block), compress=compress)
            for number in range(LAYERS)
        ]
        _add_documents(out, layers)
        out.flush()
        os.fsync(out.fileno())
    return Written(path, tuple((layer.start, layer.size) for layer in layers), files)


@dataclass(frozen=True, slots=True)
class _Layer:
    diff_id: str
    digest: str
    start: int
    size: int


def _sizes(source: random.Random, files: int, size_bytes: int) -> list[int]:
    drawn = [source.paretovariate(1.1) for _ in range(files)]
    part = size_bytes / sum(drawn)
    most = min(_LARGEST, size_bytes // _LARGEST_PART)
    return [min(int(each * part), most) for each in drawn]


def _layer(number: int, sizes: list[int], block: bytes) -> Iterator[bytes]:
    """The bytes of a layer's tar, in pieces."""
    for index, size in enumerate(sizes):
        folder = f"usr/lib/node_modules/package-{number:02}-{index // 40:04}/lib"
        if index % 40 == 0:
            yield _header(folder + "/", 0, tarfile.DIRTYPE)
        name = f"{'generated-' * 9 if index % 50 == 7 else ''}module-{index:05}.js"
        yield _header(f"{folder}/{name}", size)
        left, place = size, index * 7919 % (len(block) // 2)
        while left:
            piece = block[place : place + left]
            yield piece
            left -= len(piece)
        yield bytes(-size % tarfile.BLOCKSIZE)
    yield bytes(2 * tarfile.BLOCKSIZE)


def _add_layer(out: BinaryIO, pieces: Iterator[bytes], *, compress: bool) -> _Layer:
    """Write a layer behind room for its header, which is known when its digest is."""
    place = out.tell()
    out.write(bytes(tarfile.BLOCKSIZE))
    start = out.tell()
    diff, blob = hashlib.sha256(), hashlib.sha256()
    packer = zlib.compressobj(1, wbits=31) if compress else None
    for piece in pieces:
        diff.update(piece)
        packed = packer.compress(piece) if packer else piece
        blob.update(packed)
        out.write(packed)
    rest = packer.flush() if packer else b""
    blob.update(rest)
    out.write(rest)
    size = out.tell() - start
    out.write(bytes(-size % tarfile.BLOCKSIZE))
    end = out.tell()
    out.seek(place)
    out.write(_header(f"blobs/sha256/{blob.hexdigest()}", size))
    out.seek(end)
    return _Layer(diff.hexdigest(), blob.hexdigest(), start, size)


def _add_documents(out: BinaryIO, layers: list[_Layer]) -> None:
    """What describes the layers, in the order that `docker save` has it in."""
    config = _add_blob(
        out,
        {
            "architecture": "amd64",
            "os": "linux",
            "config": {"Cmd": ["node", "server.js"]},
            "history": [{"created_by": f"RUN step {n}"} for n in range(len(layers))],
            "rootfs": {"type": "layers", "diff_ids": [f"sha256:{each.diff_id}" for each in layers]},
        },
    )
    blobs = [{"digest": f"sha256:{each.digest}", "size": each.size} for each in layers]
    manifest = _add_blob(out, {"schemaVersion": 2, "config": config, "layers": blobs})
    _add(out, "index.json", {"schemaVersion": 2, "manifests": [manifest]})
    paths = [f"blobs/sha256/{each.digest}" for each in layers]
    described = {"Config": _path_of(config), "RepoTags": ["big:1"], "Layers": paths}
    _add(out, "manifest.json", [described])
    _add(out, "oci-layout", {"imageLayoutVersion": "1.0.0"})
    out.write(bytes(2 * tarfile.BLOCKSIZE))


def _add_blob(out: BinaryIO, plain: object) -> dict[str, object]:
    content = json.dumps(plain).encode()
    descriptor = {
        "digest": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "size": len(content),
    }
    _add(out, _path_of(descriptor), plain)
    return descriptor


def _path_of(descriptor: dict[str, object]) -> str:
    return "blobs/" + str(descriptor["digest"]).replace(":", "/")


def _add(out: BinaryIO, name: str, plain: object) -> None:
    content = json.dumps(plain).encode()
    out.write(_header(name, len(content)))
    out.write(content + bytes(-len(content) % tarfile.BLOCKSIZE))


def _header(name: str, size: int, kind: bytes = tarfile.REGTYPE) -> bytes:
    header = tarfile.TarInfo(name)
    header.size, header.type, header.mtime = size, kind, 1_700_000_000
    return header.tobuf(tarfile.PAX_FORMAT)
