"""What kinds of text stand where in a parsed Dockerfile, for an editor that colours it.

Kinds: `comment`, `directive`, `keyword`, `flag`, `string`, `variable`, `heredoc`, `error`. Spans
lie within one line, stand in order and do not overlap.
"""

from __future__ import annotations

from layerviz.core.diagnostics import Span
from layerviz.core.dockerfile.instructions import From, Onbuild

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from layerviz.core.dockerfile.instructions import Dockerfile, Instruction

Highlight = tuple[Span, str]

_NAME_STARTS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789"
_SIGNS = frozenset("$'\"")
"""Without one of these no string and no variable begins."""


def highlight_spans(dockerfile: Dockerfile) -> tuple[Highlight, ...]:
    """Every coloured place of the file, in order; linear in its length."""
    lines = dockerfile.text.split("\n")
    return tuple(_Painter(dockerfile, lines).paint())


class _Painter:
    """One pass over the lines; `_owners` says which lines belong to which instruction."""

    def __init__(self, dockerfile: Dockerfile, lines: list[str]) -> None:
        self.lines = lines
        self.escape = dockerfile.escape
        self.directives = {directive.span.line for directive in dockerfile.directives}
        self.refused = {
            diagnostic.span.line
            for diagnostic in dockerfile.diagnostics
            if diagnostic.is_error and diagnostic.span is not None
        }
        self.starts = {step.span.line: step for step in dockerfile.instructions}

    def paint(self) -> Iterator[Highlight]:
        number = 1
        while number <= len(self.lines):
            instruction = self.starts.get(number)
            if instruction is None:
                yield from self._free_line(number)
                number += 1
            else:
                yield from self._instruction(instruction)
                number = instruction.span.end_line + 1

    def _free_line(self, number: int) -> Iterator[Highlight]:
        text = self.lines[number - 1].rstrip("\r")
        column = _indent(text)
        if column == len(text):
            return
        if text[column] == "#":
            kind = "directive" if number in self.directives else "comment"
            yield Span(number, column, number, len(text)), kind
        elif number in self.refused:
            yield Span(number, column, number, len(text)), "error"

    def _instruction(self, instruction: Instruction) -> Iterator[Highlight]:
        heredoc_lines = [
            (heredoc.span.line, heredoc.span.end_line) for heredoc in instruction.heredocs
        ]
        body = heredoc_lines[0][0] if heredoc_lines else instruction.span.end_line + 1
        flags = _flag_columns(instruction)
        quote = ""
        for number in range(instruction.span.line, body):
            text = self.lines[number - 1].rstrip("\r")
            column = _indent(text)
            if text[column : column + 1] == "#" and number > instruction.span.line:
                yield Span(number, column, number, len(text)), "comment"
                continue
            places: list[tuple[int, int, str]] = []
            if number == instruction.span.line:
                column = instruction.span.column
                places = _keywords(instruction, text)
            places.extend((start, end, "flag") for start, end in flags.get(number, ()))
            begin = max([end for _, end, _ in places], default=column)
            words, quote = self._words(text, begin, quote)
            if number == instruction.span.line and isinstance(instruction, From):
                words = _with_as(instruction, text, begin, words)
            for start, end, kind in [*sorted(places), *words]:
                yield Span(number, start, number, end), kind
        for first, last in heredoc_lines:
            yield from self._heredoc(first, last)

    def _heredoc(self, first: int, last: int) -> Iterator[Highlight]:
        for number in range(first, last + 1):
            text = self.lines[number - 1].rstrip("\r")
            if text:
                yield Span(number, 0, number, len(text)), "heredoc"

    def _words(self, text: str, at: int, quote: str) -> tuple[list[tuple[int, int, str]], str]:
        """Strings and variables from a column on, and the quote that is still open at the end."""
        found: list[tuple[int, int, str]] = []
        if not quote and _SIGNS.isdisjoint(text):
            return found, quote
        closings = _closings(text) if "${" in text else {}
        start = at
        while at < len(text):
            char = text[at]
            if char == self.escape and quote != "'":
                at += 2
            elif char == "$" and quote != "'":
                end = _variable_end(text, at, closings)
                if end > at + 1:
                    if quote and at > start:
                        found.append((start, at, "string"))
                    found.append((at, end, "variable"))
                    start = end
                at = max(end, at + 1)
            elif quote and char == quote:
                at += 1
                found.append((start, at, "string"))
                quote = ""
            elif not quote and char in "'\"" and text.find(char, at + 1) > 0:
                start, quote = at, char
                at += 1
            else:
                at += 1
        if quote and start < len(text):
            found.append((start, len(text), "string"))
        return found, quote


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _keywords(instruction: Instruction, text: str) -> list[tuple[int, int, str]]:
    """The keyword of the instruction and of its trigger, where they stand unbroken on the line."""
    named = [instruction]
    if isinstance(instruction, Onbuild) and instruction.trigger.span.line == instruction.span.line:
        named.append(instruction.trigger)
    places = [(each.span.column, each.span.column + len(each.keyword), each) for each in named]
    return [
        (start, end, "keyword")
        for start, end, each in places
        if text[start:end].upper() == each.keyword
    ]


def _with_as(
    instruction: From, text: str, begin: int, words: list[tuple[int, int, str]]
) -> list[tuple[int, int, str]]:
    """The coloured words of FROM with the keyword AS, if that stands on its first line."""
    parts = text.rsplit(None, 2)
    if instruction.stage_name is None or len(parts) < 3 or parts[1].lower() != "as":
        return words
    at = text.rindex(parts[1], 0, text.rindex(parts[2]))
    if at < begin:
        return words
    before = [word for word in words if word[1] <= at]
    behind = [word for word in words if word[0] >= at + 2]
    return [*before, (at, at + 2, "keyword"), *behind]


def _flag_columns(instruction: Instruction) -> dict[int, list[tuple[int, int]]]:
    flags = instruction.flags
    if isinstance(instruction, Onbuild):
        flags = (*flags, *instruction.trigger.flags)
    found: dict[int, list[tuple[int, int]]] = {}
    for flag in flags:
        span = flag.span
        if span.line == span.end_line:
            found.setdefault(span.line, []).append((span.column, span.end_column))
    return found


def _closings(text: str) -> dict[int, int]:
    """For each `${`, the place of its dollar -> the place behind the brace that closes it."""
    found: dict[int, int] = {}
    open_places: list[int] = []
    for at, char in enumerate(text):
        if char == "{" and text[at - 1 : at] == "$":
            open_places.append(at - 1)
        elif char == "}" and open_places:
            found[open_places.pop()] = at + 1
    return found


def _variable_end(text: str, at: int, closings: dict[int, int]) -> int:
    """Where `$name` or `${...}` ends; at + 1 if a lone dollar stands there."""
    if text[at + 1 : at + 2] == "{":
        return closings.get(at, at + 1)
    end = at + 1
    while end < len(text) and text[end] in _NAME_STARTS:
        end += 1
    return end
