"""An engine that is slow, hung, killed, forbidden, or comes back: what is said, and how it ends."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from layerviz.adapters import engine as engine_module
from layerviz.adapters import engine_patience
from layerviz.adapters.engine import EngineImages
from layerviz.adapters.image_targets import ImageTargets
from layerviz.app.jobs import Cancelled
from layerviz.cli.main import main
from layerviz.core.errors import (
    EngineDeniedError,
    EngineError,
    EngineNotFoundError,
    EngineUnavailableError,
)
from scripts.image_writing import MadeImage, Member, Step, docker_archive, layer_tar, tar_of
from tests.support.fake_engine import FakeEngine, endless, serving, unix_engine

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs a unix socket")


class Job:
    """A job that is told how far it is, and does something whenever it is checked."""

    def __init__(self, do: Callable[[], None] = lambda: None) -> None:
        self.told: list[tuple[int, int | None, str]] = []
        self._do = do

    def progress(self, done: int, total: int | None, phase: str) -> None:
        self.told.append((done, total, phase))

    def check(self) -> None:
        self._do()


CALLS: dict[str, Callable[[EngineImages, Job], object]] = {
    "/info": lambda engine, job: engine.store(job),
    "/images/json": lambda engine, job: engine.list_images(job),
    "/df": lambda engine, job: engine.disk_usage(job),
    "/json": lambda engine, job: engine.inspect("app:1.0", job),
    "/history": lambda engine, job: engine.inspect("app:1.0", job),
    "/get": lambda engine, job: engine.read("app:1.0", job),
}


@pytest.fixture
def fake() -> Iterator[FakeEngine]:
    with unix_engine() as server:
        yield server


def opened(fake: FakeEngine, job: Job | None = None) -> EngineImages:
    return EngineImages({"DOCKER_HOST": fake.place}, job)


def given_up_at(happened: Callable[[], bool]) -> Job:
    """A job that nobody wants any more once something has happened."""

    def do() -> None:
        if happened():
            raise Cancelled

    return Job(do)


@pytest.mark.parametrize("end", CALLS)
def test_a_job_that_nobody_wants_leaves_a_hung_engine(fake: FakeEngine, end: str) -> None:
    """The connection is closed at the next check, which the engine notices."""
    with opened(fake) as engine:
        fake.hanging = end
        with pytest.raises(Cancelled):
            CALLS[end](engine, given_up_at(fake.was_asked.is_set))
        assert fake.gave_up.wait(5)


def test_even_the_greeting_of_a_hung_engine_can_be_given_up(fake: FakeEngine) -> None:
    fake.hanging = "/version"
    with pytest.raises(Cancelled):
        opened(fake, given_up_at(fake.was_asked.is_set))
    assert fake.gave_up.wait(5)


def test_an_engine_that_takes_five_seconds_a_call_is_waited_for() -> None:
    assert engine_module.ANSWER_SECONDS >= 2 * 5


def test_between_two_checks_nobody_waits_for_long() -> None:
    """A cancelled job has 200 ms to end; the longest wait between checks is a quarter of it."""
    assert engine_patience.TICK_SECONDS <= 0.05


@pytest.mark.parametrize("end", CALLS)
def test_a_slow_engine_is_waited_for_and_the_job_is_asked_meanwhile(
    fake: FakeEngine, end: str
) -> None:
    """It answers only after the job was asked again and again."""
    meanwhile: list[int] = []

    def do() -> None:
        if fake.was_asked.is_set():
            meanwhile.append(1)
        if len(meanwhile) == 5:
            fake.may_answer.set()

    with opened(fake) as engine:
        fake.hanging = end
        assert CALLS[end](engine, Job(do))
        assert len(meanwhile) >= 5


def test_an_export_can_be_given_up_halfway(fake: FakeEngine) -> None:
    fake.answers["/get"] = endless(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 1000)
    job = given_up_at(lambda: bool(job.told))
    with opened(fake) as engine:
        with pytest.raises(Cancelled):
            engine.read("app:1.0", job)
        fake.answers["/get"] = 404
        with pytest.raises(EngineNotFoundError):
            engine.read("app:1.0")


def test_a_read_tells_how_far_it_is(fake: FakeEngine) -> None:
    job = Job()
    with opened(fake) as engine:
        engine.read("app:1.0", job)
    phases = [phase for _, _, phase in job.told]
    assert phases == sorted(phases)
    assert set(phases) == {"exporting", "unpacking"}
    export = fake.answers["/get"]
    assert isinstance(export, bytes)
    assert (len(export), len(export), "exporting") in job.told
    assert all(total is not None and done <= total for done, total, _ in job.told)


def test_reading_layers_can_be_given_up(fake: FakeEngine) -> None:
    large = layer_tar([Member("a", b"a" * 500_000)])
    image = MadeImage(("app:1.0",), (Step("ADD rootfs /", large),))
    fake.answers["/get"] = tar_of(docker_archive([image]))
    job = given_up_at(lambda: any(phase == "unpacking" for _, _, phase in job.told))
    with opened(fake) as engine, pytest.raises(Cancelled):
        engine.read("app:1.0", job)


def test_the_windows_facts_come_quickly_and_its_files_by_an_export(
    fake: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_HOST", fake.place)
    targets = ImageTargets(lambda _: None)
    facts = targets.inspect("docker://app:1.0", "", "", Job())
    assert isinstance(facts, tuple)
    assert not any(asked.endswith("/get") for asked in fake.asked)
    job = Job()
    read = targets.read("docker://app:1.0", "", "", job)
    assert isinstance(read, tuple)
    assert read[0].found.image_id == facts[0].image_id
    assert job.told
    with pytest.raises(Cancelled):
        targets.inspect("docker://app:1.0", "", "", given_up_at(lambda: len(fake.asked) > 8))


def killed(handler: BaseHTTPRequestHandler) -> None:
    """Half an answer, and the end."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")


def gone(_: BaseHTTPRequestHandler) -> None:
    """The end, without a word."""


@pytest.mark.parametrize("end", ["/images/json", "/df", "/json", "/history", "/get"])
@pytest.mark.parametrize("how", [killed, gone])
def test_an_engine_that_is_killed_meanwhile_is_told_as_lost(
    fake: FakeEngine, end: str, how: Callable[[BaseHTTPRequestHandler], None]
) -> None:
    with opened(fake) as engine:
        right = fake.answers[end]
        fake.answers[end] = how
        with pytest.raises(EngineUnavailableError) as told:
            CALLS[end](engine, Job())
        assert (told.value.code, dict(told.value.values)["address"]) == ("engine-lost", fake.place)
        fake.answers[end] = right
        assert CALLS[end](engine, Job())


def test_the_same_object_works_again_when_the_engine_comes_back(tmp_path: Path) -> None:
    place = str(tmp_path / "s")
    with serving(FakeEngine(place)):
        engine = EngineImages({"DOCKER_HOST": f"unix://{place}"})
    (tmp_path / "s").unlink()
    with pytest.raises(EngineUnavailableError) as told:
        engine.list_images()
    assert told.value.code == "engine-unavailable"
    with serving(FakeEngine(place)) as fake:
        fake.answers["/version"] = {"Version": "27.0", "ApiVersion": "1.46"}
        found = engine.list_images().engine
        assert (found.version, found.api_version) == ("27.0", "1.46")
        engine.close()


def test_a_socket_that_refuses_is_told_with_its_reason(fake: FakeEngine) -> None:
    """As another user, where root runs the tests: nothing is forbidden to root."""
    path = Path(fake.place.removeprefix("unix://"))
    path.parent.chmod(0o755)
    path.chmod(0o000)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    try:
        with pytest.raises(EngineDeniedError) as told:
            opened(fake)
    finally:
        if is_root:
            os.seteuid(0)
    values = dict(told.value.values)
    assert (values["reason"], values["address"]) == ("permission denied", fake.place)


def test_an_engine_whose_queue_is_full_is_waited_for(tmp_path: Path) -> None:
    """A stopped engine takes no connection any more; even that can be given up."""
    place = str(tmp_path / "s")
    waiting = []
    with socket.socket(socket.AF_UNIX) as busy:
        busy.bind(place)
        busy.listen(0)
        for _ in range(2):
            client = socket.socket(socket.AF_UNIX)
            client.setblocking(False)
            client.connect_ex(place)
            waiting.append(client)
        with pytest.raises(Cancelled):
            EngineImages(
                {"DOCKER_HOST": f"unix://{place}"},
                given_up_at(iter([False] * 5 + [True] * 9).__next__),
            )
        for client in waiting:
            client.close()


def test_an_export_without_room_says_where_it_lacks(
    fake: FakeEngine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Full:
        def write(self, _: bytes) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        def __enter__(self) -> Full:
            return self

        def __exit__(self, *_: object) -> None:
            return

    monkeypatch.setattr("tempfile.TemporaryFile", lambda **_: Full())
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    with opened(fake) as engine, pytest.raises(EngineError) as told:
        engine.read("app:1.0")
    assert told.value.code == "engine-no-room"
    assert dict(told.value.values)["place"] == str(tmp_path)


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize(
    ("end", "answer", "words"),
    [
        ("/json", 404, "docker pull app:1"),
        ("/json", 500, "journalctl -u docker"),
        ("/history", [1], "docker context ls"),
        ("/history", killed, "Docker"),
        ("/version", {"ApiVersion": "1.12", "Version": "1.0"}, "1.13"),
    ],
)
def test_the_command_line_says_what_is_wrong_and_what_to_try_in_one_line(
    fake: FakeEngine,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    language: str,
    end: str,
    answer: object,
    words: str,
) -> None:
    monkeypatch.setenv("DOCKER_HOST", fake.place)
    fake.answers[end] = answer  # type: ignore[assignment]  # each of them is one
    for command in (["image", "docker://app:1"], ["share", "docker://app:1", "sample:app-a"]):
        assert main([*command, "--lang", language]) == 1
        printed = capsys.readouterr()
        assert (printed.out, printed.err.count("\n")) == ("", 1)
        assert printed.err.startswith("layerviz: docker://app:1")
        assert words in printed.err
        assert "{" not in printed.err


def test_without_an_engine_a_bare_name_may_have_meant_a_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")
    for target, is_said in (("app:1", True), ("docker://app:1", False)):
        assert main(["image", target, "--lang", "en"]) == 1
        printed = capsys.readouterr().err
        assert ("there is no such file here" in printed) is is_said
        assert "At unix:///nowhere/docker.sock no Docker Engine answers" in printed
        assert "systemctl start docker" in printed
