"""Every action of the window once: id, keys, icon, when it can be used, the event it means.

Menus, buttons, the command search and the list of keys are made from this table. Its text is
`action.<id>` in the catalogue. An action without an event is a deed of the window (a dialog, the
focus). Single keys act only outside text fields, trees and buttons; the window asks
`action_for_key` for them.
"""

from __future__ import annotations

from enum import Enum

from layerviz.app import events
from layerviz.app.settings import MAX_ZOOM, MIN_ZOOM
from layerviz.app.state import AppState, View
from layerviz.core.values import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from layerviz.core.analysis import SettingLine, Step

    MakeEvent = Callable[[AppState], events.Event]
    Test = Callable[[AppState], bool]

ZOOM_STEPS = (75, 90, 100, 110, 125, 150, 175, 200, 250, 300, 350, 400)


class Topic(Enum):
    """Where an action stands in the menu and in the list of keys; the text is `topic.<value>`."""

    FILE = "file"
    EDIT = "edit"
    PICTURE = "picture"
    STEPS = "steps"
    QUESTION = "question"
    LOOK = "look"
    HELP = "help"


def _always(_state: AppState) -> bool:
    return True


class ActionSpec(Record):
    """One action. `keys` are portable names, the first is shown; `checked` makes it a switch."""

    id: str
    topic: Topic
    keys: tuple[str, ...] = ()
    single_keys: tuple[str, ...] = ()
    icon: str = ""
    event: MakeEvent | None = None
    enabled: Test = _always
    checked: Test | None = None

    @property
    def text_code(self) -> str:
        """The code of its text."""
        return f"action.{self.id}"

    @property
    def all_keys(self) -> tuple[str, ...]:
        """Its keys of both kinds."""
        return self.keys + self.single_keys


def zoomed(percent: int, direction: int) -> int:
    """The next zoom step up (1) or down (-1)."""
    if direction > 0:
        return next((step for step in ZOOM_STEPS if step > percent), MAX_ZOOM)
    return next((step for step in reversed(ZOOM_STEPS) if step < percent), MIN_ZOOM)


def _has_project(state: AppState) -> bool:
    return state.project.is_open


def _has_steps(state: AppState) -> bool:
    return state.frames > 0


def _has_panels(state: AppState) -> bool:
    return state.project.is_open or state.view.is_of_images


def _has_picture(state: AppState) -> bool:
    return _has_steps(state) or state.view.is_of_images


def _has_edits(state: AppState) -> bool:
    return bool(state.scenario.edits)


def _has_two(state: AppState) -> bool:
    return len(state.content.sheets) > 1


def _is_asking(state: AppState) -> bool:
    return state.are_verdicts_hidden


def _is_question(state: AppState) -> bool:
    return state.question is not None and state.question.view is state.view


def _ask_or_close(state: AppState) -> events.Event:
    return events.QuestionClosed() if _is_question(state) else events.Asked()


def _zoom(direction: int) -> MakeEvent:
    return lambda state: events.ZoomChanged(zoomed(state.settings.zoom_percent, direction))


def _theme(name: str) -> tuple[MakeEvent, Test]:
    return lambda _s: events.ThemeChosen(name), lambda state: state.settings.theme == name


def _swapped(name: str, first: str, second: str) -> tuple[MakeEvent, Test]:
    def make(state: AppState) -> events.Event:
        is_first = getattr(state.settings, name) == first
        return events.SettingChanged(name, second if is_first else first)

    return make, lambda state: getattr(state.settings, name) == second


def _can_move(state: AppState) -> bool:
    return state.analysis() is not None and _selected_lines(state) is not None


def _selected_lines(state: AppState) -> tuple[int, int] | None:
    lines = instruction_lines(state)
    wanted = state.selection.line
    return next((found for found in lines if found[0] <= wanted <= found[1]), None)


def instruction_lines(state: AppState, side: int | None = None) -> list[tuple[int, int]]:
    """First and last line of every instruction of a side's build, in file order."""
    analysis = state.analysis(side)
    if analysis is None:
        return []
    items: tuple[Step | SettingLine, ...] = (*analysis.after.steps, *analysis.after.settings)
    return sorted({(item.line, item.end_line) for item in items})


def _moved(direction: int) -> MakeEvent:
    def make(state: AppState) -> events.Event:
        lines, chosen = instruction_lines(state), _selected_lines(state)
        if chosen is None:
            return events.StepSelected(None)
        place = lines.index(chosen)
        if direction < 0:
            goal = lines[max(0, place - 1)][0]
        else:
            goal = lines[min(len(lines) - 1, place + 1)][1] + 1
        return events.LineMoved(*chosen, goal)

    return make


def _view(view: View) -> tuple[MakeEvent, Test]:
    return lambda _s: events.ViewChosen(view), lambda state: state.view is view


def _second_copy(state: AppState) -> events.Event:
    return events.SecondOrderOpened("", state.sheet.text)


def _end(state: AppState) -> events.Event:
    return events.PlayheadMoved(state.frames)


_LIGHT, _DARK, _CONTRAST = _theme("light"), _theme("dark"), _theme("contrast")
_BUILD, _COMPARE = _view(View.BUILD), _view(View.COMPARE)
_IMAGE, _SHARING, _TAGS = _view(View.IMAGE), _view(View.SHARING), _view(View.TAGS)
_ORDER = _swapped("stack_order", "bottom-up", "file-order")
_HEIGHTS = _swapped("height_scale", "log", "linear")
_MOTION = _swapped("motion", "system", "none")
_FILE, _EDIT, _PICTURE = Topic.FILE, Topic.EDIT, Topic.PICTURE
_STEPS, _QUESTION, _LOOK, _HELP = Topic.STEPS, Topic.QUESTION, Topic.LOOK, Topic.HELP

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(id="open-folder", topic=_FILE, keys=("Ctrl+O",)),
    ActionSpec(id="open-file", topic=_FILE, keys=("Ctrl+Shift+O",)),
    ActionSpec(id="open-archive", topic=_FILE, keys=("Ctrl+Shift+I",)),
    ActionSpec(id="samples", topic=_FILE, keys=("Ctrl+L",)),
    ActionSpec(
        id="save",
        topic=_FILE,
        keys=("Ctrl+S",),
        event=lambda _s: events.SaveRequested(),
        enabled=_has_project,
    ),
    ActionSpec(id="save-as", topic=_FILE, keys=("Ctrl+Shift+S",), enabled=_has_project),
    ActionSpec(id="export", topic=_FILE, keys=("Ctrl+E",), enabled=_has_picture),
    ActionSpec(id="rescan", topic=_FILE, keys=("F5",), enabled=_has_project),
    ActionSpec(id="quit", topic=_FILE, keys=("Ctrl+Q",)),
    ActionSpec(
        id="undo",
        topic=_EDIT,
        keys=("Ctrl+Z",),
        event=lambda _s: events.Undo(),
        enabled=lambda s: s.can_undo,
    ),
    ActionSpec(
        id="redo",
        topic=_EDIT,
        keys=("Ctrl+Shift+Z", "Ctrl+Y"),
        event=lambda _s: events.Redo(),
        enabled=lambda s: s.can_redo,
    ),
    ActionSpec(id="move-up", topic=_EDIT, keys=("Alt+Up",), event=_moved(-1), enabled=_can_move),
    ActionSpec(id="move-down", topic=_EDIT, keys=("Alt+Down",), event=_moved(1), enabled=_can_move),
    ActionSpec(
        id="undo-edits", topic=_EDIT, event=lambda _s: events.EditsRemoved(), enabled=_has_edits
    ),
    ActionSpec(
        id="no-cache",
        topic=_EDIT,
        event=lambda s: events.NoCacheSet(not s.scenario.is_uncached),
        enabled=_has_project,
        checked=lambda s: s.scenario.is_uncached,
    ),
    ActionSpec(
        id="assume-built",
        topic=_EDIT,
        keys=("Ctrl+B",),
        event=lambda _s: events.BuildAssumed(),
        enabled=_has_steps,
    ),
    ActionSpec(
        id="reset-baseline",
        topic=_EDIT,
        event=lambda _s: events.BaselineReset(),
        enabled=lambda s: len(s.known) > 1,
    ),
    ActionSpec(
        id="view-build", topic=_PICTURE, keys=("Ctrl+1",), event=_BUILD[0], checked=_BUILD[1]
    ),
    ActionSpec(
        id="view-compare", topic=_PICTURE, keys=("Ctrl+2",), event=_COMPARE[0], checked=_COMPARE[1]
    ),
    ActionSpec(
        id="view-image", topic=_PICTURE, keys=("Ctrl+3",), event=_IMAGE[0], checked=_IMAGE[1]
    ),
    ActionSpec(
        id="view-sharing", topic=_PICTURE, keys=("Ctrl+4",), event=_SHARING[0], checked=_SHARING[1]
    ),
    ActionSpec(id="view-tags", topic=_PICTURE, keys=("Ctrl+5",), event=_TAGS[0], checked=_TAGS[1]),
    ActionSpec(
        id="second-order",
        topic=_PICTURE,
        event=_second_copy,
        enabled=lambda s: s.project.is_open and not _has_two(s),
    ),
    ActionSpec(id="other-file", topic=_PICTURE, enabled=_has_project),
    ActionSpec(
        id="swap", topic=_PICTURE, event=lambda _s: events.OrdersSwapped(), enabled=_has_two
    ),
    ActionSpec(
        id="close-second",
        topic=_PICTURE,
        event=lambda _s: events.SecondOrderClosed(),
        enabled=_has_two,
    ),
    ActionSpec(id="stack-order", topic=_PICTURE, event=_ORDER[0], checked=_ORDER[1]),
    ActionSpec(id="height-scale", topic=_PICTURE, event=_HEIGHTS[0], checked=_HEIGHTS[1]),
    ActionSpec(
        id="play",
        topic=_STEPS,
        single_keys=("Space",),
        icon="play",
        event=lambda _s: events.PlayPressed(),
        enabled=_has_steps,
    ),
    ActionSpec(
        id="step-forward",
        topic=_STEPS,
        single_keys=("Right", "PgDown"),
        icon="forward",
        event=lambda _s: events.Advanced(),
        enabled=_has_steps,
    ),
    ActionSpec(
        id="step-back",
        topic=_STEPS,
        single_keys=("Left", "PgUp"),
        icon="back",
        event=lambda _s: events.Retreated(),
        enabled=_has_steps,
    ),
    ActionSpec(
        id="restart",
        topic=_STEPS,
        single_keys=("Home",),
        icon="restart",
        event=lambda _s: events.PlayheadMoved(0),
        enabled=_has_steps,
    ),
    ActionSpec(
        id="to-end", topic=_STEPS, single_keys=("End",), icon="end", event=_end, enabled=_has_steps
    ),
    ActionSpec(
        id="show-all",
        topic=_STEPS,
        single_keys=("Esc",),
        event=lambda _s: events.PlayheadMoved(None),
        enabled=lambda s: s.playhead is not None,
    ),
    ActionSpec(
        id="ask",
        topic=_QUESTION,
        keys=("Ctrl+T",),
        icon="question",
        event=_ask_or_close,
        enabled=_has_steps,
        checked=_is_question,
    ),
    ActionSpec(
        id="reveal",
        topic=_QUESTION,
        single_keys=("Return", "Enter"),
        event=lambda _s: events.Revealed(),
        enabled=_is_asking,
    ),
    ActionSpec(id="panels", topic=_LOOK, keys=("F9",), enabled=_has_panels),
    ActionSpec(id="zoom-in", topic=_LOOK, keys=("Ctrl++", "Ctrl+="), event=_zoom(1)),
    ActionSpec(id="zoom-out", topic=_LOOK, keys=("Ctrl+-",), event=_zoom(-1)),
    ActionSpec(
        id="zoom-reset", topic=_LOOK, keys=("Ctrl+0",), event=lambda _s: events.ZoomChanged(100)
    ),
    ActionSpec(id="motion", topic=_LOOK, event=_MOTION[0], checked=_MOTION[1]),
    ActionSpec(id="theme-light", topic=_LOOK, event=_LIGHT[0], checked=_LIGHT[1]),
    ActionSpec(id="theme-dark", topic=_LOOK, event=_DARK[0], checked=_DARK[1]),
    ActionSpec(id="theme-contrast", topic=_LOOK, event=_CONTRAST[0], checked=_CONTRAST[1]),
    ActionSpec(id="language-ja", topic=_LOOK, event=lambda _s: events.LanguageChosen("ja")),
    ActionSpec(id="language-en", topic=_LOOK, event=lambda _s: events.LanguageChosen("en")),
    ActionSpec(id="search", topic=_HELP, keys=("Ctrl+K",)),
    ActionSpec(id="keys", topic=_HELP, keys=("F1",)),
    ActionSpec(id="next-panel", topic=_HELP, keys=("F6",)),
)


def spec(action_id: str) -> ActionSpec:
    """The action of that id; asking for an unknown one is a fault of ours."""
    return next(found for found in ACTIONS if found.id == action_id)


def action_for_key(key: str) -> ActionSpec | None:
    """The action of a single key by its portable name (`Space`, `PgDown`), or None."""
    return next((found for found in ACTIONS if key in found.single_keys), None)
