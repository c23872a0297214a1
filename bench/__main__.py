"""`make bench`: one table of how fast layerviz is, each time beside something of the same run.

Exit code 1 means that something could not be measured, 2 a word that is not understood; a ratio
that is too high is printed as such, since only a quiet machine can say so for certain.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

from bench import (
    command_line,
    docker_build,
    first_paint,
    image_archive,
    keystroke,
    sharing_picture,
)
from bench.timing import Figure, table

ROWS: Mapping[str, Callable[[bool], list[Figure]]] = {
    "command": lambda short: [command_line.measure(7 if short else 25)],
    "window": lambda short: [first_paint.measure(5 if short else 15)],
    "keystroke": lambda short: keystroke.measure(20 if short else 60),
    "sharing": lambda short: sharing_picture.measure(5 if short else 20),
    "image": lambda short: image_archive.measure(short=short),
    "docker": lambda short: docker_build.measure(3 if short else 9),
}
USAGE = f"""usage: python -m bench [--short] [ROW ...]

ROW      {", ".join(ROWS)}; all of them if none is named
--short  fewer rounds"""


def main(arguments: list[str]) -> int:
    """Measure what was asked for and print it."""
    if {"--help", "-h"} & set(arguments):
        print(USAGE)
        return 0
    chosen = [word for word in arguments if word != "--short"]
    unknown = [word for word in chosen if word not in ROWS]
    if unknown:
        print(f"bench: not understood: {' '.join(unknown)}\n{USAGE}", file=sys.stderr)
        return 2
    return _measure(chosen or list(ROWS), short="--short" in arguments)


def _measure(chosen: list[str], *, short: bool) -> int:
    figures: list[Figure] = []
    problems = []
    for name in chosen:
        try:
            figures += ROWS[name](short)
        except (OSError, RuntimeError, AssertionError) as problem:
            problems.append(f"{name}: {problem}")
    print(table(figures))
    for line in problems:
        print(line, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
