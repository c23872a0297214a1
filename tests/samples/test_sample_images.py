"""The bundled images: what the script makes, and what they are meant to show."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from layerviz.adapters.archives import ImageFile
from layerviz.adapters.image_targets import read_images
from layerviz.app.image_samples import (
    image_sample_names,
    image_sample_path,
    load_image_sample,
    variant_table,
)
from layerviz.app.inspecting import Base, Inspection, find_base, inspect_image
from layerviz.app.sample_folders import sample_names
from layerviz.core.layer_files import GhostReason
from layerviz.core.sharing import missing_layers, share
from scripts import image_writing, sample_images

NAMES = image_sample_names()
MOST_BYTES = 150_000


def inspected(name: str, platform: str = "linux/amd64") -> Inspection:
    path = image_sample_path(f"sample:{name}")
    assert path is not None
    read = read_images(path, platform=platform)
    assert isinstance(read, tuple)
    (only,) = read
    return inspect_image(f"sample:{name}", only.found, only.files)


def test_the_script_makes_the_images_that_are_bundled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Compared by what they hold: another version of zlib packs the same layers differently."""
    monkeypatch.setattr(sample_images, "FOLDER", tmp_path)
    sample_images.main()
    assert sorted(path.stem for path in tmp_path.iterdir()) == sorted(NAMES)
    for name in NAMES:
        with (
            ImageFile(str(tmp_path / f"{name}.tar")) as made,
            ImageFile(load_image_sample(name).path) as bundled,
        ):
            assert [each.image for each in made.images] == [each.image for each in bundled.images]


def test_made_archives_are_the_same_every_time() -> None:
    assert sample_images.sample_images() == sample_images.sample_images()
    assert gzip.decompress(image_writing.gzipped(b"x")) == b"x"


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_image_is_small_whole_and_told_in_both_languages(name: str) -> None:
    sample = load_image_sample(name)
    assert Path(sample.path).stat().st_size < MOST_BYTES
    assert all((sample.title.ja, sample.title.en, sample.story.ja, sample.story.en))
    assert inspected(name).stack.total_bytes


def test_sample_images_have_names_of_their_own() -> None:
    assert set(NAMES) & set(sample_names()) == set()
    assert NAMES[:2] == ("app-a", "app-b")
    assert image_sample_path("app-a") is None
    assert image_sample_path("sample:../images/app-a") is None
    assert image_sample_path("sample:nothing") is None


def test_the_lessons_picture_has_one_base_and_two_applications() -> None:
    a, b = inspected("app-a"), inspected("app-b")
    report = share([a.stack, b.stack])
    shared = [each.layer.created_by for each in report.layers if each.is_shared]
    assert [words.split()[0] for words in shared] == ["ADD", "RUN", "WORKDIR"]
    assert (report.sum_bytes, report.saved_bytes, report.on_disk_bytes) == (
        731_000,
        180_000,
        551_000,
    )


def test_the_base_of_the_lessons_picture_is_found_among_the_images() -> None:
    base = inspected("node-base")
    for name in ("app-a", "app-b", "shop-v1.0", "cleanup"):
        assert find_base(inspected(name), [base]) == Base(2, "node-base:20")
    assert find_base(inspected("shop-v2.0"), [base]) == Base(2, is_guessed=True)
    assert share([inspected("app-a").stack, base.stack]).images[1].unique_bytes == 0


def test_a_new_version_transfers_its_code_and_a_new_base_everything_above() -> None:
    first, second, third = (inspected(f"shop-{each}").stack for each in ("v1.0", "v1.1", "v2.0"))
    assert [layer.size_bytes for layer in missing_layers(second, [first])] == [3_000]
    assert len(missing_layers(third, [first, second])) == 6
    misses = share([first, second, third]).near_misses
    assert sorted(miss.size_bytes or 0 for miss in misses) == [2_000, 20_000, 150_000]


def test_deleting_and_re_owning_files_leaves_ghosts() -> None:
    files = inspected("cleanup").files
    assert files is not None
    assert files.ghost_bytes == 160_000
    assert [(ghost.path, ghost.reason) for ghost in files.ghosts] == [
        ("tmp/tools.tar", GhostReason.DELETED),
        ("app/data.json", GhostReason.REOWNED),
        ("app/server.js", GhostReason.REOWNED),
    ]


def test_platforms_share_no_layer() -> None:
    stacks = [
        inspected("multi-platform", each).stack
        for each in ("linux/amd64", "linux/arm64", "linux/arm/v7")
    ]
    assert [each.is_shared for each in share(stacks).layers].count(True) == 0


def test_the_lessons_table_is_dated_and_falls() -> None:
    table = variant_table()
    assert table.as_of == "2023-11"
    assert [row.size_bytes for row in table.rows] == [1_100_000_000, 243_000_000, 181_000_000]
