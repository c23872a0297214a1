"""The files of a layer as a tree for Qt, or those that a search found: made folder by folder."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from layerviz.core.file_tree import Branch, FileTree
from layerviz.core.layer_files import Change, FileKind
from layerviz.core.values import Record
from layerviz.ui import safe_text
from layerviz.ui.models.context_model import PATH_ROLE, TONE_ROLE
from layerviz.ui.translation import Translator

NAME, CHANGE, SIZE = 0, 1, 2
COLUMNS = ("files.name", "files.change", "files.size")
MOST_FOUND = 500

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class FilesContent(Record):
    """What is shown: the files of one layer, or those of the whole image with their layers.

    `hidden_by` has the layer that hides a file, by path; `numbers` what people call each layer.
    """

    tree: FileTree
    hidden_by: dict[str, int]
    numbers: tuple[str, ...] = ()


class _Item:
    """A row that Qt has asked for, with the rows below it once they were asked for."""

    __slots__ = ("branch", "items", "parent", "place")

    def __init__(self, branch: Branch, parent: _Item | None, place: int) -> None:
        self.branch = branch
        self.parent = parent
        self.place = place
        self.items: list[_Item] | None = None


class LayerFilesModel(QAbstractItemModel):
    """Columns: name, what the layer does with it, size."""

    def __init__(self, words: Translator, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._content = FilesContent(tree=FileTree(()), hidden_by={})
        self._found: tuple[Branch, ...] | None = None
        self._top = _Item(self._content.tree.root, None, 0)

    # --- values in

    def show(self, content: FilesContent) -> None:
        """Show the files of another layer."""
        if content is self._content:
            return
        self.beginResetModel()  # nothing of another layer is the same row
        self._content = content
        self._found = None
        self._top = _Item(content.tree.root, None, 0)
        self.endResetModel()

    def find(self, text: str) -> None:
        """Show only the paths that contain the text, in full; all folders again for ""."""
        found = self._content.tree.matching(text, MOST_FOUND) if text else None
        if found == self._found:
            return
        self.beginResetModel()  # a flat list in the place of a tree, and the other way round
        self._found = found
        self._top = _Item(self._content.tree.root, None, 0)
        self.endResetModel()

    def retranslate(self) -> None:
        """The words changed."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, NAME, SIZE)
        self._tell_all(QModelIndex(), self._top)

    @property
    def is_searching(self) -> bool:
        """Whether what was found is shown."""
        return self._found is not None

    @property
    def content(self) -> FilesContent:
        """What is shown."""
        return self._content

    def _tell_all(self, parent: QModelIndex, item: _Item) -> None:
        if not item.items:
            return
        last = len(item.items) - 1
        self.dataChanged.emit(self.index(0, NAME, parent), self.index(last, SIZE, parent))
        for place, below in enumerate(item.items):
            self._tell_all(self.index(place, NAME, parent), below)

    def _load(self, item: _Item) -> list[_Item]:
        if item.items is None:
            is_found = item is self._top and self._found is not None
            below = self._found if is_found else self._content.tree.below(item.branch)
            item.items = [_Item(each, item, place) for place, each in enumerate(below or ())]
        return item.items

    # --- Qt's questions

    def index(self, row: int, column: int, parent: Index = NOWHERE) -> QModelIndex:
        """The index of a row below a parent."""
        items = self._load(self._item(parent))
        if 0 <= row < len(items) and 0 <= column <= SIZE:
            return self.createIndex(row, column, items[row])
        return QModelIndex()

    def parent(  # type: ignore[override]  # Qt overloads it with QObject.parent()
        self, index: Index = NOWHERE
    ) -> QModelIndex:
        """The folder that a row is in."""
        above = self._item(index).parent if index.isValid() else None
        if above is None or above is self._top:
            return QModelIndex()
        return self.createIndex(above.place, NAME, above)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """How many entries a folder has, as far as they were loaded."""
        if parent.column() > 0:
            return 0
        item = self._item(parent)
        return len(self._load(item)) if item is self._top else len(item.items or ())

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """Name, change, size."""
        return SIZE + 1

    def hasChildren(self, parent: Index = NOWHERE) -> bool:
        """Whether a row can be opened; what was found is shown with its whole path instead."""
        if parent.column() > 0:
            return False
        item = self._item(parent)
        if item is self._top:
            return bool(self._load(item))
        return item.branch.has_below and self._found is None

    def canFetchMore(self, parent: Index) -> bool:
        """Whether a folder was not opened yet."""
        return self._item(parent).items is None and self.hasChildren(parent)

    def fetchMore(self, parent: Index) -> None:
        """Load a folder's entries."""
        item = self._item(parent)
        if item.items is not None:
            return
        below = self._content.tree.below(item.branch)
        if below:
            at = self.createIndex(item.place, NAME, item)
            self.beginInsertRows(at, 0, len(below) - 1)
            item.items = [_Item(each, item, place) for place, each in enumerate(below)]
            self.endInsertRows()

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The names of the columns."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        has_layers = section == CHANGE and bool(self._content.tree.layers)
        return self._words.text("files.from" if has_layers else COLUMNS[section])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows."""
        if not index.isValid():
            return None
        branch, column = self._item(index).branch, index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._shown(branch, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return safe_text.tooltip(branch_words(branch, self._content, self._words))
        if role == Qt.ItemDataRole.AccessibleTextRole and column == NAME:
            return safe_text.plain(branch_words(branch, self._content, self._words))
        if role == PATH_ROLE:
            return branch.path
        return self._tone(branch) if role == TONE_ROLE else None

    def _shown(self, branch: Branch, column: int) -> str:
        if column == CHANGE:
            return change_words(branch, self._content, self._words)
        if column == SIZE:
            return size_words(branch, self._content, self._words)
        name = branch.path if self._found is not None else branch.name
        return safe_text.plain(name) + ("/" if self._content.tree.is_folder(branch) else "")

    def _tone(self, branch: Branch) -> str:
        """Removed files and hidden ones step back: what is seen of the layer stands out."""
        change = self._content.tree.change(branch)
        is_removed = change is not None and change.change is Change.REMOVED
        return "ignored" if is_removed or branch.path in self._content.hidden_by else ""

    def branch_at(self, index: Index) -> Branch | None:
        """The path behind an index."""
        return self._item(index).branch if index.isValid() else None

    def _item(self, index: Index) -> _Item:
        found = index.internalPointer() if index.isValid() else None
        return found if isinstance(found, _Item) else self._top


def change_words(branch: Branch, content: FilesContent, words: Translator) -> str:
    """What the layer does with a path, as a sign and a word; in a whole image whose layer it is."""
    change, layer = content.tree.change(branch), content.tree.layer(branch)
    if change is None:
        return ""
    if layer is not None:
        return words.text("files.layer", layer=content.numbers[layer])
    by = content.hidden_by.get(branch.path)
    code = f"files.change.{change.change.value}"
    if by is None:
        return words.text(code)
    return words.text(f"{code}.hidden", layer=content.numbers[by])


def size_words(branch: Branch, content: FilesContent, words: Translator) -> str:
    """What the layer stores there; what a removed file stored below, in parentheses."""
    change = content.tree.change(branch)
    if change is not None and change.change is Change.REMOVED and change.size_bytes:
        return words.text("files.size.removed", size=words.size(change.size_bytes))
    if change is not None and change.kind not in (FileKind.FILE, FileKind.FOLDER):
        return ""  # a link has no contents of its own
    return words.size(content.tree.stored_bytes(branch))


def branch_words(branch: Branch, content: FilesContent, words: Translator) -> str:
    """All that is known of a path, in lines."""
    tree = content.tree
    lines = [f"/{branch.path}", change_words(branch, content, words)]
    if tree.is_folder(branch):
        size = words.size(tree.stored_bytes(branch))
        lines.append(words.text("files.folder", tree.file_count(branch), size=size))
        removed = tree.removed_count(branch)
        lines.append(words.text("files.folder.removed", removed) if removed else "")
    else:
        lines.append(size_words(branch, content, words))
    return "\n".join(line for line in lines if line)


def _alignment(column: int) -> int:
    side = Qt.AlignmentFlag.AlignRight if column == SIZE else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)
