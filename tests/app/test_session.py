from __future__ import annotations

from layerviz.app import events
from layerviz.app.reducing import FIRST_START, reduce
from layerviz.app.reducing_steps import Outcome
from layerviz.app.requests import Analyse, StoreSettings
from layerviz.app.settings import Settings
from layerviz.app.state import Pick, View
from layerviz.core.context import ContextEdit, EditKind
from layerviz.core.diagnostics import Diagnostic, Severity
from layerviz.core.requests import BuilderProfile, Transfer
from tests.support.sessions import NODE, NODE_FILES, ROOT, Session

EDIT_SERVER = events.EditToggled("server.js", EditKind.EDIT)


def opened(**options: object) -> Session:
    session = Session(**options)  # type: ignore[arg-type]  # passed on as given
    session.do(events.OpenRequested(ROOT))
    return session


def first_start() -> Session:
    session = Session(dockerfiles=("Dockerfile.code-first", "Dockerfile"))
    session.do(events.OpenRequested(ROOT, FIRST_START))
    return session


def test_the_first_start_asks_which_layers_are_rebuilt() -> None:
    session = first_start()
    assert session.state.view is View.COMPARE
    assert session.state.are_verdicts_hidden
    assert session.verdicts(0) == "CCRR"
    assert session.verdicts(1) == "CCCCR"


def test_picking_and_revealing_tells_right_from_wrong() -> None:
    session = first_start()
    session.do(events.LayerPicked(3, side=0), events.LayerPicked(4, side=0))
    session.do(events.LayerPicked(5, side=1), events.LayerPicked(2, side=1))
    session.do(events.LayerPicked(2, side=1), events.Revealed())
    question = session.state.question
    assert question is not None
    assert question.is_revealed
    rebuilt = {
        Pick(side, step.id)
        for side in (0, 1)
        for step in session.steps(side)
        if step.verdict.value == "rebuilt"
    }
    assert question.picked == rebuilt


def test_next_reveals_an_open_question_and_then_goes_on() -> None:
    session = first_start()
    session.do(events.Advanced())
    assert not session.state.are_verdicts_hidden
    session.do(events.Advanced(), events.Advanced())
    assert session.state.playhead is not None
    assert session.state.playhead.done == 1


def test_another_edit_asks_the_question_anew() -> None:
    session = first_start()
    session.do(events.LayerPicked(3, side=0), events.Revealed())
    session.do(events.EditToggled("package.json", EditKind.EDIT))
    assert session.state.are_verdicts_hidden
    assert session.state.question is not None
    assert session.state.question.picked == frozenset()


def test_ticking_a_file_rebuilds_what_copies_it_and_unticking_goes_back() -> None:
    session = opened()
    assert session.verdicts() == "CCCCC"
    session.do(EDIT_SERVER)
    assert session.verdicts() == "CCCCR"
    session.do(EDIT_SERVER)
    assert session.verdicts() == "CCCCC"
    assert session.state.report().is_known_build  # type: ignore[union-attr]  # there is one


def test_an_ignored_file_changes_nothing() -> None:
    session = opened(files={**NODE_FILES, ".dockerignore": "*.log\n"})
    session.do(events.EditToggled("debug.log", EditKind.EDIT))
    assert session.verdicts() == "CCCCC"


def test_typing_in_the_ignore_file_counts_before_it_is_saved() -> None:
    session = opened(files={**NODE_FILES, ".dockerignore": "*.log\n.dockerignore\n"})
    session.do(events.IgnoreTyped("*.log\n.dockerignore\nserver.js\n", 0))
    assert session.verdicts() == "CCCCR"


def test_typing_a_comment_changes_the_context_where_the_dockerfile_is_copied() -> None:
    session = opened()
    session.do(events.TextTyped(NODE + "# hello\n", 0))
    assert session.verdicts() == "CCCCR"
    assert session.steps()[-1].cause.paths == ("Dockerfile",)  # type: ignore[union-attr]  # rebuilt


def test_typing_is_merged_until_a_pause() -> None:
    session = opened()
    for at_ms in (0, 100, 200):
        session.do(events.TextTyped(NODE + "#" * (at_ms + 1), at_ms))
    session.do(events.TextTyped(NODE + "## later", 2000))
    session.do(events.Undo())
    assert session.state.sheet.text == NODE + "#" * 201
    session.do(events.Undo())
    assert session.state.sheet.text == NODE
    assert not session.state.can_undo


def test_undo_and_redo_go_over_text_edits_and_options_in_one_order() -> None:
    session = opened()
    start = session.state.content
    session.do(EDIT_SERVER, events.TextTyped(NODE + "RUN true\n", 0))
    session.do(events.BuildArgSet("V", "1"), events.TargetChosen("x"))
    end = session.state.content
    session.do(*[events.Undo()] * 4)
    assert session.state.content == start
    session.do(*[events.Redo()] * 4)
    assert session.state.content == end


def test_a_deletion_and_an_edit_of_the_same_file_exclude_each_other() -> None:
    session = opened()
    session.do(EDIT_SERVER, events.EditToggled("server.js", EditKind.DELETE))
    assert session.state.scenario.edits == (ContextEdit(EditKind.DELETE, "server.js"),)
    session.do(EDIT_SERVER)
    assert session.state.scenario.edits == (ContextEdit(EditKind.EDIT, "server.js"),)


def test_only_the_last_mode_of_a_file_is_kept() -> None:
    session = opened()
    for mode in (0o600, 0o755):
        session.do(events.EditAdded(ContextEdit(EditKind.CHMOD, "server.js", mode=mode)))
    assert [edit.mode for edit in session.state.scenario.edits] == [0o755]


def test_a_dragged_instruction_makes_the_second_order() -> None:
    session = opened()
    session.do(EDIT_SERVER, events.LineMoved(5, 5, 3))
    assert session.state.view is View.COMPARE
    assert session.state.side == 1
    assert session.verdicts(0) == "CCCCR"
    assert session.verdicts(1) == "CCRRR"
    undone = session.do(events.Undo())
    assert undone.view is View.BUILD
    assert len(session.state.content.sheets) == 1


def test_dragging_in_compare_changes_that_side_only() -> None:
    session = first_start()
    session.do(events.LineMoved(3, 3, 5, side=0))
    assert session.state.content.sheets[0].text.endswith("RUN npm install\nCOPY . .\n")
    assert session.state.content.sheets[1].text == NODE


def test_a_new_order_is_compared_with_the_build_of_the_old_one() -> None:
    session = opened()
    session.do(events.LineMoved(5, 5, 3), events.ViewChosen(View.BUILD))
    assert session.verdicts() == "CCRRR"


def test_each_dockerfile_is_compared_with_its_own_earlier_build() -> None:
    session = first_start()
    session.do(events.ViewChosen(View.BUILD), events.SideFocused(0))
    assert session.verdicts() == "CCRR"


def test_going_back_to_a_build_that_was_made_is_cached() -> None:
    session = opened()
    session.do(EDIT_SERVER, events.BuildAssumed())
    assert session.verdicts() == "CCCCC"
    session.do(events.EditAdded(ContextEdit(EditKind.EDIT, "server.js")))
    assert session.verdicts() == "CCCCR"
    session.do(events.EditsRemoved())
    assert session.verdicts() == "CCCCC"
    session.do(events.BaselineReset(), EDIT_SERVER)
    assert session.verdicts() == "CCCCR"


def test_a_base_image_with_new_content_rebuilds_everything() -> None:
    session = opened()
    session.do(events.BaseChanged("node:20-alpine", is_changed=True))
    assert session.verdicts() == "RRRRR"
    session.do(events.BaseChanged("node:20-alpine", is_changed=False))
    assert session.verdicts() == "CCCCC"


def test_the_builder_can_be_another_one() -> None:
    session = opened()
    session.do(events.ProfileChosen(BuilderProfile(transfer=Transfer.FRESH)))
    assert session.state.settings.transfer == "fresh"
    assert session.state.scenario.profile.transfer is Transfer.FRESH
    later = session.do(events.SettingChanged("transfer", "incremental"))
    assert later.scenario.profile.transfer is Transfer.INCREMENTAL


def test_a_depends_can_be_settled() -> None:
    text = "FROM a AS one\nCOPY server.js .\nRUN make\nFROM b\nCOPY --from=one /out /out\nRUN x\n"
    session = opened(files={**NODE_FILES, "Dockerfile": text})
    session.do(EDIT_SERVER)
    assert session.verdicts() == "CRRCDD"
    step = session.steps()[4].id
    session.do(events.AssumptionSet(step, is_same=True))
    assert session.verdicts() == "CRRCCC"
    session.do(events.AssumptionSet(step, is_same=False))
    assert session.verdicts() == "CRRCRR"
    session.do(events.AssumptionSet(step, is_same=None))
    assert session.verdicts() == "CRRCDD"


def test_an_edit_that_names_no_file_is_reported_beside_the_picture() -> None:
    session = opened()
    session.do(events.EditToggled("sevrer.js", EditKind.EDIT))
    report = session.state.report()
    assert report is not None
    assert [problem.code for problem in report.diagnostics] == ["edit-names-no-file"]


def test_a_late_answer_is_dropped() -> None:
    session = opened()
    shown = session.state.reports
    session.do(events.AnalysisArrived(1, (None,)), events.ScanFailed(0, _problem()))
    assert session.state.reports == shown
    assert session.state.scan.problem is None


def test_a_failed_scan_keeps_the_last_picture() -> None:
    session = opened()
    session.do(events.ScanFailed(session.state.scan.generation, _problem()))
    assert session.state.scan.problem == _problem()
    assert session.verdicts() == "CCCCC"


def test_a_failed_analysis_is_told_and_forgotten_with_the_next_answer() -> None:
    session = opened()
    session.state, jobs = _reduced(session, EDIT_SERVER)
    (job,) = [job for job in jobs if isinstance(job, Analyse)]
    session.do(events.AnalysisFailed(job.generation, Diagnostic("analysis-failed", _ERROR)))
    assert [notice.diagnostic.code for notice in session.state.notices] == ["analysis-failed"]
    session.do(EDIT_SERVER)
    assert session.state.notices == ()


def test_a_target_that_cannot_be_opened_leaves_the_old_one_open() -> None:
    session = opened()
    session.state, _ = _reduced(session, events.OpenRequested("/nowhere"))
    session.do(events.OpenFailed(session.state.opening.generation, "/nowhere", _problem()))
    assert session.state.project.context_root == ROOT
    assert [notice.path for notice in session.state.notices] == ["/nowhere"]
    session.do(events.NoticeClosed(_problem().code, "/nowhere"))
    assert session.state.notices == ()


# --- the picture


def test_a_block_lights_its_line_and_a_line_its_block() -> None:
    session = opened()
    step = session.steps()[2]
    session.do(events.StepSelected(step.id))
    assert session.state.selection.line == 3
    session.do(events.LineSelected(4))
    assert session.state.selection.step == session.steps()[3].id
    session.do(events.PathSelected("server.js"))
    assert session.state.selection.path == "server.js"
    assert session.state.selection.line == 4


def test_the_selection_stays_on_its_step_when_lines_are_added_above() -> None:
    session = opened()
    session.do(events.StepSelected(session.steps()[4].id))
    session.do(events.TextTyped(NODE.replace("WORKDIR", "# a comment\nWORKDIR"), 0))
    assert session.state.selection.line == 6
    assert session.state.selection.step == session.steps()[4].id


def test_playing_goes_both_ways_and_stops_at_the_end() -> None:
    session = opened()
    session.do(EDIT_SERVER, events.PlayPressed())
    assert session.state.played() == frozenset()
    session.do(*[events.Ticked()] * 9)
    playhead = session.state.playhead
    assert playhead is not None
    assert (playhead.done, playhead.is_playing) == (5, False)
    session.do(events.Retreated(), events.Retreated())
    assert session.state.played() == frozenset(step.id for step in session.steps()[:3])
    session.do(events.PlayheadMoved(None))
    assert session.state.played() is None
    session.do(events.Retreated())
    assert session.state.playhead is not None
    assert session.state.playhead.done == 4


def test_an_edit_ends_the_step_through() -> None:
    session = opened()
    session.do(events.PlayPressed(), EDIT_SERVER)
    assert session.state.playhead is None


def test_preferences_are_stored_and_held_within_their_range() -> None:
    session = opened()
    session.do(events.ZoomChanged(1000), events.ThemeChosen("dark"), events.LanguageChosen("ja"))
    session.do(events.ThemeChosen("pink"))
    stored = session.jobs_of(StoreSettings)
    assert stored[-1].settings == session.state.settings
    assert session.state.settings == Settings(
        zoom_percent=400, theme="dark", language="ja", recent=(ROOT,)
    )


def test_closing_the_second_order_keeps_the_side_in_focus() -> None:
    session = first_start()
    session.do(events.OrdersSwapped(), events.SecondOrderClosed())
    assert session.state.view is View.BUILD
    assert session.state.sheet.text == NODE


def test_a_restored_draft_is_a_change_that_undo_takes_back() -> None:
    session = opened()
    session.do(events.TextTyped("FROM draft\n", 0))
    content = session.state.content
    again = opened()
    again.do(events.DraftRestored(content))
    assert again.state.sheet.text == "FROM draft\n"
    again.do(events.Undo())
    assert again.state.sheet.text == NODE


_ERROR = Severity.ERROR


def _problem() -> Diagnostic:
    return Diagnostic("context-not-found", _ERROR, None, (("path", "/x"),))


def _reduced(session: Session, event: events.Event) -> Outcome:
    return reduce(session.state, event)
