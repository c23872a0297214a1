"""Reads text catalogues: code -> its forms, singular first.

`.mo` files are read by hand, which takes a tenth of the time of `gettext` with the modules that it
loads, and each text when it is asked for: a command says some fifteen of over a thousand. In a
checkout a catalogue may not be compiled yet, or have been edited since: then the `.po`
beside it is read. Both readers know the part of the format that Babel writes for our catalogues:
UTF-8, no contexts.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Catalogue = dict[str, tuple[str, ...]]

_MAGIC = 0x950412DE
_INSTALL_NS = 5_000_000_000
"""An installer writes both files within that time, in any order.

An edit comes later than a compilation.
"""
_ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}


def read_catalogue(folder: str, language: str) -> CompiledTexts | Catalogue:
    """The texts of a language, from `<language>.mo` or `<language>.po`.

    OSError if neither can be read.
    """
    compiled = os.path.join(folder, f"{language}.mo")
    source = os.path.join(folder, f"{language}.po")
    if _is_current(compiled, source):
        with open(compiled, "rb") as stream:
            texts = CompiledTexts(stream.read())
        if texts:
            return texts
    with open(source, encoding="utf-8") as lines:
        return texts_from_po(lines.read())


class CompiledTexts:
    """A compiled catalogue, whose codes stand in the order of their bytes."""

    __slots__ = ("_count", "_ids", "_known", "_raw", "_texts")

    def __init__(self, raw: bytes) -> None:
        """Take the bytes of a `.mo` file; no texts are in bytes that are none."""
        magic, _, count, ids_at, texts_at = _numbers(raw, 0, 5) or [0] * 5
        is_whole = magic == _MAGIC and max(ids_at, texts_at) + 8 * count <= len(raw)
        self._raw = raw
        self._count = count if is_whole else 0
        self._ids = _numbers(raw, ids_at, 2 * self._count)
        self._texts = _numbers(raw, texts_at, 2 * self._count)
        self._known: dict[str, tuple[str, ...] | None] = {}

    def __len__(self) -> int:
        return self._count

    def get(self, code: str) -> tuple[str, ...] | None:
        """The forms of a code, or None."""
        if code not in self._known:
            self._known[code] = self._found(code.encode()) if code else None
        return self._known[code]

    def _found(self, code: bytes) -> tuple[str, ...] | None:
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            # A code with a plural is followed by it, which repeats the code.
            if self._piece(self._ids, middle).partition(b"\0")[0] < code:
                low = middle + 1
            else:
                high = middle
        if low == self._count or self._piece(self._ids, low).partition(b"\0")[0] != code:
            return None
        return tuple(self._piece(self._texts, low).decode().split("\0"))

    def _piece(self, places: list[int], index: int) -> bytes:
        size, at = places[2 * index : 2 * index + 2]
        return self._raw[at : at + size]


def _numbers(raw: bytes, at: int, count: int) -> list[int]:
    """Numbers in this machine's order of bytes, as Babel writes them; none if there are fewer."""
    # `struct` would take longer to load than this to run.
    bytes_wanted = memoryview(raw)[at : at + 4 * count]
    return bytes_wanted.cast("I").tolist() if len(bytes_wanted) == 4 * count else []


def texts_from_po(source: str) -> Catalogue:
    """The texts of a catalogue as written; entries that are not translated are left out."""
    found: Catalogue = {}
    for entry in _entries(source):
        forms = [text for keyword, text in entry if keyword.startswith("msgstr")]
        code = next((text for keyword, text in entry if keyword == "msgid"), "")
        if code and all(forms):
            found[code] = tuple(forms)
    return found


def _entries(source: str) -> Iterator[list[tuple[str, str]]]:
    """The entries as lists of (keyword, text); obsolete ones and comments are passed over."""
    entry: list[tuple[str, str]] = []
    for raw in source.splitlines():
        line = raw.strip()
        if line.startswith('"') and entry:
            keyword, text = entry[-1]
            entry[-1] = (keyword, text + _unquoted(line))
        elif line.startswith("msg"):
            keyword, _, quoted = line.partition(" ")
            if keyword == "msgid" and entry:
                yield entry
                entry = []
            entry.append((keyword, _unquoted(quoted)))
    if entry:
        yield entry


def _unquoted(quoted: str) -> str:
    inside = quoted.strip()[1:-1]
    if "\\" not in inside:
        return inside
    parts = iter(inside)
    return "".join(_ESCAPES.get(next(parts, ""), "") if part == "\\" else part for part in parts)


def _is_current(compiled: str, source: str) -> bool:
    try:
        made_ns = os.stat(compiled).st_mtime_ns
    except OSError:
        return False
    try:
        return os.stat(source).st_mtime_ns < made_ns + _INSTALL_NS
    except OSError:
        return True
