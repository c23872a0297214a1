"""F1: every key, by topic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from layerviz.ui.actions import ACTIONS, Topic
from layerviz.ui.dialogs.command_search import key_text
from layerviz.ui.panels.card import toned

if TYPE_CHECKING:
    from layerviz.ui.translation import Translator

OTHER_KEYS = (
    ("1-9", "keys.pick"),
    ("Ctrl+wheel", "keys.wheel"),
    ("Tab", "keys.tab"),
    ("Del", "keys.take-off"),
)


class KeyList(QDialog):
    """A list to read; Esc closes it."""

    def __init__(self, parent: QWidget, translator: Translator) -> None:
        super().__init__(parent)
        self.setWindowTitle(translator.text("action.keys"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        inside = QWidget()
        inside.setObjectName("plain")
        grid = QGridLayout(inside)
        grid.setHorizontalSpacing(24)
        grid.setColumnStretch(1, 1)
        for topic in Topic:
            specs = [spec for spec in ACTIONS if spec.topic is topic and spec.all_keys]
            if specs:
                _add(grid, toned("strong", translator.text(f"topic.{topic.value}")), None)
            for spec in specs:
                _add(grid, toned("code", key_text(spec)), translator.text(spec.text_code))
        _add(grid, toned("strong", translator.text("keys.other")), None)
        for keys, code in OTHER_KEYS:
            _add(grid, toned("code", keys), translator.text(code))
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setAccessibleName(translator.text("action.keys"))
        QVBoxLayout(self).addWidget(area)
        unit = self.fontMetrics().height()
        self.resize(min(unit * 36, parent.width() - 40), min(unit * 34, parent.height() - 40))


def _add(grid: QGridLayout, first: QLabel, text: str | None) -> None:
    row = grid.rowCount()
    if text is None:
        grid.addWidget(first, row, 0, 1, 2)
        return
    grid.addWidget(first, row, 0, Qt.AlignmentFlag.AlignTop)
    grid.addWidget(toned("plain", text, wraps=True), row, 1)
