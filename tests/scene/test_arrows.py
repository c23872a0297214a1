"""Arrows between stages: around columns, never through a block or over a text."""

from __future__ import annotations

import pytest

from layerviz.core.analysis import Analysis, StageInput, StepId, Verdict
from layerviz.core.values import replace
from layerviz.scene.geometry import Rect
from layerviz.scene.roles import Role
from layerviz.scene.shapes import Connector, Scene
from layerviz.scene.stack_layout import build_scene
from layerviz.scene.texts import Marks, Question, View
from tests.support.analyses import (
    analysis_of,
    build,
    go_stages,
    many_stages,
    setting,
    stage_of,
    step,
)
from tests.support.picture_words import (
    words_of,
)
from tests.support.scenes import MEASURE, check_scene

ROOM = View(width=1240, height=640)
UNMARKED = Marks()


def scene_of(analysis: Analysis, view: View = ROOM, marks: Marks = UNMARKED) -> Scene:
    return build_scene(analysis, words_of(analysis), marks, view, MEASURE)


def arrows(scene: Scene) -> dict[str, Connector]:
    return {s.id: s for s in scene.shapes if isinstance(s, Connector)}


def crossed(scene: Scene, arrow: Connector) -> list[str]:
    """The blocks that a straight-lined arrow runs through."""
    legs = [
        Rect(min(a.x, b.x), min(a.y, b.y), abs(a.x - b.x) + 0.01, abs(a.y - b.y) + 0.01)
        for a, b in zip(arrow.points, arrow.points[1:], strict=False)
    ]
    return [g.id for g in scene.groups for leg in legs if g.target and leg.overlaps(g.rect)]


@pytest.mark.parametrize("down", [False, True])
@pytest.mark.parametrize("make", [go_stages, many_stages, lambda: many_stages(7, 4)])
def test_no_arrow_runs_through_a_block(make: object, down: bool) -> None:
    analysis = make()  # type: ignore[operator]  # one of the makers above
    scene = scene_of(analysis, replace(ROOM, in_dockerfile_order=down))
    check_scene(scene)
    far = [arrow for arrow in arrows(scene).values() if not arrow.is_curved]
    assert far
    assert not [name for arrow in far for name in crossed(scene, arrow)]


def test_an_arrow_carries_the_path_and_the_verdict_of_its_end() -> None:
    name = "after/take:0:2:COPY --from=build /out/app /usr/local/bin/app"
    arrow = arrows(scene_of(go_stages()))[name]
    assert arrow.label is not None
    assert arrow.label.text == "/out/app"
    assert arrow.role is Role.DEPENDS
    asked = arrows(scene_of(go_stages(), marks=Marks(question=Question.ASKED)))[name]
    assert asked.role is Role.LAYER


def test_a_stage_that_starts_from_another_is_joined_to_it() -> None:
    arrow = arrows(scene_of(go_stages()))["after/from:0:1"]
    assert arrow.role is Role.SKIPPED
    assert arrow.label is None


def test_several_paths_of_one_step_share_an_arrow() -> None:
    inputs = tuple(StageInput(0, path, None) for path in ("/a", "/b"))
    after = build(
        step("FROM a", size=1),
        step("FROM b", stage=1),
        step("COPY --from=x /a /b /", Verdict.CACHED, stage=1, number=2, inputs=inputs),
        stages=(stage_of(0, "x", "a"), stage_of(1, "y", "b", is_target=True)),
    )
    scene = scene_of(analysis_of(after))
    (arrow,) = arrows(scene).values()
    assert arrow.tip == "/a, /b"
    assert arrow.is_curved


def test_a_stage_without_any_step_breaks_nothing() -> None:
    after = build(
        step("COPY --from=x /a /", stage=1, inputs=(StageInput(0, "/a", None),)),
        stages=(stage_of(0, "x", "scratch"), stage_of(1, "y", "scratch", is_target=True)),
    )
    scene = scene_of(analysis_of(after))
    assert not arrows(scene)
    check_scene(scene)


def test_many_arrows_over_the_same_columns_run_side_by_side() -> None:
    stages = tuple(stage_of(i, f"s{i}", "a", is_target=i == 5) for i in range(6))
    takes = [
        step(
            f"COPY --from=s{i} /out /in{i}",
            stage=5,
            number=2 + i,
            inputs=(StageInput(i, "/out", None),),
        )
        for i in range(4)
    ]
    bases = [step("FROM a", stage=i) for i in range(6)]
    scene = scene_of(analysis_of(build(*bases, *takes, stages=stages)))
    check_scene(scene)
    lanes = [arrow.points[2].y for arrow in arrows(scene).values()]
    assert len(set(lanes)) == 4


def test_an_arrow_starts_at_the_step_that_made_the_file_or_at_its_fold() -> None:
    stages = (stage_of(0, "x", "a"), stage_of(1, "y", "b", is_target=True))
    runs = [step(f"RUN {n}", number=n) for n in range(2, 30)]
    take = StageInput(0, "/out", runs[3].id)
    taken = step("COPY --from=x /out /", stage=1, number=2, inputs=(take,))
    after = build(step("FROM a"), *runs, step("FROM b", stage=1), taken, stages=stages)
    whole = scene_of(analysis_of(after), replace(ROOM, height=3000, folds=False))
    (arrow,) = arrows(whole).values()
    made = next(g for g in whole.groups if g.id == f"after/{runs[3].id}")
    assert arrow.points[0].y == pytest.approx(made.rect.center.y)
    folded = scene_of(analysis_of(after))
    (arrow,) = arrows(folded).values()
    fold = next(g for g in folded.groups if g.id.startswith("after/fold:0:"))
    assert arrow.points[0].y == pytest.approx(fold.rect.center.y)


def test_a_stage_of_settings_alone_still_starts_the_next_one() -> None:
    stages = (
        stage_of(0, "x", "scratch"),
        stage_of(1, "y", "x", parent=0),
        stage_of(2, "z", "y", parent=1, is_target=True),
    )
    scene = scene_of(analysis_of(build(setting("ENV A=1", stage=1), stages=stages)))
    assert list(arrows(scene)) == ["after/from:1:2"]


def test_labels_between_the_same_two_stages_stand_above_each_other() -> None:
    takes = [
        step(f"COPY --from=x /out{n} /", stage=1, number=n, inputs=(StageInput(0, "/out", None),))
        for n in range(2, 9)
    ]
    stages = (stage_of(0, "x", "a"), stage_of(1, "y", "b", is_target=True))
    after = build(step("FROM a"), step("FROM b", stage=1), *takes, stages=stages)
    check_scene(scene_of(analysis_of(after)))


def test_a_column_too_narrow_for_name_and_note_sets_them_below_each_other() -> None:
    scene = scene_of(many_stages(), View(width=700, height=500))
    check_scene(scene)
    assert scene.width > 700
    wide = scene_of(many_stages())
    assert scene.header_height >= wide.header_height


def test_an_arrow_goes_over_an_empty_column_and_from_a_step_nobody_knows() -> None:
    stages = (
        stage_of(0, "a-very-long-name-of-a-stage", "a"),
        stage_of(1, "nothing", "scratch"),
        stage_of(2, "z", "b", is_target=True),
    )
    take = StageInput(0, "/out", StepId("nowhere"))
    taken = step("COPY --from=x /out /", stage=2, number=2, inputs=(take,))
    after = build(step("FROM a"), step("FROM b", stage=2), taken, stages=stages)
    words = replace(words_of(analysis_of(after)), stage_notes={0: "the first of three stages"})
    view = View(width=500, height=400)
    scene = build_scene(analysis_of(after), words, Marks(), view, MEASURE)
    check_scene(scene)
    assert len(arrows(scene)) == 1
