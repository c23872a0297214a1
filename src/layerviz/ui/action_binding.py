"""The action table as Qt actions: texts, keys, enabled or not; menus are made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from layerviz.ui.actions import ACTIONS, spec

if TYPE_CHECKING:
    from layerviz.app.state import AppState
    from layerviz.ui.translation import Translator

MENUS: dict[str, tuple[str, ...]] = {
    "open": (
        "open-folder",
        "open-file",
        "samples",
        "recent",
        "-",
        "save",
        "save-as",
        "export",
        "rescan",
        "-",
        "undo",
        "redo",
        "-",
        "quit",
    ),
    "look": (
        "theme-light",
        "theme-dark",
        "theme-contrast",
        "-",
        "zoom-in",
        "zoom-out",
        "zoom-reset",
        "-",
        "stack-order",
        "height-scale",
        "motion",
        "panels",
        "-",
        "search",
        "keys",
    ),
    "second": ("second-order", "other-file", "swap", "close-second"),
}
"""Which actions stand in which menu; `-` is a line, `recent` the list of recent targets."""


class ActionBinding(QObject):
    """One QAction for each action; `intended` carries events, `deed_asked` the window's own."""

    intended = Signal(object)
    deed_asked = Signal(str)

    def __init__(self, translator: Translator, window: QWidget) -> None:
        super().__init__(window)
        self._words = translator
        self._state: AppState | None = None
        self.actions: dict[str, QAction] = {}
        for each in ACTIONS:
            action = QAction(window)
            action.setObjectName(each.id)
            action.setShortcuts([QKeySequence(key) for key in each.keys])
            action.setCheckable(each.checked is not None)
            action.triggered.connect(self._triggered)
            window.addAction(action)
            self.actions[each.id] = action
        self.retranslate()

    def menu(self, name: str, parent: QWidget, recent: QMenu | None = None) -> QMenu:
        """A menu of the table."""
        made = QMenu(parent)
        for action_id in MENUS[name]:
            if action_id == "-":
                made.addSeparator()
            elif action_id == "recent":
                if recent is not None:
                    made.addMenu(recent)
            else:
                made.addAction(self.actions[action_id])
        return made

    def show_state(self, state: AppState) -> None:
        """Enable and tick what the state allows."""
        self._state = state
        for each in ACTIONS:
            action = self.actions[each.id]
            action.setEnabled(each.enabled(state))
            if each.checked is not None:
                action.setChecked(each.checked(state))

    def retranslate(self) -> None:
        """Take the words of the language."""
        for each in ACTIONS:
            self.actions[each.id].setText(self._words.text(each.text_code))

    def trigger(self, action_id: str) -> None:
        """Do an action by its id, if it can be done now."""
        state, wanted = self._state, spec(action_id)
        if state is None or not wanted.enabled(state):
            return
        if wanted.event is None:
            self.deed_asked.emit(action_id)
        else:
            self.intended.emit(wanted.event(state))

    def _triggered(self) -> None:
        self.trigger(self.sender().objectName())
