"""What the edit costs: time where it is known, bytes, and where the numbers come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QLabel, QSizePolicy, QWidget

from layerviz.core.values import Record
from layerviz.ui.panels.card import (
    MARGIN,
    Card,
    ClampedLabel,
    ElidedLabel,
    scrolled,
    set_tone,
    toned,
)

if TYPE_CHECKING:
    from layerviz.ui.translation import Translator

MOST_BARS = 3


class CostBar(Record):
    """One step's share: its instruction, the number beside it, and how long the bar is (0 to 1)."""

    text: str
    number: str
    share: float
    color: QColor
    track: QColor


class CostContent(Record):
    """All that the panel says, in words."""

    title: str
    big: str = ""
    tone: str = "cheap"
    instead: str = ""
    origin: str = ""
    """Where the large number comes from."""
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
        self._most = MOST_BARS
        self.big = toned("big")
        self.instead = ElidedLabel()
        self.instead.setProperty("tone", "muted")
        self.area, self._column = scrolled()
        self.body.addWidget(self.area, 1)
        row = self._numbers = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.addWidget(self.big)
        row.addWidget(self.instead, 1, Qt.AlignmentFlag.AlignBottom)
        self._column.addLayout(row)
        self.origin = ClampedLabel(2)
        self.origin.setProperty("tone", "muted")
        self._column.addWidget(self.origin)
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
        self.origin.show_whole(content.origin)
        self.instead.setVisible(bool(content.instead))
        self.origin.setVisible(bool(content.origin))
        self._place_numbers()
        for (text, number, bar), given in zip(self._rows, content.bars, strict=False):
            text.show_whole(given.text)
            number.setText(given.number)
            bar.show_bar(given)
        self._show_bars()
        self._show_notes(content.notes)

    def show_room(self, lines: float) -> None:
        """The height of the column in lines: where it is low, the bars give way."""
        most = MOST_BARS if lines > 36 else MOST_BARS - 1 if lines > 25 else 0
        if most != self._most:
            self._most = most
            self._show_bars()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may ask for the two numbers one below the other."""
        super().resizeEvent(event)
        self._place_numbers()

    def _place_numbers(self) -> None:
        wanted = self.big.sizeHint().width() + self.instead.sizeHint().width() + 12
        beside, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        fits = wanted <= self.width() - 2 * MARGIN
        self._numbers.setDirection(beside if fits else below)
        self._numbers.setSpacing(6 if fits else 0)

    def wanted_height(self) -> int:
        """The height that shows everything, at the width it has."""
        tall = self._column.heightForWidth(max(1, self.area.viewport().width()))
        return tall + self.height() - self.area.height() + 2

    def _show_bars(self) -> None:
        given = len(self._content.bars) if self._content is not None else 0
        for place, row in enumerate(self._rows):
            for widget in row:
                widget.setVisible(place < min(given, self._most))

    def _show_notes(self, notes: tuple[str, ...]) -> None:
        while len(self._notes) < len(notes):
            label = toned("muted", wraps=True)
            self._notes.append(label)
            self._column.insertWidget(self._column.count() - 1, label)
        for place, label in enumerate(self._notes):
            label.setVisible(place < len(notes))
            if place < len(notes):
                label.setText(notes[place])
