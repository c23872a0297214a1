"""Logical lines and their places."""

from __future__ import annotations

import pytest

from layerviz.core.diagnostics import Span
from layerviz.core.dockerfile.lexing import Lexer, LogicalLine
from layerviz.core.dockerfile.syntax import LATEST


def lines_of(text: str) -> list[LogicalLine]:
    """Every logical line of a text."""
    lexer = Lexer(text, LATEST)
    found = []
    while (line := lexer.next_line()) is not None:
        found.append(line)
    return found


@pytest.mark.parametrize(
    ("text", "logical"),
    [
        ("a\nb\n", ["a", "b"]),
        ("a\n\n  \n\tb", ["a", "b"]),
        ("a \\\n  b", ["a   b"]),
        ("a\\ \t\nb", ["ab"]),
        ("a\\\\\nb", ["a\\\\", "b"]),
        ("a \\\n# c\n  # d\n b", ["a  b"]),
        ("a \\\n\n b", ["a  b"]),
        ("a \\", ["a "]),
        ("\\\na", ["a"]),
        ("\\\n", [""]),
        ("a\u2028b\x0cc\x85d\ne", ["a\u2028b\x0cc\x85d", "e"]),
        ("\u00a0\u3000a", ["a"]),
        ("\x1ca", ["\x1ca"]),
        ("a\r\r\nb\rc", ["a", "b\rc"]),
        ("  # c \\\na", ["a"]),
        ("", []),
    ],
)
def test_physical_lines_are_joined_as_in_the_builder(text: str, logical: list[str]) -> None:
    assert [line.text for line in lines_of(text)] == logical


def test_every_character_knows_its_place() -> None:
    (line,) = lines_of("\ufeff  ab \\\n# c\n  cd\\\n e")
    assert line.text == "ab   cd e"
    assert line.place(0) == (1, 3)
    assert line.place(5) == (3, 2)
    assert line.span(5, 9) == Span(3, 2, 4, 2)
    assert line.span(3, 3) == Span(3, 0, 3, 0)
    assert line.pieces() == ((0, 1, 3), (3, 3, 0), (7, 4, 0))
    (plain,) = lines_of(" ab")
    assert plain.pieces() == ((0, 1, 1),)
    assert plain.span(0, 2) == Span(1, 1, 1, 3)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("# syntax=a\n# escape=`\n# check=skip=all\nFROM a", ["syntax", "escape", "check"]),
        ("  #ESCAPE = `  \nFROM a", ["escape"]),
        ("# c\n# escape=`\n", []),
        ("\n# escape=`\n", []),
        ("# other=x\n# escape=`\n", []),
        ("#!/bin/x\n# escape=`\n", []),
        ("# escape=\n# syntax=x\n", []),
        ("# 1x=2\n# syntax=x\n", []),
    ],
)
def test_directives_count_only_before_anything_else(text: str, names: list[str]) -> None:
    lexer = Lexer(text, LATEST)
    lexer.next_line()
    assert [directive.name for directive in lexer.directives] == names


def test_the_check_directive_is_a_comment_in_older_syntax() -> None:
    lexer = Lexer("# check=skip=all\n# escape=`\nFROM a", (1, 7))
    lexer.next_line()
    assert lexer.directives == []
    assert lexer.escape == "\\"


def test_comments_are_remembered_with_their_places() -> None:
    lexer = Lexer("# a\nRUN x \\\n  # b\n y\n", LATEST)
    lexer.next_line()
    assert lexer.comments == [(1, 0), (3, 2)]


@pytest.mark.parametrize(("count", "is_refused"), [(65_535, False), (65_536, True)])
def test_a_line_may_have_65535_bytes(count: int, is_refused: bool) -> None:
    assert bool(Lexer("x" * count + "\n", LATEST).errors) is is_refused
    assert bool(Lexer("é" * (count // 2) + "x" * (count % 2), LATEST).errors) is is_refused


def test_a_body_ends_at_its_name_or_is_not_read() -> None:
    lexer = Lexer("a\n\tx\n\tE\nE\nb\n", LATEST)
    lexer.next_line()
    assert lexer.read_heredoc("F", strips_tabs=False) is None
    assert lexer.read_heredoc("E", strips_tabs=True) == ("\tx\n", Span(2, 0, 3, 2))
    assert lexer.read_heredoc("E", strips_tabs=False) == ("", Span(4, 0, 4, 1))
    lexer.skip_to(("RUN",))
    assert lexer.next_line() is None
