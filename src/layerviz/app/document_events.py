"""What can happen to the documents: opening, typing, a second order, saving, changes on disk.

Sides count from 0, left to right; None means the side in focus. Lines are 1-based.
"""

from __future__ import annotations

from layerviz.app.requests import Presentation
from layerviz.app.scenario import Sheet
from layerviz.app.state import DiskText, Project
from layerviz.core.diagnostics import Diagnostic
from layerviz.core.values import Record, Value


class OpenRequested(Value):
    """Open a folder, a Dockerfile or `sample:NAME`."""

    target: str
    presentation: Presentation = Presentation()


class ProjectOpened(Record):
    """The target was read: one or two Dockerfiles (left one first).

    Which of them has the focus, the texts on disk.
    """

    generation: int
    target: str
    project: Project
    sheets: tuple[Sheet, ...]
    disk: tuple[DiskText, ...]
    side: int = 0
    problems: tuple[Diagnostic, ...] = ()
    """What is wrong with them: no Dockerfile in the folder, an empty one."""
    presentation: Presentation = Presentation()


class OpenFailed(Value):
    """The target cannot be read; what was open stays open."""

    generation: int
    target: str
    diagnostic: Diagnostic


class DockerfileChosen(Value):
    """Show another Dockerfile of the folder in place of a side's."""

    path: str
    text: str
    side: int | None = None


class TextTyped(Value):
    """The text of a Dockerfile after a keystroke; `at_ms` on any steady clock."""

    text: str
    at_ms: int
    side: int | None = None


class IgnoreTyped(Value):
    """The text of the ignore file after a keystroke."""

    text: str
    at_ms: int


class LineMoved(Value):
    """An instruction dragged.

    The lines `first`..`last` go before line `before` (one past the last line: to the end).

    In Build this makes the second order, beside the one as written; in Compare it changes that
    side.
    """

    first: int
    last: int
    before: int
    side: int | None = None


class SecondOrderOpened(Value):
    """Compare the Dockerfile with another one (a file of the folder.

    Or `path` "" for a copy to be changed).
    """

    path: str
    text: str


class SecondOrderClosed(Value):
    """Keep only the side in focus."""


class OrdersSwapped(Value):
    """Exchange left and right."""


class SaveRequested(Value):
    """Save a side, to `path` if given, else where it came from.

    A sample or a new order asks for a place.
    """

    side: int | None = None
    path: str = ""


class Saved(Value):
    """The text lies on disk. `side` is None for the ignore file."""

    path: str
    text: str
    side: int | None


class SaveFailed(Value):
    """The text could not be written; nothing typed is lost."""

    path: str
    diagnostic: Diagnostic


class FileChangedOnDisk(Value):
    """Something changed below the context root (paths relative to it).

    Or in an open Dockerfile (absolute).
    """

    paths: tuple[str, ...]


class FileRead(Value):
    """The text of an open Dockerfile as it is on disk now; None if the file is gone."""

    path: str
    text: str | None


class DiskTextTaken(Value):
    """Take the newer text on disk; what was typed stays in the undo history."""

    path: str


class DiskTextRefused(Value):
    """Keep what is typed, although the file on disk is newer."""

    path: str
