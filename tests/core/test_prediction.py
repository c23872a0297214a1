from __future__ import annotations

import pytest

from layerviz.core.analysis import CauseKind, Verdict
from layerviz.core.prediction import learn, predict, predict_after
from tests.support.builds import changed, request_of, step_with, verdicts_of

NODE = "FROM node:20-alpine\nWORKDIR /app\nCOPY package*.json ./\nRUN npm install\nCOPY . .\n"
FILES = {"package.json": "{}", "server.js": "1", "src/a.js": "a"}


def test_an_edited_file_rebuilds_the_copy_that_selects_it_and_all_above() -> None:
    after = predict([request_of(NODE, FILES)], request_of(NODE, {**FILES, "server.js": "2"}))
    assert verdicts_of(after) == [
        "FROM cached",
        "WORKDIR cached",
        "COPY cached",
        "RUN cached",
        "COPY rebuilt",
    ]
    cause = step_with(after, "COPY . .").cause
    assert cause is not None
    assert (cause.kind, cause.paths) == (CauseKind.FILES, ("server.js",))


def test_what_follows_names_the_first_step_that_is_rebuilt() -> None:
    after = predict([request_of(NODE, FILES)], request_of(NODE, {**FILES, "package.json": "[]"}))
    first = step_with(after, "COPY package*.json")
    run = step_with(after, "npm install")
    assert first.is_first_cause
    assert not run.is_first_cause
    assert run.cause is not None
    assert (run.cause.kind, run.cause.step) == (CauseKind.PARENT, first.id)
    assert step_with(after, "COPY . .").cause == step_with(after, "COPY . .").cause
    assert step_with(after, "COPY . .").is_first_cause  # it selects package.json too


def test_labels_are_those_of_the_builder() -> None:
    labels = [step.label for step in predict([], request_of(NODE, FILES)).after.steps]
    assert labels == [
        "[1/5] FROM docker.io/library/node:20-alpine",
        "[2/5] WORKDIR /app",
        "[3/5] COPY package*.json ./",
        "[4/5] RUN npm install",
        "[5/5] COPY . .",
    ]


def test_nothing_known_rebuilds_everything() -> None:
    after = predict([], request_of(NODE, FILES)).after
    assert {step.verdict for step in after.steps} == {Verdict.REBUILT}
    assert {step.cause.kind for step in after.steps if step.cause} == {CauseKind.NEW}


def test_going_back_to_an_earlier_state_is_cached() -> None:
    first, second = request_of(NODE, FILES), request_of(NODE, {**FILES, "server.js": "2"})
    again = predict([first, second], first)
    assert again.after.count(Verdict.CACHED) == 5


def test_a_baseline_can_be_asked_again_and_answers_the_same() -> None:
    baseline = learn([request_of(NODE, FILES)])
    edited = request_of(NODE, {**FILES, "server.js": "2"})
    first = predict_after(baseline, edited)
    predict_after(baseline, request_of(NODE.replace("install", "ci"), FILES))
    assert predict_after(baseline, edited) == first


@pytest.mark.parametrize(
    ("old", "new", "kind", "names"),
    [
        ("RUN a", "RUN b", CauseKind.TEXT, ()),
        ("ENV A=1\nRUN a", "ENV A=2\nRUN a", CauseKind.ENVIRONMENT, ("A",)),
        ("ARG A=1\nRUN a", "ARG A=2\nRUN a", CauseKind.ARGUMENT, ("A",)),
        ("USER x\nRUN a", "USER y\nRUN a", CauseKind.USER, ()),
        ('SHELL ["s"]\nRUN a', 'SHELL ["t"]\nRUN a', CauseKind.SHELL, ()),
        ("RUN b\nRUN a", "RUN a", CauseKind.ORDER, ()),
        ("RUN a", "RUN --network=none a", CauseKind.NETWORK, ()),
        ("ENV A=1 B=2\nRUN a", "ENV B=2 A=1\nRUN a", CauseKind.ENVIRONMENT, ("B", "A")),
    ],
)
def test_the_cause_names_the_first_thing_that_differs(
    old: str, new: str, kind: CauseKind, names: tuple[str, ...]
) -> None:
    after = changed(f"FROM b\n{old}\n", f"FROM b\n{new}\n").after
    step = after.steps[-1]
    assert step.verdict is Verdict.REBUILT
    assert step.cause is not None
    assert step.cause.kind is kind
    assert sorted(step.cause.names) == sorted(names)


def test_an_inserted_line_is_new_and_what_stands_on_it_follows() -> None:
    after = changed("FROM b\nRUN a\n", "FROM b\nRUN new\nRUN a\n")
    kinds = [step.cause.kind if step.cause else None for step in after.after.steps]
    assert kinds == [None, CauseKind.NEW, CauseKind.PARENT]


def test_pairs_keep_the_identity_of_lines_that_moved() -> None:
    after = changed("FROM b\nRUN a\nRUN b\nCMD x\n", "FROM b\nRUN b\nRUN a\nCMD x\n")
    old = {step.id: step.text for step in after.before.steps}
    new = {step.id: step.text for step in after.after.steps}
    assert {(old[a], new[b]) for a, b in after.pairs if a in old} == {
        ("FROM b", "FROM b"),
        ("RUN a", "RUN a"),
        ("RUN b", "RUN b"),
    }
