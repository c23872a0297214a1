"""Pictures of very many blocks: painted in batches, which nobody can see."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from layerviz.core.values import replace
from layerviz.scene.geometry import Rect
from layerviz.scene.roles import Role
from layerviz.scene.shapes import (
    Align,
    Badge,
    Box,
    Group,
    Label,
    Part,
    Scene,
    ShapeId,
    Target,
    TargetKind,
    TextStyle,
)
from layerviz.scene.stacking import MAP_WIDTH
from layerviz.ui.theme import theme_of
from layerviz.ui.views import scene_pages
from layerviz.ui.views.scene_view import SceneView

COLUMNS, ROWS = 20, 40
ROLES = (Role.LAYER, Role.SHARED, Role.BASE, Role.LEAVING, Role.FOLLOWS)
"""The last two have a dashed border and a pattern: they are not like the others."""


def block(number: int) -> Group:
    column, row = divmod(number, ROWS)
    role = ROLES[number // 8 % len(ROLES)]
    parts: list[Part] = [
        Box(Rect(0, 0, 70, 36), role),
        Badge(Rect(4, 6, 24, 24), str(number % 10), role),
        Label(Rect(30, 8, 34, 20), str(number), TextStyle.SIZE, role, Align.CENTER),
    ]
    if number % 7 == 0:
        parts.append(Box(Rect(0, 0, 70, 36), Role.SELECTED, is_outline=True))
    rect = Rect(10.3 + column * 80, 10.6 + row * 40, 70, 36)
    target = Target(TargetKind.LAYER, index=number)
    return Group(ShapeId(f"layer:{number}"), rect, role, tuple(parts), target)


def large_scene() -> Scene:
    shapes = tuple(map(block, range(COLUMNS * ROWS)))
    return Scene(COLUMNS * 80 + 20, ROWS * 40 + 20, shapes)


def on_screen(view: SceneView) -> QImage:
    """What stands on the screen, whatever of it was painted when."""
    QApplication.processEvents()
    shown = view.screen().grabWindow(view.winId()).toImage()
    return shown.convertToFormat(QImage.Format.Format_RGB32)


def picture(view: SceneView) -> QImage:
    """Everything painted anew."""
    return view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def farthest(one: QImage, other: QImage) -> int:
    """The largest difference of a colour of a pixel."""
    pairs = zip(bytes(one.constBits()), bytes(other.constBits()), strict=True)
    return max(abs(a - b) for a, b in pairs)


@pytest.mark.parametrize("zoom", [1.0, 1.37])
def test_a_large_picture_looks_the_same_as_painted_block_by_block(
    view: SceneView, monkeypatch: pytest.MonkeyPatch, zoom: float
) -> None:
    pictures = []
    for many in (COLUMNS * ROWS - 1, COLUMNS * ROWS):
        monkeypatch.setattr(scene_pages, "MANY", many)
        view.set_scene(Scene(0, 0))
        view.set_zoom(zoom)
        view.set_scene(large_scene())
        view.horizontalScrollBar().setValue(120)
        pictures.append(picture(view))
    assert 0 < farthest(*pictures) < 32  # a border is filled, not stroked


def test_scrolling_a_large_picture_leaves_no_traces(view: SceneView) -> None:
    view.set_scene(large_scene())
    for across, along in ((0, 900), (130, 900), (130, 641), (0, 0)):
        view.horizontalScrollBar().setValue(across)
        view.verticalScrollBar().setValue(along)
        assert on_screen(view) == picture(view)


def test_what_changes_in_a_large_picture_is_painted_anew(view: SceneView) -> None:
    scene = large_scene()
    view.set_scene(scene)
    before = on_screen(view)
    other = replace(block(3), parts=block(9).parts)
    view.set_scene(replace(scene, shapes=(*scene.shapes[:3], other, *scene.shapes[4:])))
    assert on_screen(view) == picture(view) != before
    view.set_scene(scene)
    assert on_screen(view) == before


def test_the_map_of_a_large_picture_follows_the_theme(view: SceneView) -> None:
    view.set_scene(large_scene())
    for theme in ("light", "dark", "light"):
        view.set_theme(theme_of(theme))
        look = theme_of(theme).look(Role.LAYER)
        found = picture(view)
        x = view.viewport().width() - MAP_WIDTH / 2
        colors = {found.pixelColor(round(x), y).name() for y in range(view.viewport().height())}
        assert look.border.lower() in colors
