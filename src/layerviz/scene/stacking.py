"""Puts rows on top of each other at a place, and decides how tightly a picture's stacks are set."""

from __future__ import annotations

from layerviz.core.values import Record, Value, replace
from layerviz.scene.block_contents import (
    Content,
    Form,
    Sight,
    fold_content,
    setting_content,
    sight_of,
    step_content,
)
from layerviz.scene.blocks import block
from layerviz.scene.geometry import Rect
from layerviz.scene.heights import Heights, densities, fitted, load_of
from layerviz.scene.roles import Role
from layerviz.scene.rows import folded_rows, may_fold
from layerviz.scene.shapes import ShapeId, Target, TargetKind
from layerviz.scene.texts import BlockTexts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Protocol

    from layerviz.core.analysis import Step, StepId
    from layerviz.scene.blocks import Lines
    from layerviz.scene.heights import Load
    from layerviz.scene.measuring import TextMeasure
    from layerviz.scene.rows import Row
    from layerviz.scene.shapes import Group, Scene
    from layerviz.scene.texts import KnownBlocks, Marks, View

    Contents = Callable[[Row], Content]

    class Planned(Protocol):
        """A layout that knows how high its picture will be before a block of it is made."""

        @property
        def height(self) -> float:
            """The height of the whole picture."""

        @property
        def slack(self) -> float:
            """How much of it may be missing before one has to scroll."""

        def scene(self) -> Scene:
            """The picture."""


class Plan(Value):
    """The rows of each stack, folded or not, how high each is, and the one scale they share."""

    stacks: tuple[tuple[Row, ...], ...]
    heights: Heights
    tops: tuple[float, ...]

    @property
    def tallest(self) -> float:
        """The height of the highest stack."""
        return max(self.tops, default=0.0)


def plan(
    whole: Sequence[tuple[Row, ...]],
    folded: Sequence[tuple[Row, ...]],
    view: View,
    *,
    room: float,
    width: float,
    lines: Lines,
) -> Plan:
    """The most comfortable way to set the stacks that fits the room; else the tightest one.

    `whole` and `folded` are the same stacks without and with folds; `width` is that of a block.
    """
    ways_to_set = densities(lines, width)
    roomy, tight = ways_to_set[:2]
    open_, shut = _loaded(whole, view), _loaded(folded, view)
    ways = [(open_, roomy), (shut, roomy), (shut, tight)]
    if max(map(len, whole), default=0) <= TIGHT_ROWS:
        ways[1:1] = [(open_, density) for density in ways_to_set[1:]]
    for way, density in ways:
        stacks, loads = way
        heights, fits = fitted(loads, density, room, view.is_linear)
        if fits:
            break
    return Plan(stacks, heights, tuple([heights.stack(load) for load in loads]))


def _loaded(
    stacks: Sequence[tuple[Row, ...]], view: View
) -> tuple[tuple[tuple[Row, ...], ...], tuple[Load, ...]]:
    return tuple(stacks), tuple([load_of(rows, view.is_linear) for rows in stacks])


MAP_WIDTH = 44.0
"""The room at the right of a picture that is scrolled, for its map."""

TIGHT_ROWS = 16
"""With more rows a run of cached steps is better folded than squeezed."""


def beside_map(planned: Callable[[View], Planned], view: View) -> Scene:
    """The scene that a layout makes, narrower where it must be scrolled: its map stands beside."""
    layout = planned(view)
    if layout.height > view.height + layout.slack:
        layout = planned(replace(view, width=max(1.0, view.width - MAP_WIDTH)))
    return layout.scene()


def foldings(
    stacks: Sequence[tuple[Row, ...]], marks: Marks, view: View
) -> tuple[tuple[Row, ...], ...]:
    """The stacks with their runs of cached steps folded, where that tells nothing still asked."""
    if not view.folds or not may_fold(marks):
        return tuple(stacks)
    kept = marks.lit | marks.picks | ({marks.selected} if marks.selected else frozenset())
    return tuple(folded_rows(rows, view.opened, kept) for rows in stacks)


class Placement(Record):
    """Where a stack stands: its left edge, width, and the y it grows from."""

    x: float
    width: float
    ground: float
    grows_down: bool = False


def stacked(
    rows: Sequence[Row],
    place: Placement,
    heights: Heights,
    contents: Contents,
    *,
    measure: TextMeasure,
    lines: Lines,
    form: Form | None = None,
    known: KnownBlocks | None = None,
) -> list[Group]:
    """The blocks of a stack, first row first; it grows up from the ground, or down from the top.

    `known` blocks of an earlier picture with the same fonts are taken where they are the same, and
    those of this one put in their place.
    """
    groups: list[Group] = []
    y = place.ground
    for row in rows:
        height = heights.of(row)
        top = y if place.grows_down else y - height
        rect = Rect(place.x, top, place.width, height)
        content = contents(row)
        shaped = form or heights.form_of(row, place.width)
        wanted = (content, shaped, place.width, height)
        kept = known.get(content.id) if known is not None else None
        if kept is None or kept[0] != wanted:
            kept = (wanted, block(content, rect, shaped, measure, lines))
        elif kept[1].rect != rect:
            kept = (wanted, replace(kept[1], rect=rect))
        if known is not None:
            known[content.id] = kept
        groups.append(kept[1])
        y = y + height + heights.density.gap if place.grows_down else top - heights.density.gap
    return groups


class Dress(Record):
    """What turns rows of a build into block contents; `prefix` keeps the ids of stacks apart."""

    texts: Mapping[StepId, BlockTexts]
    marks: Marks
    fold: Callable[[int], str]
    prefix: str
    side: int = 0
    can_move: bool = False
    known: KnownBlocks | None = None

    def content(self, row: Row) -> Content:
        """What the block of a row says."""
        if row.step is not None:
            return self._step(row, row.step)
        return self._fold(row) if row.folded else self._strip(row)

    def _step(self, row: Row, step: Step) -> Content:
        return step_content(
            step,
            self.texts.get(step.id) or BlockTexts(step.text),
            self.marks,
            target=Target(TargetKind.STEP, step.id, self.side),
            shape=self.shape(row),
            is_movable=self.can_move and not step.is_base,
        )

    def _fold(self, row: Row) -> Content:
        is_shown = all(sight_of(step, self.marks) is Sight.SHOWN for step in row.folded)
        return fold_content(
            self.shape(row),
            self.fold(len(row.folded)),
            row.numbers,
            Role.CACHED if is_shown else Role.PENDING,
            Target(TargetKind.FOLD, side=self.side, shape=row.id),
        )

    def _strip(self, row: Row) -> Content:
        setting = row.setting
        if setting is None:
            text = f"FROM {row.parent}"
            role = Role.SETTING if row.is_needed else Role.SKIPPED
            return Content(id=self.shape(row), role=role, title=text, tip=text, spoken=text)
        made = setting_content(
            setting,
            self.texts.get(setting.id) or BlockTexts(setting.text),
            target=Target(TargetKind.SETTING, setting.id, self.side),
            shape=self.shape(row),
            is_selected=setting.id == self.marks.selected,
        )
        return made if row.is_needed else replace(made, role=Role.SKIPPED)

    def shape(self, row: Row) -> ShapeId:
        """The id of a row's block."""
        return ShapeId(f"{self.prefix}{row.id}")
