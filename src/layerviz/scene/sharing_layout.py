"""Sharing: images as columns on one ground line, a layer that several have as one block under all.

What is stored once is drawn once. Beside it stand the cards of what that saves
(`scene.sharing_cards`).
"""

from __future__ import annotations

from layerviz.core.values import Record, replace
from layerviz.scene.blocks import lines_of
from layerviz.scene.geometry import Rect
from layerviz.scene.measuring import elided, wrapped
from layerviz.scene.notes import edge_saving, ground_line, has_notes, notes, notes_height
from layerviz.scene.roles import Role
from layerviz.scene.shapes import (
    Align,
    Box,
    Decoration,
    Group,
    Label,
    Mark,
    Scene,
    ShapeId,
    Sign,
    Target,
    TargetKind,
    TextStyle,
)
from layerviz.scene.sharing_blocks import Masonry
from layerviz.scene.sharing_cards import SIDE_WIDTH, side_cards
from layerviz.scene.sharing_columns import LEAST_NUMBERED, Pile, columns_in, set_pieces
from layerviz.scene.sharing_pieces import Look, sharing_pieces
from layerviz.scene.stacking import beside_map

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerviz.core.sharing import SharingReport
    from layerviz.scene.measuring import TextMeasure
    from layerviz.scene.shapes import Part, Shape
    from layerviz.scene.sharing_texts import SharingMarks, SharingWords
    from layerviz.scene.texts import View

EDGE = 4.0
BETWEEN = 14.0
PADDING = 20.0
TOP = 12.0
NAME_GAP = 8.0
LEAST_BESIDE = 700.0
"""A narrower picture has the sums in one line instead of cards at its side."""
NOTE_ROWS = 2
NOTES_SHARE = 0.16
"""So much of the height the sentences below may take."""
LEAST_SIZED = 420.0
"""In a lower picture the names above the columns stand alone."""


class Shown(Record):
    """What is shown, whatever the room. `base_heights` as in `sharing_pieces`."""

    report: SharingReport
    base_heights: tuple[int, ...]
    words: SharingWords
    marks: SharingMarks
    is_base_open: bool = False


def sharing_scene(shown: Shown, view: View, measure: TextMeasure) -> Scene:
    """The picture of images side by side."""
    marks = shown.marks
    kept = frozenset() if marks.layer is None else frozenset({marks.layer})
    look = Look(is_base_open=shown.is_base_open, opened=view.opened, kept=kept)
    looks = (look, replace(look, folds=True)) if view.folds else (look,)
    whole, *folded = (
        Pile(sharing_pieces(shown.report, shown.base_heights, each), is_linear=view.is_linear)
        for each in looks
    )
    piles = (whole, folded[0] if folded else None)
    return beside_map(lambda seen: _Sharing(shown, piles, seen, measure), view)


class _Sharing:
    """One layout of the images; lives for one call."""

    slack = 0.0

    def __init__(
        self,
        shown: Shown,
        piles: tuple[Pile, Pile | None],
        view: View,
        measure: TextMeasure,
    ) -> None:
        self.shown, self.words = shown, shown.words
        self.view, self.measure = view, measure
        self.saving = edge_saving(view)
        self.beside = shown.words.side if view.width >= LEAST_BESIDE else None
        self.side_width = SIDE_WIDTH + BETWEEN if self.beside else 0.0
        self.x = EDGE + PADDING
        self.inner = max(1.0, view.width - self.side_width - 2 * self.x)
        self.columns = columns_in(self.x, self.inner, len(shown.report.order))
        self.title = self._title_rows()
        self.name_height = self._name_height()
        self.name_y = EDGE + TOP - self.saving / 2 + self._height_of(self.title) + NAME_GAP
        self.head = self.name_y + self.name_height + 2 * NAME_GAP - self.saving
        self.notes = self._notes()
        self.foot = notes_height(view) + self._height_of(self.notes) + EDGE
        room = view.height - self.head - self.foot
        width = self.columns.width
        self.made = set_pieces(*piles, width=width, room=room, lines=lines_of(measure))
        self.body = max(room, self.made.needed)
        self.height = self.head + self.body + self.foot

    def scene(self) -> Scene:
        down = self.view.in_dockerfile_order
        width = max(self.inner, self.columns.across) + 2 * self.x
        outer = Rect(EDGE, EDGE, width - 2 * EDGE, self.height - 2 * EDGE)
        card = Decoration(ShapeId("card"), (Box(outer, Role.CARD, 12),))
        line = Rect(self.columns.x, self.head + self.body, self.columns.across, 0)
        ground = [] if down else [ground_line("", line)]
        return Scene(
            width + self.side_width,
            self.height,
            (card, *ground, *self._blocks(down=down), *self._below(line.y)),
            header=(card, self._above(), *self._names()),
            header_height=self.head,
            side=self._side(width),
            side_width=self.side_width,
            ground=Role.GROUND,
        )

    def _blocks(self, *, down: bool) -> list[Group]:
        masonry = Masonry(
            self.shown.report,
            self.words,
            self.shown.marks,
            self.columns,
            measure=self.measure,
            known=self.view.known_blocks,
        )
        ground = self.head if down else self.head + self.body
        return masonry.laid(self.made, ground, grows_down=down)

    def _side(self, x: float) -> tuple[Shape, ...]:
        if self.beside is None:
            return ()
        room = Rect(x + BETWEEN, EDGE, SIDE_WIDTH - EDGE, self.view.height - 2 * EDGE)
        return side_cards(self.beside, self.shown.marks, room, self.measure)

    # above the columns

    def _title_rows(self) -> list[tuple[str, TextStyle]]:
        rows = [(self.words.title, TextStyle.HEADING)]
        if not self.side_width and self.words.line:
            style = TextStyle.CAPTION
            lines = wrapped(self.words.line, style, self.inner, NOTE_ROWS, self.measure)
            rows += [(line, style) for line in lines]
        return rows

    def _height_of(self, rows: Sequence[tuple[str, TextStyle]]) -> float:
        return sum(self.measure.line_height(style) for _, style in rows)

    def _above(self) -> Decoration:
        """The title, and beside it what the picture means."""
        measure, words = self.measure, self.words
        parts: list[Part] = []
        y = EDGE + TOP - self.saving / 2
        for text, style in self.title:
            height = measure.line_height(style)
            shown = elided(text, style, self.inner, measure)
            role = Role.TEXT if style is TextStyle.HEADING else Role.MUTED
            parts.append(Label(Rect(self.x, y, self.inner, height), shown, style, role))
            y += height
        height = measure.line_height(TextStyle.HEADING)
        taken = measure.width(self.title[0][0], TextStyle.HEADING) + 24
        hint = measure.width(words.hint, TextStyle.CAPTION)
        if taken + hint <= self.inner:
            rect = Rect(self.x + self.inner - hint, EDGE + TOP - self.saving / 2, hint, height)
            parts.append(Label(rect, words.hint, TextStyle.CAPTION, Role.MUTED, Align.RIGHT))
            parts[0] = replace(parts[0], rect=replace(parts[0].rect, width=self.inner - hint))
        return Decoration(ShapeId("title"), tuple(parts))

    def _has_sizes(self) -> bool:
        return self.view.height >= LEAST_SIZED

    def _name_height(self) -> float:
        height = self.measure.line_height(TextStyle.PATH) + 12
        return height + (self.measure.line_height(TextStyle.CAPTION) if self._has_sizes() else 0.0)

    def _names(self) -> list[Group]:
        return [self._name(rank, image) for rank, image in enumerate(self.shown.report.order)]

    def _name(self, rank: int, image: int) -> Group:
        """The cell above a column; a cross says that the image is imagined deleted."""
        texts, measure = self.words.images[image], self.measure
        x, width = self.columns.place(rank)
        is_leaving = image == self.shown.marks.leaving
        role = Role.MUTED if is_leaving else Role.TEXT
        has_mark = is_leaving and width >= LEAST_NUMBERED
        inset = 30.0 if has_mark else 4.0
        room, height = width - 2 * inset, measure.line_height(TextStyle.PATH)
        name = elided(texts.name, TextStyle.PATH, room, measure)
        parts: list[Part] = [
            Box(Rect(0, 0, width, self.name_height), Role.TRACK),
            Label(Rect(inset, 6, room, height), name, TextStyle.PATH, role, Align.CENTER),
        ]
        if self._has_sizes():
            rect = Rect(inset, 6 + height, room, measure.line_height(TextStyle.CAPTION))
            size = elided(texts.size, TextStyle.CAPTION, room, measure)
            parts.append(Label(rect, size, TextStyle.CAPTION, Role.MUTED, Align.CENTER))
        if has_mark:
            rect = Rect(8, self.name_height / 2 - 8, 16, 16)
            parts.append(Mark(rect, Sign.CROSS, Role.COSTLY))
        return Group(
            ShapeId(f"image:{image}"),
            Rect(x, self.name_y, width, self.name_height),
            Role.TRACK,
            tuple(parts),
            Target(TargetKind.IMAGE, index=image),
            texts.spoken,
            texts.spoken,
        )

    # below the columns

    def _notes(self) -> list[tuple[str, TextStyle]]:
        """The rule, and after it as many of the near misses as there is room for."""
        if not has_notes(self.view):
            return []
        rows: list[tuple[str, TextStyle]] = []
        for place, text in enumerate((self.words.rule, *self.words.notes)):
            style = TextStyle.CAPTION if place else TextStyle.NOTE
            lines = wrapped(text, style, self.inner, NOTE_ROWS, self.measure)
            wanted = [*rows, *((line, style) for line in lines)]
            if rows and self._height_of(wanted) > self.view.height * NOTES_SHARE:
                break
            rows = wanted
        return rows

    def _below(self, ground: float) -> list[Shape]:
        if not has_notes(self.view):
            return []
        parts: list[Part] = []
        y = ground + 14
        for place, (text, style) in enumerate(self.notes):
            height = self.measure.line_height(style)
            role = Role.MUTED if place and style is TextStyle.CAPTION else Role.TEXT
            parts.append(Label(Rect(self.x, y, self.inner, height), text, style, role))
            y += height
        line = Rect(self.x, y - 12, self.inner, 0)
        made = notes(self.words.order_note, self.words.scale_note, line, self.measure)
        return [Decoration(ShapeId("notes"), tuple(parts)), *made] if parts else list(made)
