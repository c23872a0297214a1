"""What the builder's client has to send: only paths that a needed step reads from the context.

A folder that it may not list stops the build as soon as a source leads into it, and is not even
noticed otherwise (observed on 26.1 and 28.5).
"""

from __future__ import annotations

from layerviz.core.contents import components, has_wildcard
from layerviz.core.diagnostics import Diagnostic, Severity
from layerviz.core.patterns import match_component
from layerviz.core.plans import PlaceKind
from layerviz.core.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.core.plans import BuildPlan

UNREADABLE = "context-directory-unreadable"


def context_diagnostics(plan: BuildPlan, found: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """The diagnostics of a context; what keeps the builder from starting is an error."""
    if not any(each.code == UNREADABLE for each in found):
        return found
    wanted = _paths_read(plan)
    return tuple(
        replace(each, severity=Severity.ERROR) if _stops(each, wanted) else each for each in found
    )


def _paths_read(plan: BuildPlan) -> list[list[str]]:
    """The source paths in the build context, by their names."""
    return [
        components(source.path)
        for index in sorted(plan.needed)
        for step in plan.stages[index].steps
        for source in step.sources
        if source.place.kind is PlaceKind.CONTEXT and not source.place.name
    ]


def _stops(problem: Diagnostic, wanted: list[list[str]]) -> bool:
    if problem.code != UNREADABLE:
        return False
    folder = components(dict(problem.values)["path"])
    return any(_leads_into(path, folder) for path in wanted)


def _leads_into(path: list[str], folder: list[str]) -> bool:
    """Whether a source holds the folder or lies in it."""
    return all(
        match_component(pattern, name) if has_wildcard(pattern) else pattern == name
        for pattern, name in zip(path, folder, strict=False)
    )
