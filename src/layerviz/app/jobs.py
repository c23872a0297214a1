"""What a long job is given: a way to tell how far it is, and to learn that nobody wants it now."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol
else:
    Protocol = object


class Cancelled(Exception):
    """Somebody no longer wants the result. Not an error, and never shown as one."""


class JobContext(Protocol):
    """Goes along with a job from the one who started it."""

    def progress(self, done: int, total: int | None, phase: str) -> None:
        """Note how far the job is. `total`: None while nobody knows; `phase`: a code."""

    def check(self) -> None:
        """Raise Cancelled if the result is no longer wanted. To be called every few ms."""
