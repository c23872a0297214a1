"""What an editor colours."""

from __future__ import annotations

import pytest

from layerviz.core.dockerfile.highlighting import highlight_spans
from layerviz.core.dockerfile.parsing import parse


def coloured(text: str) -> list[tuple[str, str]]:
    """Kind and text of every coloured place."""
    found = parse(text)
    lines = found.text.split("\n")
    return [
        (kind, lines[span.line - 1][span.column : span.end_column])
        for span, kind in highlight_spans(found)
    ]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("# syntax=x\n# c\r\n", [("directive", "# syntax=x"), ("comment", "# c")]),
        (
            'FROM --platform=$P "a":$V AS b',
            [
                ("keyword", "FROM"),
                ("flag", "--platform=$P"),
                ("string", '"a"'),
                ("variable", "$V"),
                ("keyword", "AS"),
            ],
        ),
        ("FROM a", [("keyword", "FROM")]),
        ("FROM a \\\n AS b", [("keyword", "FROM")]),
        ("FROM \\\n --platform=x a as b", [("keyword", "FROM"), ("flag", "--platform=x")]),
        (
            'FROM --platform="q as "\\\n a AS b',
            [("keyword", "FROM"), ("flag", '--platform="q as "')],
        ),
        ("FORM a", [("error", "FORM a")]),
    ],
)
def test_single_lines_are_coloured_by_kind(text: str, places: list[tuple[str, str]]) -> None:
    assert coloured(text) == places


def test_whole_files_are_coloured_in_order() -> None:
    text = (
        "FROM a\n"
        "\n"
        "RUN --mount=type=cache,target=/x \\\n"
        "    # inside\n"
        "    echo \"a ${B:-${C}} b\" \\$d 'q $e' $ ${f it's\n"
        "COPY <<E /x\n"
        "body $x\n"
        "\n"
        "E\n"
        "ONBUILD COPY --from=b c \\\n d\n"
        'RUN echo "x\n'
    )
    assert coloured(text)[1:] == [
        ("keyword", "RUN"),
        ("flag", "--mount=type=cache,target=/x"),
        ("comment", "# inside"),
        ("string", '"a '),
        ("variable", "${B:-${C}}"),
        ("string", ' b"'),
        ("string", "'q $e'"),
        ("keyword", "COPY"),
        ("heredoc", "body $x"),
        ("heredoc", "E"),
        ("keyword", "ONBUILD"),
        ("keyword", "COPY"),
        ("flag", "--from=b"),
        ("keyword", "RUN"),
    ]


def test_an_onbuild_on_two_lines_and_a_flag_on_two_lines() -> None:
    assert coloured("FROM a\nONBUILD \\\n RUN x\nCOPY --fr\\\nom=x a b\n")[1:] == [
        ("keyword", "ONBUILD"),
        ("keyword", "COPY"),
    ]
