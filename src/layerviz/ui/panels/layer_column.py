"""The column beside an image: what is known of the chosen layer, and its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from layerviz.app.commands import commands_of_image
from layerviz.app.image_samples import image_sample_path
from layerviz.app.reducing_images import STOPPED
from layerviz.app.shelving import inspections_at_hand, shown_image, shown_numbers
from layerviz.core.file_tree import FileTree, final_files
from layerviz.ui.models.layer_files_model import FilesContent
from layerviz.ui.panels.files_card import FilesCard, FilesShown
from layerviz.ui.panels.layer_panel import LayerPanel
from layerviz.ui.panels.picture_panel import same
from layerviz.ui.panels.side_columns import GAP
from layerviz.ui.phrases import diagnostic_text
from layerviz.ui.picturing_image import reading_text
from layerviz.ui.presenting_image import LayerContent, chosen_layer, layer_content

if TYPE_CHECKING:
    from layerviz.app.shelf import ShelfImage
    from layerviz.app.state import AppState
    from layerviz.core.layer_files import StackFiles
    from layerviz.ui.font_measuring import FontMeasure
    from layerviz.ui.theme import Theme
    from layerviz.ui.translation import Translator

MOST_FACTS = 0.46
"""So much of the column have the facts at first; the files have the rest."""
MOST_FACTS_ALONE = 0.68
"""So much where there are no files to list."""


class LayerColumn(QSplitter):
    """Facts above, files below; emits what was meant by links."""

    intended = Signal(object)

    def __init__(self, translator: Translator, theme: Theme, measure: FontMeasure) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._words = translator
        self._seen: tuple[object, ...] = ()
        self._look: tuple[str, float] | None = None
        self._files = _KnownFiles()
        self.facts = LayerPanel(translator)
        self.files = FilesCard(translator, theme, measure)
        self.addWidget(self.facts)
        self.addWidget(self.files)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(GAP)
        self.setContentsMargins(0, GAP, GAP, GAP)
        self.setMinimumWidth(220)
        self._is_dragged = False
        self.splitterMoved.connect(self._dragged)
        self.facts.intended.connect(self.intended)

    def show_state(self, state: AppState, theme: Theme) -> None:
        """Show the image that is looked at."""
        look = (theme.name, state.settings.zoom_percent / 100)
        if look != self._look:
            self._look = look
            self.files.show_look(theme, look[1])
        image = shown_image(state)
        inspections = inspections_at_hand(state)
        seen = (image, state.shelf.layer, inspections, self._words.language)
        if same(seen, self._seen):
            return
        self._seen = seen
        if image is None:
            self._show_none()
            return
        self.facts.show_content(layer_content(state, image, self._words))
        self.files.show_files(self._shown_files(state, image))
        found = image.inspection
        path = "" if found is None else image_sample_path(found.target) or found.target
        read = None if found is None else found.read
        self.files.commands.show_commands(commands_of_image(read, path))
        QTimer.singleShot(0, self, self._share)

    def _show_none(self) -> None:
        """No image is looked at: the last one may be gone."""
        self.facts.show_content(LayerContent(title=""))
        self.files.show_files(FilesShown(files=None))
        self.files.commands.show_commands(())

    def _shown_files(self, state: AppState, image: ShelfImage) -> FilesShown:
        files = image.inspection.files if image.inspection is not None else None
        if files is None:
            return FilesShown(files=None, message=self._why_none(image))
        height = chosen_layer(state, image)
        content = self._files.of(files, shown_numbers(state), height)
        tree = content.tree
        text = self._words.text
        note = text("files.summary", tree.file_count(tree.root), size=self._size_of(tree))
        removed = tree.removed_count(tree.root)
        if removed:
            note = text("files.summary.removed", said=note, removed=removed)
        return FilesShown(files=content, note=note)

    def _size_of(self, tree: FileTree) -> str:
        return self._words.size(tree.stored_bytes(tree.root))

    def _why_none(self, image: ShelfImage) -> str:
        """That files are being read, or why they are not there and what to try."""
        if image.problem is None or image.is_reading:
            return reading_text(image, self._words)
        reason = diagnostic_text(image.problem, self._words)
        is_file = image.listed is None and image.problem.code != STOPPED
        code = "files.problem.try" if is_file else "files.problem.again"
        return "\n".join((reason, self._words.text(code)))

    def stops(self) -> list[QWidget]:
        """Where F6 stops."""
        return [self.files.files.tree]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the height anew."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._share)

    def _share(self) -> None:
        if self._is_dragged:
            return
        room = self.height() - self.handleWidth() - 2 * GAP
        facts = round(room * (MOST_FACTS if self.files.has_files else MOST_FACTS_ALONE))
        self.setSizes([facts, room - facts])

    def _dragged(self) -> None:
        self._is_dragged = True


class _KnownFiles:
    """Remembers the files as trees while one image is looked at: making one takes a moment."""

    def __init__(self) -> None:
        self._files: StackFiles | None = None
        self._numbers: tuple[str, ...] = ()
        self._known: dict[int | None, FilesContent] = {}

    def of(self, files: StackFiles, numbers: tuple[str, ...], height: int | None) -> FilesContent:
        """The files of a layer, or of the whole image."""
        if files is not self._files or numbers != self._numbers:
            self._files, self._numbers = files, numbers
            self._known.clear()
        if height not in self._known:
            self._known[height] = _content(files, numbers, height)
        return self._known[height]


def _content(files: StackFiles, numbers: tuple[str, ...], height: int | None) -> FilesContent:
    if height is None:
        return FilesContent(tree=final_files(files.changes), hidden_by={}, numbers=numbers)
    hidden = {each.path: each.by_layer for each in files.ghosts if each.layer == height}
    return FilesContent(tree=FileTree(files.changes[height]), hidden_by=hidden, numbers=numbers)
