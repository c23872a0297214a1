"""Parsing a text with an earlier one at hand gives what parsing it alone gives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from layerviz.core.dockerfile.parsing import parse

LINES = [
    "FROM alpine",
    "FROM a AS b",
    "RUN echo a",
    "RUN echo a \\",
    "  && true",
    "RUN echo a `",
    "RUN <<EOF",
    "EOF",
    "COPY --chown=1 a b",
    "COPY a",
    "COPY <<EOF /b",
    "ENV A=1 B=2",
    "ENV A",
    "ONBUILD RUN true",
    "ONBUILD COPY a",
    "# escape=`",
    "# syntax=docker/dockerfile:1",
    "# a remark",
    "RUN",
    'CMD ["a"]',
    "RNU a",
    "ARG A=1",
    "",
    "\ufeffFROM alpine",
    "RUN a\u00a0",
    "RUN a\r",
    "WORKDIR \u00e9\ufffd",
]
texts = st.lists(st.sampled_from(LINES), max_size=8).map("\n".join)


@given(st.lists(texts, min_size=2, max_size=4))
def test_an_earlier_text_changes_nothing(several: list[str]) -> None:
    earlier = None
    for text in several:
        earlier = parse(text, earlier=earlier)
        assert earlier == parse(text)


@given(texts, st.integers(0, 7), st.sampled_from(LINES))
def test_a_line_put_in_anothers_place_is_parsed_as_if_alone(
    text: str, place: int, line: str
) -> None:
    lines = text.split("\n")
    lines[place : place + 1] = [line]
    changed = "\n".join(lines)
    assert parse(changed, earlier=parse(text)) == parse(changed)


def test_lines_that_stay_where_they_stood_are_the_same_objects() -> None:
    before = parse("FROM a\nRUN one\nRUN two\nRUN three\n")
    after = parse("FROM a\nRUN one\nRUN twos\nRUN three\n", earlier=before)
    kept = [a is b for a, b in zip(before.instructions, after.instructions, strict=True)]
    assert kept == [True, True, False, True]


def test_another_escape_reads_a_line_anew() -> None:
    before = parse("# a\nFROM a\nENV A=x\\ B=2\n")
    text = "# escape=`\nFROM a\nENV A=x\\ B=2\n"
    after = parse(text, earlier=before)
    assert after == parse(text)
    assert after.instructions[-1] != before.instructions[-1]


def test_a_line_that_goes_on_is_read_anew_where_there_is_more_to_read() -> None:
    before = parse("FROM a\nRUN echo a \\")
    text = "FROM a\nRUN echo a \\\n  && true\n"
    assert parse(text, earlier=before) == parse(text)
