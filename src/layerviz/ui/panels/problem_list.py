"""The findings in a Dockerfile, below the editor: what the builder says, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QListView, QVBoxLayout

from layerviz.core.diagnostics import Severity
from layerviz.ui.models.list_model import PAYLOAD_ROLE, ListModel, ListRow
from layerviz.ui.panels.card import toned

if TYPE_CHECKING:
    from layerviz.ui.panels.code_editor import Problem
    from layerviz.ui.translation import Translator

MOST_LINES_SEEN = 5


class ProblemList(QFrame):
    """Hidden while there is nothing to say. Choosing a finding goes to its line."""

    line_chosen = Signal(int)

    def __init__(self, translator: Translator) -> None:
        super().__init__()
        self.setObjectName("problems")
        self._words = translator
        self.stops = toned("error", wraps=True)
        self.stops.setIndent(4)  # as the rows below
        self.model = ListModel(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setWordWrap(True)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.activated.connect(self._chosen)
        self.list.clicked.connect(self._chosen)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.setSpacing(4)
        column.addWidget(self.stops)
        column.addWidget(self.list)

    def show_problems(self, problems: tuple[Problem, ...], stops_at: int) -> None:
        """Show the findings; `stops_at` is the first line that the builder refuses, 0 for none."""
        self.setVisible(bool(problems))
        text = self._words.text
        self.stops.setVisible(stops_at > 0)
        self.stops.setText(text("problems.stops", line=stops_at))
        self.list.setAccessibleName(text("problems.title"))
        rows = []
        for problem in problems:
            line = problem.span.line if problem.span is not None else 0
            told = problem.short or problem.message
            words = text("problems.row", line=line, message=told) if line else told
            rows.append(
                ListRow(
                    text=words,
                    tone="error" if problem.severity is Severity.ERROR else "note",
                    payload=line,
                    hover=problem.message,
                )
            )
        self.model.show(tuple(rows))
        QTimer.singleShot(0, self, self._fit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width wraps the rows elsewhere."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit)

    def _fit(self) -> None:
        """As high as its rows, up to a few lines; more are scrolled to."""
        line = self.list.fontMetrics().height()
        heights = [
            max(self.list.visualRect(self.model.index(row)).height(), line)
            for row in range(min(len(self.model.rows), MOST_LINES_SEEN))
        ]
        self.list.setFixedHeight(min(sum(heights), MOST_LINES_SEEN * line) + 4)

    def _chosen(self, index: QModelIndex) -> None:
        line = index.data(PAYLOAD_ROLE)
        if line:
            self.line_chosen.emit(line)

    def minimumSizeHint(self) -> QSize:
        """May be squeezed to one row."""
        return QSize(80, self.fontMetrics().height() * 2)
