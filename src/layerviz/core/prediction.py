"""Builds known and one to come -> a verdict and a cause for every step (R1-R34).

`learn` runs the builder's memory through the builds made so far, `predict_after` asks it about the
next one, `predict` does both. Definite verdicts are never guesses: what only running can tell is
DEPENDS.
"""

from __future__ import annotations

from layerviz.core.analysis import (
    Analysis,
    Build,
    Cause,
    CauseKind,
    Cost,
    Ingredient,
    SettingLine,
    SizeOrigin,
    Stage,
    StageInput,
    Step,
    StepId,
    Verdict,
)
from layerviz.core.cachekeys import KnownSteps
from layerviz.core.causes import Comparing, cause_of, ingredients_of
from layerviz.core.context import transferred
from layerviz.core.diagnostics import Diagnostic, Severity
from layerviz.core.evaluation import evaluate
from layerviz.core.graph import plan_build
from layerviz.core.ignorefile import filter_context
from layerviz.core.outcomes import Baseline, Memo, Surrounding
from layerviz.core.pairing import pair_builds
from layerviz.core.plans import PlaceKind
from layerviz.core.references import normalised
from layerviz.core.requests import Transfer
from layerviz.core.rules import rule_of
from layerviz.core.values import replace
from layerviz.core.writing import heredoc_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layerviz.core.context import ContextSnapshot
    from layerviz.core.diagnostics import Span
    from layerviz.core.dockerfile.instructions import Instruction
    from layerviz.core.outcomes import Evaluation, Outcome
    from layerviz.core.plans import BuildPlan, StagePlan, StepPlan
    from layerviz.core.requests import BuildRequest


_NO_COST = Cost()


def learn(requests: Sequence[BuildRequest]) -> Baseline:
    """The baseline after these builds, in order, on a builder that knew nothing."""
    baseline = Baseline(
        known=KnownSteps(), build=Build(), evaluation=None, sent=None, requests=(), memo=Memo()
    )
    for request in requests:
        baseline = _next(baseline, request)[0]
    return baseline


def predict_after(baseline: Baseline, request: BuildRequest) -> Analysis:
    """The next build. The baseline is not changed and can be asked again."""
    after, pairs = _next(baseline, request)
    joined = tuple((old, new) for new, old in pairs.items())
    build = after.build
    if after.hinges_on_base:
        from layerviz.core.doubts import with_doubts, with_plain_bases  # few builds have any

        plain = [with_plain_bases(each) for each in after.requests]
        known = baseline.memo.plain = baseline.memo.plain or learn(plain[:-1])
        build = with_doubts(build, _next(known, plain[-1])[0].build, request.assumptions)
    return Analysis(before=baseline.build, after=build, pairs=joined)


def predict(before: Sequence[BuildRequest], after: BuildRequest) -> Analysis:
    """The build `after` on a builder that has made the builds `before`, in order."""
    return predict_after(learn(before), after)


def _next(baseline: Baseline, request: BuildRequest) -> tuple[Baseline, dict[StepId, StepId]]:
    sent = _sent(baseline, request)
    memo = baseline.memo
    if memo.assumptions != request.assumptions:
        memo.steps, memo.assumptions = {}, request.assumptions
    earlier = baseline.evaluation
    plan = plan_build(request, memo.plan or (earlier.plan if earlier is not None else None))
    memo.plan = plan
    trees = {name: context.root for name, context in request.named_contexts.items()}
    trees[""] = sent.root
    evaluation = evaluate(
        plan,
        Surrounding(
            known=baseline.known,
            trees=trees,
            assumptions=request.assumptions,
            build_number=len(baseline.requests),
            has_earlier=earlier is not None,
            memo=memo.steps,
        ),
    )
    pairs = pair_builds(earlier.plan, plan) if earlier is not None else {}
    build = _Picture(replace(request, context=sent), evaluation, baseline, pairs).build()
    after = Baseline(
        known=evaluation.known,
        build=build,
        evaluation=evaluation,
        sent=sent,
        requests=(*baseline.requests, request),
        memo=Memo(),
        hinges_on_base=baseline.hinges_on_base or plan.hinges_on_base,
    )
    return after, pairs


def _sent(baseline: Baseline, request: BuildRequest) -> ContextSnapshot:
    """The context as the steps see it.

    Ignored files gone, and what an earlier transfer hides (R12, R32).
    """
    context = request.context
    if request.ignore is not None and not request.ignore.error:
        context = filter_context(context, request.ignore)
    if request.profile.transfer is Transfer.INCREMENTAL and baseline.sent is not None:
        context = transferred(context, baseline.sent, trusts_times=request.profile.trusts_times)
    return context


class _Picture:
    """Turns an evaluation into the values that everybody reads; thrown away afterwards."""

    def __init__(
        self,
        request: BuildRequest,
        evaluation: Evaluation,
        baseline: Baseline,
        pairs: Mapping[StepId, StepId],
    ) -> None:
        self.request = request
        self.evaluation = evaluation
        self.earlier = baseline.evaluation
        self.known = baseline.memo.pictures
        self.pairs = pairs
        self.plan: BuildPlan = evaluation.plan

    def build(self) -> Build:
        steps = [step for stage in self.plan.stages for step in self._steps(stage)]
        steps = self._with_merged(steps)
        diagnostics = self._diagnostics()
        failing = any(diagnostic.is_error for diagnostic in diagnostics)
        return Build(
            stages=tuple(self._stage(stage) for stage in self.plan.stages),
            steps=tuple(steps),
            settings=tuple(
                _setting(stage, setting_id, line)
                for stage in self.plan.stages
                for setting_id, line in stage.settings
            ),
            diagnostics=diagnostics,
            is_buildable=not failing,
            target=self.plan.target,
        )

    def _stage(self, stage: StagePlan) -> Stage:
        items: list[StepId] = []
        for item in stage.items:
            items.append(item)
            if f"{item}/LINK" in self.evaluation.outcomes:
                items.append(StepId(f"{item}/LINK"))
        return Stage(
            index=stage.index,
            name=stage.name,
            is_named=stage.is_named,
            base=stage.base,
            parent_index=stage.parent_index,
            is_needed=stage.index in self.plan.needed,
            is_target=stage.index == self.plan.target_index,
            line=stage.instruction.span.line,
            items=tuple(items),
        )

    def _steps(self, stage: StagePlan) -> list[Step]:
        found: list[Step] = []
        for plan in stage.steps:
            outcome = self.evaluation.outcomes.get(plan.id)
            if outcome is None:
                found.append(self._unevaluated(plan, stage))
                continue
            found.append(self._step(outcome, stage))
            join = self.evaluation.outcomes.get(f"{plan.id}/LINK")
            if join is not None:
                found.append(replace(self._step(join, stage), instruction="LINK"))
        return found

    def _unevaluated(self, plan: StepPlan, stage: StagePlan) -> Step:
        if self.plan.target_index < 0:
            return self._made(
                plan,
                stage,
                verdict=Verdict.UNREACHED,
                cause=Cause(CauseKind.STOPPED),
                key="",
                rule="R30",
            )
        cause = Cause(CauseKind.NOT_NEEDED, names=(self.plan.target,))
        return self._made(plan, stage, verdict=Verdict.SKIPPED, cause=cause, key="", rule="R2")

    def _step(self, outcome: Outcome, stage: StagePlan) -> Step:
        counterpart = self._counterpart(outcome)
        known = self.known.get(outcome.step.id)
        if known is not None and known[0] is outcome and known[1] is counterpart:
            return self._placed(known[2], outcome.step, stage)
        case = Comparing(
            evaluation=self.evaluation,
            outcome=outcome,
            counterpart=counterpart,
            has_earlier=self.earlier is not None,
        )
        cause = cause_of(case)
        step = self._made(
            outcome.step,
            stage,
            verdict=outcome.verdict,
            cause=cause,
            key=outcome.keys[-1],
            rule=rule_of(outcome.step, outcome.verdict, cause),
            ingredients=ingredients_of(case),
            cost=self._cost(outcome),
        )
        if not step.inputs:
            # What comes from another stage may have another cause although it is the same itself.
            self.known[outcome.step.id] = (outcome, counterpart, step)
        return step

    def _placed(self, step: Step, plan: StepPlan, stage: StagePlan) -> Step:
        span = self._span(plan, stage)
        if step.line == span.line and step.end_line == span.end_line:
            return step
        return replace(step, line=span.line, end_line=span.end_line)

    def _span(self, plan: StepPlan, stage: StagePlan) -> Span:
        return stage.spans[StepId(plan.id.removesuffix("/LINK"))]

    def _counterpart(self, outcome: Outcome) -> Outcome | None:
        if self.earlier is None:
            return None
        own_id = outcome.step.id
        base_id = StepId(own_id.removesuffix("/LINK"))
        old = self.pairs.get(base_id)
        if old is None:
            return None
        return self.earlier.outcomes.get(old + own_id[len(base_id) :])

    def _made(
        self,
        plan: StepPlan,
        stage: StagePlan,
        *,
        verdict: Verdict,
        cause: Cause | None,
        key: str,
        rule: str,
        ingredients: tuple[Ingredient, ...] = (),
        cost: Cost = _NO_COST,
    ) -> Step:
        line, span = plan.instruction, self._span(plan, stage)
        return Step(
            id=plan.id,
            label=plan.label,
            stage_index=stage.index,
            stage=stage.name,
            instruction=plan.keyword,
            text=line.original,
            line=span.line,
            end_line=span.end_line,
            number=plan.number,
            of=plan.of or None,
            verdict=verdict,
            cause=cause,
            key=key,
            rule=rule,
            ingredients=ingredients,
            cost=cost,
            inputs=self._inputs(plan),
            syntax_version=plan.syntax_version,
        )

    def _inputs(self, plan: StepPlan) -> tuple[StageInput, ...]:
        found: list[StageInput] = []
        for source in plan.sources:
            if source.place.kind is PlaceKind.STAGE:
                index = source.place.stage_index
                steps = self.plan.stages[index].steps
                found.append(StageInput(index, source.written, steps[-1].id if steps else None))
        return tuple(found)

    def _cost(self, outcome: Outcome) -> Cost:
        """Bytes that can be computed: what is copied from the context; a WORKDIR holds none."""
        if outcome.step.keyword == "WORKDIR":
            return Cost(0, SizeOrigin.COMPUTED)
        if outcome.step.writing is None or not outcome.given:
            return Cost()
        total = 0
        for one in outcome.given:
            if one.source.place.kind is PlaceKind.HEREDOC:
                total += heredoc_file(one.source.content).size_bytes
            elif one.selection is not None:
                total += one.selection.total_bytes
            else:
                return Cost()
        return Cost(total, SizeOrigin.COMPUTED)

    def _with_merged(self, steps: list[Step]) -> list[Step]:
        """Steps that the builder merges into one know of each other (R6)."""
        groups: dict[str, list[StepId]] = {}
        for step in steps:
            outcome = self.evaluation.outcomes.get(step.id)
            if outcome is not None:
                groups.setdefault(outcome.vertex, []).append(step.id)
        merged = {
            step_id: tuple(other for other in group if other != step_id)
            for group in groups.values()
            if len(group) > 1
            for step_id in group
        }
        if not merged:
            return steps
        return [
            replace(step, merged_with=merged[step.id]) if step.id in merged else step
            for step in steps
        ]

    def _diagnostics(self) -> tuple[Diagnostic, ...]:
        found = [*self.request.dockerfile.diagnostics, *self.plan.diagnostics]
        ignore = self.request.ignore
        if ignore is not None and ignore.error:
            found.append(_error("ignore-invalid", ignore.error))
        if not self.request.profile.can_fetch and self.request.dockerfile.directive("syntax"):
            name = normalised(self.request.dockerfile.directive("syntax") or "")
            found.append(_error("syntax-fetch", f"failed to resolve source metadata for {name}"))
        for outcome in self.evaluation.outcomes.values():
            if outcome.verdict is Verdict.FAILS:
                found.append(
                    Diagnostic(
                        "step-fails",
                        Severity.ERROR,
                        self._span(outcome.step, self.plan.stages[outcome.step.stage_index]),
                        (("step", outcome.step.label),),
                        outcome.message,
                    )
                )
        if self.request.context.diagnostics:
            from layerviz.core.sending import context_diagnostics  # seldom anything is wrong

            found += context_diagnostics(self.plan, self.request.context.diagnostics)
        return tuple(found)


def _error(code: str, message: str) -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, None, (), message)


def _setting(stage: StagePlan, setting_id: StepId, line: Instruction) -> SettingLine:
    return SettingLine(
        setting_id,
        stage.index,
        line.keyword,
        line.original,
        line.span.line,
        line.span.end_line,
    )
