"""What stops a build, and odd characters: told, located, never a crash."""

from __future__ import annotations

import pytest

from layerviz.core.analysis import CauseKind, Verdict
from layerviz.core.prediction import predict
from layerviz.core.requests import BuilderProfile, Store
from layerviz.core.settings import refusal_of
from tests.support.builds import changed, request_of, step_with

FILES = {"a.txt": "a", "d/f": "f"}


def messages(text: str, **options: object) -> list[str]:
    return messages_of(text, FILES, **options)


def messages_of(text: str, files: dict[str, str], **options: object) -> list[str]:
    build = predict([], request_of(text, files, **options)).after
    return [found.builder_message for found in build.diagnostics if found.is_error]


@pytest.mark.parametrize("line", ["RUN a\0b", "COPY a.txt /a\0b", "WORKDIR /\0", "RUN <<E\n\0\nE"])
def test_no_system_call_takes_a_nul(line: str) -> None:
    assert messages(f"FROM b\n{line}\nRUN after\n") == ["invalid argument"]


def test_a_nul_in_a_variable_stops_only_what_uses_it() -> None:
    text = "FROM b\nENV A=x\0y\nCOPY a.txt /x\n"
    assert messages(text) == []
    assert messages(f"{text}RUN a\n") == ["invalid argument"]
    label = predict([], request_of(f"{text}COPY a.txt /$A\n", FILES)).after.steps[-1].label
    assert label.endswith("COPY a.txt /x\0y")


def test_a_bad_name_stops_the_build_though_its_stage_is_not_needed() -> None:
    assert messages("FROM Bad AS a\nRUN a\nFROM b\nRUN c\n") == [
        'failed to parse stage name "Bad": invalid reference format: '
        "repository name (library/Bad) must be lowercase"
    ]
    assert messages("FROM b AS a\nCOPY --from=9 /x /x\nFROM b\nRUN c\n") == [
        "invalid stage index 9"
    ]


def test_words_that_do_not_expand_stop_only_a_build_that_needs_them() -> None:
    stage = "FROM b AS a\nENV A it's\n"
    reason = "unexpected end of statement while looking for matching single-quote"
    assert messages(f"{stage}RUN c\n") == [f'failed to process "it\'s": {reason}']
    assert messages(f"{stage}FROM b\nRUN c\n") == []


def test_a_line_taken_over_from_an_earlier_plan_keeps_its_refusal() -> None:
    text = "FROM b\nLABEL a=it's\nRUN c\n"
    again = predict([request_of(text, FILES)], request_of(text + "RUN d\n", FILES)).after
    assert not again.is_buildable


def test_a_bad_trigger_stops_the_build_that_executes_it() -> None:
    stage = "FROM b AS a\nONBUILD NOPE x\n"
    assert messages(f"{stage}RUN c\n") == []
    assert messages(f"{stage}FROM a\nRUN c\n") == ["unknown instruction: NOPE (did you mean COPY?)"]


def test_triggers_that_read_other_stages_need_a_newer_syntax() -> None:
    text = "FROM b AS x\nRUN x\nFROM b AS a\nONBUILD COPY --from=x /o /o\nFROM a\nRUN c\n"
    assert messages(text) == []
    old = BuilderProfile(frontend=(1, 10))
    assert messages(text, profile=old) == [
        'cannot copy from stage "x", it needs to be defined before current stage "stage-2"'
    ]


def test_an_owner_by_name_needs_files_that_tell_its_number() -> None:
    assert messages("FROM scratch\nCOPY --chown=node a.txt /x\n") == ["invalid user index: -1"]
    assert messages("FROM scratch\nCOPY --chown=root a.txt /x\n") == []
    linked = "FROM b\nCOPY --link --chown=node a.txt /x\n"
    assert messages(linked) == ["invalid user index: -1"]
    assert messages(linked, profile=BuilderProfile(store=Store.OVERLAY2)) == []


def test_newer_builders_refuse_modes_that_are_none() -> None:
    text = "FROM b\nCOPY --chmod=99999 a.txt /x\n"
    assert "invalid chmod parameter: '99999'" in messages(text)[0]
    assert messages(text, profile=BuilderProfile(frontend=(1, 7))) == []


def test_a_pattern_in_a_folder_that_is_not_sent_stops_the_build() -> None:
    assert messages("FROM b\nCOPY d/*.zz /x/\n") == ["lstat /d: no such file or directory"]
    assert messages("FROM b\nCOPY d /y\nCOPY d/*.zz /x/\n") == []
    assert messages("FROM b\nCOPY *.zz /x/\n") == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("COPY d /x", "cannot copy to non-directory: /x"),
        ("ADD d /x", "cannot copy to non-directory: /x"),
        ("COPY [d]* /x", "cannot copy to non-directory: /x"),
        ("COPY holds-folder-x /", "cannot copy to non-directory: /x"),
        ("COPY d /x/", "mkdir /x: not a directory"),
        ("COPY a.txt /x/.", "mkdir /x: not a directory"),
        ("COPY a.txt d /x/", "mkdir /x: not a directory"),
        ("COPY a.txt /x/b", "mkdir /x: not a directory"),
        ("COPY a.txt /x/b/c", "lstat /x/b: not a directory"),
        ("COPY <<E /x/\nE", "mkdir /x: not a directory"),
        ("WORKDIR /x", "mkdir /x: not a directory"),
        ("WORKDIR /x/y/z", "lstat /x/y: not a directory"),
        ("COPY a.txt /x", ""),
        ("COPY holds-link-x /", ""),
        ("COPY *.none /x/", ""),
    ],
)
def test_a_file_is_in_the_way_of_a_folder(line: str, message: str) -> None:
    files = {"a.txt": "a", "d/f": "f", "holds-folder-x/x/g": "g", "holds-link-x/x": "->y"}
    build = predict(
        [], request_of(f"FROM scratch\nCOPY a.txt /x\n{line}\nCOPY d /y\n", files)
    ).after
    found = [one.builder_message for one in build.diagnostics if one.is_error]
    assert found == ([message] if message else [])
    last = [step.verdict for step in build.steps[-2:]]
    assert last == ([Verdict.FAILS, Verdict.UNREACHED] if message else [Verdict.REBUILT] * 2)


def test_a_folder_is_in_the_way_of_a_file_only_inside_a_copy() -> None:
    files = {**FILES, "to/x/f": "f", "from/x": "a"}
    text = "FROM scratch\nCOPY to /\n"
    refusal = "cannot replace to directory /x with file"
    assert messages_of(f"{text}COPY from /\n", files) == [refusal]
    assert messages_of(f"{text}COPY from/x /\n", files) == [refusal]
    assert messages_of(f"{text}COPY from/x /x\nCOPY to /\nCOPY from/x /x/x\n", files) == []


def test_a_link_leads_to_what_is_in_the_way() -> None:
    files = {**FILES, "l/to-x": "->/x", "over/l/to-x/f": "f"}
    text = "FROM scratch\nCOPY {} /x\nCOPY l /l/\n"
    on_file, on_folder = text.format("a.txt"), text.format("d")
    refusal = "cannot copy to non-directory: /x"
    assert messages_of(f"{on_file}COPY d /l/to-x\n", files) == [refusal]
    assert messages_of(f"{on_file}COPY a.txt /l/to-x/b\n", files) == ["mkdir /x: not a directory"]
    assert messages_of(f"{on_folder}COPY d /l/to-x\nWORKDIR /l/to-x\nCOPY d .\n", files) == []
    refusal = "cannot copy to non-directory: /l/to-x"
    assert messages_of(f"{on_folder}COPY over /\n", files) == [refusal]


@pytest.mark.parametrize(
    "text",
    [
        "FROM b\nCOPY a.txt /x\nCOPY d /x\n",
        "FROM scratch\nCOPY a.txt /x\nRUN rm /x\nCOPY d /x\n",
        "FROM scratch\nCOPY --from=b /q /l\nCOPY a.txt /x\nCOPY d /x\n",
        "FROM scratch\nCOPY a.txt /x\nCOPY --from=b /q /x\n",
    ],
)
def test_nothing_is_in_the_way_for_certain_where_files_are_unknown(text: str) -> None:
    assert messages(text) == []


def test_a_linked_copy_takes_the_place_of_what_is_beneath() -> None:
    text = "FROM scratch\nCOPY a.txt /x\nCOPY --link d /x\nCOPY a.txt /x/c\n"
    assert messages(text) == []
    overlay2 = BuilderProfile(store=Store.OVERLAY2)
    assert messages(text, profile=overlay2) == ["cannot copy to non-directory: /x"]


def test_a_file_copied_to_a_known_folder_lies_in_it() -> None:
    text = "FROM scratch AS s\nWORKDIR /x\nCOPY a.txt /x\nFROM scratch\nCOPY --from=s /x/a.txt /\n"
    assert messages(text) == []
    edited = predict([request_of(text, FILES)], request_of(text, {**FILES, "a.txt": "b"})).after
    assert edited.steps[-1].verdict is Verdict.REBUILT


@pytest.mark.parametrize(
    ("keyword", "words", "message"),
    [
        ("VOLUME", [""], "VOLUME specified can not be an empty string"),
        ("STOPSIGNAL", ["sigterm"], ""),
        ("STOPSIGNAL", ["RTMAX-14"], ""),
        ("STOPSIGNAL", ["0"], "invalid signal: 0"),
        ("STOPSIGNAL", ["KILL TERM"], "invalid signal: KILL TERM"),
        ("EXPOSE", ["80/TCP", "90-91", "127.0.0.1:1:2"], ""),
        ("EXPOSE", ["65536"], "Invalid containerPort: 65536"),
        ("EXPOSE", ["9-8"], "Invalid containerPort: 9-8"),
        ("EXPOSE", ["x:80"], "Invalid hostPort: x"),
        ("EXPOSE", ["80/foo"], "Invalid proto: foo"),
        ("EXPOSE", ["/tcp"], "No port specified: /tcp<empty>"),
        ("CMD", ["x"], ""),
    ],
)
def test_settings_are_checked_as_the_builder_does(
    keyword: str, words: list[str], message: str
) -> None:
    assert refusal_of(keyword, words) == message


def test_a_secret_makes_the_files_count_and_not_how_they_came_to_be() -> None:
    old = "FROM b\nRUN one\nRUN --mount=type=secret,id=k use\n"
    step = step_with(changed(old, old.replace("one", "two")), "use")
    assert step.verdict is Verdict.DEPENDS
    assert step.rule == "R34"
    assert step.cause is not None
    assert (step.cause.kind, step.cause.paths) == (CauseKind.OUTPUT, ("/",))
    assert step.cause.step is not None
    assert step.cause.step.startswith("#0/RUN/")
    copied = "FROM b\nCOPY a.txt /x\nRUN --mount=type=secret,id=k use\n"
    edited = predict([request_of(copied, FILES)], request_of(copied, {**FILES, "a.txt": "b"}))
    assert step_with(edited, "use").verdict is Verdict.REBUILT


def test_a_secret_right_on_a_base_with_new_content_is_rebuilt() -> None:
    text = "FROM b\nRUN --mount=type=secret,id=k use\n"
    moved = request_of(text, changed_bases=frozenset(("*",)))
    assert step_with(predict([request_of(text)], moved), "use").verdict is Verdict.REBUILT
    other = changed(text, text.replace("FROM b", "FROM c"))
    assert step_with(other, "use").verdict is Verdict.DEPENDS


def test_path_written_out_may_be_that_of_an_unknown_base() -> None:
    usual = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    old = "FROM b\nENV PATH=$PATH:/x\nRUN a\n"
    assert step_with(changed(old, old.replace("$PATH", usual)), "RUN").verdict is Verdict.DEPENDS
    assert step_with(changed(old, old.replace("/x", "/y")), "RUN").verdict is Verdict.REBUILT


@pytest.mark.parametrize("line", ["RUN a", "COPY a.txt b", "WORKDIR x", "COPY a.txt /$PATH"])
def test_what_only_a_new_base_changes_names_the_base_as_its_cause(line: str) -> None:
    text = f"FROM b\nRUN first\n{line}\n"
    moved = request_of(text, FILES, changed_bases=frozenset(("*",)))
    step = predict([request_of(text, FILES)], moved).after.steps[-1]
    assert step.verdict is Verdict.REBUILT
    assert step.cause is not None
    assert (step.cause.kind, step.cause.step) == (CauseKind.PARENT, "#0/FROM")


def test_an_image_for_another_processor_need_not_be_the_same() -> None:
    text = "FROM --platform=linux/amd64 b\nCOPY a.txt /x\n"
    other = predict([request_of(text, FILES)], request_of(text.replace("amd", "arm"), FILES))
    assert [step.verdict for step in other.after.steps] == [Verdict.DEPENDS, Verdict.DEPENDS]
    usual = text.replace("linux/amd64", "$BUILDPLATFORM")
    same = predict([request_of(text, FILES)], request_of(usual, FILES))
    assert {step.verdict for step in same.after.steps} == {Verdict.CACHED}


def test_an_added_file_without_an_ending_may_be_an_archive() -> None:
    text = "FROM scratch AS s\nADD data /o/\nFROM b\nCOPY --from=s /o/in /x\n"
    before, after = (request_of(text, {"data": given}) for given in ("one", "two"))
    step = predict([before], after).after.steps[-1]
    assert step.verdict is Verdict.DEPENDS
