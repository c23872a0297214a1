"""The card of the Dockerfile: which file, its text with verdicts, and what is wrong with it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QComboBox, QWidget

from layerviz.app import events
from layerviz.app.scenario import ignore_for
from layerviz.app.state import AppState
from layerviz.core.values import Record
from layerviz.ui import safe_text
from layerviz.ui.panels.card import Card, toned
from layerviz.ui.panels.code_editor import CodeEditor, LineMark, LineTint, Problem
from layerviz.ui.panels.problem_list import ProblemList
from layerviz.ui.panels.syntax_painting import DockerfilePainter
from layerviz.ui.styling import text_font

if TYPE_CHECKING:
    from layerviz.core.dockerfile.instructions import Dockerfile
    from layerviz.ui.theme import Theme
    from layerviz.ui.translation import Translator


IGNORE_NAME = ".dockerignore"
FEWEST_EMS = 15
"""A narrower card has room for the file's name only."""
HINT_LINES = 18
"""The hint below the text is shown from this height on, in lines."""


class EditorContent(Record):
    """What stands beside the text, in words and colours."""

    marks: tuple[LineMark, ...] = ()
    tints: tuple[LineTint, ...] = ()
    problems: tuple[Problem, ...] = ()
    stops_at: int = 0
    dockerfile: Dockerfile | None = None
    """The text as parsed; None until that of the last keystroke has arrived."""


class EditorPanel(Card):
    """Emits events; `dockerfile_chosen` names a file that has to be read first."""

    intended = Signal(object)
    dockerfile_chosen = Signal(str)

    def __init__(self, translator: Translator) -> None:
        super().__init__("editorPanel")
        self._words = translator
        self._state: AppState | None = None
        self._is_ignore_shown = False
        self._parsed: Dockerfile | None = None
        self.files = QComboBox()
        self.files.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.files.setMinimumContentsLength(9)
        self.heading.insertWidget(1, self.files)
        self.editor = CodeEditor()
        self.painter_of_text = DockerfilePainter(self.editor.document())
        self.ignore = CodeEditor()
        self.problems = ProblemList(translator)
        self.problems.hide()
        self.hint = toned("muted", wraps=True)
        self.body.addWidget(self.editor, 1)
        self.body.addWidget(self.ignore, 1)
        self.body.addWidget(self.problems)
        self.body.addWidget(self.hint)
        self.ignore.hide()
        self._connect()
        self.retranslate()

    def _connect(self) -> None:
        self.editor.text_typed.connect(self._typed)
        self.editor.line_selected.connect(self._line_selected)
        self.editor.lines_moved.connect(self._lines_moved)
        self.ignore.text_typed.connect(self._ignore_typed)
        self.problems.line_chosen.connect(self.editor.go_to_line)
        self.files.activated.connect(self._file_chosen)
        self._words.changed.connect(self.retranslate)

    # --- values in

    def show_state(self, state: AppState, content: EditorContent) -> None:
        """Show the text of the side in focus, and what stands beside it."""
        before, self._state = self._state, state
        self.editor.show_text(state.sheet.text)
        if content.dockerfile is not None:
            self.editor.show_marks(content.marks)
            self.editor.show_problems(content.problems)
            if content.dockerfile is not self._parsed:
                self._parsed = content.dockerfile
                self.painter_of_text.show_parsed(content.dockerfile, content.problems)
            self.problems.show_problems(content.problems, content.stops_at)
        self.editor.show_tints(content.tints)
        self._show_heading(state)
        self._show_ignore_text(state)
        selection = state.selection
        if before is None or selection != before.selection:
            is_typing = self.editor.hasFocus()
            if selection.line and not is_typing:
                self.editor.show_line(selection.line)

    def _show_heading(self, state: AppState) -> None:
        title = self._words.text("editor.title")
        dirty = " ●" if state.is_dirty(state.side) else ""
        paths = state.project.dockerfiles
        root = state.project.context_root
        names = [_short(path, root) for path in paths]
        if ignore_for(state.scan.ignores, state.sheet.path) or state.content.ignore_text:
            names.append(IGNORE_NAME)
        self.files.setVisible(len(names) > 1)
        if [self.files.itemText(n) for n in range(self.files.count())] != names:
            self.files.clear()
            self.files.addItems(names)
        if self._is_ignore_shown and IGNORE_NAME in names:
            self.files.setCurrentIndex(len(paths))
        elif state.sheet.path in paths:
            self.files.setCurrentIndex(paths.index(state.sheet.path))
        name = _short(state.sheet.path, root)
        note = state.project.sample and f"sample:{state.project.sample}"
        self.show_heading(title + dirty, "" if len(names) > 1 else note or name)
        self.note.setToolTip(safe_text.tooltip(state.sheet.path))

    def _show_ignore_text(self, state: AppState) -> None:
        found = ignore_for(state.scan.ignores, state.sheet.path)
        typed = state.content.ignore_text
        is_there = found is not None or typed is not None
        if not is_there and self._is_ignore_shown:
            self._show_ignore(is_shown=False)
        if is_there:
            self.ignore.show_text(typed if typed is not None else found.text if found else "")

    def show_look(self, theme: Theme, zoom: float) -> None:
        """Take the colours of a theme and the fonts of a zoom."""
        code = text_font(zoom, is_code=True)
        word = text_font(zoom * 0.82, weight=QFont.Weight.Bold)
        for editor in (self.editor, self.ignore):
            editor.show_fonts(code, word)
        self.painter_of_text.show_look(theme)

    def retranslate(self) -> None:
        """Take the words of the language."""
        text = self._words.text
        self.editor.setAccessibleName(text("editor.name"))
        self.ignore.setAccessibleName(".dockerignore")
        self.files.setAccessibleName(text("editor.files"))
        self.hint.setText(text("editor.hint"))
        if self._state is not None:
            self._show_heading(self._state)

    def wanted_height(self) -> int:
        """The height that shows every line of the Dockerfile, and what is said below it."""
        lines = max(5, self.editor.blockCount() + 1)
        row = self.editor.fontMetrics().lineSpacing() + 2
        return self.height() - self.editor.viewport().height() + lines * row

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the text gets it."""
        super().resizeEvent(event)
        is_narrow = self.width() < FEWEST_EMS * self.fontMetrics().height()
        self.title.setVisible(self.files.isHidden() or not is_narrow)
        self.hint.setVisible(self.height() > HINT_LINES * self.fontMetrics().height())

    def sizeHint(self) -> QSize:
        """Room for a usual Dockerfile."""
        return QSize(380, 340)

    # --- intents

    def _typed(self, text: str) -> None:
        self.intended.emit(events.TextTyped(text, _now_ms()))

    def _ignore_typed(self, text: str) -> None:
        self.intended.emit(events.IgnoreTyped(text, _now_ms()))

    def _line_selected(self, line: int) -> None:
        self.intended.emit(events.LineSelected(line))

    def _lines_moved(self, first: int, last: int, before: int) -> None:
        self.intended.emit(events.LineMoved(first, last, before))

    def _file_chosen(self, place: int) -> None:
        paths = self._state.project.dockerfiles if self._state is not None else ()
        self._show_ignore(is_shown=place >= len(paths))
        if self._state is not None and place < len(paths):
            path = paths[place]
            if path != self._state.sheet.path:
                self.dockerfile_chosen.emit(path)

    def _show_ignore(self, *, is_shown: bool) -> None:
        if is_shown is self._is_ignore_shown:
            return
        self._is_ignore_shown = is_shown
        self.ignore.setVisible(is_shown)
        self.editor.setVisible(not is_shown)
        shown: QWidget = self.ignore if is_shown else self.editor
        shown.setFocus()


def _short(path: str, root: str) -> str:
    inside = path[len(root) :].lstrip("/\\") if root and path.startswith(root) else path
    return safe_text.plain(inside or path)


def _now_ms() -> int:
    return round(time.monotonic() * 1000)
