"""What a block says and shows: verdicts, questions, picks and the playhead."""

from __future__ import annotations

import pytest

from layerviz.core.analysis import Analysis, StepId, Verdict
from layerviz.scene.roles import Role
from layerviz.scene.shapes import (
    Box,
    Connector,
    Decoration,
    Group,
    Label,
    Mark,
    Scene,
    ShapeId,
    Sign,
)
from layerviz.scene.stack_layout import build_scene
from layerviz.scene.texts import Marks, Question, View
from tests.support.analyses import (
    analysis_of,
    build,
    failing,
    go_stages,
    inserted_line,
    node_code_first,
    node_good,
    step,
)
from tests.support.picture_words import (
    words_of,
)
from tests.support.scenes import MEASURE

ROOM = View(width=900, height=700)
UNMARKED = Marks()
COPY_ALL, INSTALL = StepId("0:COPY . ."), StepId("0:RUN npm install")


def scene_of(analysis: Analysis, marks: Marks = UNMARKED) -> Scene:
    return build_scene(analysis, words_of(analysis), marks, ROOM, MEASURE)


def block(scene: Scene, name: str) -> Group:
    found = scene.group(ShapeId(name))
    assert found is not None
    return found


def texts(group: Group) -> list[str]:
    return [part.text for part in group.parts if isinstance(part, Label)]


def signs(group: Group) -> list[Sign]:
    return [part.sign for part in group.parts if isinstance(part, Mark)]


def outlines(group: Group) -> list[Role]:
    return [part.role for part in group.parts if isinstance(part, Box) and part.is_outline]


def test_the_first_cause_and_what_follows_look_different() -> None:
    scene = scene_of(node_code_first())
    assert block(scene, f"after/{COPY_ALL}").role is Role.REBUILT
    assert block(scene, f"after/{INSTALL}").role is Role.FOLLOWS
    assert block(scene, "after/0:FROM node:20-alpine").role is Role.BASE
    assert block(scene, "after/0:WORKDIR /app").role is Role.CACHED
    assert block(scene, f"before/{COPY_ALL}").role is Role.CACHED


def test_a_changed_base_is_a_first_cause() -> None:
    base = step("FROM node:20", Verdict.REBUILT)
    scene = scene_of(analysis_of(build(base)))
    assert block(scene, "after/0:FROM node:20").role is Role.FOLLOWS
    assert "REBUILT" in texts(block(scene, "after/0:FROM node:20"))


@pytest.mark.parametrize(
    ("text", "role", "word"),
    [
        ("0:COPY mising.txt ./", Role.FAILS, "FAILS"),
        ("0:RUN pip install -r requirements.txt", Role.UNREACHED, "NOT REACHED"),
    ],
)
def test_a_failing_build_says_where_it_stops(text: str, role: Role, word: str) -> None:
    found = block(scene_of(failing()), f"after/{text}")
    assert found.role is role
    assert word in texts(found)


def test_a_stage_that_is_not_needed_is_skipped_with_its_start() -> None:
    scene = scene_of(go_stages())
    assert block(scene, "after/1:RUN go test ./...").role is Role.SKIPPED
    assert block(scene, "after/from:1").role is Role.SKIPPED
    assert texts(block(scene, "after/from:1")) == ["FROM build"]


@pytest.mark.parametrize("width", [700, 880, 960, 1100, 1400])
def test_a_narrower_column_beside_wide_ones_still_tells_its_instructions(width: int) -> None:
    analysis, room = go_stages(), View(width=width, height=800)
    scene = build_scene(analysis, words_of(analysis), UNMARKED, room, MEASURE)
    said = texts(block(scene, "after/1:RUN go test ./..."))
    assert " ".join(text for text in said if text.isascii() and text != "SKIPPED").startswith(
        "RUN go test ./..."
    )


def test_same_blocks_are_joined_by_arrows_and_different_ones_by_crosses() -> None:
    joins = {s.id: s for s in scene_of(node_code_first()).shapes if s.id.startswith("join/")}
    assert isinstance(joins[ShapeId("join/0:WORKDIR /app")], Connector)
    crossed = joins[ShapeId(f"join/{COPY_ALL}")]
    assert isinstance(crossed, Decoration)
    assert [p.sign for p in crossed.parts if isinstance(p, Mark)] == [Sign.CROSS]


def test_a_new_line_has_no_partner_and_a_removed_one_none_either() -> None:
    ids = {s.id for s in scene_of(inserted_line()).shapes if s.id.startswith("join/")}
    assert "join/0:COPY . ." in ids
    assert not any("apk add" in name or "OLD" in name for name in ids)


def test_an_open_question_hides_verdicts_reasons_and_arrows() -> None:
    marks = Marks(question=Question.ASKED, picks=frozenset({INSTALL}))
    scene = scene_of(node_code_first(), marks)
    asked = [g for g in scene.groups if g.id.startswith("after/0:")]
    said = [text for group in asked for text in texts(group)]
    assert not {"CACHED", "REBUILT"} & set(said)
    assert not any("changed" in text for text in said)
    assert not any("REBUILT" in g.spoken or "changed" in g.tip for g in asked)
    assert not any(s.id.startswith("join/") for s in scene.shapes)
    assert block(scene, f"after/{COPY_ALL}").role is Role.LAYER
    picked = block(scene, f"after/{INSTALL}")
    assert picked.role is Role.PICKED
    assert signs(picked) == [Sign.TICK]
    assert outlines(picked) == [Role.SELECTED]


def test_the_answer_judges_every_pick() -> None:
    marks = Marks(question=Question.REVEALED, picks=frozenset({INSTALL}))
    scene = scene_of(node_good(), marks)
    assert signs(block(scene, f"after/{INSTALL}")) == [Sign.WRONG]
    assert signs(block(scene, f"after/{COPY_ALL}")) == [Sign.MISSED]
    assert signs(block(scene, "after/0:WORKDIR /app")) == []
    right = scene_of(node_good(), Marks(question=Question.REVEALED, picks=frozenset({COPY_ALL})))
    assert signs(block(right, f"after/{COPY_ALL}")) == [Sign.RIGHT]


def test_what_only_the_build_can_tell_is_right_either_way() -> None:
    depends = StepId("2:COPY --from=build /out/app /usr/local/bin/app")
    for picks, expected in ((frozenset({depends}), [Sign.RIGHT]), (frozenset[StepId](), [])):
        scene = scene_of(go_stages(), Marks(question=Question.REVEALED, picks=picks))
        assert signs(block(scene, f"after/{depends}")) == expected


def test_steps_after_the_playhead_are_pending() -> None:
    base = StepId("0:FROM node:20-alpine")
    scene = scene_of(node_good(), Marks(played=frozenset({base}), current=base))
    assert block(scene, f"after/{base}").role is Role.BASE
    assert outlines(block(scene, f"after/{base}")) == [Role.CURRENT]
    assert block(scene, f"after/{INSTALL}").role is Role.PENDING
    assert "CACHED" not in texts(block(scene, f"after/{INSTALL}"))


def test_the_selected_block_has_outline_and_tick_and_its_cause_is_lit() -> None:
    scene = scene_of(node_code_first(), Marks(selected=INSTALL, lit=frozenset({COPY_ALL})))
    assert outlines(block(scene, f"after/{INSTALL}")) == [Role.SELECTED]
    assert signs(block(scene, f"after/{INSTALL}")) == [Sign.SELECTED]
    assert outlines(block(scene, f"after/{COPY_ALL}")) == [Role.LIT]
    assert outlines(block(scene, f"before/{INSTALL}")) == [Role.LIT]


def test_a_block_is_told_in_words() -> None:
    spoken = block(scene_of(node_good()), f"after/{COPY_ALL}").spoken
    assert spoken == "5. COPY . ., REBUILT, server.js changed, 2 MB"


def test_a_setting_is_selected_like_a_step() -> None:
    name = StepId('0:CMD ["node", "server.js"]')
    found = block(scene_of(node_good(), Marks(selected=name)), f"after/{name}")
    assert outlines(found) == [Role.SELECTED]
    assert found.role is Role.SETTING
