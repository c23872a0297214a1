"""The edits that a sample suggests: each is one change of the state that undo takes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from layerviz.app import events
from layerviz.core.values import replace
from layerviz.ui import safe_text

if TYPE_CHECKING:
    from layerviz.app.samples import Sample, SuggestedEdit
    from layerviz.app.scenario import Content
    from layerviz.app.state import AppState
    from layerviz.ui.translation import Translator


class SampleEditMenu(QMenu):
    """The edits in the order in which they should be tried."""

    intended = Signal(object)

    def __init__(self, translator: Translator, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = translator
        self._sample: Sample | None = None
        self._state: AppState | None = None
        self.aboutToShow.connect(self._fill)

    def show_sample(self, sample: Sample | None, state: AppState) -> None:
        """The sample whose edits are offered, and the state that they are made in."""
        self._sample, self._state = sample, state

    def _fill(self) -> None:
        self.clear()
        for edit in self._sample.edits if self._sample is not None else ():
            text = safe_text.menu_text(edit.text.of(self._words.language))
            action = QAction(text, self)
            action.setObjectName(edit.id)
            action.triggered.connect(self._chosen)
            self.addAction(action)

    def _chosen(self) -> None:
        self.take(self.sender().objectName())

    def take(self, edit_id: str) -> None:
        """Make a suggested edit, as if it had been clicked."""
        sample, state = self._sample, self._state
        if sample is None or state is None:
            return
        edit = next((each for each in sample.edits if each.id == edit_id), None)
        if edit is not None:
            self.intended.emit(events.DraftRestored(content_after(state, edit)))


def content_after(state: AppState, edit: SuggestedEdit) -> Content:
    """What is imagined once the edit is made to the files as they are on disk."""
    content = state.content
    sheets = []
    for sheet in content.sheets:
        known = state.disk_text(sheet.path)
        text = sheet.text if known is None else known.text
        sheets.append(replace(sheet, text=edit.replaced(text)))
    scenario = replace(
        content.scenario,
        edits=edit.edits,
        build_args=edit.build_args,
        bases_changed=edit.bases_changed,
        target=edit.target,
        is_uncached=edit.is_uncached,
        assumptions=(),
    )
    return replace(content, sheets=tuple(sheets), scenario=scenario)
