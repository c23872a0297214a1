"""What stands in a card of words: a heading, lines of text below each other, blocks to be read.

Everything is placed from the card's top left corner; `scene.moving` puts it where the card stands.
"""

from __future__ import annotations

from layerviz.core.values import Value
from layerviz.scene.geometry import Rect
from layerviz.scene.measuring import elided, wrapped
from layerviz.scene.roles import Role
from layerviz.scene.shapes import (
    Align,
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
    from collections.abc import Sequence

    from layerviz.scene.measuring import TextMeasure
    from layerviz.scene.shapes import Part, Shape

PADDING = 20.0
HEAD_TOP = 14.0
BELOW_HEAD = 10.0
MOST_ROWS = 8


class CardContent(Value):
    """The shapes of a card, and how high it must be for them.

    The last `at_bottom` shapes go down with the card's lower edge where it is made higher.
    """

    height: float
    shapes: tuple[Shape, ...]
    at_bottom: int = 0


class Flow:
    """Lines of text set below each other; lives for one layout. `y` is where the next one goes."""

    def __init__(self, width: float, measure: TextMeasure, x: float = 0.0, y: float = 0.0) -> None:
        self.parts: list[Part] = []
        self.x = x
        self.y = y
        self.width = width
        self.measure = measure

    def say(
        self,
        text: str,
        style: TextStyle,
        role: Role,
        *,
        most: int = MOST_ROWS,
        align: Align = Align.LEFT,
    ) -> None:
        """Add a sentence, in as many lines as it needs."""
        self._add(wrapped(text, style, self.width, most, self.measure), style, role, align)

    def spell(self, text: str, style: TextStyle, role: Role, *, most: int = MOST_ROWS) -> None:
        """Add a text without blanks, broken where the line is full."""
        self._add(spelt(text, style, self.width, most, self.measure), style, role, Align.LEFT)

    def skip(self, gap: float) -> None:
        """Leave room."""
        self.y += gap

    def _add(self, rows: Sequence[str], style: TextStyle, role: Role, align: Align) -> None:
        height = self.measure.line_height(style)
        for row in rows:
            rect = Rect(self.x, self.y, self.width, height)
            self.parts.append(Label(rect, row, style, role, align))
            self.y += height

    def group(self, name: str, at: Rect, spoken: str, tip: str = "") -> Group:
        """The lines as a block to be read, with its corner at `at`; its height is the flow's."""
        return read_group(name, Rect(at.x, at.y, at.width, self.y), self.parts, spoken, tip)


def read_group(name: str, rect: Rect, parts: Sequence[Part], spoken: str, tip: str = "") -> Group:
    """A block that is only read: by eye, and by a screen reader."""
    target = Target(TargetKind.READ, path=name)
    return Group(ShapeId(name), rect, Role.MUTED, tuple(parts), target, spoken, tip)


def card_head(
    name: str, title: str, caption: str, width: float, measure: TextMeasure
) -> tuple[Decoration, float]:
    """Title and caption of a card, and the y below them.

    The caption stands beside the title, or below it where there is no room.
    """
    room = width - 2 * PADDING
    height = measure.line_height(TextStyle.HEADING)
    shown = elided(title, TextStyle.HEADING, room, measure)
    parts: list[Part] = [
        Label(Rect(PADDING, HEAD_TOP, room, height), shown, TextStyle.HEADING, Role.TEXT)
    ]
    taken = measure.width(shown, TextStyle.HEADING) + 20
    wanted = measure.width(caption, TextStyle.CAPTION)
    bottom = HEAD_TOP + height
    if taken + wanted <= room:
        parts[0] = Label(
            Rect(PADDING, HEAD_TOP, taken, height), shown, TextStyle.HEADING, Role.TEXT
        )
        rect = Rect(PADDING + room - wanted, HEAD_TOP, wanted, height)
        parts.append(Label(rect, caption, TextStyle.CAPTION, Role.MUTED, Align.RIGHT))
    else:
        flow = Flow(room, measure, PADDING, bottom)
        flow.say(caption, TextStyle.CAPTION, Role.MUTED, most=2)
        parts += flow.parts
        bottom = flow.y
    return Decoration(ShapeId(f"head:{name}"), tuple(parts)), bottom + BELOW_HEAD


def asked_and_answered(
    name: str, question: str, answer: str, at: Rect, measure: TextMeasure
) -> Group:
    """A question and its answer as a block to be read."""
    flow = Flow(at.width, measure)
    flow.say(question, TextStyle.NOTE, Role.TEXT)
    flow.skip(2)
    flow.say(answer, TextStyle.SUBTITLE, Role.MUTED)
    return flow.group(name, at, f"{question} {answer}")


def spelt(
    text: str, style: TextStyle, width: float, most: int, measure: TextMeasure
) -> tuple[str, ...]:
    """The text broken after any letter; the last line is shortened where more is left."""
    rows: list[str] = []
    rest = text
    while rest and len(rows) < most - 1 and measure.width(rest, style) > width:
        fitting = max(1, fitting_letters(rest, style, width, measure))
        rows.append(rest[:fitting])
        rest = rest[fitting:]
    return (*rows, elided(rest, style, width, measure)) if rest else tuple(rows)


def fitting_letters(text: str, style: TextStyle, width: float, measure: TextMeasure) -> int:
    """How many letters from the beginning fit."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if measure.width(text[:middle], style) <= width:
            low = middle
        else:
            high = middle - 1
    return low


def shares(wanted: Sequence[float], room: float) -> tuple[float, ...]:
    """The widths, cut where they do not fit together: the widest give, down to the same width."""
    given = list(wanted)
    left = max(0.0, room)
    order = sorted(range(len(given)), key=given.__getitem__)
    for done, place in enumerate(order):
        given[place] = min(given[place], left / (len(order) - done))
        left -= given[place]
    return tuple(given)
