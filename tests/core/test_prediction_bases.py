from __future__ import annotations

import pytest

from layerviz.core.analysis import CauseKind, Verdict
from layerviz.core.prediction import predict
from layerviz.core.requests import (
    BaseConfig,
    BaseImage,
)
from layerviz.core.values import replace
from tests.support.builds import changed, request_of

NODE = "FROM node:20-alpine\nWORKDIR /app\nCOPY package*.json ./\nRUN npm install\nCOPY . .\n"
FILES = {"package.json": "{}", "server.js": "1", "src/a.js": "a"}


def test_a_base_with_new_content_rebuilds_all_that_stands_on_it() -> None:
    before = request_of(NODE, FILES)
    after = predict([before], replace(before, changed_bases=frozenset({"*"})))
    assert after.after.count(Verdict.REBUILT) == 5
    assert after.after.steps[0].cause is not None
    assert after.after.steps[0].cause.kind is CauseKind.BASE


def test_another_name_for_the_base_depends_on_whether_it_is_the_same_image() -> None:
    after = changed("FROM node:20\nRUN a\n", "FROM node:22\nRUN a\n").after
    assert [step.verdict for step in after.steps] == [Verdict.DEPENDS, Verdict.DEPENDS]
    cause = after.steps[0].cause
    assert cause is not None
    assert cause.names == ("docker.io/library/node:20", "docker.io/library/node:22")


@pytest.mark.parametrize(("same", "verdict"), [(True, Verdict.CACHED), (False, Verdict.REBUILT)])
def test_the_user_can_settle_what_depends(same: bool, verdict: Verdict) -> None:
    before = request_of("FROM node:20\nRUN a\n")
    after = request_of("FROM node:22\nRUN a\n")
    open_question = predict([before], after).after.steps[0].id
    settled = predict([before], replace(after, assumptions={open_question: same}))
    assert {step.verdict for step in settled.after.steps} == {verdict}


def test_an_edit_that_hinges_on_the_configuration_of_the_base_says_so() -> None:
    after = changed("FROM golang\nRUN a\n", "FROM golang\nWORKDIR /\nRUN a\n").after
    step = after.steps[-1]
    assert step.verdict is Verdict.DEPENDS
    assert step.cause is not None
    assert (step.cause.kind, step.cause.names) == (
        CauseKind.BASE_CONFIG,
        ("docker.io/library/golang:latest",),
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("WORKDIR ..", "WORKDIR /"),
        ("WORKDIR .", "WORKDIR .."),
        ("WORKDIR a", "WORKDIR /a"),
        ("WORKDIR a/../..", "WORKDIR /"),
        ("WORKDIR a\nWORKDIR ..", "WORKDIR /a\nWORKDIR /"),
    ],
)
def test_where_a_base_starts_decides_about_relative_directories(before: str, after: str) -> None:
    after_build = changed(f"FROM x\n{before}\nRUN a\n", f"FROM x\n{after}\nRUN a\n").after
    last = after_build.steps[-1]
    assert last.verdict is Verdict.DEPENDS
    plain = {"docker.io/library/x:latest": BaseImage("x", config=BaseConfig())}
    requests = [
        replace(request_of(f"FROM x\n{text}\nRUN a\n"), bases=plain) for text in (before, after)
    ]
    assert predict(requests[:1], requests[1]).after.steps[-1].verdict is Verdict.CACHED


@pytest.mark.parametrize(("same", "verdict"), [(True, Verdict.CACHED), (False, Verdict.REBUILT)])
def test_what_only_a_plain_base_decides_can_be_settled(same: bool, verdict: Verdict) -> None:
    before = request_of("FROM x\nWORKDIR ..\nRUN a\n")
    after = request_of("FROM x\nWORKDIR /\nRUN a\n")
    asked = predict([before], after).after.steps[-1]
    assert asked.verdict is Verdict.DEPENDS
    settled = predict([before], replace(after, assumptions={asked.id: same}))
    assert settled.after.steps[-1].verdict is verdict


def test_a_relative_directory_that_stays_the_same_is_certain() -> None:
    after = changed("FROM x\nWORKDIR a\nRUN a\n", "FROM x\nWORKDIR a\nRUN a\nRUN b\n").after
    assert [step.verdict for step in after.steps] == [Verdict.CACHED] * 3 + [Verdict.REBUILT]


def test_setting_the_usual_path_hinges_on_the_base() -> None:
    path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    after = changed("FROM x\nRUN a\n", f"FROM x\nENV PATH={path}\nRUN a\n").after
    assert after.steps[-1].verdict is Verdict.DEPENDS


def test_what_the_base_sets_takes_part_once_it_is_known() -> None:
    config = BaseConfig(environment=(("A", "1"),), user="u", workdir="/w", onbuild=("RUN trigger",))
    bases = {"docker.io/library/x:latest": BaseImage("i", is_identified=True, config=config)}
    labels = [
        step.label
        for step in predict([], request_of("FROM x\nRUN echo $A\n", bases=bases)).after.steps
    ]
    assert labels == [
        "[1/2] FROM docker.io/library/x:latest",
        "[2/2] RUN trigger",
        "[3/2] RUN echo 1",
    ]
