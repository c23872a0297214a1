"""Regular expressions of the restricted kind that ignore patterns become, as Go runs them.

Go's engine takes linear time for every expression, Python's does not; an expression with more than
two gaps is therefore run as an automaton whose states are the bits of one number.
"""

from __future__ import annotations

import re

from layerviz.core.go_expressions import LAST_SIGN, alternatives_of, others

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from layerviz.core.go_expressions import Ranges, Token

_MOST_GAPS = 2
_LONGEST_FOR_GAPS = 1024
_MOST_TOKENS = 4096
_MOST_SIGNS = 1024
_SUFFIXES = {"one": "", "maybe": "?", "many": "*"}


def compile_expression(expression: str) -> Callable[[str], bool]:
    """A function that tells whether a text matches somewhere, in time linear in its length.

    Raises InvalidExpression where Go refuses the expression.
    """
    alternatives = alternatives_of(expression)
    if len(alternatives) > 1:
        automata = [Automaton(tokens) for tokens in alternatives]
        return lambda text: any(automaton.matches(text) for automaton in automata)
    return _compiled(alternatives[0])


def _compiled(tokens: list[Token]) -> Callable[[str], bool]:
    automaton = Automaton(tokens)
    gaps = sum(kind in ("maybe", "many", "directories") for kind, _ in tokens)
    if gaps > _MOST_GAPS or len(tokens) > _MOST_TOKENS or tokens[:1] != [("start", ())]:
        return automaton.matches
    compiled = re.compile("".join([_python(token) for token in tokens]), re.ASCII | re.DOTALL)

    def matches(text: str) -> bool:
        if len(text) > _LONGEST_FOR_GAPS:
            return automaton.matches(text)
        return compiled.match(text) is not None

    return matches


def _python(token: Token) -> str:
    kind, ranges = token
    if kind in _SUFFIXES:
        return _python_class(ranges) + _SUFFIXES[kind]
    plain = {"directories": "(?:[^\n]*/)?", "start": r"\A", "end": r"\Z"}
    return plain.get(kind) or (r"\b" if kind == "border" else r"\B")


def _python_class(ranges: Ranges) -> str:
    if not ranges:
        return "(?!)"
    # Of wide classes the complement: Python takes milliseconds to compile a wide range.
    is_wide = any(high == LAST_SIGN for _, high in ranges)
    told = others(ranges) if is_wide else ranges
    if not told:
        return r"[\s\S]"
    inside = "".join([f"\\U{low:08x}-\\U{high:08x}" for low, high in told])
    return f"[^{inside}]" if is_wide else f"[{inside}]"


class Automaton:
    """State i: the first i tokens are matched. A set of states is a number, bit i for state i."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._final = 1 << len(tokens)
        self._directories = self._bits("directories")
        # States that may pass on without a sign, always or where an assertion holds.
        self._free = self._directories | self._bits("many") | self._bits("maybe")
        self._is_anchored = tokens[:1] == [("start", ())]
        self._assertions = {kind: self._bits(kind) for kind in ("start", "end", "border", "inside")}
        self._has_borders = self._assertions["border"] | self._assertions["inside"] != 0
        self._steps: dict[str, tuple[int, int]] = {}

    def matches(self, text: str) -> bool:
        """Whether the expression matches somewhere in the text."""
        states, in_directories = self._closed(1, text, 0), 0
        for index, sign in enumerate(text):
            if states & self._final:
                return True
            if not states and not in_directories and self._is_anchored:
                return False
            moving, staying = self._step(sign)
            in_directories |= states & self._directories
            states = (states & moving) << 1 | states & staying
            if sign == "/":
                states |= in_directories << 1
            elif sign == "\n":
                in_directories = 0
            states = self._closed(states | (not self._is_anchored), text, index + 1)
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
            step = (mask & (self._bits("one") | self._bits("maybe")), mask & self._bits("many"))
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
