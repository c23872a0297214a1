"""Imagined edits of a build context: what would lie there if somebody did this."""

from __future__ import annotations

from layerviz.core.context_leaves import File, Other, Symlink, content_digest
from layerviz.core.context_tree import ContextSnapshot, Directory, path_parts, put, walk
from layerviz.core.diagnostics import Diagnostic, Severity
from layerviz.core.enums import Enum
from layerviz.core.values import Value, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from layerviz.core.context_tree import Node

    Parts = tuple[str, ...]

MOST_DIRECTORIES = 200
"""How deep an edited path may lie: deeper ones are refused, here as on disk."""
_MOST_LINKS = 40
_ONE_SECOND_NS = 1_000_000_000
_MOST_SEARCHED = 20_000
_ADDED_BYTES = 12


class EditKind(Enum):
    """What is done to a path."""

    EDIT = "edit"
    ADD = "add"
    DELETE = "delete"
    TOUCH = "touch"
    CHMOD = "chmod"
    RENAME = "rename"


class ContextEdit(Value):
    """One imagined edit. `new_path` belongs to RENAME, `mode` to CHMOD."""

    kind: EditKind
    path: str
    new_path: str = ""
    mode: int = 0


class _Refused(Exception):
    """An edit that cannot be made: the code and values of its diagnostic."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def apply_edits(
    snapshot: ContextSnapshot, edits: Sequence[ContextEdit]
) -> tuple[ContextSnapshot, tuple[Diagnostic, ...]]:
    """The snapshot after the edits, one after the other, and why some of them could not be made.

    An edit that cannot be made changes nothing. EDIT gives other bytes of the same number; ADD a
    small file; DELETE leaves the directory, be it empty (R9); TOUCH changes only the time. Links
    are followed by EDIT, TOUCH and CHMOD, as an editor would.
    """
    root = snapshot.root
    problems: list[Diagnostic] = []
    for edit in edits:
        try:
            root = _DEEDS[edit.kind](root, edit)
        except _Refused as refused:
            values = (("path", edit.path), *refused.values.items())
            problems.append(Diagnostic(refused.code, Severity.ERROR, values=values))
    return ContextSnapshot(root, snapshot.diagnostics), tuple(problems)


def _change_bytes(root: Directory, edit: ContextEdit) -> Directory:
    parts, node = _followed(root, edit.path)
    if not isinstance(node, File):
        raise _Refused("edit-needs-a-file", kind=_kind(node))
    digest = content_digest(f"edited {node.digest}".encode())
    return put(root, parts, replace(node, digest=digest, mtime_ns=_later(node.mtime_ns)))


def _add(root: Directory, edit: ContextEdit) -> Directory:
    parts = _place_for(root, edit.path)
    if _found(root, parts) is not None:
        raise _Refused("edit-path-exists")
    digest = content_digest(b"added " + "/".join(parts).encode("utf-8", "surrogatepass"))
    return put(root, parts, File(0o644, _ADDED_BYTES, digest))


def _delete(root: Directory, edit: ContextEdit) -> Directory:
    parts, _ = _existing(root, edit.path)
    if not parts:
        raise _Refused("edit-needs-a-file", kind="directory")
    return put(root, parts, None)


def _touch(root: Directory, edit: ContextEdit) -> Directory:
    parts, node = _followed(root, edit.path)
    if isinstance(node, Directory):
        return _replaced(root, parts, node.with_mtime(_later(node.mtime_ns)))
    return put(root, parts, replace(node, mtime_ns=_later(node.mtime_ns)))


def _change_mode(root: Directory, edit: ContextEdit) -> Directory:
    if not 0 <= edit.mode <= 0o7777:
        raise _Refused("edit-mode-invalid", mode=f"{edit.mode:o}")
    parts, node = _followed(root, edit.path)
    if isinstance(node, Directory):
        return _replaced(root, parts, node.with_mode(edit.mode))
    return put(root, parts, replace(node, mode=edit.mode))


def _rename(root: Directory, edit: ContextEdit) -> Directory:
    parts, node = _existing(root, edit.path)
    target = _place_for(root, edit.new_path)
    if not parts or target[: len(parts)] == parts:
        raise _Refused("edit-renames-into-itself", new_path=edit.new_path)
    if isinstance(_found(root, target), Directory):
        raise _Refused("edit-path-exists", new_path=edit.new_path)
    return put(put(root, parts, None), target, node)


_DEEDS: dict[EditKind, Callable[[Directory, ContextEdit], Directory]] = {
    EditKind.EDIT: _change_bytes,
    EditKind.ADD: _add,
    EditKind.DELETE: _delete,
    EditKind.TOUCH: _touch,
    EditKind.CHMOD: _change_mode,
    EditKind.RENAME: _rename,
}


def _found(root: Directory, parts: Parts) -> Node | None:
    return ContextSnapshot(root).find("/".join(parts))


def _existing(root: Directory, path: str) -> tuple[Parts, Node]:
    parts = path_parts(path)
    node = _found(root, parts)
    if node is None:
        near = nearest_path(root, "/".join(parts))
        raise _Refused("edit-names-no-file", **({"near": near} if near else {}))
    return parts, node


def _followed(root: Directory, path: str) -> tuple[Parts, Directory | File | Other]:
    parts, node = _existing(root, path)
    for _ in range(_MOST_LINKS):
        if not isinstance(node, Symlink):
            return parts, node
        if node.target.startswith("/"):
            break
        # As the kernel does: a link that climbs out of the context leads elsewhere.
        wanted = [*parts[:-1]]
        for name in node.target.split("/"):
            if name == ".." and not wanted:
                raise _Refused("edit-leaves-context", target=node.target)
            wanted = wanted[:-1] if name == ".." else [*wanted, name]
        parts = path_parts("/".join(wanted))
        below = _found(root, parts)
        if below is None:
            break
        node = below
    target = node.target if isinstance(node, Symlink) else "/".join(parts)
    raise _Refused("edit-leaves-context", target=target)


def _place_for(root: Directory, path: str) -> Parts:
    parts = path_parts(path)
    if not parts or any("\0" in name for name in parts):
        raise _Refused("edit-path-invalid", new_path=path)
    if len(parts) > MOST_DIRECTORIES:
        raise _Refused("edit-path-invalid", new_path=path)
    for length in range(1, len(parts)):
        parent = _found(root, parts[:length])
        if parent is None:
            break
        if not isinstance(parent, Directory):
            raise _Refused("edit-parent-is-no-directory", parent="/".join(parts[:length]))
    return parts


def _replaced(root: Directory, parts: Parts, directory: Directory) -> Directory:
    return put(root, parts, directory) if parts else directory


def _later(mtime_ns: int | None) -> int | None:
    return None if mtime_ns is None else mtime_ns + _ONE_SECOND_NS


def _kind(node: Node) -> str:
    return "directory" if isinstance(node, Directory) else "other"


def nearest_path(root: Directory, path: str) -> str:
    """An existing path that somebody may have meant by one that does not exist, or ""."""
    directory, names = root, path.split("/")
    for depth, name in enumerate(names):
        below = directory.children.get(name)
        if isinstance(below, Directory):
            directory = below
            continue
        close = _closest(name, directory.children)
        if close and depth == len(names) - 1:
            return "/".join([*names[:depth], close])
        break
    return _elsewhere(root, names[-1].lower())


def _closest(name: str, names: Iterable[str]) -> str:
    # difflib takes 10 ms to import, and typing errors are rare.
    from difflib import get_close_matches

    some = [each for each, _ in zip(names, range(_MOST_SEARCHED // 10), strict=False)]
    return next(iter(get_close_matches(name, some, 1)), "")


def _elsewhere(root: Directory, name: str) -> str:
    for (path, _), _ in zip(walk(root), range(_MOST_SEARCHED), strict=False):
        if path.rpartition("/")[2].lower() == name:
            return path
    return ""
