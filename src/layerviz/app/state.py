"""AppState: all that the window shows.

As one immutable value that a test can play without a window.

`app.reducing.reduce` makes the next one from an event. Views read it, never change it; what two of
them must agree on stands here. Half-finished animation does not.
"""

from __future__ import annotations

from enum import Enum

from layerviz.app.reports import Report
from layerviz.app.scenario import Content, IgnoreText, KnownBuild, Scenario, Sheet
from layerviz.app.settings import Settings
from layerviz.app.shelf import ImageProgress, Shelf
from layerviz.app.tags_state import Tags
from layerviz.core.analysis import Analysis, StepId
from layerviz.core.context import ContextSnapshot
from layerviz.core.diagnostics import Diagnostic
from layerviz.core.values import Record, Value


class View(Enum):
    """The pictures there are."""

    BUILD = "build"
    COMPARE = "compare"
    IMAGE = "image"
    SHARING = "sharing"
    TAGS = "tags"

    @property
    def is_of_images(self) -> bool:
        """Whether it shows images rather than builds."""
        return self in (View.IMAGE, View.SHARING, View.TAGS)


class Project(Record):
    """What is open. `context_root` is "" before anything is.

    `dockerfiles` are the folder's, as absolute paths.
    """

    context_root: str = ""
    sample: str = ""
    """The sample's name: its files are read-only."""
    dockerfiles: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether there is a folder to look at."""
        return bool(self.context_root)


class DiskText(Value):
    """The text of a Dockerfile as last read from disk or written to it.

    `newer` is what another program wrote meanwhile, None where nothing waits for a decision;
    `is_missing` says that the file is gone.
    """

    path: str
    text: str
    newer: str | None = None
    is_missing: bool = False


class Scan(Record):
    """The build context as last looked at. `total` is None while the number of files is unknown."""

    generation: int = 0
    snapshot: ContextSnapshot | None = None
    ignores: tuple[IgnoreText, ...] = ()
    """The ignore files as they lie on disk."""
    is_running: bool = False
    done: int = 0
    total: int | None = None
    problem: Diagnostic | None = None


class Selection(Record):
    """What is lit up, in the side's picture, editor and tree alike.

    Empty fields mean nothing of that kind.
    """

    side: int = 0
    step: StepId | None = None
    line: int = 0
    path: str = ""


class Pick(Value):
    """A step that the learner expects to be rebuilt, on one side."""

    side: int
    step: StepId


class Question(Record):
    """A picture turned into a question: verdicts are hidden until it is revealed."""

    view: View
    picked: frozenset[Pick] = frozenset()
    is_revealed: bool = False


class Playhead(Record):
    """The step-through: `done` steps of each side's build are behind it.

    In the order of the report.

    A side with fewer steps is finished earlier.
    """

    done: int = 0
    is_playing: bool = False


class Opening(Record):
    """The target being opened, "" if none, and the generation of the request."""

    target: str = ""
    generation: int = 0


class Notice(Record):
    """Something to tell in a bar, next to the content: what happened, and for which path if any."""

    diagnostic: Diagnostic
    path: str = ""


class History(Record):
    """The contents before and after this one, nearest last.

    `typed_ms` is when the last change was typed, None where the last change was no typing.
    """

    past: tuple[Content, ...] = ()
    future: tuple[Content, ...] = ()
    typed_ms: int | None = None
    typed_side: int = 0


class AppState(Record):
    """The whole state of the app."""

    settings: Settings = Settings()
    project: Project = Project()
    content: Content = Content()
    history: History = History()
    known: tuple[KnownBuild, ...] = ()
    """The baseline, oldest first: at first the state before the edit."""
    disk: tuple[DiskText, ...] = ()
    side: int = 0
    """The sheet that the editor and Build show, and that has the focus in Compare."""
    view: View = View.BUILD
    selection: Selection = Selection()
    question: Question | None = None
    playhead: Playhead | None = None
    """None while the finished picture is shown."""
    scan: Scan = Scan()
    reports: tuple[Report | None, ...] = ()
    """The predictions by side, kept until newer ones arrive."""
    generation: int = 0
    """Of the last analysis asked for."""
    is_analysing: bool = False
    issued: int = 0
    """How many numbered requests were made; the last number given out."""
    opening: Opening = Opening()
    notices: tuple[Notice, ...] = ()
    shelf: Shelf = Shelf()
    tags: Tags = Tags()
    progress: tuple[ImageProgress, ...] = ()
    """How far the images are that are being read; beside the shelf, because no picture shows it."""

    @property
    def scenario(self) -> Scenario:
        """The imagined edits and options."""
        return self.content.scenario

    @property
    def sheet(self) -> Sheet:
        """The Dockerfile that the editor shows."""
        return self.content.sheets[self.side]

    @property
    def shown_sides(self) -> tuple[int, ...]:
        """The sides in the picture, left to right."""
        if self.view is not View.COMPARE:
            return (self.side,)
        return tuple(range(len(self.content.sheets)))

    @property
    def are_verdicts_hidden(self) -> bool:
        """Whether an open question hides them."""
        question = self.question
        return question is not None and question.view is self.view and not question.is_revealed

    @property
    def can_undo(self) -> bool:
        """Whether there is an earlier content."""
        return bool(self.history.past)

    @property
    def can_redo(self) -> bool:
        """Whether an undone content can come back."""
        return bool(self.history.future)

    def report(self, side: int | None = None) -> Report | None:
        """The prediction of a side, by default the one in focus; None while there is none."""
        wanted = self.side if side is None else side
        return self.reports[wanted] if wanted < len(self.reports) else None

    def analysis(self, side: int | None = None) -> Analysis | None:
        """The analysis of a side, by default the one in focus; None while there is none."""
        report = self.report(side)
        return None if report is None else report.analysis

    def disk_text(self, path: str) -> DiskText | None:
        """What is known of a Dockerfile on disk."""
        return next((text for text in self.disk if text.path == path), None)

    def is_dirty(self, side: int) -> bool:
        """Whether a side's text differs from the one on disk, or exists nowhere yet."""
        sheet = self.content.sheets[side]
        saved = self.disk_text(sheet.path) if sheet.path else None
        return saved.text != sheet.text if saved else bool(sheet.text)

    @property
    def frames(self) -> int:
        """How many steps the step-through has: those of the longest side; images have none."""
        if self.view.is_of_images:
            return 0
        shown = (self.report(side) for side in self.shown_sides)
        return max((len(report.order) for report in shown if report is not None), default=0)

    def played(self, side: int | None = None) -> frozenset[StepId] | None:
        """The steps behind the playhead; None while the finished picture is shown."""
        if self.playhead is None:
            return None
        report = self.report(side)
        return frozenset() if report is None else frozenset(report.order[: self.playhead.done])
