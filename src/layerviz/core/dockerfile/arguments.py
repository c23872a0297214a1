"""What stands behind a keyword: flags, JSON arrays, words, quoted words, `name=value` pairs."""

from __future__ import annotations

from layerviz.core.dockerfile.instructions import Flag
from layerviz.core.dockerfile.lexing import SPACE, WORD_SPACE
from layerviz.core.dockerfile.syntax import (
    BOOLEAN,
    DASHED_FLAG_ERRORS,
    FLAGS,
    STRICT_JSON,
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


_JSON_BLANK = "\t\n\r "


def json_strings(text: str, syntax: Version) -> tuple[str, ...] | None:
    """The strings of a JSON array; None if the text is none. An array of anything else raises."""
    text = text.lstrip(SPACE)
    if not text.startswith("["):
        return None
    found = _plain_array(text)
    return found if found is not None else _any_array(text, syntax)


def _plain_array(text: str) -> tuple[str, ...] | None:
    """The strings of an array without escapes; None means: look closer."""
    if "\\" in text or not text.isprintable():
        return None
    parts = text.split('"')
    if len(parts) % 2 == 0 or len(parts) == 1 or parts[0].strip(_JSON_BLANK) != "[":
        return None
    if parts[-1].strip(_JSON_BLANK) != "]":
        return None
    if any(between.strip(_JSON_BLANK) != "," for between in parts[2:-1:2]):
        return None
    return tuple(parts[1::2])


def _any_array(text: str, syntax: Version) -> tuple[str, ...] | None:
    import json  # only odd arrays need it, and it is slow to load

    try:
        items, end = json.JSONDecoder(parse_constant=_refuse).raw_decode(text)
    except RecursionError:
        items, end = [None], len(text)
    except ValueError:
        return None
    if syntax >= STRICT_JSON and text[end:].strip(_JSON_BLANK):
        return None
    if not all(isinstance(item, str) for item in items):
        message = "when using JSON array syntax, arrays must be comprised of strings only"
        raise InstructionError("json-not-strings", message, is_early=True)
    return tuple([_without_surrogates(item) for item in items])


def _refuse(constant: str) -> object:
    raise ValueError(constant)


def _without_surrogates(text: str) -> str:
    if text.isascii():
        return text
    return "".join(["\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text])


def words(text: str) -> list[str]:
    """Words divided by blanks; quotes mean nothing. No blanks at either end."""
    if not text:
        return []
    if text.isprintable() and "  " not in text:
        return text.split(" ")
    for blank in "\t\v\f\r":
        if blank in text:
            text = text.replace(blank, " ")
    return [word for word in text.split(" ") if word]


def first_word(text: str) -> tuple[str, int]:
    """The first word divided by blanks, and where the next one begins; else the length."""
    end = next((index for index, char in enumerate(text) if char in WORD_SPACE), len(text))
    begin = end
    while begin < len(text) and text[begin] in WORD_SPACE:
        begin += 1
    return text[:end], begin


def quoted_words(text: str, escape: str) -> list[str]:
    """Words divided by white space outside quotes; quotes and escapes stay as written."""
    if escape not in text and '"' not in text and "'" not in text:
        return _split_space(text)
    found: list[str] = []
    word: list[str] = []
    quote = ""
    has_quotes = False
    at, count = 0, len(text)
    while at < count:
        char = text[at]
        at += 1
        if not quote and char in SPACE:
            if word or has_quotes:
                found.append("".join(word))
            word, has_quotes = [], False
        elif char == escape and quote != "'":
            if at == count:  # nothing follows: it vanishes
                quote = ""
            else:
                word.append(char + text[at])
                at += 1
        else:
            if char == quote:
                quote = ""
            elif not quote and char in "'\"":
                quote, has_quotes = char, True
            word.append(char)
    if word or has_quotes:
        found.append("".join(word))
    return found


def _split_space(text: str) -> list[str]:
    if text.isprintable():
        return text.split()
    for blank in SPACE:
        text = text.replace(blank, " ")
    return [word for word in text.split(" ") if word]


def name_value_pairs(keyword: str, text: str, escape: str) -> tuple[tuple[str, str], ...]:
    """The pairs of ENV and LABEL: `name=value ...`, or the old `name value`."""
    found = quoted_words(text, escape)
    if not found:
        raise InstructionError(
            "missing-argument", f"{keyword} requires at least one argument", keyword=keyword
        )
    if "=" not in found[0]:
        name, begin = first_word(text)
        if begin == len(text):
            message = f"{keyword} must have two arguments"
            raise InstructionError("missing-value", message, is_early=True, keyword=keyword)
        return ((name, text[begin:]),)
    return tuple([_pair(keyword, word) for word in found])


def _pair(keyword: str, word: str) -> tuple[str, str]:
    name, sign, given = word.partition("=")
    if not sign:
        from layerviz.core.dockerfile.quoting import go_quoted

        message = (
            f"Syntax error - can't find = in {go_quoted(word)}. Must be of the form: name=value"
        )
        raise InstructionError("missing-equals", message, is_early=True, keyword=keyword, word=word)
    return name, given
