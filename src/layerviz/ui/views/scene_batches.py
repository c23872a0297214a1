"""Neighbouring blocks of a large picture painted together: few calls where there are hundreds.

Boxes of one look follow each other without another pen or brush, their border what shows of a
larger box below the fill: that is faster than a stroke and looks the same. The letters of all are
one run for each font and colour. Blocks do not lie over each other: their order changes nothing.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QGlyphRun, QPainter, QPen

from layerviz.ui.views.scene_items import BoxDrawing, TextDrawing
from layerviz.ui.views.scene_strokes import NO_PEN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from layerviz.ui.views.scene_items import Drawing, ShapeDrawing

_ORIGIN = QPointF()


class Batch:
    """Blocks that are painted together, each of them ready to be drawn."""

    def __init__(self, drawings: Sequence[ShapeDrawing]) -> None:
        self.drawings = drawings
        self._bounds = QRectF()
        self._boxes: dict[tuple[int, int], _Boxes] = {}
        self._others: list[tuple[int, QPointF, list[Drawing]]] = []
        self._runs: list[tuple[QPen, QGlyphRun]] | None = None
        for place, shape in enumerate(drawings):
            self._bounds = self._bounds.united(shape.bounds)
            first, *rest = shape.drawings
            others = [each for each in rest if not isinstance(each, TextDrawing)]
            if not (isinstance(first, BoxDrawing) and self._takes(first, place, shape.offset)):
                others.insert(0, first)
            if others:
                self._others.append((place, shape.offset, others))

    def _takes(self, box: BoxDrawing, place: int, offset: QPointF) -> bool:
        """Add the box to those of its look, if its fill and its border are plain."""
        fill, border = box.fill, box.border
        is_filled = fill.style() is Qt.BrushStyle.SolidPattern and fill.color().alpha() == 255
        has_room = min(box.rect.width(), box.rect.height()) > border.widthF()
        is_plain = is_filled and has_room and not box.has_pattern
        if not is_plain or border.style() is not Qt.PenStyle.SolidLine:
            return False
        look = (border.color().rgba(), fill.color().rgba())
        if look not in self._boxes:
            self._boxes[look] = _Boxes(QBrush(border.color()), fill)
        self._boxes[look].add(place, box, offset)
        return True

    def draw(self, painter: QPainter, seen: Sequence[QRectF], *, has_text: bool) -> None:
        """Draw what can be seen in one of these places."""
        if not any(map(self._bounds.intersects, seen)):
            return
        shown: Container[int] = range(len(self.drawings))
        if not any(place.contains(self._bounds) for place in seen):
            shown = {
                place
                for place, shape in enumerate(self.drawings)
                if any(map(shape.bounds.intersects, seen))
            }
        painter.setPen(NO_PEN)
        for boxes in self._boxes.values():
            boxes.draw(painter, shown)
        for place, offset, others in self._others:
            if place in shown:
                painter.translate(offset)
                for each in others:
                    each.draw(painter, has_text=has_text)
                painter.translate(-offset)
        if has_text and shown:
            self._draw_texts(painter)

    def _draw_texts(self, painter: QPainter) -> None:
        if self._runs is None:
            self._runs = _joined(self.drawings)
        for pen, run in self._runs:
            painter.setPen(pen)
            painter.drawGlyphRun(_ORIGIN, run)


class _Boxes:
    """Boxes of one look: the larger ones below in the colour of the border."""

    def __init__(self, border: QBrush, fill: QBrush) -> None:
        self.border, self.fill = border, fill
        self.rounded: list[tuple[int, QRectF, float, QRectF, float]] = []

    def add(self, place: int, box: BoxDrawing, offset: QPointF) -> None:
        edge = box.border.widthF() / 2
        rect = box.rect.translated(offset)
        below = rect.adjusted(-edge, -edge, edge, edge)
        fill = rect.adjusted(edge, edge, -edge, -edge)
        radius = box.radius
        self.rounded.append((place, below, radius + edge, fill, max(0.0, radius - edge)))

    def draw(self, painter: QPainter, shown: Container[int]) -> None:
        draw = painter.drawRoundedRect
        seen = [each for each in self.rounded if each[0] in shown]
        painter.setBrush(self.border)
        for _, rect, radius, _, _ in seen:
            draw(rect, radius, radius)
        painter.setBrush(self.fill)
        for _, _, _, rect, radius in seen:
            draw(rect, radius, radius)


def _joined(drawings: Sequence[ShapeDrawing]) -> list[tuple[QPen, QGlyphRun]]:
    """All letters of the blocks at their places: one run for each font and colour."""
    made: dict[tuple[int, str, float, int], tuple[QPen, list[tuple[QPointF, QGlyphRun]]]] = {}
    for shape in drawings:
        for text in shape.drawings:
            if isinstance(text, TextDrawing):
                corner = text.corner + shape.offset
                for run in text.laid():
                    font = run.rawFont()
                    look = (
                        id(text.font),
                        font.familyName(),
                        font.weight(),
                        text.pen.color().rgba(),
                    )
                    made.setdefault(look, (text.pen, []))[1].append((corner, run))
    return [(pen, _run_of(parts)) for pen, parts in made.values()]


def _run_of(parts: Sequence[tuple[QPointF, QGlyphRun]]) -> QGlyphRun:
    made = QGlyphRun()
    made.setRawFont(parts[0][1].rawFont())
    made.setGlyphIndexes([index for _, run in parts for index in run.glyphIndexes()])
    made.setPositions([corner + at for corner, run in parts for at in run.positions()])
    return made
