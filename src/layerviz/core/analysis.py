"""Analysis: the frozen bundle that the Build and Compare views and `predict` read.

Made by `core.prediction`. Holds no colours, no coordinates and no sentences: verdicts, causes as
codes with values, and sizes that say where they come from. Steps are in file order; layers grow
upwards in that order.
"""

from __future__ import annotations

from layerviz.core.diagnostics import Diagnostic
from layerviz.core.enums import Enum
from layerviz.core.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NewType

    StepId = NewType("StepId", str)
else:
    StepId = str
"""Names a step or a setting for as long as its stage and text stay.

Kept between runs and over other edits.
"""


class Verdict(Enum):
    """What a build would do with a step."""

    CACHED = "cached"
    REBUILT = "rebuilt"
    DEPENDS = "depends"
    SKIPPED = "skipped"
    FAILS = "fails"
    UNREACHED = "unreached"


class CauseKind(Enum):
    """Why a step is not cached.

    PARENT and STAGE follow from another step, the others are first causes.
    """

    FILES = "files"  # paths: the selected files that differ
    TEXT = "text"  # the instruction itself was changed
    NEW = "new"  # no build known had such a step here (inserted line, or nothing built yet)
    ORDER = "order"  # the same step, but on another layer than before
    ARGUMENT = "argument"  # names: ARG or build arguments whose value differs
    ENVIRONMENT = "environment"  # names: ENV variables that differ (value, order, presence)
    USER = "user"
    WORKDIR = "workdir"
    SHELL = "shell"
    PLATFORM = "platform"
    NETWORK = "network"  # network mode, extra hosts and the like
    BASE = "base"  # names: the image that has new content
    BASE_NAME = (
        "base-name"  # names: (old, new): two names that may be one image; only an engine can tell
    )
    BASE_CONFIG = "base-config"  # hinges on what the base image sets; names: the images
    PARENT = "parent"  # step: the first step below it that is not cached
    STAGE = "stage"  # step: what it copies or mounts from another stage is different
    OUTPUT = "output"  # DEPENDS: step whose output decides; paths: what is taken from it
    REMOTE = "remote"  # DEPENDS: a URL or git reference; names: it
    NO_CACHE = "no-cache"
    MISSING = "missing"  # FAILS: paths or names that do not exist
    INVALID = "invalid"  # FAILS: something the builder refuses; names: the diagnostic's code
    RACE = "race"  # DEPENDS: an equal step of another stage may run first; one of the two runs
    NOT_NEEDED = "not-needed"  # SKIPPED: names: the target
    STOPPED = "stopped"  # UNREACHED: step that fails


class Cause(Value):
    """The first thing that differs, or the step it inherited the miss from (`step`)."""

    kind: CauseKind
    paths: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    step: StepId | None = None

    @property
    def follows(self) -> bool:
        """Whether it only follows from another step (drawn hatched, not solid)."""
        return self.kind in (CauseKind.PARENT, CauseKind.STAGE)


class Ingredient(Value):
    """One part of a cache key.

    `name` is a code: parent, command, environment, source, destination, ...
    """

    name: str
    value: str
    previous: str | None = None
    """The value in the step of the earlier build it is compared with; None where there is none."""
    is_changed: bool = False


class SizeOrigin(Enum):
    """Where a size or time comes from; shown beside every number."""

    MEASURED = "measured"
    COMPUTED = "computed"
    SAMPLE = "sample"
    UNKNOWN = "unknown"


class Cost(Value):
    """Bytes and seconds of a step, each with its origin.

    None exactly when the origin is UNKNOWN.
    """

    size_bytes: int | None = None
    size_origin: SizeOrigin = SizeOrigin.UNKNOWN
    seconds: float | None = None
    seconds_origin: SizeOrigin = SizeOrigin.UNKNOWN


class StageInput(Value):
    """What a step takes from another stage: an arrow in the picture.

    `path` as written; `from_step` its top step.
    """

    stage_index: int
    path: str
    from_step: StepId | None


class Step(Value):
    """An instruction as the builder reports it.

    `number` is the builder's i and `of` its n in `[i/n]`, None where it shows none; `line`,
    `end_line` 1-based; `text` is the instruction as written on one line; `rule` the rule that
    decided (`R10`).
    """

    id: StepId
    label: str
    stage_index: int
    stage: str
    instruction: str
    text: str
    line: int
    end_line: int
    number: int | None
    of: int | None
    verdict: Verdict
    cause: Cause | None
    key: str
    rule: str
    ingredients: tuple[Ingredient, ...] = ()
    inputs: tuple[StageInput, ...] = ()
    merged_with: tuple[StepId, ...] = ()
    cost: Cost = Cost()
    syntax_version: str = ""
    """The Dockerfile syntax version that the step needs beyond the oldest supported one.

    (`1.20`), or "".
    """

    @property
    def is_base(self) -> bool:
        """Whether it is a FROM step."""
        return self.instruction == "FROM"

    @property
    def is_first_cause(self) -> bool:
        """Rebuilt for a reason of its own, not only because of another step."""
        return self.verdict is Verdict.REBUILT and self.cause is not None and not self.cause.follows


class SettingLine(Value):
    """An instruction that makes no step (ENV, CMD, LABEL ...)."""

    id: StepId
    stage_index: int
    instruction: str
    text: str
    line: int
    end_line: int


class Stage(Value):
    """A FROM and what follows it.

    `name` as the builder shows it (`build`, `stage-1`); `items` in file order.
    """

    index: int
    name: str
    is_named: bool
    base: str
    """The image, or the earlier stage's name, or `scratch`, as resolved."""
    parent_index: int | None
    is_needed: bool
    is_target: bool
    line: int
    items: tuple[StepId, ...]


class Build(Value):
    """One build, predicted: what `docker build` would report."""

    stages: tuple[Stage, ...] = ()
    steps: tuple[Step, ...] = ()
    settings: tuple[SettingLine, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    is_buildable: bool = True
    target: str = ""

    def step(self, step_id: StepId) -> Step | None:
        """The step of that id, or None."""
        return next((step for step in self.steps if step.id == step_id), None)

    def count(self, verdict: Verdict) -> int:
        """How many steps have the verdict."""
        return sum(step.verdict is verdict for step in self.steps)


class Analysis(Value):
    """The build before the edit (what is in the cache) and the one after it.

    `pairs` joins the ids of `before` to those of `after`, steps and settings alike: the same block
    in both pictures.
    """

    before: Build
    after: Build
    pairs: tuple[tuple[StepId, StepId], ...] = ()
