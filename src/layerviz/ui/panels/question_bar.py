"""The headline of a picture: the imagined change, or the question with its answer button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QMenu, QVBoxLayout

from layerviz.app import events
from layerviz.app.state import AppState, View
from layerviz.ui import safe_text
from layerviz.ui.panels.card import ClampedLabel, button, set_tone, toned
from layerviz.ui.panels.sample_menu import SampleEditMenu
from layerviz.ui.phrases import changes_of, score

if TYPE_CHECKING:
    from layerviz.app.samples import Sample
    from layerviz.ui.translation import Translator

LOW_LINES = 34
"""A window of fewer lines is low."""


class QuestionBar(QFrame):
    """Shows what is asked and how far the answer is; emits events."""

    intended = Signal(object)
    panels_toggled = Signal(bool)

    def __init__(self, translator: Translator, second_menu: QMenu) -> None:
        super().__init__()
        self.setObjectName("questionBar")
        self._words = translator
        self._state: AppState | None = None
        self._is_told = False
        self.kicker = toned("kicker")
        self.headline = toned("headline", wraps=True)
        self.hint = ClampedLabel(2)
        self.hint.setProperty("tone", "muted")
        self.reveal = button("primary")
        self.again = button()
        self.close_question = button()
        self.second = button()
        self.second.setMenu(second_menu)
        self.panels = button()
        self.panels.setCheckable(True)
        self._sample: Sample | None = None
        self.edits = button()
        self.edits_menu = SampleEditMenu(translator, self)
        self.edits_menu.intended.connect(self.intended)
        self.edits.setMenu(self.edits_menu)
        self._lay_out()
        self.reveal.clicked.connect(self._reveal)
        self.again.clicked.connect(self._ask)
        self.close_question.clicked.connect(self._close)
        self.panels.clicked.connect(self.panels_toggled)
        translator.changed.connect(self._retranslate)

    def _lay_out(self) -> None:
        texts = QVBoxLayout()
        texts.setSpacing(2)
        for label in (self.kicker, self.headline, self.hint):
            texts.addWidget(label)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for each in (
            self.reveal,
            self.again,
            self.close_question,
            self.edits,
            self.second,
            self.panels,
        ):
            buttons.addWidget(each)
        grid = QGridLayout(self)
        grid.setContentsMargins(20, 7, 12, 1)
        grid.addLayout(texts, 0, 0)
        grid.addLayout(buttons, 0, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.setColumnStretch(0, 1)

    def show_sample(self, sample: Sample | None) -> None:
        """The sample that is open: its story is told while nothing is asked."""
        self._sample = sample

    def show_state(self, state: AppState, *, has_panels: bool) -> None:
        """Show the question of the state, or what is imagined."""
        self._state = state
        question = state.question if state.question and state.question.view is state.view else None
        is_open = question is not None and not question.is_revealed
        is_compare = state.view is View.COMPARE
        sample = self._sample if state.project.sample else None
        self.kicker.setVisible(question is not None)
        self.reveal.setVisible(is_open)
        self.again.setVisible(question is not None and not is_open)
        self.close_question.setVisible(question is not None and not is_open)
        self.second.setVisible(is_compare and question is None)
        self.panels.setVisible(not is_open or not is_compare)
        self.panels.setChecked(has_panels)
        self.edits.setVisible(sample is not None and question is None)
        self._is_told = question is None and sample is not None and not is_compare
        self.hint.setVisible(question is not None or (self._is_told and not self._is_low()))
        is_told = question is not None or is_compare or sample is not None
        self.setVisible(state.project.is_open and is_told and not state.view.is_of_images)
        text = self._words.text
        self.second.setText(text("compare.second"))
        self.panels.setText(text("compare.panels"))
        self.edits.setText(text("samples.edits"))
        self.edits_menu.show_sample(sample, state)
        self.headline.setToolTip("")
        set_tone(self.headline, "story" if question is None and not is_compare else "headline")
        if question is None:
            self._show_told(state, sample)
        elif is_open:
            self._show_asked(state, len(question.picked))
        else:
            self._show_answer(state)

    def _show_told(self, state: AppState, sample: Sample | None) -> None:
        if state.view is View.COMPARE:
            code = "compare.told" if len(state.content.sheets) > 1 else "compare.told.one"
            self._headline(self._words.text(code, edit=changes_of(state)))
        elif sample is not None:
            language = self._words.language
            self._headline(sample.question.of(language))
            story = " ".join(sample.story.of(language).split("\n"))
            if language == "ja":
                story = sample.story.of(language).replace("\n", "")
            self.hint.show_whole(story)
            self.headline.setToolTip(safe_text.tooltip(story))

    def _show_asked(self, state: AppState, picked: int) -> None:
        text = self._words.text
        self.kicker.setText(text("question.title"))
        self._headline(text("question.after-edit", edit=changes_of(state)))
        told = text("question.hint", picked=text("question.picked", picked))
        if len(state.shown_sides) > 1:
            side = text("question.side.right" if state.side else "question.side.left")
            told = f"{told}  {text('question.side', side=side)}"
        self.hint.show_whole(told)
        self.reveal.setText(text("question.reveal.key", reveal=text("question.reveal")))

    def _show_answer(self, state: AppState) -> None:
        text = self._words.text
        right, total = score(state)
        self.kicker.setText(text("question.answer"))
        self._headline(text("question.after-edit", edit=changes_of(state)))
        told = text("question.score", right=right, total=total)
        told = f"{told}  {text('question.all-right' if right == total else 'question.marks')}"
        self.hint.show_whole(told)
        self.again.setText(text("question.again"))
        self.close_question.setText(text("question.close"))

    def _is_low(self) -> bool:
        """Whether the window needs its height for the picture more than for a story."""
        return self.window().height() < LOW_LINES * self.fontMetrics().height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low window leaves the story out: it stands in the headline's tool tip."""
        super().resizeEvent(event)
        if self._is_told:
            self.hint.setVisible(not self._is_low())

    def _headline(self, sentence: str) -> None:
        safe_text.set_label(self.headline, sentence)
        self.setAccessibleName(sentence)

    def _retranslate(self) -> None:
        if self._state is not None:
            self.show_state(self._state, has_panels=self.panels.isChecked())

    def _reveal(self) -> None:
        self.intended.emit(events.Revealed())

    def _ask(self) -> None:
        self.intended.emit(events.Asked())

    def _close(self) -> None:
        self.intended.emit(events.QuestionClosed())
