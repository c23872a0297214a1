"""Paints a scene: every shape is made into ready pens, brushes, lines and texts once, then drawn.

Nothing is measured, decided or allocated while painting. Patterns are plain lines cut to their
block, not clips or textures: they stay sharp when zoomed and survive the export to SVG.
"""

from __future__ import annotations

from functools import lru_cache
from math import ceil

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QStaticText,
    QTransform,
)

from layerviz.scene.geometry import Rect, union
from layerviz.scene.roles import Role
from layerviz.scene.shapes import (
    Align,
    Badge,
    Box,
    Connector,
    Decoration,
    Group,
    Label,
    Mark,
    Sign,
    TextStyle,
)
from layerviz.ui.fonts import shown
from layerviz.ui.theme import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from layerviz.scene.geometry import Point
    from layerviz.scene.shapes import Part, Shape
    from layerviz.ui.fonts import FontMeasure
    from layerviz.ui.theme import RoleLook, Theme

    class Drawing(Protocol):
        """Something ready to be drawn."""

        def draw(self, painter: QPainter, *, has_text: bool) -> None:
            """Draw it at its place."""


HATCH_STEP = 11.0
DOT_STEP = 9.0
DOT_WIDTH = 2.8
CROSS_STEP = 17.0
_STROKES = {Pattern.HATCH: 3.0, Pattern.CROSS: 1.4}
PATTERN_INSET = 3.0
QUIET_ALPHA = 205
CORNER = 12.0
ARROW = 9.0


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


class BoxDrawing:
    """A rounded rectangle with its pattern: a brush on screen (`scale`), lines when exported."""

    def __init__(self, box: Box, look: RoleLook, surface: str, scale: float | None) -> None:
        width = look.border_width if look.border or box.is_outline else 0.0
        edge = width / 2 if not box.is_outline else -0.4
        self.rect = qrect(box.rect.inset(min(edge, box.rect.height / 2)))
        self.radius = box.radius
        self.fill = NO_BRUSH if box.is_outline or not look.fill else QBrush(color(look.fill))
        self.border = pen(look.border, width, is_dashed=look.is_dashed and not box.is_outline)
        self.lines: list[QLineF] = []
        self.pattern = NO_PEN
        self.texture = NO_BRUSH
        self.quiet = QRectF()
        self.quiet_fill = NO_BRUSH
        self.has_pattern = look.pattern is not Pattern.PLAIN and not box.is_outline
        if self.has_pattern:
            if scale is None:
                self.lines = pattern_lines(look.pattern, box.rect.inset(PATTERN_INSET))
                self.pattern = _pattern_pen(look)
            else:
                self.texture = pattern_brush(look.pattern, look.pattern_color, scale)
            if box.quiet is not None:
                self.quiet = qrect(box.quiet)
                self.quiet_fill = QBrush(color(look.fill or surface, QUIET_ALPHA))

    def draw(self, painter: QPainter, *, has_text: bool) -> None:
        """Draw fill, pattern, the quiet place for the text, and border."""
        if self.has_pattern:
            painter.setPen(NO_PEN)
            painter.setBrush(self.fill)
            painter.drawRoundedRect(self.rect, self.radius, self.radius)
            self._draw_pattern(painter)
            if has_text and not self.quiet.isEmpty():
                painter.setPen(NO_PEN)
                painter.setBrush(self.quiet_fill)
                painter.drawRoundedRect(self.quiet, 4, 4)
            painter.setBrush(NO_BRUSH)
        else:
            painter.setBrush(self.fill)
        painter.setPen(self.border)
        painter.drawRoundedRect(self.rect, self.radius, self.radius)

    def _draw_pattern(self, painter: QPainter) -> None:
        if self.lines:
            painter.setPen(self.pattern)
            painter.drawLines(self.lines)
        else:
            painter.setBrush(self.texture)
            painter.drawRoundedRect(self.rect, self.radius, self.radius)


def _pattern_pen(look: RoleLook) -> QPen:
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


class TextDrawing:
    """One line of text on its baseline."""

    def __init__(self, label: Label, text_color: str, measure: FontMeasure) -> None:
        text = shown(label.text)
        style = label.style
        rect = label.rect
        x = rect.x
        if label.align is not Align.LEFT:
            left = rect.width - measure.width(label.text, style)
            x += left if label.align is Align.RIGHT else left / 2
        top = rect.y + (rect.height - measure.line_height(style)) / 2
        self.baseline = QPointF(x, top + measure.baseline(style))
        self.corner = QPointF(x, self.baseline.y() - measure.layout_ascent(text, style))
        self.font = measure.fonts[style]
        self.pen = pen(text_color, 1.0)
        self.text = text
        self.static = QStaticText(text)
        self.static.setTextFormat(Qt.TextFormat.PlainText)
        self.static.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)

    def draw(self, painter: QPainter, *, has_text: bool) -> None:
        """Draw the text from its cached layout."""
        if has_text:
            painter.setFont(self.font)
            painter.setPen(self.pen)
            painter.drawStaticText(self.corner, self.static)


class PlainTextDrawing(TextDrawing):
    """One line of text drawn as text: what an exported picture can search and select."""

    def draw(self, painter: QPainter, *, has_text: bool) -> None:
        """Draw the text itself."""
        if has_text:
            painter.setFont(self.font)
            painter.setPen(self.pen)
            painter.drawText(self.baseline, self.text)


class PathDrawing:
    """Lines and signs."""

    def __init__(self, path: QPainterPath, with_pen: QPen, brush: QBrush = NO_BRUSH) -> None:
        self.path = path
        self.pen = with_pen
        self.brush = brush

    def draw(self, painter: QPainter, *, has_text: bool) -> None:
        """Draw the path; signs and lines are drawn however small."""
        painter.setPen(self.pen)
        painter.setBrush(self.brush)
        painter.drawPath(self.path)


class ShapeDrawing:
    """A shape ready to be drawn: what is in it, where it lies, and what it was made of."""

    def __init__(self, shape: Shape, bounds: QRectF, offset: QPointF) -> None:
        self.shape = shape
        self.bounds = bounds
        self.offset = offset
        self.drawings: list[Drawing] = []

    def draw(self, painter: QPainter, *, has_text: bool) -> None:
        """Draw all parts, at the shape's place."""
        if self.offset.isNull():
            for drawing in self.drawings:
                drawing.draw(painter, has_text=has_text)
            return
        painter.translate(self.offset)
        for drawing in self.drawings:
            drawing.draw(painter, has_text=has_text)
        painter.translate(-self.offset)


class Drawer:
    """Makes shapes into drawings, with one theme and the fonts of one measure.

    `scale` is that of the screen; None makes drawings to be exported.
    """

    def __init__(
        self, theme: Theme, measure: FontMeasure, *, ground: Role, scale: float | None
    ) -> None:
        self.theme = theme
        self.measure = measure
        self.surface = theme.look(Role.SURFACE if ground is Role.GROUND else ground).fill
        self.scale = scale
        self.text_class = PlainTextDrawing if scale is None else TextDrawing

    def shape(self, shape: Shape) -> ShapeDrawing:
        """The drawing of a shape."""
        if isinstance(shape, Group):
            made = ShapeDrawing(
                shape, qrect(shape.rect.inset(-4)), QPointF(shape.rect.x, shape.rect.y)
            )
            made.drawings = [self._part(part) for part in shape.parts]
        elif isinstance(shape, Decoration):
            bounds = union(part.rect for part in shape.parts)
            made = ShapeDrawing(shape, qrect(bounds.inset(-4)), QPointF())
            made.drawings = [self._part(part) for part in shape.parts]
        else:
            made = self._connector(shape)
        return made

    def _part(self, part: Part) -> Drawing:
        look = self.theme.look(part.role)
        if isinstance(part, Box):
            return BoxDrawing(part, look, self.surface, self.scale)
        if isinstance(part, Label):
            return self.text_class(part, look.soft if part.is_soft else look.text, self.measure)
        if isinstance(part, Badge):
            return _Several(self._badge(part, look))
        return _Several(_sign(part, look))

    def _badge(self, badge: Badge, look: RoleLook) -> list[Drawing]:
        path = QPainterPath()
        radius = badge.rect.height / 2
        path.addRoundedRect(qrect(badge.rect), radius, radius)
        label = Label(badge.rect, badge.text, TextStyle.BADGE, badge.role, Align.CENTER)
        text = self.text_class(label, look.badge_text, self.measure)
        return [PathDrawing(path, NO_PEN, QBrush(color(look.badge))), text]

    def _connector(self, connector: Connector) -> ShapeDrawing:
        look = self.theme.look(connector.role)
        line, head = connector_paths(connector)
        bounds = line.boundingRect().united(head.boundingRect())
        with_pen = QPen(color(look.border), 2.4)
        with_pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        with_pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if look.is_dashed:
            with_pen.setDashPattern([2.6, 2.0])
        drawings: list[Drawing] = [PathDrawing(line, with_pen)]
        if connector.has_head:
            drawings.append(PathDrawing(head, NO_PEN, QBrush(color(look.border))))
        if connector.label is not None:
            label = connector.label
            bounds = bounds.united(qrect(label.rect))
            back = QPainterPath()
            back.addRoundedRect(qrect(label.rect), 5, 5)
            drawings.append(PathDrawing(back, NO_PEN, QBrush(color(self.surface))))
            drawings.append(self.text_class(label, look.text, self.measure))
        made = ShapeDrawing(connector, bounds.adjusted(-4, -4, 4, 4), QPointF())
        made.drawings = drawings
        return made


class _Several:
    """Drawings that belong together."""

    def __init__(self, drawings: list[Drawing]) -> None:
        self.drawings = drawings

    def draw(self, painter: QPainter, *, has_text: bool) -> None:
        for drawing in self.drawings:
            drawing.draw(painter, has_text=has_text)


def connector_paths(connector: Connector) -> tuple[QPainterPath, QPainterPath]:
    """The line, ending at the arrow's head, and the head."""
    points = connector.points
    tip, before = points[-1], points[-2]
    head = _head(tip, before)
    reach = ARROW - 1 if connector.has_head else 0.0
    direction = 1 if tip.x >= before.x else -1
    end = QPointF(tip.x - direction * reach, tip.y)
    line = QPainterPath(QPointF(points[0].x, points[0].y))
    if connector.is_curved:
        first, second = points[1], points[2]
        line.cubicTo(QPointF(first.x, first.y), QPointF(second.x, second.y), end)
        return line, head
    for place in range(1, len(points) - 1):
        _rounded_corner(line, points[place - 1], points[place], points[place + 1])
    line.lineTo(end)
    return line, head


def _head(tip: Point, before: Point) -> QPainterPath:
    back = -ARROW if tip.x >= before.x else ARROW
    head = QPainterPath(QPointF(tip.x, tip.y))
    head.lineTo(tip.x + back, tip.y - ARROW * 0.55)
    head.lineTo(tip.x + back, tip.y + ARROW * 0.55)
    head.closeSubpath()
    return head


def _rounded_corner(line: QPainterPath, start: Point, corner: Point, end: Point) -> None:
    a = _towards(corner, start)
    b = _towards(corner, end)
    line.lineTo(a)
    line.quadTo(QPointF(corner.x, corner.y), b)


def _towards(corner: Point, other: Point) -> QPointF:
    dx, dy = other.x - corner.x, other.y - corner.y
    length = max(1e-6, (dx * dx + dy * dy) ** 0.5)
    reach = min(CORNER, length / 2)
    return QPointF(corner.x + dx / length * reach, corner.y + dy / length * reach)


def _sign(mark: Mark, look: RoleLook) -> list[Drawing]:
    rect = mark.rect
    if mark.sign in (Sign.SELECTED, Sign.RIGHT, Sign.WRONG, Sign.MISSED):
        circle = QPainterPath()
        circle.addEllipse(qrect(rect))
        inner = rect.inset(rect.width * 0.26)
        white = pen(look.badge_text, 2.2)
        path = _cross(inner) if mark.sign is Sign.WRONG else _tick(inner)
        if mark.sign is Sign.MISSED:
            path = _exclamation(inner)
        back = PathDrawing(circle, pen(look.badge_text, 1.4), QBrush(color(look.badge)))
        return [back, PathDrawing(path, white)]
    if mark.sign is Sign.QUESTION:
        return [PathDrawing(_question(rect), pen(look.border, 2.6))]
    paths = {Sign.TICK: _tick, Sign.UNFOLD: _unfold}
    path = paths.get(mark.sign, _cross)(rect.inset(rect.width * 0.1))
    width = 3.0
    if mark.sign is Sign.UNFOLD:
        width = 2.0
    elif mark.sign is Sign.CROSS:
        width = 2.8
    return [PathDrawing(path, pen(look.border, width))]


def _tick(rect: Rect) -> QPainterPath:
    path = QPainterPath(QPointF(rect.x, rect.y + rect.height * 0.55))
    path.lineTo(rect.x + rect.width * 0.36, rect.y + rect.height * 0.88)
    path.lineTo(rect.right, rect.y + rect.height * 0.16)
    return path


def _cross(rect: Rect) -> QPainterPath:
    path = QPainterPath(QPointF(rect.x, rect.y))
    path.lineTo(rect.right, rect.bottom)
    path.moveTo(rect.right, rect.y)
    path.lineTo(rect.x, rect.bottom)
    return path


def _exclamation(rect: Rect) -> QPainterPath:
    x = rect.center.x
    path = QPainterPath(QPointF(x, rect.y - 1))
    path.lineTo(x, rect.y + rect.height * 0.62)
    path.moveTo(x, rect.bottom)
    path.lineTo(x, rect.bottom + 0.1)
    return path


def _question(rect: Rect) -> QPainterPath:
    x, top, height = rect.center.x, rect.y, rect.height
    path = QPainterPath()
    path.arcMoveTo(QRectF(x - 5, top, 10, 10), 170)
    path.arcTo(QRectF(x - 5, top, 10, 10), 170, -235)
    path.lineTo(x, top + height * 0.68)
    path.moveTo(x, rect.bottom)
    path.lineTo(x, rect.bottom + 0.1)
    return path


def _unfold(rect: Rect) -> QPainterPath:
    middle = rect.center
    path = QPainterPath()
    for direction in (-1, 1):
        tip = middle.y + direction * rect.height * 0.42
        base = middle.y + direction * rect.height * 0.14
        path.moveTo(middle.x - 5, base)
        path.lineTo(middle.x, tip)
        path.lineTo(middle.x + 5, base)
    return path
