"""The way from one scene to the next: kept blocks move, others come and go."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEasingCurve, QObject, QPointF, QRectF, QVariantAnimation, Signal
from PySide6.QtGui import QPainter

from layerviz.scene.changes import changes
from layerviz.scene.shapes import Group

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.ui.views.scene_items import ShapeDrawing
    from layerviz.ui.views.scene_pages import Page

DURATION_MS = 200


@dataclass(frozen=True, slots=True)
class Motion:
    """The way of one block from its old look to the new one."""

    old: ShapeDrawing
    new: ShapeDrawing
    distance: QPointF
    """From the old middle to the new one."""
    wider: float
    higher: float
    is_restyled: bool


class Transition(QObject):
    """Half-finished motion; it lives in the view only."""

    advanced = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._animation = QVariantAnimation(self)
        self._animation.setDuration(DURATION_MS)
        self._animation.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.valueChanged.connect(self._advance)
        self._animation.finished.connect(self._finish)
        self._share = 1.0
        self._steady: list[ShapeDrawing] = []
        self._leaving: list[ShapeDrawing] = []
        self._coming: list[ShapeDrawing] = []
        self._moving: list[Motion] = []

    @property
    def is_running(self) -> bool:
        """Whether something still moves."""
        return self._animation.state() == QVariantAnimation.State.Running

    def start(self, old: Page, new: Page) -> None:
        """Begin to move from one page to the other."""
        self.stop()
        difference = changes(old.scene, new.scene)
        if difference.is_empty:
            return
        before = {shape.id: place for place, shape in enumerate(old.scene.shapes)}
        moved, restyled = set(difference.moved), set(difference.restyled)
        gone = set(difference.removed)
        self._leaving = [old.drawing(place) for shape, place in before.items() if shape in gone]
        for place, shape in enumerate(new.scene.shapes):
            drawing = new.drawing(place)
            if shape.id not in before:
                self._coming.append(drawing)
            elif shape.id in moved or shape.id in restyled:
                was = old.drawing(before[shape.id])
                self._moving.append(_motion(was, drawing, is_restyled=shape.id in restyled))
            else:
                self._steady.append(drawing)
        self._share = 0.0
        self._animation.start()

    def stop(self) -> None:
        """Be at the end."""
        self._animation.stop()
        self._share = 1.0
        self._steady, self._leaving, self._coming, self._moving = [], [], [], []

    def draw(self, painter: QPainter, seen: QRectF, *, has_text: bool) -> bool:
        """Draw the present moment; False when nothing moves and the page itself is to be drawn."""
        if self._share >= 1.0:
            return False
        for drawing in self._steady:
            if drawing.bounds.intersects(seen):
                drawing.draw(painter, has_text=has_text)
        self._fade(painter, self._leaving, 1 - self._share, has_text=has_text)
        for motion in self._moving:
            self._draw_moving(painter, motion)
        self._fade(painter, self._coming, self._share, has_text=has_text)
        return True

    def _draw_moving(self, painter: QPainter, motion: Motion) -> None:
        share = self._share
        painter.translate(motion.distance * (share - 1))
        rest = (share - 1) / 2
        if not isinstance(motion.new.shape, Group):  # an arrow or a line fades into its new way
            painter.setOpacity(share)
        motion.new.draw_grown(painter, motion.wider * rest, motion.higher * rest)
        painter.setOpacity(1.0)
        painter.translate(-motion.distance * (share - 1))
        if motion.is_restyled:  # the old look fades away over the new one
            painter.translate(motion.distance * share)
            painter.setOpacity(1 - share)
            motion.old.draw_grown(painter, motion.wider * share / 2, motion.higher * share / 2)
            painter.setOpacity(1.0)
            painter.translate(-motion.distance * share)

    @staticmethod
    def _fade(
        painter: QPainter, drawings: list[ShapeDrawing], opacity: float, *, has_text: bool
    ) -> None:
        painter.setOpacity(opacity)
        for drawing in drawings:
            drawing.draw(painter, has_text=has_text)
        painter.setOpacity(1.0)

    def _advance(self, share: object) -> None:
        self._share = float(share) if isinstance(share, float) else 1.0
        self.advanced.emit()

    def _finish(self) -> None:
        self.stop()
        self.advanced.emit()


def _motion(old: ShapeDrawing, new: ShapeDrawing, *, is_restyled: bool) -> Motion:
    if not (isinstance(old.shape, Group) and isinstance(new.shape, Group)):
        return Motion(old, new, QPointF(), 0.0, 0.0, is_restyled)
    was, will = old.shape.rect, new.shape.rect
    distance = QPointF(will.center.x - was.center.x, will.center.y - was.center.y)
    wider, higher = will.width - was.width, will.height - was.height
    return Motion(old, new, distance, wider, higher, is_restyled)
