from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from tests.architecture.borders import ROOT
from tests.architecture.test_files import committed

CACHES = ("__pycache__", ".mo")


def build(target: str, source: Path, into: Path) -> Path:
    """Build with the backend that is installed here: no isolation, so no network."""
    script = f"import hatchling.build as b; print(b.build_{target}({str(into)!r}))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=source, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return into / done.stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("sdist", ROOT, tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def from_checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def from_sdist(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(sdist) as archive:
        # Python before 3.11.4 knows no filters; from 3.12 on it wants one to be named.
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(folder)
    (unpacked,) = folder.iterdir()
    return build("wheel", unpacked, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(params=["from_checkout", "from_sdist"])
def wheel(request: pytest.FixtureRequest) -> Path:
    path = request.getfixturevalue(request.param)
    assert isinstance(path, Path)
    return path


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def committed_below(folder: str) -> set[str]:
    relative = [path.relative_to(ROOT).as_posix() for path in committed()]
    return {name for name in relative if name.startswith(f"{folder}/")}


def test_the_wheel_holds_every_file_of_every_sample(wheel: Path) -> None:
    wanted = {f"layerviz/{name}" for name in committed_below("samples")}
    assert wanted
    assert wanted - names_in(wheel) == set()


def test_the_wheel_holds_every_resource_and_the_compiled_texts(wheel: Path) -> None:
    wanted = {f"layerviz/{name}" for name in committed_below("resources")}
    wanted |= {f"{name.removesuffix('.po')}.mo" for name in wanted if name.endswith(".po")}
    assert wanted - names_in(wheel) == set()


def test_the_wheel_holds_the_code_and_nothing_besides(wheel: Path) -> None:
    code = {name.removeprefix("src/") for name in committed_below("src")}
    names = names_in(wheel)
    assert code - names == set()
    folders = {name.split("/")[0] for name in names}
    assert {folder for folder in folders if not folder.endswith(".dist-info")} == {"layerviz"}
    assert [name for name in names if "__pycache__" in name] == []


def test_the_wheel_carries_the_licences_and_the_command(wheel: Path) -> None:
    names = names_in(wheel)
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert any(name.endswith("licenses/resources/fonts/OFL.txt") for name in names)
    with zipfile.ZipFile(wheel) as archive:
        (entry_points,) = [name for name in names if name.endswith("entry_points.txt")]
        assert b"layerviz = layerviz.__main__:command" in archive.read(entry_points)


def test_both_wheels_hold_the_same(from_checkout: Path, from_sdist: Path) -> None:
    assert names_in(from_checkout) == names_in(from_sdist)


def test_the_sdist_holds_what_its_own_tests_need(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    for folder in ("src", "samples", "resources", "tests"):
        assert committed_below(folder) - names == set()


def test_an_installed_wheel_predicts_a_sample(from_checkout: Path, tmp_path: Path) -> None:
    """Away from the checkout, nothing else installed: it needs the standard library only."""
    venv.create(tmp_path / "env", with_pip=False, symlinks=os.name != "nt")
    python = next((tmp_path / "env").glob("[bS]*/python*"))
    with zipfile.ZipFile(from_checkout) as archive:
        archive.extractall(tmp_path / "site")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    command = ["-m", "layerviz", "predict", "sample:node-order", "--edit", "server.js", "--lang"]
    for language, word in (("en", "REBUILT"), ("ja", "server.js")):
        done = subprocess.run(
            [python, *command, language],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert word in done.stdout
