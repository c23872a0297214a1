"""A state becomes a picture: gathers words and marks, and lets `scene` lay them out.

Decides nothing about verdicts and nothing about looks. `PictureWords` remembers the words of steps
that did not change, because every keystroke asks for all of them again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerviz.app.explaining import explain_setting, sentence_of, short_of, stays_said
from layerviz.app.messages import Message, message
from layerviz.app.state import AppState, View
from layerviz.core.analysis import Build, SettingLine, SizeOrigin, Step, StepId, Verdict
from layerviz.scene.roles import Role
from layerviz.scene.texts import (
    BlockTexts,
    BuildWords,
    CompareSide,
    CompareWords,
    Marks,
    Question,
)
from layerviz.scene.texts import View as SceneRoom
from layerviz.ui.phrases import unbroken

if TYPE_CHECKING:
    from layerviz.app.explaining_names import Facts
    from layerviz.app.reports import Report, Totals
    from layerviz.app.samples import Sample
    from layerviz.core.context import ContextEdit
    from layerviz.scene.measuring import TextMeasure
    from layerviz.scene.shapes import Scene, ShapeId
    from layerviz.scene.texts import KnownBlocks
    from layerviz.ui.translation import Translator

MOST_REMEMBERED = 4000


class PictureWords:
    """The words of blocks and cards in the chosen language."""

    def __init__(self, words: Translator) -> None:
        self._words = words
        self._known: dict[object, BlockTexts] = {}
        self._forget()
        words.changed.connect(self._forget)

    def _forget(self) -> None:
        self._known.clear()
        self._basis: tuple[object, ...] = ()
        self._edits: tuple[ContextEdit, ...] = ()
        self._by_step: dict[StepId, tuple[Step, Message, BlockTexts]] = {}
        self._before: tuple[Build | None, dict[StepId, BlockTexts]] = (None, {})

    def after(self, build: Build, facts: Facts) -> dict[StepId, BlockTexts]:
        """The words of every block of the next build; picture and strip ask for the same ones."""
        basis = (
            *(facts.ignore, facts.assumptions, facts.has_earlier),
            *(facts.dockerfile_paths, [stage.name for stage in build.stages]),
        )
        old, added = facts.edits[: len(self._edits)], facts.edits[len(self._edits) :]
        known = self._by_step if basis == self._basis and old == self._edits else {}
        self._basis, self._edits, self._by_step = basis, facts.edits, {}
        for step in build.steps:
            kept = known.get(step.id)
            if kept is None or kept[0] is not step or not stays_said(step, kept[1], added, facts):
                kept = (step, *self._step(step, build, facts))
            self._by_step[step.id] = kept
        texts = {step_id: kept[2] for step_id, kept in self._by_step.items()}
        texts.update({line.id: self._setting(line) for line in build.settings})
        return texts

    def before(self, build: Build) -> dict[StepId, BlockTexts]:
        """The words of every block of the build in the cache."""
        if build is not self._before[0]:
            texts = {step.id: self._cached(step) for step in build.steps}
            texts.update({line.id: self._setting(line) for line in build.settings})
            self._before = (build, texts)
        return self._before[1]

    def stage_notes(self, build: Build) -> dict[int, str]:
        """What stands beside the name of a stage."""
        text = self._words.text
        if len(build.stages) < 2:
            return {}
        return {
            stage.index: text("stage.final")
            if stage.is_target
            else text("stage.number", number=stage.index + 1)
            if stage.is_needed
            else text("stage.not-needed")
            for stage in build.stages
        }

    def fold(self, count: int) -> str:
        """The words of a run of steps that is folded."""
        return self._words.text("picture.fold", count)

    def _step(self, step: Step, build: Build, facts: Facts) -> tuple[Message, BlockTexts]:
        say = self._words.say
        short, sentence = short_of(step, build, facts), sentence_of(step, build, facts)
        key = (step.text, step.verdict, step.cost, short, sentence, step.label)
        known = self._known.get(key)
        if known is None:
            verdict = self._words.text(f"verdict.{step.verdict.value}")
            known = BlockTexts(
                title=block_title(step),
                size=self._size(step),
                verdict=verdict,
                reason=say(short),
                note=say(BASE_NOTE) if step.is_base else "",
                tip=f"{step.label}\n{verdict}: {say(sentence)}",
            )
            self._remember(key, known)
        return sentence, known

    def _cached(self, step: Step) -> BlockTexts:
        key = (step.text, step.cost, step.label, step.verdict in NEVER_MADE)
        known = self._known.get(key)
        if known is None:
            note = self._words.say(BASE_NOTE) if step.is_base else ""
            if step.verdict in NEVER_MADE:
                note = self._words.say(NOT_CACHED_NOTE)
            known = BlockTexts(
                title=block_title(step), size=self._size(step), note=note, tip=step.label
            )
            self._remember(key, known)
        return known

    def _setting(self, line: SettingLine) -> BlockTexts:
        key = line.text
        known = self._known.get(key)
        if known is None:
            note = self._words.say(explain_setting(line).short)
            known = BlockTexts(title=line.text, note=note, tip=line.text)
            self._remember(key, known)
        return known

    def _size(self, step: Step) -> str:
        return self._words.size(step.cost.size_bytes)

    def _remember(self, key: object, texts: BlockTexts) -> None:
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[key] = texts


BASE_NOTE = message("short.base.plain")
"""The words under a base image's name."""
NOT_CACHED_NOTE = message("short.not-in-cache")
NEVER_MADE = (Verdict.FAILS, Verdict.UNREACHED)
"""What a build that stopped has not left in the cache."""


def items_of(build: Build) -> tuple[Step | SettingLine, ...]:
    """Everything in a build that stands on lines of the Dockerfile."""
    return (*build.steps, *build.settings)


def block_title(step: Step) -> str:
    """The instruction, or the image's name for a base."""
    if step.instruction == "LINK":  # the second half of a COPY --link, as the builder calls it
        return f"LINK {step.text}"
    if not step.is_base:
        return step.text
    words = [word for word in step.text.split()[1:] if not word.startswith("--")]
    return words[0] if words else step.text


def marks_of(state: AppState, side: int) -> Marks:
    """What is marked in the picture of a side."""
    analysis = state.analysis(side)
    question = state.question if state.question and state.question.view is state.view else None
    sight = Question.NONE
    if question is not None:
        sight = Question.REVEALED if question.is_revealed else Question.ASKED
    selected = state.selection.step if state.selection.side == side else None
    return Marks(
        selected=selected,
        lit=frozenset() if analysis is None else lit_by(analysis.after, selected),
        question=sight,
        picks=frozenset(p.step for p in question.picked if p.side == side)
        if question
        else frozenset(),
        played=state.played(side),
        current=_current(state, side),
    )


def lit_by(build: Build, selected: StepId | None) -> frozenset[StepId]:
    """The steps that the cause of the selected one names, back to where the miss began."""
    lit: set[StepId] = set()
    step = build.step(selected) if selected is not None else None
    while step is not None and step.cause is not None and step.cause.step is not None:
        if step.cause.step in lit:
            break
        lit.add(step.cause.step)
        step = build.step(step.cause.step)
    return frozenset(lit)


def _current(state: AppState, side: int) -> StepId | None:
    report = state.report(side)
    if state.playhead is None or report is None or not state.playhead.done:
        return None
    place = min(state.playhead.done, len(report.order)) - 1
    return report.order[place] if report.order else None


def room_of(
    state: AppState,
    width: float,
    height: float,
    opened: frozenset[ShapeId],
    known_blocks: KnownBlocks | None = None,
) -> SceneRoom:
    """How the picture is looked at."""
    return SceneRoom(
        width=width,
        height=height,
        is_linear=state.settings.height_scale == "linear",
        in_dockerfile_order=state.settings.stack_order == "file-order",
        opened=opened,
        can_move=not state.are_verdicts_hidden,
        known_blocks=known_blocks,
    )


def picture(
    state: AppState,
    words: PictureWords,
    translator: Translator,
    room: SceneRoom,
    *,
    measure: TextMeasure,
    sample: Sample | None = None,
) -> Scene | None:
    """The picture of the state; None while there is nothing to show."""
    if state.view.is_of_images:
        from layerviz.ui.picturing_images import picture_of_images  # only for images

        return picture_of_images(state, translator, room, measure)
    if state.view is View.COMPARE and len(state.content.sheets) > 1:
        return _compare_picture(state, words, translator, room, measure=measure, sample=sample)
    return _build_picture(state, words, translator, room, measure)


def _build_picture(
    state: AppState,
    words: PictureWords,
    translator: Translator,
    room: SceneRoom,
    measure: TextMeasure,
) -> Scene | None:
    from layerviz.scene.stack_layout import build_scene  # only the layout in use is loaded

    report = state.report()
    if report is None:
        return None
    text = translator.text
    analysis = report.analysis
    said = BuildWords(
        after=words.after(analysis.after, report.facts),
        before=words.before(analysis.before),
        before_title=text("picture.before"),
        before_caption=text("picture.before.caption"),
        after_title=text("picture.after"),
        after_caption=text("picture.after.caption"),
        order_note=_order_note(state, translator),
        scale_note=_scale_note(state, translator),
        nothing_cached=text("picture.nothing-cached"),
        fold=words.fold,
        stage_notes=words.stage_notes(analysis.after),
    )
    return build_scene(analysis, said, marks_of(state, state.side), room, measure)


def _compare_picture(
    state: AppState,
    words: PictureWords,
    translator: Translator,
    room: SceneRoom,
    *,
    measure: TextMeasure,
    sample: Sample | None,
) -> Scene | None:
    from layerviz.scene.compare_layout import compare_scene  # only the layout in use is loaded

    reports = [state.report(0), state.report(1)]
    if reports[0] is None or reports[1] is None:
        return None
    costs = [cost_weight(report) for report in reports if report is not None]
    made = [_side(state, words, translator, side, costs=costs, sample=sample) for side in (0, 1)]
    said = CompareWords(
        fold=words.fold,
        order_note=_order_note(state, translator),
        scale_note=_scale_note(state, translator),
    )
    return compare_scene((made[0], made[1]), said, room, measure)


def known_seconds(totals: Totals) -> float | None:
    """The time of what is rebuilt; None where not one of its steps has a time."""
    if totals.rebuilt_steps and totals.unknown_times >= totals.rebuilt_steps:
        return None
    return totals.rebuilt_seconds


def cost_weight(report: Report) -> float:
    """What a bar's length stands for: seconds where all are known, else bytes."""
    totals = report.totals
    seconds = known_seconds(totals)
    if seconds is not None:
        return seconds
    return float(totals.rebuilt_bytes)


def _side(
    state: AppState,
    words: PictureWords,
    translator: Translator,
    side: int,
    *,
    costs: list[float],
    sample: Sample | None,
) -> CompareSide:
    report = state.report(side)
    assert report is not None
    hidden = state.are_verdicts_hidden or state.playhead is not None
    is_cheaper = costs[side] <= min(costs)
    totals = report.totals
    time = known_seconds(totals)
    total = translator.size(totals.rebuilt_bytes)
    if time is not None:
        total = translator.wording.duration(time)
    is_illustrative = SizeOrigin.SAMPLE in (*totals.size_origins, *totals.time_origins)
    build = report.analysis.after
    return CompareSide(
        analysis=report.analysis,
        texts=words.after(build, report.facts),
        stage_notes=words.stage_notes(build),
        title=side_title(state, side, sample, translator),
        total="" if hidden else total,
        total_role=Role.CHEAP if is_cheaper else Role.COSTLY,
        bar_share=None if hidden else costs[side] / (max(costs) or 1.0),
        summary="" if hidden else _summary(report, translator),
        summary_note=translator.text("compare.illustrative")
        if is_illustrative and not hidden
        else "",
        marks=marks_of(state, side),
    )


def _summary(report: Report, translator: Translator) -> str:
    totals = report.totals
    size = unbroken(translator.size(totals.rebuilt_bytes))
    count = report.analysis.after.count(Verdict.REBUILT)
    if not count:
        return translator.text("compare.nothing")
    edits = report.facts.edits
    values: dict[str, Any] = {"size": size}
    code = "compare.again" if len(edits) == 1 else "compare.again.edit"
    if len(edits) == 1:
        values["path"] = edits[0].path
    seconds = known_seconds(totals)
    if seconds is None:
        return translator.text(f"{code}.bytes", **values)
    time = unbroken(translator.wording.duration(seconds))
    return translator.text(code, time=time, **values)


def side_title(state: AppState, side: int, sample: Sample | None, translator: Translator) -> str:
    """What a side is called: the sample's words for it, else its file's name."""
    sheet = state.content.sheets[side]
    name = sheet.path.replace("\\", "/").rpartition("/")[2]
    if sample is not None and sheet.path and not state.is_dirty(side):
        for known in sample.dockerfiles:
            if known.path.rpartition("/")[2] == name:
                return known.title.of(translator.language)
    if not name:
        return translator.text("compare.new-order")
    return translator.text("compare.changed", name=name) if state.is_dirty(side) else name


def _order_note(state: AppState, translator: Translator) -> str:
    return translator.text(f"picture.order.{state.settings.stack_order}")


def _scale_note(state: AppState, translator: Translator) -> str:
    return translator.text(f"picture.scale.{state.settings.height_scale}")
