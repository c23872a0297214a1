"""What holds for every test: no screen, no user's folders, no warning, nothing left behind."""

from __future__ import annotations

import itertools
import logging
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Before anything imports Qt. A developer who wants to watch sets it to something else.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Times on a shared machine say nothing about the code, so no deadline.
_COMMON = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
# In CI the examples are always the same: a rare one must not stop a change beside it.
settings.register_profile(
    "quick", _COMMON, max_examples=100, derandomize=bool(os.environ.get("CI"))
)
settings.register_profile("fuzz", _COMMON, max_examples=100_000)
settings.load_profile("fuzz" if os.environ.get("LAYERVIZ_FUZZ") else "quick")

_FOLDERS = ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
_number = itertools.count()


@pytest.fixture(scope="session")
def _user_folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("user")


@pytest.fixture(autouse=True)
def _own_user_folders(_user_folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings, caches and drafts of each test go to folders of its own, which start empty."""
    own = _user_folders / str(next(_number))
    for name in _FOLDERS:
        monkeypatch.setenv(name, str(own / name.split("_")[1].lower()))
    for name in ("LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _no_unexpected_warning(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A warning in our own log fails the test unless it expected it: `caplog.clear()`."""
    yield
    unexpected = [
        record.getMessage()
        for record in caplog.get_records("call")
        if record.levelno >= logging.WARNING and record.name.startswith("layerviz")
    ]
    assert not unexpected, f"unexpected log messages: {unexpected}"


def _is_qt(thread: threading.Thread) -> bool:
    """A thread of Qt's pool that once asked Python for its name; the pool ends it by itself."""
    return thread.name.startswith("Dummy-")


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """A thread or a top-level widget that outlives its test fails it."""
    threads = set(threading.enumerate())
    widgets = _top_level_widgets()
    yield
    late = [each for each in threading.enumerate() if each not in threads and not _is_qt(each)]
    for thread in late:
        thread.join(1)
    assert not [thread.name for thread in late if thread.is_alive()], "threads left behind"
    left = _top_level_widgets() - widgets
    assert not left, f"widgets left behind: {left}"


def _top_level_widgets() -> set[object]:
    if "PySide6.QtWidgets" not in sys.modules:
        return set()
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    if QApplication.instance() is None:
        return set()
    # What a test closed is deleted by the event loop, which no longer runs.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return set(QApplication.topLevelWidgets())
