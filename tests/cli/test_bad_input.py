"""What is wrong on the command line or on the disk: one line that says so, and the right code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from layerviz.app.wording import Wording
from layerviz.cli import waiting
from layerviz.cli.main import main

NODE = "sample:node-order"
WRONG_USAGE = {
    "no target": ["predict"],
    "an empty target": ["predict", ""],
    "an empty second target": ["predict", NODE, ""],
    "three targets": ["predict", NODE, NODE, NODE],
    "an unknown option": ["predict", NODE, "--bogus"],
    "a misspelt option": ["predict", NODE, "--edti", "server.js"],
    "a value left out": ["predict", NODE, "--edit"],
    "an empty value": ["predict", NODE, "--edit", ""],
    "a mode that is not octal": ["predict", NODE, "--chmod", "9:server.js"],
    "a mode without a path": ["predict", NODE, "--chmod", "755"],
    "a mode that is too large": ["predict", NODE, "--chmod", "77777:server.js"],
    "a rename to nothing": ["predict", NODE, "--rename", "server.js"],
    "an argument without a name": ["predict", NODE, "--build-arg", "=x"],
    "an unknown store": ["predict", NODE, "--store", "aufs"],
    "an unknown transfer": ["predict", NODE, "--transfer", "never"],
    "an unknown language": ["predict", NODE, "--lang", "fr"],
    "a value for a switch": ["predict", NODE, "--json=1"],
    "an unknown command": ["predit", NODE],
    "a target for samples": ["samples", "node-order"],
}
NO_ANSWER = {
    "a folder that is not there": ["predict", "nowhere"],
    "an unknown sample": ["predict", "sample:none"],
    "an edit that names no file": ["predict", NODE, "--edit", "nofile"],
    "an edit outside the folder": ["predict", NODE, "--edit", "../none"],
    "an edit with a strange name": ["predict", NODE, "--delete", "a\nb\x1b[31m"],
    "a rename to itself": ["predict", NODE, "--rename", "server.js:server.js"],
    "an added file that is there": ["predict", NODE, "--add", "server.js"],
    "an unknown target": ["predict", NODE, "--target", "none"],
    "an unknown target after the edit": ["predict", NODE, "--after-target", "none"],
    "a base that is not used": ["predict", NODE, "--base-changed", "nginx"],
    "a Dockerfile that is not there": ["predict", NODE, "-f", "Dockerfile.none"],
    "another Dockerfile that is not there": ["predict", NODE, "--after-file", "none"],
}


@pytest.mark.parametrize("words", WRONG_USAGE.values(), ids=WRONG_USAGE)
def test_wrong_usage_is_told_on_one_line(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    for language in ("en", "ja"):
        code = main([words[0], "--lang", language, *words[1:]])
        printed = capsys.readouterr()
        assert (code, printed.out) == (2, "")
        assert printed.err.startswith("layerviz: ")
        assert printed.err.count("\n") == 1


@pytest.mark.parametrize("words", NO_ANSWER.values(), ids=NO_ANSWER)
def test_what_cannot_be_answered_is_told_on_one_line(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    for language in ("en", "ja"):
        code = main([*words, "--lang", language])
        printed = capsys.readouterr()
        assert (code, printed.out) == (1, "")
        assert printed.err.startswith("layerviz: ")
        assert printed.err.count("\n") == 1
        assert "\x1b" not in printed.err


def test_rubbish_does_not_flood_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "Dockerfile").write_text("FROM b\n" + "rubbish\n" * 500 + "z" * 60_000)
    assert main(["predict", str(tmp_path), "--lang", "en"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "… and 481 more of these" in lines
    assert "docker build stops at line 2; shown as if that line were absent" in lines
    assert len(lines) < 40
    assert max(map(len, lines)) <= 1_000


def test_a_pattern_that_only_looks_well_formed_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "Dockerfile").write_text("FROM b\nCOPY . .\n")
    (tmp_path / ".dockerignore").write_text("[z-a]\n")
    assert main(["predict", str(tmp_path), "--edit", "Dockerfile", "--lang", "en"]) == 0
    printed = capsys.readouterr().out
    assert "failed to match excludepatterns: syntax error in pattern" in printed
    assert "docker build cannot start with this" in printed


def run(words: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
    usual = {"PYTHONPATH": os.pathsep.join(sys.path), "PATH": os.environ.get("PATH", "")}
    return subprocess.run(
        [sys.executable, "-m", "layerviz", *words],
        env={**usual, **environment},
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize("locale", ["C", "POSIX", "xx_YY.KOI8-R", ""])
def test_any_locale_gets_an_answer(locale: str, tmp_path: Path) -> None:
    environment = {"LC_ALL": locale, "LANG": locale, "PYTHONIOENCODING": "ascii"}
    done = run(["predict", NODE, "--edit", "server.js", "--lang", "ja"], environment)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.isascii()


@pytest.mark.skipif(os.name == "nt", reason="the folder of caches lies elsewhere there")
@pytest.mark.parametrize("cache", ["/dev/null/none", "/proc/none", "relative"])
def test_a_cache_that_cannot_be_written_changes_nothing(cache: str) -> None:
    usual = run(["predict", NODE, "--edit", "server.js"], {"HOME": "/dev/null"})
    done = run(["predict", NODE, "--edit", "server.js"], {"XDG_CACHE_HOME": cache, "HOME": ""})
    assert (done.returncode, done.stderr, done.stdout) == (0, b"", usual.stdout)


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
def test_closed_streams_are_no_fault() -> None:
    command = f"{sys.executable} -m layerviz predict {NODE}"
    for closed in (">&-", "2>&-", "<&-", ">&- 2>&-"):
        done = subprocess.run(
            f"{command} {closed}",
            shell=True,
            env={"PYTHONPATH": os.pathsep.join(sys.path), "PATH": os.environ.get("PATH", "")},
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_is_told_as_such() -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "layerviz", "predict", NODE, "--lang", "en"],
            env={"PYTHONPATH": os.pathsep.join(sys.path)},
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 1
    said = b"layerviz: the output could not be written: No space left on device\n"
    assert done.stderr == said


def test_a_long_wait_is_told_and_taken_away_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [0.0]
    monkeypatch.setattr("layerviz.cli.waiting.time.monotonic", lambda: now[0])
    job = waiting.Waiting(Wording("en"))
    job.progress(1, None, "listing")
    assert capsys.readouterr().err == ""
    now[0] = 2.0
    job.progress(64, None, "listing")
    job.progress(65, None, "listing")
    now[0] = 3.0
    job.progress(128, 5_000, "reading")
    now[0] = 4.0
    job.progress(2_000_000, 1_500_000_000, "layers")
    job.end()
    told = capsys.readouterr().err.split("\r\x1b[K")
    assert told == [
        "",
        "looking at the build context: 64 folders (Ctrl+C ends it)",
        "reading files: 128 of 5,000 (Ctrl+C ends it)",
        "reading layers: 2.0 MB of 1.5 GB (Ctrl+C ends it)",
        "",
    ]


def test_no_colours_go_into_a_pipe() -> None:
    done = run(["predict", NODE, "--edit", "server.js"], {"COLUMNS": "40", "TERM": "xterm"})
    assert b"\x1b" not in done.stdout
    assert b"It copies server.js, and server.js is not the file that it was." in done.stdout
