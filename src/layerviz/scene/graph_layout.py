"""A build of several stages: a column for each, with arrows for what one takes from another."""

from __future__ import annotations

from layerviz.scene.blocks import lines_of
from layerviz.scene.columns import (
    Frame,
    column_widths,
    columns_width,
    gutters,
    laid_columns,
    names,
    names_height,
    narrowest,
)
from layerviz.scene.geometry import Rect
from layerviz.scene.notes import (
    NOTES_SLACK,
    edge_saving,
    ground_line,
    has_notes,
    notes,
    notes_height,
)
from layerviz.scene.routing import connectors, far_spans, links_of, plan_under_lanes
from layerviz.scene.rows import rows_by_stage
from layerviz.scene.shapes import Decoration, Scene, ShapeId
from layerviz.scene.stacking import Dress, beside_map, foldings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.core.analysis import Analysis, Build
    from layerviz.scene.measuring import TextMeasure
    from layerviz.scene.rows import Row
    from layerviz.scene.stacking import Plan
    from layerviz.scene.texts import BuildWords, Marks, View

    Stacks = tuple[tuple[Row, ...], ...]

MARGIN = 14.0
NAMES_TOP = 18.0


def stages_scene(
    analysis: Analysis, words: BuildWords, marks: Marks, view: View, measure: TextMeasure
) -> Scene:
    """The picture of the build after the edit with a column for each stage."""
    whole = rows_by_stage(analysis.after)
    stacks = whole, foldings(whole, marks, view)
    return beside_map(
        lambda seen: _Columns(analysis.after, words, marks, seen, measure=measure, stacks=stacks),
        view,
    )


class _Columns:
    """One layout of the columns; lives for one call. `stacks`: the rows, whole and folded."""

    def __init__(
        self,
        build: Build,
        words: BuildWords,
        marks: Marks,
        view: View,
        *,
        measure: TextMeasure,
        stacks: tuple[Stacks, Stacks],
    ) -> None:
        self.build = build
        self.words = words
        self.marks = marks
        self.view = view
        self.measure = measure
        self.lines = lines_of(measure)
        self.between = gutters(build, measure)
        self.room = view.width - 2 * MARGIN
        self.widths = column_widths(build, self.between, self.room)
        saving = edge_saving(view)
        self.slack = 0.0 if saving else NOTES_SLACK
        self.names_top = NAMES_TOP - saving
        self.header = self.names_top + 14 - saving / 2
        self.header += names_height(build, words.stage_notes, self.widths, measure)
        foot = notes_height(view)
        room = view.height - self.header - foot
        self.set_as, needed = self._plan(stacks, room)
        self.body = max(room, needed)
        self.height = self.header + self.body + foot

    def _plan(self, stacks: tuple[Stacks, Stacks], room: float) -> tuple[Plan, float]:
        spans, width = far_spans(self.build), narrowest(self.build, self.widths)
        return plan_under_lanes(spans, *stacks, self.view, room=room, width=width, lines=self.lines)

    def scene(self) -> Scene:
        build, words, measure = self.build, self.words, self.measure
        down = self.view.in_dockerfile_order
        ground = self.header if down else self.header + self.body
        dress = Dress(
            texts=words.after,
            marks=self.marks,
            fold=words.fold,
            prefix="after/",
            can_move=self.view.can_move,
            known=self.view.known_blocks,
        )
        columns = laid_columns(
            build,
            self.set_as.stacks,
            self.set_as.heights,
            Frame(x=MARGIN, width=self.room, ground=ground, grows_down=down),
            dress=dress,
            widths=self.widths,
            between=self.between,
            measure=measure,
            lines=self.lines,
        )
        wide = columns_width(self.widths, self.between) + 2 * MARGIN
        total = max(self.view.width, wide)
        arrows = connectors(links_of(build, columns, dress), columns, measure)
        above = names(columns, build, words.stage_notes, self.names_top, measure)
        floor = Rect(MARGIN, self.header + self.body, total - 2 * MARGIN, 0)
        below = notes(words.order_note, words.scale_note, floor, measure)
        below = below if has_notes(self.view) else []
        return Scene(
            total,
            self.height,
            (
                *([] if down else [ground_line("", floor)]),
                *(group for column in columns for group in column.groups),
                *arrows,
                *below,
            ),
            header=(Decoration(ShapeId("names"), tuple(above)),),
            header_height=self.header,
            slack=self.slack,
        )
