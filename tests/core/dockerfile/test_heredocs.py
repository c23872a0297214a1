"""Which words are here-documents."""

from __future__ import annotations

import pytest

from layerviz.core.dockerfile.heredocs import (
    Marker,
    heredoc_of,
    marker_of,
    markers_of,
    without_tabs,
)
from layerviz.core.dockerfile.parsing import parse


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
    assert heredoc_of(copy, "<<'E'") is copy.heredocs[0]
    assert heredoc_of(copy, "<<F") is copy.heredocs[1]
    assert heredoc_of(copy, "a") is None
    assert heredoc_of(copy, "<<G") is None
    assert heredoc_of(copy, "<<'") is None


def test_tabs_go_at_the_beginning_of_lines_only() -> None:
    assert without_tabs("\t\ta\tb\n \tc\n") == "a\tb\n \tc\n"
    assert without_tabs("a\n") == "a\n"
