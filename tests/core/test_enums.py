from __future__ import annotations

import copy
import pickle

import pytest

from layerviz.core.enums import Enum


class Tide(Enum):
    """The tide, as a test needs it."""

    LOW = "low"
    HIGH = "high"

    @property
    def is_high(self) -> bool:
        return self is Tide.HIGH


def test_members_come_in_order_with_name_and_value() -> None:
    assert [(tide.name, tide.value) for tide in Tide] == [("LOW", "low"), ("HIGH", "high")]
    assert len(Tide) == 2


def test_a_member_is_found_by_its_value() -> None:
    assert Tide("high") is Tide.HIGH


@pytest.mark.parametrize("value", ["medium", None, []])
def test_another_value_is_an_error(value: object) -> None:
    with pytest.raises(ValueError, match="is not a valid Tide"):
        Tide(value)


def test_a_property_is_no_member() -> None:
    assert Tide.HIGH.is_high
    assert not Tide.LOW.is_high


def test_members_are_equal_to_themselves_only() -> None:
    class Other(Enum):
        LOW = "low"

    low: object = Tide.LOW
    assert low != Other.LOW
    assert low != "low"
    assert {Tide.LOW: 1}[Tide("low")] == 1
    assert Tide.LOW in Tide


@pytest.mark.parametrize("tide", list(Tide))
def test_copies_and_pickles_are_the_member_itself(tide: Tide) -> None:
    assert copy.copy(tide) is tide
    assert copy.deepcopy([tide])[0] is tide
    assert pickle.loads(pickle.dumps(tide)) is tide


def test_nothing_of_it_can_be_changed() -> None:
    with pytest.raises(AttributeError):
        setattr(Tide, "LOW", "x")  # noqa: B010 - type checkers refuse the plain form
    with pytest.raises(AttributeError):
        setattr(Tide.LOW, "value", "x")  # noqa: B010
    with pytest.raises(AttributeError):
        setattr(Tide.LOW, "more", "x")  # noqa: B010


def test_a_member_says_what_it_is() -> None:
    assert repr(Tide.LOW) == "<Tide.LOW: 'low'>"
    assert str(Tide.LOW) == "Tide.LOW"
