"""`layerviz predict --json` on folders that lie on a disk: the words that scripts rely on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from layerviz.cli.main import main
from tests.engine.folders import Folder
from tests.support.casefiles import Case, recorded_cases, situations
from tests.support.cases import NAMES
from tests.support.judging import observed_steps, placeholders_of, renamed

STEP = {
    "label", "stage", "number", "of", "instruction", "text", "line", "end_line", "verdict",
    "cause", "key", "rule", "syntax",
}  # fmt: skip
CASES = {case["name"]: case for _, case in recorded_cases()}
PLAYED = (
    *(
        "content-changed",
        "touch-only",
        "chmod-x",
        "dir-file-renamed",
        "symlink-source-followed-content-changed",
    ),
    *("star-new-match", "exception-inside-excluded-dir", "specific-ignore-file-replaces-general"),
    *("dot-copy-dockerfile-comment", "branch-rerun-same-output", "stages-reordered"),
    *("used-changed", "target-built-then-all", "run-heredoc-body-changed", "ten-onbuild"),
    *("hd-crlf-same", "hd-copy-with-file", "hd-shebang-dash", "cont-comment-indented", "bom"),
    *("link-after-link-containerd", "op-run-text", "noop-secret", "copysame-secret", "m2-13"),
    *("mount-18", "mount-45", "dest-pair-7", "dirmode-file-parent", "r34-heredoc-file-same"),
    *("link-to-dir-star-middle", "wild-dir-nomatch-sent", "expand-run-odd", "workdir-quoted-hard"),
)
_WORDS = {"cached": "cached", "rebuilt": "ran", "depends": "depends"}


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


@pytest.mark.parametrize("name", PLAYED)
def test_recorded_builds_are_told_alike_from_folders_on_a_disk(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = CASES[name]
    found = answer(capsys, *_laid_out(case, tmp_path))
    expected = observed_steps(case["observed"]["after"])
    expected.update(dict.fromkeys(case.get("undecidable", ()), "depends"))
    predicted = {
        renamed(_plain(step["label"]), expected, case.get("same_step", ())): _WORDS[step["verdict"]]
        for step in found["steps"]
        if step["instruction"] != "FROM" and step["verdict"] != "skipped"
    }
    assert predicted == expected


def _plain(label: str) -> str:
    for given, placeholder in placeholders_of(NAMES).items():
        label = label.replace(given, placeholder)
    return label


def _laid_out(case: Case, place: Path) -> list[str]:
    """Both states of a case as folders, and the words that ask about them."""
    words, files = [], []
    before, after = situations(case, NAMES)
    for situation, edits in ((before, [before]), (after, [before, after])):
        folder = Folder(place / situation.name / "context")
        folder.fill(NAMES.filled(case.get("context", {})))
        for each in edits:
            folder.apply(each.edit)
            folder.write_dockerfile(each)
        dockerfile = place / f"Dockerfile.{situation.name}"
        if situation.dockerfile_path is None:
            dockerfile.write_text(situation.dockerfile, encoding="utf-8", newline="")
        else:
            dockerfile = folder.path / situation.dockerfile_path
        words.append(str(folder.path))
        files.append(str(dockerfile))
    words += ["-f", files[0], "--after-file", files[1], f"--store={case.get('store', 'overlay2')}"]
    for option, situation in (("--build-arg", before), ("--after-build-arg", after)):
        arguments = situation.options.get("build_args", {})
        words += [f"{option}={key}={text}" for key, text in arguments.items()]
    words += [f"--target={before.options.get('target', '')}"]
    return [*words, f"--after-target={after.options.get('target', '')}"]
