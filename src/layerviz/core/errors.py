"""The whole exception tree of the core.

    LayervizError            a promise was broken; carries a stable code and values, no sentence └──
    InstructionError     a line that the builder refuses; becomes a diagnostic, never leaves the
    parser

Bad input is expected: parsers return a partial result with diagnostics instead of raising.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.core.diagnostics import Span


class LayervizError(Exception):
    """Root of the tree: `code` is stable, `values` are what a sentence about it needs."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = tuple(values.items())


class InstructionError(LayervizError):
    """A refused line: `message` is what the builder says, `span` the place within the line.

    `is_early`: found while the builder still reads lines, before it looks at any instruction; such
    errors come first and are printed without "dockerfile parse error on line N".
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        span: Span | None = None,
        is_early: bool = False,
        **values: str,
    ) -> None:
        super().__init__(code, **values)
        self.message = message
        self.span = span
        self.is_early = is_early
