"""What the edit costs: time where it is known, bytes, and where the numbers come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from layerviz.core.values import record
from layerviz.ui.panels.card import Card, ElidedLabel, scrolled, set_tone, toned

if TYPE_CHECKING:
    from layerviz.ui.translation import Translator

MOST_BARS = 3


@record
class CostBar:
    """One step's share: its instruction, the number beside it, and how long the bar is (0 to 1)."""

    text: str
    number: str
    share: float
    color: QColor
    track: QColor


@record
class CostContent:
    """All that the panel says, in words."""

    title: str
    big: str = ""
    tone: str = "cheap"
    instead: str = ""
    bars: tuple[CostBar, ...] = ()
    notes: tuple[str, ...] = ()


class ShareBar(QWidget):
    """A bar in its track."""

    def __init__(self) -> None:
        super().__init__()
        self._bar: CostBar | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bar(self, bar: CostBar) -> None:
        """Show another share."""
        self._bar = bar
        self.setAccessibleName(f"{bar.text}: {bar.number}")
        self.update()

    def sizeHint(self) -> QSize:
        """Thin."""
        return QSize(100, max(8, self.fontMetrics().height() // 2))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the track and the bar."""
        if self._bar is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._bar.track)
        area = QRectF(self.rect())
        painter.drawRoundedRect(area, 4, 4)
        if self._bar.share > 0:
            painter.setBrush(self._bar.color)
            area.setWidth(max(area.height(), area.width() * min(1.0, self._bar.share)))
            painter.drawRoundedRect(area, 4, 4)


class CostPanel(Card):
    """Shows a `CostContent`."""

    def __init__(self, translator: Translator) -> None:
        super().__init__("costPanel")
        self._words = translator
        self._content: CostContent | None = None
        self.big = toned("big")
        self.instead = ElidedLabel()
        self.instead.setProperty("tone", "muted")
        self.area, self._column = scrolled()
        self.body.addWidget(self.area, 1)
        row = QHBoxLayout()
        row.addWidget(self.big)
        row.addWidget(self.instead, 1, Qt.AlignmentFlag.AlignBottom)
        self._column.addLayout(row)
        grid = QGridLayout()
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(0, 1)
        self._rows = [self._make_row(grid, place) for place in range(MOST_BARS)]
        self._column.addLayout(grid)
        self._notes: list[QLabel] = []
        self._column.addStretch(1)

    def _make_row(self, grid: QGridLayout, place: int) -> tuple[ElidedLabel, QLabel, ShareBar]:
        text, number, bar = ElidedLabel(), toned("strong"), ShareBar()
        text.setProperty("tone", "code")
        grid.addWidget(text, place * 2, 0)
        grid.addWidget(number, place * 2, 1, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(bar, place * 2 + 1, 0, 1, 2)
        return text, number, bar

    def show_content(self, content: CostContent) -> None:
        """Show other numbers."""
        if content == self._content:
            return
        self._content = content
        self.show_heading(content.title)
        self.big.setText(content.big)
        self.big.setVisible(bool(content.big))
        set_tone(self.big, f"big-{content.tone}")
        self.instead.show_whole(content.instead)
        for place, (text, number, bar) in enumerate(self._rows):
            is_used = place < len(content.bars)
            for widget in (text, number, bar):
                widget.setVisible(is_used)
            if is_used:
                text.show_whole(content.bars[place].text)
                number.setText(content.bars[place].number)
                bar.show_bar(content.bars[place])
        self._show_notes(content.notes)

    def _show_notes(self, notes: tuple[str, ...]) -> None:
        while len(self._notes) < len(notes):
            label = toned("muted", wraps=True)
            self._notes.append(label)
            self._column.insertWidget(self._column.count() - 1, label)
        for place, label in enumerate(self._notes):
            label.setVisible(place < len(notes))
            if place < len(notes):
                label.setText(notes[place])
