"""Random cases: a Dockerfile, a context, options, and one or more edits, all from one seed.

A case has the format of the recorded ones (tests/data/cases/README.md), without `observed`.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from tests.engine.models import IMAGES, SCRATCH, SCRATCH_START, FileModel, Line, Stage
from tests.engine.random_edits import Draft, random_edit
from tests.engine.random_lines import Scene, random_line

ATTEMPTS = 50
_ALWAYS: dict[str, Any] = {
    "a.txt": "a {{SALT}}",
    "b.txt": "b {{SALT}}",
    "d/f1": "1 {{SALT}}",
    "p/f": "f {{SALT}}",
}
_SOMETIMES: dict[str, Any] = {
    "c.txt": "a {{SALT}}",
    "q/f": "f {{SALT}}",
    "q/x.txt": "x {{SALT}}",
    "d/f2": {"content": "2 {{SALT}}", "mode": "0755"},
    "d/s/g": "g {{SALT}}",
    "d/e": {"dir": True},
    "l": {"link": "a.txt"},
    "d/ln": {"link": "f1"},
    "ld": {"link": "d"},
    ".hidden": "h {{SALT}}",
    "t.tar": {"tar": {"in": "t {{SALT}}"}},
}
_IGNORES = (
    "*.log\n",
    "c.txt\n",
    "d/s\n",
    "d/f2\n!d/f2\n",
    "**/f2\n",
    "d\n!d/f1\n",
    "# note\n.dockerignore\n",
    "q\n.dockerignore\nDockerfile\n",
    "p/*\n!p/f\n",
    "*\n!a.txt\n!b.txt\n!d\n!p\n",
)


def generated(seed: int) -> dict[str, Any]:
    """The case of that seed; equal seeds give equal cases."""
    rng = Random(seed)
    context = _context(rng)
    file = _file(rng, context)
    case: dict[str, Any] = {"name": f"seed-{seed}", "dockerfile": file.text(), "context": context}
    if rng.random() < 0.2:
        case["dockerfile_path"] = rng.choice(("Dockerfile", "Dockerfile", "sub/D"))
    case.update(_options(rng, file))
    if rng.random() < 0.1:
        case["base_config"] = rng.choice(({"Env": ["A=0"]}, {"WorkingDir": "/w"}, {"User": "root"}))
    draft = Draft(file, dict(context), dict(case))
    edits = [random_edit(rng, draft) for _ in range(rng.choices((1, 2), (5, 1))[0])]
    if rng.random() < 0.12:
        edits.append(_reverted(case, draft))
    case["edits"] = edits
    return case


def _context(rng: Random) -> dict[str, Any]:
    context = dict(_ALWAYS)
    context.update({path: spec for path, spec in _SOMETIMES.items() if rng.random() < 0.55})
    if rng.random() < 0.25:
        context[".dockerignore"] = rng.choice(_IGNORES)
    return context


def _file(rng: Random, context: dict[str, Any]) -> FileModel:
    head = (rng.choice(("ARG G=1", "ARG G", "# plain", "ARG A=g")),) if rng.random() < 0.3 else ()
    file = FileModel((), head)
    count = rng.choices((1, 2, 3, 4), (3, 5, 4, 2))[0]
    for number in range(count):
        file = _grown(rng, file, f"s{number}", tuple(context))
    last = file.stages[-1]
    if not last.lines:
        last = replace(last, lines=(Line("COPY a.txt /f1", ("/f1",)),))
    return file.with_stage(count - 1, replace(last, is_named=rng.random() < 0.5))


def _grown(rng: Random, file: FileModel, name: str, paths: tuple[str, ...]) -> FileModel:
    """The file with one more stage."""
    bases = [*IMAGES[:1] * 6, *IMAGES[1:], SCRATCH] + [stage.name for stage in file.stages] * 2
    flags = rng.choice(("", "", "", "", "--platform=linux/amd64 ", "--platform=$BUILDPLATFORM "))
    base = rng.choice(bases)
    first = (Line(SCRATCH_START, ("/f1",)),) if base == SCRATCH else ()
    stage = Stage(name, base, first, flags=flags if base in IMAGES else "")
    for _ in range(rng.randint(1, 5)):
        for _ in range(ATTEMPTS):
            candidate = replace(file, stages=(*file.stages, stage))
            line = random_line(rng, Scene(candidate, stage, paths))
            longer = replace(stage, lines=(*stage.lines, line))
            if replace(file, stages=(*file.stages, longer)).is_sound():
                stage = longer
                break
    return replace(file, stages=(*file.stages, stage))


def _options(rng: Random, file: FileModel) -> dict[str, Any]:
    options: dict[str, Any] = {"secrets": {"k": "one"}}
    if rng.random() < 0.2:
        options["build_args"] = {rng.choice(("V", "A", "G")): rng.choice(("1", "2", ""))}
    if rng.random() < 0.1:
        options["target"] = rng.choice(
            [stage.name for stage in file.stages if stage.is_named] or [""]
        )
    if rng.random() < 0.03:
        options["no_cache"] = True
    return options


def _reverted(case: dict[str, Any], draft: Draft) -> dict[str, Any]:
    """An edit back to how everything was at first."""
    restored = {path: spec for path, spec in case["context"].items() if draft.touched(path)}
    edit: dict[str, Any] = {"dockerfile": case["dockerfile"], "write": restored}
    edit["delete"] = [path for path in draft.context if path not in case["context"]]
    edit["build_args"] = case.get("build_args", {})
    edit["target"] = case.get("target", "")
    edit["no_cache"], edit["no_cache_filter"] = case.get("no_cache", False), []
    return edit
