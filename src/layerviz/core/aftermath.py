"""What follows from all outcomes of a build together: races, and the builder's memory after it."""

from __future__ import annotations

from layerviz.core.analysis import CauseKind, Verdict
from layerviz.core.cachekeys import StoredStep
from layerviz.core.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from layerviz.core.cachekeys import Definition, KnownSteps
    from layerviz.core.outcomes import Outcome
    from layerviz.core.plans import BuildPlan


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
