"""Compiles the text catalogues, resources/text/**/*.po to .mo, before a wheel is made.

`python hatch_build.py` does the same for a checkout, without hatchling (`make text`).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_catalogues(root: Path) -> list[Path]:
    """Write a .mo beside every catalogue that has none or an older one; gives those."""
    written = []
    for source in sorted((root / "resources" / "text").rglob("*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as lines:
            catalogue = read_po(lines, abort_invalid=True)
        with target.open("wb") as compiled:
            write_mo(compiled, catalogue)
        written.append(target)
    return written


if __name__ == "__main__":
    for path in compile_catalogues(Path(__file__).resolve().parent):
        sys.stdout.write(f"compiled {path.name}\n")
else:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface

    class CatalogueHook(BuildHookInterface[Any]):
        """Hatchling's build hook: .mo files are made from the .po files, never committed."""

        PLUGIN_NAME = "custom"

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            """Compile what is out of date before hatchling collects the files."""
            compile_catalogues(Path(self.root))
