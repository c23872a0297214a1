"""What a picture is given besides the analysis: its words, what is marked, and how it is looked at.

The words are ready: `app.wording` chose the language. A scene only places and shortens them.
"""

from __future__ import annotations

from enum import Enum

from layerviz.core.analysis import StepId
from layerviz.core.values import Record, Value
from layerviz.scene.roles import Role
from layerviz.scene.shapes import ShapeId

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from layerviz.core.analysis import Analysis
    from layerviz.scene.shapes import Group

    # Shape id -> all that a block was made of, and the block.
    KnownBlocks = dict[ShapeId, tuple[tuple[object, ...], Group]]


class BlockTexts(Value):
    """The words of one block. `note` may always be seen, `reason` only with the verdict."""

    title: str
    """The instruction (`RUN npm install`), or the image's name for a base."""
    size: str = ""
    """`150MB`, `?` where unknown, "" for a setting."""
    verdict: str = ""
    """CACHED, REBUILT ...: never translated."""
    reason: str = ""
    note: str = ""
    tip: str = ""
    """All of it in full, for hovering; the title if empty."""
    spoken: str = ""
    """The block in words; put together of the others if empty."""


class Question(Enum):
    """A picture as a question: verdicts hide while ASKED, picks are judged once REVEALED."""

    NONE = "none"
    ASKED = "asked"
    REVEALED = "revealed"


class Marks(Record):
    """What is marked in a picture of one build. All ids are of the build after the edit."""

    selected: StepId | None = None
    lit: frozenset[StepId] = frozenset()
    question: Question = Question.NONE
    picks: frozenset[StepId] = frozenset()
    played: frozenset[StepId] | None = None
    """The steps behind the playhead; None while the finished picture is shown."""
    current: StepId | None = None
    """The step that the playhead has just reached."""


class View(Record):
    """How a picture is looked at: the room it has, at 100 %, and its switches."""

    width: float
    height: float
    is_linear: bool = False
    """Heights grow with the size itself, not with its logarithm."""
    in_dockerfile_order: bool = False
    """The first instruction at the top."""
    folds: bool = True
    opened: frozenset[ShapeId] = frozenset()
    """The folds that were opened."""
    can_move: bool = False
    """Blocks may be dragged to another place."""
    known_blocks: KnownBlocks | None = None
    """Blocks of earlier pictures, taken over where nothing about them changed; written to."""


class BuildWords(Record):
    """The words of a Build picture."""

    after: Mapping[StepId, BlockTexts]
    before: Mapping[StepId, BlockTexts]
    before_title: str
    before_caption: str
    after_title: str
    after_caption: str
    order_note: str
    scale_note: str
    nothing_cached: str
    fold: Callable[[int], str]
    """`12 cached steps` for 12."""
    stage_notes: Mapping[int, str]
    """Beside a stage's name: `stage 1`, `final image`, `not needed for the target`."""


class CompareSide(Record):
    """One card of Compare."""

    analysis: Analysis
    texts: Mapping[StepId, BlockTexts]
    stage_notes: Mapping[int, str]
    title: str
    total: str = ""
    """The cost in large letters, with its unit; "" where unknown or hidden."""
    total_role: Role = Role.TEXT
    bar_share: float | None = None
    """Length of the cost's bar, 0 to 1; None for no bar."""
    summary: str = ""
    summary_note: str = ""
    """Where the numbers come from."""
    marks: Marks


class CompareWords(Record):
    """The words of a Compare picture that belong to no side."""

    fold: Callable[[int], str]
    order_note: str
    scale_note: str
