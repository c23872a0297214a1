"""Go's `path.Match`, its text habits, and expressions as Go's engine runs them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerviz.core.automaton import Automaton, compile_expression
from layerviz.core.go_expressions import InvalidExpression, alternatives_of
from layerviz.core.patterns import go_cleaned, go_trimmed, is_malformed, match_component

# Taken over from the table of Go's own test of path.Match: pattern, name, does it match.
GO_TABLE = [
    ("abc", "abc", True),
    ("*", "abc", True),
    ("*c", "abc", True),
    ("a*", "a", True),
    ("a*", "abc", True),
    ("a*", "ab/c", False),
    ("a*/b", "abc/b", True),
    ("a*/b", "a/c/b", False),
    ("a*b*c*d*e*/f", "axbxcxdxe/f", True),
    ("a*b*c*d*e*/f", "axbxcxdxexxx/f", True),
    ("a*b*c*d*e*/f", "axbxcxdxe/xxx/f", False),
    ("a*b*c*d*e*/f", "axbxcxdxexxx/fff", False),
    ("a*b?c*x", "abxbbxdbxebxczzx", True),
    ("a*b?c*x", "abxbbxdbxebxczzy", False),
    ("ab[c]", "abc", True),
    ("ab[b-d]", "abc", True),
    ("ab[e-g]", "abc", False),
    ("ab[^c]", "abc", False),
    ("ab[^e-g]", "abc", True),
    ("a\\*b", "a*b", True),
    ("a\\*b", "ab", False),
    ("a?b", "a\u263ab", True),
    ("a[^a]b", "a\u263ab", True),
    ("a???b", "a\u263ab", False),
    ("a[^a][^a][^a]b", "a\u263ab", False),
    ("[a-\u03b6]*", "\u03b1", True),
    ("*[a-\u03b6]", "A", False),
    ("a?b", "a/b", False),
    ("a*b", "a/b", False),
    ("[\\]a]", "]", True),
    ("[\\-]", "-", True),
    ("[x\\-]", "x", True),
    ("[x\\-]", "z", False),
    ("[\\-x]", "-", True),
    ("*x", "xxx", True),
    ("[^a]", "/", True),
    ("[z-a]", "z", False),
    ("[^z-a]", "z", True),
    ("[*]", "*", True),
    ("", "", True),
    ("", "a", False),
    (".*", ".env", True),
    ("a]", "a]", True),
    ("[\ufffd]", "\udcff", True),
    ("?", "\udcff", True),
]
MALFORMED = [
    *("[]a]", "[-]", "[x-]", "[-x]", "[a-b-c]", "[", "[^", "[^bc", "a[", "[a", "[\\", "[a-", "*["),
    *("\\", "a\\", "*\\", "[^]a]", "b[a-", "x*[y", "[a-]", "[\\]"),
]


@pytest.mark.parametrize(("pattern", "name", "expected"), GO_TABLE)
def test_matches_as_go_does(pattern: str, name: str, expected: bool) -> None:
    assert match_component(pattern, name) is expected
    assert not is_malformed(pattern)


@pytest.mark.parametrize("pattern", MALFORMED)
def test_malformed_patterns_match_nothing(pattern: str) -> None:
    assert is_malformed(pattern)
    assert not match_component(pattern, "a")
    assert not match_component(pattern, pattern)


@given(st.text("ab*?/", max_size=8), st.text("ab/", max_size=10))
def test_stars_and_questions_mean_what_they_say(pattern: str, name: str) -> None:
    expression = pattern.replace("*", "[^/]*").replace("?", "[^/]")
    # Repeated stars are one; Python would try every way to share a name among them.
    expression = re.sub(r"(\[\^/\]\*)+", "[^/]*", expression)
    assert match_component(pattern, name) == bool(re.fullmatch(expression, name))


@given(st.text(max_size=12), st.text(max_size=12))
def test_any_text_is_a_pattern_or_malformed(pattern: str, name: str) -> None:
    assert not (is_malformed(pattern) and match_component(pattern, name))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("", "."),
        ("a//b/./c/", "a/b/c"),
        ("a/../b", "b"),
        ("../a", "../a"),
        ("../../a/..", "../.."),
        ("/../a", "/a"),
        ("/", "/"),
        ("//a", "/a"),
        ("a/..", "."),
        ("!a/../b", "b"),
    ],
)
def test_cleans_paths_as_go_does(path: str, expected: str) -> None:
    assert go_cleaned(path) == expected


def test_trims_what_go_calls_space() -> None:
    assert go_trimmed("\u2003\u0085 a\u001c \u3000") == "a\u001c"


class TestExpressions:
    @pytest.mark.parametrize(
        ("expression", "yes", "no"),
        [
            ("^a\\.b$", ["a.b"], ["axb", "a.b\n", "xa.b"]),
            ("^[^/]*$", ["", "ab", "a\nb"], ["a/b"]),
            ("^.*$", ["", "a/b"], ["a\nb"]),
            ("^(.*/)?a$", ["a", "x/a", "x/y/a", "/a"], ["xa", "a/", "x\n/a"]),
            ("^\\d\\D\\w\\W\\s\\S$", ["1xa- b"], ["xxa- b", "1xa-\u00a0b"]),
            ("^[\\d-z]$", ["1", "-", "z"], ["a"]),
            ("^[\\Da]$", ["x", "a"], ["1"]),
            ("^[a-]$", ["a", "-"], ["b"]),
            ("^[]a]$", ["]", "a"], ["["]),
            ("^[[:alpha:][:^digit:]]$", ["a", "-"], ["1"]),
            ("^[[:x]$", ["[", ":", "x"], ["]"]),
            ("^[\\]\\-]$", ["]", "-"], ["\\"]),
            ("^\\Qa.*\\Eb$", ["a.*b"], ["axxb"]),
            ("^\\Qa$", ["a$", "a$more"], ["a"]),
            ("^\\x41\\101\\0\\a\\v$", ["AA\0\a\v"], ["AA"]),
            ("^\\pL\\PL$", ["é1"], ["11"]),
            ("^\\ba\\B[^/]*\\b$", ["ab", "a_ b"], ["b", "a"]),
            ("^\\Aa\\z$", ["a"], ["ab"]),
            ("^a^b$", [], ["ab", "a^b"]),
            ("^[^\\S\\s]$", [], ["a"]),
            ("^[\\S\\s]*x$", ["x", "a/x"], ["a"]),
            ("^a|b$", ["a", "ax", "xb", "b"], ["xa", "bx", ""]),
            ("^a||b$", ["", "x"], []),
            ("^a{2}$", ["aa"], ["a", "aaa"]),
            ("^a{1,2}b{0,}$", ["a", "aa", "aab", "abbb"], ["", "aaa", "b"]),
            ("^a{1,}$", ["a", "aaa"], [""]),
            ("^a{0}b$", ["b"], ["ab"]),
            ("^{0}a$", ["a", "xa"], ["ax"]),
            ("^{2}a$", ["a"], ["xa"]),
            ("^a{02}{,2}{x}{$", ["a{02}{,2}{x}{"], ["aa"]),
            ("^[{|}]{2}$", ["{|", "}}"], ["{"]),
        ],
    )
    def test_mean_what_go_means(self, expression: str, yes: list[str], no: list[str]) -> None:
        matches = compile_expression(expression)
        slow = [Automaton(tokens) for tokens in alternatives_of(expression)]
        for text in (*yes, *no):
            assert matches(text) == (text in yes), text
            assert any(each.matches(text) for each in slow) == (text in yes), text

    @pytest.mark.parametrize(
        "expression",
        [
            *("^[b-a]$", "^[\\d-", "^[a", "^[a-", "^[[:none:]]$", "^\\q$", "^\\é$", "^\\1$"),
            *("^\\x4$", "^\\", "^\\pX$", "^[a-\\d]$", "^[\\"),
            *("^a{2}{2}$", "^[^/]*{2}$", "^(.*/)?{2}a$", "^a{2,1}$", "^a{1001}$", "^a|{2}$"),
            "^" + "a{1000}" * 300,
        ],
    )
    def test_are_refused_as_go_refuses_them(self, expression: str) -> None:
        with pytest.raises(InvalidExpression):
            compile_expression(expression)

    @given(
        st.lists(
            st.sampled_from(["a", "b", "[^/]*", "[^/]", ".*", "(.*/)?", "/", "[ab]"]), max_size=8
        ),
        st.lists(st.text("ab/\n", max_size=12), max_size=5),
    )
    def test_the_automaton_agrees_with_pythons_engine(
        self, parts: list[str], texts: list[str]
    ) -> None:
        expression = f"^{''.join(parts)}$"
        matches = compile_expression(expression)
        slow = Automaton(alternatives_of(expression)[0])
        expected = re.compile(expression.replace("$", r"\Z"))
        for text in texts:
            assert matches(text) == slow.matches(text) == bool(expected.match(text))

    def test_long_texts_take_the_automaton(self) -> None:
        assert compile_expression("^[^/]*a$")("b" * 5_000 + "a")

    def test_more_signs_than_are_remembered(self) -> None:
        matches = compile_expression("^[^/]*a[^/]*b[^/]*c$")
        assert matches("".join(map(chr, range(0x4E00, 0x4E00 + 1_100))) + "abc")
