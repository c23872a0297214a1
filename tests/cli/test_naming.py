from __future__ import annotations

import json

import pytest

from layerviz.cli.main import main


def test_the_machine_form_has_every_part_and_null_where_there_is_none(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["name", "ghcr.io/a/b/c:1.2", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "schema": 1,
        "registry": "ghcr.io",
        "namespace": "a/b",
        "repository": "c",
        "tag": "1.2",
        "digest": None,
        "canonical": "ghcr.io/a/b/c:1.2",
    }
    assert main(["name", "--json", "localhost:5000/x@sha256:" + "a" * 64]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["registry"], found["namespace"], found["tag"]) == ("localhost:5000", None, None)


@pytest.mark.parametrize("typed", ["docker/Docker", "", "-docker/docker", "a" * 64, "x@sha256:1"])
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_what_is_no_reference_is_one_line_of_trouble_and_exit_code_1(
    typed: str, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["name", typed, *options, "--lang", "en"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("layerviz: ")
    assert printed.err.count("\n") == 1


def test_the_reason_names_the_place_and_the_builders_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["name", "docker/Docker", "--lang", "en"]) == 1
    assert capsys.readouterr().err == (
        "layerviz: column 8: Docker has capital letters, which a repository name may not have. "
        "docker build says: invalid reference format: repository name (docker/Docker) must be "
        "lowercase\n"
    )


def test_a_reference_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["name", "a\x1b[31mb\n", "--lang", "en"]) == 1
    printed = capsys.readouterr().err
    assert "\x1b" not in printed
    assert printed.count("\n") == 1


@pytest.mark.parametrize("words", [[], ["a", "b"], ["a", "--jsn"], ["a", "--lang", "fr"]])
def test_a_wrong_command_line_is_exit_code_2(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["name", *words]) == 2
    printed = capsys.readouterr()
    assert (printed.out, printed.err.count("\n")) == ("", 1)


def test_behind_two_dashes_everything_is_a_reference(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["name", "--json", "--", "node"]) == 0
    assert json.loads(capsys.readouterr().out)["repository"] == "node"
