"""Names as movable labels on images: what `docker tag`, a rebuild and `docker rmi` do to them.

A board is what one image store lists. Nothing is copied and nothing is looked into: a step only
moves names, adds the image of a build, or takes an image away. The two stores differ in one point:
after a rebuild the containerd store drops an image that lost its last name, overlay2 lists it on
without one. `tests/engine` holds this to both stores of a real engine.
"""

from __future__ import annotations

from layerviz.core.requests import Store
from layerviz.core.values import Value, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class NamedImage(Value):
    """An image on a board. `key` tells it from the others; `names` are canonical references."""

    key: str
    names: tuple[str, ...] = ()


class TagBoard(Value):
    """The images of a store, the newest first. No name is on two of them."""

    images: tuple[NamedImage, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All names, image by image."""
        return tuple(name for image in self.images for name in image.names)

    def image_of(self, name: str) -> NamedImage | None:
        """The image that a name is on."""
        return next((image for image in self.images if name in image.names), None)

    def image(self, key: str) -> NamedImage | None:
        """The image of that key."""
        return next((image for image in self.images if image.key == key), None)


class Tag(Value):
    """`docker tag SOURCE TARGET`."""

    source: str
    target: str


class Rebuild(Value):
    """`docker build -t NAME`, where something has changed: it makes the new image `key`."""

    name: str
    key: str


class Untag(Value):
    """`docker rmi NAME`."""

    name: str


BoardStep = Tag | Rebuild | Untag


class BoardChange(Value):
    """What a step did. `was_on` is the image that a name in use moved away from.

    `nameless` is the image that is listed without a name now, `gone` the one that is no longer
    listed; they are None where there is none.
    """

    was_on: str | None = None
    nameless: str | None = None
    gone: str | None = None


def board_of(images: Iterable[NamedImage]) -> TagBoard:
    """A board of these images; a name that several have is on the first of them."""
    seen: set[str] = set()
    made = []
    for image in images:
        names = tuple(name for name in dict.fromkeys(image.names) if name not in seen)
        seen.update(names)
        made.append(replace(image, names=names))
    return TagBoard(tuple(made))


def after(board: TagBoard, step: BoardStep, store: Store) -> TagBoard:
    """The board after a step; the same board where the step cannot be or changes nothing."""
    if isinstance(step, Tag):
        return _tagged(board, step)
    if isinstance(step, Rebuild):
        return _rebuilt(board, step, store)
    return _untagged(board, step)


def played(board: TagBoard, steps: Iterable[BoardStep], store: Store) -> TagBoard:
    """The board after some steps."""
    for step in steps:
        board = after(board, step, store)
    return board


def change_between(before: TagBoard, later: TagBoard, name: str) -> BoardChange:
    """What a step did that was about `name`, by the boards around it."""
    old = before.image_of(name)
    if old is None or later.image_of(name) == old:
        return BoardChange()
    now, new = later.image(old.key), later.image_of(name)
    return BoardChange(
        was_on=old.key if new is not None and new.key != old.key else None,
        nameless=old.key if now is not None and not now.names else None,
        gone=old.key if now is None else None,
    )


def _tagged(board: TagBoard, step: Tag) -> TagBoard:
    image = board.image_of(step.source)
    if image is None or step.target in image.names:
        return board
    freed = _without(board, step.target)
    return TagBoard(
        tuple(
            replace(each, names=(*each.names, step.target)) if each.key == image.key else each
            for each in freed.images
        )
    )


def _rebuilt(board: TagBoard, step: Rebuild, store: Store) -> TagBoard:
    if board.image(step.key) is not None:
        return board
    old = board.image_of(step.name)
    freed = _without(board, step.name)
    if store is Store.CONTAINERD and old is not None and old.names == (step.name,):
        freed = _dropped(freed, old.key)
    return TagBoard((NamedImage(step.key, (step.name,)), *freed.images))


def _untagged(board: TagBoard, step: Untag) -> TagBoard:
    image = board.image_of(step.name)
    if image is None:
        return board
    freed = _without(board, step.name)
    return freed if len(image.names) > 1 else _dropped(freed, image.key)


def _without(board: TagBoard, name: str) -> TagBoard:
    return TagBoard(
        tuple(
            replace(each, names=tuple(known for known in each.names if known != name))
            if name in each.names
            else each
            for each in board.images
        )
    )


def _dropped(board: TagBoard, key: str) -> TagBoard:
    return TagBoard(tuple(each for each in board.images if each.key != key))
