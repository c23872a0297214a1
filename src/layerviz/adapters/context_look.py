"""One look at the directories of a context: list all, read what is new or changed, make the nodes.

A file that changes twice within one tick of the file system's clock keeps its times. Like git, we
therefore do not trust a file whose times are younger than the look by less than two seconds, the
coarsest tick of usual file systems: it is read again next time. The clock of a server with the
files is taken to be right.
"""

from __future__ import annotations

import os
import stat
import time

from layerviz.adapters.directory_records import (
    EXTRAS,
    GONE,
    IS_COMPLETE,
    KEY,
    NO_DIGEST,
    UNREADABLE,
    LaterEntries,
    RecordedEntries,
    entries_of,
    fast_row,
    key_of,
    known_digests,
    leaves_of,
    mode_of,
    new_record,
)
from layerviz.adapters.file_reading import read_digests, read_xattrs
from layerviz.core.context_edits import MOST_DIRECTORIES
from layerviz.core.context_tree import Directory
from layerviz.core.diagnostics import Diagnostic, Severity
from layerviz.core.ignorefile import BrokenPattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    from layerviz.adapters.digest_store import Extra, Record
    from layerviz.adapters.file_reading import Reading, Row
    from layerviz.core.context_leaves import Leaf
    from layerviz.core.ignorefile import IgnoreFile, Standing

    Task = tuple["_Folder", int]

    class Job(Protocol):
        """As `app.jobs.JobContext`."""

        def progress(self, done: int, total: int | None, phase: str) -> None:
            """Note how far the work is."""

        def check(self) -> None:
            """Raise if nobody wants the result."""


_TICK_NS = 2_000_000_000
_BY_DESCRIPTOR = os.scandir in os.supports_fd
_FLAGS = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
_DIRECTORY = stat.S_IFDIR
_EACH = 64
_GONE: Row = (GONE, 0, 0, 0, 0)
"""A row for what vanished since it was listed: left out, and equal to no entry."""


class _Unwatched:
    def progress(self, done: int, total: int | None, phase: str) -> None:
        """Nobody looks."""

    def check(self) -> None:
        """Nobody cancels."""


class _Folder:
    """A directory while it is looked at. `record` is there at once if nothing in it changed."""

    __slots__ = ("below", "digests", "known", "names", "path", "record", "row", "rows", "standing")

    def __init__(self, path: str, row: Row, standing: Standing | None) -> None:
        self.path = path
        self.row = row
        self.standing = standing
        self.names: list[str] = []
        self.rows: list[Row] = []
        self.below: dict[str, _Folder | None] = {}
        """Directories in it, None for one that nobody looks into."""
        self.record: Record | None = None
        self.known: dict[str, tuple[Row, bytes, Extra]] = {}
        self.digests: list[bytes] = []


class Look:
    """One look at a context or a part of it; `records` and `changed` are for the digest store."""

    def __init__(
        self, root: str, known: dict[str, Record], job: Job | None, ignore: IgnoreFile | None
    ) -> None:
        self._root = root
        self._known = known
        self._job = job or _Unwatched()
        self._ignore = ignore if ignore and ignore.patterns else None
        self._problems: list[Diagnostic] = []
        self._trusted_before = time.time_ns() - _TICK_NS
        self.records: dict[str, Record] = {}
        self.changed: set[str] = set()

    @property
    def problems(self) -> tuple[Diagnostic, ...]:
        """What was wrong, in order of paths."""
        return tuple(sorted(self._problems, key=lambda problem: problem.values))

    @property
    def is_shut_out(self) -> bool:
        """Whether not even the names in the context's root could be read."""
        values = (("path", ""),)
        return any(problem.values[:1] == values for problem in self._problems)

    def subtree(self, path: str, row: Row) -> Directory:
        """The directory at a path (its row known) with all that it holds."""
        try:
            folders, unread = self._asked(path, row)
        except BrokenPattern:
            # The builder stops at such a pattern; what it might have sent is everything.
            self._ignore = None
            self._problems.clear()
            folders, unread = self._asked(path, row)
        if not folders:
            return self._later(path, row)
        self._read(unread)
        for folder in folders:
            self._settle(folder)
        self.changed |= self._known.keys() - self.records.keys()
        return self._made(folders)

    def leaf(self, path: str, row: Row) -> Leaf | None:
        """The node of anything but a directory (its row known); None if it is gone."""
        folder = _Folder(path.rpartition("/")[0], row, None)
        folder.names, folder.rows = [path.rpartition("/")[2]], [row]
        folder.digests = [NO_DIGEST]
        if self._ignore is None or self._ignore.told(path).is_sent:
            self._read([(folder, at) for at in self._unread(folder)])
        self._settle(folder)
        return leaves_of(self.records[folder.path]).get(folder.names[0])

    def _asked(self, path: str, row: Row) -> tuple[list[_Folder], list[Task]]:
        """All directories, and which files in them have to be read. Raises BrokenPattern."""
        folders = self._listed(path, row)
        return folders, [(each, at) for each in folders for at in self._unread(each)]

    def _listed(self, path: str, row: Row) -> list[_Folder]:
        """All directories, each before those in it; none where nobody looks."""
        standing = self._standing_at(path)
        folders = [] if self._ignore and standing is None else [_Folder(path, row, standing)]
        for number, folder in enumerate(folders):
            if number % _EACH == 0:
                self._job.check()
                self._job.progress(number, None, "listing")
            self._list(folder)
            self._compare(folder)
            folders += [below for below in folder.below.values() if below is not None]
        return folders

    def _standing_at(self, path: str) -> Standing | None:
        standing = self._ignore.root if self._ignore else None
        for name in path.split("/") if path else ():
            if self._ignore is not None and standing is not None:
                standing = self._ignore.enter(standing, name)[1]
        return standing

    def _list(self, folder: _Folder) -> None:
        if folder.path.count("/") >= MOST_DIRECTORIES:
            self._note("context-too-deep", folder.path)
            return
        path = os.path.join(self._root, folder.path) if folder.path else self._root
        descriptor = -1
        try:
            place: int | str = path
            if _BY_DESCRIPTOR:
                place = descriptor = os.open(path, _FLAGS)
            with os.scandir(place) as entries:
                self._take(folder, list(entries))
        except FileNotFoundError:
            return  # gone since its parent was listed; the builder's client says nothing either
        except OSError as exc:
            self._note("context-directory-unreadable", folder.path, exc)
        finally:
            if descriptor >= 0:
                os.close(descriptor)

    def _take(self, folder: _Folder, entries: list[os.DirEntry[str]]) -> None:
        names, rows = folder.names, folder.rows
        for entry in entries:
            try:
                row = fast_row(entry.stat(follow_symlinks=False))
            except FileNotFoundError:
                continue
            names.append(entry.name)
            rows.append(row)
            if row[0] & 0o170000 == _DIRECTORY:
                folder.below[entry.name] = self._entered(folder, entry.name, row)

    def _entered(self, folder: _Folder, name: str, row: Row) -> _Folder | None:
        path = f"{folder.path}/{name}" if folder.path else name
        if self._ignore is None or folder.standing is None:
            return _Folder(path, row, None)
        standing = self._ignore.enter(folder.standing, name)[1]
        return None if standing is None else _Folder(path, row, standing)

    def _compare(self, folder: _Folder) -> None:
        """Take the record of an unchanged directory, or what is known of its unchanged entries."""
        known = self._known.get(folder.path)
        if known is not None:
            is_same = known[KEY] == key_of(folder.names, folder.rows)
            if is_same and (known[IS_COMPLETE] or not self._lacks_digests(folder, known)):
                folder.record = known
                return
            names, rows = entries_of(known)
            extras = {extra[0]: extra for extra in known[EXTRAS]}
            folder.known = {
                name: (row, digest, extras.get(at, (at, "", ())))
                for at, (name, row, digest) in enumerate(
                    zip(names, rows, known_digests(known), strict=True)
                )
            }
        for name, row in zip(folder.names, folder.rows, strict=True):
            same = folder.known.get(name)
            is_usable = same is not None and same[0] == row and same[1] != UNREADABLE
            folder.digests.append(same[1] if same and is_usable else NO_DIGEST)

    def _lacks_digests(self, folder: _Folder, known: Record) -> bool:
        is_sent = self._sending(folder)
        return any(
            digest in (NO_DIGEST, UNREADABLE) and stat.S_ISREG(row[0]) and is_sent(name)
            for name, row, digest in zip(
                folder.names, folder.rows, known_digests(known), strict=True
            )
        )

    def _sending(self, folder: _Folder) -> Callable[[str], bool]:
        """A function that tells whether an entry of the directory is sent."""
        ignore, standing = self._ignore, folder.standing
        if ignore is None or standing is None:
            return lambda _: True
        if not standing.matched and not standing.scope.may_match("\0".join(folder.names)):
            return lambda _: True
        return lambda name: ignore.decide_entry(standing, name).is_sent

    def _unread(self, folder: _Folder) -> list[int]:
        """Which entries have to be read."""
        if folder.record is not None:
            return []
        is_sent = self._sending(folder)
        return [
            at
            for at, (name, row) in enumerate(zip(folder.names, folder.rows, strict=True))
            if folder.digests[at] == NO_DIGEST and stat.S_ISREG(row[0]) and is_sent(name)
        ]

    def _read(self, tasks: list[Task]) -> None:
        def note(done: int) -> None:
            self._job.progress(done, len(tasks), "reading")

        note(0)
        paths = [os.path.join(self._root, each.path, each.names[at]) for each, at in tasks]
        readings = read_digests(paths, self._job.check, note)
        for (folder, at), reading in zip(tasks, readings, strict=True):
            self._note_reading(folder, at, reading)

    def _note_reading(self, folder: _Folder, at: int, reading: Reading) -> None:
        if reading.row is not None:
            folder.rows[at] = reading.row
        elif not reading.problem:
            folder.rows[at] = _GONE
        folder.digests[at] = reading.digest or UNREADABLE
        if reading.problem:
            path = f"{folder.path}/{folder.names[at]}" if folder.path else folder.names[at]
            self._note(reading.problem, path, reading.error)
            if reading.problem == "context-file-changing":
                mode, size, mtime_ns, inode, _ = folder.rows[at]
                folder.rows[at] = (mode, size, mtime_ns, inode, 0)

    def _settle(self, folder: _Folder) -> None:
        """Give the directory its record."""
        if folder.record is None:
            extras = [self._extra(folder, at) for at in range(len(folder.names))]
            folder.record = new_record(
                key_of(folder.names, [self._trusted(row) for row in folder.rows]),
                folder.digests,
                [extra for extra in extras if extra[1] or extra[2]],
            )
            if folder.record != self._known.get(folder.path):
                self.changed.add(folder.path)
        self.records[folder.path] = folder.record

    def _trusted(self, row: Row) -> Row:
        """The row, or one that no file has if the file may still change behind it."""
        if row[4] < self._trusted_before and row[2] < self._trusted_before:
            return row
        return (*row[:4], 0)

    def _extra(self, folder: _Folder, at: int) -> Extra:
        name, row = folder.names[at], folder.rows[at]
        same = folder.known.get(name)
        if same is not None and same[0] == row:
            return (at, same[2][1], same[2][2])
        path = os.path.join(self._root, folder.path, name)
        target = ""
        if stat.S_ISLNK(row[0]):
            try:
                target = os.readlink(path)
            except OSError:
                folder.rows[at] = _GONE
        return (at, target, read_xattrs(path))

    def _made(self, folders: list[_Folder]) -> Directory:
        """The nodes, bottom up."""
        made: dict[str, Directory] = {}
        xattrs: dict[str, tuple[tuple[str, bytes], ...]] = {}
        for folder in folders:
            assert folder.record is not None
            for at, _, found in folder.record[EXTRAS]:
                name = folder.names[at]
                if found and name in folder.below:
                    xattrs[f"{folder.path}/{name}" if folder.path else name] = found
        for folder in reversed(folders):
            assert folder.record is not None
            start = f"{folder.path}/" if folder.path else ""
            below: dict[str, Directory] = {}
            for name in sorted(folder.below):
                if folder.below[name] is not None:
                    below[name] = made.pop(start + name)
                else:
                    row = folder.rows[folder.names.index(name)]
                    below[name] = self._later(start + name, row)
            is_asked = folder.standing is not None and not folder.standing.scope.is_idle
            names = "\0".join(folder.names) if is_asked else None
            entries = RecordedEntries(folder.record, below, names)
            own = xattrs.get(folder.path, ())
            made[folder.path] = Directory.from_lazy(
                mode_of(folder.row), entries, own, folder.row[2]
            )
        return made[folders[0].path]

    def _later(self, path: str, row: Row) -> Directory:
        """A directory that is looked into when somebody opens it."""
        entries = LaterEntries(os.path.join(self._root, path))
        return Directory.from_lazy(mode_of(row), entries, (), row[2])

    def _note(self, code: str, path: str, exc: OSError | None = None) -> None:
        reason = exc.strerror or "" if exc else ""
        full = os.path.join(self._root, path)
        # Of a file that it cannot open the builder says nothing: it sends an empty one.
        is_told = exc is not None and code == "context-directory-unreadable"
        message = f"error from sender: open {full}: {reason.lower()}" if is_told else ""
        values = (("path", path), *((("reason", reason),) if reason else ()))
        self._problems.append(
            Diagnostic(code, Severity.WARNING, values=values, builder_message=message)
        )
