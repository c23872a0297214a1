"""Something unexpected went wrong: plain details, and a button that copies them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from layerviz.ui.panels.card import button, toned

if TYPE_CHECKING:
    from layerviz.ui.translation import Translator


class FaultDialog(QDialog):
    """Says what happened and that the work is kept; Esc closes it."""

    def __init__(self, parent: QWidget, translator: Translator, details: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        text = translator.text
        self.setWindowTitle(text("fault.title"))
        self.details = QPlainTextEdit()
        self.details.setReadOnly(True)
        self.details.setPlainText(details)
        self.details.setAccessibleName(text("fault.details"))
        self.copy = button()
        self.copy.setText(text("fault.copy"))
        self.copy.clicked.connect(self._copy)
        self.go_on = button("primary")
        self.go_on.setText(text("fault.go-on"))
        self.go_on.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.copy)
        row.addWidget(self.go_on)
        column = QVBoxLayout(self)
        column.addWidget(toned("plain", text("fault.sentence"), wraps=True))
        column.addWidget(self.details, 1)
        column.addLayout(row)
        unit = self.fontMetrics().height()
        self.resize(unit * 40, unit * 22)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details.toPlainText())
