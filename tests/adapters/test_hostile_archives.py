"""Image files made to harm: each is a located error, in bounded memory, nothing written."""

from __future__ import annotations

import gzip
import json
import os
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from layerviz.adapters import image_blobs, layer_reading
from layerviz.adapters.archives import ImageFile
from layerviz.core.errors import (
    ArchiveMalformedError,
    ArchiveTooLargeError,
    ArchiveUnsupportedError,
)
from scripts.image_writing import (
    Member,
    as_json,
    digest,
    docker_archive,
    gzipped,
    layer_tar,
    oci_layout,
    tar_of,
)
from tests.support.hostile import (
    IMAGE,
    LAYER,
    Parts,
    refused,
    refused_at,
    with_layer,
)

pytestmark = pytest.mark.usefixtures("small_memory_and_nothing_written")


def edited(parts: Parts, name: str, edit: Callable[[dict[str, object]], object]) -> Parts:
    """The parts with one JSON document changed, its digest no longer true."""
    plain = json.loads(parts[name])
    edit(plain)
    return {**parts, name: as_json(plain)}


def config_name(parts: Parts) -> str:
    return next(name for name in parts if name.endswith(".json") and name != "manifest.json")


@pytest.mark.parametrize("path", ["../../etc/passwd", "a/../../b", ".."])
@pytest.mark.parametrize("kind", [tarfile.REGTYPE, tarfile.DIRTYPE, tarfile.LNKTYPE])
def test_a_path_of_a_layer_that_leads_out_is_refused(path: str, kind: bytes) -> None:
    found = refused(with_layer(layer_tar([Member(path, kind=kind, target="a")])))
    assert found.code == "archive-outside"
    assert dict(found.values)["path"].rstrip("/") == path


def test_a_hard_link_out_of_a_layer_is_refused() -> None:
    link = Member("a", kind=tarfile.LNKTYPE, target="../../etc/passwd")
    assert refused(with_layer(layer_tar([link]))).code == "archive-outside"


@pytest.mark.parametrize("name", ["../manifest.json", "a/../../b"])
def test_a_member_of_the_file_that_leads_out_is_refused(name: str) -> None:
    assert refused(tar_of({**docker_archive([IMAGE]), name: b""})).code == "archive-outside"


@pytest.mark.parametrize("target", ["/etc/passwd", "../../etc/passwd", "../.."])
def test_a_link_out_of_the_file_is_refused(target: str) -> None:
    members = [Member(name, content) for name, content in docker_archive([IMAGE]).items()]
    link = Member("a/layer.tar", kind=tarfile.SYMTYPE, target=target)
    assert refused(layer_tar([*members, link])).code == "archive-outside"


def test_a_link_to_itself_is_refused() -> None:
    loop = [
        Member("manifest.json", kind=tarfile.SYMTYPE, target="b"),
        Member("b", kind=tarfile.LNKTYPE, target="manifest.json"),
    ]
    assert refused(layer_tar(loop)).code == "archive-link-cycle"


def test_a_manifest_that_names_a_file_outside_is_refused() -> None:
    manifest: list[object] = [{"Config": "../../../etc/hostname", "RepoTags": None, "Layers": []}]
    assert refused({"manifest.json": as_json(manifest)}).code == "archive-outside"


@pytest.mark.skipif(os.name == "nt", reason="needs links")
def test_links_out_of_a_layout_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "outside").write_bytes(IMAGE.config)
    parts = docker_archive([IMAGE])
    name = config_name(parts)
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "manifest.json").write_bytes(parts["manifest.json"])
    (tmp_path / "x" / name).symlink_to(tmp_path / "outside")
    assert refused_at("x").code == "archive-outside"


@pytest.mark.skipif(os.name == "nt", reason="needs pipes")
def test_a_pipe_in_a_layout_folder_does_not_hang(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    os.mkfifo(tmp_path / "x" / "manifest.json")
    assert refused_at("x").code == "archive-no-images"


def test_a_bomb_stops_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layer_reading, "LEAST_UNPACKED", 10 << 20)
    zeros = gzip.compress(bytes(1 << 20), mtime=0) * 200
    found = refused(with_layer(LAYER, blob=zeros))
    assert isinstance(found, ArchiveTooLargeError | ArchiveMalformedError)
    huge = bytearray(layer_tar([Member("a")])[:512])
    huge[124:136] = b"77777777777\0"
    huge[148:156] = b" " * 8
    huge[148:156] = b"%06o\0 " % sum(huge)
    bomb = gzip.compress(bytes(huge), mtime=0) + zeros
    assert refused(with_layer(LAYER, blob=bomb)).code == "archive-layer-too-large"


def test_zeros_behind_the_end_of_a_layer_are_bounded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layer_reading, "LEAST_UNPACKED", 10 << 20)
    bomb = gzipped(LAYER) + gzip.compress(bytes(1 << 20), mtime=0) * 200
    assert refused(with_layer(LAYER, blob=bomb)).code == "archive-layer-too-large"


def test_too_many_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layer_reading, "MOST_FILES", 100)
    many = layer_tar(Member(f"f{number}") for number in range(101))
    assert refused(with_layer(many)).code == "archive-too-many"
    monkeypatch.setattr(image_blobs, "MOST_MEMBERS", 5)
    assert refused(tar_of({f"f{number}": b"" for number in range(6)})).code == "archive-too-many"


def test_a_path_without_end_is_refused() -> None:
    assert refused(with_layer(layer_tar([Member("d/" * 3000)]))).code == "archive-path-too-long"


@pytest.mark.parametrize("compress", [False, True])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_a_file_that_ends_too_early_is_refused(compress: bool, part: float) -> None:
    whole = tar_of(oci_layout([IMAGE], compress=compress))
    found = refused(whole[: int(len(whole.rstrip(b"\0")) * part)])
    assert isinstance(found, ArchiveMalformedError | ArchiveUnsupportedError)


@pytest.mark.parametrize("cut", [5, 40, -4])
def test_a_compressed_layer_that_ends_too_early_is_refused(cut: int) -> None:
    found = refused(with_layer(LAYER, blob=gzipped(LAYER)[:cut]))
    assert isinstance(found, ArchiveMalformedError)


def test_a_damaged_compressed_layer_is_refused() -> None:
    blob = bytearray(gzipped(LAYER))
    blob[20] ^= 0xFF
    assert refused(with_layer(LAYER, blob=bytes(blob))).code in (
        "archive-damaged",
        "archive-header",
        "archive-truncated",
    )
    zstd = pytest.importorskip("backports.zstd")
    blob = bytearray(zstd.compress(LAYER))
    blob[10] ^= 0xFF
    assert isinstance(refused(with_layer(LAYER, blob=bytes(blob))), ArchiveMalformedError)


def test_a_changed_layer_is_noticed() -> None:
    other = layer_tar([Member("a", b"y" * 100)])
    found = refused(with_layer(LAYER, blob=other))
    assert found.code == "archive-wrong-digest"
    assert dict(found.values)["found"] == digest(other)[7:19]
    assert refused(with_layer(LAYER, blob=gzipped(other))).code == "archive-wrong-digest"
    assert refused(with_layer(LAYER, blob=LAYER + bytes(512))).code == "archive-wrong-digest"


def test_a_blob_that_is_not_what_the_manifest_names_is_noticed() -> None:
    parts = oci_layout([IMAGE])
    name = "blobs/" + digest(gzipped(LAYER)).replace(":", "/")
    slower = gzip.compress(LAYER, compresslevel=1, mtime=1)
    found = refused({**parts, name: slower})
    assert (found.code, dict(found.values)["place"]) == ("archive-wrong-digest", name)


def test_a_changed_configuration_is_noticed() -> None:
    parts = docker_archive([IMAGE])
    changed = edited(parts, config_name(parts), lambda plain: plain.update(author="me"))
    assert refused(changed).code == "archive-wrong-digest"
    layout = oci_layout([IMAGE])
    name = "blobs/" + digest(IMAGE.config).replace(":", "/")
    assert refused({**layout, name: layout[name] + b" "}).code == "archive-wrong-digest"


def test_a_missing_layer_is_named() -> None:
    parts = docker_archive([IMAGE])
    name = next(name for name in parts if name.endswith("layer.tar"))
    del parts[name]
    found = refused(parts)
    assert (found.code, dict(found.values)["place"]) == ("archive-missing-blob", name)


def test_an_index_within_an_index_ends() -> None:
    parts = oci_layout([IMAGE])
    inner = json.loads(parts["index.json"])
    for _ in range(20):
        raw = as_json(inner)
        name = digest(raw)
        parts["blobs/" + name.replace(":", "/")] = raw
        inner = {"manifests": [{"digest": name}]}
    assert refused({**parts, "index.json": as_json(inner)}).code == "archive-index-deep"


def test_an_index_that_names_itself_ends() -> None:
    name = "sha256:" + "a" * 64
    loop = as_json({"manifests": [{"digest": name}]})
    parts = {"index.json": loop, "blobs/" + name.replace(":", "/"): loop}
    assert refused(parts).code == "archive-wrong-digest"


def test_an_index_that_grows_with_every_level_ends() -> None:
    parts = oci_layout([IMAGE])
    inner = json.loads(parts["index.json"])
    for _ in range(5):
        raw = as_json(inner)
        name = digest(raw)
        parts["blobs/" + name.replace(":", "/")] = raw
        inner = {"manifests": [{"digest": name}] * 10}
    assert refused({**parts, "index.json": as_json(inner)}).code == "archive-too-many"


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
def test_json_without_bottom_is_refused(opening: bytes) -> None:
    assert refused({"manifest.json": opening * 200_000}).code == "archive-json-deep"


def test_a_document_of_megabytes_is_refused() -> None:
    found = refused({"manifest.json": b" " * (image_blobs.MOST_DOCUMENT_BYTES + 1)})
    assert found.code == "archive-document-too-large"


@pytest.mark.parametrize(
    "manifest",
    [
        b"",
        b"\xff\xfe",
        b"nonsense",
        b"{}",
        b"7",
        b"[7]",
        b'[{"Config": 7}]',
        b'[{"Config": null}]',
        b"[" + b"9" * 5000 + b"]",
    ],
)
def test_a_manifest_that_is_none_is_refused(manifest: bytes) -> None:
    refused({"manifest.json": manifest})


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("rootfs", {"diff_ids": "x"}),
        ("rootfs", {"diff_ids": ["sha256:1"]}),
        ("rootfs", {"diff_ids": [7]}),
        ("rootfs", []),
        ("rootfs", None),
        ("rootfs", {"diff_ids": [digest(b"")] * 5000}),
        ("history", {}),
        ("history", [7]),
        ("history", [{"empty_layer": "yes"}]),
        ("history", [{"created_by": 7}]),
        ("config", 7),
        ("config", {"Labels": {"a": 7}}),
        ("config", {"Env": [None]}),
        ("config", {"ExposedPorts": ["80"]}),
        ("os", ["linux"]),
    ],
)
def test_a_configuration_of_a_wrong_shape_is_refused(field: str, given: object) -> None:
    parts = docker_archive([IMAGE])
    name = config_name(parts)
    raw = as_json({**json.loads(parts[name]), field: given})
    manifest = json.loads(parts["manifest.json"])
    manifest[0]["Config"] = "config"
    refused({**parts, "config": raw, "manifest.json": as_json(manifest)})


def test_layers_that_are_more_than_the_configuration_knows_are_refused() -> None:
    parts = docker_archive([IMAGE])
    manifest = json.loads(parts["manifest.json"])
    manifest[0]["Layers"] *= 2
    assert refused({**parts, "manifest.json": as_json(manifest)}).code == "archive-layer-count"


@pytest.mark.parametrize("digest_text", ["", "sha256:..", "sha256:../../etc", "md5:" + "a" * 32])
def test_a_digest_that_is_none_never_becomes_a_path(digest_text: str) -> None:
    index = as_json({"manifests": [{"digest": digest_text}]})
    assert refused({"index.json": index}).code == "archive-shape"


def test_a_file_of_ten_gigabytes_that_is_mostly_a_hole_is_read_at_once(tmp_path: Path) -> None:
    content = tar_of(docker_archive([IMAGE]))
    with (tmp_path / "x.tar").open("wb") as file:
        file.write(content)
        file.truncate(10 << 30)
    with ImageFile("x.tar") as found:
        assert len(found.images) == 1
    with (tmp_path / "x.tar").open("wb") as file:
        file.truncate(10 << 30)
    assert refused_at("x.tar").code == "archive-no-images"


def test_a_layer_that_claims_ten_gigabytes_in_a_hole_is_refused() -> None:
    sparse = bytearray(layer_tar([Member("a")])[:512])
    sparse[156:157] = b"S"
    sparse[148:156] = b" " * 8
    sparse[148:156] = b"%06o\0 " % sum(sparse)
    assert refused(with_layer(LAYER, blob=bytes(sparse))).code == "archive-sparse"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "archive-no-images"),
        (gzipped(tar_of(docker_archive([IMAGE]))), "archive-compressed"),
        (tar_of({"readme": b"hello"}), "archive-no-images"),
        (b"#!/bin/sh\n" * 100, "archive-header"),
    ],
)
def test_a_file_that_holds_no_images_says_so(content: bytes, code: str) -> None:
    assert refused(content).code == code


@pytest.mark.parametrize(("beginning", "name"), [(b"BZh9", "bzip2"), (b"\xfd7zXZ\0", "xz")])
def test_other_compressions_are_named(beginning: bytes, name: str) -> None:
    found = refused(with_layer(LAYER, blob=beginning + bytes(600)))
    assert (found.code, dict(found.values)["format"]) == ("archive-compression", name)


def test_something_else_than_an_image_is_told_apart() -> None:
    raw = as_json({"kind": "chart"})
    manifest = as_json({"config": {"digest": digest(raw)}, "layers": []})
    parts = {
        "index.json": as_json({"manifests": [{"digest": digest(manifest)}]}),
        "blobs/" + digest(manifest).replace(":", "/"): manifest,
        "blobs/" + digest(raw).replace(":", "/"): raw,
    }
    assert refused(parts).code == "archive-artifact"
