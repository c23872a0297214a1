"""Walks the instructions of one stage and plans its steps (R1, R19-R24, R31).

Lines that stand as they stood in an earlier plan, with the same configuration before them, are
taken from there: the same objects, so that whatever was worked out for them can be kept too.
"""

from __future__ import annotations

from layerviz.core.analysis import StepId
from layerviz.core.dockerfile.expansion import expand_word
from layerviz.core.dockerfile.instructions import (
    Add,
    Arg,
    Copy,
    Env,
    From,
    Onbuild,
    Run,
    Shell,
    User,
    Workdir,
)
from layerviz.core.dockerfile.syntax import NAMED_FROM_ERROR, required_version
from layerviz.core.hashing import sha256
from layerviz.core.naming import from_text, step_label, step_text
from layerviz.core.plans import Place, PlaceKind, PlannedLine, StagePlan, StepPlan
from layerviz.core.references import normalised
from layerviz.core.requests import CHANGED, BaseImage
from layerviz.core.steps import (
    Parts,
    Refused,
    Surroundings,
    copy_parts,
    run_parts,
    workdir_parts,
)
from layerviz.core.values import record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from layerviz.core.diagnostics import Span
    from layerviz.core.dockerfile.instructions import Instruction
    from layerviz.core.environment import Configuration
    from layerviz.core.requests import BuildRequest

STEPS = (Run, Copy, Add, Workdir)


@record
class StageStart:
    """A stage before it is walked: its FROM with the words expanded, and the lines that follow."""

    index: int
    name: str
    instruction: From
    body: tuple[Instruction, ...]
    base: str
    image: BaseImage | None
    parent_index: int | None
    platform: str
    problem: str


@record
class FileFacts:
    """What every stage of a file shares: arguments before the first FROM, names of stages.

    `shows_stages`: whether step names carry the stage's name (R1).
    """

    request: BuildRequest
    globals: Mapping[str, str]
    names: Mapping[str, int]
    stage_count: int
    shows_stages: bool = False

    @property
    def escape(self) -> str:
        """The file's escape character."""
        return self.request.dockerfile.escape

    def image(self, reference: str) -> BaseImage:
        """What is known of the image of that normalised reference."""
        known = self.request.bases.get(reference)
        image = known or BaseImage(reference)
        changed = self.request.changed_bases
        if reference in changed or "*" in changed:
            return BaseImage(image.identity + CHANGED, image.is_identified, image.config)
        return image

    def stage_named(self, name: str) -> int | None:
        """The index of the stage that `--from=name` means, None if it is no stage."""
        if name.lower() in self.names:
            return self.names[name.lower()]
        if name.isascii() and name.isdigit() and int(name) < self.stage_count:
            return int(name)
        return None

    def place_named(self, name: str) -> Place:
        """Where `--from=name` reads."""
        if name in self.request.named_contexts:
            return Place(PlaceKind.CONTEXT, name)
        index = self.stage_named(name)
        if index is not None:
            return Place(PlaceKind.STAGE, name, index)
        if name.isascii() and name.isdigit():
            raise Refused(f"invalid stage index {name}")
        if "$" in name:
            if self.request.profile.frontend >= NAMED_FROM_ERROR:
                raise Refused(
                    "variable expansion is not supported for --from, define a new stage with "
                    "FROM using ARG from global scope as a workaround"
                )
            raise Refused(
                f'failed to parse stage name "{name}": invalid reference format: '
                f"repository name (library/{name}) must be lowercase"
            )
        if name == "scratch":
            return Place(PlaceKind.IMAGE, "scratch")
        reference = normalised(name)
        return Place(PlaceKind.IMAGE, reference, image=self.image(reference))


class StageWalk:
    """Walks the instructions of one stage, keeping the configuration."""

    def __init__(
        self,
        facts: FileFacts,
        start: StageStart,
        configuration: Configuration,
        earlier: Mapping[StepId, PlannedLine],
    ) -> None:
        self.facts = facts
        self.start = start
        self.configuration = configuration
        self.earlier = earlier
        self.key = start.instruction.stage_name or f"#{start.index}"
        self.prefix = start.name if facts.shows_stages else ""
        self.of = (start.image is not None) + sum(isinstance(line, STEPS) for line in start.body)
        self.number = 0
        self.ids: dict[str, int] = {}
        self.steps: list[StepPlan] = []
        self.items: list[StepId] = []
        self.settings: list[tuple[StepId, Instruction]] = []
        self.triggers: list[Instruction] = []
        self.spans: dict[StepId, Span] = {}
        self.trail: dict[StepId, PlannedLine] = {}

    def walked(self, inherited: tuple[Instruction, ...]) -> StagePlan:
        """The stage: its FROM, the triggers it inherits, its own lines."""
        start = self.start
        self._take_from(start.instruction)
        for line in (*inherited, *start.body):
            self._take(line)
        return StagePlan(
            index=start.index,
            name=start.name,
            is_named=start.instruction.stage_name is not None,
            instruction=start.instruction,
            base=start.base,
            parent_index=start.parent_index,
            image=start.image,
            steps=tuple(self.steps),
            items=tuple(self.items),
            settings=tuple(self.settings),
            spans=self.spans,
            trail=self.trail,
            problem=start.problem,
        )

    def _take_from(self, instruction: From) -> None:
        step_id = StepId(f"{self.key}/FROM")
        self.spans[step_id] = instruction.span
        place = (f"{self.start.base}\0{self.prefix}", 0, self.of)
        known = self.earlier.get(step_id)
        if known is not None and known.place == place and known.before == self.configuration:
            # One object for one base: what was worked out for it can be kept.
            self.configuration = known.before
            if known.step is not None and known.step.image == self.start.image:
                self.number = 1
                self.items.append(step_id)
                self.steps.append(known.step)
                self.trail[step_id] = known
                return
        self._new_from(step_id, instruction)
        step = self.steps[-1] if self.steps else None
        self.trail[step_id] = PlannedLine(
            instruction, self.configuration, self.configuration, step, place
        )

    def _new_from(self, step_id: StepId, instruction: From) -> None:
        if self.start.image is None and not self.start.problem:
            self.items.append(step_id)
            self.settings.append((step_id, instruction))
            return
        self.of = max(self.of, 1)
        self.number = 1
        text = from_text(self.start.base)
        self.items.append(step_id)
        self.steps.append(
            StepPlan(
                id=step_id,
                stage_index=self.start.index,
                instruction=instruction,
                label=step_label(self.prefix, 1, self.of, text),
                number=1,
                of=self.of,
                configuration=self.configuration,
                definition=(("base", self.start.base),),
                image=self.start.image,
                problem=self.start.problem,
                problem_code="base-invalid",
            )
        )

    def _take(self, instruction: Instruction) -> None:
        """One instruction: a step, or a change of the configuration."""
        step_id = self._new_id(instruction)
        self.spans[step_id] = instruction.span
        before, place = (
            self.configuration,
            (f"{self.prefix}\0{self.start.platform}", self.number, self.of),
        )
        known = self.earlier.get(step_id)
        if (
            known is not None
            and known.place == place
            and known.instruction.heredocs == instruction.heredocs
            and known.before == before
        ):
            self._take_again(step_id, instruction, known)
            return
        step_count = len(self.steps)
        self._take_new(step_id, instruction)
        step = self.steps[-1] if len(self.steps) > step_count else None
        self.trail[step_id] = PlannedLine(instruction, before, self.configuration, step, place)

    def _take_again(self, step_id: StepId, instruction: Instruction, known: PlannedLine) -> None:
        """A line that stood here before: nothing is worked out twice."""
        self.configuration = known.after
        self.items.append(step_id)
        self.trail[step_id] = known
        if isinstance(instruction, Onbuild):
            self.triggers.append(instruction.trigger)
        if known.step is None:
            self.settings.append((step_id, instruction))
        else:
            self.number += 1
            self.steps.append(known.step)

    def _take_new(self, step_id: StepId, instruction: Instruction) -> None:
        if isinstance(instruction, Run | Copy | Workdir):
            self._take_step(step_id, instruction)
            return
        self.items.append(step_id)
        self.settings.append((step_id, instruction))
        if isinstance(instruction, Onbuild):
            self.triggers.append(instruction.trigger)
            return
        self._configure(instruction)

    def _take_step(self, step_id: StepId, instruction: Run | Copy | Workdir) -> None:
        around = Surroundings(
            configuration=self.configuration,
            request=self.facts.request,
            place_named=self.facts.place_named,
            platform=self.start.platform,
            variables=self.configuration.variables(),
        )
        before, problem = self.configuration, ""
        parts = Parts(definition=())
        try:
            parts = self._parts(instruction, around)
        except Refused as refusal:
            problem = str(refusal)
        self.items.append(step_id)
        if dict(parts.definition).get("path") == "/":
            self.settings.append((step_id, instruction))
            return
        self.number += 1
        text = step_text(instruction, around.variables, self.facts.escape)
        self.steps.append(
            StepPlan(
                id=step_id,
                stage_index=self.start.index,
                instruction=instruction,
                label=step_label(self.prefix, self.number, self.of, text),
                number=self.number if self.of else None,
                of=self.of,
                configuration=before,
                definition=parts.definition,
                sources=parts.sources,
                writing=parts.writing,
                variant=parts.variant,
                is_linked=parts.is_linked,
                is_forced=self._is_forced(instruction),
                problem=problem,
                problem_code="step-refused" if problem else "",
                syntax_version=_version_text(required_version(instruction)),
            )
        )

    def _parts(self, instruction: Run | Copy | Workdir, around: Surroundings) -> Parts:
        if isinstance(instruction, Run):
            return run_parts(instruction, around)
        if isinstance(instruction, Copy):
            return copy_parts(instruction, around)
        parts = workdir_parts(instruction, around)
        self.configuration = self.configuration.with_workdir(around.word(instruction.path))
        return parts

    def _is_forced(self, instruction: Instruction) -> bool:
        """Whether `--no-cache` reaches the step: never FROM and WORKDIR (R29)."""
        request = self.facts.request
        if isinstance(instruction, Workdir):
            return False
        named = {name.lower() for name in request.no_cache_filter}
        stage_name = self.start.instruction.stage_name
        return request.no_cache or (stage_name is not None and stage_name in named)

    def _configure(self, instruction: Instruction) -> None:
        variables = self.configuration.variables()
        if isinstance(instruction, Env):
            for name, raw in instruction.pairs:
                self.configuration = self.configuration.with_variable(
                    self._word(name, variables), self._word(raw, variables)
                )
        elif isinstance(instruction, Arg):
            for name, default in instruction.pairs:
                given = self._argument(name, default, variables)
                if given is not None:
                    self.configuration = self.configuration.with_argument(name, given)
        elif isinstance(instruction, User):
            self.configuration = replace(
                self.configuration, user=self._word(instruction.user, variables)
            )
        elif isinstance(instruction, Shell):
            self.configuration = replace(self.configuration, shell=instruction.arguments)

    def _new_id(self, instruction: Instruction) -> StepId:
        """An id that stays while stage and text stay; the n-th equal one has a number."""
        text = sha256(instruction.original.encode("utf-8", "replace")).hexdigest()[:12]
        base = f"{self.key}/{instruction.keyword}/{text}"
        count = self.ids[base] = self.ids.get(base, 0) + 1
        return StepId(base if count == 1 else f"{base}/{count}")

    def _word(self, raw: str, variables: Mapping[str, str]) -> str:
        return expand_word(raw, variables, self.facts.escape).text

    def _argument(self, name: str, default: str | None, variables: Mapping[str, str]) -> str | None:
        given = self.facts.request.build_args.get(name)
        if given is None and default is not None:
            given = self._word(default, variables)
        return self.facts.globals.get(name) if given is None else given


def _version_text(version: tuple[int, int] | None) -> str:
    return f"{version[0]}.{version[1]}" if version else ""
