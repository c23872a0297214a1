"""What holds for every picture of images side by side, whatever they are made of."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerviz.core.sharing import Stack, share
from layerviz.core.values import replace
from layerviz.scene.geometry import Rect
from layerviz.scene.roles import Role
from layerviz.scene.shapes import Decoration, Group, Label, Scene, ShapeId, TargetKind
from layerviz.scene.sharing_columns import NARROWEST
from layerviz.scene.sharing_layout import sharing_scene
from layerviz.scene.sharing_pieces import Look, Piece, sharing_pieces
from layerviz.scene.sharing_texts import SharingMarks
from layerviz.scene.stacking import MAP_WIDTH
from layerviz.scene.texts import View
from tests.scene.test_scene_laws import views
from tests.support.analyses import MB
from tests.support.scenes import MEASURE, check_scene
from tests.support.sharing import lesson, shown, stack

MODEST = settings(max_examples=max(10, settings().max_examples // 4))
LETTERS: dict[str, int | None] = {
    "a": 0,
    "b": 300,
    "c": 40 * MB,
    "d": None,
    "RUN apt-get update && apt-get install -y --no-install-recommends curl git make": 4_000 * MB,
    "COPY こんにちは世界 ./": 7 * MB,
}
NAMES = ("app", "registry.example.com:5000/team/very-long-service:2024-11-25", "アプリ:1.0")

stacks = st.lists(
    st.tuples(st.sampled_from(NAMES), st.lists(st.sampled_from(sorted(LETTERS)), max_size=9)),
    min_size=1,
    max_size=9,
).map(
    lambda found: [
        stack(f"{name}{place}", made_by, LETTERS) for place, (name, made_by) in enumerate(found)
    ]
)


@st.composite
def marks_on(draw: st.DrawFn, of: list[Stack]) -> SharingMarks:
    layers = len(share(of).layers)
    layer = draw(st.one_of(st.none(), st.integers(0, layers - 1))) if layers else None
    return SharingMarks(
        layer=layer, leaving=draw(st.one_of(st.none(), st.integers(0, len(of) - 1)))
    )


looks = st.builds(Look, is_base_open=st.booleans(), folds=st.booleans())


@given(stacks, st.integers(0, 5), looks)
def test_every_piece_stands_on_just_one_other_in_all_its_columns(
    of: list[Stack], base: int, look: Look
) -> None:
    report = share(of)
    pieces = sharing_pieces(report, [base] * len(of), look)
    for piece in pieces:
        images = {report.order[piece.first + column] for column in range(piece.count)}
        for place in piece.layers:
            assert set(report.layers[place].images) == images
        if piece.below is None:
            assert report.layers[piece.layers[0]].height == 0
            continue
        below = pieces[piece.below]
        assert below.first <= piece.first
        assert piece.first + piece.count <= below.first + below.count
        if not piece.is_strip:
            top, bottom = report.layers[below.layers[-1]], report.layers[piece.layers[0]]
            assert top.height + 1 == bottom.height


@given(stacks, st.integers(0, 5), looks)
def test_every_layer_is_in_just_one_piece(of: list[Stack], base: int, look: Look) -> None:
    report = share(of)
    pieces = sharing_pieces(report, [base] * len(of), look)
    held = [place for piece in pieces if not piece.is_strip for place in piece.layers]
    assert sorted(held) == list(range(len(report.layers)))
    assert len({piece.id for piece in pieces}) == len(pieces)


def numbers(pieces: tuple[Piece, ...]) -> list[str]:
    return [piece.number for piece in pieces]


def test_the_base_is_number_one_however_many_layers_it_has() -> None:
    """As FROM is step 1 of the lesson's Dockerfile."""
    report = share(lesson())
    closed = sharing_pieces(report, [2, 2, 2], Look())
    assert numbers(closed) == ["1", "2", "3", "4", "5", "3", "4", "5", "5"]
    assert closed[0].layers == (0, 1)
    opened = sharing_pieces(report, [2, 2, 2], Look(is_base_open=True))
    assert numbers(opened)[:4] == ["1.1", "1.2", "", "2"]
    assert [piece.is_strip for piece in opened[:4]] == [False, False, True, False]


def test_a_base_that_images_have_only_in_part_is_not_one_block() -> None:
    of = [stack("a", ["ADD rootfs /", "COPY a ./"]), stack("b", ["ADD rootfs /", "COPY b ./"])]
    pieces = sharing_pieces(share(of), [2, 2], Look())
    assert [(piece.layers, piece.number, piece.is_base) for piece in pieces] == [
        ((0,), "1", True),
        ((1,), "2", True),
        ((2,), "2", True),
    ]


def test_long_runs_are_folded_but_not_around_the_chosen_layer() -> None:
    report = share(lesson())
    folded = sharing_pieces(report, [2, 2, 2], Look(folds=True))
    assert numbers(folded) == ["1", "2", "3–5", "3", "4", "5", "5"]
    shape = folded[2].id
    assert folded[2].is_fold
    for look in (
        Look(folds=True, opened=frozenset({shape})),
        Look(folds=True, kept=frozenset({folded[2].layers[1]})),
    ):
        assert not any(piece.is_fold for piece in sharing_pieces(report, [2, 2, 2], look))


@MODEST
@given(st.data(), stacks, st.integers(0, 4), views(), st.booleans(), st.booleans())
def test_sharing_has_all_in_its_place(
    data: st.DataObject, of: list[Stack], base: int, view: View, is_open: bool, japanese: bool
) -> None:
    made = shown(
        of, base=base, marks=data.draw(marks_on(of)), is_base_open=is_open, japanese=japanese
    )
    scene = sharing_scene(made, view, MEASURE)
    check_scene(scene)
    assert scene == sharing_scene(made, view, MEASURE)
    assert scene.width >= view.width - MAP_WIDTH - 0.01
    assert scene.height >= view.height - 0.01
    _check_standing(scene, view)


@MODEST
@given(st.data(), stacks, st.lists(views(), min_size=2, max_size=3))
def test_blocks_taken_over_from_earlier_pictures_are_those_made_anew(
    data: st.DataObject, of: list[Stack], seen: list[View]
) -> None:
    known: dict[ShapeId, tuple[tuple[object, ...], Group]] = {}
    for view in (*seen, replace(seen[-1], height=seen[-1].height + 50)):
        made = shown(of, marks=data.draw(marks_on(of)))
        fresh = sharing_scene(made, view, MEASURE)
        for _ in range(2):
            assert sharing_scene(made, replace(view, known_blocks=known), MEASURE) == fresh


def _check_standing(scene: Scene, view: View) -> None:
    """Each block of layers spans whole columns under the names of its images."""
    columns = [shape.rect for shape in scene.header if isinstance(shape, Group)]
    for group in layer_blocks(scene):
        over = [each for each in columns if each.x < group.rect.right and each.right > group.rect.x]
        assert over[0].x == pytest.approx(group.rect.x)
        assert over[-1].right == pytest.approx(group.rect.right)
    assert all(each.width >= NARROWEST - 0.01 for each in columns)


def layer_blocks(scene: Scene) -> list[Group]:
    kinds = (TargetKind.LAYER, TargetKind.BASE, TargetKind.FOLD)
    return [group for group in scene.groups if group.target and group.target.kind in kinds]


@MODEST
@given(stacks, views())
def test_equal_sizes_are_equally_high_and_more_is_never_lower(of: list[Stack], view: View) -> None:
    made = shown(of)
    scene = sharing_scene(made, replace(view, folds=False), MEASURE)
    sizes = [each.layer.size_bytes or 0 for each in made.report.layers]
    standing = sorted(
        (sizes[group.target.index or 0], group.rect.height)
        for group in layer_blocks(scene)
        if group.target
    )
    for (size, height), (next_size, next_height) in pairwise(standing):
        assert next_height >= height - 0.001
        if size == next_size:
            assert next_height == pytest.approx(height)


WIDE = View(width=1300, height=800)


def test_what_leaves_with_an_image_is_told_from_what_others_keep() -> None:
    scene = sharing_scene(shown(lesson(), base=2, marks=SharingMarks(leaving=0)), WIDE, MEASURE)
    leaving = [group for group in scene.groups if group.role is Role.LEAVING]
    assert len(leaving) == 3
    assert all("comes back" in group.spoken for group in leaving)
    assert [group.role for group in layer_blocks(scene)[:2]] == [Role.BASE, Role.SHARED]


def test_the_same_files_on_another_parent_light_up_with_the_chosen_layer() -> None:
    of = [stack("a", ["COPY a ./", "COPY . . a"]), stack("b", ["COPY b ./", "COPY . . a"])]
    scene = sharing_scene(shown(of, marks=SharingMarks(layer=1)), WIDE, MEASURE)
    outlines = [
        [part.role for part in group.parts if getattr(part, "is_outline", False)]
        for group in layer_blocks(scene)
    ]
    assert outlines == [[], [Role.SELECTED], [], [Role.LIT]]


def texts(scene: Scene) -> list[str]:
    return [
        part.text
        for shape in (*scene.shapes, *scene.header, *scene.side)
        if isinstance(shape, Group | Decoration)
        for part in shape.parts
        if isinstance(part, Label)
    ]


def test_a_narrow_picture_has_the_sums_in_a_line_instead_of_a_side() -> None:
    made = shown(lesson(), base=2)
    narrow = sharing_scene(made, View(width=640, height=420), MEASURE)
    assert narrow.side == ()
    assert any("552 MB" in text for text in texts(narrow))
    wide = sharing_scene(made, WIDE, MEASURE)
    assert wide.side_width
    assert made.words.line not in texts(wide)


@pytest.mark.parametrize("height", [200, 260, 320, 400, 520, 700, 1000])
def test_the_cards_fit_the_height_that_there_is(height: float) -> None:
    marks = SharingMarks(layer=0, leaving=1)
    scene = sharing_scene(shown(lesson(), marks=marks), View(width=900, height=height), MEASURE)
    cards = [shape for shape in scene.side if isinstance(shape, Decoration)]
    assert 1 <= len(cards) <= 4
    room = Rect(0, 0, scene.width, height)
    for card in cards:
        assert all(room.encloses(part.rect) for part in card.parts)


def test_a_long_stack_is_folded_where_it_does_not_fit() -> None:
    layers = [f"RUN step {number}" for number in range(30)]
    made = shown([stack("app", layers, dict.fromkeys(layers, 1000))])
    folded = sharing_scene(made, WIDE, MEASURE)
    assert [group.id.split(":")[0] for group in layer_blocks(folded)] == ["fold"]
    assert folded.height == WIDE.height
    whole = sharing_scene(made, replace(WIDE, folds=False), MEASURE)
    assert len(layer_blocks(whole)) == 30
    assert whole.height > WIDE.height


def test_many_images_scroll_sideways_and_their_rows_are_counted() -> None:
    of = [
        stack(f"app:{number}", ["ADD rootfs /", "COPY a ./"][: number % 3]) for number in range(50)
    ]
    scene = sharing_scene(shown(of, marks=SharingMarks(leaving=49)), WIDE, MEASURE)
    check_scene(scene)
    assert scene.width > 3000
    rows = [shape for shape in scene.side if isinstance(shape, Group)]
    assert f"and {50 - len(rows)} more images" in texts(scene)
    assert rows[-1].id == "leave:49"
