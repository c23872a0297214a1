"""The column beside Tags: the commands that print, get and move names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QVBoxLayout

from layerviz.app.commands import commands_of_name
from layerviz.ui.panels.commands_card import CommandsCard

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from layerviz.app.state import AppState
    from layerviz.ui.theme import Theme
    from layerviz.ui.translation import Translator

GAP = 10


class CommandsColumn(QFrame):
    """One card of commands."""

    def __init__(self, translator: Translator) -> None:
        super().__init__()
        self.card = CommandsCard(translator)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GAP, GAP, GAP)
        column.addWidget(self.card)
        self.setMinimumWidth(220)

    def show_state(self, state: AppState, _theme: Theme) -> None:
        """Show the commands for the name that is typed."""
        self.card.show_commands(commands_of_name(state.tags.reference))

    def stops(self) -> list[QWidget]:
        """Where F6 stops."""
        return [self.card.list.area]
