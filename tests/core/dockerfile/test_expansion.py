"""Words, step names and here-documents, expanded as the builder does it."""

from __future__ import annotations

import pytest

from layerviz.core.dockerfile.expansion import (
    LONGEST,
    MOST_NESTED,
    expand_heredoc,
    expand_run_name,
    expand_step_name,
    expand_word,
    split_words,
)

VARIABLES = {"A": "one", "B": "", "C": "three", "F": "a.b.c", "P": "xx**", "ü": "u", "1": "digit"}


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("plain", "plain"),
        ("$A", "one"),
        ("${A}", "one"),
        ("x${A}y$C", "xoneythree"),
        ("$A.$C/", "one.three/"),
        ("$D", ""),
        ("$ü", "u"),
        ("$1x", "digitx"),
        ("$@$*$#$?$-$!$$", ""),
        ("cost: 5$", "cost: 5$"),
        ("$ $.", "$ $."),
        ("a\\ b", "a b"),
        ("a\\nb", "anb"),
        ("\\$A", "$A"),
        ("\\\\$A", "\\one"),
        ("end\\", "end"),
        ("'$A'", "$A"),
        ("'a\\b'", "a\\b"),
        ('"$A"', "one"),
        ('"a\\"b"', 'a"b'),
        ('"a\\nb"', "a\\nb"),
        ('"a\\\\b"', "a\\b"),
        ('"\\$A"', "$A"),
        ('"it\'s"', "it's"),
        ("'a'\"b\"c", "abc"),
        ("\ufeffx", "x"),
        ("${A:-d}", "one"),
        ("${B:-d}", "d"),
        ("${B-d}", ""),
        ("${D:-d}", "d"),
        ("${D-d}", "d"),
        ("${D:-}", ""),
        ("${A:+a}", "a"),
        ("${B:+a}", ""),
        ("${B+a}", "a"),
        ("${D+a}", ""),
        ("${A:?no}", "one"),
        ("${B?no}", ""),
        ("${D:-$A$C}", "onethree"),
        ("${D:-${E:-${A}}}", "one"),
        ("${D:-'$A'}", "$A"),
        ('${D:-"$A x"}', "one x"),
        ("${D:-a\\}b}", "a}b"),
        ("${F%.*}", "a.b"),
        ("${F%%.*}", "a"),
        ("${F#*.}", "b.c"),
        ("${F##*.}", "c"),
        ("${F#x}", "a.b.c"),
        ("${F%.?}", "a.b"),
        ("${P%\\*}", "xx*"),
        ("${F/./-}", "a-b.c"),
        ("${F//./-}", "a-b-c"),
        ("${F//b*/Q}", "a.Q"),
        ("${F/$D/x}", "xa.b.c"),
        ("${F//?/x}", "xxxxx"),
        ("${D/a/b}", ""),
        ("${D#a}${D%a}", ""),
        ("${+x}", ""),
    ],
)
def test_words_expand_as_in_the_builder(raw: str, text: str) -> None:
    found = expand_word(raw, VARIABLES)
    assert (found.text, found.error) == (text, "")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("${D:?}", "D: is not allowed to be unset"),
        ("${D?}", "D: is not allowed to be unset"),
        ("${B:?}", "B: is not allowed to be empty"),
        ("${D:?say $A}", "D: say one"),
        ("${}", "syntax error: bad substitution"),
        ("${{A}", "syntax error: bad substitution"),
        ("${:x}", "syntax error: bad substitution"),
        ("${", "syntax error: missing '}'"),
        ("${A:-x", "syntax error: missing '}'"),
        ("${A/x", "syntax error: missing '/' in ${}"),
        ("${A/x/y", "syntax error: missing '}'"),
        ("${A", "unsupported modifier (\ufffd) in substitution"),
        ("${A:=x}", "unsupported modifier (:=) in substitution"),
        ("${A:1:2}", "unsupported modifier (:1) in substitution"),
        ("${#A}", "unsupported modifier (A) in substitution"),
        ("${A=x}", "unsupported modifier (=) in substitution"),
        ("${D:-${}x}", "syntax error: bad substitution"),
        ("${F/\\./x}", "invalid pattern (\\.) in substitution: invalid escape '\\.'"),
        ("${F#x\\", "syntax error: missing '}'"),
        ("it's", "unexpected end of statement while looking for matching single-quote"),
        ('"x', "unexpected end of statement while looking for matching double-quote"),
        ('"x\\', "unexpected end of statement while looking for matching double-quote"),
    ],
)
def test_malformed_words_say_why_in_the_builders_words(raw: str, reason: str) -> None:
    found = expand_word(raw, VARIABLES)
    assert found.text == ""
    assert found.error.startswith("failed to process ")
    assert found.error.endswith(f": {reason}")


def test_every_name_looked_up_is_told_whether_it_is_set_or_not() -> None:
    assert expand_word("$A ${D:-$E} '$C'", VARIABLES).used == {"A", "D", "E"}


def test_the_escape_character_follows_the_directive() -> None:
    assert expand_word("c:\\$A `$A", VARIABLES, "`").text == "c:\\one $A"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("RUN true", "RUN true"),
        ("RUN echo $A ${B} $C $D ${D:-dflt}", "RUN echo one  three $D ${D:-dflt}"),
        ("RUN echo \\$A '$A' \"$A\"", "RUN echo $A '$A' \"one\""),
        ("RUN echo $1 $(date) $$", "RUN echo digit $(date) $$"),
        ("RUN echo ${D%x} ${D/x/y} ${F%.c}", "RUN echo ${D%x} ${D/x/y} a.b"),
        ('RUN a\\nb "a\\"b" "a\\nb"', 'RUN anb "a"b" "a\\nb"'),
        ("RUN echo $A # don't", "RUN echo $A # don't"),
        ("RUN echo $A ${#A}", "RUN echo $A ${#A}"),
    ],
)
def test_the_name_of_a_run_keeps_quotes_and_unknown_variables(text: str, shown: str) -> None:
    assert expand_run_name(text, VARIABLES) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('COPY $A ${D}a.txt "/xy/$C/"', "COPY one a.txt /xy/three/"),
        ('COPY ["a.txt", "/x y/"]', "COPY [a.txt, /x y/]"),
        ('COPY <<"E" /x', "COPY <<E /x"),
        ("COPY ${D:?} /x", "COPY ${D:?} /x"),
    ],
)
def test_the_name_of_a_copy_is_expanded_like_a_word(text: str, shown: str) -> None:
    assert expand_step_name(text, VARIABLES) == shown


def test_quotes_mean_nothing_in_a_heredoc_and_backslashes_go() -> None:
    body = "it's $A '$A' \"$A\" \\$A \\n \\\\ [$D]\n"
    assert expand_heredoc(body, VARIABLES).text == "it's one 'one' \"one\" $A n \\ []\n"
    assert expand_heredoc("plain 'x'\n", VARIABLES).text == "plain 'x'\n"
    assert "bad substitution" in expand_heredoc("${}\n", VARIABLES).error


def test_deep_nesting_is_an_error_and_not_a_crash() -> None:
    deep = "${a:-" * 50_000
    assert "nested too deeply" in expand_word(deep, {}).error
    allowed = "${a:-" * MOST_NESTED + "x" + "}" * MOST_NESTED
    assert expand_word(allowed, {}).text == "x"


def test_texts_that_double_each_time_stop_growing() -> None:
    text = "x"
    for _ in range(60):
        found = expand_word("$A$A", {"A": text})
        text = found.text or text
    assert len(text) <= LONGEST
    assert "too long" in found.error


def test_words_are_divided_outside_quotes_only() -> None:
    line = 'RUN cat <<EOF <<"E F" a\\ b $(x y) $D'
    words = ("RUN", "cat", "<<EOF", '<<"E F"', "a\\ b", "$(x", "y)", "$D")
    assert split_words(line, keeps_quotes=True, keeps_escapes=True) == words
    assert split_words("a 'b", keeps_quotes=True, keeps_escapes=True) is None
    assert split_words("", keeps_quotes=True, keeps_escapes=True) == ()
    assert split_words('a "b\\"" ', keeps_quotes=True, keeps_escapes=True) == ("a", '"b\\""')


def test_a_spaced_heredoc_is_one_word_where_the_syntax_joins_it() -> None:
    joined = split_words(
        "a << E < f <<", keeps_quotes=True, keeps_escapes=True, joins_heredocs=True
    )
    assert joined == ("a", "<< E", "<", "f", "<<")
