"""The two columns beside the picture: what goes in at the left, what it means at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter

from layerviz.app.state import AppState
from layerviz.ui.panels.context_card import ContextCard
from layerviz.ui.panels.cost_panel import CostPanel
from layerviz.ui.panels.editor_panel import EditorContent, EditorPanel
from layerviz.ui.panels.picture_panel import same
from layerviz.ui.panels.why_panel import WhyPanel
from layerviz.ui.presenting import cost_content, editor_content, why_content

if TYPE_CHECKING:
    from layerviz.ui.theme import Theme
    from layerviz.ui.translation import Translator

GAP = 10


class LeftColumn(QSplitter):
    """The Dockerfile, and the build context."""

    intended = Signal(object)
    dockerfile_chosen = Signal(str)

    def __init__(self, translator: Translator) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._words = translator
        self._seen: tuple[object, ...] = ()
        self._content = EditorContent()
        self.editor = EditorPanel(translator)
        self.context = ContextCard(translator)
        self.addWidget(self.editor)
        self.addWidget(self.context)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(GAP)
        self.setContentsMargins(GAP, GAP, 0, GAP)
        self.setSizes([420, 420])
        self.setMinimumWidth(220)
        self.editor.intended.connect(self.intended)
        self.editor.dockerfile_chosen.connect(self.dockerfile_chosen)
        self.context.intended.connect(self.intended)

    def show_state(self, state: AppState, theme: Theme) -> None:
        """Show the state."""
        seen = (state.report(), state.sheet, *_looked_at(state, self._words, theme))
        if not same(seen, self._seen):
            self._seen = seen
            self._content = editor_content(state, self._words, theme)
        self.editor.show_state(state, self._content)
        self.context.show_state(state)

    def show_look(self, theme: Theme, zoom: float) -> None:
        """Take the colours of a theme and the fonts of a zoom."""
        self.editor.show_look(theme, zoom)
        self.context.show_look(theme, zoom)


class RightColumn(QSplitter):
    """Why, and what it costs."""

    intended = Signal(object)

    def __init__(self, translator: Translator) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._words = translator
        self._seen: tuple[object, ...] = ()
        self.why = WhyPanel(translator)
        self.cost = CostPanel(translator)
        self.addWidget(self.why)
        self.addWidget(self.cost)
        self.setSizes([520, 400])
        self.setStretchFactor(0, 3)
        self.setStretchFactor(1, 2)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(GAP)
        self.setContentsMargins(0, GAP, GAP, GAP)
        self.setMinimumWidth(200)
        self.why.intended.connect(self.intended)

    def show_state(self, state: AppState, theme: Theme) -> None:
        """Show the state."""
        is_waiting = state.is_analysing and bool(self._seen)
        # What is said of a scenario belongs to its prediction: old words, not wrong ones.
        scenario = self._seen[1] if is_waiting else state.scenario
        seen = (state.reports, scenario, *_looked_at(state, self._words, theme))
        if same(seen, self._seen):
            return
        self._seen = seen
        self.why.show_content(why_content(state, self._words))
        self.cost.show_content(cost_content(state, self._words, theme))


def _looked_at(state: AppState, words: Translator, theme: Theme) -> tuple[object, ...]:
    """What panels depend on besides the prediction."""
    return (
        state.view,
        state.side,
        state.selection,
        state.question,
        state.playhead,
        words.language,
        theme.name,
    )
