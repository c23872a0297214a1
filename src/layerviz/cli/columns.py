"""Text in columns of a terminal, where a Japanese character is two columns wide."""

from __future__ import annotations

ELLIPSIS = "…"
_NOT_FIRST = "、。，．・：；？！）］｝」』】〉》ー,.:;?!)]}"
_NOT_LAST = "（［｛「『【〈《("
"""Punctuation that does not begin a line, and that does not end one."""


def display_width(text: str) -> int:
    """How many columns a text takes; combining marks take none."""
    if text.isascii():
        return len(text)
    return sum(map(_width, text))


def padded(text: str, width: int) -> str:
    """The text filled up with blanks on the right."""
    return text + " " * (width - display_width(text))


def one_line(text: str) -> str:
    """The text with control characters made visible, so that it cannot steer the terminal."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else _visible(letter) for letter in text)


def elided(text: str, width: int | None) -> str:
    """The text in at most `width` columns, its middle left out; all of it for None."""
    if width is None or display_width(text) <= width:
        return text
    if width < 1:
        return ""
    front = _fitting(text, (width - 1) - (width - 1) // 2)
    back = _fitting(text[::-1], (width - 1) // 2)[::-1]
    return f"{front}{ELLIPSIS}{back}"


def wrapped(text: str, width: int | None) -> list[str]:
    """The text in lines of at most `width` columns; a word longer than that stands alone.

    Latin text breaks at blanks, Japanese between any two characters but before punctuation.
    """
    if width is None or display_width(text) <= width:
        return [text]
    lines = [""]
    for piece in _pieces(text):
        if display_width((lines[-1] + piece).rstrip()) > width and lines[-1].strip():
            lines[-1] = lines[-1].rstrip()
            lines.append(piece.lstrip())
        else:
            lines[-1] += piece
    return [line.rstrip() for line in lines]


def _pieces(text: str) -> list[str]:
    """The text cut wherever a line may end; joined they are the text."""
    pieces = [""]
    for letter in text:
        last = pieces[-1][-1:]
        may_end = last == " " or (last != "" and (_width(letter) == 2 or _width(last) == 2))
        if may_end and letter not in _NOT_FIRST + " " and last not in _NOT_LAST:
            pieces.append(letter)
        else:
            pieces[-1] += letter
    return pieces


def _fitting(text: str, width: int) -> str:
    taken = 0
    for place, letter in enumerate(text):
        taken += _width(letter)
        if taken > width:
            return text[:place]
    return text


def _width(letter: str) -> int:
    if letter.isascii():
        return 1
    from unicodedata import combining, east_asian_width  # not needed for plain English

    if combining(letter):
        return 0
    return 2 if east_asian_width(letter) in "WF" else 1


def _visible(letter: str) -> str:
    code = ord(letter)
    if code == 9:
        return "    "
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
