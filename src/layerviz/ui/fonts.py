"""The app's fonts: which families there are, and which each kind of text has.

Our own files are loaded from resources/fonts. On Linux they are used first: there is no one UI font
there, and a picture then looks the same on every machine. Elsewhere the platform's fonts come first
and ours only fill in, so that Japanese never shows boxes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

from layerviz import assets

SANS = ("Layerviz Sans", "Layerviz Sans JP")
MONO = ("Layerviz Mono", "Layerviz Sans JP")


def load_fonts() -> None:
    """Make the families of resources/fonts known; to be called once, before the first text."""
    for path in sorted(Path(assets.resource_path("fonts")).glob("*.[ot]tf")):
        QFontDatabase.addApplicationFont(str(path))


def families(*, is_monospace: bool = False) -> list[str]:
    """The families to try for a text, best first; each letter takes the first that has it."""
    kind = (
        QFontDatabase.SystemFont.FixedFont if is_monospace else QFontDatabase.SystemFont.GeneralFont
    )
    platform = QFontDatabase.systemFont(kind).family()
    ours = MONO if is_monospace else SANS
    return [*ours, platform] if sys.platform.startswith("linux") else [platform, *ours]


def font(
    size_px: float,
    *,
    is_monospace: bool = False,
    weight: QFont.Weight = QFont.Weight.Normal,
) -> QFont:
    """A font of the app in that size."""
    made = QFont()
    made.setFamilies(families(is_monospace=is_monospace))
    made.setPixelSize(max(1, round(size_px)))
    made.setWeight(weight)
    if is_monospace:
        made.setStyleHint(QFont.StyleHint.Monospace)
    return made
