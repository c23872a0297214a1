"""Shows a scene: its visible shapes, its header and its map, scrolled, zoomed and animated.

It is given a scene and draws it; it makes none and changes none. What a person does to it is told
by `SceneView`, which is made of it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen, QRegion
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QWidget

from layerviz.scene.geometry import Point
from layerviz.scene.roles import Role
from layerviz.scene.shapes import Group, Scene, Target, topmost
from layerviz.scene.stacking import MAP_WIDTH
from layerviz.ui.views.scene_dragging import Dragging
from layerviz.ui.views.scene_map import SceneMap
from layerviz.ui.views.scene_pages import Page
from layerviz.ui.views.scene_strokes import NO_BRUSH, color, pen, qrect
from layerviz.ui.views.scene_transition import Transition

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from PySide6.QtGui import QPaintEvent, QResizeEvent, QWheelEvent

    from layerviz.ui.font_measuring import FontMeasure
    from layerviz.ui.theme import Theme

NO_TEXT_BELOW = 0.4
"""At a smaller scale no text is drawn: nobody could read it."""
MOST_CHANGED = 48
MOST_PLACES = 16
"""With more places to paint anew, looking at each costs more than painting what lies between."""


@dataclass(frozen=True, slots=True)
class Room:
    """The room that a view has for a scene, in the scene's pixels."""

    width: float
    height: float


class ScenePort(QAbstractScrollArea):
    """One widget that paints the visible shapes of a scene."""

    room_changed = Signal(object)
    """A `Room`: the scene should be laid out for it."""

    def __init__(self, theme: Theme, measure: FontMeasure, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._measure = measure
        self._zoom = 1.0
        self._page = Page(Scene(0, 0), theme, measure)
        self._has_motion = True
        self._focus: Target | None = None
        self._hover: Target | None = None
        self._dragging = Dragging()
        self._map = SceneMap()
        self._has_map = False
        self._transition = Transition(self)
        self._transition.advanced.connect(self.viewport().update)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("")

    # what it is given

    def set_scene(self, scene: Scene, *, is_animated: bool = True) -> None:
        """Show a scene; what changed moves to its new place, unless motion is reduced."""
        if scene == self._page.scene:
            return
        old, had_map, focus = self._page, self._has_map, self._focus
        self._page = self._new_page(scene, old)
        same_size = abs(old.scene.width - scene.width) < 1
        if self._has_motion and is_animated and same_size and self.isVisible():
            self._transition.start(old, self._page)
        else:
            self._transition.stop()
        is_map_other = self._map.set_scene(scene)
        if self._group_of(self._focus) is None:
            self._focus = None
        self._place_scroll_bars()
        changed = self._page.changed_since(old)
        is_other = had_map is not self._has_map or focus is not self._focus
        if changed is None or len(changed) > MOST_CHANGED or self.is_moving or is_other:
            self.viewport().update()
        else:
            self._update_places(changed, with_map=self._has_map and is_map_other)

    def _update_places(self, changed: list[QRectF], *, with_map: bool) -> None:
        """Paint only these places of the scene anew, and the map where it looks different."""
        dirty = QRegion(self._map_rect().toAlignedRect()) if with_map else QRegion()
        for place in changed:
            dirty += self._from_scene_rect(place).toAlignedRect().adjusted(-1, -1, 1, 1)
        # At once: Qt would wait 5 ms for more to paint, and whoever types waits for this.
        self.viewport().repaint(dirty)

    def set_theme(self, theme: Theme) -> None:
        """Draw with another theme."""
        self._theme = theme
        self._transition.stop()
        self._page = self._new_page(self._page.scene)
        self.viewport().update()

    def set_zoom(self, zoom: float) -> None:
        """Enlarge the picture: 1.0 is 100 %."""
        if zoom == self._zoom:
            return
        self._zoom = zoom
        self._transition.stop()
        self._page = self._new_page(self._page.scene, self._page)
        self._place_scroll_bars()
        self.room_changed.emit(self.room())
        self.viewport().update()

    def set_motion(self, has_motion: bool) -> None:
        """Animate changes or not."""
        self._has_motion = has_motion
        if not has_motion:
            self._transition.stop()

    def scene(self) -> Scene:
        """The scene that is shown."""
        return self._page.scene

    def room(self) -> Room:
        """The room there is for a scene, whether it scrolls or not."""
        size = self.size()
        return Room(max(1.0, size.width() / self._zoom), max(1.0, size.height() / self._zoom))

    def reading(self) -> tuple[tuple[Target, str], ...]:
        """The blocks in words, in reading order: the list twin of the picture."""
        return tuple(
            (target, group.spoken)
            for place in (self._page.by_target, self._page.in_header, self._page.in_side)
            for target, group in place.items()
        )

    @property
    def is_moving(self) -> bool:
        """Whether a change is still being animated."""
        return self._transition.is_running

    def focused(self) -> Target | None:
        """What the keyboard stands on."""
        return self._focus

    def set_focused(self, target: Target | None) -> None:
        """Put the keyboard on a block and bring it into view."""
        self._focus = target
        group = self._group_of(target)
        if group is not None:
            self.reveal(group.target)
            self.setAccessibleDescription(group.spoken)
        self.viewport().update()

    def reveal(self, target: Target | None) -> None:
        """Scroll as little as needed to see a block whole."""
        group = self._page.by_target.get(target) if target is not None else None
        if group is None:
            return
        head = self._page.scene.header_height
        bar = self.verticalScrollBar()
        top = (group.rect.y - head - 8) * self._zoom
        bottom = (group.rect.bottom + 12) * self._zoom - self.viewport().height()
        bar.setValue(round(min(max(bar.value(), bottom), top)))
        across = self.horizontalScrollBar()
        left = (group.rect.x - 12) * self._zoom
        right = (group.rect.right + 12) * self._zoom - self._body_px()
        across.setValue(round(min(max(across.value(), right), left)))

    def sizeHint(self) -> QSize:
        """A comfortable size."""
        return QSize(640, 560)

    def minimumSizeHint(self) -> QSize:
        """The smallest useful size."""
        return QSize(240, 200)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is exposed of the scene, its header and the map."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scene = self._page.scene
        exposed = QRectF(event.rect())
        ground = color(self._theme.look(scene.ground).fill)
        # Beyond the edge, or half a pixel of it stays dark where the screen has a scale of its own.
        painter.fillRect(exposed.adjusted(-1, -1, 1, 1), ground)
        shift = self._shift()
        has_text = self._zoom >= NO_TEXT_BELOW
        head = scene.header_height * self._zoom
        painter.save()
        painter.setClipRect(exposed.intersected(QRectF(0, head, self._body_px(), 1e6)))
        painter.translate(-shift)
        painter.scale(self._zoom, self._zoom)
        seen = self._to_scene_rect(exposed)
        if not self._transition.draw(painter, seen, has_text=has_text):
            places = [self._to_scene_rect(QRectF(part)) for part in _parts(event.region())]
            few = places if len(places) <= MOST_PLACES else [seen]
            self._page.draw(painter, few, has_text=has_text)
        self._draw_states(painter)
        painter.restore()
        if exposed.top() < head:
            self._draw_header(painter, exposed, shift, has_text=has_text)
        if event.region().intersects(self._side_rect().toAlignedRect()):
            self._draw_side(painter, exposed, has_text=has_text)
        if self._has_map and event.region().intersects(self._map_rect().toAlignedRect()):
            self._map.draw(painter, self._theme, self._map_rect(), self._seen_share())
        painter.end()

    def _draw_header(
        self, painter: QPainter, exposed: QRectF, shift: QPointF, *, has_text: bool
    ) -> None:
        painter.save()
        header = QRectF(0, 0, self._body_px(), self._head_px())
        painter.setClipRect(exposed.intersected(header))
        painter.translate(-shift.x(), 0)
        painter.scale(self._zoom, self._zoom)
        seen = self._to_scene_rect(exposed)
        seen.setTop(0)  # the header is moved across only
        self._page.draw_header(painter, seen, has_text=has_text)
        self._draw_rings(painter, self._page.in_header)
        painter.restore()

    def _draw_side(self, painter: QPainter, exposed: QRectF, *, has_text: bool) -> None:
        """What stays at the right, whatever is scrolled."""
        painter.save()
        painter.setClipRect(exposed.intersected(self._side_rect()))
        painter.translate(self.viewport().width() - self._page.scene.width * self._zoom, 0)
        painter.scale(self._zoom, self._zoom)
        self._page.draw_side(painter, has_text=has_text)
        self._draw_rings(painter, self._page.in_side)
        painter.restore()

    def _draw_states(self, painter: QPainter) -> None:
        self._draw_rings(painter, self._page.by_target)
        self._dragging.draw(painter, self._page, self._theme)

    def _draw_rings(self, painter: QPainter, groups: Mapping[Target, Group]) -> None:
        """Rings around what the pointer and the keyboard stand on, if it is among these."""
        painter.setBrush(NO_BRUSH)
        hovered = groups.get(self._hover) if self._hover is not None else None
        if hovered is not None:
            self._draw_ring(painter, hovered, -3.0, pen(self._theme.look(Role.LIT).border, 1.6))
        focused = groups.get(self._focus) if self.hasFocus() and self._focus is not None else None
        if focused is not None:
            ring = QPen(color(self._theme.look(Role.SELECTED).border), 2.0)
            ring.setDashPattern([3, 2])
            self._draw_ring(painter, focused, -4.0, ring)

    @staticmethod
    def _draw_ring(painter: QPainter, group: Group, inset: float, with_pen: QPen) -> None:
        painter.setPen(with_pen)
        painter.drawRoundedRect(qrect(group.rect.inset(inset)), 10, 10)

    # geometry

    def _shift(self) -> QPointF:
        return QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def _group_under(self, at: QPointF) -> Group | None:
        """What a click there would mean: in the side and in the header too, which lie on top."""
        scene, zoom = self._page.scene, self._zoom
        if at.x() >= self.viewport().width() - self._side_px():
            x = scene.width - (self.viewport().width() - at.x()) / zoom
            return topmost(scene.side, Point(x, at.y() / zoom))
        if at.y() < self._head_px():
            return topmost(scene.header, Point((at.x() + self._shift().x()) / zoom, at.y() / zoom))
        return scene.group_at(self._to_scene(at))

    def _to_scene(self, at: QPointF) -> Point:
        shift = self._shift()
        y = at.y() + shift.y()
        if at.y() < self._page.scene.header_height * self._zoom:
            y = -1.0  # the header lies over the blocks there
        return Point((at.x() + shift.x()) / self._zoom, y / self._zoom)

    def _to_scene_rect(self, rect: QRectF) -> QRectF:
        moved = rect.translated(self._shift())
        zoom = self._zoom
        return QRectF(
            moved.x() / zoom, moved.y() / zoom, moved.width() / zoom, moved.height() / zoom
        )

    def _from_scene_rect(self, rect: QRectF) -> QRectF:
        zoom = self._zoom
        scaled = QRectF(rect.x() * zoom, rect.y() * zoom, rect.width() * zoom, rect.height() * zoom)
        return scaled.translated(-self._shift())

    def _new_page(self, scene: Scene, old: Page | None = None) -> Page:
        scale = self._zoom * self.devicePixelRatioF()
        return Page(scene, self._theme, self._measure, scale, old)

    def _place_scroll_bars(self) -> None:
        """Decide by the whole widget, not by what bars that are shown now leave of it."""
        scene, whole = self._page.scene, self.size()
        tall = scene.height * self._zoom - whole.height()
        self._has_map = tall > scene.slack * self._zoom + 1
        wide = scene.width * self._zoom - whole.width() + (self._map_px() if self._has_map else 0.0)
        bar, across = self.verticalScrollBar(), self.horizontalScrollBar()
        if wide > 1:
            tall += across.sizeHint().height()
        was_fresh = bar.maximum() == 0
        bar.setRange(0, round(tall) if tall > scene.slack * self._zoom + 1 else 0)
        bar.setPageStep(whole.height())
        bar.setSingleStep(round(40 * self._zoom))
        across.setRange(0, round(wide) if wide > 1 else 0)
        across.setPageStep(whole.width())
        across.setSingleStep(round(40 * self._zoom))
        if was_fresh and bar.maximum() > 0 and not self._page.grows_down:
            bar.setValue(bar.maximum())  # the ground, where a build begins, is below

    def _map_rect(self) -> QRectF:
        beside = QRectF(self.viewport().rect()).adjusted(0, 0, -self._side_px(), 0)
        return self._map.place(beside, self._head_px(), self._map_px())

    def _side_rect(self) -> QRectF:
        whole = QRectF(self.viewport().rect())
        return whole.adjusted(whole.width() - self._side_px(), 0, 0, 0)

    def _side_px(self) -> float:
        return self._page.scene.side_width * self._zoom

    def _map_px(self) -> float:
        return MAP_WIDTH * self._zoom

    def _body_px(self) -> float:
        """The width that the map and the side leave."""
        taken = self._side_px() + (self._map_px() if self._has_map else 0.0)
        return self.viewport().width() - taken

    def _head_px(self) -> float:
        return self._page.scene.header_height * self._zoom

    def _seen_share(self) -> tuple[float, float]:
        whole = max(1.0, self._page.scene.height * self._zoom)
        top = self.verticalScrollBar().value()
        return top / whole, min(1.0, (top + self.viewport().height()) / whole)

    def _group_of(self, target: Target | None) -> Group | None:
        if target is None:
            return None
        page = self._page
        places = (page.by_target, page.in_header, page.in_side)
        return next((place[target] for place in places if target in place), None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for a layout that fits the new room."""
        super().resizeEvent(event)
        self._transition.stop()
        self._place_scroll_bars()
        self.room_changed.emit(self.room())

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Move what is painted and paint only what comes into view, and the map."""
        viewport = self.viewport()
        if self.is_moving or not viewport.isVisible():
            viewport.update()
            return
        wide, head = math.floor(self._body_px()), math.ceil(self._head_px())
        viewport.scroll(dx, dy, QRect(0, head, wide, viewport.height() - head))
        if dx and head:
            viewport.scroll(dx, 0, QRect(0, 0, wide, head))
        viewport.update(QRect(0, head - 1, wide, 2))  # where a pixel is of both
        viewport.update(QRect(wide, 0, 1, viewport.height()))
        if self._has_map:  # its frame has a border
            viewport.update(self._map_rect().toAlignedRect().adjusted(-2, -2, 2, 2))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; with Ctrl it is the window's zoom."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        super().wheelEvent(event)


def _parts(region: QRegion) -> Iterator[QRect]:
    """The rectangles of a region; PySide's stubs do not know that it can be iterated."""
    return iter(cast("Iterable[QRect]", region))
