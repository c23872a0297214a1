"""Colours the Dockerfile as our own parser understands it, and underlines what it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from layerviz.core.diagnostics import Severity, Span
from layerviz.core.dockerfile.highlighting import highlight_spans
from layerviz.scene.roles import Role
from layerviz.ui.panels.document_text import units
from layerviz.ui.styling import ink_on_surface

if TYPE_CHECKING:
    from layerviz.core.dockerfile.instructions import Dockerfile
    from layerviz.ui.panels.code_editor import Problem
    from layerviz.ui.theme import Theme

Run = tuple[int, int, str]
"""From column, to column (UTF-16 units), and what it is: a kind of text or a severity."""

MOST_UNDERLINED = 300
"""Columns: a line of rubbish need not be underlined to its end."""
UNDERLINED = tuple(severity.value for severity in Severity)


class DockerfilePainter(QSyntaxHighlighter):
    """Holds the runs of every line; only lines whose runs changed are painted again."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(None)  # type: ignore[call-overload]  # the document comes below
        self._runs: list[tuple[Run, ...]] = []
        self._formats: dict[str, QTextCharFormat] = {}
        # Before the highlighter's own slot: the lines have moved when it asks for their colours.
        document.contentsChange.connect(self._lines_moved)
        self._text = document
        self.setParent(document)
        self.setDocument(document)

    def show_look(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._formats = formats_of(theme)
        self.rehighlight()

    def show_parsed(self, dockerfile: Dockerfile, problems: tuple[Problem, ...]) -> None:
        """Colour the text that was parsed; it is the one in the document."""
        old, self._runs = self._runs, runs_by_line(dockerfile, problems)
        for line, now in enumerate(self._runs):
            if line >= len(old) or old[line] != now:
                block = self._text.findBlockByNumber(line)
                if block.isValid():
                    self.rehighlightBlock(block)

    def highlightBlock(self, text: str) -> None:
        """Colour one line."""
        line = self.currentBlock().blockNumber()
        if line >= len(self._runs):
            return
        length = self.currentBlock().length() - 1
        for start, end, kind in self._runs[line]:
            if kind in UNDERLINED:
                self._underline(start, max(start + 1, min(end, length)), kind)
            elif kind in self._formats:
                self.setFormat(start, end - start, self._formats[kind])

    def _underline(self, start: int, end: int, severity: str) -> None:
        wave = self._formats.get(severity)
        if wave is None:
            return
        for column in range(start, min(end, start + MOST_UNDERLINED)):
            form = QTextCharFormat(self.format(column))
            form.setUnderlineStyle(wave.underlineStyle())
            form.setUnderlineColor(wave.underlineColor())
            self.setFormat(column, 1, form)

    def _lines_moved(self, position: int, _removed: int, _added: int) -> None:
        """Keep the runs beside their lines until the text is parsed again."""
        more = self._text.blockCount() - len(self._runs)
        if not more or not self._runs:
            return
        line = self._text.findBlock(position).blockNumber()
        if more > 0:
            self._runs[line + 1 : line + 1] = [()] * more
        else:
            del self._runs[line + 1 : line + 1 - more]


def runs_by_line(dockerfile: Dockerfile, problems: tuple[Problem, ...]) -> list[tuple[Run, ...]]:
    """The coloured runs of every line of the text."""
    lines = dockerfile.text.split("\n")
    found: list[list[Run]] = [[] for _ in lines]
    for span, kind in highlight_spans(dockerfile):
        _add(found, lines, span, kind)
    for problem in problems:
        if problem.span is not None:
            _add(found, lines, problem.span, problem.severity.value)
    return [tuple(runs) for runs in found]


def _add(found: list[list[Run]], lines: list[str], span: Span, kind: str) -> None:
    for number in range(span.line, min(span.end_line, len(lines)) + 1):
        text = lines[number - 1].removesuffix("\r")
        start = span.column if number == span.line else 0
        end = span.end_column if number == span.end_line else len(text)
        if number > span.line and not end:
            continue
        found[number - 1].append((units(text[:start]), units(text[:end]), kind))


def formats_of(theme: Theme) -> dict[str, QTextCharFormat]:
    """The look of each kind of text."""
    muted, link = QColor(theme.muted), QColor(theme.accent)
    base = ink_on_surface(theme, Role.BASE)
    cheap = ink_on_surface(theme, Role.CHEAP)
    costly = ink_on_surface(theme, Role.COSTLY)
    return {
        "comment": _format(muted, is_italic=True),
        "directive": _format(costly),
        "keyword": _format(base, is_bold=True),
        "flag": _format(costly),
        "string": _format(cheap),
        "variable": _format(link),
        "heredoc": _format(muted),
        "error": _format(QColor(theme.error)),
        Severity.ERROR.value: _wave(QColor(theme.error)),
        Severity.WARNING.value: _wave(QColor(theme.look(Role.DEPENDS).border)),
        Severity.NOTE.value: _wave(muted),
    }


def _format(ink: QColor, *, is_bold: bool = False, is_italic: bool = False) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(ink)
    if is_bold:
        made.setFontWeight(QFont.Weight.Bold)
    made.setFontItalic(is_italic)
    return made


def _wave(ink: QColor) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    made.setUnderlineColor(ink)
    return made
