"""A scene made ready to be painted, with what the view looks up in it."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from layerviz.scene.geometry import Point, Rect
from layerviz.scene.shapes import Connector, Group, Scene, Target, TargetKind
from layerviz.ui.views.scene_items import Drawer, ShapeDrawing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerviz.scene.shapes import ShapeId
    from layerviz.ui.font_measuring import FontMeasure
    from layerviz.ui.theme import Theme


class Page:
    """The drawings of a scene, each made when it is first seen: long scenes open at once."""

    def __init__(
        self,
        scene: Scene,
        theme: Theme,
        measure: FontMeasure,
        scale: float | None = 1.0,
        old: Page | None = None,
    ) -> None:
        """`old` has the same theme and fonts: what looks the same is taken over from it."""
        self.scene = scene
        self.scale = scale
        self._drawer = Drawer(theme, measure, ground=scene.ground, scale=scale)
        is_alike = old is not None and (old.scene.ground, old.scale) == (scene.ground, scale)
        known = old.drawings if old is not None and is_alike else {}
        self.header_drawings: list[ShapeDrawing]
        self.drawings: dict[ShapeId, ShapeDrawing] = {
            shape.id: drawing
            for shape in scene.shapes
            if (drawing := known.get(shape.id)) is not None and drawing.shape == shape
        }
        if old is not None and is_alike and old.scene.header == scene.header:
            self.header_drawings = old.header_drawings
        else:
            self.header_drawings = [self._drawer.shape(shape) for shape in scene.header]
        self.by_target: dict[Target, Group] = {
            group.target: group for group in scene.groups if group.target is not None
        }

    @property
    def grows_down(self) -> bool:
        """Whether it begins at the top."""
        if self.scene.reads_down:
            return True
        kinds = (TargetKind.STEP, TargetKind.SETTING, TargetKind.LAYER)
        targets = ((group.rect.y, group.target) for group in self.scene.groups)
        stack = [y for y, target in targets if target is not None and target.kind in kinds]
        return len(stack) > 1 and stack[0] < stack[1]

    def drawing(self, place: int) -> ShapeDrawing:
        """The drawing of the shape at that place of the scene."""
        shape = self.scene.shapes[place]
        made = self.drawings.get(shape.id)
        if made is None:
            made = self.drawings[shape.id] = self._drawer.shape(shape)
        return made

    def draw(self, painter: QPainter, seen: Sequence[QRectF], *, has_text: bool) -> None:
        """Draw the shapes that can be seen in one of these places."""
        top = min((place.top() for place in seen), default=0.0) - 6
        bottom = max((place.bottom() for place in seen), default=0.0) + 6
        for place, shape in enumerate(self.scene.shapes):
            if isinstance(shape, Group) and (shape.rect.y > bottom or shape.rect.bottom < top):
                continue
            drawing = self.drawing(place)
            if any(map(drawing.bounds.intersects, seen)):
                drawing.draw(painter, has_text=has_text)

    def changed_since(self, old: Page) -> list[QRectF] | None:
        """The places of this page that look different in the old one; None where all does."""
        if (old.scene.width, old.scene.height) != (self.scene.width, self.scene.height):
            return None
        if (
            old.header_drawings is not self.header_drawings
            or old.scene.header_height != self.scene.header_height
        ):
            return None
        kept = frozenset(self.drawings)
        places = [each.bounds for shape, each in old.drawings.items() if shape not in kept]
        return places + [
            self.drawing(place).bounds
            for place, shape in enumerate(self.scene.shapes)
            if shape.id not in kept
        ]

    def draw_header(self, painter: QPainter, *, has_text: bool) -> None:
        """Draw what stays at the top."""
        for drawing in self.header_drawings:
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
