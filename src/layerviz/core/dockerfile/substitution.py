"""The patterns of `${v#p}`, `${v%p}` and `${v/p/r}`: `?` is one character, `*` any number of them.

Matched by hand and not by regular expressions: several stars in one pattern must not take more than
linear time. Source: the builder's shell lexer, which turns these patterns into RE2.
"""

from __future__ import annotations

from layerviz.core.errors import BadPatternError

ANY = ""  # stands for `?` among the single characters of a segment


def _tokens(pattern: str) -> list[list[str]]:
    """The pattern cut at its stars: segments of single characters and ANY."""
    segments: list[list[str]] = [[]]
    at = 0
    while at < len(pattern):
        char = pattern[at]
        at += 1
        if char == "*":
            segments.append([])
        elif char == "?":
            segments[-1].append(ANY)
        elif char == "\\":
            escaped = pattern[at : at + 1]
            if not escaped or escaped not in "}/*?\\":
                shown = escaped or "\ufffd"
                raise BadPatternError(
                    f"invalid pattern ({pattern}) in substitution: invalid escape '\\{shown}'"
                )
            segments[-1].append(escaped)
            at += 1
        else:
            segments[-1].append(char)
    return segments


def _stands_at(segment: list[str], text: str, start: int) -> bool:
    if start + len(segment) > len(text):
        return False
    return all(wanted in (ANY, text[start + offset]) for offset, wanted in enumerate(segment))


def _find(segment: list[str], text: str, start: int, *, is_last: bool = False) -> int:
    """The first (or last) place at or after `start` where the segment stands; -1 without one."""
    if ANY not in segment:
        literal = "".join(segment)
        return text.rfind(literal, start) if is_last else text.find(literal, start)
    places = range(start, len(text) - len(segment) + 1)
    ordered = reversed(places) if is_last else places
    return next((place for place in ordered if _stands_at(segment, text, place)), -1)


def _end_of_match(segments: list[list[str]], text: str, end: int, *, is_longest: bool) -> int:
    """Where a match ends whose first segment ends at `end`; -1 without a match."""
    for index in range(1, len(segments)):
        segment = segments[index]
        is_last = is_longest and index == len(segments) - 1
        place = _find(segment, text, end, is_last=is_last)
        if place < 0:
            return -1
        end = place + len(segment)
    return end


def without_prefix(text: str, pattern: str) -> str:
    """`${v#pattern}`; a pattern that begins with `#` removes the longest match: `${v##pattern}`."""
    is_longest = pattern.startswith("#")
    return _cut(_tokens(pattern[is_longest:]), text, is_longest=is_longest)


def without_suffix(text: str, pattern: str) -> str:
    """`${v%pattern}`; a pattern that begins with `%` removes the longest match: `${v%%pattern}`."""
    is_longest = pattern.startswith("%")
    segments = [segment[::-1] for segment in reversed(_tokens(pattern[is_longest:]))]
    return _cut(segments, text[::-1], is_longest=is_longest)[::-1]


def _cut(segments: list[list[str]], text: str, *, is_longest: bool) -> str:
    if not _stands_at(segments[0], text, 0):
        return text
    end = _end_of_match(segments, text, len(segments[0]), is_longest=is_longest)
    return text if end < 0 else text[end:]


def replaced(text: str, pattern: str, replacement: str, *, everywhere: bool) -> str:
    """`${v/pattern/replacement}`: the first and longest match, or every one from left to right."""
    segments = _tokens(pattern)
    pieces: list[str] = []
    at, previous_end = 0, -1
    while at <= len(text):
        start = _find(segments[0], text, at)
        if start < 0:
            break
        end = _end_of_match(segments, text, start + len(segments[0]), is_longest=True)
        if end < 0:
            break
        pieces.append(text[at:start])
        if end > start or start != previous_end:
            pieces.append(replacement)
        previous_end = end
        if end == start:  # an empty match: go on behind the next character
            pieces.append(text[start : start + 1])
            end += 1
        at = end
        if not everywhere:
            break
    return "".join(pieces) + text[at:]
