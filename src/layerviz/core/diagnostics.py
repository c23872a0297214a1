"""Places in a source text and what is wrong there, as codes and values.

Lines are 1-based, columns 0-based and half-open. No sentence for people is made here: `app.wording`
turns a code and its values into one; `builder_message` is the exception, the very words that
`docker build` prints for the error.
"""

from __future__ import annotations

from layerviz.core.enums import Enum
from layerviz.core.values import Value


class Span(Value):
    """From (line, column) up to, not including, (end_line, end_column).

    Lines 1-based, columns 0-based.
    """

    line: int
    column: int
    end_line: int
    end_column: int


class Severity(Enum):
    """ERROR stops the builder, WARNING does not, NOTE tells something worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Diagnostic(Value):
    """One finding: a stable `code`, its values, and the place if there is one."""

    code: str
    severity: Severity
    span: Span | None = None
    values: tuple[tuple[str, str], ...] = ()
    builder_message: str = ""

    @property
    def is_error(self) -> bool:
        """Whether the builder stops for it."""
        return self.severity is Severity.ERROR
