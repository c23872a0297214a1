"""The settings as one JSON file in the user's configuration folder.

In the plain form of `app.settings`.

Written whole and put in place in one move, so that a crash leaves the old file or the new one. A
file that is no JSON object is set aside as `settings.json.bad`, never overwritten unseen.
"""

from __future__ import annotations

import contextlib
import os
import sys

from layerviz.adapters.whole_files import reason_of, write_whole
from layerviz.core.diagnostics import Diagnostic, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = "settings.json"
MOST_BYTES = 1_000_000


def settings_path() -> str:
    """Where the settings lie on this system."""
    # What platformdirs says, without the time that importing it takes from the window's start.
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
    elif sys.platform == "darwin":
        base = os.path.join(home, "Library", "Application Support")
    else:
        given = os.environ.get("XDG_CONFIG_HOME", "")
        base = given if os.path.isabs(given) else os.path.join(home, ".config")
    return os.path.join(base, "layerviz", NAME)


def read_settings(path: str) -> tuple[Mapping[str, object], tuple[Diagnostic, ...]]:
    """The plain settings, empty at the first start, and a warning where the file cannot be used."""
    try:
        with open(path, "rb") as stream:
            import json  # not at a first start

            plain = json.loads(stream.read(MOST_BYTES))
    except FileNotFoundError:
        return {}, ()
    except (OSError, ValueError, RecursionError):
        return _set_aside(path)
    if not isinstance(plain, dict):
        return _set_aside(path)
    return plain, ()


def write_settings(path: str, plain: Mapping[str, object]) -> Diagnostic | None:
    """Write the settings; a diagnostic where that fails."""
    import json

    text = json.dumps(plain, ensure_ascii=False, indent=2) + "\n"
    try:
        write_whole(path, text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        values = (("path", path), ("reason", reason_of(error)))
        return Diagnostic("settings-not-saved", Severity.WARNING, None, values)
    return None


def _set_aside(path: str) -> tuple[Mapping[str, object], tuple[Diagnostic, ...]]:
    with contextlib.suppress(OSError):  # unreadable for some other reason: it stays
        os.replace(path, f"{path}.bad")
    return {}, (Diagnostic("settings-unreadable", Severity.WARNING, None, (("path", path),)),)
