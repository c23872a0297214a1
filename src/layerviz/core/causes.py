"""Why a step is not cached.

The first thing that differs from the earlier build, or the step it inherits from.
"""

from __future__ import annotations

from layerviz.core.analysis import Cause, CauseKind, Ingredient, StepId, Verdict
from layerviz.core.contents import has_wildcard
from layerviz.core.context import changed_paths
from layerviz.core.environment import differing_names, shown, without_identity
from layerviz.core.filesystems import (
    Comparison,
    KnownContent,
    MixedContent,
    RemoteContent,
    compare,
)
from layerviz.core.outcomes import SHARED
from layerviz.core.plans import PlaceKind
from layerviz.core.values import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from layerviz.core.environment import Item
    from layerviz.core.filesystems import Content
    from layerviz.core.outcomes import Evaluation, Outcome
    from layerviz.core.plans import StepPlan
    from layerviz.core.writing import Given

MOST_PATHS = 200
_PLAIN_KINDS = {
    "user": CauseKind.USER,
    "workdir": CauseKind.WORKDIR,
    "network": CauseKind.NETWORK,
    "hosts": CauseKind.NETWORK,
    "options": CauseKind.NETWORK,
    "platform": CauseKind.PLATFORM,
}
_ARGUMENTS = {
    "hostname": "BUILDKIT_SANDBOX_HOSTNAME",
    "cache namespace": "BUILDKIT_CACHE_MOUNT_NS",
}
"""Parts of a definition that an argument of the command line sets by itself (R21)."""


class Comparing(Record):
    """The evaluation explained, and the earlier one.

    `counterpart` is the same line in the earlier build.
    """

    evaluation: Evaluation
    outcome: Outcome
    counterpart: Outcome | None
    has_earlier: bool


def cause_of(case: Comparing) -> Cause | None:
    """The cause of a verdict, None for a cached step."""
    outcome = case.outcome
    match outcome.verdict:
        case Verdict.CACHED:
            return None
        case Verdict.FAILS if outcome.kind is CauseKind.MISSING:
            return Cause(CauseKind.MISSING, paths=outcome.names)
        case Verdict.FAILS:
            return Cause(outcome.kind or CauseKind.INVALID, names=outcome.names)
        case Verdict.UNREACHED:
            return Cause(CauseKind.STOPPED, step=outcome.root)
        case Verdict.DEPENDS:
            return _cause_of_depends(case)
        case _:
            return _cause_of_rebuilt(case)


def _cause_of_rebuilt(case: Comparing) -> Cause:
    outcome, old = case.outcome, case.counterpart
    if outcome.kind in (CauseKind.BASE, CauseKind.NO_CACHE):
        return Cause(outcome.kind, names=outcome.names)
    if old is None or not case.has_earlier:
        return Cause(CauseKind.NEW)
    return (
        _definition_cause(outcome.step, old.step)
        or _content_cause(case)
        or _inherited(outcome)
        or Cause(CauseKind.ORDER)
    )


def _inherited(outcome: Outcome) -> Cause | None:
    if outcome.root is None:
        return None
    return Cause(CauseKind.PARENT, step=outcome.root)


def _definition_cause(step: StepPlan, old: StepPlan) -> Cause | None:
    before, after = (
        {name: without_identity(text) for name, text in each.definition} for each in (old, step)
    )
    differing = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    if not differing:
        return None
    is_same_text = step.instruction.original == old.instruction.original and [
        heredoc.raw for heredoc in step.instruction.heredocs
    ] == [heredoc.raw for heredoc in old.instruction.heredocs]
    elsewhere = ("environment", *_PLAIN_KINDS, *_ARGUMENTS)
    if not is_same_text and any(name not in elsewhere for name in differing):
        return Cause(CauseKind.TEXT)
    variables = _variable_cause(step, old)
    name = differing[0]
    if name == "arguments":
        return Cause(CauseKind.SHELL)
    if name == "environment":
        return variables or Cause(CauseKind.ENVIRONMENT)
    if name in ("joined copy", SHARED[0]):
        return None
    if name in _ARGUMENTS:
        return Cause(CauseKind.ARGUMENT, names=(_ARGUMENTS[name],))
    if name in _PLAIN_KINDS and not (name == "workdir" and variables):
        return Cause(_PLAIN_KINDS[name])
    return variables or Cause(CauseKind.WORKDIR)


def _variable_cause(step: StepPlan, old: StepPlan) -> Cause | None:
    names = differing_names(old.configuration.run_environment, step.configuration.run_environment)
    if not names:
        return None
    before, after = (_values(each.configuration.run_environment) for each in (old, step))
    lasting, now = (_values(each.configuration.image_environment) for each in (old, step))
    first = names[0]
    if before.get(first) != after.get(first):
        # An ARG of the name of an ENV changes what RUN sees and not what the image holds (R20).
        is_environment = lasting.get(first) != now.get(first)
    else:
        is_environment = any(name in lasting or name in now for name in names)
    return Cause(CauseKind.ENVIRONMENT if is_environment else CauseKind.ARGUMENT, names=names)


def _values(items: Iterable[Item]) -> dict[str, str]:
    return dict(item for item in items if isinstance(item, tuple))


# --- contents ------------------------------------------------------------------------------------


def _pairs(case: Comparing) -> Iterator[tuple[Given, Given | None]]:
    """The sources of a step, each with the one in the same place of the earlier build."""
    old = case.counterpart.given if case.counterpart else ()
    by_path = {(one.source.path, one.source.place.kind): one for one in old}
    for index, one in enumerate(case.outcome.given):
        same = by_path.get((one.source.path, one.source.place.kind))
        yield one, same or (old[index] if index < len(old) else None)


def _content_cause(case: Comparing) -> Cause | None:
    paths: list[str] = []
    for given, old in _pairs(case):
        if old is None or compare(old.content, given.content) is not Comparison.DIFFERENT:
            continue
        if given.source.place.kind is PlaceKind.STAGE:
            step = _first_miss(case.evaluation, given.source.place.stage_index)
            return Cause(CauseKind.STAGE, paths=(given.source.path,), step=step)
        if given.source.place.kind is PlaceKind.HEREDOC:
            return _variable_cause(case.outcome.step, old_step(case)) or Cause(CauseKind.TEXT)
        paths += _differing_paths(old, given)
    if not paths:
        return None
    return Cause(CauseKind.FILES, paths=tuple(dict.fromkeys(paths))[:MOST_PATHS])


def old_step(case: Comparing) -> StepPlan:
    """The step in the earlier build; the step itself where there is none."""
    return case.counterpart.step if case.counterpart else case.outcome.step


def _differing_paths(old: Given, new: Given) -> list[str]:
    if old.selection is None or new.selection is None:
        return [new.source.path.lstrip("/")]
    before = {selected.path: selected.node for selected in old.selection.nodes}
    after = {selected.path: selected.node for selected in new.selection.nodes}
    if len(before) == len(after) == 1 and not has_wildcard(new.source.path):
        ((_, old_node),), ((place, new_node),) = before.items(), after.items()
        return _limited(changed_paths(old_node, new_node, place)) or [place]
    found: list[str] = []
    for path in sorted({*before, *after}):
        found += _limited(changed_paths(before.get(path), after.get(path), path))
    return found or [new.source.path.lstrip("/")]


def _limited(changes: Iterator[tuple[str, str]]) -> list[str]:
    found: list[str] = []
    for path, _ in changes:
        found.append(path)
        if len(found) >= MOST_PATHS:
            break
    return found


def _first_miss(evaluation: Evaluation, stage_index: int) -> StepId | None:
    """The step that makes the content of a stage new: its last one that runs or may run."""
    found: StepId | None = None
    stage = evaluation.plan.stages[stage_index]
    if stage.parent_index is not None:
        found = _first_miss(evaluation, stage.parent_index)
    for step in stage.steps:
        outcome = evaluation.outcomes.get(step.id)
        if outcome is not None and outcome.verdict in (Verdict.REBUILT, Verdict.DEPENDS):
            found = step.id
    return found


def _unknown_in(evaluation: Evaluation, stage_index: int) -> StepId | None:
    """The last step of a stage whose outcome only running can tell; else the last that runs."""
    return _last_unknown(evaluation, stage_index, "") or _first_miss(evaluation, stage_index)


def _unknown_beneath(evaluation: Evaluation, step: StepPlan) -> StepId | None:
    return _last_unknown(evaluation, step.stage_index, step.id)


def _last_unknown(evaluation: Evaluation, stage_index: int, until: str) -> StepId | None:
    found: StepId | None = None
    stage = evaluation.plan.stages[stage_index]
    if stage.parent_index is not None:
        found = _last_unknown(evaluation, stage.parent_index, "")
    for step in stage.steps:
        if step.id == until:
            break
        outcome = evaluation.outcomes.get(step.id)
        is_new = outcome is not None and outcome.verdict in (Verdict.REBUILT, Verdict.DEPENDS)
        if is_new and step.keyword in ("FROM", "RUN"):
            found = step.id
    return found


def _cause_of_depends(case: Comparing) -> Cause:
    outcome = case.outcome
    if outcome.kind is CauseKind.RACE:
        return Cause(outcome.kind)
    if outcome.kind is CauseKind.BASE_NAME:
        old = case.counterpart.step.definition[0][1] if case.counterpart else outcome.names[0]
        return Cause(outcome.kind, names=(old, outcome.names[1]))
    if outcome.kind is CauseKind.PARENT and outcome.root is not None:
        return Cause(CauseKind.PARENT, step=outcome.root)
    for given in outcome.given:
        if isinstance(given.content, RemoteContent):
            return Cause(CauseKind.REMOTE, names=(given.content.address,))
    if SHARED in outcome.step.definition:
        step = _unknown_beneath(case.evaluation, outcome.step) or outcome.root
        return Cause(CauseKind.OUTPUT, paths=("/",), step=step)
    undecided = _undecided(outcome)
    if undecided:
        stages = [g.source.place.stage_index for g in undecided if g.source.place.stage_index >= 0]
        step = _unknown_in(case.evaluation, stages[0]) if stages else None
        return Cause(CauseKind.OUTPUT, paths=tuple(g.source.path for g in undecided), step=step)
    return Cause(CauseKind.BASE_CONFIG, names=_base_names(case.evaluation, outcome))


def _undecided(outcome: Outcome) -> list[Given]:
    """The sources whose content may or may not be what a build stored."""
    stored: list[Content] = [
        content for hit in outcome.stored for group in hit.contents for content in group
    ]
    return [
        given
        for given in outcome.given
        if not any(compare(old, given.content) is Comparison.SAME for old in stored)
    ]


def _base_names(evaluation: Evaluation, outcome: Outcome) -> tuple[str, ...]:
    stage = evaluation.plan.stages[outcome.step.stage_index]
    while stage.parent_index is not None:
        stage = evaluation.plan.stages[stage.parent_index]
    return (stage.base,)


# --- ingredients ---------------------------------------------------------------------------------


def ingredients_of(case: Comparing) -> tuple[Ingredient, ...]:
    """What the key was made of, each part beside that of the earlier build.

    Empty parts of both are left out.
    """
    outcome, old = case.outcome, case.counterpart
    before = dict(old.step.definition) if old else {}
    found = [_parent_ingredient(case)] if outcome.parent_key else []
    for name, text in outcome.step.definition:
        previous = before.get(name)
        if text or previous:
            is_changed = old is not None and previous != text
            was = None if previous is None else shown(previous)
            found.append(Ingredient(name, shown(text), was, is_changed))
    for given, same in _pairs(case):
        value = _described(given)
        previous = _described(same) if same else None
        is_changed = same is not None and (
            compare(same.content, given.content) is not Comparison.SAME
        )
        found.append(Ingredient("content", value, previous, is_changed))
    return tuple(found)


def _parent_ingredient(case: Comparing) -> Ingredient:
    old = case.counterpart
    previous = old.parent_key if old else None
    key = case.outcome.parent_key
    is_changed = previous is not None and previous != key
    return Ingredient("parent", key, previous, is_changed)


def _described(given: Given) -> str:
    content = given.content
    path = given.source.written
    if isinstance(content, KnownContent):
        return f"{path} {content.checksum.lstrip('*-')[:12]}"
    if isinstance(content, MixedContent):
        return f"{path} ?"
    return path
