r"""Go's regular expressions, as far as ignore patterns become them, read into tokens.

The builder escapes `.`, `+`, `(`, `)` and `$` of a pattern and passes on the rest, so `\d` is a
digit, a `^` in the middle never matches, `|` cuts the pattern in two and `{2}` repeats.
"""

from __future__ import annotations

import re
from functools import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    Ranges = tuple[tuple[int, int], ...]
    Token = tuple[str, Ranges]

LAST_SIGN = 0x10FFFF
_DIGITS: Ranges = ((48, 57),)
_WORD: Ranges = ((48, 57), (65, 90), (95, 95), (97, 122))
_SPACE: Ranges = ((9, 10), (12, 13), (32, 32))
_CONTROL = {"a": 7, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}
_NAMED: dict[str, Ranges] = {
    "alnum": ((48, 57), (65, 90), (97, 122)),
    "alpha": ((65, 90), (97, 122)),
    "ascii": ((0, 127),),
    "blank": ((9, 9), (32, 32)),
    "cntrl": ((0, 31), (127, 127)),
    "digit": _DIGITS,
    "graph": ((33, 126),),
    "lower": ((97, 122),),
    "print": ((32, 126),),
    "punct": ((33, 47), (58, 64), (91, 96), (123, 126)),
    "space": ((9, 13), (32, 32)),
    "upper": ((65, 90),),
    "word": _WORD,
    "xdigit": ((48, 57), (65, 70), (97, 102)),
}
_ASSERTIONS = {"A": "start", "z": "end", "b": "border", "B": "inside"}
_DIRECTORIES = "(.*/)?"
_HEX = "0123456789abcdefABCDEF"


_REPETITION = re.compile(r"\{(0|[1-9][0-9]*)(,(0|[1-9][0-9]*)?)?\}")
_MOST_REPETITIONS = 1_000
_MOST_TOKENS = 200_000
"""Go refuses some millions; no path is long enough to tell the difference."""


class InvalidExpression(Exception):
    """Go's `regexp.Compile` refuses it."""


def alternatives_of(expression: str) -> list[list[Token]]:
    """The tokens of each alternative. Raises InvalidExpression.

    A token is a kind and the signs it stands for: "one", "maybe", "many"; "directories" is
    `(.*/)?`; "start", "end", "border" and "inside" stand for a place.
    """
    found: list[list[Token]] = [[]]
    count, index = 0, 0
    while index < len(expression):
        if expression[index] == "|":
            found.append([])
            index += 1
            continue
        start = len(found[-1])
        index = _read_piece(expression, index, found[-1])
        count += len(found[-1]) - start
        if count > _MOST_TOKENS:
            raise InvalidExpression("expression too large")
    return [_merged(tokens) for tokens in found]


def _read_piece(expression: str, index: int, tokens: list[Token]) -> int:
    """Add what stands at `index`, repetition included; gives the index behind it."""
    if expression.startswith(_DIRECTORIES, index):
        tokens.append(("directories", ()))
        index += len(_DIRECTORIES)
        _refuse_repetition(expression, index)
        return index
    repetition = _REPETITION.match(expression, index)
    if repetition:
        if not tokens:
            raise InvalidExpression("missing argument to repetition operator")
        return _repeat(expression, repetition, tokens)
    if expression.startswith("\\Q", index):
        end = expression.find("\\E", index)
        end = len(expression) if end < 0 else end
        tokens += [("one", _only(sign)) for sign in expression[index + 2 : end]]
        return end + 2
    token, index = _token(expression, index)
    if token[0] == "one" and expression.startswith("*", index):
        token, index = ("many", token[1]), index + 1
        _refuse_repetition(expression, index)
    tokens.append(token)
    return index


def _repeat(expression: str, repetition: re.Match[str], tokens: list[Token]) -> int:
    least = int(repetition[1])
    most = least if repetition[2] is None else int(repetition[3] or -1)
    if max(least, most) > _MOST_REPETITIONS or 0 <= most < least:
        raise InvalidExpression("invalid repeat count")
    _refuse_repetition(expression, repetition.end())
    kind, signs = tokens.pop()
    if kind != "one":
        # A place once or a thousand times is one place; perhaps none is no place at all.
        tokens += [(kind, signs)] if least else []
        return repetition.end()
    tokens += [("one", signs)] * least
    tokens += [("many", signs)] if most < 0 else [("maybe", signs)] * (most - least)
    return repetition.end()


def _refuse_repetition(expression: str, index: int) -> None:
    if _REPETITION.match(expression, index):
        raise InvalidExpression("invalid nested repetition operator")


def _token(expression: str, index: int) -> tuple[Token, int]:
    sign = expression[index]
    if sign == "^":
        return ("start", ()), index + 1
    if sign == "$":
        return ("end", ()), index + 1
    if sign == ".":
        return ("one", others(_only("\n"))), index + 1
    if sign == "[":
        ranges, index = _class(expression, index + 1)
        return ("one", ranges), index
    if sign != "\\":
        return ("one", _only(sign)), index + 1
    assertion = _ASSERTIONS.get(expression[index + 1 : index + 2])
    if assertion:
        return (assertion, ()), index + 2
    ranges, index = _escaped(expression, index)
    return ("one", ranges), index


def _class(expression: str, index: int) -> tuple[Ranges, int]:
    negated = expression.startswith("^", index)
    index += negated
    ranges: list[tuple[int, int]] = []
    is_first = True
    while is_first or not expression.startswith("]", index):
        is_first = False
        more, index = _class_part(expression, index)
        ranges += more
    joined = tuple(ranges)
    return (others(joined) if negated else joined), index + 1


def _class_part(expression: str, index: int) -> tuple[Ranges, int]:
    if index >= len(expression):
        raise InvalidExpression("missing closing ]")
    end = expression.find(":]", index + 2) if expression.startswith("[:", index) else -1
    if end >= 0:
        name = expression[index + 2 : end]
        ranges = _NAMED.get(name.removeprefix("^"))
        if ranges is None:
            raise InvalidExpression("invalid character class range")
        return (others(ranges) if name.startswith("^") else ranges), end + 2
    low, index = _class_sign(expression, index)
    if len(low) != 1 or low[0][0] != low[0][1]:
        return low, index
    if not expression.startswith("-", index) or expression.startswith("-]", index):
        return low, index
    high, index = _class_sign(expression, index + 1)
    if len(high) != 1 or high[0][0] != high[0][1] or high[0][0] < low[0][0]:
        raise InvalidExpression("invalid character class range")
    return ((low[0][0], high[0][0]),), index


def _class_sign(expression: str, index: int) -> tuple[Ranges, int]:
    if expression.startswith("\\", index):
        return _escaped(expression, index)
    if index >= len(expression):
        raise InvalidExpression("missing closing ]")
    return _only(expression[index]), index + 1


def _escaped(expression: str, index: int) -> tuple[Ranges, int]:
    """What the escape at `index` stands for, and the index behind it."""
    sign = expression[index + 1 : index + 2]
    perl = {"d": _DIGITS, "w": _WORD, "s": _SPACE}.get(sign.lower())
    if perl is not None:
        return (perl if sign.islower() else others(perl)), index + 2
    if sign in _CONTROL:
        return ((_CONTROL[sign], _CONTROL[sign]),), index + 2
    if sign and sign in "pP":
        letter = expression[index + 2 : index + 3]
        ranges = _category(letter)
        return (ranges if sign == "p" else others(ranges)), index + 3
    digits = expression[index + 2 : index + 4]
    if sign == "x" and len(digits) == 2 and set(digits) <= set(_HEX):
        return _only(chr(int(digits, 16))), index + 4
    if sign and sign in "01234567":
        return _octal(expression, index + 1)
    if not sign or sign.isalnum() or not sign.isascii():
        raise InvalidExpression("invalid escape sequence")
    return _only(sign), index + 2


def _octal(expression: str, index: int) -> tuple[Ranges, int]:
    end = index + 1
    while end < index + 3 and expression[end : end + 1] in tuple("01234567"):
        end += 1
    if expression[index] != "0" and end == index + 1:
        raise InvalidExpression("back references are not supported")
    return _only(chr(int(expression[index:end], 8))), end


@lru_cache(maxsize=16)
def _category(letter: str) -> Ranges:
    """The signs of a one-letter Unicode category."""
    # Nobody means this; 50 ms and a large module are for those who do.
    import unicodedata

    if letter not in tuple("CLMNPSZ"):
        raise InvalidExpression("invalid character class range")
    found: list[tuple[int, int]] = []
    for number in range(LAST_SIGN + 1):
        category = unicodedata.category(chr(number))
        if category[0] != letter or category == "Cn":
            continue
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return tuple(found)


def _only(sign: str) -> Ranges:
    return ((ord(sign), ord(sign)),)


def others(ranges: Ranges) -> Ranges:
    """All signs but these."""
    found: list[tuple[int, int]] = []
    start = 0
    for low, high in sorted(ranges):
        if low > start:
            found.append((start, low - 1))
        start = max(start, high + 1)
    if start <= LAST_SIGN:
        found.append((start, LAST_SIGN))
    return tuple(found)


def _merged(tokens: list[Token]) -> list[Token]:
    """The same without gaps that repeat the one before."""
    found: list[Token] = []
    for token in tokens:
        if not (found and token == found[-1] and token[0] in ("many", "directories")):
            found.append(token)
    return found
