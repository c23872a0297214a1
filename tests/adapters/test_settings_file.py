from __future__ import annotations

import os
from pathlib import Path

import pytest

from layerviz.adapters.settings_file import read_settings, settings_path, write_settings
from layerviz.app.settings import Settings, plain_from_settings, settings_from_plain

PLACES = ("/tmp/日本語", "odd \udcff name")


def test_the_first_start_has_no_settings_and_no_complaint(tmp_path: Path) -> None:
    assert read_settings(str(tmp_path / "no/such/settings.json")) == ({}, ())


def test_settings_come_back_as_they_were_written(tmp_path: Path) -> None:
    path = str(tmp_path / "new/settings.json")
    settings = Settings(language="ja", zoom_percent=150, recent=PLACES)
    assert write_settings(path, plain_from_settings(settings)) is None
    assert settings_from_plain(read_settings(path)[0]) == (settings, ())
    assert os.listdir(tmp_path / "new") == ["settings.json"]


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe", b"[" * 100_000])
def test_a_broken_file_is_set_aside_and_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    plain, problems = read_settings(str(path))
    assert plain == {}
    assert [problem.code for problem in problems] == ["settings-unreadable"]
    assert (tmp_path / "settings.json.bad").read_bytes() == content


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    problem = write_settings(str(tmp_path / "file/settings.json"), {})
    assert problem is not None
    assert problem.code == "settings-not-saved"


def test_the_place_is_the_users_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert settings_path() == str(tmp_path / "layerviz/settings.json")
