"""Laws of the state: whatever happens in whatever order."""

from __future__ import annotations

import pickle
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from layerviz.app import events, image_events, tag_events
from layerviz.app.image_events import ImageEvent
from layerviz.app.inspecting import inspect_image
from layerviz.app.reducing import HANDLERS, initial_state, reduce
from layerviz.app.reducing_tags import LONGEST_TYPED, MOST_STEPS
from layerviz.app.requests import Analyse, Job, ScanContext
from layerviz.app.scenario import Content, Sheet
from layerviz.app.settings import Settings
from layerviz.app.shelf import ImageKey
from layerviz.app.state import AppState, DiskText, Project, View
from layerviz.app.tag_boards import chosen_name, shown_board
from layerviz.core.analysis import StepId
from layerviz.core.context import ContextEdit, EditKind
from layerviz.core.diagnostics import Diagnostic, Severity
from layerviz.core.images import ImageSettings, InspectedImage, Platform, Source, made_image
from layerviz.core.requests import BuilderProfile, Store
from tests.support.listings import listing_of, usage_of
from tests.support.sessions import CODE_FIRST, NODE, NODE_FILES, ROOT, Session, snapshot_of

PATHS = ("server.js", "package.json", "Dockerfile", "no/such", "")
TEXTS = ("", NODE, CODE_FIRST, "FROM a\nCOPY . .\n", "RNU x")
SIDES = st.sampled_from((None, 0, 1, 7, -3))
NUMBERS = st.integers(-3, 40)
PROBLEM = Diagnostic("x", Severity.ERROR)
DISK = f"{ROOT}/Dockerfile"
SESSION = Session()
OPENED = SESSION.do(events.OpenRequested(ROOT))
STEPS = [step.id for step in SESSION.steps()] + [StepId("none")]

references = st.sampled_from((*TEXTS, "myapp:v0.9", "a@sha256:" + "0" * 64, "x" * 5000))
texts, paths, steps = st.sampled_from(TEXTS), st.sampled_from(PATHS), st.sampled_from(STEPS)
kinds = st.sampled_from(tuple(EditKind))
edits = st.builds(ContextEdit, kinds, paths, paths, st.sampled_from((0, 0o644, 0o755)))
sheets = st.builds(Sheet, st.sampled_from(("", DISK)), texts)
contents = st.builds(Content, sheets=st.lists(sheets, min_size=1, max_size=2).map(tuple))
projects = st.builds(
    events.ProjectOpened,
    generation=NUMBERS,
    target=st.just(ROOT),
    project=st.just(Project(context_root=ROOT)),
    sheets=st.lists(st.builds(Sheet, st.just(DISK), texts), min_size=1, max_size=2).map(tuple),
    disk=st.just((DiskText(DISK, NODE),)),
    side=NUMBERS,
)

FOUND = tuple(
    inspect_image(
        target,
        InspectedImage(
            image=made_image([], [], platform=Platform("linux", "amd64"), settings=ImageSettings()),
            source=Source.ARCHIVE,
            image_id=None,
            layer_sizes=(),
        ),
    )
    for target in ("a.tar", "a.tar", "b.tar")
)
LISTING = listing_of(("one:1", "one:2"), ("two:1",), ())
USAGE = usage_of(LISTING)
listings = st.sampled_from((LISTING, listing_of(("one:1",)), listing_of()))
targets = st.sampled_from(("a.tar", "b.tar", "docker://x"))
keys = st.sampled_from(
    [ImageKey(key) for key in ("a.tar#1", "a.tar#2", "b.tar#1", "predicted:0", "none")]
    + [ImageKey(f"docker://{each.image_id}") for each in LISTING.images]
)

STRATEGIES: dict[type, st.SearchStrategy[events.Event]] = {
    events.OpenRequested: st.builds(events.OpenRequested, paths),
    events.ProjectOpened: projects,
    events.OpenFailed: st.builds(events.OpenFailed, NUMBERS, paths, st.just(PROBLEM)),
    events.DockerfileChosen: st.builds(events.DockerfileChosen, st.just(DISK), texts, SIDES),
    events.TextTyped: st.builds(events.TextTyped, texts, NUMBERS, SIDES),
    events.IgnoreTyped: st.builds(events.IgnoreTyped, texts, NUMBERS),
    events.LineMoved: st.builds(events.LineMoved, NUMBERS, NUMBERS, NUMBERS, SIDES),
    events.SecondOrderOpened: st.builds(
        events.SecondOrderOpened, st.sampled_from(("", DISK)), texts
    ),
    events.SecondOrderClosed: st.just(events.SecondOrderClosed()),
    events.OrdersSwapped: st.just(events.OrdersSwapped()),
    events.SaveRequested: st.builds(events.SaveRequested, SIDES, st.sampled_from(("", DISK))),
    events.Saved: st.builds(events.Saved, st.just(DISK), texts, st.sampled_from((None, 0, 1))),
    events.SaveFailed: st.builds(events.SaveFailed, paths, st.just(PROBLEM)),
    events.FileChangedOnDisk: st.builds(
        events.FileChangedOnDisk, st.lists(st.sampled_from((*PATHS, DISK, "/x"))).map(tuple)
    ),
    events.FileRead: st.builds(events.FileRead, st.just(DISK), st.none() | texts),
    events.DiskTextTaken: st.builds(events.DiskTextTaken, st.just(DISK)),
    events.DiskTextRefused: st.builds(events.DiskTextRefused, st.just(DISK)),
    events.EditToggled: st.builds(events.EditToggled, paths, kinds),
    events.EditAdded: st.builds(events.EditAdded, edits),
    events.EditsRemoved: st.builds(events.EditsRemoved, paths),
    events.BuildArgSet: st.builds(events.BuildArgSet, paths, st.none() | paths),
    events.TargetChosen: st.builds(events.TargetChosen, paths),
    events.BaseChanged: st.builds(events.BaseChanged, paths, st.booleans()),
    events.NoCacheSet: st.builds(events.NoCacheSet, st.booleans()),
    events.AssumptionSet: st.builds(events.AssumptionSet, steps, st.none() | st.booleans()),
    events.ProfileChosen: st.builds(
        events.ProfileChosen, st.builds(BuilderProfile, st.sampled_from(tuple(Store)))
    ),
    events.BuildAssumed: st.just(events.BuildAssumed()),
    events.BaselineReset: st.just(events.BaselineReset()),
    events.DraftRestored: st.builds(events.DraftRestored, contents),
    events.Undo: st.just(events.Undo()),
    events.Redo: st.just(events.Redo()),
    events.ViewChosen: st.builds(events.ViewChosen, st.sampled_from(tuple(View))),
    events.SideFocused: st.builds(events.SideFocused, NUMBERS),
    events.StepSelected: st.builds(events.StepSelected, st.none() | steps, SIDES),
    events.LineSelected: st.builds(events.LineSelected, NUMBERS, SIDES),
    events.PathSelected: st.builds(events.PathSelected, paths),
    events.Asked: st.just(events.Asked()),
    events.QuestionClosed: st.just(events.QuestionClosed()),
    events.LayerPicked: st.builds(events.LayerPicked, steps | NUMBERS, SIDES),
    events.Revealed: st.just(events.Revealed()),
    events.Advanced: st.just(events.Advanced()),
    events.Retreated: st.just(events.Retreated()),
    events.PlayPressed: st.just(events.PlayPressed()),
    events.PlayheadMoved: st.builds(events.PlayheadMoved, st.none() | NUMBERS),
    events.Ticked: st.just(events.Ticked()),
    events.SettingChanged: st.builds(
        events.SettingChanged,
        st.sampled_from(("zoom_percent", "store", "stack_order", "recent", "x")),
        st.sampled_from(("overlay2", "file-order", "bad")) | NUMBERS,
    ),
    events.LanguageChosen: st.builds(events.LanguageChosen, st.sampled_from(("ja", "en", "zz"))),
    events.ThemeChosen: st.builds(events.ThemeChosen, st.sampled_from(("dark", "pink"))),
    events.ZoomChanged: st.builds(events.ZoomChanged, st.integers()),
    events.NoticeClosed: st.builds(events.NoticeClosed, st.just("x"), paths),
    events.ScanProgressed: st.builds(events.ScanProgressed, NUMBERS, NUMBERS, st.none() | NUMBERS),
    events.ScanArrived: st.builds(events.ScanArrived, NUMBERS, st.just(snapshot_of(NODE_FILES))),
    events.ScanFailed: st.builds(events.ScanFailed, NUMBERS, st.just(PROBLEM)),
    events.AnalysisArrived: st.builds(events.AnalysisArrived, NUMBERS, st.just(OPENED.reports)),
    events.AnalysisFailed: st.builds(events.AnalysisFailed, NUMBERS, st.just(PROBLEM)),
    image_events.ImagesRequested: st.builds(image_events.ImagesRequested, targets),
    image_events.ImageTargetFound: st.builds(image_events.ImageTargetFound, NUMBERS, targets),
    image_events.SamplesArrived: st.builds(image_events.SamplesArrived, found=st.just(FOUND)),
    image_events.ImagesArrived: st.builds(
        image_events.ImagesArrived,
        target=targets,
        found=st.sampled_from((FOUND, FOUND[:1], ())),
        key=st.none() | keys,
    ),
    image_events.ImagesFailed: st.builds(
        image_events.ImagesFailed, targets, st.just(PROBLEM), st.none() | keys
    ),
    image_events.FilesArrived: st.builds(
        image_events.FilesArrived, key=keys, found=st.just(FOUND[0])
    ),
    image_events.FilesFailed: st.builds(image_events.FilesFailed, keys, st.just(PROBLEM)),
    image_events.ImageProgressed: st.builds(
        image_events.ImageProgressed,
        keys,
        NUMBERS,
        st.none() | NUMBERS,
        st.sampled_from(("exporting", "unpacking")),
    ),
    image_events.ReadingStopped: st.builds(image_events.ReadingStopped, keys),
    image_events.ReadingAsked: st.builds(image_events.ReadingAsked, keys),
    image_events.EngineLate: st.just(image_events.EngineLate()),
    image_events.EngineAsked: st.just(image_events.EngineAsked()),
    image_events.EngineListed: st.builds(image_events.EngineListed, listing=listings),
    image_events.EngineMeasured: st.builds(image_events.EngineMeasured, usage=st.just(USAGE)),
    image_events.EngineFailed: st.builds(image_events.EngineFailed, st.just(PROBLEM)),
    image_events.ImageShown: st.builds(image_events.ImageShown, keys),
    image_events.ImagePicked: st.builds(image_events.ImagePicked, keys),
    image_events.ImageClosed: st.builds(image_events.ImageClosed, keys),
    image_events.PlatformChosen: st.builds(
        image_events.PlatformChosen, keys, st.just("linux/arm64")
    ),
    image_events.LayerChosen: st.builds(image_events.LayerChosen, st.none() | NUMBERS),
    image_events.SharedLayerChosen: st.builds(image_events.SharedLayerChosen, st.none() | NUMBERS),
    image_events.BaseToggled: st.just(image_events.BaseToggled()),
    image_events.LeavingChosen: st.builds(image_events.LeavingChosen, st.none() | keys),
    tag_events.ReferenceTyped: st.builds(tag_events.ReferenceTyped, references),
    tag_events.NameChosen: st.builds(tag_events.NameChosen, NUMBERS),
    tag_events.NameTagged: st.just(tag_events.NameTagged()),
    tag_events.NameRebuilt: st.just(tag_events.NameRebuilt()),
    tag_events.NameRemoved: st.just(tag_events.NameRemoved()),
    tag_events.BoardStepped: st.builds(tag_events.BoardStepped, NUMBERS),
    tag_events.BoardReset: st.just(tag_events.BoardReset()),
    tag_events.BoardChosen: st.builds(tag_events.BoardChosen, st.booleans()),
}
any_event = st.one_of(*STRATEGIES.values())
sequences = st.lists(any_event, max_size=12)


def played(state: AppState, happened: list[events.Event]) -> tuple[AppState, list[Job]]:
    asked: list[Job] = []
    for event in happened:
        state, jobs = reduce(state, event)
        asked.extend(jobs)
    return state, asked


def test_every_event_has_a_handler_and_is_in_the_laws() -> None:
    named = {getattr(events, name) for name in events.__all__ if name != "Event"}
    named |= set(get_args(ImageEvent))
    assert set(HANDLERS) == named
    assert set(STRATEGIES) == named


@given(sequences)
def test_no_event_raises_and_the_state_stays_sound(happened: list[events.Event]) -> None:
    for start in (OPENED, initial_state(Settings())):
        state, asked = played(start, happened)
        assert 1 <= len(state.content.sheets) <= 2
        assert 0 <= state.side < len(state.content.sheets)
        assert 0 <= state.selection.side < len(state.content.sheets)
        assert state.playhead is None or 0 <= state.playhead.done <= state.frames
        assert 75 <= state.settings.zoom_percent <= 400
        assert state.sheet in state.content.sheets
        shelf = state.shelf
        assert len(set(shelf.picked)) == len(shelf.picked)
        assert len({each.key for each in shelf.images}) == len(shelf.images)
        assert 0 <= state.tags.done <= len(state.tags.steps) <= MOST_STEPS
        assert len(state.tags.reference) <= LONGEST_TYPED
        assert shown_board(state).names or not chosen_name(state, shown_board(state))
        assert isinstance(hash(state), int)
        numbered = [job.generation for job in asked if isinstance(job, Analyse | ScanContext)]
        assert numbered == sorted(set(numbered))


@given(sequences)
def test_equal_events_make_equal_states(happened: list[events.Event]) -> None:
    assert played(OPENED, happened) == played(OPENED, happened)


@given(sequences)
def test_undoing_everything_restores_the_beginning_and_redoing_the_end(
    happened: list[events.Event],
) -> None:
    kept = [e for e in happened if not isinstance(e, events.ProjectOpened | events.Saved)]
    state, _ = played(OPENED, [e for e in kept if not isinstance(e, events.Redo)])
    end = state.content
    undone, _ = played(state, [events.Undo()] * len(state.history.past))
    assert undone.content == OPENED.content
    assert not undone.can_undo
    redone, _ = played(undone, [events.Redo()] * len(state.history.past))
    assert redone.content == end


@given(sequences)
def test_what_changes_the_build_is_predicted_again(happened: list[events.Event]) -> None:
    state = OPENED
    for event in happened:
        made, jobs = reduce(state, event)
        if made.content != state.content and made.scan.snapshot is not None:
            assert any(isinstance(job, Analyse) and job.content == made.content for job in jobs)
            assert made.is_analysing
        state = made


@given(sequences)
@settings(max_examples=25)
def test_what_is_imagined_survives_being_written_down(happened: list[events.Event]) -> None:
    state, _ = played(OPENED, happened)
    assert pickle.loads(pickle.dumps(state.content)) == state.content
