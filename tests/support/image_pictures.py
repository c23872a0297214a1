"""Pictures of images in ready words, for layouts, and any of them for laws."""

from __future__ import annotations

from hypothesis import strategies as st

from layerviz.scene.image_layout import HidingArrow, ImagePicture
from layerviz.scene.image_stack import ImageRow
from layerviz.scene.roles import Role
from layerviz.scene.shapes import ShapeId, Sign, Target, TargetKind
from layerviz.scene.texts import BlockTexts
from layerviz.scene.treemap_layout import Tile

KB = 1000


def layer_row(
    number: int, text: str, size_bytes: int, *, note: str = "", hidden: float = 0.0
) -> ImageRow:
    """The row of a layer, numbered from 1."""
    size = f"{size_bytes // KB} kB" if size_bytes else "?"
    return ImageRow(
        id=ShapeId(f"layer:{number - 1}"),
        role=Role.LAYER,
        texts=BlockTexts(text, size=size, note=note),
        badge=str(number),
        size_bytes=size_bytes,
        hidden_share=hidden,
        target=Target(TargetKind.LAYER, index=number - 1),
    )


def setting_row(name: str, text: str) -> ImageRow:
    """The strip of a setting."""
    texts = BlockTexts(text, note="(setting, not a layer)")
    return ImageRow(id=ShapeId(f"setting:{name}"), role=Role.SETTING, texts=texts)


BASE = ImageRow(
    id=ShapeId("base"),
    role=Role.BASE,
    texts=BlockTexts("node:20-alpine", size="180 kB", note="2 layers of the base"),
    badge="1–2",
    size_bytes=180 * KB,
    target=Target(TargetKind.BASE),
    is_pile=True,
    sign=Sign.UNFOLD,
)

CLEANUP = ImagePicture(
    name="cleanup:1.0",
    caption="linux/amd64 · image ID 7a42bded1271 · 8 layers",
    total="470 kB",
    total_caption="unpacked · 66 kB to download",
    rows=(
        BASE,
        layer_row(3, "WORKDIR /app", 0),
        layer_row(4, "RUN wget tools.tar", 120 * KB, note="120 kB hidden by layer 6", hidden=1.0),
        layer_row(5, "RUN tar -xf /tmp/tools.tar -C /opt", 90 * KB),
        layer_row(6, "RUN rm /tmp/tools.tar", 0),
        layer_row(7, "COPY . .", 40 * KB, note="10 kB hidden by layer 8", hidden=0.25),
        layer_row(8, "RUN chown -R node:node /app", 40 * KB),
        setting_row("1", "USER node"),
    ),
    arrows=(
        HidingArrow(
            start=ShapeId("layer:5"), end=ShapeId("layer:3"), text="layer 6 deletes 120 kB"
        ),
        HidingArrow(start=ShapeId("layer:7"), end=ShapeId("layer:6"), text="layer 8 re-owns 10 kB"),
    ),
    sum_text="130 kB of 470 kB is stored in vain: later layers delete or replace it.",
    hidden_share=0.28,
    remarks=("An approximate Dockerfile, from the image's history.",),
    order_note="▲ build order: bottom to top",
    scale_note="block height ~ log(size)",
)

TEXTS = st.sampled_from(
    [
        "COPY . .",
        "RUN a",
        "≈ COPY (dir) /app",
        "RUN echo こんにちは世界 > /etc/motd",
        "RUN " + "x" * 300,
    ]
)
NOTES = st.sampled_from(["", "40 kB hidden by layer 8", "120 kB がレイヤー 6、8 で隠れている"])
SIZES = st.one_of(st.just(0), st.integers(0, 4_000_000_000))
SHARES = st.sampled_from([0.0, 0.001, 0.4, 1.0])
WORDS = st.sampled_from(["", "470 kB", "node:20", "レイヤーのファイルを読み込んでいます…" * 4])


@st.composite
def rows(draw: st.DrawFn) -> tuple[ImageRow, ...]:
    """Any stack of layers and settings, in any state."""
    made: list[ImageRow] = [BASE] if draw(st.booleans()) else []
    for number in range(draw(st.integers(0, 30))):
        name = str(number)
        is_layer = draw(st.booleans())
        made.append(
            ImageRow(
                id=ShapeId(f"row:{number}"),
                role=draw(st.sampled_from([Role.LAYER, Role.BASE])) if is_layer else Role.SETTING,
                texts=BlockTexts(draw(TEXTS), size=draw(WORDS)[:9], note=draw(NOTES)),
                badge=name if is_layer else "",
                size_bytes=draw(SIZES) if is_layer else 0,
                hidden_share=draw(SHARES) if is_layer else 0.0,
                target=Target(TargetKind.LAYER, index=number) if is_layer else None,
                is_selected=draw(st.booleans()),
                is_lit=draw(st.booleans()),
            )
        )
    return tuple(made)


@st.composite
def image_pictures(draw: st.DrawFn) -> ImagePicture:
    """Any picture of an image."""
    stack = draw(rows())
    ids = st.sampled_from([row.id for row in stack] or [ShapeId("none")])
    arrow = st.builds(HidingArrow, start=ids, end=ids | st.just(ShapeId("gone")), text=WORDS)
    return ImagePicture(
        name=draw(TEXTS),
        caption=draw(WORDS),
        total=draw(WORDS),
        total_caption=draw(WORDS),
        rows=stack,
        arrows=tuple(draw(st.lists(arrow, max_size=7, unique_by=lambda a: (a.start, a.end)))),
        sum_text=draw(WORDS),
        hidden_share=draw(SHARES),
        remarks=tuple(draw(st.lists(WORDS, max_size=2))),
        order_note="▲ build order: bottom to top",
        scale_note="block height ~ log(size)",
    )


def tile(path: str, size_bytes: int, *inner: Tile, is_hidden: bool = False) -> Tile:
    """An entry of a treemap; a folder if it has entries of its own."""
    return Tile(
        path=path,
        name=path.rpartition("/")[2],
        size_bytes=size_bytes,
        size=f"{size_bytes} B",
        tip=path,
        spoken=path,
        is_folder=bool(inner),
        is_hidden=is_hidden,
        inner=inner,
    )
