"""The whole picture as small blocks, to show where one is in a long one."""

from __future__ import annotations

from layerviz.scene.geometry import Rect
from layerviz.scene.shapes import Box, TargetKind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.scene.shapes import Scene

INSET = 3.0
_NOT_ON_IT = (TargetKind.ORDER, TargetKind.SCALE)
"""What is no block of the picture."""


def minimap(scene: Scene, width: float, height: float) -> tuple[Box, ...]:
    """A box for each block, placed in a map of that size as the block is in the scene."""
    if not scene.groups:
        return ()
    across = (width - 2 * INSET) / (scene.width - scene.side_width)
    along = (height - 2 * INSET) / scene.height
    return tuple(
        Box(
            Rect(
                INSET + group.rect.x * across,
                INSET + group.rect.y * along,
                max(1.0, group.rect.width * across),
                max(1.0, group.rect.height * along - 0.5),
            ),
            group.role,
            0,
        )
        for group in scene.groups
        if group.target is not None and group.target.kind not in _NOT_ON_IT
    )
