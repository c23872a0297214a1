"""Treemaps: areas in proportion, beside each other, few enough to look at."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerviz.scene.geometry import Rect
from layerviz.scene.roles import Role
from layerviz.scene.shapes import Box, Decoration, Label, Scene, TargetKind
from layerviz.scene.treemap_layout import (
    MOST_TILES,
    Tile,
    TreemapWords,
    squarified,
    treemap_scene,
)
from tests.support.image_pictures import tile
from tests.support.scenes import MEASURE, check_scene

WORDS = TreemapWords(
    more=lambda count, size: f"{count} more, {size} B",
    nothing="No file is stored here; 1 is removed.",
)
SIZES = st.one_of(st.just(0), st.integers(0, 50), st.integers(0, 10**9))
NAMES = st.sampled_from(["a", "server.js", "とても長い名前のファイル", "x" * 90])


@st.composite
def tiles(draw: st.DrawFn, depth: int = 1) -> tuple[Tile, ...]:
    made = []
    for place in range(draw(st.integers(0, 60 if depth else 20))):
        inner = draw(tiles(0)) if depth and draw(st.integers(0, 5)) == 0 else ()
        name = f"{draw(NAMES)}{place}"
        made.append(tile(name, draw(SIZES), *inner, is_hidden=draw(st.booleans())))
    return tuple(made)


def shown(*given: Tile, width: float = 400, height: float = 300) -> Scene:
    return treemap_scene(given, WORDS, width, height, MEASURE)


@settings(max_examples=max(10, settings().max_examples // 4))
@given(tiles(), st.floats(20, 3000), st.floats(20, 2000))
def test_all_is_in_its_place(given: tuple[Tile, ...], width: float, height: float) -> None:
    scene = treemap_scene(given, WORDS, width, height, MEASURE)
    check_scene(scene)
    assert len(scene.groups) <= MOST_TILES + 1
    paths = {tile.path for tile in given if tile.size_bytes}
    assert {g.target.path for g in scene.groups if g.target} <= paths
    assert all(g.target.kind is TargetKind.PATH for g in scene.groups if g.target)


@given(st.lists(st.integers(1, 10**6), max_size=30), st.floats(1, 2000), st.floats(1, 2000))
def test_areas_are_in_proportion_and_fill_the_room(
    sizes: list[int], width: float, height: float
) -> None:
    room = Rect(3, 4, width, height)
    places = squarified(sorted(sizes, reverse=True), room)
    scale = width * height / sum(sizes) if sizes else 0
    for size, place in zip(sorted(sizes, reverse=True), places, strict=True):
        assert place.width * place.height == pytest.approx(size * scale, rel=1e-6)
        assert room.encloses(place)


def test_areas_are_about_square() -> None:
    """The example of the paper: 6, 6, 4, 3, 2, 2, 1 in a room of 6 by 4."""
    places = squarified([6, 6, 4, 3, 2, 2, 1], Rect(0, 0, 6, 4))
    assert (places[0].width, places[0].height) == pytest.approx((3, 2))
    assert (places[2].width, places[2].height) == pytest.approx((12 / 7, 7 / 3))


def test_an_area_that_is_nothing_beside_another_still_has_a_place() -> None:
    places = squarified([2**60, 1, 1], Rect(0, 0, 1, 1))
    assert [place.width for place in places] == [1, 0, 0]


def test_small_entries_are_one_area_together() -> None:
    small = [tile(f"f{n}", 1) for n in range(50)]
    scene = shown(tile("big", 10_000), *small)
    (more,) = [group for group in scene.groups if group.target is None]
    assert more.spoken == "50 more, 50 B"
    assert more.role is Role.SETTING


def test_one_small_entry_keeps_its_name() -> None:
    scene = shown(tile("big", 10_000), tile("small", 1))
    assert [group.spoken for group in scene.groups] == ["big", "small"]


def test_what_a_later_layer_hides_is_hatched() -> None:
    (group,) = shown(tile("data.json", 10, is_hidden=True)).groups
    box = next(part for part in group.parts if isinstance(part, Box))
    assert box.role is Role.GHOST
    assert box.quiet


def test_a_folder_shows_what_is_in_it_but_is_one_target() -> None:
    (group,) = shown(tile("usr", 10, tile("usr/lib", 6), tile("usr/bin", 4))).groups
    labels = [part.text for part in group.parts if isinstance(part, Label)]
    assert labels == ["usr/", "10 B", "lib", "bin"]
    assert shown(tile("usr", 10, tile("usr/lib", 6)), width=60, height=40).groups


def test_nothing_stored_is_said_in_words() -> None:
    (said,) = shown(tile("gone", 0), width=150).shapes
    assert isinstance(said, Decoration)
    text = " ".join(part.text for part in said.parts if isinstance(part, Label))
    assert text == WORDS.nothing
