"""The shelf: the images at hand, one to look at or several to compare."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QVBoxLayout,
)

from layerviz.app import image_events
from layerviz.app.commands import commands_of_sharing
from layerviz.ui.models.shelf_model import NAME, SIZE, ShelfModel
from layerviz.ui.panels.card import Card, ClampedLabel, button, separator
from layerviz.ui.panels.commands_card import CommandsCard
from layerviz.ui.panels.switch import Switch
from layerviz.ui.presenting_shelf import shelf_content
from layerviz.ui.styling import text_font

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

    from layerviz.app.shelf import ImageKey
    from layerviz.app.state import AppState
    from layerviz.ui.presenting_shelf import ShelfContent
    from layerviz.ui.theme import Theme
    from layerviz.ui.translation import Translator

GAP = 10
ENGINE_LINES, MOST_ENGINE_LINES = 3, 9
"""What is said of the engine takes so many lines, and more where the images leave room."""
OTHER_LINES, SWITCH_LINES = 10, 3
"""What all but images and engine takes, in heights of a letter."""
LOW_LINES = 48
"""In a lower column images and commands are seen one at a time."""
BOX_EMS = 5
"""What a box to choose in takes besides its words, in heights of a letter."""
MOST_SIZE = 0.48
"""The share of the width that sizes may take: the names must be told apart."""
READING_LINES = 3


class ShelfColumn(QFrame):
    """The column of the shelf; emits events and the ids of actions."""

    intended = Signal(object)
    action_triggered = Signal(str)

    def __init__(self, translator: Translator) -> None:
        super().__init__()
        self._words = translator
        self._content: ShelfContent | None = None
        self._ticked: ImageKey | None = None
        self.card = Card("shelfCard")
        self.model = ShelfModel(self)
        self.tree = _tree(self.model)
        self.platform_label = QLabel()
        self.platform = QComboBox()
        self.reading = ClampedLabel(READING_LINES)
        self.stop = button("link")
        self.read_again = button("link")
        self.engine = ClampedLabel(ENGINE_LINES)
        self.engine.setProperty("tone", "muted")
        self.ask = button("link")
        self.commands = CommandsCard(translator)
        self.switch = Switch(2, fills=True)
        self.take_off = QAction(self)
        self.take_off.setShortcut(QKeySequence.StandardKey.Delete)
        self.take_off.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.open = button()
        self.open.setObjectName("open-archive")
        self._lay_out()
        self.setMinimumWidth(200)
        self.tree.pressed.connect(self._forget_tick)
        self.tree.clicked.connect(self._clicked)
        self.tree.activated.connect(self._activated)
        self.tree.customContextMenuRequested.connect(self._menu_asked)
        self.tree.addAction(self.take_off)
        self.take_off.triggered.connect(self._taken_off)
        self.model.pick_asked.connect(self._picked)
        self.platform.textActivated.connect(self._platform_chosen)
        self.open.clicked.connect(self._open_asked)
        self.ask.clicked.connect(self._engine_asked)
        self.stop.clicked.connect(self._stopped)
        self.read_again.clicked.connect(self._asked_again)
        self.switch.chosen.connect(self._fit)
        translator.changed.connect(self._retranslate)
        self._retranslate()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.platform_label)
        row.addWidget(self.platform, 1)
        self.card.body.addWidget(self.tree, 1)
        self.card.body.addLayout(row)
        of_reading = QHBoxLayout()
        of_reading.addWidget(self.stop)
        of_reading.addWidget(self.read_again)
        of_reading.addStretch(1)
        self.card.body.addWidget(self.reading)
        self.card.body.addLayout(of_reading)
        self.card.body.addWidget(separator())
        self.card.body.addWidget(self.engine)
        self.card.body.addWidget(self.ask)
        self.card.body.addWidget(self.open)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, 0, GAP)
        column.setSpacing(GAP)
        column.addWidget(self.switch)
        column.addWidget(self.card, 7)
        column.addWidget(self.commands, 3)

    def show_state(self, state: AppState, _theme: Theme) -> None:
        """Show the images at hand."""
        content = shelf_content(state, self._words)
        zoom = state.settings.zoom_percent / 100
        self.model.show_font(text_font(zoom, is_code=True))
        if content == self._content:
            return
        before, self._content = self._content, content
        self._edge(is_first=not content.picks)
        self.commands.show_commands(commands_of_sharing(content.docker_names))
        self.card.show_heading(content.title, content.note)
        marked = self.model.row_at(self.tree.currentIndex())
        self.model.show(content.groups, picks=content.picks)
        self.tree.expandAll()
        for place in range(self.model.rowCount()):
            self.tree.setFirstColumnSpanned(place, QModelIndex(), True)
        if not content.picks:
            is_same = before is not None and (before.shown, before.picks) == (content.shown, False)
            self._mark(marked.key if marked is not None and is_same else content.shown)
        self._show_platforms(content)
        self.reading.setVisible(bool(content.reading))
        self.reading.show_whole(content.reading)
        self.stop.setVisible(bool(content.stops))
        self.read_again.setVisible(bool(content.rereads))
        self.engine.show_whole(content.engine)
        self.ask.setVisible(content.has_trouble)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another height has room for more, another width for longer names."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Share height and width among what is seen."""
        content = self._content
        if content is None:
            return
        lines = self.height() / max(1, self.fontMetrics().height())
        is_low = lines < LOW_LINES
        self.switch.setVisible(content.picks and is_low)
        is_one = not content.picks or is_low
        self.card.setVisible(not content.picks or not is_low or self.switch.place == 0)
        self.commands.setVisible(content.picks and (not is_low or self.switch.place == 1))
        rows = sum(1 + len(group.rows) for group in content.groups)
        left = lines * (1.0 if is_one else 0.7) - OTHER_LINES - (SWITCH_LINES if is_low else 0)
        left -= rows * self.tree.sizeHintForRow(0) / self.fontMetrics().height()
        self.engine.show_most(max(ENGINE_LINES, min(MOST_ENGINE_LINES, int(left))))
        self.platform_label.setVisible(bool(content.platforms) and self._names_platforms())
        most = round(self.tree.viewport().width() * MOST_SIZE)
        self.tree.header().resizeSection(SIZE, min(most, self.tree.sizeHintForColumn(SIZE)))

    def stops(self) -> list[QWidget]:
        """Where F6 stops."""
        return [self.tree]

    def _mark(self, key: ImageKey | None) -> None:
        """Stand on an image; on the one that is shown where that is gone."""
        index = self.model.index_of(key)
        shown = self._content.shown if self._content is not None else None
        self.tree.setCurrentIndex(index if index.isValid() else self.model.index_of(shown))

    def _edge(self, *, is_first: bool) -> None:
        """The shelf keeps a margin at the window's edge, at whichever side it stands."""
        column = self.layout()
        if column is not None:
            column.setContentsMargins(GAP if is_first else 0, GAP, 0 if is_first else GAP, GAP)

    def _show_platforms(self, content: ShelfContent) -> None:
        has_several = bool(content.platforms)
        self.platform.setVisible(has_several)
        listed = tuple(self.platform.itemText(n) for n in range(self.platform.count()))
        if listed != content.platforms:
            self.platform.clear()
            self.platform.addItems(content.platforms)
        self.platform.setCurrentText(content.platform)

    def _names_platforms(self) -> bool:
        """Whether the box has room beside its name, which it tells screen readers too."""
        metrics = self.fontMetrics()
        items = [self.platform.itemText(place) for place in range(self.platform.count())]
        widest = max(map(metrics.horizontalAdvance, items), default=0)
        name = metrics.horizontalAdvance(self.platform_label.text())
        return name + widest + BOX_EMS * metrics.height() <= self.tree.width()

    def _retranslate(self) -> None:
        text = self._words.text
        self._content = None
        self.platform_label.setText(text("shelf.platform"))
        self.platform.setAccessibleName(text("shelf.platform"))
        self.open.setText(text("shelf.open"))
        self.ask.setText(text("shelf.engine.ask"))
        self.stop.setText(text("shelf.reading.stop"))
        self.take_off.setText(text("shelf.take-off"))
        self.read_again.setText(text("shelf.reading.again"))
        self.tree.setAccessibleName(text("shelf.title"))
        self.switch.show_words((text("shelf.title"), text("files.tab.commands")))

    # --- intents

    def _clicked(self, index: QModelIndex) -> None:
        row, content = self.model.row_at(index), self._content
        if row is None or content is None:
            return
        if not content.picks:
            self.intended.emit(image_events.ImageShown(row.key))
        elif self._ticked != row.key:  # a click on the box has ticked it already
            self._picked(row.key)

    def _activated(self, index: QModelIndex) -> None:
        row = self.model.row_at(index)
        if row is not None:
            self.intended.emit(image_events.ImageShown(row.key))

    def _menu_asked(self, position: QPoint) -> None:
        row = self.model.row_at(self.tree.indexAt(position))
        if row is None or not row.can_go:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.take_off.text()).triggered.connect(partial(self._take_off, row.key))
        menu.aboutToHide.connect(self._mark_shown)
        menu.popup(self.tree.viewport().mapToGlobal(position))

    def _taken_off(self) -> None:
        row = self.model.row_at(self.tree.currentIndex())
        if row is not None and row.can_go:
            self._take_off(row.key)

    def _take_off(self, key: ImageKey, _is_checked: bool = False) -> None:
        self.intended.emit(image_events.ImageClosed(key))

    def _mark_shown(self) -> None:
        if self._content is not None and not self._content.picks:
            self._mark(self._content.shown)

    def _picked(self, key: ImageKey) -> None:
        self._ticked = key
        self.intended.emit(image_events.ImagePicked(key))

    def _forget_tick(self) -> None:
        self._ticked = None

    def _platform_chosen(self, platform: str) -> None:
        content = self._content
        if content is not None and content.shown is not None and platform != content.platform:
            self.intended.emit(image_events.PlatformChosen(content.shown, platform))

    def _engine_asked(self) -> None:
        self.intended.emit(image_events.EngineAsked())

    def _stopped(self) -> None:
        for key in self._content.stops if self._content is not None else ():
            self.intended.emit(image_events.ReadingStopped(key))

    def _asked_again(self) -> None:
        for key in self._content.rereads if self._content is not None else ():
            self.intended.emit(image_events.ReadingAsked(key))

    def _open_asked(self) -> None:
        self.action_triggered.emit("open-archive")


class _SizeDelegate(QStyledItemDelegate):
    """Of a size that is cut the number stays."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Cut it at the end."""
        super().initStyleOption(option, index)
        option.textElideMode = Qt.TextElideMode.ElideRight


def _tree(model: ShelfModel) -> QTreeView:
    tree = QTreeView()
    tree.setObjectName("shelf")
    tree.setModel(model)
    tree.setHeaderHidden(True)
    tree.setRootIsDecorated(False)
    tree.setItemsExpandable(False)
    tree.setIndentation(0)
    tree.setUniformRowHeights(True)
    tree.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    tree.setItemDelegateForColumn(SIZE, _SizeDelegate(tree))
    tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    header = tree.header()
    header.setStretchLastSection(False)
    header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
    header.setSectionResizeMode(SIZE, QHeaderView.ResizeMode.Fixed)
    return tree
