"""Walks the instructions of one stage and plans its steps (R1, R19-R24, R31).

Lines that stand as they stood in an earlier plan, with the same configuration before them, are
taken from there: the same objects, so that whatever was worked out for them can be kept too.
"""

from __future__ import annotations

from layerviz.core.analysis import StepId
from layerviz.core.dockerfile.arguments import json_strings, words
from layerviz.core.dockerfile.expansion import expand_word
from layerviz.core.dockerfile.instructions import (
    Add,
    Arg,
    Copy,
    Env,
    From,
    Label,
    Onbuild,
    Run,
    Setting,
    Shell,
    User,
    Workdir,
)
from layerviz.core.dockerfile.syntax import LATEST, required_version
from layerviz.core.environment import without_nul
from layerviz.core.hashing import sha256
from layerviz.core.naming import from_text, step_label, step_text
from layerviz.core.places import Refused
from layerviz.core.plans import PlannedLine, StagePlan, StepPlan
from layerviz.core.steps import (
    Parts,
    Surroundings,
    check_nul,
    copy_parts,
    run_parts,
    workdir_parts,
)
from layerviz.core.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from layerviz.core.diagnostics import Span
    from layerviz.core.dockerfile.instructions import Instruction
    from layerviz.core.environment import Configuration
    from layerviz.core.places import FileFacts, StageStart

STEPS = (Run, Copy, Add, Workdir)
_GO_TRUE = frozenset({"1", "t", "T", "TRUE", "true", "True"})
_EXPANDED_SETTINGS = frozenset({"EXPOSE", "VOLUME"})
_CHECKED_SETTINGS = frozenset({"EXPOSE", "STOPSIGNAL", "VOLUME"})


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
        self.prefix = prefix_of(facts, start)
        self.of = (start.image is not None) + sum(isinstance(line, STEPS) for line in start.body)
        self.number = 0
        self.ids: dict[str, int] = {}
        self.steps: list[StepPlan] = []
        self.items: list[StepId] = []
        self.settings: list[tuple[StepId, Instruction]] = []
        self.triggers: list[Instruction] = []
        self.spans: dict[StepId, Span] = {}
        self.trail: dict[StepId, PlannedLine] = {}
        self.refusals: dict[StepId, str] = {}

    def walked(self, inherited: tuple[Instruction, ...]) -> StagePlan:
        """The stage: its FROM, the triggers it inherits, its own lines."""
        start = self.start
        self._take_from(start.instruction)
        for line in inherited:
            self._take(line, is_trigger=True)
        for line in start.body:
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
            refusals=self.refusals,
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
                stops_all=bool(self.start.problem),
            )
        )

    def _take(self, instruction: Instruction, *, is_trigger: bool = False) -> None:
        """One instruction: a step, or a change of the configuration."""
        step_id = self._new_id(instruction)
        self.spans[step_id] = instruction.span
        around = f"{self.prefix}\0{self.start.platform}\0{is_trigger}"
        before, place = self.configuration, (around, self.number, self.of)
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
        self._take_new(step_id, instruction, is_trigger=is_trigger)
        step = self.steps[-1] if len(self.steps) > step_count else None
        refusal = self.refusals.get(step_id, "")
        self.trail[step_id] = PlannedLine(
            instruction, before, self.configuration, step, place, refusal
        )

    def _take_again(self, step_id: StepId, instruction: Instruction, known: PlannedLine) -> None:
        """A line that stood here before: nothing is worked out twice."""
        self.configuration = known.after
        self.items.append(step_id)
        self.trail[step_id] = known
        if known.refusal:
            self.refusals[step_id] = known.refusal
        if isinstance(instruction, Onbuild):
            self.triggers.append(instruction.trigger)
        if known.step is None:
            self.settings.append((step_id, instruction))
        else:
            self.number += 1
            self.steps.append(known.step)

    def _take_new(self, step_id: StepId, instruction: Instruction, *, is_trigger: bool) -> None:
        if isinstance(instruction, Run | Copy | Workdir):
            self._take_step(step_id, instruction, is_trigger=is_trigger)
            return
        self.items.append(step_id)
        self.settings.append((step_id, instruction))
        if isinstance(instruction, Onbuild):
            self.triggers.append(instruction.trigger)
            return
        try:
            self._configure(instruction)
        except Refused as problem:
            self.refusals[step_id] = str(problem)

    def _take_step(
        self, step_id: StepId, instruction: Run | Copy | Workdir, *, is_trigger: bool
    ) -> None:
        around = Surroundings(
            configuration=self.configuration,
            request=self.facts.request,
            facts=self.facts,
            reader=self.start,
            is_trigger=is_trigger,
            platform=self.start.platform,
            variables=self.configuration.variables(),
        )
        before, refusal = self.configuration, Refused("")
        parts = Parts(definition=())
        try:
            parts = self._parts(instruction, around)
        except Refused as problem:
            refusal = problem
        self.items.append(step_id)
        if (
            isinstance(instruction, Workdir)
            and self.configuration.workdir == "/"
            and not str(refusal)
        ):
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
                compares_files=parts.compares_files,
                is_forced=self._is_forced(instruction),
                problem=str(refusal),
                problem_code="step-refused" if str(refusal) else "",
                stops_all=refusal.stops_all,
                syntax_version=_version_text(required_version(instruction)),
            )
        )

    def _parts(self, instruction: Run | Copy | Workdir, around: Surroundings) -> Parts:
        if isinstance(instruction, Run):
            return check_nul(run_parts(instruction, around))
        if isinstance(instruction, Copy):
            return check_nul(copy_parts(instruction, around))
        parts = check_nul(workdir_parts(instruction, around))
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
            shell = tuple(map(without_nul, instruction.arguments))
            self.configuration = replace(self.configuration, shell=shell)
        else:
            expanded = [self._word(raw, variables) for raw in _expanded_words(instruction)]
            self._check_setting(instruction.keyword, expanded)

    def _check_setting(self, keyword: str, given: list[str]) -> None:
        if keyword not in _CHECKED_SETTINGS:
            return
        from layerviz.core.settings import refusal_of

        refusal = refusal_of(keyword, given)
        if refusal:
            raise Refused(refusal)

    def _new_id(self, instruction: Instruction) -> StepId:
        """An id that stays while stage and text stay; the n-th equal one has a number."""
        text = sha256(instruction.original.encode("utf-8", "replace")).hexdigest()[:12]
        base = f"{self.key}/{instruction.keyword}/{text}"
        count = self.ids[base] = self.ids.get(base, 0) + 1
        return StepId(base if count == 1 else f"{base}/{count}")

    def _word(self, raw: str, variables: Mapping[str, str]) -> str:
        expanded = expand_word(without_nul(raw), variables, self.facts.escape)
        if expanded.error:
            raise Refused(expanded.error)
        return expanded.text

    def _argument(self, name: str, default: str | None, variables: Mapping[str, str]) -> str | None:
        given = self.facts.request.build_args.get(name)
        if given is None and default is not None:
            given = self._word(default, variables)
        return self.facts.globals.get(name) if given is None else given


def prefix_of(facts: FileFacts, start: StageStart) -> str:
    """What stands before the numbers: the platform if several may be asked for, the stage (R1)."""
    asked = facts.request.build_args.get("BUILDKIT_MULTI_PLATFORM", "")
    shown = [start.platform] if asked in _GO_TRUE else []
    return " ".join([*shown, start.name] if facts.shows_stages else shown)


def _expanded_words(instruction: Instruction) -> tuple[str, ...]:
    """The words of a setting that the builder expands; they matter only where that fails."""
    if isinstance(instruction, Label):
        return tuple(word for pair in instruction.pairs for word in pair)
    if instruction.keyword == "STOPSIGNAL" and isinstance(instruction, Setting):
        return (instruction.rest,)
    if isinstance(instruction, Setting) and instruction.keyword in _EXPANDED_SETTINGS:
        return json_strings(instruction.rest, LATEST) or tuple(words(instruction.rest))
    return ()


def _version_text(version: tuple[int, int] | None) -> str:
    return f"{version[0]}.{version[1]}" if version else ""
