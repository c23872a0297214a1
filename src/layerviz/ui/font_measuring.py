"""How wide each kind of text in a picture is: `scene`'s measure with the real fonts.

Apart from `ui.fonts`, which the window needs before its first paint.
"""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontMetricsF, QTextLayout

from layerviz.scene.measuring import MONOSPACE, SIZES_PX
from layerviz.scene.shapes import TextStyle
from layerviz.ui.fonts import font
from layerviz.ui.safe_text import plain

WEIGHTS = {
    TextStyle.TITLE: QFont.Weight.Bold,
    TextStyle.HEADING: QFont.Weight.Bold,
    TextStyle.SIZE: QFont.Weight.DemiBold,
    TextStyle.VERDICT: QFont.Weight.Bold,
    TextStyle.BADGE: QFont.Weight.Bold,
    TextStyle.STAGE: QFont.Weight.Bold,
    TextStyle.PATH: QFont.Weight.Bold,
    TextStyle.TOTAL: QFont.Weight.Bold,
    TextStyle.NOTE: QFont.Weight.DemiBold,
    TextStyle.NAME: QFont.Weight.DemiBold,
    TextStyle.SMALL_NAME: QFont.Weight.DemiBold,
}


def style_font(style: TextStyle) -> QFont:
    """The font of a kind of text in a picture at 100 %."""
    made = font(
        SIZES_PX[style],
        is_monospace=style in MONOSPACE,
        weight=WEIGHTS.get(style, QFont.Weight.Normal),
    )
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)  # zoom is a transform
    return made


def shown(text: str) -> str:
    """The text as it is drawn: nothing in it moves the letters around it."""
    return text if text.isprintable() else plain(text)


class FontMeasure:
    """The `TextMeasure` of the real fonts; it remembers what it measured."""

    def __init__(self) -> None:
        self.fonts = {style: style_font(style) for style in TextStyle}
        self._metrics = {style: QFontMetricsF(each) for style, each in self.fonts.items()}
        self._heights = {style: each.height() for style, each in self._metrics.items()}
        self._widths = {style: (self._letter(style), dict[str, float]()) for style in TextStyle}
        """Of each style the width of a letter, 0 where they differ, and those of texts."""
        self._ascents: dict[tuple[str, TextStyle], float] = {}

    def width(self, text: str, style: TextStyle) -> float:
        """The width of one line of text."""
        letter, known = self._widths[style]
        if letter and text.isascii() and text.isprintable():
            return len(text) * letter
        found = known.get(text)
        if found is None:
            if len(known) > _REMEMBERED:
                known.clear()
            found = known[text] = self._metrics[style].horizontalAdvance(shown(text))
        return found

    def _letter(self, style: TextStyle) -> float:
        return self._metrics[style].horizontalAdvance("0") if style in MONOSPACE else 0.0

    def line_height(self, style: TextStyle) -> float:
        """The height that one line needs."""
        return self._heights[style]

    def baseline(self, style: TextStyle) -> float:
        """How far below the top of a line its letters stand."""
        return self._metrics[style].ascent()

    def layout_ascent(self, text: str, style: TextStyle) -> float:
        """The ascent of the text as laid out: more than `baseline` where another family helps."""
        if text.isascii():
            return self.baseline(style)
        key = (text, style)
        found = self._ascents.get(key)
        if found is None:
            if len(self._ascents) > _REMEMBERED:
                self._ascents.clear()
            found = self._ascents[key] = _laid_ascent(text, self.fonts[style])
        return found


_REMEMBERED = 20_000
"""More texts than this are forgotten: a long session of typing must not grow for ever."""


def _laid_ascent(text: str, with_font: QFont) -> float:
    layout = QTextLayout(text, with_font)
    layout.beginLayout()
    line = layout.createLine()
    layout.endLayout()
    return line.ascent()
