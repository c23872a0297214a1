"""Shapes put to another place."""

from __future__ import annotations

from layerviz.core.values import replace
from layerviz.scene.geometry import Point
from layerviz.scene.shapes import Decoration, Group

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.scene.shapes import Connector, Shape


def moved(shape: Shape, dx: float, dy: float) -> Shape:
    """The same shape so much further to the right and down."""
    if isinstance(shape, Group):
        return replace(shape, rect=shape.rect.moved(dx, dy))
    if isinstance(shape, Decoration):
        parts = tuple(replace(part, rect=part.rect.moved(dx, dy)) for part in shape.parts)
        return Decoration(shape.id, parts)
    return _moved_connector(shape, dx, dy)


def _moved_connector(shape: Connector, dx: float, dy: float) -> Connector:
    points = tuple(Point(point.x + dx, point.y + dy) for point in shape.points)
    label = shape.label
    if label is not None:
        label = replace(label, rect=label.rect.moved(dx, dy))
    return replace(shape, points=points, label=label)
