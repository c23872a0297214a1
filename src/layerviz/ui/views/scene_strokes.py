"""Colours, pens, brushes and patterns made ready once and shared between drawings."""

from __future__ import annotations

from functools import lru_cache
from math import ceil

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QTransform

from layerviz.ui.theme import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.scene.geometry import Rect
    from layerviz.ui.theme import RoleLook

HATCH_STEP = 11.0
DOT_STEP = 9.0
DOT_WIDTH = 2.8
CROSS_STEP = 17.0
_STROKES = {Pattern.HATCH: 3.0, Pattern.CROSS: 1.4}


def qrect(rect: Rect) -> QRectF:
    """The rectangle for Qt."""
    return QRectF(rect.x, rect.y, rect.width, rect.height)


@lru_cache(maxsize=512)
def color(name: str, alpha: int = 255) -> QColor:
    """A colour by its name; "" is transparent. It is shared: not to be changed."""
    made = QColor(name) if name else QColor(0, 0, 0, 0)
    if name:
        made.setAlpha(alpha)
    return made


@lru_cache(maxsize=512)
def pen(name: str, width: float, *, is_dashed: bool = False) -> QPen:
    """A pen, shared: not to be changed."""
    if not name or not width:
        return QPen(Qt.PenStyle.NoPen)
    made = QPen(color(name), width)
    made.setCapStyle(Qt.PenCapStyle.RoundCap)
    made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if is_dashed:
        made.setCapStyle(Qt.PenCapStyle.FlatCap)
        made.setDashPattern([3.2, 2.4])
    return made


NO_BRUSH = QBrush(Qt.BrushStyle.NoBrush)
NO_PEN = QPen(Qt.PenStyle.NoPen)


@lru_cache(maxsize=64)
def pattern_brush(pattern: Pattern, name: str, scale: float) -> QBrush:
    """A pattern as a brush for the screen, sharp at that scale; shared: not to be changed."""
    wanted = {Pattern.HATCH: HATCH_STEP, Pattern.DOTS: DOT_STEP}.get(pattern, CROSS_STEP)
    pixels = max(2, round(wanted * scale))
    image = QImage(pixels, pixels, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(scale, scale)
    side = pixels / scale
    if pattern is Pattern.DOTS:
        painter.setPen(NO_PEN)
        painter.setBrush(QBrush(color(name)))
        painter.drawEllipse(QPointF(side / 2, side / 2), DOT_WIDTH / 2, DOT_WIDTH / 2)
    else:
        painter.setPen(pen(name, _STROKES[pattern]))
        for shift in (-side, 0.0, side):
            painter.drawLine(QLineF(shift - 2, side + 2, shift + side + 2, -2))
            if pattern is Pattern.CROSS:
                painter.drawLine(QLineF(shift - 2, -2, shift + side + 2, side + 2))
    painter.end()
    brush = QBrush(image)
    brush.setTransform(QTransform.fromScale(1 / scale, 1 / scale))
    return brush


def pattern_pen(look: RoleLook) -> QPen:
    """The pen that draws the lines of a pattern when it is exported."""
    if look.pattern is not Pattern.DOTS:
        return pen(look.pattern_color, _STROKES[look.pattern])
    made = QPen(color(look.pattern_color), DOT_WIDTH)
    made.setCapStyle(Qt.PenCapStyle.RoundCap)
    made.setDashPattern([0.001, DOT_STEP / DOT_WIDTH])
    return made


def pattern_lines(pattern: Pattern, rect: Rect) -> list[QLineF]:
    """The lines of a pattern inside a rectangle; for dots, rows that a dotted pen draws."""
    if pattern is Pattern.DOTS:
        rows = int(rect.height // DOT_STEP)
        top = rect.y + (rect.height - rows * DOT_STEP) / 2
        return [
            QLineF(rect.x + 3, y, rect.right - 2, y)
            for y in (top + row * DOT_STEP for row in range(rows + 1))
        ]
    step = HATCH_STEP if pattern is Pattern.HATCH else CROSS_STEP
    lines = _diagonals(rect, step)
    if pattern is Pattern.CROSS:
        middle = 2 * rect.center.x
        lines += [
            QLineF(middle - line.x1(), line.y1(), middle - line.x2(), line.y2()) for line in lines
        ]
    return lines


def _diagonals(rect: Rect, step: float) -> list[QLineF]:
    """Lines rising to the right, cut to the rectangle."""
    lines: list[QLineF] = []
    for number in range(1, ceil((rect.width + rect.height) / step)):
        reach = number * step
        x1, y1 = rect.x, rect.y + reach
        x2, y2 = rect.x + reach, rect.y
        if y1 > rect.bottom:
            x1, y1 = x1 + (y1 - rect.bottom), rect.bottom
        if x2 > rect.right:
            x2, y2 = rect.right, y2 + (x2 - rect.right)
        lines.append(QLineF(x1, y1, x2, y2))
    return lines
