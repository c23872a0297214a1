"""A build context on disk as a `ContextSnapshot`, reading only what changed since the last look.

What the ignore file leaves out is listed but not read, and a directory in which nothing can be sent
is not even listed until somebody opens it. Expected trouble becomes a diagnostic with its path.
"""

from __future__ import annotations

import gc
import os
import stat

from layerviz.adapters.context_look import Look
from layerviz.adapters.file_reading import row_of
from layerviz.core.context_tree import ContextSnapshot, Directory, path_parts, put
from layerviz.core.diagnostics import Diagnostic, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from layerviz.adapters.context_look import Job
    from layerviz.adapters.digest_store import DigestStore
    from layerviz.core.context_tree import Node
    from layerviz.core.ignorefile import IgnoreFile


def scan(
    root: str,
    *,
    store: DigestStore | None = None,
    job: Job | None = None,
    ignore: IgnoreFile | None = None,
) -> ContextSnapshot:
    """The context as it lies on disk, ignored entries included, and what was wrong with it.

    Files that `ignore` leaves out have the digest UNREAD, unless it is known anyway. Raises what
    `job.check` raises, else nothing.
    """
    try:
        status = os.stat(root)
    except (OSError, ValueError):
        return _nothing("context-not-found", root)
    if not stat.S_ISDIR(status.st_mode):
        return _nothing("context-not-a-directory", root)
    is_collecting = gc.isenabled()
    gc.disable()  # very many new objects, none of them garbage
    try:
        look = Look(root, store.load(root) if store else {}, job, ignore)
        top = look.subtree("", row_of(status))
        if look.is_shut_out:
            return _nothing("context-not-readable", root)
        if store:
            store.save(root, look.records, look.changed)
        return ContextSnapshot(top, look.problems)
    finally:
        if is_collecting:
            gc.enable()


def rescan_paths(
    snapshot: ContextSnapshot,
    root: str,
    paths: Iterable[str],
    *,
    store: DigestStore | None = None,
    ignore: IgnoreFile | None = None,
) -> ContextSnapshot:
    """The snapshot after a new look at these paths only, as a watcher reports them.

    A path may be new, gone, a file or a directory with all that it holds. The cost does not depend
    on the size of the context.
    """
    wanted = sorted({_known_part(snapshot, path) for path in paths} - {""})
    top = snapshot.root
    problems = [each for each in snapshot.diagnostics if not _concerns(each, wanted)]
    for path in wanted:
        node, found = _looked_at(root, path, store, ignore)
        problems += found
        if node is not None or ContextSnapshot(top).find(path) is not None:
            top = put(top, path_parts(path), node)
    return ContextSnapshot(top, tuple(problems))


def _known_part(snapshot: ContextSnapshot, path: str) -> str:
    """The path, or the first directory of it that the snapshot does not know."""
    parts = path_parts(path)
    for length in range(1, len(parts)):
        if not isinstance(snapshot.find("/".join(parts[:length])), Directory):
            return "/".join(parts[:length])
    return "/".join(parts)


def _looked_at(
    root: str, path: str, store: DigestStore | None, ignore: IgnoreFile | None
) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    try:
        row = row_of(os.lstat(os.path.join(root, path)))
    except (OSError, ValueError):
        return None, ()
    is_directory = stat.S_ISDIR(row[0])
    look = Look(root, store.load(root) if store and is_directory else {}, None, ignore)
    node = look.subtree(path, row) if is_directory else look.leaf(path, row)
    return node, look.problems


def _concerns(problem: Diagnostic, paths: list[str]) -> bool:
    place = dict(problem.values).get("path", "")
    return any(place == path or place.startswith(f"{path}/") for path in paths)


def _nothing(code: str, root: str) -> ContextSnapshot:
    is_there = code == "context-not-readable"  # the builder says nothing, and finds nothing in it
    message = "" if is_there else f'unable to prepare context: path "{root}" not found'
    problem = Diagnostic(code, Severity.ERROR, values=(("path", root),), builder_message=message)
    return ContextSnapshot(Directory(0o755, {}), (problem,))
