"""Made-up images side by side, and words for their picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerviz.core.digests import DiffId, chain_ids
from layerviz.core.sharing import Stack, StackedLayer, share
from layerviz.scene.sharing_layout import Shown
from layerviz.scene.sharing_texts import (
    DiskTexts,
    Fact,
    FactsTexts,
    ImageRow,
    ImagesTexts,
    ImageTexts,
    SharingMarks,
    SharingWords,
    SideTexts,
)
from layerviz.scene.texts import BlockTexts
from tests.support.analyses import KB, MB
from tests.support.picture_words import size_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layerviz.core.sharing import SharingReport
    from layerviz.scene.sharing_pieces import Piece

BASE = ("ADD rootfs /", "RUN install-node")
LESSON: Mapping[str, Sequence[str]] = {
    "app-a:1.0": (*BASE, "WORKDIR /app", "COPY a ./", "RUN npm install a", "COPY . . a"),
    "app-b:1.0": (*BASE, "WORKDIR /app", "COPY b ./", "RUN npm install b", "COPY . . b"),
    "app-b:1.1": (*BASE, "WORKDIR /app", "COPY b ./", "RUN npm install b", "COPY . . c"),
}
SIZES = {
    "ADD rootfs /": 8 * MB,
    "RUN install-node": 172 * MB,
    "WORKDIR /app": 0,
    "COPY a ./": 2 * KB,
    "COPY b ./": 2 * KB,
    "RUN npm install a": 150 * MB,
    "RUN npm install b": 210 * MB,
    "COPY . . a": 2 * MB,
    "COPY . . b": 5 * MB,
    "COPY . . c": 5 * MB,
}


def stack(name: str, made_by: Sequence[str], sizes: Mapping[str, int | None] = SIZES) -> Stack:
    """A stack of layers; the same words make the same files."""
    diff_ids = [DiffId(words) for words in made_by]
    layers = zip(diff_ids, chain_ids(diff_ids), made_by, strict=True)
    return Stack(
        name, tuple(StackedLayer(diff, chain, sizes[by], 10, by) for diff, chain, by in layers)
    )


def lesson() -> list[Stack]:
    """The three images of the lesson's picture."""
    return [stack(name, made_by) for name, made_by in LESSON.items()]


def shown(
    stacks: Sequence[Stack],
    *,
    base: int = 0,
    marks: SharingMarks | None = None,
    is_base_open: bool = False,
    japanese: bool = False,
) -> Shown:
    """All that a picture of the stacks is made of; each has so many layers of a base."""
    report = share(stacks)
    marks = marks or SharingMarks()
    return Shown(
        report=report,
        base_heights=tuple(min(base, len(each.layers)) for each in stacks),
        words=words_of(report, marks, japanese=japanese),
        marks=marks,
        is_base_open=is_base_open,
    )


def words_of(report: SharingReport, marks: SharingMarks, *, japanese: bool = False) -> SharingWords:
    """Words of about the length of the real ones."""
    rule = "A layer is shared only when everything below it is shared too."
    if japanese:
        rule = "レイヤーが共有されるのは、その下のレイヤーもすべて同じときだけです。"
    names = [each.name for each in report.images]
    return SharingWords(
        title="いくつかのイメージ" if japanese else f"{len(names)} images",
        hint="drawn once = stored once",
        line="1,122 - 570 = 552 MB, unpacked. 570 MB saved by sharing",
        images=tuple(
            ImageTexts(each.name, size_text(each.total_bytes), each.name) for each in report.images
        ),
        block=lambda piece: _block(piece, report),
        comes_back="空く" if japanese else "comes back",
        rule=rule,
        notes=tuple(f"≈ {miss.diff_id}: the same files" for miss in report.near_misses),
        order_note="▲ build order: bottom to top",
        scale_note="block height ~ log(size)",
        side=_side(report, marks, rule) if len(names) > 1 else None,
    )


def _side(report: SharingReport, marks: SharingMarks, rule: str) -> SideTexts:
    return SideTexts(
        disk=_disk(report, rule),
        asks=_asks(report, marks, rule),
        kinds=FactsTexts(
            title="Kinds of size",
            facts=(Fact("unpacked", "552 MB", rule), Fact("download", "120 MB")),
            note=rule,
        ),
        layer=None
        if marks.layer is None
        else FactsTexts(title="RUN npm install", facts=(Fact("chain ID", "0123456789ab"),)),
    )


def _block(piece: Piece, report: SharingReport) -> BlockTexts:
    layers = [report.layers[place].layer for place in piece.layers]
    count = f"×{piece.count}" if piece.count > 1 else ""
    title = layers[0].created_by if len(layers) == 1 else f"{len(layers)} layers"
    size = size_text(piece.size_bytes) if layers[0].size_bytes is not None else "?"
    note = f"shared by {piece.count}" if piece.count > 1 else ""
    return BlockTexts(title, size, count, "", note, title, note)


def _disk(report: SharingReport, sentence: str) -> DiskTexts:
    is_known = bool(report.sum_bytes and report.on_disk_bytes is not None)
    stored = (report.on_disk_bytes or 0) / (report.sum_bytes or 1)
    return DiskTexts(
        title="Disk use",
        stored=size_text(report.on_disk_bytes),
        stored_note="stored once",
        total=size_text(report.sum_bytes),
        total_note="sum of sizes",
        saved="570 MB saved by sharing" if is_known else "",
        sum="1,122 - 570 = 552 MB, unpacked" if is_known else "",
        sentence=sentence,
        shares=(stored / 2, stored / 4, stored / 4) if is_known else None,
    )


def _asks(report: SharingReport, marks: SharingMarks, sentence: str) -> ImagesTexts:
    rows = [report.images[place] for place in report.order]
    return ImagesTexts(
        title="Delete and pull",
        comes_back="delete: comes\N{NO-BREAK SPACE}back",
        transfers="next\N{NO-BREAK SPACE}pull: transfers",
        rows=tuple(
            ImageRow(place, each.name, size_text(each.unique_bytes), "24 MB", each.name)
            for place, each in zip(report.order, rows, strict=True)
        ),
        more=lambda count: f"and {count} more images",
        answers=(sentence,) if marks.leaving is None else (sentence, sentence),
    )
