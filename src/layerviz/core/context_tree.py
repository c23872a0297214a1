"""The build context as a persistent tree: an edit makes new nodes only along its path.

Names and paths are text; bytes of a name that are no UTF-8 are kept as lone surrogates
(`os.fsdecode`). A path is relative to the context root, its parts joined by "/"; the root itself is
"". Modification times are carried along but no part of a fingerprint: no step looks at them (R8).
"""

from __future__ import annotations

from layerviz.core.context_leaves import (
    File,
    Leaf,
    Other,
    Symlink,
    encoded_leaf,
    encoded_xattrs,
    short_hash,
)
from layerviz.core.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Protocol

    from layerviz.core.context_leaves import Xattrs
    from layerviz.core.diagnostics import Diagnostic

    class LazyEntries(Protocol):
        """Entries of a directory that are made only when somebody looks at them."""

        @property
        def subdirectories(self) -> Mapping[str, Directory]:
            """The directories among them, sorted by name."""

        @property
        def leaf_totals(self) -> Totals:
            """What all but the directories add up to."""

        def leaf_names(self) -> str:
            """Names of all entries, joined by NUL; those of directories may be missing."""

        def load_leaves(self) -> Mapping[str, Leaf]:
            """All entries but directories."""


Totals = tuple[int, int, int]
"""Sum of the entries' hashes, number of files, their bytes."""

_MODULUS = 1 << 256


class Directory:
    """A directory with its entries, sorted by name. Frozen; equality is identity.

    Directories with equal content have equal `fingerprint`s. The facts of the whole subtree are
    computed when first asked for, from those of the directory it was derived from if there is one.
    """

    __slots__ = (
        "_entries",
        "facts",
        "flat",
        "found",
        "lazy",
        "memo",
        "mode",
        "mtime_ns",
        "origin",
        "owner",
        "xattrs",
    )

    mode: int
    xattrs: Xattrs
    owner: str
    mtime_ns: int | None
    lazy: LazyEntries | None
    facts: tuple[str, Totals] | None
    """Fingerprint and totals, once known."""
    memo: tuple[tuple[tuple[object, ...], Directory], ...]
    """What was made of this directory under which conditions, for the one who made it."""
    origin: tuple[Directory, frozenset[str]] | None
    """The directory this was derived from and the names of entries that differ, if known."""
    found: dict[tuple[str, ...], tuple[tuple[str, Node], ...]] | None
    """What `core.contents` remembers of patterns matched below: relative path and node."""
    flat: tuple[str, ...] | None
    """What `core.contents` remembers of the subtree for wildcards (R10)."""
    _entries: Mapping[str, Node] | None

    def __init__(
        self,
        mode: int,
        children: Mapping[str, Node],
        xattrs: Xattrs = (),
        owner: str = "0:0",
        mtime_ns: int | None = None,
    ) -> None:
        self.mode = mode
        self.xattrs = xattrs
        self.owner = owner
        self.mtime_ns = mtime_ns
        self._entries = children
        self.found = None
        self.lazy = self.facts = self.origin = self.flat = None
        self.memo = ()

    @classmethod
    def from_lazy(
        cls, mode: int, entries: LazyEntries, xattrs: Xattrs = (), mtime_ns: int | None = None
    ) -> Directory:
        """A directory whose entries are made when first looked at."""
        made = cls(mode, {}, xattrs, mtime_ns=mtime_ns)
        made._entries = None
        made.lazy = entries
        return made

    def __repr__(self) -> str:
        return f"Directory({self.mode:#o}, {self.children!r})"

    @property
    def children(self) -> Mapping[str, Node]:
        """Entries by name, in order of names. Not to be changed."""
        if self._entries is None:
            assert self.lazy is not None
            self._entries = in_order({**self.lazy.load_leaves(), **self.lazy.subdirectories})
        return self._entries

    @property
    def subdirectories(self) -> Mapping[str, Directory]:
        """The entries that are directories; cheap for a lazy directory."""
        if self.lazy is not None:
            return self.lazy.subdirectories
        return {name: node for name, node in self.children.items() if isinstance(node, Directory)}

    def leaf_names(self) -> str:
        """Names of the other entries, joined by NUL, perhaps of all; cheap for a lazy directory."""
        if self.lazy is not None:
            return self.lazy.leaf_names()
        found = [name for name, node in self.children.items() if not isinstance(node, Directory)]
        return "\0".join(found)

    @property
    def fingerprint(self) -> str:
        """Digest of all that R8 and R9 say of the subtree, own mode included, as hexadecimal."""
        return (self.facts or _settle(self))[0]

    @property
    def entries_fingerprint(self) -> str:
        """Like `fingerprint`, of the entries alone: the root's own mode never counts (R9)."""
        return f"{(self.facts or _settle(self))[1][0]:x}"

    @property
    def own_fingerprint(self) -> str:
        """What counts of the directory itself, its entries aside."""
        return settled(self, (0, 0, 0))[0]

    @property
    def file_count(self) -> int:
        """Entries in the subtree that are no directories."""
        return (self.facts or _settle(self))[1][1]

    @property
    def total_bytes(self) -> int:
        """Bytes of all files in the subtree."""
        return (self.facts or _settle(self))[1][2]

    def with_children(self, changes: Mapping[str, Node | None]) -> Directory:
        """This directory with some entries put in place, or removed where the change is None."""
        children = dict(self.children)
        has_new_names = False
        for name, node in changes.items():
            if node is None:
                children.pop(name, None)
            else:
                has_new_names = has_new_names or name not in children
                children[name] = node
        made = self._derived(in_order(children) if has_new_names else children)
        if self.facts is None and not self.memo and self.origin is not None:
            # Nobody has looked at the step between: the one before knows more.
            base, earlier = self.origin
            made.origin = (base, earlier | changes.keys())
        else:
            made.origin = (self, frozenset(changes))
        return made

    def with_mode(self, mode: int, xattrs: Xattrs | None = None) -> Directory:
        """This directory with other permission bits, and other attributes if given."""
        made = self._derived(self.children)
        made.mode = mode
        made.xattrs = self.xattrs if xattrs is None else xattrs
        return made

    def with_mtime(self, mtime_ns: int | None) -> Directory:
        """This directory with another modification time."""
        made = self._derived(self.children)
        made.mtime_ns = mtime_ns
        return made

    def _derived(self, children: Mapping[str, Node]) -> Directory:
        made = Directory(self.mode, children, self.xattrs, self.owner, self.mtime_ns)
        made.origin = (self, frozenset())
        return made


Node = File | Symlink | Other | Directory


class ContextSnapshot(Value):
    """The context at one moment, and what was wrong when it was read."""

    root: Directory
    diagnostics: tuple[Diagnostic, ...] = ()

    def find(self, path: str) -> Node | None:
        """What lies at a path, links not followed."""
        node: Node = self.root
        for name in path_parts(path):
            if not isinstance(node, Directory):
                return None
            below = node.children.get(name)
            if below is None:
                return None
            node = below
        return node

    def with_file(self, path: str, file: File) -> ContextSnapshot:
        """This snapshot with a file put at a path; missing directories are made."""
        return ContextSnapshot(put(self.root, path_parts(path), file), self.diagnostics)


def path_parts(path: str) -> tuple[str, ...]:
    """The names along a path, cleaned as if it were rooted: ".." never leaves the context."""
    parts: list[str] = []
    for name in path.split("/"):
        if name == "..":
            del parts[-1:]
        elif name not in ("", "."):
            parts.append(name)
    return tuple(parts)


def put(directory: Directory, parts: tuple[str, ...], node: Node | None) -> Directory:
    """A directory with `node` at the path `parts` below it, or without it for None.

    Missing directories are made, and a link or file in the way gives place to one.
    """
    trail = [directory]
    for name in parts[:-1]:
        below = trail[-1].children.get(name)
        trail.append(below if isinstance(below, Directory) else Directory(0o755, {}))
    result = node
    for parent, name in zip(reversed(trail), reversed(parts), strict=True):
        result = parent.with_children({name: result})
    assert isinstance(result, Directory)
    return result


def walk(node: Node, path: str = "") -> Iterator[tuple[str, Node]]:
    """Every entry with its path: the start first, directories before what they hold."""
    pending: list[tuple[str, Node]] = [(path, node)]
    while pending:
        path, current = pending.pop()
        yield path, current
        if isinstance(current, Directory):
            prefix = f"{path}/" if path else ""
            below = [(prefix + name, child) for name, child in current.children.items()]
            pending += reversed(below)


def in_order(entries: Mapping[str, Node]) -> dict[str, Node]:
    """Entries by name, sorted."""
    return {name: entries[name] for name in sorted(entries)}


def leaf_totals(entries: Iterable[tuple[str, Leaf]]) -> Totals:
    """What entries that are no directories add to their directory's totals."""
    total = (0, 0, 0)
    for name, node in entries:
        total = _added(total, name, node, 1)
    return total


def settled(directory: Directory, own: Totals) -> tuple[str, Totals]:
    """The facts of a directory whose entries have these totals."""
    head = f"directory {directory.mode:o} {len(directory.owner)}:{directory.owner} {own[0]:x}"
    encoded = head.encode("utf-8", "surrogatepass") + encoded_xattrs(directory.xattrs)
    return short_hash(encoded).hex(), own


def _settle(directory: Directory) -> tuple[str, Totals]:
    # Not by recursion: a hostile context may be deeper than the interpreter's stack.
    unknown = [directory]
    for each in unknown:
        unknown += [below for below in _needed(each) if below.facts is None]
    for each in reversed(unknown):
        each.facts = settled(each, _totals(each))
    assert directory.facts is not None
    return directory.facts


def _needed(directory: Directory) -> Iterable[Directory]:
    """The entries whose facts this directory's facts will be made of."""
    origin = directory.origin
    if origin is None or origin[0].facts is None:
        return directory.subdirectories.values()
    changed = [directory.children.get(name) for name in origin[1]]
    return [node for node in changed if isinstance(node, Directory)]


def _totals(directory: Directory) -> Totals:
    origin = directory.origin
    if origin is not None and origin[0].facts is not None:
        base, names = origin
        total = origin[0].facts[1]
        for name in names:
            before, after = base.children.get(name), directory.children.get(name)
            total = total if before is None else _added(total, name, before, -1)
            total = total if after is None else _added(total, name, after, 1)
        base.origin = None  # what it was derived from is of no use any more
        return total
    if directory.lazy is not None:
        total = directory.lazy.leaf_totals
        counted: Iterable[tuple[str, Node]] = directory.lazy.subdirectories.items()
    else:
        total, counted = (0, 0, 0), directory.children.items()
    for name, node in counted:
        total = _added(total, name, node, 1)
    return total


def _added(total: Totals, name: str, node: Node, sign: int) -> Totals:
    encoded_name = name.encode("utf-8", "surrogatepass")
    if isinstance(node, Directory):
        fingerprint, (_, count, size) = node.facts or _settle(node)
        encoded = encoded_name + b"/d" + fingerprint.encode()
    else:
        encoded = encoded_name + b"/" + encoded_leaf(node)
        count, size = 1, node.size_bytes if isinstance(node, File) else 0
    part = sign * int.from_bytes(short_hash(encoded))
    return (total[0] + part) % _MODULUS, total[1] + sign * count, total[2] + sign * size
