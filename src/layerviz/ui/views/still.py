"""The last frame of a view, enlarged: what is seen while somebody is still zooming.

Fonts, columns and layout follow when the zoom rests: they take longer than a frame may.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent


class Still(QWidget):
    """Lies over a view from when it is made, and looks as the view did then."""

    def __init__(self, view: QWidget) -> None:
        self._frame = view.grab()
        self._ground = self._frame.toImage().pixelColor(0, 0)
        self._factor = 1.0
        super().__init__(view)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setGeometry(view.rect())
        self.show()

    def enlarge(self, factor: float) -> None:
        """Show the frame so many times as large, about its middle."""
        self._factor = factor
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Keep it: what lies beneath is somewhere else than it seems."""
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the frame, and the ground where a smaller one leaves it free."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        whole = QRectF(self.rect())
        target = QRectF(QPointF(), whole.size() * self._factor)
        target.moveCenter(whole.center())
        if not target.contains(whole):
            painter.fillRect(whole, self._ground)
        painter.drawPixmap(target, self._frame, QRectF(self._frame.rect()))
        painter.end()
