"""The commands that print what a view shows: each with a copy button and its output explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from layerviz.ui.panels.card import Card, ClampedLabel, button, cleared, scrolled, toned

if TYPE_CHECKING:
    from layerviz.app.commands import Command, OutputColumn
    from layerviz.ui.translation import Translator


MOST_ROWS = 3
"""So much of a long command is seen without hovering."""


class CommandsList(QWidget):
    """Commands below each other, scrolled where they are many; to be put into any card."""

    def __init__(self, translator: Translator) -> None:
        super().__init__()
        self._words = translator
        self._commands: tuple[Command, ...] | None = None
        self._copies: dict[str, str] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.area, self._column = scrolled()
        column.addWidget(self.area)
        translator.changed.connect(self._fill)

    def show_commands(self, commands: tuple[Command, ...]) -> None:
        """Show these commands."""
        if commands != self._commands:
            self._commands = commands
            self._fill()

    def _fill(self) -> None:
        cleared(self._column)
        self._copies.clear()
        commands = self._commands or ()
        if not commands:
            text = self._words.text("command.none")
            self._column.addWidget(toned("muted", text, wraps=True))
        for command in commands:
            self._column.addWidget(self._line(command))
            self._column.addWidget(toned("plain", self._words.say(command.meaning), wraps=True))
            if command.columns:
                self._column.addLayout(self._columns(command.columns))
        self._column.addStretch(1)

    def _line(self, command: Command) -> QFrame:
        """The command as it is typed, and its button."""
        box = QFrame()
        box.setProperty("box", "terminal")
        row = QHBoxLayout(box)
        row.setContentsMargins(9, 5, 5, 5)
        line = ClampedLabel(MOST_ROWS)
        line.setProperty("tone", "code")
        line.setProperty("box", "terminal")
        line.show_whole(f"$ {command.line}")
        copy = self._copy_button(command)
        row.addWidget(line, 1)
        row.addWidget(copy, 0, Qt.AlignmentFlag.AlignTop)
        return box

    def _copy_button(self, command: Command) -> QPushButton:
        made = button()
        made.setProperty("small", True)
        made.setObjectName(f"copy-{len(self._copies)}")
        made.setText(self._words.text("copy"))
        made.setAccessibleName(self._words.text("copy.what", what=command.line))
        made.clicked.connect(self._copy)
        self._copies[made.objectName()] = command.line
        return made

    def _columns(self, columns: tuple[OutputColumn, ...]) -> QGridLayout:
        """The heads of the output as docker prints them, and what they mean."""
        grid = QGridLayout()
        grid.setContentsMargins(9, 0, 0, 8)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 5)
        for place, each in enumerate(columns):
            meaning = toned("muted", self._words.say(each.meaning), wraps=True)
            for column, label in enumerate((_Head(each.name), meaning)):
                label.setAlignment(Qt.AlignmentFlag.AlignTop)
                grid.addWidget(label, place, column)
        return grid

    def _copy(self) -> None:
        """Copy a command; its button says so until another one is copied."""
        pressed = self.sender().objectName()
        QGuiApplication.clipboard().setText(self._copies.get(pressed, ""))
        for name in self._copies:
            for each in self.findChildren(QPushButton, name):
                code = "copy.done" if name == pressed else "copy"
                each.setText(self._words.text(code))


class _Head(QLabel):
    """The head of a column: it breaks between words, and no word of it is cut."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("tone", "code")
        self.setWordWrap(True)

    def minimumSizeHint(self) -> QSize:
        """As wide as the longest word."""
        widest = max(map(self.fontMetrics().horizontalAdvance, self.text().split()), default=0)
        return QSize(widest + 2, super().minimumSizeHint().height())


class CommandsCard(Card):
    """The commands as a card of their own."""

    def __init__(self, translator: Translator) -> None:
        super().__init__("commandsCard")
        self._words = translator
        self.list = CommandsList(translator)
        self.body.addWidget(self.list, 1)
        translator.changed.connect(self.retranslate)
        self.retranslate()

    def show_commands(self, commands: tuple[Command, ...]) -> None:
        """Show these commands."""
        self.list.show_commands(commands)

    def retranslate(self) -> None:
        """Take the words of the language."""
        self.show_heading(self._words.text("command.title"), self._words.text("command.note"))

    def sizeHint(self) -> QSize:
        """Room for a command or two."""
        return QSize(320, 260)
