"""What a name is made of: the reference in large letters, its parts told apart by brackets.

The names of the parts are put side by side below their brackets; where one is too long for its
place it moves aside, and a line leads to it, so that nothing is ever written over anything.
"""

from __future__ import annotations

from layerviz.core.values import Record, Value
from layerviz.scene.card_contents import (
    PADDING,
    CardContent,
    Flow,
    card_head,
    shares,
)
from layerviz.scene.geometry import Point, Rect
from layerviz.scene.measuring import elided
from layerviz.scene.roles import Role
from layerviz.scene.shapes import (
    Box,
    Connector,
    Decoration,
    Label,
    Mark,
    ShapeId,
    Sign,
    TextStyle,
)
from layerviz.scene.tag_mistakes import STYLES, mistake_parts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerviz.scene.measuring import TextMeasure
    from layerviz.scene.shapes import Group, Part, Shape
    from layerviz.scene.tags_texts import AnatomyWords, PartTexts

INSET = 18.0
ABOVE = 12.0
BRACKET = 3.0
TICK = 8.0
LEADER = 14.0
SHORTEST_LEADER = 8.0
BETWEEN_LABELS = 22.0
LABEL_ROWS = 2
LONGEST_FORM = 40
"""So many lines has the full form at most: enough for all that may be typed."""
BESIDE = 860.0
"""From this width on the notes stand beside the full form, not below it."""
BULLET = 5.0
BULLET_ROOM = 15.0
SIGN = 14.0


class _Placed(Value):
    """A part in the line: where its text stands."""

    part: PartTexts
    text: str
    x: float
    width: float


class _Strip(Record):
    """The dark strip of a card, and the heights in it."""

    x: float
    y: float
    width: float
    line: float
    measure: TextMeasure

    @property
    def left(self) -> float:
        """Where the text begins."""
        return self.x + INSET

    @property
    def room(self) -> float:
        """The width there is for it."""
        return self.width - 2 * INSET

    @property
    def below(self) -> float:
        """Where the brackets begin."""
        return self.y + ABOVE + self.line + 4

    @property
    def lowest(self) -> float:
        """What the strip needs below that at least."""
        words = self.measure.line_height(TextStyle.NOTE)
        return TICK + LEADER + words + self.measure.line_height(TextStyle.CAPTION) + ABOVE


def anatomy_card(words: AnatomyWords, width: float, measure: TextMeasure) -> CardContent:
    """The card of the reference that is typed."""
    head, top = card_head("anatomy", words.title, words.caption, width, measure)
    line = measure.line_height(TextStyle.NAME)
    strip = _Strip(x=PADDING, y=top, width=width - 2 * PADDING, line=line, measure=measure)
    inside, bottom = _taken_apart(words.parts, strip) if words.parts else _marked(words, strip)
    back = Box(Rect(strip.x, top, strip.width, bottom - top), Role.TERMINAL, 10)
    at = Rect(strip.x, bottom + 14, strip.width, 0)
    told, bottom = (_explained if words.parts else _refused)(words, at, measure)
    strip_shape = Decoration(ShapeId("anatomy:strip"), (back,))
    return CardContent(bottom + 16, (head, strip_shape, *inside, *told))


def _marked(words: AnatomyWords, strip: _Strip) -> tuple[list[Shape], float]:
    at = Rect(strip.left, strip.y + ABOVE, strip.room, 0)
    parts = mistake_parts(words, at, strip.measure)
    return [Decoration(ShapeId("anatomy:mistake"), parts)], strip.below + strip.lowest


def _taken_apart(parts: Sequence[PartTexts], strip: _Strip) -> tuple[list[Shape], float]:
    style, texts = fitted_parts(parts, strip.room, strip.measure)
    line: list[Part] = []
    placed: list[_Placed] = []
    x, top = strip.left, strip.y + ABOVE
    for part, text in zip(parts, texts, strict=True):
        if part.separator:
            at = Rect(x, top, strip.measure.width(part.separator, style), strip.line)
            line.append(Label(at, part.separator, style, Role.SEPARATOR))
            x = at.right
        at = Rect(x, top, strip.measure.width(text, style), strip.line)
        # A default that nobody wrote is dimmed.
        line.append(Label(at, text, style, part.role if part.is_written else Role.SEPARATOR))
        placed.append(_Placed(part, text, x, at.width))
        x = at.right
    line += [bar for each in placed for bar in _bracket(each, strip.below)]
    labels, bottom = _labels(placed, strip)
    bottom = max(bottom + ABOVE, strip.below + strip.lowest)
    return [Decoration(ShapeId("anatomy:line"), tuple(line)), *labels], bottom


def fitted_parts(
    parts: Sequence[PartTexts], room: float, measure: TextMeasure
) -> tuple[TextStyle, tuple[str, ...]]:
    """The largest letters in which the parts fit, and their texts, shortened where they must be.

    Digits of a digest go first: nobody reads all of them.
    """
    whole = tuple(part.text for part in parts)
    short = tuple(short_digest(p.text) if p.role is Role.DIGEST else p.text for p in parts)
    separators = "".join(part.separator for part in parts)
    for style in STYLES:
        for texts in (whole, short):
            if measure.width(separators + "".join(texts), style) <= room:
                return style, texts
    style = STYLES[-1]
    left = room - measure.width(separators, style)
    widths = shares([measure.width(text, style) for text in short], left)
    return style, tuple(
        elided(text, style, width, measure) for text, width in zip(short, widths, strict=True)
    )


def short_digest(digest: str) -> str:
    """The algorithm, the first twelve digits as docker prints them, and the last four."""
    algorithm, _, digits = digest.partition(":")
    return f"{algorithm}:{digits[:12]}…{digits[-4:]}" if len(digits) > 20 else digest


def _bracket(placed: _Placed, y: float) -> tuple[Part, ...]:
    role, right = placed.part.role, placed.x + placed.width
    inset = min(2.0, placed.width / 4)
    left, right = placed.x + inset, right - inset
    return (
        Box(Rect(left, y + TICK - BRACKET, max(BRACKET, right - left), BRACKET), role, 1),
        Box(Rect(left, y, BRACKET, TICK), role, 1),
        Box(Rect(max(left, right - BRACKET), y, BRACKET, TICK), role, 1),
    )


def _labels(placed: Sequence[_Placed], strip: _Strip) -> tuple[list[Shape], float]:
    """What each part is called, and a line to it where it could not stay below its bracket."""
    measure = strip.measure
    wanted = [
        max(
            measure.width(each.part.word, TextStyle.NOTE),
            measure.width(each.part.line, TextStyle.CAPTION),
        )
        for each in placed
    ]
    widths = shares(wanted, strip.room - BETWEEN_LABELS * (len(placed) - 1))
    places = set_apart([each.x for each in placed], widths, strip.left, strip.left + strip.room)
    shapes: list[Shape] = []
    top = bottom = strip.below + TICK + LEADER
    for each, x, width in zip(placed, places, widths, strict=True):
        shapes += _leader(each, x, width, strip.below + TICK, top)
        label = _label(each, Rect(x, top, width, 0), measure)
        shapes.append(label)
        bottom = max(bottom, label.rect.bottom)
    return shapes, bottom


def set_apart(
    wanted: Sequence[float], widths: Sequence[float], left: float, right: float
) -> tuple[float, ...]:
    """Places for labels in their order, near where they want to be, none over another.

    They fit between left and right together with the gaps between them.
    """
    places: list[float] = []
    end = left
    for x, width in zip(wanted, widths, strict=True):
        places.append(max(x, end))
        end = places[-1] + width + BETWEEN_LABELS
    limit = right
    for place in reversed(range(len(places))):
        places[place] = min(places[place], limit - widths[place])
        limit = places[place] - BETWEEN_LABELS
    return tuple(places)


def _leader(placed: _Placed, x: float, width: float, y: float, top: float) -> list[Connector]:
    start = min(max(x + 8, placed.x + 2), placed.x + placed.width - 2)
    end = min(max(start, x + 4), x + max(4.0, width - 4))
    if abs(end - start) < SHORTEST_LEADER:
        return []
    points = (Point(start, y + 1), Point(end, top))
    name = ShapeId(f"leader:{placed.part.role.value}")
    return [Connector(name, points, placed.part.role, has_head=False)]


def _label(placed: _Placed, at: Rect, measure: TextMeasure) -> Group:
    part = placed.part
    flow = Flow(at.width, measure)
    flow.say(part.word, TextStyle.NOTE, part.role, most=1)
    flow.say(part.line, TextStyle.CAPTION, Role.SEPARATOR, most=LABEL_ROWS)
    spoken = f"{part.word}: {part.text}. {part.line}"
    return flow.group(f"part:{part.role.value}", at, spoken, spoken)


def _explained(words: AnatomyWords, at: Rect, measure: TextMeasure) -> tuple[list[Shape], float]:
    """The full form, and what deserves a word: beside each other where there is room."""
    x, y, width = at.x, at.y, at.width
    is_wide = width >= BESIDE and bool(words.notes)
    first = width * 0.44 if is_wide else width
    full = Flow(first, measure)
    full.say(words.in_full, TextStyle.SUBTITLE, Role.MUTED, most=2)
    full.spell(words.canonical, TextStyle.CODE, Role.TEXT, most=LONGEST_FORM)
    spoken = f"{words.in_full} {words.canonical}"
    shapes: list[Shape] = [full.group("anatomy:full", Rect(x, y, first, 0), spoken, spoken)]
    if not words.notes:
        return shapes, y + full.y
    left = x + first + 28 if is_wide else x
    top = y if is_wide else y + full.y + 10
    notes = _bulleted(words.notes, width - (left - x), measure)
    place = Rect(left, top, notes.width + BULLET_ROOM, 0)
    shapes.append(notes.group("anatomy:notes", place, " ".join(words.notes)))
    return shapes, max(y + full.y, top + notes.y)


def _bulleted(notes: Sequence[str], width: float, measure: TextMeasure) -> Flow:
    flow = Flow(width - BULLET_ROOM, measure, BULLET_ROOM)
    middle = measure.line_height(TextStyle.SUBTITLE) / 2
    for place, note in enumerate(notes):
        flow.skip(4 if place else 0)
        bullet = Rect(2, flow.y + middle - BULLET / 2, BULLET, BULLET)
        flow.parts.append(Box(bullet, Role.BAR, BULLET / 2))
        flow.say(note, TextStyle.SUBTITLE, Role.TEXT)
    return flow


def _refused(words: AnatomyWords, at: Rect, measure: TextMeasure) -> tuple[list[Shape], float]:
    """What is wrong, why, and what docker says to it."""
    flow = Flow(at.width - SIGN - 10, measure, SIGN + 10)
    flow.say(words.problem, TextStyle.NOTE, Role.TEXT)
    flow.say(words.refusal, TextStyle.SUBTITLE, Role.MUTED)
    middle = measure.line_height(TextStyle.NOTE) / 2
    flow.parts.append(Mark(Rect(0, middle - SIGN / 2, SIGN, SIGN), Sign.CROSS, Role.WRONG))
    spoken = f"{words.problem} {words.refusal}"
    return [flow.group("anatomy:problem", at, spoken)], at.y + flow.y
