"""The engine adapter against a fake engine on a socket of its own; real ones: tests/engine."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from layerviz.adapters import engine as engine_module
from layerviz.adapters.engine import EngineImages
from layerviz.adapters.image_targets import is_engine_target
from layerviz.cli.main import main
from layerviz.core.errors import (
    ArchiveError,
    EngineDeniedError,
    EngineError,
    EngineNotFoundError,
    EngineTimedOutError,
    EngineTooOldError,
    EngineUnavailableError,
)
from layerviz.core.images import SizeKind, Source
from scripts.image_writing import MadeImage, docker_archive, tar_of
from tests.support.fake_engine import (
    ABOUT,
    CONTAINERD,
    HISTORY,
    IMAGE,
    OVERLAY,
    FakeEngine,
    unix_engine,
)

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs a unix socket")


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeEngine]:
    with unix_engine() as server:
        monkeypatch.setenv("DOCKER_HOST", server.place)
        yield server


def failure(name: str = "app:1.0") -> EngineError:
    with pytest.raises(EngineError) as told, EngineImages() as engine:
        engine.read(name)
    return told.value


@pytest.mark.parametrize(("info", "store"), [(OVERLAY, "overlay2"), (CONTAINERD, "containerd")])
def test_an_image_is_the_one_exported_with_what_the_engine_says_beside_it(
    fake: FakeEngine, info: dict[str, Any], store: str
) -> None:
    fake.answers["/info"] = info
    with EngineImages() as engine:
        read = engine.read("app:1.0")
    found = read.found
    assert found.image.references == (
        "docker.io/library/app:1.0",
        "docker.io/library/app:latest",
    )
    assert (found.image_id, found.source, found.store) == (ABOUT["Id"], Source.ENGINE, store)
    assert [(each.size_bytes, each.kind) for each in found.sizes] == [(12_345, SizeKind.ON_DISK)]
    assert [each.of(SizeKind.UNPACKED) for each in found.layer_sizes] == [500, 70]
    assert [each.of(SizeKind.ON_DISK) for each in found.layer_sizes] == [4096, 8192]
    assert {size.store for each in found.layer_sizes for size in each.sizes} == {store}


def test_the_engine_is_only_asked_and_never_told(fake: FakeEngine) -> None:
    with EngineImages() as engine:
        engine.read("app:1.0")
    assert len(fake.asked) == 5
    assert {asked.split()[0] for asked in fake.asked} == {"GET"}


def test_sizes_of_another_history_are_not_given_to_layers(fake: FakeEngine) -> None:
    for other in (HISTORY[:2], [{**HISTORY[0], "CreatedBy": "other"}, *HISTORY[1:]]):
        fake.answers["/history"] = other
        with EngineImages() as engine:
            read = engine.read("app:1.0")
        assert [each.of(SizeKind.ON_DISK) for each in read.found.layer_sizes] == [None, None]


def test_of_an_export_with_several_platforms_the_engines_own_is_taken(fake: FakeEngine) -> None:
    arm = MadeImage(("app:1.0",), IMAGE.steps[:1], platform=("linux", "arm64", ""))
    fake.answers["/get"] = tar_of(docker_archive([arm, IMAGE]))
    with EngineImages() as engine:
        assert engine.read("app:1.0").found.image.platform.architecture == "amd64"


@pytest.mark.parametrize("end", ["/json", "/history", "/get"])
def test_an_image_that_is_not_there_or_goes_meanwhile_is_not_found(
    fake: FakeEngine, end: str
) -> None:
    fake.answers[end] = 404
    found = failure()
    assert isinstance(found, EngineNotFoundError)
    assert dict(found.values)["name"] == "app:1.0"


def test_an_engine_that_fails_is_told_with_its_words(fake: FakeEngine) -> None:
    fake.answers["/json"] = 500
    found = failure()
    assert isinstance(found, EngineUnavailableError)
    assert "no /json" in dict(found.values)["reason"]


def test_an_engine_that_is_too_old_says_so(fake: FakeEngine) -> None:
    fake.answers["/version"] = {"ApiVersion": "1.10"}
    assert isinstance(failure(), EngineTooOldError)


@pytest.mark.parametrize("end", ["/version", "/info", "/json", "/history", "/get"])
def test_an_engine_that_hangs_is_given_up(
    fake: FakeEngine, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "ANSWER_SECONDS", 0.2)
    monkeypatch.setattr(engine_module, "EXPORT_SECONDS", 0.2)
    fake.hanging = end
    assert isinstance(failure(), EngineTimedOutError)


def test_an_engine_that_is_not_there_is_unavailable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for address in (f"unix://{tmp_path}/none", "tcp://127.0.0.1:1", "nonsense://x"):
        monkeypatch.setenv("DOCKER_HOST", address)
        assert isinstance(failure(), EngineUnavailableError)


def test_an_engine_that_may_not_be_asked_denies(
    fake: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    assert fake
    monkeypatch.setattr("socket.socket.connect", refuse)
    assert isinstance(failure(), EngineDeniedError)


def test_a_wrong_export_is_an_error_of_the_archive(fake: FakeEngine) -> None:
    fake.answers["/get"] = b"no tar at all" * 100
    with EngineImages() as engine, pytest.raises(ArchiveError):
        engine.read("app:1.0")
    fake.answers["/get"] = tar_of({"manifest.json": b"[]"})
    assert isinstance(failure(), EngineNotFoundError)


@pytest.mark.parametrize("target", ["docker://app:1.0", "app:1.0", "docker://" + "e" * 64])
def test_the_command_line_asks_the_engine(
    fake: FakeEngine, target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fake
    assert main(["image", target, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["total_bytes"], found["image_id"]) == (570, ABOUT["Id"])


def test_trouble_with_an_engine_is_one_line(
    fake: FakeEngine, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.answers["/json"] = 404
    assert main(["image", "nothing:1", "--lang", "en"]) == 1
    printed = capsys.readouterr()
    assert (printed.out, printed.err.count("\n")) == ("", 1)
    assert "Nothing was pulled" in printed.err
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")
    assert main(["share", "nothing:1", "sample:app-a", "--lang", "en"]) == 1
    assert "no Docker Engine answers" in capsys.readouterr().err


def test_what_can_only_be_an_image_is_told_from_paths(tmp_path: Path) -> None:
    folder = tmp_path / "node"
    folder.mkdir()
    assert is_engine_target("docker://x")
    assert is_engine_target("owner/app:1.0")
    for target in (str(folder), "./x", "missing.tar", "sample:Nothing", "Upper", "a.tar.gz"):
        assert not is_engine_target(target)
