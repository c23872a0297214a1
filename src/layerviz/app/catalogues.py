"""Reads text catalogues: code -> its forms, singular first.

`.mo` files are read by hand, which takes a tenth of the time of `gettext` with the modules that it
loads. In a checkout a catalogue may not be compiled yet, or have been edited since: then the `.po`
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


def read_catalogue(folder: str, language: str) -> Catalogue:
    """The texts of a language, from `<language>.mo` or `<language>.po`.

    OSError if neither can be read.
    """
    compiled = os.path.join(folder, f"{language}.mo")
    source = os.path.join(folder, f"{language}.po")
    if _is_current(compiled, source):
        with open(compiled, "rb") as stream:
            texts = texts_from_mo(stream.read())
        if texts:
            return texts
    with open(source, encoding="utf-8") as lines:
        return texts_from_po(lines.read())


def texts_from_mo(raw: bytes) -> Catalogue:
    """The texts of a compiled catalogue; nothing for bytes that are none."""
    magic, _, count, ids_at, texts_at = _numbers(raw, 0, 5) or [0] * 5
    if magic != _MAGIC or max(ids_at, texts_at) + 8 * count > len(raw):
        return {}
    ids = _numbers(raw, ids_at, 2 * count)
    texts = _numbers(raw, texts_at, 2 * count)
    found: Catalogue = {}
    for place in range(0, 2 * count, 2):
        code = raw[ids[place + 1] : ids[place + 1] + ids[place]]
        forms = raw[texts[place + 1] : texts[place + 1] + texts[place]]
        if code:
            found[code.partition(b"\0")[0].decode()] = tuple(forms.decode().split("\0"))
    return found


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
