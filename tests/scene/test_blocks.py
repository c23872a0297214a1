"""One block at the edge of its room: the least that must be seen is seen."""

from __future__ import annotations

import pytest

from layerviz.scene.block_contents import Content, Form
from layerviz.scene.blocks import block, lines_of
from layerviz.scene.geometry import Rect
from layerviz.scene.roles import Role
from layerviz.scene.shapes import Badge, Label, ShapeId, Sign
from tests.support.scenes import MEASURE, check_group

LINES = lines_of(MEASURE)


def content(**more: object) -> Content:
    given: dict[str, object] = {
        "verdict": "NOT REACHED",
        "size": "1.98 GB",
        "subtitle": "why",
        **more,
    }
    return Content(id=ShapeId("b"), role=Role.REBUILT, title="RUN make", badge="12", **given)  # type: ignore[arg-type]  # fields of Content


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("width", [204, 250, 340, 640])
@pytest.mark.parametrize("sign", [None, Sign.RIGHT])
def test_number_and_verdict_are_always_seen(form: Form, width: float, sign: Sign | None) -> None:
    made = block(content(sign=sign), Rect(0, 0, width, LINES.tall), form, MEASURE, LINES)
    check_group(made)
    assert [part.text for part in made.parts if isinstance(part, Badge)] == ["12"]
    texts = [part.text for part in made.parts if isinstance(part, Label)]
    assert ("NOT REACHED" in texts) is (form is not Form.BARE)


def test_without_any_room_a_title_is_left_out() -> None:
    tiny = content(size="", verdict="REBUILT")
    made = block(tiny, Rect(0, 0, 120, LINES.slim), Form.SLIM, MEASURE, LINES)
    assert [part.text for part in made.parts if isinstance(part, Label)] == ["REBUILT"]
