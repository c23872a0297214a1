"""The picture of one image, however it is looked at."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerviz.core.values import replace
from layerviz.scene.image_layout import MOST_ARROWS, HidingArrow, ImagePicture, image_scene
from layerviz.scene.image_stack import EDGE, THINNEST
from layerviz.scene.minimap import minimap
from layerviz.scene.roles import Role
from layerviz.scene.shapes import Box, Connector, Decoration, Group, Label, Scene, ShapeId
from layerviz.scene.stacking import MAP_WIDTH
from layerviz.scene.texts import View
from tests.support.image_pictures import BASE, CLEANUP, image_pictures, layer_row
from tests.support.scenes import MEASURE, check_scene

MODEST = settings(max_examples=max(10, settings().max_examples // 4))
ROOM = View(width=960, height=640)
VIEWS = st.builds(
    View,
    width=st.floats(240, 3840),
    height=st.floats(160, 2160),
    is_linear=st.booleans(),
    in_dockerfile_order=st.booleans(),
)


def draw(picture: ImagePicture = CLEANUP, view: View = ROOM) -> Scene:
    return image_scene(picture, view, MEASURE)


def group(scene: Scene, name: str) -> Group:
    found = scene.group(ShapeId(name))
    assert found is not None
    return found


def hidden(of: Group) -> list[Box]:
    return [part for part in of.parts if isinstance(part, Box) and part.role is Role.GHOST]


def arrows(scene: Scene) -> list[Connector]:
    return [shape for shape in scene.shapes if isinstance(shape, Connector)]


def texts(scene: Scene) -> str:
    decorations = [s for s in (*scene.shapes, *scene.header) if isinstance(s, Decoration)]
    parts = [part for shape in decorations for part in shape.parts]
    return "\n".join(part.text for part in parts if isinstance(part, Label))


@MODEST
@given(image_pictures(), VIEWS)
def test_all_is_in_its_place(picture: ImagePicture, view: View) -> None:
    scene = draw(picture, view)
    check_scene(scene)
    assert scene == draw(picture, view)
    assert scene.width >= view.width - MAP_WIDTH - 0.01
    assert scene.height >= view.height - 0.01
    assert {row.id for row in picture.rows} <= {shape.id for shape in scene.shapes}


@MODEST
@given(image_pictures(), VIEWS)
def test_equal_sizes_are_equally_high_and_more_is_never_lower(
    picture: ImagePicture, view: View
) -> None:
    scene = draw(picture, view)
    standing = sorted(
        (row.size_bytes, group(scene, row.id).rect.height) for row in picture.rows if row.badge
    )
    for (size, height), (next_size, next_height) in pairwise(standing):
        assert next_height >= height - 0.001
        if size == next_size:
            assert next_height == pytest.approx(height)


def test_the_stack_grows_up_from_the_ground_or_down_as_in_the_dockerfile() -> None:
    for in_dockerfile_order in (False, True):
        scene = draw(view=replace(ROOM, in_dockerfile_order=in_dockerfile_order))
        tops = [group(scene, row.id).rect.y for row in CLEANUP.rows]
        assert tops == sorted(tops, reverse=not in_dockerfile_order)
        assert any(shape.id == "ground" for shape in scene.shapes) is not in_dockerfile_order


def test_the_hidden_share_is_as_wide_as_its_part_of_the_block() -> None:
    scene = draw()
    whole, quarter = group(scene, "layer:3"), group(scene, "layer:6")
    assert hidden(whole)[0].rect.width == pytest.approx(whole.rect.width)
    assert hidden(quarter)[0].rect.width == pytest.approx(quarter.rect.width / 4)
    assert hidden(quarter)[0].rect.right == pytest.approx(quarter.rect.width)
    assert hidden(group(scene, "layer:4")) == []


def test_the_least_hidden_share_can_be_seen() -> None:
    base = replace(BASE, hidden_share=0.0001)
    (box,) = hidden(group(draw(replace(CLEANUP, rows=(base,), arrows=())), "base"))
    assert box.rect.width == THINNEST
    assert box.rect.right == pytest.approx(group(draw(), "base").rect.width - EDGE)


def test_texts_over_a_hidden_share_stay_readable() -> None:
    (box,) = hidden(group(draw(), "layer:3"))
    labels = [part for part in group(draw(), "layer:3").parts if isinstance(part, Label)]
    assert len(box.quiet) == len(labels) == 3


def test_arrows_lead_from_the_layer_at_fault_to_what_it_hides() -> None:
    scene = draw()
    assert {arrow.label.text for arrow in arrows(scene) if arrow.label} == {
        "layer 6 deletes 120 kB",
        "layer 8 re-owns 10 kB",
    }
    for arrow in arrows(scene):
        _, start, end = arrow.id.replace("layer:", "").split(":")
        first, last = group(scene, f"layer:{start}").rect, group(scene, f"layer:{end}").rect
        assert first.y < arrow.points[0].y < first.bottom
        assert last.y < arrow.points[-1].y < last.bottom
        assert arrow.points[-1].x >= last.right


def test_only_the_first_arrows_between_two_blocks_are_drawn() -> None:
    rows = tuple(layer_row(number, "RUN x", 100) for number in range(1, 9))
    pairs = [(f"layer:{high}", "layer:0") for high in range(7, 0, -1)]
    pairs[:0] = [("layer:2", "layer:2"), ("layer:2", "gone")]
    many = tuple(HidingArrow(start=ShapeId(a), end=ShapeId(b), text="x") for a, b in pairs)
    drawn = arrows(draw(replace(CLEANUP, rows=rows, arrows=many)))
    assert len(drawn) == MOST_ARROWS
    arrivals = [arrow.points[-1].y for arrow in drawn]
    assert len(set(arrivals)) == MOST_ARROWS
    by_reach = sorted(drawn, key=lambda arrow: arrow.points[0].y)
    lanes = [arrow.points[1].x for arrow in by_reach]
    assert lanes == sorted(lanes, reverse=True), "the longest arrow is the outermost"


def test_a_narrow_picture_has_arrows_without_words() -> None:
    assert all(arrow.label is None for arrow in arrows(draw(view=replace(ROOM, width=430))))


def test_a_low_picture_keeps_the_sum_and_leaves_out_the_rest() -> None:
    low = texts(draw(view=View(width=900, height=300)))
    assert "stored in vain" in low
    assert "approximate" not in low
    assert "approximate" in texts(draw())


def test_a_long_stack_is_scrolled_beside_a_map_of_its_blocks() -> None:
    rows = tuple(layer_row(number, f"RUN {number}", number * 1000) for number in range(1, 128))
    scene = draw(replace(CLEANUP, rows=rows, arrows=()), View(width=800, height=600))
    assert scene.height > 600
    assert scene.width == pytest.approx(800 - MAP_WIDTH)
    assert len(minimap(scene, 40, 500)) == 127
