from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from layerviz.adapters.image_targets import read_images
from layerviz.app.inspecting import inspect_image
from layerviz.app.wording import Wording
from layerviz.cli.main import main
from layerviz.cli.rendering import Paper
from layerviz.cli.sharing_rendering import sharing_text
from scripts.image_writing import (
    MadeImage,
    Member,
    Step,
    as_json,
    digest,
    docker_archive,
    layer_tar,
    oci_layout,
    provenance,
    tar_of,
    with_attestation,
)

BASE = layer_tar([Member("bin/sh", b"#" * 500), Member("etc/os", b"x" * 20)])
APP = layer_tar([Member("app/a.js", b"a" * 70), Member("etc/.wh.os")])
OTHER = layer_tar([Member("app/b.js", b"b" * 90)])
ONE = MadeImage(
    ("one:1.0",),
    (Step("ADD rootfs /", BASE), Step("ENV A=1"), Step("COPY . . # buildkit", APP)),
)
TWO = MadeImage(("two:1.0",), (*ONE.steps[:1], Step("COPY b.js /app/ # buildkit", OTHER)))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/no-engine")
    (tmp_path / "one.tar").write_bytes(tar_of(docker_archive([ONE])))
    (tmp_path / "two.tar").write_bytes(tar_of(oci_layout([TWO])))
    (tmp_path / "both.tar").write_bytes(tar_of(docker_archive([ONE, TWO])))
    for name, content in oci_layout([ONE]).items():
        (tmp_path / "layout" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "layout" / name).write_bytes(content)
    return tmp_path


def answered(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main([*words, "--json"]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    found = json.loads(printed.out)
    assert isinstance(found, dict)
    assert found["schema"] == 1
    return found


def refused(capsys: pytest.CaptureFixture[str], *words: str, code: int = 1) -> str:
    assert main([*words, "--lang", "en"]) == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    return printed.err


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("target", ["one.tar", "layout"])
def test_the_machine_form_of_an_image(target: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = answered(capsys, "image", target)
    assert found["references"] == ["docker.io/library/one:1.0"]
    assert (found["image_id"], found["platform"]) == (digest(ONE.config), "linux/amd64")
    assert [layer["diff_id"] for layer in found["layers"]] == [digest(BASE), digest(APP)]
    assert found["layers"][0]["chain_id"] == digest(BASE)
    assert [layer["size_bytes"] for layer in found["layers"]] == [520, 70]
    assert [layer["history_index"] for layer in found["layers"]] == [0, 2]
    assert found["layers"][1]["created_by"] == "COPY . . # buildkit"
    assert [entry["empty_layer"] for entry in found["history"]] == [False, True, False]
    assert [entry["size_bytes"] for entry in found["history"]] == [520, 0, 70]
    assert found["history"][0]["comment"] == "buildkit.dockerfile.v0"
    assert (found["total_bytes"], found["ghost_bytes"]) == (590, 20)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("targets", [["one.tar", "two.tar"], ["both.tar"]])
def test_the_machine_form_of_what_is_shared(
    targets: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    found = answered(capsys, "share", *targets)
    sizes = [(i["name"], i["total_bytes"], i["unique_bytes"]) for i in found["images"]]
    assert sizes == [("one:1.0", 590, 70), ("two:1.0", 610, 90)]
    layers = [(each["size_bytes"], each["images"]) for each in found["layers"]]
    assert layers == [(520, ["one:1.0", "two:1.0"]), (70, ["one:1.0"]), (90, ["two:1.0"])]
    assert found["layers"][0]["chain_id"] == found["layers"][0]["diff_id"] == digest(BASE)
    assert (found["sum_bytes"], found["saved_bytes"], found["on_disk_bytes"]) == (1200, 520, 680)


@pytest.mark.usefixtures("folder")
def test_an_image_that_stands_on_another_one_names_its_base(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lower = MadeImage(("lower:1",), ONE.steps[:1])
    Path("lower.tar").write_bytes(tar_of(docker_archive([lower])))
    found = answered(capsys, "share", "one.tar", "lower.tar", "two.tar")
    assert [image["base"] for image in found["images"]] == ["lower:1", None, "lower:1"]
    assert main(["share", "one.tar", "lower.tar", "--lang", "en"]) == 0
    assert "one:1.0 is built on lower:1" in capsys.readouterr().out


@pytest.mark.usefixtures("folder")
def test_on_narrow_paper_who_shares_a_layer_stands_below_it() -> None:
    images = []
    for path in ("one.tar", "two.tar"):
        read = read_images(path)
        assert isinstance(read, tuple)
        images.append(inspect_image(path, read[0].found, read[0].files))
    narrow = sharing_text(images, Wording("en"), Paper(34)).splitlines()
    place = next(place for place, line in enumerate(narrow) if "ADD rootfs /" in line)
    assert narrow[place + 1].strip() == "one:1.0, two:1.0"
    wide = sharing_text(images, Wording("en"), Paper(80)).splitlines()
    assert any("ADD rootfs /  one:1.0, two:1.0" in line for line in wide)


@pytest.mark.usefixtures("folder")
def test_images_of_one_name_are_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    found = answered(capsys, "share", "one.tar", "layout")
    assert [image["name"] for image in found["images"]] == ["one:1.0 [1]", "one:1.0 [2]"]
    assert [image["target"] for image in found["images"]] == ["one.tar", "layout"]
    assert [image["unique_bytes"] for image in found["images"]] == [0, 0]


@pytest.mark.usefixtures("folder")
def test_of_several_images_one_is_chosen_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert "one:1.0, two:1.0" in refused(capsys, "image", "both.tar")
    assert answered(capsys, "image", "both.tar", "--name", "two:1.0")["total_bytes"] == 610
    assert "one:1.0, two:1.0" in refused(capsys, "image", "both.tar", "--name", "three")


def test_of_several_platforms_one_is_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    sample = "sample:multi-platform"
    found = answered(capsys, "image", sample, "--platform", "linux/arm")
    assert found["platform"] == "linux/arm/v7"
    assert answered(capsys, "image", sample)["platform"].startswith("linux/")
    told = refused(capsys, "image", sample, "--platform", "windows/amd64")
    assert "linux/amd64, linux/arm64, linux/arm/v7" in told


@pytest.mark.parametrize("option", ["--platform", "--name"])
@pytest.mark.parametrize("target", ["sample:node-order", "docker://node:20"])
def test_what_chooses_among_the_images_of_a_file_is_for_files_only(
    option: str, target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert option in refused(capsys, "image", target, option, "linux/arm64")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_folder_that_may_not_be_read_is_one_line_of_trouble(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "closed").mkdir(mode=0)
    refused(capsys, "image", "closed")


def test_a_dockerfile_is_an_image_that_is_not_built_yet(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "context").mkdir()
    (folder / "context" / "b.js").write_bytes(b"b" * 90)
    (folder / "context" / "Dockerfile").write_text(
        "FROM one:1.0 AS base\nENV A=1\nFROM base\nCOPY b.js /app/\nRUN make\nCMD x\n"
    )
    for target in ("context", "context/Dockerfile"):
        found = answered(capsys, "image", target)
        made_by = [layer["created_by"] for layer in found["layers"]]
        assert made_by == ["FROM one:1.0 AS base", "COPY b.js /app/", "RUN make"]
        assert [layer["size_bytes"] for layer in found["layers"]] == [None, 90, None]
        assert {layer["diff_id"] for layer in found["layers"]} == {None}
        assert (found["image_id"], found["total_bytes"]) == (None, None)
    found = answered(capsys, "share", "context", "one.tar")
    shared = [each["size_bytes"] for each in found["layers"] if len(each["images"]) == 2]
    assert shared == [520, 70]
    assert found["sum_bytes"] is None


def test_two_dockerfiles_share_the_steps_that_are_one_to_the_builder(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "x").mkdir()
    (folder / "x" / "Dockerfile").write_text("FROM a\nRUN one\nRUN two\n")
    (folder / "x" / "Other").write_text("FROM a\nRUN one\nRUN three\n")
    found = answered(capsys, "share", "x", "x/Other")
    assert [len(each["images"]) for each in found["layers"]] == [2, 2, 1, 1]


@pytest.mark.usefixtures("folder")
def test_what_cannot_be_read_is_one_line_and_exit_code_1(
    capsys: pytest.CaptureFixture[str],
) -> None:
    whole = Path("one.tar").read_bytes()
    Path("cut.tar").write_bytes(whole[:1500])
    Path("empty.tar").write_bytes(b"")
    refused(capsys, "image", "cut.tar")
    assert "empty.tar" in refused(capsys, "image", "empty.tar")
    refused(capsys, "image", "nothing-there")
    refused(capsys, "share", "one.tar", "nothing-there")
    assert "sample" in refused(capsys, "image", "sample:nothing")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "words",
    [
        ["image"],
        ["image", ""],
        ["image", "a", "b"],
        ["image", "one.tar", "--platfrm", "x"],
        ["share"],
        ["share", "one.tar"],
        ["share", "one.tar", ""],
        ["share", *["one.tar"] * 51],
    ],
)
def test_a_wrong_command_line_is_exit_code_2(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    refused(capsys, *words, code=2)


@pytest.mark.usefixtures("folder")
def test_words_of_an_image_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    step = Step("RUN \x1b[31m\x07\nrm", layer_tar([Member("a\x1b[2J\n", b"x")]))
    last = Step("RUN rm", layer_tar([Member(".wh.a\x1b[2J\n")]))
    bad = MadeImage(("bad:1",), (step, last))
    Path("bad.tar").write_bytes(tar_of(docker_archive([bad])))
    for words in (["image", "bad.tar"], ["share", "bad.tar", "one.tar"]):
        assert main(words) == 0
        printed = capsys.readouterr().out
        assert "\x1b" not in printed
        assert "\x07" not in printed


@pytest.mark.usefixtures("folder")
def test_a_history_that_does_not_fit_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    odd = MadeImage(("odd:1",), ONE.steps)
    parts = docker_archive([odd])
    name = next(each for each in parts if each.endswith(".json") and each != "manifest.json")
    config = json.loads(parts[name])
    config["history"].append({"created_by": "one too many"})
    manifest = json.loads(parts["manifest.json"])
    manifest[0]["Config"] = "config.json"
    parts |= {
        "config.json": json.dumps(config).encode(),
        "manifest.json": json.dumps(manifest).encode(),
    }
    Path("odd.tar").write_bytes(tar_of(parts))
    assert main(["image", "odd.tar", "--lang", "en"]) == 0
    assert "history does not fit" in capsys.readouterr().out
    found = answered(capsys, "image", "odd.tar")
    assert [layer["history_index"] for layer in found["layers"]] == [None, None]


@pytest.mark.usefixtures("folder")
def test_raw_placeholders_are_never_shown(capsys: pytest.CaptureFixture[str]) -> None:
    bare = MadeImage((), (Step("", BASE), Step("", APP)))
    Path("bare.tar").write_bytes(tar_of(docker_archive([bare])))
    for language in ("en", "ja"):
        assert main(["image", "bare.tar", "--lang", language]) == 0
        printed = capsys.readouterr().out
        assert "<none>" not in printed
        assert "<missing>" not in printed
        assert "bare.tar" in printed


def test_a_file_is_told_by_what_is_in_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "one.tar").rename(folder / "image")
    assert answered(capsys, "image", "image")["total_bytes"] == 590
    (folder / "web").mkdir()
    (folder / "web" / "manifest.json").write_text("{}")
    (folder / "web" / "Dockerfile").write_text("FROM scratch\nCOPY . .\n")
    assert answered(capsys, "image", "web")["image_id"] is None


ORIGINAL = "FROM scratch\nADD rootfs /\nENV A=1\nCOPY . .\n"


def shown(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main([*words, "--lang", "en"]) == 0
    return " ".join(capsys.readouterr().out.split())


def test_an_image_says_whether_its_dockerfile_is_known_or_guessed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    guessed = shown(capsys, "image", "one.tar")
    assert "recovered from the image's history, so they are approximate" in guessed
    assert answered(capsys, "image", "one.tar")["dockerfile"] is None
    statement = as_json(provenance(ORIGINAL, "app.Dockerfile"))
    parts = with_attestation(oci_layout([ONE]), [statement])
    (folder / "attested.tar").write_bytes(tar_of(parts))
    known = shown(capsys, "image", "attested.tar")
    assert "carries the app.Dockerfile that it was built from (4 lines)" in known
    assert "approximate" not in known
    found = answered(capsys, "image", "attested.tar")
    assert found["dockerfile"] == {"filename": "app.Dockerfile", "text": ORIGINAL}


def test_what_is_not_built_yet_says_nothing_of_a_history(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "Dockerfile").write_text(ORIGINAL.replace("ADD rootfs /\n", ""))
    assert "approximate" not in shown(capsys, "image", "Dockerfile")
    assert answered(capsys, "image", "Dockerfile")["dockerfile"] is None
