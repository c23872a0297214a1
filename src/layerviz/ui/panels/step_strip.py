"""The strip that shows every step of the build, and how far the step-through is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from layerviz.app import events
from layerviz.scene.timeline_layout import timeline_scene
from layerviz.ui.panels.picture_panel import same
from layerviz.ui.picturing import PictureWords, marks_of
from layerviz.ui.views.scene_port import Room
from layerviz.ui.views.scene_view import SceneView

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layerviz.app.state import AppState
    from layerviz.core.analysis import Build, StepId
    from layerviz.scene.shapes import Target
    from layerviz.scene.texts import BlockTexts
    from layerviz.ui.font_measuring import FontMeasure
    from layerviz.ui.theme import Theme
    from layerviz.ui.translation import Translator

HEIGHT_PX = 34
LEAST_SIZE = (120, 10)


class StepStrip(SceneView):
    """A scene of one row; a click on a step goes there."""

    intended = Signal(object)

    def __init__(
        self, words: Translator, texts: PictureWords, theme: Theme, measure: FontMeasure
    ) -> None:
        super().__init__(theme, measure)
        self._words = words
        self._texts = texts
        self._look = theme.name
        self._state: AppState | None = None
        self._drawn: tuple[object, ...] = ()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumSize(*LEAST_SIZE)
        self.setFixedHeight(HEIGHT_PX)
        self.set_motion(has_motion=False)
        self.shape_clicked.connect(self._clicked)
        self.room_changed.connect(self._resized)

    def show_state(self, state: AppState, theme: Theme) -> None:
        """Show the steps, and how far the playhead is."""
        self._state = state
        if theme.name != self._look:
            self._look = theme.name
            self.set_theme(theme)
        zoom = state.settings.zoom_percent / 100
        self.set_zoom(zoom)
        self.setFixedHeight(round(HEIGHT_PX * zoom))
        self._draw(state)

    def _draw(self, state: AppState) -> None:
        room = self.room()
        seen = (
            *(state.reports, state.side, state.view, state.question, state.playhead),
            *(state.selection, room, self._words.language),
        )
        if same(seen, self._drawn):
            return
        told = _texts(state, self._texts)
        if told is None:
            return
        self._drawn = seen
        build, order, texts = told
        marks = marks_of(state, state.side)
        scene = timeline_scene(build, order, texts, marks, width=room.width, measure=self._measure)
        self.set_scene(scene)
        self.setAccessibleName(self._words.text("steps.strip"))

    def _resized(self, _room: Room) -> None:
        if self._state is not None:
            self._draw(self._state)

    def _clicked(self, target: Target) -> None:
        state = self._state
        if state is None or target.step is None:
            return
        told = _texts(state, self._texts)
        if told is not None and target.step in told[1]:
            self.intended.emit(events.PlayheadMoved(told[1].index(target.step) + 1))


def _texts(
    state: AppState, words: PictureWords
) -> tuple[Build, tuple[StepId, ...], Mapping[StepId, BlockTexts]] | None:
    """What the strip of the step-through is made of; None while there is nothing to show."""
    report = state.report()
    if report is None:
        return None
    build = report.analysis.after
    return build, report.order, words.after(build, report.facts)
