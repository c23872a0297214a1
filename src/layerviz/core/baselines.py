"""What a builder knows after the builds so far, and what may be kept between two questions."""

from __future__ import annotations

from layerviz.core.values import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from layerviz.core.analysis import Build, Step
    from layerviz.core.cachekeys import KnownSteps
    from layerviz.core.context import ContextSnapshot
    from layerviz.core.outcomes import Evaluation, Outcome, Remembered
    from layerviz.core.plans import BuildPlan
    from layerviz.core.requests import BuildRequest


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
