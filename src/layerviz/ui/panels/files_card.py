"""The files of a layer or an image: as a searchable tree, as a treemap; and the docker commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStackedWidget,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from layerviz.core.layer_files import Change
from layerviz.core.values import Record
from layerviz.ui import safe_text
from layerviz.ui.models.layer_files_model import (
    CHANGE,
    MOST_FOUND,
    NAME,
    SIZE,
    FilesContent,
    LayerFilesModel,
)
from layerviz.ui.panels.card import MARGIN, Card, toned
from layerviz.ui.panels.commands_card import CommandsList
from layerviz.ui.panels.switch import Switch
from layerviz.ui.panels.tree_painting import RowDelegate
from layerviz.ui.panels.treemap_panel import TreemapPanel

if TYPE_CHECKING:
    from layerviz.ui.font_measuring import FontMeasure
    from layerviz.ui.theme import Theme
    from layerviz.ui.translation import Translator

TREE, MAP, COMMANDS = 0, 1, 2
TABS = ("files.tab.tree", "files.tab.map", "files.tab.commands")
SEARCH_PAUSE_MS = 120
WIDEST = 888_000_000
"""No size takes more room than one of three digits."""
MOST_CHANGE = 0.42
"""The share of the width that the column of changes may take."""


class FilesShown(Record):
    """The files, None while there are none, and what is to say instead."""

    files: FilesContent | None
    note: str = ""
    message: str = ""


class FilesTree(QWidget):
    """A tree with a search line above it; the text that is searched for is its own affair."""

    def __init__(self, translator: Translator) -> None:
        super().__init__()
        self._words = translator
        self.model = LayerFilesModel(translator, self)
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.tree = QTreeView()
        self.told = toned("muted", wraps=True)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SEARCH_PAUSE_MS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.search)
        column.addWidget(self.tree, 1)
        column.addWidget(self.told)
        self._set_up_tree()
        self.search.textChanged.connect(self._typed)
        self._pause.timeout.connect(self._look_for)

    def _set_up_tree(self) -> None:
        tree = self.tree
        tree.setObjectName("layerFiles")
        tree.setModel(self.model)
        tree.setUniformRowHeights(True)
        tree.setAllColumnsShowFocus(True)
        tree.setIndentation(14)
        tree.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.delegate = RowDelegate(tree)
        tree.setItemDelegate(self.delegate)
        tree.setMinimumHeight(tree.fontMetrics().height() * 4)
        header = tree.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(0)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(CHANGE, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(SIZE, QHeaderView.ResizeMode.Fixed)

    def show_files(self, content: FilesContent) -> None:
        """Show other files; what is searched for stays."""
        self.model.show(content)
        self._look_for()
        self._open_only_folders()
        self._fit_columns()

    def _open_only_folders(self) -> None:
        """Open the way to the first choice there is: folders that are alone."""
        if self.model.is_searching:
            return
        index = self.model.index(0, NAME)
        while self.model.hasChildren(index) and self.model.rowCount(index.parent()) == 1:
            self.tree.expand(index)
            index = self.model.index(0, NAME, index)

    def show_look(self, theme: Theme, zoom: float) -> None:
        """Take the colours of a theme and the fonts of a zoom."""
        self.delegate.show_look(theme, zoom)
        self.tree.doItemsLayout()
        self._fit_columns()

    def retranslate(self) -> None:
        """Take the words of the language."""
        text = self._words.text
        self.search.setPlaceholderText(text("files.search"))
        self.search.setAccessibleName(text("files.search"))
        self.tree.setAccessibleName(text("files.title"))
        self.model.retranslate()
        self._tell_found()
        self._fit_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Changes and sizes as wide as the widest that may come; names have the rest."""
        header, metrics = self.tree.header(), self.tree.fontMetrics()
        margin = round(metrics.height() * 0.9)
        text = self._words.text
        sizes = (self._words.size(WIDEST), text("files.size"))
        widest = max(metrics.horizontalAdvance(each) for each in sizes)
        header.resizeSection(SIZE, widest + margin)
        changed = [text(f"files.change.{each.value}") for each in Change]
        if self.model.content.hidden_by:
            changed.append(text("files.change.changed.hidden", layer=88))
        if self.model.content.tree.layers:
            changed = [text("files.layer", layer=88)]
        wanted = max(metrics.horizontalAdvance(each) for each in changed)
        room = round(self.tree.viewport().width() * MOST_CHANGE)
        header.resizeSection(CHANGE, min(room, wanted + margin))

    def _typed(self, text: str) -> None:
        if text.strip():
            self._pause.start()
        else:
            self._pause.stop()
            self._look_for()

    def _look_for(self) -> None:
        was_searching = self.model.is_searching
        self.model.find(self.search.text().strip())
        self.tree.setRootIsDecorated(not self.model.is_searching)
        if was_searching and not self.model.is_searching:
            self._open_only_folders()
        self._tell_found()

    def _tell_found(self) -> None:
        """How much was found, and whether that is all."""
        self.told.setVisible(self.model.is_searching)
        count = self.model.rowCount()
        code = "files.found.first" if count == MOST_FOUND else "files.found"
        self.told.setText(self._words.text(code, count))


class FilesCard(Card):
    """Tabs: the tree, the treemap, the commands."""

    def __init__(self, translator: Translator, theme: Theme, measure: FontMeasure) -> None:
        super().__init__("filesCard")
        self._words = translator
        self._shown = FilesShown(files=None)
        self.files = FilesTree(translator)
        self.map = TreemapPanel(translator, theme, measure)
        self.commands = CommandsList(translator)
        self.message = toned("muted", wraps=True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.stack = QStackedWidget()
        for page in (self.files, self.map, self.commands, self.message):
            self.stack.addWidget(page)
        self.switch = Switch(len(TABS))
        self.tabs = self.switch.buttons
        self.switch.chosen.connect(self._show_page)
        self.heading.removeWidget(self.note)
        self.heading.addStretch(1)
        self.heading.addWidget(self.switch)
        self.note.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.body.addWidget(self.note)
        self.body.addWidget(self.stack, 1)
        translator.changed.connect(self.retranslate)
        self.retranslate()

    @property
    def tab(self) -> int:
        """Which tab is chosen."""
        return self.switch.place

    @property
    def has_files(self) -> bool:
        """Whether there are files to list."""
        return self._shown.files is not None

    def show_files(self, shown: FilesShown) -> None:
        """Show the files of another layer, or say why there are none."""
        if shown != self._shown:
            self._shown = shown
            if shown.files is not None:
                self.files.show_files(shown.files)
                self.map.show_content(shown.files)
            safe_text.set_label(self.message, shown.message)
            self._show_words()
        self._show_page()

    def show_look(self, theme: Theme, zoom: float) -> None:
        """Take the colours of a theme and the fonts of a zoom."""
        self.files.show_look(theme, zoom)
        self.map.show_look(theme, zoom)

    def retranslate(self) -> None:
        """Take the words of the language."""
        self.switch.show_words([self._words.text(code) for code in TABS])
        self.files.retranslate()
        self.map.retranslate()
        self._show_words()

    def _show_words(self) -> None:
        self.show_heading(self._words.text("files.title"), self._shown.note)
        self._fit_heading()

    def _show_page(self) -> None:
        has_page = self.tab == COMMANDS or self._shown.files is not None
        page = self.stack.widget(self.tab) if has_page else self.message
        self.note.setVisible(self.tab != COMMANDS and bool(self._shown.note))
        if page is not None:
            self.stack.setCurrentWidget(page)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may have room for title and tabs, or not."""
        super().resizeEvent(event)
        self._fit_heading()

    def _fit_heading(self) -> None:
        """Where both do not fit, the tabs stand alone: their words say what the card is."""
        room = self.width() - 2 * MARGIN
        needed = self.title.sizeHint().width() + self.switch.sizeHint().width() + 4
        self.title.setVisible(needed <= room)

    def sizeHint(self) -> QSize:
        """Room for some files."""
        return QSize(320, 380)
