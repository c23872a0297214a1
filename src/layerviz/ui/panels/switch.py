"""A few words side by side, of which one is chosen: tabs in a card, or what has the room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QSizePolicy

if TYPE_CHECKING:
    from collections.abc import Sequence


class Switch(QFrame):
    """So many words; the first is chosen. `chosen` carries the place of another.

    One that `fills` takes the whole width and shares it equally.
    """

    chosen = Signal(int)

    def __init__(self, count: int, *, fills: bool = False) -> None:
        super().__init__()
        self.setProperty("segments", True)
        edge = 3 if fills else 2
        row = QHBoxLayout(self)
        row.setContentsMargins(edge, edge, edge, edge)
        row.setSpacing(2)
        self._group = QButtonGroup(self)
        self.buttons = tuple(QPushButton() for _ in range(count))
        for place, each in enumerate(self.buttons):
            each.setCheckable(True)
            each.setAutoDefault(False)
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            each.setProperty("segment", True)
            each.setProperty("small", True)
            self._group.addButton(each, place)
            row.addWidget(each)
            if fills:
                each.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        if fills:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.buttons[0].setChecked(True)
        self._group.idClicked.connect(self.chosen)

    @property
    def place(self) -> int:
        """Which word is chosen, from 0."""
        return self._group.checkedId()

    def choose(self, place: int) -> None:
        """Choose a word."""
        self.buttons[place].setChecked(True)
        self.chosen.emit(place)

    def show_words(self, words: Sequence[str]) -> None:
        """Name them all."""
        for each, word in zip(self.buttons, words, strict=True):
            each.setText(word)
