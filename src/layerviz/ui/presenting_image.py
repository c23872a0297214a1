"""The words of the column beside an image: of the chosen layer, or of the whole image.

Chooses and arranges; facts come from `core` and `app`, sentences from the catalogues.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerviz.app import image_events as events
from layerviz.app.image_rows import hidings, stack_rows
from layerviz.app.inspecting import find_base, layer_numbers
from layerviz.app.shelving import inspections_at_hand
from layerviz.core.images import SizeKind, Source
from layerviz.core.values import Record
from layerviz.ui.picturing_image import base_text, hidden_text, layer_size_text, row_title

if TYPE_CHECKING:
    from layerviz.app.image_events import ImageEvent
    from layerviz.app.image_rows import Hiding, StackRow
    from layerviz.app.inspecting import Inspection
    from layerviz.app.shelf import ShelfImage
    from layerviz.app.state import AppState
    from layerviz.core.images import LayerSizes, MeasuredSize
    from layerviz.ui.translation import Translator

MOST_NAMED = 5
"""So many hidden files are named; the list of files has all."""

_ORDER = (SizeKind.UNPACKED, SizeKind.DOWNLOAD, SizeKind.ON_DISK)


class SizeRow(Record):
    """A size, what it measures, and where it was read."""

    size: str
    kind: str
    source: str


class IdRow(Record):
    """A digest with its name; it is copied as it is."""

    name: str
    value: str


class HidingRow(Record):
    """What one layer hides of another: a link to that other layer, and some of the files."""

    text: str
    event: ImageEvent
    files: tuple[str, ...]


MOST_LINES = 400
"""So many lines of an original Dockerfile are shown."""


class LayerContent(Record):
    """All that the panel says of a layer or of the whole image."""

    title: str
    note: str = ""
    instruction: str = ""
    remarks: tuple[str, ...] = ()
    sizes: tuple[SizeRow, ...] = ()
    hidden: tuple[HidingRow, ...] = ()
    ids: tuple[IdRow, ...] = ()
    lines_title: str = ""
    lines: tuple[str, ...] = ()
    """The Dockerfile: the original one where it is known, else an approximate one."""
    links: tuple[tuple[str, ImageEvent], ...] = ()


def layer_content(state: AppState, image: ShelfImage, words: Translator) -> LayerContent:
    """What is said of the chosen layer, or of the whole image where none is chosen."""
    if image.inspection is None:
        return LayerContent(title=image.name)
    made = _Words(state, image, image.inspection, words)
    height = chosen_layer(state, image)
    return made.whole() if height is None else made.layer(height)


def chosen_layer(state: AppState, image: ShelfImage) -> int | None:
    """The chosen layer, if the image has it: another platform may have fewer."""
    height, found = state.shelf.layer, image.inspection
    if height is None or found is None or height >= len(found.stack.layers):
        return None
    return height


class _Words:
    """Makes the words of one panel; lives for one call."""

    def __init__(
        self, state: AppState, image: ShelfImage, found: Inspection, words: Translator
    ) -> None:
        self.image = image
        self.found = found
        self.words = words
        watch = state.shelf.engine
        listing = watch.listing if watch is not None else None
        self.engine = listing.engine if listing is not None else None
        others = inspections_at_hand(state)
        self.base = find_base(found, others)
        self.rows = stack_rows(found, self.base, others)
        self.by_height = {row.height: row for row in self.rows if row.height is not None}
        self.numbers = layer_numbers(found, self.base)
        self.hidings = hidings(found)

    def layer(self, height: int) -> LayerContent:
        """One layer."""
        text, row, read = self.words.text, self.by_height[height], self.found.read
        whole = text("layer.whole"), events.LayerChosen(None)
        return LayerContent(
            title=text("layer.title", number=self.numbers[height]),
            note=self._owner(row),
            instruction=row.text or text("image.no-words"),
            remarks=self._origin(row),
            sizes=self._layer_sizes(height),
            hidden=(*self._hidden(height), *self._hiding(height)),
            ids=self._layer_ids(height, read.layer_sizes[height] if read else None),
            links=(whole,),
        )

    def whole(self) -> LayerContent:
        """The whole image."""
        text = self.words.text
        title, lines = self._dockerfile()
        return LayerContent(
            title=self.found.name,
            note=text("image.layers", len(self.found.stack.layers)),
            remarks=self._about(),
            sizes=self._whole_sizes(),
            hidden=tuple(self._hiding_row(each, "layer.hides") for each in self.hidings),
            ids=self._image_ids(),
            lines_title=title,
            lines=lines,
            links=self._platforms(),
        )

    def _dockerfile(self) -> tuple[str, tuple[str, ...]]:
        """The Dockerfile as the builder attests it, else what the history tells of it."""
        text, read = self.words.text, self.found.read
        original = read.dockerfile if read is not None else None
        if original is not None:
            lines = tuple(original.text.rstrip().splitlines())
            more = len(lines) - MOST_LINES
            shown = lines if more <= 0 else (*lines[:MOST_LINES], text("layer.lines.more", more))
            return text("layer.lines.original", name=original.filename), shown
        code = "layer.lines.predicted" if read is None else "layer.lines"
        return text(code), tuple(row_title(row, self.numbers, self.words) for row in self.rows)

    # --- one layer

    def _owner(self, row: StackRow) -> str:
        if not row.is_base or self.base is None:
            return self.words.text("layer.own")
        code = "layer.of-base.guessed" if self.base.is_guessed else "layer.of-base"
        return self.words.text(code, base=base_text(self.base, self.words))

    def _origin(self, row: StackRow) -> tuple[str, ...]:
        """How far the instruction is what somebody wrote."""
        if self.found.read is None:
            return (self.words.text("layer.unbuilt"),)
        if not row.text:
            incomplete = not self.found.read.image.is_history_complete
            return (self.words.text("image.history-apart"),) if incomplete else ()
        return (self.words.text("layer.exact" if row.is_exact else "layer.approximate"),)

    def _layer_sizes(self, height: int) -> tuple[SizeRow, ...]:
        read = self.found.read
        known = read.layer_sizes[height].sizes if read is not None else ()
        sizes = sorted(known, key=lambda each: _ORDER.index(each.kind))
        rows = tuple(self._size_row(each) for each in sizes)
        if any(each.kind is SizeKind.UNPACKED for each in sizes):
            return rows
        unknown = layer_size_text(self.image, height, self.words)
        return (self._unpacked_row(unknown, "size.unpacked"), *rows)

    def _unpacked_row(self, size: str, code: str) -> SizeRow:
        kind = self.words.text(code)
        predicted = self.words.text("size.source.dockerfile") if self.found.read is None else ""
        return SizeRow(size=size, kind=kind, source=predicted)

    def _size_row(self, size: MeasuredSize, code: str = "") -> SizeRow:
        text = self.words.text
        source = text(f"size.source.{size.source.value}")
        if size.source is Source.ENGINE and size.store:
            source = text("size.source.store", source=source, store=size.store)
        kind = text(code or f"size.{size.kind.value}")
        return SizeRow(size=self.words.size(size.size_bytes), kind=kind, source=source)

    def _hidden(self, height: int) -> list[HidingRow]:
        """What later layers hide of this one."""
        mine = [each for each in self.hidings if each.layer == height]
        return [self._hiding_row(each, "layer.hidden") for each in mine]

    def _hiding(self, height: int) -> list[HidingRow]:
        """What this layer hides of earlier ones."""
        mine = [each for each in self.hidings if each.by_layer == height]
        return [self._hiding_row(each, "layer.hiding", towards=each.layer) for each in mine]

    def _hiding_row(self, hiding: Hiding, code: str, towards: int | None = None) -> HidingRow:
        """A link to the layer at fault, or to the one that it hides files of."""
        other = hiding.by_layer if towards is None else towards
        said = self.words.text(
            code,
            size=self.words.size(hiding.size_bytes),
            layer=self.numbers[hiding.layer],
            by_layer=self.numbers[hiding.by_layer],
            text=row_title(self.by_height[other], self.numbers, self.words),
        )
        return HidingRow(text=said, event=events.LayerChosen(other), files=self._named(hiding))

    def _named(self, hiding: Hiding) -> tuple[str, ...]:
        largest = sorted(hiding.ghosts, key=lambda ghost: (-ghost.size_bytes, ghost.path))
        named = tuple(
            self.words.text(
                f"layer.ghost.{ghost.reason.value}",
                path=f"/{ghost.path}",
                size=self.words.size(ghost.size_bytes),
            )
            for ghost in largest[:MOST_NAMED]
        )
        more = len(largest) - MOST_NAMED
        return (*named, self.words.text("image.ghosts.more", more)) if more > 0 else named

    def _layer_ids(self, height: int, sizes: LayerSizes | None) -> tuple[IdRow, ...]:
        """The digests of a layer; one that is not built has none."""
        layer = self.found.stack.layers[height]
        if sizes is None:
            return ()
        known = (
            ("layer.diff-id", layer.diff_id),
            ("layer.chain-id", layer.chain_id),
            ("layer.digest", sizes.digest or ""),
        )
        return self._ids(known)

    def _ids(self, known: tuple[tuple[str, str], ...]) -> tuple[IdRow, ...]:
        return tuple(IdRow(name=self.words.text(code), value=id_) for code, id_ in known if id_)

    # --- the whole image

    def _about(self) -> tuple[str, ...]:
        text, read = self.words.text, self.found.read
        said = [*self._place()]
        if self.base is not None:
            code = "layer.base.guessed" if self.base.is_guessed else "layer.base"
            code = "layer.base.named" if read is None else code
            said.append(text(code, self.base.height, base=base_text(self.base, self.words)))
        hidden = hidden_text(
            self.found, self.numbers, range(len(self.found.stack.layers)), self.words
        )
        if hidden:
            said.append(text("layer.hidden-in-all", hidden=hidden))
        if read is None:
            return (*said, text("layer.unbuilt"))
        if not read.image.references:
            said.insert(0, text("layer.unnamed"))
        if not read.image.is_history_complete:
            said.append(text("image.history-apart"))
        return tuple(said)

    def _place(self) -> list[str]:
        """Where the image is, and how many containers use it there."""
        text, listed = self.words.text, self.image.listed
        if listed is None or self.engine is None:
            return [text("layer.found-in", target=self.found.target)]
        said = [text("layer.found-in.engine", address=self.engine.address)]
        if listed.usage is not None and listed.usage.containers is not None:
            said.append(text("layer.containers", listed.usage.containers))
        return said

    def _whole_sizes(self) -> tuple[SizeRow, ...]:
        """The sum of the layers' unpacked and download bytes, and what the store says."""
        text, read = self.words.text, self.found.read
        total = self.found.stack.total_bytes
        is_coming = total is None and self.image.is_reading
        shown = text("unit.reading") if is_coming else self.words.size(total)
        rows = [self._unpacked_row(shown, "size.unpacked.all")]
        downloads = [layer.download_bytes for layer in self.found.stack.layers]
        known = [size for size in downloads if size is not None]
        if read is not None and downloads and len(known) == len(downloads):
            source = text(f"size.source.{read.source.value}")
            size = self.words.size(sum(known))
            rows.append(SizeRow(size=size, kind=text("size.download"), source=source))
        return (*rows, *self._engine_sizes(read.sizes if read is not None else ()))

    def _engine_sizes(self, told: tuple[MeasuredSize, ...]) -> list[SizeRow]:
        """What a store says of the image, each by the command that prints it."""
        listed = self.image.listed
        if listed is None:
            return [self._size_row(each) for each in told]
        is_one = told == (listed.size,)
        known = [(listed.size, "size.listed.inspected" if is_one else "size.listed")]
        known += [(each, "size.inspected") for each in told if not is_one]
        if listed.usage is not None:
            known += [(listed.usage.shared, "size.shared"), (listed.usage.unique, "size.unique")]
        return [self._size_row(size, code) for size, code in known if size is not None]

    def _image_ids(self) -> tuple[IdRow, ...]:
        read = self.found.read
        if read is None:
            return ()
        known = (
            ("layer.image-id", read.image_id or ""),
            ("layer.manifest", read.manifest_digest or ""),
        )
        return self._ids(known)

    def _platforms(self) -> tuple[tuple[str, ImageEvent], ...]:
        """Links to the other platforms of the image."""
        read = self.found.read
        if read is None:
            return ()
        others = [each.text for each in read.platforms if each != read.image.platform]
        key = self.image.key
        return tuple(
            (self.words.text("layer.platform", platform=each), events.PlatformChosen(key, each))
            for each in others
        )
