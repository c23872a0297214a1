from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerviz.core.layer_files import (
    Change,
    FileEntry,
    FileKind,
    GhostReason,
    LayerFiles,
    StackFiles,
    stack_files,
    whiteout_of,
)


def file(path: str, size: int = 10, *, uid: int = 0, modified: int = 0) -> FileEntry:
    return FileEntry(path, FileKind.FILE, size, uid=uid, modified=modified)


def folder(path: str, *, uid: int = 0, mode: int = 0o755) -> FileEntry:
    return FileEntry(path, FileKind.FOLDER, mode=mode, uid=uid)


def layer(*entries: FileEntry, removed: str = "", opaque: str = "") -> LayerFiles:
    return LayerFiles(entries, tuple(removed.split()), tuple(opaque.split()))


def changes(found: StackFiles) -> list[dict[str, str]]:
    return [{each.path: each.change.value for each in layer} for layer in found.changes]


def ghosts(found: StackFiles) -> list[tuple[str, int, int, int, str]]:
    return [(g.path, g.size_bytes, g.layer, g.by_layer, g.reason.value) for g in found.ghosts]


def test_a_deleted_file_is_a_ghost_in_the_layer_that_stores_it() -> None:
    found = stack_files([layer(file("a", 7), file("b", 5)), layer(), layer(removed="a")])
    assert changes(found) == [{"a": "added", "b": "added"}, {}, {"a": "removed"}]
    assert ghosts(found) == [("a", 7, 0, 2, "deleted")]
    assert (found.ghost_bytes, found.ghost_bytes_in(0), found.ghost_bytes_in(2)) == (7, 7, 0)


def test_a_file_that_is_written_again_is_stored_twice() -> None:
    found = stack_files([layer(file("a", 7)), layer(file("a", 9)), layer(removed="a")])
    assert changes(found)[1] == {"a": "changed"}
    assert ghosts(found) == [("a", 7, 0, 1, "replaced"), ("a", 9, 1, 2, "deleted")]


def test_a_file_that_only_changes_its_owner_is_stored_twice_and_told_apart() -> None:
    found = stack_files([layer(file("a", 7, modified=3)), layer(file("a", 7, uid=5, modified=3))])
    assert ghosts(found) == [("a", 7, 0, 1, "reowned")]
    found = stack_files([layer(file("a", 7, modified=3)), layer(file("a", 7, uid=5, modified=4))])
    assert ghosts(found) == [("a", 7, 0, 1, "replaced")]


def test_deleting_a_folder_takes_everything_below_it() -> None:
    found = stack_files([layer(folder("d"), file("d/a"), file("d/e/b")), layer(removed="d")])
    assert changes(found)[1] == {"d": "removed", "d/a": "removed", "d/e/b": "removed"}
    assert [ghost[0] for ghost in ghosts(found)] == ["d/a", "d/e/b"]


def test_an_opaque_folder_hides_what_is_below_but_not_what_its_own_layer_brings() -> None:
    found = stack_files(
        [layer(folder("d"), file("d/a", 3), file("d/b", 4)), layer(file("d/b", 6), opaque="d")]
    )
    assert changes(found)[1] == {"d/a": "removed", "d/b": "changed"}
    assert ghosts(found) == [("d/a", 3, 0, 1, "deleted"), ("d/b", 4, 0, 1, "replaced")]


def test_a_whiteout_leaves_alone_what_its_own_layer_brings() -> None:
    found = stack_files([layer(file("a", 3)), layer(file("a", 4), removed="a")])
    assert changes(found)[1] == {"a": "changed"}
    assert ghosts(found) == [("a", 3, 0, 1, "replaced")]


def test_a_folder_is_named_again_only_because_of_what_is_in_it() -> None:
    found = stack_files(
        [
            layer(folder("d"), file("d/a")),
            layer(folder("d"), file("d/b")),
            layer(folder("d", uid=1)),
        ]
    )
    assert changes(found)[1:] == [{"d/b": "added"}, {"d": "changed"}]
    assert found.ghosts == ()


def test_a_file_in_place_of_a_folder_takes_what_was_in_it() -> None:
    found = stack_files([layer(folder("d"), file("d/a", 3)), layer(file("d", 1))])
    assert changes(found)[1] == {"d": "changed", "d/a": "removed"}
    assert ghosts(found) == [("d/a", 3, 0, 1, "deleted")]


def test_what_lies_below_a_file_takes_its_place() -> None:
    found = stack_files([layer(file("d", 3)), layer(file("d/a", 1))])
    assert changes(found)[1] == {"d": "removed", "d/a": "added"}
    assert [(name, by) for name, _, _, by, _ in ghosts(found)] == [("d", 1)]
    found = stack_files([layer(file("d", 3), file("d/a", 1))])
    assert changes(found) == [{"d/a": "added"}]
    assert ghosts(found)[0][:4] == ("d", 3, 0, 0)


def test_a_folder_in_place_of_a_file_replaces_it() -> None:
    found = stack_files([layer(file("d", 3)), layer(folder("d"), file("d/a"))])
    assert changes(found)[1] == {"d": "changed", "d/a": "added"}
    assert ghosts(found) == [("d", 3, 0, 1, "replaced")]


def test_contents_with_two_names_are_a_ghost_when_the_last_name_goes() -> None:
    linked = FileEntry("b", FileKind.HARD_LINK, target="a")
    lower = layer(file("a", 8), linked)
    assert stack_files([lower, layer(removed="a")]).ghosts == ()
    assert ghosts(stack_files([lower, layer(removed="a"), layer(removed="b")])) == [
        ("a", 8, 0, 2, "deleted")
    ]


def test_links_and_folders_have_no_bytes_to_haunt_with() -> None:
    link = FileEntry("l", FileKind.SYMLINK, target="a")
    stray = FileEntry("s", FileKind.HARD_LINK, target="nowhere")
    found = stack_files([layer(link, stray, folder("d"), file("e", 0)), layer(removed="l s d e")])
    assert found.ghosts == ()
    assert len(found.changes[1]) == 4


def test_what_was_not_there_cannot_be_removed() -> None:
    found = stack_files([layer(file("a")), layer(removed="b c/d a/x", opaque="e a/b")])
    assert changes(found)[1] == {}


def test_a_file_below_a_folder_that_nobody_named_is_found_again() -> None:
    found = stack_files([layer(file("d/a", 2)), layer(folder("d")), layer(removed="d/a")])
    assert changes(found) == [{"d/a": "added"}, {"d": "added"}, {"d/a": "removed"}]


def test_of_two_entries_with_one_path_the_last_counts() -> None:
    twice = layer(file("a", 3), file("a", 5))
    assert twice.size_bytes == 5
    assert ghosts(stack_files([twice, layer(removed="a")])) == [("a", 5, 0, 1, "deleted")]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a/b", None),
        ("a/.wh.b", ("a/b", False)),
        (".wh.b", ("b", False)),
        ("a/.wh..wh..opq", ("a", True)),
        (".wh..wh..opq", ("", True)),
        (".wh..wh.plnk", ("", False)),
        (".wh.", ("", False)),
        ("a/.wh...", ("", False)),
        (".wh.a/b", None),
        ("a.wh.b", None),
    ],
)
def test_whiteouts_are_told_by_their_names(path: str, expected: tuple[str, bool] | None) -> None:
    assert whiteout_of(path) == expected


PATHS = st.sampled_from(["a", "b", "d", "d/a", "d/b", "d/e", "d/e/f"])
ENTRIES = st.builds(
    FileEntry,
    PATHS,
    st.sampled_from([FileKind.FILE, FileKind.FOLDER, FileKind.SYMLINK]),
    size_bytes=st.integers(1, 9),
).map(lambda e: e if e.kind is FileKind.FILE else FileEntry(e.path, e.kind))
LAYERS = st.lists(
    st.builds(
        LayerFiles,
        st.lists(ENTRIES, max_size=4).map(tuple),
        st.lists(PATHS, max_size=2).map(tuple),
        st.lists(PATHS, max_size=1).map(tuple),
    ),
    max_size=5,
)


def visible(layers: list[LayerFiles]) -> dict[str, int]:
    """What is seen at the end, the plain way: a dictionary, and prefixes for what goes."""
    seen: dict[str, FileEntry] = {}

    def drop(path: str, *, itself: bool) -> None:
        for each in list(seen):
            if each.startswith(f"{path}/") or (itself and each == path):
                del seen[each]

    for files in layers:
        for path in files.opaque:
            drop(path, itself=False)
        for path in files.removed:
            drop(path, itself=True)
        for path, entry in sorted({e.path: e for e in files.entries}.items()):
            if entry.kind is not FileKind.FOLDER:
                drop(path, itself=True)
            in_the_way = [
                each
                for each, other in seen.items()
                if path.startswith(f"{each}/") and other.kind is not FileKind.FOLDER
            ]
            for each in in_the_way:
                del seen[each]
            seen[path] = entry
    return {path: e.size_bytes for path, e in seen.items() if e.kind is FileKind.FILE}


@given(LAYERS)
def test_what_is_stored_is_what_is_seen_and_the_ghosts(layers: list[LayerFiles]) -> None:
    found = stack_files(layers)
    stored = sum(files.size_bytes for files in layers)
    assert stored == sum(visible(layers).values()) + found.ghost_bytes
    assert all(ghost.layer <= ghost.by_layer for ghost in found.ghosts)


@given(LAYERS)
def test_changes_tell_what_is_seen(layers: list[LayerFiles]) -> None:
    seen: set[str] = set()
    for before, after in zip(stack_files(layers).changes, layers, strict=True):
        for each in before:
            assert (each.change is Change.ADDED) <= (each.path not in seen)
            if each.change is Change.REMOVED:
                assert each.path in seen
                seen.discard(each.path)
            else:
                assert each.path in {entry.path for entry in after.entries}
                seen.add(each.path)


def test_every_reason_is_a_word() -> None:
    assert {each.value for each in GhostReason} == {"deleted", "replaced", "reowned"}


def test_names_in_the_root_are_found_again_behind_those_in_folders() -> None:
    found = stack_files([layer(file("a/x"), file("b", 3), file("c/d/y")), layer(removed="b")])
    assert changes(found) == [{"a/x": "added", "b": "added", "c/d/y": "added"}, {"b": "removed"}]
    assert ghosts(found) == [("b", 3, 0, 1, "deleted")]


def test_the_replay_ends_soon_when_nobody_wants_it() -> None:
    class Enough(Exception):
        pass

    calls: list[int] = []

    def check() -> None:
        calls.append(1)
        if len(calls) == 3:
            raise Enough

    many = layer(*(file(f"f{number:05}") for number in range(20_000)))
    with pytest.raises(Enough):
        stack_files([many], check)
    stack_files([many], lambda: calls.append(1))
    assert len(calls) >= 3 + 10
