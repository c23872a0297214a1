"""How the open documents change.

Opening, typing, a second order, saving, and what happens on disk meanwhile.
"""

from __future__ import annotations

import os.path

from layerviz.app import events
from layerviz.app.lines import moved_lines
from layerviz.app.reducing_steps import (
    Outcome,
    changed,
    fitting,
    noticed,
    scanning,
    without_notice,
)
from layerviz.app.requests import AskForPlace, OpenProject, ReadFile, SaveFile
from layerviz.app.scenario import Content, KnownBuild, Scenario, Sheet
from layerviz.app.settings import with_recent
from layerviz.app.state import (
    AppState,
    DiskText,
    Notice,
    Opening,
    Project,
    Question,
    Selection,
    View,
)
from layerviz.core.diagnostics import Diagnostic, Severity
from layerviz.core.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def open_requested(state: AppState, event: events.OpenRequested) -> Outcome:
    """Ask for the target to be read; the picture stays until it is."""
    number = state.issued + 1
    opening = Opening(target=event.target, generation=number)
    job = OpenProject(number, event.target, event.presentation)
    return replace(state, issued=number, opening=opening), (job,)


def project_opened(state: AppState, event: events.ProjectOpened) -> Outcome:
    """Begin afresh with the project.

    No undo, and the only known build is the one of what is on disk.
    """
    if event.generation != state.opening.generation or not state.opening.target:
        return state, ()
    shown = event.presentation
    scenario = Scenario(profile=state.scenario.profile)
    side = min(max(event.side, 0), len(event.sheets) - 1)
    view = View(shown.view)
    baseline = Content(sheets=event.sheets, scenario=scenario)
    opened = AppState(
        settings=with_recent(state.settings, event.target),
        project=event.project,
        content=replace(baseline, scenario=replace(scenario, edits=shown.edits)),
        known=tuple(KnownBuild(baseline, each) for each in range(len(event.sheets))),
        disk=event.disk,
        side=side,
        view=view,
        selection=Selection(side=side),
        question=Question(view=view) if shown.is_question else None,
        generation=state.generation,
        issued=state.issued,
        shelf=replace(state.shelf, shared_layer=None, leaving=None),
        tags=state.tags,
        notices=tuple(
            Notice(diagnostic=problem, path=event.sheets[side].path) for problem in event.problems
        ),
    )
    return scanning(opened)


def open_failed(state: AppState, event: events.OpenFailed) -> Outcome:
    """Say why; what was open stays."""
    if event.generation != state.opening.generation or not state.opening.target:
        return state, ()
    return noticed(replace(state, opening=Opening()), event.diagnostic, event.target), ()


def dockerfile_chosen(state: AppState, event: events.DockerfileChosen) -> Outcome:
    """Show another Dockerfile of the folder on a side.

    Its text on disk is taken to be built already.
    """
    side = _side(state, event.side)
    content = _with_sheet(state.content, side, Sheet(event.path, event.text))
    known = state.known
    built = KnownBuild(
        replace(content, scenario=Scenario()), side, state.scan.snapshot, state.scan.ignores
    )
    if built not in known:
        known = (*known, built)
    disk = _with_disk(state.disk, DiskText(event.path, event.text))
    return changed(replace(state, disk=disk, known=known), content), ()


def text_typed(state: AppState, event: events.TextTyped) -> Outcome:
    """Take the text of a keystroke."""
    side = _side(state, event.side)
    content = state.content.with_text(side, event.text)
    return changed(state, content, typed_ms=event.at_ms, typed_side=side), ()


def ignore_typed(state: AppState, event: events.IgnoreTyped) -> Outcome:
    """Take the text of a keystroke in the ignore file."""
    content = replace(state.content, ignore_text=event.text)
    return changed(state, content, typed_ms=event.at_ms, typed_side=-1), ()


def line_moved(state: AppState, event: events.LineMoved) -> Outcome:
    """Move an instruction: in Build this makes the second order.

    In Compare it changes that side.
    """
    side = _side(state, event.side)
    sheet = state.content.sheets[side]
    text = moved_lines(sheet.text, event.first, event.last, event.before)
    if text == sheet.text:
        return state, ()
    if state.view is View.COMPARE and len(state.content.sheets) > 1:
        return changed(state, state.content.with_text(side, text)), ()
    return _beside(state, sheet, Sheet("", text)), ()


def second_order_opened(state: AppState, event: events.SecondOrderOpened) -> Outcome:
    """Put another Dockerfile, or a copy of this one, to the right."""
    sheet = state.content.sheets[state.side]
    if not event.path:
        return _beside(state, sheet, Sheet("", event.text or sheet.text)), ()
    disk = _with_disk(state.disk, DiskText(event.path, event.text))
    return _beside(replace(state, disk=disk), sheet, Sheet(event.path, event.text)), ()


def second_order_closed(state: AppState, _: events.SecondOrderClosed) -> Outcome:
    """Keep the side in focus only."""
    kept = replace(state.content, sheets=(state.content.sheets[state.side],))
    closed = replace(changed(state, kept), view=View.BUILD)
    return fitting(closed), ()


def orders_swapped(state: AppState, _: events.OrdersSwapped) -> Outcome:
    """Exchange left and right; the focus stays on its Dockerfile."""
    if len(state.content.sheets) < 2:
        return state, ()
    content = replace(state.content, sheets=tuple(reversed(state.content.sheets)))
    swapped = changed(state, content)
    selection = replace(state.selection, side=1 - state.selection.side)
    return replace(swapped, side=1 - state.side, selection=selection), ()


def save_requested(state: AppState, event: events.SaveRequested) -> Outcome:
    """Write a side; never over a sample, and never over a newer text that waits for a decision."""
    side = _side(state, event.side)
    sheet = state.content.sheets[side]
    if event.path:
        return state, (SaveFile(event.path, sheet.text, side),)
    saved = state.disk_text(sheet.path)
    if not sheet.path or (state.project.sample and _is_inside(state.project, sheet.path)):
        name = os.path.basename(sheet.path) or "Dockerfile"
        return state, (AskForPlace(side, name),)
    if saved is not None and saved.newer is not None:
        return state, ()
    return state, (SaveFile(sheet.path, sheet.text, side, saved.text if saved else None),)


def saved(state: AppState, event: events.Saved) -> Outcome:
    """Remember what lies on disk; a file inside the context is looked at again."""
    told = without_notice(state, "save-failed", event.path)
    if event.side is not None and event.side < len(told.content.sheets):
        sheet = replace(told.content.sheets[event.side], path=event.path)
        told = replace(told, content=_with_sheet(told.content, event.side, sheet))
        told = replace(told, disk=_with_disk(told.disk, DiskText(event.path, event.text)))
    if not _is_inside(told.project, event.path):
        return told, ()
    return scanning(told, (os.path.relpath(event.path, told.project.context_root),))


def save_failed(state: AppState, event: events.SaveFailed) -> Outcome:
    """Say why; nothing typed is lost."""
    return noticed(state, event.diagnostic, event.path), ()


def file_changed_on_disk(state: AppState, event: events.FileChangedOnDisk) -> Outcome:
    """Read an open Dockerfile again, and look at what changed in the folder."""
    if not state.project.is_open or not event.paths:
        return state, ()
    root = state.project.context_root
    touched = {os.path.normpath(os.path.join(root, path)) for path in event.paths}
    opened = dict.fromkeys(s.path for s in state.content.sheets if s.path in touched)
    inside = tuple(
        sorted(os.path.relpath(p, root) for p in touched if _is_inside(state.project, p))
    )
    reads = tuple(ReadFile(path) for path in opened)
    if not inside:
        return state, reads
    waiting, jobs = scanning(state, inside)
    return waiting, (*reads, *jobs)


def file_read(state: AppState, event: events.FileRead) -> Outcome:
    """Follow the file on disk where nothing is typed over it, else let the user choose."""
    known = state.disk_text(event.path)
    if known is None:
        return state, ()
    if event.text is None:
        if not known.text:  # a folder without a Dockerfile: that was told when it was opened
            return state, ()
        return _disk_known(state, replace(known, is_missing=True)), ()
    if event.text == known.text:
        return _disk_known(state, replace(known, newer=None, is_missing=False)), ()
    sides = _sides_of(state, event.path)
    if any(state.content.sheets[side].text not in (known.text, event.text) for side in sides):
        return _disk_known(state, replace(known, newer=event.text, is_missing=False)), ()
    return _disk_taken(state, event.path, event.text), ()


def disk_text_taken(state: AppState, event: events.DiskTextTaken) -> Outcome:
    """Show the newer text; undo brings back what was typed."""
    known = state.disk_text(event.path)
    if known is None or known.newer is None:
        return state, ()
    return _disk_taken(state, event.path, known.newer), ()


def disk_text_refused(state: AppState, event: events.DiskTextRefused) -> Outcome:
    """Keep what is typed: saving then writes over the newer text, as the user said."""
    known = state.disk_text(event.path)
    if known is None or known.newer is None:
        return state, ()
    return _disk_known(state, DiskText(event.path, known.newer)), ()


def gone_notice(path: str) -> Diagnostic:
    """The notice that an open Dockerfile is no longer on disk."""
    return Diagnostic("dockerfile-gone", Severity.WARNING, None, (("path", path),))


def _side(state: AppState, side: int | None) -> int:
    last = len(state.content.sheets) - 1
    return min(max(state.side if side is None else side, 0), last)


def _with_sheet(content: Content, side: int, sheet: Sheet) -> Content:
    sheets = (*content.sheets[:side], sheet, *content.sheets[side + 1 :])
    return replace(content, sheets=sheets)


def _with_disk(disk: tuple[DiskText, ...], known: DiskText) -> tuple[DiskText, ...]:
    return (*(text for text in disk if text.path != known.path), known)


def _disk_known(state: AppState, known: DiskText) -> AppState:
    told = replace(state, disk=_with_disk(state.disk, known))
    if known.is_missing:
        return noticed(told, gone_notice(known.path), known.path)
    return without_notice(told, "dockerfile-gone", known.path)


def _disk_taken(state: AppState, path: str, text: str) -> AppState:
    content = state.content
    for side in _sides_of(state, path):
        content = content.with_text(side, text)
    return changed(_disk_known(state, DiskText(path, text)), content)


def _sides_of(state: AppState, path: str) -> Iterable[int]:
    return [side for side, sheet in enumerate(state.content.sheets) if sheet.path == path]


def _beside(state: AppState, left: Sheet, right: Sheet) -> AppState:
    """Two Dockerfiles in Compare, the right one in focus."""
    content = replace(state.content, sheets=(left, right))
    made = replace(changed(state, content), view=View.COMPARE, side=1)
    return replace(made, selection=Selection(side=1), playhead=None)


def _is_inside(project: Project, path: str) -> bool:
    root = project.context_root
    return bool(root) and path.startswith(root.rstrip(os.sep) + os.sep)
