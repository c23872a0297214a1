"""A Dockerfile for a target, arguments and a builder -> the planned stages and steps (R1, R2.

R20, R31).
"""

from __future__ import annotations

from hashlib import sha256

from layerviz.core.analysis import StepId
from layerviz.core.diagnostics import Diagnostic, Severity
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
from layerviz.core.environment import Configuration, from_image, from_stage
from layerviz.core.mounts import from_of_mount
from layerviz.core.naming import from_text, step_label, step_text
from layerviz.core.plans import (
    BuildPlan,
    Place,
    PlaceKind,
    PlannedLine,
    StagePlan,
    StepPlan,
)
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
from layerviz.core.triggers import triggers_of
from layerviz.core.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from layerviz.core.diagnostics import Span
    from layerviz.core.dockerfile.instructions import Instruction
    from layerviz.core.requests import BuildRequest

_STEPS = (Run, Copy, Add, Workdir)


def plan_build(request: BuildRequest, earlier: BuildPlan | None = None) -> BuildPlan:
    """The plan of a build; lines that stand as they stood in `earlier` are taken from there.

    Problems of the whole build are diagnostics.

    Those of a step stay with the step.
    """
    return _Planner(request, earlier).plan()


class _StageStart:
    """The words of a FROM, expanded."""

    __slots__ = ("base", "image", "instruction", "parent_index", "platform", "problem")

    def __init__(self, instruction: From) -> None:
        self.instruction = instruction
        self.base = ""
        self.image: BaseImage | None = None
        self.parent_index: int | None = None
        self.platform = ""
        self.problem = ""


class _Planner:
    """Collects while walking the file once; thrown away afterwards."""

    def __init__(self, request: BuildRequest, earlier: BuildPlan | None) -> None:
        self.request = request
        self.earlier = earlier
        self.diagnostics: list[Diagnostic] = []
        self.escape = request.dockerfile.escape
        self.globals: dict[str, str] = {}
        self.declared_globals: dict[str, str] = {}
        self.bodies: list[tuple[From, list[Instruction]]] = []
        self.names: dict[str, int] = {}
        self.starts: list[_StageStart] = []
        self.stages: list[StagePlan] = []
        self.ends: list[Configuration] = []
        self.onbuild: list[tuple[Instruction, ...]] = []
        self.ids: dict[str, int] = {}
        self.platform = request.platform or request.profile.platform

    # --- the file --------------------------------------------------------------------------------

    def plan(self) -> BuildPlan:
        self._split()
        self._start_stages()
        self.prefixes = self._count_records() > 1
        signature = self._signature()
        if self.earlier is not None and self.earlier.signature != signature:
            self.earlier = None
        for index in range(len(self.bodies)):
            self._plan_stage(index)
        target_index = self._target()
        needed = self._needed(target_index) if target_index >= 0 else frozenset()
        name = self.stages[target_index].name if target_index >= 0 else ""
        return BuildPlan(
            stages=tuple(self.stages),
            needed=needed,
            target_index=target_index,
            target=name,
            signature=signature,
            diagnostics=tuple(self.diagnostics),
        )

    def _signature(self) -> tuple[object, ...]:
        request = self.request
        return (
            request.build_args,
            request.platform,
            request.no_cache,
            request.no_cache_filter,
            tuple(request.named_contexts),
            request.network,
            request.extra_hosts,
            request.run_options,
            request.bases,
            request.changed_bases,
            request.profile,
            self.escape,
            self.globals,
            self.names,
            len(self.bodies),
        )

    def _split(self) -> None:
        self.globals.update(_platform_arguments(self.platform, self.request.profile.platform))
        for instruction in self.request.dockerfile.instructions:
            if isinstance(instruction, From):
                self.bodies.append((instruction, []))
            elif self.bodies:
                self.bodies[-1][1].append(instruction)
            elif isinstance(instruction, Arg):
                self._declare_global(instruction)

    def _declare_global(self, instruction: Arg) -> None:
        for name, default in instruction.pairs:
            given = self.request.build_args.get(name)
            if given is None and default is not None:
                given = expand_word(default, self.globals, self.escape).text
            if given is not None:
                self.globals[name] = given
                self.declared_globals[name] = given

    def _start_stages(self) -> None:
        for index, (instruction, _) in enumerate(self.bodies):
            start = _StageStart(instruction)
            self._resolve_base(start)
            self.starts.append(start)
            if instruction.stage_name:
                self.names[instruction.stage_name] = index

    def _resolve_base(self, start: _StageStart) -> None:
        instruction = start.instruction
        expanded = expand_word(instruction.image, self.globals, self.escape)
        platform = expand_word(instruction.flag("platform") or "", self.globals, self.escape)
        start.platform = platform.text or self.platform
        start.base = expanded.text
        if expanded.error or not expanded.text:
            start.problem = expanded.error or (
                f"base name ({instruction.image}) should not be blank"
            )
        elif expanded.text.lower() in self.names:
            start.parent_index = self.names[expanded.text.lower()]
        elif expanded.text != "scratch":
            start.base = normalised(expanded.text)
            start.image = self._image(start.base)

    def _image(self, reference: str) -> BaseImage:
        known = self.request.bases.get(reference)
        image = known or BaseImage(reference)
        changed = self.request.changed_bases
        if reference in changed or "*" in changed:
            return BaseImage(image.identity + CHANGED, image.is_identified, image.config)
        return image

    def _count_records(self) -> int:
        """Stage records of R1: every FROM, and what COPY and RUN --mount take from elsewhere."""
        count = len(self.bodies)
        for _, body in self.bodies:
            for instruction in body:
                if isinstance(instruction, Copy):
                    name = instruction.flag("from")
                    count += name is not None and self._stage_named(name) is None
                elif isinstance(instruction, Run):
                    count += sum(
                        flag.name == "mount"
                        and self._stage_named(from_of_mount(flag.value)) is None
                        for flag in instruction.flags
                    )
        return count

    def _stage_named(self, name: str) -> int | None:
        if name.lower() in self.names:
            return self.names[name.lower()]
        if name.isascii() and name.isdigit() and int(name) < len(self.bodies):
            return int(name)
        return None

    def _target(self) -> int:
        wanted = self.request.target
        if not self.bodies:
            return -1
        if not wanted:
            return len(self.bodies) - 1
        if wanted.lower() in self.names:
            return self.names[wanted.lower()]
        message = f'target stage "{wanted}" could not be found'
        self.diagnostics.append(
            Diagnostic("target-unknown", Severity.ERROR, None, (("target", wanted),), message)
        )
        return -1

    def _needed(self, target: int) -> frozenset[int]:
        found: set[int] = set()
        pending = [target]
        while pending:
            index = pending.pop()
            if index in found:
                continue
            found.add(index)
            stage = self.stages[index]
            if stage.parent_index is not None:
                pending.append(stage.parent_index)
            for step in stage.steps:
                pending += [s.place.stage_index for s in step.sources if s.place.stage_index >= 0]
        return frozenset(found)

    # --- one stage -------------------------------------------------------------------------------

    def _plan_stage(self, index: int) -> None:
        instruction, body = self.bodies[index]
        walk = _StageWalk(self, index, self.starts[index])
        for trigger in self._inherited_triggers(self.starts[index]):
            walk.take(trigger)
        walk.counts = True
        for line in body:
            walk.take(line)
        start = self.starts[index]
        self.stages.append(
            StagePlan(
                index=index,
                name=walk.name,
                is_named=instruction.stage_name is not None,
                instruction=instruction,
                base=start.base,
                parent_index=start.parent_index,
                image=start.image,
                steps=tuple(walk.steps),
                items=tuple(walk.items),
                settings=tuple(walk.settings),
                spans=walk.spans,
                trail=walk.trail,
                problem=start.problem,
            )
        )
        self.ends.append(walk.configuration)
        self.onbuild.append(tuple(walk.triggers))

    def _inherited_triggers(self, start: _StageStart) -> tuple[Instruction, ...]:
        if start.parent_index is not None:
            return self.onbuild[start.parent_index]
        if start.image is not None and start.image.config is not None:
            return triggers_of(start.image.config.onbuild, start.instruction.span)
        return ()

    def place_named(self, raw: str) -> Place:
        """Where `--from=raw` reads."""
        name = raw
        if name in self.request.named_contexts:
            return Place(PlaceKind.CONTEXT, name)
        index = self._stage_named(name)
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
        return Place(PlaceKind.IMAGE, reference, image=self._image(reference))

    def new_id(self, stage: str, instruction: Instruction) -> StepId:
        """An id that stays while stage and text stay; the n-th equal one has a number."""
        text = sha256(instruction.original.encode("utf-8", "replace")).hexdigest()[:12]
        base = f"{stage}/{instruction.keyword}/{text}"
        count = self.ids[base] = self.ids.get(base, 0) + 1
        return StepId(base if count == 1 else f"{base}/{count}")


class _StageWalk:
    """Walks the instructions of one stage, keeping the configuration."""

    def __init__(self, planner: _Planner, index: int, start: _StageStart) -> None:
        self.planner = planner
        self.index = index
        self.start = start
        self.is_linux = True
        instruction, body = planner.bodies[index]
        self.name = instruction.stage_name or f"stage-{index}"
        self.key = instruction.stage_name or f"#{index}"
        self.prefix = self.name if planner.prefixes else ""
        self.of = (start.image is not None) + sum(isinstance(line, _STEPS) for line in body)
        self.number = 0
        self.counts = False
        self.steps: list[StepPlan] = []
        self.items: list[StepId] = []
        self.settings: list[tuple[StepId, Instruction]] = []
        self.triggers: list[Instruction] = []
        self.spans: dict[StepId, Span] = {}
        self.trail: dict[StepId, PlannedLine] = {}
        self.earlier = self._earlier_lines()
        if start.parent_index is not None:
            self.configuration = from_stage(planner.ends[start.parent_index])
        else:
            self.configuration = from_image(start.image)
        self._take_from(instruction)

    def _earlier_lines(self) -> Mapping[StepId, PlannedLine]:
        earlier = self.planner.earlier
        if earlier is None or self.index >= len(earlier.stages):
            return {}
        return earlier.stages[self.index].trail

    def _take_from(self, instruction: From) -> None:
        step_id = StepId(f"{self.key}/FROM")
        self.spans[step_id] = instruction.span
        place = (self.start.base + "\0" + self.prefix, 0, self.of)
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
                stage_index=self.index,
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

    def take(self, instruction: Instruction) -> None:
        """One instruction: a step, or a change of the configuration."""
        step_id = self.planner.new_id(self.key, instruction)
        self.spans[step_id] = instruction.span
        before, place = self.configuration, (self.prefix, self.number, self.of)
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
            request=self.planner.request,
            place_named=self.planner.place_named,
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
        text = step_text(instruction, around.variables, self.planner.escape)
        self.steps.append(
            StepPlan(
                id=step_id,
                stage_index=self.index,
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
        request = self.planner.request
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
            self.configuration = _with(
                self.configuration, user=self._word(instruction.user, variables)
            )
        elif isinstance(instruction, Shell):
            self.configuration = _with(self.configuration, shell=instruction.arguments)

    def _word(self, raw: str, variables: Mapping[str, str]) -> str:
        return expand_word(raw, variables, self.planner.escape).text

    def _argument(self, name: str, default: str | None, variables: Mapping[str, str]) -> str | None:
        planner = self.planner
        given = planner.request.build_args.get(name)
        if given is None and default is not None:
            given = self._word(default, variables)
        return planner.globals.get(name) if given is None else given


def _with(configuration: Configuration, **changes: object) -> Configuration:
    return replace(configuration, **changes)


def _version_text(version: tuple[int, int] | None) -> str:
    return f"{version[0]}.{version[1]}" if version else ""


def _platform_arguments(target: str, build: str) -> dict[str, str]:
    """The arguments that every build has (R20, R30)."""
    found: dict[str, str] = {}
    for prefix, platform in (("TARGET", target), ("BUILD", build)):
        system, _, rest = platform.partition("/")
        architecture, _, variant = rest.partition("/")
        found[f"{prefix}PLATFORM"] = platform
        found[f"{prefix}OS"] = system
        found[f"{prefix}ARCH"] = architecture
        found[f"{prefix}VARIANT"] = variant
    return found
