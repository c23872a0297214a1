"""Building blocks that every panel shares: the card with its heading, and labels with a tone.

How they look is `ui.styling`'s business: here are only names (`objectName`, the `tone` property)
that it knows.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from layerviz.ui import safe_text

MARGIN = 14
"""From a card's left and right edge to what it holds."""


class ElidedLabel(QLabel):
    """One line of outside text, cut where it does not fit; whole on hovering."""

    def __init__(self, mode: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle) -> None:
        super().__init__()
        self._whole = ""
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(0)

    def show_whole(self, text: str) -> None:
        """Show the text, as much of it as fits."""
        self._whole = safe_text.plain(text)
        self._fit()

    def whole(self) -> str:
        """The text before it was cut."""
        return self._whole

    def resizeEvent(self, event: object) -> None:
        """Cut again."""
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Cut again where the zoom changed the letters."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        shown = self._fitting(max(0, self.contentsRect().width()))
        self.setText(shown)
        is_whole = shown.replace("\n", "") == self._whole.replace("\n", "")
        self.setToolTip("" if is_whole else safe_text.tooltip(self._whole))

    def _fitting(self, width: int) -> str:
        return self.fontMetrics().elidedText(self._whole, self._mode, width)

    def sizeHint(self) -> QSize:
        """Wide enough for the whole text, where there is room."""
        hint = super().sizeHint()
        hint.setWidth(self.fontMetrics().horizontalAdvance(self._whole) + 2)
        return hint


class ClampedLabel(ElidedLabel):
    """A sentence in a few lines at most; what does not fit is cut at the end."""

    def __init__(self, most: int) -> None:
        super().__init__(Qt.TextElideMode.ElideRight)
        self._most = most

    def show_most(self, most: int) -> None:
        """Show more lines, or fewer."""
        if most != self._most:
            self._most = most
            self._fit()

    def _fitting(self, width: int) -> str:
        rows = self._rows(width)
        kept = rows[: self._most - 1]
        rest = "".join(rows[self._most - 1 :])
        if rest:
            kept.append(self.fontMetrics().elidedText(rest, self._mode, width))
        return "\n".join(kept)

    def _rows(self, width: int) -> list[str]:
        layout = QTextLayout(self._whole, self.font())
        wrapping = QTextOption()
        wrapping.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(wrapping)
        layout.beginLayout()
        rows: list[str] = []
        line = layout.createLine()
        while line.isValid():
            line.setLineWidth(width)
            start = line.textStart()
            rows.append(self._whole[start : start + line.textLength()])
            line = layout.createLine()
        layout.endLayout()
        return rows


class Card(QFrame):
    """A white rounded panel: a heading, a note to its right, and a body."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("card", True)
        self.title = toned("title")
        self.note = ElidedLabel()
        self.note.setProperty("tone", "muted")
        self.note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.heading = QHBoxLayout()
        self.heading.addWidget(self.title)
        self.heading.addWidget(self.note, 1)
        self.body = QVBoxLayout(self)
        self.body.addLayout(self.heading)
        self.body.setContentsMargins(MARGIN, 12, MARGIN, 12)
        self.body.setSpacing(8)

    def show_heading(self, title: str, note: str = "") -> None:
        """Put the words of the heading; they name the panel for screen readers too."""
        self.title.setText(title)
        self.note.show_whole(note)
        self.setAccessibleName(title)


class _Wrapping(QWidget):
    """What is in a scrolled area: as high as its wrapped lines need, so that none is squeezed."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width wraps other lines."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._keep_height()

    def event(self, event: QEvent) -> bool:
        """Other words need other lines."""
        is_done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._keep_height()
        return is_done

    def _keep_height(self) -> None:
        inside = self.layout()
        if inside is not None and inside.hasHeightForWidth():
            self.setMinimumHeight(inside.heightForWidth(self.width()))


def scrolled() -> tuple[QScrollArea, QVBoxLayout]:
    """A frameless area that scrolls down, and the column inside it."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    inside = _Wrapping()
    inside.setObjectName("plain")
    column = QVBoxLayout(inside)
    column.setContentsMargins(0, 0, 6, 0)
    column.setSpacing(8)
    area.setWidget(inside)
    return area, column


def toned(tone: str, text: str = "", *, wraps: bool = False) -> QLabel:
    """A label of plain text in a tone: title, muted, strong, big ..."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("tone", tone)
    label.setWordWrap(wraps)
    if wraps:
        label.setMinimumWidth(1)  # else Qt asks for a width that it finds beautiful
    label.setText(text)
    return label


def button(tone: str = "") -> QPushButton:
    """A push button in a tone: "" (bordered), primary, link, quiet."""
    made = QPushButton()
    made.setProperty("tone", tone)
    made.setAutoDefault(False)
    # A click does not take the focus: number keys and Space go on meaning the picture.
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if tone == "link":
        made.setCursor(Qt.CursorShape.PointingHandCursor)
    return made


def tool_button(name: str) -> QToolButton:
    """A small button with an icon."""
    made = QToolButton()
    made.setObjectName(name)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setAutoRaise(True)
    return made


class WrappedLink(QPushButton):
    """A link whose words wrap; it is pressed like any button."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setProperty("tone", "link")
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.words = toned("link", wraps=True)
        self.words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.say(text)
        inside = QVBoxLayout(self)
        inside.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        inside.setContentsMargins(2, 2, 2, 2)
        inside.addWidget(self.words)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def say(self, text: str) -> None:
        """Show other words."""
        self.setAccessibleName(text)
        safe_text.set_label(self.words, text)

    def hasHeightForWidth(self) -> bool:
        """Wrapped words need their height."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of the wrapped words."""
        return self.words.heightForWidth(width - 4) + 4

    def sizeHint(self) -> QSize:
        """As the words want."""
        hint = self.words.sizeHint()
        return QSize(hint.width() + 4, hint.height() + 4)

    def minimumSizeHint(self) -> QSize:
        """May be squeezed: the words wrap."""
        return QSize(60, self.fontMetrics().height() + 4)


def separator() -> QFrame:
    """A thin line between two parts of a card."""
    line = QFrame()
    line.setObjectName("separator")
    line.setFixedHeight(1)
    return line


def set_tone(widget: QWidget, tone: str) -> None:
    """Change a widget's tone, and have it drawn so."""
    if widget.property("tone") != tone:
        widget.setProperty("tone", tone)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def cleared(layout: QLayout) -> None:
    """Take everything out of a layout and delete it."""
    while layout.count():
        item = layout.takeAt(0)
        if item is None:
            return
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            cleared(inner)
