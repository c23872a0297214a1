"""Fifty images of 127 layers side by side: laid out, and painted while scrolled and zoomed.

Nothing is folded: every layer that is stored once is a block. Painted off screen where there is no
display, at the size of a projector.
"""

from __future__ import annotations

import os
import statistics
import sys
from typing import TYPE_CHECKING

from bench.timing import Figure, elapsed_ms

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerviz.app.state import AppState
    from layerviz.core.images import InspectedImage
    from layerviz.scene.shapes import Scene
    from layerviz.ui.views.scene_port import ScenePort

IMAGES, LAYERS = 50, 127
OF_ALL, FAMILY, OF_FAMILY = 20, 5, 40
"""So many layers have all images, and so many more those of a family of that size."""
WIDTH, HEIGHT = 1920, 1080
LAYOUT_MS = 100.0
FRAME_MS = 1000 / 60
STEP_PX = 120
"""A notch of a wheel."""
FRAMES = 8
WARMING = 3
SHARP_MS = 50.0


def measure(rounds: int) -> list[Figure]:
    """The medians of laying it out, of a frame while it is scrolled, and of one when zoomed."""
    if sys.platform == "linux" and not {"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from layerviz.ui.fonts import load_fonts

    application = QApplication.instance() or QApplication([])
    load_fonts()
    name = f"{IMAGES} images x {LAYERS} layers"
    laid, scene = _layouts(rounds)
    port = _port(scene)
    figures = [
        Figure(f"{name}: layout", "", LAYOUT_MS, laid),
        Figure(f"{name}: a frame of panning", "", FRAME_MS, _frames(port, rounds)),
        Figure(f"{name}: a frame of zooming", "", FRAME_MS, _zooming(port, rounds)),
        Figure(f"{name}: painted sharp after it", "", SHARP_MS, _zoomed(port, rounds)),
    ]
    port.close()
    del application
    return figures


def made_state() -> AppState:
    """A window's state with that many images picked, their layers read."""
    from layerviz.app.image_events import SamplesArrived
    from layerviz.app.inspecting import inspect_image
    from layerviz.app.reducing import initial_state, reduce
    from layerviz.app.settings import Settings
    from layerviz.app.state import View
    from layerviz.core.values import replace

    found = tuple(inspect_image(f"bench:{place}", _image(place), ()) for place in range(IMAGES))
    state, _ = reduce(initial_state(Settings(language="en")), SamplesArrived(found=found))
    keys = tuple(each.key for each in state.shelf.images)
    return replace(state, view=View.SHARING, shelf=replace(state.shelf, picked=keys))


def _image(place: int) -> InspectedImage:
    from layerviz.core.digests import DiffId, digest_of
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

    names = [_layer(place, height) for height in range(LAYERS)]
    sizes = [1000 * (1 + (7 * height + place) % 900) for height in range(LAYERS)]
    return InspectedImage(
        image=made_image(
            [DiffId(digest_of(name.encode())) for name in names],
            [HistoryEntry(created_by=f"RUN /bin/sh -c make {name}") for name in names],
            platform=Platform("linux", "amd64"),
            settings=ImageSettings(),
            references=[f"docker.io/library/service-{place:02}:1.0"],
        ),
        source=Source.ARCHIVE,
        image_id=None,
        layer_sizes=tuple(
            LayerSizes(
                (
                    MeasuredSize(size, SizeKind.UNPACKED, Source.ARCHIVE),
                    MeasuredSize(size // 5, SizeKind.DOWNLOAD, Source.ARCHIVE),
                )
            )
            for size in sizes
        ),
    )


def _layer(place: int, height: int) -> str:
    """What a layer is made of: the same for all, for a family, or for one image."""
    if height < OF_ALL:
        return f"base-{height}"
    if height < OF_ALL + OF_FAMILY:
        return f"family-{place // FAMILY}-{height}"
    return f"own-{place}-{height}"


def _layouts(rounds: int) -> tuple[float, Scene]:
    """The median time from a state to its scene, words and all, and the scene."""
    from layerviz.scene.texts import View
    from layerviz.ui.font_measuring import FontMeasure
    from layerviz.ui.picturing_sharing import sharing_picture
    from layerviz.ui.translation import Translator

    state, translator, measure = made_state(), Translator("en"), FontMeasure()
    room = View(width=WIDTH, height=HEIGHT, folds=False)
    scenes: list[Scene] = []

    def lay() -> None:
        scene = sharing_picture(state, translator, room, measure)
        assert scene is not None
        scenes[:] = [*scenes[-1:], scene]  # the window has the one before, too, and no more

    times = [elapsed_ms(lay) for _ in range(WARMING + rounds)]
    return statistics.median(times[WARMING:]), scenes[-1]


def _port(scene: Scene) -> ScenePort:
    from PySide6.QtWidgets import QApplication

    from layerviz.ui.font_measuring import FontMeasure
    from layerviz.ui.theme import theme_of
    from layerviz.ui.views.scene_port import ScenePort

    port = ScenePort(theme_of("light"), FontMeasure())
    port.set_motion(has_motion=False)
    port.resize(WIDTH, HEIGHT)
    port.set_scene(scene)
    port.show()
    QApplication.processEvents()
    if port.horizontalScrollBar().maximum() == 0:
        raise RuntimeError("the picture does not scroll")
    return port


def _frames(port: ScenePort, rounds: int) -> float:
    """The median time of a frame on the way across the picture and then further up."""
    from PySide6.QtWidgets import QApplication

    across, along = port.horizontalScrollBar(), port.verticalScrollBar()

    def step() -> None:
        if across.value() < across.maximum():
            across.setValue(across.value() + STEP_PX)
        else:
            across.setValue(0)
            along.setValue(along.value() - STEP_PX)
        QApplication.processEvents()

    return statistics.median([elapsed_ms(step) for _ in range(FRAMES * rounds)])


def _zooming(port: ScenePort, rounds: int) -> float:
    """The median time of a frame while somebody zooms: the last sharp one at another scale."""
    from PySide6.QtWidgets import QApplication

    from layerviz.ui.views.still import Still

    still = Still(port)

    def step(number: int) -> None:
        still.enlarge(1.0 + 0.02 * (number % 20 - 10))
        QApplication.processEvents()

    median = _median(step, rounds)
    still.hide()
    return median


def _zoomed(port: ScenePort, rounds: int) -> float:
    """The median time to paint the whole view of the scene at another scale."""
    from PySide6.QtWidgets import QApplication

    def step(number: int) -> None:
        port.set_zoom(1.0 + 0.02 * (number % 20))
        QApplication.processEvents()

    return _median(step, rounds)


def _median(step: Callable[[int], None], rounds: int) -> float:
    """The median time of the numbered steps of a zoom."""
    numbers = range(1, FRAMES * rounds + 1)
    return statistics.median([elapsed_ms(lambda n=n: step(n)) for n in numbers])  # type: ignore[misc]
