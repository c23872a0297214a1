"""Which step of the build after the edit is which of the build before it.

A pair keeps its identity in both pictures, and a cause is found by comparing the two. Lines are
matched like a text difference: equal ones in order first, then equal ones that moved, then edited
ones in between.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layerviz.core.analysis import StepId
    from layerviz.core.plans import BuildPlan, StagePlan


def pair_builds(before: BuildPlan, after: BuildPlan) -> dict[StepId, StepId]:
    """Id in `after` -> id in `before`, for steps and settings that are the same line."""
    pairs: dict[StepId, StepId] = {}
    for old, new in _pair_stages(before.stages, after.stages):
        if _are_alike(old, new):
            pairs.update(zip(new.items, old.items, strict=True))
        else:
            pairs.update(_pair_items(_texts(old), _texts(new)))
    return pairs


def _are_alike(old: StagePlan, new: StagePlan) -> bool:
    """Whether each line is the very line that stood there, most often the same object."""
    return old.items == new.items and old.steps == new.steps and old.settings == new.settings


def _pair_stages(
    before: Sequence[StagePlan], after: Sequence[StagePlan]
) -> list[tuple[StagePlan, StagePlan]]:
    by_name = {stage.name: stage for stage in before if stage.is_named}
    pairs = [
        (by_name[stage.name], stage) for stage in after if stage.is_named and stage.name in by_name
    ]
    taken = {id(stage) for pair in pairs for stage in pair}
    old = [stage for stage in before if id(stage) not in taken]
    new = [stage for stage in after if id(stage) not in taken]
    matched = _common([stage.base for stage in old], [stage.base for stage in new])
    for i, j in matched:
        pairs.append((old[i], new[j]))
        taken.update((id(old[i]), id(new[j])))
    rest_old = [stage for stage in old if id(stage) not in taken]
    rest_new = [stage for stage in new if id(stage) not in taken]
    return pairs + list(zip(rest_old, rest_new, strict=False))


def _texts(stage: StagePlan) -> list[tuple[StepId, str, str]]:
    """(id, keyword, text) of every item of a stage, FROM first whatever it names."""
    lines = {step.id: step.instruction for step in stage.steps}
    lines.update(stage.settings)
    found: list[tuple[StepId, str, str]] = []
    for item in stage.items:
        line = lines[item]
        text = "FROM" if line.keyword == "FROM" else _whole_text(line.original, line.heredocs)
        found.append((item, line.keyword, text))
    return found


def _whole_text(original: str, heredocs: Sequence[object]) -> str:
    return original + "".join(getattr(heredoc, "raw", "") for heredoc in heredocs)


def _pair_items(
    old: list[tuple[StepId, str, str]], new: list[tuple[StepId, str, str]]
) -> Mapping[StepId, StepId]:
    pairs: dict[StepId, StepId] = {}
    kept_old, kept_new = set(range(len(old))), set(range(len(new)))

    def join(i: int, j: int) -> None:
        pairs[new[j][0]] = old[i][0]
        kept_old.discard(i)
        kept_new.discard(j)

    for i, j in _common([item[1] + item[2] for item in old], [item[1] + item[2] for item in new]):
        join(i, j)
    for column in (2, 1):
        for j in sorted(kept_new):
            same = [i for i in sorted(kept_old) if old[i][column] == new[j][column]]
            if same:
                join(same[0], j)
    return pairs


def _common(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Index pairs of a longest common subsequence."""
    start = 0
    while start < len(old) and start < len(new) and old[start] == new[start]:
        start += 1
    end = 0
    while end < len(old) - start and end < len(new) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    head = [(i, i) for i in range(start)]
    tail = [(len(old) - k, len(new) - k) for k in range(end, 0, -1)]
    middle = _longest(old[start : len(old) - end], new[start : len(new) - end])
    return head + [(i + start, j + start) for i, j in middle] + tail


def _longest(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    table = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        row, below = table[i], table[i + 1]
        for j in range(len(new) - 1, -1, -1):
            row[j] = below[j + 1] + 1 if old[i] == new[j] else max(below[j], row[j + 1])
    pairs: list[tuple[int, int]] = []
    i = j = 0
    while i < len(old) and j < len(new):
        if old[i] == new[j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif table[i + 1][j] >= table[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs
