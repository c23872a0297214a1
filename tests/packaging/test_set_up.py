from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from scripts import set_up
from scripts.set_up import SetUpError


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that were run; each one succeeds."""
    run: list[list[str]] = []

    def record(command: list[object], **_: object) -> subprocess.CompletedProcess[str]:
        run.append([str(part) for part in command])
        return subprocess.CompletedProcess([], 0, "", "")

    monkeypatch.setattr("scripts.set_up.subprocess.run", record)
    return run


@pytest.fixture
def without_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(set_up, "missing_libraries", list)
    monkeypatch.setattr(set_up, "_has_venv", lambda: True)
    monkeypatch.setattr(set_up, "_glibc", lambda: (2, 36))
    monkeypatch.setattr("scripts.set_up.sys.platform", "linux")


def which(*present: str) -> object:
    return lambda name: f"/usr/bin/{name}" if name in present else None


@pytest.mark.usefixtures("without_libraries")
def test_root_installs_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, commands: list[list[str]]
) -> None:
    monkeypatch.setattr("scripts.set_up.shutil.which", which("apt-get"))
    monkeypatch.setattr("scripts.set_up.os.geteuid", lambda: 0)
    set_up.install_system_parts(window=False)
    assert commands[-2:][0] == ["apt-get", "update"]
    assert commands[-1][:4] == ["apt-get", "install", "-y", "--no-install-recommends"]
    assert {"libgl1", "libegl1", "libglib2.0-0"} <= set(commands[-1])
    assert "libxcb-cursor0" not in commands[-1]


@pytest.mark.usefixtures("without_libraries")
def test_a_display_asks_for_the_libraries_of_a_window_too(
    monkeypatch: pytest.MonkeyPatch, commands: list[list[str]]
) -> None:
    monkeypatch.setattr("scripts.set_up.shutil.which", which("apt-get"))
    monkeypatch.setattr("scripts.set_up.os.geteuid", lambda: 0)
    monkeypatch.setattr(set_up, "has_display", lambda: True)
    set_up.install_system_parts(window=True)
    assert "libxcb-cursor0" in commands[-1]


@pytest.mark.usefixtures("without_libraries")
def test_sudo_without_a_password_is_used(
    monkeypatch: pytest.MonkeyPatch, commands: list[list[str]]
) -> None:
    monkeypatch.setattr("scripts.set_up.shutil.which", which("apt-get", "sudo"))
    monkeypatch.setattr("scripts.set_up.os.geteuid", lambda: 1000)
    set_up.install_system_parts(window=False)
    assert commands[-1][:3] == ["sudo", "apt-get", "install"]


@pytest.mark.usefixtures("without_libraries", "commands")
def test_without_rights_the_exact_command_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scripts.set_up.shutil.which", which("apt-get", "sudo"))
    monkeypatch.setattr("scripts.set_up.os.geteuid", lambda: 1000)
    monkeypatch.setattr(set_up, "_may_sudo", lambda: False)
    monkeypatch.setattr(set_up, "_has_venv", lambda: False)
    monkeypatch.setattr(set_up, "_venv_works", lambda: False)
    with pytest.raises(SetUpError) as told:
        set_up.install_system_parts(window=False)
    assert "sudo apt-get update && sudo apt-get install -y" in str(told.value)
    assert "-venv" in str(told.value)
    assert "libegl1" in str(told.value)


@pytest.mark.usefixtures("without_libraries", "commands")
def test_where_there_is_no_sudo_the_command_is_one_for_su(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scripts.set_up.shutil.which", which("apt-get"))
    monkeypatch.setattr("scripts.set_up.os.geteuid", lambda: 1000)
    with pytest.raises(SetUpError, match=r"su -c 'apt-get update && apt-get install -y .*'$"):
        set_up.install_system_parts(window=False)


@pytest.mark.usefixtures("without_libraries", "commands")
def test_other_systems_are_told_the_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scripts.set_up.shutil.which", which())
    with pytest.raises(SetUpError, match=r"libEGL\.so\.1"):
        set_up.install_system_parts(window=False)


def test_newer_systems_have_another_name_for_one_package() -> None:
    assert set_up.package_of("libglib-2.0.so.0", (2, 36)) == "libglib2.0-0"
    assert set_up.package_of("libglib-2.0.so.0", (2, 39)) == "libglib2.0-0t64"
    assert set_up.package_of("libGL.so.1", (2, 41)) == "libgl1"


def test_a_failing_set_up_leaves_nothing_half_done(tmp_path: Path) -> None:
    folder = tmp_path / "venv"

    def fail() -> None:
        with set_up.removed_on_failure(folder):
            folder.mkdir()
            raise SetUpError("no network")

    with pytest.raises(SetUpError):
        fail()
    assert not folder.exists()


def test_a_failing_update_keeps_what_was_there(tmp_path: Path) -> None:
    def fail() -> None:
        with set_up.removed_on_failure(tmp_path):
            raise SetUpError("no network")

    with pytest.raises(SetUpError):
        fail()
    assert tmp_path.exists()


def test_a_finished_set_up_runs_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, commands: list[list[str]]
) -> None:
    monkeypatch.setattr(set_up, "VENV", tmp_path)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").touch()
    (tmp_path / "layerviz-stamp").write_text(set_up.stamp_text())
    set_up.install_packages()
    assert commands == []
