"""What the Tags picture is given: ready words, one value for each of its cards."""

from __future__ import annotations

from layerviz.core.values import Record, Value
from layerviz.scene.roles import Role

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


class PartTexts(Record):
    """One part of a reference: its text, what such a part is called, and a line about it.

    `separator` stands before the text. `is_written` is False for a default that is filled in.
    """

    role: Role
    text: str
    word: str
    line: str
    separator: str = ""
    is_written: bool = True


class AnatomyWords(Record):
    """What a name is made of. Either `parts` are given, or `typed` with the place of the mistake.

    `canonical` is told under `in_full`; `notes` are sentences, `problem` what is wrong and why, and
    `refusal` what docker says to it.
    """

    title: str
    caption: str
    parts: tuple[PartTexts, ...] = ()
    in_full: str = ""
    canonical: str = ""
    notes: tuple[str, ...] = ()
    typed: str = ""
    mistake: tuple[int, int] = (0, 0)
    """From which letter of `typed` to which it is wrong."""
    here: str = ""
    problem: str = ""
    refusal: str = ""


class NameTexts(Record):
    """A name on the board. `name` is canonical and names its shape; `text` is what docker prints.

    `is_new`: the last step put it where it is.
    """

    name: str
    text: str
    spoken: str
    is_chosen: bool = False
    is_new: bool = False


class BoardImageTexts(Record):
    """An image on the board with its names, and lines about it."""

    key: str
    title: str
    lines: tuple[str, ...]
    names: tuple[NameTexts, ...] = ()
    spoken: str = ""


class BoardWords(Record):
    """Names on images: what was typed, what happened, and what an image without a name is."""

    title: str
    caption: str
    images: tuple[BoardImageTexts, ...]
    commands: tuple[str, ...]
    told: str
    question: str
    answer: str
    nothing: str = ""
    """Said in place of the images where there are none."""


class KindTexts(Value):
    """A row of the table of tag kinds."""

    kind: str
    meaning: str
    example: str


class KindsWords(Record):
    """The table of tag kinds, and the truth about `latest`."""

    title: str
    caption: str
    heads: KindTexts
    rows: tuple[KindTexts, ...]
    question: str
    answer: str


class VariantTexts(Record):
    """A variant of a software: `share` is its size as a share of the largest."""

    name: str
    size: str
    share: float
    note: str


class VariantsWords(Record):
    """Variants of one software, compared by size."""

    title: str
    caption: str
    rows: Sequence[VariantTexts]
    conclusion: str


class TagsWords(Record):
    """All words of the picture."""

    anatomy: AnatomyWords
    board: BoardWords
    kinds: KindsWords
    variants: VariantsWords
