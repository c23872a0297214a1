"""Rectangles, changes between scenes, the map, and the frame of an exported picture."""

from __future__ import annotations

from layerviz.core.analysis import Build, StepId
from layerviz.core.values import replace
from layerviz.scene.changes import changes
from layerviz.scene.framing import framed
from layerviz.scene.geometry import Point, Rect, union
from layerviz.scene.minimap import minimap
from layerviz.scene.roles import Role
from layerviz.scene.rows import rows_by_stage
from layerviz.scene.shapes import Group, Label, Scene, ShapeId, Target, TargetKind
from layerviz.scene.stack_layout import build_scene
from layerviz.scene.texts import Marks, View
from layerviz.scene.timeline_layout import timeline_scene
from tests.support.analyses import (
    analysis_of,
    build,
    go_stages,
    inserted_line,
    node_code_first,
    node_good,
    nothing_cached,
    stage_of,
    step,
)
from tests.support.picture_words import (
    words_of,
)
from tests.support.scenes import MEASURE, check_scene

ROOM = View(width=640, height=600)


def scene_of(analysis: object = None) -> Scene:
    made = analysis or node_good()
    return build_scene(made, words_of(made), Marks(), ROOM, MEASURE)  # type: ignore[arg-type]  # an Analysis


def test_rectangles_touch_without_overlapping() -> None:
    rect = Rect(0, 0, 10, 10)
    assert not rect.overlaps(Rect(10, 0, 5, 5))
    assert rect.overlaps(Rect(9, 9, 5, 5))
    assert rect.contains(Point(0, 0))
    assert not rect.contains(Point(10, 10))
    assert rect.between(Rect(10, 20, 20, 30), 0.5) == Rect(5, 10, 15, 20)
    assert union([rect, Rect(20, -5, 1, 1)]) == Rect(0, -5, 21, 15)
    assert union([]) == Rect(0, 0, 0, 0)


def test_the_same_scene_has_no_changes() -> None:
    assert changes(scene_of(), scene_of()).is_empty


def test_another_verdict_restyles_the_block_and_keeps_it() -> None:
    difference = changes(scene_of(node_good()), scene_of(node_code_first()))
    assert "after/0:RUN npm install" in difference.restyled
    assert "after/0:COPY package*.json ./" in difference.removed
    assert not [name for name in difference.added if name.startswith("after/")]


def test_an_inserted_line_moves_what_is_above() -> None:
    analysis = inserted_line()
    before = replace(analysis, after=analysis.before)
    difference = changes(scene_of(before), scene_of(analysis))
    assert "after/0:RUN apk add --no-cache git" in difference.added
    assert "after/0:CMD node server.js" in difference.moved
    assert not difference.is_empty


def test_the_map_shows_every_block_in_its_place() -> None:
    scene = scene_of()
    boxes = minimap(scene, 46, 400)
    assert len(boxes) == 12
    assert all(Rect(0, 0, 46, 400).encloses(box.rect, 1) for box in boxes)
    assert minimap(Scene(10, 10), 46, 400) == ()


def test_an_exported_picture_has_title_header_and_the_legend_of_what_is_in_it() -> None:
    legend = [(role, role.value) for role in (Role.CACHED, Role.REBUILT, Role.FAILS)]
    picture = framed(scene_of(), "node-order", legend, MEASURE)
    check_scene(picture)
    shapes = {shape.id: shape for shape in picture.shapes}
    assert {"title", "legend", "titles"} <= set(shapes)
    words = [p.text for p in shapes[ShapeId("legend")].parts if isinstance(p, Label)]  # type: ignore[union-attr]  # a decoration
    assert words == ["cached", "rebuilt"]


def test_a_long_legend_wraps() -> None:
    legend = [(role, "a long word for this role of the picture") for role in Role]
    picture = framed(scene_of(go_stages()), "", legend, MEASURE)
    check_scene(picture)
    assert picture.height > scene_of(go_stages()).height + 40


def test_the_topmost_block_with_a_meaning_is_hit() -> None:
    rect = Rect(0, 0, 10, 10)
    target = Target(TargetKind.STAGE)
    low = Group(ShapeId("low"), rect, Role.LAYER, (), target)
    high = Group(ShapeId("high"), rect, Role.LAYER, (), replace(target, side=1))
    mute = Group(ShapeId("mute"), rect, Role.LAYER, ())
    scene = Scene(10, 10, (low, high, mute))
    assert scene.group_at(Point(5, 5)) == high
    assert scene.group_at(Point(50, 5)) is None
    assert scene.group(ShapeId("low")) == low
    assert scene.group(ShapeId("none")) is None


def test_without_sizes_linear_heights_are_the_lowest() -> None:
    analysis = analysis_of(build(step("FROM a", size=None), step("RUN b", size=None)))
    view = replace(ROOM, is_linear=True)
    scene = build_scene(analysis, words_of(analysis), Marks(), view, MEASURE)
    check_scene(scene)
    assert (
        len({group.rect.height for group in scene.groups if group.target and group.target.step})
        == 1
    )


def test_without_a_legend_none_is_drawn() -> None:
    picture = framed(scene_of(), "", [], MEASURE)
    assert picture.height == scene_of().height


def test_an_empty_build_has_an_empty_strip() -> None:
    assert timeline_scene(Build(), [], {}, Marks(), width=300, measure=MEASURE).shapes == ()


def test_without_notes_the_ground_is_bare() -> None:
    words = replace(words_of(node_good()), order_note="", scale_note="")
    scene = build_scene(node_good(), words, Marks(), ROOM, MEASURE)
    assert not [group for group in scene.groups if group.id.startswith("note:")]


def test_a_thin_picture_of_a_first_build_shows_an_empty_place() -> None:
    analysis = nothing_cached()
    scene = build_scene(analysis, words_of(analysis), Marks(), replace(ROOM, width=300), MEASURE)
    check_scene(scene)
    (nothing,) = [shape for shape in scene.shapes if shape.id == "nothing"]
    assert len(nothing.parts) == 1  # type: ignore[union-attr]  # a decoration


def test_a_step_that_stands_in_no_stage_is_left_out() -> None:
    lost = replace(node_good().after, stages=(stage_of(0, "a", "b"),))
    scene = build_scene(analysis_of(lost), words_of(node_good()), Marks(), ROOM, MEASURE)
    assert not [group for group in scene.groups if group.target and group.target.step]
    unknown = replace(lost, stages=(replace(lost.stages[0], items=(StepId("gone"),)),))
    assert rows_by_stage(unknown)[0] == ()


def test_a_stage_that_is_not_needed_leaves_room_to_the_others() -> None:
    analysis = go_stages()
    room = View(width=620, height=480)
    made = build_scene(analysis, words_of(analysis), Marks(), room, MEASURE)
    check_scene(made)
    widths = {
        stage.name: group.rect.width
        for stage in analysis.after.stages
        for group in made.groups
        if group.target is not None and group.target.step in stage.items
    }
    assert widths["test"] < widths["build"] == widths["stage-2"]
    wide = build_scene(analysis, words_of(analysis), Marks(), View(width=1400, height=600), MEASURE)
    assert len({g.rect.width for g in wide.groups if g.target and g.target.step}) == 1


def test_a_low_picture_has_blocks_instead_of_notes() -> None:
    analysis = node_good()
    low = build_scene(analysis, words_of(analysis), Marks(), View(width=620, height=340), MEASURE)
    assert not [g for g in low.groups if g.id.startswith("note:")]
    assert [g for g in scene_of().groups if g.id.startswith("note:")]
