"""Paints a scene: every shape is made into ready pens, brushes, lines and texts once, then drawn.

Nothing is measured or decided while painting. A pattern is a brush made for the screen's scale; in
an export it is plain lines cut to their block, for SVG knows neither clips nor such brushes.
"""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QFont,
    QGlyphRun,
    QPainter,
    QPainterPath,
    QPen,
    QTextLayout,
)

from layerviz.scene.geometry import union
from layerviz.scene.roles import Role
from layerviz.scene.shapes import (
    Align,
    Badge,
    Box,
    Connector,
    Group,
    Label,
    Mark,
    Sign,
    TextStyle,
)
from layerviz.ui.font_measuring import shown
from layerviz.ui.theme import Pattern
from layerviz.ui.views.scene_paths import (
    connector_paths,
    cross,
    exclamation,
    question,
    tick,
    unfold,
)
from layerviz.ui.views.scene_strokes import (
    NO_BRUSH,
    NO_PEN,
    color,
    pattern_brush,
    pattern_lines,
    pattern_pen,
    pen,
    qrect,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from layerviz.scene.shapes import Part, Shape
    from layerviz.ui.font_measuring import FontMeasure
    from layerviz.ui.theme import RoleLook, Theme

    class Drawing(Protocol):
        """Something ready to be drawn."""

        def draw(self, painter: QPainter, *, has_text: bool) -> None:
            """Draw it at its place."""


PATTERN_INSET = 3.0
QUIET_ALPHA = 205


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
        self.quiet: list[QRectF] = []
        self.quiet_fill = NO_BRUSH
        self.has_pattern = look.pattern is not Pattern.PLAIN and not box.is_outline
        if self.has_pattern:
            if scale is None:
                self.lines = pattern_lines(look.pattern, box.rect.inset(PATTERN_INSET))
                self.pattern = pattern_pen(look)
            else:
                self.texture = pattern_brush(look.pattern, look.pattern_color, scale)
            if box.quiet:
                self.quiet = [qrect(each) for each in box.quiet if each.width and each.height]
                self.quiet_fill = QBrush(color(look.fill or surface, QUIET_ALPHA))

    def draw(self, painter: QPainter, *, has_text: bool) -> None:
        """Draw fill, pattern and border, and over them the quiet places for texts."""
        painter.setBrush(self.fill)
        if self.has_pattern:
            painter.setPen(NO_PEN)
            painter.drawRoundedRect(self.rect, self.radius, self.radius)
            self._draw_pattern(painter)
            painter.setBrush(NO_BRUSH)
        painter.setPen(self.border)
        painter.drawRoundedRect(self.rect, self.radius, self.radius)
        if has_text and self.quiet:
            painter.setPen(NO_PEN)
            painter.setBrush(self.quiet_fill)
            for place in self.quiet:
                painter.drawRoundedRect(place, 4, 4)

    def draw_grown(self, painter: QPainter, across: float, along: float) -> None:
        """Draw it wider and higher by so much on each side: a block on its way to another size."""
        rect = self.rect.adjusted(-across, -along, across, along)
        painter.setPen(self.border)
        painter.setBrush(self.fill)
        painter.drawRoundedRect(rect, self.radius, self.radius)
        if self.has_pattern:
            painter.setBrush(self.texture)
            painter.drawRoundedRect(rect, self.radius, self.radius)

    def _draw_pattern(self, painter: QPainter) -> None:
        if self.lines:
            painter.setPen(self.pattern)
            painter.drawLines(self.lines)
        else:
            painter.setBrush(self.texture)
            painter.drawRoundedRect(self.rect, self.radius, self.radius)


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
        self.runs: list[QGlyphRun] | None = None

    def draw(self, painter: QPainter, *, has_text: bool) -> None:
        """Draw the letters as they were laid out once; at another scale they stay the same."""
        if has_text:
            painter.setPen(self.pen)
            for run in self.laid():
                painter.drawGlyphRun(self.corner, run)

    def laid(self) -> list[QGlyphRun]:
        """The letters, in one run for each font that has some of them."""
        if self.runs is None:
            self.runs = _glyphs(self.text, self.font)
        return self.runs


def _glyphs(text: str, with_font: QFont) -> list[QGlyphRun]:
    layout = QTextLayout(text, with_font)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return layout.glyphRuns()


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

    def __init__(
        self, shape: Shape, bounds: QRectF, offset: QPointF, drawings: list[Drawing]
    ) -> None:
        self.shape = shape
        self.bounds = bounds
        self.offset = offset
        self.drawings = drawings
        self.is_for_one_scale = any(
            isinstance(each, BoxDrawing) and each.has_pattern for each in drawings
        )
        """Whether something in it is made of the screen's pixels: a pattern."""

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

    def draw_grown(self, painter: QPainter, across: float, along: float) -> None:
        """Draw all parts, boxes wider and higher by so much on each side."""
        painter.translate(self.offset)
        for drawing in self.drawings:
            if isinstance(drawing, BoxDrawing):
                drawing.draw_grown(painter, across, along)
            else:
                drawing.draw(painter, has_text=True)
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
        if isinstance(shape, Connector):
            return self._connector(shape)
        parts = [self._part(part) for part in shape.parts]
        if isinstance(shape, Group):
            rect = shape.rect
            return ShapeDrawing(shape, qrect(rect.inset(-4)), QPointF(rect.x, rect.y), parts)
        bounds = union(part.rect for part in shape.parts)
        return ShapeDrawing(shape, qrect(bounds.inset(-4)), QPointF(), parts)

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
        return ShapeDrawing(connector, bounds.adjusted(-4, -4, 4, 4), QPointF(), drawings)


class _Several:
    """Drawings that belong together."""

    def __init__(self, drawings: list[Drawing]) -> None:
        self.drawings = drawings

    def draw(self, painter: QPainter, *, has_text: bool) -> None:
        for drawing in self.drawings:
            drawing.draw(painter, has_text=has_text)


def _sign(mark: Mark, look: RoleLook) -> list[Drawing]:
    rect = mark.rect
    if mark.sign in (Sign.SELECTED, Sign.RIGHT, Sign.WRONG, Sign.MISSED):
        circle = QPainterPath()
        circle.addEllipse(qrect(rect))
        inner = rect.inset(rect.width * 0.26)
        white = pen(look.badge_text, 2.2)
        path = cross(inner) if mark.sign is Sign.WRONG else tick(inner)
        if mark.sign is Sign.MISSED:
            path = exclamation(inner)
        back = PathDrawing(circle, pen(look.badge_text, 1.4), QBrush(color(look.badge)))
        return [back, PathDrawing(path, white)]
    if mark.sign is Sign.QUESTION:
        return [PathDrawing(question(rect), pen(look.border, 2.6))]
    paths = {Sign.TICK: tick, Sign.UNFOLD: unfold}
    path = paths.get(mark.sign, cross)(rect.inset(rect.width * 0.1))
    width = 3.0
    if mark.sign is Sign.UNFOLD:
        width = 2.0
    elif mark.sign is Sign.CROSS:
        width = 2.8
    return [PathDrawing(path, pen(look.border, width))]
