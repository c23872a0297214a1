"""One block at the edge of its room: the least that must be seen is seen."""

from __future__ import annotations

import pytest

from layerviz.core.values import replace
from layerviz.scene.block_contents import Content, Form
from layerviz.scene.blocks import block, lines_of
from layerviz.scene.geometry import Rect
from layerviz.scene.roles import Role
from layerviz.scene.shapes import Badge, Group, Label, ShapeId, Sign
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


def texts_in(made: Group) -> list[str]:
    return [part.text for part in made.parts if isinstance(part, Label)]


def titled(title: str, **more: object) -> Content:
    return replace(content(**more), title=title)


def test_a_size_makes_way_for_the_title() -> None:
    long = titled("COPY package*.json package-lock.json ./", verdict="CACHED", subtitle="")
    made = block(long, Rect(0, 0, 420, LINES.tall + 2), Form.TALL, MEASURE, LINES)
    check_group(made)
    assert long.title in texts_in(made)
    rects = {part.text: part.rect for part in made.parts if isinstance(part, Label)}
    assert rects["1.98 GB"].y == rects["CACHED"].y > rects[long.title].y


def test_a_reason_is_cut_between_words_or_left_out() -> None:
    why = content(verdict="REBUILT", subtitle="follows: the layer below changed")
    made = block(why, Rect(0, 0, 330, LINES.tall), Form.NARROW, MEASURE, LINES)
    assert [text for text in texts_in(made) if text.startswith("follows")] == [
        "follows: the layer…"
    ]
    slim = content(verdict="REBUILT", subtitle="src/generated/client.js changed")
    made = block(slim, Rect(0, 0, 250, LINES.tall), Form.NARROW, MEASURE, LINES)
    assert texts_in(made) == ["RUN make", "1.98 GB", "REBUILT"]


def test_a_narrow_block_goes_on_with_its_title_on_a_second_line() -> None:
    long = titled("RUN go mod download", verdict="CACHED", subtitle="")
    made = block(long, Rect(0, 0, 190, LINES.taller), Form.NARROW, MEASURE, LINES)
    check_group(made)
    assert texts_in(made)[:2] == ["RUN go mod", "download"]


def test_a_skipped_block_shows_its_title_rather_than_a_number() -> None:
    skipped = replace(titled("RUN go vet ./..."), role=Role.SKIPPED, badge="", size="", subtitle="")
    made = block(
        replace(skipped, verdict="SKIPPED"),
        Rect(0, 0, 134, LINES.tall),
        Form.NARROW,
        MEASURE,
        LINES,
    )
    check_group(made)
    assert texts_in(made) == ["RUN go vet", "SKIPPED", "./..."]


@pytest.mark.parametrize(
    ("title", "first"),
    [
        ("COPY --from=build /out/app /app", "COPY --from="),
        ("RUN pnpm --filter api build", "RUN pnpm"),
        ("maven:3.9-eclipse-temurin-21", "maven:3.9-"),
        ("RUN aaaaaaaaaaaaaaaaaaaaaaaaa", "RUN aaaaaaaaaa"),
    ],
)
def test_a_title_is_broken_where_a_reader_would_break_it(title: str, first: str) -> None:
    made = block(
        titled(title, subtitle="", size="", verdict="CACHED"),
        Rect(0, 0, 176, LINES.taller),
        Form.NARROW,
        MEASURE,
        LINES,
    )
    check_group(made)
    assert texts_in(made)[0] == first
