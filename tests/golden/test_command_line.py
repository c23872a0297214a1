"""What the command line prints, letter for letter, in both languages.

`make golden` writes the files anew; read the difference like code.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from layerviz.cli.main import main

FOLDER = Path(__file__).parent / "cli"
COMMANDS = {
    "overview": ["--help"],
    "predict-help": ["predict", "--help"],
    "samples": ["samples"],
    "save-server": ["predict", "sample:node-order", "--edit", "server.js"],
    "save-server-code-first": [
        "predict",
        "sample:node-order",
        "-f",
        "Dockerfile.code-first",
        "--edit",
        "server.js",
    ],
    "two-orders": ["predict", "sample:node-order", "--after-file", "Dockerfile.code-first"],
    "again": ["predict", "sample:python-pip"],
    "stages": ["predict", "sample:go-multistage", "--edit", "main.go"],
    "target": ["predict", "sample:skipped-stage", "--after-target", "test"],
    "argument": ["predict", "sample:arg-trap", "--after-build-arg", "GIT_SHA=4f2a9c1"],
    "new-base": ["predict", "sample:copy-link", "--base-changed"],
    "missing": ["predict", "sample:java-maven", "--delete", "pom.xml"],
    "typo": ["predict", "sample:broken"],
    "image-help": ["image", "--help"],
    "image-ghosts": ["image", "sample:cleanup"],
    "image-platform": ["image", "sample:multi-platform", "--platform", "linux/arm/v7"],
    "image-predicted": ["image", "sample:node-order"],
    "share-help": ["share", "--help"],
    "share-lesson": ["share", "sample:app-a", "sample:app-b"],
    "share-versions": ["share", "sample:shop-v1.0", "sample:shop-v1.1", "sample:shop-v2.0"],
    "share-predicted": ["share", "sample:node-order", "sample:app-a"],
    "name-help": ["name", "--help"],
    "name-short": ["name", "node"],
    "name-port": ["name", "localhost:5000/team/web/app:1.2"],
    "name-digest": ["name", "owner/app:1.2@sha256:" + "4f2a" * 16],
}


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("name", COMMANDS)
def test_the_command_line_prints(
    name: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*COMMANDS[name], "--lang", language]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    file = FOLDER / f"{name}.{language}.txt"
    if "LAYERVIZ_UPDATE_GOLDEN" in os.environ:
        file.parent.mkdir(exist_ok=True)
        file.write_text(printed.out, encoding="utf-8", newline="\n")
    assert printed.out == file.read_text(encoding="utf-8")
