"""The build context: the folder as a tree, searchable; a tick imagines an edit."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QModelIndex, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QMenu,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from layerviz.app import events
from layerviz.app.state import AppState
from layerviz.core.context import EditKind
from layerviz.ui.models.context_model import NAME, PATH_ROLE, SIZE, STATE, ContextModel
from layerviz.ui.models.context_rows import (
    Row,
    TreeContent,
    matching,
    shown_root,
    widest_states,
)
from layerviz.ui.models.found_model import FoundModel
from layerviz.ui.panels.card import button, toned
from layerviz.ui.panels.edit_menu import EditMenu
from layerviz.ui.panels.tree_painting import RowDelegate

if TYPE_CHECKING:
    from layerviz.core.ignorefile import IgnoreFile
    from layerviz.ui.theme import Theme
    from layerviz.ui.translation import Translator

SEARCH_PAUSE_MS = 120
MOST_FOUND = 300
HINT_LINES = 19
WIDEST = 888_000_000
"""No size takes more room than one of three digits."""
MOST_STATE = 0.4
"""The share of the width that the last column may take: a new name can be long."""


class ContextPanel(QWidget):
    """Emits events; `answers` of menus too."""

    intended = Signal(object)

    def __init__(self, translator: Translator) -> None:
        super().__init__()
        self._words = translator
        self._state: AppState | None = None
        self._ignore: IgnoreFile | None = None
        self._is_edit_unseen = False
        self.model = ContextModel(translator, self)
        self.found = FoundModel(translator, self)
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.tree = QTreeView()
        self.empty = toned("muted", wraps=True)
        self.hint = toned("muted", wraps=True)
        self.edits = button()
        self.undo = button()
        self.menu = EditMenu(translator, self)
        self.menu.intended.connect(self.intended)
        self.edits.setMenu(self.menu)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SEARCH_PAUSE_MS)
        self._lay_out()
        self._set_up_tree()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        buttons = QHBoxLayout()
        buttons.addWidget(self.edits, 1)
        buttons.addWidget(self.undo, 1)
        for each in (self.search, self.empty):
            column.addWidget(each)
        column.addWidget(self.tree, 1)
        column.addWidget(self.hint)
        column.addLayout(buttons)

    def _set_up_tree(self) -> None:
        tree = self.tree
        tree.setModel(self.model)
        tree.setObjectName("contextTree")
        tree.setUniformRowHeights(True)
        tree.setHeaderHidden(True)
        tree.setAllColumnsShowFocus(True)
        tree.setIndentation(16)
        tree.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.delegate = RowDelegate(tree)
        tree.setItemDelegate(self.delegate)
        tree.setMinimumHeight(tree.fontMetrics().height() * 4)
        self._set_up_header()

    def _set_up_header(self) -> None:
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(0)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        # Not by their contents: Qt would ask every row in sight for its width at each tick.
        header.setSectionResizeMode(SIZE, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(STATE, QHeaderView.ResizeMode.Fixed)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Make the last columns as wide as the widest that they may have to show."""
        header, metrics = self.tree.header(), self.tree.fontMetrics()
        bold = QFont(self.tree.font())
        bold.setBold(True)
        widest = QFontMetrics(bold).horizontalAdvance
        margin = round(metrics.height() * 0.55)
        states = [widest(text) for text in widest_states(self.model.content, self._words)]
        room = round(self.tree.viewport().width() * MOST_STATE)
        header.resizeSection(SIZE, metrics.horizontalAdvance(self._words.size(WIDEST)) + margin)
        wanted = max(states, default=0)
        header.resizeSection(STATE, min(room, wanted + margin) if wanted else 0)

    def _connect(self) -> None:
        self.model.edit_ticked.connect(self._ticked)
        self.found.edit_ticked.connect(self._ticked)
        self.search.textChanged.connect(self._search_typed)
        self._pause.timeout.connect(self._look_for)
        self.tree.verticalScrollBar().actionTriggered.connect(self._moved_by_hand)
        self.undo.clicked.connect(self._undo_all)
        self.tree.customContextMenuRequested.connect(self._open_menu)
        self.tree.selectionModel().selectionChanged.connect(self._chosen)
        self.menu.aboutToShow.connect(self._fill_menu)
        self._words.changed.connect(self.retranslate)

    # --- values in

    def show_state(self, state: AppState, ignore: IgnoreFile | None) -> None:
        """Show the folder with what is imagined of it."""
        before, self._state = self._state, state
        if before is None or before.scenario.edits != state.scenario.edits:
            self._is_edit_unseen = True
        self._show_content(before, state, ignore)
        # Not while it is predicted: a list that scrolls is painted whole, before the picture.
        if self._is_edit_unseen and not state.is_analysing:
            self._is_edit_unseen = False
            self._show_edited(state)

    def _show_content(
        self, before: AppState | None, state: AppState, ignore: IgnoreFile | None
    ) -> None:
        snapshot = state.scan.snapshot
        self.empty.setVisible(snapshot is None)
        self.tree.setVisible(snapshot is not None)
        self.undo.setEnabled(bool(state.scenario.edits))
        self.edits.setEnabled(snapshot is not None)
        if snapshot is None:
            return
        is_same = before is not None and before.scan.snapshot is snapshot
        if (
            is_same
            and before is not None
            and before.scenario.edits == state.scenario.edits
            and ignore is self._ignore
            and lit_paths(state) == self.model.content.lit
        ):
            self._show_selection(before, state)
            return
        self._ignore = ignore
        content = TreeContent(
            root=shown_root(snapshot, state.scenario.edits),
            edits=state.scenario.edits,
            decide=None if ignore is None else ignore.told,
            lit=lit_paths(state),
            has_problems=bool(snapshot.diagnostics),
        )
        self.model.show(content)
        self.found.show_content(content)
        self._fit_columns()

    def _show_edited(self, state: AppState) -> None:
        """Bring the file edited last into view."""
        if state.scenario.edits and not self._is_searching:
            index = self.model.index_of(state.scenario.edits[-1].path)
            if index.isValid():
                self.tree.scrollTo(index)

    def _show_selection(self, before: AppState, state: AppState) -> None:
        path = state.selection.path
        if path == before.selection.path or not path or self._is_searching:
            return
        index = self.model.index_of(path)
        if index.isValid() and index != self.tree.currentIndex():
            self.tree.setCurrentIndex(index)
            self.tree.scrollTo(index)

    def show_look(self, theme: Theme, zoom: float) -> None:
        """Take the colours of a theme and the fonts of a zoom."""
        self.delegate.show_look(theme, zoom)
        self.tree.doItemsLayout()
        self._fit_columns()

    def retranslate(self) -> None:
        """Take the words of the language."""
        text = self._words.text
        self.search.setPlaceholderText(text("context.search"))
        self.search.setAccessibleName(text("context.search"))
        self.tree.setAccessibleName(text("context.title"))
        self.empty.setText(text("context.empty"))
        self.hint.setText(text("context.hint"))
        self.search.setToolTip(text("context.hint"))
        self.edits.setText(text("context.other-edits"))
        self.undo.setText(text("action.undo-edits"))
        self.model.retranslate()
        self.found.retranslate()
        self._fit_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the files get it."""
        super().resizeEvent(event)
        self._fit_columns()
        self.hint.setVisible(self.height() > HINT_LINES * self.fontMetrics().height())

    def sizeHint(self) -> QSize:
        """Room for some files."""
        return QSize(280, 320)

    # --- intents

    @property
    def _is_searching(self) -> bool:
        return bool(self.search.text().strip())

    def _search_typed(self) -> None:
        self._pause.start()

    def _look_for(self) -> None:
        """Show the tree, or the list of what was found in it."""
        wanted = self.search.text().strip()
        model = self.found if wanted else self.model
        if wanted:
            rows = matching(self.model.content.root, wanted, most=MOST_FOUND)
            self.found.show_rows(tuple(islice(rows, MOST_FOUND)))
        if self.tree.model() is not model:
            self.tree.setModel(model)
            self.tree.setRootIsDecorated(not wanted)
            self._set_up_header()
            self.tree.selectionModel().selectionChanged.connect(self._chosen)

    def _ticked(self, path: str) -> None:
        state = self._state
        if state is None:
            return
        is_edited = any(edit.kind is EditKind.EDIT for edit in state.scenario.edits_of(path))
        if not is_edited and state.scenario.edits_of(path):
            self.intended.emit(events.EditsRemoved(path))
        else:
            self.intended.emit(events.EditToggled(path, EditKind.EDIT))

    def _undo_all(self) -> None:
        self.intended.emit(events.EditsRemoved())

    def _moved_by_hand(self) -> None:
        """Whoever scrolls wants to see something else than the file edited last."""
        self._is_edit_unseen = False

    def _chosen(self, chosen: QItemSelection, _gone: QItemSelection) -> None:
        indexes = chosen.indexes()
        if indexes:
            self._moved_by_hand()
            self.intended.emit(events.PathSelected(str(indexes[0].data(PATH_ROLE) or "")))

    def chosen_row(self) -> Row | None:
        """The entry that the menu means."""
        return self._row(self.tree.currentIndex())

    def _row(self, index: QModelIndex) -> Row | None:
        return self.found.row_at(index) if self._is_searching else self.model.row_at(index)

    def _fill_menu(self) -> None:
        if self._state is not None:
            self.menu.show_row(self.chosen_row(), self._state)

    def _open_menu(self, position: QPoint) -> None:
        index = self.tree.indexAt(position)
        if index.isValid():
            self.tree.setCurrentIndex(index)
        menu: QMenu = self.menu
        menu.popup(self.tree.viewport().mapToGlobal(position))


def lit_paths(state: AppState) -> frozenset[str]:
    """The files that the cause of the selected step names, back to where the miss began."""
    selection = state.selection
    analysis = state.analysis(selection.side)
    if analysis is None or selection.step is None or state.are_verdicts_hidden:
        return frozenset()
    step = analysis.after.step(selection.step)
    for _ in analysis.after.steps:
        if step is None or step.cause is None or step.cause.step is None:
            break
        step = analysis.after.step(step.cause.step)
    return frozenset(step.cause.paths) if step is not None and step.cause else frozenset()
