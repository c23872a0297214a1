"""The ways of arrows between stages: between the columns and above them, never over a text."""

from __future__ import annotations

from layerviz.core.analysis import Verdict
from layerviz.core.values import Value
from layerviz.scene.columns import LABEL_MARGIN
from layerviz.scene.geometry import Point, Rect
from layerviz.scene.measuring import elided
from layerviz.scene.roles import Role
from layerviz.scene.shapes import Align, Connector, Label, ShapeId, TextStyle
from layerviz.scene.stacking import plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerviz.core.analysis import Build
    from layerviz.scene.blocks import Lines
    from layerviz.scene.columns import Column
    from layerviz.scene.measuring import TextMeasure
    from layerviz.scene.rows import Row
    from layerviz.scene.shapes import Group
    from layerviz.scene.stacking import Dress, Plan
    from layerviz.scene.texts import View

LANE = 27.0
"""The distance between two arrows that run side by side above the columns."""
TRACK = 7.0
"""The distance between two arrows that run side by side between two columns."""
CLEAR = 13.0
"""The least distance of an arrow from the columns below it."""
SPREAD = 8.0
"""The distance between two arrows that start at one block."""
STEEP = 1.5
"""A way steeper than this between two neighbours goes straight up or down, beside the others."""
NEAREST = 12.0
"""The least distance of an upright arrow from the block that it left."""
ARROW_ROOM = 22.0
"""The room for the head of an arrow in front of its block."""
HEAD = 4.0
"""The room that an arrow keeps from the blocks at its ends."""

PATH_ROLES = {
    Role.DEPENDS: Role.DEPENDS,
    Role.FOLLOWS: Role.FOLLOWS,
    Role.REBUILT: Role.FOLLOWS,
    Role.SKIPPED: Role.SKIPPED,
    Role.CACHED: Role.CACHED,
    Role.BASE: Role.CACHED,
}


class Link(Value):
    """What one block takes from another column."""

    id: ShapeId
    start: Group
    end: Group
    start_column: int
    end_column: int
    text: str
    role: Role

    @property
    def is_near(self) -> bool:
        """Whether it only crosses the room between two neighbours."""
        return self.end_column == self.start_column + 1


def links_of(build: Build, columns: Sequence[Column], dress: Dress) -> tuple[Link, ...]:
    """All that is taken from one stage into another, in file order; one link per step and stage."""
    return (*_copies(build, columns, dress), *_parents(build, columns, dress))


def _copies(build: Build, columns: Sequence[Column], dress: Dress) -> list[Link]:
    links: list[Link] = []
    for step in build.steps:
        if not step.inputs:
            continue
        end = columns[step.stage_index].group_of(step.id)
        for stage_index in sorted({taken.stage_index for taken in step.inputs}):
            taken_here = [taken for taken in step.inputs if taken.stage_index == stage_index]
            from_step = taken_here[0].from_step
            source = columns[stage_index]
            start = (source.group_of(from_step) if from_step else None) or source.top_group
            if start is None or end is None:
                continue  # nothing of the stage is drawn: `FROM scratch` alone
            text = ", ".join(taken.path for taken in taken_here)
            role = PATH_ROLES.get(end.role, Role.LAYER)
            if step.verdict is Verdict.SKIPPED:
                role = Role.SKIPPED
            shape = ShapeId(f"{dress.prefix}take:{stage_index}:{step.id}")
            links.append(Link(shape, start, end, stage_index, step.stage_index, text, role))
    return links


def _parents(build: Build, columns: Sequence[Column], dress: Dress) -> list[Link]:
    links: list[Link] = []
    for stage in build.stages:
        if stage.parent_index is None:
            continue
        start = columns[stage.parent_index].top_group
        groups = columns[stage.index].groups
        if start is not None and groups:
            role = Role.SETTING if stage.is_needed else Role.SKIPPED
            shape = ShapeId(f"{dress.prefix}from:{stage.parent_index}:{stage.index}")
            links.append(Link(shape, start, groups[0], stage.parent_index, stage.index, "", role))
    return links


def plan_under_lanes(
    spans: Sequence[tuple[int, int]],
    whole: Sequence[tuple[Row, ...]],
    folded: Sequence[tuple[Row, ...]],
    view: View,
    *,
    room: float,
    width: float,
    lines: Lines,
) -> tuple[Plan, float]:
    """The plan of the columns, and the height that they take with the arrows above them.

    `spans` are the columns that each far arrow goes over, as `far_spans` gives them.
    """
    made = plan(whole, folded, view, room=room, width=width, lines=lines)
    needed = _height_with_lanes(made, spans)
    if needed > room and needed > made.tallest:
        over = max(needed - room, needed - made.tallest)
        made = plan(whole, folded, view, room=room - over, width=width, lines=lines)
        needed = _height_with_lanes(made, spans)
    return made, needed


def far_spans(build: Build) -> list[tuple[int, int]]:
    """The columns between the two ends of each arrow that goes over others, half-open."""
    ends: set[tuple[int, int, str]] = {
        (taken.stage_index, step.stage_index, step.id)
        for step in build.steps
        for taken in step.inputs
    }
    ends |= {
        (stage.parent_index, stage.index, stage.name)
        for stage in build.stages
        if stage.parent_index is not None
    }
    return [(start + 1, end) for start, end, _ in ends if end - start > 1]


def _height_with_lanes(made: Plan, spans: Sequence[tuple[int, int]]) -> float:
    over = [max(made.tops[start:end]) for start, end in spans]
    return max(made.tallest, max(over, default=0.0) + LANE * len(over) if over else 0.0)


def connectors(
    links: Sequence[Link], columns: Sequence[Column], measure: TextMeasure
) -> tuple[Connector, ...]:
    """The arrows of the links; no two labels overlap."""
    ordered = sorted(links, key=lambda link: (link.end_column - link.start_column, link.id))
    routes = _Routes(columns, ordered, measure)
    for link in ordered:
        routes.add(link)
    by_id = {connector.id: connector for connector in routes.connectors}
    return tuple(by_id[link.id] for link in links)


class _Routes:
    """The arrows placed so far, to keep the next ones clear of them; lives for one call."""

    def __init__(
        self, columns: Sequence[Column], links: Sequence[Link], measure: TextMeasure
    ) -> None:
        self.leaving: dict[ShapeId, list[ShapeId]] = {}
        for link in reversed(links):  # the far ones first
            self.leaving.setdefault(link.start.id, []).append(link.id)
        self.columns = columns
        self.measure = measure
        self.connectors: list[Connector] = []
        self.lanes: list[tuple[float, float, float]] = []
        self.labels: list[Rect] = []
        self.tracks: dict[int, int] = {}
        self.up = 1.0 if columns and columns[0].place.grows_down else -1.0

    def add(self, link: Link) -> None:
        start = Point(link.start.rect.right + HEAD, self._start_y(link))
        end = Point(link.end.rect.x - HEAD, link.end.rect.center.y)
        self.connectors.append(
            self._near(link, start, end) if link.is_near else self._far(link, start, end)
        )

    def _start_y(self, link: Link) -> float:
        """Arrows from one block start below each other, those that go up or far at the top."""
        leaving = self.leaving[link.start.id]
        place = leaving.index(link.id) - (len(leaving) - 1) / 2
        step = min(SPREAD, (link.start.rect.height - 12) / max(1, len(leaving) - 1))
        return link.start.rect.center.y + place * step

    def _near(self, link: Link, start: Point, end: Point) -> Connector:
        room = end.x - start.x - 2 * LABEL_MARGIN + 8
        middle = Point((start.x + end.x) / 2, (start.y + end.y) / 2)
        is_steep = abs(end.y - start.y) > STEEP * (end.x - start.x)
        if is_steep and not link.text:
            x = start.x - HEAD + NEAREST + self._track(link.start_column)
            points: tuple[Point, ...] = (start, Point(x, start.y), Point(x, end.y), end)
        else:
            bend = max(24.0, (end.x - start.x) * 0.55)
            points = (start, Point(start.x + bend, start.y), Point(end.x - bend, end.y), end)
        label = self._label(link, middle, room, is_upright=True)
        is_curved = not is_steep or bool(link.text)
        return Connector(link.id, points, link.role, label, is_curved=is_curved, tip=link.text)

    def _far(self, link: Link, start: Point, end: Point) -> Connector:
        between = (
            self.columns[
                min(link.start_column, link.end_column) + 1 : max(
                    link.start_column, link.end_column
                )
            ]
            or self.columns[link.end_column : link.start_column + 1]
        )
        left = start.x - HEAD + NEAREST + self._track(link.start_column)
        right = end.x + HEAD - ARROW_ROOM - self._track(link.end_column - 1)
        y = self._lane(between, (min(left, right), max(left, right)), end.y)
        bends = () if y == end.y else (Point(right, y), Point(right, end.y))
        points = (start, Point(left, start.y), Point(left, y), *bends, end)
        over = between[0].place
        room = over.width - 2 * LABEL_MARGIN
        label = self._label(link, Point(over.x + over.width / 2, y), room, is_upright=False)
        return Connector(link.id, points, link.role, label, tip=link.text)

    def _track(self, gutter: int) -> float:
        taken = self.tracks.get(gutter, 0)
        self.tracks[gutter] = taken + 1
        return TRACK * (taken % 3)

    def _lane(self, between: Sequence[Column], reach: tuple[float, float], end_y: float) -> float:
        """The y of the way over the columns: straight into its end where that is as good."""
        peaks = [column.peak for column in between]
        nearest = max(peaks) if self.up > 0 else min(peaks)
        if self.up * (end_y - nearest) >= CLEAR and self._is_free(end_y, reach):
            y = end_y
        else:
            y = nearest + self.up * (LANE - 7)
            while not self._is_free(y, reach):
                y += self.up * LANE
        self.lanes.append((y, *reach))
        return y

    def _is_free(self, y: float, reach: tuple[float, float]) -> bool:
        left, right = reach
        return not any(
            abs(other - y) < LANE and left < end and begin < right
            for other, begin, end in self.lanes
        )

    def _label(self, link: Link, at: Point, room: float, *, is_upright: bool) -> Label | None:
        text = elided(link.text, TextStyle.PATH, room, self.measure) if link.text else ""
        if not text:
            return None
        width = self.measure.width(text, TextStyle.PATH) + 10
        height = self.measure.line_height(TextStyle.PATH) + 2
        middle = Rect(at.x - width / 2, at.y - height / 2, width, height)
        rect = middle
        tries = 0
        while is_upright and any(rect.overlaps(other) for other in self.labels):
            tries += 1  # a line up, a line down, two lines up ...
            rect = middle.moved(0, height * ((tries + 1) // 2) * (-1 if tries % 2 else 1))
        self.labels.append(rect)
        return Label(rect, text, TextStyle.PATH, link.role, Align.CENTER)
