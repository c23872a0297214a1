"""The blocks of a sharing picture: what stands on what, under which images, before any place.

Stacks that part form a tree. Along it, neighbouring layers that the same images have are a run; the
run of a base is one block until it is opened, and long runs may be folded. So each block stands on
just one other, in every column that it spans.
"""

from __future__ import annotations

from layerviz.core.values import Record, Value
from layerviz.scene.rows import SHORTEST_FOLD
from layerviz.scene.shapes import ShapeId

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerviz.core.sharing import SharedLayer, SharingReport


class Piece(Value):
    """A block. `layers` are the places in the report of what it holds, bottom first.

    It spans `count` columns from the `first`, and stands on the piece `below`, None on the ground.
    """

    id: ShapeId
    layers: tuple[int, ...]
    first: int
    count: int
    below: int | None
    number: str = ""
    size_bytes: int = 0
    """The sum of what is known: what its height grows with."""
    is_base: bool = False
    is_fold: bool = False
    is_strip: bool = False
    """The cap of an opened base, which closes it again: `layers` are those below it."""


class Look(Record):
    """What decides how runs of layers are shown. `kept` are places that no fold may hide."""

    is_base_open: bool = False
    folds: bool = False
    opened: frozenset[ShapeId] = frozenset()
    kept: frozenset[int] = frozenset()


class _Run(Value):
    """Neighbouring layers that the same images have; `layers` grows while they are found."""

    layers: list[SharedLayer]
    start: int
    first: int
    count: int
    below: int | None
    is_base: bool

    @property
    def places(self) -> tuple[int, ...]:
        """The places of the layers in the report: they follow each other there."""
        return tuple(range(self.start, self.start + len(self.layers)))


def sharing_pieces(
    report: SharingReport, base_heights: Sequence[int], look: Look
) -> tuple[Piece, ...]:
    """The pieces, each after the one that it stands on.

    `base_heights` says for each image how many of its lowest layers come from its base.
    """
    made: list[Piece] = []
    tops: list[tuple[int, int]] = []  # of each run, its topmost piece and the number of that
    for run in _runs(report, base_heights):
        below, number = (None, 0) if run.below is None else tops[run.below]
        made += _pieces(run, below, number + 1, len(made), look)
        tops.append((len(made) - 1, number + (1 if run.is_base else len(run.layers))))
    return tuple(made)


def _runs(report: SharingReport, base_heights: Sequence[int]) -> list[_Run]:
    ranks = {place: rank for rank, place in enumerate(report.order)}
    highest = max(base_heights, default=0)
    runs: list[_Run] = []
    tops: list[int | None] = [None] * len(report.order)  # of each column, the run on top so far
    for place, shared in enumerate(report.layers):
        images, height = shared.images, shared.height
        first, count = ranks[images[0]], len(images)
        below = tops[first]
        is_base = height < highest and any(height < base_heights[image] for image in images)
        if below is not None:
            run = runs[below]
            if run.count == count and run.is_base == is_base:
                run.layers.append(shared)
                continue
        tops[first : first + count] = [len(runs)] * count
        runs.append(_Run([shared], place, first, count, below, is_base))
    return runs


def _pieces(run: _Run, below: int | None, number: int, at: int, look: Look) -> list[Piece]:
    """The pieces of a run, from the one at place `at` on."""
    whole = len(run.layers)
    if whole > 1 and run.is_base:
        return _base(run, below, number, at, look)
    if whole >= SHORTEST_FOLD and look.folds and look.kept.isdisjoint(run.places):
        shape = ShapeId(f"fold:{run.layers[0].layer.chain_id}")
        if shape not in look.opened:
            numbers = f"{number}–{number + whole - 1}"
            return [_whole(run, shape, below, numbers, is_fold=True)]
    numbered = [str(number + place) for place in range(whole)]
    return _one_by_one(run, below, numbered, at)


def _base(run: _Run, below: int | None, number: int, at: int, look: Look) -> list[Piece]:
    """The base as one block, or its layers with the cap that closes them again.

    All of it is one number: the layers of an opened base are parts of it.
    """
    shape = ShapeId(f"base:{run.layers[-1].layer.chain_id}")
    if not look.is_base_open:
        return [_whole(run, shape, below, str(number))]
    numbers = [f"{number}.{part}" for part in range(1, len(run.layers) + 1)]
    layers = _one_by_one(run, below, numbers, at)
    return [*layers, _whole(run, shape, at + len(layers) - 1, "", is_strip=True)]


def _one_by_one(run: _Run, below: int | None, numbers: Sequence[str], at: int) -> list[Piece]:
    return [
        Piece(
            ShapeId(f"layer:{shared.layer.chain_id}"),
            (run.start + place,),
            run.first,
            run.count,
            below if place == 0 else at + place - 1,
            number,
            shared.layer.size_bytes or 0,
            run.is_base,
        )
        for place, (shared, number) in enumerate(zip(run.layers, numbers, strict=True))
    ]


def _whole(
    run: _Run,
    shape: ShapeId,
    below: int | None,
    number: str,
    *,
    is_fold: bool = False,
    is_strip: bool = False,
) -> Piece:
    """One piece for the run."""
    return Piece(
        shape,
        run.places,
        run.first,
        run.count,
        below,
        number,
        sum(shared.layer.size_bytes or 0 for shared in run.layers),
        run.is_base,
        is_fold,
        is_strip,
    )
