"""Runs of cached steps fold, in both stacks alike, and open again."""

from __future__ import annotations

from layerviz.core.analysis import StepId
from layerviz.core.values import replace
from layerviz.scene.rows import folded_rows, mirrored_folds, rows_by_stage
from layerviz.scene.shapes import ShapeId, TargetKind
from layerviz.scene.stack_layout import build_scene
from layerviz.scene.stacking import MAP_WIDTH
from layerviz.scene.texts import Marks, Question, View
from tests.support.analyses import (
    build,
    long_one,
    setting,
    step,
)
from tests.support.picture_words import (
    words_of,
)
from tests.support.scenes import MEASURE

ROOM = View(width=652, height=600)
NONE: frozenset[StepId] = frozenset()
CLOSED: frozenset[ShapeId] = frozenset()


def test_a_long_build_folds_its_cached_run_but_keeps_the_step_below_the_miss() -> None:
    after = long_one(40, 30).after
    rows = folded_rows(rows_by_stage(after)[0], CLOSED, NONE)
    (fold,) = [row for row in rows if row.folded]
    assert fold.numbers == "2–28"
    kept = [row.step.number for row in rows if row.step]
    assert kept[:3] == [1, 29, 30]


def test_an_opened_fold_shows_its_steps() -> None:
    after = long_one(40, 30).after
    whole = rows_by_stage(after)[0]
    (fold,) = [row for row in folded_rows(whole, CLOSED, NONE) if row.folded]
    assert folded_rows(whole, frozenset({fold.id}), NONE) == whole


def test_a_step_that_is_looked_at_stays_out_of_a_fold() -> None:
    after = long_one(40, 30).after
    wanted = after.steps[10].id
    rows = folded_rows(rows_by_stage(after)[0], CLOSED, frozenset({wanted}))
    assert wanted in [row.step.id for row in rows if row.step]
    assert len([row for row in rows if row.folded]) == 2


def test_few_cached_steps_are_not_folded() -> None:
    few = build(step("FROM a"), step("RUN b"), step("RUN c"), setting("CMD d"))
    rows = rows_by_stage(few)[0]
    assert folded_rows(rows, CLOSED, NONE) == rows


def test_both_stacks_fold_the_same_steps() -> None:
    analysis = long_one(40, 30)
    after, before = analysis.after, analysis.before
    later = folded_rows(rows_by_stage(after)[0], CLOSED, NONE)
    earlier = mirrored_folds(rows_by_stage(before)[0], later, dict(analysis.pairs))
    assert [row.id for row in earlier] == [row.id for row in later]
    assert [len(row.folded) for row in earlier] == [len(row.folded) for row in later]


def test_a_setting_without_a_partner_stays_beside_the_earlier_fold() -> None:
    analysis = long_one(40, 30)
    after, before = analysis.after, analysis.before
    later = folded_rows(rows_by_stage(after)[0], CLOSED, NONE)
    fewer = {a: b for a, b in analysis.pairs if "ENV" not in a}
    earlier = mirrored_folds(rows_by_stage(before)[0], later, fewer)
    assert any(row.setting and "ENV" in row.setting.text for row in earlier)


def test_a_fold_says_how_many_and_is_clicked_to_open() -> None:
    analysis = long_one()
    scene = build_scene(analysis, words_of(analysis), Marks(), ROOM, MEASURE)
    folds = [g for g in scene.groups if g.target and g.target.kind is TargetKind.FOLD]
    assert [g.spoken for g in folds] == ["2–98. 97 cached steps"] * 2
    target = folds[0].target
    assert target is not None
    assert target.shape is not None
    opened = replace(ROOM, opened=frozenset({target.shape}))
    wider = build_scene(analysis, words_of(analysis), Marks(), opened, MEASURE)
    assert not [g for g in wider.groups if g.target and g.target.kind is TargetKind.FOLD]


def test_a_question_is_not_folded_for_that_would_tell_the_answer() -> None:
    analysis = long_one(40, 30)
    marks = Marks(question=Question.ASKED)
    scene = build_scene(analysis, words_of(analysis), marks, ROOM, MEASURE)
    assert not [g for g in scene.groups if g.target and g.target.kind is TargetKind.FOLD]


def test_a_fold_is_pending_until_all_of_it_was_played() -> None:
    analysis = long_one(40, 30)
    first = frozenset(step.id for step in analysis.after.steps[:10])
    scene = build_scene(analysis, words_of(analysis), Marks(played=first), ROOM, MEASURE)
    (fold,) = [g for g in scene.groups if g.id.startswith("after/fold:")]
    assert fold.role.value == "pending"


def test_a_picture_that_scrolls_leaves_room_for_its_map() -> None:
    analysis = long_one(60, 3)
    scene = build_scene(analysis, words_of(analysis), Marks(), ROOM, MEASURE)
    assert scene.height > ROOM.height
    assert scene.width == ROOM.width - MAP_WIDTH
