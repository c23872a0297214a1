"""The images that a state shows: those on the shelf, and what its Dockerfiles would make."""

from __future__ import annotations

from layerviz.app.inspecting import find_base, inspect_build, layer_numbers, side_by_side
from layerviz.app.shelf import ImageKey, ShelfImage
from layerviz.core.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.app.inspecting import Base, Inspection
    from layerviz.app.state import AppState

_PREDICTED = "predicted:"


def images_at_hand(state: AppState) -> tuple[ShelfImage, ...]:
    """Every image that may be chosen: what the open Dockerfiles would make, then the shelf."""
    sides = range(len(state.content.sheets))
    predicted = (_predicted(state, side) for side in sides)
    return (*(each for each in predicted if each is not None), *state.shelf.images)


def shown_image(state: AppState) -> ShelfImage | None:
    """The image that stands alone in Image; None while there is none."""
    wanted = state.shelf.shown
    return next((each for each in images_at_hand(state) if each.key == wanted), None)


def shown_base(state: AppState) -> Base | None:
    """The base of the image that stands alone in Image, as far as anybody knows it."""
    image = shown_image(state)
    found = image.inspection if image is not None else None
    return None if found is None else find_base(found, inspections_at_hand(state))


def shown_numbers(state: AppState) -> tuple[str, ...]:
    """The numbers of its layers, bottom first."""
    image = shown_image(state)
    found = image.inspection if image is not None else None
    return () if found is None else layer_numbers(found, shown_base(state))


def compared_images(state: AppState) -> tuple[ShelfImage, ...]:
    """The picked images whose facts are known, in the order of picking, as they stand side by side.

    Names are unique among them, and a predicted one stands on the layers of its base where an image
    at hand has them.
    """
    at_hand = {each.key: each for each in images_at_hand(state)}
    picked = [at_hand[key] for key in state.shelf.picked if key in at_hand]
    known = [(each, each.inspection) for each in picked if each.inspection is not None]
    made = side_by_side([found for _, found in known])
    return tuple(
        replace(each, inspection=found, name=found.name)
        for (each, _), found in zip(known, made, strict=True)
    )


def inspections_at_hand(state: AppState) -> tuple[Inspection, ...]:
    """What is known of all images at hand: among them a base is looked for."""
    found = (each.inspection for each in images_at_hand(state))
    return tuple(each for each in found if each is not None)


def _predicted(state: AppState, side: int) -> ShelfImage | None:
    analysis = state.analysis(side)
    if analysis is None or not analysis.after.steps:
        return None
    path = state.content.sheets[side].path
    name = path.replace("\\", "/").rpartition("/")[2] or "Dockerfile"
    return ShelfImage(
        key=ImageKey(f"{_PREDICTED}{side}"),
        target=path,
        name=name,
        inspection=inspect_build(name, analysis.after),
    )
