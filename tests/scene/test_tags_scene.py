"""The Tags picture: nothing over anything, whatever is typed and however many names there are."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerviz.core.requests import Store
from layerviz.core.tag_board import NamedImage, Rebuild, Tag, TagBoard, after, board_of
from layerviz.scene.card_contents import shares, spelt
from layerviz.scene.changes import changes
from layerviz.scene.geometry import Rect
from layerviz.scene.roles import Role
from layerviz.scene.shapes import (
    Box,
    Connector,
    Decoration,
    Group,
    Label,
    Mark,
    Scene,
    ShapeId,
    Sign,
    TargetKind,
    TextStyle,
)
from layerviz.scene.stacking import MAP_WIDTH
from layerviz.scene.tag_anatomy import BETWEEN_LABELS, fitted_parts, set_apart, short_digest
from layerviz.scene.tags_layout import tags_scene
from layerviz.scene.tags_texts import AnatomyWords, BoardWords
from layerviz.scene.texts import View
from tests.support.scenes import MEASURE, check_scene, drawn
from tests.support.tag_words import (
    DIGEST,
    NGINX,
    anatomy_of,
    board_of_words,
    mistaken,
    parts_of,
    tags_words,
)

MODEST = settings(max_examples=max(10, settings().max_examples // 4))
BOARD = TagBoard(
    (
        NamedImage("9e4678fa410f", ("docker.io/library/myapp:latest", "docker.io/library/myapp:1")),
        NamedImage("562bcc434ada", ("docker.io/library/myapp:0",)),
    )
)
ROOM = View(width=1240, height=640)
SHORT_NAMES = [f"docker.io/library/app:{n}" for n in range(9)]
names = st.sampled_from([*SHORT_NAMES, "x.example/" + "y" * 90])
boards = st.lists(
    st.builds(
        NamedImage,
        st.sampled_from([f"{n:012x}" for n in range(8)]),
        st.lists(names, max_size=4).map(tuple),
    ),
    max_size=6,
    unique_by=lambda image: image.key,
).map(board_of)
views = st.builds(View, width=st.floats(300, 2600), height=st.floats(160, 1500))


@st.composite
def anatomies(draw: st.DrawFn) -> AnatomyWords:
    """Any reference, long or short, right or wrong."""
    if draw(st.booleans()):
        typed = draw(st.text(st.sampled_from("ab/:@.-日A "), max_size=300))
        start = draw(st.integers(0, len(typed)))
        return mistaken(typed, start, draw(st.integers(start, len(typed))))
    texts = []
    for role in (Role.REGISTRY, Role.NAMESPACE, Role.REPOSITORY, Role.TAG, Role.DIGEST):
        if role is Role.REPOSITORY or draw(st.booleans()):
            length = draw(st.integers(1, 120))
            texts.append((role, DIGEST if role is Role.DIGEST else "a" * length))
    unwritten = draw(st.frozensets(st.sampled_from([role for role, _ in texts])))
    sentences = st.sampled_from(["No tag is written.", "It is a port. " * 9])
    notes = draw(st.lists(sentences, max_size=4))
    return anatomy_of(parts_of(texts, tuple(unwritten)), notes)


def scene_of(
    anatomy: AnatomyWords | None = None, board: BoardWords | None = None, view: View = ROOM
) -> Scene:
    words = tags_words(anatomy or anatomy_of(), board or board_of_words(BOARD))
    return tags_scene(words, view, MEASURE)


def decoration(scene: Scene, name: str) -> Decoration:
    return next(s for s in scene.shapes if isinstance(s, Decoration) and s.id == name)


def cards_of(scene: Scene) -> dict[str, Rect]:
    """The place of each card, by its name."""
    shapes = [shape for shape in scene.shapes if isinstance(shape, Decoration)]
    return {each.id[5:]: each.parts[0].rect for each in shapes if each.id.startswith("card:")}


def texts_in(parts: tuple[object, ...]) -> list[Label]:
    return [part for part in parts if isinstance(part, Label)]


@MODEST
@given(anatomies(), boards, st.integers(-2, 9), views)
def test_all_has_its_place(anatomy: AnatomyWords, board: TagBoard, chosen: int, view: View) -> None:
    words = tags_words(anatomy, board_of_words(board, chosen=chosen))
    scene = tags_scene(words, view, MEASURE)
    check_scene(scene)
    assert scene == tags_scene(words, view, MEASURE)
    assert scene.width >= view.width - MAP_WIDTH - 0.01
    assert scene.height >= view.height - 0.01
    assert scene.reads_down
    _check_cards(scene)
    _check_strip(scene)


def _check_cards(scene: Scene) -> None:
    """The cards stand apart, and every block lies in one of them."""
    cards = list(cards_of(scene).values())
    assert len(cards) == 4
    for place, card in enumerate(cards):
        assert not any(card.overlaps(other) for other in cards[place + 1 :])
    for group in scene.groups:
        assert any(card.encloses(group.rect) for card in cards), group.id


def _check_strip(scene: Scene) -> None:
    """What is typed, its brackets and the names of its parts are all inside the strip, apart."""
    strip = decoration(scene, "anatomy:strip").parts[0].rect
    inside = [s for s in scene.shapes if s.id in ("anatomy:line", "anatomy:mistake")]
    labels = [group for group in scene.groups if group.id.startswith("part:")]
    for shape in inside:
        assert isinstance(shape, Decoration)
        parts = shape.parts
        assert all(strip.encloses(part.rect) for part in parts)
        texts = texts_in(parts)
        for place, text in enumerate(texts):
            others = texts[place + 1 :]
            assert not any(drawn(text).inset(0.3).overlaps(drawn(other)) for other in others)
        bars = [part.rect for part in parts if isinstance(part, Box)]
        assert not any(bar.overlaps(label.rect) for bar in bars for label in labels)
    assert all(strip.encloses(label.rect) for label in labels)
    assert all(a.rect.right <= b.rect.x for a, b in pairwise(labels))
    leaders = [s for s in scene.shapes if isinstance(s, Connector) and s.id.startswith("leader:")]
    for one, other in pairwise(leaders):
        assert one.points[0].x <= other.points[0].x
        assert one.points[1].x <= other.points[1].x


@MODEST
@given(boards, st.integers(0, 9), views)
def test_every_name_has_an_arrow_to_its_image(board: TagBoard, chosen: int, view: View) -> None:
    scene = scene_of(board=board_of_words(board, chosen=chosen), view=view)
    arrows = {s.id: s for s in scene.shapes if isinstance(s, Connector)}
    places = []
    for image in board.images:
        box = scene.group(ShapeId(f"image:{image.key}"))
        assert box is not None
        assert (box.role is Role.NAMELESS) is (not image.names)
        for name in image.names:
            label = scene.group(ShapeId(f"name:{name}"))
            assert label is not None
            assert label.target is not None
            places.append(label.target.index)
            points = arrows[ShapeId(f"arrow:{name}")].points
            assert points[0].x == pytest.approx(label.rect.right)
            assert points[0].y == pytest.approx(label.rect.center.y)
            assert points[-1].y == pytest.approx(box.rect.center.y)
            assert points[0].x < points[-1].x <= box.rect.x
    assert places == list(range(len(board.names)))


def test_a_name_that_moves_keeps_its_shape() -> None:
    tagged = after(BOARD, Tag(BOARD.names[0], BOARD.names[2]), Store.OVERLAY2)
    built = after(tagged, Rebuild(BOARD.names[0], "00"), Store.OVERLAY2)
    scenes = [scene_of(board=board_of_words(board)) for board in (BOARD, tagged, built)]
    assert len({(scene.width, scene.height) for scene in scenes}) == 1, "it would not be animated"
    first, second = (changes(*pair) for pair in pairwise(scenes))
    assert f"name:{BOARD.names[2]}" in first.moved
    assert "image:562bcc434ada" in first.restyled
    assert (first.added, first.removed) == ((), ())
    assert f"name:{BOARD.names[0]}" in second.moved
    assert second.added == ("image:00",)
    assert not second.removed


def test_the_chosen_name_has_a_tick_and_the_moved_one_an_outline() -> None:
    scene = scene_of(board=board_of_words(BOARD, chosen=0))
    chosen, moved, other = (g for g in scene.groups if g.id.startswith("name:"))
    assert [part.sign for part in chosen.parts if isinstance(part, Mark)] == [Sign.SELECTED]
    outlines = [p.role for p in moved.parts if isinstance(p, Box) and p.is_outline]
    assert outlines == [Role.LIT]
    assert [type(part) for part in other.parts] == [Box, Label]


def test_no_image_is_told_in_words() -> None:
    scene = scene_of(board=board_of_words(TagBoard()))
    nothing = scene.group(ShapeId("board:nothing"))
    assert nothing is not None
    assert nothing.spoken == "There is no image at hand yet."


def test_what_nobody_wrote_is_dimmed_and_said_to_be_a_default() -> None:
    scene = scene_of()
    line = texts_in(decoration(scene, "anatomy:line").parts)
    roles = {label.text: label.role for label in line}
    assert roles["nginx"] is Role.REPOSITORY
    assert roles["docker.io"] is roles["library"] is roles["latest"] is Role.SEPARATOR
    registry = scene.group(ShapeId("part:registry"))
    assert registry is not None
    assert "default: docker.io" in [label.text for label in texts_in(registry.parts)]


def test_the_mistake_is_marked_under_its_letters() -> None:
    scene = scene_of(mistaken("ghcr.io/Team/app", 8, 9))
    parts = decoration(scene, "anatomy:mistake").parts
    wrong = next(label for label in texts_in(parts) if label.text == "T")
    mark = next(part for part in parts if isinstance(part, Box))
    assert wrong.role is mark.role is Role.MISTAKE
    assert mark.rect.x == pytest.approx(wrong.rect.x)
    assert mark.rect.width == pytest.approx(wrong.rect.width)
    assert mark.rect.y >= wrong.rect.bottom
    assert [s for s in scene.groups if s.id == "anatomy:problem"]


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("", (0, 0)),
        ("ghcr.io/a/", (10, 11)),
        ("a" * 150 + "Y" + "b" * 150, (150, 151)),
        ("A" * 400, (0, 400)),
    ],
)
def test_a_mistake_is_in_view_wherever_it_is(typed: str, place: tuple[int, int]) -> None:
    scene = scene_of(mistaken(typed, *place), view=View(width=500, height=500))
    check_scene(scene)
    parts = decoration(scene, "anatomy:mistake").parts
    strip = decoration(scene, "anatomy:strip").parts[0].rect
    mark = next(part for part in parts if isinstance(part, Box))
    assert strip.encloses(mark.rect)
    assert mark.rect.width >= 10
    wrong = typed[slice(*place)]
    shown = "".join(label.text for label in texts_in(parts) if label.role is Role.MISTAKE)
    assert wrong[:1] in shown


def test_the_largest_letters_that_fit_are_taken() -> None:
    assert fitted_parts(NGINX, 700, MEASURE)[0] is TextStyle.NAME
    assert fitted_parts(NGINX, 450, MEASURE)[0] is TextStyle.SMALL_NAME
    style, texts = fitted_parts(NGINX, 200, MEASURE)
    assert style is TextStyle.STAGE
    assert any("…" in text for text in texts)


def test_of_a_digest_the_middle_goes_first() -> None:
    parts = parts_of([(Role.REPOSITORY, "node"), (Role.DIGEST, DIGEST)])
    style, texts = fitted_parts(parts, 800, MEASURE)
    assert style is TextStyle.NAME
    assert texts == ("node", "sha256:e3b0c44298fc…1c14")
    assert short_digest("sha256:short") == "sha256:short"


def test_the_full_form_is_shown_in_full() -> None:
    parts = parts_of([(Role.REPOSITORY, "a" * 240), (Role.TAG, "b" * 60)])
    for width in (640, 1240):
        scene = scene_of(anatomy_of(parts, ("A note.",)), view=View(width=width, height=600))
        full = scene.group(ShapeId("anatomy:full"))
        assert full is not None
        rows = [label.text for label in texts_in(full.parts) if label.style is TextStyle.CODE]
        assert "".join(rows) == "a" * 240 + ":" + "b" * 60


def test_bars_are_in_proportion() -> None:
    scene = scene_of()
    filled = {}
    for group in scene.groups:
        if group.id.startswith("variant:"):
            track, bar = (part.rect for part in group.parts if isinstance(part, Box))
            filled[group.id] = bar.width / track.width
    assert filled == {"variant:node:20": 1.0, "variant:node:20-alpine": pytest.approx(0.165)}


LOWEST = {1: ["kinds"], 2: ["board", "kinds"], 3: ["board", "variants", "kinds"]}


@pytest.mark.parametrize(("width", "columns"), [(700, 1), (1240, 2), (1880, 3)])
def test_cards_stand_beside_each_other_where_there_is_room(width: float, columns: int) -> None:
    scene = scene_of(view=View(width=width, height=900))
    below = {name: rect for name, rect in cards_of(scene).items() if name != "anatomy"}
    assert len({rect.x for rect in below.values()}) == columns
    lowest = {round(below[name].bottom, 3) for name in LOWEST[columns]}
    assert len(lowest) == 1, "columns end at different heights"


def test_the_answer_goes_down_with_the_card_only_where_all_is_in_view() -> None:
    answers = []
    for height in (500, 1100):
        scene = scene_of(view=View(width=1880, height=height))
        answer = scene.group(ShapeId("board:question"))
        card = decoration(scene, "card:board").parts[0].rect
        assert answer is not None
        answers.append(card.bottom - answer.rect.bottom)
    assert answers[1] == pytest.approx(16)


def test_everything_can_be_heard() -> None:
    kinds = {group.target.kind for group in scene_of().groups if group.target}
    assert kinds == {TargetKind.NAME, TargetKind.READ}
    assert all(group.target and group.spoken for group in scene_of().groups)
    targets = [group.target for group in scene_of().groups]
    assert len(set(targets)) == len(targets)


@given(st.lists(st.floats(1, 400), min_size=1, max_size=6), st.floats(0, 900))
def test_widths_that_do_not_fit_are_cut_from_the_widest(wanted: list[float], room: float) -> None:
    given_widths = shares(wanted, room)
    assert sum(given_widths) <= room + 0.01 or given_widths == tuple(wanted)
    assert all(got <= want for got, want in zip(given_widths, wanted, strict=True))
    if sum(wanted) <= room:
        assert given_widths == tuple(wanted)
    cut = [got for got, want in zip(given_widths, wanted, strict=True) if got < want - 0.01]
    assert all(got >= max(given_widths) - 0.01 for got in cut)


@given(st.lists(st.tuples(st.floats(0, 300), st.floats(5, 100)), min_size=1, max_size=5))
def test_labels_keep_their_order_and_never_touch(asked: list[tuple[float, float]]) -> None:
    widths = [width for _, width in asked]
    wanted = sorted(x for x, _ in asked)
    right = sum(widths) + BETWEEN_LABELS * (len(asked) - 1) + 10
    places = set_apart(wanted, widths, 0.0, right)
    rects = [Rect(x, 0, width, 1) for x, width in zip(places, widths, strict=True)]
    assert rects[0].x >= -0.01
    assert rects[-1].right <= right + 0.01
    assert all(a.right + BETWEEN_LABELS <= b.x + 0.01 for a, b in pairwise(rects))


@given(st.text(st.sampled_from("ab/:日"), max_size=60), st.floats(1, 300), st.integers(1, 6))
def test_a_text_without_blanks_is_broken_anywhere(text: str, width: float, most: int) -> None:
    rows = spelt(text, TextStyle.CODE, width, most, MEASURE)
    assert len(rows) <= most
    if not any("…" in row or not row for row in rows):
        assert "".join(rows) == text


def test_a_group_is_what_is_read() -> None:
    group = scene_of().group(ShapeId("kind:1"))
    assert isinstance(group, Group)
    assert group.spoken == "latest: the name that is used where no tag is written (node:latest)"
