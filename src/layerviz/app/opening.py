"""Use case: a target as typed or dropped -> what the window opens, or why it cannot.

A folder without a usable Dockerfile opens all the same, with an empty one to be written and the
trouble said beside it: nothing that the user can fix by typing on needs a dialog.
"""

from __future__ import annotations

import os.path

from layerviz.app.events import OpenFailed, ProjectOpened
from layerviz.app.scenario import Sheet
from layerviz.app.state import DiskText, Project
from layerviz.core.diagnostics import Diagnostic
from layerviz.core.values import Value, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.app.ports import ProjectFiles
    from layerviz.app.requests import OpenProject

FIXED_BY_WRITING = ("dockerfile-empty", "dockerfile-missing")


def open_project(request: OpenProject, files: ProjectFiles) -> ProjectOpened | OpenFailed:
    """Read what the target names. Paths and texts of the answer are as the disk has them now."""
    shown = request.presentation
    place = files.locate(request.target, shown.dockerfile)
    if isinstance(place, Diagnostic):
        return OpenFailed(request.generation, request.target, place)
    listed = files.dockerfiles_in(place.context_root)
    path = place.dockerfile
    main = _read(path, files)
    if main.problem is not None and main.problem.code == "dockerfile-missing" and listed:
        path = path if shown.dockerfile else listed[0]
        main = _read(path, files)
    if main.problem is not None and main.problem.code not in FIXED_BY_WRITING:
        return OpenFailed(request.generation, request.target, main.problem)
    beside = _read(os.path.join(place.context_root, shown.beside), files) if shown.beside else None
    is_pair = beside is not None and beside.problem is None
    sheets = (beside.sheet, main.sheet) if beside is not None and is_pair else (main.sheet,)
    return ProjectOpened(
        generation=request.generation,
        target=request.target,
        project=Project(
            context_root=place.context_root,
            sample=place.sample,
            dockerfiles=listed if path in listed else (path, *listed),
        ),
        sheets=sheets,
        disk=tuple(DiskText(sheet.path, sheet.text) for sheet in sheets),
        side=len(sheets) - 1,
        problems=() if main.problem is None else (main.problem,),
        presentation=shown if is_pair else replace(shown, beside="", view="build"),
    )


def text_of(raw: bytes) -> str:
    """The text of a file's bytes; those that are no UTF-8 survive a way there and back."""
    return raw.decode("utf-8", "surrogateescape")


def bytes_of(text: str) -> bytes:
    """The bytes to be written for a text; the other way of `text_of`."""
    return text.encode("utf-8", "surrogateescape")


class _Read(Value):
    """A Dockerfile as far as it could be read."""

    sheet: Sheet
    problem: Diagnostic | None = None


def _read(path: str, files: ProjectFiles) -> _Read:
    raw = files.read_dockerfile(path)
    if isinstance(raw, Diagnostic):
        return _Read(Sheet(path, ""), raw)
    return _Read(Sheet(path, text_of(raw)))
