"""What is known of a layer, or of a whole image: what made it, sizes, digests, what is hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout

from layerviz.ui import safe_text
from layerviz.ui.panels.card import (
    Card,
    ClampedLabel,
    ElidedLabel,
    WrappedLink,
    button,
    cleared,
    scrolled,
    separator,
    toned,
)

if TYPE_CHECKING:
    from layerviz.app.image_events import ImageEvent
    from layerviz.ui.presenting_image import HidingRow, IdRow, LayerContent, SizeRow
    from layerviz.ui.translation import Translator


MOST_ROWS = 8
"""So much of a long instruction is seen without hovering."""


class LayerPanel(Card):
    """Shows a `LayerContent`; emits the events of its links."""

    intended = Signal(object)

    def __init__(self, translator: Translator) -> None:
        super().__init__("layerPanel")
        self._words = translator
        self._content: LayerContent | None = None
        self._links: dict[str, ImageEvent] = {}
        self._copies: dict[str, str] = {}
        self.area, self._column = scrolled()
        self.body.addWidget(self.area, 1)

    def show_content(self, content: LayerContent) -> None:
        """Show something else; from its beginning."""
        if content == self._content:
            return
        self._content = content
        self._links.clear()
        self._copies.clear()
        self.show_heading(safe_text.plain(content.title), content.note)
        cleared(self._column)
        self._fill(content)
        self._column.addStretch(1)
        self.area.verticalScrollBar().setValue(0)

    def _fill(self, content: LayerContent) -> None:
        if content.instruction:
            self._column.addWidget(_code_box(content.instruction))
        for remark in content.remarks:
            self._add_text(remark, "muted")
        if content.sizes:
            self._column.addLayout(_sizes(content.sizes))
        for row in content.hidden:
            self._add_hiding(row)
        if content.ids:
            self._column.addWidget(separator())
            self._column.addLayout(self._ids(content.ids))
        if content.lines:
            self._column.addWidget(separator())
            self._add_text(content.lines_title, "strong")
            for line in content.lines:
                self._column.addWidget(_line(line))
        for text, event in content.links:
            self._add_link(text, event)

    def _add_text(self, text: str, tone: str) -> None:
        label = toned(tone, wraps=True)
        safe_text.set_label(label, text)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._column.addWidget(label)

    def _add_hiding(self, row: HidingRow) -> None:
        box = QFrame()
        box.setProperty("box", "setting")
        inside = QVBoxLayout(box)
        inside.setContentsMargins(8, 6, 8, 6)
        inside.setSpacing(2)
        inside.addWidget(self._link(row.text, row.event))
        for each in row.files:
            inside.addWidget(_line(each))
        self._column.addWidget(box)

    def _add_link(self, text: str, event: ImageEvent) -> None:
        self._column.addWidget(self._link(text, event))

    def _link(self, text: str, event: ImageEvent) -> WrappedLink:
        made = WrappedLink(text)
        made.setObjectName(f"link-{len(self._links)}")
        made.clicked.connect(self._clicked)
        self._links[made.objectName()] = event
        return made

    def _clicked(self) -> None:
        event = self._links.get(self.sender().objectName())
        if event is not None:
            self.intended.emit(event)

    def _ids(self, ids: tuple[IdRow, ...]) -> QGridLayout:
        """Names, digests and a button to copy each."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(0, 1)
        for place, row in enumerate(ids):
            grid.addWidget(toned("muted", row.name, wraps=True), place * 2, 0)
            grid.addWidget(_line(row.value), place * 2 + 1, 0)
            grid.addWidget(self._copy_button(row), place * 2, 1, 2, 1)
        return grid

    def _copy_button(self, row: IdRow) -> QPushButton:
        made = button()
        made.setProperty("small", True)
        made.setObjectName(f"copy-{len(self._copies)}")
        made.setText(self._words.text("copy"))
        made.setAccessibleName(self._words.text("copy.what", what=row.name))
        made.clicked.connect(self._copy)
        self._copies[made.objectName()] = row.value
        return made

    def _copy(self) -> None:
        text = self._copies.get(self.sender().objectName())
        if text is not None:
            QGuiApplication.clipboard().setText(text)

    def sizeHint(self) -> QSize:
        """Room for a layer's facts."""
        return QSize(320, 360)


def _code_box(text: str) -> QFrame:
    """An instruction as it is typed."""
    box = QFrame()
    box.setProperty("box", "setting")
    row = QHBoxLayout(box)
    row.setContentsMargins(8, 6, 8, 6)
    label = ClampedLabel(MOST_ROWS)
    label.setProperty("tone", "code")
    label.show_whole(text)
    row.addWidget(label)
    return box


def _line(text: str, tone: str = "code") -> ElidedLabel:
    """One line of outside text, whole on hovering."""
    label = ElidedLabel()
    label.setProperty("tone", tone)
    label.show_whole(text)
    return label


def _sizes(sizes: tuple[SizeRow, ...]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(2)
    grid.setColumnStretch(1, 1)
    for place, row in enumerate(sizes):
        number = toned("strong", row.size)
        number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        said = toned("plain", f"{row.kind}\n{row.source}" if row.source else row.kind, wraps=True)
        grid.addWidget(number, place, 0)
        grid.addWidget(said, place, 1)
    return grid
