"""Why? A plain sentence first, then the rule and its source, then what the cache key is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
)

from layerviz.core.values import Record
from layerviz.ui import safe_text
from layerviz.ui.panels.card import (
    Card,
    ElidedLabel,
    WrappedLink,
    button,
    cleared,
    scrolled,
    separator,
    toned,
)

if TYPE_CHECKING:
    from layerviz.app.events import Event
    from layerviz.ui.translation import Translator


class KeyRow(Record):
    """One ingredient of a cache key, in words."""

    name: str
    value: str
    previous: str = ""
    is_changed: bool = False


class Link(Record):
    """Words to click, and what happens then; `is_on` marks the choice that is made."""

    text: str
    event: Event
    is_on: bool = False


class WhyContent(Record):
    """All that the panel says, in words; `tone` is the role's name of the headline's box."""

    title: str
    headline: str = ""
    sentence: str = ""
    tone: str = "plain"
    remarks: tuple[str, ...] = ()
    second_title: str = ""
    second_tone: str = "plain"
    second: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    choices_title: str = ""
    choices_text: str = ""
    choices: tuple[Link, ...] = ()
    rule: str = ""
    source: str = ""
    key_rows: tuple[KeyRow, ...] = ()


class WhyPanel(Card):
    """Shows a `WhyContent`; emits the events of its links."""

    intended = Signal(object)

    def __init__(self, translator: Translator) -> None:
        super().__init__("whyPanel")
        self._words = translator
        self._content: WhyContent | None = None
        self._links: dict[str, Event] = {}
        self._labels: list[QLabel] = []
        self._link_widgets: list[WrappedLink] = []
        self._made_for: tuple[object, ...] = ()
        self._choices: QBoxLayout | None = None
        self._is_key_open = self._is_key_new = False
        self.area, self._column = scrolled()
        self.area.verticalScrollBar().rangeChanged.connect(self._show_key)
        self.body.addWidget(self.area, 1)

    def show_content(self, content: WhyContent) -> None:
        """Show other words; nothing happens for the same ones."""
        if content == self._content:
            return
        self._content = content
        if self._form(content) == self._made_for:
            self._say_again(content)
        else:
            self._make(content)

    def _form(self, content: WhyContent) -> tuple[object, ...]:
        """What widgets the content needs: with the same ones only their words change."""
        texts = (content.headline, content.sentence, content.second_title)
        counts = (len(content.remarks), len(content.second), len(content.links))
        key: tuple[object, ...] = (bool(content.rule or content.key_rows),)
        if self._is_key_open:
            key = (content.rule, content.source, content.key_rows)
        asked = (content.choices_title, content.choices, content.choices_text)
        tones = (content.tone, content.second_tone, self._words.language)
        return (*map(bool, texts), *counts, *key, *asked, *tones)

    def _say_again(self, content: WhyContent) -> None:
        """Put other words on the widgets that are there."""
        self.show_heading(content.title)
        texts = [content.headline, content.sentence, *content.remarks]
        texts += [content.choices_title, content.choices_text] if content.choices else []
        texts += [content.second_title, *content.second]
        for label, text in zip(self._labels, filter(None, texts), strict=False):
            safe_text.set_label(label, text)
        links = [*content.choices, *content.links]
        self._links = {f"link-{place}": link.event for place, link in enumerate(links)}
        for made, link in zip(self._link_widgets, content.links, strict=True):
            made.say(link.text)

    def _make(self, content: WhyContent) -> None:
        self._made_for = self._form(content)
        cleared(self._column)
        self._choices = None
        self._labels, self._link_widgets = [], []
        self._links = {}
        self.show_heading(content.title)
        if content.headline or content.sentence:
            self._column.addWidget(self._box(content))
        for remark in content.remarks:
            self._paragraph(remark)
        self._add_choices(content)
        if content.second_title:
            self._paragraph(content.second_title, f"title-{content.second_tone}")
        for sentence in content.second:
            self._paragraph(sentence, "muted")
        self._add_links(content)
        self._add_key(content)
        self._column.addStretch(1)

    def _box(self, content: WhyContent) -> QFrame:
        box = QFrame()
        box.setProperty("box", content.tone)
        column = QVBoxLayout(box)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(4)
        for text, tone in ((content.headline, "boxTitle"), (content.sentence, "boxText")):
            if text:
                label = self._label(text, tone)
                label.setProperty("box", content.tone)
                column.addWidget(label)
        box.setAccessibleName(f"{content.headline} {content.sentence}")
        return box

    def _add_choices(self, content: WhyContent) -> None:
        if not content.choices:
            return
        self._column.addWidget(separator())
        self._paragraph(content.choices_title, "strong")
        row = self._choices = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(6)
        for link in content.choices:
            made = self._linked(button(), link)
            made.setText(safe_text.menu_text(link.text))
            made.setProperty("small", True)
            made.setCheckable(True)
            made.setChecked(link.is_on)
            row.addWidget(made)
        self._column.addLayout(row)
        self._place_choices()
        self._paragraph(content.choices_text, "muted")

    def _place_choices(self) -> None:
        """Side by side, or one below the other where the panel is narrow."""
        row = self._choices
        if row is None:
            return
        made = [item.widget() for item in map(row.itemAt, range(row.count())) if item is not None]
        wanted = sum(each.sizeHint().width() + row.spacing() for each in made if each is not None)
        fits = wanted <= self.area.viewport().width() - 8
        beside, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        row.setDirection(beside if fits else below)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may ask for the choices one below the other."""
        super().resizeEvent(event)
        self._place_choices()

    def _add_links(self, content: WhyContent) -> None:
        if not content.links:
            return
        self._column.addWidget(separator())
        for link in content.links:
            made = WrappedLink(link.text)
            self._link_widgets.append(made)
            self._column.addWidget(self._linked(made, link))

    def _add_key(self, content: WhyContent) -> None:
        if not (content.rule or content.key_rows):
            return
        code = "why.hide-key" if self._is_key_open else "whatif.key"
        toggle = WrappedLink(self._words.text(code))
        toggle.clicked.connect(self._toggle_key)
        toggle.setObjectName("keyToggle")
        self._column.addWidget(toggle)
        if not self._is_key_open:
            return
        self._paragraph(content.rule)
        self._paragraph(content.source, "muted")
        for row in content.key_rows:
            self._column.addLayout(self._key_row(row))

    def _key_row(self, row: KeyRow) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        name = self._label(row.name, "keyChanged" if row.is_changed else "muted")
        grid.addWidget(name, 0, 0, 1, 2)
        shown = [(row.value, "")]
        if row.is_changed and row.previous:
            text = self._words.text
            shown = [
                (row.previous, text("ingredient.before")),
                (row.value, text("ingredient.now")),
            ]
        for place, (value, caption) in enumerate(shown, start=1):
            if caption:
                grid.addWidget(toned("muted", caption), place, 0)
            elided = ElidedLabel()
            elided.setProperty("tone", "code")
            elided.show_whole(value)
            grid.addWidget(elided, place, 1 if caption else 0, 1, 1 if caption else 2)
        return grid

    def _paragraph(self, text: str, tone: str = "plain") -> None:
        if text:
            self._column.addWidget(self._label(text, tone))

    def _label(self, text: str, tone: str) -> QLabel:
        label = toned(tone, wraps=True)
        safe_text.set_label(label, text)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._labels.append(label)
        return label

    def _linked(self, made: QPushButton, link: Link) -> QPushButton:
        made.setObjectName(f"link-{len(self._links)}")
        made.clicked.connect(self._clicked)
        self._links[made.objectName()] = link.event
        return made

    def _clicked(self) -> None:
        event = self._links.get(self.sender().objectName())
        if event is not None:
            self.intended.emit(event)

    def _toggle_key(self) -> None:
        self._is_key_open = not self._is_key_open
        if self._content is not None:
            self._make(self._content)
            made = self.findChildren(QPushButton, "keyToggle")
            if made:
                made[-1].setFocus()
                self._is_key_new = self._is_key_open

    def _show_key(self) -> None:
        """Bring what a key is made of into view, once it has its place."""
        made = self.findChildren(QPushButton, "keyToggle")
        bar = self.area.verticalScrollBar()
        if self._is_key_new and made and bar.maximum() and made[-1].y():
            self._is_key_new = False
            bar.setValue(made[-1].y())

    def sizeHint(self) -> QSize:
        """Room for a sentence and some links."""
        return QSize(280, 360)
