"""Verdicts that hinge on the directory in which a base image starts: nobody knows it (R4, R24).

`WORKDIR a` is `WORKDIR /a` on most images, but not on all, and `WORKDIR ..` may be no step at all.
Such builds are predicted twice: with an unknown base, and with a plain one, which sets nothing.
What the two disagree about, only the image can tell.
"""

from __future__ import annotations

from layerviz.core.analysis import Cause, CauseKind, Verdict
from layerviz.core.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from layerviz.core.analysis import Build, Step
    from layerviz.core.requests import BuildRequest

_DEFINITE = (Verdict.CACHED, Verdict.REBUILT)


def with_plain_bases(request: BuildRequest) -> BuildRequest:
    """The same build on images that set nothing, where nothing is known of them."""
    return replace(request, has_plain_bases=True)


def with_doubts(build: Build, plain: Build, assumptions: Mapping[str, bool]) -> Build:
    """The build with DEPENDS where the same build on plain images has another verdict.

    `assumptions` settle a step as they do elsewhere: True, it is the one of before.
    """
    verdicts = {step.id: step.verdict for step in plain.steps}

    def doubted(step: Step) -> Step:
        other = verdicts.get(step.id, step.verdict)
        if step.is_base or step.verdict not in _DEFINITE or other is step.verdict:
            return step
        cause = Cause(CauseKind.BASE_CONFIG, names=(_base_of(build, step),))
        assumed = assumptions.get(step.id)
        if assumed is None:
            return replace(step, verdict=Verdict.DEPENDS, cause=cause, rule="R4")
        if assumed:
            return replace(step, verdict=Verdict.CACHED, cause=None)
        return replace(step, verdict=Verdict.REBUILT, cause=cause, rule="R4")

    return replace(build, steps=tuple(map(doubted, build.steps)))


def _base_of(build: Build, step: Step) -> str:
    stage = build.stages[step.stage_index]
    while stage.parent_index is not None:
        stage = build.stages[stage.parent_index]
    return stage.base
