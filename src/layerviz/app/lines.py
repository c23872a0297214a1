"""Moving an instruction's lines inside a text, every other line kept as it is."""

from __future__ import annotations


def moved_lines(text: str, first: int, last: int, before: int) -> str:
    """The text with lines `first`..`last` (1-based) put before line `before`.

    Places outside the text are held in it.

    The newline at the end of the text, or its absence, stays.
    """
    ending = "\r\n" if "\r\n" in text else "\n"
    lines = [line + "\n" for line in text.split("\n")]  # as the builder splits: only at newlines
    lines[-1] = lines[-1][:-1]
    has_last_newline = not lines[-1]
    if has_last_newline:
        lines.pop()
    if not lines:
        return text
    if not has_last_newline:
        lines[-1] += ending
    first = min(max(first, 1), len(lines))
    last = min(max(last, first), len(lines))
    before = min(max(before, 1), len(lines) + 1)
    if first <= before <= last + 1:
        return text
    moving = lines[first - 1 : last]
    above = (
        lines[: before - 1] if before <= first else lines[: first - 1] + lines[last : before - 1]
    )
    below = lines[before - 1 : first - 1] + lines[last:] if before <= first else lines[before - 1 :]
    joined = "".join(above + moving + below)
    if has_last_newline:
        return joined
    joined = joined.removesuffix("\n")  # what the last line had to lend, or got, above
    return joined.removesuffix("\r") if ending == "\r\n" else joined
