"""A scene made into a picture of its own: with a title above and what its colours mean below."""

from __future__ import annotations

from layerviz.scene.geometry import Rect
from layerviz.scene.measuring import elided
from layerviz.scene.moving import moved
from layerviz.scene.roles import Role
from layerviz.scene.shapes import (
    Box,
    Decoration,
    Label,
    Scene,
    ShapeId,
    TextStyle,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerviz.scene.measuring import TextMeasure
    from layerviz.scene.shapes import Part, Shape

MARGIN = 24.0
SWATCH = 16.0
LEGEND_GAP = 20.0


def framed(
    scene: Scene, title: str, legend: Sequence[tuple[Role, str]], measure: TextMeasure
) -> Scene:
    """The scene with its title and a legend of the roles that occur in it; nothing is scrolled."""
    top = _title_height(title, measure)
    shapes: list[Shape] = [moved(shape, 0, top) for shape in scene.shapes]
    shapes += [moved(shape, 0, top) for shape in scene.header if shape not in scene.shapes]
    shapes += [moved(shape, 0, top) for shape in scene.side]
    if title:
        shapes.append(_title(title, scene.width, measure))
    used = {group.role for group in scene.groups}
    entries = [(role, word) for role, word in legend if role in used]
    below, height = _legend(entries, top + scene.height, scene.width, measure)
    shapes += below
    return Scene(scene.width, top + scene.height + height, tuple(shapes), ground=scene.ground)


def _title_height(title: str, measure: TextMeasure) -> float:
    return MARGIN + measure.line_height(TextStyle.TITLE) if title else 0.0


def _title(title: str, width: float, measure: TextMeasure) -> Shape:
    room = width - 2 * MARGIN
    text = elided(title, TextStyle.TITLE, room, measure)
    rect = Rect(MARGIN, MARGIN - 6, room, measure.line_height(TextStyle.TITLE))
    return Decoration(ShapeId("title"), (Label(rect, text, TextStyle.TITLE, Role.TEXT),))


def _legend(
    entries: Sequence[tuple[Role, str]], y: float, width: float, measure: TextMeasure
) -> tuple[list[Shape], float]:
    if not entries:
        return [], 0.0
    row_height = max(SWATCH, measure.line_height(TextStyle.CAPTION)) + 8
    parts: list[Part] = []
    x, row = MARGIN, 0
    for role, word in entries:
        text = elided(word, TextStyle.CAPTION, width - 2 * MARGIN - SWATCH - 8, measure)
        text_width = measure.width(text, TextStyle.CAPTION)
        if x > MARGIN and x + SWATCH + 8 + text_width > width - MARGIN:
            x, row = MARGIN, row + 1
        top = y + row * row_height
        height = row_height - 8
        parts.append(Box(Rect(x, top + (height - SWATCH) / 2, SWATCH * 1.5, SWATCH), role, 4))
        x += SWATCH * 1.5 + 7
        rect = Rect(x, top, text_width, height)
        parts.append(Label(rect, text, TextStyle.CAPTION, Role.TEXT))
        x += text_width + LEGEND_GAP
    return [Decoration(ShapeId("legend"), tuple(parts))], (row + 1) * row_height + 8
