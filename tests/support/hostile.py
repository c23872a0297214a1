"""Reads image files that were made to harm, and gives the error that they end in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from layerviz.adapters.archives import ImageFile
from layerviz.core.errors import ArchiveError
from scripts.image_writing import MadeImage, Member, Step, docker_archive, layer_tar, tar_of

LAYER = layer_tar([Member("a", b"x" * 100)])
IMAGE = MadeImage(("app:1.0",), (Step("COPY a /", LAYER),))
Parts = dict[str, bytes]


def refused(parts: Mapping[str, bytes] | bytes) -> ArchiveError:
    """The error that reading everything of a file gives."""
    content = parts if isinstance(parts, bytes) else tar_of(parts)
    Path("x.tar").write_bytes(content)
    return refused_at("x.tar")


def read_everything(path: str) -> None:
    with ImageFile(path) as file:
        for stored in file.images:
            file.inspect(stored)
            for _ in file.layer_files(stored):
                pass


def refused_at(path: str) -> ArchiveError:
    with pytest.raises(ArchiveError) as told:
        read_everything(path)
    assert dict(told.value.values)["place"]
    return told.value


def with_layer(layer: bytes, *, blob: bytes | None = None) -> Parts:
    """An archive of one layer; `blob` stands in its place, if given."""
    parts = docker_archive([MadeImage((), (Step("x", layer),))])
    name = next(name for name in parts if name.endswith("layer.tar"))
    return {**parts, name: layer if blob is None else blob}
