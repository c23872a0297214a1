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
    from layerviz.ui.panels.step_strip import StepStrip
    from layerviz.ui.panels.tags_bar import TagsBar
    from layerviz.ui.translation import Translator

SMALLEST = (640, 400)
USUAL = (1280, 720)
ZOOM_RESTS_MS = 150  # who turns a wheel turns it faster; fonts and layouts follow once


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
        self._zooming = QTimer(self, singleShot=True, interval=ZOOM_RESTS_MS)
        self._zooming.timeout.connect(self._show_again)
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
        from PySide6.QtWidgets import QMenu

        from layerviz.ui.action_binding import ActionBinding
        from layerviz.ui.columns import Columns
        from layerviz.ui.panels.notice_bars import NoticeBars
        from layerviz.ui.panels.picture_panel import PicturePanel
        from layerviz.ui.panels.question_bar import QuestionBar

        self._state = state
        self.playback: PlaybackBar | None = None
        self.steps: StepStrip
        self.strip: SampleStrip | None = None
        self.tags: TagsBar | None = None
        self.actions_bound: ActionBinding = ActionBinding(self._words, self)
        self.recent_menu = QMenu(self._words.text("recent.title"), self)
        menu = self.actions_bound.menu
        self.top.set_menus(menu("open", self, self.recent_menu), menu("look", self))
        self.notices = NoticeBars(self._words)
        self.bar = QuestionBar(self._words, menu("second", self))
        self.picture = PicturePanel(self._words, chosen_theme(state.settings.theme))
        self.columns = Columns(self._words, self.picture, state)
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
        for source in (self.notices, self.bar, self.picture, self.columns):
            source.intended.connect(self.intended)
        self.columns.action_triggered.connect(self.actions_bound.trigger)
        self.columns.dockerfile_chosen.connect(self.dockerfile_chosen)
        self.columns.column_made.connect(self._watch_wheels)
        self.columns.filled.connect(self._show_playback)
        self.top.action_triggered.connect(self.actions_bound.trigger)
        self.bar.panels_toggled.connect(self._panels_toggled)
        self.picture.action_triggered.connect(self.actions_bound.trigger)
        self.notices.scan_cancelled.connect(self.scan_cancelled)
        self._words.changed.connect(self._retranslate)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusWindowChanged.connect(self.come_back)

    @property
    def left(self) -> LeftColumn | None:
        """The Dockerfile and the build context, once somebody looked at a build."""
        return self.columns.left

    @property
    def right(self) -> RightColumn | None:
        """Why, and what it costs, once somebody looked at a build."""
        return self.columns.right

    def _need_playback(self) -> PlaybackBar:
        if self.playback is None:
            # Both are not needed at the first start.
            from layerviz.ui.panels.playback_bar import PlaybackBar
            from layerviz.ui.panels.step_strip import StepStrip

            theme = chosen_theme(self._state.settings.theme)
            picture = self.picture
            self.steps = StepStrip(self._words, picture.texts, theme, picture.measure)
            self.playback = PlaybackBar(self._words, self.steps)
            for source in (self.steps, self.playback):
                source.intended.connect(self.intended)
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

    def _need_tags(self) -> TagsBar:
        if self.tags is None:
            from layerviz.ui.panels.tags_bar import TagsBar  # only for tags

            self.tags = TagsBar(self._words)
            self.tags.intended.connect(self.intended)
            self._column.insertWidget(self._column.indexOf(self.columns), self.tags)
        return self.tags

    # --- a state comes down

    def show_state(self, state: AppState) -> None:
        """Show the state in every part that is seen."""
        from layerviz.ui.panels.notice_bars import bars_of  # not before the first paint

        before, self._state = self._state, state
        self.actions_bound.show_state(state)
        if before.settings.zoom_percent != state.settings.zoom_percent:
            self.picture.show_enlarged(state.settings.zoom_percent / self._look[1])
            self._zooming.start()
            return
        self._zooming.stop()
        if before.view is not state.view and state.view.value != "compare":
            self.hide_samples()
        self._take_look(state.settings)
        self._words.choose(state.settings.language)
        self.top.show_state(state)
        self.notices.show_state(state, bars_of(state, self._words, self._tell))
        were_shown = self.columns.shown()
        self.columns.place(state)
        self.bar.show_state(state, has_panels=self.columns.has_panels)
        self.top.show_panels(has_panels=self.columns.has_panels)
        self._show_tags(state)
        self.picture.show_state(state)
        self._name_window(state)
        is_answer = before.reports is not state.reports and all(before.reports)
        # The picture is painted first: it is what the eye waits for.
        self.columns.fill(is_soon=is_answer and were_shown == self.columns.shown())

    def _show_tags(self, state: AppState) -> None:
        is_shown = state.view.value == "tags"
        if is_shown:
            self._need_tags().show_state(state)
        if self.tags is not None:
            self.tags.setVisible(is_shown)

    @property
    def is_filled(self) -> bool:
        """Whether the columns and the strip show the state that the picture shows."""
        return self.columns.is_filled and not self._zooming.isActive()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may have room for the left column, or not."""
        super().resizeEvent(event)
        if self._is_furnished and self.columns.is_room_other():
            QTimer.singleShot(0, self, self._show_again)

    def _show_playback(self) -> None:
        state = self._state
        # Compare shows it only while somebody steps: the two pictures need the room.
        is_wanted = state.view.value == "build" or state.playhead is not None
        is_shown = bool(state.frames) and not state.are_verdicts_hidden and is_wanted
        if is_shown:
            self._need_playback().show_state(state)
            self.steps.show_state(state, chosen_theme(state.settings.theme))
        if self.playback is not None:
            self.playback.setVisible(is_shown)

    def _tell(self, diagnostic: Diagnostic) -> str:
        from layerviz.ui.phrases import diagnostic_text  # not before the first paint

        return diagnostic_text(diagnostic, self._words)

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
        self.columns.show_look(theme, zoom)
        if self.strip is not None:
            self.strip.show_look(theme)

    def _name_window(self, state: AppState) -> None:
        project = state.project
        name = project.sample or project.context_root
        title = f"{name} — layerviz" if name and project.is_open else "layerviz"
        self.setWindowTitle(safe_text.plain(title, longest=160))

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
        self.columns.toggle_panels(is_on=is_on)
        self.show_state(self._state)

    def _folder_asked(self) -> None:
        self.actions_bound.trigger("open-folder")

    def _do(self, deed: str) -> None:
        if deed == "next-panel":
            self._focus_next_part()
        elif deed == "panels":
            self._panels_toggled(not self.columns.has_panels)
        else:
            self.deed_asked.emit(deed)

    def _focus_next_part(self) -> None:
        """F6: editor, files, picture, why; or shelf, picture, files of a layer."""
        from PySide6.QtCore import Qt

        parts = self.columns.stops()
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
        from PySide6.QtGui import QWheelEvent

        is_zoom = isinstance(event, QWheelEvent) and self._zooms(event)
        return is_zoom or super().eventFilter(watched, event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl+wheel is the one zoom for everything."""
        if not self._zooms(event):
            super().wheelEvent(event)

    def _zooms(self, event: QWheelEvent) -> bool:
        """Zoom if that is what the wheel means, and tell whether it is."""
        from PySide6.QtCore import Qt

        turned = event.angleDelta().y()
        is_zoom = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if not is_zoom or not turned or not self._is_furnished:
            return False
        self.actions_bound.trigger("zoom-in" if turned > 0 else "zoom-out")
        return True

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
