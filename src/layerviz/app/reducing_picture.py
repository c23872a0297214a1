"""How the picture changes without any change of what is predicted.

View, selection, question, step-through, preferences; and the answers of the world.
"""

from __future__ import annotations

from layerviz.app import events
from layerviz.app.reducing_steps import Outcome, noticed, with_scenario, without_notice
from layerviz.app.settings import MAX_ZOOM, MIN_ZOOM
from layerviz.app.settings import changed as setting_changed
from layerviz.app.state import AppState, Pick, Playhead, Question, Selection
from layerviz.core.analysis import Analysis, SettingLine, Step, StepId
from layerviz.core.requests import Store, Transfer
from layerviz.core.values import replace


def view_chosen(state: AppState, event: events.ViewChosen) -> Outcome:
    """Show another picture."""
    return replace(state, view=event.view, playhead=None), ()


def side_focused(state: AppState, event: events.SideFocused) -> Outcome:
    """Give a side the focus."""
    return replace(state, side=_side(state, event.side)), ()


def step_selected(state: AppState, event: events.StepSelected) -> Outcome:
    """A block lights up with its line."""
    side = _side(state, event.side)
    if event.step is None:
        return replace(state, selection=Selection(side=side), side=side), ()
    line = _line_of(state.analysis(side), event.step)
    selection = Selection(side=side, step=event.step, line=line)
    return replace(state, selection=selection, side=side), ()


def line_selected(state: AppState, event: events.LineSelected) -> Outcome:
    """A line lights up with its block."""
    side = _side(state, event.side)
    step = step_at_line(state.analysis(side), event.line)
    selection = Selection(side=side, step=step, line=event.line)
    return replace(state, selection=selection, side=side), ()


def path_selected(state: AppState, event: events.PathSelected) -> Outcome:
    """A file lights up; the step stays selected, so that both can be looked at together."""
    return replace(state, selection=replace(state.selection, path=event.path)), ()


def asked(state: AppState, _: events.Asked) -> Outcome:
    """Hide the verdicts and ask; images have none."""
    if state.view.is_of_images:
        return state, ()
    return replace(state, question=Question(view=state.view), playhead=None), ()


def question_closed(state: AppState, _: events.QuestionClosed) -> Outcome:
    """Go on without a question."""
    return replace(state, question=None), ()


def layer_picked(state: AppState, event: events.LayerPicked) -> Outcome:
    """Pick a step or take it back, while the question is open."""
    question = state.question
    if question is None or not state.are_verdicts_hidden:
        return state, ()
    side = _side(state, event.side)
    if side not in state.shown_sides:
        return state, ()
    step = _layer(state.analysis(side), event.layer)
    if step is None:
        return state, ()
    picked = question.picked ^ {Pick(side, step)}
    return replace(state, question=replace(question, picked=picked), side=side), ()


def revealed(state: AppState, _: events.Revealed) -> Outcome:
    """Show the verdicts."""
    if state.question is None or not state.are_verdicts_hidden:
        return state, ()
    return replace(state, question=replace(state.question, is_revealed=True)), ()


def advanced(state: AppState, _: events.Advanced) -> Outcome:
    """Reveal, else go one step forward."""
    if state.are_verdicts_hidden:
        return revealed(state, events.Revealed())
    if state.playhead is None:
        return _played_to(state, 0), ()
    return _played_to(state, state.playhead.done + 1), ()


def retreated(state: AppState, _: events.Retreated) -> Outcome:
    """Go one step back; from the finished picture, to the one before its last step."""
    if state.are_verdicts_hidden:
        return state, ()
    done = state.frames if state.playhead is None else state.playhead.done
    return _played_to(state, done - 1), ()


def play_pressed(state: AppState, _: events.PlayPressed) -> Outcome:
    """Play or pause; from the end, begin again."""
    playhead = state.playhead
    if state.are_verdicts_hidden or not state.frames:
        return state, ()
    if playhead is not None and playhead.is_playing:
        return replace(state, playhead=replace(playhead, is_playing=False)), ()
    is_over = playhead is None or playhead.done >= state.frames
    done = 0 if is_over or playhead is None else playhead.done
    return replace(state, playhead=Playhead(done=done, is_playing=True)), ()


def playhead_moved(state: AppState, event: events.PlayheadMoved) -> Outcome:
    """Go to a place in the step-through, or to the finished picture."""
    if state.are_verdicts_hidden:
        return state, ()
    if event.done is None:
        return replace(state, playhead=None), ()
    return _played_to(state, event.done), ()


def ticked(state: AppState, _: events.Ticked) -> Outcome:
    """One step forward while playing."""
    playhead = state.playhead
    if playhead is None or not playhead.is_playing:
        return state, ()
    done = min(playhead.done + 1, state.frames)
    return replace(state, playhead=Playhead(done=done, is_playing=done < state.frames)), ()


def setting_given(state: AppState, event: events.SettingChanged) -> Outcome:
    """Another preference; those of the builder change the prediction too."""
    settings = setting_changed(state.settings, event.name, event.given)
    told = replace(state, settings=settings)
    if event.name not in ("store", "transfer"):
        return told, ()
    profile = replace(
        state.scenario.profile, store=Store(settings.store), transfer=Transfer(settings.transfer)
    )
    return with_scenario(told, profile=profile), ()


def language_chosen(state: AppState, event: events.LanguageChosen) -> Outcome:
    """Another language."""
    return setting_given(state, events.SettingChanged("language", event.language))


def theme_chosen(state: AppState, event: events.ThemeChosen) -> Outcome:
    """Another theme."""
    return setting_given(state, events.SettingChanged("theme", event.theme))


def zoom_changed(state: AppState, event: events.ZoomChanged) -> Outcome:
    """Another zoom, within the range."""
    percent = min(max(event.percent, MIN_ZOOM), MAX_ZOOM)
    return setting_given(state, events.SettingChanged("zoom_percent", percent))


def notice_closed(state: AppState, event: events.NoticeClosed) -> Outcome:
    """A bar goes."""
    return without_notice(state, event.code, event.path), ()


def scan_progressed(state: AppState, event: events.ScanProgressed) -> Outcome:
    """So far."""
    if event.generation != state.scan.generation or not state.scan.is_running:
        return state, ()
    return replace(state, scan=replace(state.scan, done=event.done, total=event.total)), ()


def scan_arrived(state: AppState, event: events.ScanArrived) -> Outcome:
    """The folder as it is; builds known from before the first look were made with it."""
    if event.generation != state.scan.generation:
        return state, ()
    snapshot = event.snapshot
    scan = replace(
        state.scan, snapshot=snapshot, ignores=event.ignores, is_running=False, problem=None
    )
    known = tuple(
        replace(built, snapshot=snapshot, ignores=event.ignores)
        if built.snapshot is None
        else built
        for built in state.known
    )
    return replace(state, scan=scan, known=known), ()


def scan_failed(state: AppState, event: events.ScanFailed) -> Outcome:
    """Say why; the last picture stays."""
    if event.generation != state.scan.generation:
        return state, ()
    return replace(state, scan=replace(state.scan, is_running=False, problem=event.diagnostic)), ()


def analysis_arrived(state: AppState, event: events.AnalysisArrived) -> Outcome:
    """Show the prediction if it is the one waited for; the selection follows its line."""
    if event.generation != state.generation or not state.is_analysing:
        return state, ()
    told = replace(state, reports=event.reports, is_analysing=False)
    told = without_notice(told, "analysis-failed")
    return replace(told, selection=_kept_selection(told), playhead=_kept_playhead(told)), ()


def analysis_failed(state: AppState, event: events.AnalysisFailed) -> Outcome:
    """Say that the picture is not the newest."""
    if event.generation != state.generation or not state.is_analysing:
        return state, ()
    return noticed(replace(state, is_analysing=False), event.diagnostic), ()


def step_at_line(analysis: Analysis | None, line: int) -> StepId | None:
    """The step or setting that stands on a line (1-based) of the Dockerfile after the edit."""
    if analysis is None:
        return None
    items: tuple[Step | SettingLine, ...] = (*analysis.after.steps, *analysis.after.settings)
    for item in items:
        if item.line <= line <= item.end_line:
            return item.id
    return None


def _side(state: AppState, side: int | None) -> int:
    last = len(state.content.sheets) - 1
    return min(max(state.side if side is None else side, 0), last)


def _line_of(analysis: Analysis | None, step: StepId) -> int:
    if analysis is None:
        return 0
    items: tuple[Step | SettingLine, ...] = (*analysis.after.steps, *analysis.after.settings)
    return next((item.line for item in items if item.id == step), 0)


def _layer(analysis: Analysis | None, layer: StepId | int) -> StepId | None:
    """The step meant by its id, or by its number in the target's stage."""
    if analysis is None:
        return None
    if not isinstance(layer, int):
        return layer if analysis.after.step(layer) else None
    targets = {stage.index for stage in analysis.after.stages if stage.is_target}
    for step in analysis.after.steps:
        if step.number == layer and step.stage_index in targets:
            return step.id
    return None


def _played_to(state: AppState, done: int) -> AppState:
    place = min(max(done, 0), state.frames)
    return replace(state, playhead=Playhead(done=place))


def _kept_selection(state: AppState) -> Selection:
    selection = state.selection
    if selection.step is None:
        return selection
    analysis = state.analysis(selection.side)
    line = _line_of(analysis, selection.step)
    if line:
        return replace(selection, line=line)
    return replace(selection, step=step_at_line(analysis, selection.line))


def _kept_playhead(state: AppState) -> Playhead | None:
    playhead = state.playhead
    return None if playhead is None else replace(playhead, done=min(playhead.done, state.frames))
