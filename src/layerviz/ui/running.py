"""Runs what the state asks for: each job off the window's thread, its answer back as an event."""

from __future__ import annotations

from operator import is_not
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from layerviz.app import events
from layerviz.app.image_events import (
    EngineAsked,
    EngineFailed,
    EngineLate,
    FilesFailed,
    ImageProgressed,
)
from layerviz.app.requests import (
    Analyse,
    AskForPlace,
    Job,
    ListEngine,
    MeasureEngine,
    OpenProject,
    ReadFile,
    ReadFiles,
    ReadImages,
    ReadSamples,
    SaveFile,
    ScanContext,
    StopReading,
    StoreSettings,
)
from layerviz.core.diagnostics import Diagnostic, Severity
from layerviz.core.references import ENGINE_PREFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from layerviz.app.image_events import ImageTargetFound
    from layerviz.app.jobs import JobContext
    from layerviz.app.reports import Report
    from layerviz.app.samples import Sample
    from layerviz.app.settings import Settings
    from layerviz.app.shelf import ImageKey
    from layerviz.app.state import AppState
    from layerviz.ui.faults import Faults
    from layerviz.ui.state_hub import StateHub
    from layerviz.ui.work import Workers

    Opened = events.ProjectOpened | events.OpenFailed | ImageTargetFound

DRAFT_PAUSE_MS = 700
SETTINGS_PAUSE_MS = 300
LATE_MS = 2000
"""An engine that has not answered for so long is said to be slow."""
READING_EVERY_S = 0.25
"""How often it is told how far the reading of an image is: the whole window shows each state."""


class Services(Protocol):
    """What the composition root gives: the world, as functions that may block."""

    def log_folder(self) -> str:
        """Where the log lies."""

    def open_project(self, request: OpenProject) -> Opened:
        """Read what a target names."""

    def scan(
        self, request: ScanContext, context: JobContext
    ) -> events.ScanArrived | events.ScanFailed:
        """Look at the build context."""

    def analyse(self, request: Analyse) -> tuple[Report | None, ...]:
        """Predict."""

    def read_file(self, path: str) -> events.FileRead:
        """Read a Dockerfile again."""

    def save(self, request: SaveFile) -> events.Event:
        """Write a file."""

    def read_images(
        self, request: ReadSamples | ReadImages | ReadFiles, context: JobContext
    ) -> events.Event:
        """Read images, their facts or their files."""

    def ask_engine(
        self, request: ListEngine | MeasureEngine, context: JobContext
    ) -> events.Event | None:
        """The images of the engine, or what they take; None where there is nothing to tell."""

    def store_settings(self, settings: Settings) -> Diagnostic | None:
        """Keep the preferences."""

    def samples(self) -> tuple[Sample, ...]:
        """Every sample with its story."""

    def sample(self, name: str) -> Sample | None:
        """One sample with its story."""

    def draft_of(self, state: AppState) -> events.DraftRestored | None:
        """What was left unsaved of what is open."""

    def keep_draft(self, key: str, draft: Mapping[str, object] | None) -> None:
        """Keep what is unsaved, or forget what was."""


class Runner(QObject):
    """Between the hub and the workers."""

    sample_loaded = Signal(object)
    """The `Sample` that is open, or None for a folder of the user."""
    place_asked = Signal(object)
    """An `AskForPlace`: only the window can ask."""

    def __init__(self, hub: StateHub, workers: Workers, services: Services, faults: Faults) -> None:
        super().__init__(hub)
        self._hub = hub
        self._workers = workers
        self._services = services
        self._faults = faults
        self._settings: Settings | None = None
        self._draft_key = ""
        self._kept = _kept_in_draft(hub.state)
        self._stored = self._timer(SETTINGS_PAUSE_MS, self._store_settings)
        self._drafted = self._timer(DRAFT_PAUSE_MS, self._keep_draft)
        self.asks_again = self._timer(0, self._ask_engine_again)
        """Runs out when it is time to ask the engine again."""
        self.waits_long = self._timer(LATE_MS, self._tell_late)
        """Runs out when it is to be said that the engine is slow."""
        hub.changed.connect(self._state_changed)

    def _timer(self, wait_ms: int, deed: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(wait_ms)
        timer.timeout.connect(deed)
        return timer

    def run(self, job: Job) -> None:
        """Start what the state asks for."""
        if isinstance(job, Analyse):
            self._analyse(job)
        elif isinstance(job, ScanContext):
            self._scan(job)
        elif isinstance(job, OpenProject):
            self._open(job)
        elif isinstance(job, StoreSettings):
            self._settings = job.settings
            self._stored.start()
        elif isinstance(job, AskForPlace):
            self.place_asked.emit(job)
        elif isinstance(job, ReadSamples | ReadImages | ReadFiles):
            self._read(job)
        elif isinstance(job, StopReading):
            self._workers.cancel(_reading_of(job.key))
        elif isinstance(job, ListEngine):
            self._list_engine(job)
        elif isinstance(job, MeasureEngine):
            self._measure_engine(job)
        else:
            self._touch_file(job)

    def close(self) -> None:
        """Write at once what was waiting for a pause; cancel the rest."""
        self.asks_again.stop()
        self.waits_long.stop()
        if self._stored.isActive():
            self._stored.stop()
            if self._settings is not None:
                self._services.store_settings(self._settings)
        if self._drafted.isActive():
            self._drafted.stop()
            self._write_draft(self._hub.state)
        self._workers.close()

    def cancel_scan(self) -> None:
        """Stop looking at the folder; what was there before stays."""
        scan = self._hub.state.scan
        self._workers.cancel("scan")
        stopped = Diagnostic("scan-cancelled", Severity.NOTE)
        self._hub.dispatch(events.ScanFailed(scan.generation, stopped))

    def read_then(self, path: str, deed: Callable[[str], None]) -> None:
        """Read a Dockerfile of the folder and go on with its text."""

        def done(read: events.FileRead) -> None:
            if read.text is not None:
                deed(read.text)

        self._workers.run(
            lambda _context: self._services.read_file(path), done, self._faults.report
        )

    def load_samples(self, deed: Callable[[tuple[Sample, ...]], None]) -> None:
        """Read all samples and go on with them."""
        self._workers.run(lambda _context: self._services.samples(), deed, self._faults.report)

    # --- one job each

    def _analyse(self, job: Analyse) -> None:
        def work(context: JobContext) -> tuple[Report | None, ...]:
            context.check()
            return self._services.analyse(job)

        def done(reports: tuple[Report | None, ...]) -> None:
            self._hub.dispatch(events.AnalysisArrived(job.generation, reports))

        def failed(problem: Exception) -> None:
            told = Diagnostic("analysis-failed", Severity.ERROR)
            self._hub.dispatch(events.AnalysisFailed(job.generation, told))
            self._faults.report(problem)

        self._workers.run(work, done, failed, group="analysis")

    def _scan(self, job: ScanContext) -> None:
        def work(context: JobContext) -> events.ScanArrived | events.ScanFailed:
            return self._services.scan(job, context)

        def failed(problem: Exception) -> None:
            values = (("reason", str(problem)),)
            told = Diagnostic("scan-failed", Severity.ERROR, None, values)
            self._hub.dispatch(events.ScanFailed(job.generation, told))
            self._faults.report(problem)

        def progressed(done: int, total: int | None, _phase: str) -> None:
            self._hub.dispatch(events.ScanProgressed(job.generation, done, total))

        self._workers.run(work, self._hub.dispatch, failed, progressed, group="scan")

    def _open(self, job: OpenProject) -> None:
        def work(_context: JobContext) -> tuple[Opened, Sample | None]:
            answer = self._services.open_project(job)
            name = answer.project.sample if isinstance(answer, events.ProjectOpened) else ""
            return answer, self._services.sample(name) if name else None

        def done(told: tuple[Opened, Sample | None]) -> None:
            answer, sample = told
            if isinstance(answer, events.ProjectOpened):
                self.sample_loaded.emit(sample)
            self._hub.dispatch(answer)
            if isinstance(answer, events.ProjectOpened):
                self._restore_draft()

        def failed(problem: Exception) -> None:
            values = (("path", job.target),)
            told = Diagnostic("target-unreadable", Severity.ERROR, None, values)
            self._hub.dispatch(events.OpenFailed(job.generation, job.target, told))
            self._faults.report(problem)

        self._workers.run(work, done, failed, group="open")

    def _read(self, job: ReadSamples | ReadImages | ReadFiles) -> None:
        key = None if isinstance(job, ReadSamples) else job.key
        is_of_engine = not isinstance(job, ReadSamples) and job.target.startswith(ENGINE_PREFIX)

        def failed(problem: Exception) -> None:
            self._faults.report(problem)
            if key is not None:
                told = Diagnostic("reading-failed", Severity.ERROR)
                self._hub.dispatch(FilesFailed(key, told))

        def progressed(done: int, total: int | None, phase: str) -> None:
            if key is not None:
                self._hub.dispatch(ImageProgressed(key, done, total, phase))

        self._workers.run(
            lambda context: self._services.read_images(job, context),
            self._hub.dispatch,
            failed,
            progressed,
            group=_reading_of(key) if key is not None else "",
            lane="images of engine" if is_of_engine else "images",
            progress_every_s=READING_EVERY_S,
        )

    # --- the engine: it may hang, so nothing else waits in its lane

    def _list_engine(self, job: ListEngine) -> None:
        if job.after_seconds:
            self.asks_again.start(job.after_seconds * 1000)
            return
        self.asks_again.stop()
        self.waits_long.start()

        def failed(problem: Exception) -> None:
            self._faults.report(problem)
            answered(EngineFailed(Diagnostic("engine-fault", Severity.ERROR)))

        def answered(answer: events.Event | None) -> None:
            self.waits_long.stop()
            if answer is not None:
                self._hub.dispatch(answer)

        self._workers.run(
            lambda context: self._services.ask_engine(job, context),
            answered,
            failed,
            group="engine list",
            lane="engine",
        )

    def _measure_engine(self, job: MeasureEngine) -> None:
        def answered(answer: events.Event | None) -> None:
            if answer is not None:
                self._hub.dispatch(answer)

        self._workers.run(
            lambda context: self._services.ask_engine(job, context),
            answered,
            self._faults.report,
            group="engine usage",
            lane="engine",
        )

    def _ask_engine_again(self) -> None:
        self._hub.dispatch(EngineAsked())

    def _tell_late(self) -> None:
        self._hub.dispatch(EngineLate())

    def _touch_file(self, job: ReadFile | SaveFile) -> None:
        def work(_context: JobContext) -> events.Event:
            if isinstance(job, ReadFile):
                return self._services.read_file(job.path)
            return self._services.save(job)

        self._workers.run(work, self._hub.dispatch, self._faults.report)

    # --- settings and drafts, after a pause

    def _store_settings(self) -> None:
        settings = self._settings
        if settings is not None:
            self._workers.run(
                lambda _context: self._services.store_settings(settings),
                _nothing,
                self._faults.report,
                group="settings",
            )

    def _state_changed(self, state: AppState) -> None:
        # Progress of something long is no reason to wait on with what was typed.
        kept = _kept_in_draft(state)
        if any(map(is_not, kept, self._kept)):
            self._kept = kept
            self._drafted.start()

    def _keep_draft(self) -> None:
        state = self._hub.state
        self._workers.run(
            lambda _context: self._write_draft(state), _nothing, self._faults.report, group="draft"
        )

    def _write_draft(self, state: AppState) -> None:
        from layerviz.app.drafting import draft_from_state, draft_key  # not at start

        key = draft_key(state)
        if state.project.is_open and key == self._draft_key:
            self._services.keep_draft(key, draft_from_state(state))

    def _restore_draft(self) -> None:
        from layerviz.app.drafting import draft_key  # not at start

        state = self._hub.state
        if state.question is not None:  # a question begins anew
            self._draft_key = draft_key(state)
            return

        def done(found: events.DraftRestored | None) -> None:
            # Only from here on may an empty draft take the place of the one on disk.
            self._draft_key = draft_key(state)
            if found is not None:
                self._hub.dispatch(found)

        self._workers.run(
            lambda _context: self._services.draft_of(state), done, self._faults.report
        )


def _kept_in_draft(state: AppState) -> tuple[object, ...]:
    """What a draft is made of."""
    return (state.project, state.content, state.disk)


def _reading_of(key: ImageKey) -> str:
    """The group of what is read of an image."""
    return f"reading {key}"


def _nothing(_answer: object) -> None:
    """Nobody waits for the answer."""
