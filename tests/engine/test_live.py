"""Predictions against a real Docker Engine, on random Dockerfiles and edits.

`LAYERVIZ_ENGINE_CASES`: how many cases on each image store (300); `LAYERVIZ_ENGINE_SEED`: the first
seed (random); `LAYERVIZ_REQUIRE_ENGINE=1` fails where no engine can be had, instead of skipping.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.engine.engines import Engine, EngineUnavailableError, running_engine
from tests.engine.generator import generated
from tests.engine.playing import play
from tests.engine.shrinking import shrunk
from tests.engine.verifying import Outcome, judge, verify
from tests.support.casefiles import Case

pytestmark = pytest.mark.engine

CASES = int(os.environ.get("LAYERVIZ_ENGINE_CASES", "300"))
AT_ONCE = 4
SHOWN = 3
MOST_REFUSED = 0.2


@pytest.fixture(scope="module", params=["overlay2", "containerd"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    try:
        with running_engine(request.param) as found:
            yield found
    except EngineUnavailableError as error:
        if os.environ.get("LAYERVIZ_REQUIRE_ENGINE") == "1":
            pytest.fail(str(error))
        pytest.skip(str(error))


def test_no_definite_verdict_on_random_builds_is_wrong(engine: Engine) -> None:
    first = int(os.environ.get("LAYERVIZ_ENGINE_SEED") or secrets.randbelow(10**9))
    print(f"\n{engine.store}: seeds {first} to {first + CASES - 1}")
    cases = [generated(seed) for seed in range(first, first + CASES)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        played = pool.map(lambda case: play(engine, case), cases)
        outcomes = [
            judge(case, observed, engine.store)
            for case, observed in zip(cases, played, strict=True)
        ]
    wrong = [pair for pair in zip(cases, outcomes, strict=True) if pair[1].differences]
    print(_summary(outcomes))
    assert not wrong, _report(engine, wrong)
    assert sum(outcome.refused for outcome in outcomes) <= MOST_REFUSED * CASES


def _summary(outcomes: list[Outcome]) -> str:
    judged = sum(outcome.judged for outcome in outcomes)
    depends = sum(outcome.depends for outcome in outcomes)
    refused = sum(outcome.refused for outcome in outcomes)
    return f"{judged} verdicts, {depends} of them depends; {refused} builds refused by the engine"


def _report(engine: Engine, wrong: Sequence[tuple[Case, Outcome]]) -> str:
    lines = [f"{len(wrong)} of {CASES} cases: {', '.join(case['name'] for case, _ in wrong)}"]
    for case, outcome in wrong[:SHOWN]:
        small = shrunk(case, lambda candidate: _is_wrong(engine, candidate))
        lines += [f"--- {case['name']} on {engine.store}", *outcome.differences]
        lines += ["smallest:", json.dumps(small), small["dockerfile"]]
        lines += verify(engine, small).differences
    return "\n".join(lines)


def _is_wrong(engine: Engine, case: Case) -> bool:
    try:
        outcome = verify(engine, case)
    except (OSError, KeyError):
        return False
    return bool(outcome.differences) and not outcome.refused
