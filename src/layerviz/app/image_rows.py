"""The rows of an image's stack, bottom first: layers with what made them, settings between them.

What was read is told by its history, an image that is not built yet by its prediction. Where the
history does not fit the layers, the layers stand alone and without words.
"""

from __future__ import annotations

from layerviz.app.inspecting import layer_steps, setting_lines
from layerviz.core.history import entries_of_base, recovered_dockerfile
from layerviz.core.values import Record, Value, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerviz.app.inspecting import Base, Inspection
    from layerviz.core.analysis import SettingLine, Step
    from layerviz.core.history import HistoryEntry
    from layerviz.core.layer_files import Ghost
    from layerviz.core.sharing import StackedLayer


class StackRow(Record):
    """A layer of an image by its height from 0, or a setting, whose `height` is None.

    `text` is the instruction, "" where nobody knows it; `is_exact` as in `RecoveredLine`. `id`
    stays while the row stays.
    """

    id: str
    text: str
    height: int | None = None
    is_exact: bool = True
    is_base: bool = False


def stack_rows(
    found: Inspection, base: Base | None, others: Sequence[Inspection]
) -> tuple[StackRow, ...]:
    """The rows of an image; those of its base are marked. A known base is looked up in `others`."""
    if found.read is None:
        return _predicted_rows(found, base)
    image = found.read.image
    height = base.height if base else 0
    if not image.is_history_complete:
        return tuple(
            StackRow(
                id=f"layer:{each}", text="", height=each, is_exact=False, is_base=each < height
            )
            for each in range(len(image.layers))
        )
    heights = {layer.history_index: place for place, layer in enumerate(image.layers)}
    of_base = entries_of_base(image.history, height, _history_of(base, others))
    rows = []
    for line in recovered_dockerfile(image.history):
        index = line.history_index
        at = heights.get(index)
        name = f"setting:{index}" if at is None else f"layer:{at}"
        row = StackRow(id=name, text=line.text, height=at, is_exact=line.is_exact)
        rows.append(replace(row, is_base=index < of_base))
    return tuple(rows)


def _predicted_rows(found: Inspection, base: Base | None) -> tuple[StackRow, ...]:
    assert found.build is not None  # what was not read is predicted
    heights = {step.id: place for place, step in enumerate(layer_steps(found.build))}
    lines: list[Step | SettingLine] = [*layer_steps(found.build), *setting_lines(found.build)]
    lines.sort(key=lambda each: each.line)
    own = base.height if base else 0
    rows = []
    for line in lines:
        at = heights.get(line.id)
        name = f"setting:{line.id}" if at is None else f"layer:{at}"
        is_base = at is not None and at < own
        rows.append(StackRow(id=name, text=line.text, height=at, is_base=is_base))
    return tuple(rows)


def _history_of(base: Base | None, others: Sequence[Inspection]) -> tuple[HistoryEntry, ...]:
    if base is None or base.is_guessed:
        return ()
    known = (each for each in others if each.name == base.name and each.read is not None)
    found = next((each for each in known if len(each.stack.layers) == base.height), None)
    return found.read.image.history if found is not None and found.read is not None else ()


class Hiding(Value):
    """What one layer hides of another below it: the files, and their bytes."""

    layer: int
    by_layer: int
    ghosts: tuple[Ghost, ...]

    @property
    def size_bytes(self) -> int:
        """All that it hides there."""
        return sum(ghost.size_bytes for ghost in self.ghosts)


def hidings(found: Inspection) -> tuple[Hiding, ...]:
    """Who hides what of whom, the most bytes first."""
    pairs: dict[tuple[int, int], list[Ghost]] = {}
    for ghost in found.files.ghosts if found.files else ():
        pairs.setdefault((ghost.layer, ghost.by_layer), []).append(ghost)
    made = [Hiding(*pair, tuple(ghosts)) for pair, ghosts in pairs.items()]
    return tuple(sorted(made, key=lambda each: (-each.size_bytes, each.layer, each.by_layer)))


def sum_of(layers: Sequence[StackedLayer]) -> int | None:
    """The unpacked bytes of some layers; None where one is not known."""
    sizes = [layer.size_bytes for layer in layers]
    known = [size for size in sizes if size is not None]
    return sum(known) if len(known) == len(sizes) else None
