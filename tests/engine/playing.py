"""Plays a case on a real engine: writes files, builds, edits, builds again, reads the progress."""

from __future__ import annotations

import json
import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.engine.engines import IMAGE_PREFIX, Engine
from tests.engine.folders import Folder
from tests.engine.images import load_base
from tests.support.casefiles import Case, Names, Situation, situations

Observed = dict[str, dict[str, str]]
FRESH_FIELD = "fresh_context"
_STAGE_PREFIX = re.compile(r"^\[[^\]]*\] (?=FROM )")
_DIGEST = re.compile(r"@sha256:[0-9a-f]{64}")
_REFERENCE_ID = re.compile(r"of ref \S+")
_MOUNT_PLACE = re.compile(
    r"/\S*/(?:buildkit(?:-mount)?\d+|overlay2/\w+/(?:merged|diff)|snapshots/\d+/fs)"
)
_NETWORK_WORDS = re.compile(r": failed to do request: .*")


def play(engine: Engine, case: Case) -> Observed:
    """What the engine reports: {build: {step: ran or cached}} or {build: {"error": line}}."""
    salt = secrets.token_hex(6)
    names = Names(f"{IMAGE_PREFIX}{salt}:1", f"{IMAGE_PREFIX}{salt}-alias:1", salt)
    place = engine.workspace / salt
    folder = Folder(place / f"context-{salt}")
    observed = {}
    try:
        for situation in situations(case, names):
            _prepare(engine, names, folder, situation, case)
            observed[situation.name] = _build(engine, names, folder.path, situation)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return observed


def _prepare(
    engine: Engine, names: Names, folder: Folder, situation: Situation, case: Case
) -> None:
    edit = situation.edit
    is_first = situation.number == 0
    if is_first or "base" in edit or "base_config" in edit:
        load_base(engine, names, situation.base_version, situation.base_config)
    if is_first:
        folder.fill(names.filled(case.get("context", {})))
    folder.apply(edit)
    folder.write_dockerfile(situation)
    if edit.get(FRESH_FIELD):
        folder.move(f"context-{names.salt}-{situation.number}")


def _build(engine: Engine, names: Names, context: Path, situation: Situation) -> dict[str, str]:
    place = context.parent
    dockerfile = place / "Dockerfile"
    if situation.dockerfile_path is not None:
        dockerfile = context / situation.dockerfile_path
    else:
        dockerfile.write_text(situation.dockerfile, encoding="utf-8", newline="")
    options = list(_options(engine, context, situation.options))
    command = [*engine.client, "build", "--progress=rawjson", "--network=none", *options]
    command += ["-f", engine.seen(dockerfile), engine.seen(context)]
    outcome = subprocess.run(command, capture_output=True, check=False)
    progress = outcome.stderr.decode("utf-8", errors="replace")
    events, rest = read_progress(progress)
    if outcome.returncode != 0:
        lines = [line for line in rest.splitlines() if line.startswith("ERROR:")]
        return {"error": _neutral(lines[-1] if lines else rest.strip(), names)}
    return {_neutral(name, names): status for name, status in statuses(events).items()}


def _options(engine: Engine, context: Path, options: Mapping[str, Any]) -> Iterator[str]:
    for key, text in options.get("build_args", {}).items():
        yield f"--build-arg={key}={text}"
    for key in ("target", "platform"):
        if options.get(key):
            yield f"--{key}={options[key]}"
    if options.get("no_cache"):
        yield "--no-cache"
    if options.get("no_cache_filter"):
        yield f"--no-cache-filter={','.join(options['no_cache_filter'])}"
    for host in options.get("add_host", ()):
        yield f"--add-host={host}"
    for label in options.get("labels", ()):
        yield f"--label={label}"
    for key, text in options.get("secrets", {}).items():
        path = context.parent / f"secret-{key}"
        path.write_text(text, encoding="utf-8")
        yield f"--secret=id={key},src={engine.seen(path)}"
    for key, folder in options.get("build_contexts", {}).items():
        yield f"--build-context={key}={engine.seen(context / folder)}"
    yield from options.get("flags", ())


def read_progress(text: str) -> tuple[list[dict[str, Any]], str]:
    """The JSON objects that the text begins with, one after the other, and the rest of it."""
    decoder, at = json.JSONDecoder(), 0
    events: list[dict[str, Any]] = []
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        try:
            event, at = decoder.raw_decode(text, at)
        except ValueError:
            return events, text[at:]
        events.append(event)


def statuses(events: list[dict[str, Any]]) -> dict[str, str]:
    """The status of each step: `ran` or `cached`; the builder's own lines are left out."""
    names: dict[str, str] = {}
    cached: dict[str, bool] = {}
    for event in events:
        for vertex in event.get("vertexes") or ():
            names[vertex["digest"]] = vertex["name"]
            if vertex.get("completed"):
                cached[vertex["digest"]] = cached.get(vertex["digest"], False) or bool(
                    vertex.get("cached")
                )
    found: dict[str, str] = {}
    for digest, is_cached in cached.items():
        name = names[digest]
        if name.startswith(("[internal] ", "exporting ", "importing ")):
            continue
        status = "cached" if is_cached else "ran"
        found[name] = "ran" if found.get(name) == "ran" else status
    return found


def _neutral(text: str, names: Names) -> str:
    """The text with placeholders again, without what differs between machines and runs."""
    text = _NETWORK_WORDS.sub("", _DIGEST.sub("", _STAGE_PREFIX.sub("", text)))
    text = _MOUNT_PLACE.sub("", _REFERENCE_ID.sub("of ref REF", text))
    for given, placeholder in (
        (names.alias, "{{ALIAS}}"),
        (names.base, "{{BASE}}"),
        (names.salt, "{{SALT}}"),
    ):
        text = text.replace(f"docker.io/library/{given}", placeholder).replace(given, placeholder)
    return text
