"""Bytes and seconds of steps, and their sums: computed, from the sample, or said to be unknown.

Never invented.
"""

from __future__ import annotations

from layerviz.app.reports import Totals
from layerviz.core.analysis import Analysis, Build, Cost, SizeOrigin, Step, Verdict
from layerviz.core.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Protocol

    class Annotation(Protocol):
        """Illustrative numbers of an instruction; None where a sample has none."""

        @property
        def size_bytes(self) -> int | None:
            """Bytes of its layer."""

        @property
        def seconds(self) -> float | None:
            """How long it takes to run."""

    CostOf = Callable[[str], Annotation | None]


def with_costs(analysis: Analysis, cost_of: CostOf) -> Analysis:
    """The analysis with a sample's numbers put over those computed.

    `cost_of` takes an instruction's text.
    """
    before = _costed(analysis.before, cost_of)
    return replace(analysis, before=before, after=_costed(analysis.after, cost_of))


def totals_of(build: Build) -> Totals:
    """What the build costs: what is rebuilt, reused and undecided."""
    steps = list(_once(build.steps))
    rebuilt = [step for step in steps if step.verdict is Verdict.REBUILT]
    reused = [step for step in steps if step.verdict is Verdict.CACHED]
    depends = [step for step in steps if step.verdict is Verdict.DEPENDS]
    built = [*rebuilt, *reused, *depends]
    has_times = any(step.cost.seconds is not None for step in built)
    return Totals(
        rebuilt_steps=len(rebuilt),
        depends_steps=len(depends),
        rebuilt_bytes=_bytes(rebuilt),
        reused_bytes=_bytes(reused),
        depends_bytes=_bytes(depends),
        unknown_sizes=sum(step.cost.size_bytes is None for step in rebuilt),
        rebuilt_seconds=_seconds(rebuilt) if has_times else None,
        depends_seconds=_seconds(depends),
        full_seconds=_seconds(built) if has_times else None,
        unknown_times=sum(step.cost.seconds is None for step in rebuilt),
        size_origins=_origins(step.cost.size_origin for step in built),
        time_origins=_origins(step.cost.seconds_origin for step in built),
    )


def _costed(build: Build, cost_of: CostOf) -> Build:
    return replace(build, steps=tuple(_with_sample(step, cost_of) for step in build.steps))


def _with_sample(step: Step, cost_of: CostOf) -> Step:
    if step.instruction == "LINK":  # joins a layer that is there already
        return replace(step, cost=Cost(0, SizeOrigin.COMPUTED))
    found = cost_of(_key(step))
    if found is None:
        return step
    cost = step.cost
    if found.size_bytes is not None:
        cost = replace(cost, size_bytes=found.size_bytes, size_origin=SizeOrigin.SAMPLE)
    if found.seconds is not None:
        cost = replace(cost, seconds=found.seconds, seconds_origin=SizeOrigin.SAMPLE)
    return replace(step, cost=cost)


def _key(step: Step) -> str:
    """The text that a sample's numbers are listed under: a FROM without its flags and its AS."""
    if not step.is_base:
        return step.text
    image = next((word for word in step.text.split()[1:] if not word.startswith("--")), "")
    return f"FROM {image}"


def _once(steps: Iterable[Step]) -> Iterable[Step]:
    """The steps, of those that the builder merges only the first."""
    counted: set[str] = set()
    for step in steps:
        if not counted.intersection(step.merged_with):
            yield step
        counted.add(step.id)


def _bytes(steps: list[Step]) -> int:
    return sum(step.cost.size_bytes or 0 for step in steps)


def _seconds(steps: list[Step]) -> float:
    return round(sum(step.cost.seconds or 0.0 for step in steps), 3)


def _origins(found: Iterable[SizeOrigin]) -> tuple[SizeOrigin, ...]:
    seen = set(found) - {SizeOrigin.UNKNOWN}
    return tuple(origin for origin in SizeOrigin if origin in seen)
