"""The words of a sharing picture, ready to be placed, and what is marked in it."""

from __future__ import annotations

from layerviz.core.values import Record, Value
from layerviz.scene.texts import BlockTexts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from layerviz.scene.sharing_pieces import Piece


class ImageTexts(Value):
    """The words above a column."""

    name: str
    size: str
    spoken: str


class ImageRow(Value):
    """A line of the card that asks about deleting and pulling; `image` is its place."""

    image: int
    name: str
    comes_back: str
    transfers: str
    spoken: str


class Fact(Value):
    """A line of a card: what it is, its value, and what is to be known about it."""

    name: str
    value: str
    note: str = ""


class DiskTexts(Record):
    """The card of the sums.

    `shares` of the sum are stored: of bases, of other shared layers, of layers that one image has.
    What is left of 1 is saved. None where a size is not known.
    """

    title: str
    stored: str
    stored_note: str
    total: str
    total_note: str
    saved: str
    sum: str
    sentence: str
    shares: tuple[float, float, float] | None


class ImagesTexts(Record):
    """The card that tells what comes back when an image is deleted, and what a pull transfers."""

    title: str
    comes_back: str
    transfers: str
    rows: tuple[ImageRow, ...]
    more: Callable[[int], str]
    """`and 3 more` for 3 rows that have no room."""
    answers: tuple[str, ...] = ()
    """Both in sentences, of the image that is imagined deleted; or what a click does."""


class FactsTexts(Record):
    """A card with a title and facts."""

    title: str
    facts: tuple[Fact, ...]
    note: str = ""


class SideTexts(Record):
    """The cards beside a picture of several images."""

    disk: DiskTexts
    asks: ImagesTexts
    kinds: FactsTexts
    layer: FactsTexts | None = None
    """What is known of the chosen layer."""


class SharingWords(Record):
    """The words of a sharing picture."""

    title: str
    hint: str
    line: str
    """The sums in one line, where there is no room for the cards."""
    images: tuple[ImageTexts, ...]
    """In the order in which the images were given."""
    block: Callable[[Piece], BlockTexts]
    comes_back: str
    """On a block that goes with the image that is imagined deleted."""
    rule: str
    notes: tuple[str, ...]
    order_note: str
    scale_note: str
    side: SideTexts | None = None
    """None while there is nothing to compare."""


class SharingMarks(Record):
    """What is marked: the place of a layer in the report, and that of an image."""

    layer: int | None = None
    """The chosen one."""
    leaving: int | None = None
    """The one that is imagined deleted."""
