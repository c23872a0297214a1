"""How the rows of the build context are painted: edited ones stand out, ignored ones step back."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QBrush, QColor, QPalette
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from layerviz.scene.roles import Role
from layerviz.ui.models.context_model import NAME, TONE_ROLE
from layerviz.ui.styling import text_font
from layerviz.ui.theme import Theme


class RowDelegate(QStyledItemDelegate):
    """Colours a row by its tone; names are written in the monospace font."""

    def __init__(self, parent: object) -> None:
        super().__init__(parent)  # type: ignore[arg-type]  # the stubs want a QObject, views are
        self._edited = QColor()
        self._edited_ink = QColor()
        self._muted = QColor()
        self._lit = QColor()
        self._font = text_font(1.0, is_code=True)

    def show_look(self, theme: Theme, zoom: float) -> None:
        """Take the colours of a theme and the font of a zoom."""
        look = theme.look(Role.FOLLOWS)
        self._edited, self._edited_ink = QColor(look.fill), QColor(look.text)
        self._muted = QColor(theme.muted)
        self._lit = QColor(theme.accent_soft)
        self._font = text_font(zoom, is_code=True)

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Set font and colours of one cell."""
        super().initStyleOption(option, index)
        tone = index.data(TONE_ROLE)
        is_name = index.column() == NAME
        if is_name:
            option.font = self._font
        if tone == "edited":
            option.backgroundBrush = QBrush(self._edited)
            ink = self._edited_ink
        elif tone == "lit":
            option.backgroundBrush = QBrush(self._lit)
            return
        elif tone == "ignored" or not is_name:
            ink = self._muted
        else:
            return
        palette: QPalette = option.palette
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
            palette.setColor(role, ink)
        option.palette = palette
