"""Build with one stage: the stack in the cache and the stack of the next build, side by side."""

from __future__ import annotations

from layerviz.core.analysis import StepId, Verdict
from layerviz.core.values import Record
from layerviz.scene.block_contents import (
    Form,
    Sight,
    cached_content,
    fold_content,
    setting_content,
    sight_of,
)
from layerviz.scene.blocks import lines_of
from layerviz.scene.geometry import Point, Rect
from layerviz.scene.graph_layout import stages_scene
from layerviz.scene.measuring import elided, wrapped
from layerviz.scene.notes import (
    NOTES_SLACK,
    edge_saving,
    ground_line,
    has_notes,
    notes,
    notes_height,
)
from layerviz.scene.roles import Role
from layerviz.scene.rows import Row, mirrored_folds, rows_by_stage
from layerviz.scene.shapes import (
    Align,
    Box,
    Connector,
    Decoration,
    Label,
    Mark,
    Scene,
    ShapeId,
    Sign,
    Target,
    TargetKind,
    TextStyle,
)
from layerviz.scene.stacking import Dress, Placement, Plan, beside_map, foldings, plan, stacked
from layerviz.scene.texts import BlockTexts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerviz.core.analysis import Analysis, Build
    from layerviz.scene.block_contents import Content
    from layerviz.scene.measuring import TextMeasure
    from layerviz.scene.shapes import Group, Part, Shape
    from layerviz.scene.texts import BuildWords, Marks, View

MARGIN = 14.0
ARROW_GAP = 32.0
TOP = 18.0
WIDEST = 620.0
THIN_BELOW = 560.0
THIN_WIDTH = 50.0
NARROWEST = 204.0
CROSS = 18.0


def build_scene(
    analysis: Analysis, words: BuildWords, marks: Marks, view: View, measure: TextMeasure
) -> Scene:
    """The picture of an analysis: two stacks, or a column per stage where there are several."""
    if len(analysis.after.stages) > 1:
        return stages_scene(analysis, words, marks, view, measure)
    return beside_map(lambda seen: _Stacks(analysis, words, marks, seen, measure), view)


class _Places(Record):
    """The two columns of the picture."""

    before_x: float
    before_width: float
    after_x: float
    after_width: float

    @property
    def is_thin(self) -> bool:
        return self.before_width == THIN_WIDTH


def _places(width: float) -> _Places:
    if width < THIN_BELOW:
        after_x = MARGIN + THIN_WIDTH + ARROW_GAP - 6
        after_width = max(NARROWEST, width - after_x - MARGIN)
        return _Places(
            before_x=MARGIN, before_width=THIN_WIDTH, after_x=after_x, after_width=after_width
        )
    each = min(WIDEST, (width - 2 * MARGIN - ARROW_GAP) / 2)
    x = (width - 2 * each - ARROW_GAP) / 2
    return _Places(before_x=x, before_width=each, after_x=x + each + ARROW_GAP, after_width=each)


class _Stacks:
    """One layout of the two stacks; lives for one call."""

    def __init__(
        self,
        analysis: Analysis,
        words: BuildWords,
        marks: Marks,
        view: View,
        measure: TextMeasure,
    ) -> None:
        self.analysis = analysis
        self.words = words
        self.marks = marks
        self.view = view
        self.measure = measure
        self.lines = lines_of(measure)
        self.partners = dict(analysis.pairs)
        self.places = _places(view.width)
        saving = edge_saving(view)
        self.slack = 0.0 if saving else NOTES_SLACK
        self.top = TOP - saving + measure.line_height(TextStyle.HEADING)
        if not self.places.is_thin:  # else the captions stand beside the titles
            self.top += measure.line_height(TextStyle.CAPTION)
        self.top += 14 - saving / 2
        foot = notes_height(view)
        room = view.height - self.top - foot
        self.set_as = self._plan(room)
        self.body = max(room, self.set_as.tallest)
        self.height = self.top + self.body + foot

    def scene(self) -> Scene:
        set_as, top, body = self.set_as, self.top, self.body
        down = self.view.in_dockerfile_order
        before, after = self._groups(set_as, top if down else top + body)
        x, right = self.places.before_x, self.places.after_x + self.places.after_width
        ground = Rect(x, top + body, right - x, 0)
        words = self.words
        shapes: list[Shape] = [] if down else [ground_line("", ground)]
        if not before:
            shapes.append(self._nothing(top if down else top + body, down=down))
        shapes += [*before, *after, *self._joins(set_as, before, after)]
        if has_notes(self.view):
            shapes += notes(words.order_note, words.scale_note, ground, self.measure)
        return Scene(
            max(self.view.width, right + MARGIN),
            self.height,
            tuple(shapes),
            header=(self._header(),),
            header_height=top,
            slack=self.slack,
        )

    def _plan(self, room: float) -> Plan:
        before, after = _only_stack(self.analysis.before), _only_stack(self.analysis.after)
        (after_folded,) = foldings((after,), self.marks, self.view)
        before_folded = mirrored_folds(before, after_folded, self.partners)
        return plan(
            (before, after),
            (before_folded, after_folded),
            self.view,
            room=room,
            width=self.places.after_width,
            lines=self.lines,
        )

    def _groups(self, set_as: Plan, ground: float) -> tuple[list[Group], list[Group]]:
        before_rows, after_rows = set_as.stacks
        down = self.view.in_dockerfile_order
        dress = Dress(
            texts=self.words.after,
            marks=self.marks,
            fold=self.words.fold,
            prefix="after/",
            can_move=self.view.can_move,
        )
        places = self.places
        before_at = Placement(
            x=places.before_x, width=places.before_width, ground=ground, grows_down=down
        )
        after_at = Placement(
            x=places.after_x, width=places.after_width, ground=ground, grows_down=down
        )
        heights, measure, lines = set_as.heights, self.measure, self.lines
        before = stacked(
            before_rows,
            before_at,
            heights,
            self._before_content,
            measure=measure,
            lines=lines,
            form=Form.BARE if places.is_thin else None,
        )
        after = stacked(
            after_rows,
            after_at,
            heights,
            dress.content,
            measure=measure,
            lines=lines,
            known=self.view.known_blocks,
        )
        return before, after

    def _before_content(self, row: Row) -> Content:
        shape = ShapeId(f"before/{row.id}")
        if row.folded:
            text = self.words.fold(len(row.folded))
            target = Target(TargetKind.FOLD, is_before=True, shape=row.id)
            return fold_content(shape, text, row.numbers, Role.CACHED, target)
        if row.step is not None:
            texts = self.words.before.get(row.step.id) or BlockTexts(row.step.text)
            target = Target(TargetKind.STEP, row.step.id, is_before=True)
            is_lit = self.partners.get(row.step.id) == self.marks.selected is not None
            return cached_content(row.step, texts, target=target, shape=shape, is_lit=is_lit)
        assert row.setting is not None  # a build of one stage starts from no other stage
        texts = self.words.before.get(row.setting.id) or BlockTexts(row.setting.text)
        target = Target(TargetKind.SETTING, row.setting.id, is_before=True)
        return setting_content(row.setting, texts, target=target, shape=shape)

    def _joins(self, set_as: Plan, before: Sequence[Group], after: Sequence[Group]) -> list[Shape]:
        before_rows, after_rows = set_as.stacks
        later = {row.id: group for row, group in zip(after_rows, after, strict=True)}
        rows = {row.id: row for row in after_rows}
        joins: list[Shape] = []
        for row, group in zip(before_rows, before, strict=True):
            partner = self._partner(row)
            if partner not in later:
                continue
            sign = self._join_sign(rows[partner])
            if sign is not None:
                joins.append(_join(partner, group, later[partner], sign))
        return joins

    def _partner(self, row: Row) -> ShapeId:
        if row.step is not None:
            return ShapeId(self.partners.get(row.step.id, StepId("")))
        return row.id if row.folded else ShapeId("")

    def _join_sign(self, row: Row) -> Sign | None:
        """How the two blocks of a row are joined; nothing where the verdict may not be seen."""
        steps = (row.step,) if row.step else row.folded
        if any(sight_of(step, self.marks) is not Sight.SHOWN for step in steps):
            return None
        return _JOIN_SIGNS.get(steps[0].verdict)

    def _header(self) -> Decoration:
        words, places = self.words, self.places
        if places.is_thin:
            return self._thin_header()
        parts: list[Part] = []
        for x, width, title, caption in (
            (places.before_x, places.before_width, words.before_title, words.before_caption),
            (places.after_x, places.after_width, words.after_title, words.after_caption),
        ):
            y = TOP - edge_saving(self.view)
            for text, style, role in (
                (title, TextStyle.HEADING, Role.TEXT),
                (caption, TextStyle.CAPTION, Role.MUTED),
            ):
                height = self.measure.line_height(style)
                shown = elided(text, style, width, self.measure)
                parts.append(Label(Rect(x, y, width, height), shown, style, role))
                y += height
        return Decoration(ShapeId("titles"), tuple(parts))

    def _thin_header(self) -> Decoration:
        """Both titles on one line, and beside them what they mean, where there is room."""
        words, places, measure = self.words, self.places, self.measure
        room = places.after_x + places.after_width - places.before_x
        y, height = TOP - edge_saving(self.view), measure.line_height(TextStyle.HEADING)
        text = f"{words.before_title} → {words.after_title}"
        title = elided(text, TextStyle.HEADING, room, measure)
        width = measure.width(title, TextStyle.HEADING)
        rect = Rect(places.before_x, y, width, height)
        parts: list[Part] = [Label(rect, title, TextStyle.HEADING, Role.TEXT)]
        caption = f"{words.before_caption} → {words.after_caption}"
        if measure.width(caption, TextStyle.CAPTION) <= room - width - 12:
            rect = Rect(rect.right + 12, y, room - width - 12, height)
            parts.append(Label(rect, caption, TextStyle.CAPTION, Role.MUTED))
        return Decoration(ShapeId("titles"), tuple(parts))

    def _nothing(self, ground: float, *, down: bool) -> Decoration:
        places = self.places
        rect = Rect(places.before_x, ground if down else ground - 96, places.before_width, 96)
        inner = rect.inset(12)
        height = self.measure.line_height(TextStyle.CAPTION)
        parts: list[Part] = [Box(rect, Role.SKIPPED)]
        if not places.is_thin:
            rows = wrapped(
                self.words.nothing_cached, TextStyle.CAPTION, inner.width, 3, self.measure
            )
            y = rect.center.y - height * len(rows) / 2
            for place, text in enumerate(rows):
                at = Rect(inner.x, y + place * height, inner.width, height)
                parts.append(Label(at, text, TextStyle.CAPTION, Role.MUTED, Align.CENTER))
        return Decoration(ShapeId("nothing"), tuple(parts))


_JOIN_SIGNS = {
    Verdict.CACHED: Sign.SAME,
    Verdict.REBUILT: Sign.CROSS,
    Verdict.FAILS: Sign.CROSS,
    Verdict.DEPENDS: Sign.QUESTION,
}


def _only_stack(build: Build) -> tuple[Row, ...]:
    """The rows of the build's last stage; none for a build that never was."""
    return rows_by_stage(build)[-1] if build.stages else ()


def _join(partner: ShapeId, before: Group, after: Group, sign: Sign) -> Shape:
    shape = ShapeId(f"join/{partner}")
    start = Point(before.rect.right + 3, before.rect.center.y)
    end = Point(after.rect.x - 3, after.rect.center.y)
    if sign is Sign.SAME:
        bend = (end.x - start.x) / 2
        points = (start, Point(start.x + bend, start.y), Point(end.x - bend, end.y), end)
        return Connector(shape, points, after.role, is_curved=True)
    middle_x, middle_y = (start.x + end.x) / 2, (start.y + end.y) / 2
    rect = Rect(middle_x - CROSS / 2, middle_y - CROSS / 2, CROSS, CROSS)
    return Decoration(shape, (Mark(rect, sign, after.role),))
