"""What to try next: `What if package.json changes too?`, each with the event that does it.

Made from the picture on screen, so that a suggestion always shows something new. Undo takes every
one of them back.
"""

from __future__ import annotations

from layerviz.app.events import BaseChanged, EditsRemoved, EditToggled, LineMoved
from layerviz.app.messages import Message, message
from layerviz.core.analysis import Verdict
from layerviz.core.context import EditKind, File
from layerviz.core.dockerfile.instructions import Copy
from layerviz.core.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerviz.app.events import Event
    from layerviz.app.reports import Report
    from layerviz.app.state import AppState
    from layerviz.core.analysis import Step

MOST = 2


class Suggestion(Value):
    """A text to click, and what happens then."""

    text: Message
    event: Event


def suggestions(state: AppState) -> tuple[Suggestion, ...]:
    """At most two things to try with the side in focus, the most telling first."""
    report = state.report()
    if report is None or not report.analysis.after.is_buildable:
        return ()
    found = (
        _another_file(state, report),
        _another_order(report),
        _new_base(state, report),
        _nothing(state),
    )
    return tuple(each for each in found if each is not None)[:MOST]


def _another_file(state: AppState, report: Report) -> Suggestion | None:
    """An edit of a file that a cached COPY takes by name: it rebuilds what now is reused."""
    edited = {edit.path for edit in state.scenario.edits}
    if report.context is None:
        return None
    entries = report.context.root.children.items()
    tops = [name for name, node in entries if isinstance(node, File)]
    for step in _target_steps(report):
        path = _named_file(step, tops, report) if step.verdict is Verdict.CACHED else ""
        if path and path not in edited:
            code = "whatif.edit" if edited else "whatif.only"
            return Suggestion(message(code, path=path), EditToggled(path, EditKind.EDIT))
    return None


def _another_order(report: Report) -> Suggestion | None:
    """The place of the COPY where the miss begins.

    Later if a RUN follows it, else before the first RUN.
    """
    steps = _target_steps(report)
    changed = next((s for s in steps if s.is_first_cause and s.instruction == "COPY"), None)
    if changed is None or changed.inputs:
        return None
    runs = [step for step in steps if step.instruction == "RUN"]
    after = [run for run in runs if run.line > changed.line and run.verdict is Verdict.REBUILT]
    if after:
        move = LineMoved(changed.line, changed.end_line, after[-1].end_line + 1)
        return Suggestion(message("whatif.later", text=changed.text), move)
    copies = [s for s in steps if s.line < changed.line and s.instruction in ("COPY", "RUN")]
    if not copies or not runs:
        return None
    move = LineMoved(changed.line, changed.end_line, copies[0].line)
    return Suggestion(message("whatif.order", text=changed.text), move)


def _nothing(state: AppState) -> Suggestion | None:
    if not state.scenario.edits:
        return None
    return Suggestion(message("whatif.no-edit"), EditsRemoved())


def _new_base(state: AppState, report: Report) -> Suggestion | None:
    stages = {stage.index: stage for stage in report.analysis.after.stages}
    base = next((step for step in _target_steps(report) if step.is_base), None)
    if base is None or state.scenario.bases_changed:
        return None
    image = stages[base.stage_index].base
    shown = next((w for w in base.text.split()[1:] if not w.startswith("--")), image)
    return Suggestion(message("whatif.base", image=shown), BaseChanged(image, is_changed=True))


def _target_steps(report: Report) -> list[Step]:
    build = report.analysis.after
    targets = {stage.index for stage in build.stages if stage.is_target}
    return [step for step in build.steps if step.stage_index in targets]


def _named_file(step: Step, tops: Sequence[str], report: Report) -> str:
    """One of the files at the top of the folder that a COPY takes by name or wildcard.

    The shortest name; "" for none.
    """
    from layerviz.core.patterns import match_component  # slow to load, and only some need it

    instruction = report.facts.instruction_at(step.line)
    if step.inputs or not isinstance(instruction, Copy):
        return ""
    names = [source.removeprefix("./") for source in instruction.sources]
    found = [
        path
        for path in tops
        for name in names
        if name not in ("", ".") and match_component(name, path)
    ]
    sent = [path for path in found if not report.facts.is_ignored(path)]
    return min(sent, key=len, default="")
