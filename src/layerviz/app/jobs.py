"""What a long job is given: a way to tell how far it is, and to learn that nobody wants it now."""

from __future__ import annotations


class Cancelled(Exception):
    """Somebody no longer wants the result. Not an error, and never shown as one."""


class JobContext:
    """The context of a job that nobody watches and nobody cancels; others override both methods."""

    def progress(self, done: int, total: int | None, phase: str) -> None:
        """Note how far the job is. `total` is None while nobody knows; `phase` is a code."""

    def check(self) -> None:
        """Raise Cancelled if the result is no longer wanted. To be called every few milliseconds."""
