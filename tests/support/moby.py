"""The builder's own rules for ignore files, written out slowly: an oracle for ours.

Follows moby/patternmatcher (`MatchesUsingParentResults`) and the walk of tonistiigi/fsutil, with
the standard library's `re` in place of Go's engine; no hint, no memory, no shortcut. Only for
patterns whose expressions mean the same to both engines: no escapes of letters, no repetitions.
"""

from __future__ import annotations

import re

from layerviz.core.context import Directory, Node
from layerviz.core.ignorefile import IgnoreFile


def go_expression(pattern: str) -> tuple[str, str]:  # noqa: C901 - as the original
    """How `Pattern.compile` classifies a pattern, and its regular expression."""
    kind, expression, index, rounds = "exact", "^", 0, 0
    while index < len(pattern):
        sign = pattern[index]
        index += 1
        if sign == "*" and pattern[index : index + 1] == "*":
            index += 1
            if pattern[index : index + 1] == "/":
                index += 1
            if index >= len(pattern):
                if kind == "exact":
                    kind = "prefix"
                else:
                    expression += ".*"
                    kind = "regexp"
            else:
                expression += "(.*/)?"
                kind = "regexp"
            if rounds == 0:
                kind = "suffix"
        elif sign == "*":
            expression += "[^/]*"
            kind = "regexp"
        elif sign == "?":
            expression += "[^/]"
            kind = "regexp"
        elif sign in ".+()$":  # the original means to escape {|} too
            expression += "\\" + sign
        elif sign == "\\":
            expression += "\\" + pattern[index : index + 1]
            index += 1
            kind = "regexp"
        else:
            expression += sign
            if sign in "[]":
                kind = "regexp"
        rounds += 1
    return kind, expression + r"\Z"


def matches(pattern: str, path: str) -> bool:
    """`Pattern.match`."""
    kind, expression = go_expression(pattern)
    if kind == "exact":
        return path == pattern
    if kind == "prefix":
        return path.startswith(pattern[:-2])
    if kind == "suffix":
        suffix = pattern[2:]
        return path.endswith(suffix) or (suffix.startswith("/") and path == suffix[1:])
    return re.search(expression, path) is not None


def verdict(ignore: IgnoreFile, path: str, above: list[bool]) -> tuple[bool, list[bool]]:
    """`MatchesUsingParentResults`: whether the path is ignored, and what to tell its entries."""
    ignored, told = False, [False] * len(ignore.patterns)
    for index, pattern in enumerate(ignore.patterns):
        hit = above[index] if above else False
        if not hit:
            if pattern.is_exception != ignored:
                continue
            hit = matches(pattern.text, path)
        told[index] = hit
        if hit:
            ignored = not pattern.is_exception
    return ignored, told


def sent_paths(ignore: IgnoreFile, root: Directory) -> set[str]:
    """Every path that the walk emits."""
    found: set[str] = set()
    exceptions = [pattern.text for pattern in ignore.patterns if pattern.is_exception]
    stems = [text.removesuffix("/**").removesuffix("/*") for text in exceptions]
    has_plain_exceptions = not any(set("*[]?^\\") & set(stem) for stem in stems)

    def look(node: Node, path: str, above: list[bool]) -> None:
        ignored, told = verdict(ignore, path, above)
        if not ignored:
            parts = path.split("/")
            found.update("/".join(parts[:length]) for length in range(1, len(parts) + 1))
        if not isinstance(node, Directory):
            return
        if (
            ignored
            and has_plain_exceptions
            and not any(f"{stem}/".startswith(f"{path}/") for stem in stems)
        ):
            return
        for name, child in node.children.items():
            look(child, f"{path}/{name}", told)

    for name, child in root.children.items():
        look(child, name, [])
    return found
