from __future__ import annotations

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.borders import ROOT

LONGEST = 400
LONGEST_TEST = 600  # sentences of behaviour, read one by one
TABLES = {
    "src/layerviz/ui/main_window.py": "offender: every part is placed here",
}
"""File -> why it may be longer. Offenders are listed so that nobody adds to them unseen."""

# Put together here, so that this file does not contain what it looks for.
ADDRESSES = re.compile(
    "|".join(["index" + "-url", "extra" + "-index", r"https?://\S*/" + "simple"])
)
TEXT = (".py", ".md", ".toml", ".yaml", ".po", ".svg", ".txt", ".lock", ".json", "Makefile", "run")


def committed() -> list[Path]:
    """The files that git knows; outside of a repository (an unpacked sdist) all but caches."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        names = [name.decode("utf-8", "surrogateescape") for name in listed.stdout.split(b"\0")]
        paths = [ROOT / name for name in names if name]
    else:
        paths = [path for path in ROOT.rglob("*") if not {".venv", "__pycache__"} & set(path.parts)]
    return sorted(path for path in paths if path.is_file() and not path.is_symlink())


def is_data(path: Path) -> bool:
    """Samples and recorded cases are content, whatever they look like."""
    parts = path.relative_to(ROOT).parts
    return parts[0] == "samples" or parts[:2] == ("tests", "data")


def own_text() -> Iterator[tuple[str, bytes]]:
    for path in committed():
        if path.name.endswith(TEXT) and not is_data(path):
            yield str(path.relative_to(ROOT)), path.read_bytes()


def test_no_committed_file_names_a_package_index() -> None:
    found = [
        (str(path.relative_to(ROOT)), number)
        for path in committed()
        for number, line in enumerate(path.read_bytes().decode("latin-1").split("\n"), 1)
        if ADDRESSES.search(line)
    ]
    assert found == []


@pytest.mark.skipif(len(ROOT.parts) < 3, reason="a checkout at / has no telling path")
def test_no_committed_file_names_this_checkout() -> None:
    here = str(ROOT).encode()
    assert [name for name, content in own_text() if here in content] == []


def _longest(name: str) -> int:
    return LONGEST_TEST if name.startswith("tests/") else LONGEST


def test_source_files_stay_short_enough_to_read() -> None:
    long = {
        name: content.count(b"\n")
        for name, content in own_text()
        if name.endswith(".py") and content.count(b"\n") > _longest(name) and name not in TABLES
    }
    assert long == {}


def test_text_ends_its_lines_in_one_way() -> None:
    wrong = [
        name
        for name, content in own_text()
        if b"\r" in content or (content and not content.endswith(b"\n"))
    ]
    assert wrong == []


def test_no_line_ends_in_blanks() -> None:
    wrong = [name for name, content in own_text() if re.search(rb"[ \t]\n", content)]
    assert wrong == []


def test_configuration_can_be_read() -> None:
    for path in committed():
        if path.suffix == ".toml" and not is_data(path):
            tomllib.loads(path.read_text(encoding="utf-8"))


def test_every_package_named_by_pyproject_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lock = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")
    locked = {line.split("==")[0] for line in lock.splitlines() if "==" in line}
    groups = project["dependency-groups"].values()
    wanted = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    wanted += [entry for group in groups for entry in group if isinstance(entry, str)]
    names = {re.split(r"[<>=; ]", entry)[0].lower().replace(".", "-") for entry in wanted}
    assert names - locked == set()


def test_every_locked_package_has_hashes() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        entries = re.split(r"\n(?=[a-z])", text)
        assert [entry.split("\n")[0] for entry in entries if "--hash=sha256:" not in entry] == []
