"""The small map of a long picture, with a frame around what is seen."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QImage, QPainter

from layerviz.scene.minimap import minimap
from layerviz.scene.roles import Role
from layerviz.ui.views.scene_strokes import NO_BRUSH, NO_PEN, color, pen, qrect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.scene.shapes import Scene
    from layerviz.ui.theme import Theme

MARGIN = 8.0
MANY = 500
"""So many blocks are painted once, into an image that is shrunk to the map's place."""
FINENESS = 2
"""Pixels of that image to one of the first place: shrunk, its edges are smooth."""


class SceneMap:
    """Draws the map; it is dragged by the view."""

    def __init__(self) -> None:
        self.is_dragged = False
        self._scene: Scene | None = None
        self._outline: tuple[object, ...] = ()
        self._rects: dict[Role, list[QRectF]] = {}
        self._size = QSizeF()
        self._image = QImage()
        self._theme: Theme | None = None

    def set_scene(self, scene: Scene) -> bool:
        """Show another scene; gives whether the map looks different."""
        self._scene, before = scene, self._outline
        blocks = [(group.rect, group.role) for group in scene.groups]
        self._outline = (scene.width, scene.height, blocks)
        if self._outline == before:
            return False
        self._rects = {}
        return True

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
        if not self._rects:
            self._size = place.size()
            self._rects = _rects(self._scene, place.width(), place.height())
            self._theme = None
        painter.save()
        painter.setPen(NO_PEN)
        painter.setBrush(QBrush(color(theme.look(Role.TRACK).fill)))
        painter.drawRoundedRect(place, 4, 4)
        painter.translate(place.topLeft())
        self._draw_blocks(painter, theme, place)
        top, bottom = seen
        frame = QRectF(1, top * place.height(), place.width() - 2, (bottom - top) * place.height())
        painter.setPen(pen(theme.look(Role.SELECTED).border, 2.0))
        painter.setBrush(NO_BRUSH)
        painter.drawRoundedRect(frame, 3, 3)
        painter.restore()

    def _draw_blocks(self, painter: QPainter, theme: Theme, place: QRectF) -> None:
        """All blocks, as they were made for the first place: there may be thousands."""
        painter.save()
        if sum(map(len, self._rects.values())) > MANY:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(QRectF(QPointF(), place.size()), self._image_of(theme))
        else:
            painter.scale(place.width() / self._size.width(), place.height() / self._size.height())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            self._draw_rects(painter, theme)
        painter.restore()

    def _image_of(self, theme: Theme) -> QImage:
        if self._theme is not theme:
            size = (self._size * FINENESS).toSize()
            self._image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
            self._image.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._image)
            painter.scale(size.width() / self._size.width(), size.height() / self._size.height())
            painter.setPen(NO_PEN)
            self._draw_rects(painter, theme)
            painter.end()
            self._theme = theme
        return self._image

    def _draw_rects(self, painter: QPainter, theme: Theme) -> None:
        for role, rects in self._rects.items():
            look = theme.look(role)
            painter.setBrush(QBrush(color(look.fill if role is Role.REBUILT else look.border)))
            painter.drawRects(rects)


def _rects(scene: Scene, width: float, height: float) -> dict[Role, list[QRectF]]:
    made: dict[Role, list[QRectF]] = {}
    for box in minimap(scene, width, height):
        made.setdefault(box.role, []).append(qrect(box.rect))
    return made
