"""A real engine that is stopped, killed and started again: what is said, and that it recovers."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

import pytest

from layerviz.adapters import engine as engine_module
from layerviz.adapters.engine import EngineImages
from layerviz.app.jobs import Cancelled
from layerviz.core.errors import EngineTimedOutError, EngineUnavailableError
from tests.engine.engines import (
    ADDRESS_VARIABLE,
    IMAGE_PREFIX,
    Engine,
    restarted,
    running_engine,
    running_pid,
)
from tests.engine.engines import (
    EngineUnavailableError as NoEngineError,
)
from tests.engine.images import load_base
from tests.support.casefiles import Names

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(ADDRESS_VARIABLE in os.environ, reason="not ours to stop"),
]
NAME = f"{IMAGE_PREFIX}troubles:1"
CANCEL_SECONDS = 0.2


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    try:
        with running_engine("overlay2") as running:
            names = Names(NAME, f"{IMAGE_PREFIX}troubles-alias:1", "troubles")
            load_base(running, names, 1, {"Env": ["PATH=/bin"]})
            yield running
    except NoEngineError as error:
        if os.environ.get("LAYERVIZ_REQUIRE_ENGINE") == "1":
            pytest.fail(str(error))
        pytest.skip(str(error))


@pytest.fixture
def images(engine: Engine) -> Iterator[EngineImages]:
    with EngineImages({"DOCKER_HOST": f"unix://{engine.socket_path}"}) as found:
        yield found


class GivenUp:
    """A job that nobody wants from a moment on, and when it learned that."""

    def __init__(self, after: float) -> None:
        self.at = time.monotonic() + after

    def progress(self, *_: object) -> None:
        self.check()

    def check(self) -> None:
        if time.monotonic() >= self.at:
            raise Cancelled


def names_of(images: EngineImages) -> set[str]:
    return {name for each in images.list_images().images for name in each.references}


def test_a_hung_engine_is_given_up_in_time_and_answers_again(
    engine: Engine, images: EngineImages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "ANSWER_SECONDS", 1)
    pid = running_pid(engine)
    os.kill(pid, signal.SIGSTOP)
    try:
        with pytest.raises(EngineTimedOutError):
            images.list_images()
        with pytest.raises(EngineTimedOutError):
            EngineImages({"DOCKER_HOST": f"unix://{engine.socket_path}"})
    finally:
        os.kill(pid, signal.SIGCONT)
    monkeypatch.undo()
    assert f"docker.io/library/{NAME}" in names_of(images)


@pytest.mark.parametrize("call", ["list_images", "disk_usage", "inspect", "read"])
def test_a_job_on_a_hung_engine_ends_as_soon_as_nobody_wants_it(
    engine: Engine, images: EngineImages, call: str
) -> None:
    pid = running_pid(engine)
    os.kill(pid, signal.SIGSTOP)
    try:
        job = GivenUp(0.3)
        arguments = (NAME, job) if call in ("inspect", "read") else (job,)
        with pytest.raises(Cancelled):
            getattr(images, call)(*arguments)
        assert time.monotonic() - job.at < CANCEL_SECONDS
    finally:
        os.kill(pid, signal.SIGCONT)
    assert f"docker.io/library/{NAME}" in names_of(images)


def test_an_engine_that_is_killed_is_gone_and_the_same_object_finds_it_again(
    engine: Engine, images: EngineImages
) -> None:
    before = names_of(images)
    with restarted(engine):
        with pytest.raises(EngineUnavailableError) as told:
            images.list_images()
        assert told.value.code == "engine-unavailable"
        with pytest.raises(EngineUnavailableError):
            EngineImages({"DOCKER_HOST": f"unix://{engine.socket_path}"})
    assert names_of(images) == before
    assert images.read(NAME).found.store == "overlay2"


def test_an_engine_that_is_killed_during_an_export_is_told_as_lost(
    engine: Engine, images: EngineImages
) -> None:
    """Killed when the first bytes have come; the export is larger than any buffer on the way."""
    pid = running_pid(engine)

    class Killing:
        def progress(self, _done: int, _total: int | None, phase: str) -> None:
            if phase == "exporting":
                os.kill(pid, signal.SIGKILL)

        def check(self) -> None:
            return

    with restarted(engine, is_killed=True):
        with pytest.raises(EngineUnavailableError) as told:
            images.read(NAME, Killing())
        assert told.value.code == "engine-lost"
    assert images.read(NAME).found.store == "overlay2"
