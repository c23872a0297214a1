"""The anatomy of an image reference: its parts with the defaults filled in, or where it is wrong.

`core.references` decides what is a reference, in the builder's words; it is on the way of every
prediction and stays small. Here is what a person who typed one wants to know besides: which part is
which, which parts nobody wrote, and at which place the grammar stops.
"""

from __future__ import annotations

from layerviz.core.diagnostics import Diagnostic, Severity, Span
from layerviz.core.references import (
    DEFAULT_DOMAIN,
    Reference,
    ReferenceProblem,
    parse_reference,
)
from layerviz.core.values import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DEFAULT_TAG = "latest"
_ALIAS = "index." + DEFAULT_DOMAIN
_LONGEST_TAG = 128
_SHORTEST_HEX = 32
_MOST_SHOWN = 60
_SHORTEST_PORT = 4
"""Digits from which on a number behind the name looks like a port: `host:5000`, not `node:20`."""
_LENGTHS = {"sha256": 64, "sha384": 96, "sha512": 128}
_UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LOWER = "abcdefghijklmnopqrstuvwxyz0123456789"
_HEX = "0123456789abcdef"
_SEPARATORS = "._-"


class ReferenceParts(Record):
    """What a reference names. `registry` and the like are None where there is none.

    `namespace` is all of the path before its last component, which is the `repository`; `library`
    is the namespace only on Docker Hub. `canonical` is the whole, defaults filled in. `notes` are
    codes of what deserves a word, in reading order: which parts were not written, what is taken for
    a registry or a tag and why.
    """

    registry: str | None
    namespace: str | None
    repository: str
    tag: str | None
    digest: str | None
    canonical: str
    notes: tuple[str, ...] = ()


def read_reference(text: str) -> ReferenceParts | Diagnostic:
    """The parts of a reference as typed, or what is wrong with it, and at which place."""
    found = parse_reference(text)
    if isinstance(found, ReferenceProblem):
        return _located(text, found.message)
    namespace, _, repository = found.path.rpartition("/")
    return ReferenceParts(
        registry=found.domain or None,
        namespace=namespace or None,
        repository=repository,
        tag=found.tag or (None if found.digest else DEFAULT_TAG),
        digest=found.digest or None,
        canonical=found.text,
        notes=tuple(_notes(text, found)),
    )


def _notes(text: str, found: Reference) -> Iterator[str]:
    first, slash, _ = text.partition("/")
    written = first if slash and not found.path.startswith(f"{first}/") else ""
    yield from _registry_notes(written, found)
    if not slash:
        if found.path.endswith("/sha256") and len(found.tag) == 64:
            yield "tag-not-digest"
        elif found.tag.isdigit() and len(found.tag) >= _SHORTEST_PORT:
            yield "tag-not-port"
    if found.digest:
        yield "digest-wins" if found.tag else "digest-only"
    elif found.tag in ("", DEFAULT_TAG):
        yield "tag-latest" if found.tag else "tag-default"


def _registry_notes(written: str, found: Reference) -> Iterator[str]:
    if not written and found.domain:
        yield "registry-default"
    elif written == _ALIAS:
        yield "registry-alias"
    elif found.domain.partition(":")[0] == "localhost":
        yield "registry-localhost"
    elif written.lower() != written and not set(".:") & set(written):
        yield "registry-upper-case"
    if ":" in written.rpartition("]")[2]:
        yield "registry-port"
    if found.domain == DEFAULT_DOMAIN and found.path.startswith("library/"):
        yield "namespace-library"


def _located(text: str, builder_message: str) -> Diagnostic:
    """The first thing that is wrong from the left, as a Diagnostic with its place."""
    for find in (_wrong_whole, _wrong_registry, _wrong_path, _wrong_tag, _wrong_digest):
        problem = find(text)
        if problem is not None:
            code, start, end, values = problem
            break
    else:  # all that is left: each part is well formed, and the path too long
        start, end = _path_place(text)
        code, values = "reference-too-long", {"length": str(end - start)}
    span = Span(1, start, 1, end)
    said = {"column": str(start + 1), "found": text[start:end], **values}
    said = {name: _shown(given) for name, given in said.items()}
    return Diagnostic(code, Severity.ERROR, span, tuple(sorted(said.items())), builder_message)


def _shown(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN] + "…"


if TYPE_CHECKING:
    _Problem = tuple[str, int, int, dict[str, str]]


def _wrong_whole(text: str) -> _Problem | None:
    if not text:
        return "reference-empty", 0, 0, {}
    if len(text) == 64 and not text.strip(_HEX):
        return "reference-only-hexadecimal", 0, 64, {}
    if text.startswith("[") and "/" not in text:
        return "reference-address-alone", 0, len(text), {}
    scheme = text.find("://")
    return ("reference-scheme", 0, scheme + 3, {}) if scheme > 0 else None


def _registry_end(text: str) -> int:
    """Where the registry ends that the builder sees; 0 where it sees none."""
    first, slash, _ = text.partition("/")
    is_domain = "." in first or ":" in first or first == "localhost" or first.lower() != first
    return len(first) if slash and is_domain else 0


def _wrong_registry(text: str) -> _Problem | None:
    end = _registry_end(text)
    # Whatever stands there may still be a path: `foo_bar.com/x` has no registry and is a reference.
    if not end or not isinstance(parse_reference(text[:end] + "/x"), ReferenceProblem):
        return None
    registry = text[:end]
    if registry.startswith("[") or registry.count(":") > 1:
        return "reference-address", 0, end, {}
    host, _, port = registry.partition(":")
    place = 0
    for part in host.split("."):
        if isinstance(parse_reference(f"{part or '-'}:1/x"), ReferenceProblem):
            return "reference-host", place, place + max(len(part), 1), {"part": part}
        place += len(part) + 1
    return "reference-port", len(host) + 1, max(end, len(host) + 2), {"port": port}


def _path_place(text: str) -> tuple[int, int]:
    """From where to where the path goes, the registry before and tag or digest after it."""
    start = _registry_end(text)
    start += 1 if start else 0
    end = text.find("@", start)
    end = len(text) if end < 0 else end
    colon = text.find(":", max(text.rfind("/", start, end), start), end)
    return start, end if colon < 0 else colon


def _wrong_path(text: str) -> _Problem | None:
    start, end = _path_place(text)
    if start == end and "/" not in text:
        return "reference-no-name", 0, 1, {}
    place = start
    for part in text[start:end].split("/"):
        problem = _wrong_component(part)
        if problem is not None:
            code, at, length = problem
            return code, place + at, place + at + length, {"part": part}
        place += len(part) + 1
    return None


def _wrong_component(part: str) -> tuple[str, int, int] | None:
    """What is wrong in one component of a path, from where, how long."""
    if not part:
        return "reference-empty-part", 0, 1
    for place, letter in enumerate(part):
        if letter in _UPPER:
            return "reference-upper-case", place, _run(part, place, _UPPER.__contains__)
        if letter not in _LOWER + _SEPARATORS:
            return "reference-character", place, 1
    if part[0] in _SEPARATORS:
        return "reference-edge", 0, _run(part, 0, _SEPARATORS.__contains__)
    place = 0
    while place < len(part):
        length = _run(part, place, _SEPARATORS.__contains__)
        separator = part[place : place + length]
        if separator and place + length == len(part):
            return "reference-edge", place, length
        if separator not in ("", ".", "_", "__") and separator.strip("-"):
            return "reference-separators", place, length
        place += length or 1
    return None


def _run(text: str, start: int, belongs: Callable[[str], bool]) -> int:
    """How many signs of a kind stand at a place."""
    place = start
    while place < len(text) and belongs(text[place]):
        place += 1
    return place - start


def _wrong_tag(text: str) -> _Problem | None:
    _, start = _path_place(text)
    if text[start : start + 1] != ":":
        return None
    start += 1
    end = text.find("@", start)
    tag = text[start : len(text) if end < 0 else end]
    if not tag:
        return "reference-tag-empty", start - 1, start, {}
    for place, letter in enumerate(tag):
        if letter.lower() not in _LOWER + "_.-" or not letter.isascii():
            return "reference-tag-character", start + place, start + place + 1, {}
    if tag[0] in ".-":
        return "reference-tag-start", start, start + 1, {}
    if len(tag) > _LONGEST_TAG:
        return "reference-tag-too-long", start, start + len(tag), {"length": str(len(tag))}
    return None


def _wrong_digest(text: str) -> _Problem | None:
    at = text.find("@", _path_place(text)[1])
    if at < 0:
        return None
    algorithm, colon, digits = text[at + 1 :].partition(":")
    hex_start, end = at + 2 + len(algorithm), len(text)
    if not colon or not algorithm or len(digits) < _SHORTEST_HEX or digits.strip(_HEX + "ABCDEF"):
        return "reference-digest-form", at, end, {}
    if algorithm not in _LENGTHS:
        return "reference-digest-algorithm", at + 1, at + 1 + len(algorithm), {}
    wanted, length = str(_LENGTHS[algorithm]), str(len(digits))
    if wanted != length:
        values = {"algorithm": algorithm, "wanted": wanted, "length": length}
        return "reference-digest-length", hex_start, end, values
    if digits.strip(_HEX):
        return "reference-digest-upper-case", hex_start, end, {}
    return None
