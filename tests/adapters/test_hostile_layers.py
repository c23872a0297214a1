"""Layers and documents made to harm: names, sizes, holes, bombs, headers and JSON without end."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from layerviz.adapters import layer_reading
from layerviz.adapters.archives import ImageFile
from layerviz.core.errors import (
    ArchiveMalformedError,
)
from scripts.image_writing import (
    MadeImage,
    Member,
    Step,
    as_json,
    digest,
    docker_archive,
    layer_tar,
    tar_of,
)
from tests.support.hostile import (
    IMAGE,
    LAYER,
    read_everything,
    refused,
    refused_at,
    with_layer,
)

pytestmark = pytest.mark.usefixtures("small_memory_and_nothing_written")


def entries_of(layer: bytes) -> list[tuple[str, str, int]]:
    """Paths, kinds and sizes of a layer that is read without an error."""
    Path("x.tar").write_bytes(tar_of(with_layer(layer)))
    with ImageFile("x.tar") as file:
        (files,) = file.layer_files(file.images[0])
    return [(each.path, each.kind.value, each.size_bytes) for each in files.entries]


def with_header_field(block: bytes, start: int, content: bytes) -> bytes:
    """A header with other bytes in one field, and a checksum that fits."""
    changed = bytearray(block[:512])
    changed[start : start + len(content)] = content
    changed[148:156] = b" " * 8
    changed[148:156] = b"%06o\0 " % sum(changed)
    return bytes(changed)


def pax_header(records: bytes) -> bytes:
    """A pax header with these records, for the member behind it."""
    header = with_header_field(layer_tar([Member("PaxHeader")]), 124, b"%011o\0" % len(records))
    return with_header_field(header, 156, b"x") + records + bytes(-len(records) % 512)


def pax_record(key: str, given: str) -> bytes:
    tail = f" {key}={given}\n".encode()
    length = len(tail) + len(str(len(tail)))
    length += len(str(length)) - len(str(len(tail)))
    return str(length).encode() + tail


def test_absolute_paths_stay_inside_the_layer() -> None:
    members = [
        Member("/etc/passwd", b"root"),
        Member("//etc//shadow"),
        Member("/b", kind=tarfile.LNKTYPE, target="/etc/passwd"),
        Member("/c", kind=tarfile.SYMTYPE, target="/etc/passwd"),
    ]
    assert entries_of(layer_tar(members)) == [
        ("etc/passwd", "file", 4),
        ("etc/shadow", "file", 0),
        ("b", "hard-link", 0),
        ("c", "symlink", 0),
    ]


def test_an_extended_header_leads_out_no_more_than_a_plain_one() -> None:
    member = layer_tar([Member("a")], form=tarfile.USTAR_FORMAT)
    header = pax_header(pax_record("path", "../../etc/passwd"))
    assert refused(with_layer(header + member)).code == "archive-outside"
    link = layer_tar([Member("a", kind=tarfile.LNKTYPE, target="b")], form=tarfile.USTAR_FORMAT)
    header = pax_header(pax_record("linkpath", "../b"))
    assert refused(with_layer(header + link)).code == "archive-outside"


@pytest.mark.parametrize("name", ["a\nb", "a\rb", "\x1b[31ma", "a\u202eb", "a\tb", " "])
def test_names_are_data_whatever_is_in_them(name: str) -> None:
    assert entries_of(layer_tar([Member(name, b"x")])) == [(name, "file", 1)]


def test_names_that_are_no_text_are_kept_as_they_are() -> None:
    block = layer_tar([Member("a")], form=tarfile.USTAR_FORMAT)
    named = with_header_field(block, 0, b"\xff\xfe") + bytes(1024)
    assert entries_of(named) == [("\udcff\udcfe", "file", 0)]


def test_of_members_with_one_name_the_last_counts() -> None:
    parts = docker_archive([IMAGE])
    first = [Member(name, b"nonsense") for name in parts]
    second = [Member(name, content) for name, content in parts.items()]
    Path("x.tar").write_bytes(layer_tar([*first, *second]))
    read_everything("x.tar")
    assert refused(layer_tar([*second, *first])).code == "archive-json"
    twice = layer_tar([Member("a", b"1"), Member("a", b"22")])
    assert entries_of(twice) == [("a", "file", 1), ("a", "file", 2)]


@pytest.mark.parametrize(
    "field",
    [
        b"\xff" * 12,
        b"\xff" + b"\0" * 11,
        b"\x80" + b"\xff" * 11,
        b"\x80" + b"\0" * 3 + b"\x7f" + b"\0" * 7,
        b"-0000000001\0",
        b"0x000000001\0",
        b"0000000_001\0",
        b"00000000009\0",
    ],
)
def test_a_size_that_is_negative_or_beyond_all_measure_is_refused(field: bytes) -> None:
    found = refused(with_layer(with_header_field(layer_tar([Member("a")]), 124, field)))
    assert found.code in ("archive-header", "archive-truncated")
    outer = with_header_field(layer_tar([Member("manifest.json")]), 124, field)
    assert refused(outer).code in ("archive-header", "archive-truncated")


def test_sizes_in_base_256_are_read() -> None:
    block = layer_tar([Member("a", b"x" * 600)])
    large = with_header_field(block, 124, b"\x80" + (600).to_bytes(11, "big"))
    assert entries_of(large + block[512:]) == [("a", "file", 600)]


SPARSE_FORMS = {
    "0.0": [("GNU.sparse.size", "10737418240"), ("GNU.sparse.numblocks", "1")],
    "0.1": [("GNU.sparse.map", "0,512"), ("GNU.sparse.size", "10737418240")],
    "1.0": [("GNU.sparse.major", "1"), ("GNU.sparse.realsize", "10737418240")],
}


@pytest.mark.parametrize("form", SPARSE_FORMS)
def test_sparse_files_of_ten_gigabytes_are_refused_in_every_form(form: str) -> None:
    records = b"".join(pax_record(*each) for each in SPARSE_FORMS[form])
    layer = pax_header(records) + layer_tar([Member("a", b"x" * 512)])
    assert refused(with_layer(layer)).code == "archive-sparse"
    assert refused(layer).code == "archive-sparse"


def test_a_layer_that_is_a_hole_of_ten_gigabytes_is_not_read_to_its_end(tmp_path: Path) -> None:
    parts = docker_archive([IMAGE])
    name = next(name for name in parts if name.endswith("layer.tar"))
    hole = with_header_field(layer_tar([Member(name)]), 124, b"%011o\0" % (7 << 30))
    others = layer_tar([Member(each, parts[each]) for each in parts if each != name])
    with (tmp_path / "x.tar").open("wb") as file:
        file.write(others.rstrip(b"\0") + bytes(-len(others.rstrip(b"\0")) % 512))
        file.write(hole)
        file.truncate(10 << 30)
    assert refused_at("x.tar").code == "archive-layer-behind"


def test_a_bomb_of_zstd_stops_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    zstd = pytest.importorskip("backports.zstd")
    monkeypatch.setattr(layer_reading, "LEAST_UNPACKED", 10 << 20)
    huge = with_header_field(layer_tar([Member("a")]), 124, b"77777777777\0")
    bomb = zstd.compress(huge) + zstd.compress(bytes(1 << 20)) * 60
    assert refused(with_layer(LAYER, blob=bomb)).code == "archive-layer-too-large"


def test_a_layer_of_zstd_that_ends_too_early_is_refused() -> None:
    zstd = pytest.importorskip("backports.zstd")
    for cut in (6, 20, -3):
        found = refused(with_layer(LAYER, blob=zstd.compress(LAYER)[:cut]))
        assert isinstance(found, ArchiveMalformedError)


def test_headers_of_headers_without_end_are_refused() -> None:
    header = pax_header(pax_record("comment", "x"))
    assert refused(with_layer(header * 200 + LAYER)).code == "archive-too-many"
    assert refused(header * 200 + tar_of(docker_archive([IMAGE]))).code == "archive-too-many"


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
def test_json_without_bottom_is_refused_wherever_it_stands(opening: bytes) -> None:
    deep = opening * 100_000
    assert refused({"index.json": deep}).code == "archive-json-deep"
    name = digest(deep)
    index = as_json({"manifests": [{"digest": name}]})
    parts = {"index.json": index, "blobs/" + name.replace(":", "/"): deep}
    assert refused(parts).code == "archive-json-deep"
    manifest = as_json([{"Config": "config", "Layers": []}])
    assert refused({"manifest.json": manifest, "config": deep}).code == "archive-json-deep"


@pytest.mark.parametrize("item", [b"[],", b"{},", b"1,"])
def test_json_of_a_million_small_values_is_refused_before_it_takes_their_memory(
    item: bytes,
) -> None:
    found = refused({"manifest.json": b"[" + item * 1_000_000 + b"1]"})
    assert (found.code, dict(found.values)["place"]) == ("archive-too-many", "manifest.json")


def test_a_wrong_digest_in_one_of_many_layers_is_located() -> None:
    layers = [layer_tar([Member(f"f{number}", b"x" * 2_000_000)]) for number in range(3)]
    parts = docker_archive([MadeImage((), tuple(Step("x", layer) for layer in layers))])
    name = next(each for each in parts if each.startswith(digest(layers[1])[7:]))
    changed = bytearray(parts[name])
    changed[-2000] ^= 1
    found = refused({**parts, name: bytes(changed)})
    assert (found.code, dict(found.values)["place"]) == ("archive-wrong-digest", name)
