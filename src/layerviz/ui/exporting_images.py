"""`layerviz export --view stack|sharing|tags`: from what was typed to the state that is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerviz.app.messages import Message, message
from layerviz.app.settings import Settings
from layerviz.app.shelf import ImageKey, Shelf, ShelfImage
from layerviz.app.shelving import compared_images, shown_image
from layerviz.app.state import AppState, View
from layerviz.app.tags_state import Tags
from layerviz.cli.images import MOST_IMAGES
from layerviz.core.diagnostics import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerviz.app.inspecting import Inspection
    from layerviz.cli.arguments import Given

VIEWS = {"stack": View.IMAGE, "sharing": View.SHARING, "tags": View.TAGS}
"""The views of images by the words of the command line."""


def state_of_images(given: Given, language: str) -> AppState | Diagnostic | Message:
    """The state that shows what was typed; a Message for wrong usage, else why there is none."""
    view = VIEWS[given.last("--view")]
    wrong = _wrong_targets(given.targets, view)
    if wrong is not None:
        return wrong
    settings = Settings(language=language)
    if view is View.TAGS:
        return AppState(settings=settings, view=view, tags=Tags(reference=given.targets[0]))
    found = _inspected(given)
    if isinstance(found, Diagnostic):
        return found
    if view is View.SHARING and len(found) < 2:
        return message("cli.usage.no-images")
    if len(found) > MOST_IMAGES:
        return message("cli.usage.too-many-images", most=MOST_IMAGES)
    images = tuple(
        ShelfImage(
            key=ImageKey(f"{each.target}#{place}"),
            target=each.target,
            name=each.name,
            inspection=each,
        )
        for place, each in enumerate(found, 1)
    )
    shelf = Shelf(
        images=images,
        picked=tuple(each.key for each in images),
        shown=images[0].key,
        has_samples=True,
    )
    return AppState(settings=settings, view=view, shelf=shelf)


def data_of(state: AppState) -> str:
    """What the picture shows as JSON, the form of `layerviz image` and `share`; "" for others."""
    from layerviz.cli.image_rendering import image_json
    from layerviz.cli.sharing_rendering import sharing_json

    if state.view is View.SHARING:
        compared = [each.inspection for each in compared_images(state)]
        return sharing_json([each for each in compared if each is not None])
    image = shown_image(state) if state.view is View.IMAGE else None
    return image_json(image.inspection) if image is not None and image.inspection else ""


def _wrong_targets(targets: Sequence[str], view: View) -> Message | None:
    if not targets or not all(targets):
        return message("cli.usage.no-images" if view is View.SHARING else "cli.usage.no-image")
    if view is not View.SHARING and len(targets) > 1:
        return message("cli.usage.too-many", given=targets[1][:60])
    return None


def _inspected(given: Given) -> tuple[Inspection, ...] | Diagnostic:
    from layerviz.cli.main import inspected

    images: list[Inspection] = []
    for target in given.targets:
        found = inspected(target, given.last("--platform"), given.last("--name"))
        if isinstance(found, Diagnostic):
            return found
        images += found
    return tuple(images)
