"""Arrows between stages: around columns, never through a block or over a text."""

from __future__ import annotations

import pytest

from layerviz.core.analysis import Analysis, StageInput, Verdict
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
    stage_of,
    step,
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
