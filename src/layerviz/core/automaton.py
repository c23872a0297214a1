r"""Regular expressions of the restricted kind that ignore patterns become, as Go matches them.

The builder turns a pattern into a Go regular expression and passes on what it does not know, so
`\d` is a digit and a `^` in the middle never matches: such text is parsed here as Go would. Go's
engine takes linear time for every expression, Python's does not; an expression with more than two
gaps is therefore run as an automaton whose states are the bits of one number.
"""

from __future__ import annotations

import re
from functools import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Ranges = tuple[tuple[int, int], ...]
    Token = tuple[str, Ranges]

_LAST = 0x10FFFF
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
_MOST_GAPS = 2
_LONGEST_FOR_GAPS = 1024
_MOST_SIGNS = 1024
_HEX = "0123456789abcdefABCDEF"


class InvalidExpression(Exception):
    """Go's `regexp.Compile` refuses it."""


def compile_expression(expression: str) -> Callable[[str], bool]:
    """A function that tells whether a text matches, in time linear in its length.

    Made for `^`, signs, classes, `[^/]*`, `.*`, `(.*/)?` and `$`. Raises InvalidExpression.
    """
    tokens = _merged(_tokens(expression))
    automaton = _Automaton(tokens)
    gaps = sum(kind in ("many", "directories") for kind, _ in tokens)
    if gaps > _MOST_GAPS:
        return automaton.matches
    compiled = re.compile("".join([_python(token) for token in tokens]), re.ASCII | re.DOTALL)

    def matches(text: str) -> bool:
        if len(text) > _LONGEST_FOR_GAPS:
            return automaton.matches(text)
        return compiled.match(text) is not None

    return matches


def _tokens(expression: str) -> list[Token]:
    found: list[Token] = []
    index = 0
    while index < len(expression):
        if expression.startswith(_DIRECTORIES, index):
            found.append(("directories", ()))
            index += len(_DIRECTORIES)
            continue
        if expression.startswith("\\Q", index):
            end = expression.find("\\E", index)
            end = len(expression) if end < 0 else end
            found += [("one", _only(sign)) for sign in expression[index + 2 : end]]
            index = end + 2
            continue
        token, index = _token(expression, index)
        if token[0] == "one" and expression.startswith("*", index):
            token, index = ("many", token[1]), index + 1
        found.append(token)
    return found


def _token(expression: str, index: int) -> tuple[Token, int]:
    sign = expression[index]
    if sign == "^":
        return ("start", ()), index + 1
    if sign == "$":
        return ("end", ()), index + 1
    if sign == ".":
        return ("one", _others(_only("\n"))), index + 1
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
    return (_others(joined) if negated else joined), index + 1


def _class_part(expression: str, index: int) -> tuple[Ranges, int]:
    if index >= len(expression):
        raise InvalidExpression("missing closing ]")
    end = expression.find(":]", index + 2) if expression.startswith("[:", index) else -1
    if end >= 0:
        name = expression[index + 2 : end]
        ranges = _NAMED.get(name.removeprefix("^"))
        if ranges is None:
            raise InvalidExpression("invalid character class range")
        return (_others(ranges) if name.startswith("^") else ranges), end + 2
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
        return (perl if sign.islower() else _others(perl)), index + 2
    if sign in _CONTROL:
        return ((_CONTROL[sign], _CONTROL[sign]),), index + 2
    if sign and sign in "pP":
        letter = expression[index + 2 : index + 3]
        ranges = _category(letter)
        return (ranges if sign == "p" else _others(ranges)), index + 3
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
    for number in range(_LAST + 1):
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


def _others(ranges: Ranges) -> Ranges:
    """All signs but these."""
    found: list[tuple[int, int]] = []
    start = 0
    for low, high in sorted(ranges):
        if low > start:
            found.append((start, low - 1))
        start = max(start, high + 1)
    if start <= _LAST:
        found.append((start, _LAST))
    return tuple(found)


def _merged(tokens: list[Token]) -> list[Token]:
    """The same without gaps that repeat the one before."""
    found: list[Token] = []
    for token in tokens:
        if not (found and token == found[-1] and token[0] in ("many", "directories")):
            found.append(token)
    return found


def _python(token: Token) -> str:
    kind, ranges = token
    if kind in ("one", "many"):
        return _python_class(ranges) + ("*" if kind == "many" else "")
    plain = {"directories": "(?:[^\n]*/)?", "start": r"\A", "end": r"\Z"}
    return plain.get(kind) or (r"\b" if kind == "border" else r"\B")


def _python_class(ranges: Ranges) -> str:
    if not ranges:
        return "(?!)"
    # Of wide classes the complement: Python takes milliseconds to compile a wide range.
    is_wide = any(high == _LAST for _, high in ranges)
    told = _others(ranges) if is_wide else ranges
    if not told:
        return r"[\s\S]"
    inside = "".join([f"\\U{low:08x}-\\U{high:08x}" for low, high in told])
    return f"[^{inside}]" if is_wide else f"[{inside}]"


class _Automaton:
    """State i: the first i tokens are matched. A set of states is a number, bit i for state i."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._final = 1 << len(tokens)
        self._directories = self._bits("directories")
        # States that may pass on without a sign, always or where an assertion holds.
        self._free = self._directories | self._bits("many")
        self._assertions = {kind: self._bits(kind) for kind in ("start", "end", "border", "inside")}
        self._has_borders = self._assertions["border"] | self._assertions["inside"] != 0
        self._steps: dict[str, tuple[int, int]] = {}

    def matches(self, text: str) -> bool:
        """Whether the expression matches at the start of the text."""
        states, in_directories = self._closed(1, text, 0), 0
        for index, sign in enumerate(text):
            if states & self._final:
                return True
            if not states and not in_directories:
                return False
            moving, staying = self._step(sign)
            in_directories |= states & self._directories
            states = (states & moving) << 1 | states & staying
            if sign == "/":
                states |= in_directories << 1
            elif sign == "\n":
                in_directories = 0
            states = self._closed(states, text, index + 1)
        return bool(states & self._final)

    def _bits(self, kind: str) -> int:
        return int(
            "".join("1" if each == kind else "0" for each, _ in reversed(self._tokens)) or "0", 2
        )

    def _step(self, sign: str) -> tuple[int, int]:
        step = self._steps.get(sign)
        if step is None:
            number = ord(sign)
            fits = [any(low <= number <= high for low, high in each) for _, each in self._tokens]
            mask = int("".join("1" if each else "0" for each in reversed(fits)) or "0", 2)
            step = (mask & self._bits("one"), mask & self._bits("many"))
            if len(self._steps) < _MOST_SIGNS:
                self._steps[sign] = step
        return step

    def _closed(self, states: int, text: str, index: int) -> int:
        """The states and all that can be reached from them without a sign."""
        free = self._free
        if self._has_borders or index in (0, len(text)):
            free |= self._holding(text, index)
        # Adding carries a bit through the whole run of free states above it.
        return states | (((states & free) + free) ^ free)

    def _holding(self, text: str, index: int) -> int:
        at_border = _is_word(text[index - 1 : index] if index else "") != _is_word(
            text[index : index + 1]
        )
        holding = self._assertions["border" if at_border else "inside"]
        if index == 0:
            holding |= self._assertions["start"]
        if index == len(text):
            holding |= self._assertions["end"]
        return holding


def _is_word(sign: str) -> bool:
    return sign != "" and sign.isascii() and (sign.isalnum() or sign == "_")
