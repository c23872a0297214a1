"""The build graph as planned: stages and steps with definitions and inputs, before any key.

Made by `core.graph`, keyed by `core.cachekeys`. A step's `definition` is its own part of the key as
named ingredients; `reads` are the contents that the key holds besides.
"""

from __future__ import annotations

from layerviz.core.enums import Enum
from layerviz.core.values import Record, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from layerviz.core.analysis import StepId
    from layerviz.core.diagnostics import Diagnostic, Span
    from layerviz.core.dockerfile.instructions import From, Instruction
    from layerviz.core.environment import Configuration
    from layerviz.core.places import StageStart
    from layerviz.core.requests import BaseImage


class PlaceKind(Enum):
    """What a step reads from."""

    CONTEXT = "context"
    STAGE = "stage"
    IMAGE = "image"
    HEREDOC = "heredoc"
    REMOTE = "remote"


class Place(Value):
    """Where sources are read. `name`.

    The named context ("" for the build context) or the image's reference.
    """

    kind: PlaceKind
    name: str = ""
    stage_index: int = -1
    image: BaseImage | None = None


class Source(Value):
    """One source of a step: cleaned absolute path or pattern, as written, what is left out.

    `content` is the text of a heredoc; `is_pinned` says that a remote source names its checksum,
    `is_literal` that signs of patterns in the path stand for themselves.
    """

    place: Place
    path: str
    written: str
    base_name: str
    excludes: tuple[str, ...] = ()
    content: str = ""
    is_pinned: bool = False
    is_literal: bool = False


class Writing(Record):
    """How a COPY, ADD or WORKDIR changes the files.

    Cleaned `destination` (a trailing slash says folder).
    """

    destination: str
    chown: str = ""
    chmod: str = ""
    unpacks: bool = False
    keeps_parents: bool = False


class StepPlan(Record):
    """One step. `number` is None where the builder shows none (`WORKDIR /` is not even a plan).

    `definition`: (ingredient, text) in a fixed order; `variant`: what tells two steps of one key
    apart (R6). `writing` is None for RUN and FROM. `problem`: why the builder refuses it, in its
    words; `stops_all`: before it builds anything, whether the step is needed or not.
    `compares_files`: the builder looks for what the files beneath are, not for how they were made.
    """

    id: StepId
    stage_index: int
    instruction: Instruction
    label: str
    number: int | None
    of: int
    configuration: Configuration
    definition: tuple[tuple[str, str], ...]
    sources: tuple[Source, ...] = ()
    writing: Writing | None = None
    variant: str = ""
    is_linked: bool = False
    is_forced: bool = False
    problem: str = ""
    problem_code: str = ""
    stops_all: bool = False
    compares_files: bool = False
    image: BaseImage | None = None
    syntax_version: str = ""

    @property
    def keyword(self) -> str:
        """FROM, RUN, COPY, ADD or WORKDIR."""
        return self.instruction.keyword


class PlannedLine(Value):
    """One instruction walked over: the configuration before and after it, its step if it is one."""

    instruction: Instruction
    before: Configuration
    after: Configuration
    step: StepPlan | None
    place: tuple[str, int, int]
    """What its name was made with: the stage's prefix, the number before it, and `of`."""
    refusal: str = ""
    """Why the builder refuses a line that makes no step, in its words."""


class StagePlan(Record):
    """A stage; `spans` are the places in today's text, a reused step may carry an older one.

    `items` are the ids of steps and settings in file order.

    `steps` in the order of the build.
    """

    index: int
    name: str
    is_named: bool
    instruction: From
    base: str
    parent_index: int | None
    image: BaseImage | None
    steps: tuple[StepPlan, ...]
    items: tuple[StepId, ...]
    settings: tuple[tuple[StepId, Instruction], ...]
    spans: Mapping[StepId, Span]
    trail: Mapping[StepId, PlannedLine]
    refusals: Mapping[StepId, str]
    problem: str = ""


class WalkedStage(Value):
    """A stage as it was walked: all that its plan was made of besides the signature, and the plan.

    With the configuration and the triggers that it hands on.
    """

    made_of: tuple[StageStart, str, Configuration, tuple[Instruction, ...]]
    plan: StagePlan
    end: Configuration
    triggers: tuple[Instruction, ...]


class BuildPlan(Record):
    """All stages of a file, those needed for the target marked."""

    stages: tuple[StagePlan, ...]
    needed: frozenset[int]
    target_index: int
    target: str
    signature: tuple[object, ...]
    """Everything that a line's plan depends on besides the stage it stands in."""
    walked: tuple[WalkedStage, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def hinges_on_base(self) -> bool:
        """Whether a WORKDIR of a needed stage leads somewhere only the base can tell (R4, R24)."""
        return any(
            step.keyword == "WORKDIR" and any("\0" in text for _, text in step.definition)
            for stage in self.stages
            if stage.index in self.needed
            for step in stage.steps
        )
