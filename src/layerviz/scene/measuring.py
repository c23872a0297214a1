"""How wide a text is, asked of whoever knows fonts, and how it is shortened to fit.

Only the window knows fonts; here is the protocol, a fixed-width measure that makes layouts
repeatable in tests, and the elision both use.
"""

from __future__ import annotations

from unicodedata import east_asian_width

from layerviz.scene.shapes import TextStyle

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    class TextMeasure(Protocol):
        """Widths and line heights in pixels at 100 %."""

        def width(self, text: str, style: TextStyle) -> float:
            """The width of one line of text."""

        def line_height(self, style: TextStyle) -> float:
            """The height that one line needs."""


ELLIPSIS = "…"

SIZES_PX: dict[TextStyle, float] = {
    TextStyle.TITLE: 20,
    TextStyle.HEADING: 16,
    TextStyle.CAPTION: 12.5,
    TextStyle.CODE: 14.5,
    TextStyle.SUBTITLE: 12.5,
    TextStyle.SIZE: 13.5,
    TextStyle.VERDICT: 12,
    TextStyle.BADGE: 13.5,
    TextStyle.STAGE: 17,
    TextStyle.PATH: 13,
    TextStyle.TOTAL: 36,
    TextStyle.NOTE: 14.5,
    TextStyle.NAME: 34,
    TextStyle.SMALL_NAME: 24,
}
"""The height of the letters' em box, at 100 %."""

MONOSPACE = frozenset(
    {TextStyle.CODE, TextStyle.STAGE, TextStyle.PATH, TextStyle.NAME, TextStyle.SMALL_NAME}
)


class FixedMeasure:
    """Every letter 0.6 em wide, East Asian ones 1 em; lines 1.3 em high: for tests."""

    def width(self, text: str, style: TextStyle) -> float:
        """The width of one line of text."""
        ems = sum(1.0 if east_asian_width(letter) in "WF" else 0.6 for letter in text)
        return ems * SIZES_PX[style]

    def line_height(self, style: TextStyle) -> float:
        """The height that one line needs."""
        return SIZES_PX[style] * 1.3


def elided(text: str, style: TextStyle, width: float, measure: TextMeasure) -> str:
    """The text, or as much of its two ends as fits around an ellipsis; "" for no room at all."""
    if measure.width(text, style) <= width:
        return text
    if measure.width(ELLIPSIS, style) > width:
        return ""
    low, high = 0, len(text) - 1
    while low < high:
        kept = (low + high + 1) // 2
        if measure.width(_both_ends(text, kept), style) <= width:
            low = kept
        else:
            high = kept - 1
    return _both_ends(text, low)


def curtailed(text: str, style: TextStyle, width: float, measure: TextMeasure) -> str:
    """A sentence, or whole words of its beginning and an ellipsis; "" where too little is left."""
    if measure.width(text, style) <= width:
        return text
    low, high = 0, len(text) - 1
    while low < high:
        kept = (low + high + 1) // 2
        if measure.width(text[:kept].rstrip() + ELLIPSIS, style) <= width:
            low = kept
        else:
            high = kept - 1
    start = text[:low]
    if text[low] != " " and " " in text.strip():  # no torn words, where words are told apart
        start = start[: start.rfind(" ") + 1]
    start = start.rstrip(" :,(")
    return start + ELLIPSIS if len(start) >= SHORTEST_START else ""


SHORTEST_START = 4
"""Fewer letters of a sentence tell nothing."""


def _both_ends(text: str, kept: int) -> str:
    head = (kept * 2 + 2) // 3
    tail = kept - head
    return text[:head].rstrip() + ELLIPSIS + (text[-tail:].lstrip() if tail else "")


def wrapped(
    text: str, style: TextStyle, width: float, most: int, measure: TextMeasure
) -> tuple[str, ...]:
    """The text in lines that fit, at most so many; the last one is shortened where more is left."""
    rows: list[str] = []
    row = ""
    for piece in _pieces(text):
        is_last_row = len(rows) == most - 1
        if not row or is_last_row or measure.width((row + piece).rstrip(), style) <= width:
            row += piece
        else:
            rows.append(row)
            row = piece
    rows.append(row)
    return tuple(elided(each.strip(), style, width, measure) for each in rows if each.strip())


def _pieces(text: str) -> list[str]:
    """The parts between which a line may break: after a space, and around East Asian letters."""
    pieces: list[str] = []
    word = ""
    for letter in text:
        if letter == " ":
            pieces.append(word + letter)
            word = ""
        elif east_asian_width(letter) in "WF":
            is_bound = letter in _NEVER_FIRST or word.endswith("\N{NO-BREAK SPACE}")
            if is_bound and (word or pieces):
                word = (word or pieces.pop()) + letter
            else:
                pieces.extend([word] if word else [])
                word = letter
            pieces.append(word)
            word = ""
        else:
            word += letter
    return [*pieces, word] if word else pieces


_NEVER_FIRST = "、。，．・：；？！）」』】〉》ーぁぃぅぇぉっゃゅょァィゥェォッャュョ"
"""Letters that begin no line in Japanese."""
