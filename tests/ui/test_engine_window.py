"""A window and an engine that is slow, hung, gone or in the way: it stays awake and says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from layerviz.adapters import engine as engine_module
from layerviz.app import image_events
from layerviz.app.settings import Settings
from layerviz.app.shelf import ImageKey
from layerviz.app.state import View
from tests.support.fake_engine import FakeEngine, serving
from tests.ui.conftest import STILL, Open, settle
from tests.ui.engine_windows import (
    APP_KEY,
    LIST,
    NAMELESS,
    NAMELESS_SHOWN,
    USAGE,
    ask_again,
    click,
    click_top_layer,
    engine_of_two,
    facts,
    image,
    listed,
    listed_and_held,
    listing,
    look,
    rows,
    said,
    shelf,
    trouble,
    type_and_see,
)

JAPANESE = Settings(language="ja", motion="none")


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeEngine]:
    """An engine with two images, which the window finds."""
    with engine_of_two() as made:
        monkeypatch.setenv("DOCKER_HOST", made.place)
        yield made


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
    listed_and_held(made, qtbot, engine)
    made.close()
    assert made.workers.close(wait_ms=0)
    assert engine.gave_up.wait(5)
