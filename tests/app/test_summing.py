"""Sums that a reader can check by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerviz.app.summing import WorkedSum, worked_sum


@pytest.mark.parametrize(
    ("whole", "part", "said"),
    [
        (1_122_000_000, 570_000_000, ("1,122", "570", "552", "MB")),
        (731_000, 180_000, ("731", "180", "551", "kB")),
        (1_400, 700, ("1,400", "700", "700", "B")),
        (9_400, 2_400, ("9.4", "2.4", "7.0", "kB")),
        (12, 12, ("12", "12", "0", "B")),
        (1_500_600, 600_600, ("1,501", "601", "900", "kB")),
        (31_000_400_000, 400_000, ("31,000.4", "0.4", "31,000.0", "MB")),
        (3_671_560, 325_279, ("3,671.6", "325.3", "3,346.3", "kB")),
        (3, 1, ("3", "1", "2", "B")),
    ],
)
def test_the_figures_are_in_the_unit_of_what_is_left(
    whole: int, part: int, said: tuple[str, str, str, str]
) -> None:
    assert worked_sum(whole, part) == WorkedSum(*said)


@given(st.integers(0, 10**13), st.data())
def test_what_is_written_adds_up(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, whole))
    made = worked_sum(whole, part)
    figures = [
        round(float(each.replace(",", "")) * 1000) for each in (made.whole, made.part, made.rest)
    ]
    assert figures[0] - figures[1] == figures[2]
    assert [bool(each) for each in figures] == [bool(each) for each in (whole, part, whole - part)]
