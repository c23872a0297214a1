"""A Dockerfile's text and its form in Qt's text document: what differs is not lost.

A document ends its lines with a paragraph mark and would break a line at a lone carriage return,
where the builder does not. Lines that were not touched keep their own ends and odd characters.
Positions in a document count UTF-16 units.
"""

from __future__ import annotations

PARAGRAPH = "\u2029"
_STAND_INS = {"\r": "␍", "\u2029": "¶", "\ufdd0": "�", "\ufdd1": "�"}
_TO_DOCUMENT = str.maketrans(_STAND_INS)


def document_from_text(text: str) -> str:
    """The text as the document shows it: only newlines break a line."""
    if not any(odd in text for odd in _STAND_INS):
        return text
    return text.replace("\r\n", "\n").translate(_TO_DOCUMENT)


def text_from_document(shown: str, before: str) -> str:
    """The text after an edit of the document; `before` is the text that it showed until then.

    New lines end as most of the lines did before.
    """
    if before == document_from_text(before):
        return shown
    old_lines = before.split("\n")
    old_shown = [document_from_text(_without_end(line)) for line in old_lines[:-1]]
    old_shown.append(document_from_text(old_lines[-1]))
    new_lines = shown.split("\n")
    head = _common(old_shown, new_lines)
    tail = _common(old_shown[head:][::-1], new_lines[head:][::-1])
    end = "\r" if before.count("\r\n") * 2 > len(old_lines) - 1 else ""
    middle = [_with_end(line, end) for line in new_lines[head : len(new_lines) - tail]]
    if middle and tail == 0 and end:
        middle[-1] = middle[-1].removesuffix(end)
    return "\n".join([*old_lines[:head], *middle, *old_lines[len(old_lines) - tail :]])


def smallest_edit(old: str, new: str) -> tuple[int, int, str]:
    """Where to replace how much by what: (position, removed, added), in UTF-16 units."""
    head = 0
    most = min(len(old), len(new))
    while head < most and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < most - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    removed = old[head : len(old) - tail]
    return units(old[:head]), units(removed), new[head : len(new) - tail]


def units(text: str) -> int:
    """How many UTF-16 units the text has."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _without_end(line: str) -> str:
    return line.removesuffix("\r")


def _with_end(line: str, end: str) -> str:
    return line.replace("␍", "\r") + end


def _common(first: list[str], second: list[str]) -> int:
    count = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        count += 1
    return count
