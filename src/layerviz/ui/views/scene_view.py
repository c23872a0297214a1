"""A picture that is used: clicks, keys and drags become what was meant by them.

It changes nothing but its own hover and keyboard focus; what follows from a click is decided by
whoever hears it. Its list twin for screen readers is `reading()`.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtWidgets import QToolTip

from layerviz.scene.shapes import Target, TargetKind
from layerviz.ui import safe_text
from layerviz.ui.views.scene_port import ScenePort

TYPE_CHECKING = False
if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent


class SceneView(ScenePort):
    """A scene that answers to pointer and keyboard."""

    shape_clicked = Signal(object)
    """A `Target`: one click, or Enter on the block with the focus."""
    shape_double_clicked = Signal(object)
    """A `Target`."""
    shape_hovered = Signal(object)
    """A `Target`, or None when the pointer leaves it."""
    shape_dropped = Signal(object)
    """A `Drop`."""
    context_asked = Signal(object, object)
    """A `Target` and the global `QPoint` for its menu."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember what is pressed; the map scrolls."""
        if event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        if self._scroll_by_map(event.position(), is_start=True):
            return
        group = self._group_under(event.position())
        self._dragging.press(group, event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer: hover, or drag a block or the map."""
        at = event.position()
        if self._scroll_by_map(at, is_start=False):
            return
        if self._dragging.pressed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            if self._dragging.follows(at):
                self._dragging.move(self._page, self._to_scene(at))
                self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
                self.viewport().update()
            return
        group = self._group_under(at)
        self._set_hover(group.target if group and not _is_only_read(group.target) else None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click if it is still the same block; else the end of a drag."""
        self._map.is_dragged = False
        pressed, drop = self._dragging.release()
        if drop is not None:
            self.viewport().unsetCursor()
            self.viewport().update()
            self.shape_dropped.emit(drop)
        elif pressed is not None and pressed.target is not None:
            group = self._group_under(event.position())
            if group is not None and group.target == pressed.target:
                self._focus = group.target
                self.shape_clicked.emit(group.target)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Tell what was double-clicked."""
        group = self._group_under(event.position())
        if group is not None and group.target is not None:
            self.shape_double_clicked.emit(group.target)

    def leaveEvent(self, event: QEvent) -> None:
        """No block is hovered any more."""
        super().leaveEvent(event)
        self._set_hover(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard stands; the first block at first."""
        super().focusInEvent(event)
        by_tab = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        )
        if by_tab and self._focus is None:
            reading = self.reading()
            self.set_focused(reading[0][0] if reading else None)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring."""
        super().focusOutEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down go from block to block, Enter clicks; other keys are the window's."""
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._move_focus(up=key == Qt.Key.Key_Up)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._focus is not None:
            self.shape_clicked.emit(self._focus)
        elif key == Qt.Key.Key_Menu and self._focus is not None:
            self._ask_menu_by_key(self._focus)
        else:
            event.ignore()

    def viewportEvent(self, event: QEvent) -> bool:
        """Show the texts of a block in full, and its menu."""
        if event.type() == QEvent.Type.ToolTip:
            self._show_tip(event.pos(), event.globalPos())  # type: ignore[attr-defined]  # a QHelpEvent
            return True
        if event.type() == QEvent.Type.ContextMenu:
            at = QPointF(event.pos())  # type: ignore[attr-defined]  # a QContextMenuEvent
            group = self._group_under(at)
            if group is not None and group.target is not None:
                self.context_asked.emit(group.target, event.globalPos())  # type: ignore[attr-defined]  # a QContextMenuEvent
                return True
        return super().viewportEvent(event)

    def _show_tip(self, at: QPoint, on_screen: QPoint) -> None:
        group = self._group_under(QPointF(at))
        arrow = "" if group else self._page.arrow_tip_at(self._to_scene(QPointF(at)))
        tip = group.tip if group else arrow
        if tip:
            QToolTip.showText(on_screen, safe_text.tooltip(tip), self.viewport())
        else:
            QToolTip.hideText()

    def _ask_menu_by_key(self, target: Target) -> None:
        group = self._group_of(target)
        if group is None:
            return
        shift = self._shift()
        x = group.rect.x * self._zoom - shift.x() + 24
        y = group.rect.center.y * self._zoom - shift.y()
        self.context_asked.emit(target, self.viewport().mapToGlobal(QPoint(round(x), round(y))))

    def _move_focus(self, *, up: bool) -> None:
        targets = [target for target, _ in self.reading()]
        if not targets:
            return
        if self._focus not in targets:
            self.set_focused(targets[0])
            return
        direction = 1 if up != self._page.grows_down else -1
        place = targets.index(self._focus) + direction
        self.set_focused(targets[min(max(place, 0), len(targets) - 1)])

    def _set_hover(self, target: Target | None) -> None:
        if target == self._hover:
            return
        self._hover = target
        is_hand = target is not None
        self.viewport().setCursor(
            Qt.CursorShape.PointingHandCursor if is_hand else Qt.CursorShape.ArrowCursor
        )
        self.viewport().update()
        self.shape_hovered.emit(target)

    def _scroll_by_map(self, at: QPointF, *, is_start: bool) -> bool:
        bar = self.verticalScrollBar()
        if not self._has_map:
            return False
        place = self._map_rect()
        if is_start:
            self._map.is_dragged = place.contains(at)
        if self._map.is_dragged:
            share = (at.y() - place.top()) / max(1.0, place.height())
            whole = self._page.scene.height * self._zoom
            bar.setValue(round(share * whole - self.viewport().height() / 2))
        return self._map.is_dragged


def _is_only_read(target: Target | None) -> bool:
    return target is not None and target.kind is TargetKind.READ
