from __future__ import annotations

import pytest

from tests.architecture.borders import (
    Import,
    cycles,
    import_graph,
    imports,
    module_name,
    modules,
    violation,
)

MODULES = modules()


@pytest.mark.parametrize("module", MODULES)
def test_imports_stay_within_the_borders(module: str) -> None:
    source = MODULES[module].read_text(encoding="utf-8")
    problems = [violation(found) for found in imports(source, module)]
    assert [problem for problem in problems if problem] == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert cycles(import_graph()) == []


@pytest.mark.parametrize(
    ("importer", "source"),
    [
        ("layerviz.core.graph", "import PySide6"),
        ("layerviz.core.graph", "from layerviz.app import ports"),
        ("layerviz.core.graph", "import os.path"),
        ("layerviz.core.graph", "def f():\n    import time"),
        ("layerviz.core.graph", "import numpy as np"),
        ("layerviz.core.graph", "from . import values"),
        ("layerviz.scene.stack_layout", "if TYPE_CHECKING:\n    from PySide6.QtGui import QColor"),
        ("layerviz.scene.stack_layout", "from layerviz.ui.theme import Theme"),
        ("layerviz.app.state", "from layerviz.adapters import directories"),
        ("layerviz.app.state", "from layerviz import adapters"),
        ("layerviz.app.state", "import importlib\nimportlib.import_module('PySide6.QtCore')"),
        ("layerviz.adapters.directories", "from layerviz.app import state"),
        ("layerviz.adapters.directories", "from layerviz import app"),
        ("layerviz.cli.rendering", "from layerviz.adapters.directories import scan"),
        ("layerviz.cli.rendering", "try:\n    import PySide6\nexcept ImportError:\n    pass"),
        ("layerviz.ui.main_window", "import layerviz.adapters.directories"),
        ("layerviz.ui.main_window", "import pyqtgraph"),
        ("layerviz.ui.main_window", "import requests"),
        ("layerviz.assets", "from layerviz.core import values"),
    ],
)
def test_the_guard_sees_a_forbidden_import(importer: str, source: str) -> None:
    assert any(violation(found) for found in imports(source, importer))


@pytest.mark.parametrize(
    ("importer", "source"),
    [
        ("layerviz.core.graph", "from layerviz.core.values import Value"),
        ("layerviz.core.graph", "import hashlib, posixpath, re"),
        ("layerviz.scene.stack_layout", "from layerviz.core import analysis"),
        ("layerviz.adapters.directories", "import os\nfrom layerviz.app.ports import Scanner"),
        ("layerviz.cli.main", "from layerviz.adapters import directories"),
        ("layerviz.ui.application", "from layerviz.adapters import directories"),
        ("layerviz.ui.plotting", "import pyqtgraph"),
    ],
)
def test_the_guard_lets_an_allowed_import_pass(importer: str, source: str) -> None:
    assert [violation(found) for found in imports(source, importer) if violation(found)] == []


def test_the_guard_reads_typing_blocks_and_their_else_apart() -> None:
    source = "if TYPE_CHECKING:\n    import time\nelse:\n    import os\n"
    assert list(imports(source, "layerviz.core.x")) == [
        Import("layerviz.core.x", "time", 2, is_typing_only=True),
        Import("layerviz.core.x", "os", 4, is_typing_only=False),
    ]


def test_the_guard_sees_a_circle() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}
    assert cycles(graph) == [["a", "b", "c"]]


def test_every_module_is_below_a_known_package() -> None:
    known = ("core", "scene", "app", "adapters", "ui", "cli", "assets", "__main__")
    stray = [name for name in MODULES if name != "layerviz" and name.split(".")[1] not in known]
    assert stray == []


def test_a_package_is_named_by_its_folder() -> None:
    path = MODULES["layerviz.core.dockerfile"]
    assert module_name(path) == "layerviz.core.dockerfile"
