"""Which words are here-documents."""

from __future__ import annotations

import pytest

from layerviz.core.dockerfile.heredocs import (
    Marker,
    heredoc_of,
    lone_heredoc,
    marker_of,
    markers_of,
    summary_of,
    without_tabs,
)
from layerviz.core.dockerfile.instructions import Run
from layerviz.core.dockerfile.parsing import parse
from layerviz.core.dockerfile.syntax import required_version


@pytest.mark.parametrize(
    ("word", "marker"),
    [
        ("<<E", Marker("E", True, False, "")),
        ("<<-E", Marker("E", True, True, "")),
        ("3<<E", Marker("E", True, False, "3")),
        ("<<'E'", Marker("E", False, False, "")),
        ('<<"E F"', Marker("E F", False, False, "")),
        ("<<E'F'", Marker("EF", False, False, "")),
        ("<<\\'E", Marker("'E", True, False, "")),
        ("<<$E", Marker("$E", True, False, "")),
        ("<<E;", Marker("E;", True, False, "")),
        ("<<", None),
        ("<<-", None),
        ("<<''", None),
        ("<<<E", None),
        ("<<E<", None),
        ("x<<E", None),
        ("²<<E", None),
        ("<<'E", None),
        ("<<a b", None),
        ("E", None),
    ],
)
def test_a_word_announces_a_heredoc_or_not(word: str, marker: Marker | None) -> None:
    assert marker_of(word) == marker


def test_a_line_announces_them_in_order_outside_quotes() -> None:
    line = "COPY <<A '<<B' \"<<C\" x<<D <<-E /x"
    assert [marker.name for marker in markers_of(line)] == ["A", "E"]
    assert markers_of("COPY <<A it's /x") == ()
    assert markers_of("COPY a /x") == ()


def test_spaces_before_the_name_came_later() -> None:
    assert markers_of("RUN << E", (1, 15)) == ()
    assert [marker.name for marker in markers_of("RUN << 'E' x", (1, 16))] == ["E"]


def test_a_source_names_its_heredoc() -> None:
    copy = parse("FROM a\nCOPY <<'E' a <<F /x/\n1\nE\n2\nF\n").instructions[1]
    assert heredoc_of(copy, "<<'E'") == copy.heredocs[0]
    assert heredoc_of(copy, "<<F") == copy.heredocs[1]
    assert heredoc_of(copy, "a") is None
    assert heredoc_of(copy, "<<'") is None


def test_of_several_with_one_name_a_source_means_the_last() -> None:
    copy = parse("FROM a\nCOPY <<E <<'E' /x/\n1\nE\n2\nE\n").instructions[1]
    first, second = (heredoc_of(copy, word) for word in ("<<E", "<<'E'"))
    assert first is not None
    assert second is not None
    assert (first.body, first.expands) == ("2\n", True)
    assert (second.body, second.expands) == ("2\n", False)


def test_in_a_json_list_the_word_means_an_empty_file() -> None:
    copy = parse('FROM a\nCOPY ["<<-E", "/x"]\n').instructions[1]
    found = heredoc_of(copy, "<<-E")
    assert found is not None
    assert (found.name, found.body, found.strips_tabs) == ("E", "", True)


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ("RUN <<E\necho 1\nE\n", "echo 1"),
        ("RUN 3<<-E\n\n\t\techo 1\n\techo 2\n\tE\n", "echo 1..."),
        ("RUN <<E\r\necho 1\r\necho 2\r\nE\r\n", "echo 1..."),
        ("RUN <<E\nE\n", ""),
        ("RUN <<E # c\necho 1\nE\n", None),
        ("RUN cat <<E\necho 1\nE\n", None),
        ("RUN <<A <<B\n1\nA\n2\nB\n", None),
        ("RUN echo\n", None),
        ('RUN ["<<E"]\n', None),
    ],
)
def test_a_command_that_is_nothing_else_is_summed_up(text: str, summary: str | None) -> None:
    run = parse(f"FROM a\n{text}").instructions[1]
    assert isinstance(run, Run)
    heredoc = lone_heredoc(run)
    assert (None if heredoc is None else summary_of(heredoc)) == summary


def test_blanks_before_the_name_are_marked() -> None:
    run = parse("FROM a\nRUN << E\necho\nE\n").instructions[1]
    assert run.heredocs[0].is_spaced
    assert required_version(run) == (1, 16)
    assert required_version(parse("FROM a\nRUN <<E\necho\nE\n").instructions[1]) is None


def test_tabs_go_at_the_beginning_of_lines_only() -> None:
    assert without_tabs("\t\ta\tb\n \tc\n") == "a\tb\n \tc\n"
    assert without_tabs("a\n") == "a\n"
