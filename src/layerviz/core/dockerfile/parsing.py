"""A Dockerfile's text to its instructions. Never raises: bad lines become diagnostics.

Diagnostics stand in the order in which the builder would meet them: it reads all lines first
(directives, JSON, pairs, here-documents), then looks at the instructions. So the first error is the
one that it stops at.
"""

from __future__ import annotations

from layerviz.core.diagnostics import Diagnostic, Severity, Span
from layerviz.core.dockerfile.instructions import Arg, Dockerfile, From, Heredoc
from layerviz.core.dockerfile.lexing import Lexer
from layerviz.core.dockerfile.reading import (
    KEYWORDS,
    Statement,
    read_instruction,
    read_statement,
    trigger_of,
)
from layerviz.core.dockerfile.syntax import LATEST
from layerviz.core.errors import InstructionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.core.dockerfile.instructions import Instruction
    from layerviz.core.dockerfile.lexing import LogicalLine
    from layerviz.core.dockerfile.syntax import Version


def parse(
    text: str | bytes, *, syntax: Version = LATEST, earlier: Dockerfile | None = None
) -> Dockerfile:
    """The Dockerfile that a text means in that syntax version; linear in its length.

    `earlier` is another text parsed in the same version: instructions whose line stands where it
    stood are taken from there, the same objects.
    """
    source = decoded(text)
    parser = _Parser(source, syntax, earlier)
    parser.run()
    if source is not text and "\ufffd" in source:
        parser.warn_of_bytes(source)
    return Dockerfile(
        text=source,
        instructions=tuple(parser.instructions),
        directives=tuple(parser.lexer.directives),
        escape=parser.lexer.escape,
        diagnostics=parser.diagnostics(),
    )


def decoded(text: str | bytes) -> str:
    """The text with U+FFFD for what is not UTF-8."""
    if isinstance(text, bytes):
        return text.decode("utf-8", "replace")
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return "".join(["\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text])
    return text


class _Parser:
    """The state of one pass over a file."""

    def __init__(self, text: str, syntax: Version, earlier: Dockerfile | None) -> None:
        self.text = text
        self.syntax = syntax
        self.lexer = Lexer(text, syntax)
        self.instructions: list[Instruction] = []
        self._early: list[Diagnostic] = []
        self._late: list[Diagnostic] = []
        self._warnings: list[Diagnostic] = []
        self._has_stage = False
        self._earlier = earlier
        self._earlier_lines = [] if earlier is None else earlier.text.split("\n")
        self._earlier_at = {} if earlier is None else _on_one_line(earlier)

    def run(self) -> None:
        """Read the whole file."""
        line = self.lexer.next_line()
        is_empty = line is None
        while line is not None:
            if line.blank_lines:
                self._warn_of_blank_line(line)
            try:
                self._read(line)
            except InstructionError as problem:
                self._refuse(problem, line)
            line = self.lexer.next_line()
        for number, refusal in self.lexer.errors:
            self._add(refusal, number, refusal.span)
        if is_empty:
            self._refuse_empty()
        elif not self._has_stage and not self._early and not self._late:
            self._late.append(_error("no-stages", None, "dockerfile contains no stages to build"))

    def _read(self, line: LogicalLine) -> None:
        instruction = self._kept(line)
        if instruction is None:
            statement = read_statement(line, self.lexer.escape, self.syntax)
            if "<<" in line.text:
                self._read_heredocs(statement)
            instruction = read_instruction(statement)
        if isinstance(instruction, From):
            self._has_stage = True
        elif not self._has_stage and not isinstance(instruction, Arg):
            span = instruction.span
            self._late.append(_error("no-stage", span, "no build stage in current context"))
            return
        self.instructions.append(instruction)

    def _kept(self, line: LogicalLine) -> Instruction | None:
        """The instruction of the earlier text that stood on this very line and nowhere else."""
        kept = self._earlier_at.get(line.line)
        if kept is None or not line.is_single or "<<" in line.text:
            return None
        assert self._earlier is not None  # it has the line
        place = line.line - 1
        is_same = self._earlier_lines[place] == self.lexer.lines[place]
        return kept if is_same and self._earlier.escape == self.lexer.escape else None

    def _read_heredocs(self, statement: Statement) -> None:
        if "<<" not in statement.line.text:
            return
        from layerviz.core.dockerfile.heredocs import markers_of, without_tabs
        from layerviz.core.dockerfile.suggesting import nearest

        command = trigger_of(statement) if statement.keyword == "ONBUILD" else statement
        is_misspelt = command.keyword not in KEYWORDS and (
            nearest(command.keyword, KEYWORDS) in ("RUN", "COPY", "ADD")
        )
        if not (command.may_have_heredocs or is_misspelt):
            return
        heredocs: list[Heredoc] = []
        for marker in markers_of(statement.line.text, self.syntax):
            found = self.lexer.read_heredoc(marker.name, strips_tabs=marker.strips_tabs)
            if found is None:
                self.lexer.skip_to(KEYWORDS)
                raise InstructionError(
                    "unterminated-heredoc", "unterminated heredoc", is_early=True, name=marker.name
                )
            written, span = found
            heredocs.append(
                Heredoc(
                    name=marker.name,
                    body=without_tabs(written) if marker.strips_tabs else written,
                    expands=marker.expands,
                    strips_tabs=marker.strips_tabs,
                    descriptor=marker.descriptor,
                    span=span,
                    raw=written,
                    is_spaced=marker.is_spaced,
                )
            )
            statement.end = (span.end_line, span.end_column)
        statement.heredocs = tuple(heredocs)

    def _refuse(self, problem: InstructionError, line: LogicalLine) -> None:
        whole = Span(line.line, line.column, line.end_line, line.end_column)
        self._add(problem, line.line, problem.span or whole)

    def _add(self, problem: InstructionError, line: int, span: Span | None) -> None:
        if problem.is_early:
            self._early.append(_error(problem.code, span, problem.message, problem.values))
            return
        message = f"dockerfile parse error on line {line}: {problem.message}"
        self._late.append(_error(problem.code, span, message, problem.values))

    def _refuse_empty(self) -> None:
        if not self.text:
            self._early.append(_error("empty-file", None, "the Dockerfile cannot be empty"))
        elif not self._early:
            self._early.append(_error("no-instructions", None, "file with no instructions"))

    def _warn_of_blank_line(self, line: LogicalLine) -> None:
        number = line.blank_lines[0]
        width = len(self.lexer.lines[number - 1])
        message = f"Empty continuation line found in: {line.text}"
        place = Span(number, 0, number, width)
        self._warnings.append(
            Diagnostic("empty-continuation", Severity.WARNING, place, (), message)
        )

    def warn_of_bytes(self, source: str) -> None:
        """Tell that some bytes are not UTF-8, at the first one."""
        at = source.index("\ufffd")
        number = source.count("\n", 0, at) + 1
        column = at - (source.rfind("\n", 0, at) + 1)
        place = Span(number, column, number, column + 1)
        self._warnings.append(Diagnostic("not-utf8", Severity.WARNING, place))

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Errors as the builder meets them, then warnings."""
        self._early.sort(key=_line_of)
        return (*self._early, *self._late, *self._warnings)


def _on_one_line(earlier: Dockerfile) -> dict[int, Instruction]:
    """The instructions that stand on one line with no body after it, by its number."""
    return {
        each.span.line: each
        for each in earlier.instructions
        if each.span.line == each.span.end_line and not each.heredocs
    }


def _line_of(diagnostic: Diagnostic) -> int:
    return diagnostic.span.line if diagnostic.span else 0


def _error(
    code: str, span: Span | None, message: str, values: tuple[tuple[str, str], ...] = ()
) -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, span, values, message)
