"""What can happen to the state, as small values: intents of the user, and answers of the world.

The door to all of them: `document_events` and `scenario_events` hold what changes the build,
`image_events` what is about images; here stands what changes the picture, and the answers. Sides
count from 0, left to right; None means the side in focus.
"""

from __future__ import annotations

from layerviz.app.document_events import (
    DiskTextRefused,
    DiskTextTaken,
    DockerfileChosen,
    FileChangedOnDisk,
    FileRead,
    IgnoreTyped,
    LineMoved,
    OpenFailed,
    OpenRequested,
    OrdersSwapped,
    ProjectOpened,
    Saved,
    SaveFailed,
    SaveRequested,
    SecondOrderClosed,
    SecondOrderOpened,
    TextTyped,
)
from layerviz.app.image_events import ImageEvent
from layerviz.app.reports import Report
from layerviz.app.scenario import IgnoreText
from layerviz.app.scenario_events import (
    AssumptionSet,
    BaseChanged,
    BaselineReset,
    BuildArgSet,
    BuildAssumed,
    DraftRestored,
    EditAdded,
    EditsRemoved,
    EditToggled,
    NoCacheSet,
    ProfileChosen,
    Redo,
    TargetChosen,
    Undo,
)
from layerviz.app.state import View
from layerviz.core.analysis import StepId
from layerviz.core.context import ContextSnapshot
from layerviz.core.diagnostics import Diagnostic
from layerviz.core.values import Value


class ViewChosen(Value):
    """Show another picture."""

    view: View


class SideFocused(Value):
    """The side that keys and the editor mean."""

    side: int


class StepSelected(Value):
    """A block was clicked; None selects nothing."""

    step: StepId | None
    side: int | None = None


class LineSelected(Value):
    """A line was clicked or the cursor moved to it."""

    line: int
    side: int | None = None


class PathSelected(Value):
    """A file of the context was clicked; "" selects none."""

    path: str


class Asked(Value):
    """Turn the picture into a question, or begin the question again."""


class QuestionClosed(Value):
    """Show the picture without a question."""


class LayerPicked(Value):
    """Pick a step or take the pick back: by its id, or by its number in the target's stage."""

    layer: StepId | int
    side: int | None = None


class Revealed(Value):
    """Show the verdicts."""


class Advanced(Value):
    """The next key or clicker: reveals an open question, else one step forward."""


class Retreated(Value):
    """The previous key or clicker: one step back."""


class PlayPressed(Value):
    """Play or pause; at the end it begins again."""


class PlayheadMoved(Value):
    """Go to a place in the step-through (0: nothing built yet); None shows the finished picture."""

    done: int | None


class Ticked(Value):
    """The player's clock: one step forward while playing; at the end playing stops."""


class SettingChanged(Value):
    """A preference by name (`app.settings.FIELDS`).

    Language, theme, zoom_percent, stack_order ...
    """

    name: str
    given: str | int


class LanguageChosen(Value):
    """The language of all texts: `ja`, `en`, or "" for the system's."""

    language: str


class ThemeChosen(Value):
    """`light`, `dark` or `contrast`."""

    theme: str


class ZoomChanged(Value):
    """One zoom for everything, in per cent; held within the allowed range."""

    percent: int


class NoticeClosed(Value):
    """A bar was closed."""

    code: str
    path: str = ""


# --- answers


class ScanProgressed(Value):
    """So many files are looked at."""

    generation: int
    done: int
    total: int | None


class ScanArrived(Value):
    """The build context as it is, and the ignore files that belong to it."""

    generation: int
    snapshot: ContextSnapshot
    ignores: tuple[IgnoreText, ...] = ()


class ScanFailed(Value):
    """The folder cannot be looked at; the last picture stays."""

    generation: int
    diagnostic: Diagnostic


class AnalysisArrived(Value):
    """The prediction, by side; None for a side that was not asked for."""

    generation: int
    reports: tuple[Report | None, ...]


class AnalysisFailed(Value):
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
    | ImageEvent
)

__all__ = [
    "Advanced",
    "AnalysisArrived",
    "AnalysisFailed",
    "Asked",
    "AssumptionSet",
    "BaseChanged",
    "BaselineReset",
    "BuildArgSet",
    "BuildAssumed",
    "DiskTextRefused",
    "DiskTextTaken",
    "DockerfileChosen",
    "DraftRestored",
    "EditAdded",
    "EditToggled",
    "EditsRemoved",
    "Event",
    "FileChangedOnDisk",
    "FileRead",
    "IgnoreTyped",
    "LanguageChosen",
    "LayerPicked",
    "LineMoved",
    "LineSelected",
    "NoCacheSet",
    "NoticeClosed",
    "OpenFailed",
    "OpenRequested",
    "OrdersSwapped",
    "PathSelected",
    "PlayPressed",
    "PlayheadMoved",
    "ProfileChosen",
    "ProjectOpened",
    "QuestionClosed",
    "Redo",
    "Retreated",
    "Revealed",
    "SaveFailed",
    "SaveRequested",
    "Saved",
    "ScanArrived",
    "ScanFailed",
    "ScanProgressed",
    "SecondOrderClosed",
    "SecondOrderOpened",
    "SettingChanged",
    "SideFocused",
    "StepSelected",
    "TargetChosen",
    "TextTyped",
    "ThemeChosen",
    "Ticked",
    "Undo",
    "ViewChosen",
    "ZoomChanged",
]
