"""A Dockerfile under construction: lines know what they make and take from other stages.

Random edits are tried on it and kept if the outcome still hangs together: most builds succeed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

IMAGES = ("{{BASE}}", "{{ALIAS}}")
SCRATCH = "scratch"
SCRATCH_START = "COPY a.txt /f1"
"""A scratch stage begins with a random word: without it, all cases would share its steps."""
IMAGE_PATHS = frozenset({"/etc/salt", "/etc/passwd"})


@dataclass(frozen=True, slots=True)
class Line:
    """One instruction. `makes`: paths there afterwards; `takes`: (stage, path) that must be."""

    text: str
    makes: tuple[str, ...] = ()
    takes: tuple[tuple[str, str], ...] = ()

    @property
    def keyword(self) -> str:
        """The instruction's name."""
        return self.text.split(None, 1)[0].upper()

    @property
    def drops_rights(self) -> bool:
        """Whether commands after it may not write everywhere any more."""
        return self.text in ("USER node", "USER 1000")


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage. Only the last one may be shown without its name."""

    name: str
    base: str
    lines: tuple[Line, ...] = ()
    is_named: bool = True
    flags: str = ""

    def text(self) -> str:
        """The stage as it stands in the file."""
        name = f" AS {self.name}" if self.is_named else ""
        lines = [f"FROM {self.flags}{self.base}{name}", *(line.text for line in self.lines)]
        return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class FileModel:
    """A whole Dockerfile; `head` stands before the first FROM."""

    stages: tuple[Stage, ...]
    head: tuple[str, ...] = ()

    def text(self) -> str:
        """The Dockerfile."""
        return "".join(f"{line}\n" for line in self.head) + "".join(
            stage.text() for stage in self.stages
        )

    def stage(self, name: str) -> Stage | None:
        """The stage of that name."""
        return next((stage for stage in self.stages if stage.name == name), None)

    def chain(self, stage: Stage) -> Iterator[Stage]:
        """The stages that it continues, the lowest first, itself last."""
        parent = self.stage(stage.base)
        if parent is not None:
            yield from self.chain(parent)
        yield stage

    def can_run(self, stage: Stage) -> bool:
        """Whether there is a shell in it."""
        return next(self.chain(stage)).base != SCRATCH

    def available(self, stage: Stage) -> list[str]:
        """The paths that can be taken out of a stage, sorted."""
        found = set(IMAGE_PATHS) if self.can_run(stage) else set()
        has_rights = True
        for part in self.chain(stage):
            for line in part.lines:
                has_rights = has_rights and not line.drops_rights
                if line.keyword != "RUN" or has_rights:
                    found.update(line.makes)
        return sorted(found)

    def is_sound(self) -> bool:
        """Whether everything taken is there, in a stage above, and nothing runs without a shell."""
        seen: set[str] = set()
        for stage in self.stages:
            if stage.base not in (*IMAGES, SCRATCH) and stage.base not in seen:
                return False
            if stage.base == SCRATCH and [line.text for line in stage.lines[:1]] != [SCRATCH_START]:
                return False
            if any(line.keyword == "RUN" for line in stage.lines) and not self.can_run(stage):
                return False
            if not all(self._can_take(take, seen) for line in stage.lines for take in line.takes):
                return False
            seen.add(stage.name)
        return len(seen) == len(self.stages) and bool(self.stages[-1].lines)

    def _can_take(self, take: tuple[str, str], seen: set[str]) -> bool:
        name, path = take
        stage = self.stage(name)
        if stage is None or name not in seen:
            return False
        return path == "/" or path in self.available(stage)

    def with_stage(self, index: int, stage: Stage) -> FileModel:
        """The file with another stage at that place."""
        return replace(self, stages=(*self.stages[:index], stage, *self.stages[index + 1 :]))
