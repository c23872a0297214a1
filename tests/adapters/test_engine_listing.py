"""The quick answers of an engine: list, usage, facts of one image; and answers that are wrong."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from layerviz.adapters import engine as engine_module
from layerviz.adapters import engine_answers
from layerviz.adapters.engine import EngineImages
from layerviz.core.engine_listing import EngineListing, with_usage
from layerviz.core.errors import EngineAnswerError, EngineError, EngineTooOldError
from layerviz.core.images import InspectedImage, MeasuredSize, SizeKind, Source
from tests.support.fake_engine import (
    CONTAINERD,
    Answer,
    FakeEngine,
    endless,
    raw,
    unix_engine,
)

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs a unix socket")

ID = "sha256:" + "1" * 64
DIFF_IDS = ["sha256:" + digit * 64 for digit in "abc"]


def listed(number: int, **more: Any) -> dict[str, Any]:
    image_id = f"sha256:{number:064x}"
    return {"Id": image_id, "Created": 1_700_000_000 + number, "Size": 1000 * number, **more}


@pytest.fixture
def fake() -> Iterator[FakeEngine]:
    with unix_engine() as server:
        yield server


def listing(fake: FakeEngine) -> EngineListing:
    with EngineImages({"DOCKER_HOST": fake.place}) as engine:
        return engine.list_images()


def on_disk(size: int, store: str = "overlay2") -> MeasuredSize:
    return MeasuredSize(size, SizeKind.ON_DISK, Source.ENGINE, store)


def test_the_list_has_the_newest_first_with_full_names(fake: FakeEngine) -> None:
    fake.answers["/images/json"] = [
        listed(1, RepoTags=["b:1", "a:1"], RepoDigests=["a@sha256:" + "f" * 64]),
        listed(2, RepoTags=["ghcr.io/o/p:2"], ParentId=ID),
    ]
    found = listing(fake)
    newest, oldest = found.images
    assert newest.references == ("ghcr.io/o/p:2",)
    assert (newest.parent, newest.created) == (ID, "2023-11-14T22:13:22Z")
    assert oldest.references == ("docker.io/library/a:1", "docker.io/library/b:1")
    assert oldest.digests == ("docker.io/library/a@sha256:" + "f" * 64,)
    assert (oldest.size, oldest.parent, oldest.usage) == (on_disk(1000), None, None)


def test_the_list_says_which_engine_answered(fake: FakeEngine) -> None:
    fake.answers["/info"] = CONTAINERD
    engine = listing(fake).engine
    assert (engine.address, engine.context) == (fake.place, "")
    assert (engine.version, engine.api_version, engine.store) == ("26.1.5", "1.45", "containerd")


@pytest.mark.parametrize("names", [None, [], ["<none>:<none>"]])
def test_an_image_without_a_name_dangles_and_has_none(fake: FakeEngine, names: Any) -> None:
    digests = names and ["<none>@<none>"]
    fake.answers["/images/json"] = [listed(1, RepoTags=names, RepoDigests=digests)]
    (image,) = listing(fake).images
    assert image.is_dangling
    assert (image.references, image.digests) == ((), ())


def test_an_image_that_was_pulled_by_digest_does_not_dangle(fake: FakeEngine) -> None:
    digests = ["node@sha256:" + "f" * 64]
    fake.answers["/images/json"] = [listed(1, RepoTags=["<none>:<none>"], RepoDigests=digests)]
    (image,) = listing(fake).images
    assert not image.is_dangling


def test_what_was_not_counted_is_not_known(fake: FakeEngine) -> None:
    fake.answers["/images/json"] = [listed(1, Size=-1, Created=0)]
    fake.answers["/df"] = {
        "LayersSize": 10,
        "Images": [listed(1, SharedSize=-1, Containers=-1), listed(2, SharedSize=500)],
    }
    (image,) = listing(fake).images
    assert (image.size, image.created) == (None, "")
    with EngineImages({"DOCKER_HOST": fake.place}) as engine:
        first, second = engine.disk_usage().images
    assert (first.shared, first.unique, first.containers) == (None, None, None)
    assert (second.shared, second.unique) == (on_disk(500), on_disk(1500))


def test_usage_is_counted_as_docker_does(fake: FakeEngine) -> None:
    """All layers less what is unique to used images; SharedSize of an unused one is no matter."""
    fake.answers["/images/json"] = [listed(1), listed(2), listed(3)]
    fake.answers["/df"] = {
        "LayersSize": 5000,
        "Images": [
            listed(1, SharedSize=400, Containers=2),
            listed(2, SharedSize=400, Containers=0),
        ],
    }
    with EngineImages({"DOCKER_HOST": fake.place}) as engine:
        found = with_usage(engine.list_images(), engine.disk_usage())
    usage = found.usage
    assert usage is not None
    assert (usage.layers, usage.reclaimable, usage.active) == (on_disk(5000), on_disk(4400), 1)
    assert [each.usage and each.usage.containers for each in found.images] == [None, 0, 2]
    assert "/v1.45/system/df?type=image" in fake.asked[-1]


def about(**more: Any) -> dict[str, Any]:
    return {
        "Id": ID,
        "RepoTags": ["app:1"],
        "Created": "2026-01-02T03:04:05.6Z",
        "Author": "me",
        "Os": "linux",
        "Architecture": "arm",
        "Variant": "v7",
        "Size": 600,
        "Config": {"Env": ["A=1"], "Cmd": ["x"], "Labels": {"a": "b"}},
        "RootFS": {"Layers": DIFF_IDS},
        **more,
    }


def lines(*told: tuple[str, int]) -> list[dict[str, Any]]:
    """History as an engine has it, the newest first; given oldest first."""
    return [
        {"CreatedBy": words, "Size": size, "Created": 1_700_000_000, "Comment": ""}
        for words, size in reversed(told)
    ]


def inspected(fake: FakeEngine, history: list[dict[str, Any]], **more: Any) -> InspectedImage:
    fake.answers["/json"], fake.answers["/history"] = about(**more), history
    with EngineImages({"DOCKER_HOST": fake.place}) as engine:
        return engine.inspect("app:1")


def test_facts_of_an_image_come_without_its_export(fake: FakeEngine) -> None:
    found = inspected(fake, lines(("ADD x", 500), ("RUN a", 0), ("ENV A=1", 0), ("COPY b", 100)))
    image = found.image
    assert (image.platform.text, image.author) == ("linux/arm/v7", "me")
    assert (image.settings.environment, image.settings.command) == (("A=1",), ("x",))
    assert [layer.diff_id for layer in image.layers] == DIFF_IDS
    assert [layer.history_index for layer in image.layers] == [0, 1, 3]
    assert [entry.created for entry in image.history] == ["2023-11-14T22:13:20Z"] * 4
    assert [each.of(SizeKind.ON_DISK) for each in found.layer_sizes] == [500, 0, 100]
    assert (found.image_id, found.sizes) == (ID, (on_disk(600),))
    assert not any(asked.endswith("/get") for asked in fake.asked)


def test_a_history_that_does_not_tell_its_layers_is_not_guessed(fake: FakeEngine) -> None:
    history = lines(("made", 0), ("by", 0), ("another", 0), ("tool", 0))
    found = inspected(fake, history)
    assert not found.image.is_history_complete
    assert [layer.history_index for layer in found.image.layers] == [None] * 3
    assert [each.sizes for each in found.layer_sizes] == [()] * 3


def test_a_history_whose_number_of_lines_fits_by_chance_is_not_guessed(fake: FakeEngine) -> None:
    found = inspected(fake, lines(("ENV A=1", 0), ("RUN a", 7), ("RUN b", 7)))
    assert not found.image.is_history_complete
    assert [entry.is_empty_layer for entry in found.image.history] == [True, False, False]
    assert [layer.history_index for layer in found.image.layers] == [None] * 3


def test_a_time_that_stands_for_none_is_none(fake: FakeEngine) -> None:
    assert inspected(fake, [], Created="0001-01-01T00:00:00Z").image.created == ""


@pytest.mark.parametrize(
    ("oldest", "newest", "spoken"),
    [("1.24", "1.41", "1.41"), ("1.44", "1.99", "1.47"), ("1.60", "1.70", "1.60")],
)
def test_the_newest_interface_that_both_know_is_spoken(
    fake: FakeEngine, oldest: str, newest: str, spoken: str
) -> None:
    fake.answers["/version"] = {"ApiVersion": newest, "MinAPIVersion": oldest}
    assert listing(fake).engine.api_version == spoken
    assert fake.asked[-1] == f"GET /v{spoken}/images/json?only_ids=0&all=0"


def test_an_interface_that_is_too_old_is_refused(fake: FakeEngine) -> None:
    fake.answers["/version"] = {"Version": "1.0", "ApiVersion": "1.12"}
    with pytest.raises(EngineTooOldError) as told:
        listing(fake)
    values = dict(told.value.values)
    assert (values["version"], values["address"]) == ("1.0", fake.place)


def trouble(fake: FakeEngine) -> EngineError:
    with pytest.raises(EngineError) as told:
        ask_all(fake)
    return told.value


def ask_all(fake: FakeEngine) -> None:
    with EngineImages({"DOCKER_HOST": fake.place}) as engine:
        engine.list_images()
        engine.disk_usage()
        engine.inspect("app:1")


LONG = "n" * 2000
WRONG: list[tuple[str, Answer]] = [
    ("/version", []),
    ("/version", {"ApiVersion": 1}),
    ("/version", {"ApiVersion": "one"}),
    ("/version", {"ApiVersion": "1.45", "Version": LONG}),
    ("/info", b"null"),
    ("/info", {"Driver": 7}),
    ("/images/json", {}),
    ("/images/json", [1]),
    ("/images/json", [listed(1, Id="short")]),
    ("/images/json", [listed(1, Id=None)]),
    ("/images/json", [listed(1, RepoTags="x", Created="now")]),
    ("/images/json", [listed(1, RepoTags=[LONG])]),
    ("/images/json", [listed(1, RepoTags=[1])]),
    ("/images/json", [listed(1, Size="1")]),
    ("/images/json", b"no json"),
    ("/images/json", b"\xff\xfe"),
    ("/images/json", b"[" * 100_000),
    ("/df", []),
    ("/df", {"LayersSize": "much"}),
    ("/df", {"LayersSize": 1, "Images": {}}),
    ("/json", about(RootFS={"Layers": ["x"]})),
    ("/json", about(RootFS=[])),
    ("/json", about(Config={"Env": 1})),
    ("/history", [{"Size": -1}]),
    ("/history", "text"),  # type: ignore[list-item]  # an answer that no engine gives
]


@pytest.mark.parametrize(("end", "answer"), WRONG, ids=lambda each: str(each)[:50])
def test_an_answer_of_another_shape_is_a_typed_error(
    fake: FakeEngine, end: str, answer: Answer
) -> None:
    fake.answers["/json"], fake.answers["/history"] = about(), []
    fake.answers[end] = answer
    found = trouble(fake)
    assert isinstance(found, EngineAnswerError)
    assert found.code == "engine-answer"
    assert dict(found.values)["address"] == fake.place


@pytest.mark.parametrize(
    "content",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 500 Oops\r\nContent-Length: 2\r\n\r\n[]",
    ],
)
def test_what_is_no_answer_of_an_engine_is_a_typed_error(fake: FakeEngine, content: bytes) -> None:
    fake.answers["/images/json"] = raw(content)
    assert isinstance(trouble(fake), EngineAnswerError)


def test_an_engine_is_not_followed_elsewhere(fake: FakeEngine) -> None:
    elsewhere = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/x\r\nContent-Length: 0\r\n\r\n"
    fake.answers["/images/json"] = raw(elsewhere)
    assert dict(trouble(fake).values)["place"] == "Location"


@pytest.mark.parametrize(
    "answer",
    [
        endless(b"HTTP/1.1 200 OK\r\n\r\n[", b"1," * 5000),
        endless(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"2\r\n1,\r\n" * 500),
        endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 500),
    ],
)
def test_an_endless_answer_is_cut_off(
    fake: FakeEngine, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "ANSWER_BYTES", 1 << 20)
    fake.answers["/images/json"] = answer
    found = trouble(fake)
    assert isinstance(found, EngineAnswerError)
    assert found.code == "engine-too-much"


def test_more_images_than_can_be_shown_are_refused(
    fake: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_answers, "MOST_IMAGES", 2)
    fake.answers["/images/json"] = [listed(number) for number in (1, 2)]
    assert len(listing(fake).images) == 2
    fake.answers["/images/json"] = [listed(number) for number in (1, 2, 3)]
    found = trouble(fake)
    assert (found.code, dict(found.values)["limit"]) == ("engine-too-much", "2")


def test_an_endless_export_is_cut_off(fake: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "LEAST_EXPORT_BYTES", 1 << 20)
    fake.answers["/get"] = endless(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 65536)
    with EngineImages({"DOCKER_HOST": fake.place}) as engine:
        with pytest.raises(EngineAnswerError) as told:
            engine.read("app:1.0")
        assert told.value.code == "engine-too-much"
        fake.answers["/images/json"] = [listed(1)]
        assert len(engine.list_images().images) == 1


def test_the_engine_is_only_asked(fake: FakeEngine) -> None:
    fake.answers["/json"] = about()
    ask_all(fake)
    assert {asked.split()[0] for asked in fake.asked} == {"GET"}
