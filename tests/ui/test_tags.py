"""Tags in the window: the words of its picture, and the bar above it as a user has it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from layerviz.app.events import Event
from layerviz.app.image_events import SamplesArrived
from layerviz.app.image_samples import variant_table
from layerviz.app.inspecting import Inspection, inspect_image
from layerviz.app.reducing import initial_state, reduce
from layerviz.app.settings import Settings
from layerviz.app.shelf import Shelf
from layerviz.app.state import AppState
from layerviz.app.tag_events import (
    BoardChosen,
    BoardReset,
    BoardStepped,
    NameChosen,
    NameRebuilt,
    NameRemoved,
    NameTagged,
    ReferenceTyped,
)
from layerviz.core.digests import DiffId, ImageId
from layerviz.core.images import (
    ImageSettings,
    InspectedImage,
    LayerSizes,
    MeasuredSize,
    Platform,
    SizeKind,
    Source,
    made_image,
)
from layerviz.core.references import normalised
from layerviz.core.values import replace
from layerviz.scene.roles import Role
from layerviz.scene.shapes import Box, Label, Scene, ShapeId
from layerviz.scene.texts import View
from layerviz.ui.fonts import load_fonts
from layerviz.ui.panels.tags_bar import EXAMPLES, TagsBar
from layerviz.ui.picturing_tags import tags_picture
from layerviz.ui.styling import chosen_theme, dress
from layerviz.ui.translation import Translator
from layerviz.ui.views.scene_view import SceneView
from tests.support.scenes import MEASURE, check_scene

ROOM = View(width=1240, height=700)
DIGEST = "sha256:" + "0123456789abcdef" * 4


def state_of(*happened: Event, store: str = "overlay2") -> AppState:
    state = initial_state(Settings(store=store))
    for event in happened:
        state, _ = reduce(state, event)
    return state


def drawn(state: AppState, language: str = "en") -> Scene:
    scene = tags_picture(state, Translator(language), ROOM, MEASURE)
    assert scene is not None
    check_scene(scene)
    return scene


def said(state: AppState, shape: str, language: str = "en") -> str:
    group = drawn(state, language).group(ShapeId(shape))
    return group.spoken if group is not None else ""


def read_image(target: str, *references: str, size: int | None = 1000) -> Inspection:
    made = made_image(
        [DiffId("sha256:" + "a" * 64)],
        [],
        platform=Platform("linux", "amd64"),
        settings=ImageSettings(),
        references=tuple(map(normalised, references)),
    )
    sizes = () if size is None else (MeasuredSize(size, SizeKind.UNPACKED, Source.ARCHIVE),)
    read = InspectedImage(
        image=made,
        source=Source.ARCHIVE,
        image_id=ImageId(f"sha256:{target[:1] * 64}") if size else None,
        layer_sizes=(LayerSizes(sizes),),
    )
    return inspect_image(target, read)


# --- the picture


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("nginx", ["registry", "namespace", "repository", "tag"]),
        ("localhost:5000/app", ["registry", "repository", "tag"]),
        (f"ghcr.io/a/b/c@{DIGEST}", ["registry", "namespace", "repository", "digest"]),
        (f"node:20@{DIGEST}", ["registry", "namespace", "repository", "tag", "digest"]),
    ],
)
def test_a_reference_is_taken_apart(typed: str, parts: list[str]) -> None:
    groups = drawn(state_of(ReferenceTyped(typed))).groups
    assert [group.id[5:] for group in groups if group.id.startswith("part:")] == parts


@pytest.mark.parametrize(
    ("typed", "defaults"),
    [
        ("nginx", {"registry", "namespace", "tag"}),
        ("library/nginx:1", {"registry"}),
        ("docker.io/nginx:latest", {"namespace"}),
        ("ghcr.io/a/b:latest", set()),
    ],
)
def test_what_is_not_written_is_said_to_be_a_default(typed: str, defaults: set[str]) -> None:
    groups = drawn(state_of(ReferenceTyped(typed))).groups
    found = {
        group.id[5:] for group in groups if "default: " in group.spoken and group.id[:5] == "part:"
    }
    assert found == defaults


def test_the_full_form_and_the_notes_are_told() -> None:
    state = state_of(ReferenceTyped("nginx"))
    assert said(state, "anatomy:full") == "What nginx means in full docker.io/library/nginx:latest"
    assert "need not be the newest" in said(state, "anatomy:notes")
    whole = state_of(ReferenceTyped("ghcr.io/a/b:1"))
    assert said(whole, "anatomy:full").startswith("In full: nothing was left out")
    long = state_of(ReferenceTyped("a" * 60))
    assert said(long, "anatomy:full").startswith("In full docker.io")


@pytest.mark.parametrize("typed", ["", "My_App", "a b", "ghcr.io/a/", "x:", "https://a/b", "日本"])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_wrong_reference_says_why_and_what_docker_says(typed: str, language: str) -> None:
    told = said(state_of(ReferenceTyped(typed)), "anatomy:problem", language)
    assert "invalid" in told
    assert "diagnostic." not in told


@pytest.mark.parametrize(
    ("store", "happened", "told"),
    [
        ("overlay2", [], "These two commands"),
        ("overlay2", [NameTagged()], "has one more name"),
        ("overlay2", [ReferenceTyped("myapp:v1.0"), NameTagged()], "has this name already"),
        (
            "overlay2",
            [NameRebuilt(), ReferenceTyped("myapp:v1.0"), NameTagged()],
            "keeps its other",
        ),
        ("containerd", [ReferenceTyped("myapp:v0.9"), NameTagged()], "is still stored"),
        ("overlay2", [NameRebuilt()], "keeps its other names"),
        ("overlay2", [NameRebuilt(), NameRebuilt()], "is still stored, but has no name"),
        ("containerd", [NameRebuilt(), NameRebuilt()], "no longer lists 394d7e95f05d"),
        ("overlay2", [NameRemoved()], "Only the name is gone"),
        ("overlay2", [NameChosen(3), NameRemoved()], "the image itself is deleted"),
    ],
)
def test_each_step_is_explained(store: str, happened: list[Event], told: str) -> None:
    state = state_of(*happened, store=store)
    assert told in said(state, "board:told")
    assert "tags." not in said(state, "board:told", "ja")


def test_the_commands_are_shown_as_they_are_typed() -> None:
    assert said(state_of(), "board:commands").startswith("$ docker tag myapp:latest myapp:v1.0")
    tagged = state_of(ReferenceTyped("shop"), NameTagged())
    assert said(tagged, "board:commands") == "$ docker tag myapp:latest shop:latest"
    assert said(state_of(NameRebuilt()), "board:commands") == "$ docker build -t myapp:latest ."
    assert said(state_of(NameRemoved()), "board:commands") == "$ docker rmi myapp:latest"


def test_none_is_only_what_docker_prints() -> None:
    nameless = state_of(NameRebuilt(), NameRebuilt())
    built = next(g for g in drawn(nameless).groups if g.role is Role.NAMELESS)
    assert "no name is left, printed as <none>" in built.spoken
    for store in ("overlay2", "containerd"):
        answer = said(state_of(store=store), "board:question")
        assert answer.startswith("What are <none> images?")
        assert ("A rebuild leaves none" in answer) is (store == "containerd")


def test_every_name_gone_is_told() -> None:
    assert "No name is left" in said(state_of(*[NameRemoved()] * 4), "board:nothing")


def test_latest_is_not_said_to_be_the_newest() -> None:
    assert "Not necessarily" in said(state_of(), "kinds:question")


def test_variants_are_those_of_the_table() -> None:
    scene = drawn(state_of())
    rows = [group for group in scene.groups if group.id.startswith("variant:")]
    assert len(rows) == len(variant_table().rows) == 3
    widths = [[p.rect.width for p in row.parts if isinstance(p, Box)][1] for row in rows]
    assert widths[2] / widths[0] == pytest.approx(181 / 1100)
    assert said(state_of(), "variants:conclusion") == (
        "node:20-alpine is 6.1 times smaller than node:20"
    )


def test_the_images_at_hand_have_their_own_ids_and_sizes() -> None:
    found = (
        read_image("b.tar", "b:1", "b:latest"),
        read_image("c.tar", "b:1", size=None),
        read_image("d.tar"),
    )
    state = state_of(BoardChosen(True))
    assert "no image at hand" in said(state, "board:nothing")
    state = state_of(BoardChosen(True), SamplesArrived(found=found))
    assert said(state, "board:commands") == "$ docker images"
    assert "only imagined" in said(state, "board:told")
    first, second, third = (g for g in drawn(state).groups if g.id.startswith("image:"))
    assert first.spoken == "b" * 12 + ", 1.0 kB unpacked · 1 layer, stored once, 2 names"
    assert second.spoken == "b:1, 1 layer, another image at hand has its name, printed as <none>"
    assert third.spoken.endswith("it has no name, printed as <none>")
    moved, _ = reduce(state, NameRebuilt())
    assert (
        "new from build 1"
        in next(g for g in drawn(moved).groups if g.id.startswith("image:")).spoken
    )


def test_steps_on_images_that_are_gone_change_nothing() -> None:
    found = (read_image("b.tar", "b:1"),)
    state = state_of(BoardChosen(True), SamplesArrived(found=found), NameTagged())
    assert said(replace(state, shelf=Shelf()), "board:told") == "Nothing changes."


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_word_is_in_the_catalogue(language: str) -> None:
    for happened in ([], [NameRebuilt(), NameRebuilt()], [ReferenceTyped("A")]):
        for shape in drawn(state_of(*happened), language).shapes:
            for part in getattr(shape, "parts", ()):
                if isinstance(part, Label):
                    assert not part.text.startswith(("tags.", "name.", "diagnostic.")), part.text


# --- in a view


def test_the_picture_begins_at_its_top_and_words_are_no_buttons(qtbot: QtBot) -> None:
    from layerviz.ui.font_measuring import FontMeasure

    load_fonts()
    view = SceneView(chosen_theme("light"), FontMeasure())
    qtbot.addWidget(view)
    view.resize(700, 400)
    view.show()
    view.set_scene(drawn(state_of()), is_animated=False)
    bar = view.verticalScrollBar()
    assert bar.maximum() > 0
    assert bar.value() == 0
    first = view.reading()[0][0]
    view.set_focused(first)
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.focused() == view.reading()[1][0]
    bar.setValue(0)
    group = drawn(state_of()).group(ShapeId("part:registry"))
    assert group is not None
    hovered: list[object] = []
    view.shape_hovered.connect(hovered.append)
    at = group.rect.center
    QTest.mouseMove(view.viewport(), QPoint(2, 2))
    QTest.mouseMove(view.viewport(), QPoint(round(at.x), round(at.y)))
    assert not [target for target in hovered if target == group.target]


# --- the bar


@pytest.fixture
def bar(qtbot: QtBot) -> Iterator[TagsBar]:
    load_fonts()
    made = TagsBar(Translator("en"))
    qtbot.addWidget(made)
    made.resize(1240, 90)
    made.show_state(state_of())
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def emitted(bar: TagsBar, do: object) -> list[object]:
    found: list[object] = []
    bar.intended.connect(found.append)
    do()  # type: ignore[operator]  # any deed
    bar.intended.disconnect(found.append)
    return found


def test_typing_tells_the_reference_and_keeps_the_cursor(bar: TagsBar) -> None:
    bar.reference.setCursorPosition(0)
    found = emitted(bar, lambda: QTest.keyClicks(bar.reference, "x"))
    assert found == [ReferenceTyped("xmyregistry.com/team/myapp:v1.0")]
    bar.show_state(state_of(*found))  # type: ignore[arg-type]  # an event
    assert bar.reference.cursorPosition() == 1
    bar.show_state(state_of(ReferenceTyped("nginx")))
    assert bar.reference.text() == "nginx"


def test_no_more_is_typed_than_the_state_keeps(bar: TagsBar) -> None:
    bar.reference.clear()
    QApplication.clipboard().setText("a" * 3000)
    found = emitted(bar, bar.reference.paste)
    assert found[-1] == ReferenceTyped("a" * 1000)


def test_an_example_is_taken(bar: TagsBar) -> None:
    for shown, reference in EXAMPLES.items():
        assert emitted(bar, bar.examples[shown].click) == [ReferenceTyped(reference)]


def test_buttons_mean_steps(bar: TagsBar) -> None:
    bar.show_state(state_of(NameRebuilt(), NameRebuilt(), BoardStepped(-1)))
    assert emitted(bar, bar.commands["tag"].click) == [NameTagged()]
    assert emitted(bar, bar.commands["rebuild"].click) == [NameRebuilt()]
    assert emitted(bar, bar.commands["untag"].click) == [NameRemoved()]
    assert emitted(bar, bar.moves["back"].click) == [BoardStepped(-1)]
    assert emitted(bar, bar.moves["forward"].click) == [BoardStepped(1)]
    assert emitted(bar, bar.moves["restart"].click) == [BoardReset()]
    assert bar.place.text() == "step 1 of 2"
    assert emitted(bar, bar.boards["real"].click) == [BoardChosen(True)]
    assert emitted(bar, bar.boards["lesson"].click) == [BoardChosen(False)]


def test_what_cannot_be_done_says_why(bar: TagsBar) -> None:
    assert not bar.moves["back"].isEnabled()
    assert bar.commands["tag"].accessibleDescription() == (
        "docker tag myapp:latest myregistry.com/team/myapp:v1.0"
    )
    bar.show_state(state_of(ReferenceTyped("My App")))
    assert not bar.commands["tag"].isEnabled()
    assert "needs a chosen name" in bar.commands["tag"].accessibleDescription()
    bar.show_state(state_of(*[NameRemoved()] * 4))
    assert not bar.commands["rebuild"].isEnabled()
    assert "no name" in bar.commands["rebuild"].toolTip()


def test_examples_give_way_where_there_is_no_room(bar: TagsBar, qtbot: QtBot) -> None:
    shown = [each for each in bar.examples.values() if each.isVisible()]
    assert len(shown) == len(EXAMPLES)
    bar.resize(bar.minimumSizeHint())
    qtbot.waitUntil(lambda: not all(each.isVisible() for each in bar.examples.values()))
    qtbot.waitUntil(lambda: bar.reference.width() > 100)


def test_all_of_it_can_be_reached_by_keyboard_and_has_a_name(bar: TagsBar) -> None:
    bar.show_state(state_of(NameRebuilt(), NameRebuilt(), BoardStepped(-1)))
    bar.reference.setFocus()
    seen: list[QWidget] = []
    widget: QWidget | None = bar.reference
    while widget is not None and widget not in seen:
        seen.append(widget)
        widget = widget.nextInFocusChain()
    wanted = [bar.reference, *bar.examples.values(), *bar.commands.values(), *bar.moves.values()]
    places = [seen.index(each) for each in wanted]
    assert places == sorted(places)
    for each in (*wanted, *bar.boards.values()):
        assert each.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert each.accessibleName() or each.text()  # type: ignore[attr-defined]  # a button


def test_another_language_and_theme_are_taken(bar: TagsBar) -> None:
    translator = Translator("en")
    other = TagsBar(translator)
    other.show_state(state_of())
    translator.choose("ja")
    assert other.commands["rebuild"].text() == "再ビルド"
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    before = bar.moves["back"].icon().cacheKey()
    dress(application, chosen_theme("dark"), 1.0)
    assert bar.moves["back"].icon().cacheKey() != before
    dress(application, chosen_theme("light"), 1.0)
    other.deleteLater()
