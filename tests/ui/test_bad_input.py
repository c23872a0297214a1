"""What lies on the disk is wrong, or goes away: the window says so, and loses nothing."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from layerviz.ui import application
from layerviz.ui.running_window import RunningWindow
from tests.ui.conftest import Open, settle
from tests.ui.test_window import editor, left, right


def notices(made: RunningWindow) -> list[str]:
    return [each.diagnostic.code for each in made.hub.state.notices]


@pytest.mark.parametrize("text", ["[z-a]\n", "\x15\\;\n", "!\n", "[a-\n", "é\n{2}\n\\x41\n"])
def test_a_garbled_ignore_file_is_told_and_shown(
    open_window: Open, folder: Path, text: str
) -> None:
    (folder / ".dockerignore").write_text(text)
    made = open_window(str(folder))
    assert not made.window.grab().isNull()
    report = made.hub.state.report()
    assert report is not None
    assert left(made).context.files.model.index_of("server.js").isValid()


def test_a_step_that_fails_is_not_said_to_be_passed_over(open_window: Open, folder: Path) -> None:
    (folder / "Dockerfile").write_text("FROM node:20\nCOPY nothere /\nRUN a\n")
    made = open_window(str(folder))
    problems = left(made).editor.problems
    assert problems.isVisible()
    assert not problems.stops.isVisible()
    said = [each.text() for each in right(made).why.findChildren(QLabel)]
    assert "docker build stops at line 2" in said


@pytest.mark.parametrize(
    "content", [b"FROM a\n" + b"RUN b\n" * 20_000, b"FROM a\nRUN " + b"x" * 10_000_000]
)
def test_a_huge_dockerfile_is_refused_with_its_size(
    open_window: Open, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "Dockerfile").write_bytes(content)
    made = open_window(str(tmp_path))
    assert notices(made) == ["dockerfile-too-large"]


def test_a_pipe_in_the_place_of_the_dockerfile_is_told(open_window: Open, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "Dockerfile")
    assert notices(open_window(str(tmp_path))) == ["dockerfile-irregular"]


def test_what_was_typed_outlives_its_folder(
    open_window: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    home = tmp_path / "project"
    home.mkdir()
    (home / "Dockerfile").write_text("FROM node:20\nCOPY . .\n")
    made = open_window(str(home))
    QTest.keyClicks(editor(made), "# mine ")
    shutil.rmtree(home)
    QTest.keyClicks(editor(made), "too")
    made.window.actions_bound.trigger("rescan")
    settle(qtbot, made)
    assert notices(made) == ["dockerfile-gone"]
    made.window.actions_bound.trigger("save")
    settle(qtbot, made)
    assert "# mine too" in editor(made).shown_text
    assert (home / "Dockerfile").read_text().startswith("# mine too")


def test_without_qt_one_line_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: object) -> int:
        raise ImportError("libEGL.so.1: cannot open shared object file", name="PySide6.QtGui")

    monkeypatch.setattr(application, "_run", fail)
    assert application.main(["export"]) == 1
    printed = capsys.readouterr()
    assert printed.err.count("\n") == 1
    assert "libEGL.so.1" in printed.err
    assert "apt-get install libegl1" in printed.err


def test_a_fault_of_ours_is_not_blamed_on_qt(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> int:
        raise ImportError("cannot import name 'x'", name="layerviz.core.x")

    monkeypatch.setattr(application, "_run", fail)
    with pytest.raises(ImportError):
        application.main([])
