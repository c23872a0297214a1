"""Tells on a terminal how far long work is; silent where nobody sees it."""

from __future__ import annotations

import sys
import time

from layerviz.app.messages import Size

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.app.wording import Wording

_QUIET_SECONDS = 1.0
_PAUSE_SECONDS = 0.1
_IN_BYTES = ("exporting", "unpacking", "layers")
_CLEAR = "\r\x1b[K"


class Waiting:
    """A job's context on the command line; Ctrl+C is how it is cancelled."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self._next = time.monotonic() + _QUIET_SECONDS
        self._is_shown = False

    def progress(self, done: int, total: int | None, phase: str) -> None:
        """Show how far the work is, not at once and not too often."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + _PAUSE_SECONDS
        self._is_shown = True
        is_bytes = phase in _IN_BYTES
        said = self._wording.text(
            f"cli.progress.{phase}",
            done=Size(done) if is_bytes else done,
            total=Size(total) if is_bytes else total or 0,
        )
        sys.stderr.write(f"{_CLEAR}{said}")
        sys.stderr.flush()

    def check(self) -> None:
        """Nothing to do: Ctrl+C interrupts by itself."""

    def end(self) -> None:
        """Take the line away."""
        if self._is_shown:
            sys.stderr.write(_CLEAR)
            sys.stderr.flush()
