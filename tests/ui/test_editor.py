"""The editor paints what a key changed, and that is all of it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPaintEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from layerviz.core.diagnostics import Severity, Span
from layerviz.core.dockerfile.parsing import parse
from layerviz.ui.fonts import load_fonts
from layerviz.ui.panels.code_editor import CodeEditor, LineMark, Problem
from layerviz.ui.panels.syntax_painting import DockerfilePainter, layered
from layerviz.ui.styling import text_font
from layerviz.ui.theme import theme_of

TEXT = "FROM alpine\n" + "".join(f"RUN echo {n} && \\\n  true\n" for n in range(8)) + "RUN $A\n"
RED = QColor("red")


class Painted(QObject):
    """Notes which places of these widgets are painted."""

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__()
        self.places: list[QRect] = []
        for each in widgets:
            each.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if isinstance(event, QPaintEvent):
            self.places.append(event.rect())
        return False


@pytest.fixture
def editor(qtbot: QtBot) -> CodeEditor:
    load_fonts()
    made = CodeEditor()
    qtbot.addWidget(made)
    made.show_fonts(text_font(1.0, is_code=True), text_font(0.82))
    made.show_text(TEXT)
    marks = [LineMark(1, 1, RED, RED, "CACHED")]
    marks += [LineMark(2 + 2 * n, 3 + 2 * n, RED, RED, "run") for n in range(8)]
    made.show_marks(tuple(marks))
    made.resize(420, 260)
    made.show()
    qtbot.waitExposed(made)
    settle(made)
    return made


def settle(editor: CodeEditor) -> None:
    """Let all that waits be laid out and painted."""
    for _ in range(3):
        QGuiApplication.processEvents()
    editor.repaint()


def put_cursor(editor: CodeEditor, line: int, column: int) -> None:
    block = editor.document().findBlockByNumber(line - 1)
    cursor = QTextCursor(editor.document())
    cursor.setPosition(block.position() + column)
    editor.setTextCursor(cursor)
    editor.setFocus()
    settle(editor)


def on_screen(editor: CodeEditor, side: QWidget) -> QImage:
    """What stands on the screen of a widget, without painting it anew."""
    at = side.mapTo(editor, QPoint(0, 0))
    shot = QGuiApplication.primaryScreen().grabWindow(editor.winId())
    return shot.toImage().copy(at.x(), at.y(), side.width(), side.height())


def painter_of(editor: CodeEditor, text: str = TEXT) -> DockerfilePainter:
    painter = DockerfilePainter(editor.document())
    painter.show_look(theme_of("light"))
    painter.show_parsed(parse(text), ())
    settle(editor)
    return painter


def colours(editor: CodeEditor, line: int) -> list[tuple[int, int, str]]:
    formats = editor.document().findBlockByNumber(line - 1).layout().formats()
    return [(f.start, f.length, f.format.foreground().color().name()) for f in formats]


def test_a_key_paints_the_line_it_is_in_and_no_other(editor: CodeEditor) -> None:
    painter_of(editor)
    put_cursor(editor, 3, 6)
    seen = Painted(editor.viewport(), editor.gutter, editor.column)
    QTest.keyClick(editor, Qt.Key.Key_X)
    settle_events()
    _, top, height = editor.rows()[2]
    assert seen.places
    for place in seen.places:
        assert top - 1 <= place.top()
        assert place.bottom() <= top + height + 1


def settle_events() -> None:
    for _ in range(5):
        QGuiApplication.processEvents()


@pytest.mark.parametrize("height", [260, 600], ids=["scrolled", "whole"])
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Backspace, Qt.Key.Key_PageDown])
def test_numbers_and_verdicts_stand_on_the_screen_as_if_all_were_painted_anew(
    editor: CodeEditor, key: Qt.Key, height: int
) -> None:
    editor.resize(420, height)
    put_cursor(editor, 4, 0)
    QTest.keyClick(editor, key)
    settle_events()
    before = [on_screen(editor, side) for side in (editor.gutter, editor.column)]
    assert not before[0].isNull()
    settle(editor)
    editor.gutter.repaint()
    editor.column.repaint()
    assert before == [on_screen(editor, side) for side in (editor.gutter, editor.column)]


def test_a_bar_stays_one_piece_where_one_of_its_lines_is_painted(editor: CodeEditor) -> None:
    whole = on_screen(editor, editor.gutter)
    _, top, height = editor.rows()[2]
    editor.gutter.repaint(0, top, editor.gutter.width(), height)
    assert on_screen(editor, editor.gutter) == whole


def test_a_line_is_coloured_as_it_is_parsed_and_keeps_its_colours_while_typed(
    editor: CodeEditor,
) -> None:
    painter_of(editor)
    first, second = colours(editor, 1), colours(editor, 2)
    assert first[0][:2] == (0, 4)
    assert second
    put_cursor(editor, 2, 8)
    QTest.keyClick(editor, Qt.Key.Key_X)
    assert colours(editor, 2) == second


def test_colours_move_with_their_lines_until_the_text_is_parsed_again(editor: CodeEditor) -> None:
    painter_of(editor)
    last = TEXT.count("\n")
    kept = colours(editor, last)
    assert kept
    put_cursor(editor, 1, 11)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert colours(editor, 2) == []
    assert colours(editor, last + 1) == kept
    QTest.keyClick(editor, Qt.Key.Key_Backspace)
    assert colours(editor, 1)
    assert colours(editor, last) == kept


def test_another_theme_colours_all_lines_anew(editor: CodeEditor) -> None:
    painter = painter_of(editor)
    before = colours(editor, 1)
    painter.show_look(theme_of("dark"))
    assert [piece[:2] for piece in colours(editor, 1)] == [piece[:2] for piece in before]
    assert colours(editor, 1) != before


def test_a_finding_is_underlined_through_the_colours(editor: CodeEditor) -> None:
    painter = painter_of(editor)
    problem = Problem(Severity.WARNING, Span(1, 2, 1, 7), "so")
    painter.show_parsed(parse(TEXT), (problem,))
    formats = editor.document().findBlockByNumber(0).layout().formats()
    waved = [
        f for f in formats if f.format.underlineStyle() == f.format.UnderlineStyle.WaveUnderline
    ]
    assert [(f.start, f.length) for f in waved] == [(2, 2), (4, 3)]
    assert waved[0].format.foreground().color().name() == colours(editor, 1)[0][2]


def test_pieces_are_cut_to_the_line_and_an_underline_has_a_letter_at_least() -> None:
    assert layered(((0, 4, "keyword"), (2, 9, "flag")), 6) == [
        (0, 2, ("keyword", "")),
        (2, 6, ("flag", "")),
    ]
    assert layered(((3, 3, "error-of-none"),), 6) == []
    assert layered(((2, 2, Severity.NOTE.value),), 6) == [(2, 3, ("", Severity.NOTE.value))]
    assert layered(((9, 12, "keyword"),), 6) == []
