"""The pictures of Tags that are kept as data: real words, letters of a fixed width."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerviz.app.reducing import initial_state, reduce
from layerviz.app.settings import Settings
from layerviz.app.tag_events import NameChosen, NameRebuilt, NameTagged, ReferenceTyped
from layerviz.scene.texts import View
from layerviz.ui.picturing_tags import tags_picture
from layerviz.ui.translation import Translator
from tests.support.scenes import MEASURE

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerviz.app.tag_events import TagEvent
    from layerviz.scene.shapes import Scene

WIDE, NARROW = View(width=1240, height=700), View(width=640, height=420)


def _drawn(
    *happened: TagEvent, language: str = "en", store: str = "overlay2", room: View = WIDE
) -> Scene:
    state = initial_state(Settings(store=store))
    for event in happened:
        state, _ = reduce(state, event)
    scene = tags_picture(state, Translator(language), room, MEASURE)
    assert scene is not None
    return scene


TAG_SCENES: dict[str, Callable[[], Scene]] = {
    "tags": _drawn,
    "tags-moved": lambda: _drawn(ReferenceTyped("myapp:v0.9"), NameTagged()),
    "tags-rebuilt-japanese": lambda: _drawn(
        ReferenceTyped("nginx"), NameChosen(3), NameRebuilt(), language="ja", store="containerd"
    ),
    "tags-wrong-narrow": lambda: _drawn(ReferenceTyped("ghcr.io/Team/My_App:v1"), room=NARROW),
}
