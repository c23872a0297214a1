"""How Tags changes: the reference, and the steps of the demonstration; no real image is touched.

A step after going back takes the place of those that were undone. What the steps do to the board is
played from the beginning each time (`app.tag_boards`), so that back is as sure as forward.
"""

from __future__ import annotations

from layerviz.app import tag_events as events
from layerviz.app.reducing_steps import Outcome
from layerviz.app.state import AppState
from layerviz.app.tag_boards import (
    last_step,
    next_rebuild,
    next_tag,
    next_untag,
    shown_board,
)
from layerviz.core.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.core.tag_board import BoardStep

LONGEST_TYPED = 1000
MOST_STEPS = 99


def reference_typed(state: AppState, event: events.ReferenceTyped) -> Outcome:
    """Take the reference of a keystroke."""
    return _with(state, reference=event.text[:LONGEST_TYPED]), ()


def name_chosen(state: AppState, event: events.NameChosen) -> Outcome:
    """The next step is about that name."""
    names = shown_board(state).names
    if not 0 <= event.place < len(names):
        return state, ()
    return _with(state, chosen=names[event.place]), ()


def name_tagged(state: AppState, _: events.NameTagged) -> Outcome:
    """The typed reference becomes a name of the chosen image."""
    return _stepped(state, next_tag(state)), ()


def name_rebuilt(state: AppState, _: events.NameRebuilt) -> Outcome:
    """The chosen name moves to a new image."""
    return _stepped(state, next_rebuild(state)), ()


def name_removed(state: AppState, _: events.NameRemoved) -> Outcome:
    """The chosen name goes."""
    return _stepped(state, next_untag(state)), ()


def board_stepped(state: AppState, event: events.BoardStepped) -> Outcome:
    """Back, or forward to what was done before."""
    done = min(max(state.tags.done + event.by, 0), len(state.tags.steps))
    return _with(state, done=done), ()


def board_reset(state: AppState, _: events.BoardReset) -> Outcome:
    """As it was before the first step."""
    return _with(state, steps=(), done=0, chosen=""), ()


def board_chosen(state: AppState, event: events.BoardChosen) -> Outcome:
    """Another board begins at its beginning."""
    if event.is_real == state.tags.is_real:
        return state, ()
    return _with(state, is_real=event.is_real, steps=(), done=0, chosen=""), ()


def _stepped(state: AppState, step: BoardStep | None) -> AppState:
    """The state a step further; the same step twice in a row tells nothing new."""
    done = state.tags.done
    if step is None or step == last_step(state) or done == MOST_STEPS:
        return state
    return _with(state, steps=(*state.tags.steps[:done], step), done=done + 1)


def _with(state: AppState, **fields: object) -> AppState:
    tags = replace(state.tags, **fields)
    return state if tags == state.tags else replace(state, tags=tags)
