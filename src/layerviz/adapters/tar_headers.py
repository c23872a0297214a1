"""Reads the headers of a tar stream, with limits, and never the files behind them.

Why not `tarfile`: it reads an extended header of whatever size it claims to have into memory, and
takes longer (docs/adr/0005). Understood: ustar, pax, GNU long names, numbers in base 256. Refused:
sparse files, which no builder writes into a layer. Names are data: nothing is written.
"""

from __future__ import annotations

from functools import lru_cache
from struct import Struct
from typing import NamedTuple
from zlib import adler32

from layerviz.core.errors import (
    ArchiveMalformedError,
    ArchiveTooLargeError,
    ArchiveUnsupportedError,
)

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
MOST_EXTENDED = 100
"""So many extended headers may stand before one member; real ones are three at most."""
MOST_NUMBER = 1 << 60
_EMPTY = bytes(BLOCK)
REGULAR, HARD_LINK, SYMLINK, FOLDER = b"0", b"1", b"2", b"5"
_WITHOUT_PAYLOAD = frozenset((HARD_LINK, SYMLINK, b"3", b"4", FOLDER, b"6"))
_LONG_NAME, _LONG_LINK, _PAX_GLOBAL, _SPARSE = b"L", b"K", b"g", b"S"
_EXTENDED = frozenset((_LONG_NAME, _LONG_LINK, b"x", b"X", _PAX_GLOBAL))
_FIELDS = Struct("100s24s12s12s8sc100s6s82x155s12x")
"""Name; mode, uid and gid; size, time, checksum, kind, target, magic, prefix."""
_KEYS = (b"path", b"linkpath", b"size", b"uid", b"gid", b"mtime")
_SPARSE_KEY = "GNU.sparse"
_BLANKS = 8 * 32
_ADLER_MODULUS = 65521


class TarHeader(NamedTuple):
    """A member of a tar. `kind` is its type flag, `b"0"` for any regular file."""

    name: str
    kind: bytes
    size_bytes: int
    mode: int
    uid: int
    gid: int
    modified: int
    target: str


_tuple = tuple.__new__
"""Makes a header in a third of the time that its class takes."""


def tar_headers(source: TarSource, place: str) -> Iterator[TarHeader]:
    """The members in order, each while the source stands at the beginning of its payload.

    The payload is passed over afterwards, so the source may be asked for its place but not read.
    `place` names the tar in errors. The end is an empty block, or the end of the source.
    """
    common: dict[str, str] = {}
    own: dict[str, str] = {}
    in_a_row = 0
    while True:
        block = source.read(BLOCK)
        if not block or block == _EMPTY:
            return
        fields = _checked_fields(block, place)
        kind, size = fields[5], _number(fields[2], place)
        if size < 0:
            raise ArchiveMalformedError("archive-header", place=place)
        if kind in _EXTENDED:
            in_a_row += 1
            if in_a_row > MOST_EXTENDED:
                limit = str(MOST_EXTENDED)
                raise ArchiveTooLargeError("archive-too-many", place=place, limit=limit)
            payload = _payload(source, size, place)
            _extend(common if kind == _PAX_GLOBAL else own, kind, payload, place)
            continue
        header = _header(fields, size, {**common, **own} if common or own else own, place)
        if in_a_row:
            own, in_a_row = {}, 0
        yield header
        behind = 0 if kind in _WITHOUT_PAYLOAD else header.size_bytes
        if not source.skip(behind + -behind % BLOCK):
            raise ArchiveMalformedError("archive-truncated", place=place, name=header.name)


def _checked_fields(block: bytes, place: str) -> tuple[bytes, ...]:
    """The fields of a header, once the sum of its bytes is what it says.

    The sum is that of all bytes, signed or not, with blanks in its own field. Adler-32 holds the
    plain one modulo 65521 and is found in a tenth of the time that `sum` takes.
    """
    if len(block) < BLOCK:
        raise ArchiveMalformedError("archive-truncated", place=place, name="")
    fields = _FIELDS.unpack(block)
    if adler32(block) & 0xFFFF != _expected_sum(fields[4], place):
        signed = block[:148] + block[156:]
        expected = _number(fields[4], place) - _BLANKS
        if expected != sum(signed) - 256 * sum(byte > 127 for byte in signed):
            raise ArchiveMalformedError("archive-header", place=place)
    return fields


@lru_cache(maxsize=4096)
def _expected_sum(own: bytes, place: str) -> int:
    """What Adler-32 finds in a header whose checksum is written so; many have one in common."""
    return (_number(own, place) - _BLANKS + (adler32(own) & 0xFFFF)) % _ADLER_MODULUS


def _extend(found: dict[str, str], kind: bytes, payload: bytes, place: str) -> None:
    """Take in what an extended header says of the members behind it."""
    if kind in (_LONG_NAME, _LONG_LINK):
        found.setdefault("path" if kind == _LONG_NAME else "linkpath", _text(payload))
    else:
        found.update(_records(payload, place))


def _header(
    fields: tuple[bytes, ...], size: int, extended: dict[str, str], place: str
) -> TarHeader:
    name, owner, _, modified, _, kind, target, magic, prefix = fields
    if kind == _SPARSE or _SPARSE_KEY in extended:
        raise ArchiveUnsupportedError("archive-sparse", place=place)
    path = extended.get("path") or (_name(name, magic, prefix) if prefix[0] else _text(name))
    if kind == b"\0":
        kind = FOLDER if path.endswith("/") else REGULAR
    elif kind == b"7":
        kind = REGULAR
    mode, uid, gid = _owner(owner, place)
    text = _text(target) if target[0] else ""
    values = (path, kind, size, mode, uid, gid, _time(modified, place), text)
    header = _tuple(TarHeader, values)
    return _overridden(header, extended, place) if extended else header


def _overridden(header: TarHeader, extended: dict[str, str], place: str) -> TarHeader:
    """A header with what extended ones say in place of its own fields."""
    return header._replace(
        size_bytes=_extended_number(extended, "size", header.size_bytes, place),
        uid=_extended_number(extended, "uid", header.uid, place),
        gid=_extended_number(extended, "gid", header.gid, place),
        modified=_extended_number(extended, "mtime", header.modified, place),
        target=extended.get("linkpath") or header.target,
    )


def _name(name: bytes, magic: bytes, prefix: bytes) -> str:
    folder = _text(prefix) if magic == b"ustar\0" and prefix[0] else ""
    return f"{folder}/{_text(name)}" if folder else _text(name)


def _text(raw: bytes) -> str:
    return raw.partition(b"\0")[0].decode("utf-8", "surrogateescape")


def _number(field: bytes, place: str) -> int:
    """An octal number, or a signed one in base 256 behind a first byte of 0x80 or 0xff."""
    usual = field.rstrip(b"\0 ")
    if usual.isdigit():
        try:
            return int(usual, 8)
        except ValueError:
            raise ArchiveMalformedError("archive-header", place=place) from None
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


@lru_cache(maxsize=1024)
def _owner(fields: bytes, place: str) -> tuple[int, int, int]:
    """Mode, uid and gid; a layer has few of them."""
    mode, uid, gid = (_number(fields[at : at + 8], place) for at in (0, 8, 16))
    return mode & 0o7777, uid, gid


_time = lru_cache(maxsize=4096)(_number)
"""Many files of a layer are of one time."""


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
    """The records of a pax header that are understood: length, blank, key, equals sign, value.

    Others have any bytes: attributes of files are among them.
    """
    found: dict[str, str] = {}
    at, end = 0, len(payload.rstrip(b"\0"))
    while at < end:
        blank = payload.find(b" ", at, at + 8)
        length = payload[at : max(blank, at)]
        behind = at + int(length) if length.isdigit() else at
        key, equals, given = payload[blank + 1 : behind].partition(b"=")
        if behind > len(payload) or not equals or not given.endswith(b"\n"):
            raise ArchiveMalformedError("archive-header", place=place)
        at = behind
        if key in _KEYS:
            if b"\0" in given:
                raise ArchiveMalformedError("archive-header", place=place)
            found[key.decode()] = given[:-1].decode("utf-8", "surrogateescape")
        elif key.startswith(b"GNU.sparse."):
            found[_SPARSE_KEY] = ""
    return found
