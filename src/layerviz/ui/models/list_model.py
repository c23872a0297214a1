"""A list of words for Qt, over a tuple of rows: problems, found commands, samples."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from layerviz.core.values import Value
from layerviz.ui import safe_text

PAYLOAD_ROLE = Qt.ItemDataRole.UserRole + 1
TONE_ROLE = Qt.ItemDataRole.UserRole + 2
DETAIL_ROLE = Qt.ItemDataRole.UserRole + 3

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class ListRow(Value):
    """A row: its text, a second text, a tone for its look, and what it stands for."""

    text: str
    detail: str = ""
    tone: str = ""
    payload: object = None
    hover: str = ""


class ListModel(QAbstractListModel):
    """Rows that are replaced by the smallest change at their end."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[ListRow, ...] = ()

    def show(self, rows: tuple[ListRow, ...]) -> None:
        """Show other rows; those at the same place stay and change."""
        old, new = len(self._rows), len(rows)
        if rows == self._rows:
            return
        if new < old:
            self.beginRemoveRows(QModelIndex(), new, old - 1)
            self._rows = self._rows[:new]
            self.endRemoveRows()
        elif new > old:
            self.beginInsertRows(QModelIndex(), old, new - 1)
            self._rows = (*self._rows, *rows[old:])
            self.endInsertRows()
        self._rows = rows
        if new:
            self.dataChanged.emit(self.index(0), self.index(new - 1))

    @property
    def rows(self) -> tuple[ListRow, ...]:
        """What is shown."""
        return self._rows

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a row shows."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        told = {
            Qt.ItemDataRole.DisplayRole: safe_text.plain(row.text),
            Qt.ItemDataRole.ToolTipRole: safe_text.tooltip(row.hover),
            Qt.ItemDataRole.AccessibleTextRole: safe_text.plain(
                f"{row.text}, {row.detail}" if row.detail else row.text
            ),
            PAYLOAD_ROLE: row.payload,
            TONE_ROLE: row.tone,
            DETAIL_ROLE: safe_text.plain(row.detail),
        }
        return told.get(role)
