"""The view of a scene, used as a person does: pointer, wheel, keys, drag."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPaintEvent, QPixmap, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from layerviz.core.analysis import Analysis, StepId
from layerviz.core.values import replace
from layerviz.scene.compare_layout import compare_scene
from layerviz.scene.roles import Role
from layerviz.scene.shapes import Group, Scene, ShapeId, Target, TargetKind
from layerviz.scene.stack_layout import build_scene
from layerviz.scene.stacking import MAP_WIDTH
from layerviz.scene.texts import Marks, View
from layerviz.ui.font_measuring import FontMeasure
from layerviz.ui.theme import theme_of
from layerviz.ui.views.scene_dragging import Drop
from layerviz.ui.views.scene_view import SceneView
from tests.support.analyses import (
    go_stages,
    inserted_line,
    long_one,
    many_stages,
    node_code_first,
    node_good,
)
from tests.support.picture_words import (
    compare_words,
    side_of,
    words_of,
)

COPY_ALL = StepId("0:COPY . .")


def scene_of(
    view: SceneView, analysis: Analysis, *, can_move: bool = False, down: bool = False
) -> Scene:
    room = view.room()
    looked = View(width=room.width, height=room.height, can_move=can_move, in_dockerfile_order=down)
    return build_scene(analysis, words_of(analysis), Marks(), looked, FontMeasure())


def block(view: SceneView, name: str) -> Group:
    found = view.scene().group(ShapeId(name))
    assert found is not None
    return found


def middle(view: SceneView, group: Group) -> QPoint:
    zoom = view.width() / view.room().width
    at = group.rect.center
    down, across = view.verticalScrollBar().value(), view.horizontalScrollBar().value()
    return QPoint(round(at.x * zoom - across), round(at.y * zoom - down))


def picture(view: SceneView) -> QImage:
    return view.grab().toImage()


def test_a_click_names_the_block(qtbot: QtBot, view: SceneView) -> None:
    view.set_scene(scene_of(view, node_good()))
    with qtbot.waitSignal(view.shape_clicked) as clicked:
        at = middle(view, block(view, f"after/{COPY_ALL}"))
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert clicked.args == [Target(TargetKind.STEP, COPY_ALL)]


def test_zoomed_in_a_click_still_hits(qtbot: QtBot, view: SceneView) -> None:
    view.set_zoom(1.5)
    view.set_scene(scene_of(view, node_good()))
    with qtbot.waitSignal(view.shape_clicked) as clicked:
        at = middle(view, block(view, "after/0:WORKDIR /app"))
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert clicked.args == [Target(TargetKind.STEP, StepId("0:WORKDIR /app"))]


def test_beside_the_blocks_nothing_is_clicked(qtbot: QtBot, view: SceneView) -> None:
    view.set_scene(scene_of(view, node_good()))
    with qtbot.assertNotEmitted(view.shape_clicked):
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(4, 300))
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, 20))


def test_zoom_and_size_ask_for_another_layout(qtbot: QtBot, view: SceneView) -> None:
    with qtbot.waitSignal(view.room_changed) as asked:
        view.set_zoom(2.0)
    assert (asked.args[0].width, asked.args[0].height) == (350, 300)
    with qtbot.waitSignal(view.room_changed):
        view.resize(800, 600)


def test_the_keyboard_walks_the_blocks_and_enter_clicks(qtbot: QtBot, view: SceneView) -> None:
    view.set_scene(scene_of(view, go_stages()))
    view.activateWindow()
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: view.focused() is not None)
    first = view.focused()
    assert first == Target(TargetKind.STEP, StepId("0:FROM golang:1.22"))
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert view.focused() == Target(TargetKind.STEP, StepId("0:COPY go.mod go.sum ./"))
    assert "COPY go.mod" in view.accessibleDescription()
    with qtbot.waitSignal(view.shape_clicked) as clicked:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert clicked.args == [view.focused()]
    for _ in range(40):
        QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.focused() == first


def test_the_ring_of_the_focus_is_seen(qtbot: QtBot, view: SceneView) -> None:
    view.set_scene(scene_of(view, node_good()))
    view.activateWindow()
    view.setFocus(Qt.FocusReason.OtherFocusReason)
    qtbot.waitUntil(view.hasFocus)
    before = picture(view)
    view.set_focused(Target(TargetKind.STEP, COPY_ALL))
    assert picture(view) != before


def test_other_keys_are_left_to_the_window(qtbot: QtBot, view: SceneView) -> None:
    view.set_scene(scene_of(view, node_good()))
    with qtbot.assertNotEmitted(view.shape_clicked):
        for key in (Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Return, Qt.Key.Key_1):
            QTest.keyClick(view, key)


def test_the_list_twin_tells_every_block(view: SceneView) -> None:
    view.set_scene(scene_of(view, node_good()))
    said = [text for _, text in view.reading()]
    assert "5. COPY . ., REBUILT, server.js changed, 2 MB" in said
    assert len(said) == len([g for g in view.scene().groups if g.target])


def test_a_long_picture_opens_at_its_ground_and_scrolls_to_what_is_asked(
    qtbot: QtBot, view: SceneView
) -> None:
    view.set_scene(scene_of(view, long_one()))
    bar = view.verticalScrollBar()
    assert bar.maximum() > 0
    assert bar.value() == bar.maximum()
    last = view.scene().groups[-1].target
    assert last is not None
    top = Target(TargetKind.STEP, long_one().after.steps[-1].id)
    view.reveal(top)
    assert bar.value() < bar.maximum()
    at = middle(view, block(view, f"after/{long_one().after.steps[-1].id}"))
    assert view.viewport().rect().contains(at)


def test_the_map_scrolls(qtbot: QtBot, view: SceneView) -> None:
    view.set_scene(scene_of(view, long_one()))
    bar = view.verticalScrollBar()
    with qtbot.assertNotEmitted(view.shape_clicked):
        QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(675, 120))
        assert bar.value() < bar.maximum()
        QTest.mouseMove(view.viewport(), QPoint(675, 560))
        QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(675, 560))


def test_a_wide_picture_scrolls_to_a_column(view: SceneView) -> None:
    view.set_scene(scene_of(view, many_stages()))
    assert view.horizontalScrollBar().maximum() > 0
    view.reveal(Target(TargetKind.STEP, StepId("5:FROM debian:12")))
    assert view.horizontalScrollBar().value() > 0


def test_the_wheel_scrolls_but_with_ctrl_it_is_left_to_the_window(view: SceneView) -> None:
    view.set_scene(scene_of(view, long_one()))
    bar = view.verticalScrollBar()
    for modifier, moves in (
        (Qt.KeyboardModifier.ControlModifier, False),
        (Qt.KeyboardModifier.NoModifier, True),
    ):
        before = bar.value()
        wheel = QWheelEvent(
            QPointF(100, 300),
            view.viewport().mapToGlobal(QPointF(100, 300)),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            modifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(view.viewport(), wheel)
        assert (bar.value() != before) is moves


def test_hovering_is_told_once(qtbot: QtBot, view: SceneView) -> None:
    view.set_scene(scene_of(view, node_good()))
    heard: list[object] = []
    view.shape_hovered.connect(heard.append)
    at = middle(view, block(view, f"after/{COPY_ALL}"))
    QTest.mouseMove(view.viewport(), at)
    QTest.mouseMove(view.viewport(), at + QPoint(3, 3))
    QTest.mouseMove(view.viewport(), QPoint(3, 300))
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard == [Target(TargetKind.STEP, COPY_ALL), None]


@pytest.mark.parametrize("down", [False, True])
def test_a_block_is_dragged_to_another_place(qtbot: QtBot, view: SceneView, down: bool) -> None:
    view.set_scene(scene_of(view, node_good(), can_move=True, down=down))
    moved, onto = block(view, f"after/{COPY_ALL}"), block(view, "after/0:COPY package*.json ./")
    assert moved.target is not None
    assert onto.target is not None
    target = middle(view, onto)
    below = target + QPoint(0, -10 if down else 10)
    port = view.viewport()
    with qtbot.waitSignal(view.shape_dropped) as dropped:
        QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=middle(view, moved))
        QTest.mouseMove(port, target)
        QTest.mouseMove(port, below)
        picture(view)
        QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=below)
    assert dropped.args == [Drop(moved.target, onto.target, is_before=True)]


def test_a_block_that_stands_fast_is_not_dragged(qtbot: QtBot, view: SceneView) -> None:
    view.set_scene(scene_of(view, node_good()))
    start = middle(view, block(view, f"after/{COPY_ALL}"))
    end = middle(view, block(view, "after/0:WORKDIR /app"))
    port = view.viewport()
    with qtbot.assertNotEmitted(view.shape_dropped), qtbot.assertNotEmitted(view.shape_clicked):
        QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=start)
        QTest.mouseMove(port, end)
        QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=end)


def test_a_change_moves_and_ends_as_the_new_picture(qtbot: QtBot, view: SceneView) -> None:
    view.set_scene(scene_of(view, node_good()))
    old = picture(view)
    view.set_scene(scene_of(view, inserted_line()))
    new = picture(view)
    view.set_scene(scene_of(view, node_good()))
    view.set_motion(True)
    view.set_scene(scene_of(view, inserted_line()))
    assert view.is_moving
    assert picture(view) not in (old, new)
    qtbot.waitUntil(lambda: not view.is_moving)
    assert picture(view) == new


def test_with_reduced_motion_the_new_picture_is_there_at_once(view: SceneView) -> None:
    view.set_scene(scene_of(view, node_good()))
    view.set_scene(scene_of(view, node_code_first()))
    assert not view.is_moving


def test_each_theme_looks_different(view: SceneView) -> None:
    view.set_scene(scene_of(view, go_stages()))
    pictures = []
    for name in ("light", "dark", "high-contrast"):
        view.set_theme(theme_of(name))
        pictures.append(picture(view))
    assert pictures[0] != pictures[1] != pictures[2] != pictures[0]


def test_two_cards_are_shown_side_by_side_and_tell_their_side(
    qtbot: QtBot, view: SceneView
) -> None:
    sides = (side_of(node_code_first(), "left"), side_of(node_good(), "right"))
    room = View(width=700, height=600)
    view.set_scene(compare_scene(sides, compare_words(), room, FontMeasure()))
    picture(view)
    with qtbot.waitSignal(view.shape_clicked) as clicked:
        at = middle(view, block(view, f"1/{COPY_ALL}"))
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert clicked.args == [Target(TargetKind.STEP, COPY_ALL, side=1)]


def test_far_away_no_text_is_drawn(view: SceneView) -> None:
    view.set_scene(scene_of(view, node_good()))
    view.set_zoom(0.3)
    assert not picture(view).isNull()


def test_a_picture_that_fits_has_no_bars_even_after_one_that_did_not(view: SceneView) -> None:
    view.set_scene(scene_of(view, many_stages()))
    assert view.horizontalScrollBar().maximum() > 0
    QApplication.processEvents()
    view.set_scene(scene_of(view, node_good()))
    assert view.horizontalScrollBar().maximum() == view.verticalScrollBar().maximum() == 0


def on_screen(view: SceneView) -> QImage:
    """What stands on the screen, as opposed to what painting everything anew would give."""
    QApplication.processEvents()
    return (
        view.screen().grabWindow(view.winId()).toImage().convertToFormat(QImage.Format.Format_RGB32)
    )


@pytest.mark.parametrize("down", [False, True])
def test_painting_only_what_changed_leaves_no_traces(view: SceneView, down: bool) -> None:
    for analysis in (
        long_one(20, 15),
        long_one(20, 3),
        node_good(),
        inserted_line(),
        go_stages(),
        long_one(90, 70),
        long_one(90, 60),
    ):
        view.set_scene(scene_of(view, analysis, down=down))
        assert on_screen(view) == picture(view)


def test_the_map_is_painted_anew_only_where_blocks_look_other_in_it(view: SceneView) -> None:
    scene = scene_of(view, long_one(90, 70))
    view.set_scene(scene)
    on_screen(view)
    place = next(n for n, shape in enumerate(scene.shapes) if isinstance(shape, Group))
    group = scene.shapes[place]
    assert isinstance(group, Group)
    shorter = replace(group, parts=group.parts[:-1])
    other_role = replace(group, role=Role.FAILS)
    seen = PaintedTo(view.viewport())
    for block, reaches_map in ((shorter, False), (other_role, True)):
        seen.right = 0
        view.set_scene(
            replace(scene, shapes=(*scene.shapes[:place], block, *scene.shapes[place + 1 :]))
        )
        assert (seen.right > view.viewport().width() - MAP_WIDTH) is reaches_map
        assert on_screen(view) == picture(view)


class PaintedTo(QObject):
    """Notes how far to the right a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.right = 0
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if isinstance(event, QPaintEvent):
            self.right = max(self.right, event.rect().right())
        return False


def test_a_screen_with_a_scale_of_its_own_has_no_dark_edge(view: SceneView) -> None:
    view.resize(641, 481)
    size = view.viewport().size()
    picture = QPixmap(math.ceil(size.width() * 1.5), math.ceil(size.height() * 1.5))
    picture.setDevicePixelRatio(1.5)
    picture.fill(QColor("black"))
    view.viewport().render(picture)
    image = picture.toImage()
    last = image.height() - 1
    assert min(image.pixelColor(x, last).lightness() for x in range(image.width() - 1)) > 200
