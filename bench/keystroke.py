"""From a keystroke to the new picture, painted: 120 steps, 6 stages, 20,000 files."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench.projects import long_dockerfile, write_files
from bench.timing import Figure, elapsed_ms

STEPS, FILES, SIZE_BYTES = 120, 20_000, 200
MOST_S = 60.0


def _until(is_done: Callable[[], bool]) -> None:
    """Let Qt work until something holds."""
    from PySide6.QtCore import QCoreApplication, QEventLoop

    end = time.monotonic() + MOST_S
    while not is_done():
        if time.monotonic() > end:
            raise RuntimeError("the window did not answer")
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 1)


def measure(rounds: int) -> Figure:
    """The median over that many keystrokes, in milliseconds."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="layerviz-bench-") as place:
        folder = Path(place)
        (folder / "cache").mkdir()
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        os.environ["XDG_CONFIG_HOME"] = os.environ["XDG_STATE_HOME"] = str(folder / "cache")
        project = folder / "project"
        project.mkdir()
        write_files(project, FILES, SIZE_BYTES)
        (project / "Dockerfile").write_text(long_dockerfile(STEPS), encoding="utf-8")
        times = _typed(project, rounds)
    return Figure("keystroke to new picture", "", 25.0, statistics.median(times))


def _typed(project: Path, rounds: int) -> list[float]:
    from PySide6.QtWidgets import QApplication

    from layerviz.app import events
    from layerviz.app.reducing import initial_state
    from layerviz.app.settings import Settings
    from layerviz.ui.application import World
    from layerviz.ui.fonts import load_fonts
    from layerviz.ui.main_window import MainWindow
    from layerviz.ui.running_window import RunningWindow
    from layerviz.ui.translation import Translator

    application = QApplication.instance() or QApplication([])
    load_fonts()
    settings = Settings(language="en", motion="none")
    translator = Translator("en")
    window = MainWindow(translator, settings)
    window.resize(1280, 720)
    window.show()
    running = RunningWindow(window, translator, initial_state(settings), World())
    hub = running.hub

    def is_quiet() -> bool:
        busy = hub.state.is_analysing or hub.state.scan.is_running or hub.state.opening.target
        return running.workers.is_idle and not busy

    hub.dispatch(events.OpenRequested(str(project)))
    _until(is_quiet)
    text = (project / "Dockerfile").read_text(encoding="utf-8")

    def type_one(number: int) -> None:
        wanted = text.replace("echo step 2 of stage 3", f"echo step 2 of stage 3 {number}")
        hub.dispatch(events.TextTyped(wanted, at_ms=number * 10_000))
        _until(is_quiet)
        window.repaint()

    for number in range(3):
        type_one(number)
    times = [elapsed_ms(partial(type_one, number)) for number in range(3, rounds + 3)]
    running.close()
    window.close()
    application.processEvents()
    return times
