"""Every panel in the room it has: nothing cut, nothing on top of another, at each size and zoom."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from layerviz.app import events
from layerviz.app.settings import Settings
from layerviz.core.context import ContextEdit, EditKind
from layerviz.scene.roles import Role
from layerviz.ui.panels.card import ClampedLabel
from layerviz.ui.running_window import RunningWindow
from tests.ui.conftest import Open, come_to_rest, settle

Room = tuple[str, int, tuple[int, int]]
ROOMS: list[Room] = [
    ("en", 100, (1280, 720)),
    ("ja", 100, (1280, 720)),
    ("en", 150, (1280, 720)),
    ("ja", 150, (1280, 720)),
    ("ja", 100, (1024, 640)),
    ("en", 100, (1920, 1080)),
]


def edited(open_window: Open, qtbot: QtBot, room: Room) -> RunningWindow:
    language, zoom, size = room
    settings = Settings(language=language, zoom_percent=zoom, motion="none")
    made = open_window("sample:node-order", settings)
    made.window.resize(*size)
    made.hub.dispatch(events.EditAdded(ContextEdit(EditKind.EDIT, "server.js")))
    settle(qtbot, made)
    come_to_rest(qtbot, made.window)
    return made


def seen(widget: QWidget, window: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def shown_buttons(window: QWidget) -> list[QPushButton]:
    return [each for each in window.findChildren(QPushButton) if each.isVisible()]


@pytest.mark.parametrize("room", ROOMS, ids=str)
def test_the_words_of_a_button_fit_it(open_window: Open, qtbot: QtBot, room: Room) -> None:
    made = edited(open_window, qtbot, room)
    cut = [
        each.text()
        for each in shown_buttons(made.window)
        if each.text() and each.fontMetrics().horizontalAdvance(each.text()) > each.width() - 4
    ]
    assert cut == []


@pytest.mark.parametrize("room", ROOMS, ids=str)
def test_buttons_lie_inside_the_window_and_beside_each_other(
    open_window: Open, qtbot: QtBot, room: Room
) -> None:
    made = edited(open_window, qtbot, room)
    window = made.window
    scrolled = window.right.why.area if window.right is not None else None
    places = [
        (each.text(), seen(each, window))
        for each in window.findChildren(QAbstractButton)
        if each.isVisible() and not (scrolled is not None and scrolled.isAncestorOf(each))
    ]
    outside = [text for text, place in places if not window.rect().contains(place)]
    overlapping = [
        (one[0], two[0])
        for number, one in enumerate(places)
        for two in places[number + 1 :]
        if one[1].intersects(two[1])
    ]
    assert outside == []
    assert overlapping == []


@pytest.mark.parametrize("room", ROOMS, ids=str)
def test_the_cost_is_told_whole_with_its_origin(
    open_window: Open, qtbot: QtBot, room: Room
) -> None:
    made = edited(open_window, qtbot, room)
    right = made.window.right
    assert right is not None
    cost = right.cost
    view = cost.area.viewport()

    def cut() -> list[str]:
        labels = (cost.big, cost.instead, cost.origin)
        places = [(each.text(), QRect(each.mapTo(view, QPoint()), each.size())) for each in labels]
        return [text for text, place in places if not view.rect().contains(place)]

    def is_whole() -> bool:
        shown = cost.origin.text().replace("\n", "")
        return cost.instead.text() == cost.instead.whole() and shown == cost.origin.whole()

    # Heights are shared out once the event loop has turned.
    qtbot.waitUntil(lambda: is_whole() and not cut())


def test_a_low_column_shows_the_dockerfile_or_the_files(open_window: Open, qtbot: QtBot) -> None:
    made = edited(open_window, qtbot, ("en", 150, (1280, 720)))
    left = made.window.left
    assert left is not None
    assert (left.editor.isVisible(), left.context.isVisible()) == (True, False)
    left.switch.buttons[1].click()
    assert (left.editor.isVisible(), left.context.isVisible()) == (False, True)
    made.window.resize(1920, 1400)
    qtbot.waitUntil(lambda: left.editor.isVisible() and left.context.isVisible())
    assert not left.switch.isVisible()


def test_an_open_question_has_one_button_that_stands_out(open_window: Open) -> None:
    window = open_window().window
    loud = [each for each in shown_buttons(window) if each.property("tone") == "primary"]
    assert loud == [window.bar.reveal]


def test_a_cost_of_everything_is_not_compared_with_itself(open_window: Open, qtbot: QtBot) -> None:
    made = open_window("sample:node-order")
    made.hub.dispatch(events.NoCacheSet(is_on=True))
    settle(qtbot, made)
    right = made.window.right
    assert right is not None
    assert right.cost.big.text()
    assert not right.cost.instead.isVisible()


def test_a_sentence_is_clamped_to_its_lines(qtbot: QtBot) -> None:
    label = ClampedLabel(2)
    qtbot.addWidget(label)
    label.resize(120, 60)
    label.show()
    sentence = "one two three four five six seven eight nine ten eleven twelve thirteen"
    label.show_whole(sentence)
    assert label.text().count("\n") == 1
    assert label.text().endswith("…")
    assert "thirteen" in label.toolTip()
    label.resize(2000, 60)
    assert label.text() == sentence
    assert label.toolTip() == ""


def test_a_finding_is_told_in_short_below_and_in_the_builders_words_beside(
    open_window: Open,
) -> None:
    window = open_window("sample:broken").window
    assert window.left is not None
    assert window.right is not None
    row = window.left.editor.problems.model.rows[0]
    assert "docker build" not in row.text
    assert "unknown instruction: RNU" in row.hover
    told = [label.text() for label in window.right.why.findChildren(QLabel)]
    assert sum("unknown instruction: RNU" in text for text in told) == 1


def test_the_words_of_verdicts_give_way_to_the_text(open_window: Open, qtbot: QtBot) -> None:
    made = open_window("sample:node-order")
    assert made.window.left is not None
    editor = made.window.left.editor.editor
    wide = editor.column.width()
    assert wide > 30
    made.window.columns.setSizes([190, 900, 190])
    qtbot.waitUntil(lambda: editor.column.width() < 15)


def test_the_ingredients_of_a_key_come_into_view(open_window: Open, qtbot: QtBot) -> None:
    made = edited(open_window, qtbot, ("en", 100, (1280, 720)))
    assert made.window.right is not None
    why = made.window.right.why
    why.findChildren(QPushButton, "keyToggle")[-1].click()
    told = [label.text() for label in why.findChildren(QLabel)]
    assert any(text.startswith("Rule R") and len(text) > 30 for text in told)
    qtbot.waitUntil(lambda: why.area.verticalScrollBar().value() > 0)


def test_a_failing_step_is_told_with_its_reason_not_as_a_line_left_out(
    open_window: Open, folder: Path
) -> None:
    (folder / "Dockerfile").write_text("FROM node:20\nCOPY gone.json ./\nRUN npm i\n")
    made = open_window(str(folder))
    assert made.window.left is not None
    assert made.window.right is not None
    problems = made.window.left.editor.problems
    assert "gone.json does not exist" in problems.model.rows[0].text
    assert not problems.stops.isVisible()
    assert made.window.right.cost.big.text() == "the build fails"
    shapes = {group.id: group.role for group in made.window.picture.scene_shown().groups}
    stacks = [role for name, role in shapes.items() if name.startswith("before/")]
    assert stacks.count(Role.SKIPPED) == 2  # neither is in the cache


def test_what_was_open_lately_has_a_name_in_its_menu(open_window: Open) -> None:
    window = open_window("sample:node-order").window
    actions = window.actions_bound.menu("open", window, window.recent_menu).actions()
    assert all(action.text() or action.isSeparator() for action in actions)


def test_a_line_of_two_steps_has_one_word(open_window: Open, qtbot: QtBot) -> None:
    made = open_window("sample:copy-link")
    made.hub.dispatch(events.BaseChanged("nginx:1.27-alpine", is_changed=True))
    settle(qtbot, made)
    come_to_rest(qtbot, made.window)
    assert made.window.left is not None
    marks = made.window.left.editor.editor.column.marks
    assert [mark.word for mark in marks] == ["REBUILT", "REBUILT", "CACHED", "CACHED"]
    card = made.window.left.context
    assert card.tabs[1].fontMetrics().horizontalAdvance(card.tabs[1].text()) < card.tabs[1].width()


def test_many_stages_take_the_room_of_the_left_column(open_window: Open, qtbot: QtBot) -> None:
    made = open_window("sample:skipped-stage")
    window = made.window
    window.resize(1280, 720)
    qtbot.waitUntil(lambda: window.left is None or not window.left.isVisible())
    assert not window.bar.panels.isChecked()
    window.bar.panels.click()
    assert window.left is not None
    assert window.left.isVisible()
    assert window.bar.panels.isChecked()


def test_a_file_saved_again_after_a_build_is_named_once(open_window: Open, qtbot: QtBot) -> None:
    made = open_window("sample:node-order")
    save = events.EditAdded(ContextEdit(EditKind.EDIT, "server.js"))
    for event in (save, events.BuildAssumed(), save, events.Asked()):
        made.hub.dispatch(event)
    settle(qtbot, made)
    assert made.window.bar.headline.text() == "server.js was saved. Which layers are rebuilt?"
