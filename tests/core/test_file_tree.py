"""The files of a layer as folders: the same entries and sums as walking over every path."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerviz.core.file_tree import Branch, FileTree, final_files
from layerviz.core.layer_files import (
    Change,
    FileChange,
    FileEntry,
    FileKind,
    LayerFiles,
    stack_files,
)

PARTS = st.sampled_from(["a", "b", "a-b", "a.b", "A", "long name", "a0"])
PATHS = st.lists(PARTS, min_size=1, max_size=4).map("/".join)
CHANGES = st.builds(
    FileChange,
    PATHS,
    st.sampled_from(list(Change)),
    st.sampled_from([FileKind.FILE, FileKind.FOLDER, FileKind.SYMLINK]),
    st.integers(0, 9),
)


def added(path: str, size: int = 1, kind: FileKind = FileKind.FILE) -> FileChange:
    return FileChange(path, Change.ADDED, kind, size)


def tree(*changes: FileChange) -> FileTree:
    return FileTree(sorted(changes, key=lambda each: each.path))


def names(of: FileTree, branch: Branch | None) -> list[str]:
    assert branch is not None
    return [each.name for each in of.below(branch)]


@given(st.lists(CHANGES, unique_by=lambda each: each.path, max_size=25))
def test_every_path_is_found_once_by_going_down(changes: list[FileChange]) -> None:
    whole = tree(*changes)
    met: list[str] = []
    waiting = [whole.root]
    while waiting:
        branch = waiting.pop()
        inside = [each for each in changes if each.path.startswith(branch.path + "/")]
        inside = inside if branch.path else changes
        own = whole.change(branch)
        mine = [*inside, *([own] if own else [])]
        kept = [each for each in mine if each.change is not Change.REMOVED]
        files = [each for each in mine if each.kind is not FileKind.FOLDER]
        assert whole.stored_bytes(branch) == sum(each.size_bytes for each in kept)
        assert whole.file_count(branch) == sum(each in kept for each in files)
        assert whole.removed_count(branch) == sum(each not in kept for each in files)
        assert branch.has_below == bool(inside)
        assert whole.find(branch.path) == branch
        met += [own.path] if own else []
        below = whole.below(branch)
        assert len({each.path for each in below}) == len(below)
        waiting += below
    assert sorted(met) == sorted(each.path for each in changes)


def test_what_stores_most_comes_first_then_by_name() -> None:
    whole = tree(added("b"), added("a"), added("big/x", 5), added("big/y", 5), added("c", 7))
    assert names(whole, whole.root) == ["big", "c", "a", "b"]
    assert names(whole, whole.find("big")) == ["x", "y"]


def test_a_folder_may_stand_between_its_name_and_its_files() -> None:
    whole = tree(added("a", 0, FileKind.FOLDER), added("a-b"), added("a/x"), added("a0"))
    assert names(whole, whole.root) == ["a", "a-b", "a0"]
    assert names(whole, whole.find("a")) == ["x"]


def test_folders_that_stand_alone_are_passed() -> None:
    whole = tree(added("usr/lib/a"), added("usr/lib/b"), added("etc/x"))
    ways = {each.path: whole.first_choice(each).path for each in whole.below(whole.root)}
    assert ways == {"usr": "usr/lib", "etc": "etc"}
    assert whole.first_choice(whole.root) == whole.root


def test_a_removed_file_stores_nothing() -> None:
    whole = tree(FileChange("tmp/tools.tar", Change.REMOVED, FileKind.FILE, 120))
    folder = whole.find("tmp")
    assert folder is not None
    assert whole.stored_bytes(folder) == 0
    assert (whole.file_count(folder), whole.removed_count(folder)) == (0, 1)
    assert whole.is_folder(folder)
    assert whole.change(folder) is None


@pytest.mark.parametrize("path", ["b", "a/y", "a/x/z", "/"])
def test_a_path_without_changes_is_none(path: str) -> None:
    assert tree(added("a/x")).find(path) is None


def test_search_looks_at_whole_paths_letter_case_aside() -> None:
    whole = tree(added("usr/Lib/x"), added("usr/bin/y"), added("z"))
    assert [each.path for each in whole.matching("LIB/", 9)] == ["usr/Lib/x"]
    assert [each.path for each in whole.matching("usr", 1)] == ["usr/Lib/x"]
    assert whole.matching("nowhere", 9) == ()


def test_the_final_files_are_those_that_nobody_removed_and_whose_they_are() -> None:
    lower = LayerFiles((FileEntry("a", FileKind.FILE, 3), FileEntry("b", FileKind.FILE, 4)))
    upper = LayerFiles((FileEntry("a", FileKind.FILE, 5),), removed=("b",))
    whole = final_files(stack_files([lower, upper]).changes)
    found = whole.find("a")
    assert found is not None
    assert names(whole, whole.root) == ["a"]
    assert (whole.stored_bytes(found), whole.layer(found)) == (5, 1)
    assert whole.layer(whole.root) is None
    assert not whole.is_folder(found)
