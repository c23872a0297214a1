"""The build context as a tree for Qt: made folder by folder, changed by the smallest steps."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont

from layerviz.core.context import Directory, EditKind
from layerviz.ui import safe_text
from layerviz.ui.models.context_rows import (
    Row,
    TreeContent,
    hover_words,
    size_words,
    state_words,
)
from layerviz.ui.translation import Translator

NAME, SIZE, STATE = 0, 1, 2
PATH_ROLE = Qt.ItemDataRole.UserRole + 1
TONE_ROLE = Qt.ItemDataRole.UserRole + 2
"""`edited`, `ignored`, or "": how a row is coloured."""

DISPLAY, CHECKED = Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.CheckStateRole
FONT, ALIGNMENT = Qt.ItemDataRole.FontRole, Qt.ItemDataRole.TextAlignmentRole
HOVER, SPOKEN = Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole
ANSWERED = frozenset(
    int(role) for role in (DISPLAY, CHECKED, FONT, ALIGNMENT, HOVER, SPOKEN, PATH_ROLE, TONE_ROLE)
)
"""The roles that a row has something for: painting a cell asks for as many others."""

FOLDER = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
FILE = FOLDER | Qt.ItemFlag.ItemNeverHasChildren
TICKABLE = FILE | Qt.ItemFlag.ItemIsUserCheckable

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class _Item:
    """A row that Qt has asked for, with the rows below it once they were asked for."""

    __slots__ = ("items", "parent", "place", "row")

    def __init__(self, row: Row, parent: _Item | None, place: int) -> None:
        self.row = row
        self.parent = parent
        self.place = place
        self.items: list[_Item] | None = None

    def load(self) -> list[_Item]:
        if self.items is None:
            self.items = [_Item(row, self, n) for n, row in enumerate(rows_below(self.row))]
        return self.items


def rows_below(row: Row) -> list[Row]:
    """The entries of a folder: files first, hidden ones last, by name."""
    if not isinstance(row.node, Directory):
        return []
    prefix = f"{row.path}/" if row.path else ""
    rows = [Row(path=prefix + n, name=n, node=c) for n, c in row.node.children.items()]
    return sorted(rows, key=_place_of)


def _place_of(row: Row) -> tuple[bool, bool, str, str]:
    return row.name.startswith("."), row.is_directory, row.name.casefold(), row.name


class ContextModel(QAbstractItemModel):
    """Columns: name with a tick box, size, state. A tick means an imagined edit (`edit_ticked`)."""

    edit_ticked = Signal(str)

    def __init__(self, words: Translator, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._content = TreeContent(root=Directory(0o755, {}))
        self._top = _Item(Row(path="", name="", node=self._content.root), None, 0)

    # --- values in

    def show(self, content: TreeContent) -> None:
        """Show another folder, or the same one changed."""
        before, self._content = self._content, content
        if content.root is not before.root:
            self._merge(self._top, Row(path="", name="", node=content.root), QModelIndex())
        if content.decide != before.decide:
            self._tell_all(QModelIndex(), self._top)
            return
        for path in sorted({path for path, _ in content.marks ^ before.marks}):
            self._tell_along(path)

    def retranslate(self) -> None:
        """The words changed."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, NAME, STATE)
        self._tell_all(QModelIndex(), self._top)

    @property
    def content(self) -> TreeContent:
        """What is shown."""
        return self._content

    def _tell_all(self, parent: QModelIndex, item: _Item) -> None:
        if not item.items:
            return
        last = len(item.items) - 1
        self.dataChanged.emit(self.index(0, NAME, parent), self.index(last, STATE, parent))
        for place, below in enumerate(item.items):
            if below.items:
                self._tell_all(self.index(place, NAME, parent), below)

    def _tell_along(self, path: str) -> None:
        """A path shows something else, and so may the folders that it is in."""
        item, index = self._top, QModelIndex()
        names = path.split("/")
        for depth, name in enumerate(names, start=1):
            place = next((n for n, i in enumerate(item.items or ()) if i.row.name == name), None)
            if item.items is None or place is None:
                return
            item, above, index = item.items[place], index, self.index(place, NAME, index)
            if depth < len(names):  # only the tick box of a folder tells what is below
                self.dataChanged.emit(index, index, [Qt.ItemDataRole.CheckStateRole])
            else:  # cell by cell: a view paints all of itself for more than one
                for cell in (
                    index,
                    self.index(place, SIZE, above),
                    self.index(place, STATE, above),
                ):
                    self.dataChanged.emit(cell, cell)

    def _merge(self, item: _Item, row: Row, index: QModelIndex) -> None:
        """Bring a loaded folder to its new content: rows go, rows come, the others stay."""
        is_same = item.row.node is row.node
        item.row = row
        if is_same or item.items is None:
            return
        wanted = rows_below(row)
        names = {(each.name, each.is_directory) for each in wanted}
        for place in range(len(item.items) - 1, -1, -1):
            old = item.items[place].row
            if (old.name, old.is_directory) not in names:
                self.beginRemoveRows(index, place, place)
                del item.items[place]
                self._number(item)
                self.endRemoveRows()
        for place, new in enumerate(wanted):
            self._place(item, new, place, index)
        if item.items:
            self.dataChanged.emit(
                self.index(0, NAME, index), self.index(len(item.items) - 1, STATE, index)
            )

    def _place(self, item: _Item, new: Row, place: int, index: QModelIndex) -> None:
        assert item.items is not None
        known = item.items[place].row if place < len(item.items) else None
        if known is not None and (known.name, known.is_directory) == (new.name, new.is_directory):
            self._merge(item.items[place], new, self.index(place, NAME, index))
            return
        self.beginInsertRows(index, place, place)
        item.items.insert(place, _Item(new, item, place))
        self._number(item)
        self.endInsertRows()

    def _number(self, item: _Item) -> None:
        for place, below in enumerate(item.items or ()):
            below.place = place

    # --- Qt's questions

    def index(self, row: int, column: int, parent: Index = NOWHERE) -> QModelIndex:
        """The index of a row below a parent."""
        items = self._item(parent).load()
        if 0 <= row < len(items) and 0 <= column <= STATE:
            return self.createIndex(row, column, items[row])
        return QModelIndex()

    def parent(  # type: ignore[override]  # Qt overloads it with QObject.parent()
        self, index: Index = NOWHERE
    ) -> QModelIndex:
        """The folder that a row is in."""
        above = self._item(index).parent if index.isValid() else None
        if above is None or above is self._top:
            return QModelIndex()
        return self._index_of_item(above)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """How many entries a folder has, as far as they were loaded."""
        if parent.column() > 0:
            return 0
        item = self._item(parent)
        return len(item.items or ()) if item is not self._top else len(item.load())

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Name, size, state."""
        return STATE + 1

    def hasChildren(self, parent: Index = NOWHERE) -> bool:
        """Whether a row can be opened."""
        if parent.column() > 0:
            return False
        node = self._item(parent).row.node
        return isinstance(node, Directory) and bool(node.children)

    def canFetchMore(self, parent: Index) -> bool:
        """Whether a folder was not opened yet."""
        item = self._item(parent)
        return item.items is None and self.hasChildren(parent)

    def fetchMore(self, parent: Index) -> None:
        """Load a folder's entries."""
        item = self._item(parent)
        if item.items is not None:
            return
        count = len(rows_below(item.row))
        if count:
            self.beginInsertRows(self._index_of_item(item), 0, count - 1)
            item.load()
            self.endInsertRows()

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The names of the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._words.text(("context.name", "context.size", "context.state")[section])
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Files can be ticked."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if self._item(index).row.is_directory:
            return FOLDER
        return TICKABLE if index.column() == NAME else FILE

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows."""
        if role not in ANSWERED or not index.isValid():
            return None
        return row_data(self._item(index).row, index.column(), role, self._content, self._words)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """A tick is an intent: the state answers with the new ticks."""
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        self.edit_ticked.emit(self._item(index).row.path)
        return True

    def row_at(self, index: Index) -> Row | None:
        """The entry behind an index."""
        return self._item(index).row if index.isValid() else None

    def index_of(self, path: str) -> QModelIndex:
        """The index of a path, its folders loaded on the way; invalid where it is not there."""
        index = QModelIndex()
        for name in path.split("/"):
            if self.canFetchMore(index):
                self.fetchMore(index)
            items = self._item(index).load()
            place = next((n for n, item in enumerate(items) if item.row.name == name), None)
            if place is None:
                return QModelIndex()
            index = self.index(place, NAME, index)
        return index

    def _index_of_item(self, item: _Item) -> QModelIndex:
        if item is self._top:
            return QModelIndex()
        return self.createIndex(item.place, NAME, item)

    def _item(self, index: Index) -> _Item:
        found = index.internalPointer() if index.isValid() else None
        return found if isinstance(found, _Item) else self._top


def row_data(row: Row, column: int, role: int, content: TreeContent, words: Translator) -> Any:
    """What a row shows in a column, for the tree and for the list of found files."""
    if role == DISPLAY:
        if column == NAME:
            return safe_text.plain(row.name) + ("/" if row.is_directory else "")
        return (
            size_words(row.node, words)
            if column == SIZE
            else safe_text.plain(state_words(row, content, words))
        )
    if role == CHECKED:
        return _check_state(row, content) if column == NAME else None
    if role == HOVER:
        return safe_text.tooltip(hover_words(row, content, words))
    if role == SPOKEN and column == NAME:
        told = (row.name, size_words(row.node, words), state_words(row, content, words))
        return safe_text.plain(", ".join(word for word in told if word))
    return _look_data(row, column, role, content)


def _look_data(row: Row, column: int, role: int, content: TreeContent) -> Any:
    if role == PATH_ROLE:
        return row.path
    if role == TONE_ROLE:
        return tone(row, content)
    if role == ALIGNMENT and column != NAME:
        return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    if role == FONT and column == STATE and tone(row, content) == "edited":
        font = QFont()
        font.setBold(True)
        return font
    return None


def tone(row: Row, content: TreeContent) -> str:
    """How a row is coloured."""
    if content.edits_of(row.path):
        return "edited"
    if row.path in content.lit:
        return "lit"
    if content.decide is not None and not content.decide(row.path, row.is_directory).is_sent:
        return "ignored"
    return ""


def _check_state(row: Row, content: TreeContent) -> Qt.CheckState | None:
    if row.is_directory:
        return Qt.CheckState.PartiallyChecked if content.touches_below(row.path) else None
    kinds = (EditKind.EDIT, EditKind.ADD, EditKind.DELETE, EditKind.CHMOD, EditKind.RENAME)
    is_changed = any(edit.kind in kinds for edit in content.edits_of(row.path))
    return Qt.CheckState.Checked if is_changed else Qt.CheckState.Unchecked
