"""`layerviz predict --json` on folders that lie on a disk: the words that scripts rely on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from layerviz.cli.main import main

STEP = {
    "label", "stage", "number", "of", "instruction", "text", "line", "end_line", "verdict",
    "cause", "key", "rule", "syntax",
}  # fmt: skip


def answer(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> Any:
    assert main(["predict", *words, "--json", "--lang", "en"]) == code
    printed = capsys.readouterr()
    if code:
        assert printed.out == ""
        assert printed.err.count("\n") == 1
        return printed.err
    assert printed.err == ""
    return json.loads(printed.out)


def write(folder: Path, **files: str) -> str:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text)
    return str(folder)


def test_one_object_tells_the_build_after_the_edit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "FROM b AS Build\nENV A=1\nCOPY a.txt \\\n  /x\nRUN one\nFROM build\nRUN two\n"
    found = answer(capsys, write(tmp_path, Dockerfile=text, a_txt="a"), "--edit", "a.txt")
    assert list(found) == ["schema", "buildable", "steps", "settings", "diagnostics", "summary"]
    assert (found["schema"], found["buildable"], found["diagnostics"]) == (1, True, [])
    assert all(set(step) == STEP for step in found["steps"])
    assert [step["label"] for step in found["steps"]] == [
        "[build 1/3] FROM docker.io/library/b:latest",
        "[build 2/3] COPY a.txt   /x",
        "[build 3/3] RUN one",
        "[stage-1 1/1] RUN two",
    ]
    copy = found["steps"][1]
    assert (copy["stage"], copy["number"], copy["of"], copy["instruction"]) == (
        "build",
        2,
        3,
        "COPY",
    )
    assert (copy["line"], copy["end_line"], copy["text"]) == (3, 4, "COPY a.txt   /x")
    assert (copy["verdict"], copy["rule"], copy["syntax"]) == ("rebuilt", "R8", None)
    assert copy["cause"] == {"kind": "files", "paths": ["a.txt"], "names": [], "step": None}
    assert copy["key"].startswith("sha256:")
    assert found["steps"][2]["cause"]["step"] == copy["label"]
    assert found["steps"][0]["cause"] is None
    assert [setting["instruction"] for setting in found["settings"]] == ["ENV", "FROM"]
    assert found["summary"] == {
        "cached": 1, "rebuilt": 3, "depends": 0, "skipped": 0, "fails": 0, "unreached": 0,
    }  # fmt: skip


def test_merged_steps_have_a_label_each_and_share_the_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "FROM b AS x\nWORKDIR /w\nFROM b\nWORKDIR /w/\nCOPY --from=x /w /v\n"
    steps = answer(capsys, write(tmp_path, Dockerfile=text))["steps"]
    one, other = (step for step in steps if step["instruction"] == "WORKDIR")
    assert (one["label"], other["label"]) == ("[x 2/2] WORKDIR /w", "[stage-1 2/3] WORKDIR /w/")
    assert one["key"] == other["key"]


def test_newer_syntax_is_marked_with_its_version(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (
        "FROM b\nCOPY --parents a.txt /x/\nCOPY --exclude=b a.txt /y\nCOPY --chmod=u+x a.txt /z\n"
    )
    folder = write(tmp_path, Dockerfile=text, a_txt="a")
    steps = answer(capsys, folder)["steps"]
    assert [step["syntax"] for step in steps] == [None, "1.20", "1.19", "1.14"]
    assert main(["predict", folder, "--lang", "en"]) == 0
    assert "needs Dockerfile syntax 1.19 or newer" in capsys.readouterr().out


def test_what_stops_the_build_is_told_and_the_rest_is_answered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "FROM b\nRUNN x\nCOPY gone /x\nRUN y\n"
    found = answer(capsys, write(tmp_path, Dockerfile=text))
    assert not found["buildable"]
    assert [step["verdict"] for step in found["steps"]] == ["cached", "fails", "unreached"]
    assert found["steps"][1]["cause"]["kind"] == "missing"
    first = found["diagnostics"][0]
    assert (first["line"], first["severity"]) == (2, "error")
    assert first["builder_message"].endswith("unknown instruction: RUNN (did you mean RUN?)")


@pytest.mark.parametrize(
    ("words", "code"),
    [(["--target", "none"], 1), (["--edit", "none"], 1), (["--what"], 2), (["--store", "x"], 2)],
)
def test_no_answer_is_1_and_wrong_usage_is_2(
    words: list[str], code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(tmp_path, Dockerfile="FROM b\n")
    if code == 1:
        answer(capsys, folder, *words, code=1)
    else:
        assert main(["predict", folder, *words]) == 2
        assert capsys.readouterr().out == ""
