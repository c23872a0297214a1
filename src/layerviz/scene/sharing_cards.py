"""The cards beside a sharing picture: the sums, what deleting and pulling moves, kinds of size.

They stand below each other as far as the room goes; what matters less is left out first.
"""

from __future__ import annotations

from layerviz.core.values import replace
from layerviz.scene.geometry import Rect
from layerviz.scene.measuring import elided, wrapped
from layerviz.scene.roles import Role
from layerviz.scene.shapes import (
    Align,
    Box,
    Decoration,
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
    from collections.abc import Callable

    from layerviz.scene.measuring import TextMeasure
    from layerviz.scene.shapes import Part, Shape
    from layerviz.scene.sharing_texts import (
        DiskTexts,
        FactsTexts,
        ImageRow,
        ImagesTexts,
        SharingMarks,
        SideTexts,
    )

    Writing = Callable[["_Card"], None]

SIDE_WIDTH = 304.0
PADDING = 16.0
TOP = 12.0
BETWEEN = 10.0
BAR_HEIGHT = 18.0
ROW_INSET = 6.0
MOST_FIGURE = 0.62
"""The share of the width that the large figure may take."""
NUMBER_WIDTH = 72.0
FEWEST_ROWS = 1
MOST_LINES = 4


def side_cards(
    texts: SideTexts, marks: SharingMarks, room: Rect, measure: TextMeasure
) -> tuple[Shape, ...]:
    """The cards that fit, from the top: the sums, the chosen layer, the questions, the kinds."""
    made: list[Shape] = []
    y = room.y
    for name, write in _cards(texts, marks):
        for is_brief in (False, True):
            left = Rect(room.x, y, room.width, max(0.0, room.bottom - y))
            card = _Card(name, left, measure, is_brief=is_brief)
            write(card)
            if card.fits or (is_brief and not made):
                made += card.shapes()
                y = card.bottom + BETWEEN
                break
    return tuple(made)


def _cards(texts: SideTexts, marks: SharingMarks) -> list[tuple[str, Writing]]:
    """The names of the cards and what writes them; what matters more comes first."""
    layer = texts.layer
    made: list[tuple[str, Writing]] = [("disk", lambda card: card.disk(texts.disk))]
    if layer is not None:
        made.append(("layer", lambda card: card.facts(layer)))
    made.append(("asks", lambda card: card.asks(texts.asks, marks)))
    made.append(("kinds", lambda card: card.facts(texts.kinds)))
    return made


class _Card:
    """Writes one card from the top; lives for one call."""

    def __init__(self, name: str, room: Rect, measure: TextMeasure, *, is_brief: bool) -> None:
        self.name, self.room, self.measure = name, room, measure
        self.is_brief = is_brief
        self.x, self.width = room.x + PADDING, room.width - 2 * PADDING
        self.y = room.y + TOP
        self.parts: list[Part] = []
        self.rows: list[Group] = []

    @property
    def bottom(self) -> float:
        return self.y + TOP

    @property
    def fits(self) -> bool:
        return self.bottom <= self.room.bottom + 0.01

    def shapes(self) -> list[Shape]:
        outer = replace(self.room, height=min(self.bottom, self.room.bottom) - self.room.y)
        kept = [part for part in self.parts if outer.encloses(part.rect)]
        card = Decoration(ShapeId(f"card:{self.name}"), (Box(outer, Role.CARD, 12), *kept))
        return [card, *self.rows]

    # the cards

    def disk(self, texts: DiskTexts) -> None:
        """How much is stored, how much it would be, and the sum between the two."""
        self.line(texts.title, TextStyle.HEADING, Role.TEXT)
        self._figures(texts)
        if texts.shares is not None:
            self._bar(texts.shares)
        if texts.saved:
            self.line(texts.saved, TextStyle.NOTE, Role.CHEAP)
        for row in wrapped(texts.sum, TextStyle.PATH, self.width, 2, self.measure):
            self.line(row, TextStyle.PATH, Role.TEXT)
        if not self.is_brief:
            self.sentence(texts.sentence)

    def asks(self, texts: ImagesTexts, marks: SharingMarks) -> None:
        """A row for each image that has room, and the answers in words.

        In brief the answers alone, if an image is imagined deleted, else the rows alone.
        """
        self.line(texts.title, TextStyle.HEADING, Role.TEXT)
        is_answered = marks.leaving is not None
        answers = () if self.is_brief and not is_answered else texts.answers
        if not (self.is_brief and is_answered):
            self._heads(texts)
            self._rows(texts, marks, below=self._height_of(answers) if answers else 0.0)
        self.y += 4
        for answer in answers:
            self.sentence(answer)

    def _rows(self, texts: ImagesTexts, marks: SharingMarks, *, below: float) -> None:
        height = self.measure.line_height(TextStyle.CAPTION) + 6
        left = self.room.bottom - self.y - below - TOP
        most = max(FEWEST_ROWS, int(left // height))
        count = len(texts.rows) if len(texts.rows) <= most else max(FEWEST_ROWS, most - 1)
        for row in _around(texts.rows, marks.leaving, count):
            self._row(row, height, is_chosen=row.image == marks.leaving)
        if count < len(texts.rows):
            self.line(texts.more(len(texts.rows) - count), TextStyle.CAPTION, Role.MUTED)

    def facts(self, texts: FactsTexts) -> None:
        """Names at the left, values at the right, what is to be known of each below."""
        self.line(texts.title, TextStyle.HEADING, Role.TEXT)
        self.y += 2
        for fact in texts.facts:
            self._fact(fact.name, fact.value)
            if fact.note and not self.is_brief:
                self.sentence(fact.note)
                self.y += 3
        if texts.note and not self.is_brief:
            self.sentence(texts.note)

    # their parts

    def line(self, text: str, style: TextStyle, role: Role) -> None:
        """One line over the whole width."""
        height = self.measure.line_height(style)
        shown = elided(text, style, self.width, self.measure)
        self.parts.append(Label(Rect(self.x, self.y, self.width, height), shown, style, role))
        self.y += height + 2

    def sentence(self, text: str) -> None:
        """Secondary text in as many lines as it needs."""
        for line in wrapped(text, TextStyle.CAPTION, self.width, MOST_LINES, self.measure):
            self.line(line, TextStyle.CAPTION, Role.MUTED)
            self.y -= 2
        self.y += 2

    def _height_of(self, sentences: tuple[str, ...]) -> float:
        height = self.measure.line_height(TextStyle.CAPTION)
        lines = [
            len(wrapped(text, TextStyle.CAPTION, self.width, MOST_LINES, self.measure))
            for text in sentences
        ]
        return sum(lines) * height + 2 * len(lines) + 4

    def _figures(self, texts: DiskTexts) -> None:
        """The large figure, beside it the smaller one, and below each what it is."""
        measure = self.measure
        stored, large = texts.stored, TextStyle.TOTAL
        if measure.width(stored, large) > self.width * MOST_FIGURE:
            large = TextStyle.HEADING  # a smaller number tells more than a part of a large one
        left = max(
            measure.width(stored, large),
            measure.width(texts.stored_note, TextStyle.CAPTION),
        )
        x = self.x + left + 20
        rest = self.x + self.width - x
        high, low = measure.line_height(TextStyle.TOTAL), measure.line_height(TextStyle.CAPTION)
        small = measure.line_height(TextStyle.HEADING)
        beside = self.y + high - small - 5
        top, tall = (self.y, high) if large is TextStyle.TOTAL else (beside, small)
        for at, y, room, height, text, style, role in (
            (self.x, top, left, tall, stored, large, Role.TEXT),
            (x, beside, rest, small, texts.total, TextStyle.HEADING, Role.MUTED),
            (self.x, self.y + high, left, low, texts.stored_note, TextStyle.CAPTION, Role.MUTED),
            (x, self.y + high, rest, low, texts.total_note, TextStyle.CAPTION, Role.MUTED),
        ):
            shown = elided(text, style, room, measure)
            self.parts.append(Label(Rect(at, y, room, height), shown, style, role))
        self.y += high + low + 10

    def _bar(self, shares: tuple[float, float, float]) -> None:
        """The sum as a bar: what is stored in the looks of the blocks, the rest empty."""
        self.parts.append(Box(Rect(self.x, self.y, self.width, BAR_HEIGHT), Role.TRACK, 4))
        x = self.x
        for share, role in zip(shares, (Role.BASE, Role.SHARED, Role.LAYER), strict=True):
            width = share * self.width
            if width >= 1:
                self.parts.append(Box(Rect(x, self.y, width, BAR_HEIGHT), role, min(4, width / 2)))
            x += width
        self.y += BAR_HEIGHT + 8

    def _heads(self, texts: ImagesTexts) -> None:
        """What the two numbers of each row are, in two lines each."""
        height = self.measure.line_height(TextStyle.CAPTION)
        most = 0
        for place, text in enumerate((texts.comes_back, texts.transfers)):
            lines = wrapped(text, TextStyle.CAPTION, NUMBER_WIDTH + 22, 2, self.measure)
            most = max(most, len(lines))
            right = self._number_right(place)
            for row, line in enumerate(lines):
                rect = Rect(
                    right - NUMBER_WIDTH - 22, self.y + row * height, NUMBER_WIDTH + 22, height
                )
                label = Label(rect, line, TextStyle.CAPTION, Role.MUTED, Align.RIGHT)
                self.parts.append(label)
        self.y += most * height + 4

    def _number_right(self, place: int) -> float:
        return self.x + self.width - (NUMBER_WIDTH + 26) * (1 - place)

    def _row(self, row: ImageRow, height: float, *, is_chosen: bool) -> None:
        """An image: a click imagines it deleted. The cross says that it is."""
        measure, left = self.measure, self.x - ROW_INSET
        role = Role.PICKED if is_chosen else Role.TEXT
        outer = Rect(left, self.y, self.width + 2 * ROW_INSET, height)
        parts: list[Part] = (
            [Box(Rect(0, 0, outer.width, height), Role.PICKED, 5)] if is_chosen else []
        )
        start = ROW_INSET + (18 if is_chosen else 0)
        if is_chosen:
            parts.append(Mark(Rect(ROW_INSET, height / 2 - 6, 12, 12), Sign.CROSS, Role.COSTLY))
        end = outer.width - ROW_INSET
        for place, text in enumerate((row.comes_back, row.transfers)):
            right = self._number_right(place) - left
            wide = min(NUMBER_WIDTH, measure.width(text, TextStyle.SIZE))
            shown = elided(text, TextStyle.SIZE, NUMBER_WIDTH, measure)
            rect = Rect(right - wide, 0, wide, height)
            parts.append(Label(rect, shown, TextStyle.SIZE, role, Align.RIGHT))
            end = min(end, right - wide - 8)
        name = elided(row.name, TextStyle.PATH, end - start, measure)
        parts.append(Label(Rect(start, 0, end - start, height), name, TextStyle.PATH, role))
        target = Target(TargetKind.LEAVE, index=row.image)
        shape = ShapeId(f"leave:{row.image}")
        self.rows.append(
            Group(shape, outer, Role.CARD, tuple(parts), target, row.spoken, row.spoken)
        )
        self.y += height

    def _fact(self, name: str, text: str) -> None:
        measure = self.measure
        height = measure.line_height(TextStyle.SIZE)
        wide = min(measure.width(text, TextStyle.SIZE), self.width * 0.7)
        shown = elided(text, TextStyle.SIZE, wide, measure)
        room = self.width - wide - 10
        said = elided(name, TextStyle.CAPTION, room, measure)
        right = Rect(self.x + self.width - wide, self.y, wide, height)
        self.parts.append(
            Label(Rect(self.x, self.y, room, height), said, TextStyle.CAPTION, Role.TEXT)
        )
        self.parts.append(Label(right, shown, TextStyle.SIZE, Role.TEXT, Align.RIGHT))
        self.y += height + 1


def _around(rows: tuple[ImageRow, ...], chosen: int | None, count: int) -> tuple[ImageRow, ...]:
    """So many of the rows: the first ones, or those that end with the chosen one."""
    place = next((place for place, row in enumerate(rows) if row.image == chosen), 0)
    start = max(0, place - count + 1)
    return rows[start : start + count]
