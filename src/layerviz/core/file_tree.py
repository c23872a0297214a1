"""The files of a layer as folders, made of sorted paths: a folder's entries only when asked for.

What lies below a folder is a run of the sorted paths, so its sums are differences of running sums.
A hundred thousand files cost one pass over them, and opening a folder a few searches.
"""

from __future__ import annotations

from bisect import bisect_left

from layerviz.core.layer_files import Change, FileChange, FileKind
from layerviz.core.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_AFTER_SLASH = chr(ord("/") + 1)


class Branch(Value):
    """A path with what lies below it: the paths from `start` to before `end`.

    `own` is the place of its own change, None for a folder that is only on the way to others.
    """

    name: str
    path: str
    own: int | None
    start: int
    end: int

    @property
    def has_below(self) -> bool:
        """Whether anything lies below it."""
        return self.start < self.end


class FileTree:
    """Changes of files, sorted by path, seen as folders. Immutable.

    `layers` says for each change which layer it is from, where they come from several.
    """

    __slots__ = (
        *("_counts", "_folded", "_folders", "_paths", "_removed", "_stored", "changes", "layers"),
    )

    def __init__(self, changes: Sequence[FileChange], layers: Sequence[int] = ()) -> None:
        self.changes = changes
        self.layers = layers
        self._paths = [each.path for each in changes]
        self._folded: list[str] | None = None
        self._folders = _folders(self._paths)
        self._stored, self._counts, self._removed = _running_sums(changes)

    @property
    def root(self) -> Branch:
        """The folder of everything."""
        return Branch("", "", None, 0, len(self._paths))

    def change(self, branch: Branch) -> FileChange | None:
        """What the layer does with the path itself."""
        return None if branch.own is None else self.changes[branch.own]

    def layer(self, branch: Branch) -> int | None:
        """The layer that the path itself is from, where that differs."""
        return None if branch.own is None or not self.layers else self.layers[branch.own]

    def is_folder(self, branch: Branch) -> bool:
        """Whether it is a folder, or was one."""
        change = self.change(branch)
        return change is None or change.kind is FileKind.FOLDER or branch.has_below

    def stored_bytes(self, branch: Branch) -> int:
        """What the layer stores for it and all below; removed files take nothing."""
        return self._sum(self._stored, branch)

    def file_count(self, branch: Branch) -> int:
        """How many files and links the layer adds or changes there."""
        return self._sum(self._counts, branch)

    def removed_count(self, branch: Branch) -> int:
        """How many files and links the layer removes there."""
        return self._sum(self._removed, branch)

    def below(self, branch: Branch) -> tuple[Branch, ...]:
        """The entries of a folder: what stores most first, then by name."""
        entries = self._entries(branch)
        return tuple(sorted(entries, key=lambda each: (-self.stored_bytes(each), each.name)))

    def find(self, path: str) -> Branch | None:
        """The branch of a path; None where no change is at it or below."""
        place = bisect_left(self._paths, path)
        is_own = self._paths[place : place + 1] == [path]
        branch = self._branch(path, place if is_own else None)
        if not path:
            return self.root
        return branch if is_own or branch.has_below else None

    def first_choice(self, branch: Branch) -> Branch:
        """The folder itself, or the one below it where the ways part: folders alone are passed."""
        below = self.below(branch)
        while len(below) == 1 and below[0].has_below:
            branch = below[0]
            below = self.below(branch)
        return branch

    def matching(self, text: str, most: int) -> tuple[Branch, ...]:
        """The changed paths that contain the text, letter case aside; at most so many."""
        if self._folded is None:
            self._folded = [path.casefold() for path in self._paths]
        wanted = text.casefold()
        found: list[Branch] = []
        for place, path in enumerate(self._folded):
            if wanted in path:
                found.append(self._branch(self._paths[place], place))
                if len(found) == most:
                    break
        return tuple(found)

    def _sum(self, running: Sequence[int], branch: Branch) -> int:
        total = running[branch.end] - running[branch.start]
        if branch.own is not None:
            total += running[branch.own + 1] - running[branch.own]
        return total

    def _entries(self, branch: Branch) -> Iterator[Branch]:
        """In the order of the paths: `a-b` comes between `a` and what is below `a`."""
        skip = len(branch.path) + 1 if branch.path else 0
        seen: set[str] = set()
        place = branch.start
        while place < branch.end:
            path = self._paths[place]
            name, slash, _ = path[skip:].partition("/")
            made = self._branch(path[: skip + len(name)], None if slash else place)
            if name not in seen:
                seen.add(name)
                yield made
            place = made.end if slash else place + 1

    def _branch(self, path: str, own: int | None) -> Branch:
        start = end = 0
        if path in self._folders:
            start = bisect_left(self._paths, path + "/", own or 0)
            end = bisect_left(self._paths, path + _AFTER_SLASH, start)
        return Branch(path.rpartition("/")[2], path, own, start, end)


def final_files(changes: Sequence[Iterable[FileChange]]) -> FileTree:
    """The files that a stack of layers, bottom first, shows in the end, and whose they are."""
    found: dict[str, FileChange] = {}
    layers: dict[str, int] = {}
    for layer, each in enumerate(changes):
        for change in each:
            if change.change is Change.REMOVED:
                found.pop(change.path, None)
            else:
                found[change.path] = change
                layers[change.path] = layer
    paths = sorted(found)
    return FileTree([found[path] for path in paths], [layers[path] for path in paths])


def _folders(paths: Sequence[str]) -> frozenset[str]:
    """Every path that another one lies below."""
    found: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return frozenset(found)


def _running_sums(changes: Sequence[FileChange]) -> tuple[list[int], list[int], list[int]]:
    """The running sums of what is stored, of files that stay, and of files that are removed."""
    stored, files, removed = [0], [0], [0]
    size = kept = gone = 0
    for each in changes:
        is_file = each.kind is not FileKind.FOLDER
        if each.change is Change.REMOVED:
            gone += is_file
        else:
            size += each.size_bytes
            kept += is_file
        stored.append(size)
        files.append(kept)
        removed.append(gone)
    return stored, files, removed
