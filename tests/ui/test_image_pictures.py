"""The pictures of images in the window: clicks and keys mean what they show."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from layerviz.app.shelf import ImageKey, Shelf
from layerviz.app.state import View
from layerviz.scene.shapes import Group, Target, TargetKind
from layerviz.ui.exporting_command import export, export_view
from layerviz.ui.running_window import RunningWindow
from tests.ui.conftest import Open, come_to_rest, settle


def shelf(made: RunningWindow) -> Shelf:
    return made.hub.state.shelf


def show(made: RunningWindow, qtbot: QtBot, view: str) -> None:
    made.window.actions_bound.trigger(f"view-{view}")
    settle(qtbot, made)
    come_to_rest(qtbot, made.window)


def group(made: RunningWindow, kind: TargetKind, index: int | None = None) -> Group:
    """The block that means something: in the picture, its header or its side."""
    scene = made.window.picture.scene_shown()
    shapes = (*scene.shapes, *scene.header, *scene.side)
    found = (
        shape
        for shape in shapes
        if isinstance(shape, Group)
        and shape.target is not None
        and shape.target.kind is kind
        and index in (None, shape.target.index)
    )
    return next(found)


def click(made: RunningWindow, target: Target | None) -> None:
    """Click a block, as the view tells of it."""
    made.window.picture.view.shape_clicked.emit(target)


def test_clicks_in_sharing_choose_open_and_imagine(open_window: Open, qtbot: QtBot) -> None:
    made = open_window("sample:node-order")
    show(made, qtbot, "sharing")
    layer = group(made, TargetKind.LAYER).target
    assert layer is not None
    click(made, layer)
    assert made.hub.state.shelf.shared_layer == layer.index
    click(made, group(made, TargetKind.BASE).target)
    assert made.hub.state.shelf.is_base_open
    click(made, group(made, TargetKind.LEAVE, 1).target)
    assert shelf(made).leaving == ImageKey("sample:app-b#1")
    click(made, group(made, TargetKind.LEAVE, 1).target)
    assert shelf(made).leaving is None
    click(made, group(made, TargetKind.IMAGE, 1).target)
    assert made.hub.state.view is View.IMAGE
    assert made.hub.state.shelf.shown == ImageKey("sample:app-b#1")


def test_a_real_click_on_a_name_above_its_column_looks_into_the_image(
    open_window: Open, qtbot: QtBot
) -> None:
    made = open_window("sample:node-order")
    show(made, qtbot, "sharing")
    view = made.window.picture.view
    at = group(made, TargetKind.IMAGE, 1).rect.center
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPointF(at.x, at.y).toPoint())
    assert made.hub.state.view is View.IMAGE


def test_numbers_choose_layers_and_esc_goes_back(open_window: Open, qtbot: QtBot) -> None:
    made = open_window("sample:node-order")
    show(made, qtbot, "image")
    picture = made.window.picture.view
    picture.setFocus()
    QTest.keyClicks(picture, "4")
    assert shelf(made).layer == 4  # the base is 1, and it has two layers
    QTest.keyClick(picture, Qt.Key.Key_Escape)
    assert shelf(made).layer is None
    QTest.keyClicks(picture, "9")  # there is no such layer
    assert shelf(made).layer is None


def test_a_base_is_number_1_and_its_layers_are_parts_of_it(open_window: Open, qtbot: QtBot) -> None:
    made = open_window("sample:node-order")
    show(made, qtbot, "image")
    picture = made.window.picture.view
    picture.setFocus()
    numbers = [text.split(". ")[0] for _, text in picture.reading() if text[0].isdigit()]
    assert sorted(numbers) == ["1", "2", "3", "4", "5"]
    QTest.keyClicks(picture, "1")
    settle(qtbot, made)
    numbers = [text.split(". ")[0] for _, text in picture.reading() if text[0].isdigit()]
    assert sorted(numbers) == ["1.1", "1.2", "2", "3", "4", "5"]
    assert shelf(made).is_base_open
    QTest.keyClicks(picture, "1")
    assert not shelf(made).is_base_open


def test_a_reference_is_taken_apart_as_it_is_typed(open_window: Open, qtbot: QtBot) -> None:
    made = open_window("sample:node-order")
    show(made, qtbot, "tags")
    bar = made.window.tags
    assert bar is not None
    bar.reference.selectAll()
    QTest.keyClicks(bar.reference, "nginx")
    settle(qtbot, made)
    assert made.hub.state.tags.reference == "nginx"
    spoken = " ".join(text for _, text in made.window.picture.view.reading())
    assert "docker.io/library/nginx:latest" in spoken
    click(made, group(made, TargetKind.NAME, 1).target)
    assert made.hub.state.tags.chosen
    made.window.actions_bound.trigger("view-build")
    assert not bar.isVisible()


def test_the_window_changes_its_language_in_every_picture_of_images(
    open_window: Open, qtbot: QtBot
) -> None:
    made = open_window("sample:node-order")
    for view, word in (("image", "展開後"), ("sharing", "共有"), ("tags", "レジストリ")):
        show(made, qtbot, view)
        made.window.actions_bound.trigger("language-ja")
        settle(qtbot, made)
        scene = made.window.picture.scene_shown()
        assert word in str((*scene.shapes, *scene.header, *scene.side)), view
        made.window.actions_bound.trigger("language-en")
        settle(qtbot, made)


@pytest.mark.parametrize(
    ("view", "targets"),
    [
        ("stack", ["sample:cleanup"]),
        ("sharing", ["sample:app-a", "sample:app-b"]),
        ("tags", ["ghcr.io/a/b/c:1"]),
    ],
)
@pytest.mark.usefixtures("qapp")
def test_pictures_of_images_are_written_to_files(
    tmp_path: Path, view: str, targets: list[str]
) -> None:
    path = tmp_path / "picture.svg"
    words = [*targets, "--view", view, "-o", str(path), "--lang", "en"]
    assert export(words, None, lambda _: None) == 0  # type: ignore[arg-type]  # no build is asked for
    said = path.read_text(encoding="utf-8")
    assert {"stack": "cleanup:1.0", "sharing": "app-a:1.0", "tags": "ghcr.io"}[view] in said


@pytest.mark.usefixtures("qapp")
def test_wrong_words_about_images_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = ["-o", str(tmp_path / "a.svg"), "--lang", "en"]
    wrong = (
        (["sample:app-a", "--view", "sharing"], 2, "two images"),
        (["--view", "stack"], 2, "which image"),
        (["sample:app-a", "sample:app-b", "--view", "stack"], 2, "sample:app-b"),
        (["sample:app-a", "--view", "stack", "--edit", "x"], 2, "--edit"),
        (["sample:app-a", "--view", "stack", "--platform", "linux/s390x"], 1, "linux/s390x"),
    )
    for words, code, said in wrong:
        assert export([*words, *out], None, lambda _: None) == code  # type: ignore[arg-type]  # as above
        assert said in capsys.readouterr().err
    assert not (tmp_path / "a.svg").exists()


def test_what_a_picture_of_images_shows_is_saved_as_data(
    open_window: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    made = open_window("sample:node-order")
    path = tmp_path / "data.json"
    for view, key in (("sharing", "on_disk_bytes"), ("image", "ghost_bytes")):
        show(made, qtbot, view)
        scene = made.window.picture.scene_shown()
        assert export_view(scene, made.hub.state, str(path)) == ""
        assert key in json.loads(path.read_text(encoding="utf-8"))
    assert export_view(scene, made.hub.state, str(tmp_path / "no" / "x.json")) == "export.failed"
    show(made, qtbot, "build")
    assert export_view(scene, made.hub.state, str(path)) == "export.no-data"
