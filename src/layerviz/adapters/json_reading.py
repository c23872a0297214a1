"""JSON from outside, decoded in one place into values of a known shape, with limits.

A wrong shape is an error that names the document and the field; nothing is guessed.
"""

from __future__ import annotations

import json

from layerviz.core.errors import ArchiveMalformedError, ArchiveTooLargeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_ITEMS = 100_000
"""As many elements a list or object may have; the largest real one is a history of 127."""

MOST_VALUES = 500_000
"""So many values a document may have altogether: each takes far more memory than its text."""


def read_json(raw: bytes, place: str) -> object:
    """What a document says; deep nesting and endless numbers are errors like any other."""
    if sum(map(raw.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise ArchiveTooLargeError("archive-too-many", place=place, limit=str(MOST_VALUES))
    try:
        found: object = json.loads(raw)
    except RecursionError:
        raise ArchiveMalformedError("archive-json-deep", place=place) from None
    except (ValueError, UnicodeDecodeError) as error:
        raise ArchiveMalformedError("archive-json", place=place, reason=str(error)) from None
    return found


class Fields:
    """An object of a document. Fields that are absent or null give their defaults."""

    __slots__ = ("_given", "place")

    def __init__(self, given: object, place: str) -> None:
        """`place` names the document and the way to this object, for errors."""
        if not isinstance(given, dict):
            raise ArchiveMalformedError("archive-shape", place=place, expected="object")
        self._given: Mapping[str, object] = given
        self.place = place

    def has(self, name: str) -> bool:
        """Whether the field is there and not null."""
        return self._given.get(name) is not None

    def text(self, name: str) -> str:
        """A text; "" where there is none."""
        found = self._given.get(name)
        if found is None:
            return ""
        if not isinstance(found, str):
            raise self._wrong(name, "text")
        return found

    def is_true(self, name: str) -> bool:
        """A truth value; false where there is none."""
        found = self._given.get(name)
        if found is None or isinstance(found, bool):
            return bool(found)
        raise self._wrong(name, "boolean")

    def count(self, name: str) -> int | None:
        """A whole number that is not negative; None where there is none."""
        found = self.integer(name)
        if found is not None and found < 0:
            raise self._wrong(name, "number")
        return found

    def integer(self, name: str) -> int | None:
        """A whole number, negative or not; None where there is none."""
        found = self._given.get(name)
        if found is None:
            return None
        if not isinstance(found, int) or isinstance(found, bool):
            raise self._wrong(name, "number")
        return found

    def texts(self, name: str) -> tuple[str, ...] | None:
        """A list of texts, None where there is none; one text alone is a list of one."""
        found = self._given.get(name)
        if isinstance(found, str):
            return (found,)
        items = self._list(name)
        if any(not isinstance(item, str) for item in items):
            raise self._wrong(name, "texts")
        return None if found is None else tuple(map(str, items))

    def within(self, name: str) -> Fields:
        """An object in this one; an empty one where there is none."""
        found = self._given.get(name)
        return Fields({} if found is None else found, f"{self.place}: {name}")

    def each(self, name: str) -> tuple[Fields, ...]:
        """A list of objects; an empty one where there is none."""
        items = self._list(name)
        return tuple(
            Fields(item, f"{self.place}: {name}[{index}]") for index, item in enumerate(items)
        )

    def names(self) -> tuple[str, ...]:
        """The names of all fields, sorted."""
        return tuple(sorted(self._given))

    def _list(self, name: str) -> list[object]:
        found = self._given.get(name)
        if found is None:
            return []
        if not isinstance(found, list) or len(found) > MOST_ITEMS:
            raise self._wrong(name, "list")
        return found

    def _wrong(self, name: str, expected: str) -> ArchiveMalformedError:
        return ArchiveMalformedError(
            "archive-shape", place=f"{self.place}: {name}", expected=expected
        )


def objects_of(given: object, place: str) -> tuple[Fields, ...]:
    """A document that is a list of objects."""
    return Fields({"": given}, place).each("")
