"""Answers about a 50,000-file, 500 MB context, beside a fully cached `docker build` of the same.

The command knows the files' digests from an earlier look, as a second run does; the window is told
which file changed. The engine is booted by the tests' own harness, the containerd store as today's
Docker has it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.command_line import command
from bench.context_answer import told_ms
from bench.projects import write_files
from bench.timing import Figure, in_turns, process_ms
from tests.engine.engines import Engine, EngineUnavailableError, running_engine

FILES = 50_000
SIZE_BYTES = 10_000
DOCKERFILE = "FROM scratch\nCOPY part0000 /first/\nCOPY . /app/\n"
COMMAND = ("layerviz predict, 50,000 files, 500 MB", "docker build, all cached", 0.4)
WINDOW = ("the same in the window, file told", "docker build, all cached", 0.02)


@contextmanager
def _project(engine: Engine) -> Iterator[tuple[Path, list[str]]]:
    folder = engine.workspace / "bench-context"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        paths = write_files(folder, FILES, SIZE_BYTES)
        (folder / "Dockerfile").write_text(DOCKERFILE, encoding="utf-8")
        yield folder, paths
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _figures(engine: Engine, rounds: int) -> list[Figure]:
    with _project(engine) as (folder, paths):
        build = [*engine.client, "build", "--progress=plain", "--network=none"]
        build += ["-f", engine.seen(folder / "Dockerfile"), engine.seen(folder)]
        _must_be_cached(build)
        cache = engine.workspace / "bench-cache"
        predict = [*command(), "predict", folder, "--edit", paths[-1]]
        with told_ms(folder, paths) as told:
            ours, window, built = in_turns(
                rounds,
                lambda: process_ms(predict, XDG_CACHE_HOME=str(cache)),
                told,
                lambda: process_ms(build),
            )
            shutil.rmtree(cache, ignore_errors=True)
    return [Figure(*COMMAND, ours, built), Figure(*WINDOW, window, built)]


def _must_be_cached(build: list[str]) -> None:
    """Build twice: the second one has to take every step from the cache, or nothing is compared."""
    for _ in range(2):
        done = subprocess.run(build, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"docker build failed: {done.stderr[-2000:]}")
    assert done.stderr.count("CACHED") == DOCKERFILE.count("COPY"), done.stderr


def measure(rounds: int) -> list[Figure]:
    """Both figures, or two rows that say why there is no engine to measure beside."""
    try:
        with running_engine("containerd") as engine:
            return _figures(engine, rounds)
    except EngineUnavailableError as reason:
        if os.environ.get("LAYERVIZ_REQUIRE_ENGINE") == "1":
            raise RuntimeError(f"an engine is required: {reason}") from reason
        return [Figure(*row, missing=f"skipped: {reason}") for row in (COMMAND, WINDOW)]
