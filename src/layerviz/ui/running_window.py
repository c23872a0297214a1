"""Joins hub, workers and window: events up, states down, and what only a window can do."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from layerviz.app import events
from layerviz.app.state import AppState, View
from layerviz.ui.actions import ACTIONS
from layerviz.ui.faults import Faults
from layerviz.ui.main_window import MainWindow
from layerviz.ui.recent import fill_recent
from layerviz.ui.running import Runner
from layerviz.ui.state_hub import StateHub
from layerviz.ui.translation import Translator
from layerviz.ui.work import Workers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerviz.app.requests import AskForPlace, Job
    from layerviz.ui.running import Services

LOOK_AGAIN_AFTER_S = 1.0
"""Coming back to the window looks at the folder again, but not more often than this."""


class RunningWindow(QObject):
    """Owns everything that lives as long as the window."""

    def __init__(
        self, window: MainWindow, translator: Translator, state: AppState, services: Services
    ) -> None:
        super().__init__()
        self.faults = Faults(self)
        self.translator = translator
        self.hub = StateHub(state, self)
        self.workers = Workers(self)
        self._services = services
        self.runner = Runner(self.hub, self.workers, services, self.faults)
        self.window = window
        window.furnish(state)
        self._looked_at = time.monotonic()
        self._waiting: list[str] = []
        self._connect()

    def _connect(self) -> None:
        window = self.window
        self.hub.connect_jobs(self.runner.run)
        self.hub.changed.connect(window.show_state)
        self.runner.sample_loaded.connect(window.show_sample)
        self.runner.place_asked.connect(self._ask_for_place)
        window.intended.connect(self.hub.dispatch)
        window.deed_asked.connect(self._do)
        window.dropped.connect(self.open)
        window.sample_chosen.connect(self.open)
        window.dockerfile_chosen.connect(self._choose_dockerfile)
        window.scan_cancelled.connect(self.runner.cancel_scan)
        window.recent_menu.aboutToShow.connect(self._fill_recent)
        self.faults.happened.connect(self._show_fault)
        self.faults.install(self._services.log_folder)

    # --- opening

    def run_jobs(self, jobs: Sequence[Job]) -> None:
        """Start what a state made elsewhere asks for."""
        for job in jobs:
            self.runner.run(job)

    def open_first(self, requests: Sequence[events.Event]) -> None:
        """Open what the command line names."""
        for request in requests:
            self.hub.dispatch(request)

    def offer(self, targets: Sequence[str]) -> None:
        """Further targets of the command line stand first among the recent ones."""
        self._waiting = list(targets)

    def open(self, target: str) -> None:
        """Open a folder, a Dockerfile or a sample."""
        self.window.hide_samples()
        self.hub.dispatch(events.OpenRequested(target))

    def show_samples_soon(self) -> None:
        """Read and show the samples once the first picture stands."""
        QTimer.singleShot(250, self, self._load_samples)

    def _load_samples(self) -> None:
        self.runner.load_samples(self.window.show_samples)

    def close(self) -> None:
        """Stop everything within a bounded time."""
        self.runner.close()
        self.faults.remove()

    # --- deeds

    def _do(self, deed: str) -> None:
        deeds = {
            "open-folder": self._ask_folder,
            "open-file": self._ask_file,
            "open-archive": self._ask_archive,
            "samples": self._toggle_samples,
            "save-as": self._save_as,
            "export": self._export,
            "rescan": self._look_again,
            "look-again": self._look_again_after_a_while,
            "other-file": self._ask_other_file,
            "search": self._search,
            "keys": self._list_keys,
            "quit": self.window.close,
        }
        deed_wanted = deeds.get(deed)
        if deed_wanted is not None:
            deed_wanted()

    def _ask_folder(self) -> None:
        from layerviz.ui.dialogs.asking import ask_for_folder  # only once somebody asks

        ask_for_folder(self.window, self.translator.text("ask.folder"), self.open)

    def _ask_file(self) -> None:
        from layerviz.ui.dialogs.asking import ask_for_file  # only once somebody asks

        ask_for_file(self.window, self.translator.text("ask.file"), self.open)

    def _ask_archive(self) -> None:
        from layerviz.ui.dialogs.asking import ask_for_file  # only once somebody asks

        ask_for_file(self.window, self.translator.text("ask.archive"), self.open)

    def _ask_other_file(self) -> None:
        from layerviz.ui.dialogs.asking import ask_for_file  # only once somebody asks

        text = self.translator.text("ask.other-file")
        folder = self.hub.state.project.context_root
        ask_for_file(self.window, text, self._compare_with, folder=folder)

    def _compare_with(self, path: str) -> None:
        def opened(text: str) -> None:
            self.hub.dispatch(events.SecondOrderOpened(path, text))

        self.runner.read_then(path, opened)

    def _choose_dockerfile(self, path: str) -> None:
        def chosen(text: str) -> None:
            self.hub.dispatch(events.DockerfileChosen(path, text))

        self.runner.read_then(path, chosen)

    def _toggle_samples(self) -> None:
        if self.window.has_samples_open:
            self.window.hide_samples()
        else:
            self._load_samples()

    def _save_as(self) -> None:
        from layerviz.app.requests import AskForPlace  # only once somebody asks

        self._ask_for_place(AskForPlace(self.hub.state.side, "Dockerfile"))

    def _ask_for_place(self, asked: AskForPlace) -> None:
        from layerviz.ui.dialogs.asking import ask_where_to_save  # only once somebody asks

        def chosen(path: str) -> None:
            self.hub.dispatch(events.SaveRequested(asked.side, path))

        text = self.translator.text("ask.save")
        ask_where_to_save(self.window, text, asked.suggested_name, chosen)

    def _export(self) -> None:
        from layerviz.ui.dialogs.asking import ask_where_to_save  # only once somebody asks

        has_data = self.hub.state.view in (View.IMAGE, View.SHARING)
        text = self.translator.text("ask.export.data" if has_data else "ask.export")
        ask_where_to_save(self.window, text, "layerviz.png", self._export_to)

    def _export_to(self, path: str) -> None:
        from layerviz.ui.exporting_command import export_view  # only once somebody asks

        trouble = export_view(self.window.picture.scene_shown(), self.hub.state, path)
        if trouble:
            self.window.tell(self.translator.text(trouble, path=path))

    def _look_again(self) -> None:
        self._looked_at = time.monotonic()
        paths = tuple(sheet.path for sheet in self.hub.state.content.sheets if sheet.path)
        if self.hub.state.project.is_open:
            self.hub.dispatch(events.FileChangedOnDisk((*paths, ".")))

    def _look_again_after_a_while(self) -> None:
        if time.monotonic() - self._looked_at > LOOK_AGAIN_AFTER_S:
            self._look_again()

    def _search(self) -> None:
        from layerviz.ui.dialogs.command_search import CommandSearch  # only once somebody asks

        state = self.hub.state
        specs = [spec for spec in ACTIONS if spec.enabled(state) and spec.id != "search"]
        dialog = CommandSearch(self.window, self.translator, specs)
        dialog.chosen.connect(self.window.actions_bound.trigger)
        dialog.open()

    def _list_keys(self) -> None:
        from layerviz.ui.dialogs.key_list import KeyList  # only once somebody asks

        KeyList(self.window, self.translator).open()

    def _fill_recent(self) -> None:
        places = (*self._waiting, *self.hub.state.settings.recent)
        fill_recent(self.window.recent_menu, places, self.translator, self.open)

    def _show_fault(self, details: str) -> None:
        from layerviz.ui.dialogs.fault_dialog import FaultDialog  # hopefully never

        if self.window.findChild(FaultDialog) is None:  # one at a time: faults come in swarms
            FaultDialog(self.window, self.translator, details).open()
