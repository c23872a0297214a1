"""The lesson's two tables: kinds of tags with their meaning, and variants compared by size."""

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
from layerviz.scene.geometry import Rect
from layerviz.scene.measuring import elided
from layerviz.scene.roles import Role
from layerviz.scene.shapes import Align, Box, Decoration, Label, ShapeId, TextStyle

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.scene.measuring import TextMeasure
    from layerviz.scene.shapes import Group, Part, Shape
    from layerviz.scene.tags_texts import KindsWords, KindTexts, VariantsWords, VariantTexts

GAP = 18.0
ROW_INSET = 6.0
BAR = 24.0
SHORTEST_BAR = 3.0
BETWEEN = 14.0
KIND_SHARE, EXAMPLE_SHARE = 0.28, 0.34


class _Columns(Record):
    """The widths of the table's three columns."""

    kind: float
    meaning: float
    example: float


def kinds_card(words: KindsWords, width: float, measure: TextMeasure) -> CardContent:
    """The card of tag kinds, with the truth about `latest`."""
    head, y = card_head("kinds", words.title, words.caption, width, measure)
    shapes: list[Shape] = [head]
    columns = _widths(words, width - 2 * PADDING, measure)
    for place, row in enumerate((words.heads, *words.rows)):
        group = _row(row, columns, Rect(PADDING, y, width - 2 * PADDING, 0), measure, place=place)
        line = Rect(PADDING, group.rect.bottom, group.rect.width, 1)
        shapes += [group, Decoration(ShapeId(f"line:{place}"), (Box(line, Role.LINE, 0),))]
        y = group.rect.bottom + 1
    at = Rect(PADDING, y + 14, width - 2 * PADDING, 0)
    answer = asked_and_answered("kinds:question", words.question, words.answer, at, measure)
    return CardContent(answer.rect.bottom + 16, (*shapes, answer))


def _widths(words: KindsWords, room: float, measure: TextMeasure) -> _Columns:
    rows = (words.heads, *words.rows)
    kind = max(measure.width(row.kind, TextStyle.NOTE) for row in rows)
    example = max(measure.width(row.example, TextStyle.CODE) for row in rows)
    kind, example = min(kind, room * KIND_SHARE), min(example, room * EXAMPLE_SHARE)
    return _Columns(kind=kind, meaning=room - kind - example - 2 * GAP, example=example)


def _row(row: KindTexts, columns: _Columns, at: Rect, measure: TextMeasure, *, place: int) -> Group:
    is_head = not place
    styles = (TextStyle.CAPTION,) * 3
    if not is_head:
        styles = (TextStyle.NOTE, TextStyle.SUBTITLE, TextStyle.CODE)
    widths = (columns.kind, columns.meaning, columns.example)
    parts: list[Part] = []
    x = bottom = 0.0
    first = max(map(measure.line_height, styles))
    for text, style, width in zip(
        (row.kind, row.meaning, row.example), styles, widths, strict=True
    ):
        # The first lines stand on one height, whatever their letters.
        flow = Flow(width, measure, x, ROW_INSET + (first - measure.line_height(style)) / 2)
        role = Role.MUTED if is_head else Role.TEXT
        flow.say(text, style, role, most=4)
        parts += flow.parts
        bottom = max(bottom, flow.y)
        x += width + GAP
    rect = Rect(at.x, at.y, at.width, bottom + ROW_INSET)
    spoken = f"{row.kind}: {row.meaning} ({row.example})"
    return read_group(f"kind:{place}", rect, parts, spoken)


def variants_card(words: VariantsWords, width: float, measure: TextMeasure) -> CardContent:
    """The card of variants: bars in proportion to their sizes."""
    head, y = card_head("variants", words.title, words.caption, width, measure)
    shapes: list[Shape] = [head]
    for row in words.rows:
        group = _variant(row, Rect(PADDING, y, width - 2 * PADDING, 0), measure)
        shapes.append(group)
        y = group.rect.bottom + BETWEEN
    flow = Flow(width - 2 * PADDING, measure)
    flow.say(words.conclusion, TextStyle.NOTE, Role.TEXT)
    at = Rect(PADDING, y + 4, width - 2 * PADDING, 0)
    shapes.append(flow.group("variants:conclusion", at, words.conclusion))
    return CardContent(at.y + flow.y + 16, tuple(shapes))


def _variant(row: VariantTexts, at: Rect, measure: TextMeasure) -> Group:
    height = measure.line_height(TextStyle.STAGE)
    size = measure.width(row.size, TextStyle.HEADING)
    room = at.width - size - GAP
    name = elided(row.name, TextStyle.STAGE, room, measure)
    bar = Rect(0, height + 4, at.width, BAR)
    filled = max(SHORTEST_BAR, at.width * min(1.0, max(0.0, row.share)))
    parts: list[Part] = [
        Label(Rect(0, 0, room, height), name, TextStyle.STAGE, Role.TEXT),
        Label(
            Rect(at.width - size, 0, size, height),
            row.size,
            TextStyle.HEADING,
            Role.TEXT,
            Align.RIGHT,
        ),
        Box(bar, Role.TRACK, 5),
        Box(Rect(0, bar.y, filled, BAR), Role.SIZE, min(5.0, filled / 2)),
    ]
    flow = Flow(at.width, measure, 0.0, bar.bottom + 3)
    flow.say(row.note, TextStyle.CAPTION, Role.MUTED, most=2)
    rect = Rect(at.x, at.y, at.width, flow.y)
    spoken = f"{row.name}: {row.size}. {row.note}"
    return read_group(f"variant:{row.name}", rect, [*parts, *flow.parts], spoken)
