"""What holds for every Dockerfile: no crash, places inside the text, text edits change nothing."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from layerviz.core.dockerfile.highlighting import highlight_spans
from layerviz.core.dockerfile.instructions import (
    Arg,
    Copy,
    Dockerfile,
    Env,
    From,
    Run,
    Workdir,
)
from layerviz.core.dockerfile.parsing import parse
from tests.fuzz.fuzz_dockerfile import check, generated

MEANINGFUL = (
    "FROM node:20 AS build",
    "ARG V=1 W",
    'ENV A=1 B="x y"',
    "WORKDIR /app/$V",
    "COPY --chown=1:1 package*.json ./",
    "RUN --mount=type=cache,target=/c npm ci && npm test",
    'RUN ["a", "b c"]',
    "RUN <<EOF\necho hi\n# kept\nEOF",
    "ADD <<'X' b /y/\n$A\nX",
    "ONBUILD RUN true",
    'CMD ["node"]',
)
FILES = st.lists(st.sampled_from(MEANINGFUL[1:]), max_size=6).map(
    lambda lines: [MEANINGFUL[0], *lines]
)


def meaning(found: Dockerfile) -> list[tuple[object, ...]]:
    """What each instruction says, without places and without the spelling between words."""
    facts: list[tuple[object, ...]] = []
    for step in found.instructions:
        flags = tuple((flag.name, flag.value) for flag in step.flags)
        bodies = tuple((heredoc.name, heredoc.body, heredoc.expands) for heredoc in step.heredocs)
        own: object = ()
        if isinstance(step, From):
            own = (step.image, step.stage_name)
        elif isinstance(step, Run):
            own = step.command
        elif isinstance(step, Copy):
            own = (step.sources, step.destination)
        elif isinstance(step, Workdir):
            own = step.path
        elif isinstance(step, (Env, Arg)):
            own = step.pairs
        facts.append((step.keyword, flags, bodies, own))
    return facts


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300)))
@example(b"")
@example('FROM a\nCOPY <<"E F" /x\nE F\n')
@example("\\\n\\\n")
@example("FROM a\nRUN <<\ud800\n\ud800\n")
def test_no_bytes_and_no_text_make_it_fail(data: bytes | str) -> None:
    check(data)


@given(st.integers(0, 2**32 - 1))
def test_pieces_of_the_language_in_any_order_do_not_make_it_fail(seed: int) -> None:
    check(generated(random.Random(seed)))


@given(FILES)
def test_whole_lines_are_understood_whole(lines: list[str]) -> None:
    found = parse("\n".join(lines))
    assert found.diagnostics == ()
    assert len(found.instructions) == len(lines)


@given(FILES, st.data())
def test_pure_text_edits_leave_the_meaning(lines: list[str], data: st.DataObject) -> None:
    edits: dict[str, Callable[[str], str]] = {
        "comment": lambda line: f"# c\n\n  # d\n{line}",
        "lower case": lambda line: line.split(" ", 1)[0].lower() + " " + line.split(" ", 1)[1],
        "indented": lambda line: f" \t{line}",
        "blanks": lambda line: line.replace(" ", "   ", 1),
        "continued": lambda line: line.replace(" ", " \\\n# c\n", 1),
        "same": lambda line: line,
    }
    chosen = [data.draw(st.sampled_from(sorted(edits))) for _ in lines]
    edited = "\n".join(edits[name](line) for name, line in zip(chosen, lines, strict=True))
    ending = data.draw(st.sampled_from(["", "\n", "\n\n# end"]))
    assert meaning(parse(edited + ending)) == meaning(parse("\n".join(lines)))
    assert meaning(parse("\ufeff" + edited)) == meaning(parse("\n".join(lines)))


@given(FILES)
def test_windows_line_ends_matter_in_bodies_only(lines: list[str]) -> None:
    plain = [line for line in lines if "\n" not in line]
    assert meaning(parse("\r\n".join(plain))) == meaning(parse("\n".join(plain)))


def _steps_taken(text: str) -> int:
    """Lines of our own code that run while a text is parsed and coloured."""
    count = 0

    def trace(*_: object) -> object:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)  # type: ignore[arg-type]  # the frame and event are of no interest
    try:
        highlight_spans(parse(text))
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize(
    "piece",
    [
        "RUN a && \\\n b\n",
        'COPY --from=x "a b" c d /e/\n',
        "ENV A=1 B='x y' C=${D:-x}\n",
        "RUN <<E\nx\nE\n",
        "RUN echo ${a ${b ' \" $c <<\n",
        "what is this\n",
        "RUN a \\\n\n# c\n",
        'ENV A="x \\\n',
        "RUN <<NOWHERE\n",
    ],
)
def test_work_grows_with_the_size(piece: str) -> None:
    if sys.gettrace() is not None:
        pytest.skip("something else traces: a debugger, or the measuring of coverage")
    small, large = (_steps_taken("FROM a\n" + piece * count) for count in (20, 200))
    assert large <= 12 * small


@pytest.mark.parametrize(
    "line",
    [
        "RUN " + "${a" * 20_000,
        "RUN " + "'" * 60_001,
        "ENV A=" + '"\\' * 30_000,
        "COPY " + "<<a " * 15_000,
        "RUN " + "--mount=x " * 6_000,
        "COPY --é" + "é" * 30_000 + " a b",
        "HEALTHCHECK --interval=" + "1h" * 30_000 + " CMD x",
        "x" * 60_000,
        "RUN " + "[" * 60_000,
        "FROM " + "a/" * 30_000,
    ],
)
def test_the_longest_lines_are_read_in_reasonable_time(line: str) -> None:
    check(f"FROM a\n{line}\n")


def test_ten_megabytes_are_read() -> None:
    line = b"RUN x \\\n " + b"y" * 5_000 + b"\n"
    found = parse(b"FROM a\n" + line * 2_000 + b"\x00\xff\n")
    assert len(found.instructions) == 2_001
