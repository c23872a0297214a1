"""An engine with two images, and what a user does and sees in a window in front of it."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from layerviz.app.shelf import ImageKey, ShelfImage
from layerviz.core.engine_listing import EngineListing
from layerviz.scene.shapes import Decoration, Group, Label, TargetKind
from layerviz.ui.models.shelf_model import NAME, SIZE
from layerviz.ui.panels.code_editor import CodeEditor
from layerviz.ui.panels.shelf_panel import ShelfColumn
from layerviz.ui.running_window import RunningWindow
from scripts.image_writing import digest
from tests.support.fake_engine import ABOUT, APP, BASE, FakeEngine, unix_engine
from tests.ui.conftest import settle

APP_KEY = ImageKey(f"docker://sha256:{'e' * 64}")
NAMELESS = ImageKey(f"docker://sha256:{'d' * 64}")
NAMELESS_SHOWN = "d" * 12
ROOT = {"Type": "layers", "Layers": [digest(BASE), digest(APP)]}
FACTS = {**ABOUT, "RootFS": ROOT}
LIST = [
    {"Id": ABOUT["Id"], "RepoTags": ABOUT["RepoTags"], "Created": 1_700_000_100, "Size": 12_345},
    {
        "Id": f"sha256:{'d' * 64}",
        "RepoTags": ["<none>:<none>"],
        "Created": 1_700_000_000,
        "Size": 9,
    },
]
USAGE = {
    "LayersSize": 12_354,
    "Images": [
        {**LIST[0], "SharedSize": 4_096, "Containers": 2},
        {**LIST[1], "SharedSize": 0, "Containers": 0},
    ],
}


def facts(handler: BaseHTTPRequestHandler) -> None:
    """The facts of the image that is asked for; the one without a name has none."""
    is_nameless = "d" * 64 in handler.path
    about = {**FACTS, "Id": LIST[1]["Id"], "RepoTags": []} if is_nameless else FACTS
    content = json.dumps(about).encode()
    handler.send_response(200)
    handler.send_header("Connection", "close")
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content)


@contextlib.contextmanager
def engine_of_two() -> Iterator[FakeEngine]:
    """A fake with one image that has a name and one that has none."""
    with unix_engine() as made:
        made.answers |= {"/images/json": LIST, "/json": facts, "/df": USAGE}
        yield made


def look(made: RunningWindow, view: str) -> None:
    """Choose a view by its tab."""
    tab = made.window.top.findChild(QPushButton, f"view-{view}")
    assert isinstance(tab, QPushButton)
    QTest.mouseClick(tab, Qt.MouseButton.LeftButton)


def shelf(made: RunningWindow) -> ShelfColumn:
    column = made.window.columns.shelf
    assert column is not None
    return column


def listing(made: RunningWindow) -> EngineListing | None:
    watch = made.hub.state.shelf.engine
    return watch.listing if watch is not None else None


def image(made: RunningWindow, key: ImageKey = APP_KEY) -> ShelfImage:
    found = made.hub.state.shelf.image(key)
    assert found is not None
    return found


def trouble(made: RunningWindow) -> str:
    watch = made.hub.state.shelf.engine
    return watch.trouble.code if watch is not None and watch.trouble is not None else ""


def ask_again(made: RunningWindow) -> None:
    """As if the pause were over; that it was going to be over by itself is asserted."""
    assert made.runner.asks_again.isActive()
    made.runner.asks_again.start(0)


def listed(made: RunningWindow, qtbot: QtBot, view: str = "image") -> ShelfColumn:
    """Look at images until the engine has listed its own and told what they take."""
    look(made, view)
    qtbot.waitUntil(lambda: bool((found := listing(made)) and found.usage))
    settle(qtbot, made)
    return shelf(made)


def click(column: ShelfColumn, key: ImageKey) -> None:
    index = column.model.index_of(key)
    assert index.isValid()
    column.tree.scrollTo(index)
    QTest.mouseClick(
        column.tree.viewport(),
        Qt.MouseButton.LeftButton,
        pos=column.tree.visualRect(index).center(),
    )


def listed_and_held(made: RunningWindow, qtbot: QtBot, engine: FakeEngine) -> ShelfColumn:
    """The shelf while an image is read whose export the engine keeps back."""
    column = listed(made, qtbot)
    engine.hanging = "/get"
    click(column, APP_KEY)
    qtbot.waitUntil(engine.was_asked.is_set)
    return column


def rows(column: ShelfColumn, group: str = "Docker Engine") -> list[tuple[str, str]]:
    """Name and size of each image under a title."""
    model = column.model
    for place in range(model.rowCount()):
        above = model.index(place, NAME)
        if above.data() == group:
            count = range(model.rowCount(above))
            return [
                (model.index(row, NAME, above).data(), model.index(row, SIZE, above).data())
                for row in count
            ]
    return []


def said(widget: QWidget) -> str:
    """All that labels show."""
    labels = [each for each in widget.findChildren(QLabel) if each.isVisibleTo(widget)]
    return "\n".join(each.text() for each in labels)


def drawn(made: RunningWindow) -> str:
    """All that stands in the picture."""
    scene = made.window.picture.scene_shown()
    shapes = (*scene.header, *scene.shapes, *scene.side)
    parts = [part for each in shapes if isinstance(each, Group | Decoration) for part in each.parts]
    return "\n".join(each.text for each in parts if isinstance(each, Label))


def click_top_layer(made: RunningWindow) -> None:
    """Click into the middle of a layer's block."""
    view = made.window.picture.view
    blocks = made.window.picture.scene_shown().groups
    block = next(each for each in blocks if each.target and each.target.kind is TargetKind.LAYER)
    at, down = block.rect.center, view.verticalScrollBar().value()
    place = QPoint(round(at.x), round(at.y - down))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def type_and_see(made: RunningWindow, qtbot: QtBot) -> None:
    """Type into the Dockerfile and wait for the prediction that follows."""
    look(made, "build")
    editor = made.window.findChild(CodeEditor)
    assert isinstance(editor, CodeEditor)
    before = made.hub.state.reports
    QTest.keyClicks(editor, "# ")
    qtbot.waitUntil(
        lambda: made.hub.state.reports is not before and not made.hub.state.is_analysing
    )
