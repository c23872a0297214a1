"""The menu of what was open lately."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction

from layerviz.ui import safe_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QMenu

    from layerviz.ui.translation import Translator


def fill_recent(
    menu: QMenu, places: Sequence[str], words: Translator, opened: Callable[[str], None]
) -> None:
    """Fill the menu with the places, the latest first; choosing one opens it."""
    menu.clear()
    for place in dict.fromkeys(places):
        action = QAction(safe_text.menu_text(place), menu)
        action.triggered.connect(_opener(place, opened))
        menu.addAction(action)
    if menu.isEmpty():
        nothing = QAction(words.text("recent.none"), menu)
        nothing.setEnabled(False)
        menu.addAction(nothing)


def _opener(place: str, opened: Callable[[str], None]) -> Callable[[], None]:
    def open_it() -> None:
        opened(place)

    return open_it
