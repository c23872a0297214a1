from __future__ import annotations

import os
import re
import shutil
import subprocess

import pytest

from tests.architecture.borders import ROOT


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))


@pytest.mark.parametrize("name", ["README.md", "README.ja.md", "CONTRIBUTING.md", ".ci/run"])
def test_every_make_command_that_is_told_exists(name: str) -> None:
    told = set(re.findall(r"(?:^|`)make ([a-z][a-z-]+)", read(name), re.MULTILINE))
    assert told
    assert told - targets() == set()


@pytest.mark.parametrize("name", ["README.md", "README.ja.md", "CONTRIBUTING.md"])
def test_every_file_that_is_linked_exists(name: str) -> None:
    linked = re.findall(r"\]\(([^)#:]+)\)", read(name))
    assert [path for path in linked if not (ROOT / path).exists()] == []


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
def test_goldens_are_not_written_in_ci() -> None:
    done = subprocess.run(
        ["make", "golden"],
        cwd=ROOT,
        env={**os.environ, "CI": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "never written in CI" in done.stderr


def test_ci_requires_an_engine_and_runs_what_the_readme_says() -> None:
    script = read(".ci/run")
    assert "LAYERVIZ_REQUIRE_ENGINE=1" in script
    assert "\nmake test\n" in script
    assert script.endswith("\nmake engine-test\n"), "pytest has the last word"
