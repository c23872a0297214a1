from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerviz.core.digests import DiffId, chain_ids, digest_of, is_digest

DIFF_IDS = st.lists(st.sampled_from([DiffId(digest_of(bytes([n]))) for n in range(4)]), max_size=6)


def test_a_chain_id_is_the_digest_of_the_chain_below_and_the_layer() -> None:
    """The formula of the OCI image specification, written out."""
    a, b, c = (DiffId("sha256:" + letter * 64) for letter in "abc")
    two = "sha256:" + hashlib.sha256(f"{a} {b}".encode()).hexdigest()
    three = "sha256:" + hashlib.sha256(f"{two} {c}".encode()).hexdigest()
    assert [str(each) for each in chain_ids([a, b, c])] == [a, two, three]
    assert chain_ids([]) == ()


@given(DIFF_IDS, DIFF_IDS)
def test_chain_ids_agree_exactly_on_a_common_prefix(one: list[DiffId], two: list[DiffId]) -> None:
    common = 0
    while common < min(len(one), len(two)) and one[common] == two[common]:
        common += 1
    first, second = chain_ids(one), chain_ids(two)
    assert first[:common] == second[:common]
    assert set(first[common:]) & set(second[common:]) == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sha256:" + "a" * 64, True),
        ("sha512:" + "0" * 128, True),
        ("sha256:" + "A" * 64, False),
        ("sha256:" + "a" * 63, False),
        ("md5:" + "a" * 32, False),
        ("a" * 64, False),
        (None, False),
        (7, False),
    ],
)
def test_a_digest_has_a_known_algorithm_and_all_its_digits(text: object, expected: bool) -> None:
    assert is_digest(text) is expected
