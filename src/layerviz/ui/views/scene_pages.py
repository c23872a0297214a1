"""A scene made ready to be painted, with what the view looks up in it."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from layerviz.scene.geometry import Point, Rect
from layerviz.scene.shapes import Connector, Group, Scene, Target
from layerviz.ui.views.scene_items import Drawer, ShapeDrawing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.scene.shapes import ShapeId
    from layerviz.ui.fonts import FontMeasure
    from layerviz.ui.theme import Theme


class Page:
    """The drawings of a scene, each made when it is first seen: long scenes open at once."""

    def __init__(
        self, scene: Scene, theme: Theme, measure: FontMeasure, scale: float | None = 1.0
    ) -> None:
        self.scene = scene
        self._drawer = Drawer(theme, measure, ground=scene.ground, scale=scale)
        self._drawings: dict[ShapeId, ShapeDrawing] = {}
        self._header = [self._drawer.shape(shape) for shape in scene.header]
        self.by_target: dict[Target, Group] = {
            group.target: group for group in scene.groups if group.target is not None
        }

    @property
    def grows_down(self) -> bool:
        """Whether the first instruction stands at the top."""
        stack = [group.rect.y for group in self.scene.groups if group.target and group.target.step]
        return len(stack) > 1 and stack[0] < stack[1]

    def drawing(self, place: int) -> ShapeDrawing:
        """The drawing of the shape at that place of the scene."""
        shape = self.scene.shapes[place]
        made = self._drawings.get(shape.id)
        if made is None:
            made = self._drawings[shape.id] = self._drawer.shape(shape)
        return made

    def draw(self, painter: QPainter, seen: QRectF, *, has_text: bool) -> None:
        """Draw the shapes that can be seen."""
        top, bottom = seen.top() - 6, seen.bottom() + 6
        for place, shape in enumerate(self.scene.shapes):
            if isinstance(shape, Group) and (shape.rect.y > bottom or shape.rect.bottom < top):
                continue
            drawing = self.drawing(place)
            if drawing.bounds.intersects(seen):
                drawing.draw(painter, has_text=has_text)

    def draw_header(self, painter: QPainter, *, has_text: bool) -> None:
        """Draw what stays at the top."""
        for drawing in self._header:
            drawing.draw(painter, has_text=has_text)

    def tip_at(self, point: Point) -> str:
        """What to show on hover: a block's texts in full, or an arrow's."""
        group = self.scene.group_at(point)
        if group is not None:
            return group.tip
        for shape in self.scene.shapes:
            if isinstance(shape, Connector) and shape.label and _around(shape.label.rect, point):
                return shape.tip
        return ""


def _around(rect: Rect, point: Point) -> bool:
    return rect.inset(-2).contains(point)
