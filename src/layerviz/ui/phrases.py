"""What the window says of a state as a whole: the imagined change, who was right, what is wrong.

Only chooses codes and values; the sentences are in the catalogues.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerviz.app.engine_troubles import engine_trouble, is_engine_trouble
from layerviz.app.messages import Message, diagnostic_message, message
from layerviz.app.state import AppState, Pick
from layerviz.core.analysis import Analysis, StepId, Verdict
from layerviz.core.context import ContextEdit, EditKind

if TYPE_CHECKING:
    from layerviz.core.diagnostics import Diagnostic
    from layerviz.ui.translation import Translator


def changes_of(state: AppState) -> tuple[Message, ...]:
    """What is imagined, each in a few words: `server.js was saved`; never empty."""
    scenario = state.scenario
    parts = [_edit_message(edit) for edit in scenario.edits]
    parts += [message("edit.base", image=image) for image in scenario.bases_changed]
    parts += [
        message("edit.build-arg", name=name, value=given) for name, given in scenario.build_args
    ]
    if scenario.target:
        parts.append(message("edit.target", target=scenario.target))
    if scenario.is_uncached:
        parts.append(message("edit.no-cache"))
    if any(state.is_dirty(side) for side in range(len(state.content.sheets))):
        parts.append(message("edit.text"))
    if state.content.ignore_text is not None:
        parts.append(message("edit.ignore"))
    return tuple(dict.fromkeys(parts)) or (message("edit.none"),)


def _edit_message(edit: ContextEdit) -> Message:
    code = f"edit.{edit.kind.value}"
    if edit.kind is EditKind.CHMOD:
        return message(code, path=edit.path, mode=f"{edit.mode:o}")
    if edit.kind is EditKind.RENAME:
        return message(code, path=edit.path, new_path=edit.new_path)
    return message(code, path=edit.path)


def expected_picks(analysis: Analysis) -> frozenset[StepId]:
    """The steps that are right to pick: those that the builder makes again."""
    return frozenset(s.id for s in analysis.after.steps if s.verdict is Verdict.REBUILT)


def score(state: AppState) -> tuple[int, int]:
    """How many steps of the shown pictures were judged rightly, and how many there are.

    A step that only the build can tell counts for both answers.
    """
    question = state.question
    right = total = 0
    if question is None:
        return 0, 0
    for side in state.shown_sides:
        analysis = state.analysis(side)
        if analysis is None:
            continue
        wanted = expected_picks(analysis)
        for step in analysis.after.steps:
            if step.verdict in (Verdict.SKIPPED, Verdict.UNREACHED):
                continue
            total += 1
            is_picked = Pick(side, step.id) in question.picked
            is_open = step.verdict in (Verdict.DEPENDS, Verdict.FAILS)
            right += is_open or is_picked == (step.id in wanted)
    return right, total


def unbroken(number: str) -> str:
    """A number that is not torn from its unit at the end of a line."""
    return number.replace(" ", "\N{NO-BREAK SPACE}")


def diagnostic_short(diagnostic: Diagnostic, words: Translator) -> str:
    """What is wrong in our words alone; "" where only the builder has some."""
    told = diagnostic_message(diagnostic)
    return words.say(told) if words.wording.has(told.code) else ""


def diagnostic_text(diagnostic: Diagnostic, words: Translator) -> str:
    """What is wrong, in our words and the builder's, each once; of an engine, what to try too."""
    if is_engine_trouble(diagnostic):
        trouble = engine_trouble(diagnostic.code, diagnostic.values)
        return words.text("engine.told", happened=trouble.happened, remedy=trouble.remedy)
    ours = diagnostic_short(diagnostic, words)
    theirs = diagnostic.builder_message
    if ours and theirs and theirs not in ours:
        return words.text("diagnostic.both", ours=ours, theirs=theirs)
    return ours or theirs or diagnostic.code
