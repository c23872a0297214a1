"""`layerviz predict` on a sample, as a whole process, beside a bare interpreter."""

from __future__ import annotations

import sys
from pathlib import Path

from bench.timing import Figure, in_turns, process_ms

PREDICT = ("predict", "sample:node-order", "--edit", "server.js")


def command() -> list[str | Path]:
    """The installed command, which is what a user types."""
    return [Path(sys.executable).with_name("layerviz")]


def measure(rounds: int) -> Figure:
    """The medians of both."""
    ours, bare = in_turns(
        rounds,
        lambda: process_ms([*command(), *PREDICT]),
        lambda: process_ms([sys.executable, "-c", "pass"]),
    )
    return Figure("layerviz predict on a sample", "python -c pass", 3.0, ours, bare)
