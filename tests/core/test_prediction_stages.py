from __future__ import annotations

import pytest

from layerviz.core.analysis import CauseKind, Verdict
from layerviz.core.prediction import learn, predict, predict_after
from layerviz.core.values import replace
from tests.support.builds import request_of, step_with, verdicts_of

NODE = "FROM node:20-alpine\nWORKDIR /app\nCOPY package*.json ./\nRUN npm install\nCOPY . .\n"
FILES = {"package.json": "{}", "server.js": "1", "src/a.js": "a"}


STAGES = """\
FROM golang AS build
COPY . .
RUN go build -o /out/app
FROM build AS test
RUN go test ./...
FROM alpine
COPY --from=build /out/app /app
RUN true
"""


def test_a_rerun_command_leaves_its_readers_to_the_build() -> None:
    after = predict([request_of(STAGES, {"a.go": "1"})], request_of(STAGES, {"a.go": "2"}))
    assert verdicts_of(after) == [
        "FROM cached",
        "COPY rebuilt",
        "RUN rebuilt",
        "RUN skipped",
        "FROM cached",
        "COPY depends",
        "RUN depends",
    ]
    cause = step_with(after, "COPY --from").cause
    assert cause is not None
    assert cause.kind is CauseKind.OUTPUT
    assert cause.step == step_with(after, "RUN go build").id
    assert step_with(after, "COPY --from").inputs[0].path == "/out/app"


@pytest.mark.parametrize(("same", "verdict"), [(True, Verdict.CACHED), (False, Verdict.REBUILT)])
def test_an_assumption_about_an_output_decides_what_follows(same: bool, verdict: Verdict) -> None:
    baseline = learn([request_of(STAGES, {"a.go": "1"})])
    after = request_of(STAGES, {"a.go": "2"})
    step = step_with(predict_after(baseline, after), "COPY --from")
    settled = predict_after(baseline, replace(after, assumptions={step.id: same}))
    assert [step.verdict for step in settled.after.steps[-2:]] == [verdict, verdict]


def test_a_copied_file_is_known_without_running() -> None:
    text = "FROM b AS s\nCOPY a.txt /a\nRUN touch /b\nFROM scratch\nCOPY --from=s /a /a\n"
    text_without_run = text.replace("RUN touch /b\n", "")
    after = predict(
        [request_of(text_without_run, {"a.txt": "1"})],
        request_of(text_without_run, {"a.txt": "2"}),
    )
    assert step_with(after, "--from=s").verdict is Verdict.REBUILT
    cause = step_with(after, "--from=s").cause
    assert cause is not None
    assert cause.kind is CauseKind.STAGE
    assert cause.follows


def test_stages_that_need_each_other_are_refused() -> None:
    text = "FROM b AS x\nCOPY --from=y /a /a\nFROM b AS y\nCOPY --from=x /a /a\n"
    build = predict([], request_of(text)).after
    assert not build.is_buildable
    assert any(
        "circular dependency detected" in found.builder_message for found in build.diagnostics
    )


def test_an_unknown_target_is_refused_in_the_builders_words() -> None:
    build = predict([], request_of(NODE, FILES, target="nope")).after
    assert not build.is_buildable
    assert build.diagnostics[-1].builder_message == 'target stage "nope" could not be found'
    assert {step.verdict for step in build.steps} == {Verdict.UNREACHED}


def test_a_missing_source_fails_and_the_rest_is_not_reached() -> None:
    build = predict([], request_of("FROM b\nCOPY gone /x\nRUN a\n", FILES)).after
    assert [step.verdict for step in build.steps[1:]] == [Verdict.FAILS, Verdict.UNREACHED]
    assert '"/gone": not found' in build.diagnostics[-1].builder_message


def test_a_stage_that_reads_from_a_failing_one_is_not_reached() -> None:
    text = "FROM b AS s\nCOPY gone /x\nFROM b\nRUN a\nCOPY --from=s /x /x\nRUN b\n"
    build = predict([], request_of(text, FILES)).after
    assert [step.verdict for step in build.steps] == [
        Verdict.REBUILT,
        Verdict.FAILS,
        Verdict.REBUILT,
        Verdict.REBUILT,
        Verdict.UNREACHED,
        Verdict.UNREACHED,
    ]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("COPY --from=7 /a /a", "invalid stage index 7"),
        ("COPY --from=$X /a /a", "variable expansion is not supported for --from"),
        ("RUN --mount=from=$X,target=/m a", "'from' doesn't support variable expansion"),
        ("RUN --mount=type=nope,target=/m a", 'unsupported mount type "nope"'),
        ("RUN --mount=type=bind,target=/ a", 'invalid mount target "/"'),
        ("RUN --mount=type=bind,what=1,target=/m a", "unexpected key 'what'"),
        ("RUN --mount=type=bind,x,target=/m a", "must be a key=value pair"),
        ("COPY ${A:?needed} /a", "needed"),
    ],
)
def test_what_the_builder_refuses_is_said_in_its_words(line: str, message: str) -> None:
    build = predict([], request_of(f"FROM b\n{line}\nRUN after\n", FILES)).after
    assert message in " ".join(found.builder_message for found in build.diagnostics)
    assert not build.is_buildable


def test_a_blank_base_name_is_refused() -> None:
    build = predict([], request_of("FROM $NOTHING\nRUN a\n")).after
    assert not build.is_buildable
    assert build.steps[0].verdict is Verdict.FAILS
    assert "should not be blank" in build.diagnostics[-1].builder_message
