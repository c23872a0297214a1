"""Images side by side in the window: the words of their picture, and how it is used."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import cast

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from layerviz.adapters.image_targets import ImageTargets
from layerviz.app import events
from layerviz.app.image_events import LeavingChosen, SamplesArrived, SharedLayerChosen
from layerviz.app.image_samples import image_sample_path
from layerviz.app.inspecting import Inspection, inspect_image
from layerviz.app.reading_images import read_images
from layerviz.app.reducing import initial_state, reduce
from layerviz.app.requests import ReadSamples
from layerviz.app.settings import Settings
from layerviz.app.shelf import ImageKey, ShelfImage
from layerviz.app.shelving import compared_images, images_at_hand
from layerviz.app.state import AppState
from layerviz.app.state import View as Views
from layerviz.core.diagnostics import Diagnostic, Severity
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
from layerviz.core.sharing import missing_layers, sum_if_known
from layerviz.core.values import replace
from layerviz.scene.measuring import FixedMeasure
from layerviz.scene.roles import Role
from layerviz.scene.shapes import Decoration, Group, Label, Scene, Target, TargetKind
from layerviz.scene.sharing_layout import sharing_scene
from layerviz.scene.texts import View
from layerviz.ui.font_measuring import FontMeasure
from layerviz.ui.picturing_sharing import sharing_picture
from layerviz.ui.theme import theme_of
from layerviz.ui.translation import Translator
from layerviz.ui.views.scene_view import SceneView
from tests.support.scenes import check_scene
from tests.support.sessions import ROOT, Session
from tests.support.sharing import shown, stack

MEASURE = FixedMeasure()
ROOM = View(width=1300, height=900)


class Unwatched:
    """A job that nobody watches."""

    def progress(self, done: int, total: int | None, phase: str) -> None:
        pass

    def check(self) -> None:
        pass


@cache
def samples() -> tuple[Inspection, ...]:
    answer = read_images(ReadSamples(), ImageTargets(image_sample_path), Unwatched())
    assert isinstance(answer, SamplesArrived)
    return answer.found


def state_of(*names: str, found: tuple[Inspection, ...] = (), language: str = "en") -> AppState:
    """The window's state with these of the images picked."""
    state = replace(initial_state(Settings(language=language)), view=Views.SHARING)
    state, _ = reduce(state, SamplesArrived(found=found or samples()))
    return picked(state, *names)


def picked(state: AppState, *names: str) -> AppState:
    keys = tuple(key_of(state, name) for name in names)
    return replace(state, shelf=replace(state.shelf, picked=keys))


def key_of(state: AppState, name: str) -> ImageKey:
    return next(each.key for each in images_at_hand(state) if each.name == name)


def picture(state: AppState, room: View = ROOM) -> Scene:
    scene = sharing_picture(state, Translator(state.settings.language), room, MEASURE)
    assert scene is not None
    check_scene(scene)
    return scene


def texts(scene: Scene) -> list[str]:
    return [
        part.text.replace("\N{NO-BREAK SPACE}", " ")
        for shape in (*scene.header, *scene.shapes, *scene.side)
        if isinstance(shape, Group | Decoration)
        for part in shape.parts
        if isinstance(part, Label)
    ]


def spoken(scene: Scene, kind: TargetKind) -> list[str]:
    shapes = (*scene.header, *scene.shapes, *scene.side)
    groups = [shape for shape in shapes if isinstance(shape, Group)]
    return [each.spoken for each in groups if each.target and each.target.kind is kind]


def _unread(state: AppState, name: str, problem: Diagnostic | None) -> AppState:
    """An image of which no size is known yet."""
    key = key_of(state, name)

    def stripped(image: ShelfImage) -> ShelfImage:
        assert image.inspection is not None
        stack = image.inspection.stack
        bare = tuple(replace(each, size_bytes=None) for each in stack.layers)
        inspection = replace(image.inspection, stack=replace(stack, layers=bare), files=None)
        return replace(image, inspection=inspection, problem=problem)

    images = tuple(stripped(each) if each.key == key else each for each in state.shelf.images)
    return replace(state, shelf=replace(state.shelf, images=images))


def test_a_size_that_is_still_read_is_told_from_one_that_is_not_known() -> None:
    stopped, names = Diagnostic("reading-stopped", Severity.NOTE), ("cleanup:1.0", "app-b:1.0")
    unknown = []
    for name in names:
        state = state_of(*names)
        for each in names:
            state = _unread(state, each, stopped if each == name else None)
        found = texts(picture(state))
        assert "…" in found
        unknown.append(found.count("?"))
    assert unknown[0] > unknown[1]  # cleanup has more layers of its own


def test_the_lessons_picture() -> None:
    scene = picture(state_of("app-a:1.0", "app-b:1.0"))
    assert "2 images, one base" in texts(scene)
    assert "731 - 180 = 551 kB, unpacked" in texts(scene)
    assert "180 kB saved by sharing" in texts(scene)
    both = "×2, in app-a:1.0, app-b:1.0"
    assert spoken(scene, TargetKind.BASE) == [f"1. node-base:20, 180 kB, {both}"]
    assert spoken(scene, TargetKind.LAYER)[0] == f"2. WORKDIR /app, 0 B, {both}"
    assert spoken(scene, TargetKind.IMAGE) == [
        "app-a:1.0, 334 kB unpacked",
        "app-b:1.0, 397 kB unpacked",
    ]
    assert spoken(scene, TargetKind.LEAVE)[0] == (
        "app-a:1.0. If it is deleted, 154 kB comes back (unpacked). "
        "The next pull of it transfers 22 kB (compressed)."
    )


def test_an_open_base_shows_its_layers_and_how_to_close_it() -> None:
    state = state_of("app-a:1.0", "app-b:1.0")
    opened = replace(state, shelf=replace(state.shelf, is_base_open=True))
    scene = picture(opened)
    assert [each.split(",")[0] for each in spoken(scene, TargetKind.LAYER)[:2]] == [
        "1.1. ADD alpine-minirootfs.tar.gz /",
        "1.2. RUN install-node $NODE_VERSION",
    ]
    assert spoken(scene, TargetKind.BASE) == ["node-base:20, base, 2 layers: click to close"]


def test_an_image_that_leaves_is_answered_in_words() -> None:
    state = state_of("app-a:1.0", "app-b:1.0")
    state, _ = reduce(state, LeavingChosen(key_of(state, "app-a:1.0")))
    said = " ".join(texts(picture(state)))
    assert "Delete app-a:1.0: 154 kB comes back. 180 kB stays: it is also in app-b:1.0." in said
    assert "Next pull of app-a:1.0 beside the others: 22 kB to download, compressed." in said


def test_an_image_that_shares_nothing_leaves_nothing() -> None:
    apart = state_of("app-a:1.0", "multi-platform:1.0")
    found = tuple(each.inspection for each in apart.shelf.images if each.inspection)
    other = replace(found[0], stack=stack("other", ["COPY a ./"]), name="other", read=None)
    state = state_of("app-a:1.0", "other", found=(*samples(), other))
    state, _ = reduce(state, LeavingChosen(key_of(state, "app-a:1.0")))
    scene = picture(state)
    assert "2 images, nothing shared" in texts(scene)
    assert "334 kB comes back, all of it." in " ".join(texts(scene))


def test_near_misses_are_marked_and_told_the_largest_first() -> None:
    scene = picture(state_of("shop:v1.0", "shop:v1.1", "shop:v2.0"))
    said = texts(scene)
    assert "3 images, 6 shared layers" in said
    assert [each for each in said if each.startswith(("≈", "×2 ≈"))][:2] == ["×2 ≈3", "×2 ≈1"]
    notes = [each for each in said if "the same files in" in each]
    start = "≈1 RUN npm install (150 kB): the same files in shop:v1.0, shop:v2.0"
    assert notes[0].startswith(start)
    assert "and 1 more layer with the same files on another layer (≈)" in said


def test_the_chosen_layer_is_told_with_its_ids_and_sizes() -> None:
    state = state_of("shop:v1.0", "shop:v2.0")
    layer = next(
        place
        for place, spoken_ in enumerate(spoken(picture(state), TargetKind.LAYER))
        if "npm install" in spoken_
    )
    state, _ = reduce(state, SharedLayerChosen(layer))
    said = texts(picture(state))
    assert {"RUN npm install", "diff ID", "chain ID", "unpacked", "download"} <= set(said)
    assert any("≈1" in each for each in said)


def test_what_a_pull_transfers_are_the_layers_that_the_others_miss() -> None:
    names = ("app-a:1.0", "shop:v1.0", "shop:v1.1", "cleanup:1.0")
    state = state_of(*names)
    stacks = [each.inspection.stack for each in compared_images(state) if each.inspection]
    said = {each.split(". ")[0]: each for each in spoken(picture(state), TargetKind.LEAVE)}
    for place, wanted in enumerate(stacks):
        missing = missing_layers(wanted, [*stacks[:place], *stacks[place + 1 :]])
        size = Translator("en").size(sum_if_known(layer.download_bytes for layer in missing))
        assert f"transfers {size} " in said[wanted.name]


def test_one_image_asks_for_another_and_none_is_no_picture() -> None:
    scene = picture(state_of("cleanup:1.0"))
    assert "Pick two images or more to see what they share." in texts(scene)
    assert scene.side == ()
    assert sharing_picture(state_of(), Translator("en"), ROOM, MEASURE) is None


def unread(found: Inspection) -> Inspection:
    """The image as it is before the files of its layers are read."""
    assert found.read is not None
    sizes = tuple(
        replace(each, sizes=tuple(s for s in each.sizes if s.kind is not SizeKind.UNPACKED))
        for each in found.read.layer_sizes
    )
    return inspect_image(found.target, replace(found.read, layer_sizes=sizes))


def test_sizes_that_are_still_read_are_no_guesses() -> None:
    a, b = samples()[:2]
    state = state_of("app-a:1.0", "app-b:1.0", found=(unread(a), unread(b)))
    said = texts(picture(state))
    assert "The layers are still being read; the sum follows." in " ".join(said)
    assert said.count("…") > 8
    assert not any("saved" in each for each in said)


def test_of_what_is_not_built_yet_the_rest_is_not_known() -> None:
    session = Session()
    state = replace(session.do(events.OpenRequested(ROOT)), view=Views.SHARING)
    state, _ = reduce(state, SamplesArrived(found=samples()))
    state = picked(state, "Dockerfile", "app-a:1.0", "app-b:1.0")
    scene = picture(state)
    said = texts(scene)
    assert "There is no sum: not all sizes are known (?)." in " ".join(said)
    assert "180 kB saved by sharing" in said, "of shared layers alone it is known"
    assert spoken(scene, TargetKind.LAYER)[0] == "1. node:20-alpine, ?, in Dockerfile"
    chosen, _ = reduce(state, SharedLayerChosen(0))
    assert texts(picture(chosen)).count("known after the build") == 2


def test_a_layer_in_a_predicted_image_alone_is_told_as_such() -> None:
    found = replace(samples()[0], read=None, stack=stack("new", ["COPY a ./"]), name="new")
    odd = replace(found.stack.layers[0], diff_id=DiffId("predicted:x"))
    found = replace(found, stack=replace(found.stack, layers=(odd,)))
    state = state_of("new", "app-a:1.0", found=(*samples(), found))
    assert any("COPY a ./" in each for each in spoken(picture(state), TargetKind.LAYER))


def listed(found: Inspection, store: str) -> Inspection:
    """The image as an engine with that store has it."""
    assert found.read is not None
    size = MeasuredSize(400_000, SizeKind.ON_DISK, Source.ENGINE, store)
    return replace(found, read=replace(found.read, sizes=(size,)))


def test_what_stores_report_is_told_only_where_it_is_one_store() -> None:
    a, b = samples()[:2]
    same = (listed(a, "overlay2"), listed(b, "overlay2"))
    said = texts(picture(state_of("app-a:1.0", "app-b:1.0", found=same)))
    assert "on disk, says overlay2" in said
    assert "800 kB" in said
    for other in (listed(b, "containerd"), b):
        found = (listed(a, "overlay2"), other)
        said = texts(picture(state_of("app-a:1.0", "app-b:1.0", found=found)))
        assert not any("on disk" in each for each in said)


def test_a_base_is_a_guess_where_no_image_has_just_its_layers() -> None:
    only = tuple(each for each in samples() if each.name in ("app-a:1.0", "app-b:1.0"))
    scene = picture(state_of("app-a:1.0", "app-b:1.0", found=only))
    assert "base image" in texts(scene)
    assert "base, 2 layers inside, a guess by the history: click to open" in texts(scene)


def made_of(name: str, *lines: str) -> Inspection:
    """An image of these instructions; CMD makes no layer."""
    made = [line for line in lines if not line.startswith("CMD")]
    image = made_image(
        [DiffId(digest_of(line.encode())) for line in made],
        [HistoryEntry(created_by=line, is_empty_layer=line not in made) for line in lines],
        platform=Platform("linux", "amd64"),
        settings=ImageSettings(),
        references=[f"docker.io/library/{name}:1"],
    )
    sizes = (MeasuredSize(1000, SizeKind.UNPACKED, Source.ARCHIVE),)
    found = InspectedImage(
        image=image,
        source=Source.ARCHIVE,
        image_id=None,
        layer_sizes=(LayerSizes(sizes),) * len(made),
    )
    return inspect_image(name, found, [])


def test_where_bases_part_what_they_have_in_common_is_a_part_of_both() -> None:
    system = ("ADD rootfs.tar /", "RUN apt-get update")
    found = tuple(
        made_of(name, *system, f"RUN install {name}", 'CMD ["sh"]', f"COPY {name} ./")
        for name in ("one", "other")
    )
    scene = picture(state_of("one:1", "other:1", found=found))
    assert spoken(scene, TargetKind.BASE) == ["1. base image, 2.0 kB, ×2, in one:1, other:1"]
    assert "part of the base, 2 layers inside: click to open" in texts(scene)
    assert "part of the base" in texts(scene)
    assert "2 images, 2 shared layers" in texts(scene)


def test_a_guessed_base_of_one_layer_is_told_by_its_instruction() -> None:
    found = tuple(
        made_of(name, "ADD rootfs.tar /", 'CMD ["sh"]', f"COPY {name} ./")
        for name in ("one", "other")
    )
    scene = picture(state_of("one:1", "other:1", found=found))
    assert {"ADD rootfs.tar /", "base, a guess by the history"} <= set(texts(scene))


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("size", [(1300.0, 800.0), (960.0, 600.0), (640.0, 420.0), (380.0, 300.0)])
def test_every_word_exists_in_both_languages(language: str, size: tuple[float, float]) -> None:
    names = ("app-a:1.0", "app-b:1.0", "node-base:20", "shop:v1.0", "shop:v2.0", "cleanup:1.0")
    state = state_of(*names, language=language)
    state, _ = reduce(state, LeavingChosen(key_of(state, "shop:v1.0")))
    for folds in (False, True):
        for place in (None, 0, 3):
            chosen, _ = reduce(state, SharedLayerChosen(place))
            scene = picture(chosen, View(width=size[0], height=size[1], folds=folds))
            shapes = (*scene.header, *scene.shapes, *scene.side)
            tips = [shape.tip for shape in shapes if isinstance(shape, Group)]
            assert not any("sharing." in each or "{" in each for each in (*texts(scene), *tips))


# --- using the picture


@pytest.fixture
def view(view: SceneView) -> SceneView:
    """An empty picture, wider than it is high."""
    view.resize(900, 500)
    return view


def many() -> Scene:
    """More images than the view is wide, and more layers than it is high."""
    sizes = {f"RUN step {number}": number * 1000 for number in range(40)}
    of = [stack(f"app:{place}", sorted(sizes)[: 20 + place], sizes) for place in range(20)]
    return sharing_scene(shown(of), View(width=900, height=500, folds=False), FontMeasure())


def clicked(qtbot: QtBot, view: SceneView, x: float, y: float) -> Target | None:
    found: list[Target] = []
    view.shape_clicked.connect(found.append)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y)))
    view.shape_clicked.disconnect(found.append)
    return found[0] if found else None


@pytest.mark.parametrize("zoom", [1.0, 1.3])
def test_names_and_cards_stay_in_view_and_answer_to_clicks(
    qtbot: QtBot, view: SceneView, zoom: float
) -> None:
    scene = many()
    view.set_zoom(zoom)
    view.set_scene(scene)
    assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum()
    name = next(shape for shape in scene.header if isinstance(shape, Group))
    at = name.rect.center
    assert clicked(qtbot, view, at.x * zoom, at.y * zoom) == name.target
    row = next(shape for shape in scene.side if isinstance(shape, Group))
    from_right = (scene.width - row.rect.center.x) * zoom
    y = row.rect.center.y * zoom
    assert clicked(qtbot, view, view.viewport().width() - from_right, y) == row.target
    across = view.horizontalScrollBar()
    across.setValue(round(name.rect.right * zoom))
    assert clicked(qtbot, view, view.viewport().width() - from_right, y) == row.target
    assert clicked(qtbot, view, at.x * zoom, at.y * zoom) != name.target
    targets = [target for target, _ in view.reading()]
    assert name.target in targets
    assert row.target in targets


def test_the_far_end_of_the_picture_comes_into_view_beside_the_cards(view: SceneView) -> None:
    scene = many()
    view.set_scene(scene)
    across = view.horizontalScrollBar()
    across.setValue(across.maximum())
    last = [shape for shape in scene.header if isinstance(shape, Group)][-1]
    assert last.rect.right - across.value() < view.viewport().width() - scene.side_width


def test_what_is_scrolled_looks_as_if_it_had_been_painted_there(view: SceneView) -> None:
    """Only what comes into view is painted; the rest is moved on the screen."""
    screen = QApplication.primaryScreen()
    view.set_scene(many())
    for zoom in (1.0, 1.15):
        view.set_zoom(zoom)
        QApplication.processEvents()
        for across, up in ((120, 0), (33, 57), (-60, -20), (0, 400)):
            bars = view.horizontalScrollBar(), view.verticalScrollBar()
            bars[0].setValue(bars[0].value() + across)
            bars[1].setValue(bars[1].value() - up)
            QApplication.processEvents()
            moved = screen.grabWindow(view.winId()).toImage()
            view.viewport().repaint()
            assert screen.grabWindow(view.winId()).toImage() == moved


class Watch(QObject):
    """Notes how many pixels are painted."""

    painted = 0

    def eventFilter(self, _thing: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if isinstance(event, QPaintEvent):
            parts = cast("Iterable[QRect]", event.region())
            self.painted += sum(part.width() * part.height() for part in parts)
        return False


def test_a_step_of_a_scroll_paints_little(view: SceneView) -> None:
    view.set_scene(many())
    QApplication.processEvents()
    watch = Watch()
    view.viewport().installEventFilter(watch)
    view.horizontalScrollBar().setValue(view.horizontalScrollBar().value() + 40)
    QApplication.processEvents()
    whole = view.viewport().width() * view.viewport().height()
    assert 0 < watch.painted < whole / 4


def test_the_pointer_over_a_name_rings_it(view: SceneView) -> None:
    scene = many()
    view.set_scene(scene)
    plain = view.grab().toImage()
    for shape, x in (
        (next(each for each in scene.header if isinstance(each, Group)), 0.0),
        (
            next(each for each in scene.side if isinstance(each, Group)),
            view.viewport().width() - scene.width,
        ),
    ):
        at = shape.rect.center
        QTest.mouseMove(view.viewport(), QPoint(round(at.x + x), round(at.y)))
        assert view.grab().toImage() != plain
        view.set_focused(shape.target)
        assert view.focused() == shape.target
    assert view.viewport().cursor().shape() is Qt.CursorShape.PointingHandCursor


def test_leaving_blocks_are_dashed_in_every_theme() -> None:
    for name in ("light", "dark", "high-contrast"):
        assert theme_of(name).look(Role.LEAVING).is_dashed
