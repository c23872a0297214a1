"""Draws every view and state of the window into a folder, for a person to look at.

`python scripts/shots.py FOLDER [WORD...]`: only pictures whose name holds one of the words. Nothing
is shown on a screen; settings and drafts of the user are not touched.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from layerviz.app import events
from layerviz.app.reducing import first_start, initial_state
from layerviz.app.settings import Settings
from layerviz.app.state import View
from layerviz.core.context import ContextEdit, EditKind
from layerviz.ui.application import World
from layerviz.ui.fonts import load_fonts
from layerviz.ui.main_window import MainWindow
from layerviz.ui.running_window import RunningWindow
from layerviz.ui.translation import Translator

SIZES = ((1280, 720), (1920, 1080))
SMALL = (1024, 640)
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
        QTest.qWait(10)
        if made.workers.is_idle and not made.hub.state.is_analysing:
            break
    QTest.qWait(60)


def first(settings: Settings) -> RunningWindow:
    """The first start with its samples."""
    made = running(settings)
    made.show_samples_soon()
    QTest.qWait(300)
    settle(made)
    return made


def revealed(settings: Settings) -> RunningWindow:
    """The answer of the first question."""
    made = first(settings)
    made.hub.dispatch(events.LayerPicked(5))
    made.hub.dispatch(events.LayerPicked(4))
    made.hub.dispatch(events.Revealed())
    settle(made)
    return made


def compared(settings: Settings) -> RunningWindow:
    """Compare with a block selected."""
    made = revealed(settings)
    made.hub.dispatch(events.QuestionClosed())
    made.window.hide_samples()
    made.hub.dispatch(events.LineSelected(4, 0))
    settle(made)
    return made


def built(settings: Settings) -> RunningWindow:
    """Build with a file edited."""
    made = running(settings, "sample:node-order", "server.js")
    made.hub.dispatch(events.LineSelected(5))
    settle(made)
    return made


def stages(settings: Settings) -> RunningWindow:
    """Several stages, one undecided."""
    made = running(settings, "sample:go-multistage", "main.go")
    made.hub.dispatch(events.LineSelected(15))
    settle(made)
    return made


def broken(settings: Settings) -> RunningWindow:
    """A Dockerfile with a typo."""
    return running(settings, "sample:broken", "server.js")


def asked(settings: Settings) -> RunningWindow:
    """Build as a question."""
    made = built(settings)
    made.hub.dispatch(events.Asked())
    made.hub.dispatch(events.LayerPicked(5))
    settle(made)
    return made


def playing(settings: Settings) -> RunningWindow:
    """In the middle of the step-through."""
    made = built(settings)
    made.hub.dispatch(events.PlayheadMoved(3))
    settle(made)
    return made


def options(settings: Settings) -> RunningWindow:
    """The options of a build."""
    made = running(settings, "sample:arg-trap")
    assert made.window.left is not None
    made.window.left.context.tabs[1].click()
    settle(made)
    return made


def nothing(settings: Settings) -> RunningWindow:
    """A folder without a Dockerfile."""
    folder = tempfile.mkdtemp()
    return running(settings, folder)


def missing(settings: Settings) -> RunningWindow:
    """A folder that does not exist."""
    return running(settings, "/nowhere/at/all")


def long_one(settings: Settings) -> RunningWindow:
    """127 layers."""
    folder = Path(tempfile.mkdtemp())
    lines = ["FROM debian:12", *(f"RUN echo {n}" for n in range(126))]
    (folder / "Dockerfile").write_text("\n".join([*lines[:90], "COPY . .", *lines[90:]]) + "\n")
    (folder / "a file.txt").write_text("x")
    return running(settings, str(folder), "a file.txt")


def searched(settings: Settings) -> RunningWindow:
    """The command search."""
    made = built(settings)
    made.window.actions_bound.trigger("search")
    settle(made)
    return made


def keys(settings: Settings) -> RunningWindow:
    """The list of keys."""
    made = built(settings)
    made.window.actions_bound.trigger("keys")
    settle(made)
    return made


def one_order(settings: Settings) -> RunningWindow:
    """Compare with one order so far."""
    made = built(settings)
    made.hub.dispatch(events.ViewChosen(View.COMPARE))
    settle(made)
    return made


SCENES: dict[str, Scene] = {
    "first": first,
    "revealed": revealed,
    "compared": compared,
    "built": built,
    "stages": stages,
    "broken": broken,
    "asked": asked,
    "playing": playing,
    "options": options,
    "nothing": nothing,
    "missing": missing,
    "long": long_one,
    "search": searched,
    "keys": keys,
    "one-order": one_order,
}


def looks() -> Iterator[tuple[str, tuple[int, int], Settings]]:
    """Every size and language, then themes, zoom and the pseudo language at the smaller size."""
    for language in ("en", "ja"):
        for size in SIZES:
            name = f"{language}-{size[0]}"
            yield name, size, Settings(language=language, motion="none")
    small = SIZES[0]
    for theme in ("dark", "contrast"):
        yield f"ja-{theme}", small, Settings(language="ja", theme=theme, motion="none")
    yield "ja-150", small, Settings(language="ja", zoom_percent=150, motion="none")
    yield "en-150", small, Settings(language="en", zoom_percent=150, motion="none")
    yield "xx", small, Settings(language="xx", motion="none")
    yield "ja-small", SMALL, Settings(language="ja", motion="none")


def main(words: list[str]) -> int:
    """Draw what was asked for."""
    folder = Path(words[0] if words else "shots")
    folder.mkdir(parents=True, exist_ok=True)
    home = tempfile.mkdtemp()
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        os.environ[name] = home
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    application.setStyle("Fusion")
    load_fonts()
    for look, size, settings in looks():
        for name, scene in SCENES.items():
            whole = f"{name}-{look}"
            if words[1:] and not any(word in whole for word in words[1:]):
                continue
            draw(scene(settings), size, folder / f"{whole}.png")
    return 0


def draw(made: RunningWindow, size: tuple[int, int], path: Path) -> None:
    """Write the window, with a dialog over it if one is open."""
    made.window.resize(*size)
    settle(made)
    picture = made.window.grab()
    dialog = QApplication.activeModalWidget()
    if isinstance(dialog, QWidget):
        picture = dialog.grab()
        dialog.close()
    picture.save(str(path))
    made.close()
    made.window.close()
    made.window.deleteLater()
    QTest.qWait(10)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
