"""The lines below stacks: the ground they stand on, and what order and height mean."""

from __future__ import annotations

from layerviz.scene.geometry import Rect
from layerviz.scene.measuring import elided
from layerviz.scene.roles import Role
from layerviz.scene.shapes import (
    Align,
    Box,
    Decoration,
    Group,
    Label,
    ShapeId,
    Target,
    TargetKind,
    TextStyle,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.scene.measuring import TextMeasure
    from layerviz.scene.shapes import Shape
    from layerviz.scene.texts import View

NOTES_HEIGHT = 46.0
NOTES_SLACK = 14.0
LOW = 420.0
SAVED = 9.0
"""So much narrower is each empty edge of a low picture: a projector at 150 % has few pixels."""
LOWEST_NOTED = 360.0
"""A lower picture leaves the notes out: menus tell the same."""
GROUND_GAP = 5.0


def edge_saving(view: View) -> float:
    """What a low picture leaves out of each of its empty edges."""
    return SAVED if view.height < LOW else 0.0


def notes_height(view: View) -> float:
    """The room below the ground line."""
    return NOTES_HEIGHT - edge_saving(view) if has_notes(view) else 2 * GROUND_GAP + 6


def has_notes(view: View) -> bool:
    """Whether a picture has room to say what order and height mean."""
    return view.height >= LOWEST_NOTED


def ground_line(name: str, ground: Rect) -> Shape:
    """The line that stacks stand on, a little below them."""
    rect = Rect(ground.x - 6, ground.y + GROUND_GAP, ground.width + 12, 2)
    return Decoration(ShapeId(f"ground{name}"), (Box(rect, Role.LINE, 1),))


def notes(order_note: str, scale_note: str, ground: Rect, measure: TextMeasure) -> list[Shape]:
    """The two notes below the ground line; a click on one switches what it tells."""
    x, y, width = ground.x, ground.y, ground.width
    height = measure.line_height(TextStyle.CAPTION) + 6
    top = y + GROUND_GAP + 9
    left = elided(order_note, TextStyle.CAPTION, width * 0.5, measure)
    left_width = measure.width(left, TextStyle.CAPTION)
    right = elided(scale_note, TextStyle.CAPTION, width - left_width - 24, measure)
    right_width = measure.width(right, TextStyle.CAPTION)
    made: list[Shape] = []
    for text, full, kind, at, wide in (
        (left, order_note, TargetKind.ORDER, x, left_width),
        (right, scale_note, TargetKind.SCALE, x + width - right_width, right_width),
    ):
        if text:
            label = Label(
                Rect(0, 0, wide, height), text, TextStyle.CAPTION, Role.MUTED, Align.CENTER
            )
            rect = Rect(at, top, wide, height)
            shape = ShapeId(f"note:{kind.value}")
            made.append(Group(shape, rect, Role.MUTED, (label,), Target(kind), full, full))
    return made
