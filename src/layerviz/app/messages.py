"""Message: something to say, as a stable code with values; `app.wording` makes the sentence.

Whatever decides what is true decides on messages, so it can be tested without a language, and the
language can change while the app runs.
"""

from __future__ import annotations

from layerviz.core.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.core.diagnostics import Diagnostic

FAILING_STEP = "step-fails"
SUGGESTIONS = ("suggestion", "near")
"""Values that, where they are given, say what was probably meant: the text has a variant for it."""


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


def diagnostic_message(diagnostic: Diagnostic) -> Message:
    """What the diagnostic says, with "did you mean ...?" where it knows."""
    values = dict(diagnostic.values)
    variant = next((f".{name}" for name in SUGGESTIONS if values.get(name)), "")
    return Message(f"diagnostic.{diagnostic.code}{variant}", diagnostic.values)


def stop_message(diagnostics: tuple[Diagnostic, ...]) -> Message | None:
    """The notice that the builder stops, at the line of the first error; None where it does not.

    A line that the builder cannot read is passed over in the picture, a step that fails is not.
    """
    first = next((each for each in diagnostics if each.is_error), None)
    if first is None:
        return None
    if first.span is None:
        return message("diagnostic.stops")
    if first.code == FAILING_STEP:
        return message("diagnostic.fails-at", line=first.span.line)
    return message("diagnostic.stops-at", line=first.span.line)
