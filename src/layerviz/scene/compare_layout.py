"""Compare: two builds under the same edit as two cards, on one ground line and with one scale."""

from __future__ import annotations

from layerviz.core.values import Record
from layerviz.scene.blocks import lines_of
from layerviz.scene.columns import (
    Frame,
    column_widths,
    columns_width,
    gutters,
    laid_columns,
    names,
    names_height,
    narrowest,
)
from layerviz.scene.geometry import Rect
from layerviz.scene.measuring import elided, wrapped
from layerviz.scene.notes import edge_saving, ground_line
from layerviz.scene.roles import Role
from layerviz.scene.routing import connectors, far_spans, links_of, plan_under_lanes
from layerviz.scene.rows import rows_by_stage
from layerviz.scene.shapes import Align, Box, Decoration, Label, Scene, ShapeId, TextStyle
from layerviz.scene.stacking import Dress, beside_map, foldings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.scene.measuring import TextMeasure
    from layerviz.scene.rows import Row
    from layerviz.scene.shapes import Part, Shape
    from layerviz.scene.stacking import Plan
    from layerviz.scene.texts import CompareSide, CompareWords, View

EDGE = 4.0
BETWEEN = 16.0
PADDING = 24.0
HEAD_TOP = 14.0
BAR_HEIGHT = 15.0
SUMMARY_ROWS = 2


def compare_scene(
    sides: tuple[CompareSide, CompareSide],
    words: CompareWords,
    view: View,
    measure: TextMeasure,
) -> Scene:
    """The picture of two builds side by side: equal sizes have equal heights in both."""
    return beside_map(lambda seen: _Compare(sides, words, seen, measure), view)


class _Card(Record):
    """One side with its place."""

    index: int
    side: CompareSide
    x: float
    width: float
    between: tuple[float, ...]

    @property
    def inner_x(self) -> float:
        return self.x + PADDING

    @property
    def inner_width(self) -> float:
        return self.width - 2 * PADDING


class _Compare:
    """One layout of the two cards; lives for one call."""

    slack = 0.0

    def __init__(
        self,
        sides: tuple[CompareSide, CompareSide],
        words: CompareWords,
        view: View,
        measure: TextMeasure,
    ) -> None:
        self.words = words
        self.view = view
        self.measure = measure
        self.saving = edge_saving(view)
        self.head_top = HEAD_TOP - self.saving / 2
        self.lines = lines_of(measure)
        self.cards = self._cards(sides)
        has_total = any(side.total for side in sides)
        self.title_height = measure.line_height(TextStyle.TOTAL if has_total else TextStyle.HEADING)
        self.head = self.head_top + self.title_height
        self.head += self._names_height() + 10 - self.saving / 2
        self.foot = self._foot_height()
        room = view.height - self.head - self.foot - 2 * EDGE
        self.set_as, needed = self._plan(room)
        self.body = max(room, needed)
        self.height = self.head + self.body + self.foot + 2 * EDGE

    def _cards(self, sides: tuple[CompareSide, CompareSide]) -> tuple[_Card, ...]:
        room = (self.view.width - 2 * EDGE - BETWEEN) / 2
        cards: list[_Card] = []
        x = EDGE
        for index, side in enumerate(sides):
            build = side.analysis.after
            between = gutters(build, self.measure)
            least = columns_width(column_widths(build, between, 0.0), between) + 2 * PADDING
            width = max(room, least)
            cards.append(_Card(index=index, side=side, x=x, width=width, between=between))
            x += width + BETWEEN
        return tuple(cards)

    def scene(self) -> Scene:
        set_as, body = self.set_as, self.body
        down = self.view.in_dockerfile_order
        top = EDGE + self.head
        ground = top if down else top + body
        shapes: list[Shape] = []
        header: list[Shape] = []
        start = 0
        for card in self.cards:
            count = len(card.side.analysis.after.stages)
            mine = set_as.stacks[start : start + count]
            start += count
            outer = Rect(card.x, EDGE, card.width, self.head + body + self.foot)
            back = Decoration(ShapeId(f"card:{card.index}"), (Box(outer, Role.CARD, 12),))
            columns, arrows, above = self._columns(card, mine, set_as, ground)
            shapes.append(back)
            if not down:
                shapes.append(
                    ground_line(f":{card.index}", Rect(card.inner_x, ground, card.inner_width, 0))
                )
            shapes += [*columns, *arrows, *self._foot(card, top + body)]
            header += [back, self._head(card, above)]
        last = self.cards[-1]
        return Scene(
            last.x + last.width + EDGE,
            self.height,
            tuple(shapes),
            header=tuple(header),
            header_height=top,
            ground=Role.GROUND,
        )

    def _plan(self, room: float) -> tuple[Plan, float]:
        """One scale for both cards: that of the card that needs more room."""
        whole: list[tuple[Row, ...]] = []
        folded: list[tuple[Row, ...]] = []
        spans: list[tuple[int, int]] = []
        for card in self.cards:
            build = card.side.analysis.after
            stacks = rows_by_stage(build)
            spans += [(a + len(whole), b + len(whole)) for a, b in far_spans(build)]
            whole += stacks
            folded += foldings(stacks, card.side.marks, self.view)
        width = min(narrowest(card.side.analysis.after, self._widths(card)) for card in self.cards)
        return plan_under_lanes(
            spans, whole, folded, self.view, room=room, width=width, lines=self.lines
        )

    def _columns(
        self, card: _Card, stacks: tuple[tuple[Row, ...], ...], set_as: Plan, ground: float
    ) -> tuple[list[Shape], tuple[Shape, ...], list[Part]]:
        side, build = card.side, card.side.analysis.after
        dress = Dress(
            texts=side.texts,
            marks=side.marks,
            fold=self.words.fold,
            prefix=f"{card.index}/",
            side=card.index,
            can_move=self.view.can_move,
            known=self.view.known_blocks,
        )
        columns = laid_columns(
            build,
            stacks,
            set_as.heights,
            Frame(
                x=card.inner_x,
                width=card.inner_width,
                ground=ground,
                grows_down=self.view.in_dockerfile_order,
            ),
            dress=dress,
            widths=self._widths(card),
            between=card.between,
            measure=self.measure,
            lines=self.lines,
        )
        arrows = connectors(links_of(build, columns, dress), columns, self.measure)
        y = EDGE + self.head_top + self.title_height + 2
        several = len(columns) > 1
        above = names(columns, build, side.stage_notes, y, self.measure) if several else []
        return [group for column in columns for group in column.groups], arrows, above

    def _names_height(self) -> float:
        heights = [
            names_height(
                card.side.analysis.after,
                card.side.stage_notes,
                self._widths(card),
                self.measure,
            )
            for card in self.cards
            if len(card.side.analysis.after.stages) > 1
        ]
        return max(heights, default=0.0)

    def _widths(self, card: _Card) -> tuple[float, ...]:
        return column_widths(card.side.analysis.after, card.between, card.inner_width)

    def _head(self, card: _Card, above: list[Part]) -> Decoration:
        side, measure = card.side, self.measure
        height = self.title_height
        y = EDGE + self.head_top
        total = elided(side.total, TextStyle.TOTAL, card.inner_width * 0.6, measure)
        total_width = measure.width(total, TextStyle.TOTAL) if total else 0.0
        room = card.inner_width - total_width - (16 if total else 0)
        title = elided(side.title, TextStyle.HEADING, room, measure)
        parts: list[Part] = [
            Label(Rect(card.inner_x, y, room, height), title, TextStyle.HEADING, Role.TEXT)
        ]
        if total:
            x = card.inner_x + card.inner_width - total_width
            rect = Rect(x, y, total_width, height)
            parts.append(Label(rect, total, TextStyle.TOTAL, side.total_role, Align.RIGHT))
        return Decoration(ShapeId(f"head:{card.index}"), (*parts, *above))

    def _foot_height(self) -> float:
        height = 38.0 - self.saving
        has_bar = self._has_bar()
        rows = max(len(self._summary(card)) for card in self.cards)
        has_note = any(card.side.summary_note for card in self.cards)
        if not (has_bar or rows or has_note):
            return height - 14
        if has_bar:
            height += BAR_HEIGHT + 10
        height += rows * self.measure.line_height(TextStyle.NOTE)
        return height + (self.measure.line_height(TextStyle.CAPTION) if has_note else 0.0)

    def _has_bar(self) -> bool:
        """Whether the costs are drawn as bars: not in a low picture, which has them in figures."""
        return not self.saving and any(card.side.bar_share is not None for card in self.cards)

    def _summary(self, card: _Card) -> tuple[str, ...]:
        text = card.side.summary
        if not text or self.saving:  # a low picture has it in large figures only
            return ()
        return wrapped(text, TextStyle.NOTE, card.inner_width, SUMMARY_ROWS, self.measure)

    def _foot(self, card: _Card, ground: float) -> list[Shape]:
        side, measure = card.side, self.measure
        parts: list[Part] = []
        x, width = card.inner_x, card.inner_width
        y = ground + 18 - self.saving / 2
        if side.bar_share is not None and self._has_bar():
            track = Rect(x, y, width, BAR_HEIGHT)
            parts.append(Box(track, Role.TRACK, 5))
            filled = max(BAR_HEIGHT, width * min(1.0, max(0.0, side.bar_share)))
            parts.append(Box(Rect(x, y, filled, BAR_HEIGHT), Role.BAR, 5))
        if self._has_bar():
            y += BAR_HEIGHT + 10
        for text in self._summary(card):
            height = measure.line_height(TextStyle.NOTE)
            parts.append(Label(Rect(x, y, width, height), text, TextStyle.NOTE, Role.TEXT))
            y += height
        if side.summary_note:
            height = measure.line_height(TextStyle.CAPTION)
            text = elided(side.summary_note, TextStyle.CAPTION, width, measure)
            parts.append(Label(Rect(x, y, width, height), text, TextStyle.CAPTION, Role.MUTED))
        return [Decoration(ShapeId(f"foot:{card.index}"), tuple(parts))]
