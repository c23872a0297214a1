"""The files of a stack of layers: what each layer adds, changes and removes, and what is left over.

A layer is a change set. A file of a lower layer that a later one deletes or writes again is still
stored, though nobody sees it: ghost bytes. Source: the OCI image specification, layer.md
("Whiteouts"): `.wh.NAME` removes NAME of the layers below, `.wh..wh..opq` all that is below a
folder; both leave alone what their own layer brings.
"""

from __future__ import annotations

from layerviz.core.enums import Enum
from layerviz.core.values import record, value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class FileKind(Enum):
    """What an entry of a layer is."""

    FILE = "file"
    FOLDER = "folder"
    SYMLINK = "symlink"
    HARD_LINK = "hard-link"  # another name of a file of the same layer
    DEVICE = "device"  # devices, pipes


@value
class FileEntry:
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


@value
class LayerFiles:
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


@value
class FileChange:
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


@value
class Ghost:
    """A file that is stored in `layer` though `by_layer`, above it, deleted or replaced it."""

    path: str
    size_bytes: int
    layer: int
    by_layer: int
    reason: GhostReason


@record
class StackFiles:
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
    folder, _, name = path.rpartition("/")
    if not name.startswith(".wh."):
        return None
    if name == ".wh..wh..opq":
        return folder, True
    hidden = name.removeprefix(".wh.")
    if hidden.startswith(".wh.") or hidden in ("", ".", ".."):
        return "", False
    return (f"{folder}/{hidden}" if folder else hidden), False


class _Node:
    """A path of the merged file system: its entry, the layer it is from, what is below it."""

    __slots__ = ("below", "entry", "layer", "path")

    def __init__(self, path: str, entry: FileEntry | None, layer: int) -> None:
        self.path = path
        self.entry = entry
        self.layer = layer
        self.below: dict[str, _Node] = {}


class _Replay:
    """Puts one layer after the other over what is there, and writes down what happens."""

    def __init__(self, layers: Sequence[LayerFiles]) -> None:
        self.ghosts: list[Ghost] = []
        self._root = _Node("", None, -1)
        self._layer = -1
        self._new: dict[str, FileEntry] = {}
        self._changes: dict[str, FileChange] = {}
        self._stored: dict[tuple[int, str], FileEntry] = {}
        self._names: dict[tuple[int, str], int] = {}
        # How many names of a stored file are still seen, by layer and path of its contents.
        for layer, files in enumerate(layers):
            for entry in _last_entries(files).values():
                place = (layer, _stored_at(entry))
                self._names[place] = self._names.get(place, 0) + 1
                if entry.kind is FileKind.FILE:
                    self._stored[layer, entry.path] = entry

    def play(self, files: LayerFiles) -> tuple[FileChange, ...]:
        """Put on the next layer: first what it takes from those below, then what it brings."""
        self._layer += 1
        self._new = _last_entries(files)
        self._changes = {}
        for folder in files.opaque:
            node = self._find(folder)
            for name in list(node.below) if node else ():
                self._remove(node, name)
        for path in files.removed:
            folder, _, name = path.rpartition("/")
            self._remove(self._find(folder), name)
        for path in sorted(self._new):
            self._put(self._new[path])
        return tuple(self._changes[path] for path in sorted(self._changes))

    def _find(self, path: str) -> _Node | None:
        node: _Node | None = self._root
        for name in path.split("/") if path else ():
            node = node.below.get(name) if node else None
        return node

    def _remove(self, folder: _Node | None, name: str) -> None:
        node = folder.below.pop(name, None) if folder else None
        for each in _walk(node) if node else ():
            if each.entry is not None:
                kind, size_bytes = each.entry.kind, self._forget(each)
                self._note(each.path, Change.REMOVED, kind, size_bytes)

    def _forget(self, node: _Node) -> int:
        """One name less; the contents are a ghost when it was the last. Gives their size."""
        assert node.entry is not None
        place = (node.layer, _stored_at(node.entry))
        stored = self._stored.get(place)
        if stored is None:
            return 0
        self._names[place] -= 1
        if not self._names[place] and stored.size_bytes:
            reason = _reason(stored, self._new.get(node.path))
            self.ghosts.append(
                Ghost(stored.path, stored.size_bytes, node.layer, self._layer, reason)
            )
        return stored.size_bytes

    def _put(self, entry: FileEntry) -> None:
        parent = self._folder_for(entry.path)
        name = entry.path.rpartition("/")[2]
        before = parent.below.get(name)
        node = parent.below[name] = _Node(entry.path, entry, self._layer)
        known = before.entry if before else None
        stays_folder = entry.kind is FileKind.FOLDER and _is_folder(before)
        if before is not None and stays_folder:
            node.below = before.below
            if known is not None and _owners(known) == _owners(entry):
                return  # it is named only because something below it changed
        elif before is not None:
            for below in list(before.below):
                self._remove(before, below)
            if known is not None:
                self._forget(before)
        is_new = known is None and entry.path not in self._changes
        change = Change.ADDED if is_new else Change.CHANGED
        self._note(entry.path, change, entry.kind, entry.size_bytes)

    def _folder_for(self, path: str) -> _Node:
        """The folder that a path goes into; folders that no layer named are made.

        A file in the way gives place to one, even where the same layer brings both.
        """
        node, place = self._root, ""
        for name in path.split("/")[:-1]:
            place = f"{place}/{name}" if place else name
            below = node.below.get(name)
            if below is None or not _is_folder(below):
                self._give_place(node, name, place)
                below = node.below[name] = _Node(place, None, self._layer)
            node = below
        return node

    def _give_place(self, folder: _Node, name: str, path: str) -> None:
        own = self._changes.get(path)
        self._remove(folder, name)
        if own is not None and own.change is Change.ADDED:
            del self._changes[path]  # nobody has ever seen it

    def _note(self, path: str, change: Change, kind: FileKind, size_bytes: int) -> None:
        self._changes[path] = FileChange(path, change, kind, size_bytes)


def stack_files(layers: Sequence[LayerFiles]) -> StackFiles:
    """What each layer of a stack, bottom first, does with files, and what is stored in vain."""
    replay = _Replay(layers)
    changes = tuple(replay.play(files) for files in layers)
    ghosts = sorted(replay.ghosts, key=lambda ghost: (ghost.layer, ghost.path))
    return StackFiles(changes=changes, ghosts=tuple(ghosts))


def _last_entries(files: LayerFiles) -> dict[str, FileEntry]:
    """The entries of a layer by path, the last one of each."""
    return {entry.path: entry for entry in files.entries}


def _stored_at(entry: FileEntry) -> str:
    """The path whose entry has the contents: of a hard link the one it points to."""
    return entry.target if entry.kind is FileKind.HARD_LINK else entry.path


def _owners(entry: FileEntry) -> tuple[int, int, int]:
    return entry.mode, entry.uid, entry.gid


def _is_folder(node: _Node | None) -> bool:
    return node is not None and (node.entry is None or node.entry.kind is FileKind.FOLDER)


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
