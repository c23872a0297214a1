"""Texts are shortened to fit, and keep what tells them apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerviz.scene.measuring import ELLIPSIS, elided, wrapped
from layerviz.scene.shapes import TextStyle
from tests.support.scenes import MEASURE

CODE = TextStyle.CODE


def test_a_text_that_fits_stays_as_it_is() -> None:
    assert elided("RUN make", CODE, 500, MEASURE) == "RUN make"


def test_a_long_text_keeps_both_ends() -> None:
    short = elided("COPY --from=build /out/app /usr/local/bin/app", CODE, 200, MEASURE)
    assert short.startswith("COPY --from")
    assert short.endswith("app")
    assert ELLIPSIS in short


def test_without_room_nothing_is_left() -> None:
    assert elided("RUN", CODE, 3, MEASURE) == ""


@given(st.text(max_size=60), st.floats(0, 400))
def test_what_is_left_always_fits(text: str, width: float) -> None:
    assert MEASURE.width(elided(text, CODE, width, MEASURE), CODE) <= width


@given(st.text(alphabet="ab 日本、。", max_size=80), st.floats(30, 300), st.integers(1, 4))
def test_wrapped_lines_fit_and_are_no_more_than_asked(text: str, width: float, most: int) -> None:
    rows = wrapped(text, CODE, width, most, MEASURE)
    assert len(rows) <= most
    assert all(MEASURE.width(row, CODE) <= width for row in rows)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("one two three", ("one two", "three")),
        ("", ()),
        ("日本語の文。次", ("日本語の", "文。次")),
        ("日本語文。", ("日本語", "文。")),
    ],
)
def test_lines_break_at_spaces_and_between_east_asian_letters(
    text: str, rows: tuple[str, ...]
) -> None:
    assert wrapped(text, CODE, 4.3 * 14.5, 3, MEASURE) == rows
