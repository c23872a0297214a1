"""Ctrl+K: find any action by its name, and do it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from layerviz.ui.models.list_model import DETAIL_ROLE, PAYLOAD_ROLE, ListModel, ListRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerviz.ui.actions import ActionSpec
    from layerviz.ui.translation import Translator


Index = QModelIndex | QPersistentModelIndex


def key_text(spec: ActionSpec) -> str:
    """The keys of an action as the platform writes them."""
    native = QKeySequence.SequenceFormat.NativeText
    return ", ".join(QKeySequence(key).toString(native) for key in spec.all_keys)


def found_actions(
    specs: Sequence[ActionSpec], typed: str, words: Translator
) -> tuple[ListRow, ...]:
    """The actions whose name holds every word typed; those that begin with it come first."""
    needles = typed.casefold().split()
    rows = []
    for spec in specs:
        name = words.text(spec.text_code)
        topic = words.text(f"topic.{spec.topic.value}")
        searched = f"{name} {topic} {spec.id} {key_text(spec)}".casefold()
        if all(needle in searched for needle in needles):
            rows.append(ListRow(text=name, detail=key_text(spec), payload=spec.id))
    begins = needles[0] if needles else ""
    return tuple(sorted(rows, key=lambda row: not row.text.casefold().startswith(begins)))


class _KeyDelegate(QStyledItemDelegate):
    """A name, and its keys at the right."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the row, then the keys over it."""
        super().paint(painter, option, index)
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        palette = option.palette
        role = palette.ColorRole.HighlightedText if is_chosen else palette.ColorRole.PlaceholderText
        painter.save()
        painter.setPen(palette.color(role))
        rect: QRect = option.rect
        place = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect.adjusted(0, 0, -10, 0), place, str(index.data(DETAIL_ROLE) or ""))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Comfortable rows."""
        hint = super().sizeHint(option, index)
        hint.setHeight(round(option.fontMetrics.height() * 1.9))
        return hint


class CommandSearch(QDialog):
    """Type a part of a name; Up and Down choose, Enter does it."""

    chosen = Signal(str)

    def __init__(
        self, parent: QWidget, translator: Translator, specs: Sequence[ActionSpec]
    ) -> None:
        super().__init__(parent)
        self._words = translator
        self._specs = tuple(specs)
        self.setWindowTitle(translator.text("action.search"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.field = QLineEdit()
        self.field.setPlaceholderText(translator.text("search.placeholder"))
        self.field.setAccessibleName(translator.text("search.placeholder"))
        self.field.installEventFilter(self)
        self.model = ListModel(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(_KeyDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(translator.text("action.search"))
        column = QVBoxLayout(self)
        column.addWidget(self.field)
        column.addWidget(self.list)
        self.field.textChanged.connect(self._look_for)
        self.list.activated.connect(self._take)
        self.list.clicked.connect(self._take)
        unit = self.fontMetrics().height()
        self.resize(min(unit * 32, parent.width() - 40), min(unit * 24, parent.height() - 40))
        self._look_for("")

    def _look_for(self, typed: str) -> None:
        self.model.show(found_actions(self._specs, typed, self._words))
        self.list.setCurrentIndex(self.model.index(0))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up, Down and Enter work while typing."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None:
                row = self.list.currentIndex().row() + step
                if 0 <= row < len(self.model.rows):
                    self.list.setCurrentIndex(self.model.index(row))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take(self.list.currentIndex())
                return True
        return super().eventFilter(watched, event)

    def _take(self, index: Index) -> None:
        if index.isValid():
            action_id = str(index.data(PAYLOAD_ROLE))
            self.accept()
            self.chosen.emit(action_id)
