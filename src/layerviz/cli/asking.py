"""From what was asked and what lies on disk to an Analysis; pure, so that a test needs no folder.

AFTER is BEFORE, or the second target, with the imagined edits made. An edit may delete or rename
the Dockerfile or the ignore file itself: `origin_of` tells which file on disk stands there then.
"""

from __future__ import annotations

from layerviz.cli.arguments import EVERY_BASE
from layerviz.core.context import EditKind, apply_edits
from layerviz.core.diagnostics import Diagnostic, Severity
from layerviz.core.prediction import predict
from layerviz.core.references import normalised
from layerviz.core.requests import BuilderProfile, BuildRequest, Store, Transfer
from layerviz.core.values import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerviz.cli.arguments import PredictArguments
    from layerviz.core.analysis import Analysis
    from layerviz.core.context import ContextEdit, ContextSnapshot
    from layerviz.core.dockerfile.instructions import Dockerfile
    from layerviz.core.ignorefile import IgnoreFile


class Documents(Record):
    """What a build is made of, as it lies on disk: both texts, read, and the context.

    `ignore` is None where there is no ignore file; `dockerfile_in_context` is the Dockerfile's path
    in the context, "" for one that lies outside.
    """

    dockerfile: Dockerfile
    ignore: IgnoreFile | None
    context: ContextSnapshot
    dockerfile_in_context: str = ""


class Answer(Record):
    """The prediction, and what its explanation needs to know of the build after the edit."""

    analysis: Analysis
    dockerfile: Dockerfile
    ignore: IgnoreFile | None
    dockerfile_in_context: str = ""


def answer(arguments: PredictArguments, before: Documents, after: Documents) -> Answer | Diagnostic:
    """What the build of `after`, edited as asked, does on a builder that has made `before`.

    A Diagnostic where nothing can be predicted: an edit that cannot be made, an unknown target, an
    image that the Dockerfile does not name.
    """
    context, problems = apply_edits(after.context, arguments.edits)
    problems = (*_folder_problems(before), *_folder_problems(after), *problems)
    if problems:
        return problems[0]
    first = _request(arguments, before)
    second = replace(
        _request(arguments, after),
        context=context,
        target=arguments.after_target or None,
        build_args=dict(arguments.after_build_args),
    )
    changed = _changed_bases(arguments, second.dockerfile)
    if isinstance(changed, Diagnostic):
        return changed
    analysis = predict((first,), replace(second, changed_bases=changed))
    found = (*analysis.before.diagnostics, *analysis.after.diagnostics)
    unknown = next((each for each in found if each.code == "target-unknown"), None)
    if unknown is not None:
        return unknown
    return Answer(
        analysis=analysis,
        dockerfile=second.dockerfile,
        ignore=second.ignore,
        dockerfile_in_context=after.dockerfile_in_context,
    )


def _folder_problems(documents: Documents) -> tuple[Diagnostic, ...]:
    """Why there is no context at all; a file that cannot be read is a matter of the prediction."""
    found = documents.context.diagnostics
    return tuple(each for each in found if each.is_error and each.code.startswith("context-"))


def origin_of(path: str, edits: Sequence[ContextEdit]) -> str | None:
    """Which path on disk holds what lies at `path` after the edits; None if nothing known does."""
    for edit in reversed(edits):
        if edit.kind is EditKind.RENAME:
            moved = _moved(path, edit.new_path, edit.path)
            if moved is None and _is_at_or_below(path, edit.path):
                return None
            path = moved or path
        elif edit.kind in (EditKind.DELETE, EditKind.ADD) and _is_at_or_below(path, edit.path):
            return None
    return path


def _request(arguments: PredictArguments, documents: Documents) -> BuildRequest:
    return BuildRequest(
        dockerfile=documents.dockerfile,
        context=documents.context,
        ignore=documents.ignore,
        target=arguments.target or None,
        build_args=dict(arguments.build_args),
        profile=BuilderProfile(store=Store(arguments.store), transfer=Transfer(arguments.transfer)),
    )


def _changed_bases(
    arguments: PredictArguments, dockerfile: Dockerfile
) -> frozenset[str] | Diagnostic:
    """The images said to be new, as the prediction names them (`docker.io/library/node:20`)."""
    names = arguments.bases_changed
    if EVERY_BASE in names or not names:
        return frozenset((EVERY_BASE,) if names else ())
    written = _images_written(dockerfile)
    changed = frozenset(normalised(name) for name in names)
    # A name with a variable in it may become any image.
    if not any("$" in image for image in written):
        known = {normalised(image) for image in written}
        for name in names:
            if normalised(name) not in known:
                values = (("name", name), ("names", ", ".join(sorted(written))))
                return Diagnostic("base-not-used", Severity.ERROR, None, values)
    return changed


def _images_written(dockerfile: Dockerfile) -> set[str]:
    """Every image or stage that the Dockerfile names, as written."""
    found: set[str] = set()
    for instruction in dockerfile.instructions:
        image = getattr(instruction, "image", "")
        if image:
            found.add(image)
        for flag in instruction.flags:
            value = flag.value or ""
            if flag.name == "from":
                found.add(value)
            elif flag.name == "mount":
                parts = (part.partition("=") for part in value.split(","))
                found.update(given for name, _, given in parts if name == "from")
    return found


def _clean(path: str) -> str:
    return "/".join(part for part in path.split("/") if part not in ("", "."))


def _is_at_or_below(path: str, top: str) -> bool:
    top = _clean(top)
    return path == top or path.startswith(f"{top}/")


def _moved(path: str, old: str, new: str) -> str | None:
    """The path with its beginning `old` made `new`; None if it does not begin so."""
    old, new = _clean(old), _clean(new)
    if path == old:
        return new
    return new + path[len(old) :] if path.startswith(f"{old}/") else None
