"""Patterns as Go's `path.Match` reads them, for COPY and ADD sources (R10), and Go's text habits.

Not `fnmatch`: there `*` crosses "/", "!" negates a class and nothing is malformed. `[^a]` does
match "/", `*` and `?` do not. Names that are no UTF-8 hold lone surrogates, one per odd byte.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

_GO_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_ODD_BYTES = "\udc80-\udcff"
_REPLACEMENT = 0xFFFD
_SIGNS = frozenset("*?[\\")
_MOST_COMPILED = 20_000
_compiled: dict[str, re.Pattern[str] | None] = {}
"""Only a memory: what a pattern means never changes."""


def go_trimmed(text: str) -> str:
    """Text without the blanks at both ends that Go's `strings.TrimSpace` removes."""
    return text.strip(_GO_SPACE)


def go_cleaned(path: str) -> str:
    """A path as Go's `path.Clean` writes it: "." for an empty one, a leading ".." is kept."""
    rooted = path.startswith("/")
    parts: list[str] = []
    for name in path.split("/"):
        if name == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif name == "..":
            parts += [] if rooted else [name]
        elif name not in ("", "."):
            parts.append(name)
    return ("/" if rooted else "") + "/".join(parts) or "."


def match_component(pattern: str, name: str) -> bool:
    """Whether the pattern matches the whole name; a malformed one never does.

    Also right for whole paths. The time grows with the product of both lengths, never faster.
    """
    start, star, end = pattern.partition("*")
    if _SIGNS.isdisjoint(start) and _SIGNS.isdisjoint(end):
        # Most patterns, and they need no expression: loading `re` takes 8 ms (docs/adr/0002).
        if not star:
            return name == pattern
        is_long_enough = len(name) >= len(start) + len(end)
        has_both = is_long_enough and name.startswith(start) and name.endswith(end)
        return has_both and "/" not in name[len(start) : len(name) - len(end)]
    if pattern not in _compiled:
        if len(_compiled) >= _MOST_COMPILED:
            _compiled.clear()
        _compiled[pattern] = _compile(pattern)
    compiled = _compiled[pattern]
    return compiled is not None and compiled.fullmatch(name) is not None


def is_malformed(pattern: str) -> bool:
    """Whether `path.Match` calls it a syntax error: an unclosed class, a last backslash ..."""
    return any(_chunk_expression(chunk) is None for _, chunk in _chunks(pattern))


def is_refused_pattern(pattern: str) -> bool:
    """Whether the builder stops at such a source: malformed, or a range that runs backwards."""
    return is_malformed(pattern) or any(
        pattern[index - 1] > pattern[index + 1]
        for index in range(1, len(pattern) - 1)
        if pattern[index] == "-" and _is_in_class(pattern, index)
    )


def _is_in_class(pattern: str, index: int) -> bool:
    start = pattern.rfind("[", 0, index)
    return 0 <= start < index - 1 and "]" not in pattern[start:index]


def _compile(pattern: str) -> re.Pattern[str] | None:
    import re

    parts: list[str] = []
    chunks = list(_chunks(pattern))
    for index, (follows_star, chunk) in enumerate(chunks):
        expression = _chunk_expression(chunk)
        if expression is None:
            return None
        if not follows_star:
            parts.append(expression)
        elif index == len(chunks) - 1:
            parts.append("[^/]*" if not chunk else f"[^/]*?{expression}")
        else:
            # Like Go: the first place where a chunk fits is final. Without backtracking no pattern
            # is slow.
            parts.append(f"(?>[^/]*?{expression})")
    return re.compile("".join(parts), re.DOTALL)


def _chunks(pattern: str) -> Iterator[tuple[bool, str]]:
    """The pattern cut at its stars: whether a star stands before, and the text up to the next."""
    start = 0
    while start < len(pattern):
        text_start = start
        while text_start < len(pattern) and pattern[text_start] == "*":
            text_start += 1
        end = _chunk_end(pattern, text_start)
        yield text_start > start, pattern[text_start:end]
        start = end


def _chunk_end(pattern: str, index: int) -> int:
    in_class = False
    while index < len(pattern):
        sign = pattern[index]
        if sign == "*" and not in_class:
            return index
        if sign == "\\":
            index += 1
        elif sign in "[]":
            in_class = sign == "["
        index += 1
    return len(pattern)


def _chunk_expression(chunk: str) -> str | None:
    """A regular expression for text without stars outside classes; None if it is malformed."""
    parts: list[str] = []
    index = 0
    while index < len(chunk):
        sign = chunk[index]
        if sign == "[":
            expression, index = _class(chunk, index + 1)
            if not expression:
                return None
            parts.append(expression)
            continue
        if sign == "\\":
            index += 1
            if index == len(chunk):
                return None
        parts.append("[^/]" if sign == "?" else _literal(chunk[index]))
        index += 1
    return "".join(parts)


def _class(chunk: str, index: int) -> tuple[str, int]:
    """The class whose text starts at `index` as an expression ("" if malformed), and its end."""
    negated = chunk.startswith("^", index)
    index += negated
    ranges: list[str] = []
    has_range = False
    while not (has_range and chunk.startswith("]", index)):
        low, index = _class_sign(chunk, index)
        high = low
        if low and chunk.startswith("-", index):
            high, index = _class_sign(chunk, index + 1)
        if not low or not high:
            return "", index
        if low <= high:
            ranges.append(f"{_literal(low)}-{_literal(high)}")
            if ord(low) <= _REPLACEMENT <= ord(high):
                ranges.append(_ODD_BYTES)  # Go reads a byte that is no UTF-8 as U+FFFD
        has_range = True
    if ranges:
        return f"[{'^' if negated else ''}{''.join(ranges)}]", index + 1
    return (r"[\s\S]" if negated else "(?!)"), index + 1


def _literal(sign: str) -> str:
    """An expression for that sign, as `re.escape` writes it."""
    return sign if sign.isalnum() else f"\\{sign}"


def _class_sign(chunk: str, index: int) -> tuple[str, int]:
    """One sign of a class, unescaped ("" if malformed), and the index behind it."""
    if chunk.startswith(("-", "]"), index):
        return "", index
    index += chunk.startswith("\\", index)
    # The last sign of a chunk cannot be in a class: "]" must follow.
    return ("", index) if index + 1 >= len(chunk) else (chunk[index], index + 1)
