"""reduce: the one way from a state and an event to the next state and what it asks the world to do.

Pure, and total: no event raises, whatever the state. The handlers of `reducing_documents`,
`reducing_scenario`, `reducing_picture`, `reducing_images` and `reducing_tags` change their part;
what follows from a change is decided here, once: what is predicted again, when an answered question
is asked anew, what is stored.
"""

from __future__ import annotations

from layerviz.app import events, image_events, tag_events
from layerviz.app import reducing_documents as documents
from layerviz.app import reducing_engine as engine
from layerviz.app import reducing_images as images
from layerviz.app import reducing_picture as picture
from layerviz.app import reducing_scenario as scenario
from layerviz.app import reducing_tags as tags
from layerviz.app.reducing_steps import Outcome
from layerviz.app.requests import Analyse, Job, Presentation, StoreSettings
from layerviz.app.scenario import Content, Scenario
from layerviz.app.settings import Settings
from layerviz.app.state import AppState, Question, View
from layerviz.core.context import ContextEdit, EditKind
from layerviz.core.requests import BuilderProfile, Store, Transfer
from layerviz.core.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

HANDLERS: Mapping[type, Callable[[AppState, Any], Outcome]] = {
    events.OpenRequested: documents.open_requested,
    events.ProjectOpened: documents.project_opened,
    events.OpenFailed: documents.open_failed,
    events.DockerfileChosen: documents.dockerfile_chosen,
    events.TextTyped: documents.text_typed,
    events.IgnoreTyped: documents.ignore_typed,
    events.LineMoved: documents.line_moved,
    events.SecondOrderOpened: documents.second_order_opened,
    events.SecondOrderClosed: documents.second_order_closed,
    events.OrdersSwapped: documents.orders_swapped,
    events.SaveRequested: documents.save_requested,
    events.Saved: documents.saved,
    events.SaveFailed: documents.save_failed,
    events.FileChangedOnDisk: documents.file_changed_on_disk,
    events.FileRead: documents.file_read,
    events.DiskTextTaken: documents.disk_text_taken,
    events.DiskTextRefused: documents.disk_text_refused,
    events.EditToggled: scenario.edit_toggled,
    events.EditAdded: scenario.edit_added,
    events.EditsRemoved: scenario.edits_removed,
    events.BuildArgSet: scenario.build_arg_set,
    events.TargetChosen: scenario.target_chosen,
    events.BaseChanged: scenario.base_changed,
    events.NoCacheSet: scenario.no_cache_set,
    events.AssumptionSet: scenario.assumption_set,
    events.ProfileChosen: scenario.profile_chosen,
    events.BuildAssumed: scenario.build_assumed,
    events.BaselineReset: scenario.baseline_reset,
    events.DraftRestored: scenario.draft_restored,
    events.Undo: scenario.undo,
    events.Redo: scenario.redo,
    events.ViewChosen: picture.view_chosen,
    events.SideFocused: picture.side_focused,
    events.StepSelected: picture.step_selected,
    events.LineSelected: picture.line_selected,
    events.PathSelected: picture.path_selected,
    events.Asked: picture.asked,
    events.QuestionClosed: picture.question_closed,
    events.LayerPicked: picture.layer_picked,
    events.Revealed: picture.revealed,
    events.Advanced: picture.advanced,
    events.Retreated: picture.retreated,
    events.PlayPressed: picture.play_pressed,
    events.PlayheadMoved: picture.playhead_moved,
    events.Ticked: picture.ticked,
    events.SettingChanged: picture.setting_given,
    events.LanguageChosen: picture.language_chosen,
    events.ThemeChosen: picture.theme_chosen,
    events.ZoomChanged: picture.zoom_changed,
    events.NoticeClosed: picture.notice_closed,
    events.ScanProgressed: picture.scan_progressed,
    events.ScanArrived: picture.scan_arrived,
    events.ScanFailed: picture.scan_failed,
    events.AnalysisArrived: picture.analysis_arrived,
    events.AnalysisFailed: picture.analysis_failed,
    image_events.ImagesRequested: images.images_requested,
    image_events.ImageTargetFound: images.image_target_found,
    image_events.SamplesArrived: images.samples_arrived,
    image_events.ImagesArrived: images.images_arrived,
    image_events.ImagesFailed: images.images_failed,
    image_events.FilesArrived: images.files_arrived,
    image_events.FilesFailed: images.files_failed,
    image_events.ImageProgressed: images.image_progressed,
    image_events.ReadingStopped: images.reading_stopped,
    image_events.ReadingAsked: images.reading_asked,
    image_events.EngineLate: engine.engine_late,
    image_events.EngineAsked: engine.engine_asked,
    image_events.EngineListed: engine.engine_listed,
    image_events.EngineMeasured: engine.engine_measured,
    image_events.EngineFailed: engine.engine_failed,
    image_events.ImageShown: images.image_shown,
    image_events.ImagePicked: images.image_picked,
    image_events.ImageClosed: images.image_closed,
    image_events.PlatformChosen: images.platform_chosen,
    image_events.LayerChosen: images.layer_chosen,
    image_events.SharedLayerChosen: images.shared_layer_chosen,
    image_events.BaseToggled: images.base_toggled,
    image_events.LeavingChosen: images.leaving_chosen,
    tag_events.ReferenceTyped: tags.reference_typed,
    tag_events.NameChosen: tags.name_chosen,
    tag_events.NameTagged: tags.name_tagged,
    tag_events.NameRebuilt: tags.name_rebuilt,
    tag_events.NameRemoved: tags.name_removed,
    tag_events.BoardStepped: tags.board_stepped,
    tag_events.BoardReset: tags.board_reset,
    tag_events.BoardChosen: tags.board_chosen,
}
"""One handler for every event; each takes exactly the event that it stands beside."""

FIRST_START = Presentation(
    view=View.COMPARE.value,
    beside="Dockerfile.code-first",
    edits=(ContextEdit(EditKind.EDIT, "server.js"),),
    is_question=True,
)
"""`server.js was saved. Which layers are rebuilt?`, code first to the left.

Package.json first to the right.
"""


def initial_state(settings: Settings) -> AppState:
    """Nothing open yet, with the preferences as they were kept."""
    profile = replace(
        BuilderProfile(), store=Store(settings.store), transfer=Transfer(settings.transfer)
    )
    return AppState(settings=settings, content=Content(scenario=Scenario(profile=profile)))


def first_start(settings: Settings) -> Outcome:
    """The state of the first start, and the request that fills it.

    The lesson's sample as a question.
    """
    return reduce(initial_state(settings), events.OpenRequested("sample:node-order", FIRST_START))


def reduce(state: AppState, event: events.Event) -> Outcome:
    """The next state, and what it asks for.

    Everything asked for before stays asked, but old answers are dropped.
    """
    made, jobs = HANDLERS[type(event)](state, event)
    made = _asked_anew(state, made)
    made, analysing = _analysing(state, made)
    made, reading = images.images_wanted(state, made)
    if made.settings != state.settings:
        jobs = (*jobs, StoreSettings(made.settings))
    return made, (*jobs, *analysing, *reading)


def _asked_anew(before: AppState, after: AppState) -> AppState:
    """A changed build ends the step-through, and makes a new question of an answered one."""
    if after.content == before.content:
        return after
    question = after.question
    if question is not None and question == before.question:
        question = Question(view=question.view)
    return replace(after, question=question, playhead=None)


def _analysing(before: AppState, after: AppState) -> tuple[AppState, tuple[Job, ...]]:
    """Ask for a prediction where anything that it is made of changed."""
    snapshot = after.scan.snapshot
    if snapshot is None or _prediction_inputs(before) == _prediction_inputs(after):
        return after, ()
    number = after.issued + 1
    job = Analyse(
        generation=number,
        context_root=after.project.context_root,
        sample=after.project.sample,
        content=after.content,
        snapshot=snapshot,
        ignores=after.scan.ignores,
        known=after.known,
        sides=after.shown_sides,
        is_comparison=after.view is View.COMPARE and len(after.content.sheets) > 1,
    )
    return replace(after, issued=number, generation=number, is_analysing=True), (job,)


def _prediction_inputs(state: AppState) -> tuple[object, ...]:
    snapshot = id(
        state.scan.snapshot
    )  # one look at the folder is one value: no need to compare 20,000 files
    is_pair = state.view is View.COMPARE and len(state.content.sheets) > 1
    return (state.content, id(state.known), snapshot, state.shown_sides, is_pair)
