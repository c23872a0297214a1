"""A Dockerfile for a target, arguments and a builder -> the planned stages (R1, R2, R20, R31)."""

from __future__ import annotations

from layerviz.core.diagnostics import Diagnostic, Severity
from layerviz.core.dockerfile.expansion import expand_word
from layerviz.core.dockerfile.instructions import Arg, Copy, From, Onbuild, Run, Setting
from layerviz.core.environment import from_image, from_stage, without_nul
from layerviz.core.places import SCRATCH, FileFacts, StageStart, bad_reference
from layerviz.core.plans import BuildPlan, WalkedStage
from layerviz.core.references import ReferenceProblem, parse_reference
from layerviz.core.stagewalk import StageWalk, prefix_of
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
    starts, facts = _starts(request)
    facts = replace(
        facts,
        shows_stages=_count_records(starts, facts) > 1,
        circular=_circular(starts, facts),
    )
    signature = _signature(facts)
    if earlier is not None and earlier.signature != signature:
        earlier = None
    walked = _walked(starts, facts, earlier)
    stages = tuple([each.plan for each in walked])
    target, problems = _target(facts)
    needed = _needed(stages, target) if target >= 0 else frozenset()
    return BuildPlan(
        stages=stages,
        needed=needed,
        target_index=target,
        target=stages[target].name if target >= 0 else "",
        signature=signature,
        walked=walked,
        diagnostics=(
            *problems,
            *_circle(facts),
            *_refused_unneeded(stages, needed),
            *_refused_triggers(stages, needed),
            *_refused_settings(stages, needed),
        ),
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
        request.has_plain_bases,
        request.changed_bases,
        request.profile,
        facts.escape,
        facts.globals,
        facts.names,
        facts.stage_count,
        facts.circular,
    )


def _global_arguments(request: BuildRequest) -> tuple[dict[str, str], dict[str, str]]:
    """The arguments before the first FROM and those that every build has (R20, R30).

    As stages see them, and as the words before the first stage and after FROM do: to these one
    that has no value is empty, to stages it is unset.
    """
    platform = request.platform or request.profile.platform
    found = _platform_arguments(platform, request.profile.platform)
    seen = dict(found)
    for instruction in request.dockerfile.instructions:
        if isinstance(instruction, From):
            break
        if not isinstance(instruction, Arg):
            continue
        for name, default in instruction.pairs:
            given = request.build_args.get(name)
            if given is None and default is not None:
                raw = without_nul(default)
                given = expand_word(raw, seen, request.dockerfile.escape).text
            seen[name] = given or ""
            found.pop(name, None)
            if given is not None:
                found[name] = given
    return found, seen


def _starts(request: BuildRequest) -> tuple[list[StageStart], FileFacts]:
    arguments, seen = _global_arguments(request)
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
        starts.append(_start(facts, index, instruction, tuple(body), seen))
        if instruction.stage_name:
            names[instruction.stage_name] = index
    return starts, facts


def _start(
    facts: FileFacts,
    index: int,
    instruction: From,
    body: tuple[Instruction, ...],
    variables: Mapping[str, str],
) -> StageStart:
    expanded = expand_word(instruction.image, variables, facts.escape)
    platform = expand_word(instruction.flag("platform") or "", variables, facts.escape).text
    base, problem = expanded.text, expanded.error
    image: BaseImage | None = None
    parent: int | None = None
    if not problem and not base:
        problem = f"base name ({instruction.image}) should not be blank"
    elif base in facts.names:  # unlike everywhere else, only as the builder keeps it: lower case
        parent = facts.names[base]
    elif not problem and base != SCRATCH:
        reference = parse_reference(base)
        if isinstance(reference, ReferenceProblem):
            problem = bad_reference(base, reference)
        else:
            base = reference.text
            image = facts.image(base, platform or facts.request.platform or "")
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
            count += sum(index is None for index in _read_by(line, facts))
    return count


def _read_by(line: Instruction, facts: FileFacts) -> list[int | None]:
    """What an instruction reads besides its own stage: stages by index, None for anything else.

    Every mount counts, whatever its type (R1).
    """
    if isinstance(line, Copy):
        name = line.flag("from")
        return [facts.stage_copied(name)] if name else []
    if isinstance(line, Run) and line.flags:
        from layerviz.core.mounts import from_of_mount

        mounts = [from_of_mount(flag.value) for flag in line.flags if flag.name == "mount"]
        return [facts.stage_named(name or SCRATCH) for name in mounts]
    return []


def _circular(starts: list[StageStart], facts: FileFacts) -> str:
    """The first stage from which the builder, following what stages need, runs in a circle."""
    needs = [
        [index for line in start.body for index in _read_by(line, facts) if index is not None]
        + ([start.parent_index] if start.parent_index is not None else [])
        for start in starts
    ]
    done: set[int] = set()
    for start in starts:
        if _runs_in_circle(start.index, needs, done):
            return start.name
    return ""


def _runs_in_circle(first: int, needs: list[list[int]], done: set[int]) -> bool:
    path = [(first, iter(needs[first]))]
    open_ones = {first}
    while path:
        index, rest = path[-1]
        following = next((other for other in rest if other not in done), None)
        if following is None:
            path.pop()
            open_ones.discard(index)
            done.add(index)
        elif following in open_ones:
            return True
        else:
            open_ones.add(following)
            path.append((following, iter(needs[following])))
    return False


def _circle(facts: FileFacts) -> tuple[Diagnostic, ...]:
    if not facts.circular:
        return ()
    message = f"circular dependency detected on stage: {facts.circular}"
    return (Diagnostic("stage-circular", Severity.ERROR, None, (), message),)


def _refused_unneeded(
    stages: tuple[StagePlan, ...], needed: frozenset[int]
) -> tuple[Diagnostic, ...]:
    """What stops the build although the target does not need it."""
    return tuple(
        Diagnostic(step.problem_code, Severity.ERROR, stage.spans[step.id], (), step.problem)
        for stage in stages
        if stage.index not in needed
        for step in stage.steps
        if step.stops_all
    )


def _refused_triggers(
    stages: tuple[StagePlan, ...], needed: frozenset[int]
) -> tuple[Diagnostic, ...]:
    """Triggers that are no proper instructions; the builder finds out where it executes them."""
    parents = {stages[index].parent_index for index in needed}
    return tuple(
        line.trigger.problem
        for stage in stages
        if stage.index in parents
        for _, line in stage.settings
        if isinstance(line, Onbuild) and isinstance(line.trigger, Setting)
        if line.trigger.problem is not None
    )


def _refused_settings(
    stages: tuple[StagePlan, ...], needed: frozenset[int]
) -> tuple[Diagnostic, ...]:
    """Lines that make no step whose words do not expand."""
    return tuple(
        Diagnostic("step-refused", Severity.ERROR, stage.spans[line_id], (), message)
        for stage in stages
        if stage.index in needed
        for line_id, message in stage.refusals.items()
    )


def _walked(
    starts: list[StageStart], facts: FileFacts, earlier: BuildPlan | None
) -> tuple[WalkedStage, ...]:
    """The stages; one that is made of what it was made of is the very plan that it was."""
    found: list[WalkedStage] = []
    for start in starts:
        configuration, inherited = _handed_on(start, found)
        made_of = (start, prefix_of(facts, start), configuration, inherited)
        is_known = earlier is not None and start.index < len(earlier.walked)
        known = earlier.walked[start.index] if earlier is not None and is_known else None
        if known is None or known.made_of != made_of:
            trail = {} if known is None else known.plan.trail
            walk = StageWalk(facts, start, configuration, trail)
            plan = walk.walked(inherited)
            known = WalkedStage(made_of, plan, walk.configuration, tuple(walk.triggers))
        found.append(known)
    return tuple(found)


def _handed_on(
    start: StageStart, walked: list[WalkedStage]
) -> tuple[Configuration, tuple[Instruction, ...]]:
    """The configuration that a stage starts with, and the triggers that it executes."""
    if start.parent_index is not None:
        parent = walked[start.parent_index]
        return from_stage(parent.end), parent.triggers
    inherited: tuple[Instruction, ...] = ()
    if start.image is not None and start.image.config is not None:
        from layerviz.core.triggers import triggers_of

        inherited = triggers_of(start.image.config.onbuild, start.instruction.span)
    return from_image(start.image), inherited


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
