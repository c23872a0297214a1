"""The bar at the bottom: play the build step by step, and see where one is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, QTimer, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from layerviz.app import events
from layerviz.app.state import AppState
from layerviz.ui.icons import icon
from layerviz.ui.panels.card import ElidedLabel, toned, tool_button

if TYPE_CHECKING:
    from layerviz.ui.translation import Translator

STEP_MS = 900
"""How long a step is looked at while playing."""
BUTTONS = ("restart", "step-back", "play", "step-forward", "to-end")
ICONS = {"restart": "restart", "step-back": "back", "step-forward": "forward", "to-end": "end"}


class PlaybackBar(QFrame):
    """Buttons mean actions by id; the strip shows every step of the build."""

    action_triggered = Signal(str)
    intended = Signal(object)

    def __init__(self, translator: Translator, strip: QWidget) -> None:
        super().__init__()
        self.setObjectName("playbackBar")
        self._words = translator
        self._state: AppState | None = None
        self.buttons: dict[str, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 16, 6)
        row.setSpacing(4)
        for name in BUTTONS:
            made = tool_button(name)
            made.clicked.connect(self._pressed)
            self.buttons[name] = made
            row.addWidget(made)
        self.buttons["play"].setProperty("tone", "primary")
        self.place = toned("strong")
        self.hint = ElidedLabel()
        self.hint.setProperty("tone", "muted")
        row.addSpacing(8)
        row.addWidget(strip, 5)
        row.addSpacing(8)
        row.addWidget(self.place)
        row.addWidget(self.hint, 2)
        self._clock = QTimer(self)
        self._clock.setInterval(STEP_MS)
        self._clock.timeout.connect(self._ticked)
        self._playing_icon = ""
        translator.changed.connect(self.retranslate)
        self.retranslate()

    def show_state(self, state: AppState) -> None:
        """Show whether it plays, and which step it is at."""
        self._state = state
        playhead = state.playhead
        is_playing = playhead is not None and playhead.is_playing
        if is_playing and not self._clock.isActive():
            self._clock.start()
        elif not is_playing and self._clock.isActive():
            self._clock.stop()
        self._show_icons("pause" if is_playing else "play")
        for each in self.buttons.values():
            each.setEnabled(bool(state.frames) and not state.are_verdicts_hidden)
        if playhead is None:
            self.place.setText("")
        else:
            place = self._words.text("steps.place", done=playhead.done, of=state.frames)
            self.place.setText(place)
        self._name_play(is_playing)

    def retranslate(self) -> None:
        """Take the words of the language."""
        for name, each in self.buttons.items():
            each.setAccessibleName(self._words.text(f"action.{name}"))
            each.setToolTip(self._words.text(f"action.{name}.tip"))
        self.hint.show_whole(self._words.text("steps.hint"))
        if self._state is not None:
            self.show_state(self._state)

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icons in the colours of another theme."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._playing_icon = ""
            if self._state is not None:
                self.show_state(self._state)

    def _show_icons(self, playing_icon: str) -> None:
        if self._playing_icon == playing_icon:
            return
        palette = self.palette()
        for name, file in ICONS.items():
            self.buttons[name].setIcon(icon(file, palette.color(QPalette.ColorRole.ButtonText)))
        ink = palette.color(QPalette.ColorRole.HighlightedText)
        self.buttons["play"].setIcon(icon(playing_icon, ink))
        self._playing_icon = playing_icon
        side = round(self.fontMetrics().height() * 1.1)
        for each in self.buttons.values():
            each.setIconSize(QSize(side, side))

    def _name_play(self, is_playing: bool) -> None:
        code = "action.pause" if is_playing else "action.play"
        self.buttons["play"].setAccessibleName(self._words.text(code))

    def _pressed(self) -> None:
        self.action_triggered.emit(self.sender().objectName())

    def _ticked(self) -> None:
        self.intended.emit(events.Ticked())
