"""`layerviz predict BEFORE AFTER --json` on real folders agrees with what a real engine did.

The same builds as in tests/core/test_recorded_cases.py, but laid out on a disk and asked for as a
script would ask: this holds the reading of files, modes, links, attributes and options.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
from collections.abc import Mapping
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from layerviz.cli.main import main
from tests.engine.folders import Folder
from tests.support.casefiles import Case, Situation, edits_of, recorded_cases, situations
from tests.support.cases import NAMES
from tests.support.judging import observed_steps, placeholders_of, renamed

WORDS = {"rebuilt": "ran"}
BASE, NAME, SYNTAX = (
    "what the base sets is not known here",
    "whether two names are one image is not known here (ADR 0004)",
    "today's syntax takes it otherwise than the recorded one",
)
TOLD_OTHERWISE: Mapping[str, str] = {
    **dict.fromkeys(("stage-split-with-arg", "workdir-root-added", "wdr-4", "workdir-rel"), BASE),
    **dict.fromkeys(("env-path-set-to-default", "env-path-reset-after-other", "env-path"), BASE),
    **dict.fromkeys(("same-image-other-tag", "two-tags-of-one-image", "img-alias-s-0"), NAME),
    **dict.fromkeys(
        ("unsupported-parents", "unsupported-exclude", "unsupported-add-exclude"), SYNTAX
    ),
    **dict.fromkeys(("unsupported-chmod-symbolic", "chmod-symbolic-vs-none"), SYNTAX),
    **dict.fromkeys(("copy-chmod-big", "copy-chmod-huge", "copy-chmod-underscore"), SYNTAX),
    **dict.fromkeys(("chmod-variable", "security-flag", "onb-copy-from", "json-odd"), SYNTAX),
    "content-same-size-same-mtime": "edits of files are always taken as seen (R32)",
    "syntax-line": "the engine of the recording had no network",
    "network-none-added": "the recorded builds had --network=none as a whole",
}
ASKED = {"build_args", "target"}
"""What of a recorded command line `predict` has an option for."""


def can_be_asked(case: Case) -> bool:
    found = situations(case, NAMES)
    if len(found) < 2 or case["name"] in TOLD_OTHERWISE:
        return False
    options = [{key for key, given in each.options.items() if given} for each in found[:2]]
    has_others = bool((options[0] | options[1]) - ASKED)
    drops_arguments = "build_args" in options[0] - options[1]
    sets_base = "base_config" in case or "base_config" in edits_of(case)[0]
    return not (has_others or drops_arguments or sets_base)


CASES = {case["name"]: case for _, case in recorded_cases() if can_be_asked(case)}


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def words_for(case: Case, root: Path) -> list[str]:
    before, after = situations(case, NAMES)[:2]
    folder = Folder(root / "before" / "ctx")
    folder.fill(NAMES.filled(case.get("context", {})))
    folder.write_dockerfile(before)
    shutil.copytree(folder.path, root / "after" / "ctx", symlinks=True)
    folder.path = root / "after" / "ctx"
    folder.apply(after.edit)
    folder.write_dockerfile(after)
    words = ["predict", str(root / "before" / "ctx"), str(folder.path), "--json"]
    words += options_of(before, root / "before", ("-f", "--build-arg", "--target"))
    words += options_of(
        after, root / "after", ("--after-file", "--after-build-arg", "--after-target")
    )
    words += ["--base-changed"] if after.edit.get("base") else []
    words += ["--transfer", "fresh"] if after.edit.get("fresh_context") else []
    return [*words, "--store", case.get("store", "overlay2")]


def options_of(situation: Situation, place: Path, names: tuple[str, str, str]) -> list[str]:
    file = place / "ctx" / (situation.dockerfile_path or "")
    if situation.dockerfile_path is None:
        file = place / "Dockerfile"
        file.write_bytes(situation.dockerfile.encode("utf-8"))
    words = [names[0], str(file)]
    for key, given in (situation.options.get("build_args") or {}).items():
        words += [names[1], f"{key}={given}"]
    target = situation.options.get("target")
    return [*words, names[2], target] if target else words


def asked(words: list[str]) -> tuple[int, dict[str, Any]]:
    output = io.TextIOWrapper(io.BytesIO(), "utf-8")
    with redirect_stdout(output):
        code = main(words)
    output.seek(0)
    text = output.read()
    return code, json.loads(text) if text else {}


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="owners need root")
@pytest.mark.parametrize("name", CASES)
def test_the_answer_agrees_with_the_engine(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    code, answer = asked(words_for(case, tmp_path))
    observed = case["observed"]["after"]
    if "error" in observed:
        assert code == 1 or not answer["buildable"]
        return
    assert code == 0
    assert answer["buildable"]
    expected = observed_steps(observed) | dict.fromkeys(case.get("undecidable", ()), "depends")
    expected = {k: "depends" if status == "either" else status for k, status in expected.items()}
    told = {}
    for step in answer["steps"]:
        if step["instruction"] != "FROM" and step["verdict"] not in ("skipped", "unreached"):
            label = step["label"]
            for given, placeholder in placeholders_of(NAMES).items():
                label = label.replace(given, placeholder)
            label = renamed(label, expected, case.get("same_step", ()))
            told[label] = WORDS.get(step["verdict"], step["verdict"])
    assert told == expected


def test_most_of_the_recorded_cases_are_asked() -> None:
    assert len(CASES) > 500
