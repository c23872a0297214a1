"""Any bytes as a Dockerfile: no crash, places inside the text.

`python -m tests.fuzz.fuzz_dockerfile [COUNT] [SEED]` makes COUNT inputs, half from pieces of the
language, half by damaging those. The seed is printed, so that a failure can be had again.
"""

from __future__ import annotations

import random
import sys
import time

from layerviz.core.diagnostics import Span
from layerviz.core.dockerfile.expansion import (
    expand_heredoc,
    expand_run_name,
    expand_step_name,
    expand_word,
)
from layerviz.core.dockerfile.heredocs import heredoc_of
from layerviz.core.dockerfile.highlighting import highlight_spans
from layerviz.core.dockerfile.instructions import Copy, Dockerfile, From, Instruction, Onbuild
from layerviz.core.dockerfile.parsing import parse
from layerviz.core.dockerfile.syntax import required_version
from layerviz.core.references import normalised

PIECES = """
FROM RUN COPY ADD ENV ARG LABEL USER WORKDIR SHELL ONBUILD HEALTHCHECK EXPOSE VOLUME CMD ENTRYPOINT
STOPSIGNAL MAINTAINER from AS scratch alpine:3 a.txt . /x $A ${A} ${A:-b} ${A%.*} ${A/a/b} ${ } ' "
\\ ` [ ] , = A=1 B= --from=x --link --chown=1:1 --mount=type=cache,target=/t --parents --exclude=*
--foo -- << <<E <<-E <<'E' 3<<E E # #escape=` #syntax=x NONE {} \x00 é 日
""".split()  # noqa: SIM905 - a list of fifty quoted words reads worse
GLUE = (" ", " ", " ", "\n", "\n", "\n", "\t", "", "\\\n", "\r\n", "\\ \n", '"', "\f", "\u2028")
VARIABLES = {"A": "a.b.c", "B": "", "x": "'$A'"}


def generated(source: random.Random) -> bytes:
    """One input: pieces of the language, perhaps damaged."""
    words = [source.choice(PIECES) + source.choice(GLUE) for _ in range(source.randint(0, 40))]
    if source.random() < 0.3:
        words.insert(0, '["a", "b"]\nFROM x\nRUN ')
    data = bytearray("".join(words).encode())
    if source.random() < 0.5:
        for _ in range(source.randint(1, 5)):
            _damage(data, source)
    return bytes(data)


def _damage(data: bytearray, source: random.Random) -> None:
    at = source.randint(0, len(data))
    kind = source.randint(0, 3)
    if kind == 0:
        data[at:at] = bytes([source.randint(0, 255)])
    elif kind == 1:
        del data[at : at + source.randint(1, 4)]
    elif kind == 2:
        data[at:at] = data[: source.randint(0, 20)]
    elif data:
        data[at % len(data)] = source.randint(0, 255)


def check(data: bytes | str) -> None:
    """Parse one input in an old and a new syntax and look at everything made of it."""
    for syntax in ((1, 7), (1, 28)):
        found = parse(data, syntax=syntax)
        _check_places(found)
        for instruction in found.instructions:
            _check_instruction(instruction, found.escape)


def _check_places(found: Dockerfile) -> None:
    lines = found.text.split("\n")
    last = (1, 0)
    for instruction in found.instructions:
        _check_span(instruction.span, lines)
        assert last <= (instruction.span.line, instruction.span.column), "instructions overlap"
        last = (instruction.span.end_line, instruction.span.end_column)
        parts = [flag.span for flag in instruction.flags]
        parts += [heredoc.span for heredoc in instruction.heredocs]
        for span in parts:
            _check_span(span, lines)
            assert (span.end_line, span.end_column) <= last
    for diagnostic in found.diagnostics:
        if diagnostic.span is not None:
            _check_span(diagnostic.span, lines)
    last = (1, 0)
    for span, _ in highlight_spans(found):
        _check_span(span, lines)
        assert span.line == span.end_line
        assert last <= (span.line, span.column), "colours overlap"
        last = (span.end_line, span.end_column)


def _check_span(span: Span, lines: list[str]) -> None:
    assert 1 <= span.line <= span.end_line <= len(lines), span
    assert 0 <= span.column <= len(lines[span.line - 1]), span
    assert 0 <= span.end_column <= len(lines[span.end_line - 1]), span
    assert (span.line, span.column) <= (span.end_line, span.end_column), span


def _check_instruction(instruction: Instruction, escape: str) -> None:
    assert instruction.original == instruction.original.strip(" \t")
    required_version(instruction)
    expand_run_name(instruction.original, VARIABLES, escape)
    expand_step_name(instruction.original, VARIABLES, escape)
    for heredoc in instruction.heredocs:
        expand_heredoc(heredoc.body, VARIABLES)
    if isinstance(instruction, From):
        normalised(expand_word(instruction.image, VARIABLES, escape).text)
    if isinstance(instruction, Copy):
        for word in (*instruction.sources, instruction.destination):
            expand_word(word, VARIABLES, escape)
            heredoc_of(instruction, word)
    if isinstance(instruction, Onbuild):
        _check_instruction(instruction.trigger, escape)


def run(count: int, seed: int) -> None:
    """Check `count` inputs; a failure tells the seed and the input."""
    source = random.Random(seed)
    for number in range(count):
        data = generated(source)
        try:
            check(data)
        except Exception as problem:
            problem.add_note(f"seed {seed}, input {number}: {data!r}")
            raise


def main() -> None:
    """Run from the command line."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(2**32)
    print(f"seed {seed}, {count} inputs", flush=True)  # noqa: T201 - a script
    start = time.monotonic()
    run(count, seed)
    print(f"no crash in {time.monotonic() - start:.0f} s")  # noqa: T201 - a script


if __name__ == "__main__":
    main()
