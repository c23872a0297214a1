"""Laws that hold for every prediction, whatever the Dockerfile."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from layerviz.core.analysis import Analysis, CauseKind, Verdict
from layerviz.core.context import ContextEdit, EditKind, apply_edits
from layerviz.core.prediction import learn, predict, predict_after
from layerviz.core.requests import BuildRequest
from layerviz.core.values import replace
from tests.support.builds import request_of

FILES = {"a.txt": "1", "b.txt": "2", "d/c.txt": "3", "d/e/f.txt": "4", "unused/x": "5"}
LINES = (
    "RUN make",
    "RUN echo $A",
    "COPY a.txt /a",
    "COPY *.txt /t/",
    "COPY d /d",
    "COPY . .",
    "ADD b.txt /b",
    "WORKDIR /w",
    "WORKDIR sub",
    "ENV A=1",
    "ENV A=$A$A B=2",
    "ARG A=3",
    "USER me",
    'SHELL ["/bin/bash", "-c"]',
    "LABEL x=y",
    "CMD run",
    "COPY <<E /h\nhello $A\nE",
    "RUN <<E\necho one\nE",
    "RUN --mount=type=cache,target=/c make",
    "RUN --mount=type=bind,source=d,target=/m make",
    "ONBUILD RUN later",
)
BASES = ("scratch", "alpine", "node:20")

bodies = st.lists(st.sampled_from(LINES), max_size=7)


@st.composite
def dockerfiles(draw: st.DrawFn) -> str:
    count = draw(st.integers(1, 3))
    lines: list[str] = []
    for index in range(count):
        earlier = [f"s{number}" for number in range(index)]
        base = draw(st.sampled_from([*BASES, *earlier]))
        lines.append(f"FROM {base} AS s{index}")
        body = draw(bodies)
        if earlier:
            copies = [f"COPY --from={name} /{path} /x" for name in earlier for path in ("a", "d")]
            body += draw(st.lists(st.sampled_from(copies), max_size=2))
        lines += body
    return "\n".join(lines) + "\n"


edits = st.sampled_from(
    [
        ContextEdit(EditKind.EDIT, "a.txt"),
        ContextEdit(EditKind.EDIT, "d/c.txt"),
        ContextEdit(EditKind.DELETE, "d/e/f.txt"),
        ContextEdit(EditKind.ADD, "d/new.txt"),
        ContextEdit(EditKind.CHMOD, "b.txt", mode=0o755),
        ContextEdit(EditKind.RENAME, "b.txt", "z.txt"),
    ]
)


def edited(request: BuildRequest, edit: ContextEdit) -> BuildRequest:
    context, problems = apply_edits(request.context, [edit])
    assert not problems
    return replace(request, context=context)


def unfinished(analysis: Analysis) -> list[str]:
    """Steps that would do more than come from the cache."""
    wanted = (Verdict.CACHED, Verdict.SKIPPED, Verdict.FAILS, Verdict.UNREACHED)
    return [step.label for step in analysis.after.steps if step.verdict not in wanted]


@given(dockerfiles())
def test_the_same_build_again_is_cached(text: str) -> None:
    request = request_of(text, FILES)
    assert not unfinished(predict([request], request))


@given(dockerfiles(), edits)
def test_equal_questions_have_equal_answers(text: str, edit: ContextEdit) -> None:
    request = request_of(text, FILES)
    after = edited(request, edit)
    assert predict([request], after) == predict([request], after)


@given(dockerfiles(), dockerfiles(), edits)
def test_what_was_asked_before_changes_no_answer(text: str, other: str, edit: ContextEdit) -> None:
    request = request_of(text, FILES)
    baseline = learn([request])
    after = edited(request, edit)
    for question in (request_of(other, FILES), request, replace(after, no_cache=True)):
        predict_after(baseline, question)
    assert predict_after(baseline, after) == predict([request], after)


@given(dockerfiles())
def test_a_touch_changes_nothing(text: str) -> None:
    request = request_of(text, FILES)
    assert not unfinished(predict([request], edited(request, ContextEdit(EditKind.TOUCH, "a.txt"))))


@given(dockerfiles().filter(lambda text: "COPY . ." not in text))
def test_a_file_that_no_source_selects_changes_nothing(text: str) -> None:
    request = request_of(text, FILES)
    after = edited(request, ContextEdit(EditKind.EDIT, "unused/x"))
    assert not unfinished(predict([request], after))


@given(dockerfiles(), edits)
def test_going_back_is_cached(text: str, edit: ContextEdit) -> None:
    request = request_of(text, FILES)
    back = predict([request, edited(request, edit)], request)
    assert not [step for step in back.after.steps if step.verdict is Verdict.REBUILT]


@given(dockerfiles(), dockerfiles())
@settings(max_examples=60)
def test_every_miss_has_a_cause_that_ends_at_a_first_one(text: str, other: str) -> None:
    analysis = predict([request_of(text, FILES)], request_of(other, FILES))
    steps = {step.id: step for step in analysis.after.steps}
    for step in steps.values():
        assert (step.cause is None) == (step.verdict is Verdict.CACHED)
        seen = {step.id}
        cause = step.cause
        while cause is not None and cause.kind is CauseKind.PARENT:
            assert cause.step is not None
            assert cause.step not in seen
            seen.add(cause.step)
            cause = steps[cause.step].cause
            assert cause is not None


@given(dockerfiles(), edits)
def test_numbers_and_ids_are_unique(text: str, edit: ContextEdit) -> None:
    request = request_of(text, FILES)
    build = predict([request], edited(request, edit)).after
    ids = [step.id for step in build.steps] + [setting.id for setting in build.settings]
    assert len(ids) == len(set(ids))
    assert set(ids) == {item for stage in build.stages for item in stage.items}
    for stage in build.stages:
        numbers = [
            step.number
            for step in build.steps
            if step.stage_index == stage.index and step.number and step.instruction != "LINK"
        ]
        assert numbers == sorted(set(numbers))
