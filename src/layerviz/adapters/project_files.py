"""The files of an open project.

Which Dockerfiles its folder holds, reading one again, saving one.
"""

from __future__ import annotations

import os

from layerviz.adapters.targets import IGNORE_FILE, read_optional
from layerviz.adapters.whole_files import reason_of, write_whole
from layerviz.core.diagnostics import Diagnostic, Severity
from layerviz.core.values import Value

NEW_FILE_MODE = 0o644


class OtherText(Value):
    """What lies there is not what was expected, so nothing was written."""

    content: bytes


def save_text(path: str, content: bytes, expected: bytes | None) -> OtherText | Diagnostic | None:
    """Write a file, unless something else than `expected` lies there; None once it is written.

    `expected` None writes over whatever is there; a file that does not exist holds nothing.
    """
    if expected is not None:
        there = read_optional(path)
        if there is not None and there not in (expected, content):
            return OtherText(there)
    try:
        write_whole(path, content, mode=NEW_FILE_MODE)
    except OSError as error:
        values = (("path", path), ("reason", reason_of(error)))
        return Diagnostic("save-failed", Severity.ERROR, None, values)
    return None


def ignore_files(root: str, dockerfiles: tuple[str, ...]) -> tuple[tuple[str, str, bytes], ...]:
    """The ignore files that count: (the Dockerfile it is for, "" for all; its path; its bytes)."""
    wanted = [(path, f"{path}.dockerignore") for path in dockerfiles]
    wanted.append(("", os.path.join(root, IGNORE_FILE)))
    read = [(dockerfile, path, read_optional(path)) for dockerfile, path in wanted]
    return tuple((owner, path, content) for owner, path, content in read if content is not None)
