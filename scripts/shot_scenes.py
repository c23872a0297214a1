"""Every view and state of the window, each made the way a user gets there."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QPushButton

from layerviz.app import events
from layerviz.app.sample_folders import sample_names
from layerviz.app.samples import load
from layerviz.app.settings import Settings
from layerviz.app.state import View
from layerviz.core.analysis import Verdict
from layerviz.ui.dialogs.fault_dialog import FaultDialog
from layerviz.ui.running_window import RunningWindow
from layerviz.ui.translation import Translator
from scripts.shot_image_scenes import IMAGE_SCENES
from scripts.shot_windows import Scene, running, settle, wait


def first(settings: Settings) -> RunningWindow:
    """The first start with its samples."""
    made = running(settings)
    made.show_samples_soon()
    wait(300)
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


def sampled(name: str) -> Scene:
    """A sample after the first edit that it suggests."""

    def draw(settings: Settings) -> RunningWindow:
        made = running(settings, f"sample:{name}")
        edits = made.window.bar.edits_menu
        sample = load(name)
        edits.show_sample(sample, made.hub.state)
        if sample.edits:
            edits.take(sample.edits[0].id)
        settle(made)
        return made

    return draw


def failing(settings: Settings) -> RunningWindow:
    """A COPY of something that is not there: the build stops, the rest is not reached."""
    folder = Path(tempfile.mkdtemp())
    lines = ("FROM node:20", "WORKDIR /app", "COPY missing.json ./", "RUN npm install", "COPY . .")
    (folder / "Dockerfile").write_text("\n".join(lines) + "\n")
    (folder / "server.js").write_text("x")
    made = running(settings, str(folder))
    made.hub.dispatch(events.LineSelected(3))
    settle(made)
    return made


def settled(settings: Settings) -> RunningWindow:
    """Something that only the build can tell, assumed to be the same."""
    made = stages(settings)
    analysis = made.hub.state.analysis()
    assert analysis is not None
    step = next(s for s in analysis.after.steps if s.verdict is Verdict.DEPENDS)
    made.hub.dispatch(events.AssumptionSet(step.id, is_same=True))
    made.hub.dispatch(events.StepSelected(step.id))
    settle(made)
    return made


def asked_stages(settings: Settings) -> RunningWindow:
    """Several stages as a question, answered."""
    made = stages(settings)
    made.hub.dispatch(events.Asked())
    made.hub.dispatch(events.LayerPicked(5))
    made.hub.dispatch(events.Revealed())
    settle(made)
    return made


def all_stages(settings: Settings) -> RunningWindow:
    """Two orders of several stages side by side."""
    made = stages(settings)
    made.hub.dispatch(events.SecondOrderOpened("", made.hub.state.sheet.text))
    made.hub.dispatch(events.LineMoved(5, 5, 4, 1))
    made.hub.dispatch(events.ViewChosen(View.COMPARE))
    settle(made)
    return made


def key_opened(settings: Settings) -> RunningWindow:
    """What a cache key is made of."""
    made = built(settings)
    assert made.window.right is not None
    made.window.right.why.findChildren(QPushButton, "keyToggle")[-1].click()
    settle(made)
    return made


def typed(settings: Settings) -> RunningWindow:
    """An unsaved text, with the file changed on disk meanwhile."""
    folder = Path(tempfile.mkdtemp())
    file = folder / "Dockerfile"
    file.write_text("FROM node:20\nRUN npm install\nCOPY . .\n")
    made = running(settings, str(folder))
    made.hub.dispatch(events.TextTyped("FROM node:20\nRUN npm ci\nCOPY . .\n", 1))
    settle(made)
    file.write_text("FROM node:22\nRUN npm install\nCOPY . .\n")
    made.hub.dispatch(events.FileChangedOnDisk((str(file),)))
    settle(made)
    return made


def menu(name: str) -> Scene:
    """A menu of the top bar, open."""

    def draw(settings: Settings) -> RunningWindow:
        made = built(settings)
        found = getattr(made.window.top, name).menu()
        found.popup(made.window.mapToGlobal(QPoint(40, 60)))
        wait(50)
        return made

    return draw


def file_menu(settings: Settings) -> RunningWindow:
    """The edits that can be imagined of a file."""
    made = built(settings)
    assert made.window.left is not None
    files = made.window.left.context.files
    files.tree.setCurrentIndex(files.model.index_of("package.json"))
    files.menu.popup(made.window.mapToGlobal(QPoint(40, 60)))
    wait(50)
    return made


def renaming(settings: Settings) -> RunningWindow:
    """The question for a new name."""
    made = file_menu(settings)
    assert made.window.left is not None
    found = made.window.left.context.files.menu
    found.close()
    name = Translator(settings.language).text("menu.rename")
    next(each for each in found.actions() if each.text() == name).trigger()
    settle(made)
    return made


def faulty(settings: Settings) -> RunningWindow:
    """The dialog of an unexpected problem."""
    made = built(settings)
    details = "Traceback (most recent call last):\n  ...\nValueError: 42"
    dialog = FaultDialog(made.window, Translator(settings.language), details)
    dialog.open()
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
    "failing": failing,
    "settled": settled,
    "asked-stages": asked_stages,
    "compared-stages": all_stages,
    "key": key_opened,
    "typed": typed,
    "menu-open": menu("open"),
    "menu-look": menu("look"),
    "menu-file": file_menu,
    "rename": renaming,
    "fault": faulty,
    **IMAGE_SCENES,
    **{f"sample-{name}": sampled(name) for name in sample_names()},
}
