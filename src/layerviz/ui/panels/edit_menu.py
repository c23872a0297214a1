"""The menu of imagined edits: what could happen to a file of the build context."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from layerviz.app import events
from layerviz.app.state import AppState
from layerviz.core.context import ContextEdit, Directory, EditKind, File
from layerviz.ui import safe_text
from layerviz.ui.dialogs.asking import ask_for_text

if TYPE_CHECKING:
    from layerviz.core.analysis import Build
    from layerviz.ui.models.context_rows import Row
    from layerviz.ui.translation import Translator

MODES = (0o644, 0o755, 0o600, 0o700)
TOGGLED = (EditKind.EDIT, EditKind.TOUCH, EditKind.DELETE)


class EditMenu(QMenu):
    """Filled anew each time for the entry it is about."""

    intended = Signal(object)

    def __init__(self, translator: Translator, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = translator
        self._row: Row | None = None

    def show_row(self, row: Row | None, state: AppState) -> None:
        """Offer what can be done to the entry, and to the folder as a whole."""
        self.clear()
        self._row = row
        if row is not None and row.path:
            self._add_for(row, state)
            self.addSeparator()
        self._deed("menu.add", self._ask_add)
        self._add_bases(state)
        if state.scenario.edits:
            self.addSeparator()
            self._event("action.undo-edits", events.EditsRemoved())

    def _add_for(self, row: Row, state: AppState) -> None:
        edits = state.scenario.edits_of(row.path)
        title = QAction(safe_text.menu_text(row.path), self)
        title.setEnabled(False)
        self.addAction(title)
        kinds = {edit.kind for edit in edits}
        for kind in TOGGLED:
            if kind is EditKind.EDIT and not isinstance(row.node, File):
                continue
            action = self._event(f"menu.{kind.value}", events.EditToggled(row.path, kind))
            action.setCheckable(True)
            action.setChecked(kind in kinds)
        modes = self.addMenu(self._words.text("menu.chmod"))
        for mode in MODES:
            edit = ContextEdit(EditKind.CHMOD, row.path, mode=mode)
            action = self._event("menu.chmod-to", events.EditAdded(edit), modes, mode=f"{mode:o}")
            action.setCheckable(True)
            action.setChecked(edit in edits)
        self._deed("menu.rename", self._ask_rename)
        if edits:
            self._event("menu.take-back", events.EditsRemoved(row.path))

    def _add_bases(self, state: AppState) -> None:
        analysis = state.analysis()
        images = () if analysis is None else base_images(analysis.after)
        if not images:
            return
        self.addSeparator()
        for image in images:
            is_changed = image in state.scenario.bases_changed
            event = events.BaseChanged(image, not is_changed)
            action = self._event("menu.base", event, self, image=short_image(image))
            action.setCheckable(True)
            action.setChecked(is_changed)

    def _event(
        self, code: str, event: events.Event, menu: QMenu | None = None, **values: Any
    ) -> QAction:
        action = QAction(safe_text.menu_text(self._words.text(code, **values)), self)
        action.setData(event)
        action.triggered.connect(self._chosen)
        (menu or self).addAction(action)
        return action

    def _deed(self, code: str, deed: object) -> None:
        action = QAction(self._words.text(code), self)
        action.triggered.connect(deed)
        self.addAction(action)

    def _chosen(self) -> None:
        sender = self.sender()
        if isinstance(sender, QAction):
            self.intended.emit(sender.data())

    def _ask_add(self) -> None:
        row = self._row
        folder = ""
        if row is not None and row.path:
            is_folder = isinstance(row.node, Directory)
            folder = f"{row.path}/" if is_folder else row.path.rpartition("/")[0]
            folder = folder if is_folder or not folder else f"{folder}/"
        words = self._words
        ask_for_text(
            self.parentWidget(),
            words.text("menu.add.title"),
            words.text("menu.add.label"),
            f"{folder}new-file",
            self._added,
        )

    def _added(self, path: str) -> None:
        self.intended.emit(events.EditAdded(ContextEdit(EditKind.ADD, path)))

    def _ask_rename(self) -> None:
        if self._row is not None:
            words = self._words
            ask_for_text(
                self.parentWidget(),
                words.text("menu.rename.title"),
                words.text("menu.rename.label"),
                self._row.path,
                self._renamed,
            )

    def _renamed(self, new_path: str) -> None:
        if self._row is not None and new_path != self._row.path:
            edit = ContextEdit(EditKind.RENAME, self._row.path, new_path=new_path)
            self.intended.emit(events.EditAdded(edit))


def short_image(image: str) -> str:
    """An image's name as people write it: `node:20` for `docker.io/library/node:20`."""
    return image.removeprefix("docker.io/").removeprefix("library/")


def base_images(build: Build) -> tuple[str, ...]:
    """The images that the stages start from, as the analysis names them."""
    images = [
        stage.base
        for stage in build.stages
        if stage.parent_index is None and stage.base not in ("", "scratch")
    ]
    return tuple(dict.fromkeys(images))
