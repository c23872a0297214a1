"""The patterns of substitutions, against a plain regular expression."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerviz.core.dockerfile.substitution import replaced, without_prefix, without_suffix
from layerviz.core.errors import BadPatternError

TEXTS = st.text("ab./", max_size=8)
PATTERNS = st.lists(st.sampled_from(["a", "b", ".", "*", "?", "\\*", "\\?", "\\\\", "\\/"])).map(
    "".join
)


def _regex(pattern: str, star: str) -> str:
    made, at = "", 0
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            at += 1
            char = re.escape(pattern[at])
        else:
            char = {"*": star, "?": "."}.get(char, re.escape(char))
        made += char
        at += 1
    return made


@given(TEXTS, PATTERNS)
def test_prefixes_are_removed_as_a_regular_expression_would(text: str, pattern: str) -> None:
    for sign, star in (("", ".*?"), ("#", ".*")):
        found = re.match(_regex(pattern, star), text)
        expected = text[found.end() :] if found else text
        assert without_prefix(text, sign + pattern) == expected


@given(TEXTS, PATTERNS)
def test_suffixes_are_the_mirror_of_prefixes(text: str, pattern: str) -> None:
    ends = [
        start for start in range(len(text) + 1) if re.fullmatch(_regex(pattern, ".*"), text[start:])
    ]
    shortest = text[: ends[-1]] if ends else text
    longest = text[: ends[0]] if ends else text
    assert without_suffix(text, pattern) == shortest
    assert without_suffix(text, "%" + pattern) == longest


@given(TEXTS, PATTERNS)
def test_replacing_is_what_a_greedy_regular_expression_does(text: str, pattern: str) -> None:
    regex = _regex(pattern, ".*")
    assert replaced(text, pattern, "X", everywhere=False) == re.sub(regex, "X", text, count=1)
    if re.fullmatch(regex, "") is None:  # for empty matches Go and Python differ
        assert replaced(text, pattern, "X", everywhere=True) == re.sub(regex, "X", text)


def test_an_empty_match_beside_another_match_is_not_replaced_again() -> None:
    assert replaced("abc", "", "-", everywhere=True) == "-a-b-c-"
    assert replaced("abc", "*", "-", everywhere=True) == "-"


@pytest.mark.parametrize("pattern", ["\\a", "a\\"])
def test_escapes_of_ordinary_characters_are_refused(pattern: str) -> None:
    with pytest.raises(BadPatternError, match="invalid escape"):
        without_prefix("x", pattern)


def test_many_stars_take_no_longer_than_a_few() -> None:
    text = "a" * 60_000
    assert without_prefix(text, "#" + "*a" * 1000 + "b") == text
    assert replaced(text, "*a" * 1000 + "b", "", everywhere=True) == text
