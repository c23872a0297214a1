"""Remembered digests: kept, forgotten, and never trusted when something is odd."""

from __future__ import annotations

import marshal
import os
import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from layerviz.adapters import digest_store
from layerviz.adapters.digest_store import DigestStore, cache_folder

if TYPE_CHECKING:
    from layerviz.adapters.digest_store import Record

RECORD: Record = (b"key", b"digests", ((0, "target", (("user.k", b"v"),)),), b"totals", True)
OTHER: Record = (b"other", b"", (), b"", False)


@pytest.fixture
def store(tmp_path: Path) -> DigestStore:
    return DigestStore(str(tmp_path))


def files(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "digests").iterdir())


def many(count: int) -> dict[str, Record]:
    return {str(number): RECORD for number in range(count)}


def test_gives_back_what_was_kept(store: DigestStore) -> None:
    assert store.load("/a") == {}
    store.save("/a", {"": RECORD, "d": OTHER}, {"", "d"})
    assert store.load("/a") == {"": RECORD, "d": OTHER}
    assert store.load("/b") == {}


def test_writes_nothing_if_nothing_changed(store: DigestStore, tmp_path: Path) -> None:
    store.save("/a", {"": RECORD}, set())
    assert not (tmp_path / "digests").exists()


def test_few_changes_are_written_beside(store: DigestStore, tmp_path: Path) -> None:
    records = many(100)
    store.save("/a", records, set(records))
    (main,) = files(tmp_path)
    before = main.stat().st_mtime_ns
    for name in ("5", "6"):
        records[name] = OTHER
        store.save("/a", records, {name})
    del records["7"]
    store.save("/a", records, {"7"})
    assert main.stat().st_mtime_ns == before
    assert store.load("/a") == records
    for name in records:
        records[name] = OTHER
    store.save("/a", records, set(records))
    assert files(tmp_path) == [main]
    assert store.load("/a") == records


@pytest.mark.parametrize("damage", ["", "short", "flipped", "foreign", "not-marshal", "no-dict"])
def test_damaged_files_count_as_absent(store: DigestStore, tmp_path: Path, damage: str) -> None:
    store.save("/a", {"": RECORD}, {""})
    (main,) = files(tmp_path)
    content = main.read_bytes()
    head = content.index(b"\n") + 1

    def framed(payload: bytes) -> bytes:
        return content[:head] + zlib.crc32(payload).to_bytes(4, "big") + payload

    main.write_bytes(
        {
            "": b"",
            "short": content[:-1],
            "flipped": content[:-1] + bytes([content[-1] ^ 1]),
            "foreign": b"x" * len(content),
            "not-marshal": framed(b"{"),
            "no-dict": framed(marshal.dumps([1])),
        }[damage]
    )
    assert store.load("/a") == {}
    store.save("/a", {"": OTHER}, {""})
    assert store.load("/a") == {"": OTHER}


def test_forgets_what_was_not_used_for_longest(tmp_path: Path) -> None:
    store = DigestStore(str(tmp_path), most_bytes=20_000)
    for number, name in enumerate("abc"):
        store.save(f"/{name}", many(100), set(many(100)))
        for path in files(tmp_path):
            if path.stat().st_mtime > 1_000_000_000:
                os.utime(path, (number, number))
    kept = [bool(store.load(f"/{name}")) for name in "abc"]
    assert kept == [False, True, True]
    assert store.size_bytes() <= 20_000


def test_use_counts_once_a_day(store: DigestStore, tmp_path: Path) -> None:
    store.save("/a", {"": RECORD}, {""})
    (main,) = files(tmp_path)
    os.utime(main, (1, 1))
    store.load("/a")
    used = main.stat().st_mtime_ns
    assert used > 1_000_000_000
    store.load("/a")
    assert main.stat().st_mtime_ns == used


def test_can_be_cleared(store: DigestStore, tmp_path: Path) -> None:
    store.clear()
    store.save("/a", {"": RECORD}, {""})
    assert store.size_bytes() > 0
    store.clear()
    assert (store.size_bytes(), store.load("/a")) == (0, {})


def test_a_folder_that_cannot_be_made_is_lived_with(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = DigestStore(str(tmp_path / "file"))
    store.save("/a", {"": RECORD}, {""})
    assert store.load("/a") == {}


def test_a_full_disk_leaves_no_half_file(
    store: DigestStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    store.save("/a", {"": RECORD}, {""})
    assert files(tmp_path) == []


def test_a_file_that_goes_while_it_is_noted_is_no_matter(tmp_path: Path) -> None:
    digest_store._note_use(str(tmp_path / "gone"))


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {"XDG_CACHE_HOME": "/x"}, "/x/layerviz"),
        ("linux", {"XDG_CACHE_HOME": "relative"}, "/home/u/.cache/layerviz"),
        ("linux", {}, "/home/u/.cache/layerviz"),
        ("darwin", {}, "/home/u/Library/Caches/layerviz"),
        ("win32", {"LOCALAPPDATA": "/l"}, "/l/layerviz/Cache"),
        ("win32", {}, "/home/u/AppData/Local/layerviz/Cache"),
    ],
)
def test_lies_where_the_platform_keeps_caches(
    monkeypatch: pytest.MonkeyPatch, platform: str, variables: dict[str, str], expected: str
) -> None:
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"HOME": "/home/u", **variables}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert cache_folder() == expected
