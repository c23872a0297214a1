"""Why a step is cached: the half of the answer that a learner does not see on the screen.

The builder only says CACHED. Here the imagined edits are held against the instruction: the file is
not among its sources, is ignored, or was only touched.
"""

from __future__ import annotations

from layerviz.app.explaining_names import Facts, step_message
from layerviz.app.messages import Message, message
from layerviz.core.analysis import Verdict
from layerviz.core.dockerfile.instructions import Copy, Run, ShellForm
from layerviz.core.values import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from layerviz.core.analysis import Build, Step
    from layerviz.core.context import ContextEdit

STALE_WORDS = (
    "apt-get update",
    "apt update",
    "apk add",
    "apk update",
    "yum install",
    "dnf install",
    "git clone",
    "curl ",
    "wget ",
)
"""Commands that fetch what may be newer by now; their text stays the same."""
MOST_KEPT_SENTENCES = 3
COPIED = "cached.copy"
"""Said of a copy as long as no edit is there to be named."""
SIGNS = frozenset("*?[\\")
"""A source without them is no pattern: it names what it reaches."""


class Kept(Record):
    """What is said of the cached steps together: `1 - 4 come from the cache`, and why."""

    heading: Message
    sentences: tuple[Message, ...]


def cached_sentence(step: Step, build: Build, facts: Facts) -> Message:
    """Why a step needs no rebuilding."""
    if step.is_base:
        return message("cached.from", image=step.text.partition(" ")[2])
    if step.instruction in ("COPY", "ADD"):
        return _copied_sentence(step, build, facts)
    if step.instruction == "WORKDIR":
        return message("cached.workdir")
    return message("cached.run.stale" if _may_be_stale(step, facts) else "cached.run")


def stays_cached(step: Step, sentence: Message, added: Sequence[ContextEdit], facts: Facts) -> bool:
    """Whether what was said of a cached copy from the context stays when these edits are added.

    A sentence that has named an edit already names no later one that the copy does not reach.
    """
    return sentence.code != COPIED and not _within(added, step, facts)


def cached_short(step: Step, facts: Facts) -> Message:
    """The same in a few words, for the block."""
    if step.is_base:
        return message("short.base.plain")
    if _may_be_stale(step, facts):
        return message("short.cached.stale")
    is_copy = step.instruction in ("COPY", "ADD") and not step.inputs
    touches = [edit for edit in facts.edits if edit.kind.value == "touch"]
    if is_copy and touches and _within(touches, step, facts):
        return message("short.cached.touch")
    return message("short.cached")


def kept_steps(build: Build, facts: Facts) -> Kept | None:
    """The cached steps of the target's stage in a few sentences; None where there are none."""
    targets = {stage.index for stage in build.stages if stage.is_target}
    kept = [
        step
        for step in build.steps
        if step.verdict is Verdict.CACHED and step.stage_index in targets and step.number
    ]
    if not kept:
        return None
    numbers = sorted({step.number for step in kept if step.number is not None})
    code = "summary.cached-one" if len(numbers) == 1 else "summary.cached-range"
    told = [step for step in kept if not step.is_base and step.instruction != "WORKDIR"]
    sentences = dict.fromkeys(cached_sentence(step, build, facts) for step in told)
    heading = message(code, range=", ".join(_ranges(numbers)))
    return Kept(heading=heading, sentences=tuple(sentences)[:MOST_KEPT_SENTENCES])


def _ranges(numbers: list[int]) -> list[str]:
    """Numbers in a row joined: `1 – 4`, `6`."""
    found: list[list[int]] = []
    for number in numbers:
        if found and found[-1][-1] == number - 1:
            found[-1].append(number)
        else:
            found.append([number])
    return [str(run[0]) if len(run) == 1 else f"{run[0]} – {run[-1]}" for run in found]


def _copied_sentence(step: Step, build: Build, facts: Facts) -> Message:
    if step.inputs:
        names = {stage.index: stage.name for stage in build.stages}
        return message("cached.copy.stage", stage=names.get(step.inputs[0].stage_index, ""))
    within = _within(facts.edits, step, facts)
    for edit in within:
        decision = facts.ignored_by(edit.path)
        if decision is not None:
            line, pattern = decision.pattern_line or 0, decision.pattern_text
            return message("cached.copy.ignored", path=edit.path, line=line, pattern=pattern)
        if edit.kind.value == "touch":
            return message("cached.copy.touch", path=edit.path)
        if edit.kind.value == "chmod":
            return message("cached.copy.directory-mode")
    instruction = facts.instruction_at(step.line)
    outside = next((edit for edit in facts.edits if edit not in within), None)
    if outside is not None and isinstance(instruction, Copy):
        sources, named = instruction.sources, step_message(step, build)
        return message("cached.copy.not-among", path=outside.path, sources=sources, step=named)
    return message(COPIED)


def _within(edits: Sequence[ContextEdit], step: Step, facts: Facts) -> list[ContextEdit]:
    """Those of the edits below what the instruction names, whether sent or not."""
    if not edits:
        return []
    instruction = facts.instruction_at(step.line)
    if not isinstance(instruction, Copy):
        return []
    ways = [_reach_of(source) for source in instruction.sources]
    return [edit for edit in edits if any(reaches(edit.path.strip("/")) for reaches in ways)]


def _reach_of(source: str) -> Callable[[str], bool]:
    """Whether a source as written reaches a path.

    The same, a folder above it, or a wildcard that matches it.
    """
    wanted = [part for part in source.strip("'\"").split("/") if part not in ("", ".")]
    whole = "/".join(wanted)
    if not SIGNS.intersection(whole):
        below = f"{whole}/" if whole else ""
        return lambda path: path == whole or path.startswith(below)
    from layerviz.core.patterns import match_component  # few sources are patterns

    def reaches(path: str) -> bool:
        parts = path.split("/")
        return len(wanted) <= len(parts) and all(map(match_component, wanted, parts))

    return reaches


def _may_be_stale(step: Step, facts: Facts) -> bool:
    if step.instruction != "RUN":
        return False
    instruction = facts.instruction_at(step.line)
    if not isinstance(instruction, Run):
        return False
    command = instruction.command
    text = command.text if isinstance(command, ShellForm) else " ".join(command.arguments)
    bodies = "\n".join(heredoc.body for heredoc in instruction.heredocs)
    return any(word in text or word in bodies for word in STALE_WORDS)
