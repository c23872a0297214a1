"""Images of a real engine, on both stores, against what the engine itself says of them.

`LAYERVIZ_ENGINE_IMAGES`: how many images (30); `LAYERVIZ_ENGINE_SEED`: which ones (random).
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import secrets
import subprocess
import tarfile
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from layerviz.adapters.archives import ImageFile, with_unpacked
from layerviz.adapters.engine import EngineImages
from layerviz.core.engine_listing import with_usage
from layerviz.core.errors import EngineNotFoundError
from layerviz.core.history import HistoryEntry
from layerviz.core.images import MeasuredSize, SizeKind, Source, UnpackedImage
from layerviz.core.layer_files import stack_files
from layerviz.core.values import replace
from tests.engine.engines import IMAGE_PREFIX, Engine, EngineUnavailableError, running_engine
from tests.engine.image_cases import ImageCase, image_cases
from tests.engine.images import load_base
from tests.support.casefiles import Names

pytestmark = pytest.mark.engine

IMAGES = int(os.environ.get("LAYERVIZ_ENGINE_IMAGES", "30"))
BASE_LAYERS = 2


class Built:
    """An engine with the images on it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        seed = int(os.environ.get("LAYERVIZ_ENGINE_SEED") or secrets.randbelow(10**9))
        print(f"\n{engine.store}: images of seed {seed}")
        salt = secrets.token_hex(6)
        names = Names(f"{IMAGE_PREFIX}{salt}:1", f"{IMAGE_PREFIX}{salt}-alias:1", salt)
        load_base(engine, names, 1, {"Env": ["PATH=/bin"]})
        self.cases = image_cases(names.base, seed, IMAGES)
        for case in self.cases:
            self._build(case)
        with self.images() as images:
            self.read = {case.name: images.read(case.name) for case in self.cases}
            self.quick = {case.name: images.inspect(case.name) for case in self.cases}
            self.listing = with_usage(images.list_images(), images.disk_usage())

    def images(self) -> EngineImages:
        return EngineImages({"DOCKER_HOST": f"unix://{self.engine.socket_path}"})

    def _build(self, case: ImageCase) -> None:
        place = self.engine.workspace / f"image-{secrets.token_hex(6)}"
        place.mkdir(parents=True)
        (place / "Dockerfile").write_text(case.dockerfile)
        for name, content in case.files.items():
            (place / name).write_bytes(content)
        command = [*self.engine.client, "build", "--network=none", "--provenance=false"]
        command += ["-t", case.name, self.engine.seen(place)]
        subprocess.run(command, check=True, capture_output=True)

    def told(self, name: str, what: str) -> Any:
        return json.loads(self.engine.call("GET", f"/images/{name}/{what}"))

    @cached_property
    def usage_lines(self) -> list[dict[str, str]]:
        """What `docker system df -v` prints of images, by the engine's own client."""
        printed = self.engine.docker("system", "df", "-v", "--format", "json")
        return list(json.loads(printed)["Images"])

    @cached_property
    def exports(self) -> dict[str, bytes]:
        return {
            case.name: self.engine.call("GET", f"/images/{case.name}/get") for case in self.cases
        }


@pytest.fixture(scope="module", params=["overlay2", "containerd"])
def built(request: pytest.FixtureRequest) -> Iterator[Built]:
    try:
        with running_engine(request.param) as engine:
            yield Built(engine)
    except EngineUnavailableError as error:
        if os.environ.get("LAYERVIZ_REQUIRE_ENGINE") == "1":
            pytest.fail(str(error))
        pytest.skip(str(error))


def test_layers_and_history_are_those_that_the_engine_tells(built: Built) -> None:
    for name, read in built.read.items():
        image = read.found.image
        about, lines = built.told(name, "json"), built.told(name, "history")
        assert [layer.diff_id for layer in image.layers] == about["RootFS"]["Layers"]
        assert [entry.created_by for entry in image.history] == [
            line["CreatedBy"] for line in reversed(lines)
        ]
        assert image.is_history_complete
        assert read.found.image_id == about["Id"]
        assert read.found.store == built.engine.store
        assert image.platform.text == f"{about['Os']}/{about['Architecture']}"
        assert image.references == (f"docker.io/library/{name}",)


def test_each_size_that_the_engine_reports_is_kept_with_its_kind(built: Built) -> None:
    for name, read in built.read.items():
        lines = list(reversed(built.told(name, "history")))
        about = built.told(name, "json")
        (whole,) = read.found.sizes
        assert (whole.size_bytes, whole.kind, whole.store) == (
            about["Size"],
            SizeKind.ON_DISK,
            built.engine.store,
        )
        for layer, sizes in zip(read.found.image.layers, read.found.layer_sizes, strict=True):
            assert layer.history_index is not None
            assert sizes.of(SizeKind.ON_DISK) == lines[layer.history_index]["Size"]
            assert {(each.source, each.store) for each in sizes.sizes} == {
                (Source.ENGINE, built.engine.store)
            }


def test_unpacked_sizes_and_ghosts_are_the_files_on_either_store(built: Built) -> None:
    for case in built.cases:
        read = built.read[case.name]
        unpacked = [sizes.of(SizeKind.UNPACKED) for sizes in read.found.layer_sizes]
        assert unpacked[BASE_LAYERS:] == case.layer_sizes, case.dockerfile
        ghosts = stack_files(read.files).ghosts  # the base's own layers make one, too
        added = sum(ghost.size_bytes for ghost in ghosts if ghost.by_layer >= BASE_LAYERS)
        assert added == case.ghost_bytes, case.dockerfile


def test_chain_ids_are_those_under_which_the_engine_stores_layers(built: Built) -> None:
    stored = built.engine.socket_path.parent / "data/image/overlay2/layerdb/sha256"
    for read in built.read.values():
        chain = ""
        for layer in read.found.image.layers:
            whole = f"{chain} {layer.diff_id}".encode()
            chain = f"sha256:{hashlib.sha256(whole).hexdigest()}" if chain else layer.diff_id
            assert layer.chain_id == chain
            if stored.is_dir():
                assert (stored / chain.removeprefix("sha256:")).is_dir()


def test_archive_and_layout_give_the_same_image(built: Built, tmp_path: Path) -> None:
    for number, (name, read) in enumerate(built.read.items()):
        archive = tmp_path / f"{number}.tar"
        archive.write_bytes(built.exports[name])
        assert same_as(read, archive)
        folder = tmp_path / str(number)
        with tarfile.open(fileobj=io.BytesIO(built.exports[name])) as whole:
            for member in whole:
                content = whole.extractfile(member)
                if member.isreg() and content is not None:
                    (folder / member.name).parent.mkdir(parents=True, exist_ok=True)
                    (folder / member.name).write_bytes(content.read())
        assert same_as(read, folder)
        (folder / "index.json").unlink(missing_ok=True)
        assert same_as(read, folder)


def same_as(read: UnpackedImage, path: Path) -> bool:
    """Whether a file holds the image that was read: its facts, its files, its unpacked sizes."""
    with ImageFile(str(path)) as file:
        (stored,) = file.images
        files = tuple(file.layer_files(stored))
        found = with_unpacked(file.inspect(stored), files)
    unpacked = [each.of(SizeKind.UNPACKED) for each in found.layer_sizes]
    return (found.image, files, unpacked) == (
        read.found.image,
        read.files,
        [each.of(SizeKind.UNPACKED) for each in read.found.layer_sizes],
    )


def test_quick_facts_are_those_of_the_export(built: Built) -> None:
    for name, read in built.read.items():
        quick, image = built.quick[name], read.found.image
        assert quick.image == replace(image, history=as_told(image.history)), name
        assert (quick.image_id, quick.sizes) == (read.found.image_id, read.found.sizes)
        assert (quick.store, quick.source) == (read.found.store, read.found.source)
        for told, found in zip(quick.layer_sizes, read.found.layer_sizes, strict=True):
            assert told.of(SizeKind.ON_DISK) == found.of(SizeKind.ON_DISK)
            assert [each.kind for each in told.sizes] == [SizeKind.ON_DISK]


def as_told(history: tuple[HistoryEntry, ...]) -> tuple[HistoryEntry, ...]:
    """A history as an engine tells it: without authors and fractions of seconds."""
    return tuple(
        replace(entry, author="", created=re.sub(r"\.\d+Z$", "Z", entry.created))
        for entry in history
    )


def test_the_list_is_the_engines_own(built: Built) -> None:
    told = json.loads(built.engine.call("GET", "/images/json"))
    assert {each.image_id: each.size.size_bytes for each in built.listing.images if each.size} == {
        each["Id"]: each["Size"] for each in told
    }
    names = {name for each in built.listing.images for name in each.references}
    assert {f"docker.io/library/{name}" for name in built.read} <= names
    assert not any("<none>" in name for name in names)
    assert built.listing.engine.store == built.engine.store
    assert [each.created for each in built.listing.images] == sorted(
        (each.created for each in built.listing.images), reverse=True
    )


def test_usage_is_what_docker_system_df_prints(built: Built) -> None:
    """Sizes, shared and unique bytes and containers of each image, on either store."""
    lines = {line["ID"]: line for line in built.usage_lines}
    assert lines.keys() == {each.image_id for each in built.listing.images}
    assert len(lines) >= IMAGES
    for each in built.listing.images:
        usage, line = each.usage, lines[each.image_id]
        assert usage is not None
        assert usage.size == each.size
        assert said(usage.size, 3) == line["Size"]
        assert said(usage.shared, 4) == line["SharedSize"]
        assert said(usage.unique, 4) == line["UniqueSize"]
        assert str(usage.containers) == line["Containers"]


def test_the_sums_are_what_docker_system_df_prints(built: Built) -> None:
    printed = built.engine.docker("system", "df", "--format", "json").splitlines()
    (line,) = (each for each in map(json.loads, printed) if each["Type"] == "Images")
    usage = built.listing.usage
    assert usage is not None
    assert said(usage.layers, 4) == line["Size"]
    assert said(usage.reclaimable, 4) == line["Reclaimable"].partition(" (")[0]
    assert (str(len(usage.images)), str(usage.active)) == (line["TotalCount"], line["Active"])


def said(size: MeasuredSize | None, digits: int) -> str:
    """A size as docker prints it: so many digits, decimal units, no blank."""
    assert size is not None
    amount, unit = float(size.size_bytes), 0
    while amount >= 1000:
        amount, unit = amount / 1000, unit + 1
    return f"{amount:.{digits}g}{('B', 'kB', 'MB', 'GB')[unit]}"


def test_an_image_is_found_by_its_id_too(built: Built) -> None:
    name, read = next(iter(built.read.items()))
    with built.images() as images:
        assert images.store() == built.engine.store
        again = images.read(str(read.found.image_id))
    assert again.found.image.layers == built.read[name].found.image.layers


def test_an_image_that_is_not_there_is_a_typed_error_and_not_pulled(built: Built) -> None:
    with built.images() as images, pytest.raises(EngineNotFoundError) as told:
        images.read("layerviz-test-nothing:1")
    assert dict(told.value.values)["name"] == "layerviz-test-nothing:1"
