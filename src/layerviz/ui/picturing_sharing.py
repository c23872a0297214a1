"""The state of images side by side becomes a picture: gathers its words and marks.

What is shared is decided in `core.sharing`, where it stands in `scene.sharing_layout`; the words of
the cards are in `ui.picturing_sums`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from layerviz.app.inspecting import PREDICTED, find_base
from layerviz.app.shelving import compared_images, inspections_at_hand
from layerviz.core.bulk import MakingMany
from layerviz.core.history import HistoryEntry, recovered_dockerfile
from layerviz.core.references import familiar
from layerviz.core.sharing import share, sum_if_known
from layerviz.scene.sharing_layout import Shown, sharing_scene
from layerviz.scene.sharing_texts import (
    Fact,
    FactsTexts,
    ImageTexts,
    SharingMarks,
    SharingWords,
    SideTexts,
)
from layerviz.scene.texts import BlockTexts
from layerviz.ui.picturing_sums import Sums, is_awaited

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from layerviz.app.inspecting import Base
    from layerviz.app.shelf import ShelfImage
    from layerviz.app.state import AppState
    from layerviz.core.digests import ChainId
    from layerviz.core.sharing import SharedLayer, SharingReport, StackedLayer
    from layerviz.scene.measuring import TextMeasure
    from layerviz.scene.shapes import Scene
    from layerviz.scene.sharing_pieces import Piece
    from layerviz.scene.texts import View as SceneRoom
    from layerviz.ui.translation import Translator

MOST_SAID = 2
"""So many near misses are told below the picture, the largest ones."""
SHORT = 12
"""Letters of a digest."""


def sharing_picture(
    state: AppState, translator: Translator, room: SceneRoom, measure: TextMeasure
) -> Scene | None:
    """The picture of the compared images; None while there is none."""
    images = compared_images(state)
    if not images:
        return None
    with MakingMany():  # there may be thousands of layers
        return _picture(state, translator, images, room, measure)


def _picture(
    state: AppState,
    translator: Translator,
    images: Sequence[ShelfImage],
    room: SceneRoom,
    measure: TextMeasure,
) -> Scene:
    at_hand = inspections_at_hand(state)
    found = [each.inspection for each in images if each.inspection is not None]
    bases = tuple(find_base(each, at_hand) for each in found)
    words = _Words(state, translator, images, bases)
    shown = Shown(
        report=words.report,
        base_heights=tuple(base.height if base else 0 for base in bases),
        words=words.all(),
        marks=words.marks(),
        is_base_open=state.shelf.is_base_open,
    )
    return sharing_scene(shown, room, measure)


class _Words:
    """The words of one picture; lives for one call."""

    def __init__(
        self,
        state: AppState,
        translator: Translator,
        images: Sequence[ShelfImage],
        bases: Sequence[Base | None],
    ) -> None:
        self.state, self.translator, self.text = state, translator, translator.text
        self.said_size = translator.wording.size
        self.images, self.bases = images, bases
        self.stacks = [each.inspection.stack for each in images if each.inspection is not None]
        self.report: SharingReport = share(self.stacks)
        self.names = [stack.name for stack in self.stacks]
        self.leaving = next(
            (place for place, each in enumerate(images) if each.key == state.shelf.leaving), None
        )
        self.chosen = self._chosen()
        self.whole_stacks: dict[ChainId, str] = {
            each.stack.layers[-1].chain_id: each.name
            for each in inspections_at_hand(state)
            if each.stack.layers and each.read is not None
        }
        self.misses = sorted(self.report.near_misses, key=lambda miss: -(miss.size_bytes or 0))
        self.miss_numbers: dict[ChainId, int] = {
            self.stacks[image].layers[height].chain_id: number
            for number, miss in enumerate(self.misses, 1)
            for image, height in miss.places
        }
        self.sizes: dict[int | None, str] = {}
        self.told: dict[tuple[int, ...], tuple[str, str, str]] = {}
        self.highest = max((base.height for base in bases if base is not None), default=0)

    def _chosen(self) -> int | None:
        place = self.state.shelf.shared_layer
        return place if place in range(len(self.report.layers)) else None

    def marks(self) -> SharingMarks:
        return SharingMarks(layer=self.chosen, leaving=self.leaving)

    def all(self) -> SharingWords:
        """All words of the picture."""
        text, settings = self.text, self.state.settings
        sums = Sums(self.translator, self.images, self.report, self.is_base)
        has_several = len(self.images) > 1
        said = min(MOST_SAID, len(self.misses))
        notes = [self._miss(number) for number in range(1, said + 1)]
        if more := len(self.misses) - said:
            notes.append(text("sharing.misses.more", more))
        return SharingWords(
            title=self._title(len(sums.shared)),
            hint=text("sharing.hint") if has_several else "",
            line=sums.line() if has_several else "",
            images=tuple(map(self._image, range(len(self.images)))),
            block=self.block,
            comes_back=text("sharing.comes-back"),
            rule=text("sharing.rule"),
            notes=tuple(notes),
            order_note=text(f"picture.order.{settings.stack_order}"),
            scale_note=text(f"picture.scale.{settings.height_scale}"),
            side=self._side(sums) if has_several else None,
        )

    def _side(self, sums: Sums) -> SideTexts:
        return SideTexts(
            disk=sums.disk(),
            asks=sums.asks(self.leaving),
            kinds=sums.kinds(),
            layer=self._layer_card(sums),
        )

    def _title(self, shared: int) -> str:
        text, count = self.text, len(self.images)
        if count == 1:
            return text("sharing.pick")
        if not shared:
            return text("sharing.title.nothing", count)
        if self._has_one_base():
            return text("sharing.title.base", count)
        return text("sharing.title.layers", shared, images=count)

    def _has_one_base(self) -> bool:
        """Whether all images are built on the same layers."""
        heights = {base.height if base is not None else 0 for base in self.bases}
        height = heights.pop()
        chains = {stack.layers[height - 1].chain_id for stack in self.stacks if height}
        return not heights and len(chains) == 1

    def _image(self, place: int) -> ImageTexts:
        size = self.size(self.report.images[place].total_bytes, (place,))
        name = self.names[place]
        return ImageTexts(name, size, self.text("sharing.image", name=name, size=size))

    # --- blocks

    def is_base(self, shared: SharedLayer) -> bool:
        """Whether a layer comes from the base of an image that has it."""
        if shared.height >= self.highest:
            return False
        bases = (self.bases[image] for image in shared.images)
        return any(base is not None and shared.height < base.height for base in bases)

    def block(self, piece: Piece) -> BlockTexts:
        """The words of a block."""
        if piece.is_strip:
            note = self.text("sharing.base.close", len(piece.layers))
            return BlockTexts(title=self._base_title(piece), note=note, spoken=note)
        if piece.is_base and (len(piece.layers) > 1 or self._is_whole_base(piece)):
            return self._base(piece)
        return self._fold(piece) if piece.is_fold else self._layer(piece)

    def _fold(self, piece: Piece) -> BlockTexts:
        layers = self.report.layers
        count, note, owners = self._told(layers[piece.layers[0]].images)
        title, size = self.text("image.layers", len(piece.layers)), self._sum(piece)
        if any(layers[place].layer.chain_id in self.miss_numbers for place in piece.layers):
            count = f"{count} ≈".strip()
        return BlockTexts(title, size, count, "", note, _lines(title, size, owners), owners)

    def _layer(self, piece: Piece) -> BlockTexts:
        shared = self.report.layers[piece.layers[0]]
        layer, images = shared.layer, shared.images
        count, note, owners = self.told.get(images) or self._told(images)
        title = _instruction(layer.created_by) or self.title(layer)
        size = self.sizes.get(layer.size_bytes) or self.size(layer.size_bytes, images)
        number = self.miss_numbers.get(layer.chain_id)
        tip = f"{title}\n{size}\n{owners}"
        if number is not None:
            count = f"{count} ≈{number}".strip()
            note = self.text("sharing.miss.short")
            tip = f"{tip}\n{self._miss(number)}"
        elif piece.is_base:
            note = self.text("sharing.base.part", 1)
        return BlockTexts(title, size, count, "", note, tip, owners)

    def _told(self, images: tuple[int, ...]) -> tuple[str, str, str]:
        """Of a block that these images have: how many they are, what that means, and their names.

        There are few such sets, and thousands of blocks.
        """
        known = self.told.get(images)
        if known is None:
            count = f"×{len(images)}" if len(images) > 1 else ""
            owners = self.text("sharing.in", images=self._listed(images))
            known = self.told[images] = (count, self._shared_note(images), owners)
        return known

    def _sum(self, piece: Piece) -> str:
        """What the layers of a block take together."""
        layers = [self.report.layers[place] for place in piece.layers]
        return self.size(sum_if_known(each.layer.size_bytes for each in layers), layers[0].images)

    def _shared_note(self, images: tuple[int, ...]) -> str:
        if len(images) < 2:
            return ""
        if len(images) == len(self.images):
            return self.text(
                "sharing.by-both" if len(images) == 2 else "sharing.by-all", len(images)
            )
        return self.text("sharing.by", images=self._listed(images))

    def _listed(self, images: tuple[int, ...]) -> str:
        return self.translator.wording.listing([self.names[image] for image in images])

    def _base(self, piece: Piece) -> BlockTexts:
        """A base as one block, or as much of it as the same images have."""
        count, _, owners = self._told(self.report.layers[piece.layers[0]].images)
        title, size, layers = self._base_title(piece), self._sum(piece), len(piece.layers)
        code = "sharing.base"
        if not self._is_whole_base(piece):
            code = "sharing.base.part"
        elif not self._base_name(piece):
            code = "sharing.base.guessed"
        note = self.text(code, layers)
        if layers > 1:
            note = self.text("sharing.base.click", said=note)
        return BlockTexts(title, size, count, "", note, _lines(title, size, note, owners), owners)

    def _base_title(self, piece: Piece) -> str:
        if name := self._base_name(piece):
            return name
        if len(piece.layers) == 1:
            return self.title(self.report.layers[piece.layers[0]].layer)
        return self.text("sharing.base.unnamed")

    def _is_whole_base(self, piece: Piece) -> bool:
        """Whether it holds all layers of a base, and not only those below where images part."""
        first, top = (self.report.layers[piece.layers[place]] for place in (0, -1))
        if first.height:
            return False
        heights = [base.height for image in top.images if (base := self.bases[image]) is not None]
        return top.layer.chain_id in self.whole_stacks or top.height + 1 in heights

    def _base_name(self, piece: Piece) -> str:
        """What the base is called; "" where it has no name, or this is not all of it."""
        if not self._is_whole_base(piece):
            return ""
        top = self.report.layers[piece.layers[-1]]
        bases = [base for image in top.images if (base := self.bases[image]) is not None]
        named = [base.name for base in bases if base.height == top.height + 1]
        return familiar(self.whole_stacks.get(top.layer.chain_id) or max(named, default=""))

    def title(self, layer: StackedLayer) -> str:
        """The instruction that made a layer, as far as it is known."""
        return _instruction(layer.created_by) or self.text("image.no-words")

    def size(self, size_bytes: int | None, images: Iterable[int]) -> str:
        """A size in words; where it is not known, whether it is still being read."""
        if size_bytes is None:  # not the same for all: never remembered
            is_reading = any(is_awaited(self.images[image]) for image in images)
            return self.text("unit.reading") if is_reading else self.said_size(None)
        said = self.sizes.get(size_bytes)
        if said is None:
            said = self.sizes[size_bytes] = self.said_size(size_bytes)
        return said

    def _miss(self, number: int) -> str:
        miss = self.misses[number - 1]
        image, height = miss.places[0]
        return self.text(
            "sharing.miss",
            len(miss.places),
            number=f"≈{number}",
            text=self.title(self.stacks[image].layers[height]),
            size=self.size(miss.size_bytes, [each for each, _ in miss.places]),
            images=tuple(self.names[each] for each, _ in miss.places),
        )

    def _layer_card(self, sums: Sums) -> FactsTexts | None:
        """What is known of the chosen layer, and what its two IDs say."""
        if self.chosen is None:
            return None
        shared = self.report.layers[self.chosen]
        number = self.miss_numbers.get(shared.layer.chain_id)
        return FactsTexts(
            title=self.title(shared.layer),
            facts=(
                Fact(self.text("sharing.layer.images"), self._listed(shared.images)),
                *sums.of_layer(shared),
                Fact(self.text("sharing.layer.diff-id"), self._short(shared.layer.diff_id)),
                Fact(
                    self.text("sharing.layer.chain-id"),
                    self._short(shared.layer.chain_id, shared.layer.diff_id),
                ),
            ),
            note=self._miss(number) if number else self.text("sharing.layer.ids"),
        )

    def _short(self, digest: str, diff_id: str = "") -> str:
        """The first letters of a digest, as docker prints them."""
        if (diff_id or digest).startswith(PREDICTED):
            return self.text("sharing.layer.predicted")
        return digest.partition(":")[2][:SHORT]


@lru_cache(maxsize=8192)
def _instruction(created_by: str) -> str:
    """What was probably written; every picture of the same images asks for it again."""
    (line,) = recovered_dockerfile([HistoryEntry(created_by=created_by)])
    return line.text


def _lines(*texts: str) -> str:
    return "\n".join(filter(None, texts))
