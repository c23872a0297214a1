"""The card of the build context: its files, and behind a second tab the build's options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget

from layerviz.app.state import AppState
from layerviz.core.context import Directory
from layerviz.ui.panels.card import MARGIN, Card
from layerviz.ui.panels.context_panel import ContextPanel
from layerviz.ui.panels.options_panel import OptionsPanel
from layerviz.ui.panels.switch import Switch

if TYPE_CHECKING:
    from layerviz.core.ignorefile import IgnoreFile
    from layerviz.ui.theme import Theme
    from layerviz.ui.translation import Translator


class ContextCard(Card):
    """Files and options; emits events."""

    intended = Signal(object)

    def __init__(self, translator: Translator) -> None:
        super().__init__("contextCard")
        self._words = translator
        self._state: AppState | None = None
        self._counted: tuple[object, str] = (None, "")
        self.files = ContextPanel(translator)
        self.options = OptionsPanel(translator)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.files)
        self.stack.addWidget(self.options)
        self.switch = Switch(2)
        self.tabs = self.switch.buttons
        self.heading.removeWidget(self.note)
        self.heading.addStretch(1)
        self.heading.addWidget(self.switch)
        self.note.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.body.addWidget(self.note)
        self.body.addWidget(self.stack, 1)
        self.switch.chosen.connect(self.stack.setCurrentIndex)
        self.files.intended.connect(self.intended)
        self.options.intended.connect(self.intended)
        translator.changed.connect(self.retranslate)
        self.retranslate()

    def show_state(self, state: AppState) -> None:
        """Show the folder and the options of the state."""
        self._state = state
        report = state.report()
        facts = report.facts if report is not None else None
        ignore = facts.ignore if facts is not None else None
        self.files.show_state(state, ignore)
        self.options.show_state(state, facts.dockerfile if facts is not None else None)
        self._show_heading(state, ignore)

    def show_look(self, theme: Theme, zoom: float) -> None:
        """Take the colours of a theme and the fonts of a zoom."""
        self.files.show_look(theme, zoom)

    def retranslate(self) -> None:
        """Take the words of the language."""
        self._counted = (None, "")
        self.tabs[0].setText(self._words.text("context.tab.files"))
        if self._state is not None:
            self.show_state(self._state)
        else:
            self.show_heading(self._words.text("context.title"))
            self.tabs[1].setText(self._words.text("context.tab.options"))

    def _show_heading(self, state: AppState, ignore: IgnoreFile | None) -> None:
        scenario = state.scenario
        chosen = len(scenario.build_args) + len(scenario.bases_changed) + bool(scenario.target)
        chosen += scenario.is_uncached
        code = "context.tab.options.chosen" if chosen else "context.tab.options"
        self.tabs[1].setText(self._words.text(code, count=chosen))
        self._fit_heading()
        snapshot = state.scan.snapshot
        note = ""
        if snapshot is not None:
            key = (id(snapshot.root), id(ignore))
            if self._counted[0] != key:
                self._counted = (key, self._summary(snapshot.root, ignore))
            note = self._counted[1]
        self.show_heading(self._words.text("context.title"), note)

    def _summary(self, root: Directory, ignore: IgnoreFile | None) -> str:
        """`9 files, 2.0 MB sent`, and how much is ignored at the top."""
        from layerviz.core.context import ContextSnapshot
        from layerviz.core.ignorefile import filter_context  # only once a folder is open

        sent = root if ignore is None else filter_context(ContextSnapshot(root), ignore).root
        text = self._words.text
        told = text("context.summary", sent.file_count, size=self._words.size(sent.total_bytes))
        ignored = root.file_count - sent.file_count
        return told if ignored <= 0 else f"{told} · {text('context.summary.ignored', ignored)}"

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may have room for title and tabs, or not."""
        super().resizeEvent(event)
        self._fit_heading()

    def _fit_heading(self) -> None:
        """Where both do not fit, the tabs stand alone: their words say what the card is."""
        room = self.width() - self.contentsMargins().left() - 2 * MARGIN
        needed = self.title.sizeHint().width() + self.switch.sizeHint().width() + 4
        self.title.setVisible(needed <= room)

    def sizeHint(self) -> QSize:
        """Room for some files."""
        return QSize(380, 340)
