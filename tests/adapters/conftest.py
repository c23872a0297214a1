from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

MOST_MEMORY = 64 << 20


@pytest.fixture
def small_memory_and_nothing_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    tracemalloc.start()
    yield
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < MOST_MEMORY
    assert {path.name for path in tmp_path.iterdir()} <= {"x.tar", "x", "outside"}
