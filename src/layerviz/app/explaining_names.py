"""How steps are named in sentences.

And the facts besides the analysis that an explanation may use.
"""

from __future__ import annotations

from layerviz.app.messages import Message, message
from layerviz.core.values import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.core.analysis import Build, Step, StepId
    from layerviz.core.context import ContextEdit
    from layerviz.core.dockerfile.instructions import Dockerfile, Instruction
    from layerviz.core.ignorefile import IgnoreDecision, IgnoreFile


class Facts(Record):
    """What is known around an analysis.

    Every field may stay empty, the explanation is then less particular.

    `dockerfile_paths`: where the Dockerfiles lie, relative to the context root, if inside it.
    """

    dockerfile: Dockerfile | None = None
    ignore: IgnoreFile | None = None
    edits: tuple[ContextEdit, ...] = ()
    dockerfile_paths: tuple[str, ...] = ()
    assumptions: tuple[tuple[StepId, bool], ...] = ()
    has_earlier: bool = True
    is_known_build: bool = False

    def instruction_at(self, line: int) -> Instruction | None:
        """The instruction that begins on a line (1-based)."""
        if self.dockerfile is None:
            return None
        from bisect import bisect_left  # a prediction's text asks for no line (docs/adr/0002)

        instructions = self.dockerfile.instructions
        place = bisect_left(instructions, line, key=lambda each: each.span.line)
        found = instructions[place] if place < len(instructions) else None
        return found if found is not None and found.span.line == line else None

    def ignored_by(self, path: str) -> IgnoreDecision | None:
        """The decision that leaves a file out of the context; None for one that is sent."""
        if self.ignore is None:
            return None
        decision = self.ignore.told(path.strip("/"))
        return None if decision.is_sent else decision

    def is_ignored(self, path: str) -> bool:
        """Whether the ignore file leaves it out."""
        return self.ignored_by(path) is not None


def title_of(step: Step) -> str:
    """`5 COPY . .`: the builder's number, if it shows one, and the instruction."""
    return step.text if step.number is None else f"{step.number} {step.text}"


def step_message(step: Step, build: Build) -> Message | str:
    """`step 3`, with its stage where there are several."""
    if step.number is None:
        return step.text
    if len(build.stages) > 1:
        return message("step.name.stage", number=step.number, stage=step.stage)
    return message("step.name", number=step.number)
