"""Writes files whole or not at all: to a name beside it, then in one move into place."""

from __future__ import annotations

import contextlib
import os

PRIVATE = 0o600


def write_whole(path: str, content: bytes, *, mode: int = PRIVATE) -> None:
    """Put `content` at the path, folders made as needed; OSError where that cannot be done.

    A link is followed, and an existing file keeps its permissions; `mode` is for a new one.
    """
    target = os.path.realpath(path)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with contextlib.suppress(OSError):
        mode = os.stat(target).st_mode & 0o7777
    beside = f"{target}.{os.getpid()}.part"
    try:
        _write(beside, content, mode)
        os.replace(beside, target)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        raise


def reason_of(error: OSError) -> str:
    """What the system says of an error, without the path."""
    return error.strerror or str(error)


def _write(path: str, content: bytes, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    os.chmod(path, mode)
