"""The blocks of one image: its layers and settings, and in each block the share that is hidden."""

from __future__ import annotations

from layerviz.core.values import Record, Value, replace
from layerviz.scene.block_contents import Content, spoken_of
from layerviz.scene.blocks import block
from layerviz.scene.geometry import Rect
from layerviz.scene.heights import densities, fitted, load_of
from layerviz.scene.roles import Role
from layerviz.scene.shapes import Align, Box, Label, ShapeId, Sign, Target
from layerviz.scene.texts import BlockTexts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerviz.scene.blocks import Lines
    from layerviz.scene.heights import Heights
    from layerviz.scene.measuring import TextMeasure
    from layerviz.scene.shapes import Group, Part

THINNEST = 7.0
"""A hidden share is never narrower: one must see that there is one."""
EDGE = 2.0
"""Where the border has another colour, the hatching keeps clear of it."""
QUIET = 5.0


class ImageRow(Record):
    """A layer, several layers of a base as one, or a setting. Settings have no number (`badge`).

    `hidden_share` is how much of it later layers hide, 0 to 1; `size_bytes` is 0 where unknown.
    """

    id: ShapeId
    role: Role
    texts: BlockTexts
    badge: str = ""
    size_bytes: int = 0
    hidden_share: float = 0.0
    target: Target | None = None
    is_selected: bool = False
    is_lit: bool = False
    is_pile: bool = False
    """Drawn as a pile: it stands for several layers."""
    sign: Sign | None = None

    @property
    def is_strip(self) -> bool:
        """Whether it is a thin strip."""
        return not self.badge


class StackPlace(Value):
    """Where the stack stands: its left edge, width, and the y it grows from."""

    x: float
    width: float
    ground: float
    grows_down: bool


def fitted_heights(
    rows: Sequence[ImageRow], width: float, room: float, *, is_linear: bool, lines: Lines
) -> Heights:
    """The most comfortable heights that fit the room; else the tightest."""
    loads = (load_of(rows, is_linear),)
    for density in densities(lines, width):
        heights, fits = fitted(loads, density, room, is_linear)
        if fits:
            break
    return heights


def stack_blocks(
    rows: Sequence[ImageRow],
    heights: Heights,
    place: StackPlace,
    measure: TextMeasure,
    lines: Lines,
) -> list[Group]:
    """The blocks of the rows, first row first."""
    groups: list[Group] = []
    y = place.ground
    for row in rows:
        height, gap = heights.of(row), heights.density.gap
        top = y if place.grows_down else y - height
        rect = Rect(place.x, top, place.width, height)
        form = heights.form_of(row, place.width)
        groups.append(_hidden(block(_content(row), rect, form, measure, lines), row, measure))
        y = y + height + gap if place.grows_down else top - gap
    return groups


def _content(row: ImageRow) -> Content:
    texts = row.texts
    outline = Role.SELECTED if row.is_selected else Role.LIT if row.is_lit else None
    return Content(
        id=row.id,
        role=row.role,
        title=texts.title,
        badge=row.badge,
        subtitle=texts.note,
        size=texts.size,
        sign=Sign.SELECTED if row.is_selected else row.sign,
        sign_role=Role.SELECTED if row.is_selected else row.role,
        outline=outline,
        is_pile=row.is_pile,
        target=row.target,
        tip=texts.tip or texts.title,
        spoken=texts.spoken or spoken_of(texts, row.badge, "", texts.note),
    )


def _hidden(group: Group, row: ImageRow, measure: TextMeasure) -> Group:
    """The block with its hidden share hatched, from the right, behind its texts."""
    if not row.hidden_share:
        return group
    parts = group.parts
    place = max(n for n, part in enumerate(parts) if isinstance(part, Box) and not part.is_outline)
    body = parts[place].rect.inset(0.0 if row.role is Role.LAYER else EDGE)
    width = min(body.width, max(THINNEST, body.width * row.hidden_share))
    share = Rect(body.right - width, body.y, width, body.height)
    reach = Rect(share.x - EDGE, share.y, share.width + EDGE, share.height)  # its border too
    quiet = tuple(_clipped(ink(part, measure), reach) for part in parts if isinstance(part, Label))
    drawn = Box(share, Role.GHOST, min(8.0, width / 2), tuple(each for each in quiet if each.width))
    made: tuple[Part, ...] = (*parts[: place + 1], drawn, *parts[place + 1 :])
    return replace(group, parts=made)


def ink(label: Label, measure: TextMeasure) -> Rect:
    """Where the letters of a text stand, with a little room around them."""
    rect, width = label.rect, measure.width(label.text, label.style)
    left = {Align.LEFT: 0.0, Align.CENTER: 0.5, Align.RIGHT: 1.0}[label.align]
    x = rect.x + (rect.width - width) * left
    return Rect(x - QUIET, rect.y, width + 2 * QUIET, rect.height)


def _clipped(rect: Rect, to: Rect) -> Rect:
    x, y = max(rect.x, to.x), max(rect.y, to.y)
    width = max(0.0, min(rect.right, to.right) - x)
    return Rect(x, y, width, max(0.0, min(rect.bottom, to.bottom) - y))
