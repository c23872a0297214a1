"""What an evaluation is made of, and what follows from all of its outcomes together.

Positions in a stage, outcomes of steps, what may be kept; races, and the builder's memory
afterwards; what is known after the builds so far.
"""

from __future__ import annotations

from layerviz.core.analysis import CauseKind, Verdict
from layerviz.core.cachekeys import SCRATCH_KEY, StoredStep
from layerviz.core.values import Record, Value, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from layerviz.core.analysis import Build, Step, StepId
    from layerviz.core.cachekeys import Contents, Definition, KnownSteps
    from layerviz.core.context import ContextSnapshot, Directory
    from layerviz.core.filesystems import Change, Filesystem
    from layerviz.core.plans import BuildPlan, StepPlan
    from layerviz.core.requests import BuildRequest
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


def with_races(outcomes: dict[str, Outcome]) -> dict[str, Outcome]:
    """Steps of one key but different definitions.

    One runs, the others are shown cached, none knows which (R6).
    """
    vertices: dict[str, set[str]] = {}
    for outcome in outcomes.values():
        if _may_race(outcome):
            vertices.setdefault(outcome.keys[-1], set()).add(outcome.vertex)
    racing = {key for key, several in vertices.items() if len(several) > 1}
    return {
        step_id: replace(outcome, verdict=Verdict.DEPENDS, kind=CauseKind.RACE)
        if _may_race(outcome) and outcome.keys[-1] in racing
        else outcome
        for step_id, outcome in outcomes.items()
    }


def _may_race(outcome: Outcome) -> bool:
    """The verdict of FROM is whether its image is new, for every name of the image (R4)."""
    is_base = outcome.step.keyword == "FROM"
    return (
        outcome.verdict is Verdict.REBUILT
        and not is_base
        and (outcome.kind is not CauseKind.NO_CACHE)
    )


def remembered(known: KnownSteps, outcomes: Mapping[str, Outcome], plan: BuildPlan) -> KnownSteps:
    """The builder's memory after this build."""
    after = known.copied()
    for stage in plan.stages:
        if stage.image is not None:
            after.add_base(stage.image)
    for outcome in outcomes.values():
        if outcome.verdict not in (Verdict.REBUILT, Verdict.DEPENDS):
            continue
        definition: Definition = outcome.step.definition
        if outcome.step.keyword != "FROM":
            stored = StoredStep(outcome.contents, outcome.keys[-1], outcome.change)
            after.add(outcome.parent_key, definition, stored)
        for one in outcome.given:
            image = one.source.place.image
            if image is not None:
                after.add_base(image)
    return after


class Baseline(Record):
    """What the builder knows after the builds so far, and the last of them as a picture.

    `sent`: the context as the builder kept it from the transfers so far (R32).
    """

    known: KnownSteps
    build: Build
    evaluation: Evaluation | None
    sent: ContextSnapshot | None
    requests: tuple[BuildRequest, ...]
    memo: Memo
    hinges_on_base: bool = False
    """Whether something in one of the builds is known only with the base's configuration."""


class Memo:
    """What was worked out for the latest build asked about on a baseline.

    So that a keystroke costs little.

    Never changes an answer: everything in it is used only where all that it was made from is the
    same.
    """

    __slots__ = ("assumptions", "pictures", "plain", "plan", "steps")

    def __init__(self) -> None:
        self.plan: BuildPlan | None = None
        self.plain: Baseline | None = None
        self.assumptions: Mapping[str, bool] = {}
        self.steps: dict[str, Remembered] = {}
        self.pictures: dict[str, tuple[Outcome, Outcome | None, Step]] = {}
