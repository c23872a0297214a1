"""The middle of the window: the picture, or what to do while there is none.

Lays the state out as a scene whenever the state or the room changes, and turns clicks on shapes
into events.
"""

from __future__ import annotations

from operator import is_not
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from layerviz.app import events
from layerviz.app.state import AppState, View
from layerviz.scene.shapes import Scene, Target, TargetKind
from layerviz.ui.font_measuring import FontMeasure
from layerviz.ui.image_intents import meaning_of
from layerviz.ui.panels.empty_page import EmptyPage
from layerviz.ui.picturing import (
    PictureWords,
    items_of,
    picture,
    room_of,
)
from layerviz.ui.views.scene_dragging import Drop
from layerviz.ui.views.scene_port import Room
from layerviz.ui.views.scene_view import SceneView
from layerviz.ui.views.still import Still

if TYPE_CHECKING:
    from layerviz.app.samples import Sample
    from layerviz.core.analysis import StepId
    from layerviz.scene.shapes import ShapeId
    from layerviz.scene.texts import KnownBlocks
    from layerviz.ui.theme import Theme
    from layerviz.ui.translation import Translator

MOST_ANIMATED = 120
MOST_KNOWN_BLOCKS = 4000
GAP = 10
CARD_EDGE = 4


class PicturePanel(QFrame):
    """Shows the picture of a state; emits events and action ids."""

    intended = Signal(object)
    action_triggered = Signal(str)

    def __init__(self, translator: Translator, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("page")
        self._words = translator
        self.texts = PictureWords(translator)
        self.measure = FontMeasure()
        self._state: AppState | None = None
        self._drawn: tuple[object, ...] = ()
        self._basis: tuple[object, ...] = ()
        self._reference = ""
        self._opened: frozenset[ShapeId] = frozenset()
        self._blocks: KnownBlocks = {}
        self._sample: Sample | None = None
        self._neighbours = (False, False)
        self._still: Still | None = None
        self.view = SceneView(theme, self.measure)
        self.view.setObjectName("picture")
        self.view.installEventFilter(self)
        self.empty = EmptyPage(translator)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.frame = QFrame()
        self.frame.setObjectName("pictureFrame")
        inside = QVBoxLayout(self.frame)
        inside.setContentsMargins(6, 6, 6, 6)
        inside.addWidget(self.view)
        self.column.addWidget(self.frame, 1)
        self.column.addWidget(self.empty, 1)
        self._connect()

    def _connect(self) -> None:
        self.empty.action_triggered.connect(self.action_triggered)
        self.view.room_changed.connect(self._room_changed)
        self.view.shape_clicked.connect(self._clicked)
        self.view.shape_dropped.connect(self._dropped)
        self.view.context_asked.connect(self._menu_asked)
        self._words.changed.connect(self._draw_again)

    # --- values in

    def show_state(self, state: AppState) -> None:
        """Show the picture of the state."""
        before, self._state = self._state, state
        if before is None or before.settings.zoom_percent != state.settings.zoom_percent:
            self.view.set_zoom(state.settings.zoom_percent / 100)
        self.view.set_motion(_has_motion(state.settings.motion))
        self._frame_picture(state)
        self._draw()
        has_picture = _has_content(state) and bool(self.view.scene().groups)
        is_first = has_picture and self.frame.isHidden()
        self.frame.setVisible(has_picture)
        if is_first and not _is_typed_into(QApplication.focusWidget()):
            self.view.setFocus()
        self.empty.setVisible(not has_picture)
        if not has_picture:
            self.empty.show_state(state)
        self._follow_selection(before, state)
        if self._still is not None:
            self._still.hide()
            self._still.deleteLater()
            self._still = None

    def show_enlarged(self, factor: float) -> None:
        """Show the picture as it stands so many times as large, until a state is shown."""
        if self._still is None and self.view.isVisible():
            self._still = Still(self.view)
        if self._still is not None:
            self._still.enlarge(factor)

    def _frame_picture(self, state: AppState) -> None:
        """Build's picture is a card between the panels; Compare has cards of its own."""
        is_build = state.view is View.BUILD or len(state.content.sheets) < 2
        is_card = state.view is View.IMAGE or (is_build and not state.view.is_of_images)
        if self.frame.property("card") is is_card:
            return
        self.frame.setProperty("card", is_card)
        self.frame.style().unpolish(self.frame)
        self.frame.style().polish(self.frame)
        self._place_edges()
        inset = 6 if is_card else 0
        inside = self.frame.layout()
        if inside is not None:
            inside.setContentsMargins(inset, inset, inset, inset)

    def show_neighbours(self, *, has_left: bool, has_right: bool) -> None:
        """Whether a column stands beside; where none does, the picture keeps a margin."""
        if (has_left, has_right) != self._neighbours:
            self._neighbours = (has_left, has_right)
            self._place_edges()

    def _place_edges(self) -> None:
        # The cards of Compare have a thin margin of their own.
        gap = GAP if self.frame.property("card") else GAP - CARD_EDGE
        left, right = (0 if has else gap for has in self._neighbours)
        self.column.setContentsMargins(left, gap, right, gap)

    def _draw(self) -> None:
        state = self._state
        if state is None or not _has_content(state):
            return
        room = self.view.room()
        seen = self._seen(state, room)
        if same(seen, self._drawn):
            return
        self._drawn = seen
        made = self._scene(state, room)
        if made is None:
            self.view.set_scene(Scene(0, 0), is_animated=False)
            return
        # Nobody wants every keystroke animated, nor blocks by the hundred.
        is_typing = state.history.typed_ms is not None or state.tags.reference != self._reference
        self._reference = state.tags.reference
        is_calm = not is_typing and len(made.groups) <= MOST_ANIMATED
        self.view.set_scene(made, is_animated=is_calm)
        self.view.setAccessibleName(self._words.text("picture.name"))

    def _seen(self, state: AppState, room: Room) -> tuple[object, ...]:
        """All that a picture of the state depends on; the first is compared by identity."""
        basis = (state.reports, state.shelf, state.tags)
        if len(basis) != len(self._basis) or any(map(is_not, basis, self._basis)):
            self._basis = basis
        return (
            self._basis,
            state.view,
            state.side,
            state.selection,
            state.question,
            state.playhead,
            state.settings,
            state.content.sheets if state.view is View.COMPARE else None,
            room,
            self._opened,
            self._sample,
            self._words.language,
        )

    def _scene(self, state: AppState, room: Room) -> Scene | None:
        if len(self._blocks) > MOST_KNOWN_BLOCKS:
            self._blocks.clear()
        return picture(
            state,
            self.texts,
            self._words,
            room_of(state, room.width, room.height, self._opened, self._blocks),
            measure=self.measure,
            sample=self._sample,
        )

    def scene_shown(self) -> Scene:
        """The picture as it is, for a file."""
        return self.view.scene()

    def _draw_again(self) -> None:
        self._drawn = ()

    def _follow_selection(self, before: AppState | None, state: AppState) -> None:
        selection = state.selection
        if selection.step is None or (before is not None and before.selection == selection):
            return
        target = next(
            (
                target
                for target, _ in self.view.reading()
                if target.step == selection.step
                and not target.is_before
                and (target.side == selection.side or state.view is View.BUILD)
            ),
            None,
        )
        self.view.reveal(target)

    def show_look(self, theme: Theme) -> None:
        """Take another theme."""
        self.view.set_theme(theme)

    # --- samples

    def show_sample(self, sample: Sample | None) -> None:
        """The sample that is open: its words name the orders."""
        self._sample = sample

    # --- intents

    def _room_changed(self, _room: Room) -> None:
        if self._still is not None:
            self._still.setGeometry(self.view.rect())
        self._draw()

    def _clicked(self, target: Target) -> None:
        state = self._state
        if state is None:
            return
        side = target.side if state.view is View.COMPARE else state.side
        if target.kind is TargetKind.FOLD and target.shape is not None:
            self._opened ^= {target.shape}
            self._draw()
        elif target.kind is TargetKind.ORDER:
            self.action_triggered.emit("stack-order")
        elif target.kind is TargetKind.SCALE:
            self.action_triggered.emit("height-scale")
        elif target.step is not None:
            self._step_meant(state, target, side)
        else:
            meant = meaning_of(target, state)
            if meant is not None:
                self.intended.emit(meant)

    def _step_meant(self, state: AppState, target: Target, side: int) -> None:
        step = target.step
        assert step is not None
        if target.is_before:
            step = next((a for b, a in _pairs(state, side) if b == step), step)
        if state.are_verdicts_hidden:
            if target.kind is TargetKind.STEP:
                self.intended.emit(events.LayerPicked(step, side))
            return
        is_same = state.selection.step == step and state.selection.side == side
        self.intended.emit(events.StepSelected(None if is_same else step, side))

    def _dropped(self, drop: Drop) -> None:
        state = self._state
        if state is None:
            return
        side = drop.moved.side if state.view is View.COMPARE else state.side
        moved, onto = _lines(state, drop.moved, side), _lines(state, drop.onto, side)
        if moved is not None and onto is not None:
            before = onto[0] if drop.is_before else onto[1] + 1
            self.intended.emit(events.LineMoved(*moved, before, side))

    def _menu_asked(self, target: Target, at: QPoint) -> None:
        state = self._state
        if state is None or target.step is None or state.are_verdicts_hidden:
            return
        side = target.side if state.view is View.COMPARE else state.side
        self.intended.emit(events.StepSelected(target.step, side))
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action_id in ("move-up", "move-down", "ask", "export"):
            action = menu.addAction(self._words.text(f"action.{action_id}"))
            action.setObjectName(action_id)
            action.triggered.connect(self._menu_chosen)
        menu.popup(at)

    def _menu_chosen(self) -> None:
        self.action_triggered.emit(self.sender().objectName())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While a question is open, Enter reveals and Space picks the block with the focus."""
        state = self._state
        if (
            event.type() is QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and state is not None
            and state.are_verdicts_hidden
        ):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.intended.emit(events.Revealed())
                return True
            focused = self.view.focused()
            if event.key() == Qt.Key.Key_Space and focused is not None:
                self._clicked(focused)
                return True
        return super().eventFilter(watched, event)


def _has_content(state: AppState) -> bool:
    """Whether there is something to draw: images at any time, a build once it is predicted."""
    if state.view.is_of_images:
        return True
    analysis = state.analysis(state.shown_sides[0])
    return analysis is not None and bool(analysis.after.steps)


def same(new: tuple[object, ...], old: tuple[object, ...]) -> bool:
    """Whether nothing changed; reports are compared by identity, which is enough and fast."""
    if len(new) != len(old) or new[0] is not old[0]:
        return False
    return all(one is two or one == two for one, two in zip(new[1:], old[1:], strict=True))


def _is_typed_into(widget: QWidget | None) -> bool:
    return isinstance(widget, QPlainTextEdit | QLineEdit)


def _pairs(state: AppState, side: int) -> tuple[tuple[StepId, StepId], ...]:
    analysis = state.analysis(side)
    return analysis.pairs if analysis is not None else ()


def _lines(state: AppState, target: Target, side: int) -> tuple[int, int] | None:
    analysis = state.analysis(side)
    if analysis is None:
        return None
    items = items_of(analysis.after)
    found = next((item for item in items if item.id == target.step), None)
    return None if found is None else (found.line, found.end_line)


def _has_motion(setting: str) -> bool:
    """Whether changes are animated; `system` is what the desktop asks for, where Qt can tell."""
    return setting != "none"
