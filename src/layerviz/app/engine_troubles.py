"""What is wrong with an engine, in words: what happened, what it means, and what to try.

For the window, which says all three, and for the command line, which has one line.
"""

from __future__ import annotations

from layerviz.app.messages import Message, message
from layerviz.core.references import ENGINE_PREFIX
from layerviz.core.values import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from layerviz.core.diagnostics import Diagnostic

_CODES = "engine-"


class EngineTrouble(Record):
    """Trouble with an engine, for people."""

    happened: Message
    meaning: Message
    remedy: Message


def engine_trouble(code: str, values: Iterable[tuple[str, str]]) -> EngineTrouble:
    """The words for an EngineError's code and values."""
    known = dict(values)
    variant = ".context" if known.get("context") else ""
    where = message(
        f"engine.where{variant}",
        address=known.get("address", ""),
        context=known.get("context", ""),
    )
    name = known.get("name", "").removeprefix(ENGINE_PREFIX)
    said = tuple(sorted({"reason": "", **known, "name": name, "where": where}.items()))
    return EngineTrouble(
        happened=Message(f"diagnostic.{code}", said),
        meaning=Message(f"diagnostic.{code}.means", said),
        remedy=Message(f"diagnostic.{code}.try", said),
    )


def is_engine_trouble(diagnostic: Diagnostic) -> bool:
    """Whether a diagnostic is of an engine."""
    return diagnostic.code.startswith(_CODES)


def trouble_line(diagnostic: Diagnostic) -> Message:
    """All that one line can say of a target: what happened to it, and what to try.

    Whoever typed a bare name may have meant a file.
    """
    target = dict(diagnostic.values).get("target", "")
    words = engine_trouble(diagnostic.code, diagnostic.values)
    is_named = target.startswith(ENGINE_PREFIX)
    return message(
        "engine.line" if is_named else "engine.line.no-file",
        target=target,
        happened=words.happened,
        remedy=words.remedy,
    )
