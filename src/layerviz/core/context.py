"""The build context: the door to its nodes, edits and comparisons.

The parts: `context_leaves` files and links; `context_tree` directories and the snapshot;
`context_edits` imagined edits. Here: two contexts side by side, what differs, and what a builder
would notice of it (R9, R32).
"""

from __future__ import annotations

from layerviz.core.context_edits import ContextEdit, EditKind, apply_edits, nearest_path
from layerviz.core.context_leaves import UNREAD, File, Leaf, Other, Symlink, Xattrs, content_digest
from layerviz.core.context_tree import ContextSnapshot, Directory, Node, path_parts, put, walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "UNREAD",
    "ContextEdit",
    "ContextSnapshot",
    "Directory",
    "EditKind",
    "File",
    "Leaf",
    "Node",
    "Other",
    "Symlink",
    "Xattrs",
    "apply_edits",
    "changed_paths",
    "content_digest",
    "nearest_path",
    "path_parts",
    "put",
    "transferred",
    "walk",
]


def changed_paths(
    before: Node | None, after: Node | None, prefix: str = ""
) -> Iterator[tuple[str, str]]:
    """Paths that differ and how, in order of paths; what is alike is not looked into.

    Kinds: "added", "deleted", "kind" (a file became a directory ...), "changed" (other bytes or
    another link text), "mode", "xattrs", "owner"; the first that holds. A directory that is only
    there before or after is followed by all that it holds.
    """
    pending: list[tuple[str, Node | None, Node | None]] = [(prefix, before, after)]
    while pending:
        path, old, new = pending.pop()
        if old is new or (old and new and old.fingerprint == new.fingerprint):
            continue
        kind = _difference(old, new)
        if kind:
            yield path, kind
        olds = old.children if isinstance(old, Directory) else {}
        news = new.children if isinstance(new, Directory) else {}
        start = f"{path}/" if path else ""
        for name in sorted({*olds, *news}, reverse=True):
            one, other = olds.get(name), news.get(name)
            if one is not other:
                pending.append((start + name, one, other))


def _difference(old: Node | None, new: Node | None) -> str:
    if old is None:
        return "added"
    if new is None:
        return "deleted"
    if type(old) is not type(new):
        return "kind"
    if not isinstance(old, Directory) and not isinstance(new, Directory) and old.facts != new.facts:
        return "changed"
    for name in ("mode", "xattrs", "owner"):
        if getattr(old, name) != getattr(new, name):
            return name
    return ""


def transferred(
    after: ContextSnapshot, before: ContextSnapshot, *, trusts_times: bool = True
) -> ContextSnapshot:
    """What a builder that kept the transfer of `before` works with when `after` is sent (R32).

    Only entries whose kind, size, time, mode or link text differ are sent again, so other bytes
    under the same size and time stay unseen, and so do extended attributes; a directory that was
    there keeps its mode (R9), and its attributes. Where a time is unknown the file is sent again,
    as is every file that differs without `trusts_times`.
    """
    if after.root is before.root:
        return after
    return ContextSnapshot(
        _directory_seen(after.root, before.root, trusts_times), after.diagnostics
    )


def _directory_seen(after: Directory, before: Directory, trusts_times: bool) -> Directory:
    olds = before.children
    changes: dict[str, Node | None] = {}
    for name, node in after.children.items():
        old = olds.get(name)
        if old is None or old is node or old.fingerprint == node.fingerprint:
            continue
        seen = _seen(node, old, trusts_times)
        if seen is not node:
            changes[name] = seen
    result = after.with_children(changes) if changes else after
    if (result.mode, result.xattrs) == (before.mode, before.xattrs):
        return result
    return result.with_mode(before.mode, before.xattrs)


def _seen(after: Node, before: Node, trusts_times: bool) -> Node:
    if isinstance(after, Directory):
        if not isinstance(before, Directory):
            return after
        return _directory_seen(after, before, trusts_times)
    if isinstance(before, Directory) or type(after) is not type(before) or not trusts_times:
        return after
    if after.mtime_ns is None or after.mtime_ns != before.mtime_ns or after.mode != before.mode:
        return after
    if isinstance(after, File) and isinstance(before, File):
        return before if after.size_bytes == before.size_bytes else after
    if isinstance(after, Symlink) and isinstance(before, Symlink):
        return before if after.target == before.target else after
    return before if after.facts == before.facts else after
