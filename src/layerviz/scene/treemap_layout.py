"""A folder as a treemap: an area for what each entry stores, one level further in as a preview.

The areas are made as square as can be (Bruls, Huizing, van Wijk: Squarified Treemaps, 2000). Small
entries are one area together, so that there are never more than somebody can look at.
"""

from __future__ import annotations

from layerviz.core.values import Record, Value
from layerviz.scene.geometry import Rect
from layerviz.scene.measuring import elided, wrapped
from layerviz.scene.roles import Role
from layerviz.scene.shapes import (
    Box,
    Decoration,
    Group,
    Label,
    Scene,
    ShapeId,
    Target,
    TargetKind,
    TextStyle,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from layerviz.scene.measuring import TextMeasure
    from layerviz.scene.shapes import Part, Shape

MOST_TILES = 40
MOST_INNER = 12
MOST_ROWS = 4
SMALLEST_AREA = 360.0
"""In pixels: nobody sees or hits less; smaller entries are put together."""
GAP = 3.0
PADDING = 6.0
EDGE = 5.0
LEAST_INNER = 26.0
"""A preview in less room shows nothing."""


class Tile(Record):
    """An entry of the folder, with what it stores; `inner` are the entries of a folder.

    `is_hidden`: a later layer hides it, so it is stored in vain.
    """

    path: str
    name: str
    size_bytes: int
    size: str = ""
    tip: str = ""
    spoken: str = ""
    is_folder: bool = False
    is_hidden: bool = False
    inner: tuple[Tile, ...] = ()


class TreemapWords(Record):
    """The words of a treemap: for entries that are too small, and where nothing is stored."""

    more: Callable[[int, int], str]
    """`12 more, 3.0 kB` for 12 entries and 3000 bytes."""
    nothing: str


class _Area(Value):
    """A tile with a place; several tiles together have none of them."""

    tile: Tile | None
    rect: Rect
    count: int = 1
    size_bytes: int = 0


def treemap_scene(
    tiles: Sequence[Tile], words: TreemapWords, width: float, height: float, measure: TextMeasure
) -> Scene:
    """The picture of a folder's entries in that room; entries that store nothing have no area."""
    room = Rect(EDGE, EDGE, max(1.0, width - 2 * EDGE), max(1.0, height - 2 * EDGE))
    areas = _areas([tile for tile in tiles if tile.size_bytes > 0], room, MOST_TILES)
    shapes: list[Shape] = [_group(area, words, measure) for area in areas]
    if not areas:
        shapes = [_nothing(words.nothing, room, measure)]
    least = 2 * EDGE + MOST_ROWS * measure.line_height(TextStyle.CAPTION)
    return Scene(max(width, 2 * EDGE + 1), max(height, least), tuple(shapes))


def _nothing(text: str, room: Rect, measure: TextMeasure) -> Decoration:
    """Why there are no areas."""
    line = measure.line_height(TextStyle.CAPTION)
    rows = wrapped(text, TextStyle.CAPTION, room.width, MOST_ROWS, measure)
    labels = tuple(
        Label(Rect(room.x, room.y + n * line, room.width, line), row, TextStyle.CAPTION, Role.MUTED)
        for n, row in enumerate(rows)
    )
    return Decoration(ShapeId("nothing"), labels)


def _areas(tiles: Sequence[Tile], room: Rect, most: int) -> list[_Area]:
    """The largest entries, each with its area, and the rest together."""
    ordered = sorted(tiles, key=lambda tile: (-tile.size_bytes, tile.path))
    total = sum(tile.size_bytes for tile in ordered)
    if not total:
        return []
    scale = room.width * room.height / total
    kept = [tile for tile in ordered if tile.size_bytes * scale >= SMALLEST_AREA][:most]
    rest = ordered[len(kept) :]
    if len(rest) == 1:  # alone it is as well off under its own name
        kept, rest = ordered, []
    sizes = [tile.size_bytes for tile in kept]
    left = sum(tile.size_bytes for tile in rest)
    places = squarified([*sizes, left] if rest else sizes, room)
    made = [_Area(tile, place) for tile, place in zip(kept, places, strict=False)]
    if rest:
        made.append(_Area(None, places[-1], len(rest), left))
    return made


def squarified(sizes: Sequence[int], room: Rect) -> list[Rect]:
    """A rectangle for each size, in proportion; together they fill the room. Sizes are positive."""
    total = sum(sizes)
    scale = room.width * room.height / total if total else 0.0
    wanted = [size * scale for size in sizes]
    places: list[Rect] = []
    start, left = 0, room
    while start < len(wanted):
        side = min(left.width, left.height)
        end = start + 1
        while end < len(wanted) and _worst(wanted[start : end + 1], side) <= _worst(
            wanted[start:end], side
        ):
            end += 1
        row, left = _row(wanted[start:end], left, is_last=end == len(wanted))
        places += row
        start = end
    return places


def _worst(areas: Sequence[float], side: float) -> float:
    """How far from a square the least square one is, where they stand in one row at that side."""
    thick = sum(areas) / side if side else 0.0
    if not thick:
        return float("inf")
    return max(max(thick * thick / area, area / (thick * thick)) for area in areas)


def _row(areas: Sequence[float], left: Rect, *, is_last: bool) -> tuple[list[Rect], Rect]:
    """The rectangles of a row along the shorter side, and what is left of the room."""
    whole = sum(areas)
    is_column = left.width >= left.height
    side = left.height if is_column else left.width
    across = left.width if is_column else left.height
    thick = across if is_last else min(across, whole / side if side else 0.0)
    places: list[Rect] = []
    at = 0.0
    for area in areas:
        length = side * area / whole
        if is_column:
            places.append(Rect(left.x, left.y + at, thick, length))
        else:
            places.append(Rect(left.x + at, left.y, length, thick))
        at += length
    if is_column:
        return places, Rect(left.x + thick, left.y, left.width - thick, left.height)
    return places, Rect(left.x, left.y + thick, left.width, left.height - thick)


def _group(area: _Area, words: TreemapWords, measure: TextMeasure) -> Group:
    rect = area.rect.inset(min(GAP / 2, area.rect.width / 4, area.rect.height / 4))
    tile = area.tile
    body = Rect(0, 0, rect.width, rect.height)
    if tile is None:
        text = words.more(area.count, area.size_bytes)
        lines = _lines(body, (text,), Role.SETTING, measure)
        told = _with_ground(body, Role.SETTING, lines, measure)
        return Group(ShapeId("more"), rect, Role.SETTING, told, None, text, text)
    role = _role(tile)
    target = Target(TargetKind.PATH, path=tile.path)
    name = f"{tile.name}/" if tile.is_folder else tile.name
    made = _with_ground(body, role, _lines(body, (name, tile.size), role, measure), measure)
    if tile.inner:
        made = (*made, *_inner(tile, body, measure))
    return Group(ShapeId(f"path:{tile.path}"), rect, role, made, target, tile.spoken, tile.tip)


def _role(tile: Tile) -> Role:
    if tile.is_hidden:
        return Role.GHOST
    return Role.BASE if tile.is_folder else Role.LAYER


def _box(rect: Rect, role: Role, quiet: tuple[Rect, ...] = ()) -> Box:
    return Box(rect, role, min(6.0, rect.width / 3, rect.height / 3), quiet)


def _with_ground(
    body: Rect, role: Role, labels: tuple[Label, ...], measure: TextMeasure
) -> tuple[Part, ...]:
    """The texts on their ground, whose hatching is held back behind them."""
    quiet = tuple(
        Rect(at.x - 2, at.y, measure.width(label.text, label.style) + 4, at.height)
        for label, at in ((label, label.rect) for label in labels)
    )
    return (_box(body, role, quiet), *labels)


def _lines(body: Rect, texts: Sequence[str], role: Role, measure: TextMeasure) -> tuple[Label, ...]:
    """As many of the texts as there is room for, from the top; the later ones are softer."""
    height = measure.line_height(TextStyle.CAPTION)
    room = body.width - 2 * PADDING
    made: list[Label] = []
    y = body.y + PADDING / 2
    for place, text in enumerate(texts):
        shown = elided(text, TextStyle.CAPTION, room, measure) if room > 0 else ""
        is_telling = len(shown) > 2 or shown == text
        if not shown or not is_telling or y + height > body.bottom:
            break
        rect = Rect(body.x + PADDING, y, room, height)
        made.append(Label(rect, shown, TextStyle.CAPTION, role, is_soft=place > 0))
        y += height
    return tuple(made)


def _inner(tile: Tile, body: Rect, measure: TextMeasure) -> tuple[Part, ...]:
    """What is in a folder, drawn small below its name; only the folder itself is clicked."""
    top = PADDING / 2 + 2 * measure.line_height(TextStyle.CAPTION) + 3
    room = Rect(PADDING, top, body.width - 2 * PADDING, body.height - top - PADDING)
    if room.width < LEAST_INNER or room.height < LEAST_INNER:
        return ()
    areas = _areas([each for each in tile.inner if each.size_bytes > 0], room, MOST_INNER)
    parts: list[Part] = []
    for area in areas:
        rect = area.rect.inset(min(1.0, area.rect.width / 4, area.rect.height / 4))
        role = Role.SETTING if area.tile is None else _role(area.tile)
        name = "" if area.tile is None else area.tile.name
        parts += _with_ground(rect, role, _lines(rect, (name,), role, measure), measure)
    return tuple(parts)
