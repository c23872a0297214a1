"""One block with a place: where its number, texts and marks stand, each shortened to its room."""

from __future__ import annotations

from layerviz.core.values import value
from layerviz.scene.block_contents import Form
from layerviz.scene.geometry import Rect
from layerviz.scene.measuring import elided
from layerviz.scene.shapes import Align, Badge, Box, Group, Label, Mark, TextStyle

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.scene.block_contents import Content
    from layerviz.scene.measuring import TextMeasure
    from layerviz.scene.shapes import Part

PADDING = 14.0
BADGE_X = 11.0
BADGE_WIDTH = 30.0
BADGE_HEIGHT = 26.0
TEXT_X = 54.0
NARROW_TEXT_X = 46.0
TEXT_GAP = 12.0
SIGN_SIZE = 18.0
SIGN_ROOM = SIGN_SIZE + 8
NARROW_WIDTH = 250.0
PILE_STEP = 3.0


@value
class Lines:
    """The line heights that blocks are built of, asked once."""

    title: float
    subtitle: float
    size: float
    verdict: float

    @property
    def tall(self) -> float:
        """The lowest block with two lines of text."""
        return self.title + max(self.subtitle, self.verdict) + 12

    @property
    def slim(self) -> float:
        """The lowest block with one line of text."""
        return max(self.title, BADGE_HEIGHT - 4) + 10


def lines_of(measure: TextMeasure) -> Lines:
    """The line heights of a measure."""
    return Lines(
        measure.line_height(TextStyle.CODE),
        measure.line_height(TextStyle.SUBTITLE),
        measure.line_height(TextStyle.SIZE),
        measure.line_height(TextStyle.VERDICT),
    )


def block(content: Content, rect: Rect, form: Form, measure: TextMeasure, lines: Lines) -> Group:
    """The group of a block at a place."""
    parts: list[Part] = []
    top = _pile(parts, content, rect) if content.is_pile else 0.0
    body = Rect(0, top, rect.width, rect.height - top)
    writer = _Writer(content, body, measure, lines)
    texts = writer.texts(form)
    quiet = writer.quiet(form)
    parts.append(Box(body, content.role, quiet=quiet))
    if content.badge:
        parts.append(writer.badge(form))
    parts.extend(texts)
    if content.outline is not None:
        parts.append(Box(body, content.outline, is_outline=True))
    return Group(
        content.id,
        rect,
        content.role,
        tuple(parts),
        content.target,
        content.spoken,
        content.tip,
        content.is_movable,
    )


def _pile(parts: list[Part], content: Content, rect: Rect) -> float:
    for depth in (2, 1):
        inset = depth * 6.0
        y = (2 - depth) * PILE_STEP
        parts.append(Box(Rect(inset, y, rect.width - 2 * inset, 16), content.role))
    return 2 * PILE_STEP


class _Writer:
    """Sets the texts of one block; lives for one call."""

    def __init__(self, content: Content, body: Rect, measure: TextMeasure, lines: Lines) -> None:
        self.content = content
        self.body = body
        self.measure = measure
        self.lines = lines
        self.middle = body.y + body.height / 2

    def quiet(self, form: Form) -> Rect | None:
        if form is Form.BARE:
            return None
        left = self._text_x(form) - 7
        inset = min(5.0, self.body.height / 8)
        return Rect(
            left,
            self.body.y + inset,
            max(0.0, self.body.width - left - 7),
            self.body.height - 2 * inset,
        )

    def badge(self, form: Form) -> Badge:
        wanted = self.measure.width(self.content.badge, TextStyle.BADGE) + 12
        width = max(BADGE_WIDTH, wanted)
        height = min(BADGE_HEIGHT, self.body.height - 8)
        x = (self.body.width - width) / 2 if form is Form.BARE else self._badge_x(form)
        rect = Rect(x, self.middle - height / 2, width, height)
        return Badge(rect, self.content.badge, self.content.role)

    def texts(self, form: Form) -> list[Part]:
        if form is Form.BARE:
            return []
        if form is Form.NARROW and self._has_second_line:
            return self._narrow()
        if form is Form.TALL and self._has_second_line:
            return self._tall()
        return self._slim(form)

    @property
    def _has_second_line(self) -> bool:
        room = self.body.height >= self.lines.tall - 1
        return room and bool(self.content.subtitle or self.content.verdict)

    def _badge_x(self, form: Form) -> float:
        return 7.0 if form is Form.NARROW else BADGE_X

    def _text_x(self, form: Form) -> float:
        x = NARROW_TEXT_X if form is Form.NARROW else TEXT_X
        if not self.content.badge:
            return x
        badge = self.measure.width(self.content.badge, TextStyle.BADGE) + 12
        return max(x, self._badge_x(form) + badge + 10)

    def _tall(self) -> list[Part]:
        content, lines = self.content, self.lines
        height = lines.title + lines.subtitle
        top = self.middle - height / 2
        right = self._right_column()
        parts: list[Part] = list(right[0])
        left = self._text_x(Form.TALL)
        end = self._sign(parts, self.body.width - PADDING - right[1])
        width = end - left
        if not content.subtitle:
            y = self.middle - lines.title / 2
            self._add(parts, Rect(left, y, width, lines.title), content.title, TextStyle.CODE)
            return parts
        self._add(parts, Rect(left, top, width, lines.title), content.title, TextStyle.CODE)
        second = Rect(left, top + lines.title, width, lines.subtitle)
        self._add(parts, second, content.subtitle, TextStyle.SUBTITLE)
        return parts

    def _right_column(self) -> tuple[list[Part], float]:
        content, lines = self.content, self.lines
        size = self.measure.width(content.size, TextStyle.SIZE) if content.size else 0.0
        verdict = self.measure.width(content.verdict, TextStyle.VERDICT) if content.verdict else 0
        width = max(size, verdict)
        x = self.body.width - PADDING - width
        heights = (lines.size if content.size else 0, lines.verdict if content.verdict else 0)
        top = self.middle - sum(heights) / 2
        parts: list[Part] = []
        if content.size:
            rect = Rect(x, top, width, lines.size)
            parts.append(Label(rect, content.size, TextStyle.SIZE, content.role, Align.RIGHT))
        if content.verdict:
            rect = Rect(x, top + heights[0], width, lines.verdict)
            parts.append(Label(rect, content.verdict, TextStyle.VERDICT, content.role, Align.RIGHT))
        return parts, (width + TEXT_GAP if width else 0.0)

    def _slim(self, form: Form) -> list[Part]:
        content, lines = self.content, self.lines
        parts: list[Part] = []
        end = self.body.width - PADDING
        for text, style, height in (
            (content.verdict, TextStyle.VERDICT, lines.verdict),
            (content.size, TextStyle.SIZE, lines.size),
        ):
            if not text:
                continue
            width = self.measure.width(text, style)
            rect = Rect(end - width, self.middle - height / 2, width, height)
            parts.append(Label(rect, text, style, content.role, Align.RIGHT))
            end -= width + TEXT_GAP
        end = self._sign(parts, end)
        left = self._text_x(form)
        wanted = self.measure.width(content.title, TextStyle.CODE)
        title = Rect(left, self.middle - lines.title / 2, min(wanted, end - left), lines.title)
        self._add(parts, title, content.title, TextStyle.CODE)
        left += wanted + TEXT_GAP
        if content.subtitle and end - left > 40:
            rect = Rect(left, self.middle - lines.subtitle / 2, end - left, lines.subtitle)
            self._add(parts, rect, content.subtitle, TextStyle.SUBTITLE)
        return parts

    def _narrow(self) -> list[Part]:
        content, lines = self.content, self.lines
        parts: list[Part] = []
        left = self._text_x(Form.NARROW)
        end = self.body.width - 10
        second_height = max(lines.subtitle, lines.verdict, lines.size)
        top = self.middle - (lines.title + second_height) / 2
        title_end = self._sign(parts, end)
        first = Rect(left, top, title_end - left, lines.title)
        self._add(parts, first, content.title, TextStyle.CODE)
        y = top + lines.title
        if content.size:
            width = self.measure.width(content.size, TextStyle.SIZE)
            rect = Rect(end - width, y, width, second_height)
            parts.append(Label(rect, content.size, TextStyle.SIZE, content.role, Align.RIGHT))
            end -= width + 8
        if content.verdict:
            width = self.measure.width(content.verdict, TextStyle.VERDICT)
            rect = Rect(left, y, min(width, end - left), second_height)
            self._add(parts, rect, content.verdict, TextStyle.VERDICT)
            left += width + 8
        if content.subtitle and end - left > 40:
            rect = Rect(left, y, end - left, second_height)
            self._add(parts, rect, content.subtitle, TextStyle.SUBTITLE)
        return parts

    def _sign(self, parts: list[Part], end: float) -> float:
        content = self.content
        if content.sign is not None:
            size = min(SIGN_SIZE, self.body.height - 6)
            rect = Rect(end - SIGN_SIZE, self.middle - size / 2, size, size)
            parts.append(Mark(rect, content.sign, content.sign_role))
        elif not content.keeps_sign_room:
            return end
        return end - SIGN_ROOM

    def _add(self, parts: list[Part], rect: Rect, text: str, style: TextStyle) -> None:
        shown = elided(text, style, rect.width, self.measure)
        if shown:
            is_soft = style is TextStyle.SUBTITLE
            parts.append(Label(rect, shown, style, self.content.role, is_soft=is_soft))
