"""Places the panels, the bars and the picture; decides nothing.

A state goes down to every part, events come up from them. Parts that are not seen yet are not made
yet: the first picture must stand there at once. Until the first paint the `Qt` namespace is not
touched either: its hundreds of enumerations take as long to make as half a window.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from layerviz.ui import safe_text
from layerviz.ui.panels.top_bar import TopBar
from layerviz.ui.styling import chosen_theme, dress

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent, QObject
    from PySide6.QtGui import (
        QCloseEvent,
        QDragEnterEvent,
        QDropEvent,
        QKeyEvent,
        QPaintEvent,
        QResizeEvent,
        QWheelEvent,
    )

    from layerviz.app.samples import Sample
    from layerviz.app.settings import Settings
    from layerviz.app.state import AppState
    from layerviz.core.diagnostics import Diagnostic
    from layerviz.ui.action_binding import ActionBinding
    from layerviz.ui.panels.playback_bar import PlaybackBar
    from layerviz.ui.panels.sample_strip import SampleStrip
    from layerviz.ui.panels.side_columns import LeftColumn, RightColumn
    from layerviz.ui.translation import Translator

SMALLEST = (640, 400)
USUAL = (1280, 720)
COLUMNS_EMS, STAGE_EMS = 6, 20
"""What the columns and each stage take of a window's width, in heights of a letter."""


class MainWindow(QWidget):
    """The window. `intended` carries events, `deed_asked` the ids of actions that are its own.

    Made in two parts: what is painted first, then with `furnish` all the rest.
    """

    first_painted = Signal()
    intended = Signal(object)
    deed_asked = Signal(str)
    dropped = Signal(str)
    dockerfile_chosen = Signal(str)
    sample_chosen = Signal(str)
    scan_cancelled = Signal()
    closed = Signal()

    def __init__(self, translator: Translator, settings: Settings) -> None:
        super().__init__()
        self._words = translator
        self._look = ("", 0)
        self._is_painted = self._is_furnished = False
        self._take_look(settings)
        self.top = TopBar(translator)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.top)
        self._column.addStretch(1)
        self.setWindowTitle("layerviz")
        self.setMinimumSize(*SMALLEST)
        self.resize(*USUAL)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell once that the window stands on the screen."""
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self.first_painted.emit)

    # --- the parts

    def furnish(self, state: AppState) -> None:
        """Make everything else and show the state."""
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QMenu, QSplitter

        from layerviz.app.state import View
        from layerviz.ui.action_binding import ActionBinding
        from layerviz.ui.panels.notice_bars import NoticeBars
        from layerviz.ui.panels.picture_panel import PicturePanel
        from layerviz.ui.panels.question_bar import QuestionBar

        self._state = state
        self._is_left_asked = self._has_left = False
        self._filling = QTimer(self)
        self._filling.setSingleShot(True)
        self._filling.timeout.connect(self._fill_columns)
        self._panels = {View.BUILD: True, View.COMPARE: False}
        self.left: LeftColumn | None = None
        self.right: RightColumn | None = None
        self.playback: PlaybackBar | None = None
        self.strip: SampleStrip | None = None
        self.actions_bound: ActionBinding = ActionBinding(self._words, self)
        self.recent_menu = QMenu(self._words.text("recent.title"), self)
        menu = self.actions_bound.menu
        self.top.set_menus(menu("open", self, self.recent_menu), menu("look", self))
        self.notices = NoticeBars(self._words)
        self.bar = QuestionBar(self._words, menu("second", self))
        self.picture = PicturePanel(self._words, chosen_theme(state.settings.theme))
        self.columns = QSplitter(Qt.Orientation.Horizontal)
        self.columns.setChildrenCollapsible(False)
        self.columns.setHandleWidth(10)
        self.columns.addWidget(self.picture)
        self._column.takeAt(1)
        for part in (self.notices, self.bar):
            self._column.addWidget(part)
        self._column.addWidget(self.columns, 1)
        self.setAcceptDrops(True)
        self._connect()
        self._is_furnished = True
        self.show_state(state)

    def _connect(self) -> None:
        self.actions_bound.intended.connect(self.intended)
        self.actions_bound.deed_asked.connect(self._do)
        for source in (self.notices, self.bar, self.picture):
            source.intended.connect(self.intended)
        self.top.action_triggered.connect(self.actions_bound.trigger)
        self.bar.panels_toggled.connect(self._panels_toggled)
        self.picture.action_triggered.connect(self.actions_bound.trigger)
        self.notices.scan_cancelled.connect(self.scan_cancelled)
        self._words.changed.connect(self._retranslate)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusWindowChanged.connect(self.come_back)

    def _need_left(self) -> LeftColumn:
        if self.left is None:
            from layerviz.ui.panels.side_columns import LeftColumn  # not at the first start

            self.left = LeftColumn(self._words)
            self.left.intended.connect(self.intended)
            self.left.dockerfile_chosen.connect(self.dockerfile_chosen)
            self.left.show_look(chosen_theme(self._state.settings.theme), self._zoom)
            self.columns.insertWidget(0, self.left)
            self._watch_wheels(self.left)
            self._share_columns()
        return self.left

    def _need_right(self) -> RightColumn:
        if self.right is None:
            from layerviz.ui.panels.side_columns import RightColumn  # not at the first start

            self.right = RightColumn(self._words)
            self.right.intended.connect(self.intended)
            self.columns.addWidget(self.right)
            self._watch_wheels(self.right)
            self._share_columns()
        return self.right

    def _need_playback(self) -> PlaybackBar:
        if self.playback is None:
            from layerviz.ui.panels.playback_bar import PlaybackBar  # not at the first start

            self.playback = PlaybackBar(self._words, self.picture.make_strip())
            self.playback.intended.connect(self.intended)
            self.playback.action_triggered.connect(self.actions_bound.trigger)
            self._column.addWidget(self.playback)
        return self.playback

    def _need_strip(self) -> SampleStrip:
        if self.strip is None:
            from layerviz.ui.panels.sample_strip import SampleStrip  # after the first paint

            self.strip = SampleStrip(self._words)
            self.strip.show_look(chosen_theme(self._state.settings.theme))
            self.strip.sample_chosen.connect(self.sample_chosen)
            self.strip.folder_asked.connect(self._folder_asked)
            self.strip.closed.connect(self.hide_samples)
            self._column.insertWidget(self._column.indexOf(self.columns) + 1, self.strip)
        return self.strip

    def _share_columns(self) -> None:
        shares = {self.left: 26, self.picture: 51, self.right: 23}
        whole = max(self.width(), USUAL[0])
        sizes = []
        for place in range(self.columns.count()):
            part = self.columns.widget(place)
            share = next((s for p, s in shares.items() if p is part), 30)
            sizes.append(whole * share // 100)
            self.columns.setStretchFactor(place, 1 if part is self.picture else 0)
        self.columns.setSizes(sizes)

    # --- a state comes down

    def show_state(self, state: AppState) -> None:
        """Show the state in every part that is seen."""
        from layerviz.ui.panels.notice_bars import bars_of  # not before the first paint

        before, self._state = self._state, state
        if before.view is not state.view and state.view.value == "build":
            self.hide_samples()
        self._take_look(state.settings)
        self._words.choose(state.settings.language)
        self.actions_bound.show_state(state)
        self.top.show_state(state)
        self.notices.show_state(state, bars_of(state, self._words, self._tell))
        were_shown = self._shown_columns()
        self._place_columns(state)
        has_panels = self._panels[state.view] and not self._is_picture_first(state)
        self.bar.show_state(state, has_panels=has_panels)
        self.picture.show_state(state, self._trouble(state))
        self._name_window(state)
        is_answer = before.reports is not state.reports and all(before.reports)
        if is_answer and were_shown == self._shown_columns():
            self._filling.start()  # the picture is painted first: it is what the eye waits for
        else:
            self._fill_columns()

    def _shown_columns(self) -> list[QWidget]:
        return [part for part in (self.left, self.right) if part is not None and part.isVisible()]

    @property
    def is_filled(self) -> bool:
        """Whether the columns and the strip show the state that the picture shows."""
        return not self._filling.isActive()

    def _fill_columns(self) -> None:
        """Show the state in the columns beside the picture and in the strip below it."""
        self._filling.stop()
        state = self._state
        theme = chosen_theme(state.settings.theme)
        if self.left is not None and not self.left.isHidden():
            self.left.show_state(state, theme)
        if self.right is not None and not self.right.isHidden():
            self.right.show_state(state, theme)
        self._show_playback(state)

    def _place_columns(self, state: AppState) -> None:
        is_build = state.view.value == "build"
        is_compare_asked = not is_build and state.are_verdicts_hidden
        has_panels = self._panels[state.view]
        has_left = state.project.is_open and not is_compare_asked and has_panels
        has_left = self._has_left = has_left and not self._is_picture_first(state)
        is_told = not is_build and state.selection.step is not None
        has_right = state.project.is_open and not is_compare_asked and (has_panels or is_told)
        if has_left:
            self._need_left()
        if has_right:
            self._need_right()
        self.picture.show_neighbours(has_left=has_left, has_right=has_right)
        if self.left is not None:
            self.left.setVisible(has_left)
        if self.right is not None:
            self.right.setVisible(has_right)

    def _is_picture_first(self, state: AppState) -> bool:
        """Whether several stages need the room of the left column; asking for it brings it back."""
        analysis = state.analysis()
        if analysis is None or self._is_left_asked or state.view.value != "build":
            return False
        stages = len(analysis.after.stages)
        wanted = (COLUMNS_EMS + STAGE_EMS * stages) * self.fontMetrics().height()
        return stages > 1 and self.width() < wanted

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may have room for the left column, or not."""
        super().resizeEvent(event)
        if self._is_furnished and self._is_picture_first(self._state) is self._has_left:
            QTimer.singleShot(0, self, self._show_again)

    def _show_playback(self, state: AppState) -> None:
        # Compare shows it only while somebody steps: the two pictures need the room.
        is_wanted = state.view.value == "build" or state.playhead is not None
        is_shown = bool(state.frames) and not state.are_verdicts_hidden and is_wanted
        if is_shown:
            self._need_playback().show_state(state)
            self.picture.show_strip(state)
        if self.playback is not None:
            self.playback.setVisible(is_shown)

    def _tell(self, diagnostic: Diagnostic) -> str:
        from layerviz.ui.phrases import diagnostic_text  # not before the first paint

        return diagnostic_text(diagnostic, self._words)

    def _trouble(self, state: AppState) -> str:
        if state.scan.problem is not None and state.report() is None:
            return self._tell(state.scan.problem)
        return ""

    @property
    def _zoom(self) -> float:
        return self._state.settings.zoom_percent / 100

    def _take_look(self, settings: Settings) -> None:
        """Theme and zoom, for the whole application at once."""
        look = (settings.theme, settings.zoom_percent)
        if look == self._look:
            return
        self._look = look
        theme, zoom = chosen_theme(settings.theme), settings.zoom_percent / 100
        application = QApplication.instance()
        if isinstance(application, QApplication):
            dress(application, theme, zoom)
        if not self._is_furnished:
            return
        self.picture.show_look(theme, zoom)
        if self.left is not None:
            self.left.show_look(theme, zoom)
        if self.strip is not None:
            self.strip.show_look(theme)

    def _name_window(self, state: AppState) -> None:
        name = ""
        if state.project.is_open:
            name = state.project.sample or state.project.context_root
        title = f"{name} — layerviz" if name else "layerviz"
        self.setWindowTitle(safe_text.plain(title, longest=160))
        self.setWindowModified(False)

    def _retranslate(self) -> None:
        self.actions_bound.retranslate()
        self.recent_menu.setTitle(self._words.text("recent.title"))
        QTimer.singleShot(0, self, self._show_again)

    def _show_again(self) -> None:
        self.show_state(self._state)

    def tell(self, sentence: str) -> None:
        """Say something in the bar above the picture, for a while."""
        self.notices.tell(sentence)

    # --- samples

    def show_samples(self, samples: tuple[Sample, ...]) -> None:
        """Fill the strip of samples and show it."""
        strip = self._need_strip()
        strip.show_samples(samples)
        strip.show()
        self.top.show_samples_open(is_open=True)

    def show_sample(self, sample: Sample | None) -> None:
        """The sample that is open, for its own words."""
        self.picture.show_sample(sample)
        self.bar.show_sample(sample)

    def hide_samples(self) -> None:
        """Hide the strip."""
        if self.strip is not None:
            self.strip.hide()
        self.top.show_samples_open(is_open=False)

    @property
    def has_samples_open(self) -> bool:
        """Whether the strip is shown."""
        return self.strip is not None and not self.strip.isHidden()

    # --- intents go up

    def _panels_toggled(self, is_on: bool) -> None:
        self._panels[self._state.view] = self._is_left_asked = is_on
        self.show_state(self._state)

    def _folder_asked(self) -> None:
        self.actions_bound.trigger("open-folder")

    def _do(self, deed: str) -> None:
        if deed == "next-panel":
            self._focus_next_part()
        elif deed == "panels":
            self._panels_toggled(not self.bar.panels.isChecked())
        else:
            self.deed_asked.emit(deed)

    def _focus_next_part(self) -> None:
        """F6: editor, files, picture, why."""
        from PySide6.QtCore import Qt

        parts: list[QWidget] = []
        if self.left is not None and self.left.isVisible():
            parts += [self.left.editor.editor, self.left.context.files.tree]
        parts.append(self.picture.view)
        if self.right is not None and self.right.isVisible():
            parts.append(self.right.why.area)
        focused = self.focusWidget()
        place = next((n for n, part in enumerate(parts) if part is focused), -1)
        parts[(place + 1) % len(parts)].setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Single keys that no text field, tree or button wanted."""
        if not self._is_furnished:
            return
        from layerviz.ui.single_keys import single_key  # not before the first paint

        meant = single_key(event, self._state, QApplication.focusWidget())
        if meant is None:
            super().keyPressEvent(event)
        elif isinstance(meant, str):
            self.actions_bound.trigger(meant)
        else:
            self.intended.emit(meant)

    def _watch_wheels(self, column: QWidget) -> None:
        """Areas that scroll would keep Ctrl+wheel for themselves."""
        from PySide6.QtWidgets import QAbstractScrollArea

        for area in column.findChildren(QAbstractScrollArea):
            area.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+wheel over a column zooms everything."""
        from PySide6.QtCore import QEvent, Qt
        from PySide6.QtGui import QWheelEvent

        control = Qt.KeyboardModifier.ControlModifier
        if (
            event.type() is QEvent.Type.Wheel
            and isinstance(event, QWheelEvent)
            and event.modifiers() & control
        ):
            self.wheelEvent(event)
            return True
        return super().eventFilter(watched, event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl+wheel is the one zoom for everything."""
        from PySide6.QtCore import Qt

        is_zoom = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if is_zoom and event.angleDelta().y() and self._is_furnished:
            self.actions_bound.trigger("zoom-in" if event.angleDelta().y() > 0 else "zoom-out")
            event.accept()
            return
        super().wheelEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a folder or a Dockerfile."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        local = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if local:
            event.acceptProposedAction()
            self.dropped.emit(local[0])

    def come_back(self, _window: object = None) -> None:
        """Files may have changed while another window was used."""
        if self._is_furnished and self.isActiveWindow():
            self.deed_asked.emit("look-again")

    def closeEvent(self, event: QCloseEvent) -> None:
        """What is unsaved is kept as a draft: no question in the way."""
        self.closed.emit()
        super().closeEvent(event)
