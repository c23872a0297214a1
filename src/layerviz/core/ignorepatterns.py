"""One line of an ignore file, matched as the builder's `patternmatcher` does (R12).

Patterns are anchored at the context root. How one is matched depends on its text: without wildcards
it is compared, `x**` is a start, `**x` an end (so `**x` matches `ax`), the rest goes through a
regular expression in which even what stands in brackets has had its wildcards replaced.
"""

from __future__ import annotations

from layerviz.core.patterns import match_component

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

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
