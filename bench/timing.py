"""Times two things in turns, so that a busy machine slows both alike."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table.

    `ours_ms` beside `beside_ms`, and the ratio that must be reached; without anything beside,
    `limit` is in milliseconds, or both are in another `unit`. `missing` says why there are no
    times.
    """

    name: str
    beside: str
    limit: float
    ours_ms: float = 0.0
    beside_ms: float = 0.0
    missing: str = ""
    unit: str = "ms"

    @property
    def reached(self) -> float:
        """The ratio, or the milliseconds where there is nothing beside."""
        return self.ours_ms / self.beside_ms if self.beside_ms else self.ours_ms

    @property
    def is_good(self) -> bool:
        """Whether it was measured and is within the limit."""
        return not self.missing and self.reached <= self.limit


def elapsed_ms(action: Callable[[], object]) -> float:
    """How long one run of the action takes."""
    begun = time.perf_counter()
    action()
    return (time.perf_counter() - begun) * 1000


def in_turns(rounds: int, *actions: Callable[[], float]) -> list[float]:
    """The median of each action's own milliseconds, over that many rounds after one to warm up."""
    for action in actions:
        action()
    times = [[action() for action in actions] for _ in range(rounds)]
    return [statistics.median(column) for column in zip(*times, strict=True)]


def usual_environment(**changed: str) -> dict[str, str]:
    """This environment, where Python keeps its compiled modules as it does for every user."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | changed


def process_ms(command: Sequence[str | Path], **changed: str) -> float:
    """How long a whole process takes, with these variables; its failure is an error."""
    environment = usual_environment(**changed)

    def run() -> None:
        done = subprocess.run(command, capture_output=True, check=False, env=environment)
        if done.returncode:
            raise RuntimeError(
                f"{command[0]} failed: {done.stderr.decode(errors='replace')[-2000:]}"
            )

    return elapsed_ms(run)


def table(figures: Sequence[Figure]) -> str:
    """The figures as text, one line each."""
    rows = [("what", "ours", "beside it", "", "ratio", "at most", "")]
    for figure in figures:
        if figure.missing:
            rows.append((figure.name, "-", "-", figure.beside, "-", _limit(figure), figure.missing))
            continue
        is_ratio = bool(figure.beside_ms)
        rows.append(
            (
                figure.name,
                f"{figure.ours_ms:.1f} {figure.unit}",
                f"{figure.beside_ms:.1f} ms" if is_ratio else "",
                figure.beside,
                f"{figure.reached:.3g}" if is_ratio else "",
                _limit(figure),
                "" if figure.is_good else "NOT REACHED",
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
    return "\n".join(lines)


def _limit(figure: Figure) -> str:
    return f"{figure.limit:g}" if figure.beside else f"{figure.limit:g} {figure.unit}"
