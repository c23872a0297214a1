"""The fields of a `--mount` value: a line of comma separated values, read as Go's reader does."""

from __future__ import annotations


class MalformedFields(Exception):
    """The value is no such line; the text is the builder's reason."""


def mount_fields(text: str) -> list[str]:
    """The fields, double quotes around a whole field taken off; what is malformed is split too."""
    try:
        return split_fields(text)
    except MalformedFields:
        return text.split(",") if text else []


def split_fields(text: str) -> list[str]:
    """The fields; raises `MalformedFields`."""
    if not text:
        raise MalformedFields("EOF")
    found: list[str] = []
    at = 0
    while True:
        if text.startswith('"', at):
            field, at = _quoted(text, at + 1)
        else:
            end = text.find(",", at)
            end = len(text) if end < 0 else end
            field = text[at:end]
            if '"' in field:
                column = at + field.index('"') + 1
                raise MalformedFields(_at(text, column, 'bare " in non-quoted field'))
            at = end
        found.append(field)
        if at >= len(text):
            return found
        at += 1


def _quoted(text: str, at: int) -> tuple[str, int]:
    """A field whose opening quote stands before `at`, and where it ends."""
    pieces: list[str] = []
    while True:
        end = text.find('"', at)
        if end < 0:
            raise MalformedFields(
                _at(text, len(text) + 1, 'extraneous or missing " in quoted-field')
            )
        pieces.append(text[at:end])
        if text.startswith('"', end + 1):
            pieces.append('"')
            at = end + 2
            continue
        if end + 1 < len(text) and text[end + 1] != ",":
            raise MalformedFields(_at(text, end + 1, 'extraneous or missing " in quoted-field'))
        return "".join(pieces), end + 1


def _at(text: str, column: int, problem: str) -> str:
    """The reader counts bytes."""
    place = len(text[: column - 1].encode("utf-8", "surrogateescape")) + 1
    return f"parse error on line 1, column {place}: {problem}"
