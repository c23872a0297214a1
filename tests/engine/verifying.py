"""Plays a case on an engine, predicts the same builds, and tells where the two differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from layerviz.core.analysis import Build, Step, Verdict
from layerviz.core.prediction import predict
from tests.engine.engines import Engine
from tests.engine.playing import Observed, play
from tests.support.casefiles import Case, Situation, situations
from tests.support.cases import NAMES, requests_of
from tests.support.judging import (
    error_differences,
    groups_of,
    observed_steps,
    placeholders_of,
    predicted_steps,
    renamed,
    shown_like_bases,
)

PLACEHOLDERS = placeholders_of(NAMES)
_COMMAND_FAILED = "did not complete successfully"
_NOT_FOUND = "not found"
_ENGINE_TROUBLE = "failed to load cache key"
"""What the containerd store now and then answers when one image is used under two names."""
_NOT_SENT = "failed to walk"
"""What it says of a missing file whose folder was not sent either."""
_MISSING = re.compile(r'failed to calculate checksum of ref \S+ "/?(.*)": not found')
_OPEN = (Verdict.REBUILT, Verdict.DEPENDS)
_COMPARES_FILES = re.compile(r"--mount=\S*(type=secret|type=ssh|from=)", re.IGNORECASE)
"""Commands whose key holds the files they stand on: secrets, and mounts of their own stage."""
_READS = re.compile(r"\bfrom=([\w{}:./-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one case: the engine's answers, wrong predictions, how much was judged."""

    observed: Observed
    differences: tuple[str, ...]
    judged: int
    depends: int
    refused: int


def verify(engine: Engine, case: Case) -> Outcome:
    """Play and predict every build of the case."""
    return judge(case, play(engine, case), engine.store)


def judge(case: Case, observed: Observed, store: str) -> Outcome:
    """The outcome of a case played on that store; nothing after a refused build is judged."""
    requests = requests_of(case, store)
    differences: list[str] = []
    versions: set[int] = set()
    earlier: list[Build] = []
    judged = depends = refused = 0
    for situation in situations(case, NAMES):
        seen = observed[situation.name]
        build = predict(requests[: situation.number], requests[situation.number]).after
        if "error" in seen:
            refused += 1
            differences += _labelled(situation, _refusal_differences(seen, build))
            break
        found = observed_steps(seen)
        differences += _labelled(situation, _differences(found, build))
        differences += _labelled(situation, _needless(build, situation, earlier))
        differences += _labelled(situation, _wrong_bases(build, situation, versions))
        versions.add(situation.base_version)
        earlier.append(build)
        judged += len(found)
        depends += build.count(Verdict.DEPENDS)
    return Outcome(observed, tuple(differences), judged, depends, refused)


def _labelled(situation: Situation, differences: list[str]) -> list[str]:
    return [f"{situation.name}: {difference}" for difference in differences]


def _refusal_differences(seen: Mapping[str, str], build: Build) -> list[str]:
    """A failing command, or a path that a stage does not hold, cannot be told from files."""
    error = seen["error"]
    reads_stages = any(_READS.search(step.text) for step in build.steps)
    if _ENGINE_TROUBLE in error or _names_another_missing_file(error, build):
        return []
    if _NOT_SENT in error and not build.is_buildable:
        return []
    if build.is_buildable and (_COMMAND_FAILED in error or (_NOT_FOUND in error and reads_stages)):
        return []
    return error_differences(seen, build)


def _names_another_missing_file(error: str, build: Build) -> bool:
    """Where several sources are missing, the engine names the one that it comes upon first."""
    words = _MISSING.search(error)
    return words is not None and any(
        words[1] in step.text and _MISSING.search(found.builder_message)
        for step in build.steps
        for found in build.diagnostics
    )


def _differences(seen: Mapping[str, str], build: Build) -> list[str]:
    if not build.is_buildable:
        messages = [found.builder_message or found.code for found in build.diagnostics]
        return [f"the engine builds it, predicted to fail: {messages}"]
    groups = groups_of(build, PLACEHOLDERS)
    predicted = predicted_steps(build, PLACEHOLDERS)
    found = []
    silent = shown_like_bases(build, PLACEHOLDERS)
    for label, status in seen.items():
        verdict = predicted.get(label)
        if label not in silent and verdict not in (status, "depends"):
            found.append(f"{label}: the engine {status}, predicted {verdict}")
    for label, verdict in predicted.items():
        if renamed(label, seen, groups) not in seen:
            found.append(f"{label}: no such step, predicted {verdict}")
    return found


def _needless(build: Build, situation: Situation, earlier: Sequence[Build]) -> list[str]:
    """`depends` without anything above it that only running can tell.

    Walks the stages by their texts, not by the predictor's own graph.
    """
    walk = _Walk(build, earlier, base_changed=situation.base_version > 1)
    return [
        f"{step.label}: depends, but nothing it comes from is open"
        for step in build.steps
        if step.verdict is Verdict.DEPENDS and not step.is_base and not walk.is_open(step)
    ]


def _wrong_bases(build: Build, situation: Situation, versions: set[int]) -> list[str]:
    """FROM steps whose verdict is not whether the image is known from a build before."""
    is_known = situation.base_version in versions
    word, expected = ("known", Verdict.CACHED) if is_known else ("new", Verdict.REBUILT)
    return [
        f"{step.label}: the image is {word}, predicted {step.verdict.value}"
        for step in build.steps
        if step.is_base and step.verdict not in (expected, Verdict.SKIPPED)
    ]


class _Walk:
    def __init__(self, build: Build, earlier: Sequence[Build], *, base_changed: bool) -> None:
        self._build = build
        self._is_first = not earlier
        commands = {step.text for step in build.steps if step.instruction == "RUN"}
        self._has_lost_command = any(
            step.instruction == "RUN" and step.text not in commands
            for each in earlier
            for step in each.steps
        )
        self._base_changed = base_changed
        self._stages = {stage.name.lower(): stage.index for stage in build.stages}

    def is_open(self, step: Step) -> bool:
        """Whether it, or a step below it, reads what a RUN or a changed image made."""
        if any(other.key == step.key and other.id != step.id for other in self._build.steps):
            return True  # one of several with one key: which of them runs is not fixed (R6)
        return any(self._reads_open(below) for below in self._chain(step.stage_index, step))

    def _chain(self, index: int, until: Step | None = None) -> Iterator[Step]:
        parent = self._build.stages[index].parent_index
        if parent is not None:
            yield from self._chain(parent)
        for step in self._build.steps:
            if step.stage_index == index:
                yield step
                if until is not None and step.id == until.id:
                    return

    def _reads_open(self, step: Step) -> bool:
        if self._is_first:
            return False
        if _COMPARES_FILES.search(step.text) and self._has_open_command(
            self._chain(step.stage_index, step)
        ):
            return True
        sources = [name.lower() for name in _READS.findall(step.text)]
        stages = [self._stages.get(name, _number(name)) for name in sources]
        return any(
            self._base_changed if index is None else self._is_unknown(index) for index in stages
        )

    def _is_unknown(self, index: int) -> bool:
        chain = list(self._chain(index))
        is_open = self._has_open_command(chain) or any(map(self._is_archive, chain))
        return is_open or self._base_changed or any(map(self._reads_open, chain))

    def _has_open_command(self, chain: Iterable[Step]) -> bool:
        """Whether a command runs again below, or one that ran there before is gone."""
        return self._has_lost_command or any(
            step.instruction == "RUN" and step.verdict in _OPEN for step in chain
        )

    def _is_archive(self, step: Step) -> bool:
        """What is in an archive the predictor does not see."""
        return step.instruction == "ADD" and ".tar" in step.text and step.verdict in _OPEN


def _number(name: str) -> int | None:
    return int(name) if name.isdigit() else None
