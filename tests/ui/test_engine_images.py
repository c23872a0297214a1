"""Images of an engine in a real window: listed, read, missed, and what ends a reading."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from layerviz.app import image_events
from layerviz.app.shelf import ImageKey
from scripts.image_writing import MadeImage, Member, Step, digest, docker_archive, layer_tar, tar_of
from tests.support.fake_engine import APP, CONTAINERD, FakeEngine
from tests.ui.conftest import Open, settle
from tests.ui.engine_windows import (
    APP_KEY,
    FACTS,
    LIST,
    NAMELESS,
    NAMELESS_SHOWN,
    ask_again,
    click,
    drawn,
    engine_of_two,
    image,
    listed,
    listed_and_held,
    look,
    rows,
    said,
)

BIG = layer_tar([Member("big", b"b" * 3_000_000)])
BIG_IMAGE = MadeImage(("app:1.0",), (Step("ADD rootfs /", BIG), Step("COPY . .", APP)))


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeEngine]:
    """An engine with two images, which the window finds."""
    with engine_of_two() as made:
        monkeypatch.setenv("DOCKER_HOST", made.place)
        yield made


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
    column = listed_and_held(made, qtbot, engine)
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
    listed_and_held(made, qtbot, engine)
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
