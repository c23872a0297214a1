"""The pictures of images: Image, Sharing or Tags, whichever the state shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerviz.app.state import View as Shown

if TYPE_CHECKING:
    from layerviz.app.state import AppState
    from layerviz.scene.measuring import TextMeasure
    from layerviz.scene.shapes import Scene
    from layerviz.scene.texts import View
    from layerviz.ui.translation import Translator


def picture_of_images(
    state: AppState, translator: Translator, room: View, measure: TextMeasure
) -> Scene | None:
    """Image, Sharing or Tags; only the one in use is loaded."""
    if state.view is Shown.IMAGE:
        from layerviz.ui.picturing_image import image_picture

        return image_picture(state, translator, room, measure)
    if state.view is Shown.SHARING:
        from layerviz.ui.picturing_sharing import sharing_picture

        return sharing_picture(state, translator, room, measure)
    from layerviz.ui.picturing_tags import tags_picture

    return tags_picture(state, translator, room, measure)
