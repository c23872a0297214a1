"""The one worker primitive: jobs off the window's thread, with progress and cancel; latest wins.

A job is a function of a `JobContext`. Its result, failure and progress arrive on the thread of the
`Workers` object, in order; whatever was cancelled or overtaken never arrives. No other threads
exist in the window.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot

from layerviz.app.jobs import Cancelled, JobContext

PROGRESS_EVERY_S = 0.05
"""Reports of a job that follow faster are dropped, as a rule; the result comes in any case."""
CLOSING_WAIT_MS = 2000

T = TypeVar("T")
Progressed = Callable[[int, int | None, str], None]


class _Context:
    """What a running job sees of the window: whether to stop, and where to report."""

    def __init__(self, report: Callable[[int, int | None, str], None], every_s: float) -> None:
        self._report = report
        self._every_s = every_s
        self._cancelled = threading.Event()
        self._reported_at = 0.0

    def cancel(self) -> None:
        self._cancelled.set()

    @property
    def is_cancelled(self) -> bool:
        return self._cancelled.is_set()

    def check(self) -> None:
        if self._cancelled.is_set():
            raise Cancelled

    def progress(self, done: int, total: int | None, phase: str) -> None:
        self.check()
        now = time.monotonic()
        if now - self._reported_at >= self._every_s:
            self._reported_at = now
            self._report(done, total, phase)


class Handle:
    """A job on its way. Kept by `Workers` until it has reported."""

    def __init__(self, workers: Workers, number: int, progress_every_s: float) -> None:
        self.number = number
        self.context = _Context(
            lambda *told: workers.progressed.emit((self, told)), progress_every_s
        )
        self.is_over = False

    def cancel(self) -> None:
        """Stop caring at once; the job itself stops at its next check."""
        self.is_over = True
        self.context.cancel()


class _Task(QRunnable):
    """The Qt side of one job; owned by `Workers` until it reports."""

    def __init__(
        self, workers: Workers, handle: Handle, job: Callable[[JobContext], object]
    ) -> None:
        super().__init__()
        self.setAutoDelete(False)
        self._workers = workers
        self._handle = handle
        self._job = job

    def run(self) -> None:
        outcome: tuple[bool, object]
        try:
            self._handle.context.check()
            outcome = (True, self._job(self._handle.context))
        except Cancelled:
            outcome = (False, None)
        except (
            Exception
        ) as problem:  # everything is handed on: faults are shown on the window's thread
            outcome = (False, problem)
        self._workers.finished.emit((self._handle, outcome))


class Workers(QObject):
    """Runs jobs on a thread pool of its own and answers on the thread that it lives in."""

    progressed = Signal(object)
    finished = Signal(object)

    def __init__(self, parent: QObject | None = None, *, threads: int = 2) -> None:
        super().__init__(parent)
        self._threads = threads
        self._pools: dict[str, QThreadPool] = {}
        self._calls: dict[
            Handle, tuple[_Task, Callable[..., None], Callable[..., None], Progressed | None]
        ] = {}
        self._latest: dict[str, Handle] = {}
        self._count = 0
        self._is_closing = False
        self.progressed.connect(self._tell_progress)
        self.finished.connect(self._tell_end)

    def run(
        self,
        job: Callable[[JobContext], T],
        on_done: Callable[[T], None],
        on_failed: Callable[[Exception], None],
        on_progress: Progressed | None = None,
        *,
        group: str = "",
        lane: str = "",
        progress_every_s: float = PROGRESS_EVERY_S,
    ) -> Handle:
        """Start a job. In a `group` the latest wins: an older one is cancelled.

        Jobs of different lanes never wait for each other: what may hang, as an engine does, has a
        lane of its own.
        """
        self._count += 1
        handle = Handle(self, self._count, progress_every_s)
        if group:
            self.cancel(group)
            self._latest[group] = handle
        if self._is_closing:
            handle.cancel()
            return handle
        task = _Task(self, handle, job)
        self._calls[handle] = (task, on_done, on_failed, on_progress)
        self._pool(lane).start(task)
        return handle

    def _pool(self, lane: str) -> QThreadPool:
        if lane not in self._pools:
            self._pools[lane] = QThreadPool(self)
            self._pools[lane].setMaxThreadCount(self._threads)
        return self._pools[lane]

    def cancel(self, group: str) -> None:
        """Cancel the running job of a group, if any."""
        running = self._latest.pop(group, None)
        if running is not None:
            running.cancel()

    @property
    def is_idle(self) -> bool:
        """Whether no job is running or waiting to report."""
        return not self._calls

    def close(self, wait_ms: int = CLOSING_WAIT_MS) -> bool:
        """Cancel everything and wait a bounded time; False where a job did not stop."""
        self._is_closing = True
        for handle in self._calls:
            handle.cancel()
        end = time.monotonic() + wait_ms / 1000
        waited = [
            pool.waitForDone(max(0, round((end - time.monotonic()) * 1000)))
            for pool in self._pools.values()
        ]
        return all(waited)

    @Slot(object)
    def _tell_progress(self, told: tuple[Handle, tuple[int, int | None, str]]) -> None:
        handle, progress = told
        call = self._calls.get(handle)
        if call is not None and not handle.is_over and call[3] is not None:
            call[3](*progress)

    @Slot(object)
    def _tell_end(self, told: tuple[Handle, tuple[bool, object]]) -> None:
        handle, (is_done, outcome) = told
        call = self._calls.pop(handle, None)
        if call is None or handle.is_over:
            return
        handle.is_over = True
        _, on_done, on_failed, _ = call
        if is_done:
            on_done(outcome)
        elif isinstance(outcome, Exception):
            on_failed(outcome)
