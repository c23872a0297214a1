"""Points and rectangles of a scene: pixels at 100 %, x to the right, y down."""

from __future__ import annotations

from layerviz.core.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class Point(Value):
    """A place in a scene."""

    x: float
    y: float


class Rect(Value):
    """A rectangle by its top left corner and its size; never negative."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of the bottom edge."""
        return self.y + self.height

    @property
    def center(self) -> Point:
        """The middle."""
        return Point(self.x + self.width / 2, self.y + self.height / 2)

    def contains(self, point: Point) -> bool:
        """Whether the point lies inside or on the top or left edge."""
        return self.x <= point.x < self.right and self.y <= point.y < self.bottom

    def overlaps(self, other: Rect) -> bool:
        """Whether they share an area; touching edges do not count."""
        return (
            self.x < other.right
            and other.x < self.right
            and self.y < other.bottom
            and other.y < self.bottom
        )

    def encloses(self, other: Rect, slack: float = 0.01) -> bool:
        """Whether the other lies inside; `slack` forgives rounding."""
        return (
            other.x >= self.x - slack
            and other.y >= self.y - slack
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )

    def moved(self, dx: float, dy: float) -> Rect:
        """The same size at another place."""
        return Rect(self.x + dx, self.y + dy, self.width, self.height)

    def inset(self, distance: float) -> Rect:
        """Smaller by the distance on every side; larger for a negative one."""
        width = max(0.0, self.width - 2 * distance)
        height = max(0.0, self.height - 2 * distance)
        return Rect(self.x + distance, self.y + distance, width, height)

    def between(self, other: Rect, share: float) -> Rect:
        """The rectangle on the way to the other one: 0 is this, 1 the other."""
        rest = 1 - share
        return Rect(
            self.x * rest + other.x * share,
            self.y * rest + other.y * share,
            self.width * rest + other.width * share,
            self.height * rest + other.height * share,
        )


def union(rects: Iterable[Rect]) -> Rect:
    """The smallest rectangle around all; an empty one at the origin for none."""
    known = tuple(rects)
    if not known:
        return Rect(0, 0, 0, 0)
    left = min(rect.x for rect in known)
    top = min(rect.y for rect in known)
    right = max(rect.right for rect in known)
    bottom = max(rect.bottom for rect in known)
    return Rect(left, top, right - left, bottom - top)
