"""Compares what an engine did with what was predicted for the same build."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from layerviz.core.analysis import Build, Stage, Step, Verdict

_RUN_WORDS = {Verdict.CACHED: "cached", Verdict.REBUILT: "ran", Verdict.DEPENDS: "depends"}
_NOT_BUILT = (Verdict.SKIPPED, Verdict.UNREACHED)
_PREFIX = re.compile(
    r"^ERROR: (?:failed to build: )?(?:failed to solve|failed to run Build function): "
    r"(?:rpc error: code = Unknown desc = )?"
)
_REFERENCE_ID = re.compile(r"of ref \S+")
_NOT_STEPS = ("FROM ", "[context ", "[internal] ")


def observed_steps(observed: Mapping[str, str]) -> dict[str, str]:
    """The steps to judge: FROM lines have a rule of their own (R4)."""
    return {label: status for label, status in observed.items() if not label.startswith(_NOT_STEPS)}


def predicted_steps(build: Build, placeholders: Mapping[str, str]) -> dict[str, str]:
    """Label to `cached`, `ran`, `depends` or `fails` for every needed step but FROM."""
    return {
        _neutral(step.label, placeholders): _RUN_WORDS.get(step.verdict, step.verdict.value)
        for step in build.steps
        if not step.is_base and step.verdict not in _NOT_BUILT
    }


def groups_of(build: Build, placeholders: Mapping[str, str]) -> list[list[str]]:
    """Labels of steps that share one key: the engine may run them once, under any name (R6)."""
    by_key: dict[str, list[str]] = {}
    for step in build.steps:
        if not step.is_base and step.verdict not in _NOT_BUILT:
            by_key.setdefault(step.key, []).append(_neutral(step.label, placeholders))
    return [labels for labels in by_key.values() if len(labels) > 1]


def error_differences(observed: Mapping[str, str], build: Build) -> list[str]:
    """What is wrong with the prediction for a build that the engine refused."""
    if build.is_buildable:
        return [f"the engine refuses it ({observed['error']}), predicted to build"]
    messages = [found.builder_message for found in build.diagnostics if found.is_error]
    known = [message for message in messages if message]
    wanted = _plain_error(observed["error"])
    if known and wanted not in map(_plain_error, known):
        return [f"the engine says {wanted!r}, predicted {known}"]
    return []


def shown_like_bases(build: Build, placeholders: Mapping[str, str]) -> set[str]:
    """Labels of steps that start from nothing: the progress says of them as little as of FROM (R4).

    That is a WORKDIR right after `FROM scratch`.
    """
    firsts: dict[int, Step] = {}
    for step in build.steps:
        firsts.setdefault(step.stage_index, step)
    stages = {stage.index: stage for stage in build.stages}
    return {
        _neutral(step.label, placeholders)
        for index, step in firsts.items()
        if step.instruction == "WORKDIR" and _starts_from_nothing(stages, index)
    }


def _starts_from_nothing(stages: Mapping[int, Stage], index: int) -> bool:
    stage = stages[index]
    if stage.parent_index is None:
        return stage.base == "scratch"
    parent = stages[stage.parent_index]
    return not parent.items[1:] and _starts_from_nothing(stages, parent.index)


def failures(build: Build) -> list[Step]:
    """The steps where the builder is predicted to stop."""
    return [step for step in build.steps if step.verdict is Verdict.FAILS]


def renamed(label: str, known: Iterable[str], groups: Iterable[list[str]]) -> str:
    """The name among `known` that a step of a shared group stands under."""
    known = set(known)
    if label in known:
        return label
    for group in groups:
        if label in group:
            return next((other for other in group if other in known), label)
    return label


def _plain_error(text: str) -> str:
    return _REFERENCE_ID.sub("of ref REF", _PREFIX.sub("", text))


def _neutral(label: str, placeholders: Mapping[str, str]) -> str:
    for given, placeholder in placeholders.items():
        label = label.replace(given, placeholder)
    return label


def placeholders_of(names: Any) -> dict[str, str]:
    """From what stands in labels back to the placeholders of a case."""
    return {names.alias: "{{ALIAS}}", names.base: "{{BASE}}", names.salt: "{{SALT}}"}
