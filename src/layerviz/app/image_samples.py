"""The sample images: small archives to look into, each with a story, and a table of sizes.

They lie in `samples/images/`, each a `NAME.tar` with a description `NAME.toml` beside it, made by
`scripts/sample_images.py`.
"""

from __future__ import annotations

import os

from layerviz import assets
from layerviz.app.sample_folders import PREFIX
from layerviz.app.samples import Texts
from layerviz.core.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_FOLDER = "images"
_ORDER = (
    "app-a",
    "app-b",
    "node-base",
    "shop-v1.0",
    "shop-v1.1",
    "shop-v2.0",
    "cleanup",
    "multi-platform",
)
"""From the lesson's picture to what surprises; samples that are not named here come last."""


class ImageSample(Value):
    """A sample image with its description; `path` is its archive."""

    name: str
    path: str
    title: Texts
    story: Texts


class VariantSize(Value):
    """How large a variant of one software was."""

    reference: str
    size_bytes: int


class VariantTable(Value):
    """Sizes of variants as `docker images` printed them in a month (`as_of`, YYYY-MM)."""

    as_of: str
    rows: tuple[VariantSize, ...]


def image_sample_names() -> tuple[str, ...]:
    """The names of all sample images, in the order in which they teach."""
    with os.scandir(assets.samples_path(_FOLDER)) as entries:
        names = {entry.name[:-4] for entry in entries if entry.name.endswith(".tar")}
    known = [name for name in _ORDER if name in names]
    return (*known, *sorted(names.difference(known)))


def image_sample_path(target: str) -> str | None:
    """The archive of `sample:NAME`; None for any other target, and for samples to build."""
    name = target.removeprefix(PREFIX)
    if name == target or os.path.basename(name) != name or name.startswith("."):
        return None
    path = assets.samples_path(_FOLDER, f"{name}.tar")
    return path if os.path.isfile(path) else None


def load_image_sample(name: str) -> ImageSample:
    """A sample image with its description; OSError if there is none of that name."""
    plain = _described(name)
    texts = {key: Texts(plain[key]["ja"].strip(), plain[key]["en"].strip()) for key in plain}
    path = assets.samples_path(_FOLDER, f"{name}.tar")
    return ImageSample(name, path, texts["title"], texts["story"])


def variant_table() -> VariantTable:
    """The lesson's table of sizes of node:20 and its slim and alpine variants."""
    plain = _described("sizes")
    rows = tuple(VariantSize(each["reference"], each["size_bytes"]) for each in plain["variant"])
    return VariantTable(plain["as_of"], rows)


def _described(name: str) -> dict[str, Any]:
    import tomllib  # costs more than a whole prediction may take

    with open(assets.samples_path(_FOLDER, f"{name}.toml"), "rb") as stream:
        return tomllib.load(stream)
