"""Tags: a name taken apart, names on images, kinds of tags, and variants by size, as four cards.

The cards stand beside each other as far as each stays wide enough to be read, else below.
"""

from __future__ import annotations

from layerviz.core.values import Value
from layerviz.scene.geometry import Rect
from layerviz.scene.moving import moved
from layerviz.scene.roles import Role
from layerviz.scene.shapes import Box, Decoration, Scene, ShapeId
from layerviz.scene.stacking import beside_map
from layerviz.scene.tag_anatomy import anatomy_card
from layerviz.scene.tag_board_card import board_card
from layerviz.scene.tag_tables import kinds_card, variants_card

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from layerviz.scene.card_contents import CardContent
    from layerviz.scene.measuring import TextMeasure
    from layerviz.scene.shapes import Shape
    from layerviz.scene.tags_texts import TagsWords
    from layerviz.scene.texts import View

    Made = Callable[[float], CardContent]

EDGE = 4.0
BETWEEN = 12.0
NARROWEST = 300.0
TWO_COLUMNS = 900.0
THREE_COLUMNS = 1500.0
BOARD_SHARE = 0.56
WIDE_BOARD_SHARE = 0.4


def tags_scene(words: TagsWords, view: View, measure: TextMeasure) -> Scene:
    """The picture of the reference that is typed, and of names as labels."""
    return beside_map(lambda seen: _Tags(words, seen, measure), view)


class _Place(Value):
    """A column of cards, below each other: its share of the width."""

    share: float
    cards: tuple[str, ...]


class _Tags:
    """One layout of the cards; lives for one call."""

    slack = 0.0

    def __init__(self, words: TagsWords, view: View, measure: TextMeasure) -> None:
        self.width = max(view.width, NARROWEST)
        self.room = view.height
        self.shapes: list[Shape] = []
        self.made: dict[str, Made] = {
            "anatomy": lambda width: anatomy_card(words.anatomy, width, measure),
            "board": lambda width: board_card(words.board, width, measure),
            "kinds": lambda width: kinds_card(words.kinds, width, measure),
            "variants": lambda width: variants_card(words.variants, width, measure),
        }
        below = self._row((_Place(1, ("anatomy",)),), EDGE, 0.0)
        below = self._row(self._columns(), below + BETWEEN, view.height - EDGE)
        self.height = below + EDGE

    def _columns(self) -> tuple[_Place, ...]:
        """What stands beside each other below the anatomy."""
        if self.width >= THREE_COLUMNS:
            rest = (1 - WIDE_BOARD_SHARE) / 2
            board = _Place(WIDE_BOARD_SHARE, ("board",))
            return board, _Place(rest, ("variants",)), _Place(rest, ("kinds",))
        if self.width >= TWO_COLUMNS:
            rest = 1 - BOARD_SHARE
            return _Place(BOARD_SHARE, ("board",)), _Place(rest, ("variants", "kinds"))
        return (_Place(1, ("board", "variants", "kinds")),)

    def _row(self, columns: tuple[_Place, ...], y: float, least: float) -> float:
        """Place columns that end at one height, at `least` or below; that height."""
        room = self.width - 2 * EDGE - BETWEEN * (len(columns) - 1)
        contents = [
            [(name, self.made[name](room * column.share)) for name in column.cards]
            for column in columns
        ]
        ends = [
            y + sum(content.height for _, content in each) + BETWEEN * (len(each) - 1)
            for each in contents
        ]
        bottom = max(*ends, least)
        x = EDGE
        for column, each in zip(columns, contents, strict=True):
            width, top = room * column.share, y
            for place, (name, content) in enumerate(each):
                is_last = place == len(each) - 1
                height = bottom - top if is_last else content.height
                self._card(name, content, Rect(x, top, width, height))
                top += height + BETWEEN
            x += width + BETWEEN
        return bottom

    def _card(self, name: str, content: CardContent, at: Rect) -> None:
        card = Box(at, Role.CARD, 12)
        self.shapes.append(Decoration(ShapeId(f"card:{name}"), (card,)))
        low = len(content.shapes) - content.at_bottom
        self.shapes += [moved(shape, at.x, at.y) for shape in content.shapes[:low]]
        down = at.bottom - content.height if at.bottom <= self.room else at.y
        self.shapes += [moved(shape, at.x, down) for shape in content.shapes[low:]]

    def scene(self) -> Scene:
        """The picture."""
        return Scene(
            self.width, self.height, tuple(self.shapes), ground=Role.GROUND, reads_down=True
        )
