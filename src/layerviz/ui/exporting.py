"""A scene as a file: PNG, or SVG and PDF whose texts stay texts."""

from __future__ import annotations

import html
import re
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSizeF
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QImage,
    QImageWriter,
    QPageLayout,
    QPageSize,
    QPaintDevice,
    QPainter,
    QPdfWriter,
)

from layerviz.scene.framing import framed
from layerviz.ui.views.scene_pages import Page
from layerviz.ui.views.scene_strokes import color

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerviz.scene.roles import Role
    from layerviz.scene.shapes import Scene
    from layerviz.ui.font_measuring import FontMeasure
    from layerviz.ui.theme import Theme

FORMATS = ("png", "svg", "pdf")
POINTS_PER_PIXEL = 0.75
"""A CSS pixel is 1/96 inch, a point 1/72."""


class ExportError(Exception):
    """The file could not be written; `path` is the one asked for."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


def export_scene(
    scene: Scene,
    theme: Theme,
    path: str,
    *,
    format_name: str,
    measure: FontMeasure,
    title: str = "",
    legend: Sequence[tuple[Role, str]] = (),
    scale: float = 2.0,
) -> None:
    """Write the scene with a title and the legend of the roles in it.

    `scale` is for PNG: 2 doubles the pixels. Raises ExportError where the file cannot be written.
    """
    picture = framed(scene, title, legend, measure)
    match format_name:
        case "png":
            image = render(picture, theme, measure, scale=scale)
            is_written = QImageWriter(path, QByteArray(b"png")).write(image)
        case "svg":
            is_written = _write_svg(picture, theme, path, measure, title)
        case "pdf":
            is_written = _write_pdf(picture, theme, path, measure, title)
        case _:
            raise ValueError(format_name)
    if not is_written:
        raise ExportError(path)


def render(scene: Scene, theme: Theme, measure: FontMeasure, *, scale: float = 1.0) -> QImage:
    """The scene as an image, with its header in place."""
    image = QImage(
        max(1, round(scene.width * scale)),
        max(1, round(scene.height * scale)),
        QImage.Format.Format_ARGB32_Premultiplied,
    )
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(scale, scale)
    _paint(painter, Page(scene, theme, measure, scale), theme)
    painter.end()
    return image


def _paint(painter: QPainter, page: Page, theme: Theme) -> None:
    whole = QRectF(0, 0, page.scene.width, page.scene.height)
    painter.fillRect(whole, color(theme.look(page.scene.ground).fill))
    page.draw(painter, [whole], has_text=True)
    page.draw_header(painter, whole, has_text=True)


def _write_svg(scene: Scene, theme: Theme, path: str, measure: FontMeasure, title: str) -> bool:
    from PySide6.QtSvg import QSvgGenerator  # a library of its own: only who exports pays for it

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(QSizeF(scene.width, scene.height).toSize())
    generator.setViewBox(QRectF(0, 0, scene.width, scene.height))
    generator.setResolution(96)
    generator.setTitle(title)
    if not _paint_vectors(generator, scene, theme, measure, 1.0):
        return False
    text = portable_svg(buffer.data().toStdString())
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError:
        return False
    return True


_SVG_TEXT = re.compile(
    r'<text (?P<rest>[^>]*?)font-family="(?P<family>[^"]*)" font-size="(?P<size>[^"]*)" '
    r'font-weight="(?P<weight>[^"]*)"(?P<more>[^>]*)>(?P<text>[^<]*)</text>'
)
_GENERIC = {True: "ui-monospace, Consolas, monospace", False: "system-ui, 'Segoe UI', sans-serif"}


def portable_svg(svg: str) -> str:
    """The drawing with each text held to its width, whatever font the reader's machine has.

    The generator names only our own fonts; a browser without them would take a wider one, and texts
    would run into each other.
    """
    return _SVG_TEXT.sub(_portable_text, svg)


def _portable_text(found: re.Match[str]) -> str:
    names = [name.strip() for name in found["family"].split(",")]
    ours = [name for name in names if not name.startswith("Sans Serif")]
    face = QFont(ours)
    face.setPixelSize(round(float(found["size"])))
    face.setWeight(QFont.Weight(int(found["weight"])))
    text = html.unescape(found["text"]).strip("\n")
    length = QFontMetricsF(face).horizontalAdvance(text)
    is_monospace = any("Mono" in name for name in ours)
    family = ", ".join([*(f"'{name}'" for name in ours), _GENERIC[is_monospace]])
    held = f' textLength="{length:.2f}" lengthAdjust="spacingAndGlyphs"' if len(text) > 1 else ""
    return (
        f'<text {found["rest"]}font-family="{family}" font-size="{found["size"]}" '
        f'font-weight="{found["weight"]}"{found["more"]}{held}>{found["text"]}</text>'
    )


def _write_pdf(scene: Scene, theme: Theme, path: str, measure: FontMeasure, title: str) -> bool:
    writer = QPdfWriter(path)
    points = QSizeF(scene.width * POINTS_PER_PIXEL, scene.height * POINTS_PER_PIXEL)
    writer.setPageSize(
        QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
    )
    writer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Point)
    writer.setResolution(1200)
    writer.setTitle(title)
    return _paint_vectors(writer, scene, theme, measure, 1200 / 96)


def _paint_vectors(
    device: QPaintDevice, scene: Scene, theme: Theme, measure: FontMeasure, scale: float
) -> bool:
    painter = QPainter()
    if not painter.begin(device):
        return False
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(scale, scale)
    _paint(painter, Page(scene, theme, measure, None), theme)
    return painter.end()
