"""The rows of an image's stack: layers with what made them, in order, with what hides what."""

from __future__ import annotations

import pytest

from layerviz.app.image_rows import hidings, stack_rows, sum_of
from layerviz.app.inspecting import Base, Inspection, find_base, layer_numbers
from layerviz.app.shelving import images_at_hand
from layerviz.core.history import HistoryEntry, entries_of_base
from layerviz.core.values import replace
from tests.support.images import (
    SHELL,
    WASTEFUL_FILES,
    WASTEFUL_HISTORY,
    inspected,
    predicted,
    setting,
    step,
    wasteful,
)

BASE = inspected(
    "base.tar",
    WASTEFUL_FILES[:1],
    WASTEFUL_HISTORY[:2],
    references=("docker.io/library/base:1",),
)


def rows_of(found: Inspection, *others: Inspection) -> list[tuple[str, int | None, bool]]:
    base = find_base(found, others)
    return [(row.text, row.height, row.is_base) for row in stack_rows(found, base, others)]


def test_layers_and_settings_come_as_the_history_has_them() -> None:
    assert rows_of(wasteful(), BASE) == [
        ("ADD rootfs.tar /", 0, True),
        ('CMD ["/bin/sh"]', None, True),
        ("RUN wget tools", 1, False),
        ("RUN rm /tmp/tools", 2, False),
        ("COPY (file) /app", 3, False),
        ("RUN chmod 600 /app/data", 4, False),
        ("USER node", None, False),
    ]


def test_a_base_is_guessed_where_nobody_knows_one() -> None:
    assert [is_base for _, _, is_base in rows_of(wasteful())] == [True, True, *[False] * 5]


@pytest.mark.parametrize(
    ("base", "numbers"),
    [
        (None, ("1", "2", "3", "4", "5")),
        (Base(1, "b"), ("1", "2", "3", "4", "5")),
        (Base(3, is_guessed=True), ("1.1", "1.2", "1.3", "2", "3")),
        (Base(5, "b"), ("1.1", "1.2", "1.3", "1.4", "1.5")),
    ],
)
def test_all_of_a_base_is_number_1_as_the_builder_counts(
    base: Base | None, numbers: tuple[str, ...]
) -> None:
    assert layer_numbers(wasteful(), base) == numbers


def test_layers_stand_without_words_where_the_history_does_not_fit() -> None:
    found = inspected("x.tar", WASTEFUL_FILES, WASTEFUL_HISTORY[:3])
    rows = stack_rows(found, Base(2, "b"), ())
    assert [(row.text, row.height, row.is_exact) for row in rows] == [
        ("", height, False) for height in range(5)
    ]
    assert [row.is_base for row in rows] == [True, True, False, False, False]


def test_an_image_that_is_not_built_has_the_rows_of_its_dockerfile() -> None:
    found = images_at_hand(predicted())[0].inspection
    assert found is not None
    assert rows_of(found) == [
        ("FROM node:20-alpine", 0, True),
        ("WORKDIR /app", 1, False),
        ("RUN npm i", 2, False),
        ("COPY . .", 3, False),
        ('CMD ["node"]', None, False),
    ]
    assert not any(row.is_base for row in stack_rows(found, None, ()))


NAMES = {"a": step("RUN a"), "s": setting("ENV A=1"), "c": SHELL}


@pytest.mark.parametrize(
    ("history", "height", "base", "expected"),
    [
        ("acasac", 1, "", 2),  # the base ends with its CMD
        ("asasac", 1, "", 1),  # no CMD: what comes after the layer is not the base's
        ("asasac", 1, "as", 2),  # the base's own history tells
        ("asasac", 1, "cs", 1),  # another history tells nothing
        ("acsasa", 2, "", 4),
        ("aac", 2, "", 2),  # all layers: the last CMD is the image's own
        ("sac", 0, "", 0),
        ("a", 3, "", 0),
    ],
)
def test_settings_of_a_base_are_told_from_those_on_it(
    history: str, height: int, base: str, expected: int
) -> None:
    def entries(letters: str) -> list[HistoryEntry]:
        return [NAMES[letter] for letter in letters]

    assert entries_of_base(entries(history), height, entries(base)) == expected


def test_who_hides_most_comes_first() -> None:
    found = hidings(wasteful())
    assert [(each.layer, each.by_layer, each.size_bytes) for each in found] == [
        (1, 2, 120_000),
        (3, 4, 36_000),
    ]
    assert hidings(wasteful(is_read=False)) == ()


def test_a_sum_is_known_only_if_all_sizes_are() -> None:
    layers = wasteful().stack.layers
    assert sum_of(layers[:2]) == 128_000
    assert sum_of([*layers, replace(layers[0], size_bytes=None)]) is None
    assert sum_of([]) == 0
