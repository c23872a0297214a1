"""What a user can do in Tags."""

from __future__ import annotations

from layerviz.core.values import value


@value
class ReferenceTyped:
    """A reference was typed."""

    text: str


@value
class NameChosen:
    """A name on the board was clicked, by its place among all names, image by image."""

    place: int


@value
class NameTagged:
    """`docker tag`: put the typed reference onto the image of the chosen name."""


@value
class NameRebuilt:
    """`docker build -t`: a new image takes the chosen name."""


@value
class NameRemoved:
    """`docker rmi`: take the chosen name away."""


@value
class BoardStepped:
    """Go so many steps of the demonstration on, or back for less than nothing."""

    by: int


@value
class BoardReset:
    """Begin the demonstration again."""


@value
class BoardChosen:
    """Show the lesson's images on the board, or the real ones at hand."""

    is_real: bool


TagEvent = (
    ReferenceTyped
    | NameChosen
    | NameTagged
    | NameRebuilt
    | NameRemoved
    | BoardStepped
    | BoardReset
    | BoardChosen
)
