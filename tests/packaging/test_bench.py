from __future__ import annotations

import pytest

from bench import __main__ as bench
from bench.timing import Figure


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """Rows that only note that they were measured, and how."""
    noted: list[tuple[str, bool]] = []

    def note(name: str, short: bool) -> list[Figure]:
        noted.append((name, short))
        return [Figure(name, "nothing", 2, 1, 1)]

    rows = {name: lambda short, name=name: note(name, short) for name in bench.ROWS}
    monkeypatch.setattr(bench, "ROWS", rows)
    return noted


def test_it_measures_every_row_unless_some_are_named(measured: list[tuple[str, bool]]) -> None:
    assert bench.main([]) == 0
    assert measured == [(name, False) for name in bench.ROWS]


def test_it_measures_the_named_rows(measured: list[tuple[str, bool]]) -> None:
    assert bench.main(["window", "--short"]) == 0
    assert measured == [("window", True)]


@pytest.mark.parametrize("words", [["--help"], ["-h", "window"]])
def test_asked_for_help_it_measures_nothing(
    words: list[str], measured: list[tuple[str, bool]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench.main(words) == 0
    assert measured == []
    assert "keystroke" in capsys.readouterr().out


@pytest.mark.parametrize("word", ["windows", "--shirt"])
def test_a_word_that_it_does_not_know_is_an_error(
    word: str, measured: list[tuple[str, bool]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench.main(["window", word]) == 2
    assert measured == []
    assert word in capsys.readouterr().err
