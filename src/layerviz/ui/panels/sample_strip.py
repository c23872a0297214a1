"""A strip of cards below the picture: one for the user's own folder, then one for each sample."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from layerviz.ui.models.list_model import DETAIL_ROLE, PAYLOAD_ROLE, ListModel, ListRow
from layerviz.ui.panels.card import button, toned

if TYPE_CHECKING:
    from layerviz.app.samples import Sample
    from layerviz.ui.theme import Theme
    from layerviz.ui.translation import Translator

Index = QModelIndex | QPersistentModelIndex

CARD_EMS = 15
PADDING = 10
LOW_LINES = 42
"""A window of fewer lines is low."""


class _CardDelegate(QStyledItemDelegate):
    """A sample as a small card: its title, and the question it answers."""

    def __init__(self, parent: QListView) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self.is_compact = False

    def show_look(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Title and two lines."""
        metrics = option.fontMetrics
        return QSize(metrics.height() * CARD_EMS, self.card_height(metrics))

    def card_height(self, metrics: QFontMetrics) -> int:
        """Title and question; the title alone where the window is low."""
        lines = 1.3 if self.is_compact else 3.7
        return round(metrics.lineSpacing() * lines) + 2 * PADDING

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the card."""
        theme = self._theme
        if theme is None:
            return
        rect: QRect = option.rect
        state = option.state
        widget = option.widget
        is_lit = bool(state & QStyle.StateFlag.State_MouseOver)
        is_current = bool(state & QStyle.StateFlag.State_HasFocus) and widget.hasFocus()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(theme.raised if is_lit else theme.surface))
        painter.setPen(
            QPen(QColor(theme.accent if is_current else theme.line), 2 if is_current else 1)
        )
        area = rect.adjusted(2, 2, -4, -3)
        painter.drawRoundedRect(QRectF(area), 8, 8)
        inside = area.adjusted(PADDING, PADDING - 2, -PADDING, -PADDING + 2)
        self._paint_texts(painter, option, index, inside)
        painter.restore()

    def _paint_texts(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, inside: QRect
    ) -> None:
        assert self._theme is not None
        font = QFont(option.font)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.text))
        metrics = painter.fontMetrics()
        title = metrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, title)
        if self.is_compact:
            return
        font.setBold(False)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.muted))
        below = inside.adjusted(0, metrics.lineSpacing() + 1, 0, 0)
        wrap = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        painter.drawText(below, int(wrap), str(index.data(DETAIL_ROLE) or ""))


class SampleStrip(QFrame):
    """Emits what to open, or that the user wants their own folder."""

    sample_chosen = Signal(str)
    folder_asked = Signal()
    closed = Signal()

    def __init__(self, translator: Translator) -> None:
        super().__init__()
        self.setObjectName("sampleStrip")
        self._words = translator
        self._samples: tuple[Sample, ...] = ()
        self.title = toned("strong")
        self.own = button()
        self.hide_button = button()
        self.model = ListModel(self)
        self.list = QListView()
        self.delegate = _CardDelegate(self.list)
        self._set_up_list()
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.own)
        head.addWidget(self.hide_button)
        column = self._parts = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        column.setContentsMargins(20, 6, 20, 8)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        self.own.clicked.connect(self.folder_asked)
        self.hide_button.clicked.connect(self.closed)
        self.list.clicked.connect(self._chosen)
        self.list.activated.connect(self._chosen)
        translator.changed.connect(self.retranslate)
        self.retranslate()

    def _set_up_list(self) -> None:
        view = self.list
        view.setModel(self.model)
        view.setItemDelegate(self.delegate)
        view.setFlow(QListView.Flow.LeftToRight)
        view.setWrapping(False)
        view.setUniformItemSizes(True)
        view.setMouseTracking(True)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.viewport().setAutoFillBackground(False)

    def show_samples(self, samples: tuple[Sample, ...]) -> None:
        """Show the samples with their stories."""
        self._samples = samples
        self.retranslate()

    def show_look(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.delegate.show_look(theme)
        self._fit()
        self.list.viewport().update()

    def retranslate(self) -> None:
        """Take the words of the language."""
        text, language = self._words.text, self._words.language
        self.title.setText(text("samples.title"))
        self.own.setText(text("samples.own"))
        self.hide_button.setText(text("samples.hide"))
        self.list.setAccessibleName(text("samples.title"))
        rows = [
            ListRow(
                text=sample.title.of(language),
                detail=sample.question.of(language),
                payload=sample.name,
                hover=f"{sample.name}\n{sample.story.of(language)}",
            )
            for sample in self._samples
        ]
        self.model.show(tuple(rows))
        self._fit()

    def _fit(self) -> None:
        """As high as a card, with its scroll bar."""
        metrics = self.list.fontMetrics()
        is_compact = self.window().height() < LOW_LINES * metrics.height()
        if is_compact is not self.delegate.is_compact:
            self.delegate.is_compact = is_compact
            self.title.setVisible(not is_compact)
            below, before = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.RightToLeft
            self._parts.setDirection(before if is_compact else below)
            self.list.scheduleDelayedItemsLayout()
        card = self.delegate.card_height(metrics)
        self.list.setFixedHeight(card + self.list.horizontalScrollBar().sizeHint().height() + 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low window needs its height for the picture."""
        super().resizeEvent(event)
        self._fit()

    def _chosen(self, index: Index) -> None:
        self.sample_chosen.emit(f"sample:{index.data(PAYLOAD_ROLE)}")
