"""The bar above the Tags picture: type a reference, and try commands on the names of the board."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
)

from layerviz.app import tag_events as events
from layerviz.app.reducing_tags import LONGEST_TYPED
from layerviz.app.state import AppState
from layerviz.app.tag_boards import next_rebuild, next_tag, next_untag
from layerviz.ui import safe_text
from layerviz.ui.icons import icon
from layerviz.ui.panels.card import button, toned, tool_button
from layerviz.ui.picturing_board import command_of

if TYPE_CHECKING:
    from PySide6.QtWidgets import QToolButton

    from layerviz.core.tag_board import BoardStep
    from layerviz.ui.translation import Translator

DIGEST = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
EXAMPLES = {
    "nginx": "nginx",
    "ghcr.io/a/b/c": "ghcr.io/a/b/c",
    "localhost:5000/app": "localhost:5000/app",
    "node:20-alpine": "node:20-alpine",
    "name@sha256:…": f"node@{DIGEST}",
    "My_App:v1": "My_App:v1",
}
"""What a chip says, and the reference that it puts in; the last one is wrong."""
COMMANDS = {
    "tag": events.NameTagged(),
    "rebuild": events.NameRebuilt(),
    "untag": events.NameRemoved(),
}
MOVES = {
    "restart": events.BoardReset(),
    "back": events.BoardStepped(-1),
    "forward": events.BoardStepped(1),
}
EDGE = 14
NARROWEST_EMS = 14.0
"""So much room the reference keeps; chips that leave less are hidden."""


class TagsBar(QFrame):
    """Shows what is typed and how far the demonstration is; emits events."""

    intended = Signal(object)

    def __init__(self, translator: Translator) -> None:
        super().__init__()
        self.setObjectName("tagsBar")
        self._words = translator
        self._state: AppState | None = None
        self._ink = ""
        self.reference = QLineEdit()
        self.reference.setMaxLength(LONGEST_TYPED)
        self.reference.setClearButtonEnabled(True)
        self.examples = {text: self._button(text) for text in EXAMPLES}
        self.commands = {name: self._button(name) for name in COMMANDS}
        self.moves: dict[str, QToolButton] = {name: tool_button(name) for name in MOVES}
        self.place = toned("muted")
        self.boards = {name: self._button(name) for name in ("lesson", "real")}
        for each in self.boards.values():
            each.setCheckable(True)
            each.setProperty("segment", True)
        self._connect()
        self._lay_out()
        translator.changed.connect(self._retranslate)
        self._retranslate()

    def _connect(self) -> None:
        self.reference.textEdited.connect(self._typed)
        for example in self.examples.values():
            example.clicked.connect(self._example_taken)
        for command in self.commands.values():
            command.clicked.connect(self._command_given)
        for move in self.moves.values():
            move.clicked.connect(self._moved)
        for board in self.boards.values():
            board.clicked.connect(self._board_chosen)

    @staticmethod
    def _button(name: str) -> QPushButton:
        made = button()
        made.setObjectName(name)
        made.setProperty("small", True)
        return made

    def _lay_out(self) -> None:
        typed = QHBoxLayout()
        typed.setSpacing(6)
        typed.addWidget(self.reference, 1)
        for each in self.examples.values():
            typed.addWidget(each)
        self._tried = tried = QHBoxLayout()
        tried.setSpacing(6)
        for each in self.commands.values():
            tried.addWidget(each)
        tried.addSpacing(8)
        for move in self.moves.values():
            tried.addWidget(move)
        tried.addWidget(self.place)
        tried.addStretch(1)
        self._choice = self._segments()
        tried.addWidget(self._choice)
        self._below = QHBoxLayout()
        self._below.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, 8, EDGE, 2)
        column.setSpacing(6)
        column.addLayout(typed)
        column.addLayout(tried)
        column.addLayout(self._below)

    def _segments(self) -> QFrame:
        frame = QFrame()
        frame.setProperty("segments", True)
        row = QHBoxLayout(frame)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(0)
        only_one = QButtonGroup(frame)
        for each in self.boards.values():
            only_one.addButton(each)
            row.addWidget(each)
        return frame

    # --- values in

    def show_state(self, state: AppState) -> None:
        """Show the reference, and what may be done on the board."""
        self._state = state
        tags = state.tags
        if self.reference.text() != tags.reference:
            self.reference.setText(tags.reference)
        self._show_command("tag", next_tag(state), "tags.bar.tag.refused")
        self._show_command("rebuild", next_rebuild(state), "tags.bar.no-name")
        self._show_command("untag", next_untag(state), "tags.bar.no-name")
        self.moves["restart"].setEnabled(bool(tags.steps))
        self.moves["back"].setEnabled(tags.done > 0)
        self.moves["forward"].setEnabled(tags.done < len(tags.steps))
        self.boards["real" if tags.is_real else "lesson"].setChecked(True)
        self.place.setText(self._words.text("tags.bar.place", done=tags.done, of=len(tags.steps)))
        self.place.setVisible(bool(tags.steps))

    def _show_command(self, name: str, step: BoardStep | None, refused: str) -> None:
        """What a button would do, or why it cannot."""
        each = self.commands[name]
        each.setEnabled(step is not None)
        told = self._words.text(refused) if step is None else command_of(step)
        safe_text.set_tooltip(each, told)
        each.setAccessibleDescription(told)

    def _retranslate(self) -> None:
        text = self._words.text
        self.setAccessibleName(text("tags.bar.name"))
        self.reference.setAccessibleName(text("tags.bar.reference"))
        self.reference.setPlaceholderText(text("tags.bar.placeholder"))
        for shown, each in self.examples.items():
            each.setText(shown)
            told = text("tags.bar.example", reference=EXAMPLES[shown])
            each.setAccessibleName(told)
            safe_text.set_tooltip(each, told)
        for name, each in self.commands.items():
            each.setText(text(f"tags.bar.{name}"))
        for name, move in self.moves.items():
            move.setAccessibleName(text(f"tags.bar.{name}"))
            move.setToolTip(text(f"tags.bar.{name}"))
        for name, each in self.boards.items():
            each.setText(text(f"tags.bar.{name}"))
        if self._state is not None:
            self.show_state(self._state)

    # --- looks

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many examples as leave room for the reference."""
        super().resizeEvent(event)
        self._show_examples()
        self._wrap()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icons in the colours of another theme, and fit another zoom."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._show_icons()
            self._show_examples()
            self._wrap()

    def _wrap(self) -> None:
        """The choice of the board goes below the commands where there is no room beside them."""
        choice = self._choice.sizeHint().width()
        is_beside = self._tried.indexOf(self._choice) >= 0
        wanted = self._tried.minimumSize().width() + (0 if is_beside else choice + 6)
        has_room = wanted <= self.width() - 2 * EDGE
        if has_room is not is_beside:
            (self._tried if is_beside else self._below).removeWidget(self._choice)
            (self._tried if has_room else self._below).addWidget(self._choice)

    def _show_examples(self) -> None:
        room = self.width() - 2 * EDGE - round(NARROWEST_EMS * self.fontMetrics().height())
        for each in self.examples.values():
            room -= each.sizeHint().width() + 6
            each.setVisible(room >= 0)

    def showEvent(self, event: QShowEvent) -> None:
        """Have the icons ready when it is first seen."""
        super().showEvent(event)
        self._show_icons()

    def minimumSizeHint(self) -> QSize:
        """As the commands need: examples give way, and the choice of the board goes below."""
        hint = super().minimumSizeHint()
        width = self._tried.minimumSize().width()
        if self._tried.indexOf(self._choice) >= 0:
            width -= self._choice.sizeHint().width() + 6
        return QSize(width + 2 * EDGE, hint.height())

    def _show_icons(self) -> None:
        side = round(self.fontMetrics().height() * 1.1)
        ink = self.palette().color(QPalette.ColorRole.ButtonText)
        for name, move in self.moves.items():
            move.setIconSize(QSize(side, side))
            if ink.name() != self._ink:
                move.setIcon(icon(name, ink))
        self._ink = ink.name()

    # --- intents

    def _typed(self, text: str) -> None:
        self.intended.emit(events.ReferenceTyped(text))

    def _example_taken(self) -> None:
        self.intended.emit(events.ReferenceTyped(EXAMPLES[self.sender().objectName()]))

    def _command_given(self) -> None:
        self.intended.emit(COMMANDS[self.sender().objectName()])

    def _moved(self) -> None:
        self.intended.emit(MOVES[self.sender().objectName()])

    def _board_chosen(self) -> None:
        self.intended.emit(events.BoardChosen(self.sender() is self.boards["real"]))
