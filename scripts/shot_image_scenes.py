"""The views of images in every state, each made the way a user gets there."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from layerviz.app import events, image_events, tag_events
from layerviz.app.image_samples import image_sample_names, image_sample_path
from layerviz.app.settings import Settings
from layerviz.app.shelf import ImageKey
from layerviz.app.state import View
from layerviz.core.values import replace
from layerviz.ui.panels.tags_bar import EXAMPLES
from layerviz.ui.running_window import RunningWindow
from scripts.shot_windows import Scene, running, settle
from tests.support.listings import listing_of, usage_of

ENGINE_NAMES = (
    ("node:20-alpine",),
    ("postgres:16", "postgres:latest"),
    ("ghcr.io/team/a-rather-long-name/of-a-service:2026.01.15-rc.1",),
    (),
)


def key(name: str) -> ImageKey:
    """A sample image on the shelf."""
    return ImageKey(f"sample:{name}#1")


def seen(view: View, *happened: events.Event, target: str = "sample:node-order") -> Scene:
    """A view of images after some events, each of them settled."""

    def draw(settings: Settings) -> RunningWindow:
        made = running(settings, target)
        for event in (events.ViewChosen(view), *happened):
            made.hub.dispatch(event)
            settle(made)
        return made

    return draw


def image(name: str, *happened: events.Event) -> Scene:
    """A sample image alone."""
    return seen(View.IMAGE, image_events.ImageShown(key(name)), *happened)


def tab(name: str, place: int, *happened: events.Event) -> Scene:
    """A sample image with another tab of its files: treemap or commands."""

    def draw(settings: Settings) -> RunningWindow:
        made = image(name, *happened)(settings)
        assert made.window.columns.layer is not None
        made.window.columns.layer.files.tabs[place].click()
        settle(made)
        return made

    return draw


def compared(names: Sequence[str], *happened: events.Event) -> Scene:
    """Sample images side by side, and no others."""
    usual = ("app-a", "app-b")
    more = [image_events.ImagePicked(key(name)) for name in names if name not in usual]
    fewer = [image_events.ImagePicked(key(name)) for name in usual if name not in names]
    return seen(View.SHARING, *more, *fewer, *happened)


def typed(text: str, *happened: events.Event) -> Scene:
    """Tags with another reference."""
    return seen(View.TAGS, tag_events.ReferenceTyped(text), *happened)


def listed(view: View, *happened: events.Event) -> Scene:
    """The shelf with the images of an engine, one of them without a name."""
    listing = listing_of(*ENGINE_NAMES)
    whole = replace(listing, usage=usage_of(listing))
    return seen(view, image_events.EngineListed(listing=whole), *happened)


def broken_archive(settings: Settings) -> RunningWindow:
    """An archive that ends in the middle."""
    path = image_sample_path("sample:app-a")
    assert path is not None
    raw = Path(path).read_bytes()
    file = Path(tempfile.mkdtemp()) / "broken.tar"
    file.write_bytes(raw[: len(raw) // 3])
    return seen(View.IMAGE, image_events.ImagesRequested(str(file)))(settings)


SHOP = ("shop-v1.0", "shop-v1.1", "shop-v2.0")
PREDICTED = ImageKey("predicted:0")
REBUILT = (tag_events.NameRebuilt(), tag_events.NameTagged())

IMAGE_SCENES: dict[str, Scene] = {
    "image": image("app-a"),
    "image-layer": image("app-a", image_events.LayerChosen(4)),
    "image-ghost": image("cleanup", image_events.LayerChosen(3)),
    "image-whole": image("cleanup"),
    "image-treemap": tab("app-a", 1, image_events.LayerChosen(4)),
    "image-commands": tab("app-a", 2),
    "image-predicted": seen(View.IMAGE, image_events.ImageShown(PREDICTED)),
    "image-platforms": image("multi-platform"),
    "image-base": image("app-a", image_events.BaseToggled()),
    "image-broken": broken_archive,
    "sharing": seen(View.SHARING),
    "sharing-three": compared(SHOP, image_events.SharedLayerChosen(4)),
    "sharing-leaving": compared(SHOP, image_events.LeavingChosen(key("shop-v2.0"))),
    "sharing-eight": compared(image_sample_names()),
    "sharing-predicted": seen(View.SHARING, image_events.ImagePicked(PREDICTED)),
    "sharing-miss": compared(("shop-v1.1", "shop-v2.0"), image_events.SharedLayerChosen(4)),
    "sharing-base": compared(("app-a", "app-b"), image_events.BaseToggled()),
    "sharing-one": compared(("app-a",)),
    "tags": seen(View.TAGS),
    "tags-nginx": typed("nginx"),
    "tags-digest": typed(EXAMPLES["name@sha256:…"]),
    "tags-invalid": typed(EXAMPLES["My_App:v1"]),
    "tags-rebuilt": seen(View.TAGS, *REBUILT),
    "tags-real": seen(View.TAGS, tag_events.BoardChosen(is_real=True)),
    "shelf-engine": listed(View.IMAGE),
    "shelf-engine-sharing": listed(View.SHARING),
    "shelf-trouble": seen(View.IMAGE),
}
