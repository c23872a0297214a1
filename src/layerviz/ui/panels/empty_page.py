"""What stands in place of a picture while there is none: what happened, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from layerviz.app.state import AppState, View
from layerviz.ui import safe_text
from layerviz.ui.panels.card import button, toned
from layerviz.ui.phrases import diagnostic_text

if TYPE_CHECKING:
    from layerviz.ui.translation import Translator


class EmptyPage(QFrame):
    """A sentence or two, and the ways on."""

    action_triggered = Signal(str)

    def __init__(self, translator: Translator) -> None:
        super().__init__()
        self.setObjectName("page")
        self._words = translator
        self._state: AppState | None = None
        self.headline = toned("headline", wraps=True)
        self.sentence = toned("muted", wraps=True)
        self.open = button("primary")
        self.samples = button()
        self.open.clicked.connect(self._open_clicked)
        self.samples.clicked.connect(self._samples_clicked)
        column = QVBoxLayout(self)
        column.setContentsMargins(40, 30, 40, 30)
        column.addStretch(1)
        for label in (self.headline, self.sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.open)
        row.addWidget(self.samples)
        row.addStretch(1)
        column.addSpacing(12)
        column.addLayout(row)
        column.addStretch(2)
        translator.changed.connect(self.retranslate)
        self.retranslate()

    def show_state(self, state: AppState) -> None:
        """Say why there is no picture: nothing open, being read, or the trouble in words."""
        self._state = state
        self.retranslate()

    def retranslate(self) -> None:
        """Take the words of the language."""
        text = self._words.text
        self.open.setText(text("empty.open"))
        self.samples.setText(text("empty.samples"))
        state = self._state
        is_busy = state is not None and (
            bool(state.opening.target) or state.scan.is_running or state.is_analysing
        )
        is_open = state is not None and state.project.is_open
        is_of_images = state is not None and state.view.is_of_images
        for each in (self.open, self.samples):
            each.setVisible(not is_busy and not is_of_images)
        if state is not None and is_of_images:
            self._say_of_images(state)
        elif is_busy:
            self.headline.setText(text("empty.reading"))
            self.sentence.setText("")
        elif state is not None and state.scan.problem is not None and state.report() is None:
            self.headline.setText(text("empty.trouble"))
            safe_text.set_label(self.sentence, diagnostic_text(state.scan.problem, self._words))
        else:
            self.headline.setText(text("empty.nothing-to-build" if is_open else "empty.nothing"))
            self.sentence.setText(text("empty.write" if is_open else "empty.drop"))

    def _say_of_images(self, state: AppState) -> None:
        """That images are being read, why they are not, or that none is chosen."""
        text, shelf = self._words.text, state.shelf
        keys = (shelf.shown,) if state.view is View.IMAGE else shelf.picked
        wanted = [each for each in shelf.images if each.key in keys]
        problem = next((each.problem for each in wanted if each.problem is not None), None)
        if any(each.is_reading for each in wanted) or not shelf.images:
            self.headline.setText(text("empty.reading"))
            self.sentence.setText("")
        elif problem is not None:
            self.headline.setText(text("empty.image.trouble"))
            safe_text.set_label(self.sentence, diagnostic_text(problem, self._words))
        else:
            self.headline.setText(text("empty.image"))
            self.sentence.setText(text("empty.image.choose"))

    def _open_clicked(self) -> None:
        self.action_triggered.emit("open-folder")

    def _samples_clicked(self) -> None:
        self.action_triggered.emit("samples")
