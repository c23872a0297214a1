"""What is looked at in Tags: the reference that is typed, and the demonstration on the board."""

from __future__ import annotations

from layerviz.core.tag_board import BoardStep
from layerviz.core.values import Record


class Tags(Record):
    """The Tags view. Of `steps` the first `done` are behind; the others can be done again.

    `chosen` is the canonical name that the next step is about, "" for the first on the board.
    `is_real`: the board shows the images at hand instead of the lesson's.
    """

    reference: str = "myregistry.com/team/myapp:v1.0"
    steps: tuple[BoardStep, ...] = ()
    done: int = 0
    chosen: str = ""
    is_real: bool = False
