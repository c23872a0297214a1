"""The paths of arrows and signs."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.scene.geometry import Point, Rect
    from layerviz.scene.shapes import Connector

CORNER = 12.0
ARROW = 9.0


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


def tick(rect: Rect) -> QPainterPath:
    """A tick that fills the rectangle."""
    path = QPainterPath(QPointF(rect.x, rect.y + rect.height * 0.55))
    path.lineTo(rect.x + rect.width * 0.36, rect.y + rect.height * 0.88)
    path.lineTo(rect.right, rect.y + rect.height * 0.16)
    return path


def cross(rect: Rect) -> QPainterPath:
    """A cross that fills the rectangle."""
    path = QPainterPath(QPointF(rect.x, rect.y))
    path.lineTo(rect.right, rect.bottom)
    path.moveTo(rect.right, rect.y)
    path.lineTo(rect.x, rect.bottom)
    return path


def exclamation(rect: Rect) -> QPainterPath:
    """An exclamation mark."""
    x = rect.center.x
    path = QPainterPath(QPointF(x, rect.y - 1))
    path.lineTo(x, rect.y + rect.height * 0.62)
    path.moveTo(x, rect.bottom)
    path.lineTo(x, rect.bottom + 0.1)
    return path


def question(rect: Rect) -> QPainterPath:
    """A question mark."""
    x, top, height = rect.center.x, rect.y, rect.height
    path = QPainterPath()
    path.arcMoveTo(QRectF(x - 5, top, 10, 10), 170)
    path.arcTo(QRectF(x - 5, top, 10, 10), 170, -235)
    path.lineTo(x, top + height * 0.68)
    path.moveTo(x, rect.bottom)
    path.lineTo(x, rect.bottom + 0.1)
    return path


def unfold(rect: Rect) -> QPainterPath:
    """Two arrow heads that point apart: there is more to open."""
    middle = rect.center
    path = QPainterPath()
    for direction in (-1, 1):
        tip = middle.y + direction * rect.height * 0.42
        base = middle.y + direction * rect.height * 0.14
        path.moveTo(middle.x - 5, base)
        path.lineTo(middle.x, tip)
        path.lineTo(middle.x + 5, base)
    return path
