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

PREDICT = """
import json, sys
sys.argv = ["layerviz", "predict", "sample:node-order", "--edit", "server.js", "--lang", "en"]
from layerviz.__main__ import main
code = main()
print()
print(json.dumps({"code": code, "modules": sorted(sys.modules)}))
"""


def run(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
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
    assert (TOO_SLOW | QT) & set(outcome["modules"]) == set()


@pytest.mark.parametrize(
    "arguments", [["samples"], ["predict", "sample:node-order"], ["--help"], ["name", "node"]]
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
