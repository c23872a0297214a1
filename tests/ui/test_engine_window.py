"""A real window and an engine that is slow, hung, gone, in the way, or says something else."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from layerviz.adapters import engine as engine_module
from layerviz.app import image_events
from layerviz.app.settings import Settings
from layerviz.app.shelf import ImageKey, ShelfImage
from layerviz.app.state import View
from layerviz.core.engine_listing import EngineListing
from layerviz.scene.shapes import Decoration, Group, Label, TargetKind
from layerviz.ui.models.shelf_model import NAME, SIZE
from layerviz.ui.panels.code_editor import CodeEditor
from layerviz.ui.panels.shelf_panel import ShelfColumn
from layerviz.ui.running_window import RunningWindow
from scripts.image_writing import MadeImage, Member, Step, digest, docker_archive, layer_tar, tar_of
from tests.support.fake_engine import ABOUT, APP, BASE, CONTAINERD, FakeEngine, serving, unix_engine
from tests.ui.conftest import STILL, Open, settle

APP_KEY = ImageKey(f"docker://sha256:{'e' * 64}")
NAMELESS = ImageKey(f"docker://sha256:{'d' * 64}")
NAMELESS_SHOWN = "d" * 12
ROOT = {"Type": "layers", "Layers": [digest(BASE), digest(APP)]}
FACTS = {**ABOUT, "RootFS": ROOT}
LIST = [
    {"Id": ABOUT["Id"], "RepoTags": ABOUT["RepoTags"], "Created": 1_700_000_100, "Size": 12_345},
    {
        "Id": f"sha256:{'d' * 64}",
        "RepoTags": ["<none>:<none>"],
        "Created": 1_700_000_000,
        "Size": 9,
    },
]
USAGE = {
    "LayersSize": 12_354,
    "Images": [
        {**LIST[0], "SharedSize": 4_096, "Containers": 2},
        {**LIST[1], "SharedSize": 0, "Containers": 0},
    ],
}
JAPANESE = Settings(language="ja", motion="none")
BIG = layer_tar([Member("big", b"b" * 3_000_000)])
BIG_IMAGE = MadeImage(("app:1.0",), (Step("ADD rootfs /", BIG), Step("COPY . .", APP)))


def facts(handler: BaseHTTPRequestHandler) -> None:
    """The facts of the image that is asked for; the one without a name has none."""
    is_nameless = "d" * 64 in handler.path
    about = {**FACTS, "Id": LIST[1]["Id"], "RepoTags": []} if is_nameless else FACTS
    content = json.dumps(about).encode()
    handler.send_response(200)
    handler.send_header("Connection", "close")
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeEngine]:
    """An engine with two images, which the window finds."""
    with unix_engine() as made:
        made.answers |= {"/images/json": LIST, "/json": facts, "/df": USAGE}
        monkeypatch.setenv("DOCKER_HOST", made.place)
        yield made


def look(made: RunningWindow, view: str) -> None:
    """Choose a view by its tab."""
    tab = made.window.top.findChild(QPushButton, f"view-{view}")
    assert isinstance(tab, QPushButton)
    QTest.mouseClick(tab, Qt.MouseButton.LeftButton)


def shelf(made: RunningWindow) -> ShelfColumn:
    column = made.window.columns.shelf
    assert column is not None
    return column


def listing(made: RunningWindow) -> EngineListing | None:
    watch = made.hub.state.shelf.engine
    return watch.listing if watch is not None else None


def image(made: RunningWindow, key: ImageKey = APP_KEY) -> ShelfImage:
    found = made.hub.state.shelf.image(key)
    assert found is not None
    return found


def trouble(made: RunningWindow) -> str:
    watch = made.hub.state.shelf.engine
    return watch.trouble.code if watch is not None and watch.trouble is not None else ""


def ask_again(made: RunningWindow) -> None:
    """As if the pause were over; that it was going to be over by itself is asserted."""
    assert made.runner.asks_again.isActive()
    made.runner.asks_again.start(0)


def listed(made: RunningWindow, qtbot: QtBot, view: str = "image") -> ShelfColumn:
    """Look at images until the engine has listed its own and told what they take."""
    look(made, view)
    qtbot.waitUntil(lambda: bool((found := listing(made)) and found.usage))
    settle(qtbot, made)
    return shelf(made)


def click(column: ShelfColumn, key: ImageKey) -> None:
    index = column.model.index_of(key)
    assert index.isValid()
    column.tree.scrollTo(index)
    QTest.mouseClick(
        column.tree.viewport(),
        Qt.MouseButton.LeftButton,
        pos=column.tree.visualRect(index).center(),
    )


def rows(column: ShelfColumn, group: str = "Docker Engine") -> list[tuple[str, str]]:
    """Name and size of each image under a title."""
    model = column.model
    for place in range(model.rowCount()):
        above = model.index(place, NAME)
        if above.data() == group:
            count = range(model.rowCount(above))
            return [
                (model.index(row, NAME, above).data(), model.index(row, SIZE, above).data())
                for row in count
            ]
    return []


def said(widget: QWidget) -> str:
    """All that labels show."""
    labels = [each for each in widget.findChildren(QLabel) if each.isVisibleTo(widget)]
    return "\n".join(each.text() for each in labels)


def drawn(made: RunningWindow) -> str:
    """All that stands in the picture."""
    scene = made.window.picture.scene_shown()
    shapes = (*scene.header, *scene.shapes, *scene.side)
    parts = [part for each in shapes if isinstance(each, Group | Decoration) for part in each.parts]
    return "\n".join(each.text for each in parts if isinstance(each, Label))


def click_top_layer(made: RunningWindow) -> None:
    """Click into the middle of a layer's block."""
    view = made.window.picture.view
    blocks = made.window.picture.scene_shown().groups
    block = next(each for each in blocks if each.target and each.target.kind is TargetKind.LAYER)
    at, down = block.rect.center, view.verticalScrollBar().value()
    place = QPoint(round(at.x), round(at.y - down))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def type_and_see(made: RunningWindow, qtbot: QtBot) -> None:
    """Type into the Dockerfile and wait for the prediction that follows."""
    look(made, "build")
    editor = made.window.findChild(CodeEditor)
    assert isinstance(editor, CodeEditor)
    before = made.hub.state.reports
    QTest.keyClicks(editor, "# ")
    qtbot.waitUntil(
        lambda: made.hub.state.reports is not before and not made.hub.state.is_analysing
    )


# --- what an engine has


def test_its_images_are_listed_and_one_is_looked_into_facts_first(
    open_window: Open, qtbot: QtBot, engine: FakeEngine
) -> None:
    made = open_window("sample:node-order")
    column = listed(made, qtbot)
    assert rows(column) == [("app:1.0", "12 kB on disk"), (NAMELESS_SHOWN, "9 B on disk")]
    engine.hanging = "/get"
    click(column, APP_KEY)
    qtbot.waitUntil(engine.was_asked.is_set)
    qtbot.waitUntil(lambda: "COPY . ." in drawn(made))
    assert image(made).is_reading
    assert not image(made).is_whole
    engine.may_answer.set()
    settle(qtbot, made)
    assert image(made).is_whole
    assert rows(column)[0] == ("app:1.0", "570 B")
    layer = made.window.columns.layer
    assert layer is not None
    assert layer.files.has_files


def test_one_of_its_images_is_picked_in_sharing(
    open_window: Open, qtbot: QtBot, engine: FakeEngine
) -> None:
    assert engine
    made = open_window("sample:node-order")
    column = listed(made, qtbot, "sharing")
    click(column, APP_KEY)
    settle(qtbot, made)
    assert APP_KEY in made.hub.state.shelf.picked
    assert image(made).is_whole
    assert "app:1.0" in drawn(made)


def test_what_the_engine_reports_stands_beside_the_image_each_by_its_command(
    open_window: Open, qtbot: QtBot, engine: FakeEngine
) -> None:
    engine.answers["/info"] = CONTAINERD
    engine.answers["/images/json"] = [{**LIST[0], "Size": 20_000}, LIST[1]]
    made = open_window("sample:node-order")
    column = listed(made, qtbot)
    click(column, APP_KEY)
    settle(qtbot, made)
    layer = made.window.columns.layer
    assert layer is not None
    qtbot.waitUntil(lambda: f"In the Docker Engine at {engine.place}" in said(layer.facts))
    words = said(layer.facts)
    assert "2 containers use it" in words
    for size, kind in (
        ("20 kB", "as docker images lists it"),
        ("12 kB", "as docker image inspect reports it"),
        ("4.1 kB", "SHARED SIZE"),
        ("8.2 kB", "UNIQUE SIZE"),
    ):
        assert size in words
        assert kind in words
    assert words.count("store containerd") == 4


def test_kinds_of_size_never_mix_what_is_listed_with_what_is_inspected(
    open_window: Open, qtbot: QtBot, engine: FakeEngine
) -> None:
    engine.answers["/info"] = CONTAINERD
    engine.answers["/images/json"] = [{**LIST[0], "Size": 20_000}, LIST[1]]
    made = open_window("sample:node-order")
    column = listed(made, qtbot, "sharing")
    for key in (APP_KEY, NAMELESS):
        click(column, key)
    for key in set(made.hub.state.shelf.picked) - {APP_KEY, NAMELESS}:
        made.hub.dispatch(image_events.ImagePicked(key))
    settle(qtbot, made)
    words = drawn(made)
    assert "on disk, says containerd" in words
    assert "20 kB" in words  # 20,000 + 9 as listed; 12,345 twice as inspected
    assert "in one image only, says containerd" in words


def test_an_image_without_a_name_is_shown_by_the_beginning_of_its_id(
    open_window: Open, qtbot: QtBot, engine: FakeEngine
) -> None:
    assert engine
    made = open_window("sample:node-order")
    column = listed(made, qtbot)
    click(column, NAMELESS)
    settle(qtbot, made)
    layer = made.window.columns.layer
    assert layer is not None
    assert layer.facts.title.text() == NAMELESS_SHOWN
    assert NAMELESS_SHOWN in drawn(made)
    look(made, "sharing")
    made.hub.dispatch(image_events.ImagePicked(NAMELESS))
    settle(qtbot, made)
    for text in (drawn(made), *(name for name, _ in rows(column))):
        assert "<none>" not in text
        assert "sha256:" not in text


# --- slow, hung


@pytest.mark.parametrize("call", ["/version", "/info", "/images/json", "/df"])
def test_while_a_call_is_held_keys_and_tabs_are_answered(
    open_window: Open, qtbot: QtBot, engine: FakeEngine, call: str
) -> None:
    engine.hanging = call
    made = open_window("sample:node-order")
    look(made, "image")
    qtbot.waitUntil(engine.was_asked.is_set)
    qtbot.waitUntil(lambda: made.hub.state.shelf.shown is not None)
    click(shelf(made), ImageKey("sample:cleanup#1"))
    assert made.hub.state.shelf.shown == "sample:cleanup#1"
    click_top_layer(made)
    assert made.hub.state.shelf.layer is not None
    type_and_see(made, qtbot)
    look(made, "sharing")
    assert made.hub.state.view is View.SHARING
    assert not engine.may_answer.is_set()
    engine.may_answer.set()
    qtbot.waitUntil(lambda: bool((found := listing(made)) and found.usage))
    settle(qtbot, made)


def test_readings_that_hang_hold_up_neither_predictions_nor_samples(
    open_window: Open, qtbot: QtBot, engine: FakeEngine
) -> None:
    """More than there are threads in a lane."""
    made = open_window("sample:node-order")
    listed(made, qtbot, "sharing")
    engine.hanging = "/get"
    for key in (APP_KEY, NAMELESS):
        made.hub.dispatch(image_events.ImagePicked(key))
    qtbot.waitUntil(lambda: sum(each.endswith("/get") for each in engine.asked) == 2)
    assert image(made).is_reading
    assert image(made, NAMELESS).problem is None
    assert image(made, NAMELESS).is_reading
    type_and_see(made, qtbot)
    ask_again(made)
    qtbot.waitUntil(made.runner.asks_again.isActive)  # it was asked and has answered
    made.open("sample:cleanup")
    qtbot.waitUntil(lambda: made.hub.state.shelf.shown is not None)
    assert image(made).is_reading
    engine.may_answer.set()
    settle(qtbot, made)
    assert image(made).is_whole


def test_that_it_is_slow_is_said_and_no_longer_once_it_answers(
    open_window: Open, qtbot: QtBot, engine: FakeEngine
) -> None:
    engine.hanging = "/info"
    made = open_window("sample:node-order")
    look(made, "image")
    qtbot.waitUntil(engine.was_asked.is_set)
    assert made.runner.waits_long.isActive()
    made.runner.waits_long.start(0)
    qtbot.waitUntil(lambda: "slow or hung" in shelf(made).engine.whole())
    engine.may_answer.set()
    qtbot.waitUntil(lambda: "26.1.5" in shelf(made).engine.whole())
    assert not made.runner.waits_long.isActive()
    settle(qtbot, made)


def test_a_hung_engine_is_given_up_and_found_again_by_itself(
    open_window: Open, qtbot: QtBot, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = open_window("sample:node-order")
    column = listed(made, qtbot)
    monkeypatch.setattr(engine_module, "ANSWER_SECONDS", 0.1)
    engine.hanging = "/images/json"
    ask_again(made)
    qtbot.waitUntil(lambda: trouble(made) == "engine-timed-out")
    words = column.engine.whole()
    assert "The list is what the Docker Engine said last" in words
    assert "restart Docker" in words
    assert [name for name, _ in rows(column)] == ["app:1.0", NAMELESS_SHOWN]
    monkeypatch.undo()
    monkeypatch.setenv("DOCKER_HOST", engine.place)
    engine.hanging = ""
    ask_again(made)
    qtbot.waitUntil(lambda: not trouble(made))
    settle(qtbot, made)
    assert "26.1.5" in column.engine.whole()
    assert column.ask.isHidden()


# --- gone, denied, too old


def test_an_engine_that_is_gone_and_back_is_found_by_itself(
    open_window: Open, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "s"
    monkeypatch.setenv("DOCKER_HOST", f"unix://{place}")
    made = open_window("sample:node-order")
    look(made, "image")
    qtbot.waitUntil(lambda: trouble(made) == "engine-unavailable")
    settle(qtbot, made)
    for _ in range(2):
        with serving(FakeEngine(str(place))) as back:
            back.answers |= {"/images/json": LIST, "/json": facts, "/df": USAGE}
            ask_again(made)
            qtbot.waitUntil(lambda: not trouble(made))
            settle(qtbot, made)
            made.hub.dispatch(image_events.ImageShown(APP_KEY))
            settle(qtbot, made)
            assert image(made).is_whole
        place.unlink()
        ask_again(made)
        qtbot.waitUntil(lambda: trouble(made) == "engine-unavailable")
        settle(qtbot, made)
        assert image(made).is_whole  # what was read stays


def test_what_could_not_be_read_is_read_once_the_engine_is_back(
    open_window: Open, qtbot: QtBot, engine: FakeEngine
) -> None:
    made = open_window("sample:node-order")
    column = listed(made, qtbot)
    engine.answers |= {"/json": 500, "/images/json": 500}
    click(column, APP_KEY)
    settle(qtbot, made)
    assert rows(column)[0] == ("app:1.0", "cannot be read")
    assert "This image cannot be shown" in said(made.window.picture.empty)
    assert "no /json" in said(made.window.picture.empty)
    ask_again(made)
    qtbot.waitUntil(lambda: trouble(made) == "engine-failed")
    engine.answers |= {"/json": facts, "/images/json": LIST}
    ask_again(made)
    qtbot.waitUntil(lambda: image(made).is_whole)
    settle(qtbot, made)


@pytest.mark.parametrize(
    ("settings", "happened", "remedy"),
    [
        (STILL, "may not ask the Docker Engine", "sudo usermod -aG docker"),
        (JAPANESE, "権限がありません", "sudo usermod -aG docker"),
    ],
)
def test_permission_denied_is_said_with_what_to_try(
    open_window: Open,
    qtbot: QtBot,
    engine: FakeEngine,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
    happened: str,
    remedy: str,
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    assert engine
    monkeypatch.setattr("socket.socket.connect", refuse)
    made = open_window("sample:node-order", settings)
    look(made, "image")
    qtbot.waitUntil(lambda: trouble(made) == "engine-denied")
    settle(qtbot, made)
    shown = shelf(made).engine.text().replace("\n", "")
    assert happened in shown
    assert remedy in shown  # and it is not cut off
    assert not shelf(made).ask.isHidden()


@pytest.mark.parametrize(
    ("settings", "happened", "remedy"),
    [
        (STILL, "too old to be asked: version 1.12", "Update Docker to 1.13 or newer"),
        (JAPANESE, "1.12", "1.13"),
    ],
)
def test_too_old_an_engine_is_said_with_what_to_try(
    open_window: Open,
    qtbot: QtBot,
    engine: FakeEngine,
    settings: Settings,
    happened: str,
    remedy: str,
) -> None:
    engine.answers["/version"] = {"Version": "1.12", "ApiVersion": "1.24"}
    made = open_window("sample:node-order", settings)
    look(made, "image")
    qtbot.waitUntil(lambda: trouble(made) == "engine-too-old")
    settle(qtbot, made)
    assert happened in shelf(made).engine.whole()
    assert remedy in shelf(made).engine.whole()


def test_ask_again_now_asks_at_once(open_window: Open, qtbot: QtBot, engine: FakeEngine) -> None:
    engine.answers["/images/json"] = 500
    made = open_window("sample:node-order")
    look(made, "image")
    qtbot.waitUntil(lambda: trouble(made) == "engine-failed")
    settle(qtbot, made)
    engine.answers["/images/json"] = LIST
    QTest.mouseClick(shelf(made).ask, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not trouble(made))
    settle(qtbot, made)


# --- closing, vanishing, cancelling


@pytest.mark.parametrize("call", ["/version", "/info", "/df"])
def test_closing_while_a_call_hangs_ends_it(
    open_window: Open, qtbot: QtBot, engine: FakeEngine, call: str
) -> None:
    engine.hanging = call
    made = open_window("sample:node-order")
    look(made, "image")
    qtbot.waitUntil(engine.was_asked.is_set)
    made.close()
    assert made.workers.close(wait_ms=0)  # nothing runs any more
    assert engine.gave_up.wait(5)


def test_closing_while_an_image_is_read_ends_it(
    open_window: Open, qtbot: QtBot, engine: FakeEngine
) -> None:
    made = open_window("sample:node-order")
    column = listed(made, qtbot)
    engine.hanging = "/get"
    click(column, APP_KEY)
    qtbot.waitUntil(engine.was_asked.is_set)
    made.close()
    assert made.workers.close(wait_ms=0)
    assert engine.gave_up.wait(5)


def test_an_image_that_vanishes_while_it_is_shown_is_missed_by_name(
    open_window: Open, qtbot: QtBot, engine: FakeEngine
) -> None:
    made = open_window("sample:node-order")
    column = listed(made, qtbot)
    click(column, APP_KEY)
    settle(qtbot, made)
    engine.answers["/images/json"] = LIST[1:]
    ask_again(made)
    qtbot.waitUntil(lambda: made.hub.state.shelf.shown is None)
    settle(qtbot, made)
    assert "No image is chosen" in said(made.window.picture.empty)
    assert "app:1.0 is not in the Docker Engine any more" in said(made.window.notices)
    assert [name for name, _ in rows(column)] == [NAMELESS_SHOWN]
    layer = made.window.columns.layer
    assert layer is not None
    assert layer.facts.title.text() == ""
    assert not layer.files.has_files


def test_an_image_that_is_gone_when_it_is_clicked_is_told_by_its_name(
    open_window: Open, qtbot: QtBot, engine: FakeEngine
) -> None:
    made = open_window("sample:node-order")
    column = listed(made, qtbot)
    engine.answers["/json"] = 404
    click(column, APP_KEY)
    settle(qtbot, made)
    assert "app:1.0 is not in the Docker Engine any more" in said(made.window.picture.empty)
    assert "docker pull sha256" not in said(made.window.picture.empty)


def test_names_that_move_while_an_image_is_shown_move_in_the_picture_too(
    open_window: Open, qtbot: QtBot, engine: FakeEngine
) -> None:
    made = open_window("sample:node-order")
    column = listed(made, qtbot)
    click(column, APP_KEY)
    settle(qtbot, made)
    engine.answers["/images/json"] = [{**LIST[0], "RepoTags": ["web:2.0"]}, LIST[1]]
    ask_again(made)
    qtbot.waitUntil(lambda: "web:2.0" in drawn(made))
    settle(qtbot, made)
    assert rows(column)[0][0] == "web:2.0"


def test_choosing_another_image_ends_the_reading_of_the_first(
    open_window: Open, qtbot: QtBot, engine: FakeEngine
) -> None:
    made = open_window("sample:node-order")
    column = listed(made, qtbot)
    engine.hanging = "/get"
    click(column, APP_KEY)
    qtbot.waitUntil(engine.was_asked.is_set)
    click(column, ImageKey("sample:cleanup#1"))
    assert engine.gave_up.wait(5)
    assert not image(made).is_reading
    settle(qtbot, made)
    engine.hanging = ""
    click(column, APP_KEY)
    settle(qtbot, made)
    assert image(made).is_whole


def test_going_to_another_view_and_back_ends_no_reading(
    open_window: Open, qtbot: QtBot, engine: FakeEngine
) -> None:
    made = open_window("sample:node-order")
    column = listed(made, qtbot)
    engine.hanging = "/get"
    click(column, APP_KEY)
    qtbot.waitUntil(engine.was_asked.is_set)
    look(made, "build")
    look(made, "sharing")
    look(made, "image")
    assert not engine.gave_up.is_set()
    engine.may_answer.set()
    settle(qtbot, made)
    assert image(made).is_whole
    assert sum(each.endswith("/get") for each in engine.asked) == 1


def test_how_far_a_reading_is_is_told_and_it_can_be_stopped_and_begun_again(
    open_window: Open, qtbot: QtBot, engine: FakeEngine
) -> None:
    archive = tar_of(docker_archive([BIG_IMAGE]))
    go_on = threading.Event()

    def slowly(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(archive)))
        handler.end_headers()
        handler.wfile.write(archive[:2_500_000])
        go_on.wait(30)

    whole = {**FACTS, "Size": 4_000_000, "RootFS": {"Layers": [digest(BIG), digest(APP)]}}
    engine.answers |= {"/get": slowly, "/json": whole, "/history": []}
    made = open_window("sample:node-order")
    column = listed(made, qtbot)
    assert column.stop.isHidden()
    click(column, APP_KEY)
    told = "Getting app:1.0 from the engine: 1.0 MB of about 4.0 MB"
    qtbot.waitUntil(lambda: column.reading.whole() == told)
    QTest.mouseClick(column.stop, Qt.MouseButton.LeftButton)
    assert rows(column)[0] == ("app:1.0", "not read")
    assert column.reading.isHidden()
    settle(qtbot, made)
    go_on.set()
    layer = made.window.columns.layer
    assert layer is not None
    assert "Reading the files was stopped" in said(layer)
    ask_again(made)
    qtbot.waitUntil(made.runner.asks_again.isActive)
    assert not image(made).is_reading  # what was stopped stays so
    engine.answers["/get"] = archive
    QTest.mouseClick(column.read_again, Qt.MouseButton.LeftButton)
    settle(qtbot, made)
    assert image(made).is_whole
    assert column.read_again.isHidden()
    assert made.hub.state.progress == ()
