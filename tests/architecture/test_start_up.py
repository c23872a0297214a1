from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.architecture.borders import SOURCE, modules

WITHOUT_QT = ("core", "scene", "app", "adapters", "cli", "assets")
QT = {"PySide6", "shiboken6", "pyqtgraph", "numpy"}
# ADR 0002: what a prediction cannot afford to import.
TOO_SLOW = {"dataclasses", "inspect", "typing", "pathlib", "importlib.resources", "docker", "email"}
TOO_SLOW |= {"re", "enum", "functools", "collections", "operator", "struct", "bisect", "zlib"}
# What a plain Dockerfile with a plain .dockerignore gives no reason to load.
NOT_NEEDED = {
    "layerviz.app.explaining_cached",
    "layerviz.app.samples",
    "layerviz.cli.helping",
    "layerviz.core.automaton",
    "layerviz.core.doubts",
    "layerviz.core.dockerfile.healthchecks",
    "layerviz.core.dockerfile.heredocs",
    "layerviz.core.dockerfile.quoting",
    "layerviz.core.dockerfile.substitution",
    "layerviz.core.dockerfile.suggesting",
    "layerviz.core.go_expressions",
    "layerviz.core.mounts",
    "layerviz.core.triggers",
}
MOST_MODULES = 66

PREDICT = """
import sys
sys.argv = ["layerviz", "predict", "sample:node-order", "--edit", "server.js", "--lang", "en"]
from layerviz.__main__ import main
code = main()
loaded = sorted(sys.modules)
import json
print()
print(json.dumps({"code": code, "modules": loaded}))
"""


def run(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env={"QT_QPA_PLATFORM": "offscreen", **os.environ, "PYTHONPATH": str(SOURCE)},
    )


def last_line_of(script: str) -> object:
    done = run(script)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_nothing_but_the_window_loads_qt() -> None:
    names = [
        name for name in modules() if name.split(".")[1:2] and name.split(".")[1] in WITHOUT_QT
    ]
    script = f"""
import importlib, json, sys
for name in {names!r}:
    importlib.import_module(name)
print(json.dumps(sorted(name.split(".")[0] for name in sys.modules)))
"""
    loaded = last_line_of(script)
    assert isinstance(loaded, list)
    assert QT & set(loaded) == set()


def test_the_check_for_qt_notices_it() -> None:
    script = "import json, sys, PySide6.QtCore\nprint(json.dumps(sorted(sys.modules)))"
    loaded = last_line_of(script)
    assert isinstance(loaded, list)
    assert QT & set(loaded)


def test_a_prediction_imports_nothing_slow() -> None:
    outcome = last_line_of(PREDICT)
    assert isinstance(outcome, dict)
    assert outcome["code"] == 0
    assert (TOO_SLOW | QT | NOT_NEEDED) & set(outcome["modules"]) == set()
    # Each costs a hundredth of what a prediction may take, however little is in it.
    assert len([name for name in outcome["modules"] if name.startswith("layerviz")]) <= MOST_MODULES


def test_what_a_prediction_does_not_need_exists() -> None:
    assert NOT_NEEDED - set(modules()) == set()


@pytest.mark.parametrize(
    ("arguments", "code"), [(["samples"], 0), (["predict", "no-such-folder"], 1), (["pridict"], 2)]
)
def test_the_installed_command_says_all_that_main_says(arguments: list[str], code: int) -> None:
    said = []
    for name in ("main", "command"):
        script = f"""
import sys
sys.argv = ["layerviz", *{arguments!r}]
from layerviz.__main__ import {name}
sys.exit({name}())
"""
        done = run(script)
        said.append((done.returncode, done.stdout, done.stderr))
    assert said[0] == said[1]
    assert said[0][0] == code


@pytest.mark.parametrize(
    "arguments",
    [
        ["samples"],
        ["predict", "sample:node-order"],
        ["--help"],
        ["name", "node"],
        ["image", "sample:app-a"],
        ["share", "sample:app-a", "sample:app-b"],
    ],
)
def test_the_command_line_works_where_qt_is_not_installed(arguments: list[str]) -> None:
    script = f"""
import sys
for name in {sorted(QT)!r}:
    sys.modules[name] = None
sys.argv = ["layerviz", *{arguments!r}]
from layerviz.__main__ import main
sys.exit(main())
"""
    done = run(script)
    assert (done.returncode, done.stderr) == (0, "")


FIRST_PAINT = """
import json, os, sys
from layerviz.ui import application
def started(*_, **__):
    loaded = {name: list(vars(sys.modules[f"PySide6.{name}"])) for name in %r}
    loaded["modules"] = list(sys.modules)
    print(json.dumps(loaded), flush=True)
    os._exit(0)
application.start = started
application.main([])
"""
# ADR 0002: parts of Qt are made when they are first touched, and these are the dear ones.
NOT_BEFORE_THE_FIRST_PAINT = {"Qt", "QBrush", "QPainter", "QTextLayout", "QMainWindow", "QMenu"}


def test_the_first_paint_takes_a_small_part_of_qt_and_of_the_app() -> None:
    loaded = last_line_of(FIRST_PAINT % (["QtCore", "QtGui", "QtWidgets"],))
    assert isinstance(loaded, dict)
    parts = {name for module in ("QtCore", "QtGui", "QtWidgets") for name in loaded[module]}
    assert {"QTimer", "QFont", "QLabel"} - parts == set()  # the list tells what was touched
    assert NOT_BEFORE_THE_FIRST_PAINT & parts == set()
    ours = {name for name in loaded["modules"] if name.startswith("layerviz.")}
    assert "layerviz.ui.panels.top_bar" in ours
    assert {
        name for name in ours if name.startswith(("layerviz.ui.views", "layerviz.core.pr"))
    } == set()
