"""The two columns beside the picture: what goes in at the left, what it means at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from layerviz.app.state import AppState, View
from layerviz.ui.panels.context_card import ContextCard
from layerviz.ui.panels.cost_panel import CostPanel
from layerviz.ui.panels.editor_panel import EditorContent, EditorPanel
from layerviz.ui.panels.picture_panel import same
from layerviz.ui.panels.switch import Switch
from layerviz.ui.panels.why_panel import WhyPanel
from layerviz.ui.presenting import editor_content, why_content
from layerviz.ui.presenting_cost import cost_content

if TYPE_CHECKING:
    from layerviz.ui.theme import Theme
    from layerviz.ui.translation import Translator

GAP = 10
LOW_LINES = 24
"""A column of fewer lines is low."""
MOST_TEXT = 0.54
"""So much of its column may the Dockerfile take."""
MOST_COST_TALL = 0.5
MOST_COST = 0.6
"""So much of its column may the cost take."""


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
        self._is_low = self._is_dragged = False
        self.splitterMoved.connect(self._dragged)
        self.switch = Switch(2, fills=True)
        self.switch.hide()
        self.insertWidget(0, self.switch)
        self.switch.chosen.connect(self._share)
        translator.changed.connect(self._name_parts)
        self._name_parts()
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
        QTimer.singleShot(0, self, self._share_height)

    def show_look(self, theme: Theme, zoom: float) -> None:
        """Take the colours of a theme and the fonts of a zoom."""
        self.editor.show_look(theme, zoom)
        self.context.show_look(theme, zoom)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the two are too low to be of use one above the other, one is seen at a time."""
        super().resizeEvent(event)
        is_low = self.height() < LOW_LINES * self.fontMetrics().height()
        if is_low is not self._is_low:
            self._is_low = is_low
            self._share()
        QTimer.singleShot(0, self, self._share_height)

    def stops(self) -> list[QWidget]:
        """Where F6 stops."""
        return [self.editor.editor, self.context.files.tree]

    def show_part(self, place: int) -> None:
        """Bring the Dockerfile (0) or the build context (1) into view."""
        if self._is_low:
            self.switch.choose(place)

    def _share(self) -> None:
        self.switch.setVisible(self._is_low)
        self.editor.setVisible(not self._is_low or self.switch.place == 0)
        self.context.setVisible(not self._is_low or self.switch.place == 1)

    def _share_height(self) -> None:
        """The text is as high as it needs, up to a half; the files have the rest."""
        if self._is_low or self._is_dragged:
            return
        room = self.height() - self.handleWidth() - 2 * GAP
        wanted = min(self.editor.wanted_height(), round(room * MOST_TEXT))
        self.setSizes([0, wanted, room - wanted])

    def _dragged(self) -> None:
        self._is_dragged = True

    def _name_parts(self) -> None:
        text = self._words.text
        self.switch.show_words((text("editor.title"), text("context.tab.files")))


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
        self.setStretchFactor(0, 1)
        self.setStretchFactor(1, 0)
        self._is_dragged = self._is_low = False
        self.splitterMoved.connect(self._dragged)
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
        # The cards of Compare tell their costs themselves: the reasons get the room.
        self.cost.setVisible(state.view is View.BUILD or len(state.content.sheets) < 2)
        self.why.show_content(why_content(state, self._words))
        self.cost.show_content(cost_content(state, self._words, theme))
        QTimer.singleShot(0, self, self._share)

    def stops(self) -> list[QWidget]:
        """Where F6 stops."""
        return [self.why.area]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The cost is as high as it needs; the reasons have the rest."""
        super().resizeEvent(event)
        lines = self.height() / max(1, self.fontMetrics().height())
        self._is_low = lines < LOW_LINES
        self.cost.show_room(lines)
        QTimer.singleShot(0, self, self._share)

    def _share(self) -> None:
        if self._is_dragged:
            return
        room = self.height() - self.handleWidth() - 2 * GAP
        most = MOST_COST if self._is_low else MOST_COST_TALL
        wanted = min(self.cost.wanted_height(), round(room * most))
        self.setSizes([room - wanted, wanted])

    def _dragged(self) -> None:
        self._is_dragged = True


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
