"""ONBUILD triggers that a base image brings along.

Read as instructions of the stage built on it (R31).
"""

from __future__ import annotations

from layerviz.core.dockerfile.instructions import From
from layerviz.core.dockerfile.parsing import parse
from layerviz.core.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.core.diagnostics import Span
    from layerviz.core.dockerfile.instructions import Instruction


def triggers_of(texts: tuple[str, ...], place: Span) -> tuple[Instruction, ...]:
    """The instructions of an image's triggers, all standing at `place`.

    The FROM that brings them.
    """
    found: list[Instruction] = []
    for text in texts:
        parsed = parse(f"FROM scratch\n{text}\n").instructions
        found += [replace(line, span=place) for line in parsed if not isinstance(line, From)]
    return tuple(found)
