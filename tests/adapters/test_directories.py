"""Build contexts on disk: everything a folder may hold, and looking again."""

from __future__ import annotations

import os
import socket
import sys
import threading
from pathlib import Path

import pytest

from layerviz.adapters import context_look, file_reading
from layerviz.adapters.digest_store import DigestStore
from layerviz.adapters.directories import rescan_paths, scan
from layerviz.app.jobs import Cancelled
from layerviz.core.context import (
    UNREAD,
    ContextSnapshot,
    Directory,
    File,
    Other,
    Symlink,
    content_digest,
    walk,
)
from layerviz.core.ignorefile import filter_context, parse_ignore

OLD_NS = 1_600_000_000_000_000_000


@pytest.fixture(autouse=True)
def old_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of this minute are trusted, but where a test says otherwise."""
    monkeypatch.setattr(context_look, "_TICK_NS", -60_000_000_000)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "context"
    write(folder, "a.txt", "a")
    write(folder, "src/main.py", "main")
    write(folder, "src/lib/x.py", "x")
    write(folder, "node_modules/dep/index.js", "dep")
    write(folder, "debug.log", "log")
    return folder


@pytest.fixture
def store(tmp_path: Path) -> DigestStore:
    return DigestStore(str(tmp_path / "cache"))


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Paths of the files that are read."""
    found: list[str] = []
    real = file_reading.read_digest

    def noted(path: str, check: object) -> file_reading.Reading:
        found.append(path)
        return real(path, lambda: None)

    monkeypatch.setattr(file_reading, "read_digest", noted)
    return found


def write(folder: Path, path: str, text: str) -> Path:
    place = folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)
    return place


def codes(snapshot: ContextSnapshot) -> list[tuple[str, str]]:
    return [(each.code, dict(each.values)["path"]) for each in snapshot.diagnostics]


def paths(snapshot: ContextSnapshot) -> list[str]:
    return [path for path, _ in walk(snapshot.root) if path]


class TestFirstLook:
    def test_sees_files_with_their_facts(self, root: Path) -> None:
        (root / "a.txt").chmod(0o4751)
        os.utime(root / "a.txt", ns=(OLD_NS, OLD_NS))
        snapshot = scan(str(root))
        assert snapshot.find("a.txt") == File(0o4751, 1, content_digest(b"a"), mtime_ns=OLD_NS)
        assert snapshot.root.file_count == 5
        assert snapshot.root.total_bytes == 12
        assert snapshot.diagnostics == ()
        assert paths(snapshot) == sorted(paths(snapshot))

    def test_sees_links_as_links(self, root: Path) -> None:
        (root / "link").symlink_to("src/main.py")
        (root / "broken").symlink_to("nowhere")
        (root / "loop").symlink_to("loop")
        (root / "around").symlink_to("..")
        snapshot = scan(str(root))
        targets = {
            path: node.target for path, node in walk(snapshot.root) if isinstance(node, Symlink)
        }
        assert targets == {
            "link": "src/main.py",
            "broken": "nowhere",
            "loop": "loop",
            "around": "..",
        }

    def test_takes_sockets_for_empty_files_and_keeps_pipes(
        self, root: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        os.mkfifo(root / "pipe", 0o600)
        (root / "socket").touch(0o755)
        (root / "socket").chmod(0o755)
        empty = scan(str(root)).find("socket")
        assert empty is not None
        (root / "socket").unlink()
        monkeypatch.chdir(root)
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("socket")
        (root / "socket").chmod(0o755)
        snapshot = scan(str(root))
        sent = snapshot.find("socket")
        assert sent is not None
        assert sent.fingerprint == empty.fingerprint
        pipe = snapshot.find("pipe")
        assert isinstance(pipe, Other)
        assert pipe.kind_text == "pipe"

    def test_takes_names_that_are_no_utf8(self, root: Path) -> None:
        (root / os.fsdecode(b"caf\xe9")).write_text("x")
        snapshot = scan(str(root))
        assert isinstance(snapshot.find("caf\udce9"), File)
        assert snapshot.root.fingerprint

    def test_keeps_empty_directories_and_their_modes(self, root: Path) -> None:
        (root / "empty").mkdir(0o711)
        empty = scan(str(root)).find("empty")
        assert isinstance(empty, Directory)
        assert (empty.mode, dict(empty.children)) == (0o711, {})

    def test_takes_extended_attributes_that_count(self, root: Path) -> None:
        try:
            os.setxattr(root / "a.txt", "user.k", b"v")
            os.setxattr(root / "src", "user.d", b"w")
        except OSError:
            pytest.skip("this file system has no extended attributes")
        snapshot = scan(str(root))
        file, folder = snapshot.find("a.txt"), snapshot.find("src")
        assert isinstance(file, File)
        assert isinstance(folder, Directory)
        assert (file.xattrs, folder.xattrs) == ((("user.k", b"v"),), (("user.d", b"w"),))

    def test_only_some_system_attributes_count(self, monkeypatch: pytest.MonkeyPatch) -> None:
        names = ["system.posix_acl_access", "security.selinux", "security.capability", "user.x"]
        monkeypatch.setattr(os, "listxattr", lambda *_, **__: names, raising=False)
        monkeypatch.setattr(os, "getxattr", lambda *_, **__: b"v", raising=False)
        monkeypatch.setattr(sys, "platform", "linux")
        assert [name for name, _ in file_reading.read_xattrs("x")] == [
            "security.capability",
            "user.x",
        ]
        monkeypatch.setattr(sys, "platform", "darwin")
        assert file_reading.read_xattrs("x") == ()


class TestTrouble:
    def test_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        for wrong in (str(tmp_path / "none"), "a\0b", ""):
            snapshot = scan(wrong)
            assert codes(snapshot) == [("context-not-found", wrong)]
            assert snapshot.diagnostics[0].is_error
            assert snapshot.diagnostics[0].builder_message.endswith("not found")

    def test_a_file_instead_of_a_folder(self, root: Path) -> None:
        assert codes(scan(str(root / "a.txt")))[0][0] == "context-not-a-directory"

    def test_a_folder_that_may_not_be_listed(
        self, root: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refusing(path: str, *_: object) -> int:
            raise PermissionError(13, "Permission denied", path)

        monkeypatch.setattr(os, "open", refusing)
        snapshot = scan(str(root))
        assert codes(snapshot) == [("context-not-readable", str(root))]
        assert snapshot.diagnostics[0].is_error
        assert snapshot.diagnostics[0].builder_message == ""

    @pytest.mark.parametrize("text", ["[z-a]\n", "*.log\nx[z-a]\n!**/[z-a]\n"])
    def test_a_pattern_that_only_looks_well_formed_leaves_nothing_out(
        self, root: Path, text: str
    ) -> None:
        snapshot = scan(str(root), ignore=parse_ignore(text))
        assert paths(snapshot) == paths(scan(str(root)))
        assert snapshot.root.fingerprint == scan(str(root)).root.fingerprint

    @pytest.mark.parametrize("name", ["a.txt", "src"])
    def test_what_may_not_be_read(
        self, root: Path, name: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = os.open

        def refusing(path: str, flags: int, *more: int) -> int:
            if path.endswith(name):
                raise PermissionError(13, "Permission denied", path)
            return real(path, flags, *more)

        monkeypatch.setattr(os, "open", refusing)
        snapshot = scan(str(root))
        (code, path) = codes(snapshot)[0]
        assert path == name
        message = snapshot.diagnostics[0].builder_message
        stops = f"error from sender: open {root / name}: permission denied"
        node = snapshot.find(name)
        assert message == ("" if isinstance(node, File) else stops)
        if isinstance(node, File):
            assert (code, node.digest) == ("context-file-unreadable", "")
        else:
            assert isinstance(node, Directory)
            assert (code, dict(node.children)) == ("context-directory-unreadable", {})

    def test_what_vanishes_while_it_is_looked_at(
        self, root: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = os.open

        def losing(path: str, flags: int, *more: int) -> int:
            if path.endswith(("src", "a.txt")):
                raise FileNotFoundError(2, "No such file or directory", path)
            return real(path, flags, *more)

        monkeypatch.setattr(os, "open", losing)
        snapshot = scan(str(root))
        assert snapshot.diagnostics == ()
        assert snapshot.find("a.txt") is None

    def test_a_link_that_vanishes(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (root / "link").symlink_to("a.txt")
        real = os.readlink

        def losing(path: str) -> str:
            Path(path).unlink()
            return real(path)

        monkeypatch.setattr(os, "readlink", losing)
        snapshot = scan(str(root))
        assert (snapshot.find("link"), snapshot.diagnostics) == (None, ())

    def test_an_entry_that_vanishes_between_name_and_facts(self, root: Path) -> None:
        look = context_look.Look(str(root), {}, None, None)
        folder = context_look._Folder("", (0, 0, 0, 0, 0), None)
        with os.scandir(root) as entries:
            listed = list(entries)
        (root / "a.txt").unlink()
        look._take(folder, listed)
        assert sorted(folder.names) == ["debug.log", "node_modules", "src"]

    def test_a_file_that_never_stands_still(
        self, root: Path, store: DigestStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = os.read

        def changing(descriptor: int, size: int) -> bytes:
            if os.fstat(descriptor).st_size < 20:
                with (root / "a.txt").open("a") as file:
                    file.write("x")
            return real(descriptor, size)

        with monkeypatch.context() as patch:
            patch.setattr(os, "read", changing)
            snapshot = scan(str(root), store=store)
        assert ("context-file-changing", "a.txt") in codes(snapshot)
        assert scan(str(root), store=store).diagnostics == ()

    def test_a_pipe_in_a_files_place_is_not_waited_for(self, root: Path) -> None:
        os.mkfifo(root / "pipe")
        assert file_reading.read_digest(str(root / "pipe"), lambda: None).row is None

    def test_directories_deeper_than_anybody_needs(self, tmp_path: Path) -> None:
        deep = tmp_path.joinpath(*["d"] * 250)
        deep.mkdir(parents=True)
        snapshot = scan(str(tmp_path))
        assert codes(snapshot) == [("context-too-deep", "/".join(["d"] * 201))]
        assert snapshot.root.fingerprint

    def test_ends_when_cancelled(self, root: Path) -> None:
        class Impatient:
            def progress(self, done: int, total: int | None, phase: str) -> None:
                assert total is None or done <= total

            def check(self) -> None:
                raise Cancelled

        with pytest.raises(Cancelled):
            scan(str(root), job=Impatient())

    def test_ends_when_cancelled_while_it_reads(self, root: Path) -> None:
        for number in range(200):
            write(root, f"many/f{number}", "x")
        before = set(threading.enumerate())

        class Impatient:
            is_reading = False

            def progress(self, done: int, total: int | None, phase: str) -> None:
                self.is_reading = phase == "reading"

            def check(self) -> None:
                if self.is_reading:
                    raise Cancelled

        with pytest.raises(Cancelled):
            scan(str(root), job=Impatient())
        assert set(threading.enumerate()) <= before  # threads of others may end meanwhile

    def test_tells_how_far_it_is(self, root: Path) -> None:
        told: list[tuple[int, int | None, str]] = []

        class Watcher:
            def progress(self, done: int, total: int | None, phase: str) -> None:
                told.append((done, total, phase))

            def check(self) -> None:
                pass

        scan(str(root), job=Watcher())
        assert told == [(0, None, "listing"), (0, 5, "reading")]

    def test_a_large_file_is_read_in_pieces(self, root: Path) -> None:
        content = b"0123456789" * 100_000
        (root / "large").write_bytes(content)
        file = scan(str(root)).find("large")
        assert isinstance(file, File)
        assert file.digest == content_digest(content)


class TestSecondLook:
    def test_reads_nothing_if_nothing_changed(
        self, root: Path, store: DigestStore, readings: list[str]
    ) -> None:
        first = scan(str(root), store=store)
        assert len(readings) == 5
        readings.clear()
        second = scan(str(root), store=store)
        assert readings == []
        assert second.root.fingerprint == first.root.fingerprint
        assert paths(second) == paths(first)
        assert [second.find(path) for path in paths(first) if "." in path] == [
            first.find(path) for path in paths(first) if "." in path
        ]

    def test_reads_only_what_changed(
        self, root: Path, store: DigestStore, readings: list[str]
    ) -> None:
        first = scan(str(root), store=store)
        readings.clear()
        write(root, "src/main.py", "niam")
        write(root, "src/new.py", "new")
        (root / "debug.log").unlink()
        (root / "a.txt").chmod(0o600)
        second = scan(str(root), store=store)
        assert sorted(map(os.path.basename, readings)) == ["a.txt", "main.py", "new.py"]
        assert second.root.fingerprint == scan(str(root)).root.fingerprint != first.root.fingerprint

    def test_keeps_links_and_attributes_of_unchanged_entries(
        self, root: Path, store: DigestStore
    ) -> None:
        (root / "src/link").symlink_to("main.py")
        scan(str(root), store=store)
        write(root, "src/new.py", "new")
        assert scan(str(root), store=store).find("src/link") == scan(str(root)).find("src/link")

    def test_notices_other_bytes_under_the_same_size_and_time(
        self, root: Path, store: DigestStore
    ) -> None:
        status = (root / "a.txt").stat()
        scan(str(root), store=store)
        (root / "a.txt").write_text("b")
        os.utime(root / "a.txt", ns=(status.st_atime_ns, status.st_mtime_ns))
        file = scan(str(root), store=store).find("a.txt")
        assert isinstance(file, File)
        assert file.digest == content_digest(b"b")

    def test_reads_young_files_again(
        self, root: Path, store: DigestStore, readings: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(context_look, "_TICK_NS", 2_000_000_000)
        scan(str(root), store=store)
        readings.clear()
        scan(str(root), store=store)
        assert len(readings) == 5

    def test_reads_an_unreadable_file_again(
        self, root: Path, store: DigestStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as patch:
            broken = file_reading.Reading(b"", None, "context-file-unreadable")
            patch.setattr(file_reading, "read_digest", lambda *_: broken)
            assert len(scan(str(root), store=store).diagnostics) == 5
        assert scan(str(root), store=store).root.fingerprint == scan(str(root)).root.fingerprint


class TestIgnored:
    IGNORE = parse_ignore("node_modules\n*.log\n")

    def test_is_listed_but_not_read(self, root: Path, readings: list[str]) -> None:
        snapshot = scan(str(root), ignore=self.IGNORE)
        assert sorted(map(os.path.basename, readings)) == ["a.txt", "main.py", "x.py"]
        log, dep = snapshot.find("debug.log"), snapshot.find("node_modules/dep/index.js")
        assert isinstance(log, File)
        assert isinstance(dep, File)
        assert (log.digest, log.size_bytes, dep.digest, dep.size_bytes) == (UNREAD, 3, UNREAD, 3)
        assert snapshot.find("node_modules/none") is None
        assert snapshot.root.file_count == 5

    def test_what_is_sent_is_the_same_as_without_the_shortcut(
        self, root: Path, store: DigestStore
    ) -> None:
        for text in (
            "",
            "node_modules",
            "*\n!src",
            "**/*.py\n!**/x.py",
            "src/**",
            "[^a]*",
            "n*\n!node_modules/dep",
        ):
            ignore = parse_ignore(text)
            plain = filter_context(scan(str(root)), ignore)
            for _ in range(2):
                quick = filter_context(scan(str(root), store=store, ignore=ignore), ignore)
                assert paths(quick) == paths(plain)
                assert quick.root.fingerprint == plain.root.fingerprint

    def test_what_is_sent_later_is_read_later(
        self, root: Path, store: DigestStore, readings: list[str]
    ) -> None:
        scan(str(root), store=store, ignore=self.IGNORE)
        readings.clear()
        scan(str(root), store=store, ignore=self.IGNORE)
        assert readings == []
        snapshot = scan(str(root), store=store)
        assert sorted(map(os.path.basename, readings)) == ["debug.log", "index.js"]
        assert snapshot.root.fingerprint == scan(str(root)).root.fingerprint

    def test_a_pattern_at_which_the_builder_stops_hides_nothing(self, root: Path) -> None:
        snapshot = scan(str(root), ignore=parse_ignore("node_modules\n[z-a]"))
        assert snapshot.root.fingerprint == scan(str(root)).root.fingerprint

    def test_a_directory_nobody_looked_into_may_be_gone_later(self, root: Path) -> None:
        snapshot = scan(str(root), ignore=self.IGNORE)
        for place in (
            root / "node_modules/dep/index.js",
            root / "node_modules/dep",
            root / "node_modules",
        ):
            place.unlink() if place.is_file() else place.rmdir()
        assert snapshot.find("node_modules/dep") is None
        (root / "node_modules").mkdir()
        (root / "node_modules/l").symlink_to("x")
        later = scan(str(root), ignore=self.IGNORE).find("node_modules/l")
        assert isinstance(later, Symlink)
        assert later.target == "x"

    def test_a_pattern_that_breaks_hides_nothing_when_looking_again(self, root: Path) -> None:
        snapshot = rescan_paths(scan(str(root)), str(root), ["a.txt"], ignore=parse_ignore("[z-a]"))
        assert snapshot.root.fingerprint == scan(str(root)).root.fingerprint

    def test_names_in_a_directory_nobody_looked_into(self, root: Path) -> None:
        folder = scan(str(root), ignore=self.IGNORE).find("node_modules/dep")
        assert isinstance(folder, Directory)
        assert folder.leaf_names() == "index.js"


class TestRescan:
    def test_equals_a_full_look(self, root: Path, readings: list[str]) -> None:
        snapshot = scan(str(root))
        readings.clear()
        write(root, "src/main.py", "changed")
        write(root, "new/deep/file", "new")
        (root / "a.txt").unlink()
        write(root, "src/lib/y.py", "y")
        changed = ["src/main.py", "new/deep/file", "a.txt", "src/lib", "never/there", ""]
        after = rescan_paths(snapshot, str(root), changed)
        assert sorted(map(os.path.basename, readings)) == ["file", "main.py", "x.py", "y.py"]
        assert after.root.fingerprint == scan(str(root)).root.fingerprint
        assert after.root.children["node_modules"] is snapshot.root.children["node_modules"]

    def test_takes_digests_of_a_directory_from_the_store(
        self, root: Path, store: DigestStore, readings: list[str]
    ) -> None:
        snapshot = scan(str(root), store=store)
        readings.clear()
        write(root, "src/lib/y.py", "y")
        rescan_paths(snapshot, str(root), ["src"], store=store)
        assert [os.path.basename(path) for path in readings] == ["y.py"]

    def test_replaces_the_diagnostics_of_its_paths(
        self, root: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        broken = file_reading.Reading(b"", None, "context-file-unreadable")
        with monkeypatch.context() as patch:
            patch.setattr(file_reading, "read_digest", lambda *_: broken)
            snapshot = scan(str(root))
        after = rescan_paths(snapshot, str(root), ["src", "a.txt"])
        assert [path for _, path in codes(after)] == ["debug.log", "node_modules/dep/index.js"]

    def test_does_not_read_what_is_ignored(self, root: Path, readings: list[str]) -> None:
        ignore = parse_ignore("*.log\nnode_modules\n")
        snapshot = scan(str(root), ignore=ignore)
        readings.clear()
        write(root, "debug.log", "longer")
        write(root, "node_modules/dep/more", "x")
        after = rescan_paths(snapshot, str(root), ["debug.log", "node_modules/dep"], ignore=ignore)
        assert readings == []
        log = after.find("debug.log")
        assert isinstance(log, File)
        assert (log.digest, log.size_bytes) == (UNREAD, 6)
        assert after.find("node_modules/dep/more") is not None

    def test_takes_a_socket_for_an_empty_file(
        self, root: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        snapshot = scan(str(root))
        monkeypatch.chdir(root)
        (root / "a.txt").unlink()
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("a.txt")
            node = rescan_paths(snapshot, str(root), ["a.txt"]).find("a.txt")
        assert isinstance(node, File)
        assert (node.size_bytes, node.digest) == (0, content_digest(b""))


def test_many_files_in_one_directory(
    tmp_path: Path, store: DigestStore, readings: list[str]
) -> None:
    for number in range(2_000):
        (tmp_path / f"f{number}").write_text(str(number))
    context = tmp_path
    snapshot = scan(str(context), store=store)
    (tmp_path / "f7").write_text("other")
    readings.clear()
    assert scan(str(context), store=store).root.fingerprint != snapshot.root.fingerprint
    assert [os.path.basename(path) for path in readings if "cache" not in path] == ["f7"]


def test_on_windows_every_mode_is_assumed(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    from layerviz.adapters import directory_records

    monkeypatch.setattr(directory_records, "IS_WINDOWS", True)
    node = scan(str(root)).find("a.txt")
    assert isinstance(node, File)
    assert node.mode == 0o755


def test_without_directory_descriptors_paths_do(
    monkeypatch: pytest.MonkeyPatch, root: Path
) -> None:
    expected = scan(str(root)).root.fingerprint
    monkeypatch.setattr(context_look, "_BY_DESCRIPTOR", False)
    assert scan(str(root)).root.fingerprint == expected
