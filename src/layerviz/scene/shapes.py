"""The shapes of a scene: ids, roles, geometry and plain text; nothing about pens and fonts.

A scene is painted in the order of its shapes. Parts of a group are placed relative to its top left
corner, so that a group moves as one. The id of a group stays while the block stays: a picture
before and one after a change are compared by it (`layerviz.scene.changes`).
"""

from __future__ import annotations

from enum import Enum

from layerviz.core.analysis import StepId
from layerviz.core.values import Value
from layerviz.scene.geometry import Point, Rect
from layerviz.scene.roles import Role

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NewType

    ShapeId = NewType("ShapeId", str)
else:
    ShapeId = str
"""Names a shape within a scene, and the same shape in the next scene."""


class TextStyle(Enum):
    """What a text is; the theme knows its font."""

    TITLE = "title"  # of an exported picture
    HEADING = "heading"
    CAPTION = "caption"
    CODE = "code"
    SUBTITLE = "subtitle"
    SIZE = "size"
    VERDICT = "verdict"
    BADGE = "badge"
    STAGE = "stage"
    PATH = "path"
    TOTAL = "total"
    NOTE = "note"
    NAME = "name"  # a reference in large letters
    SMALL_NAME = "small-name"  # one that is too long for those

    __hash__ = object.__hash__  # there is one of each: enum's own hash is slow, and asked often


class Align(Enum):
    """Where a text stands in its box; it is always centred vertically."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Sign(Enum):
    """A drawn mark."""

    TICK = "tick"
    SELECTED = "selected"  # a tick on a ground of its own
    CROSS = "cross"
    QUESTION = "question"
    RIGHT = "right"  # picked, and so it is
    WRONG = "wrong"  # picked, and it is not
    MISSED = "missed"  # not picked, and it is
    SAME = "same"  # drawn as an arrow between two blocks
    UNFOLD = "unfold"


class TargetKind(Enum):
    """What a click on a shape means."""

    STEP = "step"
    SETTING = "setting"
    FOLD = "fold"
    STAGE = "stage"
    ORDER = "order"  # the switch between image order and Dockerfile order
    SCALE = "scale"  # the switch between logarithmic and linear heights
    IMAGE = "image"  # an image among those shown, by `index`
    LEAVE = "leave"  # imagine an image deleted, by `index`
    LAYER = "layer"  # a layer, by `index`: of the one image, or of the layers of several
    BASE = "base"  # the layers of a base, to be opened or closed
    NAME = "name"  # a name that an image has, by `index`
    PATH = "path"  # a file of a layer, by `path`
    READ = "read"  # words to be read, by `path`; a click on them means nothing

    __hash__ = object.__hash__  # there is one of each: enum's own hash is slow, and asked often


class Target(Value):
    """What stands behind a shape: a step or setting of a build, or a fold (`shape`) to open."""

    kind: TargetKind
    step: StepId | None = None
    side: int = 0
    """0 for the left card of Compare and for Build, 1 for the right card."""
    is_before: bool = False
    shape: ShapeId | None = None
    stage_index: int | None = None
    index: int | None = None
    path: str = ""


class Box(Value):
    """A rounded rectangle. In each of `quiet` its pattern is held back for the text there."""

    rect: Rect
    role: Role
    radius: float = 8.0
    quiet: tuple[Rect, ...] = ()
    is_outline: bool = False
    """Only the border is drawn, thick: a state laid over a block."""


class Label(Value):
    """One line of text that fits its box; `text` is already shortened."""

    rect: Rect
    text: str
    style: TextStyle
    role: Role
    align: Align = Align.LEFT
    is_soft: bool = False
    """Secondary text of a block: the theme may make it calmer."""


class Badge(Value):
    """A number in a pill."""

    rect: Rect
    text: str
    role: Role


class Mark(Value):
    """A sign drawn in the box."""

    rect: Rect
    sign: Sign
    role: Role


Part = Box | Label | Badge | Mark


class Group(Value):
    """A block: parts that belong together at `rect`, relative to its top left corner."""

    id: ShapeId
    rect: Rect
    role: Role
    parts: tuple[Part, ...]
    target: Target | None = None
    spoken: str = ""
    """The whole block in words, for a screen reader and the list twin."""
    tip: str = ""
    """The texts in full, shown on hover."""
    is_movable: bool = False


class Connector(Value):
    """A line through `points`; corners are rounded; with a head at its end."""

    id: ShapeId
    points: tuple[Point, ...]
    role: Role
    label: Label | None = None
    """With a box of its own behind it, so that it never runs into a line."""
    has_head: bool = True
    is_curved: bool = False
    """Four points are one cubic curve."""
    tip: str = ""


class Decoration(Value):
    """Shapes without meaning of their own: headings, lines, cards."""

    id: ShapeId
    parts: tuple[Part, ...]


Shape = Group | Connector | Decoration


class Scene(Value):
    """A picture. `header` stays in view, at the top, when the rest is scrolled.

    So does `side`, at the right: its shapes lie in the last `side_width` pixels of the width.
    """

    width: float
    height: float
    shapes: tuple[Shape, ...] = ()
    header: tuple[Shape, ...] = ()
    header_height: float = 0.0
    side: tuple[Shape, ...] = ()
    side_width: float = 0.0
    slack: float = 0.0
    """So much at the bottom is empty and may be cut off before it is worth scrolling."""
    ground: Role = Role.SURFACE
    reads_down: bool = False
    """It begins at the top, and is no stack that grows up from its ground."""

    @property
    def groups(self) -> tuple[Group, ...]:
        """The blocks, in reading order."""
        return tuple(shape for shape in self.shapes if isinstance(shape, Group))

    def group(self, shape_id: ShapeId) -> Group | None:
        """The block of that id, or None."""
        return next((group for group in self.groups if group.id == shape_id), None)

    def group_at(self, point: Point) -> Group | None:
        """The topmost block at the point that means something, or None."""
        return topmost(self.shapes, point)


def topmost(shapes: Sequence[Shape], point: Point) -> Group | None:
    """The last of the shapes that is a block at the point and means something, or None."""
    for shape in reversed(shapes):
        if isinstance(shape, Group) and shape.target and shape.rect.contains(point):
            return shape
    return None
