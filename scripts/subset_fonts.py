"""Makes resources/fonts from the unpacked packages named in its README; needs fonttools.

`python -m scripts.subset_fonts FOLDER`: every family keeps the characters that the app can show,
loses its ligatures (`->` in a Dockerfile is two characters and must look so) and gets a name of our
own, so that screenshots never depend on another version that happens to be installed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent.parent / "resources" / "fonts"
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum", "case", "zero"]

FONTS = [
    ("opentype/inter/Inter-Regular.otf", "Layerviz Sans", "Regular"),
    ("opentype/inter/Inter-SemiBold.otf", "Layerviz Sans", "SemiBold"),
    ("opentype/inter/Inter-Bold.otf", "Layerviz Sans", "Bold"),
    ("truetype/jetbrains-mono/JetBrainsMono-Regular.ttf", "Layerviz Mono", "Regular"),
    ("truetype/jetbrains-mono/JetBrainsMono-Bold.ttf", "Layerviz Mono", "Bold"),
    ("opentype/noto/NotoSansCJK-Regular.ttc", "Layerviz Sans JP", "Regular"),
    ("opentype/noto/NotoSansCJK-Bold.ttc", "Layerviz Sans JP", "Bold"),
]


def western() -> set[int]:
    """Latin, Greek and Cyrillic letters, punctuation, arrows, mathematics, boxes, shapes, ticks."""
    ranges = [(0x20, 0x17F), (0x2B0, 0x36F), (0x370, 0x45F), (0x2000, 0x22FF), (0x2300, 0x23FF)]
    ranges += [(0x2500, 0x25FF), (0x2600, 0x26FF), (0x2700, 0x27BF)]
    return {code for first, last in ranges for code in range(first, last + 1)}


def _jis_x_0208(last_row: int) -> Iterator[int]:
    for row in range(1, last_row + 1):
        for cell in range(1, 95):
            both = bytes((0xA0 + row, 0xA0 + cell))
            yield from (ord(char) for char in both.decode("euc_jp", "ignore"))


def japanese(style: str) -> set[int]:
    """JIS X 0208: kana, signs, 6355 kanji; in bold, for our own texts only, the 2965 common."""
    extra = set(range(0x20, 0x7F)) | set(range(0xFF00, 0xFFEF)) | set(range(0x2460, 0x2474))
    rows = _jis_x_0208(84 if style == "Regular" else 47)
    return extra | set(rows) | set(map(ord, "髙﨑～－∥¢£¬…—“”‘’"))


def _rename(font: TTFont, family: str, style: str) -> None:
    names = font["name"]
    is_plain = style in ("Regular", "Bold")
    for record in list(names.names):
        if record.nameID not in (0, 5, 7, 8, 9, 11, 13, 14):
            names.removeNames(nameID=record.nameID)
    values = {
        1: family if is_plain else f"{family} {style}",
        2: style if is_plain else "Regular",
        3: f"layerviz: {family} {style}",
        4: f"{family} {style}",
        6: f"{family.replace(' ', '')}-{style}",
    }
    if not is_plain:
        values |= {16: family, 17: style}
    for name_id, text in values.items():
        names.setName(text, name_id, 3, 1, 0x409)
    if "CFF " in font:
        font["CFF "].cff.fontNames = [values[6]]


def make(source: Path, family: str, style: str) -> Path:
    """Write one subset; gives its path."""
    options = subset.Options()
    options.layout_features = FEATURES
    options.name_IDs = ["*"]
    options.hinting = "JP" not in family
    options.desubroutinize = False
    options.font_number = 0
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=japanese(style) if "JP" in family else western())
    subsetter.subset(font)
    _rename(font, family, style)
    target = HERE / f"{family.replace(' ', '')}-{style}{'.otf' if 'CFF ' in font else '.ttf'}"
    subset.save_font(font, str(target), options)
    return target


def main(folder: str) -> None:
    """Make every font from the folder that the packages were unpacked in."""
    for name, family, style in FONTS:
        target = make(Path(folder) / "usr" / "share" / "fonts" / name, family, style)
        print(target.name, target.stat().st_size)


if __name__ == "__main__":
    main(sys.argv[1])
