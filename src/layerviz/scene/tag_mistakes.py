"""A reference that is wrong: what was typed, with the place of the mistake marked under it."""

from __future__ import annotations

from layerviz.scene.card_contents import fitting_letters, shares
from layerviz.scene.geometry import Rect
from layerviz.scene.measuring import ELLIPSIS, elided
from layerviz.scene.roles import Role
from layerviz.scene.shapes import Box, Label, TextStyle

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.scene.measuring import TextMeasure
    from layerviz.scene.shapes import Part
    from layerviz.scene.tags_texts import AnatomyWords

STYLES = (TextStyle.NAME, TextStyle.SMALL_NAME, TextStyle.STAGE)
"""The letters of a reference, the largest first."""
MARK = 3.0
NARROWEST_MARK = 10.0
WIDEST_MISTAKE = 0.6
"""So much of the room has a long mistake at most: what stands around it tells where it is."""


def mistake_parts(words: AnatomyWords, at: Rect, measure: TextMeasure) -> tuple[Part, ...]:
    """The typed text in three pieces, the wrong one in the middle, marked and named below."""
    x, y, room = at.x, at.y, at.width
    start, end = words.mistake
    pieces = words.typed[:start], words.typed[start:end], words.typed[end:]
    style = next((s for s in STYLES if _width(pieces, s, measure) <= room), STYLES[-1])
    shown = _shortened(pieces, style, room, measure)
    height = measure.line_height(TextStyle.NAME)
    parts: list[Part] = []
    left = x
    marked = Rect(x, 0, NARROWEST_MARK, 0)
    for place, (piece, role) in enumerate(
        zip(shown, (Role.SEPARATOR, Role.MISTAKE, Role.SEPARATOR), strict=True)
    ):
        wide = measure.width(piece, style) if piece else 0.0
        if piece:
            parts.append(Label(Rect(left, y, wide, height), piece, style, role))
        if place == 1:
            marked = Rect(min(left, x + room - NARROWEST_MARK), 0, max(wide, NARROWEST_MARK), 0)
        left += wide
    bar = Rect(marked.x, y + height + 4, marked.width, MARK)
    here = elided(words.here, TextStyle.NOTE, room, measure)
    wide = measure.width(here, TextStyle.NOTE)
    below = Rect(
        min(marked.x, x + room - wide), bar.bottom + 4, wide, measure.line_height(TextStyle.NOTE)
    )
    return (
        *parts,
        Box(bar, Role.MISTAKE, 2),
        Label(below, here, TextStyle.NOTE, Role.MISTAKE),
    )


def _width(pieces: tuple[str, str, str], style: TextStyle, measure: TextMeasure) -> float:
    return sum(measure.width(piece, style) for piece in pieces)


def _shortened(
    pieces: tuple[str, str, str], style: TextStyle, room: float, measure: TextMeasure
) -> tuple[str, str, str]:
    """The mistake, and of what stands before and after it as much as there is room for."""
    if _width(pieces, style, measure) <= room:
        return pieces
    before, wrong, behind = pieces
    wrong = elided(wrong, style, room * WIDEST_MISTAKE, measure)
    left = room - measure.width(wrong, style)
    wanted = [measure.width(before, style), measure.width(behind, style)]
    first, second = shares(wanted, left)
    return _end(before, style, first, measure), wrong, _beginning(behind, style, second, measure)


def _beginning(text: str, style: TextStyle, width: float, measure: TextMeasure) -> str:
    if measure.width(text, style) <= width + 0.01:
        return text
    room = width - measure.width(ELLIPSIS, style)
    return text[: fitting_letters(text, style, room, measure)] + ELLIPSIS if room >= 0 else ""


def _end(text: str, style: TextStyle, width: float, measure: TextMeasure) -> str:
    return _beginning(text[::-1], style, width, measure)[::-1]
