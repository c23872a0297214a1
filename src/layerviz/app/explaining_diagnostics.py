"""What is wrong, in messages: the plain sentence with its suggestion.

The builder's own words are in the diagnostic.
"""

from __future__ import annotations

from layerviz.app.messages import Message, message

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.core.diagnostics import Diagnostic

FAILING_STEP = "step-fails"
SUGGESTIONS = ("suggestion", "near")
"""Values that, where they are given, say what was probably meant: the text has a variant for it."""


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
