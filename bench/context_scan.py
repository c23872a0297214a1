"""Looking at a large context, beside a bare walk that only asks the disk: `-m bench.context_scan`.

Finer than the rows of `make bench`: it tells which part of a look became slow. The first look is
beside reading and hashing all files in one loop.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

from bench.projects import write_files
from bench.timing import Figure, elapsed_ms, in_turns, table
from layerviz.adapters.digest_store import DigestStore
from layerviz.adapters.directories import scan
from layerviz.core.ignorefile import filter_context, parse_ignore

FILES = 50_000
SIZE_BYTES = 10_000
IGNORE = "node_modules\n.git\n*.log\n**/*.tmp\n**/.DS_Store\n"
SETTLED_S = 2.5
"""Younger files are not trusted: see `layerviz.adapters.context_look`."""


def walk(root: str) -> None:
    """Ask for the facts of every entry, as little as a look can do."""
    pending = [root]
    while pending:
        with os.scandir(pending.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
                else:
                    entry.stat(follow_symlinks=False)


def measure(folder: Path, files: int, rounds: int) -> list[Figure]:
    """The first look, the second, the second after one change, and what follows it."""
    context, ignore = folder / "context", parse_ignore(IGNORE)
    paths = write_files(context, files, SIZE_BYTES)
    time.sleep(SETTLED_S)
    root, store = str(context), DigestStore(str(folder / "cache"))

    def look() -> None:
        scan(root, store=store, ignore=ignore)

    def look_after_change() -> None:
        with (context / paths[-1]).open("ab") as file:
            file.write(b"x")
        look()

    def look_and_filter() -> None:
        assert filter_context(scan(root, store=store, ignore=ignore), ignore).root.fingerprint

    hashed = elapsed_ms(lambda: [sha256((context / path).read_bytes()) for path in paths])
    first = elapsed_ms(look)
    actions = (look, look_after_change, look_and_filter, lambda: walk(root))
    timed = [lambda action=action: elapsed_ms(action) for action in actions]
    again, changed, filtered, bare = in_turns(rounds, *timed)
    return [
        Figure("first look", "read and hash all", 1.5, first, hashed),
        Figure("second look", "bare walk", 1.5, again, bare),
        Figure("second look, one file changed", "bare walk", 1.7, changed, bare),
        Figure("second look, filtered, fingerprint", "bare walk", 1.9, filtered, bare),
    ]


def main() -> None:
    """Measure and print; an argument is another number of files."""
    files = int(sys.argv[1]) if len(sys.argv) > 1 else FILES
    with tempfile.TemporaryDirectory() as folder:
        print(table(measure(Path(folder), files, rounds=7)))


if __name__ == "__main__":
    main()
