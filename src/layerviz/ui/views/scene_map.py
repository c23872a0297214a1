"""The small map of a long picture, with a frame around what is seen."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QBrush, QPainter

from layerviz.scene.minimap import minimap
from layerviz.scene.roles import Role
from layerviz.ui.views.scene_strokes import NO_BRUSH, NO_PEN, color, pen, qrect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.scene.shapes import Box, Scene
    from layerviz.ui.theme import Theme

MARGIN = 8.0


class SceneMap:
    """Draws the map; it is dragged by the view."""

    def __init__(self) -> None:
        self.is_dragged = False
        self._scene: Scene | None = None
        self._boxes: tuple[Box, ...] = ()
        self._size = (0.0, 0.0)

    def set_scene(self, scene: Scene) -> None:
        """Show another scene."""
        self._scene = scene
        self._size = (0.0, 0.0)

    @staticmethod
    def place(viewport: QRectF, head: float, strip: float) -> QRectF:
        """Where the map stands: in a strip of that width at the right, below the header."""
        return QRectF(
            viewport.right() - strip + MARGIN / 2,
            head + MARGIN / 2,
            strip - MARGIN,
            max(1.0, viewport.height() - head - MARGIN),
        )

    def draw(
        self, painter: QPainter, theme: Theme, place: QRectF, seen: tuple[float, float]
    ) -> None:
        """Draw the map at its place; `seen` are the shares of the height that are in view."""
        if self._scene is None:
            return
        if self._size != (place.width(), place.height()):
            self._size = (place.width(), place.height())
            self._boxes = minimap(self._scene, *self._size)
        painter.save()
        painter.setPen(NO_PEN)
        painter.setBrush(QBrush(color(theme.look(Role.TRACK).fill)))
        painter.drawRoundedRect(place, 4, 4)
        painter.translate(place.topLeft())
        for box in self._boxes:
            look = theme.look(box.role)
            is_solid = box.role is Role.REBUILT
            painter.fillRect(qrect(box.rect), color(look.fill if is_solid else look.border))
        top, bottom = seen
        frame = QRectF(1, top * place.height(), place.width() - 2, (bottom - top) * place.height())
        painter.setPen(pen(theme.look(Role.SELECTED).border, 2.0))
        painter.setBrush(NO_BRUSH)
        painter.drawRoundedRect(frame, 3, 3)
        painter.restore()
