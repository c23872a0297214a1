"""What differs between two scenes, by the ids of their shapes: what an animation shows."""

from __future__ import annotations

from layerviz.core.values import Value
from layerviz.scene.shapes import Group

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.scene.shapes import Scene, Shape, ShapeId


class Changes(Value):
    """Ids of shapes, each kind in the order of its scene. A moved one may be restyled too."""

    added: tuple[ShapeId, ...] = ()
    removed: tuple[ShapeId, ...] = ()
    moved: tuple[ShapeId, ...] = ()
    restyled: tuple[ShapeId, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the scenes look the same."""
        return not (self.added or self.removed or self.moved or self.restyled)


def changes(old: Scene, new: Scene) -> Changes:
    """What came, went, moved (or grew) and looks different."""
    before = {shape.id: shape for shape in old.shapes}
    after = {shape.id: shape for shape in new.shapes}
    kept = [(before[shape.id], shape) for shape in new.shapes if shape.id in before]
    return Changes(
        tuple(shape.id for shape in new.shapes if shape.id not in before),
        tuple(shape.id for shape in old.shapes if shape.id not in after),
        tuple(b.id for a, b in kept if _is_moved(a, b)),
        tuple(b.id for a, b in kept if _is_restyled(a, b)),
    )


def _is_moved(old: Shape, new: Shape) -> bool:
    return isinstance(old, Group) and isinstance(new, Group) and old.rect != new.rect


def _is_restyled(old: Shape, new: Shape) -> bool:
    if isinstance(old, Group) and isinstance(new, Group):
        return _look(old) != _look(new)
    return old != new


def _look(group: Group) -> tuple[object, ...]:
    """What of a block is more than its place and size."""
    return tuple(
        (type(part), part.role, getattr(part, "text", None), getattr(part, "sign", None))
        for part in group.parts
    )
