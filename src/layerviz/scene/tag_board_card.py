"""Names as labels with arrows to images. A name keeps its shape, so that it is seen to move."""

from __future__ import annotations

from layerviz.core.values import Record
from layerviz.scene.card_contents import (
    PADDING,
    CardContent,
    Flow,
    asked_and_answered,
    card_head,
    read_group,
)
from layerviz.scene.geometry import Point, Rect
from layerviz.scene.measuring import elided
from layerviz.scene.roles import Role
from layerviz.scene.shapes import (
    Align,
    Box,
    Connector,
    Group,
    Label,
    Mark,
    ShapeId,
    Sign,
    Target,
    TargetKind,
    TextStyle,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.scene.measuring import TextMeasure
    from layerviz.scene.shapes import Part, Shape
    from layerviz.scene.tags_texts import BoardImageTexts, BoardWords, NameTexts

NAME_GAP = 9.0
IMAGE_GAP = 16.0
NAME_INSET = 16.0
SIGN = 17.0
WIDEST_NAMES = 0.52
WIDEST_NAME = 420.0
IMAGE_SHARE = 0.36
WIDEST_IMAGE = 300.0
IMAGE_INSET = 12.0
TOLD_ROWS = 2
FEWEST_NAMES = 5
"""The card has room for so many names, or the first steps would change its height."""


class _Columns(Record):
    """Where names and images stand, and how high they are."""

    names: Rect
    images: Rect
    name_height: float

    def height_of(self, image: BoardImageTexts, box: float) -> float:
        """The height of an image's place: that of its box, or of all its names."""
        count = len(image.names)
        return max(box, count * self.name_height + max(0, count - 1) * NAME_GAP)


def board_card(words: BoardWords, width: float, measure: TextMeasure) -> CardContent:
    """The card of names and images: the last command, what it did, and where the names are now."""
    inner = Rect(PADDING, 0, width - 2 * PADDING, 0)
    head, y = card_head("board", words.title, words.caption, width, measure)
    story, y = _story(words, inner.moved(0, y), measure)
    columns = _columns(words, inner.width, measure)
    arrows, blocks, bottom = _images(words, columns, y, measure)
    shapes: list[Shape] = [head, *story, *arrows, *blocks]
    if not words.images:
        flow = Flow(inner.width, measure)
        flow.say(words.nothing, TextStyle.NOTE, Role.MUTED)
        shapes.append(flow.group("board:nothing", inner.moved(0, y), words.nothing))
        bottom = y + flow.y
    least = y + FEWEST_NAMES * (columns.name_height + NAME_GAP) + IMAGE_GAP
    at = inner.moved(0, max(bottom, least) + 14)
    answer = asked_and_answered("board:question", words.question, words.answer, at, measure)
    return CardContent(answer.rect.bottom + 16, (*shapes, answer), at_bottom=1)


def _columns(words: BoardWords, room: float, measure: TextMeasure) -> _Columns:
    texts = [measure.width(name.text, TextStyle.CODE) for i in words.images for name in i.names]
    wanted = max(texts, default=0.0) + 2 * NAME_INSET + SIGN + 8
    names = min(wanted, room * WIDEST_NAMES, WIDEST_NAME)
    images = min(room * IMAGE_SHARE, WIDEST_IMAGE)
    height = measure.line_height(TextStyle.CODE) + 14
    right = Rect(PADDING + room - images, 0, images, 0)
    return _Columns(names=Rect(PADDING, 0, names, 0), images=right, name_height=height)


def _images(
    words: BoardWords, columns: _Columns, y: float, measure: TextMeasure
) -> tuple[list[Connector], list[Group], float]:
    arrows: list[Connector] = []
    blocks: list[Group] = []
    place = 0
    for image in words.images:
        box = _box_height(image, measure)
        height = columns.height_of(image, box)
        at = Rect(columns.images.x, y + (height - box) / 2, columns.images.width, box)
        count = len(image.names)
        names = count * columns.name_height + max(0, count - 1) * NAME_GAP
        top = y + (height - names) / 2
        for name in image.names:
            pill = Rect(columns.names.x, top, columns.names.width, columns.name_height)
            blocks.append(_name(name, place, pill, measure))
            arrows.append(_arrow(name, pill, at))
            top += columns.name_height + NAME_GAP
            place += 1
        blocks.append(_image(image, at, measure))
        y += height + IMAGE_GAP
    return arrows, blocks, y - IMAGE_GAP


def _arrow(name: NameTexts, pill: Rect, image: Rect) -> Connector:
    start, end = Point(pill.right, pill.center.y), Point(image.x - 2, image.center.y)
    reach = (end.x - start.x) * 0.5
    points = (start, Point(start.x + reach, start.y), Point(end.x - reach, end.y), end)
    role = Role.SELECTED if name.is_chosen else Role.LABEL
    return Connector(ShapeId(f"arrow:{name.name}"), points, role, is_curved=True)


def _name(name: NameTexts, place: int, at: Rect, measure: TextMeasure) -> Group:
    inside = Rect(0, 0, at.width, at.height)
    room = at.width - 2 * NAME_INSET - (SIGN + 8 if name.is_chosen else 0)
    text = elided(name.text, TextStyle.CODE, room, measure)
    parts: list[Part] = [
        Box(inside, Role.LABEL, at.height / 2),
        Label(Rect(NAME_INSET, 0, room, at.height), text, TextStyle.CODE, Role.LABEL),
    ]
    if name.is_chosen:
        x = at.width - NAME_INSET - SIGN + 4
        sign = Rect(x, (at.height - SIGN) / 2, SIGN, SIGN)
        parts.append(Mark(sign, Sign.SELECTED, Role.SELECTED))
        parts.append(Box(inside, Role.SELECTED, at.height / 2, is_outline=True))
    elif name.is_new:
        parts.append(Box(inside, Role.LIT, at.height / 2, is_outline=True))
    target = Target(TargetKind.NAME, index=place)
    shape = ShapeId(f"name:{name.name}")
    return Group(shape, at, Role.LABEL, tuple(parts), target, name.spoken, name.name)


def _box_height(image: BoardImageTexts, measure: TextMeasure) -> float:
    lines = len(image.lines) * measure.line_height(TextStyle.SUBTITLE)
    return measure.line_height(TextStyle.STAGE) + lines + 2 * IMAGE_INSET


def _image(image: BoardImageTexts, at: Rect, measure: TextMeasure) -> Group:
    role = Role.LAYER if image.names else Role.NAMELESS
    parts: list[Part] = [Box(Rect(0, 0, at.width, at.height), role)]
    y, room = IMAGE_INSET, at.width - 2 * IMAGE_INSET
    for place, text in enumerate((image.title, *image.lines)):
        style = TextStyle.SUBTITLE if place else TextStyle.STAGE
        height = measure.line_height(style)
        shown = elided(text, style, room, measure)
        rect = Rect(IMAGE_INSET, y, room, height)
        parts.append(Label(rect, shown, style, role, Align.CENTER, is_soft=bool(place)))
        y += height
    tip = "\n".join((image.title, *image.lines))
    made = read_group(f"image:{image.key}", at, parts, image.spoken, tip)
    return Group(made.id, made.rect, role, made.parts, made.target, made.spoken, made.tip)


def _story(words: BoardWords, at: Rect, measure: TextMeasure) -> tuple[list[Shape], float]:
    """The command as typed into a terminal, and what it did."""
    commands = Flow(at.width - 28, measure, 14, 8)
    for command in words.commands:
        shown = elided(command, TextStyle.CODE, commands.width, measure)
        commands.say(shown, TextStyle.CODE, Role.TERMINAL, most=1)
    commands.skip(8)
    strip = Box(Rect(0, 0, at.width, commands.y), Role.TERMINAL, 8)
    typed = " ".join(words.commands)
    rect = Rect(at.x, at.y, at.width, commands.y)
    shapes: list[Shape] = [
        read_group(
            "board:commands", rect, [strip, *commands.parts], typed, "\n".join(words.commands)
        )
    ]
    told = Flow(at.width, measure)
    told.say(words.told, TextStyle.NOTE, Role.TEXT)
    below = Rect(at.x, rect.bottom + 8, at.width, 0)
    shapes.append(told.group("board:told", below, words.told))
    height = max(told.y, TOLD_ROWS * measure.line_height(TextStyle.NOTE))
    return shapes, below.y + height + 14
