"""Whole Dockerfiles with what they mean: `corpus/NAME/Dockerfile` and `corpus/NAME/expected`.

A wanted change of an expectation is written with LAYERVIZ_UPDATE_GOLDEN=1, then read.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from layerviz.core.diagnostics import Span
from layerviz.core.dockerfile.instructions import Instruction, Onbuild, Setting
from layerviz.core.dockerfile.parsing import parse
from layerviz.core.dockerfile.syntax import LATEST

CORPUS = Path(__file__).parent / "corpus"
_COMMON = {"keyword", "span", "original", "flags", "heredocs", "trigger", "problem"}


def _place(span: Span | None) -> str:
    return f"{span.line}:{span.column}-{span.end_line}:{span.end_column}" if span else "-"


def _described(instruction: Instruction) -> list[str]:
    fields: tuple[str, ...] = tuple(getattr(instruction, "__value_fields__", ()))
    own = [f"{name}={getattr(instruction, name)!r}" for name in fields if name not in _COMMON]
    found = [f"{_place(instruction.span)} {instruction.keyword} {' '.join(own)}".rstrip()]
    for flag in instruction.flags:
        found.append(f"  flag {flag.name}={flag.value!r} {_place(flag.span)}")
    for heredoc in instruction.heredocs:
        found.append(f"  heredoc {heredoc.name} {_place(heredoc.span)} {heredoc.body!r}")
    if isinstance(instruction, Setting) and instruction.problem is not None:
        found.append(f"  refused where it is executed: {instruction.problem.builder_message}")
    if isinstance(instruction, Onbuild):
        found += [f"  {line}" for line in _described(instruction.trigger)]
    return found


def described(data: bytes) -> str:
    """What a Dockerfile means, as text: a line for each fact."""
    found = parse(data, syntax=LATEST)
    lines = [f"directive {each.name}={each.value} {_place(each.span)}" for each in found.directives]
    for instruction in found.instructions:
        lines += _described(instruction)
    for each in found.diagnostics:
        about = f"{each.severity.value} {each.code} {_place(each.span)}"
        lines.append(f"{about} {each.builder_message}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("name", sorted(folder.name for folder in CORPUS.iterdir()))
def test_the_corpus_means_what_is_written_beside_it(name: str) -> None:
    folder = CORPUS / name
    text = described((folder / "Dockerfile").read_bytes())
    expected = folder / "expected"
    if os.environ.get("LAYERVIZ_UPDATE_GOLDEN"):
        expected.write_bytes(text.encode())
    assert text == expected.read_bytes().decode()
