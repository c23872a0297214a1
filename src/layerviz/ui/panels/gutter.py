"""Beside the lines of the Dockerfile editor: numbers and bars left, verdict words right.

An instruction is dragged by its number to another place; a line shows where it would go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from layerviz.core.diagnostics import Severity
from layerviz.ui import safe_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layerviz.ui.panels.code_editor import CodeEditor, LineMark, LineTint

BAR_WIDTH = 4
GAP = 8
BAR_GAP = 6
FEWEST_LETTERS = 14
"""The verdict words give way where fewer letters of a line could be seen."""


class _Beside(QWidget):
    """A strip beside the text that paints one thing per visible line."""

    def __init__(self, editor: CodeEditor) -> None:
        super().__init__(editor)
        self.editor = editor
        self.marks: tuple[LineMark, ...] = ()
        self.tints: tuple[LineTint, ...] = ()
        self.used_font = QFont()
        self._painted: list[tuple[int, int, int]] = []

    def show_font(self, font: QFont) -> None:
        """The font to paint with; a style sheet would take the widget's own away."""
        self.used_font = font
        self.update()

    def show_marks(self, marks: tuple[LineMark, ...]) -> None:
        """The verdicts to paint."""
        self.marks = marks
        self.update()

    def show_tints(self, tints: tuple[LineTint, ...]) -> None:
        """The lines with a background."""
        self.tints = tints
        self.update()

    def follow(self, rows: list[tuple[int, int, int]]) -> None:
        """Paint anew where the lines no longer stand as painted: most keys move none of them."""
        if rows != self._painted:
            self.update()

    def rows_in(self, exposed: QRect) -> list[tuple[int, int, int]]:
        """The rows to paint."""
        self._painted = self.editor.rows()
        return [
            row
            for row in self._painted
            if row[1] <= exposed.bottom() and row[1] + row[2] > exposed.top()
        ]

    def paint_ground(self, painter: QPainter, rows: list[tuple[int, int, int]]) -> None:
        """Carry the background of the text on to the edge."""
        for line, top, height in rows:
            for tint in self.tints:
                if tint.line <= line <= tint.end_line:
                    painter.fillRect(QRect(0, top, self.width(), height), tint.color)


class Gutter(_Beside):
    """Line numbers and verdict bars; instructions are dragged here."""

    lines_moved = Signal(int, int, int)
    line_clicked = Signal(int)

    def __init__(self, editor: CodeEditor) -> None:
        super().__init__(editor)
        self._problems: Mapping[int, Severity] = {}
        self._grabbed: LineMark | None = None
        self._pressed_at = QPoint()
        self._goal = 0
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_problem_lines(self, problems: Mapping[int, Severity]) -> None:
        """The lines that carry a finding."""
        if problems != self._problems:
            self._problems = problems
            self.update()

    def needed_width(self) -> int:
        """The width for the largest line number, a mark before it, and the bar."""
        digits = max(2, len(str(self.editor.blockCount())))
        wanted = "9" * digits if not self._problems else "! " + "9" * digits
        return QFontMetrics(self.used_font).horizontalAdvance(wanted) + BAR_WIDTH + 2 * GAP

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint numbers and bars of the exposed lines."""
        painter = QPainter(self)
        rows = self.rows_in(event.rect())
        self.paint_ground(painter, rows)
        painter.setFont(self.used_font)
        normal = self.palette().color(self.palette().ColorRole.PlaceholderText)
        loud = self.palette().color(self.palette().ColorRole.Text)
        numbers_to = self.width() - BAR_WIDTH - GAP - BAR_GAP
        for line, top, height in rows:
            severity = self._problems.get(line)
            painter.setPen(normal if severity is None else loud)
            text = f"{line}" if severity is None else f"! {line}"
            painter.drawText(
                QRect(0, top, numbers_to, height),
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop,
                text,
            )
        self._paint_bars(painter, rows)
        if self._goal:
            self._paint_goal(painter, self._painted)

    def _paint_bars(self, painter: QPainter, rows: list[tuple[int, int, int]]) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        exposed = {line for line, _, _ in rows}
        # A bar is one piece along all its lines, whichever of them are painted.
        tops = {line: (top, height) for line, top, height in self._painted}
        left = self.width() - BAR_WIDTH - GAP
        for mark in self.marks:
            lines = range(mark.line, mark.end_line + 1)
            if not exposed.isdisjoint(lines):
                seen = [tops[n] for n in lines if n in tops]
                top, bottom = seen[0][0], seen[-1][0] + seen[-1][1]
                painter.setBrush(mark.bar)
                painter.drawRoundedRect(QRect(left, top + 2, BAR_WIDTH, bottom - top - 4), 2, 2)

    def _paint_goal(self, painter: QPainter, rows: list[tuple[int, int, int]]) -> None:
        _, top, height = rows[-1]
        y = next((t for n, t, _ in rows if n == self._goal), top + height)
        painter.fillRect(
            QRect(0, y - 1, self.width(), 3),
            self.palette().color(self.palette().ColorRole.Highlight),
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the line, and take hold of its instruction."""
        line = self.editor.line_at(round(event.position().y()))
        self._grabbed = next((m for m in self.marks if m.line <= line <= m.end_line), None)
        self._pressed_at = event.position().toPoint()
        self.line_clicked.emit(min(line, self.editor.blockCount()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show where the instruction would go."""
        at = event.position().toPoint()
        if self._grabbed is None or (at - self._pressed_at).manhattanLength() < 6:
            return
        self._goal = self._place(at.y())
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let the instruction go there."""
        grabbed, goal = self._grabbed, self._goal
        self._grabbed, self._goal = None, 0
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.update()
        if grabbed is not None and goal and not grabbed.line <= goal <= grabbed.end_line + 1:
            self.lines_moved.emit(grabbed.line, grabbed.end_line, goal)

    def _place(self, y: int) -> int:
        """The line in front of which it would go: between two instructions, never inside one."""
        line = self.editor.line_at(y)
        inside = next((m for m in self.marks if m.line <= line <= m.end_line), None)
        if inside is None:
            return line
        rows = {n: (top, height) for n, top, height in self.editor.rows()}
        top = rows.get(inside.line, (0, 0))[0]
        end_top, end_height = rows.get(inside.end_line, (top, 0))
        is_upper = y < (top + end_top + end_height) / 2
        return inside.line if is_upper else inside.end_line + 1


class VerdictColumn(_Beside):
    """The verdict of each instruction, in the words of docker build."""

    _has_words = True

    def needed_width(self) -> int:
        """The width of the longest word; of none where the text would have no room beside it."""
        metrics = QFontMetrics(self.used_font)
        words = {mark.word for mark in self.marks if mark.word}
        widths = [metrics.horizontalAdvance(word) for word in words]
        if not widths:
            return GAP
        needed = max(widths) + 2 * GAP
        left = self.editor.width() - self.editor.gutter.needed_width() - needed
        code = QFontMetrics(self.editor.gutter.used_font)
        self._has_words = left >= code.horizontalAdvance("0") * FEWEST_LETTERS
        return needed if self._has_words else GAP

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words of the exposed lines."""
        painter = QPainter(self)
        rows = self.rows_in(event.rect())
        self.paint_ground(painter, rows)
        if not self._has_words or event.rect().right() < GAP:  # the edge that the text lies over
            return
        painter.setFont(self.used_font)
        tops = {line: (top, height) for line, top, height in rows}
        for mark in self.marks:
            if mark.word and mark.line in tops:
                top, height = tops[mark.line]
                painter.setPen(mark.ink)
                painter.drawText(
                    QRect(0, top, self.width() - GAP, height),
                    Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                    mark.word,
                )

    def event(self, event: QEvent) -> bool:
        """Tell the reason on hovering."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            line = self.editor.line_at(event.pos().y())
            mark = next((m for m in self.marks if m.line <= line <= m.end_line and m.hover), None)
            if mark is not None:
                QToolTip.showText(event.globalPos(), safe_text.tooltip(mark.hover), self)
                return True
        return super().event(event)
