"""The nearest known word to a mistyped one, chosen as the builder chooses its "did you mean"."""

from __future__ import annotations

from layerviz.core.errors import InstructionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from layerviz.core.diagnostics import Span

_FARTHEST = 2


def nearest(word: str, known: Iterable[str]) -> str:
    """The nearest word that is at most two changed letters away; "" without one.

    Of equally near ones the first, but letters in another order come before all: for RNU the
    builder answers RUN or ENV by chance (observed), and RUN is meant.
    """
    best, least = "", (_FARTHEST + 1, False)
    letters = sorted(word)
    for candidate in known:
        if abs(len(candidate) - len(word)) > _FARTHEST:
            continue
        distance = (_distance(word, candidate), sorted(candidate) != letters)
        if distance < least:
            best, least = candidate, distance
    return best


def unknown_instruction(word: str, keywords: Iterable[str], span: Span) -> InstructionError:
    """What the builder says of a word that is no instruction; it follows the word's case."""
    suggestion = nearest(word.lower(), [keyword.lower() for keyword in keywords])
    if suggestion and word != word.lower() and word == word.upper():
        suggestion = suggestion.upper()
    hint = f" (did you mean {suggestion}?)" if suggestion else ""
    return InstructionError(
        "unknown-instruction",
        f"unknown instruction: {word}{hint}",
        span=span,
        instruction=word,
        suggestion=suggestion.upper(),
    )


def _distance(one: str, other: str) -> int:
    """Letters to insert, delete or replace to make one word the other."""
    previous = list(range(len(other) + 1))
    for row, char in enumerate(one, 1):
        current = [row]
        for column, against in enumerate(other, 1):
            replaced = previous[column - 1] + (char != against)
            current.append(min(replaced, previous[column] + 1, current[-1] + 1))
        previous = current
    return previous[-1]
