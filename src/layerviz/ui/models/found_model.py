"""The files that a search found, as a flat list with the same columns as the tree."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from layerviz.core.context import Directory
from layerviz.ui.models.context_model import ANSWERED, NAME, STATE, row_data
from layerviz.ui.models.context_rows import Row, TreeContent
from layerviz.ui.translation import Translator

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class FoundModel(QAbstractTableModel):
    """Rows named by their whole path."""

    edit_ticked = Signal(str)

    def __init__(self, words: Translator, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._rows: tuple[Row, ...] = ()
        self._content = TreeContent(root=Directory(0o755, {}))

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Show what was found."""
        old, new = len(self._rows), len(rows)
        if new < old:
            self.beginRemoveRows(QModelIndex(), new, old - 1)
            self._rows = self._rows[:new]
            self.endRemoveRows()
        elif new > old:
            self.beginInsertRows(QModelIndex(), old, new - 1)
            self._rows = (*self._rows, *rows[old:])
            self.endInsertRows()
        self._rows = rows
        self._tell_all()

    def show_content(self, content: TreeContent) -> None:
        """The edits or the folder changed."""
        self._content = content
        self._tell_all()

    def retranslate(self) -> None:
        """The words changed."""
        self._tell_all()

    def row_at(self, index: Index) -> Row | None:
        """The entry behind an index."""
        is_there = index.isValid() and index.row() < len(self._rows)
        return self._rows[index.row()] if is_there else None

    def _tell_all(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0, NAME), self.index(len(self._rows) - 1, STATE))

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """How many were found."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Name, size, state."""
        return 0 if parent.isValid() else STATE + 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Files can be ticked."""
        row = self.row_at(index)
        if row is None:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() == NAME and not row.is_directory:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows."""
        row = self.row_at(index) if role in ANSWERED else None
        if row is None:
            return None
        return row_data(row, index.column(), role, self._content, self._words)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """A tick is an intent: the state answers with the new ticks."""
        row = self.row_at(index)
        if role != Qt.ItemDataRole.CheckStateRole or row is None:
            return False
        self.edit_ticked.emit(row.path)
        return True
