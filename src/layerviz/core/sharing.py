"""What several images have in common, and the sums that come of it.

A layer is shared when its chain ID is equal: only when everything below it is shared too. So the
stacks form a tree that branches where they part, and in the tree's order every shared layer lies
under neighbouring images. Sizes are unpacked bytes, None where one is not known; sizes of other
kinds are never mixed in.
"""

from __future__ import annotations

from layerviz.core.images import SizeKind
from layerviz.core.values import Record, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from layerviz.core.digests import ChainId, DiffId
    from layerviz.core.images import InspectedImage


class StackedLayer(Value):
    """A layer of one stack, as much as sharing needs to know of it."""

    diff_id: DiffId
    chain_id: ChainId
    size_bytes: int | None = None
    download_bytes: int | None = None
    created_by: str = ""


class Stack(Value):
    """The layers of one image, bottom first, under the name that it is shown by."""

    name: str
    layers: tuple[StackedLayer, ...]

    @property
    def total_bytes(self) -> int | None:
        """The image's unpacked size."""
        return sum_if_known(layer.size_bytes for layer in self.layers)


class SharedLayer(Value):
    """A layer that is stored once. `images` are the places of the images that have it.

    `height` is its place in each of their stacks, 0 at the bottom.
    """

    layer: StackedLayer
    height: int
    images: tuple[int, ...]

    @property
    def is_shared(self) -> bool:
        """Whether more than one image has it."""
        return len(self.images) > 1


class ImageShare(Value):
    """The sums of one image: `unique_bytes` is what only this one of the images has.

    As much comes back when it is deleted and the others stay.
    """

    name: str
    total_bytes: int | None
    unique_bytes: int | None


class NearMiss(Record):
    """The same files on different parents: stored twice, though the diff ID is equal.

    `places` are (image, height) of each chain that has it, the first image standing for its chain.
    """

    diff_id: DiffId
    size_bytes: int | None
    places: tuple[tuple[int, int], ...]


class SharingReport(Record):
    """Images side by side. `order` are their places so that those that share are neighbours.

    `layers` come in that order, each stack bottom first, a shared layer where it comes first.
    `sum_bytes` - `saved_bytes` = `on_disk_bytes`, in unpacked bytes.
    """

    images: tuple[ImageShare, ...]
    layers: tuple[SharedLayer, ...]
    order: tuple[int, ...]
    near_misses: tuple[NearMiss, ...]
    sum_bytes: int | None
    on_disk_bytes: int | None
    saved_bytes: int | None


def stack_of(name: str, found: InspectedImage) -> Stack:
    """The stack of an inspected image."""
    history = found.image.history
    layers = []
    for layer, sizes in zip(found.image.layers, found.layer_sizes, strict=True):
        index = layer.history_index
        layers.append(
            StackedLayer(
                layer.diff_id,
                layer.chain_id,
                sizes.of(SizeKind.UNPACKED),
                sizes.of(SizeKind.DOWNLOAD),
                history[index].created_by if index is not None else "",
            )
        )
    return Stack(name, tuple(layers))


def share(stacks: Sequence[Stack]) -> SharingReport:
    """What the stacks share, and the sums."""
    order = _order(stacks)
    layers = _once(stacks, order)
    totals = [stack.total_bytes for stack in stacks]
    total = sum_if_known(totals)
    stored = sum_if_known(each.layer.size_bytes for each in layers)
    return SharingReport(
        images=_shares(stacks, totals, layers),
        layers=layers,
        order=order,
        near_misses=_near_misses(stacks, layers),
        sum_bytes=total,
        on_disk_bytes=stored,
        saved_bytes=total - stored if total is not None and stored is not None else None,
    )


def _shares(
    stacks: Sequence[Stack], totals: Sequence[int | None], layers: Sequence[SharedLayer]
) -> tuple[ImageShare, ...]:
    own = own_sums(layers, len(stacks), lambda layer: layer.size_bytes)
    return tuple(
        ImageShare(stack.name, whole, unique)
        for stack, whole, unique in zip(stacks, totals, own, strict=True)
    )


def own_sums(
    layers: Sequence[SharedLayer], images: int, size_of: Callable[[StackedLayer], int | None]
) -> list[int | None]:
    """Of each image, a size of the layers that no other one has, summed; None where unknown."""
    own: list[list[int | None]] = [[] for _ in range(images)]
    for each in layers:
        owners = each.images
        if len(owners) == 1:
            own[owners[0]].append(size_of(each.layer))
    return list(map(sum_if_known, own))


def missing_layers(wanted: Stack, present: Sequence[Stack]) -> tuple[StackedLayer, ...]:
    """The layers that a pull of an image would have to transfer where the others are already.

    A layer is skipped with everything below it, as engines do by chain ID.
    """
    known = {layer.chain_id for stack in present for layer in stack.layers}
    return tuple(layer for layer in wanted.layers if layer.chain_id not in known)


def base_of(stack: Stack, known: Sequence[Stack]) -> Stack | None:
    """The longest known image that the stack is built on: all its layers are the lowest here.

    Its top stands at the same height here, and its chain ID tells of all below.
    """
    layers = stack.layers
    bases = [
        other
        for other in known
        if 0 < (count := len(other.layers)) < len(layers)
        and other.layers[-1].chain_id == layers[count - 1].chain_id
    ]
    return max(bases, key=lambda other: len(other.layers), default=None)


def _order(stacks: Sequence[Stack]) -> tuple[int, ...]:
    """Places in the order of the tree: those that share stay together, first come first.

    Each chain ID is ranked by the first stack that has it; sorting by ranks keeps branches whole.
    """
    first: dict[ChainId, int] = {}
    keys = [
        [first.setdefault(layer.chain_id, place) for layer in stack.layers]
        for place, stack in enumerate(stacks)
    ]
    return tuple(sorted(range(len(stacks)), key=lambda place: (keys[place], place)))


def _once(stacks: Sequence[Stack], order: Sequence[int]) -> tuple[SharedLayer, ...]:
    """Every layer once, where the order meets it first."""
    met: dict[ChainId, tuple[StackedLayer, int, list[int]]] = {}
    for place in order:
        for height, layer in enumerate(stacks[place].layers):
            known = met.get(layer.chain_id)
            if known is None:
                met[layer.chain_id] = (layer, height, [place])
            else:
                known[2].append(place)
    return tuple([SharedLayer(layer, height, tuple(at)) for layer, height, at in met.values()])


def _near_misses(stacks: Sequence[Stack], layers: Sequence[SharedLayer]) -> tuple[NearMiss, ...]:
    """Diff IDs with bytes that stand on more than one chain, in order of their first place."""
    if len({each.layer.diff_id for each in layers}) == len(layers):  # mostly
        return ()
    counts: dict[DiffId, int] = {}
    for each in layers:
        counts[each.layer.diff_id] = counts.get(each.layer.diff_id, 0) + 1
    several = {diff_id for diff_id, count in counts.items() if count > 1}
    chains: dict[DiffId, dict[ChainId, tuple[int, int]]] = {}
    sizes: dict[DiffId, int | None] = {}
    for place, stack in enumerate(stacks):
        for height, layer in enumerate(stack.layers):
            if layer.diff_id in several:
                chains.setdefault(layer.diff_id, {}).setdefault(layer.chain_id, (place, height))
                sizes[layer.diff_id] = layer.size_bytes
    return tuple(
        NearMiss(diff_id=diff_id, size_bytes=sizes[diff_id], places=tuple(places.values()))
        for diff_id, places in chains.items()
        if sizes[diff_id] != 0
    )


def sum_if_known(sizes: Iterable[int | None]) -> int | None:
    """The sum; None where one of them is not known."""
    found = list(sizes)
    return None if None in found else sum(filter(None, found))
