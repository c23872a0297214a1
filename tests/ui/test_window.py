"""The window, used as a user uses it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSlider, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from layerviz.app import events
from layerviz.app.settings import Settings
from layerviz.app.state import View
from layerviz.core.analysis import Verdict
from layerviz.core.context import ContextEdit, EditKind
from layerviz.ui.panels.code_editor import CodeEditor
from layerviz.ui.panels.side_columns import LeftColumn, RightColumn
from layerviz.ui.running_window import RunningWindow
from layerviz.ui.views.still import Still
from tests.ui.conftest import Open, drop, settle


def left(made: RunningWindow) -> LeftColumn:
    column = made.window.left
    assert column is not None
    return column


def right(made: RunningWindow) -> RightColumn:
    column = made.window.right
    assert column is not None
    return column


def editor(made: RunningWindow) -> CodeEditor:
    return left(made).editor.editor


def verdicts(made: RunningWindow, side: int | None = None) -> list[Verdict]:
    analysis = made.hub.state.analysis(side)
    assert analysis is not None
    return [step.verdict for step in analysis.after.steps]


def test_the_first_start_asks_before_it_tells(open_window: Open, qtbot: QtBot) -> None:
    made = open_window()
    window = made.window
    assert made.hub.state.view is View.COMPARE
    assert window.bar.headline.text() == "server.js was saved. Which layers are rebuilt?"
    assert window.left is None
    QTest.keyClicks(window.picture.view, "5")
    question = made.hub.state.question
    assert question is not None
    assert len(question.picked) == 1
    QTest.keyClick(window.picture.view, Qt.Key.Key_Return)
    assert not made.hub.state.are_verdicts_hidden
    assert "of 9 right" in window.bar.hint.whole()


def test_a_clicker_reveals_and_then_steps(open_window: Open, qtbot: QtBot) -> None:
    made = open_window()
    view = made.window.picture.view
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    assert not made.hub.state.are_verdicts_hidden
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    assert made.hub.state.playhead is not None


def test_the_samples_stand_below_the_first_question(open_window: Open, qtbot: QtBot) -> None:
    made = open_window()
    made.window.top.samples.click()
    qtbot.waitUntil(lambda: made.window.has_samples_open)
    strip = made.window.strip
    assert strip is not None
    assert len(strip.model.rows) >= 16
    strip.list.clicked.emit(strip.model.index(1))
    settle(qtbot, made)
    assert made.hub.state.project.sample != "node-order"
    assert not made.window.has_samples_open


def test_ticking_a_file_rebuilds_what_copies_it(open_window: Open, qtbot: QtBot) -> None:
    made = open_window("sample:node-order")
    assert set(verdicts(made)) == {Verdict.CACHED}
    model = left(made).context.files.model
    index = model.index_of("server.js")
    model.setData(index, Qt.CheckState.Checked.value, Qt.ItemDataRole.CheckStateRole)
    settle(qtbot, made)
    assert verdicts(made).count(Verdict.REBUILT) == 1
    assert index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    texts = [label.text() for label in right(made).why.findChildren(type(right(made).why.title))]
    assert any("server.js" in text for text in texts)


def test_typing_is_analysed_and_undone(open_window: Open, qtbot: QtBot, folder: Path) -> None:
    made = open_window(str(folder))
    field = editor(made)
    before = field.shown_text
    field.go_to_line(3)
    QTest.keyClick(field, Qt.Key.Key_End)
    QTest.keyClicks(field, " --ci")
    settle(qtbot, made)
    assert verdicts(made)[2] is Verdict.REBUILT
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, made)
    assert field.shown_text == before
    assert field.textCursor().blockNumber() == 2


def test_a_typo_is_told_below_the_editor(open_window: Open) -> None:
    made = open_window("sample:broken")
    problems = left(made).editor.problems
    assert problems.isVisible()
    assert "line 4" in problems.stops.text()
    assert "RUN" in problems.model.rows[0].text


def test_a_line_lights_its_block_and_a_block_its_line(open_window: Open, qtbot: QtBot) -> None:
    made = open_window("sample:node-order")
    editor(made).go_to_line(4)
    step = made.hub.state.selection.step
    assert step is not None
    target = next(
        t for t, _ in made.window.picture.view.reading() if not t.is_before and t.step != step
    )
    made.window.picture.view.shape_clicked.emit(target)
    assert made.hub.state.selection.step == target.step
    assert made.hub.state.selection.line > 0


def test_alt_up_makes_a_second_order_and_undo_takes_it_back(
    open_window: Open, qtbot: QtBot, folder: Path
) -> None:
    made = open_window(str(folder))
    field = editor(made)
    field.go_to_line(4)
    QTest.keyClick(field, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    settle(qtbot, made)
    assert made.hub.state.view is View.COMPARE
    assert len(made.hub.state.content.sheets) == 2
    made.window.actions_bound.trigger("undo")
    settle(qtbot, made)
    assert len(made.hub.state.content.sheets) == 1


def test_the_language_changes_while_running(open_window: Open, qtbot: QtBot) -> None:
    made = open_window("sample:node-order")
    QTest.mouseClick(made.window.top.languages["ja"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: left(made).context.title.text() == "ビルドコンテキスト")
    assert made.hub.state.settings.language == "ja"
    qtbot.waitUntil(lambda: "戻す" in left(made).context.files.undo.text())


@pytest.mark.parametrize("theme", ["dark", "contrast", "light"])
def test_every_theme_and_zoom_can_be_chosen(open_window: Open, theme: str) -> None:
    made = open_window("sample:go-multistage")
    made.window.actions_bound.trigger(f"theme-{theme}")
    made.window.actions_bound.trigger("zoom-in")
    assert made.hub.state.settings.theme == theme
    assert made.hub.state.settings.zoom_percent == 110
    assert not made.window.grab().isNull()


def test_a_depends_can_be_settled(open_window: Open, qtbot: QtBot) -> None:
    made = open_window("sample:go-multistage")
    made.hub.dispatch(events.EditToggled("main.go", EditKind.EDIT))
    settle(qtbot, made)
    assert Verdict.DEPENDS in verdicts(made)
    choices = [b for b in right(made).why.findChildren(QPushButton) if b.text() == "Assume: same"]
    choices[-1].click()
    settle(qtbot, made)
    assert Verdict.DEPENDS not in verdicts(made)


def test_dropping_a_folder_opens_it(open_window: Open, qtbot: QtBot, folder: Path) -> None:
    made = open_window("sample:node-order")
    drop(made, str(folder))
    settle(qtbot, made)
    assert made.hub.state.project.context_root == str(folder)


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe\x00", b"FROM\n", b"COPY nothere /\n"])
def test_bad_input_is_answered_where_the_user_looks(
    open_window: Open, tmp_path: Path, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "Dockerfile").write_bytes(content)
    made = open_window(str(tmp_path))
    assert made.hub.state.project.is_open
    assert left(made).editor.problems.isVisible()
    assert not made.window.grab().isNull()


def test_a_missing_target_leaves_what_is_open(open_window: Open, qtbot: QtBot) -> None:
    made = open_window("sample:node-order")
    made.open("/nowhere/at/all")
    settle(qtbot, made)
    assert made.hub.state.project.sample == "node-order"
    assert made.hub.state.notices


def test_an_unsaved_text_comes_back_after_a_crash(
    open_window: Open, qtbot: QtBot, folder: Path
) -> None:
    made = open_window(str(folder))
    editor(made).go_to_line(1)
    QTest.keyClicks(editor(made), "# mine")
    settle(qtbot, made)
    made.close()
    again = open_window(str(folder))
    qtbot.waitUntil(lambda: "# mine" in again.hub.state.sheet.text)


def test_saving_writes_the_file_and_a_newer_one_is_not_overwritten(
    open_window: Open, qtbot: QtBot, folder: Path
) -> None:
    made = open_window(str(folder))
    QTest.keyClicks(editor(made), "# a")
    made.window.actions_bound.trigger("save")
    settle(qtbot, made)
    assert (folder / "Dockerfile").read_text().startswith("# a")
    (folder / "Dockerfile").write_text("FROM other\n")
    QTest.keyClicks(editor(made), "b")
    made.window.actions_bound.trigger("save")
    settle(qtbot, made)
    assert (folder / "Dockerfile").read_text() == "FROM other\n"

    def is_asked() -> bool:
        buttons = made.window.notices.findChildren(QPushButton)
        return "Keep mine" in [each.text() for each in buttons if each.isVisible()]

    qtbot.waitUntil(is_asked)


def test_nothing_overlaps_in_the_smallest_window(open_window: Open) -> None:
    made = open_window("sample:go-multistage", Settings(language="xx", motion="none"))
    made.window.resize(1024, 640)
    assert made.window.width() <= 1100


@pytest.fixture
def long_folder(tmp_path: Path) -> str:
    """More files than the list has room for."""
    (tmp_path / "Dockerfile").write_text("FROM alpine\nCOPY . /app\n", encoding="utf-8")
    for number in range(200):
        (tmp_path / f"file-{number:03}").write_bytes(b"")
    return str(tmp_path)


def test_a_file_edited_from_elsewhere_comes_into_view(
    open_window: Open, qtbot: QtBot, long_folder: str
) -> None:
    made = open_window(long_folder)
    files = left(made).context.files
    made.hub.dispatch(events.EditAdded(ContextEdit(EditKind.EDIT, "file-190")))
    settle(qtbot, made)
    place = files.tree.visualRect(files.model.index_of("file-190"))
    assert files.tree.viewport().rect().contains(place.center())


def test_whoever_scrolls_meanwhile_is_not_taken_back(
    open_window: Open, qtbot: QtBot, long_folder: str
) -> None:
    made = open_window(long_folder)
    bar = left(made).context.files.tree.verticalScrollBar()
    made.hub.dispatch(events.EditAdded(ContextEdit(EditKind.EDIT, "file-003")))
    assert made.hub.state.is_analysing
    bar.triggerAction(QAbstractSlider.SliderAction.SliderToMaximum)
    assert bar.value() == bar.maximum() > 0
    settle(qtbot, made)
    assert bar.value() == bar.maximum()


def test_a_click_on_the_enlarged_picture_means_no_block(open_window: Open, qtbot: QtBot) -> None:
    made = open_window("sample:node-order")
    view = made.window.picture.view
    made.window.actions_bound.trigger("zoom-in")
    (still,) = view.findChildren(Still)
    handle = view.mapTo(made.window, view.rect().center())
    assert made.window.childAt(handle) is still
    QTest.mouseClick(still, Qt.MouseButton.LeftButton, pos=still.rect().center())
    settle(qtbot, made)
    assert made.hub.state.selection.step is None


def test_while_somebody_zooms_the_picture_is_enlarged_and_laid_out_once_it_rests(
    open_window: Open, qtbot: QtBot
) -> None:
    made = open_window("sample:node-order")
    view = made.window.picture.view
    rooms: list[object] = []
    view.room_changed.connect(rooms.append)
    before = view.grab().toImage()
    for _ in range(3):
        made.window.actions_bound.trigger("zoom-in")
    assert made.hub.state.settings.zoom_percent == 150
    assert not rooms
    shown = view.grab().toImage()
    middle = shown.rect().center()
    assert shown.pixel(middle.x(), 0) == before.pixel(middle.x(), round(middle.y() * (1 - 1 / 1.5)))
    assert shown != before
    settle(qtbot, made)
    assert view.room().width == pytest.approx(view.width() / 1.5)
    assert not view.findChildren(Still) or not view.findChildren(Still)[0].isVisible()


def test_the_still_of_a_smaller_zoom_leaves_its_ground_around_it(qtbot: QtBot) -> None:
    view = QLabel()
    qtbot.addWidget(view)
    view.resize(200, 100)
    view.setStyleSheet("background: #102030; border-left: 100px solid #aabbcc")
    view.show()
    edge, inside = QColor("#aabbcc"), QColor("#102030")
    still = Still(view)
    still.enlarge(0.5)
    shown = view.grab().toImage()
    assert [shown.pixelColor(x, 50) for x in (10, 60, 140, 190)] == [edge, edge, inside, edge]
    still.enlarge(2.0)
    shown = view.grab().toImage()
    assert [shown.pixelColor(x, 50) for x in (10, 90, 110, 190)] == [edge, edge, inside, inside]
