"""One image: the stack of its layers and settings, what later layers hide, and the sum of that."""

from __future__ import annotations

from layerviz.core.values import Record
from layerviz.scene.blocks import lines_of
from layerviz.scene.geometry import Point, Rect
from layerviz.scene.heights import load_of
from layerviz.scene.image_stack import StackPlace, fitted_heights, stack_blocks
from layerviz.scene.measuring import curtailed, elided, wrapped
from layerviz.scene.notes import (
    GROUND_GAP,
    NOTES_SLACK,
    edge_saving,
    ground_line,
    has_notes,
    notes,
    notes_height,
)
from layerviz.scene.roles import Role
from layerviz.scene.shapes import (
    Align,
    Box,
    Connector,
    Decoration,
    Label,
    Scene,
    ShapeId,
    TextStyle,
)
from layerviz.scene.stacking import beside_map

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerviz.scene.image_stack import ImageRow
    from layerviz.scene.measuring import TextMeasure
    from layerviz.scene.shapes import Group, Part, Shape
    from layerviz.scene.texts import View

MARGIN = 14.0
TOP = 16.0
WIDEST = 620.0
NARROWEST = 204.0
LANE = 16.0
MOST_ARROWS = 4
MOST_LABEL = 250.0
LEAST_BESIDE_LABELS = 420.0
"""A narrower stack needs the room of the labels itself."""
BAR_HEIGHT = 12.0
ARROW_STEP = 9.0


class HidingArrow(Record):
    """From the block of the layer at fault to the block whose files it hides, with words."""

    start: ShapeId
    end: ShapeId
    text: str = ""
    tip: str = ""


class ImagePicture(Record):
    """All that a picture of one image shows, in words; rows bottom first.

    `arrows` come with what hides most first. `sum_text` tells what is hidden in all, `hidden_share`
    how much of the whole that is, 0 for no bar.
    """

    name: str
    caption: str
    total: str
    total_caption: str
    rows: tuple[ImageRow, ...]
    arrows: tuple[HidingArrow, ...] = ()
    sum_text: str = ""
    hidden_share: float = 0.0
    remarks: tuple[str, ...] = ()
    order_note: str = ""
    scale_note: str = ""


def image_scene(picture: ImagePicture, view: View, measure: TextMeasure) -> Scene:
    """The picture of one image."""
    return beside_map(lambda seen: _Stack(picture, seen, measure), view)


class _Stack:
    """One layout; lives for one call."""

    def __init__(self, picture: ImagePicture, view: View, measure: TextMeasure) -> None:
        self.picture = picture
        self.view = view
        self.measure = measure
        self.lines = lines_of(measure)
        self.saving = edge_saving(view)
        self.slack = 0.0 if self.saving else NOTES_SLACK
        self.arrows = _shown(picture)
        self.lanes = LANE * len(self.arrows) + (8 if self.arrows else 0)
        self.label_room = self._label_room()
        room = view.width - 2 * MARGIN - self.lanes - self.label_room
        self.width = max(NARROWEST, min(WIDEST, room))
        self.x = max(MARGIN, MARGIN + (room - self.width) / 2)
        self.top = TOP - self.saving + self._head_height() + 12 - self.saving / 2
        self.summary = self._summary_rows()
        foot = self._summary_height() + notes_height(view)
        left = view.height - self.top - foot
        self.heights = fitted_heights(
            picture.rows, self.width, left, is_linear=view.is_linear, lines=self.lines
        )
        load = load_of(picture.rows, view.is_linear)
        self.body = max(left, self.heights.stack(load))
        self.height = self.top + self.body + foot

    def scene(self) -> Scene:
        """The stack on its ground, arrows beside it, the sum below."""
        down = self.view.in_dockerfile_order
        ground = Rect(self.x, self.top + self.body, self.width, 0)
        place = StackPlace(self.x, self.width, self.top if down else ground.y, down)
        blocks = stack_blocks(self.picture.rows, self.heights, place, self.measure, self.lines)
        shapes: list[Shape] = [] if down else [ground_line("", ground)]
        shapes += [*blocks, *self._connectors(blocks), *self._summary(ground)]
        if has_notes(self.view):
            below = Rect(ground.x, ground.y + self._summary_height(), ground.width, 0)
            picture = self.picture
            shapes += notes(picture.order_note, picture.scale_note, below, self.measure)
        right = self.x + self.width + self.lanes + self.label_room
        return Scene(
            max(self.view.width, right + MARGIN),
            self.height,
            tuple(shapes),
            header=(self._header(),),
            header_height=self.top,
            slack=self.slack,
        )

    # header

    def _head_height(self) -> float:
        measure = self.measure
        return measure.line_height(TextStyle.STAGE) + measure.line_height(TextStyle.CAPTION)

    def _header(self) -> Decoration:
        """Name and facts at the left, the sum of sizes at the right."""
        picture, measure = self.picture, self.measure
        y = TOP - self.saving
        parts: list[Part] = []
        for left, left_style, right, right_style in (
            (picture.name, TextStyle.STAGE, picture.total, TextStyle.TITLE),
            (picture.caption, TextStyle.CAPTION, picture.total_caption, TextStyle.CAPTION),
        ):
            height = measure.line_height(left_style)
            role = Role.TEXT if left_style is TextStyle.STAGE else Role.MUTED
            shown = elided(right, right_style, self.width * 0.45, measure)
            taken = measure.width(shown, right_style)
            if shown:
                rect = Rect(self.x + self.width - taken, y, taken, height)
                parts.append(Label(rect, shown, right_style, role, Align.RIGHT))
            room = self.width - taken - (14 if taken else 0)
            shorten = elided if left_style is TextStyle.STAGE else curtailed
            text = shorten(left, left_style, room, measure)
            parts.append(Label(Rect(self.x, y, room, height), text, left_style, role))
            y += height
        return Decoration(ShapeId("head"), tuple(parts))

    # arrows

    def _label_room(self) -> float:
        """The width of the arrows' words, where there is room for them."""
        widths = [self.measure.width(arrow.text, TextStyle.CAPTION) for arrow in self.arrows]
        wanted = min(MOST_LABEL, max(widths, default=0.0) + 12)
        rest = self.view.width - 2 * MARGIN - self.lanes - wanted
        return wanted if any(widths) and rest >= LEAST_BESIDE_LABELS else 0.0

    def _connectors(self, blocks: Sequence[Group]) -> list[Connector]:
        """Each in a lane of its own at the right of the stack, short ones nearer to it."""
        by_id = {group.id: group.rect for group in blocks}
        spans = {arrow: abs(by_id[arrow.start].y - by_id[arrow.end].y) for arrow in self.arrows}
        ordered = sorted(self.arrows, key=lambda arrow: spans[arrow])
        ports = _ports(ordered, by_id)
        made: list[Connector] = []
        used: list[Rect] = []
        for lane, arrow in enumerate(ordered):
            start, end = ports[arrow]
            at = self.x + self.width + LANE * (lane + 1)
            edge = self.x + self.width
            points = (
                *(Point(edge, start), Point(at, start)),
                *(Point(at, end), Point(edge + 3, end)),
            )
            label = self._label(arrow, (start + end) / 2, used)
            shape = ShapeId(f"hides:{arrow.start}:{arrow.end}")
            made.append(Connector(shape, points, Role.GHOST, label, tip=arrow.tip))
        return made

    def _label(self, arrow: HidingArrow, middle: float, used: list[Rect]) -> Label | None:
        """What the arrow means, beside all lanes; nothing where another label stands already."""
        if not self.label_room:
            return None
        text = curtailed(arrow.text, TextStyle.CAPTION, self.label_room - 8, self.measure)
        height = self.measure.line_height(TextStyle.CAPTION) + 4
        x = self.x + self.width + self.lanes
        width = self.measure.width(text, TextStyle.CAPTION) + 8
        rect = Rect(x, middle - height / 2, width, height)
        if not text or any(rect.overlaps(other) for other in used):
            return None
        used.append(rect)
        return Label(rect, text, TextStyle.CAPTION, Role.GHOST, Align.CENTER)

    # what is hidden in all

    def _summary_rows(self) -> tuple[tuple[str, TextStyle, Role], ...]:
        """The lines below the ground: the sum, and where there is room what else is to be said."""
        picture = self.picture
        said = [(picture.sum_text, TextStyle.NOTE, Role.TEXT)]
        if has_notes(self.view):
            said += [(text, TextStyle.CAPTION, Role.MUTED) for text in picture.remarks]
        return tuple(
            (row, style, role)
            for text, style, role in said
            for row in wrapped(text, style, self.width, 2, self.measure)
        )

    def _has_bar(self) -> bool:
        return self.picture.hidden_share > 0 and not self.saving

    def _summary_height(self) -> float:
        heights = sum(self.measure.line_height(style) for _, style, _ in self.summary)
        bar = BAR_HEIGHT + 8 if self._has_bar() else 0.0
        return heights + bar + (GROUND_GAP + 8 - self.saving / 2 if heights or bar else 0.0)

    def _summary(self, ground: Rect) -> list[Shape]:
        parts: list[Part] = []
        y = ground.y + GROUND_GAP + 10 - self.saving / 2
        if self._has_bar():
            parts += self._bar(Rect(ground.x, y, ground.width, BAR_HEIGHT))
            y += BAR_HEIGHT + 6
        for text, style, role in self.summary:
            height = self.measure.line_height(style)
            parts.append(Label(Rect(ground.x, y, ground.width, height), text, style, role))
            y += height
        return [Decoration(ShapeId("sum"), tuple(parts))] if parts else []

    def _bar(self, track: Rect) -> list[Part]:
        """What is seen of all that is stored, and what is not."""
        hidden = track.width * min(1.0, self.picture.hidden_share)
        seen = Rect(track.x, track.y, track.width - hidden, track.height)
        rest = Rect(seen.right, track.y, hidden, track.height)
        return [*([Box(seen, Role.SIZE, 4)] if seen.width else []), Box(rest, Role.GHOST, 4)]


def _shown(picture: ImagePicture) -> tuple[HidingArrow, ...]:
    """The arrows that are drawn: between two different blocks, the first few."""
    ids = {row.id for row in picture.rows}
    drawn = [a for a in picture.arrows if {a.start, a.end} <= ids and a.start != a.end]
    return tuple(drawn[:MOST_ARROWS])


def _ports(
    arrows: Sequence[HidingArrow], rects: dict[ShapeId, Rect]
) -> dict[HidingArrow, tuple[float, float]]:
    """Where each arrow leaves and arrives: apart from each other, at the right edge of a block.

    A long one comes from further away, so at both of its blocks it stands further out.
    """
    ends: dict[ShapeId, list[tuple[HidingArrow, bool]]] = {}
    for arrow in arrows:
        ends.setdefault(arrow.start, []).append((arrow, True))
        ends.setdefault(arrow.end, []).append((arrow, False))
    found: dict[tuple[HidingArrow, bool], float] = {}
    for shape, touching in ends.items():
        rect = rects[shape]
        step = min(ARROW_STEP, rect.height / (len(touching) + 1))
        touching.sort(key=lambda each: _far_end(each, rects))
        for place, each in enumerate(touching):
            found[each] = rect.center.y + (place - (len(touching) - 1) / 2) * step
    return {arrow: (found[arrow, True], found[arrow, False]) for arrow in arrows}


def _far_end(touching: tuple[HidingArrow, bool], rects: dict[ShapeId, Rect]) -> float:
    """The y that the other end of an arrow has."""
    arrow, is_start = touching
    return rects[arrow.end if is_start else arrow.start].y
