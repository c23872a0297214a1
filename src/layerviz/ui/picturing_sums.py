"""The words of the cards beside images: sums, what deleting and pulling would move, kinds of size.

Each number is of one kind and says which; kinds are never added up together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerviz.app.summing import worked_sum
from layerviz.core.images import SizeKind
from layerviz.core.sharing import own_sums, sum_if_known
from layerviz.scene.sharing_texts import DiskTexts, Fact, FactsTexts, ImageRow, ImagesTexts
from layerviz.ui.phrases import unbroken

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from layerviz.app.shelf import ShelfImage
    from layerviz.core.images import MeasuredSize
    from layerviz.core.sharing import SharedLayer, SharingReport
    from layerviz.ui.translation import Translator


class Sums:
    """The sums of images side by side, in words; lives for one picture."""

    def __init__(
        self,
        translator: Translator,
        images: Sequence[ShelfImage],
        report: SharingReport,
        is_base: Callable[[SharedLayer], bool],
    ) -> None:
        self.translator, self.text = translator, translator.text
        self.images, self.report, self.is_base = images, report, is_base
        self.is_awaited = any(is_awaited(each) for each in images)
        self.shared = [each for each in report.layers if each.is_shared]
        saved = [
            None if (size := each.layer.size_bytes) is None else size * (len(each.images) - 1)
            for each in self.shared
        ]
        self.saved = sum_if_known(saved)
        """Known as soon as the shared layers are, whatever else is not."""
        self.transfers = self._transfers()

    def size(self, size_bytes: int | None, *, is_awaited: bool | None = None) -> str:
        """A size in words; where it is not known, whether it is still being read."""
        awaited = self.is_awaited if is_awaited is None else is_awaited
        if size_bytes is None and awaited:
            return self.text("unit.reading")
        return self.translator.size(size_bytes)

    def line(self) -> str:
        """The sums in one line."""
        return f"{self._sum()}. {self._saved()}" if self._is_known else self._unknown()

    def disk(self) -> DiskTexts:
        """The card of the sums."""
        report, text = self.report, self.text
        stored, whole = self.size(report.on_disk_bytes), self.size(report.sum_bytes)
        if self._is_known:
            worked = worked_sum(report.sum_bytes or 0, report.saved_bytes or 0)
            stored, whole = f"{worked.rest} {worked.unit}", f"{worked.whole} {worked.unit}"
        return DiskTexts(
            title=text("sharing.disk"),
            stored=stored,
            stored_note=text("sharing.disk.stored"),
            total=whole,
            total_note=text("sharing.disk.sum"),
            saved=self._saved(),
            sum=self._sum() if self._is_known else "",
            sentence=text("sharing.disk.sentence") if self._is_known else self._unknown(),
            shares=self._shares(),
        )

    def asks(self, leaving: int | None) -> ImagesTexts:
        """The card that tells for each image what comes back and what a pull transfers."""
        text = self.text
        rows = tuple(self._row(place) for place in self.report.order)
        answers = (text("sharing.asks.click"),) if leaving is None else self._answers(leaving)
        return ImagesTexts(
            title=text("sharing.asks"),
            comes_back=text("sharing.asks.back"),
            transfers=text("sharing.asks.pull"),
            rows=rows,
            more=lambda count: text("sharing.asks.more", count),
            answers=answers,
        )

    def kinds(self) -> FactsTexts:
        """The card that keeps the kinds of size apart; on disk only where a store reports it."""
        text, layers = self.text, self.report.layers
        download = sum_if_known(each.layer.download_bytes for each in layers)
        facts = [
            Fact(
                text("sharing.kinds.unpacked"),
                self.size(self.report.on_disk_bytes),
                text("sharing.kinds.unpacked.note"),
            ),
            Fact(
                text("sharing.kinds.download"),
                self.size(download, is_awaited=False),
                text("sharing.kinds.download.note"),
            ),
        ]
        facts += self._reported()
        return FactsTexts(
            title=text("sharing.kinds"), facts=tuple(facts), note=text("sharing.kinds.note")
        )

    def of_layer(self, shared: SharedLayer) -> tuple[Fact, ...]:
        """The sizes of one layer that are known, each by its name."""
        layer = shared.layer
        unpacked = self.size(
            layer.size_bytes, is_awaited=any(is_awaited(self.images[i]) for i in shared.images)
        )
        facts = [Fact(self.text("sharing.kinds.unpacked"), unpacked)]
        if layer.download_bytes is not None:
            download = self.translator.size(layer.download_bytes)
            facts.append(Fact(self.text("sharing.kinds.download"), download))
        return tuple(facts)

    @property
    def _is_known(self) -> bool:
        return self.report.saved_bytes is not None

    def _sum(self) -> str:
        made = worked_sum(self.report.sum_bytes or 0, self.report.saved_bytes or 0)
        return self.text(
            "sharing.sum",
            sum=made.whole,
            saved=made.part,
            stored=unbroken(f"{made.rest} {made.unit}"),
        )

    def _saved(self) -> str:
        """What sharing saves: known where the shared layers are, even if the others are not."""
        if self.saved is None:
            return ""
        return self.text("sharing.saved", size=self.translator.size(self.saved))

    def _unknown(self) -> str:
        return self.text("sharing.sum.reading" if self.is_awaited else "sharing.sum.unknown")

    def _shares(self) -> tuple[float, float, float] | None:
        """What is stored of bases, of other shared layers and of the rest, as shares of the sum."""
        whole = self.report.sum_bytes
        if not whole:
            return None
        bases = shared = 0
        for each in self.report.layers:
            if self.is_base(each):
                bases += each.layer.size_bytes or 0
            elif len(each.images) > 1:
                shared += each.layer.size_bytes or 0
        rest = (self.report.on_disk_bytes or 0) - bases - shared
        return bases / whole, shared / whole, rest / whole

    def _row(self, place: int) -> ImageRow:
        share = self.report.images[place]
        awaited = is_awaited(self.images[place])
        back = self.size(share.unique_bytes, is_awaited=awaited)
        pull = self.size(self.transfers[place], is_awaited=False)
        spoken = self.text("sharing.asks.row", image=share.name, back=back, pull=pull)
        return ImageRow(place, share.name, back, pull, spoken)

    def _transfers(self) -> list[int | None]:
        """What a pull of each beside the others transfers: the blobs of what only it has."""
        layers, count = self.report.layers, len(self.images)
        return own_sums(layers, count, lambda layer: layer.download_bytes)

    def _answers(self, leaving: int) -> tuple[str, ...]:
        share = self.report.images[leaving]
        used = [each for each in self.shared if leaving in each.images]
        others = {image for each in used for image in each.images} - {leaving}
        back = self.size(share.unique_bytes, is_awaited=is_awaited(self.images[leaving]))
        back = unbroken(back)
        if used:
            rest = unbroken(self.size(sum_if_known(each.layer.size_bytes for each in used)))
            names = tuple(self.report.images[image].name for image in sorted(others))
            deleted = self.text(
                "sharing.answer.part", image=share.name, back=back, rest=rest, images=names
            )
        else:
            deleted = self.text("sharing.answer.all", image=share.name, back=back)
        size = unbroken(self.size(self.transfers[leaving], is_awaited=False))
        return deleted, self.text("sharing.answer.pull", image=share.name, size=size)

    def _reported(self) -> list[Fact]:
        """What one store says of all of the images, added up as one reads it off what it prints.

        The list and an image's own facts may count differently: what is listed comes first.
        """
        listed = self._summed("on-disk", [_listed(each) for each in self.images])
        if listed is None:
            listed = self._summed("inspected", [_inspected(each) for each in self.images])
        unique = self._summed("unique", [_unique(each) for each in self.images])
        return [each for each in (listed, unique) if each is not None]

    def _summed(self, code: str, sizes: list[MeasuredSize | None]) -> Fact | None:
        known = [each for each in sizes if each is not None]
        stores = {each.store for each in known}
        if len(known) < len(sizes) or len(stores) != 1:
            return None
        size = self.translator.size(sum(each.size_bytes for each in known))
        name = self.text(f"sharing.kinds.{code}", store=stores.pop())
        return Fact(name, size, self.text(f"sharing.kinds.{code}.note"))


def is_awaited(image: ShelfImage) -> bool:
    """Whether more will be known of the image."""
    return not image.is_whole and image.problem is None


def _listed(image: ShelfImage) -> MeasuredSize | None:
    """What a store lists for the image."""
    return image.listed.size if image.listed is not None else None


def _unique(image: ShelfImage) -> MeasuredSize | None:
    """What a store says that only this image takes."""
    usage = image.listed.usage if image.listed is not None else None
    return usage.unique if usage is not None else None


def _inspected(image: ShelfImage) -> MeasuredSize | None:
    """What a store tells of the image alone."""
    read = image.inspection.read if image.inspection is not None else None
    sizes = read.sizes if read is not None else ()
    return next((each for each in sizes if each.kind is SizeKind.ON_DISK and each.store), None)
