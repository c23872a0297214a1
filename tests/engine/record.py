"""Records the cases again from a real engine: `python -m tests.engine.record [NAME...]`.

Every case of tests/data/cases (or only those named) is played on an engine with its image store,
with fresh base images and fresh words in its files, and its `observed` is replaced by what the
engine did. `undecidable`, `same_step` and `either` are statements about the rules, not about one
run: they stay, and the recording is put in their terms. `--check` writes nothing and reports what
differs.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.engine.engines import Engine, EngineUnavailableError, running_engine
from tests.engine.playing import Observed, play
from tests.support.casefiles import DATA, Case

AT_ONCE = 4
STORES = ("overlay2", "containerd")


def main(arguments: Sequence[str] | None = None) -> int:
    """Record; the exit code is 1 where `--check` found a difference, 2 where there is no engine."""
    parser = argparse.ArgumentParser(prog="record", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these cases")
    parser.add_argument("--check", action="store_true", help="report differences, write nothing")
    options = parser.parse_args(arguments)
    files = {
        path: json.loads(path.read_text(encoding="utf-8")) for path in sorted(DATA.glob("*.json"))
    }
    try:
        changed = _record([case for cases in files.values() for case in cases], set(options.names))
    except EngineUnavailableError as error:
        print(f"record: {error}", file=sys.stderr)
        return 2
    if options.check:
        return 1 if changed else 0
    for path, cases in files.items():
        _write(path, cases)
    return 0


def _record(cases: list[dict[str, Any]], names: set[str]) -> int:
    changed = 0
    for store in STORES:
        wanted = [
            case
            for case in cases
            if case.get("store", "overlay2") == store and (not names or case["name"] in names)
        ]
        if wanted:
            with running_engine(store) as engine:
                changed += _record_on(engine, wanted)
    return changed


def _record_on(engine: Engine, cases: list[dict[str, Any]]) -> int:
    changed = 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for case, observed in zip(
            cases, pool.map(lambda case: play(engine, case), cases), strict=True
        ):
            settled = settle(case, observed)
            if settled != case["observed"]:
                changed += 1
                _report(case, settled)
                case["observed"] = settled
    print(f"{engine.store}: {len(cases)} cases, {changed} changed")
    return changed


def _report(case: Case, settled: Observed) -> None:
    for build, steps in settled.items():
        earlier = case["observed"].get(build, {})
        for step in dict.fromkeys([*steps, *earlier]):
            if steps.get(step) != earlier.get(step):
                print(f"{case['name']} {build}: {step}: {earlier.get(step)} -> {steps.get(step)}")


def settle(case: Case, observed: Observed) -> Observed:
    """The observation as cases tell it: a shared step by its first name, a choice as `either`."""
    return {build: dict(sorted(_settle(case, steps).items())) for build, steps in observed.items()}


def _settle(case: Case, steps: dict[str, str]) -> dict[str, str]:
    found = dict(steps)
    for group in case.get("same_step", ()):
        seen = [found.pop(name) for name in group if name in found]
        if seen:
            found[group[0]] = seen[0]
    for group in case.get("either", ()):
        if _is_choice(found.get(name) for name in group):
            found.update(dict.fromkeys(group, "either"))
    return found


def _is_choice(seen: Iterable[str | None]) -> bool:
    """One of the group ran and the others are shown cached."""
    outcome = sorted(status or "" for status in seen)
    return outcome == ["cached"] * (len(outcome) - 1) + ["ran"]


def _write(path: Path, cases: list[dict[str, Any]]) -> None:
    path.write_text(json.dumps(cases, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
