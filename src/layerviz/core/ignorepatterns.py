"""The patterns of an ignore file, one by one and together.

A pattern is matched as the builder's `patternmatcher` does (R12): anchored at the context root. How
it is matched depends on its text: without wildcards it is compared, `x**` is a start, `**x` an end
(so `**x` matches `ax`), the rest goes through a regular expression in which even what stands in
brackets has had its wildcards replaced.

A `Scope` tells which patterns can still match somewhere below a directory, which is what makes
filtering fast. It is only a hint, and on the safe side: where it says that nothing matches, nothing
does; what may match is then decided by the patterns themselves. Exceptions play no part in it: they
are asked only about entries that another pattern has matched.
"""

from __future__ import annotations

from layerviz.core.patterns import match_component

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable, Sequence

    Position = tuple[int, int]

# The builder means to escape "{", "|" and "}" as well, but its table of bits is too small for them.
_ESCAPED = frozenset(".+()$")
_SPECIAL = frozenset("*[]?^\\")
# Signs that a regular expression may take for more than themselves. Of U+FFFD one cannot tell
# whether it stands for itself or for an odd byte.
_UNUSUAL = frozenset("\\[]^{|}\ufffd")
_EVEN_COMPONENT = r"(?:[^\\\[\]^*{|}\ufffd]|\*(?!\*)|\[[A-Za-z0-9_]+\])*"
DOUBLE_STAR = "**"


class BrokenPattern(Exception):
    """The builder cannot compile a pattern that it took for well-formed: the build stops there."""


class IgnorePattern:
    """A cleaned pattern, the line it stands in, and how it matches."""

    __slots__ = ("_matches", "components", "is_exception", "line", "text")

    def __init__(self, text: str, line: int, *, is_exception: bool) -> None:
        self.text = text
        self.line = line
        self.is_exception = is_exception
        self.components = even_components(text)
        """Its parts, if each matches one name (or any number of them: "**"); else none."""
        self._matches: Callable[[str], bool] | None = None

    def matches(self, path: str) -> bool:
        """Whether it matches the path itself. Raises BrokenPattern."""
        if self._matches is None:
            self._matches = _matcher(self.text)
        return self._matches(path)

    @property
    def stem(self) -> str:
        """The pattern without "/**" and "/*" at its end."""
        return self.text.removesuffix("/**").removesuffix("/*")

    @property
    def is_plain(self) -> bool:
        """Whether the stem is a mere path."""
        return _SPECIAL.isdisjoint(self.stem)


def even_components(text: str) -> tuple[str, ...]:
    """The parts of a pattern each of which `match_component` may decide alone, or none.

    One "**" stands for several in a row.
    """
    parts: list[str] = []
    for part in text.split("/"):
        if part != DOUBLE_STAR and not _is_even(part):
            return ()
        if part != DOUBLE_STAR or parts[-1:] != [DOUBLE_STAR]:
            parts.append(part)
    return tuple(parts)


def _is_even(part: str) -> bool:
    if _UNUSUAL.isdisjoint(part):
        return DOUBLE_STAR not in part
    import re  # few patterns need it, and no start has time for it (docs/adr/0002)

    return re.fullmatch(_EVEN_COMPONENT, part) is not None


def component_matches(component: str, name: str) -> bool:
    """Whether one part of a pattern matches one name."""
    return component == DOUBLE_STAR or match_component(component, name)


def _matcher(text: str) -> Callable[[str], bool]:
    kind, expression = _expression(text)
    if kind == "exact":
        return lambda path: path == text
    if kind == "start":
        start = text[:-2]
        return lambda path: path.startswith(start)
    if kind == "end":
        end = text[2:]
        if end.startswith("/"):
            return lambda path: path.endswith(end) or path == end[1:]
        return lambda path: path.endswith(end)
    if text.count("*") == 1 and "?" not in text and _UNUSUAL.isdisjoint(text):
        return lambda path: match_component(text, path)
    return _expression_matcher(text, expression)


def _expression_matcher(text: str, expression: str) -> Callable[[str], bool]:
    import re  # with what follows a quarter of a short start, and most patterns need none of it

    from layerviz.core.automaton import compile_expression
    from layerviz.core.go_expressions import InvalidExpression

    try:
        fits = compile_expression(expression)
    except InvalidExpression as exc:
        raise BrokenPattern(text) from exc
    odd_bytes = re.compile("[\udc80-\udcff]")

    def matches(path: str) -> bool:
        # Go reads a byte that is no UTF-8 as U+FFFD, in the expression and in the path.
        return fits(path if path.isascii() else odd_bytes.sub("\ufffd", path))

    return matches


def _expression(text: str) -> tuple[str, str]:
    """How a pattern is matched, and the regular expression of Go that the builder makes of it."""
    kind, parts = "exact", ["^"]
    text = text.removeprefix("\ufeff")  # as the builder's scanner does
    index = 0
    while index < len(text):
        sign, start = text[index], index
        index += 1
        if text.startswith(DOUBLE_STAR, start):
            index = start + (3 if text.startswith("/", start + 2) else 2)
            is_last = index >= len(text)
            if is_last and kind == "exact":
                kind = "start"
            else:
                parts.append(".*" if is_last else "(.*/)?")
                kind = "expression"
            if start == 0:
                kind = "end"
        elif sign in "*?[]":
            parts.append({"*": "[^/]*", "?": "[^/]"}.get(sign, sign))
            kind = "expression"
        elif sign == "\\":
            parts.append(text[start : start + 2])
            index += 1
            kind = "expression"
        else:
            parts.append("\\" + sign if sign in _ESCAPED else sign)
    return kind, "".join(parts) + "$"


_WILDCARDS = frozenset("*?[")


class Scope:
    """The parts of patterns that the names in one directory have to match."""

    __slots__ = (
        "_ends", "_family", "_is_uneven", "_literal_steps", "_literals", "_parts", "_rest",
        "_stays", "_tails", "_wild_steps", "_wilds", "is_idle", "is_open",
    )  # fmt: skip

    is_open: bool
    """Anything below may match."""
    is_idle: bool
    """Nothing below can match."""

    def __init__(
        self,
        parts: tuple[tuple[str, ...], ...],
        positions: frozenset[Position],
        family: dict[frozenset[Position], Scope],
        *,
        is_uneven: bool,
    ) -> None:
        self._is_uneven = is_uneven
        self._parts = parts
        self._family = family
        self._rest: Scope | None = None
        ends = {parts[pattern][at] for pattern, at in positions if at + 1 == len(parts[pattern])}
        self.is_open = is_uneven or DOUBLE_STAR in ends
        self.is_idle = not positions and not is_uneven
        self._ends = ends
        self._literals: list[str] = []
        self._tails: list[re.Pattern[str]] = []
        self._wilds: list[str] = []
        for end in ends:
            self._note_end(end)
        self._literal_steps: dict[str, list[Position]] = {}
        self._wild_steps: list[tuple[str, Position]] = []
        self._stays: list[Position] = []
        for pattern, at in positions:
            self._note_step(parts[pattern], pattern, at)

    @classmethod
    def for_patterns(cls, patterns: Sequence[IgnorePattern]) -> Scope:
        """The scope of the context root."""
        asked = [pattern.components for pattern in patterns if not pattern.is_exception]
        parts = tuple([components for components in asked if components])
        positions = _closed(parts, [(pattern, 0) for pattern in range(len(parts))])
        return cls(parts, positions, {}, is_uneven=len(parts) < len(asked))

    def may_match(self, names: str) -> bool:
        """Whether a pattern may match one of these entries, joined by NUL, of the directory."""
        if self.is_open:
            return True
        framed = f"\0{names}\0"
        for part in self._literals:
            if part in framed:
                return True
        for tail in self._tails:
            if tail.search(framed):
                return True
        if not self._wilds:
            return False
        return any(match_component(end, name) for end in self._wilds for name in names.split("\0"))

    def may_match_directory(self, name: str) -> bool:
        """Whether a pattern may match this directory itself."""
        return self.may_match(name)

    def below(self, name: str) -> Scope:
        """The scope of a directory in this one."""
        steps = [position for part, position in self._wild_steps if component_matches(part, name)]
        steps += self._literal_steps.get(name, ())
        if steps:
            return self._with(self._stays + steps)
        if self._rest is None:
            self._rest = self._with(self._stays)
        return self._rest

    def _with(self, positions: Iterable[Position]) -> Scope:
        closed = _closed(self._parts, positions)
        scope = self._family.get(closed)
        if scope is None:
            scope = Scope(self._parts, closed, self._family, is_uneven=self._is_uneven)
            self._family[closed] = scope
        return scope

    def _note_end(self, end: str) -> None:
        """Sort the last part of a pattern by how it is searched for in the joined names."""
        if _WILDCARDS.isdisjoint(end):
            self._literals.append(f"\0{end}\0")
        elif not end.startswith("*") or "*" in end[1:] or end == "*":
            self._wilds.append(end)
        elif _WILDCARDS.isdisjoint(end[1:]):
            self._literals.append(f"{end[1:]}\0")
        else:
            self._tails.append(_tail(end))

    def _note_step(self, parts: tuple[str, ...], pattern: int, at: int) -> None:
        part = parts[at]
        if part == DOUBLE_STAR:
            self._stays.append((pattern, at))
        elif at + 1 < len(parts):
            if _WILDCARDS.isdisjoint(part):
                self._literal_steps.setdefault(part, []).append((pattern, at + 1))
            else:
                self._wild_steps.append((part, (pattern, at + 1)))


def _closed(
    parts: tuple[tuple[str, ...], ...], positions: Iterable[Position]
) -> frozenset[Position]:
    """The positions and those behind a "**", which may stand for no name at all."""
    pending = list(positions)
    for pattern, at in pending:
        if parts[pattern][at] == DOUBLE_STAR and at + 1 < len(parts[pattern]):
            pending.append((pattern, at + 1))
    return frozenset(pending)


def _tail(end: str) -> re.Pattern[str]:
    """An expression that finds what a star and other signs match, at the end of a name."""
    import re  # few patterns need it, and no start has time for it (docs/adr/0002)

    signs = re.findall(r"\[[^\]]*\]|.", end[1:], re.DOTALL)
    wild = {"?": "[^\0]"}
    parts = [wild.get(sign) or (sign if len(sign) > 1 else re.escape(sign)) for sign in signs]
    return re.compile("".join(parts) + "\0")
