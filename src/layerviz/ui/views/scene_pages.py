"""A scene made ready to be painted, with what the view looks up in it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from layerviz.scene.geometry import Point, Rect
from layerviz.scene.shapes import Connector, Group, Scene, Target, TargetKind
from layerviz.ui.views.scene_batches import Batch
from layerviz.ui.views.scene_items import Drawer, ShapeDrawing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerviz.scene.shapes import Shape, ShapeId
    from layerviz.ui.font_measuring import FontMeasure
    from layerviz.ui.theme import Theme


EDGE = 6.0
"""So far may be drawn beyond a block: its border, and rings around it."""
MANY = 500
"""Pictures of more shapes are painted in batches."""
NEIGHBOURS = 16
"""So many shapes, one after another, are looked for together: mostly they stand side by side."""
Extent = tuple[float, float, float, float]
"""Left, top, right and bottom."""
_EVERYWHERE = (-math.inf, -math.inf, math.inf, math.inf)


@dataclass(frozen=True, slots=True)
class Found:
    """What is looked up in a scene: its blocks by what they mean, and where each shape lies.

    `extents` are in the order of the shapes; of a block only.
    """

    by_target: dict[Target, Group]
    header: dict[Target, Group]
    side: dict[Target, Group]
    extents: list[Extent]
    wholes: list[Extent]
    """The extents of neighbours."""


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
        kept = old if old is not None and old.scene.ground is scene.ground else None
        self.drawings: dict[ShapeId, ShapeDrawing] = self._kept(kept) if kept else {}
        self.batches: dict[int, Batch | None] = {}
        if kept is not None and kept.scene is scene:
            self.batches = {number: batch for number, batch in kept.batches.items() if batch}
        self._has_batches = len(scene.shapes) > MANY and scale is not None
        self.header_drawings: list[ShapeDrawing] = self._fixed(
            scene.header, kept, kept.header_drawings if kept else []
        )
        self.side_drawings: list[ShapeDrawing] = self._fixed(
            scene.side, kept, kept.side_drawings if kept else []
        )
        is_same = old is not None and old.scene is scene
        self.found: Found = old.found if old is not None and is_same else _found(scene)
        found = self.found
        self.by_target, self.in_header, self.in_side = found.by_target, found.header, found.side

    def _kept(self, old: Page) -> dict[ShapeId, ShapeDrawing]:
        """The drawings of the old page that are those of this one too."""
        if old.scene is self.scene:
            is_same = old.scale == self.scale
            drawn = old.drawings.items()
            return {shape: each for shape, each in drawn if is_same or not each.is_for_one_scale}
        return {
            shape.id: drawing
            for shape in self.scene.shapes
            if (drawing := old.drawings.get(shape.id)) is not None
            and self._is_kept(old, drawing, shape)
        }

    def _is_kept(self, old: Page, drawing: ShapeDrawing, shape: Shape) -> bool:
        """Whether a drawing of the old page is that of the shape here too."""
        is_same = drawing.shape is shape or drawing.shape == shape
        return is_same and (old.scale == self.scale or not drawing.is_for_one_scale)

    def _fixed(
        self, shapes: Sequence[Shape], old: Page | None, drawn: list[ShapeDrawing]
    ) -> list[ShapeDrawing]:
        """The drawings of what is not scrolled: the very list of the old page if all are kept."""
        if old is not None and len(drawn) == len(shapes):
            pairs = zip(drawn, shapes, strict=True)
            if all(self._is_kept(old, drawing, shape) for drawing, shape in pairs):
                return drawn
        return [self._drawer.shape(shape) for shape in shapes]

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
        area = (
            min((place.left() for place in seen), default=0.0) - EDGE,
            min((place.top() for place in seen), default=0.0) - EDGE,
            max((place.right() for place in seen), default=0.0) + EDGE,
            max((place.bottom() for place in seen), default=0.0) + EDGE,
        )
        for number, whole in enumerate(self.found.wholes):
            if not _meet(whole, area):
                continue
            batch = self._batch(number) if self._has_batches else None
            if batch is not None:
                batch.draw(painter, seen, has_text=has_text)
                continue
            for place in self._neighbours(number):
                if _meet(self.found.extents[place], area):
                    drawing = self.drawing(place)
                    if any(map(drawing.bounds.intersects, seen)):
                        drawing.draw(painter, has_text=has_text)

    def _neighbours(self, number: int) -> range:
        start = number * NEIGHBOURS
        return range(start, min(start + NEIGHBOURS, len(self.found.extents)))

    def _batch(self, number: int) -> Batch | None:
        """Neighbours to be painted together; None where one is no block, or has a pattern."""
        if number in self.batches:
            return self.batches[number]
        drawings = [self.drawing(place) for place in self._neighbours(number)]
        is_plain = all(
            isinstance(each.shape, Group) and each.drawings and not each.is_for_one_scale
            for each in drawings
        )
        self.batches[number] = Batch(drawings) if is_plain else None
        return self.batches[number]

    def changed_since(self, old: Page) -> list[QRectF] | None:
        """The places of this page that look different in the old one; None where all does."""
        if (old.scene.width, old.scene.height) != (self.scene.width, self.scene.height):
            return None
        if (
            old.header_drawings is not self.header_drawings
            or old.scene.header_height != self.scene.header_height
            or old.side_drawings is not self.side_drawings
        ):
            return None
        kept = frozenset(self.drawings)
        places = [each.bounds for shape, each in old.drawings.items() if shape not in kept]
        return places + [
            self.drawing(place).bounds
            for place, shape in enumerate(self.scene.shapes)
            if shape.id not in kept
        ]

    def draw_header(self, painter: QPainter, seen: QRectF, *, has_text: bool) -> None:
        """Draw what stays at the top, as far as it can be seen."""
        for drawing in self.header_drawings:
            if drawing.bounds.intersects(seen):
                drawing.draw(painter, has_text=has_text)

    def draw_side(self, painter: QPainter, *, has_text: bool) -> None:
        """Draw what stays at the right."""
        for drawing in self.side_drawings:
            drawing.draw(painter, has_text=has_text)

    def arrow_tip_at(self, point: Point) -> str:
        """What to show on hover over an arrow."""
        for shape in self.scene.shapes:
            if isinstance(shape, Connector) and shape.label and _around(shape.label.rect, point):
                return shape.tip
        return ""


def _found(scene: Scene) -> Found:
    extents = [
        (shape.rect.x, shape.rect.y, shape.rect.right, shape.rect.bottom)
        if isinstance(shape, Group)
        else _EVERYWHERE
        for shape in scene.shapes
    ]
    by_target, header, side = map(_by_target, (scene.shapes, scene.header, scene.side))
    return Found(by_target, header, side, extents, _wholes(extents))


def _wholes(extents: Sequence[Extent]) -> list[Extent]:
    made = []
    for start in range(0, len(extents), NEIGHBOURS):
        left, top, right, bottom = zip(*extents[start : start + NEIGHBOURS], strict=True)
        made.append((min(left), min(top), max(right), max(bottom)))
    return made


def _meet(one: Extent, other: Extent) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _by_target(shapes: Sequence[Shape]) -> dict[Target, Group]:
    groups = (shape for shape in shapes if isinstance(shape, Group))
    return {group.target: group for group in groups if group.target is not None}


def _around(rect: Rect, point: Point) -> bool:
    return rect.inset(-2).contains(point)
