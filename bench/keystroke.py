"""From a key in the editor, or a ticked file, to the new picture painted, and to all beside it.

120 steps in 6 stages, 20,000 files; the real window with real keys, drawn off screen where there
is no display.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bench.projects import long_dockerfile, write_files
from bench.timing import Figure

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from layerviz.ui.running_window import RunningWindow

STEPS, FILES, SIZE_BYTES = 120, 20_000, 200
ENDS = ((" to the new picture", 25.0), (": columns and strip too", 50.0))
MOST_MS = 60_000
WARMING = 3
BETWEEN_MS = 50
"""A fast hand types a letter in 80 ms."""


def measure(rounds: int) -> list[Figure]:
    """The medians over that many keys, and over as many ticks."""
    if sys.platform == "linux" and not {"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="layerviz-bench-") as place:
        folder = Path(place)
        paths = write_files(folder / "project", FILES, SIZE_BYTES)
        dockerfile = folder / "project" / "Dockerfile"
        dockerfile.write_text(long_dockerfile(STEPS), encoding="utf-8")
        own = {f"XDG_{kind}_HOME": str(folder / kind) for kind in ("CACHE", "CONFIG", "STATE")}
        with _environment(own), _window(folder / "project") as running:
            keys = _times(lambda number: _press_key(running, number), running, rounds)
            ticks = _times(lambda number: _tick(running, paths[number]), running, rounds)
    return [
        Figure(f"{name}{end}", "", limit, statistics.median(times))
        for name, both in (("a key in the editor", keys), ("a ticked file", ticks))
        for (end, limit), times in zip(ENDS, both, strict=True)
    ]


@contextmanager
def _environment(changed: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(changed)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def _window(project: Path) -> Iterator[RunningWindow]:
    from PySide6.QtWidgets import QApplication

    from layerviz.app.settings import Settings
    from layerviz.ui.application import World, start
    from layerviz.ui.fonts import load_fonts
    from layerviz.ui.main_window import MainWindow
    from layerviz.ui.translation import Translator

    application = QApplication.instance() or QApplication([])
    load_fonts()
    settings = Settings(language="en", motion="none")
    translator = Translator("en")
    window = MainWindow(translator, settings)
    window.resize(1920, 1080)
    window.show()
    running = start(window, translator, settings, World(), targets=[str(project)])
    _until(lambda: _is_quiet(running) and running.hub.state.analysis() is not None)
    if window.left is None or not window.left.isVisible():
        window.actions_bound.trigger(
            "panels"
        )  # six stages take the width until the text is asked for
    yield running
    running.close()
    window.close()
    application.processEvents()


def _is_quiet(running: RunningWindow) -> bool:
    state = running.hub.state
    return not (state.is_analysing or state.scan.is_running or state.opening.target)


def _until(is_done: Callable[[], bool]) -> None:
    """Let Qt work until something holds; sleeps between events, as the window's own loop does."""
    from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer

    watchdog = QTimer(singleShot=True, interval=MOST_MS)
    watchdog.start()
    flags = QEventLoop.ProcessEventsFlag
    while not is_done():
        if not watchdog.isActive():
            raise RuntimeError("the window did not answer")
        QCoreApplication.processEvents(flags.AllEvents | flags.WaitForMoreEvents)


def _rest(milliseconds: int) -> None:
    """Let Qt work for a while."""
    from PySide6.QtCore import QTimer

    rest = QTimer(singleShot=True, interval=milliseconds)
    rest.start()
    _until(lambda: not rest.isActive())


def _times(act: Callable[[int], None], running: RunningWindow, rounds: int) -> list[list[float]]:
    """Milliseconds from each act until the picture of its analysis is painted, and until the rest.

    The rest, the columns and the strip, is filled after the picture. Between acts the window
    paints what it still has to, as it does while a hand moves.
    """
    view = running.window.picture.view
    shown: list[object] = [view.scene()]
    painted_at = [0.0]
    paint = view.paintEvent

    def paint_and_note(event: QPaintEvent) -> None:
        paint(event)
        if view.scene() is not shown[0]:
            shown[0], painted_at[0] = view.scene(), time.perf_counter()

    view.paintEvent = paint_and_note  # type: ignore[method-assign]
    pictures, columns = [], []
    for number in range(WARMING + rounds):
        known, begun = shown[0], time.perf_counter()
        act(number)
        _until(lambda known=known: _is_quiet(running) and shown[0] is not known)  # type: ignore[misc]
        _until(lambda: running.workers.is_idle and running.window.is_filled)
        pictures.append((painted_at[0] - begun) * 1000)
        columns.append((time.perf_counter() - begun) * 1000)
        _rest(BETWEEN_MS)
    view.paintEvent = paint  # type: ignore[method-assign]
    return [pictures[WARMING:], columns[WARMING:]]


def _press_key(running: RunningWindow, number: int) -> None:
    """Type a letter at the end of a RUN in the middle of the file."""
    from PySide6.QtGui import QTextCursor
    from PySide6.QtTest import QTest

    left = running.window.left
    assert left is not None
    editor = left.editor.editor
    if number == 0:
        place = editor.toPlainText().index("\n", editor.toPlainText().index("of stage 3"))
        cursor = QTextCursor(editor.document())
        cursor.setPosition(place)
        editor.setTextCursor(cursor)
        editor.setFocus()
        assert editor.isVisible()
    QTest.keyClick(editor, "abcdefghijklmnopqrstuvwxyz"[number % 26])  # type: ignore[call-overload]


def _tick(running: RunningWindow, path: str) -> None:
    from layerviz.app import events
    from layerviz.core.context import ContextEdit, EditKind

    running.hub.dispatch(events.EditAdded(ContextEdit(EditKind.EDIT, path)))
