"""Colours the Dockerfile as our own parser understands it, and underlines what it refuses."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import (
    QColor,
    QFont,
    QTextBlock,
    QTextCharFormat,
    QTextDocument,
    QTextLayout,
)

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


class DockerfilePainter(QObject):
    """Holds the runs of every line; only lines whose runs changed are painted again.

    Not a `QSyntaxHighlighter`: that one formats a line anew at each key in it, and Qt then paints
    the whole editor instead of the line.
    """

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._runs: list[tuple[Run, ...]] = []
        self._formats: dict[str, QTextCharFormat] = {}
        self._text = document
        document.contentsChange.connect(self._changed)

    def show_look(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._formats = formats_of(theme)
        for line in range(len(self._runs)):
            self._paint(self._text.findBlockByNumber(line))

    def show_parsed(self, dockerfile: Dockerfile, problems: tuple[Problem, ...]) -> None:
        """Colour the text that was parsed; it is the one in the document."""
        old, self._runs = self._runs, runs_by_line(dockerfile, problems)
        for line, now in enumerate(self._runs):
            if line >= len(old) or old[line] != now:
                self._paint(self._text.findBlockByNumber(line))

    def _changed(self, position: int, _removed: int, added: int) -> None:
        """Keep the runs beside their lines until the text is parsed again."""
        block = self._text.findBlock(position)
        line = block.blockNumber()
        more = self._text.blockCount() - len(self._runs)
        if more and self._runs:
            if more > 0:
                self._runs[line + 1 : line + 1] = [()] * more
            else:
                del self._runs[line + 1 : line + 1 - more]
        while block.isValid() and block.position() <= position + added:
            self._paint(block)
            block = block.next()

    def _paint(self, block: QTextBlock) -> None:
        """Give a line its colours, where it has others."""
        if not block.isValid() or block.blockNumber() >= len(self._runs):
            return
        length = block.length() - 1
        wanted = []
        for start, end, kinds in layered(self._runs[block.blockNumber()], length):
            piece = QTextLayout.FormatRange()
            piece.start, piece.length, piece.format = start, end - start, self._format(kinds)
            wanted.append(piece)
        layout = block.layout()
        if layout.formats() != wanted:
            layout.setFormats(wanted)
            self._text.markContentsDirty(block.position(), block.length())

    def _format(self, kinds: tuple[str, str]) -> QTextCharFormat:
        kind, severity = kinds
        made = QTextCharFormat(self._formats.get(kind, QTextCharFormat()))
        wave = self._formats.get(severity)
        if wave is not None:
            made.setUnderlineStyle(wave.underlineStyle())
            made.setUnderlineColor(wave.underlineColor())
        return made


def layered(runs: tuple[Run, ...], length: int) -> list[tuple[int, int, tuple[str, str]]]:
    """The pieces of a line of that length: from, to, and its kind and severity ("" for none).

    A later run lies over an earlier one; an underline goes through below all of them.
    """
    kinds, waves = [""] * length, [""] * length
    for start, wanted, kind in runs:
        is_wave = kind in UNDERLINED
        to = min(max(start + 1, wanted), start + MOST_UNDERLINED) if is_wave else wanted
        layer = waves if is_wave else kinds
        layer[start : min(to, length)] = [kind] * (min(to, length) - start)
    pieces: list[tuple[int, int, tuple[str, str]]] = []
    at = 0
    for both, cells in groupby(zip(kinds, waves, strict=True)):
        end = at + sum(1 for _ in cells)
        if any(both):
            pieces.append((at, end, both))
        at = end
    return pieces


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
