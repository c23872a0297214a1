"""Stages as columns: their places, their blocks and the names above them."""

from __future__ import annotations

from layerviz.core.values import Record, Value
from layerviz.scene.blocks import NARROW_WIDTH
from layerviz.scene.geometry import Rect
from layerviz.scene.measuring import curtailed, elided
from layerviz.scene.roles import Role
from layerviz.scene.shapes import Align, Label, TextStyle
from layerviz.scene.stacking import Placement, stacked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layerviz.core.analysis import Build, Stage, StepId
    from layerviz.scene.blocks import Lines
    from layerviz.scene.heights import Heights
    from layerviz.scene.measuring import TextMeasure
    from layerviz.scene.rows import Row
    from layerviz.scene.shapes import Group, Part
    from layerviz.scene.stacking import Dress

NARROWEST = 164.0
THINNEST = 124.0
COMFORTABLE = 300.0
SPARE_SHARE = 0.62
"""So much of an equal share keeps a column that the target does not need."""
WIDEST = 460.0
WIDEST_ALONE = 900.0
GUTTER = 40.0
WIDEST_GUTTER = 168.0
LABEL_MARGIN = 17.0


class Column(Value):
    """A stage with its rows and the blocks made of them, in the same order."""

    stage: Stage
    place: Placement
    rows: tuple[Row, ...]
    groups: tuple[Group, ...]

    def group_of(self, step_id: StepId) -> Group | None:
        """The block of a step, or the fold that holds it."""
        for row, group in zip(self.rows, self.groups, strict=True):
            if (row.step and row.step.id == step_id) or any(s.id == step_id for s in row.folded):
                return group
        return None

    @property
    def top_group(self) -> Group | None:
        """The block of the last step: what the stage hands on."""
        for row, group in zip(reversed(self.rows), reversed(self.groups), strict=True):
            if not row.is_strip:
                return group
        return self.groups[-1] if self.groups else None

    @property
    def peak(self) -> float:
        """The y where the column ends: its top, or its bottom when it grows down."""
        if not self.groups:
            return self.place.ground
        last = self.groups[-1].rect
        return last.bottom if self.place.grows_down else last.y


class Frame(Record):
    """The room that columns share."""

    x: float
    width: float
    ground: float
    grows_down: bool = False


def gutters(build: Build, measure: TextMeasure) -> tuple[float, ...]:
    """The room between neighbouring columns: enough for the path on an arrow between the two."""
    widths = [GUTTER] * max(0, len(build.stages) - 1)
    for step in build.steps:
        for taken in step.inputs:
            if taken.stage_index == step.stage_index - 1 < len(widths):
                text = measure.width(taken.path, TextStyle.PATH) + 2 * LABEL_MARGIN + 16
                widths[taken.stage_index] = min(WIDEST_GUTTER, max(widths[taken.stage_index], text))
    return tuple(widths)


def column_widths(build: Build, between: Sequence[float], room: float) -> tuple[float, ...]:
    """The width of each column in that room, never too narrow to read.

    Where room is scarce, a stage that the target does not need leaves some of it to the others.
    """
    count = len(build.stages)
    widest = WIDEST if count > 1 else WIDEST_ALONE
    room -= sum(between)
    each = min(widest, max(NARROWEST, room / max(1, count)))
    spare = [stage for stage in build.stages if not stage.is_needed]
    if each >= COMFORTABLE or not spare or len(spare) == count:
        return (each,) * count
    for thinnest in (THINNEST, NARROWEST):  # on one line a block needs more
        thin = max(thinnest, each * SPARE_SHARE)
        wide = max(NARROWEST, (room - thin * len(spare)) / (count - len(spare)))
        if wide < NARROW_WIDTH:
            break
    return tuple(wide if stage.is_needed else thin for stage in build.stages)


def columns_width(widths: Sequence[float], between: Sequence[float]) -> float:
    """The room that the columns really take."""
    return sum(widths) + sum(between)


def narrowest(build: Build, widths: Sequence[float]) -> float:
    """The width of the narrowest column that the target needs: the others follow its form."""
    needed = [w for w, stage in zip(widths, build.stages, strict=True) if stage.is_needed]
    return min(needed or widths, default=WIDEST)


def laid_columns(
    build: Build,
    stacks: Sequence[tuple[Row, ...]],
    heights: Heights,
    frame: Frame,
    *,
    dress: Dress,
    widths: Sequence[float],
    between: Sequence[float],
    measure: TextMeasure,
    lines: Lines,
) -> tuple[Column, ...]:
    """The columns, centred in the frame; wider than it where they must be."""
    x = frame.x + max(0.0, (frame.width - columns_width(widths, between)) / 2)
    columns: list[Column] = []
    for place, (stage, rows) in enumerate(zip(build.stages, stacks, strict=True)):
        width = widths[place]
        at = Placement(x=x, width=width, ground=frame.ground, grows_down=frame.grows_down)
        groups = stacked(
            rows, at, heights, dress.content, measure=measure, lines=lines, known=dress.known
        )
        columns.append(Column(stage, at, rows, tuple(groups)))
        x += width + (between[place] if place < len(between) else 0)
    return tuple(columns)


def names_height(
    build: Build, notes: Mapping[int, str], widths: Sequence[float], measure: TextMeasure
) -> float:
    """The height of the names above the columns: one line, or two where one is too short."""
    name = measure.line_height(TextStyle.STAGE)
    if _fit_one_line(build, notes, widths, measure):
        return name
    return name + measure.line_height(TextStyle.CAPTION)


def _fit_one_line(
    build: Build, notes: Mapping[int, str], widths: Sequence[float], measure: TextMeasure
) -> bool:
    return all(
        measure.width(stage.name, TextStyle.STAGE)
        + measure.width(notes.get(stage.index, ""), TextStyle.CAPTION)
        + 12
        <= width
        for stage, width in zip(build.stages, widths, strict=True)
    )


def names(
    columns: Sequence[Column],
    build: Build,
    notes: Mapping[int, str],
    y: float,
    measure: TextMeasure,
) -> list[Part]:
    """The names of the stages and what they are, above their columns."""
    parts: list[Part] = []
    height = measure.line_height(TextStyle.STAGE)
    small = measure.line_height(TextStyle.CAPTION)
    is_one_line = _fit_one_line(build, notes, [c.place.width for c in columns], measure)
    for column in columns:
        x, width = column.place.x, column.place.width
        role = Role.TEXT if column.stage.is_needed else Role.MUTED
        note = notes.get(column.stage.index, "")
        note_width = measure.width(note, TextStyle.CAPTION)
        room = width - note_width - 12 if is_one_line else width
        name = elided(column.stage.name, TextStyle.STAGE, room, measure)
        parts.append(Label(Rect(x, y, room, height), name, TextStyle.STAGE, role))
        if is_one_line:
            rect = Rect(x + width - note_width, y, note_width, height)
            parts.append(Label(rect, note, TextStyle.CAPTION, Role.MUTED, Align.RIGHT))
        elif note:
            rect = Rect(x, y + height, width, small)
            text = curtailed(note, TextStyle.CAPTION, width, measure)
            parts.append(Label(rect, text, TextStyle.CAPTION, Role.MUTED))
    return parts
