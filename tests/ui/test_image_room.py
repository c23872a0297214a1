"""The views of images in narrow, low and enlarged windows: nothing is cut that has to be read."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QStyle, QStyleOptionComboBox
from pytestqt.qtbot import QtBot

from layerviz.app import events, image_events
from layerviz.app.settings import Settings
from layerviz.app.shelf import ImageKey
from layerviz.app.state import View
from layerviz.scene.shapes import Connector, Group, Label, TargetKind
from layerviz.ui.models.shelf_model import NAME, SIZE
from layerviz.ui.panels.shelf_panel import ShelfColumn
from layerviz.ui.running_window import RunningWindow
from tests.support.images import inspected, layer, step
from tests.support.listings import listing_of
from tests.ui.conftest import STILL, Open, come_to_rest, settle

LARGE = Settings(language="en", motion="none", zoom_percent=150)


def look(
    made: RunningWindow, qtbot: QtBot, view: View, size: tuple[int, int] = (1280, 720)
) -> None:
    made.window.resize(*size)
    made.hub.dispatch(events.ViewChosen(view))
    settle(qtbot, made)
    come_to_rest(qtbot, made.window)


def shelf(made: RunningWindow) -> ShelfColumn:
    column = made.window.columns.shelf
    assert column is not None
    return column


def side_words(made: RunningWindow) -> list[str]:
    """What the cards beside the picture say."""
    shapes = made.window.picture.scene_shown().side
    parts = [part for each in shapes if not isinstance(each, Connector) for part in each.parts]
    return [part.text for part in parts if isinstance(part, Label)]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_no_tab_is_cut_at_150_percent(open_window: Open, qtbot: QtBot, language: str) -> None:
    settings = Settings(language=language, motion="none", zoom_percent=150)
    made = open_window("sample:node-order", settings)
    look(made, qtbot, View.TAGS)
    top = made.window.top
    for each in (*top.tabs.values(), *top.languages.values(), top.open, top.look, top.panels):
        assert each.width() >= each.fontMetrics().horizontalAdvance(each.text()) + 8, each.text()
        assert each.width() >= each.sizeHint().width(), each.text()
    assert top.name.isHidden()


def test_the_name_comes_back_with_the_room(open_window: Open, qtbot: QtBot) -> None:
    made = open_window("sample:node-order", LARGE)
    look(made, qtbot, View.TAGS)
    look(made, qtbot, View.TAGS, (1900, 900))
    assert made.window.top.name.isVisible()
    assert made.window.top.samples.isVisible()


def test_tags_leave_the_room_to_the_board_until_commands_are_asked_for(
    open_window: Open, qtbot: QtBot
) -> None:
    made = open_window("sample:node-order")
    columns, top = made.window.columns, made.window.top
    look(made, qtbot, View.TAGS)
    assert columns.commands is None or columns.commands.isHidden()
    assert not top.panels.isChecked()
    look(made, qtbot, View.TAGS, (1900, 900))
    assert columns.commands is not None
    assert columns.commands.isVisible()
    look(made, qtbot, View.TAGS)
    assert columns.commands.isHidden()
    QTest.mouseClick(top.panels, Qt.MouseButton.LeftButton)
    come_to_rest(qtbot, made.window)
    assert columns.commands.isVisible()
    look(made, qtbot, View.TAGS, (1300, 720))
    assert columns.commands.isVisible()  # what was asked for stays


def test_in_a_low_window_sharing_shows_images_or_commands_in_turn(
    open_window: Open, qtbot: QtBot
) -> None:
    made = open_window("sample:node-order")
    look(made, qtbot, View.SHARING)
    column = shelf(made)
    assert column.commands.isHidden()
    rows = column.model.rowCount() + 9
    assert column.tree.viewport().height() >= rows * column.tree.sizeHintForRow(0)
    QTest.mouseClick(column.switch.buttons[1], Qt.MouseButton.LeftButton)
    assert column.commands.isVisible()
    assert column.card.isHidden()
    look(made, qtbot, View.SHARING, (1920, 1080))
    assert column.commands.isVisible()
    assert column.card.isVisible()
    look(made, qtbot, View.IMAGE)
    assert column.card.isVisible()
    assert column.switch.isHidden()


def test_what_is_wrong_with_the_engine_is_read_whole_where_there_is_room(
    open_window: Open, qtbot: QtBot
) -> None:
    made = open_window("sample:node-order")
    look(made, qtbot, View.IMAGE)
    said = shelf(made).engine
    assert "Start Docker: sudo systemctl start docker" in said.whole()
    assert said.text().replace("\n", "") == said.whole()


def test_names_of_images_keep_their_room_beside_long_sizes(open_window: Open, qtbot: QtBot) -> None:
    made = open_window("sample:node-order", LARGE)
    look(made, qtbot, View.IMAGE)
    made.hub.dispatch(image_events.EngineListed(listing=listing_of(("node:20-alpine",))))
    come_to_rest(qtbot, made.window)
    tree = shelf(made).tree
    assert tree.header().sectionSize(NAME) > tree.header().sectionSize(SIZE)


def test_the_facts_of_a_layer_keep_their_height_in_a_low_window(
    open_window: Open, qtbot: QtBot
) -> None:
    made = open_window("sample:node-order")
    look(made, qtbot, View.IMAGE, (1024, 640))
    made.hub.dispatch(image_events.ImageShown(ImageKey("sample:cleanup#1")))
    settle(qtbot, made)
    made.hub.dispatch(image_events.LayerChosen(3))
    settle(qtbot, made)
    come_to_rest(qtbot, made.window)
    column = made.window.columns.layer
    assert column is not None
    inside = column.facts.area.widget()
    assert inside is not None
    for label in inside.findChildren(QLabel):
        if label.wordWrap() and label.isVisible():
            assert label.height() >= label.heightForWidth(label.width()), label.text()
    assert inside.height() > column.facts.area.viewport().height()


def test_sums_of_very_different_images_are_told_whole(open_window: Open, qtbot: QtBot) -> None:
    made = open_window("sample:node-order", STILL)
    look(made, qtbot, View.SHARING)
    large = inspected("large.tar", (layer(bin__sh=332_000_000),), (step("ADD rootfs /"),))
    made.hub.dispatch(image_events.ImagesArrived(target="large.tar", found=(large,)))
    settle(qtbot, made)
    said = side_words(made)
    assert "332.55 MB" in said
    assert not any("…" in each for each in said), said


def test_the_card_of_deleting_has_rows_to_click_however_low_it_is(
    open_window: Open, qtbot: QtBot
) -> None:
    made = open_window("sample:node-order")
    look(made, qtbot, View.SHARING, (1024, 640))
    made.hub.dispatch(image_events.SharedLayerChosen(4))
    settle(qtbot, made)
    scene = made.window.picture.scene_shown()
    rows = [
        each
        for each in scene.side
        if isinstance(each, Group) and each.target and each.target.kind is TargetKind.LEAVE
    ]
    is_said = any("Click an image" in each for each in side_words(made))
    assert rows or not is_said


def test_buttons_of_the_switch_say_which_one_is_seen(open_window: Open, qtbot: QtBot) -> None:
    made = open_window("sample:node-order")
    look(made, qtbot, View.SHARING)
    texts = [each.text() for each in shelf(made).switch.findChildren(QPushButton)]
    assert texts == ["Images", "Commands"]
    assert shelf(made).switch.buttons[0].isChecked()


@pytest.mark.parametrize("settings", [STILL, LARGE])
def test_a_platform_is_read_whole(open_window: Open, qtbot: QtBot, settings: Settings) -> None:
    made = open_window("sample:node-order", settings)
    look(made, qtbot, View.IMAGE)
    made.hub.dispatch(image_events.ImageShown(ImageKey("sample:multi-platform#1")))
    settle(qtbot, made)
    come_to_rest(qtbot, made.window)
    box = shelf(made).platform
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    part = QStyle.SubControl.SC_ComboBoxEditField
    field = box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, box)
    assert field.width() >= box.fontMetrics().horizontalAdvance("linux/amd64")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_where_the_tabs_have_no_room_a_menu_has_the_views(
    open_window: Open, qtbot: QtBot, language: str
) -> None:
    settings = Settings(language=language, motion="none", zoom_percent=200)
    made = open_window("sample:node-order", settings)
    look(made, qtbot, View.SHARING, (1024, 640))
    top = made.window.top
    assert not top.tabs["sharing"].isVisible()
    assert top.views is not None
    assert top.views.text() == f"{top.tabs['sharing'].text()} ▾"
    for each in (top.open, top.views, top.look, top.panels):
        assert each.width() >= each.sizeHint().width(), each.objectName()
    menu = top.views.menu()
    assert menu is not None
    menu.actions()[0].trigger()
    settle(qtbot, made)
    assert made.hub.state.view is View.BUILD
    assert top.views.text() == f"{top.tabs['build'].text()} ▾"
    look(made, qtbot, View.BUILD, (1900, 900))
    assert top.tabs["build"].isVisible()
    assert not top.views.isVisible()


def test_the_bar_of_tags_wraps_where_an_enlarged_window_is_narrow(
    open_window: Open, qtbot: QtBot
) -> None:
    made = open_window(
        "sample:node-order", Settings(language="en", motion="none", zoom_percent=200)
    )
    look(made, qtbot, View.TAGS, (1024, 640))
    bar = made.window.tags
    assert bar is not None
    assert made.window.width() == 1024
    buttons = (*bar.commands.values(), *bar.moves.values(), *bar.boards.values())
    for each in buttons:
        assert each.width() >= each.sizeHint().width(), each.objectName()
        assert each.mapTo(bar, each.rect().topRight()).x() <= bar.width(), each.objectName()
    assert not made.window.top.languages["en"].isVisible()  # the menu has it too
    lesson, tag = bar.boards["lesson"], bar.commands["tag"]
    assert lesson.mapTo(bar, QPoint()).y() > tag.mapTo(bar, QPoint()).y() + tag.height()
    look(made, qtbot, View.TAGS, (1900, 900))
    assert lesson.mapTo(bar, QPoint()).y() < tag.mapTo(bar, QPoint()).y() + tag.height()
