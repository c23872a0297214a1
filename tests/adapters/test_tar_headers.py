from __future__ import annotations

import contextlib
import io
import tarfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerviz.adapters.layer_reading import read_layer
from layerviz.adapters.tar_headers import BLOCK, TarHeader, tar_headers
from layerviz.core.digests import DiffId
from layerviz.core.errors import (
    ArchiveError,
    ArchiveMalformedError,
    ArchiveTooLargeError,
    ArchiveUnsupportedError,
)
from scripts.image_writing import Member, digest, layer_tar


class Source:
    """Bytes in memory, passed over the plain way."""

    def __init__(self, content: bytes) -> None:
        self._stream = io.BytesIO(content)
        self.read = self._stream.read

    def skip(self, size: int) -> bool:
        return len(self._stream.read(size)) == size


def headers(content: bytes) -> list[TarHeader]:
    return list(tar_headers(Source(content), "x.tar"))


NAMES = st.text(
    st.characters(blacklist_characters="\0/", blacklist_categories=["Cs"]), min_size=1, max_size=140
).filter(lambda name: name not in (".", ".."))
KINDS = st.sampled_from(
    [tarfile.REGTYPE, tarfile.DIRTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE]
)
MEMBERS = st.lists(
    st.builds(
        Member,
        st.lists(NAMES, min_size=1, max_size=3).map("/".join),
        st.binary(max_size=700),
        KINDS,
        NAMES,
        mode=st.integers(0, 0o7777),
        uid=st.integers(0, 5_000_000_000),
        gid=st.integers(0, 70_000),
        modified=st.integers(0, 5_000_000_000),
    ).map(
        lambda m: (
            m
            if m.kind == tarfile.REGTYPE
            else Member(m.path, b"", m.kind, m.target, m.mode, m.uid, m.gid, m.modified)
        )
    ),
    max_size=5,
)


@given(MEMBERS, st.sampled_from([tarfile.GNU_FORMAT, tarfile.PAX_FORMAT]))
def test_headers_are_read_as_the_standard_library_reads_them(
    members: list[Member], form: int
) -> None:
    content = layer_tar(members, form=form)
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        expected = [
            (m.name, m.type, m.size, m.mode, m.uid, m.gid, int(m.mtime), m.linkname)
            for m in archive
        ]
    found = [
        (h.name.rstrip("/"), h.kind, h.size_bytes, h.mode, h.uid, h.gid, h.modified, h.target)
        for h in headers(content)
    ]
    assert found == [(name.rstrip("/"), *rest) for name, *rest in expected]


def test_old_forms_are_understood() -> None:
    block = bytearray(layer_tar([Member("folder/")], form=tarfile.USTAR_FORMAT)[:BLOCK])
    block[:8] = b"folder/\0"
    block[156:157] = b"\0"
    assert [(h.name, h.kind) for h in headers(signed(block))] == [("folder/", b"5")]
    block[:8] = b"plain\0\0\0"
    assert [(h.name, h.kind) for h in headers(signed(block))] == [("plain", b"0")]
    block[156:157] = b"7"
    assert headers(signed(block))[0].kind == b"0"
    block[136:148] = b"\xff" * 12
    assert headers(signed(block))[0].modified == -1


def test_a_checksum_of_signed_bytes_is_right_too() -> None:
    block = bytearray(layer_tar([Member("a")], form=tarfile.USTAR_FORMAT)[:BLOCK])
    block[:2] = "é".encode()
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % (sum(block) - 2 * 256)
    assert [header.name for header in headers(bytes(block))] == ["é"]


def signed(block: bytes | bytearray) -> bytes:
    """The header with a checksum that fits."""
    whole = bytearray(block)
    whole[148:156] = b" " * 8
    whole[148:156] = b"%06o\0 " % sum(whole)
    return bytes(whole)


def with_field(start: int, content: bytes) -> bytes:
    block = bytearray(layer_tar([Member("a")])[:BLOCK])
    block[start : start + len(content)] = content
    return signed(block)


def pax(payload: bytes) -> bytes:
    """A pax header with that payload, and a file behind it."""
    block = bytearray(layer_tar([Member("PaxHeader", payload)], form=tarfile.USTAR_FORMAT))
    block[156:157] = b"x"
    return signed(block[:BLOCK]) + block[BLOCK : BLOCK * 2] + layer_tar([Member("a")])


@pytest.mark.parametrize(
    ("content", "error", "code"),
    [
        (b"x" * BLOCK, ArchiveMalformedError, "archive-header"),
        (layer_tar([Member("a")])[:100], ArchiveMalformedError, "archive-truncated"),
        (layer_tar([Member("a", b"x" * 600)])[:700], ArchiveMalformedError, "archive-truncated"),
        (with_field(124, b"9" * 11), ArchiveMalformedError, "archive-header"),
        (with_field(124, b"\xff" * 12), ArchiveMalformedError, "archive-header"),
        (with_field(124, b"\x80" + b"\xff" * 11), ArchiveMalformedError, "archive-header"),
        (with_field(124, b"77777777777"), ArchiveMalformedError, "archive-truncated"),
        (with_field(156, b"S"), ArchiveUnsupportedError, "archive-sparse"),
        (with_field(124, b"77777777777\0" + b" " * 20), ArchiveMalformedError, "archive-truncated"),
        (pax(b"22 GNU.sparse.major=1\n"), ArchiveUnsupportedError, "archive-sparse"),
        (pax(b"9 size=x\n"), ArchiveMalformedError, "archive-header"),
        (pax(b"11 size=-1\n"), ArchiveMalformedError, "archive-header"),
        (pax(b"9 noequal\n"), ArchiveMalformedError, "archive-header"),
        (pax(b"no length"), ArchiveMalformedError, "archive-header"),
        (pax(b"99999999 a=b\n"), ArchiveMalformedError, "archive-header"),
        (pax(b"0 a=b\n"), ArchiveMalformedError, "archive-header"),
        (pax(b"14 path=a\0bcd\n"), ArchiveMalformedError, "archive-header"),
    ],
)
def test_damage_is_an_error_that_names_the_tar(
    content: bytes, error: type[ArchiveError], code: str
) -> None:
    with pytest.raises(error) as told:
        headers(content)
    assert told.value.code == code
    assert dict(told.value.values)["place"] == "x.tar"


def test_an_attribute_of_a_file_may_be_any_bytes() -> None:
    capability = b"\x01\0\0\x02\0 \0\0=\n\0"
    record = b" SCHILY.xattr.security.capability=" + capability + b"\n"
    content = pax(b"%d" % (len(record) + 2) + record + b"10 path=b\n")
    assert [header.name for header in headers(content)] == ["b"]


def test_a_header_of_ever_so_many_records_is_read_once_over() -> None:
    payload = b"6 a=b\n" * 170_000
    block = bytearray(with_field(124, b"%011o\0" % len(payload)))
    block[156:157] = b"x"
    content = signed(block) + payload + bytes(-len(payload) % BLOCK) + layer_tar([Member("a")])
    assert [header.name for header in headers(content)] == ["a"]


@pytest.mark.parametrize("kind", [b"L", b"x", b"g"])
def test_extended_headers_without_end_are_refused(kind: bytes) -> None:
    block = bytearray(with_field(124, b"%011o\0" % 0))
    block[156:157] = kind
    assert len(headers(signed(block) * 100 + layer_tar([Member("a")]))) == 1
    with pytest.raises(ArchiveTooLargeError) as told:
        headers(signed(block) * 101 + layer_tar([Member("a")]))
    assert told.value.code == "archive-too-many"


@given(st.integers(0, BLOCK - 1), st.integers(1, 255))
def test_any_changed_byte_of_a_header_is_noticed(place: int, change: int) -> None:
    block = bytearray(layer_tar([Member("a", mode=0o640)])[:BLOCK])
    block[place] ^= change
    found: list[TarHeader] = []
    with contextlib.suppress(ArchiveError):
        found = headers(bytes(block))
    # What is behind the number in the field of the checksum says nothing.
    assert found == [] or 148 <= place < 156


@pytest.mark.parametrize("kind", [b"L", b"K", b"x", b"g"])
def test_an_extended_header_of_gigabytes_is_refused_before_it_is_read(kind: bytes) -> None:
    block = bytearray(with_field(124, b"77777777777\0"))
    block[156:157] = kind
    with pytest.raises(ArchiveTooLargeError) as told:
        headers(signed(block))
    assert told.value.code == "archive-header-too-large"


def test_a_tar_without_its_closing_blocks_is_complete() -> None:
    content = layer_tar([Member("a", b"x")])[: 2 * BLOCK]
    assert [header.name for header in headers(content)] == ["a"]


@given(
    st.binary(max_size=2000)
    | st.binary(max_size=600).map(lambda b: layer_tar([Member("a")])[:512] + b)
)
def test_any_bytes_give_headers_or_an_archive_error(content: bytes) -> None:
    with contextlib.suppress(ArchiveError):
        headers(content)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_layer_or_an_archive_error(content: bytes) -> None:
    with contextlib.suppress(ArchiveError):
        read_layer(
            io.BytesIO(content), len(content), DiffId(digest(content)), digest=None, place="l"
        )
