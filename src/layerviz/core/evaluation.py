"""A planned build against what the builder knows -> hits and misses (R2-R6, R29, R34).

Everything is three-valued: a step whose key cannot be known has several possible keys, and a later
step is a miss for certain only when it is found under none of them. That alone makes `depends`
spread and end as R34 says.
"""

from __future__ import annotations

from layerviz.core.analysis import CauseKind, StepId, Verdict
from layerviz.core.cachekeys import SCRATCH_KEY, StoredStep, base_key, make_key
from layerviz.core.filesystems import (
    Comparison,
    MissingContent,
    UnknownChange,
    output_name,
    read,
)
from layerviz.core.hashing import sha256
from layerviz.core.outcomes import (
    SHARED,
    Evaluation,
    Outcome,
    Position,
    Remembered,
    Surrounding,
    remembered,
    with_races,
)
from layerviz.core.places import SCRATCH, whole_number
from layerviz.core.requests import may_be_one, reference_of
from layerviz.core.sourcing import Sources, grouped, vertex_of_image
from layerviz.core.values import replace
from layerviz.core.writing import Given, changes_of, collision_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.core.cachekeys import Contents
    from layerviz.core.filesystems import Change
    from layerviz.core.plans import BuildPlan, StagePlan, StepPlan
    from layerviz.core.requests import BaseImage


SHARED_KEY = "sha256:" + sha256(b"shared").hexdigest()


def evaluate(plan: BuildPlan, around: Surrounding) -> Evaluation:
    """Evaluate every step that the target needs."""
    walk = _Walk(plan, around)
    for index in sorted(plan.needed):
        walk.stage(index)
    outcomes = with_races(walk.outcomes)
    return Evaluation(
        plan=plan,
        outcomes=outcomes,
        ends=walk.ends,
        known=remembered(around.known, outcomes, plan),
    )


class _Walk:
    """Evaluates stages as they are needed; thrown away afterwards."""

    def __init__(self, plan: BuildPlan, around: Surrounding) -> None:
        self.plan = plan
        self.around = around
        self.outcomes: dict[str, Outcome] = {}
        self.ends: dict[int, Position] = {}
        self.sources = Sources(plan, around, self.stage, self.ends)

    def stage(self, index: int) -> Position:
        """The end of a stage."""
        if index in self.ends:
            return self.ends[index]
        stage = self.plan.stages[index]
        position = self._start(stage)
        for step in stage.steps:
            if step.keyword != "FROM":
                position = self._step(step, position)
        self.ends[index] = position
        return position

    # --- FROM ------------------------------------------------------------------------------------

    def _start(self, stage: StagePlan) -> Position:
        if stage.parent_index is not None:
            end = self.stage(stage.parent_index)
            place = f"start of {stage.index}"
            known = self.around.memo.get(place)
            if known is None or known.start is not end:
                known = Remembered(None, end, (), (), replace(end, is_bare=False))
                self.around.memo[place] = known
            return known.end
        if not stage.steps or stage.steps[0].keyword != "FROM":
            return Position()
        step = stage.steps[0]
        if step.image is None:
            outcome = _failure(step, CauseKind.INVALID, (step.problem,), step.problem)
            self.outcomes[step.id] = outcome
            return Position(stopped_by=step.id)
        known = self.around.memo.get(step.id)
        if known is not None and known.step is step:
            self.outcomes[step.id] = known.outcomes[0]
            return known.end
        outcome = self._base(step, step.image)
        self.outcomes[step.id] = outcome
        is_new = outcome.verdict is not Verdict.CACHED
        change = UnknownChange(step.image.identity, is_new=is_new, image=step.image)
        end = Position(
            outcome.keys,
            (change,),
            outcome.vertex,
            root=step.id if is_new else None,
            is_bare=False,
            beneath=output_name(change.output),
            is_choice=self.around.assumptions.get(step.id) is True,
        )
        self.around.memo[step.id] = Remembered(step, None, (), (outcome,), end)
        return end

    def _base(self, step: StepPlan, image: BaseImage) -> Outcome:
        key = base_key(image)
        vertex = vertex_of_image(step.definition[0][1])
        known = self.around.known.bases
        if image.identity in known:
            return Outcome(step, Verdict.CACHED, None, (key,), (), (), vertex)
        maybe = [other for other in known.values() if may_be_one(other.image, image)]
        assumed = self.around.assumptions.get(step.id)
        if not maybe or assumed is False:
            kind = CauseKind.BASE if self.around.has_earlier else CauseKind.NEW
            names = (step.definition[0][1],)
            return Outcome(step, Verdict.REBUILT, kind, (key,), (), (), vertex, None, names)
        both = (reference_of(maybe[-1].image), reference_of(image))
        keys = tuple(other.key for other in maybe)
        if assumed:
            return Outcome(step, Verdict.CACHED, None, keys, (), (), vertex)
        keys = (*keys, key)
        return Outcome(step, Verdict.DEPENDS, CauseKind.BASE_NAME, keys, (), (), vertex, None, both)

    # --- other steps -----------------------------------------------------------------------------

    def _step(self, step: StepPlan, position: Position) -> Position:
        if position.stopped_by is not None:
            self.outcomes[step.id] = _failure(
                step,
                CauseKind.STOPPED,
                (),
                "",
                verdict=Verdict.UNREACHED,
                root=position.stopped_by,
            )
            return position
        if step.problem:
            self.outcomes[step.id] = _refused(step, step.problem, step.problem_code)
            return replace(position, stopped_by=step.id)
        if _needs_users(step) and (step.is_linked or position.vertex == SCRATCH):
            self.outcomes[step.id] = _refused(step, "invalid user index: -1")
            return replace(position, stopped_by=step.id)
        given, stopped = self.sources.given(step)
        missing = [one.content for one in given if isinstance(one.content, MissingContent)]
        if missing or stopped is not None:
            return self._stop(step, position, missing, stopped)
        known = self.around.memo.get(step.id)
        if (
            known is None
            or known.step is not step
            or known.start is not position
            or known.given != given
        ):
            known = self._worked_out(step, position, given)
            self.around.memo[step.id] = known
        for outcome in known.outcomes:
            self.outcomes[outcome.step.id] = outcome
        return known.end

    def _worked_out(
        self, step: StepPlan, position: Position, given: tuple[Given, ...]
    ) -> Remembered:
        if step.is_linked:
            outcomes, end = self._linked(step, position, given)
        else:
            outcome, end = self._plain(step, position, given)
            outcomes = (outcome,)
        return Remembered(step, position, given, outcomes, end)

    def _plain(
        self, step: StepPlan, position: Position, given: tuple[Given, ...]
    ) -> tuple[Outcome, Position]:
        """A step that writes right onto the files beneath, which may be in its way."""
        outcome = self._keyed(step, position, given)
        if outcome.verdict is Verdict.REBUILT:
            message = collision_of(step, outcome.change, position.filesystem)
            if message:
                return _refused(step, message), replace(position, stopped_by=step.id)
        return outcome, _advanced(position, outcome)

    def _stop(
        self,
        step: StepPlan,
        position: Position,
        missing: list[MissingContent],
        stopped: StepId | None,
    ) -> Position:
        if stopped is not None:
            self.outcomes[step.id] = _failure(
                step, CauseKind.STOPPED, (), "", verdict=Verdict.UNREACHED, root=stopped
            )
            return replace(position, stopped_by=stopped)
        paths = tuple(one.path for one in missing)
        self.outcomes[step.id] = _failure(step, CauseKind.MISSING, paths, missing[0].message)
        return replace(position, stopped_by=step.id)

    def _linked(
        self, step: StepPlan, position: Position, given: tuple[Given, ...]
    ) -> tuple[tuple[Outcome, ...], Position]:
        """A linked copy stands on scratch; joining it is a step of its own (R16)."""
        copy = self._keyed(step, Position(), given)
        if position.is_bare and position.keys == (SCRATCH_KEY,):
            return (copy,), replace(_advanced(position, copy), is_bare=True)
        join_plan = replace(
            step,
            id=StepId(f"{step.id}/LINK"),
            label=step.label.replace("] ", "] LINK ", 1),
            definition=(("joined copy", copy.keys[-1]),),
            is_linked=False,
        )
        join = self._joined(join_plan, position, copy)
        return (copy, join), _advanced(position, join)

    def _joined(self, step: StepPlan, position: Position, copy: Outcome) -> Outcome:
        found: list[tuple[Comparison, tuple[StoredStep, ...]]] = [
            self.around.known.look_up(key, (("joined copy", copy_key),), ())
            for key in position.keys
            for copy_key in copy.keys
        ]
        vertex = output_name("LINK", position.vertex, copy.vertex)
        forced = position.is_forced or step.is_forced
        outcome = self._judged(step, position, (), vertex, found, forced=forced)
        root = position.root or (copy.step.id if copy.verdict is not Verdict.CACHED else None)
        return replace(outcome, change=copy.change, root=root)

    def _keyed(self, step: StepPlan, position: Position, given: tuple[Given, ...]) -> Outcome:
        shared = [one for one in given if self.sources.is_parent(one.source.place, position)]
        contents = grouped(tuple(one for one in given if one not in shared))
        if shared or step.compares_files:
            step = replace(step, definition=(*step.definition, SHARED))
            if step.keyword == "RUN":
                # One input for several mounts: all its files are compared, and not its key.
                contents = ((read(position.filesystem, "/"),), *contents)
                position = replace(position, keys=(SHARED_KEY,), is_forced=False)
        known, trusting = self.around.known, position.is_choice
        found = [
            known.look_up(key, step.definition, contents, trusting=trusting)
            for key in position.keys
        ]
        vertex = output_name(
            position.vertex,
            repr(step.definition),
            step.variant,
            *(self.sources.vertex_of(one.source.place) for one in given),
        )
        forced = step.is_forced or position.is_forced
        outcome = self._judged(step, position, contents, vertex, found, forced=forced)
        execution = output_name(outcome.keys[-1], str(self.around.build_number))
        change = changes_of(step, given, execution, position)
        if outcome.verdict is Verdict.CACHED and outcome.stored:
            change = _settled(outcome.stored[0].change)
        return replace(outcome, given=given, change=change)

    def _judged(
        self,
        step: StepPlan,
        position: Position,
        contents: Contents,
        vertex: str,
        found: list[tuple[Comparison, tuple[StoredStep, ...]]],
        *,
        forced: bool,
    ) -> Outcome:
        if position.is_choice:
            # The user has said that one of these keys is the one: take it where it leads on.
            found = [one for one in found if one[0] is Comparison.SAME] or found
        hits = tuple(stored for _, several in found for stored in several)
        is_hit = all(comparison is Comparison.SAME for comparison, _ in found)
        parent_key = position.keys[-1]
        new_key = make_key(parent_key, step.definition, contents)
        if any(stored.key == new_key for stored in hits):
            # The same question as before need not have the same answer (a URL): another key.
            new_key = make_key(new_key, (("asked again", str(self.around.build_number)),), ())
        base = Outcome(step, Verdict.CACHED, None, (), contents, (), vertex, parent_key=parent_key)
        if forced:
            kind = CauseKind.NO_CACHE if step.is_forced else CauseKind.PARENT
            keys = tuple(dict.fromkeys(s.key for s in hits)) if is_hit else (new_key,)
            return replace(base, verdict=Verdict.REBUILT, kind=kind, keys=keys, root=position.root)
        if is_hit:
            keys = tuple(dict.fromkeys(stored.key for stored in hits))
            return replace(base, keys=keys, stored=hits)
        assumed = self.around.assumptions.get(step.id)
        if hits and assumed is True:
            keys = tuple(dict.fromkeys(stored.key for stored in hits))
            return replace(base, keys=keys, stored=hits)
        if not hits or assumed is False:
            kind = CauseKind.PARENT if position.root is not None else CauseKind.NEW
            return replace(
                base, verdict=Verdict.REBUILT, kind=kind, keys=(new_key,), root=position.root
            )
        keys = (*dict.fromkeys(stored.key for stored in hits), new_key)
        kind = CauseKind.PARENT if len(position.keys) > 1 else CauseKind.OUTPUT
        return replace(
            base,
            verdict=Verdict.DEPENDS,
            kind=kind,
            keys=tuple(dict.fromkeys(keys)),
            stored=hits,
            root=position.root,
        )


def _needs_users(step: StepPlan) -> bool:
    """Whether an owner is a name that only the files beneath the step can tell the number of."""
    if step.writing is None:
        return False
    names = step.writing.chown.split(":")
    return any(name not in ("", "root") and whole_number(name) is None for name in names)


def _settled(change: Change | None) -> Change | None:
    return None if change is None else replace(change, is_new=False)


def _advanced(position: Position, outcome: Outcome) -> Position:
    """The position above a step."""
    ran = outcome.verdict is Verdict.REBUILT
    keeps_key = ran and bool(outcome.kind in (CauseKind.NO_CACHE, CauseKind.PARENT))
    filesystem, beneath = position.filesystem, position.beneath
    if outcome.change is not None:
        filesystem = (*filesystem, outcome.change)
    if isinstance(outcome.change, UnknownChange):
        beneath = output_name(beneath, outcome.change.output)
    is_miss = outcome.verdict is not Verdict.CACHED
    return Position(
        outcome.keys,
        filesystem,
        outcome.vertex,
        is_forced=keeps_key and (outcome.step.is_forced or position.is_forced),
        root=(position.root or outcome.step.id) if is_miss else None,
        is_bare=False,
        beneath=beneath,
        is_choice=position.is_choice and not is_miss,
    )


def _refused(step: StepPlan, message: str, code: str = "step-refused") -> Outcome:
    return _failure(step, CauseKind.INVALID, (code,), message)


def _failure(
    step: StepPlan,
    kind: CauseKind,
    names: tuple[str, ...],
    message: str,
    *,
    verdict: Verdict = Verdict.FAILS,
    root: StepId | None = None,
) -> Outcome:
    return Outcome(step, verdict, kind, ("",), (), (), step.id, root, names, (), message)
