r"""A Dockerfile's text to its logical lines: directives, comments, continuations, here-documents.

What an instruction means is not known here; `parsing` says which lines may have here-documents and
asks for their bodies. Lines end at `\n` only. Every character of a logical line knows its place in
the file.
"""

from __future__ import annotations

from layerviz.core.diagnostics import Span
from layerviz.core.dockerfile.instructions import Directive
from layerviz.core.dockerfile.syntax import CHECK_DIRECTIVE
from layerviz.core.errors import InstructionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.core.dockerfile.syntax import Version

SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""What the builder trims: Go's white space, which is not Python's."""

WORD_SPACE = "\t\v\f\r "
"""What divides words that are not quoted."""

LONGEST_LINE = 65535
"""Bytes of a physical line, its end not counted."""


class LogicalLine:
    """One instruction's text, continuations joined, and where its pieces stand in the file."""

    __slots__ = (
        "_columns",
        "_lines",
        "_starts",
        "blank_lines",
        "column",
        "end_column",
        "end_line",
        "line",
        "text",
    )

    def __init__(self, text: str, line: int, column: int, end_column: int) -> None:
        self.text = text
        self.line = line
        self.column = column
        self.end_line = line
        self.end_column = end_column
        self.blank_lines: tuple[int, ...] = ()
        self._starts: tuple[int, ...] = ()
        self._lines: tuple[int, ...] = ()
        self._columns: tuple[int, ...] = ()

    @classmethod
    def joined(cls, pieces: list[tuple[str, int, int]], end: tuple[int, int]) -> LogicalLine:
        """The line made of (text, line, column) pieces that ends at (line, column)."""
        _, line, column = pieces[0]
        made = cls("".join([piece[0] for piece in pieces]), line, column, end[1])
        starts: list[int] = []
        offset = 0
        for text, _, _ in pieces:
            starts.append(offset)
            offset += len(text)
        made._starts = tuple(starts)
        made._lines = tuple([piece[1] for piece in pieces])
        made._columns = tuple([piece[2] for piece in pieces])
        made.end_line = end[0]
        return made

    @property
    def is_single(self) -> bool:
        """Whether it is one physical line that goes on nowhere."""
        return not self._starts

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of a character of the text."""
        if not self._starts:
            return self.line, self.column + offset
        from bisect import bisect_right  # a line that goes on is needed first (docs/adr/0002)

        index = bisect_right(self._starts, offset) - 1
        return self._lines[index], self._columns[index] + offset - self._starts[index]

    def span(self, start: int, end: int) -> Span:
        """The place of text[start:end]; not empty text ends behind its last character."""
        line, column = self.place(start)
        if end <= start:
            return Span(line, column, line, column)
        end_line, end_column = self.place(end - 1)
        return Span(line, column, end_line, end_column + 1)

    def pieces(self) -> tuple[tuple[int, int, int], ...]:
        """Its physical pieces: (offset in the text, line, column), in order."""
        if not self._starts:
            return ((0, self.line, self.column),)
        return tuple(zip(self._starts, self._lines, self._columns, strict=True))


class Lexer:
    """Reads a Dockerfile line by line. `comments` collects (line, column) of each comment seen."""

    def __init__(self, text: str, syntax: Version) -> None:
        self.lines = text.split("\n")
        if not self.lines[-1]:
            self.lines.pop()
        self.escape = "\\"
        self.directives: list[Directive] = []
        self.comments: list[tuple[int, int]] = []
        self.errors: list[tuple[int, InstructionError]] = []
        self._knows_check = syntax >= CHECK_DIRECTIVE
        self._wants_directives = True
        self._at = 0
        self._has_bom = text.startswith("\ufeff")
        self._places: dict[bool, dict[str, list[int]]] = {}
        self._drop_long_lines()

    def _drop_long_lines(self) -> None:
        if max(map(len, self.lines), default=0) <= LONGEST_LINE // 4:
            return
        for index, line in enumerate(self.lines):
            if len(line) > LONGEST_LINE // 4 and len(line.encode("utf-8")) > LONGEST_LINE:
                message = f"dockerfile line greater than max allowed size of {LONGEST_LINE}"
                place = Span(index + 1, 0, index + 1, len(line))
                problem = InstructionError(
                    "line-too-long", message, span=place, is_early=True, limit=str(LONGEST_LINE)
                )
                self.errors.append((index + 1, problem))
                self.lines[index] = ""

    def next_line(self) -> LogicalLine | None:
        """The next logical line; None at the end."""
        lines, count = self.lines, len(self.lines)
        while self._at < count:
            text = lines[self._at]
            self._at += 1
            if text[-1:] == "\r":
                text = text.rstrip("\r")
            column = 0
            stripped = text
            if not "#" < text[:1] <= "z":  # most lines begin with a letter
                start = 1 if self._at == 1 and self._has_bom else 0
                stripped = text[start:].lstrip(SPACE)
                column = len(text) - len(stripped)
            if stripped[:1] == "#":
                self._comment(stripped, column)
                continue
            self._wants_directives = False
            if not stripped:
                continue
            kept = self._continued(stripped)
            if kept is None:
                return LogicalLine(stripped, self._at, column, column + len(stripped))
            return self._continuation(kept, column, column + len(stripped))
        return None

    def _continued(self, text: str) -> str | None:
        """The text without the escape that continues it; None if the line ends here."""
        trimmed = text.rstrip(" \t")
        if trimmed[-1:] != self.escape or trimmed[-2:-1] == self.escape:
            return None
        return trimmed[:-1]

    def _continuation(self, first: str, column: int, end_column: int) -> LogicalLine:
        pieces = [(first, self._at, column)]
        blanks: list[int] = []
        end = (self._at, end_column)
        while self._at < len(self.lines):
            text = self.lines[self._at].rstrip("\r")
            self._at += 1
            stripped = text.lstrip(SPACE)
            if stripped.startswith("#"):
                self.comments.append((self._at, len(text) - len(stripped)))
                end = (self._at, len(text))
                continue
            if not stripped:
                blanks.append(self._at)
                continue
            end = (self._at, len(text))
            kept = self._continued(text)
            if kept is None:
                pieces.append((text, self._at, 0))
                break
            pieces.append((kept, self._at, 0))
        made = LogicalLine.joined(pieces, end)
        made.blank_lines = tuple(blanks)
        return made

    def _comment(self, text: str, column: int) -> None:
        self.comments.append((self._at, column))
        if not self._wants_directives:
            return
        name, value = _directive(text)
        if name not in ("syntax", "escape") and not (name == "check" and self._knows_check):
            self._wants_directives = False
            return
        span = Span(self._at, column, self._at, column + len(text))
        if any(known.name == name for known in self.directives):
            message = f"only one {name} parser directive can be used"
            self._refuse(InstructionError("repeated-directive", message, span=span, name=name))
        elif name == "escape" and value not in ("\\", "`"):
            message = f"invalid escape token '{value}' does not match ` or \\"
            self._refuse(InstructionError("bad-escape", message, span=span, value=value))
        else:
            self.directives.append(Directive(name, value, span))
            if name == "escape":
                self.escape = value

    def _refuse(self, problem: InstructionError) -> None:
        problem.is_early = True
        self.errors.append((self._at, problem))

    def read_heredoc(self, name: str, *, strips_tabs: bool) -> tuple[str, Span] | None:
        """The body that ends at the line `name`, as written, and its place with that line.

        Without such a line: None, and nothing is read.
        """
        start = self._at
        if strips_tabs not in self._places:
            self._places[strips_tabs] = self._places_of_lines(strips_tabs=strips_tabs)
        from bisect import bisect_left

        places = self._places[strips_tabs].get(name, [])
        found = bisect_left(places, start)
        if found == len(places):
            return None
        end = places[found]
        self._at = end + 1
        body = "".join([line + "\n" for line in self.lines[start:end]])
        return body, Span(start + 1, 0, end + 1, len(self.lines[end].rstrip("\r")))

    def _places_of_lines(self, *, strips_tabs: bool) -> dict[str, list[int]]:
        """Text of a line -> where such lines are: missing names must not cost a search each."""
        places: dict[str, list[int]] = {}
        for index, line in enumerate(self.lines):
            text = line.rstrip("\r")
            places.setdefault(text.lstrip("\t") if strips_tabs else text, []).append(index)
        return places

    def skip_to(self, keywords: tuple[str, ...]) -> None:
        """Pass lines until one begins with one of the keywords in upper case."""
        while self._at < len(self.lines):
            if self.lines[self._at].partition(" ")[0] in keywords:
                return
            self._at += 1


def _directive(comment: str) -> tuple[str, str]:
    """Name in lower case and value of a parser directive; ("", "") if the comment is none."""
    blank = "\t\n\f\r "
    name, sign, value = comment[1:].lstrip(SPACE).partition("=")
    name, value = name.rstrip(blank), value.strip(blank)
    if not (sign and value and name.isascii() and name.isalnum() and name[0].isalpha()):
        return "", ""
    return name.lower(), value
