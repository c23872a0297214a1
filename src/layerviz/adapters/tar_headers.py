"""Reads the headers of a tar stream, with limits, and never the files behind them.

Why not `tarfile`: it reads an extended header of whatever size it claims to have into memory, and
takes longer (docs/adr/0005). Understood: ustar, pax, GNU long names, numbers in base 256. Refused:
sparse files, which no builder writes into a layer. Names are data: nothing is written.
"""

from __future__ import annotations

from layerviz.core.errors import (
    ArchiveMalformedError,
    ArchiveTooLargeError,
    ArchiveUnsupportedError,
)
from layerviz.core.values import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Protocol

    class TarSource(Protocol):
        """What headers are read from. `read` gives fewer bytes only at the end."""

        def read(self, size: int, /) -> bytes:
            """The next bytes."""

        def skip(self, size: int, /) -> bool:
            """Pass over so many bytes; False if there are not as many."""


BLOCK = 512
MOST_HEADER_BYTES = 1 << 20
"""An extended header may be as long as that; real ones have some hundred bytes."""
MOST_NUMBER = 1 << 60
_EMPTY = bytes(BLOCK)
REGULAR, HARD_LINK, SYMLINK, FOLDER = b"0", b"1", b"2", b"5"
_WITHOUT_PAYLOAD = (HARD_LINK, SYMLINK, b"3", b"4", FOLDER, b"6")
_LONG_NAME, _LONG_LINK, _PAX, _PAX_GLOBAL, _SPARSE = b"L", b"K", (b"x", b"X"), b"g", b"S"


@value
class TarHeader:
    """A member of a tar. `kind` is its type flag, `b"0"` for any regular file."""

    name: str
    kind: bytes
    size_bytes: int
    mode: int
    uid: int
    gid: int
    modified: int
    target: str


def tar_headers(source: TarSource, place: str) -> Iterator[TarHeader]:
    """The members in order, each while the source stands at the beginning of its payload.

    The payload is passed over afterwards, so the source may be asked for its place but not read.
    `place` names the tar in errors. The end is an empty block, or the end of the source.
    """
    common: dict[str, str] = {}
    own: dict[str, str] = {}
    while True:
        block = source.read(BLOCK)
        if not block or block == _EMPTY:
            return
        _check(block, place)
        kind = block[156:157]
        size = _number(block[124:136], place)
        if size < 0:
            raise ArchiveMalformedError("archive-header", place=place)
        if kind in (_LONG_NAME, _LONG_LINK, *_PAX, _PAX_GLOBAL):
            payload = _payload(source, size, place)
            if kind == _PAX_GLOBAL:
                common.update(_records(payload, place))
            elif kind in _PAX:
                own.update(_records(payload, place))
            else:
                key = "path" if kind == _LONG_NAME else "linkpath"
                own.setdefault(key, _text(payload))
            continue
        header = _header(block, size, {**common, **own}, place)
        own = {}
        yield header
        behind = 0 if kind in _WITHOUT_PAYLOAD else header.size_bytes
        if not source.skip(behind + -behind % BLOCK):
            raise ArchiveMalformedError("archive-truncated", place=place, name=header.name)


def _check(block: bytes, place: str) -> None:
    """The sum of a header's bytes, its own field taken for blanks, signed or not, is in it."""
    if len(block) < BLOCK:
        raise ArchiveMalformedError("archive-truncated", place=place, name="")
    expected = _number(block[148:156], place)
    plain = sum(block) - sum(block[148:156]) + 8 * 32
    if expected == plain:
        return
    summed = block[:148] + block[156:]
    if expected != plain - 256 * sum(byte > 127 for byte in summed):
        raise ArchiveMalformedError("archive-header", place=place)


def _header(block: bytes, size: int, extended: dict[str, str], place: str) -> TarHeader:
    kind = block[156:157]
    if kind == _SPARSE or any(key.startswith("GNU.sparse.") for key in extended):
        raise ArchiveUnsupportedError("archive-sparse", place=place)
    name = extended.get("path") or _name(block)
    if kind == b"\0":
        kind = FOLDER if name.endswith("/") else REGULAR
    return TarHeader(
        name,
        REGULAR if kind == b"7" else kind,
        _extended_number(extended, "size", size, place),
        _number(block[100:108], place) & 0o7777,
        _extended_number(extended, "uid", _number(block[108:116], place), place),
        _extended_number(extended, "gid", _number(block[116:124], place), place),
        _extended_number(extended, "mtime", _number(block[136:148], place), place),
        extended.get("linkpath") or _text(block[157:257]),
    )


def _name(block: bytes) -> str:
    name = _text(block[:100])
    prefix = _text(block[345:500]) if block[257:263] == b"ustar\0" else ""
    return f"{prefix}/{name}" if prefix else name


def _text(raw: bytes) -> str:
    return raw.partition(b"\0")[0].decode("utf-8", "surrogateescape")


def _number(field: bytes, place: str) -> int:
    """An octal number, or a signed one in base 256 behind a first byte of 0x80 or 0xff."""
    if field[0] in (0x80, 0xFF):
        found = int.from_bytes(field[1:], "big")
        if field[0] == 0xFF:
            found -= 1 << 8 * (len(field) - 1)
        if abs(found) > MOST_NUMBER:
            raise ArchiveMalformedError("archive-header", place=place)
        return found
    digits = field.partition(b"\0")[0].strip(b" ")
    if digits.strip(b"01234567"):
        raise ArchiveMalformedError("archive-header", place=place)
    return int(digits, 8) if digits else 0


def _extended_number(extended: dict[str, str], key: str, default: int, place: str) -> int:
    text = extended.get(key, "").partition(".")[0]
    if not text:
        return default
    digits = text.removeprefix("-") if key == "mtime" else text
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 18:
        raise ArchiveMalformedError("archive-header", place=place)
    return int(text)


def _payload(source: TarSource, size: int, place: str) -> bytes:
    if size > MOST_HEADER_BYTES:
        values = {"place": place, "limit": str(MOST_HEADER_BYTES)}
        raise ArchiveTooLargeError("archive-header-too-large", **values)
    payload = source.read(size + -size % BLOCK)
    if len(payload) < size:
        raise ArchiveMalformedError("archive-truncated", place=place, name="")
    return payload[:size]


def _records(payload: bytes, place: str) -> dict[str, str]:
    """The records of a pax header: length, blank, key, equals sign, value, newline."""
    found: dict[str, str] = {}
    while payload.strip(b"\0"):
        length, blank, _ = payload.partition(b" ")
        if not blank or not length.isdigit() or len(length) > 7:
            raise ArchiveMalformedError("archive-header", place=place)
        record, payload = payload[len(length) + 1 : int(length)], payload[int(length) :]
        key, equals, given = record.partition(b"=")
        if not equals or not given.endswith(b"\n") or b"\0" in given:
            raise ArchiveMalformedError("archive-header", place=place)
        found[_text(key)] = given[:-1].decode("utf-8", "surrogateescape")
    return found
