"""Who may import whom, as data, and a reader of imports that sees every form of them."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"

ALLOWED: Mapping[str, tuple[str, ...]] = {
    "layerviz.core": ("layerviz.core",),
    "layerviz.scene": ("layerviz.scene", "layerviz.core"),
    "layerviz.app": ("layerviz.app", "layerviz.core", "layerviz.scene", "layerviz.assets"),
    "layerviz.adapters": (
        "layerviz.adapters",
        "layerviz.core",
        "layerviz.app.ports",
        "layerviz.assets",
    ),
    "layerviz.cli": (
        "layerviz.cli",
        "layerviz.app",
        "layerviz.core",
        "layerviz.scene",
        "layerviz.assets",
    ),
    "layerviz.ui": (
        "layerviz.ui",
        "layerviz.app",
        "layerviz.core",
        "layerviz.scene",
        "layerviz.assets",
    ),
    # `export` is `predict` with a picture: it shares the command line's words (docs/adr/0004).
    "layerviz.ui.exporting_command": (
        "layerviz.ui",
        "layerviz.cli",
        "layerviz.app",
        "layerviz.core",
        "layerviz.scene",
        "layerviz.assets",
    ),
    "layerviz.ui.exporting_images": (
        "layerviz.ui",
        "layerviz.cli",
        "layerviz.app",
        "layerviz.core",
        "layerviz.scene",
        "layerviz.assets",
    ),
    # The two composition roots alone see the adapters.
    "layerviz.cli.main": ("layerviz",),
    "layerviz.ui.application": ("layerviz",),
    "layerviz.__main__": ("layerviz.cli.main", "layerviz.ui.application"),
    "layerviz.assets": (),
    "layerviz": (),
}
"""Importer -> what of layerviz it may import. The longest entry that fits the importer counts."""

OUTSIDE: Mapping[str, tuple[str, ...]] = {
    "PySide6": ("layerviz.ui",),
    "shiboken6": ("layerviz.ui",),
    "pyqtgraph": ("layerviz.ui.plotting",),
    "numpy": ("layerviz.ui",),
    "docker": ("layerviz.adapters",),
    # What `docker` stands on: connections of our own are mounted into it, its errors come through.
    "requests": ("layerviz.adapters.engine_line", "layerviz.adapters.engine_troubles"),
    "urllib3": ("layerviz.adapters.engine_line", "layerviz.adapters.engine_troubles"),
    "platformdirs": ("layerviz.adapters",),
    "backports": ("layerviz.adapters",),
    # Python's own since 3.14, with the zstd that `backports` brings to older ones.
    "compression": ("layerviz.adapters",),
    # Python's own since 3.12, when it took the place of `_sha256`; older ones do not know the name.
    "_sha2": ("layerviz.core.hashing",),
}
"""Third-party package -> who may import it. What is not listed nobody may."""

PURE = ("layerviz.core", "layerviz.scene")
WORLD = frozenset(
    {"asyncio", "ctypes", "datetime", "gettext", "glob", "io", "locale", "logging"}
    | {
        "multiprocessing",
        "os",
        "pathlib",
        "platform",
        "random",
        "secrets",
        "select",
        "shutil",
        "signal",
        "socket",
    }
    | {"subprocess", "sys", "tempfile", "threading", "time", "urllib", "uuid", "warnings"}
)
"""Modules of the standard library that reach the world or the clock: not for PURE packages."""


@dataclass(frozen=True)
class Import:
    """One imported name, as a dotted path (`from a.b import c` gives a.b.c)."""

    importer: str
    name: str
    line: int
    is_typing_only: bool = False


def module_name(path: Path) -> str:
    """The dotted name of a file below src/."""
    parts = list(path.relative_to(SOURCE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def modules() -> dict[str, Path]:
    """Every module of layerviz with its file, sorted by name."""
    return dict(sorted((module_name(path), path) for path in SOURCE.rglob("*.py")))


def _names(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(module=module, names=names, level=level):
            base = "." * level + (module or "")
            yield from (f"{base}.{alias.name}" for alias in names)
        case ast.Call(func=ast.Name(id="__import__" | "import_module"), args=[ast.Constant(v), *_]):
            yield str(v)
        case ast.Call(func=ast.Attribute(attr="import_module"), args=[ast.Constant(v), *_]):
            yield str(v)
        case _:
            return


def _is_typing_block(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def imports(source: str, importer: str) -> Iterator[Import]:
    """Every import of a source text: at the top, in functions, under TYPE_CHECKING, by name."""

    def walk(node: ast.AST, *, typing_only: bool) -> Iterator[Import]:
        for name in _names(node):
            yield Import(importer, name, getattr(node, "lineno", 0), typing_only)
        if isinstance(node, ast.If) and _is_typing_block(node):
            for statement in node.body:
                yield from walk(statement, typing_only=True)
            for statement in node.orelse:
                yield from walk(statement, typing_only=typing_only)
            return
        for child in ast.iter_child_nodes(node):
            yield from walk(child, typing_only=typing_only)

    yield from walk(ast.parse(source), typing_only=False)


def _is_within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def _entry_for(importer: str) -> tuple[str, ...]:
    fitting = [package for package in ALLOWED if _is_within(importer, package)]
    return ALLOWED[max(fitting, key=len)]


def violation(found: Import) -> str | None:
    """Why an import crosses a border, or None."""
    place = f"{found.importer}:{found.line} imports {found.name}"
    top = found.name.split(".")[0]
    if found.name.startswith("."):
        return f"{place}: only absolute imports"
    if top == "layerviz":
        allowed = any(_is_within(found.name, package) for package in _entry_for(found.importer))
        return None if allowed else f"{place}: not allowed there"
    if top in sys.stdlib_module_names:
        is_pure = any(_is_within(found.importer, package) for package in PURE)
        reaches = is_pure and not found.is_typing_only and top in WORLD
        return f"{place}: it reaches the world" if reaches else None
    allowed = any(_is_within(found.importer, package) for package in OUTSIDE.get(top, ()))
    return None if allowed else f"{place}: third-party, not allowed there"


def cycles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """The import cycles of a graph: each group of modules that reach each other, sorted."""
    reach = {module: _reachable(graph, module) for module in graph}
    groups = {
        tuple(sorted(other for other in reach[module] if module in reach.get(other, set())))
        for module in graph
        if module in reach[module]
    }
    return [list(group) for group in sorted(groups)]


def _reachable(graph: Mapping[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = list(graph.get(start, ()))
    while waiting:
        module = waiting.pop()
        if module not in seen:
            seen.add(module)
            waiting.extend(graph.get(module, ()))
    return seen


def import_graph() -> dict[str, set[str]]:
    """Module -> the modules of layerviz it imports when it runs, in functions too."""
    known = modules()
    graph: dict[str, set[str]] = {}
    for module, path in known.items():
        graph[module] = set()
        for found in imports(path.read_text(encoding="utf-8"), module):
            target = found.name if found.name in known else found.name.rpartition(".")[0]
            if target in known and target != module and not found.is_typing_only:
                graph[module].add(target)
    return graph
