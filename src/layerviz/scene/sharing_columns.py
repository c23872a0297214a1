"""Where the columns of a sharing picture stand, and how tightly their blocks are set."""

from __future__ import annotations

from layerviz.core.values import Record
from layerviz.scene.block_contents import Form
from layerviz.scene.heights import Density, Load, densities, fitted, growth
from layerviz.scene.stacking import TIGHT_ROWS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerviz.scene.blocks import Lines
    from layerviz.scene.heights import Heights
    from layerviz.scene.sharing_pieces import Piece

WIDEST = 620.0
LEAST_NUMBERED = 150.0
"""Narrower blocks leave out their number: the instruction tells more."""
LEAST_TITLED = 84.0
NARROWEST = 64.0
"""Blocks as narrow as this show their size alone."""
ROOMY_GAP, TIGHT_GAP = 15.0, 6.0


class Columns(Record):
    """Columns of one width from `x` on."""

    x: float
    width: float
    gap: float
    count: int

    def place(self, first: int, count: int = 1) -> tuple[float, float]:
        """The left edge and the width of what spans so many columns."""
        step = self.width + self.gap
        return self.x + first * step, count * step - self.gap

    @property
    def across(self) -> float:
        """The width of all."""
        return self.place(0, self.count)[1]


def columns_in(x: float, room: float, count: int) -> Columns:
    """So many columns in that room from `x` on, centred; more than it where they must be."""
    gap = ROOMY_GAP
    each = _each(room, gap, count)
    if each < LEAST_NUMBERED:
        gap = TIGHT_GAP
        each = _each(room, gap, count)
    made = Columns(x=x, width=min(WIDEST, max(NARROWEST, each)), gap=gap, count=count)
    spare = max(0.0, room - made.across)
    return Columns(x=x + spare / 2, width=made.width, gap=gap, count=count)


def _each(room: float, gap: float, count: int) -> float:
    return (room - gap * (count - 1)) / count


class Set(Record):
    """Pieces with the scale that they share, and the height of the highest stack."""

    pieces: tuple[Piece, ...]
    heights: Heights
    needed: float


def set_pieces(whole: Pile, folded: Pile | None, *, width: float, room: float, lines: Lines) -> Set:
    """The most comfortable way to set them in columns of that width that fits; else the tightest.

    `folded` are the same ones with long runs folded; None where nothing may be.
    """
    roomy, *tighter = _densities(lines, width)
    ways = [(whole, roomy)]
    if folded is None or whole.most <= TIGHT_ROWS:
        ways += [(whole, density) for density in tighter]
    if folded is not None:
        ways += [(folded, density) for density in (roomy, *tighter)]
    for pile, density in ways:
        made, fits = pile.fitted(density, room)
        if fits:
            break
    return made


def _densities(lines: Lines, width: float) -> tuple[Density, ...]:
    if width >= LEAST_TITLED:
        return densities(lines, width)
    return (Density(Form.BARE, lines.slim, lines.title + 1, 3),)


_NOTHING = (0, 0, 0.0, 0)


class Pile:
    """Pieces, and of each whole stack its blocks, its strips, and the units that sizes add."""

    def __init__(self, pieces: tuple[Piece, ...], *, is_linear: bool) -> None:
        self.pieces = pieces
        self.is_linear = is_linear
        self.loads = _loads(pieces, is_linear)

    @property
    def most(self) -> int:
        """The blocks of the highest stack."""
        return max((load.blocks for load in self.loads), default=0)

    def fitted(self, density: Density, room: float) -> tuple[Set, bool]:
        """The pieces set like that, and whether they fit."""
        heights, fits = fitted(self.loads, density, room, self.is_linear)
        needed = max((heights.stack(load) for load in self.loads), default=0.0)
        return Set(pieces=self.pieces, heights=heights, needed=needed), fits


def _loads(pieces: Sequence[Piece], is_linear: bool) -> list[Load]:
    """The load of each stack, up to the piece on which nothing stands.

    No part of a stack is higher than the whole, and none holds a larger block.
    """
    found: list[tuple[int, int, float, int]] = []  # each as in a `Load`: few are a whole stack's
    grown: dict[int, float] = {}  # many blocks are of one size
    for piece in pieces:
        strips, blocks, units, largest = _NOTHING if piece.below is None else found[piece.below]
        size = piece.size_bytes
        if piece.is_strip:
            found.append((strips + 1, blocks, units, largest))
            continue
        added = grown.get(size)
        if added is None:
            added = grown[size] = growth(size, is_linear)
        found.append((strips, blocks + 1, units + added, size if size > largest else largest))
    carrying = {piece.below for piece in pieces}
    return [Load(*load) for place, load in enumerate(found) if place not in carrying]
