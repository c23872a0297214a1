"""Every sample is opened and every suggested edit is played: lessons are data with answers."""

from __future__ import annotations

import os
from functools import cache

import pytest

from layerviz.adapters.directories import scan
from layerviz.app.sample_folders import sample_names
from layerviz.app.samples import Expected, Sample, SuggestedEdit, load
from layerviz.core.analysis import Build, Verdict
from layerviz.core.context import File, apply_edits, content_digest
from layerviz.core.dockerfile.instructions import From
from layerviz.core.dockerfile.parsing import parse
from layerviz.core.ignorefile import IgnoreFile, parse_ignore
from layerviz.core.prediction import predict
from layerviz.core.references import normalised
from layerviz.core.requests import BuildRequest
from layerviz.core.values import replace

NAMES = sample_names()
MOST_BYTES = 6_000


@cache
def sample(name: str) -> Sample:
    return load(name)


def text_of(sample: Sample, path: str) -> str:
    with open(os.path.join(sample.folder, path), encoding="utf-8", newline="") as stream:
        return stream.read()


def ignore_of(sample: Sample, dockerfile: str) -> IgnoreFile | None:
    for path in (f"{dockerfile}.dockerignore", ".dockerignore"):
        if os.path.isfile(os.path.join(sample.folder, path)):
            return parse_ignore(text_of(sample, path))
    return None


def request(sample: Sample, dockerfile: str) -> BuildRequest:
    return BuildRequest(
        dockerfile=parse(text_of(sample, dockerfile)),
        context=scan(sample.folder),
        ignore=ignore_of(sample, dockerfile),
    )


def edited(sample: Sample, dockerfile: str, edit: SuggestedEdit) -> BuildRequest:
    """The request after the edit; the replaced Dockerfile lies in the folder, too (R13)."""
    before = request(sample, dockerfile)
    context, problems = apply_edits(before.context, edit.edits)
    assert problems == ()
    text = edit.replaced(text_of(sample, dockerfile))
    if edit.replacements:
        node = context.find(dockerfile)
        assert isinstance(node, File)
        raw = text.encode()
        saved = replace(
            node, digest=content_digest(raw), size_bytes=len(raw), mtime_ns=(node.mtime_ns or 0) + 1
        )
        context = context.with_file(dockerfile, saved)
    return replace(
        before,
        dockerfile=parse(text),
        context=context,
        build_args=dict(edit.build_args),
        target=edit.target or None,
        changed_bases=frozenset(
            name if name == "*" else normalised(name) for name in edit.bases_changed
        ),
        no_cache=edit.is_uncached,
    )


def by_verdict(build: Build) -> dict[Verdict, tuple[str, ...]]:
    found: dict[Verdict, tuple[str, ...]] = dict.fromkeys(Verdict, ())
    for step in build.steps:
        found[step.verdict] += (step.label,)
    return found


EVERY_DOCKERFILE = [
    pytest.param(name, each.path, id=f"{name}-{each.path}")
    for name in NAMES
    for each in sample(name).dockerfiles
]
EVERY_EDIT = [
    pytest.param(name, edit, expected, id=f"{name}-{expected.dockerfile}-{edit.id}")
    for name in NAMES
    for edit in sample(name).edits
    for expected in edit.expected
]


@pytest.mark.parametrize(("name", "dockerfile"), EVERY_DOCKERFILE)
def test_a_second_build_of_a_sample_is_cached(name: str, dockerfile: str) -> None:
    described = next(each for each in sample(name).dockerfiles if each.path == dockerfile)
    again = request(sample(name), dockerfile)
    build = predict((again,), again).after
    assert tuple(step.label for step in build.steps) == described.steps
    found = by_verdict(build)
    assert found.pop(Verdict.SKIPPED) == described.skipped
    del found[Verdict.CACHED]
    assert not any(found.values())
    assert build.is_buildable is (name != "broken")


@pytest.mark.parametrize(("name", "edit", "expected"), EVERY_EDIT)
def test_a_suggested_edit_does_what_the_sample_says(
    name: str, edit: SuggestedEdit, expected: Expected
) -> None:
    described = next(e for e in sample(name).dockerfiles if e.path == expected.dockerfile)
    before = request(sample(name), expected.dockerfile)
    after = edited(sample(name), expected.dockerfile, edit)
    found = by_verdict(predict((before,), after).after)
    assert found.pop(Verdict.SKIPPED) == (expected.skipped or described.skipped)
    cached = found.pop(Verdict.CACHED)
    assert found == {
        Verdict.REBUILT: expected.rebuilt,
        Verdict.DEPENDS: expected.depends,
        Verdict.FAILS: expected.fails,
        Verdict.UNREACHED: expected.unreached,
    }
    # Every step is there, under its own label unless that shows a variable or was written anew.
    assert len(cached) + sum(map(len, found.values())) == len(described.steps) - len(
        expected.skipped or described.skipped
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_replacement_is_found_once_in_each_dockerfile_it_is_for(name: str) -> None:
    for edit in sample(name).edits:
        for expected in edit.expected:
            text = text_of(sample(name), expected.dockerfile)
            for old, _ in edit.replacements:
                assert text.count(old) == 1, (edit.id, expected.dockerfile, old)


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_says_everything_in_both_languages(name: str) -> None:
    one = sample(name)
    texts = [one.title, one.story, one.question, one.answer]
    texts += [edit.text for edit in one.edits] + [each.title for each in one.dockerfiles]
    for text in texts:
        assert text.ja.strip()
        assert text.en.strip()
        assert text.en.isascii() or "→" in text.en


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_answers_one_of_the_questions_people_ask(name: str) -> None:
    assert sample(name).questions
    assert set(sample(name).questions) <= set(range(1, 26))


@pytest.mark.parametrize("name", NAMES)
def test_the_costs_of_a_sample_belong_to_instructions_it_has(name: str) -> None:
    one = sample(name)
    written = {
        f"FROM {instruction.image}" if isinstance(instruction, From) else instruction.original
        for each in one.dockerfiles
        for instruction in parse(text_of(one, each.path)).instructions
    }
    mended = {"RUN npm install"} if name == "broken" else set()
    for cost in one.costs:
        assert cost.instruction in written | mended
        assert cost.dockerfile in {"", *(each.path for each in one.dockerfiles)}


@pytest.mark.parametrize("name", NAMES)
def test_the_files_of_a_sample_are_small(name: str) -> None:
    for folder, _, files in os.walk(sample(name).folder):
        for file in files:
            assert os.path.getsize(os.path.join(folder, file)) <= MOST_BYTES


def test_edits_of_a_sample_have_different_ids() -> None:
    for name in NAMES:
        ids = [edit.id for edit in sample(name).edits]
        assert len(ids) == len(set(ids))


def test_the_lesson_comes_first_with_its_own_six_lines() -> None:
    assert NAMES[0] == "node-order"
    lines = text_of(sample("node-order"), "Dockerfile").splitlines()
    assert lines == [
        "FROM node:20-alpine",
        "WORKDIR /app",
        "COPY package*.json ./",
        "RUN npm install",
        "COPY . .",
        'CMD ["node", "server.js"]',
    ]


def test_the_lesson_costs_44_seconds_in_one_order_and_1_2_in_the_other() -> None:
    one = sample("node-order")
    edit = one.edits[0]
    totals = {}
    for expected in edit.expected:
        words = [label.split("] ", 1)[1] for label in expected.rebuilt]
        costs = [one.cost_of(text, expected.dockerfile) for text in words]
        totals[expected.dockerfile] = sum(cost.seconds or 0 for cost in costs if cost)
    assert totals == pytest.approx({"Dockerfile": 1.2, "Dockerfile.code-first": 44.0})
