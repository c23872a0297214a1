"""The order in which the step-through shows a build: what a step needs comes before it.

The builder runs stages at the same time; for people one after the other is clearer, so a stage is
shown just before the first step that takes something from it.
"""

from __future__ import annotations

from layerviz.core.analysis import Build, Step, StepId, Verdict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def play_order(build: Build) -> tuple[StepId, ...]:
    """The steps of a build as they are shown one by one.

    Those of stages not needed are left out.
    """
    by_stage: dict[int, list[StepId]] = {}
    steps = {step.id: step for step in build.steps}
    for step in build.steps:
        if step.verdict is not Verdict.SKIPPED:
            by_stage.setdefault(step.stage_index, []).append(step.id)
    parents = {stage.index: stage.parent_index for stage in build.stages}
    targets = [stage.index for stage in build.stages if stage.is_target]
    others = sorted(set(by_stage) - set(targets))
    order: list[StepId] = []
    begun: set[int] = set()
    waiting: list[int | StepId] = [*reversed(others), *reversed(targets)]
    while (
        waiting
    ):  # stages as numbers, steps as ids; no recursion, for a file may have thousands of stages
        entry = waiting.pop()
        if not isinstance(entry, int):
            order.append(entry)
        elif entry not in begun:
            begun.add(entry)
            waiting.extend(reversed(_unfolded(entry, parents, by_stage, steps)))
    return tuple(order)


def _unfolded(
    stage_index: int,
    parents: Mapping[int, int | None],
    by_stage: Mapping[int, list[StepId]],
    steps: Mapping[StepId, Step],
) -> list[int | StepId]:
    """A stage as its parent, then each step after the stages that it takes something from."""
    parent = parents.get(stage_index)
    entries: list[int | StepId] = [] if parent is None else [parent]
    for step_id in by_stage.get(stage_index, ()):
        entries.extend(taken.stage_index for taken in steps[step_id].inputs)
        entries.append(step_id)
    return entries
