"""A build of several stages: a column for each, with arrows for what one takes from another."""

from __future__ import annotations

from layerviz.scene.blocks import lines_of
from layerviz.scene.columns import (
    Frame,
    column_width,
    columns_width,
    gutters,
    laid_columns,
    names,
    names_height,
)
from layerviz.scene.geometry import Rect
from layerviz.scene.notes import NOTES_HEIGHT, NOTES_SLACK, edge_saving, ground_line, notes
from layerviz.scene.routing import connectors, far_spans, links_of, plan_under_lanes
from layerviz.scene.rows import stage_rows
from layerviz.scene.shapes import Decoration, Scene, ShapeId
from layerviz.scene.stacking import Dress, beside_map, foldings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.core.analysis import Analysis, Build
    from layerviz.scene.measuring import TextMeasure
    from layerviz.scene.texts import BuildWords, Marks, View

MARGIN = 22.0
NAMES_TOP = 18.0


def stages_scene(
    analysis: Analysis, words: BuildWords, marks: Marks, view: View, measure: TextMeasure
) -> Scene:
    """The picture of the build after the edit with a column for each stage."""
    return beside_map(lambda seen: _stages(analysis.after, words, marks, seen, measure), view)


def _stages(
    build: Build, words: BuildWords, marks: Marks, view: View, measure: TextMeasure
) -> Scene:
    lines = lines_of(measure)
    between = gutters(build, measure)
    count = len(build.stages)
    room = view.width - 2 * MARGIN
    width = column_width(count, between, room)
    saving = edge_saving(view)
    foot = NOTES_HEIGHT - saving
    names_top = NAMES_TOP - saving
    header = names_top + names_height(build, words.stage_notes, width, measure) + 14 - saving / 2
    whole = tuple(stage_rows(build, stage) for stage in build.stages)
    set_as, needed = plan_under_lanes(
        far_spans(build),
        whole,
        foldings(whole, marks, view),
        view,
        room=view.height - header - foot,
        width=width,
        lines=lines,
    )
    body = max(view.height - header - foot, needed)
    down = view.in_dockerfile_order
    ground = header if down else header + body
    dress = Dress(
        texts=words.after, marks=marks, fold=words.fold, prefix="after/", can_move=view.can_move
    )
    columns = laid_columns(
        build,
        set_as.stacks,
        set_as.heights,
        Frame(x=MARGIN, width=room, ground=ground, grows_down=down),
        dress=dress,
        between=between,
        measure=measure,
        lines=lines,
    )
    total = max(view.width, columns_width(count, between, room) + 2 * MARGIN)
    arrows = connectors(links_of(build, columns, dress), columns, measure)
    above = names(columns, build, words.stage_notes, names_top, measure)
    floor = Rect(MARGIN, header + body, total - 2 * MARGIN, 0)
    return Scene(
        total,
        floor.y + foot,
        (
            *([] if down else [ground_line("", floor)]),
            *(group for column in columns for group in column.groups),
            *arrows,
            *notes(words.order_note, words.scale_note, floor, measure),
        ),
        header=(Decoration(ShapeId("names"), tuple(above)),),
        header_height=header,
        slack=0.0 if saving else NOTES_SLACK,
    )
