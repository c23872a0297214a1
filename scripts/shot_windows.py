"""A window on what a scene starts with, and the way to wait until it stands still."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer

from layerviz.app import events
from layerviz.app.reducing import first_start, initial_state
from layerviz.app.settings import Settings
from layerviz.core.context import ContextEdit, EditKind
from layerviz.ui.application import World
from layerviz.ui.main_window import MainWindow
from layerviz.ui.running_window import RunningWindow
from layerviz.ui.translation import Translator

Scene = Callable[[Settings], RunningWindow]


def running(settings: Settings, target: str = "", *edits: str) -> RunningWindow:
    """A window on the first start, or on a target with some files edited."""
    translator = Translator(settings.language)
    window = MainWindow(translator, settings)
    if not target:
        state, jobs = first_start(settings)
        made = RunningWindow(window, translator, state, World())
        made.run_jobs(jobs)
    else:
        made = RunningWindow(window, translator, initial_state(settings), World())
        made.hub.dispatch(events.OpenRequested(target))
    window.show()
    settle(made)
    for path in edits:
        made.hub.dispatch(events.EditAdded(ContextEdit(EditKind.EDIT, path)))
    settle(made)
    return made


def settle(made: RunningWindow) -> None:
    """Wait until nothing is under way."""
    for _ in range(400):
        wait(10)
        if made.workers.is_idle and not made.hub.state.is_analysing:
            break
    wait(60)


def wait(time_ms: int) -> None:
    """Let events happen; unlike `QTest.qWait`, which keeps Python's lock, it lets workers work."""
    loop = QEventLoop()
    QTimer.singleShot(time_ms, loop.quit)
    loop.exec()
