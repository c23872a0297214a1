"""Flags in front of arguments: reading `--name=value`, checking it against the version."""

from __future__ import annotations

from layerviz.core.dockerfile.instructions import Flag
from layerviz.core.dockerfile.syntax import (
    BOOLEAN,
    DASHED_FLAG_ERRORS,
    FLAGS,
    TEXTS,
)
from layerviz.core.errors import InstructionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.core.dockerfile.lexing import LogicalLine
    from layerviz.core.dockerfile.syntax import Version

_BLANK = (
    "\t\n\v\f\r \x85\xa0"  # white space among single bytes: the builder reads flags byte by byte
)


def read_flags(line: LogicalLine, start: int) -> tuple[tuple[Flag, ...], int]:
    """The flags from `start` on, and where the arguments begin."""
    text = line.text
    start = _skip(text, start)
    if not text.startswith("--", start):
        return (), start
    is_ascii = text.isascii()
    source = text if is_ascii else text.encode("utf-8").decode("latin-1")
    places = None if is_ascii else _places(text)
    at = start if places is None else places.index(start)
    flags: list[Flag] = []
    while True:
        at = _skip(source, at)
        if not source.startswith("--", at):
            break
        end, word = _word(source, at)
        first, last = (at, end) if places is None else (places[at], places[end])
        at = end
        if word == "--":
            break
        name, sign, given = word[2:].partition("=")
        flags.append(Flag(name, given if sign else None, line.span(first, last)))
    return tuple(flags), at if places is None else places[at]


def _places(text: str) -> list[int]:
    """For each byte of the text, and its end, the character that it begins or is inside of."""
    places: list[int] = []
    for index, char in enumerate(text):
        places.extend([index] * len(char.encode("utf-8")))
    return [*places, len(text)]


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANK:
        at += 1
    return at


def _word(source: str, at: int) -> tuple[int, str]:
    """Where the word ends, and the word without quotes and escapes (here always a backslash)."""
    pieces: list[str] = []
    quote = ""
    while at < len(source):
        char = source[at]
        if not quote and char in _BLANK:
            break
        at += 1
        if char == quote:
            quote = ""
        elif not quote and char in "'\"":
            quote = char
        elif char == "\\":
            pieces.append(source[at : at + 1])
            quote = quote if at < len(source) else ""
            at = min(at + 1, len(source))
        else:
            pieces.append(char)
    return at, "".join(pieces)


def check_flags(keyword: str, flags: tuple[Flag, ...], syntax: Version) -> None:
    """Raise for the first flag that this version does not have or whose value is wrong."""
    known = FLAGS.get(keyword, {})
    seen: set[str] = set()
    for flag in flags:
        kind, since = known.get(flag.name, ("", syntax))
        shown = f"--{flag.name}" if syntax >= DASHED_FLAG_ERRORS else flag.name
        if not kind or since > syntax:
            raise _unknown(keyword, flag, shown, syntax)
        if flag.name in seen and kind != TEXTS:
            raise _wrong("duplicate-flag", f"duplicate flag specified: {shown}", keyword, flag)
        seen.add(flag.name)
        if kind == BOOLEAN:
            _check_boolean(keyword, flag, shown)
        elif flag.value is None:
            raise _wrong("flag-without-value", f"missing a value on flag: {shown}", keyword, flag)


def _check_boolean(keyword: str, flag: Flag, shown: str) -> None:
    if flag.value == "":
        raise _wrong("flag-without-value", f"missing a value on flag: {shown}", keyword, flag)
    if (flag.value or "true").lower() not in ("true", "false"):
        message = f"expecting boolean value for flag {shown}, not: {flag.value}"
        raise _wrong("flag-not-boolean", message, keyword, flag)


def _unknown(keyword: str, flag: Flag, shown: str, syntax: Version) -> InstructionError:
    from layerviz.core.dockerfile.suggesting import nearest

    known = FLAGS.get(keyword, {})
    names = [name for name, (_, since) in known.items() if since <= syntax]
    suggestion = nearest(flag.name, names)
    hint = f" (did you mean {suggestion}?)" if suggestion else ""
    needed = known[flag.name][1] if flag.name in known else None
    return InstructionError(
        "flag-too-new" if needed else "unknown-flag",
        f"unknown flag: {shown}{hint}",
        span=flag.span,
        keyword=keyword,
        flag=flag.name,
        suggestion=suggestion,
        version=".".join(map(str, needed)) if needed else "",
    )


def _wrong(code: str, message: str, keyword: str, flag: Flag) -> InstructionError:
    return InstructionError(
        code, message, span=flag.span, keyword=keyword, flag=flag.name, value=flag.value or ""
    )
