"""Cases as data: a cold build, edits, and what a real engine answered.

The format: tests/data/cases/README.md.

Only reading and placeholders happen here; `cases` turns a situation into a request for the
predictor, `tests.engine.folders` puts it on a disk.
"""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[1] / "data/cases"
OPTIONS = (
    "build_args",
    "target",
    "platform",
    "no_cache",
    "no_cache_filter",
    "add_host",
    "labels",
    "secrets",
    "build_contexts",
    "flags",
)
FIRST_TIME = 1_600_000_000

Case = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Names:
    """What stands for the placeholders of a case."""

    base: str
    alias: str
    salt: str

    def filled(self, found: Any) -> Any:
        """The value with every placeholder in it replaced, keys included."""
        if isinstance(found, str):
            return self._filled_text(found)
        if isinstance(found, Mapping):
            return {self.filled(key): self.filled(item) for key, item in found.items()}
        if isinstance(found, list):
            return [self.filled(item) for item in found]
        return found

    def _filled_text(self, text: str) -> str:
        text = text.replace("{{BASE}}", self.base).replace("{{ALIAS}}", self.alias)
        return text.replace("{{SALT}}", self.salt)


@dataclass(frozen=True, slots=True)
class Situation:
    """One build of a case: `edit` leads to it from the one before; 0 is the cold build."""

    number: int
    edit: Mapping[str, Any]
    dockerfile: str
    dockerfile_path: str | None
    options: Mapping[str, Any]
    base_version: int
    base_config: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Its key under `observed`: before, after, after2, ..."""
        return ("before", "after")[self.number] if self.number <= 1 else f"after{self.number}"


def edits_of(case: Case) -> list[Mapping[str, Any]]:
    """The edits of a case, one for each build after the cold one."""
    return list(case["edits"]) if "edits" in case else [case.get("edit", {})]


def situations(case: Case, names: Names) -> list[Situation]:
    """The builds of a case in order, placeholders filled."""
    options = {key: case[key] for key in OPTIONS if key in case}
    dockerfile, version = case["dockerfile"], 1
    config: Mapping[str, Any] = case.get("base_config", {})
    found = []
    for number, edit in enumerate([{}, *edits_of(case)]):
        options = {**options, **{key: edit[key] for key in OPTIONS if key in edit}}
        dockerfile = edit.get("dockerfile", dockerfile)
        version += bool(edit.get("base"))
        config = edit.get("base_config", config)
        found.append(
            Situation(
                number=number,
                edit=names.filled(edit),
                dockerfile=names.filled(dockerfile),
                dockerfile_path=case.get("dockerfile_path"),
                options=names.filled(options),
                base_version=version,
                base_config=config,
            )
        )
    return found


def recorded_cases() -> Iterator[tuple[str, Case]]:
    """Every recorded case with the name of its file, in a fixed order."""
    for path in sorted(DATA.glob("*.json")):
        for case in json.loads(path.read_text(encoding="utf-8")):
            yield path.stem, case


def content_of(spec: Any) -> bytes:
    """The bytes of a file spec: text, `content`, or an archive made of `tar`."""
    if isinstance(spec, str):
        return spec.encode("utf-8")
    if "tar" in spec:
        return _archive(spec["tar"], spec.get("mtime", 0))
    return str(spec.get("content", "")).encode("utf-8")


def _archive(entries: Mapping[str, str], mtime: int) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, text in entries.items():
            entry = tarfile.TarInfo(name)
            content = text.encode("utf-8")
            entry.size, entry.mtime = len(content), mtime
            archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()
