"""Heights grow with sizes, and what was planned for a room fits it."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from layerviz.core.analysis import Cost, SizeOrigin, Step
from layerviz.core.values import replace
from layerviz.scene.blocks import lines_of
from layerviz.scene.heights import GRAINS, Density, Heights, densities, fitted, load_of
from layerviz.scene.measuring import FixedMeasure
from layerviz.scene.rows import Row
from layerviz.scene.shapes import ShapeId
from tests.support.analyses import node_good

STEP = node_good().after.steps[0]
WAYS = densities(lines_of(FixedMeasure()), 300.0)
sizes = st.lists(st.integers(0, 10**10), min_size=1, max_size=30)


def row(size_bytes: int, number: int = 0) -> Row:
    cost = Cost(size_bytes, SizeOrigin.COMPUTED)
    step: Step = replace(STEP, cost=cost)
    return Row(ShapeId(str(number)), step=step)


def rows_of(several: list[int]) -> tuple[Row, ...]:
    return tuple(row(size, number) for number, size in enumerate(several))


@given(sizes, st.booleans(), st.floats(0, 3000), st.sampled_from(WAYS))
@example([19, 19, 19], True, 0.0, WAYS[0])
def test_the_blocks_of_a_stack_are_never_higher_than_the_stack(
    several: list[int], is_linear: bool, room: float, density: Density
) -> None:
    rows = rows_of(several)
    load = load_of(rows, is_linear)
    heights, fits = fitted((load,), density, room, is_linear)
    stack = heights.stack(load)
    blocks = sum(heights.of(each) for each in rows) + heights.density.gap * (len(rows) - 1)
    assert blocks <= stack + 1.01 / GRAINS  # sums of fractions may end on either side of a step
    assert blocks > stack - 0.1
    assert not fits or stack <= room + 1e-6


@pytest.mark.parametrize("is_linear", [False, True])
def test_a_byte_more_is_no_other_height_and_a_tenth_more_is(is_linear: bool) -> None:
    heights = Heights(WAYS[0], 0.01 if is_linear else 26.0, is_linear)
    assert heights.of(row(4_000_000)) == heights.of(row(4_000_001))
    assert heights.of(row(4_000_000)) < heights.of(row(4_400_000))
