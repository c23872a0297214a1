"""What can happen to the state, as small values: intents of the user, and answers of the world.

Sides count from 0, left to right; None means the side in focus. Lines are 1-based.
"""

from __future__ import annotations

from layerviz.app.reports import Report
from layerviz.app.requests import Presentation
from layerviz.app.scenario import Content, IgnoreText, Sheet
from layerviz.app.state import DiskText, Project, View
from layerviz.core.analysis import StepId
from layerviz.core.context import ContextEdit, ContextSnapshot, EditKind
from layerviz.core.diagnostics import Diagnostic
from layerviz.core.requests import BuilderProfile
from layerviz.core.values import record, value

# --- the documents


@value
class OpenRequested:
    """Open a folder, a Dockerfile or `sample:NAME`."""

    target: str
    presentation: Presentation = Presentation()


@record
class ProjectOpened:
    """The target was read: one or two Dockerfiles (left one first).

    Which of them has the focus, the texts on disk.
    """

    generation: int
    target: str
    project: Project
    sheets: tuple[Sheet, ...]
    disk: tuple[DiskText, ...]
    side: int = 0
    presentation: Presentation = Presentation()


@value
class OpenFailed:
    """The target cannot be read; what was open stays open."""

    generation: int
    target: str
    diagnostic: Diagnostic


@value
class DockerfileChosen:
    """Show another Dockerfile of the folder in place of a side's."""

    path: str
    text: str
    side: int | None = None


@value
class TextTyped:
    """The text of a Dockerfile after a keystroke; `at_ms` on any steady clock."""

    text: str
    at_ms: int
    side: int | None = None


@value
class IgnoreTyped:
    """The text of the ignore file after a keystroke."""

    text: str
    at_ms: int


@value
class LineMoved:
    """An instruction dragged.

    The lines `first`..`last` go before line `before` (one past the last line: to the end).

    In Build this makes the second order, beside the one as written; in Compare it changes that
    side.
    """

    first: int
    last: int
    before: int
    side: int | None = None


@value
class SecondOrderOpened:
    """Compare the Dockerfile with another one (a file of the folder.

    Or `path` "" for a copy to be changed).
    """

    path: str
    text: str


@value
class SecondOrderClosed:
    """Keep only the side in focus."""


@value
class OrdersSwapped:
    """Exchange left and right."""


@value
class SaveRequested:
    """Save a side, to `path` if given, else where it came from.

    A sample or a new order asks for a place.
    """

    side: int | None = None
    path: str = ""


@value
class Saved:
    """The text lies on disk. `side` is None for the ignore file."""

    path: str
    text: str
    side: int | None


@value
class SaveFailed:
    """The text could not be written; nothing typed is lost."""

    path: str
    diagnostic: Diagnostic


@value
class FileChangedOnDisk:
    """Something changed below the context root (paths relative to it).

    Or in an open Dockerfile (absolute).
    """

    paths: tuple[str, ...]


@value
class FileRead:
    """The text of an open Dockerfile as it is on disk now; None if the file is gone."""

    path: str
    text: str | None


@value
class DiskTextTaken:
    """Take the newer text on disk; what was typed stays in the undo history."""

    path: str


@value
class DiskTextRefused:
    """Keep what is typed, although the file on disk is newer."""

    path: str


# --- the imagined edits


@value
class EditToggled:
    """Tick or untick an imagined edit of a path: EDIT, DELETE or TOUCH."""

    path: str
    kind: EditKind


@value
class EditAdded:
    """One more imagined edit: CHMOD, RENAME, ADD, or a further EDIT of the same file."""

    edit: ContextEdit


@value
class EditsRemoved:
    """Take back the imagined edits of one path, or all of them where it is ""."""

    path: str = ""


@value
class BuildArgSet:
    """`--build-arg name=given`; None takes it back."""

    name: str
    given: str | None


@value
class TargetChosen:
    """`--target`; "" is the last stage."""

    target: str


@value
class BaseChanged:
    """Imagine that a base image has new content, or that it has none."""

    image: str
    is_changed: bool


@value
class NoCacheSet:
    """`--no-cache`."""

    is_on: bool


@value
class AssumptionSet:
    """Settle a `depends` step.

    True for the same output, False for another, None to leave it open.
    """

    step: StepId
    is_same: bool | None


@value
class ProfileChosen:
    """The builder that predictions are for."""

    profile: BuilderProfile


@value
class BuildAssumed:
    """Imagine that the picture was built.

    It joins the known builds, and later edits are compared with it too.
    """


@value
class BaselineReset:
    """Forget the known builds but the one of what is on disk."""


@value
class DraftRestored:
    """What was typed before a crash or before another project was opened comes back.

    As a change that undo takes back.
    """

    content: Content


@value
class Undo:
    """Go back to the content before the last change."""


@value
class Redo:
    """Go forward again."""


# --- the picture


@value
class ViewChosen:
    """Show another picture."""

    view: View


@value
class SideFocused:
    """The side that keys and the editor mean."""

    side: int


@value
class StepSelected:
    """A block was clicked; None selects nothing."""

    step: StepId | None
    side: int | None = None


@value
class LineSelected:
    """A line was clicked or the cursor moved to it."""

    line: int
    side: int | None = None


@value
class PathSelected:
    """A file of the context was clicked; "" selects none."""

    path: str


@value
class Asked:
    """Turn the picture into a question, or begin the question again."""


@value
class QuestionClosed:
    """Show the picture without a question."""


@value
class LayerPicked:
    """Pick a step or take the pick back: by its id, or by its number in the target's stage."""

    layer: StepId | int
    side: int | None = None


@value
class Revealed:
    """Show the verdicts."""


@value
class Advanced:
    """The next key or clicker: reveals an open question, else one step forward."""


@value
class Retreated:
    """The previous key or clicker: one step back."""


@value
class PlayPressed:
    """Play or pause; at the end it begins again."""


@value
class PlayheadMoved:
    """Go to a place in the step-through (0: nothing built yet); None shows the finished picture."""

    done: int | None


@value
class Ticked:
    """The player's clock: one step forward while playing; at the end playing stops."""


@value
class SettingChanged:
    """A preference by name (`app.settings.FIELDS`).

    Language, theme, zoom_percent, stack_order ...
    """

    name: str
    given: str | int


@value
class LanguageChosen:
    """The language of all texts: `ja`, `en`, or "" for the system's."""

    language: str


@value
class ThemeChosen:
    """`light`, `dark` or `contrast`."""

    theme: str


@value
class ZoomChanged:
    """One zoom for everything, in per cent; held within the allowed range."""

    percent: int


@value
class NoticeClosed:
    """A bar was closed."""

    code: str
    path: str = ""


# --- answers


@value
class ScanProgressed:
    """So many files are looked at."""

    generation: int
    done: int
    total: int | None


@value
class ScanArrived:
    """The build context as it is, and the ignore files that belong to it."""

    generation: int
    snapshot: ContextSnapshot
    ignores: tuple[IgnoreText, ...] = ()


@value
class ScanFailed:
    """The folder cannot be looked at; the last picture stays."""

    generation: int
    diagnostic: Diagnostic


@value
class AnalysisArrived:
    """The prediction, by side; None for a side that was not asked for."""

    generation: int
    reports: tuple[Report | None, ...]


@value
class AnalysisFailed:
    """A fault in the prediction: the last picture stays and is said to be stale."""

    generation: int
    diagnostic: Diagnostic


Event = (
    OpenRequested
    | ProjectOpened
    | OpenFailed
    | DockerfileChosen
    | TextTyped
    | IgnoreTyped
    | LineMoved
    | SecondOrderOpened
    | SecondOrderClosed
    | OrdersSwapped
    | SaveRequested
    | Saved
    | SaveFailed
    | FileChangedOnDisk
    | FileRead
    | DiskTextTaken
    | DiskTextRefused
    | EditToggled
    | EditAdded
    | EditsRemoved
    | BuildArgSet
    | TargetChosen
    | BaseChanged
    | NoCacheSet
    | AssumptionSet
    | ProfileChosen
    | BuildAssumed
    | BaselineReset
    | DraftRestored
    | Undo
    | Redo
    | ViewChosen
    | SideFocused
    | StepSelected
    | LineSelected
    | PathSelected
    | Asked
    | QuestionClosed
    | LayerPicked
    | Revealed
    | Advanced
    | Retreated
    | PlayPressed
    | PlayheadMoved
    | Ticked
    | SettingChanged
    | LanguageChosen
    | ThemeChosen
    | ZoomChanged
    | NoticeClosed
    | ScanProgressed
    | ScanArrived
    | ScanFailed
    | AnalysisArrived
    | AnalysisFailed
)
