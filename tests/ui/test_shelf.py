"""The shelf in the window: images to look at or to compare, wherever they are from."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QPushButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from layerviz import assets
from layerviz.app import image_events
from layerviz.app.shelf import ImageKey
from layerviz.app.state import View
from layerviz.ui.models.shelf_model import NAME, SIZE, ShelfModel
from layerviz.ui.panels.shelf_panel import ShelfColumn
from layerviz.ui.presenting_shelf import ShelfGroup, ShelfRow
from layerviz.ui.running_window import RunningWindow
from tests.support.listings import listing_of
from tests.ui.conftest import Open, come_to_rest, drop, settle

BOX_X = 8
"""The middle of the boxes: nothing stands to their left."""


def shelf(made: RunningWindow) -> ShelfColumn:
    column = made.window.columns.shelf
    assert column is not None
    return column


def look(made: RunningWindow, qtbot: QtBot, view: str) -> ShelfColumn:
    """Choose a view by its tab, as a user does."""
    tab = made.window.top.findChild(QPushButton, f"view-{view}")
    assert isinstance(tab, QPushButton)
    QTest.mouseClick(tab, Qt.MouseButton.LeftButton)
    settle(qtbot, made)
    come_to_rest(qtbot, made.window)
    return shelf(made)


def rows(column: ShelfColumn) -> dict[str, list[str]]:
    """The names of the images by the title that they stand under."""
    model = column.model
    found = {}
    for place in range(model.rowCount()):
        above = model.index(place, NAME)
        names = [model.index(row, NAME, above).data() for row in range(model.rowCount(above))]
        found[above.data()] = names
    return found


def click(column: ShelfColumn, index: QModelIndex, *, box: bool = False) -> None:
    """Click a row on its name, or on its box."""
    tree = column.tree
    tree.scrollTo(index)
    at = tree.visualRect(index).center()
    if box:
        at.setX(BOX_X)
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_image_shows_what_is_at_hand_and_a_click_looks_into_one(
    open_window: Open, qtbot: QtBot
) -> None:
    made = open_window("sample:node-order")
    column = look(made, qtbot, "image")
    listed = rows(column)
    assert listed["Not built yet"] == ["Dockerfile"]
    assert listed["Samples"][:2] == ["app-a:1.0", "app-b:1.0"]
    assert made.window.columns.indexOf(column) == 0
    key = ImageKey("sample:cleanup#1")
    click(column, column.model.index_of(key))
    assert made.hub.state.shelf.shown == key
    assert column.model.row_at(column.tree.currentIndex()) is not None
    click(column, column.model.index(0, NAME))  # a title is no image
    assert made.hub.state.shelf.shown == key


def test_an_archive_that_is_dropped_on_the_window_is_looked_at(
    open_window: Open, qtbot: QtBot
) -> None:
    made = open_window("sample:node-order")
    path = assets.samples_path("images", "cleanup.tar")
    drop(made, path)
    settle(qtbot, made)
    assert made.hub.state.view is View.IMAGE
    assert made.hub.state.shelf.shown == ImageKey(f"{path}#1")
    assert rows(shelf(made))["Files"] == ["cleanup:1.0"]


def test_in_sharing_a_click_anywhere_on_a_row_ticks_it_once(
    open_window: Open, qtbot: QtBot
) -> None:
    made = open_window("sample:node-order")
    column = look(made, qtbot, "sharing")
    key = ImageKey("sample:shop-v1.0#1")
    for is_box in (False, True, False):
        was_picked = key in made.hub.state.shelf.picked
        click(column, column.model.index_of(key), box=is_box)
        settle(qtbot, made)
        assert (key in made.hub.state.shelf.picked) is not was_picked
    click(column, column.model.index_of(key).siblingAtColumn(SIZE))
    assert key not in made.hub.state.shelf.picked
    assert made.window.columns.indexOf(column) == made.window.columns.count() - 1


def test_in_sharing_the_keyboard_ticks_and_looks_into_an_image(
    open_window: Open, qtbot: QtBot
) -> None:
    made = open_window("sample:node-order")
    column = look(made, qtbot, "sharing")
    key = ImageKey("sample:shop-v1.0#1")
    column.tree.setFocus()
    column.tree.setCurrentIndex(column.model.index_of(key))
    QTest.keyClick(column.tree, Qt.Key.Key_Space)
    assert key in made.hub.state.shelf.picked
    QTest.keyClick(column.tree, Qt.Key.Key_Return)
    assert made.hub.state.view is View.IMAGE
    assert made.hub.state.shelf.shown == key


def test_an_archive_opens_by_name_and_a_broken_one_says_why(
    open_window: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    path = assets.samples_path("images", "app-a.tar")
    made = open_window(path)
    assert made.hub.state.view is View.IMAGE
    assert rows(shelf(made))["Files"] == ["app-a:1.0"]
    broken = tmp_path / "broken.tar"
    broken.write_bytes(b"x" * 2000)
    made.open(str(broken))
    settle(qtbot, made)
    assert [notice.path for notice in made.hub.state.notices] == [str(broken)]
    assert rows(shelf(made))["Files"] == ["app-a:1.0"]


def test_an_archive_is_taken_off_the_list_again_but_a_sample_is_not(
    open_window: Open, qtbot: QtBot
) -> None:
    archive = assets.samples_path("images", "app-a.tar")
    made = open_window(archive)
    column = shelf(made)
    come_to_rest(qtbot, made.window)
    assert made.hub.state.shelf.shown == ImageKey(f"{archive}#1")
    column.tree.setFocus()
    QTest.keyClick(column.tree, Qt.Key.Key_Delete)
    settle(qtbot, made)
    assert not any(each.target == archive for each in made.hub.state.shelf.images)
    kept = rows(column)
    QTest.keyClick(column.tree, Qt.Key.Key_Delete)
    settle(qtbot, made)
    assert rows(column) == kept


def test_the_menu_means_the_archive_that_it_was_opened_on(open_window: Open, qtbot: QtBot) -> None:
    archives = [assets.samples_path("images", f"{name}.tar") for name in ("app-a", "cleanup")]
    made = open_window(archives[0])
    made.open(archives[1])
    settle(qtbot, made)
    column = shelf(made)
    other, shown = (ImageKey(f"{archive}#1") for archive in archives)
    assert made.hub.state.shelf.shown == shown
    at = column.tree.visualRect(column.model.index_of(other)).center()
    QTest.mouseClick(column.tree.viewport(), Qt.MouseButton.RightButton, pos=at)
    column.tree.customContextMenuRequested.emit(at)
    menu = column.findChild(QMenu)
    assert isinstance(menu, QMenu)
    made.hub.dispatch(image_events.EngineListed(listing=listing_of(("base:20",))))
    menu.actions()[0].trigger()
    settle(qtbot, made)
    keys = {each.key for each in made.hub.state.shelf.images}
    assert other not in keys
    assert shown in keys


def test_a_row_that_the_keyboard_stands_on_stays_when_the_list_says_more(
    open_window: Open, qtbot: QtBot
) -> None:
    made = open_window("sample:node-order")
    column = look(made, qtbot, "image")
    column.tree.setFocus()
    QTest.keyClick(column.tree, Qt.Key.Key_Down)
    marked = column.model.row_at(column.tree.currentIndex())
    assert marked is not None
    assert marked.key != made.hub.state.shelf.shown
    made.hub.dispatch(image_events.EngineListed(listing=listing_of(("base:20",))))
    assert column.model.row_at(column.tree.currentIndex()) == marked


def test_another_platform_is_read_in_the_place_of_the_first(
    open_window: Open, qtbot: QtBot
) -> None:
    made = open_window("sample:node-order")
    column = look(made, qtbot, "image")
    assert column.platform.isHidden()
    made.hub.dispatch(image_events.ImageShown(ImageKey("sample:multi-platform#1")))
    settle(qtbot, made)
    assert not column.platform.isHidden()
    assert column.platform.currentText() == "linux/amd64"
    column.platform.setCurrentText("linux/arm/v7")
    column.platform.textActivated.emit("linux/arm/v7")
    settle(qtbot, made)
    image = made.hub.state.shelf.image(ImageKey("sample:multi-platform#1"))
    assert image is not None
    assert image.inspection is not None
    assert image.inspection.read is not None
    assert image.inspection.read.image.platform.text == "linux/arm/v7"
    assert image.is_whole


def test_without_an_engine_it_is_said_why_and_can_be_asked_again(
    open_window: Open, qtbot: QtBot
) -> None:
    made = open_window("sample:node-order")
    column = look(made, qtbot, "image")
    qtbot.waitUntil(lambda: not column.ask.isHidden())
    assert "Docker Engine" in column.engine.whole()
    made.hub.dispatch(image_events.EngineListed(listing=listing_of(("app:1",), ())))
    settle(qtbot, made)
    assert column.ask.isHidden()
    listed = rows(column)["Docker Engine"]
    assert listed[0] == "app:1"
    assert len(listed) == 2
    assert "1.0 MB on disk" in column.model.index(0, SIZE, column.model.index(1, NAME)).data()


def test_the_panels_of_images_can_be_put_away(open_window: Open, qtbot: QtBot) -> None:
    made = open_window("sample:node-order")
    column = look(made, qtbot, "image")
    made.window.actions_bound.trigger("panels")
    assert column.isHidden()
    made.window.actions_bound.trigger("panels")
    assert not column.isHidden()
    for view, stops in (("build", 4), ("image", 3), ("sharing", 2)):
        made.window.actions_bound.trigger(f"view-{view}")
        settle(qtbot, made)
        assert len(made.window.columns.stops()) == stops


def test_the_model_is_a_proper_one(qtmodeltester: ModelTester) -> None:
    model = ShelfModel()
    first = ShelfRow(ImageKey("a"), "a:1", "1 kB", "")
    second = ShelfRow(ImageKey("b"), "b:1", "2 kB", "")
    model.show((ShelfGroup("Files", (first,)), ShelfGroup("Samples", (second,))), picks=True)
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]  # pytest-qt has no types there
    assert model.index_of(ImageKey("b")).data() == "b:1"
    assert not model.index_of(ImageKey("c")).isValid()


def test_a_row_that_says_something_else_is_not_reset(qtbot: QtBot) -> None:
    model = ShelfModel()
    row = ShelfRow(ImageKey("a"), "a:1", "...", "")
    model.show((ShelfGroup("Files", (row,)),), picks=False)
    known = ShelfRow(ImageKey("a"), "a:1", "1 kB", "")
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged):
        model.show((ShelfGroup("Files", (known,)),), picks=False)
    assert model.index_of(ImageKey("a")).siblingAtColumn(SIZE).data() == "1 kB"
