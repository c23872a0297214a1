"""The picture of one image in words: of real layers, while being read, and before the build."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from layerviz.app import image_events
from layerviz.app.inspecting import Inspection
from layerviz.app.reducing import reduce
from layerviz.app.shelf import ShelfImage
from layerviz.app.state import AppState
from layerviz.core.diagnostics import Diagnostic, Severity
from layerviz.core.images import Platform
from layerviz.core.values import replace
from layerviz.scene.roles import Role
from layerviz.scene.shapes import Connector, Decoration, Group, Label, Scene, ShapeId, TargetKind
from layerviz.scene.texts import View
from layerviz.ui.font_measuring import FontMeasure
from layerviz.ui.picturing_image import image_picture
from layerviz.ui.theme import THEMES
from layerviz.ui.translation import Translator
from layerviz.ui.views.scene_view import SceneView
from tests.support.images import (
    WASTEFUL_FILES,
    WASTEFUL_HISTORY,
    inspected,
    looking_at,
    predicted,
    wasteful,
)
from tests.support.scenes import MEASURE, check_scene

ROOM = View(width=960, height=700)
NO_FILES = Diagnostic("archive-unreadable", Severity.ERROR, None, (("place", "x"),))
BASE = inspected(
    "base.tar", WASTEFUL_FILES[:2], WASTEFUL_HISTORY[:3], references=("docker.io/library/base:1",)
)


def draw(state: AppState, language: str = "en") -> Scene:
    scene = image_picture(state, Translator(language), ROOM, MEASURE)
    assert scene is not None
    check_scene(scene)
    return scene


def blocks(scene: Scene) -> dict[str, str]:
    found = [group for group in scene.groups if not group.id.startswith("note:")]
    return {group.id: group.spoken for group in found}


def group(scene: Scene, name: str) -> Group:
    found = scene.group(ShapeId(name))
    assert found is not None
    return found


def said(scene: Scene) -> str:
    shapes = [each for each in (*scene.header, *scene.shapes) if isinstance(each, Decoration)]
    parts = [part for shape in shapes for part in shape.parts]
    return "\n".join(part.text for part in parts if isinstance(part, Label))


def do(state: AppState, *happened: image_events.ImageEvent) -> AppState:
    for event in happened:
        state, _ = reduce(state, event)
    return state


def shelved(state: AppState, **fields: object) -> AppState:
    """The state with the image that is looked at in another condition."""
    first: ShelfImage = replace(state.shelf.images[0], **fields)
    images = (first, *state.shelf.images[1:])
    return replace(state, shelf=replace(state.shelf, images=images))


def test_layers_have_numbers_and_sizes_and_settings_have_none() -> None:
    assert blocks(draw(looking_at(wasteful()))) == {
        "base": "1. base image, 1 layer, guessed from the history, 8.0 kB",
        "layer:1": "2. RUN wget tools, 120 kB hidden by layer 3, 120 kB",
        "layer:2": "3. RUN rm /tmp/tools, 0 B",
        "layer:3": "4. ≈ COPY (file) /app, 36 kB hidden by layer 5, 40 kB",
        "layer:4": "5. RUN chmod 600 /app/data, 36 kB",
        "setting:6": "USER node, (setting, not a layer)",
    }


def test_the_header_names_the_image_and_the_sum_tells_what_is_in_vain() -> None:
    text = said(draw(looking_at(wasteful())))
    assert "app:1.0\n" in text
    assert "linux/amd64 · image ID " in text
    assert "204 kB" in text
    assert "unpacked · 102 kB to download" in text
    assert "156 kB of 204 kB is stored in vain" in text
    assert "approximate Dockerfile" in text


def test_an_image_without_ghosts_says_so() -> None:
    clean = inspected("a.tar", WASTEFUL_FILES[:1], WASTEFUL_HISTORY[:1])
    assert "Nothing is stored in vain" in said(draw(looking_at(clean)))


def test_a_known_base_has_its_name_and_opens_to_its_layers_and_settings() -> None:
    state = looking_at(wasteful(), BASE)
    scene = draw(state)
    base = group(scene, "base")
    assert base.role is Role.BASE
    assert base.target is not None
    assert base.target.kind is TargetKind.BASE
    assert base.spoken.startswith("1. base:1, ")
    assert "120 kB hidden by layer 2" in base.spoken
    opened = blocks(draw(do(state, image_events.BaseToggled())))
    assert list(opened)[:5] == ["layer:0", "setting:1", "layer:1", "base", "layer:2"]
    assert opened["base"] == "base: base:1, the layers below this; click to close"


def test_a_base_may_lie_in_the_same_archive() -> None:
    scene = draw(looking_at(wasteful("both.tar"), replace(BASE, target="both.tar")))
    assert "base:1" in group(scene, "base").spoken


def test_the_chosen_layer_lights_up_those_it_has_to_do_with() -> None:
    scene = draw(do(looking_at(wasteful()), image_events.LayerChosen(2)))
    outlined = {
        shape.id: [part.role for part in shape.parts if getattr(part, "is_outline", False)]
        for shape in scene.groups
    }
    assert {name: roles for name, roles in outlined.items() if roles} == {
        "layer:1": [Role.LIT],
        "layer:2": [Role.SELECTED],
    }


def test_arrows_end_at_the_base_while_it_is_closed() -> None:
    scene = draw(looking_at(wasteful(), BASE))
    ids = {shape.id for shape in scene.shapes if isinstance(shape, Connector)}
    assert ids == {"hides:layer:2:base", "hides:layer:4:layer:3"}


@pytest.mark.parametrize(
    ("fields", "size", "told"),
    [
        ({"is_reading": True}, "…", "being read"),
        ({"is_reading": False, "problem": NO_FILES}, "?", "could not be read"),
        ({"is_reading": False}, "?", ""),
    ],
)
def test_sizes_are_not_invented_while_files_are_missing(
    fields: dict[str, object], size: str, told: str
) -> None:
    state = shelved(looking_at(wasteful(is_read=False)), **fields)
    scene = draw(state)
    assert group(scene, "layer:1").spoken == f"2. RUN wget tools, {size}"
    assert group(scene, "base").spoken.endswith(size)
    text = said(scene)
    assert f"{size}\n" in text
    assert told in text
    assert "stored in vain" not in text


def test_an_image_that_is_not_built_shows_no_number_it_does_not_know() -> None:
    scene = draw(predicted())
    found = blocks(scene)
    assert found["layer:0"] == "1. node:20-alpine, named by FROM, ?"
    assert found["layer:2"] == "3. RUN npm i, not built yet, ?"
    assert "not built yet: predicted · 4 layers" in said(scene)
    assert "Files and unknown sizes (?) are known only after the build." in said(scene)


def test_layers_whose_history_does_not_fit_stand_without_words() -> None:
    found = inspected("a.tar", WASTEFUL_FILES, WASTEFUL_HISTORY[:3])
    scene = draw(looking_at(found))
    assert group(scene, "layer:0").spoken == "1. layer 1, 8.0 kB"
    assert "history does not fit" in said(scene)


def test_other_platforms_are_named() -> None:
    both = (Platform("linux", "amd64"), Platform("linux", "arm64"))
    scene = draw(looking_at(wasteful(platforms=both)))
    assert "also stands for linux/arm64." in said(scene)


def test_nothing_is_drawn_before_the_facts_are_known() -> None:
    state = shelved(looking_at(wasteful()), inspection=None)
    assert image_picture(state, Translator("en"), ROOM, MEASURE) is None
    nothing = replace(state, shelf=replace(state.shelf, shown=None))
    assert image_picture(nothing, Translator("en"), ROOM, MEASURE) is None


@pytest.mark.parametrize("in_dockerfile_order", [False, True])
def test_the_arrow_keys_go_up_and_down_as_the_stack_stands(
    qtbot: QtBot, in_dockerfile_order: bool
) -> None:
    room = replace(ROOM, in_dockerfile_order=in_dockerfile_order)
    scene = image_picture(looking_at(wasteful()), Translator("en"), room, MEASURE)
    assert scene is not None
    view = SceneView(THEMES["light"], FontMeasure())
    qtbot.addWidget(view)
    view.set_scene(scene)
    view.set_focused(group(scene, "layer:2").target)
    qtbot.keyClick(view, Qt.Key.Key_Up)  # type: ignore[no-untyped-call]  # pytest-qt has no types there
    above = "layer:1" if in_dockerfile_order else "layer:3"
    assert view.focused() == group(scene, above).target


@pytest.mark.parametrize("language", ["en", "ja", "xx"])
@pytest.mark.parametrize("found", [(wasteful(),), (wasteful(), BASE), (wasteful(is_read=False),)])
def test_every_word_is_there(found: tuple[Inspection, ...], language: str) -> None:
    for is_open in (False, True):
        state = looking_at(*found)
        state = do(state, image_events.BaseToggled()) if is_open else state
        scene = draw(state, language)
        words = [*blocks(scene).values(), *said(scene).split("\n")]
        assert not [text for text in words if "picture.image" in text or "{" in text]
