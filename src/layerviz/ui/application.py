"""The window's composition root: makes everything, joins it, runs the event loop.

Handles no argument (the first start), `open [TARGET...]` and `export`. The only module of `ui` that
knows the adapters. What the first picture does not need is imported where it is used: the start
has hardly more time than a bare window takes (docs/adr/0002).
"""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

from layerviz.app.wording import Wording, chosen_language

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layerviz.adapters.digest_store import DigestStore
    from layerviz.adapters.image_targets import ImageTargets
    from layerviz.adapters.targets import ProjectFolders
    from layerviz.app import events
    from layerviz.app.analysing import Analyst
    from layerviz.app.jobs import JobContext
    from layerviz.app.reports import Report
    from layerviz.app.requests import (
        Analyse,
        ListEngine,
        MeasureEngine,
        OpenProject,
        ReadFiles,
        ReadImages,
        ReadSamples,
        SaveFile,
        ScanContext,
    )
    from layerviz.app.samples import Sample
    from layerviz.app.settings import Settings
    from layerviz.app.state import AppState
    from layerviz.core.diagnostics import Diagnostic
    from layerviz.ui.main_window import MainWindow
    from layerviz.ui.running import Opened
    from layerviz.ui.running_window import RunningWindow
    from layerviz.ui.translation import Translator

ANSWERED, CANNOT_ANSWER, WRONG_USAGE = 0, 1, 2
QT_PARTS = (
    "sudo apt-get install libegl1 libgl1 libglib2.0-0 libfontconfig1 libxkbcommon0 libdbus-1-3"
    " libxcb-cursor0"
)
"""As `scripts/set_up.py` installs them, for those who installed with pip."""


def main(arguments: Sequence[str]) -> int:
    """Run what was asked for; gives the exit code. `arguments` are the words behind `layerviz`."""
    try:
        return _run(list(arguments))
    except ImportError as problem:
        if not _is_about_qt(problem):
            raise
        wording = Wording(chosen_language("", os.environ))
        _complain(wording.text("open.no-qt", reason=str(problem), command=QT_PARTS))
        return CANNOT_ANSWER


def _is_about_qt(problem: ImportError) -> bool:
    """Whether PySide6 is not installed, or a library of the system that it needs."""
    return "PySide6" in (problem.name or "") or ".so" in str(problem)


def _run(words: list[str]) -> int:
    if words and words[0] == "export":
        from layerviz.ui.exporting_command import export

        world = World()
        return export(words[1:], world.folders, world.sample)
    wording = Wording(chosen_language("", os.environ))
    targets = words[1:] if words else []
    if any(word in ("--help", "-h") for word in targets):
        sys.stdout.write(f"{wording.text('open.usage')}\n")
        return ANSWERED
    wrong = next((word for word in targets if word.startswith("-") and word != "--"), None)
    if wrong is not None:
        _complain(wording.text("open.unknown-option", option=wrong))
        return WRONG_USAGE
    if not has_display(os.environ):
        _complain(wording.text("open.no-display"))
        return CANNOT_ANSWER
    return run_window([word for word in targets if word != "--"])


def _complain(sentence: str) -> None:
    sys.stderr.write(f"layerviz: {sentence}\n")


def has_display(environment: Mapping[str, str]) -> bool:
    """Whether a window can be shown: everywhere but on a Unix without X11 and Wayland."""
    if sys.platform in ("darwin", "win32") or environment.get("QT_QPA_PLATFORM"):
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def run_window(targets: Sequence[str]) -> int:
    """Show the window until it is closed; further targets stand among the recent ones."""
    gc.disable()  # very many new objects until the first paint, none of them garbage
    from PySide6.QtWidgets import QApplication

    from layerviz.ui.fonts import load_fonts
    from layerviz.ui.main_window import MainWindow
    from layerviz.ui.translation import Translator

    QApplication.setApplicationName("layerviz")
    QApplication.setDesktopFileName("layerviz")
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setStyle("Fusion")
    load_fonts()
    world = World()
    settings = world.settings()
    translator = Translator(settings.language)
    window = MainWindow(translator, settings)
    running: list[RunningWindow] = []

    def go_on() -> None:
        gc.enable()
        running.append(start(window, translator, settings, world, targets=targets))

    window.first_painted.connect(go_on)
    window.show()
    code = QApplication.exec()
    for each in running:
        each.close()
    return code


def start(
    window: MainWindow,
    translator: Translator,
    settings: Settings,
    world: World,
    *,
    targets: Sequence[str] = (),
) -> RunningWindow:
    """Fill the window that stands on the screen, and open what was asked for."""
    from layerviz.app import events
    from layerviz.app.reducing import first_start, initial_state
    from layerviz.ui.running_window import RunningWindow

    if targets:
        running = RunningWindow(window, translator, initial_state(settings), world)
        wanted = [os.path.abspath(each) if _is_path(each) else each for each in targets]
        running.hub.dispatch(events.OpenRequested(wanted[0]))
        running.offer(wanted[1:])
        return running
    state, jobs = first_start(settings)
    running = RunningWindow(window, translator, state, world)
    running.run_jobs(jobs)
    running.show_samples_soon()
    return running


def _is_path(target: str) -> bool:
    from layerviz.app.sample_folders import PREFIX

    return not target.startswith(PREFIX)


class World:
    """The adapters, as the window needs them; fills `ui.running.Services`.

    May be used from several threads, but analyses only one at a time.
    """

    def __init__(self) -> None:
        self._folders: ProjectFolders | None = None
        self._store: DigestStore | None = None
        self._analyst: Analyst | None = None

    def log_folder(self) -> str:
        """Where the log lies: beside the drafts, in the user's state folder."""
        from layerviz.adapters.drafts import drafts_folder

        return os.path.dirname(drafts_folder())

    # --- opening

    @property
    def folders(self) -> ProjectFolders:
        """Finds and reads what is opened."""
        if self._folders is None:
            from layerviz.adapters.targets import ProjectFolders
            from layerviz.app.sample_folders import find_sample

            self._folders = ProjectFolders(find_sample)
        return self._folders

    def open_project(self, request: OpenProject) -> Opened:
        """Read what a target names; images are only found here, and read on their own."""
        from layerviz.app.opening import open_project

        if self._images().is_image(request.target):
            from layerviz.app.image_events import ImageTargetFound

            return ImageTargetFound(request.generation, request.target)
        return open_project(request, self.folders)

    def scan(
        self, request: ScanContext, context: JobContext
    ) -> events.ScanArrived | events.ScanFailed:
        """Look at the build context, reading only what changed since the last look."""
        from layerviz.adapters.digest_store import DigestStore
        from layerviz.adapters.directories import scan
        from layerviz.adapters.project_files import ignore_files
        from layerviz.app import events
        from layerviz.app.opening import text_of
        from layerviz.app.scenario import IgnoreText

        if self._store is None:
            self._store = DigestStore()
        snapshot = scan(request.context_root, store=self._store, job=context)
        problem = next((d for d in snapshot.diagnostics if d.code.startswith("context-not-")), None)
        if problem is not None:
            return events.ScanFailed(request.generation, problem)
        found = ignore_files(request.context_root, request.dockerfile_paths)
        ignores = tuple(IgnoreText(owner, path, text_of(raw)) for owner, path, raw in found)
        return events.ScanArrived(request.generation, snapshot, ignores)

    def analyse(self, request: Analyse) -> tuple[Report | None, ...]:
        """Predict, keeping what a keystroke does not change."""
        if self._analyst is None:
            from layerviz.app.analysing import Analyst

            self._analyst = Analyst(self.sample)
        return self._analyst.analyse(request)

    # --- images

    def read_images(
        self, request: ReadSamples | ReadImages | ReadFiles, context: JobContext
    ) -> events.Event:
        """Read images, their facts or their files."""
        from layerviz.app.reading_images import read_images

        return read_images(request, self._images(), context)

    def ask_engine(
        self, request: ListEngine | MeasureEngine, context: JobContext
    ) -> events.Event | None:
        """The images of the engine, or what they take; None where there is nothing to tell."""
        from layerviz.adapters.engine import EngineImages
        from layerviz.app.image_events import EngineFailed, EngineListed, EngineMeasured
        from layerviz.app.requests import ListEngine
        from layerviz.core.diagnostics import Diagnostic, Severity
        from layerviz.core.errors import EngineError

        is_list = isinstance(request, ListEngine)
        try:
            with EngineImages(job=context) as engine:
                if is_list:
                    return EngineListed(listing=engine.list_images(context))
                return EngineMeasured(usage=engine.disk_usage(context))
        except EngineError as error:
            trouble = Diagnostic(error.code, Severity.ERROR, None, error.values)
            return EngineFailed(trouble) if is_list else None

    def _images(self) -> ImageTargets:
        from layerviz.adapters.image_targets import ImageTargets
        from layerviz.app.image_samples import image_sample_path

        return ImageTargets(image_sample_path)

    # --- files

    def read_file(self, path: str) -> events.FileRead:
        """Read a Dockerfile again."""
        from layerviz.app import events
        from layerviz.app.opening import text_of

        raw = self.folders.read_dockerfile(path)
        if isinstance(raw, bytes):
            return events.FileRead(path, text_of(raw))
        return events.FileRead(path, "" if raw.code == "dockerfile-empty" else None)

    def save(self, request: SaveFile) -> events.Event:
        """Write a file, unless another program wrote something else there meanwhile."""
        from layerviz.adapters.project_files import OtherText, save_text
        from layerviz.app import events
        from layerviz.app.opening import bytes_of, text_of

        expected = None if request.expected is None else bytes_of(request.expected)
        told = save_text(request.path, bytes_of(request.text), expected)
        if isinstance(told, OtherText):
            return events.FileRead(request.path, text_of(told.content))
        if told is not None:
            return events.SaveFailed(request.path, told)
        return events.Saved(request.path, request.text, request.side)

    # --- settings and drafts

    def settings(self) -> Settings:
        """The preferences as they were kept; what cannot be used falls back to its default."""
        from layerviz.adapters.settings_file import read_settings, settings_path
        from layerviz.app.settings import settings_from_plain

        plain, _ = read_settings(settings_path())
        settings, _ = settings_from_plain(plain)
        return settings

    def store_settings(self, settings: Settings) -> Diagnostic | None:
        """Keep the preferences."""
        from layerviz.adapters.settings_file import settings_path, write_settings
        from layerviz.app.settings import plain_from_settings

        return write_settings(settings_path(), plain_from_settings(settings))

    def draft_of(self, state: AppState) -> events.DraftRestored | None:
        """What was left unsaved of what is open; None where it says nothing new."""
        from layerviz.adapters.drafts import drafts_folder, read_draft
        from layerviz.app import events
        from layerviz.app.drafting import content_from_draft, draft_key, is_worth_restoring

        draft = read_draft(drafts_folder(), draft_key(state))
        content = None if draft is None else content_from_draft(draft)
        if content is None or not is_worth_restoring(state, content):
            return None
        return events.DraftRestored(content)

    def keep_draft(self, key: str, draft: Mapping[str, object] | None) -> None:
        """Keep what is unsaved, or forget what was."""
        from layerviz.adapters.drafts import drafts_folder, remove_draft, write_draft

        if draft is None:
            remove_draft(drafts_folder(), key)
        else:
            write_draft(drafts_folder(), draft)

    # --- samples

    def sample(self, name: str) -> Sample | None:
        """One sample with its story."""
        from layerviz.app.samples import load

        try:
            return load(name)
        except KeyError:
            return None

    def samples(self) -> tuple[Sample, ...]:
        """Every sample with its story."""
        from layerviz.app.sample_folders import sample_names
        from layerviz.app.samples import load

        return tuple(load(name) for name in sample_names())
