"""A whole session without a window: the state, with every request answered from memory at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from layerviz.app.analysing import Analyst
from layerviz.app.events import (
    AnalysisArrived,
    Event,
    FileRead,
    ProjectOpened,
    Saved,
    ScanArrived,
)
from layerviz.app.image_events import SamplesArrived
from layerviz.app.inspecting import Inspection
from layerviz.app.reducing import initial_state, reduce
from layerviz.app.requests import (
    Analyse,
    Job,
    OpenProject,
    ReadFile,
    ReadFiles,
    ReadImages,
    ReadSamples,
    SaveFile,
    ScanContext,
)
from layerviz.app.scenario import IgnoreText, Sheet
from layerviz.app.settings import Settings
from layerviz.app.state import AppState, DiskText, Project
from layerviz.core.analysis import Step, Verdict
from layerviz.core.context import ContextSnapshot, Directory, File, content_digest

J = TypeVar("J")
ROOT = "/project"
NODE = "FROM node:20-alpine\nWORKDIR /app\nCOPY package*.json ./\nRUN npm install\nCOPY . .\n"
CODE_FIRST = "FROM node:20-alpine\nWORKDIR /app\nCOPY . .\nRUN npm install\n"
NODE_FILES = {
    "Dockerfile": NODE,
    "Dockerfile.code-first": CODE_FIRST,
    "package.json": "{}",
    "server.js": "listen()",
    "debug.log": "x",
}


def snapshot_of(files: Mapping[str, str]) -> ContextSnapshot:
    """A folder with these texts, all of mode 0644."""
    snapshot = ContextSnapshot(Directory(0o755, {}))
    for path, text in files.items():
        raw = text.encode("utf-8", "surrogateescape")
        snapshot = snapshot.with_file(path, File(0o644, len(raw), content_digest(raw)))
    return snapshot


class Session:
    """A user in front of the app. `files` is the disk; `jobs` are all requests made so far."""

    def __init__(
        self,
        files: Mapping[str, str] = NODE_FILES,
        dockerfiles: Iterable[str] = ("Dockerfile",),
        settings: Settings = Settings(),  # noqa: B008 - a frozen value
    ) -> None:
        self.files = dict(files)
        self.dockerfiles = tuple(dockerfiles)
        self.state = initial_state(settings)
        self.jobs: list[Job] = []
        self.analyst = Analyst(lambda _: None)
        self.samples: tuple[Inspection, ...] = ()
        self.images: Callable[[ReadImages | ReadFiles], Event | None] = lambda _: None
        """What answers requests for images; None leaves them on their way."""

    def do(self, *events: Event) -> AppState:
        """Let events happen, and the world answer."""
        for event in events:
            self.state, jobs = reduce(self.state, event)
            for job in jobs:
                self.jobs.append(job)
                answer = self.answer(job)
                if answer is not None:
                    self.do(answer)
        return self.state

    def jobs_of(self, kind: type[J]) -> list[J]:
        """The requests of one kind made so far."""
        return [job for job in self.jobs if isinstance(job, kind)]

    def answer(self, job: Job) -> Event | None:
        """What the world says to a request."""
        match job:
            case OpenProject():
                sheets = tuple(Sheet(f"{ROOT}/{n}", self.files[n]) for n in self.dockerfiles)
                return ProjectOpened(
                    generation=job.generation,
                    target=job.target,
                    project=Project(context_root=ROOT),
                    sheets=sheets,
                    disk=tuple(DiskText(s.path, s.text) for s in sheets),
                    side=len(sheets) - 1,
                    presentation=job.presentation,
                )
            case ScanContext():
                return ScanArrived(job.generation, snapshot_of(self.files), self.ignores())
            case Analyse():
                return AnalysisArrived(job.generation, self.analyst.analyse(job))
            case ReadFile():
                return FileRead(job.path, self.files.get(job.path.removeprefix(f"{ROOT}/")))
            case ReadSamples():
                return SamplesArrived(found=self.samples)
            case ReadImages() | ReadFiles():
                return self.images(job)
            case SaveFile():
                self.files[job.path.removeprefix(f"{ROOT}/")] = job.text
                return Saved(job.path, job.text, job.side)
            case _:
                return None

    def ignores(self) -> tuple[IgnoreText, ...]:
        """The ignore file on disk, if there is one."""
        text = self.files.get(".dockerignore")
        return () if text is None else (IgnoreText("", f"{ROOT}/.dockerignore", text),)

    def steps(self, side: int | None = None) -> tuple[Step, ...]:
        """The steps after the edit."""
        analysis = self.state.analysis(side)
        assert analysis is not None
        return analysis.after.steps

    def verdicts(self, side: int | None = None) -> str:
        """The first letter of each step's verdict, in file order."""
        letters = {verdict: verdict.value[0].upper() for verdict in Verdict}
        return "".join(letters[step.verdict] for step in self.steps(side))
