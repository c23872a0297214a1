"""Small images for tests, without any file: stacks named by the texts of their layers."""

from __future__ import annotations

from hashlib import sha256

from layerviz.app.inspecting import Inspection, inspect_image
from layerviz.core.digests import DiffId
from layerviz.core.history import HistoryEntry
from layerviz.core.images import (
    ImageSettings,
    InspectedImage,
    LayerSizes,
    MeasuredSize,
    Platform,
    SizeKind,
    Source,
    made_image,
)
from layerviz.core.layer_files import FileEntry, FileKind, LayerFiles
from layerviz.core.values import replace

KILOBYTE = 1000


def diff_id(text: str) -> DiffId:
    """The diff ID of a layer that is known by a text."""
    return DiffId("sha256:" + sha256(text.encode()).hexdigest())


def facts_of(
    name: str, *layers: str, platforms: tuple[str, ...] = ("amd64",), platform: str = "amd64"
) -> InspectedImage:
    """What is known of an image before its layers are read; a layer's text made it."""
    return InspectedImage(
        image=made_image(
            [diff_id(text) for text in layers],
            [HistoryEntry(created_by=text) for text in layers],
            platform=Platform("linux", platform),
            settings=ImageSettings(),
            references=(f"docker.io/library/{name}",),
        ),
        source=Source.ARCHIVE,
        image_id=None,
        layer_sizes=tuple(LayerSizes() for _ in layers),
        platforms=tuple(Platform("linux", each) for each in platforms),
    )


def listed(target: str, name: str, *layers: str) -> Inspection:
    """An image whose facts are known."""
    return inspect_image(target, facts_of(name, *layers))


def read(target: str, name: str, *layers: str) -> Inspection:
    """The same image with files: one in each layer, as many kB large as its text is long."""
    files = [
        LayerFiles((FileEntry(f"file-{place}", FileKind.FILE, KILOBYTE * len(text)),))
        for place, text in enumerate(layers)
    ]
    sizes = tuple(
        LayerSizes((MeasuredSize(each.size_bytes, SizeKind.UNPACKED, Source.ARCHIVE),))
        for each in files
    )
    return inspect_image(target, replace(facts_of(name, *layers), layer_sizes=sizes), files)
