"""Our icons: small SVG files, drawn in the colour of the text beside them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from layerviz import assets

SIZES_PX = (16, 24, 32, 48, 64)


def icon(name: str, color: QColor | None = None) -> QIcon:
    """An icon of `resources/icons`; what is `currentColor` in it gets the colour."""
    from PySide6.QtSvg import QSvgRenderer  # a library of its own: not at start

    source = Path(assets.resource_path("icons", f"{name}.svg")).read_text(encoding="utf-8")
    if color is not None:
        source = source.replace("currentColor", color.name())
    renderer = QSvgRenderer(source.encode())
    made = QIcon()
    for size in SIZES_PX:
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter)
        painter.end()
        made.addPixmap(pixmap)
    return made
