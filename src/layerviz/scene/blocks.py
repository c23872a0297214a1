"""One block with a place: where its number, texts and marks stand, each shortened to its room."""

from __future__ import annotations

from layerviz.core.values import Value
from layerviz.scene.block_contents import Form
from layerviz.scene.geometry import Rect
from layerviz.scene.measuring import curtailed, elided
from layerviz.scene.roles import Role
from layerviz.scene.shapes import Align, Badge, Box, Group, Label, Mark, TextStyle

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.scene.block_contents import Content
    from layerviz.scene.measuring import TextMeasure
    from layerviz.scene.shapes import Part

PADDING = 10.0
BADGE_X = 7.0
BADGE_WIDTH = 30.0
BADGE_HEIGHT = 26.0
TEXT_X = 42.0
NARROW_TEXT_X = 41.0
BARE_TEXT_X = 12.0
BARE_EDGE = 3.0
TEXT_GAP = 8.0
SIGN_SIZE = 18.0
SIGN_ROOM = SIGN_SIZE + 8
NARROW_WIDTH = 250.0
PILE_STEP = 3.0
LEADING = 3.0
SLIM_WIDTH = 340.0
BREAKS = "=/-_,&*."
"""After these a long instruction may go on in the next line, as after a space."""


class Lines(Value):
    """The line heights that blocks are built of, asked once."""

    title: float
    subtitle: float
    size: float
    verdict: float

    @property
    def rows(self) -> tuple[float, float]:
        """The heights of the two lines of a block."""
        return max(self.title, self.size), max(self.subtitle, self.verdict) + LEADING

    @property
    def tall(self) -> float:
        """The lowest block with two lines of text."""
        return sum(self.rows) + 11

    @property
    def taller(self) -> float:
        """The lowest block with a title of two lines and one line below it."""
        return self.tall + self.title

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
    top = _pile(parts, content.role, rect.width) if content.is_pile else 0.0
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


def bare_parts(
    size: str, rect: Rect, look: tuple[Role, Role | None, bool], measure: TextMeasure
) -> tuple[Part, ...]:
    """The parts of a block that is too narrow for its texts: its size alone, where that fits.

    The look is its role, that of an outline, and whether it is a pile.
    """
    parts: list[Part] = []
    role, outline, is_pile = look
    top = _pile(parts, role, rect.width) if is_pile else 0.0
    body = Rect(0, top, rect.width, rect.height - top)
    parts.append(Box(body, role))
    height = measure.line_height(TextStyle.SIZE)
    room = body.width - 2 * BARE_EDGE
    if size and height <= body.height + 1 and measure.width(size, TextStyle.SIZE) <= room:
        line = Rect(BARE_EDGE, top + (body.height - height) / 2, room, height)
        parts.append(Label(line, size, TextStyle.SIZE, role, Align.CENTER))
    if outline is not None:
        parts.append(Box(body, outline, is_outline=True))
    return tuple(parts)


def _pile(parts: list[Part], role: Role, width: float) -> float:
    for depth in (2, 1):
        inset = depth * 6.0
        y = (2 - depth) * PILE_STEP
        parts.append(Box(Rect(inset, y, width - 2 * inset, 16), role))
    return 2 * PILE_STEP


class _Writer:
    """Sets the texts of one block; lives for one call."""

    def __init__(self, content: Content, body: Rect, measure: TextMeasure, lines: Lines) -> None:
        self.content = content
        self.body = body
        self.measure = measure
        self.lines = lines
        self.middle = body.y + body.height / 2
        self.badge_width = measure.width(content.badge, TextStyle.BADGE) + 12

    def quiet(self, form: Form) -> tuple[Rect, ...]:
        if form is Form.BARE:
            return ()
        left = self._text_x(form) - 7
        inset = min(5.0, self.body.height / 8)
        width = max(0.0, self.body.width - left - 7)
        return (Rect(left, self.body.y + inset, width, self.body.height - 2 * inset),)

    def badge(self, form: Form) -> Badge:
        width = max(BADGE_WIDTH, self.badge_width)
        height = min(BADGE_HEIGHT, self.body.height - 8)
        x = (self.body.width - width) / 2 if form is Form.BARE else self._badge_x(form)
        rect = Rect(x, self.middle - height / 2, width, height)
        return Badge(rect, self.content.badge, self.content.role)

    def texts(self, form: Form) -> list[Part]:
        if form is Form.BARE:
            return []
        if form is Form.SLIM or not self._has_second_line(form):
            return self._slim(form)
        return self._narrow() if form is Form.NARROW else self._tall()

    def _has_second_line(self, form: Form) -> bool:
        """Whether two lines are needed and there is room for them."""
        content = self.content
        if self.body.height < self.lines.tall - 7:
            return False
        if content.subtitle or content.verdict:
            return True
        return bool(content.size) and not self._fits_beside(form)

    def _fits_beside(self, form: Form) -> bool:
        """Whether the whole title fits beside the size."""
        size = self.measure.width(self.content.size, TextStyle.SIZE) + TEXT_GAP
        room = self.body.width - PADDING - size - self._sign_room - self._text_x(form)
        return self.measure.width(self.content.title, TextStyle.CODE) <= room

    @property
    def _sign_room(self) -> float:
        has_room = self.content.sign is not None or self.content.keeps_sign_room
        return SIGN_ROOM if has_room else 0.0

    def _badge_x(self, form: Form) -> float:
        return 7.0 if form is Form.NARROW else BADGE_X

    def _text_x(self, form: Form) -> float:
        x = NARROW_TEXT_X if form is Form.NARROW else TEXT_X
        if not self.content.badge:
            return BARE_TEXT_X if form is Form.NARROW else x
        return max(x, self._badge_x(form) + self.badge_width + 8)

    def _tall(self) -> list[Part]:
        content, lines = self.content, self.lines
        first, second = lines.rows
        top = self.middle - (first + second) / 2
        below = top + first
        parts: list[Part] = []
        size, verdict = self._right_column(parts, top, below)
        left, right = self._text_x(Form.TALL), self.body.width - PADDING
        if size and self._sign_room:  # the sign stands between the lines: both end before it
            size = verdict = right - self._sign(parts, right - max(size, verdict))
        wanted = self.measure.width(content.title, TextStyle.CODE)
        is_clear = left + wanted <= right - max(size, verdict) - (0 if size else self._sign_room)
        if not content.subtitle and is_clear and (size or not verdict):
            top, first = self.middle - lines.title / 2, lines.title  # it stands alone
        title_end = right - size if size else self._sign(parts, right, (top, first))
        rect = Rect(left, below, right - verdict - left, second)
        self._add(parts, rect, content.subtitle, TextStyle.SUBTITLE)
        self._add(parts, Rect(left, top, title_end - left, first), content.title, TextStyle.CODE)
        return parts

    def _right_column(self, parts: list[Part], top: float, below: float) -> tuple[float, float]:
        """Add size and verdict; what they take of the first and of the second line, with gaps."""
        content, lines = self.content, self.lines
        first, second = lines.rows
        size, verdict = content.size, content.verdict
        if size and not self._fits_beside(Form.TALL):
            taken = self._right(parts, verdict, TextStyle.VERDICT, (below, second))
            return 0.0, taken + self._right(parts, size, TextStyle.SIZE, (below, second), taken)
        if not (size and verdict):
            style = TextStyle.SIZE if size else TextStyle.VERDICT
            taken = self._right(parts, size or verdict, style, (self.middle - first / 2, first))
            return taken, taken
        return (
            self._right(parts, size, TextStyle.SIZE, (top, first)),
            self._right(parts, verdict, TextStyle.VERDICT, (below, second)),
        )

    def _right(
        self,
        parts: list[Part],
        text: str,
        style: TextStyle,
        line: tuple[float, float],
        taken: float = 0.0,
    ) -> float:
        """Add a text at the right edge; the width it takes with its gap. `line` is y and height."""
        if not text:
            return 0.0
        width = self.measure.width(text, style)
        rect = Rect(self.body.width - PADDING - taken - width, line[0], width, line[1])
        parts.append(Label(rect, text, style, self.content.role, Align.RIGHT))
        return width + TEXT_GAP

    def _slim(self, form: Form) -> list[Part]:
        content, lines = self.content, self.lines
        parts: list[Part] = []
        left, end = self._text_x(form), self.body.width - PADDING
        wanted = self.measure.width(content.title, TextStyle.CODE)
        for text, style, height in (
            (content.verdict, TextStyle.VERDICT, lines.verdict),
            (content.size, TextStyle.SIZE, lines.size),
        ):
            if not text:
                continue
            width = self.measure.width(text, style)
            if style is TextStyle.SIZE and self._is_crowded(end - left, width, wanted):
                continue
            rect = Rect(end - width, self.middle - height / 2, width, height)
            parts.append(Label(rect, text, style, content.role, Align.RIGHT))
            end -= width + TEXT_GAP
        end = self._sign(parts, end)
        title = Rect(left, self.middle - lines.title / 2, min(wanted, end - left), lines.title)
        self._add(parts, title, content.title, TextStyle.CODE)
        if not content.subtitle:
            return parts
        left += wanted + TEXT_GAP
        room = end - left
        subtitle = self.measure.width(content.subtitle, TextStyle.SUBTITLE)
        if subtitle <= room or (content.badge and room > 40):  # a setting's is whole or not there
            rect = Rect(left, self.middle - lines.subtitle / 2, room, lines.subtitle)
            self._add(parts, rect, content.subtitle, TextStyle.SUBTITLE)
        return parts

    def _is_crowded(self, room: float, size: float, title: float) -> bool:
        """Whether the size keeps the verdict or the whole title off one line: they matter more."""
        room -= self._sign_room
        return room < size or 0 <= room - title < size + TEXT_GAP

    def _narrow(self) -> list[Part]:
        content, lines = self.content, self.lines
        parts: list[Part] = []
        left = self._text_x(Form.NARROW)
        end = self.body.width - PADDING
        sign = self._sign_room
        rows = self._title_rows(end - left - sign)
        height = lines.rows[0] if len(rows) == 1 else lines.title
        below = lines.rows[1]
        if len(rows) > 1 and content.role is Role.SKIPPED:
            return self._skipped(rows[0], rows[1], left, end)
        top = self.middle - (height * len(rows) + below) / 2
        self._sign(parts, end, (top, height))
        for place, row in enumerate(rows):
            rect = Rect(left, top + place * height, end - left - sign, height)
            self._add(parts, rect, row, TextStyle.CODE)
        top += height * len(rows)
        self._narrow_line(parts, Rect(left, top, end - left, below))
        return parts

    def _skipped(self, first: str, rest: str, left: float, end: float) -> list[Part]:
        """A long title that goes on beside the verdict: there is nothing more to tell."""
        lines = self.lines
        parts: list[Part] = []
        top = self.middle - lines.title
        self._add(parts, Rect(left, top, end - left, lines.title), first, TextStyle.CODE)
        top += lines.title
        taken = self._right(parts, self.content.verdict, TextStyle.VERDICT, (top, lines.title))
        rect = Rect(left, top, end - left - taken, lines.title)
        self._add(parts, rect, rest, TextStyle.CODE)
        return parts

    def _title_rows(self, room: float) -> tuple[str, ...]:
        """The title in two lines, where one is too short and the block is high enough."""
        title = self.content.title
        is_low = self.body.height < self.lines.taller - 8 and self.content.role is not Role.SKIPPED
        if is_low or self.measure.width(title, TextStyle.CODE) <= room:
            return (title,)
        fitting = len(title)
        while fitting > 1 and self.measure.width(title[:fitting], TextStyle.CODE) > room:
            fitting -= 1
        cut = next((n for n in range(fitting, fitting // 2, -1) if _may_break(title, n)), fitting)
        return title[:cut].rstrip(), title[cut:].lstrip()

    def _narrow_line(self, parts: list[Part], line: Rect) -> None:
        """Add verdict, reason and size; the verdict matters most, the reason least."""
        content = self.content
        left, end = line.x, line.right
        verdict = self.measure.width(content.verdict, TextStyle.VERDICT) if content.verdict else 0.0
        size = self.measure.width(content.size, TextStyle.SIZE) if content.size else 0.0
        if size and verdict + size + 8 <= line.width:
            rect = Rect(end - size, line.y, size, line.height)
            parts.append(Label(rect, content.size, TextStyle.SIZE, content.role, Align.RIGHT))
            end -= size + 8
        if verdict:
            rect = Rect(left, line.y, min(verdict, end - left), line.height)
            self._add(parts, rect, content.verdict, TextStyle.VERDICT)
            left += verdict + 8
        wanted = self.measure.width(content.subtitle, TextStyle.SUBTITLE)
        is_told = content.role is Role.SKIPPED  # of the whole stage, above it
        if content.subtitle and end - left > (wanted if is_told else 40):
            rect = Rect(left, line.y, end - left, line.height)
            self._add(parts, rect, content.subtitle, TextStyle.SUBTITLE)

    def _sign(
        self, parts: list[Part], end: float, line: tuple[float, float] | None = None
    ) -> float:
        """Add the sign before `end`; where the texts before it end. `line` is y and height."""
        content = self.content
        if content.sign is not None:
            top, height = line or (self.body.y + 3, self.body.height - 6)
            size = min(SIGN_SIZE, height)
            rect = Rect(end - SIGN_SIZE, top + (height - size) / 2, size, size)
            parts.append(Mark(rect, content.sign, content.sign_role))
        return end - self._sign_room

    def _add(self, parts: list[Part], rect: Rect, text: str, style: TextStyle) -> None:
        is_soft = style is TextStyle.SUBTITLE
        shorten = curtailed if is_soft else elided
        shown = shorten(text, style, rect.width, self.measure) if text else ""
        if shown:
            parts.append(Label(rect, shown, style, self.content.role, is_soft=is_soft))


def _may_break(title: str, at: int) -> bool:
    """Whether an instruction may go on in the next line from there: at a space, after a sign."""
    before, after = title[at - 1], title[at : at + 1]
    if after == " ":
        return True
    return before in BREAKS and after not in BREAKS and title[at - 2] not in " -"
