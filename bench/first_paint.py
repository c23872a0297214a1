"""Process start to the first painted window, beside a bare PySide6 window."""

from __future__ import annotations

import subprocess
import sys
import time

from bench.timing import Figure, in_turns, usual_environment

# Run in a process of its own with the window made by what follows. The first paint of a visible
# top-level window is reported when it is done: the timer fires once the event has been handled.
WATCH = """
import os, sys
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget
class Watch(QObject):
    def eventFilter(self, thing, event):
        if event.type() == QEvent.Type.Paint and isinstance(thing, QWidget):
            QApplication.instance().removeEventFilter(self)
            QTimer.singleShot(0, self.report)
        return False
    def report(self):
        os.write(1, b"painted\\n")
        os._exit(0)
def watched():
    watch = Watch()
    QApplication.instance().installEventFilter(watch)
    return real()
real = QApplication.exec
QApplication.exec = watched
"""
BARE = """
from PySide6.QtWidgets import QMainWindow
app = QApplication([])
window = QMainWindow()
window.resize(1280, 720)
window.show()
QApplication.exec()
"""
OURS = """
from layerviz.ui import application
application.main([])
"""


def painted_ms(script: str) -> float:
    """How long a process takes from its start to its first paint."""
    environment = usual_environment()
    if not {"DISPLAY", "WAYLAND_DISPLAY"} & set(environment) and sys.platform == "linux":
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    begun = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", WATCH + script],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        took = (time.perf_counter() - begun) * 1000
        errors = process.communicate()[1]
    if line != b"painted\n":
        raise RuntimeError(f"no window was painted: {errors.decode(errors='replace')[-2000:]}")
    return took


def measure(rounds: int) -> Figure:
    """The medians of both."""
    ours, bare = in_turns(rounds, lambda: painted_ms(OURS), lambda: painted_ms(BARE))
    return Figure("window: start to first paint", "bare PySide6 window", 1.6, ours, bare)
