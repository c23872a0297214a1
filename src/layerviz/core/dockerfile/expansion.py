"""Variables in the words of a Dockerfile, expanded as the builder does it.

The builder reads words like a small shell: quotes, an escape character, `$name` and `${name...}`
with modifiers; no commands, no arithmetic. Which variables there are, and in which order lines see
them, is not known here. Source: BuildKit's shell lexer; R1, R15 and R19 checked on a real engine.
"""

from __future__ import annotations

from layerviz.core.errors import BadPatternError
from layerviz.core.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_NESTED = 100
"""Substitutions inside substitutions: nobody writes more, and our stack is not endless."""

LONGEST = 1 << 18
"""Characters that a word may grow to: lines like `ENV A=$A$A` double it each time."""

_SPECIAL_PARAMETERS = "@*#?-$!"


class Expanded(Value):
    """A text with its variables replaced, the names looked up (set or not), an error or ""."""

    text: str
    used: frozenset[str] = frozenset()
    error: str = ""


class _MalformedError(Exception):
    """The text does not expand; the argument is the builder's reason."""


class _Words:
    """Collects the words that white space outside quotes divides."""

    __slots__ = ("_done", "_open")

    def __init__(self) -> None:
        self._done: list[str] = []
        self._open: list[str] = []

    def add(self, text: str) -> None:
        """Text whose white space divides."""
        for char in text:
            if char.isspace() and char not in "\x1c\x1d\x1e\x1f":
                self._close()
            else:
                self._open.append(char)

    def add_whole(self, text: str) -> None:
        """Text whose white space belongs to the word."""
        self._open.append(text)

    def _close(self) -> None:
        word = "".join(self._open)
        if word:
            self._done.append(word)
        self._open.clear()

    def all(self) -> tuple[str, ...]:
        """Every word so far; the last one ends here."""
        self._close()
        return tuple(self._done)


class _Reader:
    """Reads one text from left to right. `keeps_*` leave in what is otherwise removed."""

    __slots__ = (
        "_depth",
        "_keeps_escapes",
        "at",
        "escape",
        "ignores_quotes",
        "joins_heredocs",
        "keeps_quotes",
        "keeps_unset",
        "text",
        "used",
        "variables",
    )

    def __init__(self, text: str, variables: Mapping[str, str], escape: str) -> None:
        self.text = text
        self.at = 1 if text.startswith("\ufeff") else 0  # the builder's reader skips it too
        self.variables = variables
        self.escape = escape
        self.keeps_quotes = self.keeps_unset = self.ignores_quotes = False
        self.joins_heredocs = False
        self.used: set[str] = set()
        self._keeps_escapes = False
        self._depth = 0

    def read(self, stop: str, *, keeps_escapes: bool, words: _Words | None = None) -> str:
        """Everything up to the character `stop`, which is passed, or to the end if it is ""."""
        before, self._keeps_escapes = self._keeps_escapes, keeps_escapes
        special = f"$'\"{self.escape}{stop}" if not self.ignores_quotes else f"${self.escape}{stop}"
        if self.joins_heredocs:
            special += "<"
        pieces: list[str] = []
        while self.at < len(self.text):
            piece = self._plain(special)
            if piece:
                pieces.append(piece)
                if words is not None:
                    words.add(piece)
                continue
            char = self.text[self.at]
            if stop and char == stop:
                self.at += 1
                self._keeps_escapes = before
                return "".join(pieces)
            pieces.append(self._special(char, words))
        if stop:
            raise _MalformedError(f"unexpected end of statement while looking for matching {stop}")
        self._keeps_escapes = before
        return "".join(pieces)

    def _plain(self, special: str) -> str:
        start, text = self.at, self.text
        at, end = start, len(text)
        while at < end and text[at] not in special:
            at += 1
        self.at = at
        return text[start:at]

    def _special(self, char: str, words: _Words | None) -> str:
        if char == "$":
            text = self._dollar()
            if words is not None:
                words.add(text)
            return text
        if char == self.escape:
            text = self._escaped()
        elif char == "<":
            text = self._angle()
        else:
            text = self._single_quoted() if char == "'" else self._double_quoted()
        if words is not None:
            words.add_whole(text)
        return text

    def _angle(self) -> str:
        """`<`, or `<<` with the blanks behind it: they belong to the word."""
        start = self.at
        self.at += 1
        if self.text[self.at : self.at + 1] == "<":
            self.at += 1
            while self.text[self.at : self.at + 1] in (" ", "\t"):
                self.at += 1
        return self.text[start : self.at]

    def _escaped(self) -> str:
        """The character after an escape, whatever it is."""
        following = self.text[self.at + 1 : self.at + 2]
        self.at += 2
        return self.escape + following if self._keeps_escapes else following

    def _single_quoted(self) -> str:
        end = self.text.find("'", self.at + 1)
        if end < 0:
            self.at = len(self.text)
            raise _MalformedError(
                "unexpected end of statement while looking for matching single-quote"
            )
        start, self.at = self.at, end + 1
        return self.text[start : end + 1] if self.keeps_quotes else self.text[start + 1 : end]

    def _double_quoted(self) -> str:
        self.at += 1
        special = f'"${self.escape}'
        pieces = ['"'] if self.keeps_quotes else []
        while self.at < len(self.text):
            pieces.append(self._plain(special))
            char = self.text[self.at : self.at + 1]
            if char == '"':
                self.at += 1
                if self.keeps_quotes:
                    pieces.append('"')
                return "".join(pieces)
            if char == "$":
                pieces.append(self._dollar())
            elif char:
                pieces.append(self._escaped_in_quotes())
        raise _MalformedError("unexpected end of statement while looking for matching double-quote")

    def _escaped_in_quotes(self) -> str:
        """Inside double quotes an escape counts only before a quote, a dollar or itself."""
        following = self.text[self.at + 1 : self.at + 2]
        kept = self.escape if self._keeps_escapes else ""
        if following and following in f'"${self.escape}':
            self.at += 2
            return kept + following
        self.at += 1
        return kept + self.escape

    def _dollar(self) -> str:
        self.at += 1
        if self.text[self.at : self.at + 1] != "{":
            name = self._name()
            if not name:
                return "$"
            found = self._lookup(name)
            return f"${name}" if found is None and self.keeps_unset else found or ""
        self.at += 1
        self._depth += 1
        if self._depth > MOST_NESTED:
            raise _MalformedError("substitutions are nested too deeply")
        text = self._braces()
        self._depth -= 1
        return text

    def _braces(self) -> str:
        """What `${` ... `}` gives; the reader stands behind the brace."""
        first = self.text[self.at : self.at + 1]
        if not first:
            raise _MalformedError("syntax error: missing '}'")
        if first in "{}:":
            raise _MalformedError("syntax error: bad substitution")
        name = self._name()
        sign = self._next()
        if sign == "}":
            found = self._lookup(name)
            return f"${{{name}}}" if found is None and self.keeps_unset else found or ""
        if sign == "/":
            return self._replacement(name)
        if sign == ":":
            return self._modified(name, self._next(), colon=":")
        if sign in tuple("+-?#%"):
            return self._modified(name, sign)
        raise _MalformedError(f"unsupported modifier ({sign or chr(0xFFFD)}) in substitution")

    def _modified(self, name: str, sign: str, colon: str = "") -> str:
        word = self._part("}", "syntax error: missing '}'", keeps_escapes=sign in ("#", "%"))
        found = self._lookup(name)
        if found is None and self.keeps_unset:
            return f"${{{name}{colon}{sign}{word}}}"
        is_missing = found is None or (bool(colon) and not found)
        if sign == "-":
            return word if is_missing else found or ""
        if sign == "+":
            return "" if is_missing else word
        if sign == "?":
            if is_missing:
                state = "unset" if found is None else "empty"
                raise _MalformedError(f"{name}: {word or f'is not allowed to be {state}'}")
            return found or ""
        if sign in ("#", "%"):
            from layerviz.core.dockerfile.substitution import without_prefix, without_suffix

            return (without_prefix if sign == "#" else without_suffix)(found or "", word)
        raise _MalformedError(f"unsupported modifier ({colon}{sign}) in substitution")

    def _replacement(self, name: str) -> str:
        everywhere = self.text[self.at : self.at + 1] == "/"
        self.at += everywhere
        pattern = self._part("/", "syntax error: missing '/' in ${}", keeps_escapes=True)
        replacement = self._part("}", "syntax error: missing '}'", keeps_escapes=True)
        found = self._lookup(name)
        if found is None and self.keeps_unset:
            return f"${{{name}/{pattern}/{replacement}}}"
        from layerviz.core.dockerfile.substitution import replaced

        return replaced(found or "", pattern, replacement, everywhere=everywhere)

    def _part(self, stop: str, missing: str, *, keeps_escapes: bool) -> str:
        try:
            return self.read(stop, keeps_escapes=keeps_escapes)
        except _MalformedError:
            if self.at >= len(self.text):
                raise _MalformedError(missing) from None
            raise

    def _next(self) -> str:
        char = self.text[self.at : self.at + 1]
        self.at += 1
        return char

    def _name(self) -> str:
        """The name that begins here: digits, a special parameter, or a word; "" without one."""
        start, text = self.at, self.text
        first = text[start : start + 1]
        if first and first in _SPECIAL_PARAMETERS:
            self.at += 1
            return first
        at, end = start, len(text)
        if first.isdecimal():
            while at < end and text[at].isdecimal():
                at += 1
        else:
            while at < end and (text[at] == "_" or text[at].isalpha() or text[at].isdecimal()):
                at += 1
        self.at = at
        return text[start:at]

    def _lookup(self, name: str) -> str | None:
        self.used.add(name)
        return self.variables.get(name)


def _is_plain(text: str, escape: str) -> bool:
    return (
        "$" not in text
        and escape not in text
        and '"' not in text
        and "'" not in text
        and not text.startswith("\ufeff")
    )


def _expanded(reader: _Reader) -> Expanded:
    source = reader.text
    try:
        text = reader.read("", keeps_escapes=False)
    except (_MalformedError, BadPatternError) as problem:
        return _failed(reader, str(problem))
    if len(text) > max(LONGEST, 4 * len(source)):
        return _failed(reader, "the expanded text is too long")
    return Expanded(text, frozenset(reader.used))


def _failed(reader: _Reader, reason: str) -> Expanded:
    from layerviz.core.dockerfile.quoting import go_quoted

    error = f"failed to process {go_quoted(reader.text)}: {reason}"
    return Expanded("", frozenset(reader.used), error)


def expand_word(raw: str, variables: Mapping[str, str], escape: str = "\\") -> Expanded:
    """A word as ENV, ARG, COPY, WORKDIR, USER and FROM use it: no quotes, unset is empty."""
    if _is_plain(raw, escape):
        return Expanded(raw)
    return _expanded(_Reader(raw, variables, escape))


def expand_run_name(text: str, variables: Mapping[str, str], escape: str = "\\") -> str:
    """A RUN as its step is called: known variables replaced, quotes kept, all or nothing (R1)."""
    if _is_plain(text, escape):
        return text
    reader = _Reader(text, variables, escape)
    reader.keeps_quotes = reader.keeps_unset = True
    found = _expanded(reader)
    return text if found.error else found.text


def expand_step_name(text: str, variables: Mapping[str, str], escape: str = "\\") -> str:
    """A COPY, ADD or WORKDIR as its step is called: expanded as one word, all or nothing (R1)."""
    found = expand_word(text, variables, escape)
    return text if found.error else found.text


def expand_heredoc(body: str, variables: Mapping[str, str]) -> Expanded:
    """An unquoted here-document of COPY or ADD: quotes mean nothing, backslashes go (R15)."""
    if "$" not in body and "\\" not in body and not body.startswith("\ufeff"):
        return Expanded(body)
    reader = _Reader(body, variables, "\\")
    reader.ignores_quotes = True
    return _expanded(reader)


def split_words(
    text: str, *, keeps_quotes: bool, keeps_escapes: bool, joins_heredocs: bool = False
) -> tuple[str, ...] | None:
    """The words of a line as a shell divides it, variables as written; None if it is malformed.

    `joins_heredocs`: `<< NAME` is one word.
    """
    reader = _Reader(text, {}, "\\")
    reader.joins_heredocs = joins_heredocs
    reader.keeps_unset = True
    reader.keeps_quotes = keeps_quotes
    words = _Words()
    try:
        reader.read("", keeps_escapes=keeps_escapes, words=words)
    except (_MalformedError, BadPatternError):
        return None
    return words.all()
