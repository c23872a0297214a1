"""Short ways to a build request, for tests that tell their own Dockerfile and context."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from layerviz.core.analysis import Analysis, Step
from layerviz.core.context import (
    ContextSnapshot,
    Directory,
    File,
    Node,
    Symlink,
    content_digest,
    path_parts,
    put,
)
from layerviz.core.dockerfile.parsing import parse
from layerviz.core.prediction import predict
from layerviz.core.requests import BuilderProfile, BuildRequest


def context_of(files: Mapping[str, str | Node]) -> ContextSnapshot:
    """A context in memory: path to text or node; a text that starts with `->` is a link."""
    root = Directory(0o755, {})
    for path, given in files.items():
        node: Node
        if isinstance(given, str) and given.startswith("->"):
            node = Symlink(given.removeprefix("->"))
        elif isinstance(given, str):
            content = given.encode("utf-8")
            node = File(0o644, len(content), content_digest(content))
        else:
            node = given
        root = put(root, path_parts(path), node)
    return ContextSnapshot(root)


def request_of(
    text: str, files: Mapping[str, str | Node] | None = None, **options: Any
) -> BuildRequest:
    """A request for a Dockerfile that lies outside its context."""
    profile = options.get("profile", BuilderProfile())
    dockerfile = parse(text, syntax=profile.frontend)
    return BuildRequest(dockerfile=dockerfile, context=context_of(files or {}), **options)


def verdicts_of(analysis: Analysis) -> list[str]:
    """`KEYWORD verdict` of every step after the edit, in file order."""
    return [f"{step.instruction} {step.verdict.value}" for step in analysis.after.steps]


def changed(text: str, other: str, files: Mapping[str, str | Node] | None = None) -> Analysis:
    """The analysis of an edit of the Dockerfile."""
    return predict([request_of(text, files)], request_of(other, files))


def step_with(analysis: Analysis, text: str) -> Step:
    """The one step after the edit whose label holds the text."""
    (found,) = [step for step in analysis.after.steps if text in step.label]
    return found
