"""What is known of the files in a stage, and what only the build can tell (R34).

A `Filesystem` is a list bottom to top of *unknown* changes (a base image, a RUN: named by the
execution that made them) and *written* ones (a COPY or WORKDIR: the entries are known). Reading a
path gives a `Content`, and two contents compare to same, different, or unknown.
"""

from __future__ import annotations

from layerviz.core.contents import (
    IMPLICIT_MODE,
    Selection,
    components,
    has_wildcard,
    missing_folder,
    select,
)
from layerviz.core.context import Directory, Symlink
from layerviz.core.enums import Enum
from layerviz.core.hashing import sha256
from layerviz.core.requests import may_be_one
from layerviz.core.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layerviz.core.context import Node
    from layerviz.core.requests import BaseImage

_MOST_LINKS = 40
ROOT = "0:0"
MADE_MODE = 0o755
"""Mode of a folder that a copy or WORKDIR makes."""


class Comparison(Enum):
    """Whether two contents are equal."""

    SAME = "same"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


class UnknownChange(Value):
    """Changes nobody can know without running; `output` names the execution.

    `below`: the only path it can touch, "" for anywhere. `is_new`: made again in the build that is
    predicted. `image`: the image that these are all the files of.
    """

    output: str
    below: str = ""
    is_new: bool = False
    image: BaseImage | None = None


class WrittenChange(Value):
    """Entries that a COPY or WORKDIR wrote.

    `tree` starts at the root, folders in between have IMPLICIT_MODE.
    """

    tree: Directory
    is_new: bool = False


if TYPE_CHECKING:
    Change = UnknownChange | WrittenChange
    Filesystem = tuple[Change, ...]


class KnownContent(Value):
    """A selection that is known outright."""

    checksum: str
    is_directory: bool = False
    has_names: bool = False
    """Whether an owner given by name makes the checksum only as good as that name."""


class MixedContent(Value):
    """A selection of which something only the build can tell.

    `parts` bottom to top: `?` an unknown change, `=` known entries, `~` known folders only.
    `outright`: the file that the topmost change wrote exactly there; `is_settled`: nothing beneath
    it was made anew in this build (R34). `image`: the one whose files, all of them, it is.
    """

    path: str
    parts: tuple[str, ...]
    outright: KnownContent | None = None
    is_settled: bool = False
    image: BaseImage | None = None


class RemoteContent(Value):
    """What a URL or git reference answers; equal to nothing, not even to itself."""

    address: str


class MissingContent(Value):
    """A source that does not exist; `problem` in the builder's words."""

    path: str
    problem: str = ""

    @property
    def message(self) -> str:
        """What the builder says."""
        if self.problem.startswith("lstat"):
            return self.problem
        problem = self.problem or f'"{self.path}": not found'
        return f"failed to compute cache key: failed to calculate checksum of ref REF {problem}"


def missing_folder_content(path: str, folder: str) -> MissingContent:
    """What a pattern gives that looks into a folder that is not there."""
    return MissingContent(path, f"lstat {folder}: no such file or directory")


if TYPE_CHECKING:
    Content = KnownContent | MixedContent | RemoteContent | MissingContent


def compare(stored: Content, current: Content) -> Comparison:
    """Whether what an earlier build read and what this one reads are equal to the builder."""
    if _is_same_mix(stored, current):
        return Comparison.SAME
    if _are_other_images(stored, current):
        return Comparison.DIFFERENT
    old: Content | None = stored.outright if isinstance(stored, MixedContent) else stored
    new: Content | None = current
    if isinstance(current, MixedContent):
        new = current.outright if current.is_settled else None
    if isinstance(old, KnownContent) and isinstance(new, KnownContent):
        return _compare_known(old, new)
    if (
        isinstance(stored, MixedContent)
        and isinstance(current, MixedContent)
        and stored.path == current.path
    ):
        return _compare_mixed(stored, current)
    return Comparison.UNKNOWN


def _are_other_images(one: Content, other: Content) -> bool:
    """Whether both are all the files of an image, and certainly not of one."""
    if not isinstance(one, MixedContent) or not isinstance(other, MixedContent):
        return False
    if one.image is None or other.image is None:
        return False
    return not (may_be_one(one.image, other.image) or may_be_one(other.image, one.image))


def _is_same_mix(one: Content, other: Content) -> bool:
    if not isinstance(one, MixedContent) or not isinstance(other, MixedContent):
        return False
    return one.path == other.path and one.parts == other.parts


def _compare_known(one: KnownContent, other: KnownContent) -> Comparison:
    if one.checksum == other.checksum:
        return Comparison.SAME
    if one.has_names or other.has_names:
        return Comparison.UNKNOWN
    return Comparison.DIFFERENT


def _compare_mixed(one: MixedContent, other: MixedContent) -> Comparison:
    unknowns = [[p for p in c.parts if p[0] == "?"] for c in (one, other)]
    if unknowns[0] != unknowns[1]:
        return Comparison.UNKNOWN
    solid = [[p for p in c.parts if p[0] != "~"] for c in (one, other)]
    # A folder that WORKDIR makes may have been there before.
    return Comparison.UNKNOWN if solid[0] == solid[1] else Comparison.DIFFERENT


def compare_all(one: Sequence[Content], other: Sequence[Content]) -> Comparison:
    """Whether two lists of contents of one place are equal, each in the order of the paths (R7)."""
    if len(one) != len(other):
        return Comparison.DIFFERENT
    results = {compare(a, b) for a, b in zip(one, other, strict=True)}
    if Comparison.DIFFERENT in results:
        return Comparison.DIFFERENT
    return Comparison.UNKNOWN if Comparison.UNKNOWN in results else Comparison.SAME


def content_of_selection(selection: Selection, path: str) -> Content:
    """A selection in a tree that is known as a whole."""
    if not selection.exists:
        return MissingContent(path, selection.problem)
    return KnownContent(selection.checksum, selection.is_directory)


def grafted(path: str, node: Node, owner: str = ROOT) -> Directory:
    """A tree that holds `node` at an absolute path and nothing else; `owner` of the folders."""
    names = components(path)
    if not names:
        return node if isinstance(node, Directory) else Directory(IMPLICIT_MODE, {})
    for name in reversed(names):
        node = Directory(IMPLICIT_MODE, {name: node}, owner=owner)
    assert isinstance(node, Directory)  # at least one name was wrapped
    return node


def merged(under: Directory, over: Directory) -> Directory:
    """Two trees, the second written over the first."""
    children: dict[str, Node] = dict(under.children)
    for name, node in over.children.items():
        below = children.get(name)
        if isinstance(below, Directory) and isinstance(node, Directory):
            children[name] = merged(below, node)
        else:
            children[name] = node
    mode = under.mode if over.mode == IMPLICIT_MODE else over.mode
    owner = under.owner if over.mode == IMPLICIT_MODE else over.owner
    ordered: Mapping[str, Node] = {name: children[name] for name in sorted(children)}
    return Directory(mode, ordered, over.xattrs, owner)


_EMPTY = Directory(IMPLICIT_MODE, {})


def read(filesystem: Filesystem, path: str, excludes: tuple[str, ...] = ()) -> Content:
    """What a source path selects in a stage."""
    return look(filesystem, path, excludes)[0]


def look(
    filesystem: Filesystem, path: str, excludes: tuple[str, ...] = ()
) -> tuple[Content, Selection | None]:
    """What a source path selects in a stage, and which entries, where all of them are known."""
    path = followed(filesystem, path)
    relevant = [change for change in filesystem if _touches(change, path)]
    written = [change for change in relevant if isinstance(change, WrittenChange)]
    if len(written) == len(relevant):
        tree = _EMPTY
        for change in written:
            tree = merged(tree, change.tree)
        return _read_known(_with_folders(tree), path, excludes)
    mixed = MixedContent(
        path,
        (*_parts(relevant, path, excludes), *excludes),
        _written_outright(relevant, path, excludes),
        not any(change.is_new for change in relevant[:-1]),
        _whole_image(relevant, path),
    )
    return mixed, None


def _whole_image(changes: list[Change], path: str) -> BaseImage | None:
    first = changes[0]
    is_whole = path == "/" and len(changes) == 1 and isinstance(first, UnknownChange)
    return first.image if is_whole and isinstance(first, UnknownChange) else None


def _read_known(
    tree: Directory, path: str, excludes: tuple[str, ...]
) -> tuple[Content, Selection | None]:
    """What a path selects in a stage of which everything is known."""
    selection = select(tree, path, excludes)
    if has_wildcard(path) and selection.exists and not selection.nodes:
        folder = missing_folder(tree, path)
        if folder:
            return missing_folder_content(path, folder), None
    content = _with_names(content_of_selection(selection, path), selection)
    return content, selection if isinstance(content, KnownContent) else None


def _with_folders(tree: Directory) -> Directory:
    """The tree with the mode that the builder gives to folders which a copy makes."""
    made = {name: _with_folders(node) for name, node in tree.subdirectories.items()}
    changes: dict[str, Node | None] = {
        name: node for name, node in made.items() if node is not tree.subdirectories[name]
    }
    if changes:
        tree = tree.with_children(changes)
    return tree.with_mode(MADE_MODE) if tree.mode == IMPLICIT_MODE else tree


def _with_names(content: Content, selection: Selection) -> Content:
    if isinstance(content, KnownContent) and any(
        any(c.isalpha() for c in selected.node.owner) for selected in selection.nodes
    ):
        return KnownContent(content.checksum, content.is_directory, has_names=True)
    return content


def _touches(change: Change, path: str) -> bool:
    """Whether a change can be seen at a path, above it or below it."""
    if isinstance(change, UnknownChange):
        return not change.below or _is_related(components(change.below), components(path))
    if has_wildcard(path):
        selection = select(change.tree, path)
        return bool(selection.nodes) or not selection.exists
    node: Node = change.tree
    for name in components(path):
        if not isinstance(node, Directory):
            return True
        child = node.children.get(name)
        if child is None:
            return False
        node = child
    return True


def _is_related(one: list[str], other: list[str]) -> bool:
    for a, b in zip(one, other, strict=False):
        if has_wildcard(b):
            return True
        if a != b:
            return False
    return True


def _written_outright(
    changes: list[Change], path: str, excludes: tuple[str, ...]
) -> KnownContent | None:
    """A file that the topmost change wrote exactly at the path (R34)."""
    top = changes[-1]
    if isinstance(top, UnknownChange) or has_wildcard(path):
        return None
    selection = select(top.tree, path, excludes)
    if not selection.exists or selection.is_directory:
        return None
    content = _with_names(content_of_selection(selection, path), selection)
    return content if isinstance(content, KnownContent) else None


def _parts(changes: list[Change], path: str, excludes: tuple[str, ...]) -> tuple[str, ...]:
    """Unknown changes by name, and the entries known between them, merged."""
    parts: list[str] = []
    tree: Directory | None = None
    for change in [*changes, None]:
        if isinstance(change, WrittenChange):
            tree = change.tree if tree is None else merged(tree, change.tree)
            continue
        if tree is not None:
            selection = select(tree, path, excludes)
            sign = "=" if any(_has_files(s.node) for s in selection.nodes) else "~"
            parts.append(sign + selection.checksum)
            tree = None
        if isinstance(change, UnknownChange):
            parts.append("?" + change.output)
    return tuple(parts)


def _has_files(node: Node) -> bool:
    if not isinstance(node, Directory):
        return True
    return any(_has_files(child) for child in node.children.values())


def followed(filesystem: Filesystem, path: str) -> str:
    """The path with links that a COPY wrote on the way followed."""
    for _ in range(_MOST_LINKS):
        target = _link_on(filesystem, path)
        if target is None:
            return path
        path = target
    return path


def _link_on(filesystem: Filesystem, path: str) -> str | None:
    names, folders = components(path), written_roots(filesystem)
    for index, name in enumerate(names):
        node, folders = entry_of(folders, name)
        if isinstance(node, Symlink):
            return _joined_link(names[:index], node.target, names[index + 1 :])
    return None


def written_roots(filesystem: Filesystem) -> list[Directory]:
    """The root as each known change wrote it, the last one first."""
    return [one.tree for one in reversed(filesystem) if isinstance(one, WrittenChange)]


def entry_of(folders: list[Directory], name: str) -> tuple[Node | None, list[Directory]]:
    """What shows at a name in a folder that several changes wrote, and where it is one, its own."""
    found = [folder.children[name] for folder in folders if name in folder.children]
    below: list[Directory] = []
    for node in found:
        if not isinstance(node, Directory):
            break
        below.append(node)
    return (found[0] if found else None), below


def _joined_link(parents: list[str], target: str, rest: list[str]) -> str:
    base = [] if target.startswith("/") else parents
    for name in [*components(target), *rest]:
        base = base[:-1] if name == ".." else [*base, name]
    return "/" + "/".join(base)


def output_name(*parts: str) -> str:
    """A stable name for what an execution made."""
    return sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:24]
