"""The window in front of a real engine, on both stores: its list, its stacks, and its troubles."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from pytestqt.qtbot import QtBot

from layerviz.adapters import engine as engine_module
from layerviz.app import events, image_events
from layerviz.app.reducing import initial_state
from layerviz.app.settings import Settings
from layerviz.app.shelf import ImageKey, ShelfImage
from layerviz.app.state import View
from layerviz.core.references import ENGINE_PREFIX
from layerviz.ui.application import World
from layerviz.ui.fonts import load_fonts
from layerviz.ui.main_window import MainWindow
from layerviz.ui.running_window import RunningWindow
from layerviz.ui.translation import Translator
from tests.engine.engines import (
    ADDRESS_VARIABLE,
    IMAGE_PREFIX,
    Engine,
    EngineUnavailableError,
    restarted,
    running_engine,
    running_pid,
)
from tests.engine.images import load_base
from tests.engine.slow_proxy import slow_way
from tests.support.casefiles import Names

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(ADDRESS_VARIABLE in os.environ, reason="not ours to stop"),
]
NAME = f"{IMAGE_PREFIX}window:1"
WAIT_MS = 60_000
CALL_SECONDS = 5.0
"""What a call takes on the slow way."""
SLOW_WAIT_MS = 180_000
DOCKERFILE = f"FROM {NAME}\nENV A=1\nRUN echo {'x' * 40} > /x\nCOPY Dockerfile /\n"
BUILT = f"{IMAGE_PREFIX}window-built:1"


@pytest.fixture(scope="module", params=["overlay2", "containerd"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An engine with a base, an image built on it, and one that has lost its name."""
    try:
        with running_engine(request.param) as running:
            names = Names(NAME, f"{IMAGE_PREFIX}window-alias:1", "window")
            load_base(running, names, 1, {"Env": ["PATH=/bin"]})
            for text in (DOCKERFILE, DOCKERFILE.replace("A=1", "A=2")):
                build(running, text)
            yield running
    except EngineUnavailableError as error:
        if os.environ.get("LAYERVIZ_REQUIRE_ENGINE") == "1":
            pytest.fail(str(error))
        pytest.skip(str(error))


def build(engine: Engine, dockerfile: str) -> None:
    place = engine.workspace / "window"
    place.mkdir(parents=True, exist_ok=True)
    (place / "Dockerfile").write_text(dockerfile)
    command = [*engine.client, "build", "--network=none", "--provenance=false"]
    command += ["-t", BUILT, engine.seen(place)]
    subprocess.run(command, check=True, capture_output=True)


@pytest.fixture
def made(engine: Engine, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningWindow]:
    """A window that looks at images, with the engine's list."""
    monkeypatch.setenv("DOCKER_HOST", f"unix://{engine.socket_path}")
    with window_on_images(qtbot) as running:
        qtbot.waitUntil(lambda: bool(listed(running)), timeout=WAIT_MS)
        yield running


@contextmanager
def window_on_images(qtbot: QtBot) -> Iterator[RunningWindow]:
    """A window that begins to ask the engine of the environment."""
    load_fonts()
    settings = Settings(language="en", motion="none")
    translator = Translator("en")
    window = MainWindow(translator, settings)
    qtbot.addWidget(window)
    running = RunningWindow(window, translator, initial_state(settings), World())
    window.show()
    running.hub.dispatch(events.ViewChosen(View.IMAGE))
    yield running
    running.close()
    assert running.workers.close(wait_ms=0)
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def listed(made: RunningWindow) -> list[ShelfImage]:
    """The images of the engine on the shelf."""
    return [each for each in made.hub.state.shelf.images if each.target.startswith(ENGINE_PREFIX)]


def trouble(made: RunningWindow) -> str:
    watch = made.hub.state.shelf.engine
    return watch.trouble.code if watch is not None and watch.trouble is not None else ""


def engine_words(made: RunningWindow) -> str:
    column = made.window.columns.shelf
    assert column is not None
    return column.engine.whole()


def ask_again(made: RunningWindow) -> None:
    """As if the pause were over."""
    assert made.runner.asks_again.isActive()
    made.runner.asks_again.start(0)


def shown(made: RunningWindow, qtbot: QtBot, key: ImageKey) -> ShelfImage:
    """Look into an image until its files are read."""
    made.hub.dispatch(image_events.ImageShown(key))

    def found() -> ShelfImage:
        image = made.hub.state.shelf.image(key)
        assert image is not None
        return image

    qtbot.waitUntil(lambda: found().is_whole or found().problem is not None, timeout=WAIT_MS)
    assert found().problem is None
    return found()


def key_of(made: RunningWindow, name: str) -> ImageKey:
    return next(each.key for each in listed(made) if each.name == name)


def test_the_list_is_what_docker_images_prints(engine: Engine, made: RunningWindow) -> None:
    printed = engine.docker("images", "--no-trunc", "--format", "json").splitlines()
    rows = [json.loads(line) for line in printed]
    names = {f"{row['Repository']}:{row['Tag']}" for row in rows if row["Tag"] != "<none>"}
    assert {
        name.removeprefix("docker.io/library/") for each in listed(made) for name in each.references
    } == names
    assert {each.target.removeprefix(ENGINE_PREFIX) for each in listed(made)} == {
        row["ID"] for row in rows
    }
    sizes = json.loads(engine.call("GET", "/images/json"))
    assert {each["Id"]: each["Size"] for each in sizes} == {
        each.listed.image_id: each.listed.size.size_bytes
        for each in listed(made)
        if each.listed is not None and each.listed.size is not None
    }
    assert not any("<none>" in each.name or ":sha" in each.name for each in listed(made))


def test_a_stack_is_what_docker_history_prints(
    engine: Engine, made: RunningWindow, qtbot: QtBot
) -> None:
    image = shown(made, qtbot, key_of(made, BUILT))
    printed = engine.docker("history", "--no-trunc", "--format", "json", BUILT).splitlines()
    lines = [json.loads(line)["CreatedBy"] for line in reversed(printed)]
    assert image.inspection is not None
    assert image.inspection.read is not None
    found = image.inspection.read.image
    assert [entry.created_by for entry in found.history] == lines
    about = json.loads(engine.call("GET", f"/images/{BUILT}/json"))
    assert [layer.diff_id for layer in image.inspection.stack.layers] == about["RootFS"]["Layers"]
    assert image.inspection.stack.total_bytes


def test_an_image_that_has_lost_its_name_is_looked_into_by_its_id(
    made: RunningWindow, qtbot: QtBot
) -> None:
    nameless = [each for each in listed(made) if not each.references]
    for each in nameless:
        image = shown(made, qtbot, each.key)
        assert image.inspection is not None
        assert image.inspection.name == each.name == each.key.rpartition(":")[2][:12]


def test_while_the_engine_is_stopped_the_window_answers_says_so_and_recovers(
    engine: Engine, made: RunningWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = key_of(made, BUILT)
    shown(made, qtbot, key)
    qtbot.waitUntil(made.runner.asks_again.isActive, timeout=WAIT_MS)
    pid = running_pid(engine)
    os.kill(pid, signal.SIGSTOP)
    try:
        ask_again(made)
        qtbot.waitUntil(made.runner.waits_long.isActive)
        made.runner.waits_long.start(0)
        qtbot.waitUntil(lambda: "slow or hung" in engine_words(made))
        made.hub.dispatch(image_events.LayerChosen(0))
        made.hub.dispatch(events.ViewChosen(View.SHARING))
        made.hub.dispatch(image_events.ImageShown(key))
        assert made.hub.state.shelf.shown == key
        monkeypatch.setattr(engine_module, "ANSWER_SECONDS", 1)
        made.hub.dispatch(image_events.EngineAsked())
        qtbot.waitUntil(lambda: trouble(made) == "engine-timed-out", timeout=WAIT_MS)
        assert "did not answer within 1 seconds" in engine_words(made)
        assert key in {each.key for each in listed(made)}
    finally:
        os.kill(pid, signal.SIGCONT)
    monkeypatch.setattr(engine_module, "ANSWER_SECONDS", 30)
    ask_again(made)
    qtbot.waitUntil(lambda: not trouble(made), timeout=WAIT_MS)
    assert engine.store in engine_words(made)


def test_an_engine_that_is_killed_and_started_again_is_found_by_itself(
    engine: Engine, made: RunningWindow, qtbot: QtBot
) -> None:
    before = {each.key for each in listed(made)}
    with restarted(engine, is_killed=True):
        os.kill(running_pid(engine), signal.SIGKILL)
        made.hub.dispatch(image_events.EngineAsked())
        qtbot.waitUntil(
            lambda: trouble(made) in ("engine-unavailable", "engine-lost"), timeout=WAIT_MS
        )
        assert {each.key for each in listed(made)} == before
    ask_again(made)
    qtbot.waitUntil(lambda: not trouble(made), timeout=WAIT_MS)
    assert {each.key for each in listed(made)} == before
    assert shown(made, qtbot, key_of(made, BUILT)).is_whole


def test_closing_the_window_while_the_engine_is_stopped_leaves_no_thread(
    engine: Engine, made: RunningWindow, qtbot: QtBot
) -> None:
    pid = running_pid(engine)
    os.kill(pid, signal.SIGSTOP)
    try:
        made.hub.dispatch(image_events.EngineAsked())
        qtbot.waitUntil(made.runner.waits_long.isActive)
        made.close()
        assert made.workers.close(wait_ms=0)
    finally:
        os.kill(pid, signal.SIGCONT)


class Pulse:
    """The longest time for which the window's event loop did not turn."""

    def __init__(self) -> None:
        self._timer = QTimer(interval=20)
        self._timer.timeout.connect(self._beat)
        self._last = time.monotonic()
        self.longest_s = 0.0
        self._timer.start()

    def _beat(self) -> None:
        now = time.monotonic()
        self.longest_s = max(self.longest_s, now - self._last)
        self._last = now


@pytest.mark.parametrize("engine", ["overlay2"], indirect=True)  # it takes a minute
def test_on_a_slow_way_the_window_answers_says_so_and_gets_everything(
    engine: Engine, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    place = tmp_path / "s"
    monkeypatch.setenv("DOCKER_HOST", f"unix://{place}")
    with slow_way(engine.socket_path, place, CALL_SECONDS) as slow:
        pulse = Pulse()
        with window_on_images(qtbot) as made:
            qtbot.waitUntil(lambda: "slow or hung" in engine_words(made), timeout=SLOW_WAIT_MS)
            made.hub.dispatch(events.ViewChosen(View.SHARING))
            made.hub.dispatch(events.ViewChosen(View.IMAGE))
            qtbot.waitUntil(lambda: bool(listed(made)), timeout=SLOW_WAIT_MS)
            assert not trouble(made)
            assert "slow or hung" not in engine_words(made)
            key = key_of(made, BUILT)
            made.hub.dispatch(image_events.ImageShown(key))
            qtbot.waitUntil(lambda: is_whole(made, key), timeout=SLOW_WAIT_MS)
            assert slow.calls > 2
        assert pulse.longest_s < CALL_SECONDS / 2


def is_whole(made: RunningWindow, key: ImageKey) -> bool:
    image = made.hub.state.shelf.image(key)
    assert image is not None
    assert image.problem is None
    return image.is_whole
