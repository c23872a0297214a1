from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerviz.core.digests import DiffId, chain_ids, digest_of
from layerviz.core.history import HistoryEntry
from layerviz.core.images import (
    ImageSettings,
    InspectedImage,
    LayerSizes,
    MeasuredSize,
    Platform,
    SizeKind,
    Source,
    made_image,
)
from layerviz.core.sharing import Stack, StackedLayer, base_of, missing_layers, share, stack_of


def stack(name: str, letters: str, *, unknown: str = "") -> Stack:
    """A stack of layers named by letters; `a` has 1 byte, `b` 2, and so on; `z` has none."""
    diff_ids = [DiffId(digest_of(letter.encode())) for letter in letters]
    sizes = [None if each in unknown else (ord(each) - 96) % 26 for each in letters]
    return Stack(name, tuple(map(StackedLayer, diff_ids, chain_ids(diff_ids), sizes)))


STACKS = st.lists(st.text("abcz", max_size=5), min_size=1, max_size=7).map(
    lambda words: [stack(f"{place}", letters) for place, letters in enumerate(words)]
)


def test_the_lessons_picture_one_base_two_applications() -> None:
    report = share([stack("app-a", "tbc"), stack("app-b", "tde")])
    assert [(each.total_bytes, each.unique_bytes) for each in report.images] == [(25, 5), (29, 9)]
    assert (report.sum_bytes, report.saved_bytes, report.on_disk_bytes) == (54, 20, 34)
    assert [layer.images for layer in report.layers] == [(0, 1), (0,), (0,), (1,), (1,)]
    assert [layer.is_shared for layer in report.layers] == [True, False, False, False, False]


@given(STACKS)
def test_shared_and_unique_bytes_are_the_total(stacks: list[Stack]) -> None:
    report = share(stacks)
    shared = sum(each.layer.size_bytes or 0 for each in report.layers if each.is_shared)
    unique = sum(image.unique_bytes or 0 for image in report.images)
    assert report.on_disk_bytes == shared + unique
    assert report.sum_bytes == sum(image.total_bytes or 0 for image in report.images)
    assert report.sum_bytes is not None
    assert report.saved_bytes == report.sum_bytes - report.on_disk_bytes >= 0
    assert report.saved_bytes == sum(
        (len(each.images) - 1) * (each.layer.size_bytes or 0) for each in report.layers
    )


@given(STACKS)
def test_what_comes_back_on_deletion_is_what_the_others_do_not_store(stacks: list[Stack]) -> None:
    report = share(stacks)
    for place, image in enumerate(report.images):
        others = share([*stacks[:place], *stacks[place + 1 :]])
        assert report.on_disk_bytes is not None
        assert others.on_disk_bytes is not None
        assert image.unique_bytes == report.on_disk_bytes - others.on_disk_bytes


@given(STACKS)
def test_shared_layers_lie_under_neighbouring_images_at_one_height(stacks: list[Stack]) -> None:
    report = share(stacks)
    assert sorted(report.order) == list(range(len(stacks)))
    ranks = {place: rank for rank, place in enumerate(report.order)}
    for each in report.layers:
        taken = [ranks[place] for place in each.images]
        assert taken == list(range(taken[0], taken[0] + len(taken)))
        for place in each.images:
            assert stacks[place].layers[each.height].chain_id == each.layer.chain_id
    assert len({each.layer.chain_id for each in report.layers}) == len(report.layers)


@given(STACKS)
def test_a_layer_is_shared_only_when_everything_below_it_is(stacks: list[Stack]) -> None:
    report = share(stacks)
    by_chain = {each.layer.chain_id: set(each.images) for each in report.layers}
    for each in stacks:
        for lower, upper in zip(each.layers, each.layers[1:], strict=False):
            assert by_chain[upper.chain_id] <= by_chain[lower.chain_id]


def test_the_order_stays_as_given_where_nothing_is_shared() -> None:
    assert share([stack("x", "a"), stack("y", "b"), stack("z", "c")]).order == (0, 1, 2)
    assert share([stack("x", "ab"), stack("y", "c"), stack("z", "ad")]).order == (0, 2, 1)


def test_the_same_files_on_another_parent_are_a_near_miss() -> None:
    (miss,) = share([stack("x", "abd"), stack("y", "cb"), stack("w", "ab")]).near_misses
    assert (miss.size_bytes, miss.places) == (2, ((0, 1), (1, 1)))
    assert miss.diff_id == digest_of(b"b")


def test_empty_layers_are_no_near_miss() -> None:
    assert share([stack("x", "az"), stack("y", "bz")]).near_misses == ()


def test_a_size_that_is_not_known_makes_no_number_up() -> None:
    report = share([stack("x", "ab", unknown="b"), stack("y", "ac")])
    assert [(each.total_bytes, each.unique_bytes) for each in report.images] == [
        (None, None),
        (4, 3),
    ]
    assert (report.sum_bytes, report.on_disk_bytes, report.saved_bytes) == (None, None, None)


def test_a_pull_transfers_what_no_present_image_has() -> None:
    wanted = stack("x", "abc")
    present = [stack("y", "ab"), stack("w", "cab")]
    assert [layer.size_bytes for layer in missing_layers(wanted, present)] == [3]
    assert missing_layers(wanted, [wanted]) == ()
    assert missing_layers(wanted, []) == wanted.layers


def test_the_base_is_the_longest_known_image_below() -> None:
    known = [stack("one", "a"), stack("two", "ab"), stack("other", "b"), stack("none", "")]
    top = stack("top", "abc")
    assert base_of(top, [*known, top]) == known[1]
    assert base_of(stack("x", "c"), known) is None


@pytest.mark.parametrize("is_matched", [True, False])
def test_an_inspected_image_becomes_a_stack(is_matched: bool) -> None:
    diff_ids = [DiffId(digest_of(b"a"))]
    history = [HistoryEntry(created_by="COPY a /")] * (1 if is_matched else 2)
    image = made_image(
        diff_ids, history, platform=Platform("linux", "amd64"), settings=ImageSettings()
    )
    sizes = (
        MeasuredSize(5, SizeKind.UNPACKED, Source.ARCHIVE),
        MeasuredSize(3, SizeKind.DOWNLOAD, Source.ARCHIVE),
    )
    found = InspectedImage(
        image=image, source=Source.ARCHIVE, image_id=None, layer_sizes=(LayerSizes(sizes),)
    )
    (layer,) = stack_of("x", found).layers
    assert (layer.size_bytes, layer.download_bytes) == (5, 3)
    assert layer.created_by == ("COPY a /" if is_matched else "")
