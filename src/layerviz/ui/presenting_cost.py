"""The words and colours of the cost panel: what an edit costs, with the origin of every number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QColor

from layerviz.app.messages import message
from layerviz.app.state import AppState, View
from layerviz.core.analysis import Build, SizeOrigin, Step, Verdict
from layerviz.scene.roles import Role
from layerviz.ui.panels.cost_panel import MOST_BARS, CostBar, CostContent
from layerviz.ui.phrases import unbroken
from layerviz.ui.picturing import known_seconds

if TYPE_CHECKING:
    from layerviz.app.reports import Totals
    from layerviz.ui.theme import Theme
    from layerviz.ui.translation import Translator


def cost_content(state: AppState, words: Translator, theme: Theme) -> CostContent:
    """What the edit costs, with the origin of every number."""
    title = words.text("cost.title")
    side = state.selection.side if state.view is View.COMPARE else state.side
    report = state.report(side)
    if report is None or state.are_verdicts_hidden:
        return CostContent(title=title)
    totals = report.totals
    if not totals.rebuilt_steps and not totals.depends_steps:
        fails = report.analysis.after.count(Verdict.FAILS)
        return CostContent(
            title=title,
            big=words.text("cost.fails" if fails else "cost.nothing"),
            tone="words",
            notes=(*_notes(totals, words), *_origins(totals, words)),
        )
    time = known_seconds(totals)
    duration = words.wording.duration
    big = duration(time) if time is not None else words.size(totals.rebuilt_bytes)
    instead = ""
    if time is not None and totals.full_seconds is not None:
        whole = duration(totals.full_seconds)
        instead = words.text("cost.instead", time=whole) if whole != big else ""
    is_cheap = time is None or totals.full_seconds is None or time * 2 < totals.full_seconds
    origins = _origins(totals, words)
    if time is None:  # the number is a size: where that comes from is told first
        origins = tuple(reversed(origins)) if len(origins) > 1 else origins
    return CostContent(
        title=title,
        big=big,
        tone="cheap" if is_cheap else "costly",
        instead=instead,
        origin=origins[0] if origins else "",
        bars=_bars(report.analysis.after, words, theme, has_times=time is not None),
        notes=(*_notes(totals, words), *origins[1:]),
    )


def _bars(build: Build, words: Translator, theme: Theme, *, has_times: bool) -> tuple[CostBar, ...]:
    """The dearest steps: those rebuilt first, then what the cache saves."""
    bars: list[tuple[float, Step]] = []
    for step in build.steps:
        if step.is_base or step.verdict not in (Verdict.REBUILT, Verdict.CACHED):
            continue
        weight = step.cost.seconds if has_times else step.cost.size_bytes
        if weight:
            bars.append((float(weight), step))
    if not bars:
        return ()
    most = max(weight for weight, _ in bars)
    bars.sort(key=lambda each: (each[1].verdict is not Verdict.REBUILT, -each[0]))
    return tuple(_bar(weight, step, most, words, theme) for weight, step in bars[:MOST_BARS])


def _bar(weight: float, step: Step, most: float, words: Translator, theme: Theme) -> CostBar:
    is_rebuilt = step.verdict is Verdict.REBUILT
    seconds = step.cost.seconds
    number = words.size(step.cost.size_bytes)
    if seconds is not None:
        number = words.wording.duration(seconds)
        if not is_rebuilt:
            number = words.text("cost.saved", time=number)
    return CostBar(
        text=step.text,
        number=number,
        share=weight / most,
        color=QColor(theme.look(Role.REBUILT if is_rebuilt else Role.CACHED).border),
        track=QColor(theme.look(Role.TRACK).fill),
    )


def _notes(totals: Totals, words: Translator) -> tuple[str, ...]:
    text = words.text
    values: dict[str, Any] = {
        "rebuilt": unbroken(words.size(totals.rebuilt_bytes)),
        "reused": unbroken(words.size(totals.reused_bytes)),
    }
    if totals.depends_bytes:
        depends = unbroken(words.size(totals.depends_bytes))
        told = text("cost.bytes.depends", depends=depends, **values)
    else:
        told = text("cost.bytes.at-least" if totals.unknown_sizes else "cost.bytes", **values)
    notes = [told]
    if totals.depends_steps and not totals.depends_bytes:
        notes.append(text("cost.steps.depends", totals.depends_steps))
    if not totals.time_origins and totals.rebuilt_steps:
        notes.append(text("cost.time-unknown"))
    return tuple(notes)


def _origins(totals: Totals, words: Translator) -> tuple[str, ...]:
    """Where the times come from, then where the sizes do; in one where it is the same."""
    told: tuple[tuple[str, tuple[SizeOrigin, ...]], ...] = (
        ("origin.times", totals.time_origins),
        ("origin.sizes", totals.size_origins),
    )
    if totals.size_origins == totals.time_origins:
        told = (("origin.both", totals.size_origins),)
    return tuple(
        words.text(code, origins=tuple(message(f"origin.{origin.value}") for origin in origins))
        for code, origins in told
        if origins
    )
