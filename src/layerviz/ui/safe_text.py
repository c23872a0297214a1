"""The only door for outside text into widgets: file names, Dockerfile lines, messages.

Widgets guess rich text, take `&` as a mnemonic and obey bidirectional controls; nothing of that
may come from a file name. Control and direction characters become visible, long text is cut in the
middle, and what asks for HTML gets it escaped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLabel, QWidget

LONGEST = 2000
"""More characters than this are cut: no widget shows more, and endless lines take seconds."""

_VISIBLE = {"\t": " ", "\n": " ⏎ ", "\r": " "}


def plain(text: str, *, longest: int = LONGEST) -> str:
    """One visible line: controls shown as code points, cut in the middle where too long."""
    return _shortened("".join(_shown(character) for character in text[: longest * 4]), longest)


def plain_lines(text: str, *, longest: int = LONGEST) -> str:
    """The same with line ends kept, for labels that wrap."""
    return "\n".join(plain(line, longest=longest) for line in text.splitlines())


def tooltip(text: str) -> str:
    """For tool tips, which guess: escaped, so that markup in a name stays letters."""
    import html  # not at start

    lines = plain_lines(text)
    return f"<qt>{html.escape(lines).replace(chr(10), '<br>')}</qt>" if lines else ""


def menu_text(text: str) -> str:
    """For actions, buttons and tabs, where `&` would mark a key."""
    return plain(text, longest=120).replace("&", "&&")


def set_label(label: QLabel, text: str) -> None:
    """Put outside text into a label as plain text."""
    from PySide6.QtCore import Qt  # slow to import, and the functions above work without it

    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(plain_lines(text))


def set_tooltip(widget: QWidget, text: str) -> None:
    """Give a widget a tool tip with outside text."""
    widget.setToolTip(tooltip(text))


def _shown(character: str) -> str:
    if character.isprintable():
        return character
    if character in _VISIBLE:
        return _VISIBLE[character]
    if 0xDC80 <= ord(character) <= 0xDCFF:  # a byte that is not UTF-8, as Python reads names
        return f"\\x{ord(character) - 0xDC00:02x}"
    if character.isspace():
        return " "
    return f"‹U+{ord(character):04X}›"


def _shortened(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    half = (longest - 1) // 2
    return f"{text[:half]}…{text[-half:]}"
