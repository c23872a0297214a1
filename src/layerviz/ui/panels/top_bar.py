"""The bar at the top: logo, opening, the pictures, language, theme, and asking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QMenu

    from layerviz.app.state import AppState
    from layerviz.ui.translation import Translator

VIEWS = ("build", "compare", "image", "sharing", "tags")
LOGO_LAYERS = ("base", "cached", "rebuilt")
GAP = 8


class Logo(QWidget):
    """Three stacked layers. The style sheet paints them: a painter's colours load half of Qt."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 1, 0, 1)
        column.setSpacing(2)
        for name in LOGO_LAYERS:
            layer = QFrame()
            layer.setProperty("logo", name)
            column.addWidget(layer)

    def sizeHint(self) -> QSize:
        """As high as the text beside it."""
        side = round(self.fontMetrics().height() * 1.5)
        return QSize(side, side)


class TopBar(QFrame):
    """Buttons that mean actions, by their ids.

    It is the first that is painted, so it imports nothing of the app.
    """

    action_triggered = Signal(str)
    views: QPushButton | None = None
    """In place of the tabs where they have no room; made then."""

    def __init__(self, translator: Translator) -> None:
        super().__init__()
        self.setObjectName("topBar")
        self._words = translator
        self.logo = Logo()
        self.logo.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.name = QLabel("layerviz")
        self.name.setProperty("tone", "brand")
        self.open = QPushButton()
        self.samples = QPushButton()
        self.samples.setCheckable(True)
        self.samples.setObjectName("samples")
        self.look = QPushButton()
        self.panels = QPushButton()
        self.panels.setCheckable(True)
        self.panels.setObjectName("panels")
        self.ask = QPushButton()
        self.ask.setProperty("tone", "primary")
        self.ask.setObjectName("ask")
        self.ask.setEnabled(False)
        self.tabs = {name: QPushButton() for name in VIEWS}
        self.languages = {"ja": QPushButton("日本語"), "en": QPushButton("EN")}
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(GAP)
        for widget in (self.logo, self.name):
            row.addWidget(widget)
        row.addSpacing(12)
        row.addWidget(self.open)
        row.addWidget(self.samples)
        row.addStretch(1)
        self._tabs = self._segments("tabs", tuple(self.tabs.values()))
        row.addWidget(self._tabs)
        row.addStretch(1)
        self._choice = self._segments("languages", tuple(self.languages.values()))
        row.addWidget(self._choice)
        row.addWidget(self.look)
        row.addWidget(self.panels)
        row.addWidget(self.ask)
        self.panels.hide()
        self._connect()
        self.retranslate()

    def _segments(self, name: str, buttons: tuple[QPushButton, ...]) -> QFrame:
        frame = QFrame()
        frame.setObjectName(name)
        frame.setProperty("segments", True)
        row = QHBoxLayout(frame)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(2)
        group = QButtonGroup(frame)
        for each in buttons:
            each.setCheckable(True)
            each.setAutoDefault(False)
            each.setProperty("segment", True)
            group.addButton(each)
            row.addWidget(each)
        return frame

    def _connect(self) -> None:
        self._words.changed.connect(self.retranslate)
        for name, each in self.tabs.items():
            each.setObjectName(f"view-{name}")
        for name, each in self.languages.items():
            each.setObjectName(f"language-{name}")
        for each in (
            self.samples,
            self.panels,
            self.ask,
            *self.tabs.values(),
            *self.languages.values(),
        ):
            each.clicked.connect(self._pressed)

    # --- room

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out in a narrow window what it can do without."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Other words, another zoom: what they need is another width."""
        is_done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return is_done

    def _fit(self) -> None:
        """The name, then what the menus have too, gives way before a tab is cut; at last the tabs.

        Then a menu stands in their place.
        """
        optional = (self.name, self.samples, self._choice, self._tabs)
        wanted = self._row.minimumSize().width()
        if self.views is not None and not self.views.isHidden():
            wanted -= self.views.minimumSizeHint().width() + GAP
        wanted += sum(each.sizeHint().width() + GAP for each in optional if each.isHidden())
        for each in optional:
            has_room = wanted <= self.width()
            if not has_room:
                wanted -= each.sizeHint().width() + GAP
            each.setVisible(has_room)
        is_tight = self._tabs.isHidden()
        if self.views is not None or is_tight:
            self._need_views().setVisible(is_tight)

    def _need_views(self) -> QPushButton:
        """The tabs as one button with a menu."""
        if self.views is None:
            from PySide6.QtCore import Qt
            from PySide6.QtGui import QActionGroup
            from PySide6.QtWidgets import QMenu

            self.views = QPushButton()
            self.views.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.views.setObjectName("views")
            menu = QMenu(self.views)
            group = QActionGroup(menu)
            for name in VIEWS:
                action = menu.addAction("")
                action.setObjectName(f"view-{name}")
                action.setCheckable(True)
                group.addAction(action)
                action.triggered.connect(self._pressed)
            self.views.setMenu(menu)
            self._row.insertWidget(self._row.indexOf(self._tabs), self.views)
            QWidget.setTabOrder(self.samples, self.views)
            QWidget.setTabOrder(self.views, self.tabs[VIEWS[0]])
            self._show_views()
        return self.views

    def _show_views(self) -> None:
        """The button says which picture is shown, its menu which there are."""
        menu = self.views.menu() if self.views is not None else None
        if self.views is None or menu is None:
            return
        for action, tab in zip(menu.actions(), self.tabs.values(), strict=True):
            action.setText(tab.text())
            action.setChecked(tab.isChecked())
            if tab.isChecked():
                self.views.setText(f"{tab.text()} ▾")

    def set_menus(self, open_menu: QMenu, look_menu: QMenu) -> None:
        """Give the menus, once they are made."""
        from PySide6.QtCore import Qt  # see main_window: not before the first paint

        self.open.setMenu(open_menu)
        self.look.setMenu(look_menu)
        for each in self.findChildren(QPushButton):
            # A click does not take the focus: number keys and Space go on meaning the picture.
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def retranslate(self) -> None:
        """Take the words of the language."""
        text = self._words.text
        self.open.setText(text("top.open"))
        self.samples.setText(text("top.samples"))
        self.look.setText(text("top.look"))
        for name, tab in self.tabs.items():
            tab.setText(text(f"view.{name}"))
            tab.setToolTip(text(f"view.{name}.tip"))
        self.languages["ja"].setAccessibleName("日本語")
        self.languages["en"].setAccessibleName("English")
        self.samples.setToolTip(text("top.samples.tip"))
        self.ask.setToolTip(text("top.ask.tip"))
        self.ask.setText(text("top.ask"))
        self.panels.setText(text("compare.panels"))
        self._show_views()
        is_japanese = self._words.language == "ja"
        self.languages["ja"].setChecked(is_japanese)
        self.languages["en"].setChecked(not is_japanese)

    def show_state(self, state: AppState) -> None:
        """Show which picture and whether a question is open."""
        for name, tab in self.tabs.items():
            tab.setChecked(state.view.value == name)
        self._show_views()
        question = state.question
        is_question = question is not None and question.view is state.view
        self.ask.setText(self._words.text("top.stop-asking" if is_question else "top.ask"))
        self._show_ask(is_loud=not is_question)
        self.ask.setEnabled(bool(state.frames))
        self.ask.setVisible(not state.view.is_of_images)
        self.panels.setVisible(state.view.is_of_images)

    def show_panels(self, *, has_panels: bool) -> None:
        """Whether the columns beside a picture of images are shown."""
        self.panels.setChecked(has_panels)

    def _show_ask(self, *, is_loud: bool) -> None:
        """While a question is open, its own button is the one to fall on the eye."""
        tone = "primary" if is_loud else ""
        if self.ask.property("tone") != tone:
            self.ask.setProperty("tone", tone)
            self.ask.style().unpolish(self.ask)
            self.ask.style().polish(self.ask)

    def show_samples_open(self, is_open: bool) -> None:
        """Whether the strip of samples is shown."""
        self.samples.setChecked(is_open)

    def _pressed(self) -> None:
        self.action_triggered.emit(self.sender().objectName())
