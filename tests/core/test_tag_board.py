"""Names move and images stay: the laws of the board, and the cases that a lesson shows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from layerviz.core.requests import Store
from layerviz.core.tag_board import (
    BoardChange,
    BoardStep,
    NamedImage,
    Rebuild,
    Tag,
    TagBoard,
    Untag,
    after,
    board_of,
    change_between,
    played,
)

LATEST, ONE, OLD = "docker.io/library/app:latest", "docker.io/library/app:1", "old.example/app:0"
NAMES = (LATEST, ONE, OLD, "docker.io/library/app:2", "localhost:5000/app:latest")
START = TagBoard((NamedImage("a", (LATEST, ONE)), NamedImage("b", (OLD,))))

names = st.sampled_from(NAMES)
stores = st.sampled_from(tuple(Store))
images = st.builds(
    NamedImage, st.sampled_from("abcdef"), st.lists(names, max_size=3, unique=True).map(tuple)
)
boards = st.lists(images, max_size=4, unique_by=lambda image: image.key).map(board_of)
steps = st.one_of(
    st.builds(Tag, names, names),
    st.builds(Rebuild, names, st.sampled_from("uvwxyz")),
    st.builds(Untag, names),
)


def keys(board: TagBoard) -> set[str]:
    return {image.key for image in board.images}


def nameless(board: TagBoard) -> set[str]:
    return {image.key for image in board.images if not image.names}


@given(boards, st.lists(steps, max_size=12), stores)
def test_a_name_is_on_one_image_at_most(
    board: TagBoard, taken: list[BoardStep], store: Store
) -> None:
    made = played(board, taken, store)
    assert len(set(made.names)) == len(made.names)
    assert len(keys(made)) == len(made.images)


@given(boards, names, names, stores)
def test_a_tag_copies_nothing_and_loses_nothing(
    board: TagBoard, source: str, target: str, store: Store
) -> None:
    made = after(board, Tag(source, target), store)
    assert keys(made) == keys(board)
    if board.image_of(source) is None:
        assert made == board
    else:
        assert made.image_of(target) == made.image_of(source)
        assert set(made.names) == {*board.names, target}
    assert after(made, Tag(source, target), store) == made


@given(boards, names, stores)
def test_a_rebuild_takes_the_name_and_no_other(board: TagBoard, name: str, store: Store) -> None:
    made = after(board, Rebuild(name, "new"), store)
    assert made.images[0] == NamedImage("new", (name,))
    assert set(made.names) == {*board.names, name}
    lost = keys(board) - keys(made)
    assert not lost or store is Store.CONTAINERD
    left = nameless(made) - nameless(board)
    assert not left or store is Store.OVERLAY2
    old = board.image_of(name)
    assert (lost | left) == ({old.key} if old is not None and len(old.names) == 1 else set())


@given(boards, names, stores)
def test_removing_the_last_name_removes_the_image(board: TagBoard, name: str, store: Store) -> None:
    made = after(board, Untag(name), store)
    assert set(made.names) == set(board.names) - {name}
    assert nameless(made) == nameless(board)
    old = board.image_of(name)
    assert keys(board) - keys(made) == ({old.key} if old and old.names == (name,) else set())


def test_an_image_is_built_once() -> None:
    made = after(START, Rebuild(LATEST, "c"), Store.OVERLAY2)
    assert after(made, Rebuild(OLD, "c"), Store.OVERLAY2) == made


def test_a_name_in_use_moves_and_leaves_an_image_without_one_in_either_store() -> None:
    for store in Store:
        made = after(START, Tag(LATEST, OLD), store)
        assert made.images == (NamedImage("a", (LATEST, ONE, OLD)), NamedImage("b"))
        assert change_between(START, made, OLD) == BoardChange(was_on="b", nameless="b")


def test_after_a_rebuild_the_stores_differ() -> None:
    kept = after(START, Rebuild(OLD, "c"), Store.OVERLAY2)
    assert kept.images[-1] == NamedImage("b")
    assert change_between(START, kept, OLD) == BoardChange(was_on="b", nameless="b")
    dropped = after(START, Rebuild(OLD, "c"), Store.CONTAINERD)
    assert keys(dropped) == {"a", "c"}
    assert change_between(START, dropped, OLD) == BoardChange(was_on="b", gone="b")


def test_an_image_with_other_names_keeps_them() -> None:
    for store in Store:
        made = after(START, Rebuild(LATEST, "c"), store)
        assert made.image("a") == NamedImage("a", (ONE,))
        assert change_between(START, made, LATEST) == BoardChange(was_on="a")


def test_what_changes_nothing_is_told_so() -> None:
    assert after(START, Tag(LATEST, ONE), Store.OVERLAY2) == START
    assert change_between(START, START, ONE) == BoardChange()
    new = after(START, Tag(LATEST, NAMES[3]), Store.OVERLAY2)
    assert change_between(START, new, NAMES[3]) == BoardChange()
    gone = after(START, Untag(OLD), Store.OVERLAY2)
    assert change_between(START, gone, OLD) == BoardChange(gone="b")
    assert change_between(START, after(START, Untag(ONE), Store.OVERLAY2), ONE) == BoardChange()


def test_a_name_that_two_images_claim_is_on_the_first() -> None:
    made = board_of([NamedImage("a", (LATEST, LATEST)), NamedImage("b", (LATEST, ONE))])
    assert made.images == (NamedImage("a", (LATEST,)), NamedImage("b", (ONE,)))
