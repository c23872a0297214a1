from __future__ import annotations

import os
from pathlib import Path

import pytest

from layerviz.adapters.project_files import OtherText, ignore_files, save_text
from layerviz.adapters.whole_files import write_whole
from layerviz.core.diagnostics import Diagnostic


def test_a_text_is_written_where_what_was_read_still_lies(tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    path.write_bytes(b"old")
    path.chmod(0o640)
    assert save_text(str(path), b"new", b"old") is None
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640
    assert os.listdir(tmp_path) == ["Dockerfile"]


def test_a_file_that_another_program_changed_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    path.write_bytes(b"theirs")
    assert save_text(str(path), b"mine", b"old") == OtherText(b"theirs")
    assert path.read_bytes() == b"theirs"
    assert save_text(str(path), b"mine", None) is None
    assert path.read_bytes() == b"mine"


def test_a_file_that_is_gone_is_written_again(tmp_path: Path) -> None:
    assert save_text(str(tmp_path / "new/Dockerfile"), b"mine", b"old") is None
    assert (tmp_path / "new/Dockerfile").read_bytes() == b"mine"


def test_a_place_that_cannot_be_written_is_told_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    problem = save_text(str(tmp_path / "file/Dockerfile"), b"mine", None)
    assert isinstance(problem, Diagnostic)
    assert dict(problem.values)["reason"]


def test_a_link_is_followed_and_stays(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to("real")
    assert save_text(str(tmp_path / "link"), b"new", b"old") is None
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


def test_a_failed_write_leaves_the_old_file_and_no_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="No space"):
        write_whole(str(path), b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["file"]


def test_the_ignore_files_of_a_dockerfile_and_of_the_folder_are_found(tmp_path: Path) -> None:
    dockerfile = str(tmp_path / "Dockerfile")
    (tmp_path / ".dockerignore").write_bytes(b"a")
    common = ("", str(tmp_path / ".dockerignore"), b"a")
    assert ignore_files(str(tmp_path), (dockerfile,)) == (common,)
    (tmp_path / "Dockerfile.dockerignore").write_bytes(b"b")
    own = (dockerfile, f"{dockerfile}.dockerignore", b"b")
    assert ignore_files(str(tmp_path), (dockerfile,)) == (own, common)
