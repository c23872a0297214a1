"""How high blocks are: equal sizes equally high, no block too low for its text."""

from __future__ import annotations

from math import log10

from layerviz.core.values import Value, replace
from layerviz.scene.block_contents import Form
from layerviz.scene.blocks import NARROW_WIDTH, SLIM_WIDTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Protocol

    from layerviz.scene.blocks import Lines

    class Sized(Protocol):
        """A row whose height is asked for."""

        @property
        def size_bytes(self) -> int:
            """What the height grows with; 0 where unknown."""

        @property
        def is_strip(self) -> bool:
            """Whether it is a thin strip, whatever its size."""


STEEPEST_LOG = 26.0
FLATTEST_LOG = 0.8
HIGHEST_LINEAR = 360.0
LOWEST_LINEAR = 24.0
GRAINS = 1024
"""Steps to a pixel in which heights grow. Cut off, never rounded up: what fits still fits."""


class Density(Value):
    """How tightly blocks are set."""

    form: Form
    floor: float
    strip: float
    gap: float


class Load(Value):
    """All that the height of a stack depends on, whatever its density."""

    strips: int
    blocks: int
    units: float
    """What the sizes of its blocks add up to."""
    largest_bytes: int


def load_of(rows: Sequence[Sized], is_linear: bool) -> Load:
    """The load of the rows of a stack."""
    sizes = [row.size_bytes for row in rows if not row.is_strip]
    units = sum(growth(size, is_linear) for size in sizes if size)
    return Load(len(rows) - len(sizes), len(sizes), units, max(sizes, default=0))


class Heights(Value):
    """The one scale of a picture: a block is `floor` and what its size adds."""

    density: Density
    per_unit: float
    is_linear: bool

    def of(self, row: Sized) -> float:
        """The height of a row."""
        if row.is_strip:
            return self.density.strip
        return self.density.floor + self._grown(growth(row.size_bytes, self.is_linear))

    def form_of(self, row: Sized, width: float) -> Form:
        """How the texts of a row are set."""
        if width < NARROW_WIDTH:  # a column that is not needed may be narrower than all others
            return Form.NARROW
        form = self.density.form
        return Form.SLIM if row.is_strip and form is Form.TALL else form

    def stack(self, load: Load) -> float:
        """The height of a stack with the gaps between its rows."""
        strips, blocks = load.strips * self.density.strip, load.blocks * self.density.floor
        gaps = self.density.gap * max(0, load.strips + load.blocks - 1)
        return strips + blocks + self._grown(load.units) + gaps

    def _grown(self, units: float) -> float:
        """What sizes add to a height, in steps too small to see: a byte more is no other height."""
        return int(self.per_unit * units * GRAINS) / GRAINS


def growth(size_bytes: int, is_linear: bool) -> float:
    """What a size adds, in units: 0 for nothing, in kilobytes or their logarithm."""
    kilobytes = size_bytes / 1000
    return kilobytes if is_linear else log10(1 + kilobytes)


def densities(lines: Lines, width: float) -> tuple[Density, ...]:
    """The ways to set blocks of that width, the most comfortable first."""
    strip = lines.title + 4
    slim = Density(Form.SLIM, lines.slim, strip, 4)
    narrow = Density(Form.NARROW, lines.tall - 4, strip, 4)
    roomy = Form.NARROW if width < NARROW_WIDTH else Form.TALL
    first = Density(roomy, lines.tall + 2, lines.title + 12, 7)
    least = Density(Form.SLIM, lines.slim - 5, lines.title + 1, 3)
    dense = Density(Form.NARROW, lines.tall - 6, lines.title + 2, 3)
    if width < NARROW_WIDTH:  # on one line there would be no room for the instruction
        return replace(first, floor=lines.taller + 2), narrow, dense
    return (first, slim, least) if width >= SLIM_WIDTH else (first, narrow, dense, slim, least)


def fitted(
    loads: Sequence[Load], density: Density, room: float, is_linear: bool
) -> tuple[Heights, bool]:
    """The steepest scale with which all stacks fit the room, and whether they do."""
    steepest, flattest = _limits(loads, is_linear)
    flat = Heights(density, 0, is_linear)
    scale = steepest
    for load in loads:
        left = room - flat.stack(load)
        if load.units:
            scale = min(scale, left / load.units)
        elif left < 0:
            scale = min(scale, -1.0)
    fits = scale >= flattest
    return Heights(density, max(scale, flattest), is_linear), fits


def _limits(loads: Sequence[Load], is_linear: bool) -> tuple[float, float]:
    if not is_linear:
        return STEEPEST_LOG, FLATTEST_LOG
    largest = max((load.largest_bytes for load in loads), default=0) / 1000
    if not largest:
        return 0.0, 0.0
    return HIGHEST_LINEAR / largest, LOWEST_LINEAR / largest
