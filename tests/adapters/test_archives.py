from __future__ import annotations

import tarfile
import threading
from collections.abc import Mapping
from pathlib import Path

import pytest

from layerviz.adapters.archives import ImageFile, with_unpacked
from layerviz.core.digests import chain_ids
from layerviz.core.images import InspectedImage, Platform, SizeKind, Source
from layerviz.core.layer_files import FileEntry, FileKind, LayerFiles
from scripts.image_writing import (
    WHEN,
    MadeImage,
    Member,
    Step,
    digest,
    docker_archive,
    folder,
    gzipped,
    layer_tar,
    oci_layout,
    tar_of,
)

BASE = layer_tar([folder("etc"), Member("etc/os", b"base"), Member("bin/sh", b"#" * 1000)])
APP = layer_tar([Member("app/server.js", b"x" * 300, uid=5), Member("etc/.wh.os")])
IMAGE = MadeImage(
    ("app:1.0",),
    (
        Step("ADD rootfs.tar /", BASE),
        Step('CMD ["sh"]'),
        Step("COPY . . # buildkit", APP),
    ),
    settings={
        "Env": ["PATH=/bin", "A=1"],
        "Cmd": ["node", "server.js"],
        "WorkingDir": "/app",
        "User": "5",
        "ExposedPorts": {"80/tcp": {}},
        "Volumes": None,
        "Labels": {"b": "2", "a": "1"},
    },
)
ARM = MadeImage(IMAGE.names, IMAGE.steps[:2], platform=("linux", "arm", "v7"))


def written(path: Path, parts: Mapping[str, bytes]) -> Path:
    """The parts as a tar file, or as a folder where the path has no ending."""
    if path.suffix:
        path.write_bytes(tar_of(parts))
        return path
    for name, content in parts.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
    return path


def read(path: Path) -> tuple[InspectedImage, tuple[LayerFiles, ...]]:
    with ImageFile(str(path)) as file:
        (stored,) = file.images
        files = tuple(file.layer_files(stored))
        return with_unpacked(file.inspect(stored), files), files


FORMS = {
    "old.tar": docker_archive([IMAGE]),
    "old-gzip.tar": docker_archive([IMAGE], compress=True),
    "old": docker_archive([IMAGE]),
    "layout.tar": oci_layout([IMAGE]),
    "layout": oci_layout([IMAGE]),
    "layout-plain.tar": oci_layout([IMAGE], compress=False),
    "both.tar": {**docker_archive([IMAGE]), **oci_layout([IMAGE], compress=False)},
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_image_and_the_same_files(tmp_path: Path, form: str) -> None:
    found, files = read(written(tmp_path / form, FORMS[form]))
    plain, plain_files = read(written(tmp_path / "plain.tar", docker_archive([IMAGE])))
    assert found.image == plain.image
    assert files == plain_files
    assert found.image_id == digest(IMAGE.config)
    assert found.source is (Source.ARCHIVE if form.startswith("old") else Source.LAYOUT)
    assert [sizes.of(SizeKind.UNPACKED) for sizes in found.layer_sizes] == [1004, 300]


def test_the_facts_of_the_image_are_those_of_its_configuration(tmp_path: Path) -> None:
    found, _ = read(written(tmp_path / "x.tar", oci_layout([IMAGE])))
    image = found.image
    assert image.references == ("docker.io/library/app:1.0",)
    assert image.platform == Platform("linux", "amd64")
    diff_ids = [layer.diff_id for layer in image.layers]
    assert diff_ids == [digest(BASE), digest(APP)]
    assert tuple(layer.chain_id for layer in image.layers) == chain_ids(diff_ids)
    assert [layer.history_index for layer in image.layers] == [0, 2]
    assert [entry.created_by for entry in image.history][1] == 'CMD ["sh"]'
    settings = image.settings
    assert (settings.environment, settings.command) == (("PATH=/bin", "A=1"), ("node", "server.js"))
    assert (settings.entrypoint, settings.exposed_ports, settings.volumes) == (
        None,
        ("80/tcp",),
        (),
    )
    assert settings.labels == (("a", "1"), ("b", "2"))


def test_files_of_layers_are_told_with_what_they_take_away(tmp_path: Path) -> None:
    _, (base, app) = read(written(tmp_path / "x.tar", docker_archive([IMAGE])))
    assert base.entries[0] == FileEntry("etc", FileKind.FOLDER, mode=0o755, modified=WHEN)
    assert app == LayerFiles(
        (FileEntry("app/server.js", FileKind.FILE, 300, uid=5, modified=WHEN),), ("etc/os",)
    )


def test_links_devices_and_opaque_folders_are_known(tmp_path: Path) -> None:
    members = [
        Member("./a", b"12"),
        Member("b", kind=tarfile.LNKTYPE, target="./a"),
        Member("c", kind=tarfile.SYMTYPE, target="../../etc/passwd"),
        Member("d", kind=tarfile.FIFOTYPE),
        Member("e/.wh..wh..opq"),
        Member(".wh..wh.plnk"),
        Member("./", kind=tarfile.DIRTYPE),
        Member("f", kind=b"V"),
        Member("/g", b"1"),
    ]
    image = MadeImage((), (Step("x", layer_tar(members)),))
    _, (files,) = read(written(tmp_path / "x.tar", docker_archive([image])))
    assert [(each.path, each.kind.value, each.target) for each in files.entries] == [
        ("a", "file", ""),
        ("b", "hard-link", "a"),
        ("c", "symlink", "../../etc/passwd"),
        ("d", "device", ""),
        ("g", "file", ""),
    ]
    assert files.opaque == ("e",)
    assert files.removed == ()


def test_a_compressed_layer_has_a_download_size_an_uncompressed_one_has_none(
    tmp_path: Path,
) -> None:
    found, _ = read(written(tmp_path / "x.tar", oci_layout([IMAGE])))
    downloads = [sizes.of(SizeKind.DOWNLOAD) for sizes in found.layer_sizes]
    assert downloads == [len(gzipped(BASE)), len(gzipped(APP))]
    assert [sizes.digest for sizes in found.layer_sizes] == [
        digest(gzipped(BASE)),
        digest(gzipped(APP)),
    ]
    plain, _ = read(written(tmp_path / "y.tar", oci_layout([IMAGE], compress=False)))
    assert [sizes.of(SizeKind.DOWNLOAD) for sizes in plain.layer_sizes] == [None, None]


def test_layers_compressed_with_zstd_are_read(tmp_path: Path) -> None:
    zstd = pytest.importorskip("backports.zstd")
    parts = docker_archive([IMAGE])
    for name in [name for name in parts if name.endswith("layer.tar")]:
        parts[name] = zstd.compress(parts[name])
    _, files = read(written(tmp_path / "x.tar", parts))
    assert files == read(written(tmp_path / "y.tar", docker_archive([IMAGE])))[1]


def test_a_multi_platform_image_has_a_variant_for_each_platform(tmp_path: Path) -> None:
    other = MadeImage(("other:2",), IMAGE.steps[:1])
    with ImageFile(str(written(tmp_path / "x.tar", oci_layout([[IMAGE, ARM], other])))) as file:
        first, second, alone = file.images
        assert (first.entry, second.entry, alone.entry) == (0, 0, 1)
        assert second.image.platform.text == "linux/arm/v7"
        assert file.inspect(first).platforms == (
            Platform("linux", "amd64"),
            Platform("linux", "arm", "v7"),
        )
        assert file.inspect(first).manifest_digest == first.manifest_digest
        assert len(tuple(file.layer_files(second))) == 1


def test_platforms_that_were_not_pulled_and_attestations_are_passed_over(tmp_path: Path) -> None:
    parts = oci_layout([[IMAGE, ARM]])
    index = parts["index.json"]
    with ImageFile(str(written(tmp_path / "x.tar", parts))) as file:
        arm = next(each for each in file.images if each.image.platform.variant)
    assert arm.manifest_digest is not None
    del parts["blobs/" + arm.manifest_digest.replace(":", "/")]
    with ImageFile(str(written(tmp_path / "y.tar", parts))) as file:
        assert [each.image.platform.architecture for each in file.images] == ["amd64"]
    annotated = index.replace(
        b'"annotations":{', b'"annotations":{"vnd.docker.reference.type":"attestation-manifest",'
    )
    with ImageFile(str(written(tmp_path / "z.tar", {**parts, "index.json": annotated}))) as file:
        assert file.images == ()


def test_one_image_with_two_names_is_one_image(tmp_path: Path) -> None:
    image = MadeImage(("app:1.0", "ghcr.io/team/app:1.0"), IMAGE.steps)
    names = ("docker.io/library/app:1.0", "ghcr.io/team/app:1.0")
    for form in (oci_layout([image]), docker_archive([image])):
        found, _ = read(written(tmp_path / "x.tar", form))
        assert found.image.references == names


def test_a_layout_takes_names_from_the_old_manifest_beside_it(tmp_path: Path) -> None:
    nameless = MadeImage((), IMAGE.steps, IMAGE.settings)
    parts = {**docker_archive([IMAGE]), **oci_layout([nameless])}
    found, _ = read(written(tmp_path / "x.tar", parts))
    assert found.image.references == ("docker.io/library/app:1.0",)
    alone, _ = read(written(tmp_path / "y.tar", oci_layout([nameless])))
    assert alone.image.references == ()


def test_old_archives_link_a_layer_that_they_have_already(tmp_path: Path) -> None:
    image = MadeImage((), (Step("a", BASE), Step("b", BASE)))
    parts = docker_archive([image])
    layer = next(name for name in parts if name.endswith("layer.tar"))
    parts["manifest.json"] = parts["manifest.json"].replace(
        f'"{layer}","{layer}"'.encode(), f'"{layer}","other/layer.tar"'.encode()
    )
    link = Member("other/layer.tar", kind=tarfile.SYMTYPE, target=f"../{layer}")
    whole = layer_tar([*(Member(name, parts[name]) for name in parts), link])
    (tmp_path / "x.tar").write_bytes(whole)
    _, (first, second) = read(tmp_path / "x.tar")
    assert first == second


def test_metadata_is_read_without_touching_layers(tmp_path: Path) -> None:
    parts = docker_archive([IMAGE])
    for name in [name for name in parts if name.endswith("layer.tar")]:
        parts[name] = b"not a layer at all"
    with ImageFile(str(written(tmp_path / "x.tar", parts))) as file:
        (stored,) = file.images
        assert file.inspect(stored).image.layers[0].diff_id == digest(BASE)


def test_several_images_in_one_archive_keep_their_order(tmp_path: Path) -> None:
    other = MadeImage(("other:2",), IMAGE.steps[:1])
    for form in (docker_archive([IMAGE, other]), oci_layout([IMAGE, other])):
        with ImageFile(str(written(tmp_path / "x.tar", form))) as file:
            assert [each.image.references for each in file.images] == [
                ("docker.io/library/app:1.0",),
                ("docker.io/library/other:2",),
            ]


class Enough(Exception):
    pass


class Job:
    """Notes what it is told; raises when asked for the time that `lasts` says."""

    def __init__(self, lasts: int = 1_000_000) -> None:
        self.told: list[tuple[int, int | None, str]] = []
        self._lasts = lasts

    def progress(self, done: int, total: int | None, phase: str) -> None:
        self.told.append((done, total, phase))

    def check(self) -> None:
        self._lasts -= 1
        if self._lasts < 0:
            raise Enough


@pytest.mark.parametrize("compress", [False, True])
def test_a_job_learns_how_many_bytes_of_the_layers_are_read(tmp_path: Path, compress: bool) -> None:
    parts = oci_layout([IMAGE], compress=compress)
    job = Job()
    with ImageFile(str(written(tmp_path / "x.tar", parts))) as file:
        tuple(file.layer_files(file.images[0], job))
    total = sum(len(gzipped(each) if compress else each) for each in (BASE, APP))
    assert job.told[-1] == (total, total, "layers")
    assert [done for done, _, _ in job.told] == sorted(done for done, _, _ in job.told)


@pytest.mark.parametrize("compress", [False, True])
def test_reading_ends_soon_when_nobody_wants_it(tmp_path: Path, compress: bool) -> None:
    large = MadeImage((), (Step("x", layer_tar([Member("a", bytes(20 << 20))])),))
    parts = oci_layout([large], compress=compress)
    job = Job(lasts=3)
    with ImageFile(str(written(tmp_path / "x.tar", parts))) as file:
        with pytest.raises(Enough):
            tuple(file.layer_files(file.images[0], job))
        assert not [each for each in threading.enumerate() if "hashing" in each.name]
    done, total, _ = job.told[-1]
    assert total is not None
    assert done < total / 2 or compress  # a few bytes of gzip hold all of it
