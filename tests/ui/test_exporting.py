"""A picture as a file: the right pixels, and texts that stay texts."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from layerviz.scene.roles import Role
from layerviz.scene.stack_layout import build_scene
from layerviz.scene.texts import Marks, View
from layerviz.ui.exporting import FORMATS, ExportError, export_scene, render
from layerviz.ui.font_measuring import FontMeasure
from layerviz.ui.fonts import load_fonts
from layerviz.ui.theme import theme_of
from tests.support.analyses import (
    failing,
    go_stages,
)
from tests.support.picture_words import (
    words_of,
)

LEGEND = ((Role.CACHED, "CACHED"), (Role.DEPENDS, "DEPENDS"), (Role.PICKED, "picked"))
LIGHT = theme_of("light")


@pytest.fixture
def measure(qtbot: QtBot) -> FontMeasure:
    load_fonts()
    return FontMeasure()


def write(path: Path, measure: FontMeasure, format_name: str) -> None:
    analysis = go_stages()
    words = words_of(analysis, japanese=True)
    scene = build_scene(analysis, words, Marks(), View(width=1200, height=520), measure)
    export_scene(
        scene,
        LIGHT,
        str(path),
        format_name=format_name,
        measure=measure,
        title="main.go を編集 & <保存>",
        legend=LEGEND,
    )


def test_a_png_has_twice_the_pixels_and_the_colours_of_the_theme(
    tmp_path: Path, measure: FontMeasure
) -> None:
    write(tmp_path / "a.file", measure, "png")
    image = QImage.fromData((tmp_path / "a.file").read_bytes())
    assert image.width() == 2400
    colors = {
        image.pixelColor(x, y).name().upper()
        for x in range(0, 2400, 40)
        for y in range(0, image.height(), 9)
    }
    assert {LIGHT.look(Role.CACHED).fill, LIGHT.look(Role.REBUILT).fill, "#FFFFFF"} <= colors


def test_an_svg_is_well_formed_and_holds_its_texts(tmp_path: Path, measure: FontMeasure) -> None:
    write(tmp_path / "a.svg", measure, "svg")
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    root = ElementTree.fromstring(text)
    letters = "".join(text.strip("\n") for text in root.itertext())
    for word in ("RUN go mod download", "DEPENDS", "最終イメージ", "を編集", "<保存>"):
        assert word in letters
    assert "picked" not in letters
    assert len(re.findall("<text ", text)) > 20
    wide = [
        n for n in root.iter("{http://www.w3.org/2000/svg}text") if len((n.text or "").strip()) > 1
    ]
    assert wide
    assert all(float(node.get("textLength", "0")) > 0 for node in wide)
    assert "<image" not in text


def test_a_pdf_is_written(tmp_path: Path, measure: FontMeasure) -> None:
    write(tmp_path / "a.pdf", measure, "pdf")
    data = (tmp_path / "a.pdf").read_bytes()
    assert data.startswith(b"%PDF")
    assert b"/Font" in data
    assert b"/Subtype /Image" not in data


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_place_that_cannot_be_written_is_told(
    tmp_path: Path, measure: FontMeasure, format_name: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(ExportError) as told:
        write(tmp_path / "no" / f"a.{format_name}", measure, format_name)
    assert told.value.path.endswith(f"a.{format_name}")


def test_an_unknown_format_is_a_broken_promise(tmp_path: Path, measure: FontMeasure) -> None:
    with pytest.raises(ValueError, match="gif"):
        write(tmp_path / "a.gif", measure, "gif")


@pytest.mark.parametrize("name", ["light", "dark", "high-contrast"])
def test_a_scene_is_drawn_in_every_theme(measure: FontMeasure, name: str) -> None:
    analysis = failing()
    scene = build_scene(analysis, words_of(analysis), Marks(), View(width=640, height=500), measure)
    image = render(scene, theme_of(name), measure)
    assert image.pixelColor(2, 2).name() == theme_of(name).look(Role.SURFACE).fill.lower()
