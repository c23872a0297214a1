"""The words and colours of the panels, made from a state: why, and what stands at the lines.

Chooses and arranges; the sentences come from `app.explaining`, the colours from the theme.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QColor

from layerviz.app import events
from layerviz.app.explaining import explain, explain_setting
from layerviz.app.explaining_cached import kept_steps
from layerviz.app.messages import FAILING_STEP, stop_message
from layerviz.app.state import AppState, View
from layerviz.app.suggesting import suggestions
from layerviz.core.analysis import Build, SettingLine, Step, Verdict
from layerviz.core.diagnostics import Diagnostic
from layerviz.core.dockerfile.parsing import decoded
from layerviz.scene.roles import Role, verdict_role
from layerviz.ui.panels.code_editor import LineMark, LineTint, Problem
from layerviz.ui.panels.editor_panel import EditorContent
from layerviz.ui.panels.why_panel import KeyRow, Link, WhyContent
from layerviz.ui.phrases import diagnostic_short, diagnostic_text
from layerviz.ui.picturing import items_of
from layerviz.ui.styling import ink_on_surface

if TYPE_CHECKING:
    from layerviz.app.explaining import Explanation
    from layerviz.app.messages import Message
    from layerviz.app.reports import Report
    from layerviz.ui.theme import Theme
    from layerviz.ui.translation import Translator


def editor_content(state: AppState, words: Translator, theme: Theme) -> EditorContent:
    """What stands beside the text of the side in focus."""
    report = state.report()
    dockerfile = report.facts.dockerfile if report is not None else None
    is_current = dockerfile is not None and dockerfile.text == decoded(state.sheet.text)
    if report is None or not is_current:
        return EditorContent(tints=_tints(state, theme))
    build = report.analysis.after
    problems = problems_of(build.diagnostics, words, _failing(report, words))
    first = next((d for d in _refused(build) if d.span is not None), None)
    return EditorContent(
        marks=_marks(state, build, words, theme),
        tints=_tints(state, theme),
        problems=problems,
        stops_at=first.span.line if first is not None and first.span is not None else 0,
        dockerfile=dockerfile,
    )


def problems_of(
    diagnostics: tuple[Diagnostic, ...], words: Translator, failing: str = ""
) -> tuple[Problem, ...]:
    """The findings of a build in words, each once; `failing` says why its step fails."""
    found = [
        Problem(
            d.severity,
            d.span,
            diagnostic_text(d, words),
            failing if failing and d.code == FAILING_STEP else diagnostic_short(d, words),
        )
        for d in diagnostics
    ]
    return tuple(dict.fromkeys(found))


def _refused(build: Build) -> tuple[Diagnostic, ...]:
    """The findings because of which the builder does not even start."""
    return tuple(d for d in build.diagnostics if d.is_error and d.code != FAILING_STEP)


def _failing(report: Report, words: Translator) -> str:
    build = report.analysis.after
    step = next((step for step in build.steps if step.verdict is Verdict.FAILS), None)
    return "" if step is None else words.say(explain(step, build, report.facts).sentence)


def _marks(state: AppState, build: Build, words: Translator, theme: Theme) -> tuple[LineMark, ...]:
    marks: dict[tuple[int, int], LineMark] = {}
    played = state.played()
    for step in build.steps:
        is_hidden = state.are_verdicts_hidden or (
            played is not None and step.id not in played and step.verdict is not Verdict.SKIPPED
        )
        role = Role.LAYER if is_hidden else verdict_role(step)
        word = "" if is_hidden else words.text(f"verdict.{step.verdict.value}")
        # The first step of a line speaks for it: a COPY --link is copied, then linked.
        marks.setdefault((step.line, step.end_line), _mark(step, role, word, theme))
    for line in build.settings:
        mark = _mark(line, Role.SETTING, words.text("verdict.setting"), theme)
        marks.setdefault((line.line, line.end_line), mark)
    return tuple(sorted(marks.values(), key=lambda mark: mark.line))


def _mark(item: Step | SettingLine, role: Role, word: str, theme: Theme) -> LineMark:
    look = theme.look(role)
    bar = QColor(look.border if role is not Role.REBUILT else look.fill)
    return LineMark(
        line=item.line,
        end_line=item.end_line,
        bar=bar,
        ink=ink_on_surface(theme, role),
        word=word,
    )


def _tints(state: AppState, theme: Theme) -> tuple[LineTint, ...]:
    """The selected instruction's lines; in a finished picture also the first causes."""
    tints = []
    analysis = state.analysis()
    selection = state.selection
    is_open = not state.are_verdicts_hidden and state.playhead is None
    if analysis is None:
        return ()
    for step in analysis.after.steps if is_open else ():
        if step.is_first_cause:
            fill = QColor(theme.look(Role.FOLLOWS).fill)
            tints.append(LineTint(step.line, step.end_line, fill))
    if selection.side == state.side and selection.line:
        items = items_of(analysis.after)
        chosen = next((i for i in items if i.line <= selection.line <= i.end_line), None)
        if chosen is not None:
            tints.append(LineTint(chosen.line, chosen.end_line, QColor(theme.accent_soft)))
    return tuple(tints)


# --- why


def why_content(state: AppState, words: Translator) -> WhyContent:
    """What the why panel says: of the selected step, else of the edit as a whole."""
    title = words.text("why.title")
    side = state.selection.side if state.view is View.COMPARE else state.side
    report = state.report(side)
    if report is None:
        return WhyContent(title=title, sentence=words.text("why.nothing-open"))
    if state.are_verdicts_hidden:
        return WhyContent(title=title, sentence=words.text("why.hidden"))
    build = report.analysis.after
    selected = state.selection.step if state.selection.side == side else None
    step = build.step(selected) if selected is not None else None
    if step is not None:
        return _why_step(state, report, step, words)
    setting = next((line for line in build.settings if line.id == selected), None)
    if setting is not None:
        return _why_setting(setting, build, words)
    return _why_all(state, report, words)


def _why_step(state: AppState, report: Report, step: Step, words: Translator) -> WhyContent:
    build = report.analysis.after
    told = explain(step, build, report.facts)
    role = verdict_role(step)
    first = build.step(told.first_cause) if told.first_cause not in (None, step.id) else None
    remarks = [words.say(remark) for remark in told.remarks]
    remarks += _failed_words(step, build, words.say(told.sentence), words)
    links = []
    if first is not None:
        text = words.text("why.go-to-cause", name=_named(first))
        links.append(Link(text=text, event=events.StepSelected(first.id, state.selection.side)))
    links += _suggested(state, words)
    choices = _assumptions(state, step, words)
    return WhyContent(
        title=words.text("why.title"),
        headline=words.say(told.headline),
        sentence=words.say(told.sentence),
        tone=role.value,
        remarks=tuple(remarks),
        links=tuple(links),
        choices=choices,
        choices_title=words.text("assume.title") if choices else "",
        rule=_rule(told, words),
        source=words.say(told.source) if told.source is not None else "",
        key_rows=_key_rows(told, words),
    )


def _why_setting(setting: SettingLine, build: Build, words: Translator) -> WhyContent:
    told = explain_setting(setting, tuple(stage.name for stage in build.stages))
    return WhyContent(
        title=words.text("why.title"),
        headline=words.say(told.headline),
        sentence=words.say(told.sentence),
        tone=Role.SETTING.value,
        rule=_rule(told, words),
        source=words.say(told.source) if told.source is not None else "",
    )


def _why_all(state: AppState, report: Report, words: Translator) -> WhyContent:
    """The first cause, then what comes from the cache."""
    build = report.analysis.after
    stop = stop_message(_refused(build))
    if stop is not None:
        return _why_stopped(stop, build, words)
    kept = kept_steps(build, report.facts)
    kept_title = words.say(kept.heading) if kept is not None else ""
    sentences = tuple(words.say(each) for each in kept.sentences) if kept is not None else ()
    step = _most_telling(build)
    if step is None:
        return WhyContent(
            title=words.text("why.title"),
            headline=words.text("headline.all-cached"),
            sentence=words.text("nothing-changed.sentence"),
            tone=Role.CACHED.value,
            second=sentences,
            links=_suggested(state, words),
        )
    told = explain(step, build, report.facts)
    open_step, question = _undecided(state, report, words)
    choices = _assumptions(state, open_step or step, words)
    fails = stop_message(build.diagnostics) if step.verdict is Verdict.FAILS else None
    return WhyContent(
        title=words.text("why.title"),
        headline=words.say(fails or told.headline),
        sentence=words.say(told.sentence),
        tone=verdict_role(step).value,
        remarks=_failed_words(step, build, words.say(told.sentence), words),
        choices_text=question,
        second_title=kept_title,
        second_tone="cached",
        second=sentences,
        links=_suggested(state, words),
        choices=choices,
        choices_title=words.text("assume.title") if choices else "",
        rule=_rule(told, words),
        source=words.say(told.source) if told.source is not None else "",
        key_rows=_key_rows(told, words),
    )


def _why_stopped(stop: Message, build: Build, words: Translator) -> WhyContent:
    """What the builder refuses: first in our words, then in its own."""
    errors = _refused(build)
    problems = problems_of(errors, words)
    sentence = problems[0].short or problems[0].message
    remarks = _theirs(errors[0], sentence, words)
    return WhyContent(
        title=words.text("why.title"),
        headline=words.say(stop),
        sentence=sentence,
        tone=Role.FAILS.value,
        remarks=(*remarks, *(each.short or each.message for each in problems[1:4])),
    )


def _theirs(finding: Diagnostic, sentence: str, words: Translator) -> tuple[str, ...]:
    """The builder's own words, where the sentence has not said them."""
    theirs = finding.builder_message
    return (words.text("diagnostic.theirs", theirs=theirs),) if theirs not in sentence else ()


def _failed_words(step: Step, build: Build, sentence: str, words: Translator) -> tuple[str, ...]:
    """What the builder says of a step that fails."""
    findings = (each for each in build.diagnostics if each.code == FAILING_STEP)
    finding = next(findings, None) if step.verdict is Verdict.FAILS else None
    return () if finding is None else _theirs(finding, sentence, words)


def _undecided(state: AppState, report: Report, words: Translator) -> tuple[Step | None, str]:
    """The first step that only the build can tell, or that the user settled, and why."""
    settled = dict(state.scenario.assumptions)
    build = report.analysis.after
    for step in build.steps:
        if step.verdict is Verdict.DEPENDS or step.id in settled:
            return step, words.say(explain(step, build, report.facts).sentence)
    return None, ""


def _most_telling(build: Build) -> Step | None:
    """The step to speak of first: where it fails, the first cause, else what is undecided."""
    for is_it in (
        lambda step: step.verdict is Verdict.FAILS,
        lambda step: step.is_first_cause,
        lambda step: step.verdict is Verdict.DEPENDS,
    ):
        found = next((step for step in build.steps if is_it(step)), None)
        if found is not None:
            return found
    return None


def _suggested(state: AppState, words: Translator) -> tuple[Link, ...]:
    """What to try next; building it is always worth a look."""
    links = [Link(text=words.say(each.text), event=each.event) for each in suggestions(state)]
    if state.scenario.edits:
        links.append(Link(text=words.text("whatif.built"), event=events.BuildAssumed()))
    return tuple(links)


def _assumptions(state: AppState, step: Step, words: Translator) -> tuple[Link, ...]:
    settled = dict(state.scenario.assumptions).get(step.id)
    if step.verdict is not Verdict.DEPENDS and settled is None:
        return ()
    choices = [("assume.same", True), ("assume.other", False)]
    links = [
        Link(
            text=words.text(code),
            event=events.AssumptionSet(step.id, None if settled is is_same else is_same),
            is_on=settled is is_same,
        )
        for code, is_same in choices
    ]
    return tuple(links)


def _rule(told: Explanation, words: Translator) -> str:
    if told.rule is None:
        return ""
    return words.text("rule.label", code=told.rule_code, rule=words.say(told.rule))


def _key_rows(told: Explanation, words: Translator) -> tuple[KeyRow, ...]:
    return tuple(
        KeyRow(
            name=words.say(row.name),
            value=row.value,
            previous=row.previous or "",
            is_changed=row.is_changed,
        )
        for row in told.rows
    )


def _named(step: Step) -> str:
    return step.text if step.number is None else f"{step.number} {step.text}"
