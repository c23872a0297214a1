"""What a target means, and reading the two texts of a build: whatever lies there, an answer."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from layerviz.adapters import targets
from layerviz.adapters.targets import ProjectFolders, read_dockerfile, read_optional
from layerviz.core.diagnostics import Diagnostic


@pytest.fixture
def folders() -> ProjectFolders:
    return ProjectFolders(lambda _: None)


def code_of(found: object) -> str:
    assert isinstance(found, Diagnostic)
    return found.code


def test_a_pipe_in_the_place_of_a_dockerfile_is_told_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "Dockerfile")
    assert code_of(read_dockerfile(str(tmp_path / "Dockerfile"))) == "dockerfile-irregular"


def test_a_pipe_in_the_place_of_an_ignore_file_counts_as_none(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / ".dockerignore")
    assert read_optional(str(tmp_path / ".dockerignore")) is None


def test_a_socket_in_the_place_of_a_dockerfile_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("Dockerfile")
        found = read_dockerfile(str(tmp_path / "Dockerfile"))
    assert code_of(found) in ("dockerfile-irregular", "dockerfile-unreadable")


def test_what_the_shell_hands_over_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    os.write(writer, b"FROM scratch\n")
    os.close(writer)
    try:
        assert read_dockerfile(f"/dev/fd/{reader}") == b"FROM scratch\n"
    finally:
        os.close(reader)


def test_what_is_too_large_for_a_dockerfile_is_told_with_its_size(tmp_path: Path) -> None:
    most = b"#" * 103 + b"\n"
    (tmp_path / "Dockerfile").write_bytes(most * targets.MOST_LINES)
    assert read_dockerfile(str(tmp_path / "Dockerfile")) == most * targets.MOST_LINES
    for content, lines in (
        (most * 100_000, 100_000),
        (b"#" * 10_000_000, 1),
        (b"\n" * 10_001, 10_001),
    ):
        (tmp_path / "Dockerfile").write_bytes(content)
        found = read_dockerfile(str(tmp_path / "Dockerfile"))
        assert code_of(found) == "dockerfile-too-large"
        assert isinstance(found, Diagnostic)
        said = dict(found.values)
        assert (said["size"], said["lines"]) == (str(len(content)), str(lines))


def test_the_builder_says_why_a_dockerfile_cannot_be_had(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty").touch()
    (tmp_path / "loop").symlink_to("loop")
    said = {}
    for name in ("folder", "empty", "loop", "none"):
        found = read_dockerfile(str(tmp_path / name))
        assert isinstance(found, Diagnostic)
        said[name] = found.builder_message
    assert said == {
        "folder": "failed to read dockerfile: read folder: is a directory",
        "empty": "the Dockerfile (empty) cannot be empty",
        "loop": "failed to read dockerfile: open loop: too many levels of symbolic links",
        "none": "failed to read dockerfile: open none: no such file or directory",
    }


def test_a_target_that_is_not_there_is_missing(tmp_path: Path, folders: ProjectFolders) -> None:
    (tmp_path / "file").touch()
    for target in ("none", "file/below", "a\0b"):
        found = folders.locate(str(tmp_path / target) if "\0" not in target else target)
        assert code_of(found) == "target-missing"


def test_a_target_behind_a_closed_door_is_not_said_to_be_missing(
    tmp_path: Path, folders: ProjectFolders, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.lstat

    def refusing(path: str, **more: int) -> os.stat_result:
        if str(path).endswith("Dockerfile"):
            raise PermissionError(13, "Permission denied", path)
        return real(path, **more)

    monkeypatch.setattr(os, "lstat", refusing)
    found = folders.locate(str(tmp_path / "Dockerfile"))
    assert not isinstance(found, Diagnostic)
    assert found.dockerfile == str(tmp_path / "Dockerfile")
