"""A window as a user has it, on samples or on folders of the test; all that it starts is ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from layerviz.app import events
from layerviz.app.reducing import first_start, initial_state
from layerviz.app.settings import Settings
from layerviz.ui.application import World
from layerviz.ui.font_measuring import FontMeasure
from layerviz.ui.fonts import load_fonts
from layerviz.ui.main_window import MainWindow
from layerviz.ui.running_window import RunningWindow
from layerviz.ui.styling import chosen_theme, dress
from layerviz.ui.theme import theme_of
from layerviz.ui.translation import Translator
from layerviz.ui.views.scene_view import SceneView

Open = Callable[..., RunningWindow]
STILL = Settings(language="en", motion="none")


def settle(qtbot: QtBot, made: RunningWindow) -> None:
    """Wait until no job is under way, no answer is missing, and all parts show the last one."""

    def is_quiet() -> bool:
        state = made.hub.state
        busy = state.is_analysing or state.scan.is_running or bool(state.opening.target)
        return made.workers.is_idle and not busy and made.window.is_filled

    qtbot.waitUntil(is_quiet, timeout=15_000)


def come_to_rest(qtbot: QtBot, window: QWidget) -> None:
    """Wait until every part stands where it stood when the event loop had turned once more."""
    places: list[object] = []

    def stands_still() -> bool:
        now = [(each.geometry(), each.isVisible()) for each in window.findChildren(QWidget)]
        is_same = places == now
        places[:] = now
        return is_same

    qtbot.waitUntil(stands_still, timeout=15_000)


@pytest.fixture(autouse=True)
def _no_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A window looks for the user's engine: in tests it finds none."""
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/no-engine.sock")


def drop(made: RunningWindow, path: str) -> None:
    """Drop a file or a folder of this machine on the window."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(path)])
    made.window.dropEvent(
        QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            mime,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def undress() -> None:
    """Give the application back its usual look: a test must not see the zoom of another."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    dress(application, chosen_theme(STILL.theme), STILL.zoom_percent / 100)


@pytest.fixture
def open_window(qtbot: QtBot) -> Iterator[Open]:
    """Opens a window on a target, or the first start for ""."""
    load_fonts()
    opened: list[RunningWindow] = []

    def open_it(target: str = "", settings: Settings = STILL) -> RunningWindow:
        translator = Translator(settings.language)
        window = MainWindow(translator, settings)
        qtbot.addWidget(window)
        state, jobs = first_start(settings) if not target else (initial_state(settings), ())
        made = RunningWindow(window, translator, state, World())
        opened.append(made)
        made.run_jobs(jobs)
        if target:
            made.hub.dispatch(events.OpenRequested(target))
        window.show()
        qtbot.waitExposed(window)
        settle(qtbot, made)
        return made

    yield open_it
    for made in opened:
        made.close()
        made.window.close()
        made.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    looks = [
        (each.hub.state.settings.theme, each.hub.state.settings.zoom_percent) for each in opened
    ]
    if any(look != (STILL.theme, STILL.zoom_percent) for look in looks):
        undress()


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[SceneView]:
    """An empty picture in a window of its own, in which nothing moves by itself."""
    load_fonts()
    made = SceneView(theme_of("light"), FontMeasure())
    qtbot.addWidget(made)
    made.resize(700, 600)
    made.set_motion(False)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small build context of the user."""
    (tmp_path / "Dockerfile").write_text(
        "FROM node:20\nCOPY package.json ./\nRUN npm i\nCOPY . .\n"
    )
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / "server.js").write_text("1")
    return tmp_path
