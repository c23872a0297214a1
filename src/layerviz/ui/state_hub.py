"""The one object between state and views: events go in, the next state comes out.

Views never see each other. What an event asks the world to do is handed to `run_job`; the answer
comes back as an event like a click.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from layerviz.app.events import Event
from layerviz.app.reducing import reduce
from layerviz.app.requests import Job
from layerviz.app.state import AppState


class StateHub(QObject):
    """Holds the state. `changed` carries it after every event that made another one."""

    changed = Signal(object)
    asked = Signal(object)
    """A job that only the window can do: the place to save to."""

    def __init__(self, state: AppState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._waiting: deque[Event] = deque()
        self._is_busy = False
        self._run_job: Callable[[Job], None] = self.asked.emit

    @property
    def state(self) -> AppState:
        """The state as it is."""
        return self._state

    def connect_jobs(self, run_job: Callable[[Job], None]) -> None:
        """Say who does what the state asks for."""
        self._run_job = run_job

    @Slot(object)
    def dispatch(self, event: Event) -> None:
        """Take an event. One that arrives while another is being shown waits for its turn."""
        self._waiting.append(event)
        if self._is_busy:
            return
        self._is_busy = True
        try:
            while self._waiting:
                self._take(self._waiting.popleft())
        finally:
            self._is_busy = False

    def _take(self, event: Event) -> None:
        before = self._state
        self._state, jobs = reduce(before, event)
        if self._state is not before:
            self.changed.emit(self._state)
        for (
            job
        ) in jobs:  # last: a worker that has begun would fight with the views for the interpreter
            self._run_job(job)
