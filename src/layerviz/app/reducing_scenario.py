"""How the imagined edits and the builder's options change, and which builds are known."""

from __future__ import annotations

from layerviz.app import events
from layerviz.app.reducing_steps import Outcome, changed, fitting, with_scenario
from layerviz.app.scenario import Content, KnownBuild, Scenario, Sheet, sorted_pairs
from layerviz.app.settings import changed as setting_changed
from layerviz.app.state import AppState, View
from layerviz.core.context import ContextEdit, EditKind
from layerviz.core.values import replace

MAX_KNOWN = 50


def edit_toggled(state: AppState, event: events.EditToggled) -> Outcome:
    """Tick or untick; a deletion and other edits of the same path exclude each other."""
    edits = state.scenario.edits
    same = [edit for edit in edits if (edit.path, edit.kind) == (event.path, event.kind)]
    if same:
        return with_scenario(state, edits=tuple(edit for edit in edits if edit not in same)), ()
    kept = [
        edit for edit in edits if edit.path != event.path or not _excludes(event.kind, edit.kind)
    ]
    made = ContextEdit(event.kind, event.path)
    return with_scenario(state, edits=(*kept, made)), ()


def edit_added(state: AppState, event: events.EditAdded) -> Outcome:
    """One more edit; of a kind that says the last word (mode, new name.

    Deletion) only the latest is kept.
    """
    edit = event.edit
    once = (EditKind.CHMOD, EditKind.RENAME, EditKind.DELETE, EditKind.ADD)
    kept = [
        other
        for other in state.scenario.edits
        if (other.path, other.kind) != (edit.path, edit.kind) or edit.kind not in once
    ]
    return with_scenario(state, edits=(*kept, edit)), ()


def edits_removed(state: AppState, event: events.EditsRemoved) -> Outcome:
    """Take back the edits of a path, or all of them."""
    kept = tuple(e for e in state.scenario.edits if event.path and e.path != event.path)
    return with_scenario(state, edits=kept), ()


def build_arg_set(state: AppState, event: events.BuildArgSet) -> Outcome:
    """`--build-arg`."""
    pairs = sorted_pairs(state.scenario.build_args, event.name, event.given)
    return with_scenario(state, build_args=pairs), ()


def target_chosen(state: AppState, event: events.TargetChosen) -> Outcome:
    """`--target`."""
    return with_scenario(state, target=event.target), ()


def base_changed(state: AppState, event: events.BaseChanged) -> Outcome:
    """A base image has new content, or not."""
    others = set(state.scenario.bases_changed) - {event.image}
    images = others | {event.image} if event.is_changed else others
    return with_scenario(state, bases_changed=tuple(sorted(images))), ()


def no_cache_set(state: AppState, event: events.NoCacheSet) -> Outcome:
    """`--no-cache`."""
    return with_scenario(state, is_uncached=event.is_on), ()


def assumption_set(state: AppState, event: events.AssumptionSet) -> Outcome:
    """Settle a `depends`, or leave it open."""
    kept = [pair for pair in state.scenario.assumptions if pair[0] != event.step]
    if event.is_same is not None:
        kept.append((event.step, event.is_same))
    return with_scenario(state, assumptions=tuple(sorted(kept))), ()


def profile_chosen(state: AppState, event: events.ProfileChosen) -> Outcome:
    """Predict for another builder; it is remembered for the next start."""
    profile = event.profile
    settings = setting_changed(state.settings, "store", profile.store.value)
    settings = setting_changed(settings, "transfer", profile.transfer.value)
    return with_scenario(replace(state, settings=settings), profile=profile), ()


def build_assumed(state: AppState, _: events.BuildAssumed) -> Outcome:
    """The sides in the picture join the known builds; the first ones are never forgotten."""
    known = state.known
    for side in state.shown_sides:
        built = KnownBuild(state.content, side, state.scan.snapshot, state.scan.ignores)
        if built not in known:
            known = (*known, built)
    first = len(state.content.sheets)
    if len(known) > MAX_KNOWN:
        known = (*known[:first], *known[len(known) - MAX_KNOWN + first :])
    return replace(state, known=known), ()


def baseline_reset(state: AppState, _: events.BaselineReset) -> Outcome:
    """Only what lies on disk is taken to be built."""
    sheets = tuple(Sheet(s.path, _saved_text(state, s)) for s in state.content.sheets)
    content = Content(sheets=sheets, scenario=Scenario(profile=state.scenario.profile))
    folder, ignores = state.scan.snapshot, state.scan.ignores
    known = tuple(KnownBuild(content, side, folder, ignores) for side in range(len(sheets)))
    return replace(state, known=known), ()


def draft_restored(state: AppState, event: events.DraftRestored) -> Outcome:
    """What was typed comes back, as a change."""
    restored = changed(state, event.content)
    view = View.COMPARE if len(event.content.sheets) > 1 else View.BUILD
    return fitting(replace(restored, view=view)), ()


def undo(state: AppState, _: events.Undo) -> Outcome:
    """Go back one change."""
    history = state.history
    if not history.past:
        return state, ()
    future = (*history.future, state.content)
    made = replace(history, past=history.past[:-1], future=future, typed_ms=None)
    return _gone_to(state, history.past[-1], replace(state, history=made)), ()


def redo(state: AppState, _: events.Redo) -> Outcome:
    """Go forward one undone change."""
    history = state.history
    if not history.future:
        return state, ()
    past = (*history.past, state.content)
    made = replace(history, past=past, future=history.future[:-1], typed_ms=None)
    return _gone_to(state, history.future[-1], replace(state, history=made)), ()


def _gone_to(state: AppState, content: Content, moved: AppState) -> AppState:
    """The moved state with that content; a second order that comes or goes takes the view along."""
    before, after = len(state.content.sheets), len(content.sheets)
    view = moved.view
    if before != after:
        view = View.COMPARE if after > before else View.BUILD
    return fitting(replace(moved, content=content, view=view))


def _excludes(one: EditKind, other: EditKind) -> bool:
    return EditKind.DELETE in (one, other)


def _saved_text(state: AppState, sheet: Sheet) -> str:
    known = state.disk_text(sheet.path) if sheet.path else None
    return known.text if known else sheet.text
