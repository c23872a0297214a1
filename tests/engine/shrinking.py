"""Makes a failing case smaller: drops lines, files and edits for as long as it still fails."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

from tests.support.casefiles import Case

MOST_TRIES = 60

Variant = dict[str, Any]


def shrunk(case: Case, still_fails: Callable[[Case], bool], tries: int = MOST_TRIES) -> Case:
    """The smallest case found that still fails, after at most that many tries."""
    current = copy.deepcopy(dict(case))
    is_smaller = True
    while is_smaller and tries > 0:
        is_smaller = False
        for candidate in _smaller(current):
            if tries <= 0:
                break
            tries -= 1
            if still_fails(candidate):
                current, is_smaller = candidate, True
                break
    return current


def _smaller(case: Variant) -> Iterator[Variant]:
    edits = case.get("edits", [])
    for index in range(len(edits)):
        if len(edits) > 1:
            yield {**case, "edits": edits[:index] + edits[index + 1 :]}
    yield from _without_lines(case)
    for key in ("base_config", "target", "build_args", "no_cache", "secrets", "dockerfile_path"):
        if case.get(key):
            yield {name: item for name, item in case.items() if name != key}
    for index, edit in enumerate(edits):
        for key in edit:
            if len(edit) > 1:
                less = {name: item for name, item in edit.items() if name != key}
                yield {**case, "edits": [*edits[:index], less, *edits[index + 1 :]]}
    for path in case.get("context", {}):
        context = {name: spec for name, spec in case["context"].items() if name != path}
        yield {**case, "context": context}


def _without_lines(case: Variant) -> Iterator[Variant]:
    """The case without one line, in every version of its Dockerfile."""
    texts = [case["dockerfile"], *(edit.get("dockerfile", "") for edit in case.get("edits", []))]
    lines = dict.fromkeys(line for text in texts for line in text.splitlines())
    for line in lines:
        yield {
            **case,
            "dockerfile": _without(case["dockerfile"], line),
            "edits": [
                {**edit, "dockerfile": _without(edit["dockerfile"], line)}
                if "dockerfile" in edit
                else edit
                for edit in case.get("edits", [])
            ],
        }


def _without(text: str, dropped: str) -> str:
    return "".join(f"{line}\n" for line in text.splitlines() if line != dropped)
