"""What `TARGET` on a command line means, and the two texts of a build read from disk.

A target is a context folder, a Dockerfile (its folder is the context) or `sample:NAME`. Expected
trouble is a Diagnostic, with the builder's own words where it has some; nothing raises for it.
"""

from __future__ import annotations

import os
import stat

from layerviz.core.diagnostics import Diagnostic, Severity
from layerviz.core.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

DEFAULT_DOCKERFILE = "Dockerfile"
IGNORE_FILE = ".dockerignore"
_NAMES = ("dockerfile", "containerfile")
MOST_BYTES = 16 << 20
"""The builder receives a Dockerfile in one message, which may not be longer; so an ignore file."""
MOST_SHOWN_BYTES = 1 << 20
MOST_LINES = 10_000
"""A Dockerfile beyond these is no Dockerfile: an image holds 127 layers or a few more."""
_HANDED_OVER = "/dev/"
"""Where a shell puts what it hands over: `-f <(...)`, `-f /dev/stdin`."""


class Place(Value):
    """Where a build lies: absolute paths, and the target as it was typed.

    `sample` is the sample's name, "" for none. The Dockerfile may lie outside the context.
    """

    typed: str
    context_root: str
    dockerfile: str
    sample: str = ""

    @property
    def dockerfile_in_context(self) -> str:
        """The Dockerfile's path in the context, "" for one that lies outside (R13)."""
        return path_below(self.context_root, self.dockerfile)


class _IrregularError(OSError):
    """A pipe, a socket or a device lies where a file is expected."""


class ProjectFolders:
    """Finds and reads what is opened; fills `app.ports.ProjectFiles`."""

    def __init__(self, find_sample: Callable[[str], tuple[str, str] | Diagnostic | None]) -> None:
        """`find_sample` gives name and folder for `sample:NAME`, None for any other target."""
        self._find_sample = find_sample

    def locate(self, target: str, file: str = "") -> Place | Diagnostic:
        """Where the build of a target lies; `file`: another Dockerfile, as `docker build -f`.

        `file` is looked for from the working directory, then in the context; for a sample the
        other way round. Whether the Dockerfile exists is found out by reading it.
        """
        found = self._find_sample(target)
        if isinstance(found, Diagnostic):
            return found
        if found is not None:
            name, folder = found
            return Place(target, folder, _dockerfile_of(folder, file, is_sample=True), name)
        if os.path.isdir(target):
            root = os.path.abspath(target)
            return Place(target, root, _dockerfile_of(root, file))
        if not _is_nowhere(target):
            root = os.path.dirname(os.path.abspath(target))
            return Place(target, root, _dockerfile_of(root, file or os.path.abspath(target)))
        return _problem("target-missing", path=target)

    def read_dockerfile(self, path: str) -> bytes | Diagnostic:
        """The bytes of a Dockerfile, or why they cannot be had."""
        return read_dockerfile(path)

    def dockerfiles_in(self, folder: str) -> tuple[str, ...]:
        """The Dockerfiles of a folder as absolute paths, the usual one first."""
        try:
            names = sorted(filter(_is_dockerfile, os.listdir(folder)))
        except OSError:
            return ()
        names.sort(key=lambda name: name != DEFAULT_DOCKERFILE)
        paths = [os.path.join(folder, name) for name in names]
        return tuple(path for path in paths if os.path.isfile(path))


def read_dockerfile(path: str) -> bytes | Diagnostic:
    """The bytes of a Dockerfile, or why the builder cannot have them."""
    name = os.path.basename(path)
    if os.path.isdir(path):
        return _unreadable("dockerfile-is-a-directory", path, f"read {name}: is a directory")
    try:
        text = _read(path)
    except FileNotFoundError:
        return missing_dockerfile(path)
    except PermissionError:
        return _unreadable("dockerfile-denied", path, f"open {name}: permission denied")
    except _IrregularError:
        return _problem("dockerfile-irregular", path=path)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return _unreadable("dockerfile-unreadable", path, f"open {name}: {reason.lower()}")
    lines = max(text.count(b"\n"), 1)
    if len(text) > MOST_SHOWN_BYTES or lines > MOST_LINES:
        size = max(os.path.getsize(path), len(text))
        return _problem("dockerfile-too-large", path=path, size=str(size), lines=str(lines))
    if not text:
        words = f"the Dockerfile ({name}) cannot be empty"
        return Diagnostic("dockerfile-empty", Severity.ERROR, None, (("path", path),), words)
    return text


def missing_dockerfile(path: str) -> Diagnostic:
    """What to say where there is no Dockerfile."""
    name = os.path.basename(path)
    return _unreadable("dockerfile-missing", path, f"open {name}: no such file or directory")


def read_optional(path: str) -> bytes | None:
    """The bytes of an ignore file; None where there is none or it cannot be read."""
    try:
        return _read(path)
    except (OSError, ValueError):
        return None


def path_below(root: str, path: str) -> str:
    """A path relative to a folder, with forward slashes; "" for one that is not below it.

    Links on the way to either are followed, the file itself is not.
    """
    parent, name = os.path.split(os.path.abspath(path))
    if parent == os.path.abspath(root):
        return name
    real_root, real_parent = os.path.realpath(root), os.path.realpath(parent)
    if real_parent == real_root:
        return name
    prefix = real_root.rstrip(os.sep) + os.sep
    if not real_parent.startswith(prefix):
        return ""
    return f"{real_parent[len(prefix) :]}{os.sep}{name}".replace(os.sep, "/")


def _read(path: str) -> bytes:
    """The bytes of a regular file, those that a builder may take; a pipe must not make us wait."""
    is_handed_over = path.startswith(_HANDED_OVER)
    no_wait = 0 if is_handed_over else getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | no_wait)
    try:
        mode = os.fstat(descriptor).st_mode
        if not (is_handed_over or stat.S_ISREG(mode)):
            raise _IrregularError
        with open(descriptor, "rb", closefd=False) as stream:
            return stream.read(MOST_BYTES)
    finally:
        os.close(descriptor)


def _is_nowhere(path: str) -> bool:
    """Whether there is nothing; what lies behind a closed door may be there."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return True
    except OSError:
        return False
    return False


def _is_dockerfile(name: str) -> bool:
    plain = name.lower()
    if plain.endswith(IGNORE_FILE):
        return False
    words = plain.split(".")
    return words[0] in _NAMES or words[-1] in _NAMES


def _dockerfile_of(root: str, file: str, *, is_sample: bool = False) -> str:
    if not file:
        return os.path.join(root, DEFAULT_DOCKERFILE)
    outside, inside = os.path.abspath(file), os.path.join(root, file)
    first, second = (inside, outside) if is_sample else (outside, inside)
    return second if os.path.lexists(second) and not os.path.lexists(first) else first


def _unreadable(code: str, path: str, reason: str) -> Diagnostic:
    words = f"failed to read dockerfile: {reason}"
    return Diagnostic(code, Severity.ERROR, None, (("path", path),), words)


def _problem(code: str, **values: str) -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, None, tuple(sorted(values.items())))
