"""Bars above the picture: what happened that needs a word or a decision. Never a box in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from layerviz.app import events
from layerviz.app.state import AppState
from layerviz.core.values import Record
from layerviz.ui import safe_text
from layerviz.ui.panels.card import button, cleared, toned

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerviz.core.diagnostics import Diagnostic
    from layerviz.ui.translation import Translator

    Tell = Callable[[Diagnostic], str]

PROGRESS_AFTER_MS = 300
SAID_FOR_MS = 8000


class Bar(Record):
    """One bar: its words, its tone, and its buttons as (text, event)."""

    text: str
    tone: str = "note"
    choices: tuple[tuple[str, events.Event], ...] = ()


def bars_of(state: AppState, words: Translator, tell: Tell) -> tuple[Bar, ...]:
    """The bars that a state calls for, the most urgent first."""
    text = words.text
    bars = []
    for disk in state.disk:
        if disk.newer is not None:
            choices = (
                (text("disk.take"), events.DiskTextTaken(disk.path)),
                (text("disk.keep"), events.DiskTextRefused(disk.path)),
            )
            bars.append(
                Bar(text=text("disk.newer", path=disk.path), tone="warning", choices=choices)
            )
    if state.scan.problem is not None:
        bars.append(Bar(text=tell(state.scan.problem), tone="error"))
    for notice in state.notices:
        close = events.NoticeClosed(notice.diagnostic.code, notice.path)
        tone = "error" if notice.diagnostic.is_error else "note"
        bars.append(
            Bar(text=tell(notice.diagnostic), tone=tone, choices=((text("bar.close"), close),))
        )
    return tuple(bars)


class NoticeBars(QWidget):
    """The bars of the state, and the progress of a scan that takes longer than a moment."""

    intended = Signal(object)
    scan_cancelled = Signal()

    def __init__(self, translator: Translator) -> None:
        super().__init__()
        self._words = translator
        self._bars: tuple[Bar, ...] = ()
        self._events: dict[str, events.Event] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._shown = QVBoxLayout()
        self._shown.setSpacing(0)
        self._column.addLayout(self._shown)
        self._column.addWidget(self._make_progress())
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(PROGRESS_AFTER_MS)
        self._wait.timeout.connect(self._show_progress)
        self.said = toned("plain", wraps=True)
        self.said.setProperty("bar", "note")
        self.said.setContentsMargins(16, 6, 16, 6)
        self.said.hide()
        self._column.addWidget(self.said)
        self._said_for = QTimer(self)
        self._said_for.setSingleShot(True)
        self._said_for.setInterval(SAID_FOR_MS)
        self._said_for.timeout.connect(self.said.hide)
        translator.changed.connect(self._retranslate)
        self._retranslate()

    def _make_progress(self) -> QFrame:
        self.progress = QFrame()
        self.progress.setProperty("bar", "note")
        self.progress_text = toned("plain")
        self.meter = QProgressBar()
        self.meter.setTextVisible(False)
        self.cancel = button()
        self.cancel.clicked.connect(self.scan_cancelled)
        row = QHBoxLayout(self.progress)
        row.setContentsMargins(16, 4, 16, 4)
        row.addWidget(self.progress_text)
        row.addWidget(self.meter, 1)
        row.addWidget(self.cancel)
        self.progress.hide()
        return self.progress

    def show_state(self, state: AppState, bars: tuple[Bar, ...]) -> None:
        """Show the bars and how far the scan is."""
        if bars != self._bars:
            self._bars = bars
            self._make_bars()
        scan = state.scan
        if not scan.is_running:
            self._wait.stop()
            self.progress.hide()
            return
        if self.progress.isHidden() and not self._wait.isActive():
            self._wait.start()
        self.progress_text.setText(self._words.text("scan.progress", scan.done))
        self.meter.setRange(0, scan.total or 0)
        self.meter.setValue(scan.done)

    def tell(self, sentence: str) -> None:
        """Say something that passes by itself."""
        safe_text.set_label(self.said, sentence)
        self.said.show()
        self._said_for.start()

    def _show_progress(self) -> None:
        self.progress.show()

    def _make_bars(self) -> None:
        cleared(self._shown)
        self._events = {}
        for place, bar in enumerate(self._bars):
            frame = QFrame()
            frame.setProperty("bar", bar.tone)
            row = QHBoxLayout(frame)
            row.setContentsMargins(16, 6, 16, 6)
            label = toned("plain", wraps=True)
            safe_text.set_label(label, bar.text)
            row.addWidget(label, 1)
            frame.setAccessibleName(bar.text)
            for number, (text, event) in enumerate(bar.choices):
                choice = button()
                choice.setText(text)
                choice.setObjectName(f"choice-{place}-{number}")
                choice.clicked.connect(self._chosen)
                self._events[choice.objectName()] = event
                row.addWidget(choice)
            self._shown.addWidget(frame)

    def _chosen(self) -> None:
        event = self._events.get(self.sender().objectName())
        if event is not None:
            self.intended.emit(event)

    def _retranslate(self) -> None:
        self.cancel.setText(self._words.text("scan.cancel"))
