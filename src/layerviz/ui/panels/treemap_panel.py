"""The files of a layer as areas: a click on a folder goes in, the path above it leads out again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from layerviz.core.file_tree import FileTree
from layerviz.core.values import replace
from layerviz.scene.shapes import Target
from layerviz.scene.treemap_layout import MOST_TILES, Tile, TreemapWords, treemap_scene
from layerviz.ui import safe_text
from layerviz.ui.models.layer_files_model import FilesContent, branch_words
from layerviz.ui.panels.card import ElidedLabel, button, cleared
from layerviz.ui.views.scene_view import SceneView

if TYPE_CHECKING:
    from layerviz.core.file_tree import Branch
    from layerviz.ui.font_measuring import FontMeasure
    from layerviz.ui.theme import Theme
    from layerviz.ui.translation import Translator
    from layerviz.ui.views.scene_port import Room

MOST_PREVIEWED = 60
"""So many entries of a folder are looked at for its preview."""
LONGEST_STEP = 24
LEAST_WIDTH, LEAST_HEIGHT = 160, 90
MOST_STEPS = 4
"""So many folders are named above the map; those between the first and the last few are not."""


class TreemapView(SceneView):
    """A treemap by keyboard: arrows go from area to area, Enter goes in, Backspace out."""

    left_folder = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Areas have no up and down: both arrows of a pair go along their order."""
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Down):
            self._step(-1 if key in (Qt.Key.Key_Left, Qt.Key.Key_Up) else 1)
        elif key == Qt.Key.Key_Backspace:
            self.left_folder.emit()
        else:
            super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        targets = [target for target, _ in self.reading()]
        if not targets:
            return
        focused = self.focused()
        place = targets.index(focused) + by if focused in targets else 0
        self.set_focused(targets[min(max(place, 0), len(targets) - 1)])


class TreemapPanel(QWidget):
    """Shows a folder of a `FilesContent`; which one is its own affair."""

    def __init__(self, translator: Translator, theme: Theme, measure: FontMeasure) -> None:
        super().__init__()
        self._words = translator
        self._measure = measure
        self._content = FilesContent(tree=FileTree(()), hidden_by={})
        self._steps_to: dict[str, str] = {}
        self.folder = ""
        self.view = TreemapView(theme, measure)
        self.view.setObjectName("treemap")
        self.view.setMinimumSize(LEAST_WIDTH, LEAST_HEIGHT)
        self.view.set_motion(has_motion=False)
        self.view.viewport().installEventFilter(self)
        self.told = ElidedLabel()
        self.told.setProperty("tone", "muted")
        self._path = QHBoxLayout()
        self._path.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self._path)
        column.addWidget(self.view, 1)
        column.addWidget(self.told)
        self.view.shape_clicked.connect(self._clicked)
        self.view.shape_hovered.connect(self._tell)
        self.view.left_folder.connect(self.go_out)
        self.view.room_changed.connect(self._draw)

    # --- values in

    def show_content(self, content: FilesContent) -> None:
        """Show the files of another layer, from their root."""
        if content is self._content:
            return
        self._content = content
        self.go_to("")

    def show_look(self, theme: Theme, zoom: float) -> None:
        """Take the colours of a theme and a zoom."""
        self.view.set_theme(theme)
        self.view.set_zoom(zoom)

    def retranslate(self) -> None:
        """The words changed."""
        self.view.setAccessibleName(self._words.text("files.map.name"))
        self.go_to(self.folder)

    # --- going in and out

    def go_to(self, folder: str) -> None:
        """Show a folder; the root where there is no such folder."""
        self.folder = folder if self._content.tree.find(folder) is not None else ""
        self._show_path()
        self._draw()
        self._tell(None)

    def go_out(self) -> None:
        """Show the folder that this one is in, with this one in focus."""
        before = self.folder
        if not before:
            return
        self.go_to(self._outside(before))
        targets = [target for target, _ in self.view.reading()]
        self.view.set_focused(next((each for each in targets if each.path == before), None))

    def _outside(self, folder: str) -> str:
        """The next folder outside that has more than this one in it; else the root."""
        tree = self._content.tree
        while folder:
            folder = folder.rpartition("/")[0]
            branch = tree.find(folder)
            if branch is not None and tree.first_choice(branch) == branch:
                break
        return folder

    def _clicked(self, target: Target) -> None:
        tree = self._content.tree
        branch = tree.find(target.path)
        if branch is None:
            return
        if not tree.is_folder(branch):
            self._tell(target)
            return
        had_focus = self.view.focused() is not None
        self.go_to(target.path)
        reading = self.view.reading()
        self.view.set_focused(reading[0][0] if had_focus and reading else None)

    def _tell(self, target: Target | None) -> None:
        """Below the map: what the pointer is on, else the folder as a whole."""
        branch = self._content.tree.find(self.folder if target is None else target.path)
        said = branch_words(branch, self._content, self._words) if branch is not None else ""
        self.told.show_whole(" · ".join(said.split("\n")))

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """A click on the map takes the focus there: the keys go on from it."""
        if event.type() is QEvent.Type.MouseButtonPress:
            self.view.setFocus(Qt.FocusReason.MouseFocusReason)
        return False

    # --- drawing

    def _draw(self, _room: Room | None = None) -> None:
        room = self.view.room()
        words = TreemapWords(more=self._more, nothing=self._nothing())
        tiles = self._tiles(self.folder)
        scene = treemap_scene(tiles, words, room.width, room.height, self._measure)
        self.view.set_scene(scene, is_animated=False)

    def _tiles(self, folder: str) -> tuple[Tile, ...]:
        branch = self._content.tree.find(folder)
        below = self._content.tree.below(branch) if branch is not None else ()
        return tuple(
            self._tile(each, is_whole=place < MOST_TILES)
            for place, each in enumerate(map(self._content.tree.first_choice, below))
            if self._stored(each)  # the largest come first: the others are put together
        )

    def _stored(self, branch: Branch) -> int:
        return self._content.tree.stored_bytes(branch)

    def _tile(self, branch: Branch, *, is_whole: bool) -> Tile:
        """An entry: whole with its words and a preview, else only its name and size."""
        tree = self._content.tree
        said = branch_words(branch, self._content, self._words) if is_whole else ""
        return Tile(
            path=branch.path,
            name=safe_text.plain(branch.path.removeprefix(self.folder).removeprefix("/")),
            size_bytes=self._stored(branch),
            size=self._words.size(self._stored(branch)) if is_whole else "",
            tip=said,
            spoken=", ".join(said.split("\n")),
            is_folder=tree.is_folder(branch),
            is_hidden=branch.path in self._content.hidden_by,
            inner=self._preview(branch) if is_whole and branch.has_below else (),
        )

    def _preview(self, branch: Branch) -> tuple[Tile, ...]:
        """The largest entries of a folder, and the rest as one without a name."""
        largest = self._content.tree.below(branch)[:MOST_PREVIEWED]
        tiles = [replace(self._tile(each, is_whole=False), name=each.name) for each in largest]
        rest = self._stored(branch) - sum(tile.size_bytes for tile in tiles)
        return (*tiles, Tile(path=f"{branch.path}/", name="", size_bytes=max(0, rest)))

    def _more(self, count: int, size_bytes: int) -> str:
        return self._words.text("files.map.more", count, size=self._words.size(size_bytes))

    def _nothing(self) -> str:
        tree = self._content.tree
        branch = tree.find(self.folder)
        removed = tree.removed_count(branch) if branch is not None else 0
        if removed:
            return self._words.text("files.map.removes", removed)
        return self._words.text("files.map.nothing")

    # --- the path above

    def _show_path(self) -> None:
        """A button for each folder on the way, the one that is shown as plain text."""
        cleared(self._path)
        self._steps_to.clear()
        names = self.folder.split("/") if self.folder else []
        for depth in _shown_steps(len(names)):
            path = "/".join(names[:depth])
            name = names[depth - 1] if depth else "/"
            if depth < len(names):
                self._add_step(name, path)
        last = ElidedLabel()
        last.setProperty("tone", "code")
        last.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        last.show_whole(names[-1] if names else "/")
        self._path.addWidget(last, 1)

    def _add_step(self, name: str, path: str) -> None:
        made = button("link")
        made.setObjectName(f"step-{len(self._steps_to)}")
        shown = safe_text.menu_text(name)
        made.setText(f"{shown[:LONGEST_STEP]} ›")
        made.setAccessibleName(self._words.text("files.map.to", path=f"/{path}"))
        safe_text.set_tooltip(made, f"/{path}")
        made.clicked.connect(self._step_clicked)
        self._steps_to[made.objectName()] = path
        self._path.addWidget(made)

    def _step_clicked(self) -> None:
        self.go_to(self._steps_to[self.sender().objectName()])


def _shown_steps(depth: int) -> list[int]:
    """The folders that are named, by their depth: the root and the last few."""
    first = max(1, depth - MOST_STEPS + 1)
    return [0, *range(first, depth + 1)]
