"""Cache keys and the builder's memory of them (R3, R5).

A key is made of the key of the parent step, the step's own definition and the contents it reads.
`KnownSteps` remembers what earlier builds stored; looking a step up answers same, unknown or
nothing. Keys are ours: equal where the builder's are equal, but other digests.
"""

from __future__ import annotations

from layerviz.core.environment import DEFAULT_PATH
from layerviz.core.filesystems import Comparison, compare_all
from layerviz.core.hashing import sha256
from layerviz.core.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from layerviz.core.filesystems import Change, Content
    from layerviz.core.requests import BaseImage

    Definition = tuple[tuple[str, str], ...]
    Contents = tuple[tuple[Content, ...], ...]

SCRATCH_KEY = "sha256:" + sha256(b"scratch").hexdigest()


class StoredStep(Value):
    """What a build stored for one step: the contents it read, its key, and what it changed."""

    contents: Contents
    key: str
    change: Change | None


class StoredBase(Value):
    """A base image that a build used."""

    image: BaseImage
    key: str


def make_key(parent_key: str, definition: Definition, contents: Contents) -> str:
    """The key of a step as `sha256:...`."""
    material = "\0\0".join(
        (
            parent_key,
            "\0".join(f"{name}={text}" for name, text in definition),
            "\0".join(repr(content) for group in contents for content in group),
        )
    )
    return "sha256:" + sha256(material.encode("utf-8", "surrogateescape")).hexdigest()


def base_key(image: BaseImage) -> str:
    """The key of a FROM step: the identity of its image (R4)."""
    return "sha256:" + sha256(f"base\0{image.identity}".encode()).hexdigest()


class KnownSteps:
    """Everything that the builds known so far have stored. Only grows.

    `copied` before adding to keep an old one.
    """

    __slots__ = ("bases", "children", "exact")

    def __init__(self) -> None:
        self.bases: dict[str, StoredBase] = {}
        self.exact: dict[tuple[str, Definition], tuple[StoredStep, ...]] = {}
        self.children: dict[str, tuple[Definition, ...]] = {}

    def copied(self) -> KnownSteps:
        """A second memory with the same content."""
        other = KnownSteps()
        other.bases = dict(self.bases)
        other.exact = dict(self.exact)
        other.children = dict(self.children)
        return other

    def add_base(self, image: BaseImage) -> None:
        """Remember an image that a build started from."""
        self.bases.setdefault(image.identity, StoredBase(image, base_key(image)))

    def add(self, parent_key: str, definition: Definition, stored: StoredStep) -> None:
        """Remember a step; the latest of equal ones is found first."""
        place = (parent_key, definition)
        if place not in self.exact:
            self.children[parent_key] = (*self.children.get(parent_key, ()), definition)
        self.exact[place] = (stored, *self.exact.get(place, ()))

    def look_up(
        self, parent_key: str, definition: Definition, contents: Contents, *, trusting: bool = False
    ) -> tuple[Comparison, tuple[StoredStep, ...]]:
        """SAME with the one hit, UNKNOWN with all that may be hits, DIFFERENT with none.

        `trusting`: somebody has said that the base images are the same, so definitions that differ
        in nothing but what the base sets are equal.
        """
        maybe: list[StoredStep] = []
        for stored, certainty in self._candidates(parent_key, definition):
            found = _compare_contents(stored.contents, contents)
            is_sure = trusting or certainty is Comparison.SAME
            if found is Comparison.SAME and is_sure:
                return Comparison.SAME, (stored,)
            if found is not Comparison.DIFFERENT:
                maybe.append(stored)
        return (Comparison.UNKNOWN if maybe else Comparison.DIFFERENT), tuple(maybe)

    def _candidates(
        self, parent_key: str, definition: Definition
    ) -> Iterator[tuple[StoredStep, Comparison]]:
        for stored in self.exact.get((parent_key, definition), ()):
            yield stored, Comparison.SAME
        for other in self.children.get(parent_key, ()):
            if other != definition and may_be_equal(other, definition):
                for stored in self.exact[(parent_key, other)]:
                    yield stored, Comparison.UNKNOWN


def _compare_contents(stored: Contents, current: Contents) -> Comparison:
    if len(stored) != len(current):
        return Comparison.DIFFERENT
    results = {compare_all(a, b) for a, b in zip(stored, current, strict=True)}
    if Comparison.DIFFERENT in results:
        return Comparison.DIFFERENT
    return Comparison.UNKNOWN if Comparison.UNKNOWN in results else Comparison.SAME


def may_be_equal(one: Definition, other: Definition) -> bool:
    """Whether two definitions are equal for some configuration of base images nobody knows."""
    if len(one) != len(other):
        return False
    for (name, text), (other_name, other_text) in zip(one, other, strict=True):
        if name != other_name:
            return False
        if text == other_text:
            continue
        if "\0" not in text and "\0" not in other_text:
            return False
        if name == "environment":
            if not _may_be_equal_environment(text.split("\n"), other_text.split("\n")):
                return False
        elif not _may_be_equal_text(text, other_text):
            return False
    return True


def _may_be_equal_text(one: str, other: str) -> bool:
    """Whether two texts, placeholders in one of them at least, have the same ends around them."""
    if "\0" not in one and "\0" not in other:
        return False
    head, _, tail = _around_placeholder(one)
    other_head, _, other_tail = _around_placeholder(other)
    heads = head.startswith(other_head) or other_head.startswith(head)
    return heads and (tail.endswith(other_tail) or other_tail.endswith(tail))


def _around_placeholder(text: str) -> tuple[str, str, str]:
    if "\0" not in text:
        return text, "", text
    first, last = text.index("\0"), text.rindex("\0")
    return text[:first], text[first : last + 1], text[last + 1 :]


def _may_be_equal_environment(one: list[str], other: list[str]) -> bool:
    """Whether two environments differ only in what the base sets.

    PATH set to its usual value, or to that of the base, included (R19).
    """
    own, other_own = _own_lines(one), _own_lines(other)
    return len(own) == len(other_own) and all(
        line == other_line or _may_be_equal_text(line, other_line)
        for line, other_line in zip(own, other_own, strict=True)
    )


def _own_lines(lines: Iterable[str]) -> list[str]:
    usual = f"PATH={DEFAULT_PATH}"
    return [line for line in lines if line != usual and not _is_of_base(line)]


def _is_of_base(line: str) -> bool:
    """Whether a line is the block of a base, or sets PATH to what it was there."""
    if line.startswith("\0env@"):
        return True
    before, placeholder, after = _around_placeholder(line)
    return before == "PATH=" and not after and placeholder.count("\0") == 2
