"""Message: something to say, as a stable code with values; `app.wording` makes the sentence.

Whatever decides what is true decides on messages, so it can be tested without a language, and the
language can change while the app runs.
"""

from __future__ import annotations

from layerviz.core.values import Value


class Size(Value):
    """A number of bytes, None where unknown; said with a unit (`2.0 MB`)."""

    size_bytes: int | None


class Duration(Value):
    """A number of seconds, None where unknown; said with a unit (`1.2 s`)."""

    seconds: float | None


class Message(Value):
    """A code of the catalogue, its values by name.

    And the number `n` that decides between singular and plural.

    Values are texts and numbers, sizes, durations, other messages, and tuples of texts or messages
    (said as a list).
    """

    code: str
    values: tuple[tuple[str, object], ...] = ()
    n: int | None = None


def message(code: str, *, n: int | None = None, **values: object) -> Message:
    """A message with its values by name; all of them hashable."""
    return Message(code, tuple(sorted(values.items())), n)
