"""What a step changes in the files of its stage, as far as it can be known (R34)."""

from __future__ import annotations

from layerviz.core.contents import IMPLICIT_MODE, components, has_wildcard, resolve
from layerviz.core.context import Directory, File, Symlink, content_digest
from layerviz.core.filesystems import (
    MADE_MODE,
    KnownContent,
    UnknownChange,
    WrittenChange,
    entry_of,
    followed,
    grafted,
    merged,
    output_name,
    written_roots,
)
from layerviz.core.plans import PlaceKind
from layerviz.core.values import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from layerviz.core.contents import Selection
    from layerviz.core.context import Node
    from layerviz.core.filesystems import Change, Content, Filesystem
    from layerviz.core.outcomes import Position
    from layerviz.core.plans import Source, StepPlan, Writing

_ARCHIVES = (".tar", ".gz", ".tgz", ".bz2", ".tbz2", ".xz", ".txz", ".zst", ".lzma")
HEREDOC_MODE = 0o644


class Given(Record):
    """One source with what it gives, and what it selects where that is known outright."""

    source: Source
    content: Content
    selection: Selection | None = None


def changes_of(
    step: StepPlan, given: tuple[Given, ...], execution: str, position: Position
) -> Change | None:
    """The change that running the step makes at a position. `execution` names the run.

    Links that a copy wrote on the way to the destination are followed.
    """
    below, beneath = position.filesystem, position.beneath
    if step.writing is None:
        return UnknownChange(execution, is_new=True) if step.keyword == "RUN" else None
    if step.keyword == "WORKDIR":
        owner = owner_text(step.writing.chown, beneath)
        folder = Directory(MADE_MODE, {}, owner=owner)
        target = followed(below, step.writing.destination)
        return WrittenChange(grafted(target, folder, owner), is_new=True)
    target = step.writing.destination
    if "\0" in target:
        return UnknownChange(execution, is_new=True)
    tree: Directory | None = None
    for one in given:
        written = _written(one, step.writing, len(given) > 1, beneath, below)
        if written is None:
            return _unknown_copy(given, step.writing, execution)
        tree = written if tree is None else merged(tree, written)
    return WrittenChange(tree, is_new=True) if tree is not None else None


def _unknown_copy(given: tuple[Given, ...], writing: Writing, execution: str) -> UnknownChange:
    """A copy of something unknown: the same unknown as before if the contents are the same ones."""
    is_remote = any(one.source.place.kind is PlaceKind.REMOTE for one in given)
    facts = [repr(one.content) + one.source.base_name for one in given]
    output = execution if is_remote else output_name(*facts, repr(writing))
    return UnknownChange(output, writing.destination.rstrip("/") or "", is_new=True)


def _written(
    one: Given, writing: Writing, has_more: bool, beneath: str, below: Filesystem
) -> Directory | None:
    """The entries that one source writes; None where they cannot be known."""
    folders = owner_text(writing.chown, beneath)
    if one.source.place.kind is PlaceKind.HEREDOC:
        node: Node = heredoc_file(one.source.content)
        target = _target(writing, one.source.base_name, has_more, below)
        return grafted(target, _owned(node, writing, beneath), folders)
    if one.selection is None or writing.keeps_parents or one.source.excludes:
        return None
    if not isinstance(one.content, KnownContent):
        return None
    tree: Directory | None = None
    selection = one.selection
    is_pattern = has_wildcard(one.source.path)
    for selected in selection.nodes:
        name = selected.path.rsplit("/", 1)[-1] if is_pattern else one.source.base_name
        if writing.unpacks and isinstance(selected.node, File) and _may_be_archive(name):
            return None
        owned = _owned(selected.node, writing, beneath)
        if isinstance(selected.node, Directory):
            target = followed(below, writing.destination)
            written = grafted(target, _opened(owned), folders)
        else:
            many = has_more or len(selection.nodes) > 1
            target = _target(writing, name, many, below)
            written = grafted(target, owned, folders)
        tree = written if tree is None else merged(tree, written)
    return tree if tree is not None else Directory(IMPLICIT_MODE, {})


def _may_be_archive(name: str) -> bool:
    """The builder looks at the bytes; nobody hides an archive behind the ending of another file."""
    return "." not in name or name.endswith(_ARCHIVES)


def _opened(node: Node) -> Directory:
    """The content of a copied folder; the folder it goes to keeps or gets its own mode."""
    assert isinstance(node, Directory)  # the caller has looked
    return node.with_mode(IMPLICIT_MODE)


def heredoc_file(text: str) -> File:
    """The file that a COPY heredoc makes (R15)."""
    encoded = text.encode("utf-8", "surrogateescape")
    return File(HEREDOC_MODE, len(encoded), content_digest(encoded))


def _target(writing: Writing, name: str, has_more: bool, below: Filesystem) -> str:
    """Where one file goes: into the destination if that says folder, or is known to be one.

    It takes the place of a link in that folder; a destination that is a link is followed.
    """
    folder = _named_folder(writing)
    place = followed(below, writing.destination if folder is None else folder)
    if folder is None and not has_more and not _is_folder(below, place):
        return place
    return f"{place}/{name}"


def _named_folder(writing: Writing) -> str | None:
    """The destination without its end, if that says folder."""
    destination = writing.destination
    if destination.endswith(("/", "/.")):
        return destination.rstrip(".").rstrip("/")
    return None


def _is_folder(filesystem: Filesystem, path: str) -> bool:
    """Whether the last copy or WORKDIR that wrote a path has made it a folder."""
    for change in reversed(filesystem):
        node = resolve(change.tree, path)[1] if isinstance(change, WrittenChange) else None
        if node is not None:
            return isinstance(node, Directory)
    return False


def collision_of(step: StepPlan, change: Change | None, below: Filesystem) -> str:
    """Why the builder cannot write a change over the files beneath, in its words; else "".

    Only where all of these files are known: elsewhere a path may lead to another place.
    """
    if step.writing is None or not isinstance(change, WrittenChange):
        return ""
    roots = written_roots(below)
    if len(roots) < len(below):
        return ""
    path, is_folder = _collision(change.tree, roots)
    if not path:
        return ""
    if is_folder:
        return f"cannot replace to directory {path} with file"
    return _no_folder(path, components(followed(below, _made_folder(step, step.writing))))


def _collision(over: Directory, below: list[Directory], place: str = "") -> tuple[str, bool]:
    """The first path that is a folder on one side only, and whether it is one in `below`.

    `below`: one folder as several changes wrote it, the last one first.
    """
    for name, node in over.children.items():
        there, folders = entry_of(below, name)
        if there is None or there is node:
            continue
        path = f"{place}/{name}"
        if not isinstance(node, Directory):
            if folders:
                return path, True
        elif folders:
            deeper = _collision(node, folders, path)
            if deeper[0]:
                return deeper
        elif not isinstance(there, Symlink) or node.mode != IMPLICIT_MODE:
            return path, False
    return "", False


def _made_folder(step: StepPlan, writing: Writing) -> str:
    """The folder that the builder makes first."""
    if step.keyword == "WORKDIR":
        return writing.destination
    named = _named_folder(writing)
    return writing.destination.rpartition("/")[0] if named is None else named


def _no_folder(path: str, made: list[str]) -> str:
    """What the builder says of a path that is no folder; `made`: the folder that it makes first."""
    names = components(path)
    if names == made:
        return f"mkdir {path}: not a directory"
    if names == made[: len(names)]:
        return f"lstat {path}/{made[len(names)]}: not a directory"
    return f"cannot copy to non-directory: {path}"


def owner_text(chown: str, beneath: str) -> str:
    """The owner of copied files.

    Numbers are known, a name is only as good as the files that tell its number.
    """
    if not chown:
        return "0:0"
    user, colon, group = chown.partition(":")
    owner = f"{user}:{group}" if colon and group else f"{user}:{user}"
    owner = ":".join("0" if part == "root" else part for part in owner.split(":"))
    if all(part.isdigit() for part in owner.split(":")):
        return owner
    return f"{owner}@{beneath}"


def _owned(node: Node, writing: Writing, beneath: str) -> Node:
    """A node with the owner and mode that the copy gives it."""
    if not writing.chown and not writing.chmod:
        return node
    owner = owner_text(writing.chown, beneath)
    return _with_owner(node, owner, writing.chmod)


def _with_owner(node: Node, owner: str, chmod: str) -> Node:
    from layerviz.core.modes import applied  # most copies have no `--chmod`

    if isinstance(node, Directory):
        children: Mapping[str, Node] = {
            name: _with_owner(child, owner, chmod) for name, child in node.children.items()
        }
        mode = applied(node.mode, chmod, is_directory=True) if chmod else node.mode
        return Directory(mode, children, node.xattrs, owner)
    if isinstance(node, File):
        mode = applied(node.mode, chmod, is_directory=False) if chmod else node.mode
        return replace(node, owner=owner, mode=mode)
    return replace(node, owner=owner)
