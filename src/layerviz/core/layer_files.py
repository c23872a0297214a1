"""The files of a stack of layers: what each layer adds, changes and removes, and what is left over.

A layer is a change set. A file of a lower layer that a later one deletes or writes again is still
stored, though nobody sees it: ghost bytes. Source: the OCI image specification, layer.md
("Whiteouts"): `.wh.NAME` removes NAME of the layers below, `.wh..wh..opq` all that is below a
folder; both leave alone what their own layer brings.
"""

from __future__ import annotations

from layerviz.core.bulk import MakingMany
from layerviz.core.enums import Enum
from layerviz.core.values import Record, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


class FileKind(Enum):
    """What an entry of a layer is."""

    FILE = "file"
    FOLDER = "folder"
    SYMLINK = "symlink"
    HARD_LINK = "hard-link"  # another name of a file of the same layer
    DEVICE = "device"  # devices, pipes


class FileEntry(Value):
    """An entry of a layer. `path` has no slash at either end; `target` is where a link points.

    `size_bytes` is that of a regular file's contents, 0 for anything else.
    """

    path: str
    kind: FileKind
    size_bytes: int = 0
    mode: int = 0o644
    uid: int = 0
    gid: int = 0
    modified: int = 0
    target: str = ""


class LayerFiles(Value):
    """What a layer brings and takes away: paths that it removes, folders that it makes opaque.

    Of entries with one path the last counts.
    """

    entries: tuple[FileEntry, ...] = ()
    removed: tuple[str, ...] = ()
    opaque: tuple[str, ...] = ()

    @property
    def size_bytes(self) -> int:
        """The unpacked size: contents of regular files, each path once."""
        last = {entry.path: entry.size_bytes for entry in self.entries}
        return sum(last.values())


class Change(Enum):
    """What a layer does with a path."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


class FileChange(Value):
    """A change of one path; `size_bytes` is what it stores, for a removed one what was there."""

    path: str
    change: Change
    kind: FileKind
    size_bytes: int = 0


class GhostReason(Enum):
    """Why nobody sees a file any more."""

    DELETED = "deleted"
    REPLACED = "replaced"
    REOWNED = "reowned"  # written again with the same size and time, but other owner or mode


class Ghost(Value):
    """A file that is stored in `layer` though `by_layer`, above it, deleted or replaced it."""

    path: str
    size_bytes: int
    layer: int
    by_layer: int
    reason: GhostReason


class StackFiles(Record):
    """What a stack does with files. `changes` has a tuple for each layer, sorted by path.

    `ghosts` are ordered by layer and path, each stored file once.
    """

    changes: tuple[tuple[FileChange, ...], ...]
    ghosts: tuple[Ghost, ...]

    @property
    def ghost_bytes(self) -> int:
        """What the whole stack stores in vain."""
        return sum(ghost.size_bytes for ghost in self.ghosts)

    def ghost_bytes_in(self, layer: int) -> int:
        """What one layer stores in vain."""
        return sum(ghost.size_bytes for ghost in self.ghosts if ghost.layer == layer)


def whiteout_of(path: str) -> tuple[str, bool] | None:
    """What a layer's entry takes away: a path, or with True the inside of a folder; else None.

    Other names that begin with `.wh..wh.` are bookkeeping of an old storage driver: ("", False).
    """
    if ".wh." not in path:
        return None
    folder, _, name = path.rpartition("/")
    if not name.startswith(".wh."):
        return None
    if name == ".wh..wh..opq":
        return folder, True
    hidden = name.removeprefix(".wh.")
    if hidden.startswith(".wh.") or hidden in ("", ".", ".."):
        return "", False
    return (f"{folder}/{hidden}" if folder else hidden), False


_BETWEEN_CHECKS = 2000
_FILE, _FOLDER, _HARD_LINK = FileKind.FILE, FileKind.FOLDER, FileKind.HARD_LINK
_ADDED, _CHANGED = Change.ADDED, Change.CHANGED


class _Node:
    """A path of the merged file system: its entry, the layer it is from, what is below it."""

    __slots__ = ("below", "entry", "is_folder", "layer", "path")

    def __init__(self, path: str, entry: FileEntry | None, layer: int) -> None:
        self.path = path
        self.entry = entry
        self.layer = layer
        self.is_folder = entry is None or entry.kind is _FOLDER
        self.below: dict[str, _Node] = {} if self.is_folder else _NOTHING


_NOTHING: dict[str, _Node] = {}
"""What is below a file; nothing is ever put there, since a file gives place to a folder before."""


class _Replay:
    """Puts one layer after the other over what is there, and writes down what happens."""

    def __init__(self, layers: Sequence[LayerFiles], check: Callable[[], None]) -> None:
        self.ghosts: list[Ghost] = []
        self._check = check
        self._root = _Node("", None, -1)
        self._layer = -1
        self._entries = [_last_entries(files) for files in layers]
        self._new: dict[str, FileEntry] = {}
        self._changes: dict[str, FileChange] = {}
        self._folder = ("", self._root.below)
        # How many names of a stored file are still seen, by layer and path of its contents; a
        # file that is not here has one.
        self._names: dict[tuple[int, str], int] = {}
        for layer, entries in enumerate(self._entries):
            for entry in entries.values():
                if entry.kind is _HARD_LINK:
                    place = (layer, entry.target)
                    self._names[place] = self._names.get(place, 1) + 1

    def play(self, files: LayerFiles) -> tuple[FileChange, ...]:
        """Put on the next layer: first what it takes from those below, then what it brings."""
        self._layer += 1
        self._new = self._entries[self._layer]
        self._changes = {}
        for folder in files.opaque:
            below = self._below(folder)
            for name in list(below):
                self._remove(below, name)
        for path in files.removed:
            folder, _, name = path.rpartition("/")
            self._remove(self._below(folder), name)
        self._folder = ("", self._root.below)
        paths = sorted(self._new)
        for begin in range(0, len(paths), _BETWEEN_CHECKS):
            self._check()
            for path in paths[begin : begin + _BETWEEN_CHECKS]:
                self._put(self._new[path])
        return tuple(self._changes[path] for path in sorted(self._changes))

    def _below(self, path: str) -> dict[str, _Node]:
        """What is in a folder; nothing, if there is no such folder."""
        below = self._root.below
        for name in path.split("/") if path else ():
            node = below.get(name)
            if node is None:
                return {}
            below = node.below
        return below

    def _remove(self, folder: dict[str, _Node], name: str) -> None:
        node = folder.pop(name, None)
        for each in _walk(node) if node else ():
            if each.entry is not None:
                kind, size_bytes = each.entry.kind, self._forget(each)
                self._note(each.path, Change.REMOVED, kind, size_bytes)

    def _forget(self, node: _Node) -> int:
        """One name less; the contents are a ghost when it was the last. Gives their size."""
        assert node.entry is not None
        place = (node.layer, _stored_at(node.entry))
        stored = self._entries[node.layer].get(place[1])
        if stored is None or stored.kind is not _FILE:
            return 0
        left = self._names[place] = self._names.get(place, 1) - 1
        if not left and stored.size_bytes:
            reason = _reason(stored, self._new.get(node.path))
            self.ghosts.append(
                Ghost(stored.path, stored.size_bytes, node.layer, self._layer, reason)
            )
        return stored.size_bytes

    def _put(self, entry: FileEntry) -> None:
        path = entry.path
        folder, _, name = path.rpartition("/")
        known, parent = self._folder
        if folder != known:
            parent = self._folder_for(folder)
        before = parent.get(name)
        node = parent[name] = _Node(path, entry, self._layer)
        if before is None:
            is_new = path not in self._changes
        elif self._is_same_folder(before, node):
            return  # it is named only because something below it changed
        else:
            is_new = before.entry is None and path not in self._changes
        change = _ADDED if is_new else _CHANGED
        self._changes[path] = FileChange(path, change, entry.kind, entry.size_bytes)

    def _is_same_folder(self, before: _Node, node: _Node) -> bool:
        """Put a node in the place of another one; whether both are the same folder."""
        known, entry = before.entry, node.entry
        assert entry is not None
        if before.is_folder and node.is_folder:
            node.below = before.below
            return known is not None and _owners(known) == _owners(entry)
        for name in list(before.below):
            self._remove(before.below, name)
        if known is not None:
            self._forget(before)
        return False

    def _folder_for(self, path: str) -> dict[str, _Node]:
        """What is in a folder that something goes into; folders that no layer named are made.

        A file in the way gives place to one, even where the same layer brings both. Paths come in
        order, so most go where the last one went, and this is not asked.
        """
        below, place = self._root.below, ""
        for name in path.split("/") if path else ():
            place = f"{place}/{name}" if place else name
            node = below.get(name)
            if node is None or not node.is_folder:
                self._give_place(below, name, place)
                node = below[name] = _Node(place, None, self._layer)
            below = node.below
        self._folder = (path, below)
        return below

    def _give_place(self, below: dict[str, _Node], name: str, path: str) -> None:
        own = self._changes.get(path)
        self._remove(below, name)
        if own is not None and own.change is Change.ADDED:
            del self._changes[path]  # nobody has ever seen it

    def _note(self, path: str, change: Change, kind: FileKind, size_bytes: int) -> None:
        self._changes[path] = FileChange(path, change, kind, size_bytes)


def stack_files(
    layers: Sequence[LayerFiles], check: Callable[[], None] = lambda: None
) -> StackFiles:
    """What each layer of a stack, bottom first, does with files, and what is stored in vain.

    What `check` raises, called every few milliseconds, ends the work.
    """
    with MakingMany():
        replay = _Replay(layers, check)
        changes = tuple(replay.play(files) for files in layers)
        ghosts = sorted(replay.ghosts, key=lambda ghost: (ghost.layer, ghost.path))
        return StackFiles(changes=changes, ghosts=tuple(ghosts))


def _last_entries(files: LayerFiles) -> dict[str, FileEntry]:
    """The entries of a layer by path, the last one of each."""
    return {entry.path: entry for entry in files.entries}


def _stored_at(entry: FileEntry) -> str:
    """The path whose entry has the contents: of a hard link the one it points to."""
    return entry.target if entry.kind is _HARD_LINK else entry.path


def _owners(entry: FileEntry) -> tuple[int, int, int]:
    return entry.mode, entry.uid, entry.gid


def _reason(before: FileEntry, after: FileEntry | None) -> GhostReason:
    if after is None:
        return GhostReason.DELETED
    is_same = (before.kind, before.size_bytes, before.modified) == (
        after.kind,
        after.size_bytes,
        after.modified,
    )
    is_reowned = is_same and _owners(before) != _owners(after)
    return GhostReason.REOWNED if is_reowned else GhostReason.REPLACED


def _walk(node: _Node) -> Iterator[_Node]:
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(node.below.values())
