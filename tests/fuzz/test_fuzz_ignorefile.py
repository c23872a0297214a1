"""Generated ignore files: a few in each run, 100,000 with `make fuzz`."""

from __future__ import annotations

import os
import random

from tests.fuzz.fuzz_ignorefile import run


def test_fuzz_any_bytes_as_an_ignore_file() -> None:
    count = 100_000 if os.environ.get("LAYERVIZ_FUZZ") else 400
    seed = random.SystemRandom().randrange(2**32)
    run(count, seed)
