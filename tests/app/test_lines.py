from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerviz.app.lines import moved_lines

TEXT = "one\ntwo\nthree\nfour\n"


@pytest.mark.parametrize(
    ("first", "last", "before", "expected"),
    [
        (1, 1, 3, "two\none\nthree\nfour\n"),
        (4, 4, 1, "four\none\ntwo\nthree\n"),
        (2, 3, 5, "one\nfour\ntwo\nthree\n"),
        (1, 2, 99, "three\nfour\none\ntwo\n"),
        (2, 2, 2, TEXT),
        (2, 3, 4, TEXT),
        (2, 3, 3, TEXT),
    ],
)
def test_lines_go_where_they_are_dragged(first: int, last: int, before: int, expected: str) -> None:
    assert moved_lines(TEXT, first, last, before) == expected


def test_a_missing_last_newline_stays_missing() -> None:
    assert moved_lines("one\ntwo", 2, 2, 1) == "two\none"


def test_line_ends_of_windows_stay() -> None:
    assert moved_lines("one\r\ntwo", 2, 2, 1) == "two\r\none"


@given(st.text("ab\n\r\x0b\u2028"), st.integers(), st.integers(), st.integers())
def test_nothing_is_lost_and_nothing_raises(text: str, first: int, last: int, before: int) -> None:
    moved = moved_lines(text, first, last, before)
    assert sorted(lines_of(moved)) == sorted(lines_of(text))


def lines_of(text: str) -> list[str]:
    return text.replace("\r", "").split("\n")
