"""The nearest known word to a mistyped one, chosen as the builder chooses its "did you mean"."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

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
