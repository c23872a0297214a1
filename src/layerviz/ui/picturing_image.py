"""One image becomes a picture: gathers rows and words, and lets `scene` lay them out.

Decides nothing about layers and nothing about looks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerviz.app.image_rows import hidings, stack_rows, sum_of
from layerviz.app.inspecting import find_base, layer_numbers
from layerviz.app.reducing_images import STOPPED
from layerviz.app.shelving import inspections_at_hand, shown_image
from layerviz.core.digests import short_id
from layerviz.core.images import SizeKind, total_of
from layerviz.core.layer_files import GhostReason
from layerviz.core.references import familiar
from layerviz.core.values import Record
from layerviz.scene.image_layout import HidingArrow, ImagePicture, image_scene
from layerviz.scene.image_stack import ImageRow
from layerviz.scene.roles import Role
from layerviz.scene.shapes import ShapeId, Sign, Target, TargetKind
from layerviz.scene.texts import BlockTexts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerviz.app.image_rows import Hiding, StackRow
    from layerviz.app.inspecting import Base, Inspection
    from layerviz.app.shelf import ShelfImage
    from layerviz.app.state import AppState
    from layerviz.scene.measuring import TextMeasure
    from layerviz.scene.shapes import Scene
    from layerviz.scene.texts import View as SceneRoom
    from layerviz.ui.translation import Translator

BASE_ID = ShapeId("base")
LONGEST_TITLE = 300
"""A longer instruction is cut before it is measured: no block shows more."""


def image_picture(
    state: AppState, translator: Translator, room: SceneRoom, measure: TextMeasure
) -> Scene | None:
    """The picture of the image that is looked at; None while its facts are not known."""
    image = shown_image(state)
    if image is None or image.inspection is None:
        return None
    return image_scene(_Words(state, image, image.inspection, translator).picture(), room, measure)


def reading_text(image: ShelfImage, words: Translator) -> str:
    """What is to say of files that are not there; "" where they are."""
    if image.inspection is not None and image.inspection.files is not None:
        return ""
    if image.is_reading:
        return words.text("picture.image.reading")
    if image.problem is not None:
        is_stopped = image.problem.code == STOPPED
        return words.text("picture.image.stopped" if is_stopped else "picture.image.unread")
    if image.inspection is not None and image.inspection.read is None:
        return words.text("picture.image.unbuilt")
    return ""


def layer_size_text(image: ShelfImage, height: int, words: Translator) -> str:
    """The unpacked size of a layer: `…` while it is being read, `?` where unknown."""
    found = image.inspection
    size = found.stack.layers[height].size_bytes if found is not None else None
    return words.text("unit.reading") if size is None and image.is_reading else words.size(size)


def hidden_text(found: Inspection, numbers: Sequence[str], layers: range, words: Translator) -> str:
    """`40 kB hidden by layer 7`, for the files of some layers; "" where nothing is hidden."""
    outside = [each for each in hidings(found) if each.layer in layers]
    if not outside:
        return ""
    size = words.size(sum(each.size_bytes for each in outside))
    by = tuple(numbers[height] for height in sorted({each.by_layer for each in outside}))
    if len(by) == 1:
        return words.text("picture.image.hidden", size=size, layer=by[0])
    return words.text("picture.image.hidden.several", size=size, layers=by)


def row_title(row: StackRow, numbers: Sequence[str], words: Translator) -> str:
    """The instruction, marked where it is approximate; words where there is none."""
    if not row.text:
        number = "" if row.height is None else numbers[row.height]
        return words.text("picture.image.layer", number=number)
    text = row.text[:LONGEST_TITLE]
    return text if row.is_exact else words.text("picture.image.approximate", text=text)


def base_text(base: Base, words: Translator) -> str:
    """What a base is called: its name, or that nobody knows it."""
    return familiar(base.name) or words.text("picture.image.base")


class _Block(Record):
    """Rows that are drawn as one block, and the heights of their layers."""

    row: ImageRow
    layers: range


class _Words:
    """Makes the words of one picture; lives for one call."""

    def __init__(
        self, state: AppState, image: ShelfImage, found: Inspection, words: Translator
    ) -> None:
        self.state = state
        self.shelf = state.shelf
        self.image = image
        self.found = found
        self.words = words
        others = inspections_at_hand(state)
        self.base = find_base(found, others)
        self.rows = stack_rows(found, self.base, others)
        self.numbers = layer_numbers(found, self.base)
        self.hidings = hidings(found)

    def picture(self) -> ImagePicture:
        """Everything in words."""
        blocks = self._blocks()
        text = self.words.text
        settings = self.state.settings
        return ImagePicture(
            name=self.found.name,
            caption=self._caption(),
            total=self._total(),
            total_caption=self._total_caption(),
            rows=tuple(block.row for block in blocks),
            arrows=self._arrows(blocks),
            sum_text=self._sum_text(),
            hidden_share=self._hidden_share(),
            remarks=self._remarks(),
            order_note=text(f"picture.order.{settings.stack_order}"),
            scale_note=text(f"picture.scale.{settings.height_scale}"),
        )

    # header

    def _caption(self) -> str:
        text, read = self.words.text, self.found.read
        layers = text("image.layers", len(self.found.stack.layers))
        if read is None:
            return text("picture.image.caption.unbuilt", layers=layers)
        return text(
            "picture.image.caption",
            platform=read.image.platform.text,
            id=short_id(read.image_id or "") or self.words.size(None),
            layers=layers,
        )

    def _total(self) -> str:
        total = self.found.stack.total_bytes
        if total is None and self.image.is_reading:
            return self.words.text("unit.reading")
        return self.words.size(total)

    def _total_caption(self) -> str:
        read = self.found.read
        download = total_of(read.layer_sizes, SizeKind.DOWNLOAD) if read is not None else None
        if download is None:
            return self.words.text("picture.image.unpacked")
        return self.words.text("picture.image.unpacked.download", size=self.words.size(download))

    # rows

    def _blocks(self) -> list[_Block]:
        base = [row for row in self.rows if row.is_base]
        own = [self._row(row) for row in self.rows if not row.is_base]
        if len(base) < 2:
            return [*map(self._row, base), *own]
        if not self.shelf.is_base_open:
            return [self._closed_base(base), *own]
        return [*map(self._row, base), self._base_head(base), *own]

    def _row(self, row: StackRow) -> _Block:
        if row.height is None:
            note = self.words.text("short.setting")
            texts = BlockTexts(row_title(row, self.numbers, self.words), note=note, tip=row.text)
            made = ImageRow(id=ShapeId(row.id), role=Role.SETTING, texts=texts)
            return _Block(row=made, layers=range(0))
        return self._layer(row, row.height)

    def _layer(self, row: StackRow, height: int) -> _Block:
        layers = range(height, height + 1)
        made = ImageRow(
            id=ShapeId(row.id),
            role=Role.BASE if row.is_base else Role.LAYER,
            texts=self._layer_texts(row, height),
            badge=self.numbers[height],
            size_bytes=self.found.stack.layers[height].size_bytes or 0,
            hidden_share=self._share(layers),
            target=Target(TargetKind.LAYER, index=height),
            is_selected=self.shelf.layer == height,
            is_lit=height in self._lit(),
        )
        return _Block(row=made, layers=layers)

    def _layer_texts(self, row: StackRow, height: int) -> BlockTexts:
        note = hidden_text(self.found, self.numbers, range(height, height + 1), self.words)
        title = row_title(row, self.numbers, self.words)
        if row.is_base and len([each for each in self.rows if each.is_base]) == 1 and self.base:
            title = base_text(self.base, self.words)
            note = note or self._base_note(1)
        if self.found.read is None:
            note = note or self.words.text("picture.image.layer.unbuilt")
        size = layer_size_text(self.image, height, self.words)
        full = row.text or self.words.text("image.no-words")
        tip = "\n".join(each for each in (full, size, note) if each)
        return BlockTexts(title=title, size=size, note=note, tip=tip)

    def _closed_base(self, rows: list[StackRow]) -> _Block:
        """The whole base as one block that opens."""
        layers = self._base_layers(rows)
        stack = self.found.stack.layers[: len(layers)]
        size = sum_of(stack)
        assert self.base is not None  # it has rows
        title = base_text(self.base, self.words)
        hidden = hidden_text(self.found, self.numbers, layers, self.words)
        note = hidden or self._base_note(len(layers))
        is_read = size is not None or not self.image.is_reading
        shown = self.words.size(size) if is_read else self.words.text("unit.reading")
        made = ImageRow(
            id=BASE_ID,
            role=Role.BASE,
            texts=BlockTexts(title=title, size=shown, note=note, tip=f"{title}\n{note}"),
            badge="1",
            size_bytes=size or 0,
            hidden_share=self._share(layers),
            target=Target(TargetKind.BASE),
            is_selected=self.shelf.layer in layers,
            is_lit=any(each in layers for each in self._lit()),
            is_pile=True,
            sign=Sign.UNFOLD,
        )
        return _Block(row=made, layers=layers)

    def _base_head(self, rows: list[StackRow]) -> _Block:
        """A strip on the open base that says what it is, and closes it."""
        assert self.base is not None  # it has rows
        named = self.words.text("picture.image.base.open", base=base_text(self.base, self.words))
        texts = BlockTexts(
            named if self.base.name else base_text(self.base, self.words),
            note=self.words.text("picture.image.base.close"),
            tip=self._base_note(len(self._base_layers(rows))),
        )
        made = ImageRow(id=BASE_ID, role=Role.BASE, texts=texts, target=Target(TargetKind.BASE))
        return _Block(row=made, layers=range(0))

    def _base_note(self, count: int) -> str:
        """How it is known what the base is, and how many layers it has."""
        assert self.base is not None  # asked only of a base
        how = "guessed" if self.base.is_guessed else "known"
        if self.found.read is None:
            how = "named"
        return self.words.text(f"picture.image.base.{how}", count)

    @staticmethod
    def _base_layers(rows: list[StackRow]) -> range:
        return range(sum(row.height is not None for row in rows))

    # what is hidden

    def _share(self, layers: range) -> float:
        size = sum_of([self.found.stack.layers[height] for height in layers])
        hidden = sum(each.size_bytes for each in self.hidings if each.layer in layers)
        return hidden / size if size else 0.0

    def _lit(self) -> frozenset[int]:
        """The layers that the chosen one hides files of, or that hide files of it."""
        chosen = self.shelf.layer
        touched = [each for each in self.hidings if chosen in (each.layer, each.by_layer)]
        ends = {end for each in touched for end in (each.layer, each.by_layer)}
        return frozenset(ends - {chosen})

    def _arrows(self, blocks: list[_Block]) -> tuple[HidingArrow, ...]:
        ids = {height: block.row.id for block in blocks for height in block.layers}
        return tuple(
            HidingArrow(
                start=ids[each.by_layer],
                end=ids[each.layer],
                text=self._hiding_text(each),
                tip=self._hiding_text(each),
            )
            for each in self.hidings
        )

    def _hiding_text(self, hiding: Hiding) -> str:
        reasons = {ghost.reason for ghost in hiding.ghosts}
        reason = reasons.pop() if len(reasons) == 1 else GhostReason.REPLACED
        size = self.words.size(hiding.size_bytes)
        code = f"picture.image.hides.{reason.value}"
        return self.words.text(code, layer=self.numbers[hiding.by_layer], size=size)

    def _sum_text(self) -> str:
        files = self.found.files
        if files is None:
            return reading_text(self.image, self.words)
        if not files.ghosts:
            return self.words.text("picture.image.no-ghosts")
        size, total = self.words.size(files.ghost_bytes), self._total()
        return self.words.text("picture.image.ghosts", size=size, total=total)

    def _hidden_share(self) -> float:
        files, total = self.found.files, self.found.stack.total_bytes
        return files.ghost_bytes / total if files is not None and total else 0.0

    def _remarks(self) -> tuple[str, ...]:
        """Where the rows come from, as far as that is not plain."""
        text, read = self.words.text, self.found.read
        if read is None:
            return (text("picture.image.remark.unbuilt"),)
        is_fitting = read.image.is_history_complete
        said = text("picture.image.remark.history" if is_fitting else "image.history-apart")
        if is_fitting and read.dockerfile is not None:
            said = text("picture.image.remark.original")
        others = tuple(each.text for each in read.platforms if each != read.image.platform)
        more = text("picture.image.remark.platforms", platforms=others)
        return (said, more) if others else (said,)
