"""Where unexpected errors meet: a log file, and one dialog. Nothing is uploaded."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

_log = logging.getLogger(__name__)

HARMLESS = (
    "This plugin does not support",
    "propagateSizeHints",
    "Could not find the Qt platform plugin",
)
LOG_BYTES = 500_000


class Faults(QObject):
    """Catches what nobody else caught, on any thread, and hands it to the window as text."""

    happened = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._before: Callable[..., object] | None = None
        self._log_folder: Callable[[], str] | None = None

    def install(self, log_folder: Callable[[], str] | None = None) -> None:
        """Become the process's hook for errors, threads and Qt's messages."""
        self._log_folder = log_folder
        self._before = sys.excepthook
        sys.excepthook = self._caught
        threading.excepthook = self._caught_in_thread
        qInstallMessageHandler(_qt_message)

    def remove(self) -> None:
        """Give the hooks back."""
        if self._before is not None:
            sys.excepthook = sys.__excepthook__
            threading.excepthook = threading.__excepthook__
            qInstallMessageHandler(None)
            self._before = None

    def report(self, problem: BaseException) -> None:
        """Log an error that was caught elsewhere and show it."""
        self._caught(type(problem), problem, problem.__traceback__)

    def _caught(
        self, kind: type[BaseException], problem: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, problem, trace)
            return
        self._open_log()
        details = "".join(traceback.format_exception(kind, problem, trace))
        sys.stderr.write(details)
        _log.error("unexpected error\n%s", details)
        self.happened.emit(details)

    def _open_log(self) -> None:
        """The log file is opened at the first fault: most runs need none."""
        if self._log_folder is not None:
            log_to(Path(self._log_folder()))
            self._log_folder = None

    def _caught_in_thread(self, told: threading.ExceptHookArgs) -> None:
        problem = told.exc_value or RuntimeError("a thread ended without saying why")
        self._caught(told.exc_type, problem, told.exc_traceback)


def log_to(folder: Path) -> None:
    """Write the log into a file of the user's folder; where that fails, it stays on stderr."""
    from logging.handlers import RotatingFileHandler  # loads sockets and more: not at start

    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / "layerviz.log", maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8", delay=True
        )
    except OSError as problem:
        _log.warning("no log file: %s", problem)
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger("layerviz").addHandler(handler)


def _qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Qt's own messages go to our log, those known to mean nothing only at the lowest level."""
    if any(text in message for text in HARMLESS) or kind is QtMsgType.QtDebugMsg:
        _log.debug("Qt: %s", message)
    elif kind is QtMsgType.QtInfoMsg:
        _log.info("Qt: %s", message)
    else:
        _log.warning("Qt: %s", message)
