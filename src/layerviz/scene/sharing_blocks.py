"""The blocks of a sharing picture at their places: each stands on just one other."""

from __future__ import annotations

from functools import lru_cache

from layerviz.core.values import replace
from layerviz.scene.block_contents import Content, Form
from layerviz.scene.blocks import NARROW_WIDTH, SIGN_ROOM, bare_parts, block, lines_of
from layerviz.scene.geometry import Rect
from layerviz.scene.roles import Role
from layerviz.scene.shapes import Group, Sign, Target, TargetKind, TextStyle
from layerviz.scene.sharing_columns import LEAST_NUMBERED, LEAST_TITLED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.core.sharing import SharingReport
    from layerviz.scene.measuring import TextMeasure
    from layerviz.scene.shapes import Part
    from layerviz.scene.sharing_columns import Columns, Set
    from layerviz.scene.sharing_pieces import Piece
    from layerviz.scene.sharing_texts import SharingMarks, SharingWords
    from layerviz.scene.texts import BlockTexts, KnownBlocks


class Masonry:
    """Turns pieces into blocks; lives for one call. `known` as in `stacking.stacked`."""

    def __init__(
        self,
        report: SharingReport,
        words: SharingWords,
        marks: SharingMarks,
        columns: Columns,
        *,
        measure: TextMeasure,
        known: KnownBlocks | None = None,
    ) -> None:
        self.report, self.words, self.marks = report, words, marks
        self.columns, self.measure, self.known = columns, measure, known
        self.lines = lines_of(measure)
        self.leaving = None if marks.leaving is None else (marks.leaving,)
        layers = report.layers
        self.same = None if marks.layer is None else layers[marks.layer].layer.diff_id
        self.bare: dict[tuple[object, ...], tuple[Part, ...]] = {}

    def laid(self, made: Set, ground: float, *, grows_down: bool) -> list[Group]:
        """The blocks in the order of the pieces, up from the ground or down from the top."""
        density = made.heights.density
        gap, is_slim = density.gap, density.form in _ONE_LINE
        heights: dict[tuple[int, bool], float] = {}  # many blocks are of one size
        places: dict[tuple[int, int], tuple[float, float]] = {}
        ends: list[float] = []  # of each block, where the next one on it begins
        groups: list[Group] = []
        for piece in made.pieces:
            sized = (piece.size_bytes, piece.is_strip)
            height = heights.get(sized)
            if height is None:
                height = heights[sized] = made.heights.of(piece)
            span = (piece.first, piece.count)
            place = places.get(span)
            if place is None:
                place = places[span] = self.columns.place(*span)
            x, width = place
            y = ground if piece.below is None else ends[piece.below]
            if grows_down:
                ends.append(y + height + gap)
            else:
                y -= height
                ends.append(y - gap)
            rect = Rect(x, y, width, height)
            if width < LEAST_TITLED:
                groups.append(self._bare(piece, rect))
            else:
                groups.append(self._told(piece, rect, _form(width, is_slim or piece.is_strip)))
        return groups

    def _told(self, piece: Piece, rect: Rect, form: Form) -> Group:
        """A block with its words."""
        content = self._content(piece, rect.width)
        wanted = (content, form, rect.width, rect.height)
        kept = self.known.get(piece.id) if self.known is not None else None
        if kept is None or kept[0] != wanted:
            kept = (wanted, block(content, rect, form, self.measure, self.lines))
        elif kept[1].rect != rect:
            kept = (wanted, replace(kept[1], rect=rect))
        if self.known is not None:
            self.known[piece.id] = kept
        return kept[1]

    def _bare(self, piece: Piece, rect: Rect) -> Group:
        """A block with its size alone; there may be thousands, so what looks alike is made once."""
        texts, role = self.words.block(piece), self._role(piece)
        outline = None if self.same is None else self._outline(piece)
        looks = (texts.size, rect.height, role, outline, piece.is_fold)
        parts = self.bare.get(looks)
        if parts is None:
            look = (role, outline, piece.is_fold)
            parts = self.bare[looks] = bare_parts(texts.size, rect, look, self.measure)
        verdict = texts.verdict
        if self.leaving and role is Role.LEAVING:
            verdict = self.words.comes_back
        spoken = _spoken(piece, texts, verdict)
        return Group(piece.id, rect, role, parts, _target(piece), spoken, texts.tip)

    def _content(self, piece: Piece, width: float) -> Content:
        texts, role, outline = self.words.block(piece), self._role(piece), self._outline(piece)
        is_chosen = outline is Role.SELECTED
        may_unfold = piece.is_fold and width >= NARROW_WIDTH  # else its pile has to say so
        sign = Sign.SELECTED if is_chosen else Sign.UNFOLD if may_unfold else None
        verdict = self.words.comes_back if role is Role.LEAVING else texts.verdict
        room = width - (2 * SIGN_ROOM if sign else SIGN_ROOM)
        has_room = not verdict or self.measure.width(verdict, TextStyle.VERDICT) <= room
        return Content(
            id=piece.id,
            role=role,
            title=texts.title,
            badge=piece.number if width >= LEAST_NUMBERED else "",
            subtitle=texts.note,
            size=texts.size,
            verdict=verdict if has_room else "",
            sign=sign,
            sign_role=Role.SELECTED if is_chosen else role,
            outline=outline,
            is_pile=piece.is_fold,
            target=_target(piece),
            tip=texts.tip,
            spoken=_spoken(piece, texts, verdict),
        )

    def _role(self, piece: Piece) -> Role:
        """What it is; it leaves with an image that no other one shares it with."""
        if self.leaving and self.report.layers[piece.layers[0]].images == self.leaving:
            return Role.LEAVING
        if piece.is_base:
            return Role.BASE
        return Role.SHARED if piece.count > 1 else Role.LAYER

    def _outline(self, piece: Piece) -> Role | None:
        """Around the chosen layer, and fainter around the same files on another parent."""
        if self.same is None or piece.is_strip:
            return None
        if self.marks.layer in piece.layers:
            return Role.SELECTED
        layers = self.report.layers
        is_same = any(layers[place].layer.diff_id == self.same for place in piece.layers)
        return Role.LIT if is_same else None


_ONE_LINE = (Form.SLIM, Form.BARE)


def _form(width: float, is_slim: bool) -> Form:
    if width < NARROW_WIDTH:
        return Form.NARROW
    return Form.SLIM if is_slim else Form.TALL


def _target(piece: Piece) -> Target:
    if piece.is_fold:
        return Target(TargetKind.FOLD, shape=piece.id)
    if len(piece.layers) > 1:
        return Target(TargetKind.BASE, index=piece.layers[0])
    return _layer_target(piece.layers[0])


@lru_cache(maxsize=16_384)
def _layer_target(place: int) -> Target:
    """The target of a place in the report: every picture has the same ones again."""
    return Target(TargetKind.LAYER, index=place)


def _spoken(piece: Piece, texts: BlockTexts, verdict: str) -> str:
    said = f"{piece.number}. {texts.title}" if piece.number else texts.title
    if texts.size:
        said = f"{said}, {texts.size}"
    if verdict:
        said = f"{said}, {verdict}"
    return f"{said}, {texts.spoken}" if texts.spoken else said
