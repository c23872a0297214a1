"""The columns of the window: the picture, and beside it what the chosen view needs.

A build has its Dockerfile and context at the left, and why at the right; images have the shelf, and
what a layer holds. Columns that are not seen yet are not made yet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from layerviz.app.state import AppState, View
from layerviz.ui.styling import chosen_theme

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from layerviz.ui.panels.commands_column import CommandsColumn
    from layerviz.ui.panels.layer_column import LayerColumn
    from layerviz.ui.panels.picture_panel import PicturePanel
    from layerviz.ui.panels.shelf_panel import ShelfColumn
    from layerviz.ui.panels.side_columns import LeftColumn, RightColumn
    from layerviz.ui.theme import Theme
    from layerviz.ui.translation import Translator

    Column = LeftColumn | RightColumn | ShelfColumn | LayerColumn | CommandsColumn

USUAL_WIDTH = 1280
HANDLE = 10
SHARES = {"left": 26, "right": 23, "shelf": 22, "layer": 27, "commands": 25}
"""What a column takes of a usual window's width, in per cent; the picture has the rest."""
BEYOND = 0.45
COLUMNS_EMS, STAGE_EMS = 6, 20
"""What the columns and each stage take of a window's width, in heights of a letter."""
TAGS_EMS = 88
"""In a narrower window the picture of Tags has all the room until its column is asked for."""


class Columns(QSplitter):
    """Places picture and columns. `column_made` tells of a column that is there from now on."""

    intended = Signal(object)
    action_triggered = Signal(str)
    dockerfile_chosen = Signal(str)
    column_made = Signal(object)
    filled = Signal()

    def __init__(self, translator: Translator, picture: PicturePanel, state: AppState) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._words = translator
        self._state = state
        self._is_left_asked = self._has_left = self._has_commands = False
        self._filling = QTimer(self)
        self._filling.setSingleShot(True)
        self._filling.timeout.connect(self._fill)
        self._asked: dict[View, bool] = {View.COMPARE: False}
        self.picture = picture
        self.left: LeftColumn | None = None
        self.right: RightColumn | None = None
        self.shelf: ShelfColumn | None = None
        self.layer: LayerColumn | None = None
        self.commands: CommandsColumn | None = None
        self._is_dragged = False
        self.splitterMoved.connect(self._dragged)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(HANDLE)
        self.addWidget(picture)

    # --- what stands beside the picture

    @property
    def has_panels(self) -> bool:
        """Whether the columns of the view are wanted and seen."""
        return self._wants_panels(self._state.view) and not self._is_picture_first(self._state)

    def toggle_panels(self, *, is_on: bool) -> None:
        """Show the columns of the view, or leave the room to the picture."""
        self._asked[self._state.view] = self._is_left_asked = is_on

    def _wants_panels(self, view: View) -> bool:
        """As somebody asked for; else as there is room."""
        has_room = view is not View.TAGS or self.window().width() >= self._ems(TAGS_EMS)
        return self._asked.get(view, has_room)

    def _ems(self, count: int) -> int:
        """A width in heights of a letter."""
        return count * self.fontMetrics().height()

    @property
    def is_filled(self) -> bool:
        """Whether the columns show the state that the picture shows."""
        return not self._filling.isActive()

    def is_room_other(self) -> bool:
        """Whether another width has room for a column now that it had not, or no longer."""
        if self._state.view is View.TAGS:
            return self._wants_panels(View.TAGS) is not self._has_commands
        is_build = self._state.view is View.BUILD
        return is_build and self._is_picture_first(self._state) is self._has_left

    def place(self, state: AppState) -> None:
        """Show the columns that the state needs, and no others."""
        self._state = state
        view, has_panels = state.view, self._wants_panels(state.view)
        is_asked = view is View.COMPARE and state.are_verdicts_hidden
        is_build = state.project.is_open and not view.is_of_images and not is_asked
        has_left = is_build and has_panels and not self._is_picture_first(state)
        self._has_left = has_left
        is_told = view is View.COMPARE and state.selection.step is not None
        has_right = is_build and (has_panels or is_told)
        has_shelf = has_panels and view in (View.IMAGE, View.SHARING)
        has_layer = has_panels and view is View.IMAGE
        self._has_commands = has_commands = has_panels and view is View.TAGS
        wanted = {
            "left": has_left,
            "right": has_right,
            "shelf": has_shelf,
            "layer": has_layer,
            "commands": has_commands,
        }
        for name, is_wanted in wanted.items():
            column = self._need(name) if is_wanted else getattr(self, name)
            if column is not None:
                column.setVisible(is_wanted)
        self._place_shelf(view)
        self.picture.show_neighbours(
            has_left=has_left or (has_shelf and view is View.IMAGE),
            has_right=has_right
            or has_layer
            or has_commands
            or (has_shelf and view is View.SHARING),
        )

    def _place_shelf(self, view: View) -> None:
        """To choose one image comes first, to choose several comes last."""
        if self.shelf is None or self.shelf.isHidden():
            return
        at = 0 if view is View.IMAGE else self.count() - 1
        if self.indexOf(self.shelf) != at:
            self.insertWidget(at, self.shelf)
            self._share()

    def _is_picture_first(self, state: AppState) -> bool:
        """Whether several stages need the room of the left column; asking for it brings it back."""
        analysis = state.analysis()
        if analysis is None or self._is_left_asked or state.view is not View.BUILD:
            return False
        stages = len(analysis.after.stages)
        wanted = self._ems(COLUMNS_EMS + STAGE_EMS * stages)
        return stages > 1 and self.window().width() < wanted

    # --- making them

    def _need(self, name: str) -> QWidget:
        known: QWidget | None = getattr(self, name)
        if known is not None:
            return known
        make = {
            "left": self._make_left,
            "right": self._make_right,
            "shelf": self._make_shelf,
            "layer": self._make_layer,
            "commands": self._make_commands,
        }
        made = make[name]()
        self.column_made.emit(made)
        self._share()
        return made

    def _make_left(self) -> QWidget:
        from layerviz.ui.panels.side_columns import LeftColumn  # not at the first start

        self.left = made = LeftColumn(self._words)
        made.intended.connect(self.intended)
        made.dockerfile_chosen.connect(self.dockerfile_chosen)
        made.show_look(self._theme, self._zoom)
        self.insertWidget(0, made)
        return made

    def _make_right(self) -> QWidget:
        from layerviz.ui.panels.side_columns import RightColumn  # not at the first start

        self.right = made = RightColumn(self._words)
        made.intended.connect(self.intended)
        self.addWidget(made)
        return made

    def _make_shelf(self) -> QWidget:
        from layerviz.ui.panels.shelf_panel import ShelfColumn  # only for images

        self.shelf = made = ShelfColumn(self._words)
        made.intended.connect(self.intended)
        made.action_triggered.connect(self.action_triggered)
        self.insertWidget(0, made)
        return made

    def _make_layer(self) -> QWidget:
        from layerviz.ui.panels.layer_column import LayerColumn  # only for images

        self.layer = made = LayerColumn(self._words, self._theme, self.picture.measure)
        made.intended.connect(self.intended)
        self.addWidget(made)
        return made

    def _make_commands(self) -> QWidget:
        from layerviz.ui.panels.commands_column import CommandsColumn  # only for tags

        self.commands = made = CommandsColumn(self._words)
        self.addWidget(made)
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share another width, unless somebody has shared it already."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width() and not self._is_dragged:
            self._share()

    def _dragged(self) -> None:
        self._is_dragged = True

    def _share(self) -> None:
        """Give the columns their shares; of what is beyond a usual width they get less."""
        whole = max(self.window().width(), USUAL_WIDTH)
        basis = USUAL_WIDTH + (whole - USUAL_WIDTH) * BEYOND
        shares = {id(getattr(self, name)): round(basis * of / 100) for name, of in SHARES.items()}
        parts = [part for place in range(self.count()) if (part := self.widget(place))]
        taken = sum(shares.get(id(part), 0) for part in parts if not part.isHidden())
        for place, part in enumerate(parts):
            self.setStretchFactor(place, 1 if part is self.picture else 0)
        self.setSizes([shares.get(id(part), whole - taken) for part in parts])

    # --- filling them

    def shown(self) -> list[Column]:
        """The columns that are seen."""
        columns = (self.left, self.right, self.shelf, self.layer, self.commands)
        return [each for each in columns if each is not None and each.isVisible()]

    def stops(self) -> list[QWidget]:
        """Where F6 stops, from left to right."""
        found: list[tuple[int, QWidget]] = [(self.indexOf(self.picture), self.picture.view)]
        for column in self.shown():
            found += [(self.indexOf(column), stop) for stop in column.stops()]
        return [stop for _, stop in sorted(found, key=lambda each: each[0])]

    def fill(self, *, is_soon: bool) -> None:
        """Show the state in the columns: at once, or once the picture is painted."""
        if is_soon:
            self._filling.start()
        else:
            self._fill()

    def _fill(self) -> None:
        self._filling.stop()
        for each in (self.left, self.right, self.shelf, self.layer, self.commands):
            if each is not None and not each.isHidden():
                each.show_state(self._state, self._theme)
        self.filled.emit()

    def show_look(self, theme: Theme, zoom: float) -> None:
        """Take the colours of a theme and the fonts of a zoom."""
        self.picture.show_look(theme)
        if self.left is not None:
            self.left.show_look(theme, zoom)

    @property
    def _theme(self) -> Theme:
        return chosen_theme(self._state.settings.theme)

    @property
    def _zoom(self) -> float:
        return self._state.settings.zoom_percent / 100
