"""Pictures as data, with letters of a fixed width.

`make golden` writes them anew; read the difference like code.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from layerviz.core.analysis import StepId
from layerviz.core.values import replace
from layerviz.scene.compare_layout import compare_scene
from layerviz.scene.framing import framed
from layerviz.scene.image_layout import image_scene
from layerviz.scene.roles import Role
from layerviz.scene.shapes import Scene
from layerviz.scene.sharing_layout import sharing_scene
from layerviz.scene.sharing_texts import SharingMarks
from layerviz.scene.stack_layout import build_scene
from layerviz.scene.texts import Marks, Question, View
from layerviz.scene.timeline_layout import timeline_scene
from layerviz.scene.treemap_layout import TreemapWords, treemap_scene
from tests.golden.tag_scenes import TAG_SCENES
from tests.support.analyses import (
    failing,
    go_stages,
    inserted_line,
    long_one,
    many_stages,
    node_code_first,
    node_good,
    nothing_cached,
)
from tests.support.image_pictures import CLEANUP, tile
from tests.support.picture_words import (
    compare_words,
    side_of,
    texts_of,
    words_of,
)
from tests.support.scenes import MEASURE, scene_as_data
from tests.support.sharing import lesson, shown

FOLDER = Path(__file__).parent / "scenes"
ROOM = View(width=640, height=640)
WIDE = View(width=1240, height=640)
COPY_ALL, INSTALL = StepId("0:COPY . ."), StepId("0:RUN npm install")


def _asked() -> Scene:
    marks = Marks(question=Question.ASKED, picks=frozenset({COPY_ALL, INSTALL}))
    return build_scene(node_good(), words_of(node_good()), marks, ROOM, MEASURE)


def _revealed() -> Scene:
    marks = Marks(question=Question.REVEALED, picks=frozenset({INSTALL}))
    return build_scene(node_good(), words_of(node_good()), marks, ROOM, MEASURE)


def _played() -> Scene:
    marks = Marks(
        played=frozenset({StepId("0:FROM node:20-alpine")}), current=StepId("0:WORKDIR /app")
    )
    return build_scene(node_code_first(), words_of(node_code_first()), marks, ROOM, MEASURE)


def _strip() -> Scene:
    after = node_good().after
    order = [step.id for step in after.steps]
    return timeline_scene(after, order, texts_of(after), Marks(), width=600, measure=MEASURE)


def _compared() -> Scene:
    left = replace(
        side_of(node_code_first(), "App code first"),
        total="44 s",
        total_role=Role.COSTLY,
        bar_share=1.0,
        summary="152 MB and 44 s again, at every build after a change to server.js",
        summary_note="(example times)",
    )
    right = replace(
        side_of(node_good(), "package.json first"),
        total="1.2 s",
        total_role=Role.CHEAP,
        bar_share=0.03,
        summary="2 MB and 1.2 s",
        summary_note="(example times)",
    )
    return compare_scene((left, right), compare_words(), WIDE, MEASURE)


def _exported() -> Scene:
    legend = [(Role.CACHED, "CACHED"), (Role.DEPENDS, "DEPENDS"), (Role.REBUILT, "REBUILT")]
    scene = build_scene(node_good(), words_of(node_good()), Marks(), ROOM, MEASURE)
    return framed(scene, "node-order: server.js was saved", legend, MEASURE)


def _treemap() -> Scene:
    words = TreemapWords(more=lambda n, size: f"{n} more, {size} B", nothing="")
    folder = tile("usr", 900, tile("usr/bin", 600), tile("usr/lib", 300))
    files = [tile("data.json", 400), tile("old.tar", 300, is_hidden=True)]
    small = [tile(f"s{number}", 1) for number in range(9)]
    return treemap_scene((folder, *files, *small), words, 380, 300, MEASURE)


def _sharing() -> Scene:
    return sharing_scene(shown(lesson(), base=2), WIDE, MEASURE)


def _leaving() -> Scene:
    marks = SharingMarks(leaving=0, layer=4)
    of = shown(lesson(), base=2, marks=marks, is_base_open=True, japanese=True)
    return sharing_scene(of, replace(WIDE, in_dockerfile_order=True), MEASURE)


def _narrow_sharing() -> Scene:
    return sharing_scene(shown(lesson(), base=2), View(width=420, height=400), MEASURE)


SCENES = {
    "build": lambda: build_scene(node_good(), words_of(node_good()), Marks(), ROOM, MEASURE),
    "build-japanese": lambda: build_scene(
        node_code_first(), words_of(node_code_first(), japanese=True), Marks(), ROOM, MEASURE
    ),
    "asked": _asked,
    "revealed": _revealed,
    "played": _played,
    "failing": lambda: build_scene(failing(), words_of(failing()), Marks(), ROOM, MEASURE),
    "nothing-cached": lambda: build_scene(
        nothing_cached(), words_of(nothing_cached()), Marks(), ROOM, MEASURE
    ),
    "inserted-line": lambda: build_scene(
        inserted_line(),
        words_of(inserted_line()),
        Marks(),
        replace(ROOM, in_dockerfile_order=True, is_linear=True),
        MEASURE,
    ),
    "narrow": lambda: build_scene(
        node_good(), words_of(node_good()), Marks(), View(width=330, height=520), MEASURE
    ),
    "stages": lambda: build_scene(go_stages(), words_of(go_stages()), Marks(), WIDE, MEASURE),
    "many-stages": lambda: build_scene(
        many_stages(6, 8), words_of(many_stages(6, 8)), Marks(), WIDE, MEASURE
    ),
    "long": lambda: build_scene(
        long_one(40, 30), words_of(long_one(40, 30)), Marks(), ROOM, MEASURE
    ),
    "compare": _compared,
    "strip": _strip,
    "exported": _exported,
    "image": lambda: image_scene(CLEANUP, View(width=960, height=640), MEASURE),
    "image-narrow": lambda: image_scene(
        CLEANUP, View(width=330, height=520, in_dockerfile_order=True), MEASURE
    ),
    "treemap": _treemap,
    **TAG_SCENES,
    "sharing": _sharing,
    "sharing-leaving": _leaving,
    "sharing-narrow": _narrow_sharing,
}


@pytest.mark.parametrize("name", sorted(SCENES))
def test_the_picture_is_the_expected_one(name: str) -> None:
    path = FOLDER / f"{name}.json"
    drawn = json.dumps(scene_as_data(SCENES[name]()), indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("LAYERVIZ_UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(drawn, encoding="utf-8")
    assert drawn == path.read_text(encoding="utf-8")


def test_no_golden_is_left_over() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(SCENES)
