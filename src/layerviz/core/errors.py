"""The whole exception tree of the core.

    LayervizError                    a promise was broken, or the world is not as it should be;
    │                                carries a stable code and values, no sentence
    ├── InstructionError             a line that the builder refuses; becomes a diagnostic, never
    │                                leaves the parser
    ├── ArchiveError                 an image file that cannot be read; `place` says where in it
    │   ├── ArchiveMalformedError    it is damaged, or lies about itself
    │   ├── ArchiveUnsupportedError  it may be right, but is of a kind that is not read here
    │   └── ArchiveTooLargeError     it is beyond the limits that keep memory and time bounded
    └── EngineError                  an engine did not answer as asked; `reason` has its words
        ├── EngineUnavailableError   there is none, or it cannot be reached
        ├── EngineDeniedError        it may not be asked
        ├── EngineTimedOutError      it does not answer in time
        ├── EngineTooOldError        its interface is older than what is understood here
        ├── EngineAnswerError        its answer is none that an engine gives, or endless
        └── EngineNotFoundError      it has no such image
    BadPatternError                  a pattern in `${v#p}` that the builder refuses; never leaves
                                     the expansion

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


class ArchiveError(LayervizError):
    """An archive or layout of images cannot be read; the value `place` names the part at fault."""


class ArchiveMalformedError(ArchiveError):
    """It is damaged, incomplete, or says of itself what is not true."""


class ArchiveUnsupportedError(ArchiveError):
    """It is of a kind that is not read here."""


class ArchiveTooLargeError(ArchiveError):
    """It is larger, deeper or more than the limits allow."""


class BadPatternError(Exception):
    """A pattern that the builder refuses; the text is its reason."""


class EngineError(LayervizError):
    """An engine did not answer as asked; the value `reason` has its own words.

    Where they are known, `address` says which engine and `context` by which docker context it was
    found; neither holds a secret.
    """


class EngineUnavailableError(EngineError):
    """There is no engine, or it cannot be reached."""


class EngineDeniedError(EngineError):
    """The engine may not be asked by this user."""


class EngineTimedOutError(EngineError):
    """The engine does not answer in time."""


class EngineTooOldError(EngineError):
    """The engine's interface is older than what is understood here."""


class EngineAnswerError(EngineError):
    """The engine's answer is not of the shape that an engine answers in, or beyond the limits."""


class EngineNotFoundError(EngineError):
    """The engine has no such image."""
