"""The rows of a stack: steps, settings, and runs of cached steps folded into one."""

from __future__ import annotations

from layerviz.core.analysis import StepId, Verdict
from layerviz.core.values import Value
from layerviz.scene.shapes import ShapeId
from layerviz.scene.texts import Question

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from layerviz.core.analysis import Build, SettingLine, Stage, Step
    from layerviz.scene.texts import Marks

SHORTEST_FOLD = 3


class Row(Value):
    """One row of a stack: a step, a setting, a fold of steps, or the stage it starts from."""

    id: ShapeId
    step: Step | None = None
    setting: SettingLine | None = None
    folded: tuple[Step, ...] = ()
    parent: str = ""
    is_needed: bool = True
    """Whether the target needs its stage."""

    @property
    def size_bytes(self) -> int:
        """What the height grows with: the step's size; 0 where unknown and for all other rows."""
        return (self.step.cost.size_bytes or 0) if self.step else 0

    @property
    def is_strip(self) -> bool:
        """Whether it is a thin strip: no step, no number."""
        return self.step is None and not self.folded

    @property
    def numbers(self) -> str:
        """The numbers of a fold's steps, first and last."""
        known = [step.number for step in self.folded if step.number is not None]
        return f"{known[0]}–{known[-1]}" if known else ""


def rows_by_stage(build: Build) -> tuple[tuple[Row, ...], ...]:
    """The rows of each stage in file order, nothing folded."""
    steps: Mapping[StepId, Step] = {step.id: step for step in build.steps}
    settings: Mapping[StepId, SettingLine] = {line.id: line for line in build.settings}
    return tuple(_stage_rows(stage, steps, settings) for stage in build.stages)


def _stage_rows(
    stage: Stage, steps: Mapping[StepId, Step], settings: Mapping[StepId, SettingLine]
) -> tuple[Row, ...]:
    rows: list[Row] = []
    lines = [steps.get(item) or settings.get(item) for item in stage.items]
    has_from = any(line is not None and line.instruction == "FROM" for line in lines)
    if stage.parent_index is not None and not has_from:
        rows.append(
            Row(ShapeId(f"from:{stage.index}"), parent=stage.base, is_needed=stage.is_needed)
        )
    for item in stage.items:
        if item in steps:
            rows.append(Row(ShapeId(item), step=steps[item]))
        elif item in settings:
            rows.append(Row(ShapeId(item), setting=settings[item], is_needed=stage.is_needed))
    return tuple(rows)


def may_fold(marks: Marks) -> bool:
    """Whether folding cached steps tells nothing that is still asked."""
    return marks.question is not Question.ASKED


def folded_rows(
    rows: tuple[Row, ...], opened: frozenset[ShapeId], keep: frozenset[StepId]
) -> tuple[Row, ...]:
    """The rows with runs of cached steps folded; `keep` stays, and the step below a miss."""
    result: list[Row] = []
    run: list[Row] = []
    for row in rows:
        if _is_foldable(row, keep) and (row.step or run):
            run.append(row)
            continue
        result.extend(_closed(run, opened, has_miss_above=row.step is not None))
        run = []
        result.append(row)
    result.extend(_closed(run, opened, has_miss_above=False))
    return tuple(result)


def _is_foldable(row: Row, keep: frozenset[StepId]) -> bool:
    if row.step is None:
        return row.setting is not None and row.setting.id not in keep
    return row.step.verdict is Verdict.CACHED and not row.step.is_base and row.step.id not in keep


def _closed(run: list[Row], opened: frozenset[ShapeId], *, has_miss_above: bool) -> list[Row]:
    last = max((place for place, row in enumerate(run) if row.step), default=-1)
    end = last if has_miss_above else last + 1
    steps = tuple(row.step for row in run[:end] if row.step)
    if len(steps) < SHORTEST_FOLD:
        return run
    fold = ShapeId(f"fold:{steps[0].id}")
    if fold in opened:
        return run
    return [Row(fold, folded=steps), *run[end:]]


def mirrored_folds(
    rows: tuple[Row, ...], after: Iterable[Row], partners: Mapping[StepId, StepId]
) -> tuple[Row, ...]:
    """The rows of the earlier build, folded where the later one is.

    `partners` leads from an earlier id to the later one.
    """
    fold_by_step = {step.id: row.id for row in after for step in row.folded}
    result: list[Row] = []
    for row in rows:
        fold = fold_by_step.get(_partner(row, partners))
        previous = result[-1] if result else None
        if row.step is not None and fold is not None:
            if previous is not None and previous.folded and previous.id == fold:
                result[-1] = Row(fold, folded=(*previous.folded, row.step))
            else:
                result.append(Row(fold, folded=(row.step,)))
        elif row.setting is not None and previous is not None and previous.folded:
            if not _follows_fold(row, after, partners):
                result.append(row)
        else:
            result.append(row)
    return tuple(result)


def _partner(row: Row, partners: Mapping[StepId, StepId]) -> StepId:
    return partners.get(row.step.id, StepId("")) if row.step else StepId("")


def _follows_fold(row: Row, after: Iterable[Row], partners: Mapping[StepId, StepId]) -> bool:
    """Whether the setting went into a fold of the later build: its partner has no own row."""
    if row.setting is None or row.setting.id not in partners:
        return False
    later = partners[row.setting.id]
    return all(other.setting is None or other.setting.id != later for other in after)
