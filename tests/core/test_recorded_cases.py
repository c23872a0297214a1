"""Every prediction agrees with what a real engine did (tests/data/cases/README.md)."""

from __future__ import annotations

import pytest

from layerviz.core.analysis import Build
from layerviz.core.prediction import predict
from layerviz.core.requests import BuildRequest
from tests.support.casefiles import Case, recorded_cases, situations
from tests.support.cases import NAMES, requests_of
from tests.support.judging import (
    error_differences,
    groups_of,
    observed_steps,
    placeholders_of,
    predicted_steps,
    renamed,
)

CASES = {case["name"]: case for _, case in recorded_cases()}
PLACEHOLDERS = placeholders_of(NAMES)
FIRST, EDITED = "before", "after"


@pytest.mark.parametrize("name", CASES)
def test_the_prediction_agrees_with_the_engine(name: str) -> None:
    case = CASES[name]
    requests = requests_of(case)
    differences = []
    for situation in situations(case, NAMES):
        build = _predicted(requests[: situation.number + 1])
        found = _differences(case, situation.name, build)
        differences += [f"{situation.name}: {difference}" for difference in found]
    assert not differences, "\n".join(differences)


def _predicted(requests: list[BuildRequest]) -> Build:
    return predict(requests[:-1], requests[-1]).after


def _differences(case: Case, build_name: str, build: Build) -> list[str]:
    observed = case["observed"][build_name]
    if "error" in observed:
        return error_differences(observed, build)
    expected = observed_steps(observed)
    if build_name == EDITED:
        expected.update(dict.fromkeys(case.get("undecidable", ()), "depends"))
    expected = {
        label: "depends" if status == "either" else status for label, status in expected.items()
    }
    predicted = {}
    for label, verdict in predicted_steps(build, PLACEHOLDERS).items():
        predicted[renamed(label, expected, case.get("same_step", ()))] = verdict
    return [
        f"{label}: the engine {expected.get(label)}, predicted {predicted.get(label)}"
        for label in dict.fromkeys([*expected, *predicted])
        if expected.get(label) != predicted.get(label)
    ]


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if "same_step" in case])
def test_the_steps_of_a_shared_group_have_one_key(name: str) -> None:
    requests = requests_of(CASES[name])
    builds = [_predicted(requests[: end + 1]) for end in range(len(requests))]
    found = [sorted(group) for build in builds for group in groups_of(build, PLACEHOLDERS)]
    for group in CASES[name]["same_step"]:
        assert sorted(group) in found


def test_the_recorded_cases_are_complete() -> None:
    assert len(CASES) == 1044
    assert len(CASES) == sum(1 for _ in recorded_cases())
