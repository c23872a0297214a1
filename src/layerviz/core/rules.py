"""Which rule of the specification decided a verdict (`docs/rules.md` explains each)."""

from __future__ import annotations

from layerviz.core.analysis import CauseKind, Verdict
from layerviz.core.contents import has_wildcard
from layerviz.core.plans import PlaceKind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.core.analysis import Cause
    from layerviz.core.plans import StepPlan

_RULES = {
    CauseKind.PARENT: "R3",
    CauseKind.ORDER: "R3",
    CauseKind.NEW: "R5",
    CauseKind.ARGUMENT: "R20",
    CauseKind.ENVIRONMENT: "R19",
    CauseKind.USER: "R22",
    CauseKind.SHELL: "R22",
    CauseKind.WORKDIR: "R24",
    CauseKind.PLATFORM: "R30",
    CauseKind.NETWORK: "R27",
    CauseKind.BASE: "R4",
    CauseKind.BASE_NAME: "R4",
    CauseKind.BASE_CONFIG: "R4",
    CauseKind.STAGE: "R17",
    CauseKind.OUTPUT: "R34",
    CauseKind.REMOTE: "R14",
    CauseKind.NO_CACHE: "R29",
    CauseKind.RACE: "R6",
    CauseKind.NOT_NEEDED: "R2",
    CauseKind.STOPPED: "R3",
    CauseKind.MISSING: "R8",
}
_MOUNTED = (CauseKind.FILES, CauseKind.STAGE)


def rule_of(step: StepPlan, verdict: Verdict, cause: Cause | None) -> str:
    """The rule's name, such as `R10`."""
    if step.keyword == "RUN" and cause is not None and cause.kind in _MOUNTED:
        return "R25"
    if verdict is not Verdict.CACHED and cause is not None and cause.kind in _RULES:
        return _RULES[cause.kind]
    return _own_rule(step, is_content=cause is None or cause.kind is CauseKind.FILES)


def _own_rule(step: StepPlan, *, is_content: bool) -> str:
    if step.keyword in ("FROM", "RUN", "WORKDIR"):
        return {"FROM": "R4", "RUN": "R18", "WORKDIR": "R24"}[step.keyword]
    if not is_content:
        return "R7"
    kinds = {source.place.kind for source in step.sources}
    if PlaceKind.STAGE in kinds or PlaceKind.IMAGE in kinds:
        return "R17"
    if PlaceKind.HEREDOC in kinds:
        return "R15"
    if any(has_wildcard(source.path) for source in step.sources):
        return "R10"
    if any(source.path == "/" for source in step.sources):
        return "R9"
    return "R14" if step.keyword == "ADD" else "R8"
