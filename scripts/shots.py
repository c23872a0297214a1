"""Draws every view and state of the window into a folder, for a person to look at.

`python scripts/shots.py FOLDER [WORD...]`: only pictures whose name holds one of the words. Nothing
is shown on a screen; settings and drafts of the user are not touched.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["DOCKER_HOST"] = "unix:///nowhere/docker.sock"  # no engine of this machine is asked

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from layerviz.app.settings import Settings
from layerviz.ui.fonts import load_fonts
from layerviz.ui.running_window import RunningWindow
from scripts.shot_scenes import SCENES
from scripts.shot_windows import settle, wait

SIZES = ((1280, 720), (1920, 1080))
SMALL = (1024, 640)
HOMES = ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")
SCALE = "QT_SCALE_FACTOR"
SCALES = ("1.5", "2")


def looks() -> Iterator[tuple[str, tuple[int, int], Settings]]:
    """Every size and language, then themes, zoom and the pseudo language at the smaller size.

    On a screen with a scale of its own (QT_SCALE_FACTOR): both languages at the smaller size.
    """
    scale = os.environ.get(SCALE, "")
    if scale:
        for language in ("en", "ja"):
            yield f"{language}-x{scale}", SIZES[0], Settings(language=language, motion="none")
        return
    for language in ("en", "ja"):
        for size in SIZES:
            name = f"{language}-{size[0]}"
            yield name, size, Settings(language=language, motion="none")
    small = SIZES[0]
    for theme in ("dark", "contrast"):
        yield f"ja-{theme}", small, Settings(language="ja", theme=theme, motion="none")
    yield "ja-150", small, Settings(language="ja", zoom_percent=150, motion="none")
    yield "en-150", small, Settings(language="en", zoom_percent=150, motion="none")
    yield "xx", small, Settings(language="xx", motion="none")
    yield "ja-small", SMALL, Settings(language="ja", motion="none")


def main(words: list[str]) -> int:
    """Draw what was asked for."""
    if words[:1] in (["-h"], ["--help"]):
        print(__doc__)
        return 0
    folder = Path(words[0] if words else "shots")
    folder.mkdir(parents=True, exist_ok=True)
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    application.setStyle("Fusion")
    load_fonts()
    for look, size, settings in looks():
        for name, scene in SCENES.items():
            whole = f"{name}-{look}"
            if words[1:] and not any(word in whole for word in words[1:]):
                continue
            with tempfile.TemporaryDirectory() as home:  # no draft of one is seen in another
                for variable in HOMES:
                    os.environ[variable] = home
                draw(scene(settings), size, folder / f"{whole}.png")
    if SCALE not in os.environ:
        for scale in SCALES:  # known to Qt only from its start
            command = [sys.executable, "-m", "scripts.shots", *words]
            subprocess.run(command, env={**os.environ, SCALE: scale}, check=True)
    return 0


def draw(made: RunningWindow, size: tuple[int, int], path: Path) -> None:
    """Write the window, with a dialog over it if one is open."""
    made.window.resize(*size)
    settle(made)
    picture = made.window.grab()
    for over in (QApplication.activePopupWidget(), QApplication.activeModalWidget()):
        if isinstance(over, QWidget):
            paste(over, picture, made.window)
            over.close()
    picture.save(str(path))
    made.close()
    made.window.close()
    made.window.deleteLater()
    wait(10)


def paste(over: QWidget, picture: QPixmap, window: QWidget) -> None:
    """Draw a menu or a dialog into the picture of its window, where it stands."""
    painter = QPainter(picture)
    place = over.mapToGlobal(QPoint(0, 0)) - window.mapToGlobal(QPoint(0, 0))
    inside = window.rect().adjusted(0, 0, -over.width(), -over.height())
    place.setX(max(0, min(place.x(), inside.right())))
    place.setY(max(0, min(place.y(), inside.bottom())))
    painter.drawPixmap(place, over.grab())
    painter.setPen(over.palette().mid().color())
    painter.drawRect(QRect(place, over.size()))
    painter.end()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
