"""The bar at the top: logo, opening, the two pictures, language, theme, and asking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from layerviz.app import events
from layerviz.app.state import AppState, View
from layerviz.ui.panels.card import button, toned

if TYPE_CHECKING:
    from layerviz.ui.translation import Translator

LOGO_COLORS = ("#0072B2", "#087A5A", "#B85000")


class Logo(QWidget):
    """Three stacked layers: base, cached, rebuilt."""

    def sizeHint(self) -> QSize:
        """As high as the text beside it."""
        side = round(self.fontMetrics().height() * 1.5)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the three bars."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        step = self.height() / 3
        for place, color in enumerate(LOGO_COLORS):
            painter.setBrush(QColor(color))
            painter.drawRoundedRect(QRectF(0, place * step + 1, self.width(), step - 2), 2, 2)


class TopBar(QFrame):
    """Buttons that mean actions by id (`action_triggered`) or events (`intended`)."""

    action_triggered = Signal(str)
    intended = Signal(object)

    def __init__(self, translator: Translator, open_menu: QMenu, look_menu: QMenu) -> None:
        super().__init__()
        self.setObjectName("topBar")
        self._words = translator
        self.logo = Logo()
        self.logo.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.name = toned("brand", "layerviz")
        self.open = button()
        self.open.setMenu(open_menu)
        self.samples = button()
        self.samples.setCheckable(True)
        self.samples.clicked.connect(self._samples_clicked)
        self.look = button()
        self.look.setMenu(look_menu)
        self.ask = button("primary")
        self.ask.clicked.connect(self._ask_clicked)
        self.tabs = {View.BUILD: QPushButton(), View.COMPARE: QPushButton()}
        self.languages = {"ja": QPushButton("日本語"), "en": QPushButton("EN")}
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        for widget in (self.logo, self.name):
            row.addWidget(widget)
        row.addSpacing(12)
        row.addWidget(self.open)
        row.addWidget(self.samples)
        row.addStretch(1)
        row.addWidget(self._segments("tabs", tuple(self.tabs.values())))
        row.addStretch(1)
        row.addWidget(self._segments("languages", tuple(self.languages.values())))
        row.addWidget(self.look)
        row.addWidget(self.ask)
        self._connect()
        translator.changed.connect(self.retranslate)
        self.retranslate()

    def _segments(self, name: str, buttons: tuple[QPushButton, ...]) -> QFrame:
        frame = QFrame()
        frame.setObjectName(name)
        frame.setProperty("segments", True)
        row = QHBoxLayout(frame)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(2)
        group = QButtonGroup(frame)
        for each in buttons:
            each.setCheckable(True)
            each.setAutoDefault(False)
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            each.setProperty("segment", True)
            group.addButton(each)
            row.addWidget(each)
        return frame

    def _connect(self) -> None:
        self.tabs[View.BUILD].clicked.connect(self._build_clicked)
        self.tabs[View.COMPARE].clicked.connect(self._compare_clicked)
        self.languages["ja"].clicked.connect(self._japanese_clicked)
        self.languages["en"].clicked.connect(self._english_clicked)

    def retranslate(self) -> None:
        """Take the words of the language."""
        text = self._words.text
        self.open.setText(text("top.open"))
        self.samples.setText(text("top.samples"))
        self.look.setText(text("top.look"))
        self.tabs[View.BUILD].setText(text("view.build"))
        self.tabs[View.COMPARE].setText(text("view.compare"))
        self.tabs[View.BUILD].setToolTip(text("view.build.tip"))
        self.tabs[View.COMPARE].setToolTip(text("view.compare.tip"))
        self.languages["ja"].setAccessibleName("日本語")
        self.languages["en"].setAccessibleName("English")
        self.samples.setToolTip(text("top.samples.tip"))
        self.ask.setToolTip(text("top.ask.tip"))
        is_japanese = self._words.language == "ja"
        self.languages["ja"].setChecked(is_japanese)
        self.languages["en"].setChecked(not is_japanese)

    def show_state(self, state: AppState) -> None:
        """Show which picture and whether a question is open."""
        for view, tab in self.tabs.items():
            tab.setChecked(state.view is view)
        question = state.question
        is_question = question is not None and question.view is state.view
        self.ask.setText(self._words.text("top.stop-asking" if is_question else "top.ask"))
        self.ask.setEnabled(bool(state.frames))

    def show_samples_open(self, is_open: bool) -> None:
        """Whether the strip of samples is shown."""
        self.samples.setChecked(is_open)

    def _samples_clicked(self) -> None:
        self.action_triggered.emit("samples")

    def _ask_clicked(self) -> None:
        self.action_triggered.emit("ask")

    def _build_clicked(self) -> None:
        self.intended.emit(events.ViewChosen(View.BUILD))

    def _compare_clicked(self) -> None:
        self.intended.emit(events.ViewChosen(View.COMPARE))

    def _japanese_clicked(self) -> None:
        self.intended.emit(events.LanguageChosen("ja"))

    def _english_clicked(self) -> None:
        self.intended.emit(events.LanguageChosen("en"))
