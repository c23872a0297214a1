"""What COPY, ADD and bind mounts select from a tree of files, as one comparable checksum (R8-R11).

Equal checksums here mean what equal checksums mean to the builder, no more: the values themselves
are ours. A plain source sees relative names, a wildcard only base names (R10), both follow links
(R11), neither sees times (R8).
"""

from __future__ import annotations

from layerviz.core.context import Directory, File, Symlink
from layerviz.core.hashing import sha256
from layerviz.core.patterns import match_component
from layerviz.core.values import Record, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from layerviz.core.context import Node

_MOST_LINKS = 255
TOO_MANY_LINKS = "\0"
"""The place that a path leads to whose links go round in a circle."""
IMPLICIT_MODE = -1
"""Mode of a folder that only came to be as the parent of something copied."""


class SelectedNode(Value):
    """One match: its path (followed links included) and what lies there."""

    path: str
    node: Node


class Selection(Record):
    """What one source selects. `checksum` is "" where a plain source does not exist.

    `is_directory`: a plain source that names a directory. `problem`: what the builder misses.
    """

    checksum: str
    nodes: tuple[SelectedNode, ...] = ()
    is_directory: bool = False
    problem: str = ""

    @property
    def exists(self) -> bool:
        """Whether the builder finds it; a wildcard without a match counts as found (R10)."""
        return self.checksum != ""

    @property
    def total_bytes(self) -> int:
        """Bytes of all files selected."""
        return sum(bytes_of(selected.node) for selected in self.nodes)


def bytes_of(node: Node) -> int:
    """Bytes of the files in a subtree."""
    if isinstance(node, Directory):
        return node.total_bytes
    return node.size_bytes if isinstance(node, File) else 0


def has_wildcard(path: str) -> bool:
    """Whether the builder takes a source path as a pattern."""
    if "*" not in path and "?" not in path and "[" not in path:
        return False
    index = 0
    while index < len(path):
        if path[index] == "\\":
            index += 2
            continue
        if path[index] in "*?[":
            return True
        index += 1
    return False


def components(path: str) -> list[str]:
    """The names along a cleaned path; none for the root."""
    return [name for name in path.split("/") if name not in ("", ".")]


def resolve(root: Directory, path: str, *, follow_last: bool = True) -> tuple[str, Node | None]:
    """The place a path leads to, links followed as if `root` were the file system's.

    And what lies there.
    """
    pending = components(path)[::-1]
    trail: list[tuple[str, Node]] = []
    links = 0
    while pending:
        name = pending.pop()
        if name == "..":
            if trail:
                trail.pop()
            continue
        here = trail[-1][1] if trail else root
        child = here.children.get(name) if isinstance(here, Directory) else None
        if child is None:
            return "/".join([n for n, _ in trail] + [name, *pending[::-1]]), None
        if isinstance(child, Symlink) and (pending or follow_last):
            links += 1
            if links > _MOST_LINKS:
                return TOO_MANY_LINKS, None
            if child.target.startswith("/"):
                trail.clear()
            pending.extend(components(child.target)[::-1])
            continue
        trail.append((name, child))
    return "/".join(name for name, _ in trail), trail[-1][1] if trail else root


def select(
    root: Directory, path: str, excludes: tuple[str, ...] = (), *, is_literal: bool = False
) -> Selection:
    """What a source path selects below `root`; `excludes` are the patterns of `--exclude`."""
    if excludes:
        return _select_filtered(root, path, excludes)
    if has_wildcard(path) and not is_literal:
        return _select_matches(root, path)
    place, node = resolve(root, path)
    if node is None:
        return _missing(path, place)
    is_directory = isinstance(node, Directory)
    checksum = (
        node.entries_fingerprint
        if isinstance(node, Directory) and node is root
        else node.fingerprint
    )
    return Selection(
        checksum=checksum, nodes=(SelectedNode(place, node),), is_directory=is_directory
    )


def _missing(path: str, place: str) -> Selection:
    problem = f'"/{place}": not found'
    if place == TOO_MANY_LINKS:
        problem = f"too many symlinks: {path}"
    return Selection(checksum="", problem=problem)


def missing_folder(root: Directory, pattern: str) -> str:
    """The folder in which a pattern looks for names, if it is not there; else ""."""
    folder = literal_folder(pattern)
    _, node = resolve(root, folder)
    return "" if isinstance(node, Directory) else folder


def literal_folder(pattern: str) -> str:
    """The folder that a pattern names in front of its first wildcard, from the root."""
    return "/" + "/".join(_literal(components(pattern)))


def is_at_or_around(place: str, path: str) -> bool:
    """Whether one of two relative paths is the other, above it or below it."""
    return (
        not path
        or path == place
        or f"{path}/".startswith(f"{place}/")
        or (f"{place}/".startswith(f"{path}/"))
    )


def _literal(names: list[str]) -> list[str]:
    """The names in front of the first wildcard."""
    found: list[str] = []
    for name in names:
        if has_wildcard(name):
            break
        found.append(name.replace("\\", ""))
    return found


def _digest(parts: Iterator[str]) -> str:
    return sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _select_matches(root: Directory, pattern: str) -> Selection:
    found = tuple(_matches(root, components(pattern)))
    for selected, _ in found:
        place, node = resolve(root, selected.path)
        if node is None:  # a link that leads nowhere
            return _missing("/" + selected.path, place)
    parts = (
        part for selected, name in found for part in _flat(name, _followed(root, selected.path))
    )
    nodes = tuple(
        SelectedNode(selected.path, _followed(root, selected.path) or selected.node)
        for selected, _ in found
    )
    return Selection(checksum="*" + _digest(parts), nodes=nodes)


def _followed(root: Directory, path: str) -> Node | None:
    return resolve(root, path)[1]


def _matches(root: Directory, names: list[str]) -> Iterator[tuple[SelectedNode, str]]:
    """Every match of a pattern in path order, with its base name."""
    literal = _literal(names)
    names = names[len(literal) :]
    place, start = resolve(root, "/".join(literal))
    if isinstance(start, Directory):
        for below, node in _matches_below(start, tuple(names)):
            path = f"{place}/{below}" if place else below
            yield SelectedNode(path, node), below.rpartition("/")[2]


def _matches_below(folder: Directory, names: tuple[str, ...]) -> tuple[tuple[str, Node], ...]:
    """Matches in a folder by relative path; remembered with it, since most folders never change."""
    known = folder.found if folder.found is not None else {}
    if names not in known:
        known[names] = tuple(_searched(folder, names))
        folder.found = known
    return known[names]


def _searched(folder: Directory, names: tuple[str, ...]) -> Iterator[tuple[str, Node]]:
    for name, child in folder.children.items():
        if not match_component(names[0], name):
            continue
        if len(names) == 1:
            yield name, child
        elif isinstance(child, Directory):
            for below, node in _matches_below(child, names[1:]):
                yield f"{name}/{below}", node


def _flat(name: str, node: Node | None) -> tuple[str, ...]:
    """Base names and facts of a node and of all below it, parents before their content (R10)."""
    if node is None:
        return (f"{name}\0dangling",)
    if not isinstance(node, Directory):
        return (f"{name}\0{node.fingerprint}",)
    if node.flat is None:
        node.flat = tuple(
            part for child_name, child in node.children.items() for part in _flat(child_name, child)
        )
    return (f"{name}\0{node.own_fingerprint}", *node.flat)


def _select_filtered(root: Directory, path: str, excludes: tuple[str, ...]) -> Selection:
    """With `--exclude`: the entries that are left.

    By base name as for a wildcard (its documentation).
    """
    plain = select(root, path)
    if not plain.exists:
        return plain
    parts: list[str] = []
    kept: list[SelectedNode] = []
    for selected in plain.nodes:
        for place, relative, node in _entries(selected.path, "", selected.node):
            if not _is_excluded(relative or place.rsplit("/", 1)[-1], excludes):
                parts.append(f"{place.rsplit('/', 1)[-1]}\0{_own_fact(node)}")
                if not isinstance(node, Directory):
                    kept.append(SelectedNode(place, node))
    return Selection(checksum="-" + _digest(iter(parts)), nodes=tuple(kept))


def _own_fact(node: Node) -> str:
    return node.own_fingerprint if isinstance(node, Directory) else node.fingerprint


def _entries(place: str, relative: str, node: Node) -> Iterator[tuple[str, str, Node]]:
    yield place, relative, node
    if isinstance(node, Directory):
        for name, child in node.children.items():
            below = f"{relative}/{name}" if relative else name
            yield from _entries(f"{place}/{name}" if place else name, below, child)


def _is_excluded(path: str, patterns: tuple[str, ...]) -> bool:
    """Whether a pattern matches the path or one of its parents, `**` any number of directories."""
    names = path.split("/")
    return any(
        _matches_path(components(pattern), names[:length])
        for pattern in patterns
        for length in range(1, len(names) + 1)
    )


def _matches_path(pattern: list[str], names: list[str]) -> bool:
    if not pattern:
        return not names
    if pattern[0] == "**":
        return any(_matches_path(pattern[1:], names[skip:]) for skip in range(len(names) + 1))
    return (
        bool(names)
        and match_component(pattern[0], names[0])
        and _matches_path(pattern[1:], names[1:])
    )
