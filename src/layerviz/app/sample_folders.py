"""Where the samples lie. Reads no description: a prediction has no time for it (docs/adr/0002)."""

from __future__ import annotations

import os

from layerviz import assets
from layerviz.core.diagnostics import Diagnostic, Severity

PREFIX = "sample:"
FIRST_SAMPLE = "node-order"
"""Shown at the first start."""
_ORDER = (
    FIRST_SAMPLE,
    "python-pip",
    "touch-and-chmod",
    "dockerignore-trap",
    "arg-trap",
    "env-order",
    "apt-get-stale",
    "cache-mount",
    "heredoc",
    "copy-link",
    "skipped-stage",
    "go-multistage",
    "java-maven",
    "rerun-with-same-output",
    "pnpm-monorepo",
    "broken",
)
"""From one stage and the plainest edits to several; samples that are not named here come last."""


def find_sample(target: str) -> tuple[str, str] | Diagnostic | None:
    """Name and folder for `sample:NAME`, a Diagnostic if there is none; None for other targets."""
    if not target.startswith(PREFIX):
        return None
    name = target.removeprefix(PREFIX)
    folder = sample_folder(name)
    if folder is not None:
        return name, folder
    values = (("name", name), ("names", ", ".join(sample_names())))
    return Diagnostic("target-unknown-sample", Severity.ERROR, None, values)


def sample_names() -> tuple[str, ...]:
    """The names of all samples, in the order in which they teach."""
    with os.scandir(assets.samples_path()) as entries:
        names = {entry.name[:-5] for entry in entries if entry.name.endswith(".toml")}
    known = [name for name in _ORDER if name in names]
    return (*known, *sorted(names.difference(known)))


def sample_folder(name: str) -> str | None:
    """The absolute path of a sample's build context; None if there is no such sample."""
    is_name = bool(name) and os.path.basename(name) == name and not name.startswith(".")
    is_sample = is_name and os.path.isfile(assets.samples_path(f"{name}.toml"))
    return assets.samples_path(name) if is_sample else None
