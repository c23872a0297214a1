from __future__ import annotations

import pytest

from layerviz.core.diagnostics import Diagnostic, Severity
from layerviz.core.prediction import predict
from layerviz.core.values import replace
from tests.support.builds import request_of

SHUT = Diagnostic(
    "context-directory-unreadable",
    Severity.WARNING,
    values=(("path", "data/pg"),),
    builder_message="error from sender: open data/pg: permission denied",
)
FILES = {"a.txt": "1", "data/x": "1"}


def is_buildable(text: str) -> bool:
    asked = request_of(text, FILES)
    asked = replace(asked, context=replace(asked.context, diagnostics=(SHUT,)))
    return predict([asked], asked).after.is_buildable


@pytest.mark.parametrize("source", [".", "data", "data/pg", "data/pg/x", "d*", "da?a/*"])
def test_a_shut_folder_stops_the_build_that_sends_it(source: str) -> None:
    assert not is_buildable(f"FROM b\nCOPY {source} /x/\n")


@pytest.mark.parametrize("source", ["a.txt", "data/x", "*.txt"])
def test_a_shut_folder_that_nothing_reads_is_not_even_noticed(source: str) -> None:
    assert is_buildable(f"FROM b\nCOPY {source} /x/\n")


def test_a_stage_that_is_not_needed_sends_nothing() -> None:
    assert is_buildable("FROM b AS other\nCOPY . /x/\nFROM b\nCOPY a.txt /x/\n")
    assert not is_buildable("FROM b AS other\nRUN a\nFROM other\nCOPY . /x/\n")


def test_a_mount_without_a_source_sends_everything() -> None:
    assert not is_buildable("FROM b\nRUN --mount=type=bind,target=/src make\n")
