"""The Dockerfile editor: text, a gutter with line numbers and verdict bars, verdict words.

It shows what it is given and says what was typed. The editor's own undo is off: undo is the app's,
and a text that comes back from the state is put in as the smallest edit, so that the cursor stays
where the user looks.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDragEnterEvent,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextCursor,
    QTextFormat,
    QWheelEvent,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QToolTip, QWidget

from layerviz.core.diagnostics import Severity, Span
from layerviz.core.values import Value
from layerviz.ui import safe_text
from layerviz.ui.panels.document_text import (
    document_from_text,
    smallest_edit,
    text_from_document,
)
from layerviz.ui.panels.gutter import Gutter, VerdictColumn


class LineMark(Value):
    """What the builder does with the instruction on these lines; `word` as docker build prints."""

    line: int
    end_line: int
    bar: QColor
    ink: QColor
    word: str = ""
    hover: str = ""


class Problem(Value):
    """A finding in the text, in words."""

    severity: Severity
    span: Span | None
    message: str
    short: str = ""
    """Our words alone, where the builder's own follow them in the message."""


class LineTint(Value):
    """A run of lines with a background: the selected instruction, or the first cause."""

    line: int
    end_line: int
    color: QColor


class CodeEditor(QPlainTextEdit):
    """A plain text editor with verdicts beside its lines."""

    text_typed = Signal(str)
    line_selected = Signal(int)
    lines_moved = Signal(int, int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._marks: tuple[LineMark, ...] = ()
        self._problems: tuple[Problem, ...] = ()
        self._tints: tuple[LineTint, ...] = ()
        self._is_filling = False
        self._line = 1
        self._font: QFont | None = None
        self.setUndoRedoEnabled(False)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(False)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.gutter = Gutter(self)
        self.column = VerdictColumn(self)
        self.gutter.lines_moved.connect(self.lines_moved)
        self.gutter.line_clicked.connect(self.go_to_line)
        self.document().contentsChange.connect(self._changed)
        self.cursorPositionChanged.connect(self._cursor_moved)
        self.updateRequest.connect(self._scrolled)
        self.blockCountChanged.connect(self._place_margins)

    # --- values in

    def show_text(self, text: str) -> None:
        """Make the document show the text, by the smallest edit."""
        if text == self._text:
            return
        old, new = self._shown(), document_from_text(text)
        self._text = text
        if old == new:
            return
        position, removed, added = smallest_edit(old, new)
        self._is_filling = True
        try:
            cursor = QTextCursor(self.document())
            cursor.setPosition(position)
            cursor.setPosition(position + removed, QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(added)
            if not old:
                self.moveCursor(QTextCursor.MoveOperation.Start)
        finally:
            self._is_filling = False

    def show_marks(self, marks: tuple[LineMark, ...]) -> None:
        """Show the verdicts beside the lines."""
        if marks != self._marks:
            self._marks = marks
            self.column.show_marks(marks)
            self.gutter.show_marks(marks)
            self._place_margins()

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Keep the messages that hovering shows."""
        if problems == self._problems:
            return
        self._problems = problems
        self.gutter.show_problem_lines(
            {p.span.line: p.severity for p in reversed(problems) if p.span is not None}
        )
        self._place_margins()

    def show_tints(self, tints: tuple[LineTint, ...]) -> None:
        """Colour the background of some lines."""
        if tints != self._tints:
            self._tints = tints
            self._paint_tints()

    def show_line(self, line: int) -> None:
        """Bring a line into view without moving the cursor or taking the focus."""
        block = self.document().findBlockByNumber(line - 1)
        if not block.isValid() or self._is_visible(block):
            return
        middle = self.verticalScrollBar().pageStep() // 2
        self.verticalScrollBar().setValue(max(0, block.firstLineNumber() - middle))

    def go_to_line(self, line: int) -> None:
        """Put the cursor at the start of a line and take the focus."""
        block = self.document().findBlockByNumber(line - 1)
        if block.isValid():
            cursor = QTextCursor(block)
            self.setTextCursor(cursor)
            self.setFocus()
            self._tell_line(line)

    def show_fonts(self, code: QFont, word: QFont) -> None:
        """Take the fonts of the text and of the verdict words."""
        self._font = code
        self.document().setDefaultFont(code)
        self.gutter.show_font(code)
        self.column.show_font(word)
        self.setTabStopDistance(QFontMetricsF(code).horizontalAdvance(" ") * 4)
        self._place_margins()

    @property
    def shown_text(self) -> str:
        """The text as typed, with the line ends that it came with."""
        return self._text

    # --- intents out

    def _changed(self, _position: int, removed: int, added: int) -> None:
        if self._is_filling or not (removed or added):
            return
        shown = self._shown()
        text = text_from_document(shown, self._text)
        if text != self._text:
            self._text = text
            self.text_typed.emit(text)

    def _cursor_moved(self) -> None:
        line = self.textCursor().blockNumber() + 1
        if line != self._line and not self._is_filling:
            self._tell_line(line)
        self._line = line

    def _tell_line(self, line: int) -> None:
        self._line = line
        self.line_selected.emit(line)

    def _shown(self) -> str:
        return self.document().toRawText().replace("\u2029", "\n")

    # --- keys, wheel, hovering

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the app, and show messages on hovering."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo, redo = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
            if event.matches(undo) or event.matches(redo) or _moves_line(event):
                event.ignore()
                return False
        return super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Show the message of what is under the mouse."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            message = self._message_at(event.pos())
            if message:
                QToolTip.showText(event.globalPos(), safe_text.tooltip(message), self.viewport())
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Type; a line moved by Alt+Up and Alt+Down and undo are the window's."""
        undo, redo = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
        if event.matches(undo) or event.matches(redo) or _moves_line(event):
            event.ignore()
            return
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
            return
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; Ctrl+wheel is the window's zoom."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        super().wheelEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Text only: a dropped file or folder is opened by the window."""
        return source.hasText() and not source.hasUrls()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Leave files to the window."""
        if event.mimeData().hasUrls():
            event.ignore()
            return
        super().dragEnterEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt's menu without its own undo and redo."""
        menu = self.createStandardContextMenu()
        for action in menu.actions()[:3]:
            if action.isSeparator() or not action.isEnabled():
                menu.removeAction(action)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def _message_at(self, position: QPoint) -> str:
        cursor = self.cursorForPosition(position)
        line, column = cursor.blockNumber() + 1, cursor.positionInBlock()
        found = [p.message for p in self._problems if p.span and _is_in(p.span, line, column)]
        if not found:
            found = [p.message for p in self._problems if p.span and p.span.line == line]
        return "\n".join(dict.fromkeys(found))

    # --- layout

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the gutter and the column at the edges."""
        super().resizeEvent(event)
        self._place_margins()

    def changeEvent(self, event: QEvent) -> None:
        """Measure again when the zoom changed the font."""
        super().changeEvent(event)
        is_font = event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange)
        if is_font and self._font is not None:
            self.document().setDefaultFont(self._font)
            self._place_margins()

    def _place_margins(self, *_: object) -> None:
        left, right = self.gutter.needed_width(), self.column.needed_width()
        margins = self.viewportMargins()
        if (margins.left(), margins.right()) != (left, right):
            self.setViewportMargins(left, 0, right, 0)
        inside = self.contentsRect()
        view = self.viewport().geometry()
        # Up to the text, frame and all: the background of a line runs through from edge to edge.
        begin, end = inside.left(), view.right()
        self.gutter.setGeometry(QRect(begin, view.top(), view.left() - begin, view.height()))
        self.column.setGeometry(QRect(end, view.top(), right + 1, view.height()))

    def _scrolled(self, _rect: QRect, dy: int) -> None:
        rows = self.rows()
        for side in (self.gutter, self.column):
            if dy:
                side.scroll(0, dy)
            else:
                side.follow(rows)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text; the sides follow when the geometry settled."""
        super().paintEvent(event)

    def rows(self) -> list[tuple[int, int, int]]:
        """The visible lines: (number, top, height) in the viewport."""
        found = []
        block = self.firstVisibleBlock()
        offset = self.contentOffset()
        bottom = self.viewport().height()
        while block.isValid():
            area = self.blockBoundingGeometry(block).translated(offset)
            if area.top() > bottom:
                break
            found.append((block.blockNumber() + 1, round(area.top()), round(area.height())))
            block = block.next()
        return found

    def line_at(self, y: int) -> int:
        """The line whose row covers the height, or one past the last."""
        for line, top, height in self.rows():
            if y < top + height:
                return line
        return self.blockCount() + 1

    def _is_visible(self, block: QTextBlock) -> bool:
        area = self.blockBoundingGeometry(block).translated(self.contentOffset())
        return area.top() >= 0 and area.bottom() <= self.viewport().height()

    def _paint_tints(self) -> None:
        selections = []
        for tint in self._tints:
            for number in range(tint.line - 1, min(tint.end_line, self.blockCount())):
                selection = QTextEdit.ExtraSelection()
                selection.cursor = QTextCursor(self.document().findBlockByNumber(number))
                form = selection.format
                form.setBackground(tint.color)
                form.setProperty(QTextFormat.Property.FullWidthSelection, True)
                selection.format = form
                selections.append(selection)
        self.setExtraSelections(selections)
        self.gutter.show_tints(self._tints)
        self.column.show_tints(self._tints)


def _moves_line(event: QKeyEvent) -> bool:
    is_alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
    return is_alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down)


def _is_in(span: Span, line: int, column: int) -> bool:
    after_start = (line, column) >= (span.line, span.column)
    return after_start and (line, column) <= (span.end_line, span.end_column)
