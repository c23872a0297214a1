"""Scenes as plain data for goldens, and what each scene must satisfy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerviz.scene.geometry import Rect
from layerviz.scene.measuring import FixedMeasure
from layerviz.scene.shapes import (
    Badge,
    Box,
    Connector,
    Decoration,
    Group,
    Label,
    Mark,
    TargetKind,
    TextStyle,
)

if TYPE_CHECKING:
    from layerviz.scene.shapes import Part, Scene, Shape

MEASURE = FixedMeasure()
SLACK = 0.02


def scene_as_data(scene: Scene) -> dict[str, object]:
    """The scene as JSON-like data, numbers rounded to a tenth of a pixel."""
    return {
        "size": [_n(scene.width), _n(scene.height)],
        "header_height": _n(scene.header_height),
        "ground": scene.ground.value,
        "header": [_shape(shape) for shape in scene.header],
        **({"side": [_shape(shape) for shape in scene.side]} if scene.side else {}),
        "shapes": [_shape(shape) for shape in scene.shapes],
    }


def _n(number: float) -> float:
    return round(number, 1)


def _rect(rect: Rect) -> str:
    return " ".join(f"{_n(n):g}" for n in (rect.x, rect.y, rect.width, rect.height))


def _shape(shape: Shape) -> dict[str, object]:
    if isinstance(shape, Group):
        return {
            "group": shape.id,
            "at": _rect(shape.rect),
            "role": shape.role.value,
            "spoken": shape.spoken,
            "parts": [_part(part) for part in shape.parts],
        }
    if isinstance(shape, Connector):
        points = "  ".join(f"{_n(p.x):g},{_n(p.y):g}" for p in shape.points)
        label = _part(shape.label) if shape.label else ""
        return {"arrow": shape.id, "role": shape.role.value, "points": points, "label": label}
    return {"decoration": shape.id, "parts": [_part(part) for part in shape.parts]}


def _part(part: Part) -> str:
    at = _rect(part.rect)
    match part:
        case Box():
            return f"box {part.role.value} [{at}]" + (" outline" if part.is_outline else "")
        case Label():
            return f"{part.style.value} {part.align.value} [{at}] {part.text}"
        case Badge():
            return f"badge [{at}] {part.text}"
        case Mark():
            return f"mark {part.sign.value} [{at}]"


def blocks(scene: Scene) -> list[Group]:
    """The blocks that stand for steps, settings and folds."""
    kinds = (TargetKind.STEP, TargetKind.SETTING, TargetKind.FOLD)
    return [g for g in scene.groups if g.target is None or g.target.kind in kinds]


def check_scene(scene: Scene) -> None:
    """Assert the laws of every scene."""
    _check_ids(scene)
    _check_inside(scene)
    _check_apart(scene)
    _check_fixed(scene)
    for shape in (*scene.shapes, *scene.header, *scene.side):
        if isinstance(shape, Group):
            check_group(shape)
        elif isinstance(shape, Decoration):
            _check_texts(shape.parts)
    _check_arrow_labels(scene)


def _check_ids(scene: Scene) -> None:
    ids = [shape.id for shape in scene.shapes]
    assert len(ids) == len(set(ids)), "two shapes have the same id"


def _check_inside(scene: Scene) -> None:
    whole = Rect(0, 0, scene.width, scene.height)
    body = Rect(0, scene.header_height, scene.width, scene.height - scene.header_height)
    for group in scene.groups:
        assert body.encloses(group.rect, SLACK), f"{group.id} lies outside"
    for shape in (*scene.shapes, *scene.header):
        if isinstance(shape, Decoration):
            for part in shape.parts:
                assert whole.encloses(part.rect, SLACK), f"{shape.id} lies outside"
        if isinstance(shape, Connector):
            for point in shape.points:
                assert 0 <= point.x <= scene.width, f"{shape.id} leaves the picture"
                assert 0 <= point.y <= scene.height, f"{shape.id} leaves the picture"


def _check_fixed(scene: Scene) -> None:
    """What is not scrolled lies in its strip; its blocks lie beside each other."""
    left = scene.width - scene.side_width
    header = Rect(0, 0, left, scene.header_height)
    side = Rect(left, 0, scene.side_width, scene.height)
    for strip, shapes in ((header, scene.header), (side, scene.side)):
        groups = [shape for shape in shapes if isinstance(shape, Group)]
        for place, group in enumerate(groups):
            assert strip.encloses(group.rect, SLACK), f"{group.id} lies outside its strip"
            for other in groups[place + 1 :]:
                assert not group.rect.inset(SLACK).overlaps(other.rect), f"{group.id}, {other.id}"
    for shape in scene.side:
        for part in shape.parts if isinstance(shape, Decoration) else ():
            assert side.encloses(part.rect, SLACK), f"{shape.id} lies outside the side"
    body = Rect(0, 0, left, scene.height)
    assert all(body.encloses(group.rect, SLACK) for group in scene.groups), "under the side"


def _check_apart(scene: Scene) -> None:
    standing = sorted(scene.groups, key=lambda group: group.rect.y)
    for place, group in enumerate(standing):
        for other in standing[place + 1 :]:
            if other.rect.y >= group.rect.bottom:
                break
            assert not group.rect.inset(SLACK).overlaps(other.rect), f"{group.id}, {other.id}"


def check_group(group: Group) -> None:
    """Assert that the parts of a block lie in it, and its texts and marks beside each other."""
    inside = Rect(0, 0, group.rect.width, group.rect.height)
    for part in group.parts:
        assert inside.encloses(part.rect, 0.6), f"{group.id}: {_part(part)} leaves its block"
    solid = [part for part in group.parts if not isinstance(part, Box)]
    for place, part in enumerate(solid):
        for other in solid[place + 1 :]:
            overlap = drawn(part).inset(0.3).overlaps(drawn(other))
            assert not overlap, f"{group.id}: {_part(part)} over {_part(other)}"
    _check_texts(group.parts)


def drawn(part: Part) -> Rect:
    """What of a part is inked: a text's letters, not all of the room it has."""
    if not isinstance(part, Label):
        return part.rect
    width = MEASURE.width(part.text, part.style)
    left = {"left": 0.0, "center": 0.5, "right": 1.0}[part.align.value]
    rect = part.rect
    height = MEASURE.line_height(part.style) * 0.8
    return Rect(
        rect.x + (rect.width - width) * left,
        rect.center.y - height / 2,
        width,
        height,
    )


def _check_texts(parts: tuple[Part, ...]) -> None:
    for part in parts:
        if isinstance(part, Label):
            wide = MEASURE.width(part.text, part.style)
            assert wide <= part.rect.width + SLACK, f"{part.text!r} is wider than its room"
        if isinstance(part, Badge):
            wide = MEASURE.width(part.text, TextStyle.BADGE)
            assert wide <= part.rect.width + SLACK, f"{part.text!r} is wider than its badge"


def _check_arrow_labels(scene: Scene) -> None:
    labels = [s.label.rect for s in scene.shapes if isinstance(s, Connector) and s.label]
    for place, label in enumerate(labels):
        for other in labels[place + 1 :]:
            assert not label.inset(SLACK).overlaps(other), "two arrows' labels overlap"
        for group in scene.groups:
            assert not label.inset(SLACK).overlaps(group.rect), f"a label lies on {group.id}"
