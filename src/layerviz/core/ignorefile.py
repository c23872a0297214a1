"""The door to ignore files, and the context as it is sent: without what they leave out (R12)."""

from __future__ import annotations

from layerviz.core.context_tree import ContextSnapshot, Directory
from layerviz.core.diagnostics import Diagnostic, Severity
from layerviz.core.ignorepatterns import BrokenPattern
from layerviz.core.ignorerules import IgnoreDecision, IgnoreFile, Standing, parse_ignore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from layerviz.core.context_tree import Node

    MemoKey = tuple[IgnoreFile, str, int]

__all__ = [
    "BrokenPattern",
    "IgnoreDecision",
    "IgnoreFile",
    "Standing",
    "filter_context",
    "parse_ignore",
]

_MOST_REMEMBERED = 2


def filter_context(snapshot: ContextSnapshot, ignore: IgnoreFile | None) -> ContextSnapshot:
    """The entries that are sent, and the directories around them.

    Directories remember their result, so that after an edit only those along its path are looked
    at again. Where the builder stops in the middle (a pattern that only looks well-formed), the
    snapshot holds what was there, and a diagnostic in the builder's words.
    """
    if ignore is None or not ignore.patterns:
        return snapshot
    try:
        _meet_odd_patterns(ignore, snapshot.root)
        root = _filtered(ignore, snapshot.root, ignore.root)
    except BrokenPattern as exc:
        problem = Diagnostic(
            "ignore-pattern-broken",
            Severity.ERROR,
            values=(("pattern", str(exc)),),
            builder_message=(
                "error from sender: failed to match excludepatterns: syntax error in pattern"
            ),
        )
        return ContextSnapshot(snapshot.root, (*snapshot.diagnostics, problem))
    return ContextSnapshot(root, snapshot.diagnostics)


def _meet_odd_patterns(ignore: IgnoreFile, root: Directory) -> None:
    """Ask each pattern that may be broken, as the builder does for every path, however unlike.

    Raises BrokenPattern. What follows asks only where a pattern may match.
    """
    if all(pattern.components for pattern in ignore.patterns):
        return
    for name in root.children:
        ignore.decide_entry(ignore.root, name)


def _filtered(ignore: IgnoreFile, directory: Directory, standing: Standing) -> Directory:
    if not standing.matched and standing.scope.is_idle:
        return directory
    key = (ignore, standing.path, standing.matched)
    known = _remembered(directory, key)
    if known is not None:
        return known
    origin = directory.origin
    base = _remembered(origin[0], key) if origin else None
    if origin and base is not None:
        result = _refiltered(ignore, directory, standing, (base, origin[1]))
        origin[0].origin = None  # what that one was derived from is of no use any more
    else:
        changes = _left_out(ignore, directory, standing, _in_question(directory, standing))
        result = directory.with_children(changes) if changes else directory
    directory.memo = ((key, result), *directory.memo)[:_MOST_REMEMBERED]
    return result


def _remembered(directory: Directory, key: MemoKey) -> Directory | None:
    for known, result in directory.memo:
        if known == key:
            return result
    return None


def _refiltered(
    ignore: IgnoreFile,
    directory: Directory,
    standing: Standing,
    derived: tuple[Directory, frozenset[str]],
) -> Directory:
    """The result for a directory that differs in some entries from one whose result is known."""
    base, names = derived
    changes: dict[str, Node | None] = {name: directory.children.get(name) for name in names}
    present = [name for name in names if changes[name] is not None]
    changes.update(_left_out(ignore, directory, standing, present))
    different = {
        name: node for name, node in changes.items() if base.children.get(name) is not node
    }
    result = base.with_children(different) if different else base
    if (result.mode, result.xattrs) != (directory.mode, directory.xattrs):
        result = result.with_mode(directory.mode, directory.xattrs)
    if result.mtime_ns != directory.mtime_ns:
        result = result.with_mtime(directory.mtime_ns)
    return result


def _in_question(directory: Directory, standing: Standing) -> Iterable[str]:
    """Names of the entries that some pattern may match, or whose own entries it may."""
    if standing.matched or standing.scope.may_match(directory.leaf_names()):
        return directory.children
    return directory.subdirectories


def _left_out(
    ignore: IgnoreFile, directory: Directory, standing: Standing, names: Iterable[str]
) -> dict[str, Node | None]:
    """Of these entries those that are not sent (None) or not with all that they hold."""
    changes: dict[str, Node | None] = {}
    subdirectories = directory.subdirectories
    for name in names:
        below = subdirectories.get(name)
        if below is None:
            if not ignore.decide_entry(standing, name).is_sent:
                changes[name] = None
            continue
        sent = _sent_directory(ignore, below, standing, name)
        if sent is not below:
            changes[name] = sent
    return changes


def _sent_directory(
    ignore: IgnoreFile, directory: Directory, standing: Standing, name: str
) -> Directory | None:
    decision, inside = ignore.enter(standing, name)
    if inside is None:
        return None
    sent = _filtered(ignore, directory, inside)
    # A directory that is not sent itself is there if something in it is.
    return sent if decision.is_sent or sent.children else None
