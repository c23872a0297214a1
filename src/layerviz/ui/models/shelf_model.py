"""The images at hand as a tree of two levels: where they are from, and each with its size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont

from layerviz.ui import safe_text

if TYPE_CHECKING:
    from layerviz.app.shelf import ImageKey
    from layerviz.ui.presenting_shelf import ShelfGroup, ShelfRow

Index = QModelIndex | QPersistentModelIndex
NAME, SIZE = 0, 1
KEY_ROLE = Qt.ItemDataRole.UserRole + 1
_TOP = 0
"""The internal id of groups; an image has its group's place plus one."""


class ShelfModel(QAbstractItemModel):
    """Groups of images. `pick_asked` carries the key of an image that was ticked."""

    pick_asked = Signal(object)

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._groups: tuple[ShelfGroup, ...] = ()
        self._picks = False
        self._code_font: QFont | None = None

    def show(self, groups: tuple[ShelfGroup, ...], *, picks: bool) -> None:
        """Show other groups; rows that stay the same images only change their words."""
        if groups == self._groups and picks is self._picks:
            return
        if _keys(groups) == _keys(self._groups) and picks is self._picks:
            self._groups = groups
            for place, group in enumerate(groups):
                above = self.index(place, NAME)
                last = len(group.rows) - 1
                self.dataChanged.emit(above, self.index(place, SIZE))
                self.dataChanged.emit(self.index(0, NAME, above), self.index(last, SIZE, above))
            return
        self.beginResetModel()
        self._groups, self._picks = groups, picks
        self.endResetModel()

    def show_font(self, code: QFont) -> None:
        """The font of the names."""
        self._code_font = code

    def index_of(self, key: ImageKey | None) -> QModelIndex:
        """Where an image stands; invalid if it does not."""
        for place, group in enumerate(self._groups):
            for number, row in enumerate(group.rows):
                if row.key == key:
                    return self.index(number, NAME, self.index(place, NAME))
        return QModelIndex()

    def row_at(self, index: Index) -> ShelfRow | None:
        """The image at an index; None for a group."""
        if not index.isValid() or index.internalId() == _TOP:
            return None
        return self._groups[index.internalId() - 1].rows[index.row()]

    # --- what Qt asks

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008 - as Qt has it
        """A group, or an image in one."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else _TOP)

    def parent(self, child: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008 - QObject has another parent()
        """The group of an image."""
        if not child.isValid() or child.internalId() == _TOP:
            return QModelIndex()
        return self.createIndex(child.internalId() - 1, NAME, _TOP)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        """Groups at the top, images below."""
        if not parent.isValid():
            return len(self._groups)
        if parent.internalId() != _TOP or parent.column() != NAME:
            return 0
        return len(self._groups[parent.row()].rows)

    def columnCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        """Name and size."""
        return SIZE + 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Images can be chosen, where several may be ticked."""
        if self.row_at(index) is None:
            return Qt.ItemFlag.ItemIsEnabled if index.isValid() else Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self._picks and index.column() == NAME:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows."""
        row = self.row_at(index)
        if row is None:
            return self._group_data(index, role) if index.isValid() else None
        is_name = index.column() == NAME
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return safe_text.plain(row.name if is_name else row.size)
            case Qt.ItemDataRole.ToolTipRole:
                return safe_text.tooltip(f"{row.name}\n{row.note}")
            case Qt.ItemDataRole.AccessibleTextRole:
                return safe_text.plain(f"{row.name}, {row.size}")
            case Qt.ItemDataRole.CheckStateRole if is_name and self._picks:
                return Qt.CheckState.Checked if row.is_picked else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.FontRole if is_name:
                return self._code_font
            case Qt.ItemDataRole.TextAlignmentRole if not is_name:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case _ if role == KEY_ROLE:
                return row.key
            case _:
                return None

    def _group_data(self, index: Index, role: int) -> Any:
        if index.column() != NAME:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._groups[index.row()].title
        if role == Qt.ItemDataRole.FontRole:
            font = QFont()
            font.setBold(True)
            return font
        return None

    def setData(self, index: Index, _value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """A tick is an intent: the state answers with the new ticks."""
        row = self.row_at(index)
        if role != Qt.ItemDataRole.CheckStateRole or row is None:
            return False
        self.pick_asked.emit(row.key)
        return True


def _keys(groups: tuple[ShelfGroup, ...]) -> list[tuple[str, list[ImageKey]]]:
    return [(group.title, [row.key for row in group.rows]) for group in groups]
