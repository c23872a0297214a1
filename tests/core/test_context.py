"""The build context as a tree: sharing, fingerprints, edits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerviz.core import context_tree
from layerviz.core.context import (
    ContextEdit,
    ContextSnapshot,
    Directory,
    EditKind,
    File,
    Node,
    Other,
    Symlink,
    apply_edits,
    changed_paths,
    content_digest,
    nearest_path,
    put,
    transferred,
    walk,
)
from layerviz.core.context_leaves import short_hash


def file(text: str = "", mode: int = 0o644, mtime_ns: int | None = None) -> File:
    return File(mode, len(text), content_digest(text.encode()), mtime_ns=mtime_ns)


def tree(entries: dict[str, Node]) -> ContextSnapshot:
    root = Directory(0o755, {})
    for path, node in entries.items():
        root = put(root, tuple(path.split("/")), node)
    return ContextSnapshot(root)


def edited(snapshot: ContextSnapshot, kind: EditKind, path: str, **more: object) -> ContextSnapshot:
    result, problems = apply_edits(snapshot, [ContextEdit(kind, path, **more)])  # type: ignore[arg-type]  # the fields
    assert problems == ()
    return result


def refusal(
    snapshot: ContextSnapshot, kind: EditKind, path: str, **more: object
) -> tuple[str, dict[str, str]]:
    result, problems = apply_edits(snapshot, [ContextEdit(kind, path, **more)])  # type: ignore[arg-type]  # the fields
    assert result.root is snapshot.root
    (problem,) = problems
    return problem.code, dict(problem.values)


SMALL = tree(
    {
        "a.txt": file("a", mtime_ns=10),
        "src/main.py": file("main", mtime_ns=20),
        "src/lib/x.py": file("x", mtime_ns=30),
        "src/link": Symlink("main.py"),
        "src/dir-link": Symlink("lib/"),
        "out": Symlink("../elsewhere"),
        "abs": Symlink("/etc/passwd"),
        "loop": Symlink("loop"),
        "dangling": Symlink("nothing"),
        "pipe": Other("pipe"),
    }
)

PATHS = [path for path, node in walk(SMALL.root) if isinstance(node, File)]


class TestTree:
    def test_find_follows_no_links(self) -> None:
        assert SMALL.find("src/main.py") == file("main", mtime_ns=20)
        assert SMALL.find("/src/./lib/../main.py") == file("main", mtime_ns=20)
        assert isinstance(SMALL.find("src/link"), Symlink)
        assert SMALL.find("src/dir-link/x.py") is None
        assert SMALL.find("a.txt/x") is None
        assert SMALL.find("") is SMALL.root

    def test_counts_files_and_bytes_below(self) -> None:
        assert SMALL.root.file_count == 10
        assert SMALL.root.total_bytes == 6

    def test_children_are_sorted_after_every_change(self) -> None:
        changed = SMALL.with_file("b", file()).with_file("aa/z", file()).root
        assert list(changed.children) == sorted(changed.children)

    def test_a_change_shares_everything_off_its_path(self) -> None:
        changed = SMALL.with_file("a.txt", file("b"))
        assert changed.root.children["src"] is SMALL.root.children["src"]

    def test_a_file_in_the_way_gives_place_to_a_directory(self) -> None:
        assert SMALL.with_file("a.txt/b", file("n")).find("a.txt/b") == file("n")

    def test_shows_itself(self) -> None:
        assert repr(Directory(0o755, {"a": Symlink("b")})).startswith("Directory(0o755, {'a':")

    def test_fingerprints_of_very_deep_trees_need_no_stack(self) -> None:
        root = put(Directory(0o755, {}), ("d",) * 3000, file("x"))
        assert root.file_count == 1


class TestFingerprint:
    def test_differs_for_everything_that_counts(self) -> None:
        plain: dict[str, Node] = {"a": file("a"), "d/b": file("b")}
        variants: list[dict[str, Node]] = [
            plain,
            {**plain, "a": file("x")},
            {**plain, "a": file("a", 0o755)},
            {**plain, "a": File(0o644, 1, file("a").digest, (("user.k", b"v"),))},
            {**plain, "a": File(0o644, 1, file("a").digest, (("user.k", b"w"),))},
            {**plain, "a": File(0o644, 1, file("a").digest, owner="1:1")},
            {**plain, "a": File(0o644, 1, "")},
            {**plain, "a": File(0o644, 2, "")},
            {**plain, "a": Symlink("a")},
            {**plain, "a": Symlink("b")},
            {**plain, "a": Other("a")},
            {**plain, "a": Directory(0o755, {})},
            {**plain, "a": Directory(0o700, {})},
            {**plain, "a": Directory(0o755, {}, (("user.k", b"v"),))},
            {"a": file("a"), "d/c": file("b")},
            {"a": file("a"), "b": file("b")},
            {"a": file("a"), "d/b": file("b"), "e": Directory(0o755, {})},
            {"d/b": file("b")},
            {"d/a": file("a"), "d/b": file("b")},
        ]
        assert len({tree(entries).root.fingerprint for entries in variants}) == len(variants)

    def test_times_do_not_count(self) -> None:
        assert (
            tree({"a": file("a", mtime_ns=1)}).root.fingerprint
            == tree({"a": file("a")}).root.fingerprint
        )

    def test_nodes_have_fingerprints_of_their_own(self) -> None:
        nodes: list[Node] = [file("a"), Symlink("a"), Other("a"), Directory(0o755, {})]
        assert len({node.fingerprint for node in nodes}) == 4

    def test_own_part_and_entries_are_told_apart(self) -> None:
        full, empty = Directory(0o755, {"a": file("a")}), Directory(0o755, {})
        assert full.own_fingerprint == empty.own_fingerprint
        assert full.own_fingerprint != Directory(0o700, {}).own_fingerprint
        assert full.entries_fingerprint == full.with_mode(0o700).entries_fingerprint
        assert full.entries_fingerprint != empty.entries_fingerprint

    def test_names_that_are_no_utf8_are_names_like_others(self) -> None:
        assert (
            tree({"\udcff": file("a")}).root.fingerprint
            != tree({"\udcfe": file("a")}).root.fingerprint
        )

    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["a", "b", "d/a", "d/b", "d/e/c", "f/g"]),
                st.sampled_from(["", "1", "2", None]),
                st.booleans(),
            ),
            max_size=12,
        )
    )
    def test_is_the_same_whatever_way_led_to_a_state(
        self, steps: list[tuple[str, str | None, bool]]
    ) -> None:
        snapshot = SMALL
        for path, text, is_looked_at in steps:
            node = None if text is None else file(text)
            snapshot = ContextSnapshot(put(snapshot.root, tuple(path.split("/")), node))
            if is_looked_at:
                assert snapshot.root.fingerprint
        scratch = rebuilt(snapshot.root)
        assert isinstance(scratch, Directory)
        assert scratch.fingerprint == snapshot.root.fingerprint
        assert scratch.file_count == snapshot.root.file_count
        assert scratch.total_bytes == snapshot.root.total_bytes


def rebuilt(node: Node) -> Node:
    """The same tree, made anew."""
    if not isinstance(node, Directory):
        return node
    children = {name: rebuilt(child) for name, child in node.children.items()}
    return Directory(node.mode, children, node.xattrs, node.owner, node.mtime_ns)


class TestEdits:
    def test_edit_gives_other_bytes_of_the_same_number_and_another_time(self) -> None:
        after = edited(SMALL, EditKind.EDIT, "a.txt").find("a.txt")
        before = SMALL.find("a.txt")
        assert isinstance(after, File)
        assert isinstance(before, File)
        assert after.digest != before.digest
        assert (after.size_bytes, after.mode) == (before.size_bytes, before.mode)
        assert after.mtime_ns != before.mtime_ns

    def test_edits_are_deterministic_and_differ_from_each_other(self) -> None:
        once = edited(SMALL, EditKind.EDIT, "a.txt")
        twice = edited(once, EditKind.EDIT, "a.txt")
        assert once.root.fingerprint == edited(SMALL, EditKind.EDIT, "a.txt").root.fingerprint
        assert len({each.root.fingerprint for each in (SMALL, once, twice)}) == 3

    def test_edit_touch_and_chmod_act_on_what_a_link_leads_to(self) -> None:
        assert changes(SMALL, edited(SMALL, EditKind.EDIT, "src/link")) == [
            ("src/main.py", "changed")
        ]
        assert changes(SMALL, edited(SMALL, EditKind.CHMOD, "src/link", mode=0o600)) == [
            ("src/main.py", "mode")
        ]
        touched = edited(SMALL, EditKind.TOUCH, "src/link").find("src/main.py")
        assert touched == file("main", mtime_ns=1_000_000_020)

    def test_links_that_lead_out_or_nowhere_are_refused(self) -> None:
        for path in ("out", "abs", "loop", "dangling"):
            assert refusal(SMALL, EditKind.EDIT, path)[0] == "edit-leaves-context"

    def test_add_makes_a_file_and_its_directories(self) -> None:
        after = edited(SMALL, EditKind.ADD, "new/deep/file")
        assert changes(SMALL, after) == [
            ("new", "added"),
            ("new/deep", "added"),
            ("new/deep/file", "added"),
        ]
        assert refusal(SMALL, EditKind.ADD, "a.txt")[0] == "edit-path-exists"
        assert refusal(SMALL, EditKind.ADD, "a.txt/b") == (
            "edit-parent-is-no-directory",
            {"path": "a.txt/b", "parent": "a.txt"},
        )
        for path in ("", "..", "a\0b", "d/" * 300 + "f"):
            assert refusal(SMALL, EditKind.ADD, path)[0] == "edit-path-invalid"

    def test_delete_keeps_the_emptied_directory(self) -> None:
        after = edited(SMALL, EditKind.DELETE, "src/lib/x.py").find("src/lib")
        assert isinstance(after, Directory)
        assert not after.children
        assert edited(SMALL, EditKind.DELETE, "src").find("src") is None
        assert refusal(SMALL, EditKind.DELETE, ".")[0] == "edit-needs-a-file"

    def test_touch_changes_no_fingerprint(self) -> None:
        for path in ("a.txt", "src", "pipe", ""):
            after = edited(SMALL, EditKind.TOUCH, path)
            assert after.root.fingerprint == SMALL.root.fingerprint
        unknown = tree({"a": file("a")})
        assert edited(unknown, EditKind.TOUCH, "a").find("a") == file("a")

    def test_chmod_changes_the_mode_only(self) -> None:
        assert changes(SMALL, edited(SMALL, EditKind.CHMOD, "src/lib", mode=0o700)) == [
            ("src/lib", "mode")
        ]
        assert edited(SMALL, EditKind.CHMOD, "", mode=0o700).root.mode == 0o700
        assert refusal(SMALL, EditKind.CHMOD, "a.txt", mode=0o100644)[0] == "edit-mode-invalid"

    def test_rename_moves_a_file_or_a_directory(self) -> None:
        after = edited(SMALL, EditKind.RENAME, "src", new_path="lib/src")
        assert after.find("lib/src/main.py") == SMALL.find("src/main.py")
        replaced = edited(SMALL, EditKind.RENAME, "src/main.py", new_path="a.txt")
        assert replaced.find("a.txt") == SMALL.find("src/main.py")
        assert (
            refusal(SMALL, EditKind.RENAME, "src", new_path="src/a")[0]
            == "edit-renames-into-itself"
        )
        assert refusal(SMALL, EditKind.RENAME, "", new_path="x")[0] == "edit-renames-into-itself"
        assert refusal(SMALL, EditKind.RENAME, "a.txt", new_path="src")[0] == "edit-path-exists"

    def test_what_is_no_file_cannot_be_edited(self) -> None:
        assert refusal(SMALL, EditKind.EDIT, "src") == (
            "edit-needs-a-file",
            {"path": "src", "kind": "directory"},
        )
        assert refusal(SMALL, EditKind.EDIT, "pipe")[1]["kind"] == "other"

    def test_an_unknown_path_gets_a_near_one_suggested(self) -> None:
        assert refusal(SMALL, EditKind.EDIT, "src/mian.py") == (
            "edit-names-no-file",
            {"path": "src/mian.py", "near": "src/main.py"},
        )
        assert refusal(SMALL, EditKind.EDIT, "MAIN.PY")[1]["near"] == "src/main.py"
        assert refusal(SMALL, EditKind.EDIT, "scr/main.py")[1]["near"] == "src/main.py"
        assert nearest_path(SMALL.root, "src") == "src"
        assert "near" not in refusal(SMALL, EditKind.DELETE, "quite-different")[1]
        assert "near" not in refusal(SMALL, EditKind.DELETE, "src/quite-different")[1]

    def test_a_refused_edit_does_not_stop_the_others(self) -> None:
        edits = [ContextEdit(EditKind.EDIT, "no"), ContextEdit(EditKind.DELETE, "a.txt")]
        after, problems = apply_edits(SMALL, edits)
        assert len(problems) == 1
        assert after.find("a.txt") is None

    @given(st.sampled_from(PATHS), st.sampled_from(["z", "src/z", "new/z"]))
    def test_edits_can_be_taken_back(self, path: str, new_path: str) -> None:
        there = edited(SMALL, EditKind.RENAME, path, new_path=new_path)
        back = edited(there, EditKind.RENAME, new_path, new_path=path)
        if new_path.startswith("new"):
            back = edited(back, EditKind.DELETE, "new")
        assert back.root.fingerprint == SMALL.root.fingerprint
        node = SMALL.find(path)
        assert node is not None
        changed = edited(SMALL, EditKind.CHMOD, path, mode=0o600)
        assert (
            edited(changed, EditKind.CHMOD, path, mode=node.mode).root.fingerprint
            == SMALL.root.fingerprint
        )


def changes(before: ContextSnapshot, after: ContextSnapshot) -> list[tuple[str, str]]:
    return list(changed_paths(before.root, after.root))


class TestChangedPaths:
    def test_tells_every_kind_of_change(self) -> None:
        before = tree(
            {
                "a": file("a"),
                "b": file("b"),
                "c": file("c"),
                "d/e": file("e"),
                "f": file("f"),
                "l": Symlink("a"),
            }
        )
        after = tree(
            {
                "a": file("x"),
                "b": file("b", 0o600),
                "d/g": file("g"),
                "f": Directory(0o755, {"h": file("h")}),
                "l": Symlink("b"),
                "x": File(0o644, 1, "", owner="0:0"),
            }
        )
        assert changes(before, after) == [
            ("a", "changed"),
            ("b", "mode"),
            ("c", "deleted"),
            ("d/e", "deleted"),
            ("d/g", "added"),
            ("f", "kind"),
            ("f/h", "added"),
            ("l", "changed"),
            ("x", "added"),
        ]
        assert list(changed_paths(None, file("a"), "p")) == [("p", "added")]
        assert list(changed_paths(file("a"), None, "p")) == [("p", "deleted")]
        assert changes(before, before) == []

    def test_tells_attributes_and_owners(self) -> None:
        plain = file("a")
        marked = File(plain.mode, 1, plain.digest, (("user.k", b""),))
        owned = File(plain.mode, 1, plain.digest, owner="1:1")
        assert changes(tree({"a": plain}), tree({"a": marked})) == [("a", "xattrs")]
        assert changes(tree({"a": plain}), tree({"a": owned})) == [("a", "owner")]


class TestTransferred:
    def test_same_size_and_time_keeps_the_old_bytes(self) -> None:
        before = tree({"a": file("1", mtime_ns=5), "b": file("1", mtime_ns=5), "c": file("1")})
        after = tree({"a": file("2", mtime_ns=5), "b": file("2", mtime_ns=6), "c": file("2")})
        assert changes(before, transferred(after, before)) == [("b", "changed"), ("c", "changed")]

    def test_other_size_mode_or_kind_is_sent_again(self) -> None:
        before = tree(
            {
                "a": file("1", mtime_ns=5),
                "b": file("1", mtime_ns=5),
                "c": file("1", mtime_ns=5),
                "d/e": file(),
            }
        )
        after = tree(
            {
                "a": file("12", mtime_ns=5),
                "b": file("2", 0o600, 5),
                "c": Symlink("a", mtime_ns=5),
                "d": file(),
            }
        )
        assert transferred(after, before).root.fingerprint == after.root.fingerprint

    def test_an_existing_directory_keeps_its_mode(self) -> None:
        before = tree({"d/a": file("1")})
        after = edited(before, EditKind.CHMOD, "d", mode=0o700)
        assert transferred(after, before).root.fingerprint == before.root.fingerprint
        assert transferred(after, tree({"x": file()})).root.fingerprint == after.root.fingerprint

    def test_a_file_that_became_a_directory_is_sent_again(self) -> None:
        before = tree({"d/a": file(mtime_ns=1), "f": file(mtime_ns=1)})
        after = tree({"d": file(mtime_ns=1), "f/a": file(mtime_ns=1)})
        assert transferred(after, before).root.fingerprint == after.root.fingerprint

    def test_links_and_devices_are_compared_by_what_they_are(self) -> None:
        marked = (("user.k", b""),)
        before = tree({"l": Symlink("a", mtime_ns=1), "o": Other("pipe", mtime_ns=1)})
        same = tree(
            {
                "l": Symlink("a", 0o777, marked, mtime_ns=1),
                "o": Other("pipe", 0o644, marked, mtime_ns=1),
            }
        )
        other = tree({"l": Symlink("b", mtime_ns=1), "o": Other("device", mtime_ns=1)})
        assert changes(before, transferred(same, before)) == []
        assert changes(before, transferred(other, before)) == [("l", "changed"), ("o", "changed")]

    def test_the_same_tree_is_answered_at_once(self) -> None:
        assert transferred(SMALL, SMALL) is SMALL

    def test_imagined_edits_are_always_seen(self) -> None:
        for path in PATHS:
            after = edited(SMALL, EditKind.EDIT, path)
            assert changes(SMALL, transferred(after, SMALL)) == [(path, "changed")]


def test_an_edit_among_very_many_files_hashes_few(monkeypatch: pytest.MonkeyPatch) -> None:
    flat = Directory(0o755, {f"f{number:05}": file(str(number)) for number in range(5_000)})
    assert flat.file_count == 5_000
    hashed: list[bytes] = []

    def counted(data: bytes) -> bytes:
        hashed.append(data)
        return short_hash(data)

    monkeypatch.setattr(context_tree, "short_hash", counted)
    after = edited(ContextSnapshot(flat), EditKind.EDIT, "f01000")
    assert after.root.fingerprint != flat.fingerprint
    assert len(hashed) == 3
