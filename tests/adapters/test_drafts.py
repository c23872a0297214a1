from __future__ import annotations

import os
from pathlib import Path

from layerviz.adapters.drafts import (
    MOST_DRAFTS,
    latest_draft,
    read_draft,
    remove_draft,
    write_draft,
)


def draft(target: str, text: str = "FROM a\n") -> dict[str, object]:
    return {"target": target, "text": text}


def test_a_draft_is_kept_for_each_target(tmp_path: Path) -> None:
    folder = str(tmp_path / "drafts")
    assert read_draft(folder, "a") is None
    assert latest_draft(folder) is None
    assert write_draft(folder, draft("a")) is None
    assert write_draft(folder, draft("b\udcff", "\udcff")) is None
    assert write_draft(folder, draft("a", "later")) is None
    assert read_draft(folder, "a") == draft("a", "later")
    assert read_draft(folder, "b\udcff") == draft("b\udcff", "\udcff")


def test_the_draft_written_last_is_the_latest(tmp_path: Path) -> None:
    for number, name in enumerate("abc"):
        write_draft(str(tmp_path), draft(name))
        newest = max(tmp_path.iterdir(), key=lambda path: path.stat().st_mtime_ns)
        os.utime(newest, ns=(number, number))
    write_draft(str(tmp_path), draft("b"))
    assert latest_draft(str(tmp_path)) == draft("b")


def test_a_removed_draft_is_gone(tmp_path: Path) -> None:
    write_draft(str(tmp_path), draft("a"))
    remove_draft(str(tmp_path), "a")
    remove_draft(str(tmp_path), "a")
    assert read_draft(str(tmp_path), "a") is None


def test_the_oldest_of_too_many_go(tmp_path: Path) -> None:
    for number in range(MOST_DRAFTS + 2):
        write_draft(str(tmp_path), draft(str(number)))
    assert len(os.listdir(tmp_path)) == MOST_DRAFTS


def test_what_is_no_draft_is_passed_over(tmp_path: Path) -> None:
    write_draft(str(tmp_path), draft("a"))
    for number, content in enumerate((b"", b"[]", b"{}", b"\xff", b'{"target": 1}')):
        (tmp_path / f"odd{number}.json").write_bytes(content)
    assert latest_draft(str(tmp_path)) == draft("a")


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    problem = write_draft(str(tmp_path / "file"), draft("a"))
    assert problem is not None
    assert problem.code == "draft-not-saved"
