"""What clicks and keys mean in the pictures of images, as events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerviz.app import image_events, tag_events
from layerviz.app.shelving import compared_images, shown_numbers
from layerviz.app.state import AppState, View
from layerviz.scene.shapes import Target, TargetKind

if TYPE_CHECKING:
    from layerviz.app import events


def meaning_of(target: Target, state: AppState) -> events.Event | None:
    """What a click on a shape means; None for a shape that only shows something."""
    if target.kind is TargetKind.BASE:
        return image_events.BaseToggled()
    if target.index is None:
        return None
    if target.kind in (TargetKind.IMAGE, TargetKind.LEAVE):
        return _of_image(target, state)
    if target.kind is TargetKind.NAME:
        return tag_events.NameChosen(target.index)
    if target.kind is TargetKind.LAYER:
        if state.view is View.SHARING:
            return image_events.SharedLayerChosen(target.index)
        return image_events.LayerChosen(target.index)
    return None


def _of_image(target: Target, state: AppState) -> events.Event | None:
    """Look at an image, or imagine it deleted; the same click again takes that back."""
    compared = compared_images(state)
    if target.index is None or target.index >= len(compared):
        return None
    key = compared[target.index].key
    if target.kind is TargetKind.IMAGE:
        return image_events.ImageShown(key)
    return image_events.LeavingChosen(None if key == state.shelf.leaving else key)


def numbered(state: AppState, number: int) -> events.Event | None:
    """What a number key means: the layer of that number; a base of several layers is number 1."""
    if state.view is not View.IMAGE:
        return None
    numbers = shown_numbers(state)
    if str(number) in numbers:
        return image_events.LayerChosen(numbers.index(str(number)))
    return image_events.BaseToggled() if number == 1 and numbers else None


def way_back(state: AppState) -> events.Event | None:
    """What Esc means: what was chosen is chosen no longer, one thing at a time."""
    shelf = state.shelf
    if state.view is View.IMAGE and shelf.layer is not None:
        return image_events.LayerChosen(None)
    if state.view is View.SHARING and shelf.shared_layer is not None:
        return image_events.SharedLayerChosen(None)
    if state.view is View.SHARING and shelf.leaving is not None:
        return image_events.LeavingChosen(None)
    return None
