"""The moves that the reducers share: pushing a change on the undo history, numbering a request."""

from __future__ import annotations

from layerviz.app.requests import Job, ScanContext
from layerviz.app.scenario import Content, Scenario
from layerviz.app.state import AppState, History, Notice
from layerviz.core.diagnostics import Diagnostic
from layerviz.core.values import replace

Outcome = tuple[AppState, tuple[Job, ...]]

TYPING_PAUSE_MS = 800
MAX_UNDO = 500
MAX_UNDO_CHARACTERS = 50_000_000


def changed(
    state: AppState, content: Content, *, typed_ms: int | None = None, typed_side: int = 0
) -> AppState:
    """The state with another content, which undo takes back.

    Typing goes on with the last change until a pause.
    """
    if content == state.content:
        return state
    history = state.history
    is_same_typing = (
        typed_ms is not None
        and history.typed_ms is not None
        and history.typed_side == typed_side
        and 0 <= typed_ms - history.typed_ms < TYPING_PAUSE_MS
    )
    past = history.past if is_same_typing else _trimmed((*history.past, state.content))
    made = History(past=past, typed_ms=typed_ms, typed_side=typed_side)
    return replace(state, content=content, history=made)


def with_scenario(state: AppState, **fields: object) -> AppState:
    """The state with some fields of the scenario changed, which undo takes back."""
    scenario: Scenario = replace(state.scenario, **fields)
    return changed(state, replace(state.content, scenario=scenario))


def noticed(state: AppState, diagnostic: Diagnostic, path: str = "") -> AppState:
    """The state with a notice; an earlier one of the same code and path goes."""
    kept = without_notice(state, diagnostic.code, path).notices
    return replace(state, notices=(*kept, Notice(diagnostic=diagnostic, path=path)))


def without_notice(state: AppState, code: str, path: str = "") -> AppState:
    """The state without the notices of a code and path."""
    kept = tuple(n for n in state.notices if (n.diagnostic.code, n.path) != (code, path))
    return state if kept == state.notices else replace(state, notices=kept)


def scanning(state: AppState, changed_paths: tuple[str, ...] = ()) -> Outcome:
    """The state waiting for a look at the build context; the last snapshot stays until then."""
    number = state.issued + 1
    scan = replace(state.scan, generation=number, is_running=True, done=0, total=None)
    paths = tuple(dict.fromkeys(s.path for s in state.content.sheets if s.path))
    job = ScanContext(number, state.project.context_root, paths, changed_paths)
    return replace(state, issued=number, scan=scan), (job,)


def fitting(state: AppState) -> AppState:
    """The state with side, view and selection made to fit the number of sheets."""
    last = len(state.content.sheets) - 1
    if state.side <= last and state.selection.side <= last:
        return state
    side = min(state.side, last)
    selection = replace(state.selection, side=min(state.selection.side, last))
    return replace(state, side=side, selection=selection)


def _trimmed(past: tuple[Content, ...]) -> tuple[Content, ...]:
    """The latest contents, as many as may be remembered; always at least one."""
    room = MAX_UNDO_CHARACTERS
    kept = 0
    for content in reversed(past[-MAX_UNDO:]):
        room -= sum(len(sheet.text) for sheet in content.sheets)
        if room < 0 and kept:
            break
        kept += 1
    return past[len(past) - kept :]
