"""Random names moved on both stores of a real engine: it lists what the board says."""

from __future__ import annotations

import json
import os
import random
import secrets
import subprocess
from collections.abc import Iterator

import pytest

from layerviz.core.references import normalised
from layerviz.core.requests import Store
from layerviz.core.tag_board import BoardStep, Rebuild, Tag, TagBoard, Untag, after
from tests.engine.engines import Engine, EngineUnavailableError, running_engine

pytestmark = pytest.mark.engine
STEPS = 60


@pytest.fixture(scope="module", params=["overlay2", "containerd"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    try:
        with running_engine(request.param) as running:
            yield running
    except EngineUnavailableError as error:
        if os.environ.get("LAYERVIZ_REQUIRE_ENGINE") == "1":
            pytest.fail(str(error))
        pytest.skip(str(error))


class Player:
    """Does to the engine what a step says. Images are known by what is in them: their key."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.salt = secrets.token_hex(6)
        self.place = engine.workspace / f"tags-{self.salt}"
        self.place.mkdir(parents=True)
        self.keys: dict[str, str] = {}

    def do(self, step: BoardStep) -> None:
        if isinstance(step, Rebuild):
            self._build(step)
            return
        if isinstance(step, Tag):
            repository, _, tag = step.target.rpartition(":")
            query = f"repo={repository}&tag={tag}"
            self.engine.call("POST", f"/images/{step.source}/tag?{query}")
        else:
            self.engine.call("DELETE", f"/images/{step.name}")

    def _build(self, step: Rebuild) -> None:
        (self.place / "Dockerfile").write_text("FROM scratch\nCOPY content /content\n")
        (self.place / "content").write_text(f"{self.salt} {step.key}")
        command = [*self.engine.client, "build", "--network=none", "--provenance=false"]
        command += ["-t", step.name, self.engine.seen(self.place)]
        subprocess.run(command, check=True, capture_output=True)
        told = json.loads(self.engine.call("GET", f"/images/{step.name}/json"))
        self.keys[told["Id"]] = step.key

    def listed(self) -> dict[str, set[str]]:
        """The names of each image of ours that the engine lists, by key."""
        found = json.loads(self.engine.call("GET", "/images/json"))
        return {
            self.keys[image["Id"]]: {normalised(name) for name in image["RepoTags"] or ()}
            for image in found
            if image["Id"] in self.keys
        }


def random_step(rng: random.Random, board: TagBoard, names: list[str], number: int) -> BoardStep:
    """A step that can be done."""
    kind = rng.choice(("build", "build", "tag", "tag", "tag", "untag")) if board.names else "build"
    if kind == "build":
        return Rebuild(rng.choice(names), f"image-{number}")
    known = rng.choice(board.names)
    return Tag(known, rng.choice(names)) if kind == "tag" else Untag(known)


def test_the_engine_lists_what_the_board_says(engine: Engine) -> None:
    seed = int(os.environ.get("LAYERVIZ_ENGINE_SEED") or secrets.randbelow(10**9))
    print(f"\n{engine.store}: names of seed {seed}")
    rng, player = random.Random(seed), Player(engine)
    names = [normalised(f"layerviz-test-{player.salt}-{n}:latest") for n in range(3)]
    board = TagBoard()
    for number in range(STEPS):
        step = random_step(rng, board, names, number)
        board = after(board, step, Store(engine.store))
        player.do(step)
        said = {image.key: set(image.names) for image in board.images}
        assert player.listed() == said, f"after step {number}: {step}"
