"""Drafts on disk: one small file for each target with something unsaved.

In the user's state folder.

The plain form is `app.drafting`'s. A draft is written after a pause in typing and removed once
there is nothing to lose; what cannot be read is passed over.
"""

from __future__ import annotations

import contextlib
import hashlib
import os

from layerviz.adapters.whole_files import reason_of, write_whole
from layerviz.core.diagnostics import Diagnostic, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_DRAFTS = 20
MOST_BYTES = 32 << 20


def drafts_folder() -> str:
    """Where drafts lie on this system."""
    import platformdirs  # slow to load, and the command line does without it

    return os.path.join(platformdirs.user_state_dir("layerviz", appauthor=False), "drafts")


def write_draft(folder: str, draft: Mapping[str, object]) -> Diagnostic | None:
    """Keep a draft in place of the target's earlier one; the oldest of too many go."""
    import json

    try:
        content = json.dumps(draft).encode()
        write_whole(_path(folder, str(draft["target"])), content)
        _forget_oldest(folder)
    except OSError as error:
        values = (("reason", reason_of(error)),)
        return Diagnostic("draft-not-saved", Severity.WARNING, None, values)
    return None


def read_draft(folder: str, target: str) -> Mapping[str, object] | None:
    """The draft of a target; None where there is none."""
    return _read(_path(folder, target), target)


def latest_draft(folder: str) -> Mapping[str, object] | None:
    """The draft written last, of whatever target: what a crash would have taken."""
    for path in _newest_first(folder):
        draft = _read(path, None)
        if draft is not None:
            return draft
    return None


def remove_draft(folder: str, target: str) -> None:
    """Forget the draft of a target, if there is one."""
    with contextlib.suppress(OSError):
        os.unlink(_path(folder, target))


def _path(folder: str, target: str) -> str:
    name = hashlib.sha256(target.encode("utf-8", "surrogateescape")).hexdigest()[:32]
    return os.path.join(folder, f"{name}.json")


def _read(path: str, target: str | None) -> Mapping[str, object] | None:
    import json

    try:
        with open(path, "rb") as stream:
            draft = json.loads(stream.read(MOST_BYTES))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(draft, dict) or not isinstance(draft.get("target"), str):
        return None
    return draft if target is None or draft["target"] == target else None


def _newest_first(folder: str) -> list[str]:
    found: list[tuple[int, str]] = []
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".json"):
                with contextlib.suppress(OSError):
                    found.append((entry.stat().st_mtime_ns, entry.path))
    return [path for _, path in sorted(found, reverse=True)]


def _forget_oldest(folder: str) -> None:
    for path in _newest_first(folder)[MOST_DRAFTS:]:
        with contextlib.suppress(OSError):
            os.unlink(path)
