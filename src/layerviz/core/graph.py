"""A Dockerfile for a target, arguments and a builder -> the planned stages (R1, R2, R20, R31)."""

from __future__ import annotations

from layerviz.core.diagnostics import Diagnostic, Severity
from layerviz.core.dockerfile.expansion import expand_word
from layerviz.core.dockerfile.instructions import Arg, Copy, From, Run
from layerviz.core.environment import from_image, from_stage
from layerviz.core.plans import BuildPlan
from layerviz.core.references import normalised
from layerviz.core.stagewalk import FileFacts, StageStart, StageWalk
from layerviz.core.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from layerviz.core.dockerfile.instructions import Instruction
    from layerviz.core.environment import Configuration
    from layerviz.core.plans import StagePlan
    from layerviz.core.requests import BaseImage, BuildRequest


def plan_build(request: BuildRequest, earlier: BuildPlan | None = None) -> BuildPlan:
    """The plan of a build; lines that stand as they stood in `earlier` are taken from there.

    Problems of the whole build are diagnostics; those of a step stay with the step.
    """
    arguments = _global_arguments(request)
    starts, facts = _starts(request, arguments)
    facts = replace(facts, shows_stages=_count_records(starts, facts) > 1)
    signature = _signature(facts)
    if earlier is not None and earlier.signature != signature:
        earlier = None
    stages = _walked(starts, facts, earlier)
    target, problems = _target(facts)
    return BuildPlan(
        stages=stages,
        needed=_needed(stages, target) if target >= 0 else frozenset(),
        target_index=target,
        target=stages[target].name if target >= 0 else "",
        signature=signature,
        diagnostics=problems,
    )


def _signature(facts: FileFacts) -> tuple[object, ...]:
    request = facts.request
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
        facts.escape,
        facts.globals,
        facts.names,
        facts.stage_count,
    )


def _global_arguments(request: BuildRequest) -> dict[str, str]:
    """The arguments before the first FROM and those that every build has (R20, R30)."""
    platform = request.platform or request.profile.platform
    found = _platform_arguments(platform, request.profile.platform)
    for instruction in request.dockerfile.instructions:
        if isinstance(instruction, From):
            break
        if not isinstance(instruction, Arg):
            continue
        for name, default in instruction.pairs:
            given = request.build_args.get(name)
            if given is None and default is not None:
                given = expand_word(default, found, request.dockerfile.escape).text
            if given is not None:
                found[name] = given
    return found


def _starts(
    request: BuildRequest, arguments: Mapping[str, str]
) -> tuple[list[StageStart], FileFacts]:
    bodies: list[tuple[From, list[Instruction]]] = []
    for instruction in request.dockerfile.instructions:
        if isinstance(instruction, From):
            bodies.append((instruction, []))
        elif bodies:
            bodies[-1][1].append(instruction)
    names: dict[str, int] = {}
    facts = FileFacts(request=request, globals=arguments, names=names, stage_count=len(bodies))
    starts: list[StageStart] = []
    for index, (instruction, body) in enumerate(bodies):
        starts.append(_start(facts, index, instruction, tuple(body)))
        if instruction.stage_name:
            names[instruction.stage_name] = index
    return starts, facts


def _start(
    facts: FileFacts, index: int, instruction: From, body: tuple[Instruction, ...]
) -> StageStart:
    expanded = expand_word(instruction.image, facts.globals, facts.escape)
    platform = expand_word(instruction.flag("platform") or "", facts.globals, facts.escape).text
    base, problem = expanded.text, expanded.error
    image: BaseImage | None = None
    parent: int | None = None
    if not problem and not base:
        problem = f"base name ({instruction.image}) should not be blank"
    elif base.lower() in facts.names:
        parent = facts.names[base.lower()]
    elif not problem and base != "scratch":
        base = normalised(base)
        image = facts.image(base)
    return StageStart(
        index=index,
        name=instruction.stage_name or f"stage-{index}",
        instruction=instruction,
        body=body,
        base=base,
        image=image,
        parent_index=parent,
        platform=platform or facts.request.platform or facts.request.profile.platform,
        problem=problem,
    )


def _count_records(starts: list[StageStart], facts: FileFacts) -> int:
    """Stage records of R1: every FROM, and what COPY and RUN --mount take from elsewhere."""
    count = len(starts)
    for start in starts:
        for line in start.body:
            if isinstance(line, Copy):
                name = line.flag("from")
                count += name is not None and facts.stage_named(name) is None
            elif isinstance(line, Run) and line.flags:
                from layerviz.core.mounts import from_of_mount

                count += sum(
                    flag.name == "mount" and facts.stage_named(from_of_mount(flag.value)) is None
                    for flag in line.flags
                )
    return count


def _walked(
    starts: list[StageStart], facts: FileFacts, earlier: BuildPlan | None
) -> tuple[StagePlan, ...]:
    stages: list[StagePlan] = []
    ends: list[Configuration] = []
    triggers: list[tuple[Instruction, ...]] = []
    for start in starts:
        inherited: tuple[Instruction, ...] = ()
        if start.parent_index is not None:
            configuration = from_stage(ends[start.parent_index])
            inherited = triggers[start.parent_index]
        else:
            configuration = from_image(start.image)
            if start.image is not None and start.image.config is not None:
                from layerviz.core.triggers import triggers_of

                inherited = triggers_of(start.image.config.onbuild, start.instruction.span)
        has_earlier = earlier is not None and start.index < len(earlier.stages)
        trail = earlier.stages[start.index].trail if earlier is not None and has_earlier else {}
        walk = StageWalk(facts, start, configuration, trail)
        stages.append(walk.walked(inherited))
        ends.append(walk.configuration)
        triggers.append(tuple(walk.triggers))
    return tuple(stages)


def _target(facts: FileFacts) -> tuple[int, tuple[Diagnostic, ...]]:
    """The index of the target, -1 if there is none, and why (R30)."""
    wanted = facts.request.target
    if not facts.stage_count:
        return -1, ()
    if not wanted:
        return facts.stage_count - 1, ()
    if wanted.lower() in facts.names:
        return facts.names[wanted.lower()], ()
    message = f'target stage "{wanted}" could not be found'
    values = (("target", wanted),)
    return -1, (Diagnostic("target-unknown", Severity.ERROR, None, values, message),)


def _needed(stages: tuple[StagePlan, ...], target: int) -> frozenset[int]:
    """The target, its FROM chain and every stage that one of these reads (R2)."""
    found: set[int] = set()
    pending = [target]
    while pending:
        index = pending.pop()
        if index in found:
            continue
        found.add(index)
        stage = stages[index]
        if stage.parent_index is not None:
            pending.append(stage.parent_index)
        for step in stage.steps:
            pending += [s.place.stage_index for s in step.sources if s.place.stage_index >= 0]
    return frozenset(found)


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
