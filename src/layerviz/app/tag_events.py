"""What a user can do in Tags."""

from __future__ import annotations

from layerviz.core.values import Value


class ReferenceTyped(Value):
    """A reference was typed."""

    text: str


class NameChosen(Value):
    """A name on the board was clicked, by its place among all names, image by image."""

    place: int


class NameTagged(Value):
    """`docker tag`: put the typed reference onto the image of the chosen name."""


class NameRebuilt(Value):
    """`docker build -t`: a new image takes the chosen name."""


class NameRemoved(Value):
    """`docker rmi`: take the chosen name away."""


class BoardStepped(Value):
    """Go so many steps of the demonstration on, or back for less than nothing."""

    by: int


class BoardReset(Value):
    """Begin the demonstration again."""


class BoardChosen(Value):
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
