"""What holds for every picture, whatever is built and however it is looked at."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerviz.core.analysis import (
    Analysis,
    Build,
    Cause,
    CauseKind,
    Stage,
    StageInput,
    Step,
    StepId,
    Verdict,
)
from layerviz.core.values import replace
from layerviz.scene.compare_layout import compare_scene
from layerviz.scene.shapes import Group, ShapeId, TargetKind
from layerviz.scene.stack_layout import build_scene
from layerviz.scene.stacking import MAP_WIDTH
from layerviz.scene.texts import Marks, Question, View
from layerviz.scene.timeline_layout import timeline_scene
from tests.support.analyses import (
    analysis_of,
    build,
    cached,
    setting,
    stage_of,
    step,
)
from tests.support.picture_words import (
    compare_words,
    side_of,
    texts_of,
    words_of,
)
from tests.support.scenes import MEASURE, check_scene

MODEST = settings(max_examples=max(10, settings().max_examples // 4))
"""A picture of forty blocks takes its time to draw at random."""

TEXTS = st.sampled_from(
    [
        "RUN a",
        "WORKDIR /app",
        "COPY package*.json yarn.lock ./",
        "RUN apt-get update && apt-get install -y --no-install-recommends curl git make",
        "RUN echo こんにちは世界 > /etc/motd",
        "COPY --from=build /usr/share/zoneinfo/Asia/Tokyo /etc/localtime",
    ]
)
SIZES = st.one_of(st.none(), st.integers(0, 5000), st.integers(0, 4_000_000_000))
CAUSES = {
    Verdict.REBUILT: st.sampled_from(
        [Cause(CauseKind.FILES, paths=("src/app/server.js",)), Cause(CauseKind.PARENT)]
    ),
    Verdict.DEPENDS: st.just(Cause(CauseKind.OUTPUT, paths=("/out/app",))),
    Verdict.FAILS: st.just(Cause(CauseKind.MISSING, paths=("nowhere.txt",))),
}


@st.composite
def builds(draw: st.DrawFn, most_stages: int = 4) -> Build:
    """A build whose steps may be anything."""
    count = draw(st.integers(1, most_stages))
    stages: list[Stage] = []
    items: list[Step] = []
    settings = []
    for index in range(count):
        parent = draw(st.one_of(st.none(), st.integers(0, index - 1))) if index else None
        base = stages[parent].name if parent is not None else "debian:12-slim"
        is_needed = index == count - 1 or draw(st.booleans())
        stages.append(
            stage_of(
                index,
                draw(st.sampled_from(["build", "a-rather-long-stage-name", "t"])) + str(index),
                base,
                parent=parent,
                is_needed=is_needed,
                is_target=index == count - 1,
            )
        )
        if parent is None:
            items.append(draw_step(draw, "FROM debian:12-slim", index, 1, is_needed=is_needed))
        for number in range(2, 2 + draw(st.integers(0, 9))):
            text = draw(TEXTS) + f" #{number}"
            if draw(st.integers(0, 9)) == 0:
                settings.append(setting(f"ENV X{number}={text}", stage=index))
            else:
                items.append(draw_step(draw, text, index, number, is_needed=is_needed))
    return build(*items, *settings, stages=stages)


def draw_step(
    draw: st.DrawFn, text: str, stage: int, number: int, *, is_needed: bool = True
) -> Step:
    """One step of any verdict; of a later stage it may take something from an earlier one.

    What the target does not need is skipped, whatever else happens (R2).
    """
    verdict = draw(st.sampled_from(tuple(Verdict))) if is_needed else Verdict.SKIPPED
    cause = draw(CAUSES[verdict]) if verdict in CAUSES else None
    inputs: tuple[StageInput, ...] = ()
    if stage and number > 1 and draw(st.integers(0, 3)) == 0:
        paths = draw(st.lists(st.sampled_from(["/out", "/usr/local/lib/node_modules"]), min_size=1))
        source = draw(st.integers(0, stage - 1))
        inputs = tuple(StageInput(source, path, None) for path in paths)
    has_number = draw(st.booleans()) or verdict is not Verdict.SKIPPED
    return step(
        text,
        verdict,
        stage=stage,
        number=number if has_number else None,
        size=draw(SIZES),
        cause=cause,
        inputs=inputs,
        seconds=draw(st.one_of(st.none(), st.floats(0, 900))),
    )


@st.composite
def analyses(draw: st.DrawFn, most_stages: int = 4) -> Analysis:
    """A build and what was in the cache before it: itself, nothing, or another build."""
    after = draw(builds(most_stages))
    before = draw(st.one_of(st.just(cached(after)), st.just(Build()), builds(1)))
    return analysis_of(after, before)


@st.composite
def views(draw: st.DrawFn) -> View:
    """Any room and any switches."""
    return View(
        width=draw(st.floats(240, 2600)),
        height=draw(st.floats(160, 1500)),
        is_linear=draw(st.booleans()),
        in_dockerfile_order=draw(st.booleans()),
        folds=draw(st.booleans()),
    )


@st.composite
def marks_on(draw: st.DrawFn, of: Build) -> Marks:
    """Any marks on the steps of a build."""
    ids = [step.id for step in of.steps] or [StepId("none")]
    some = st.frozensets(st.sampled_from(ids))
    return Marks(
        selected=draw(st.one_of(st.none(), st.sampled_from(ids))),
        lit=draw(some),
        question=draw(st.sampled_from(Question)),
        picks=draw(some),
        played=draw(st.one_of(st.none(), some)),
        current=draw(st.one_of(st.none(), st.sampled_from(ids))),
    )


@MODEST
@given(st.data(), analyses(), views(), st.booleans())
def test_build_has_all_in_its_place(
    data: st.DataObject, analysis: Analysis, view: View, japanese: bool
) -> None:
    marks = data.draw(marks_on(analysis.after))
    words = words_of(analysis, japanese=japanese)
    scene = build_scene(analysis, words, marks, view, MEASURE)
    check_scene(scene)
    assert scene == build_scene(analysis, words, marks, view, MEASURE)
    assert scene.width >= view.width - MAP_WIDTH - 0.01
    assert scene.height >= view.height - 0.01


@MODEST
@given(st.data(), st.lists(st.tuples(analyses(), views(), st.booleans()), min_size=2, max_size=4))
def test_blocks_taken_over_from_earlier_pictures_are_those_made_anew(
    data: st.DataObject, pictures: list[tuple[Analysis, View, bool]]
) -> None:
    known: dict[ShapeId, tuple[tuple[object, ...], Group]] = {}
    for analysis, view, japanese in pictures:
        marks, words = data.draw(marks_on(analysis.after)), words_of(analysis, japanese=japanese)
        fresh = build_scene(analysis, words, marks, view, MEASURE)
        seen = replace(view, known_blocks=known)
        assert build_scene(analysis, words, marks, seen, MEASURE) == fresh
        assert build_scene(analysis, words, marks, seen, MEASURE) == fresh


@MODEST
@given(st.data(), analyses(2), analyses(2), views())
def test_compare_has_all_in_its_place(
    data: st.DataObject, left: Analysis, right: Analysis, view: View
) -> None:
    sides = (
        side_of(left, "app code first", marks=data.draw(marks_on(left.after))),
        side_of(right, "package.json first", marks=data.draw(marks_on(right.after))),
    )
    scene = compare_scene(sides, compare_words(), view, MEASURE)
    check_scene(scene)
    heights: dict[int, set[float]] = {}
    for analysis, side in ((left, 0), (right, 1)):
        sizes = {s.id: s.cost.size_bytes or 0 for s in analysis.after.steps}
        for group in scene.groups:
            target = group.target
            if target and target.kind is TargetKind.STEP and target.side == side and target.step:
                heights.setdefault(sizes[target.step], set()).add(round(group.rect.height, 3))
    assert all(len(found) == 1 for found in heights.values()), "equal sizes, unequal heights"


@MODEST
@given(analyses(1), views())
def test_equal_sizes_are_equally_high_and_more_is_never_lower(
    analysis: Analysis, view: View
) -> None:
    scene = build_scene(analysis, words_of(analysis), Marks(), view, MEASURE)
    sizes = {s.id: s.cost.size_bytes or 0 for s in analysis.after.steps}
    standing = sorted(
        (sizes[g.target.step], g.rect.height)
        for g in scene.groups
        if g.target
        and g.target.kind is TargetKind.STEP
        and g.target.step
        and not g.target.is_before
    )
    for (size, height), (next_size, next_height) in pairwise(standing):
        assert next_height >= height - 0.001
        if size == next_size:
            assert next_height == pytest.approx(height)


@MODEST
@given(st.data(), builds(), st.floats(60, 3000))
def test_the_strip_shows_every_step_in_its_place(
    data: st.DataObject, of: Build, width: float
) -> None:
    order = [step.id for step in of.steps if step.verdict is not Verdict.SKIPPED]
    marks = data.draw(marks_on(of))
    scene = timeline_scene(of, order, texts_of(of), marks, width=width, measure=MEASURE)
    groups = [shape for shape in scene.shapes if isinstance(shape, Group)]
    assert [group.target.step for group in groups if group.target] == order
    assert all(a.rect.right <= b.rect.x for a, b in pairwise(groups))
    assert not groups or groups[-1].rect.right <= width
    if marks.question is Question.ASKED:
        assert len({round(group.rect.width, 3) for group in groups}) <= 1


@MODEST
@given(analyses(), views())
def test_an_open_question_tells_no_verdict(analysis: Analysis, view: View) -> None:
    """Two builds that differ only in verdicts are the same picture while it is asked."""
    other = cached(analysis.after)
    plain = Analysis(analysis.before, other, analysis.pairs)
    marks = Marks(question=Question.ASKED)
    asked = build_scene(analysis, words_of(analysis), marks, view, MEASURE)
    same = build_scene(plain, words_of(analysis), marks, view, MEASURE)
    assert [g for g in asked.groups if g.id.startswith("after/")] == [
        g for g in same.groups if g.id.startswith("after/")
    ]
