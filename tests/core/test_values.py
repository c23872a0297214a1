from __future__ import annotations

import copy
import pickle

import pytest

from layerviz.core.values import Record, Value, replace


class Point(Value):
    x: int
    y: int = 0
    name: str = ""


class Line(Record):
    start: Point
    end: Point = Point(9, 9)


class Named(Point):
    colour: str = "red"


MANY = 100
"""More instances than a class makes before it gets a compiled `__init__`."""


def test_fields_are_given_by_place_or_name() -> None:
    for _ in range(MANY):
        made = Point(1, name="a")
        assert (made.x, made.y, made.name) == (1, 0, "a")
        assert made == Point(name="a", x=1) == Point(1, 0, "a")


def test_a_record_takes_names_only() -> None:
    for _ in range(MANY):
        assert Line(start=Point(1)).end == Point(9, 9)
        with pytest.raises(TypeError):
            Line(Point(1))  # type: ignore[call-arg]


@pytest.mark.parametrize("made_before", [0, MANY])
@pytest.mark.parametrize(
    ("positional", "named"),
    [
        ((), {}),
        ((1, 2, "a", 4), {}),
        ((1,), {"x": 2}),
        ((1,), {"z": 2}),
        ((1, 2), {"z": 3}),
        ((), {"y": 2}),
    ],
)
def test_wrong_arguments_are_refused(
    positional: tuple[object, ...], named: dict[str, object], made_before: int
) -> None:
    class Fresh(Value):
        x: int
        y: int = 0
        name: str = ""

    for _ in range(made_before):
        Fresh(1)
    with pytest.raises(TypeError):
        Fresh(*positional, **named)  # type: ignore[arg-type]


def test_values_are_equal_by_content_and_frozen() -> None:
    one, other = Point(1, 2), Point(1, 2)
    assert one == other
    assert hash(one) == hash(other)
    assert one != Point(1, 3)
    assert one != Named(1, 2)
    with pytest.raises(AttributeError):
        one.x = 3  # type: ignore[misc]
    assert not hasattr(one, "__dict__")


def test_a_subclass_has_the_fields_of_both() -> None:
    for _ in range(MANY):
        made = Named(1, 2, "a", "blue")
        assert (made.x, made.y, made.name, made.colour) == (1, 2, "a", "blue")
        assert Named(1).colour == "red"


def test_a_copy_differs_in_the_named_fields() -> None:
    for _ in range(MANY):
        assert replace(Point(1, 2), y=3) == Point(1, 3)
    with pytest.raises(TypeError):
        replace(Point(1), z=3)


def test_values_are_shown_copied_and_pickled_whole() -> None:
    made = Named(1, name="a")
    assert repr(made) == "Named(x=1, y=0, name='a', colour='red')"
    assert copy.copy(made) == made
    assert pickle.loads(pickle.dumps(made)) == made
    match made:
        case Named(x, y, name, colour):
            assert (x, y, name, colour) == (1, 0, "a", "red")
