"""A block that is dragged to another place: where it would go, and the line that shows it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from layerviz.scene.roles import Role
from layerviz.scene.shapes import Group, Target, TargetKind
from layerviz.ui.views.scene_strokes import pen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.scene.geometry import Point
    from layerviz.ui.theme import Theme
    from layerviz.ui.views.scene_pages import Page

DRAG_DISTANCE = 8
"""So many pixels make a press a drag."""


@dataclass(frozen=True, slots=True)
class Drop:
    """A block was dragged: it belongs next to `onto`, before it in the Dockerfile or after it."""

    moved: Target
    onto: Target
    is_before: bool


class Dragging:
    """What is pressed and where it would be dropped; it lives in the view only."""

    def __init__(self) -> None:
        self.pressed: Group | None = None
        self.drop: Drop | None = None
        self._pressed_at = QPointF()

    def press(self, group: Group | None, at: QPointF) -> None:
        """The pointer went down on a block, or beside all."""
        self.pressed = group
        self._pressed_at = at
        self.drop = None

    def follows(self, at: QPointF) -> bool:
        """Whether the pointer drags the block by now."""
        if self.pressed is None or not self.pressed.is_movable:
            return False
        far = (at - self._pressed_at).manhattanLength() >= DRAG_DISTANCE
        return far or self.drop is not None

    def move(self, page: Page, at: Point) -> None:
        """The pointer is over another place of the page."""
        self.drop = None
        group = page.scene.group_at(at)
        moved = self.pressed.target if self.pressed else None
        onto = group.target if group else None
        if group and moved and onto and onto != moved and _are_neighbours(moved, onto):
            is_upper = at.y < group.rect.center.y
            self.drop = Drop(moved, onto, is_before=is_upper == page.grows_down)

    def release(self) -> tuple[Group | None, Drop | None]:
        """What was pressed and where it is dropped; nothing is pressed any more."""
        ended = self.pressed, self.drop
        self.pressed, self.drop = None, None
        return ended

    def draw(self, painter: QPainter, page: Page, theme: Theme) -> None:
        """Draw the line where the block would go."""
        group = page.by_target.get(self.drop.onto) if self.drop else None
        if group is None or self.drop is None:
            return
        is_top = self.drop.is_before == page.grows_down
        y = group.rect.y - 3 if is_top else group.rect.bottom + 3
        painter.setPen(pen(theme.look(Role.SELECTED).border, 4.0))
        painter.drawLine(QPointF(group.rect.x, y), QPointF(group.rect.right, y))


def _are_neighbours(moved: Target, onto: Target) -> bool:
    """Whether a block may be put beside the other: of the same build, and an instruction."""
    kinds = (TargetKind.STEP, TargetKind.SETTING)
    return onto.kind in kinds and moved.side == onto.side and moved.is_before == onto.is_before
