"""What an evaluation is made of: positions in a stage, outcomes of steps, what may be kept."""

from __future__ import annotations

from layerviz.core.cachekeys import SCRATCH_KEY
from layerviz.core.values import Record, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from layerviz.core.analysis import CauseKind, StepId, Verdict
    from layerviz.core.cachekeys import Contents, KnownSteps, StoredStep
    from layerviz.core.context import Directory
    from layerviz.core.filesystems import Change, Filesystem
    from layerviz.core.plans import BuildPlan, StepPlan
    from layerviz.core.writing import Given

SHARED = ("beneath", "/")
"""What tells a step apart that reads the very files it stands on: the builder has one input."""


class Outcome(Value):
    """What became of one step.

    `keys`: the keys it may have, the one of a new run last; `root`: the first step that it inherits
    its miss from; `given`: its sources and their contents; `size_bytes`: bytes it reads from the
    context, None if unknown.
    """

    step: StepPlan
    verdict: Verdict
    kind: CauseKind | None
    keys: tuple[str, ...]
    contents: Contents
    given: tuple[Given, ...]
    vertex: str
    root: StepId | None = None
    names: tuple[str, ...] = ()
    stored: tuple[StoredStep, ...] = ()
    message: str = ""
    change: Change | None = None
    parent_key: str = ""


class Position(Value):
    """Where the next step of a stage stands.

    The keys of the step below, the files, and what went wrong before.
    """

    keys: tuple[str, ...] = (SCRATCH_KEY,)
    filesystem: Filesystem = ()
    vertex: str = "scratch"
    is_forced: bool = False
    root: StepId | None = None
    stopped_by: StepId | None = None
    is_bare: bool = True
    beneath: str = ""
    """Stands for all unknown changes in `filesystem`, in their order."""
    is_choice: bool = False
    """The user says that the base is the same image under another name: one of `keys` is right."""


class Evaluation(Record):
    """All outcomes of a build, by step id, with the joining of linked copies under `<id>/LINK`."""

    plan: BuildPlan
    outcomes: Mapping[str, Outcome]
    ends: Mapping[int, Position]
    known: KnownSteps


class Remembered(Value):
    """A step as it was evaluated last time: from what, and to what.

    Valid while all of it is the same.
    """

    step: StepPlan | None
    start: Position | None
    given: tuple[Given, ...]
    outcomes: tuple[Outcome, ...]
    end: Position


class Surrounding(Record):
    """What an evaluation needs besides the plan.

    `trees`: named context -> its root ("" the build context); `memo`: step id -> how it went the
    last time with the same `known` and `assumptions`, written to.
    """

    known: KnownSteps
    trees: Mapping[str, Directory]
    assumptions: Mapping[str, bool]
    build_number: int
    has_earlier: bool
    memo: dict[str, Remembered]
