"""Texts to instructions and diagnostics."""

from __future__ import annotations

import pytest

from layerviz.core.diagnostics import Severity, Span
from layerviz.core.dockerfile.instructions import (
    Add,
    Arg,
    Copy,
    Dockerfile,
    Env,
    ExecForm,
    From,
    Instruction,
    Label,
    Onbuild,
    Run,
    Setting,
    Shell,
    ShellForm,
    User,
    Workdir,
)
from layerviz.core.dockerfile.parsing import parse
from layerviz.core.dockerfile.syntax import LATEST, Version

OLD: Version = (1, 7)


def only(text: str, syntax: Version = LATEST) -> Instruction:
    """The one instruction after a FROM."""
    found = parse(f"FROM base\n{text}\n", syntax=syntax)
    assert [d for d in found.diagnostics if d.is_error] == []
    assert len(found.instructions) == 2
    return found.instructions[1]


def errors(found: Dockerfile) -> list[str]:
    """What the builder says, first thing first."""
    return [d.builder_message for d in found.diagnostics if d.is_error]


def test_from_knows_its_image_its_stage_and_its_platform() -> None:
    found = parse("FROM --platform=$P node:$V As Build_1.x-y").instructions[0]
    assert isinstance(found, From)
    assert (found.image, found.stage_name, found.flag("platform")) == (
        "node:$V",
        "build_1.x-y",
        "$P",
    )
    assert found.flag("other") is None
    plain = parse("from scratch").instructions[0]
    assert isinstance(plain, From)
    assert (plain.keyword, plain.image, plain.stage_name) == ("FROM", "scratch", None)


def test_run_has_a_shell_form_and_a_json_form() -> None:
    shell = only("RUN   --network=none  echo  'a  b' ")
    assert isinstance(shell, Run)
    assert shell.command == ShellForm("echo  'a  b'")
    assert shell.original == "RUN   --network=none  echo  'a  b'"
    array = only('RUN [ "a b" , "c\\u0041\\"" ]')
    assert isinstance(array, Run)
    assert array.command == ExecForm(("a b", 'cA"'))


@pytest.mark.parametrize(
    "text", ["['a']", '["a"', '["a",]', '["a" "b"]', "[NaN]", '["\x01"]', "[", '["\\q"]', '[a"b"]']
)
def test_what_is_no_json_array_is_shell_text(text: str) -> None:
    found = only(f"RUN {text}")
    assert isinstance(found, Run)
    assert found.command == ShellForm(text)


def test_text_behind_a_json_array_counts_only_in_newer_syntax() -> None:
    new, old = only('RUN ["a"] # b'), only('RUN ["a"] # b', OLD)
    assert isinstance(new, Run)
    assert isinstance(old, Run)
    assert new.command == ShellForm('["a"] # b')
    assert old.command == ExecForm(("a",))


def test_lone_surrogates_in_json_become_replacement_characters() -> None:
    found = only('RUN ["\\ud800é"]')
    assert isinstance(found, Run)
    assert found.command == ExecForm(("\ufffdé",))


def test_copy_knows_sources_and_destination_as_written() -> None:
    found = only('COPY --from=x --link a.txt\t"b c" $D/')
    assert isinstance(found, Copy)
    assert (found.sources, found.destination) == (("a.txt", '"b', 'c"'), "$D/")
    assert (found.flag("from"), found.flag("link")) == ("x", "")
    array = only('ADD ["a b", "/x y/"]')
    assert isinstance(array, Add)
    assert (array.sources, array.destination, array.is_json) == (("a b",), "/x y/", True)


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("A=1", (("A", "1"),)),
        (
            'A=1 B="x y" C=a\\ b D=\'"\'',
            (("A", "1"), ("B", '"x y"'), ("C", "a\\ b"), ("D", "'\"'")),
        ),
        ('A="1"  B=2', (("A", '"1"'), ("B", "2"))),
        ("A a b  c", (("A", "a b  c"),)),
        ("A = 1", (("A", "= 1"),)),
        ("A= B=''", (("A", ""), ("B", "''"))),
        ("A=\u00a0B=1", (("A", ""), ("B", "1"))),
        ("A=x\x1cy", (("A", "x\x1cy"),)),
        ("A=x\\\\\\", (("A", "x\\\\"),)),
        ('A="x\\\\\\', (("A", '"x\\\\'),)),
    ],
)
def test_env_and_label_take_pairs_in_both_forms(
    text: str, pairs: tuple[tuple[str, str], ...]
) -> None:
    env, label = only(f"ENV {text}"), only(f"LABEL {text}")
    assert isinstance(env, Env)
    assert isinstance(label, Label)
    assert env.pairs == label.pairs == pairs


def test_arg_tells_a_missing_default_from_an_empty_one() -> None:
    found = only('ARG A B= C="x y"')
    assert isinstance(found, Arg)
    assert found.pairs == (("A", None), ("B", ""), ("C", '"x y"'))


def test_the_rest_of_the_language_is_read() -> None:
    workdir, user = only("WORKDIR /a b"), only("USER $U:g")
    shell = only('SHELL ["bash", "-c"]')
    assert isinstance(workdir, Workdir)
    assert isinstance(user, User)
    assert isinstance(shell, Shell)
    assert (workdir.path, user.user, shell.arguments) == ("/a b", "$U:g", ("bash", "-c"))
    for text in (
        "CMD",
        "CMD npm start",
        'ENTRYPOINT ["x"]',
        "EXPOSE 80 443/udp",
        'VOLUME ["/a", "/b"]',
        "VOLUME /a /b",
        "STOPSIGNAL SIGTERM",
        "MAINTAINER someone",
        "HEALTHCHECK NONE",
        "HEALTHCHECK --interval=1m30s --retries=3 --timeout=0 CMD curl x",
        'HEALTHCHECK --start-period=1.5h --start-interval=+2ms cmd ["x"]',
        "RUN",
        "RUN --security=insecure --device=x a",
        "ARG --whatever A",
    ):
        assert only(text).keyword == text.split()[0]
    assert isinstance(only("CMD npm start"), Setting)


def test_onbuild_holds_its_trigger_as_an_instruction() -> None:
    found = only("ONBUILD  copy --from=x a b")
    assert isinstance(found, Onbuild)
    assert isinstance(found.trigger, Copy)
    assert found.trigger.original == "copy --from=x a b"
    assert found.trigger.span == Span(2, 9, 2, 26)
    assert found.trigger.flag("from") == "x"


def test_a_bad_trigger_stops_nothing_before_it_is_executed() -> None:
    found = only("ONBUILD COPY onlyone")
    assert isinstance(found, Onbuild)
    trigger = found.trigger
    assert isinstance(trigger, Setting)
    assert (trigger.keyword, trigger.span, trigger.rest) == ("COPY", Span(2, 8, 2, 20), "onlyone")
    assert trigger.problem is not None
    assert trigger.problem.builder_message.startswith("COPY requires at least two arguments")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("RUNN x", "unknown instruction: RUNN (did you mean RUN?)"),
        ("cpoy a b", "unknown instruction: cpoy (did you mean copy?)"),
        ("Worddir /x", "unknown instruction: Worddir (did you mean workdir?)"),
        ("apt-get update", "unknown instruction: apt-get"),
        ("FROM", "FROM requires either one or three arguments"),
        ("FROM a b", "FROM requires either one or three arguments"),
        ("FROM a is b", "FROM requires either one or three arguments"),
        (
            "FROM a AS 1x",
            'invalid name for build stage: "1x", '
            "name can't start with a number or contain symbols",
        ),
        (
            "FROM a AS x$y",
            'invalid name for build stage: "x$y", '
            "name can't start with a number or contain symbols",
        ),
        ("FROM --x=1 a", "unknown flag: --x"),
        ("COPY --foo a /x/", "unknown flag: --foo (did you mean from?)"),
        ("COPY --chown a b", "missing a value on flag: --chown"),
        ("COPY --link= a b", "missing a value on flag: --link"),
        ("COPY --link=maybe a b", "expecting boolean value for flag --link, not: maybe"),
        ("COPY --from=a --from=b a b", "duplicate flag specified: --from"),
        ("COPY --Link a b", "unknown flag: --Link (did you mean link?)"),
        (
            "COPY a",
            "COPY requires at least two arguments, but only one was provided. "
            "Destination could not be determined",
        ),
        (
            "ADD",
            "ADD requires at least two arguments, but only one was provided. "
            "Destination could not be determined",
        ),
        ("ENV", "ENV requires at least one argument"),
        ("LABEL", "LABEL requires at least one argument"),
        ("ENV \\\u00a0", "ENV requires at least one argument"),
        ("ENV =x", "ENV names can not be blank"),
        ("ENV --x A=1", "unknown flag: --x"),
        ("ARG", "ARG requires at least one argument"),
        ("ARG =1", "ARG names can not be blank"),
        ("WORKDIR", "WORKDIR requires exactly one argument"),
        ("WORKDIR --x /a", "unknown flag: --x"),
        ("USER ", "USER requires exactly one argument"),
        ("STOPSIGNAL", "STOPSIGNAL requires exactly one argument"),
        ("EXPOSE", "EXPOSE requires at least one argument"),
        ("VOLUME []", "VOLUME requires at least one argument"),
        ('VOLUME [" "]', "VOLUME specified can not be an empty string"),
        ("SHELL", "SHELL requires at least one argument"),
        ("SHELL []", "SHELL requires at least one argument"),
        ("SHELL sh -c", "SHELL requires the arguments to be in JSON form"),
        ("ONBUILD", "ONBUILD requires at least one argument"),
        ("ONBUILD ONBUILD RUN x", "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"),
        ("ONBUILD FROM x", "FROM isn't allowed as an ONBUILD trigger"),
        ("ONBUILD maintainer x", "MAINTAINER isn't allowed as an ONBUILD trigger"),
        ("HEALTHCHECK", "HEALTHCHECK requires at least one argument"),
        ("HEALTHCHECK NONE x", "HEALTHCHECK NONE takes no arguments"),
        ("HEALTHCHECK CMD", "Missing command after HEALTHCHECK CMD"),
        ("HEALTHCHECK curl x", 'Unknown type "CURL" in HEALTHCHECK (try CMD)'),
        ("HEALTHCHECK --interval=5 CMD x", 'time: missing unit in duration "5"'),
        ("HEALTHCHECK --interval=x CMD x", 'time: invalid duration "x"'),
        ("HEALTHCHECK --interval=1.2.3s CMD x", 'time: invalid duration "1.2.3s"'),
        ("HEALTHCHECK --interval=5d CMD x", 'time: unknown unit "d" in duration "5d"'),
        ("HEALTHCHECK --interval=1us CMD x", 'Interval "interval" cannot be less than 1ms'),
        ("HEALTHCHECK --interval=-1s CMD x", 'Interval "interval" cannot be less than 1ms'),
        ("HEALTHCHECK --retries=x CMD x", 'strconv.ParseInt: parsing "x": invalid syntax'),
        (
            "HEALTHCHECK --retries=99999999999 CMD x",
            'strconv.ParseInt: parsing "99999999999": value out of range',
        ),
        ("HEALTHCHECK --retries=-2 CMD x", "--retries cannot be negative (-2)"),
        ("RUN --network=lan x", 'invalid network mode "lan"'),
        ("RUN --security=x y", 'security "x" is not valid'),
        (
            "RUN --mount=type=bind,from=$X,target=/x y",
            "'from' doesn't support variable expansion, define alias stage instead",
        ),
        ("COPY a <<EOF", "COPY cannot accept a heredoc as a destination"),
    ],
)
def test_refusals_are_in_the_builders_words_with_the_line(line: str, message: str) -> None:
    end = "\nEOF" if "<<EOF" in line else ""
    found = parse(f"FROM base\n{line}{end}\nRUN true\n")
    assert errors(found) == [f"dockerfile parse error on line 2: {message}"]
    assert [type(step) for step in found.instructions] == [From, Run]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the Dockerfile cannot be empty"),
        ("\n  \n# c\n", "file with no instructions"),
        ("ARG A=1\n", "dockerfile contains no stages to build"),
        ("RUN x\n", "no build stage in current context"),
        ("FROM a\nENV A\n", "ENV must have two arguments"),
        (
            'FROM a\nENV A=1 b"c\n',
            'Syntax error - can\'t find = in "b\\"c". Must be of the form: name=value',
        ),
        (
            'FROM a\nRUN ["a", 1]\n',
            "when using JSON array syntax, arrays must be comprised of strings only",
        ),
        (
            "FROM a\nRUN " + "[" * 100_000 + "]" * 100_000,
            "dockerfile line greater than max allowed size of 65535",
        ),
        (
            "FROM a\nRUN " + "[" * 30_000 + "]" * 30_000,
            "when using JSON array syntax, arrays must be comprised of strings only",
        ),
        ("FROM a\nRUN <<EOF\nx\n", "unterminated heredoc"),
        (
            "FROM a\nRUN " + "x" * 70_000 + "\n",
            "dockerfile line greater than max allowed size of 65535",
        ),
        ("# escape=x\n", "invalid escape token 'x' does not match ` or \\"),
        ("# escape=x\nFROM a\n", "invalid escape token 'x' does not match ` or \\"),
        (
            "# syntax=a\n# Syntax=b\nFROM a\n",
            "only one syntax parser directive can be used",
        ),
    ],
)
def test_what_stops_the_builder_early_has_no_line_in_front(text: str, message: str) -> None:
    assert errors(parse(text)) == [message]


def test_errors_stand_in_the_order_in_which_the_builder_meets_them() -> None:
    found = parse("FROM a\nRUNN x\nCOPY a\nENV A\n# late\nFROM b c\n")
    assert [d.code for d in found.diagnostics] == [
        "missing-value",
        "unknown-instruction",
        "no-destination",
        "from-arguments",
    ]


def test_flags_follow_the_syntax_version() -> None:
    text = "FROM a\nCOPY --parents --exclude=b a /x/\n"
    assert errors(parse(text)) == []
    old = parse(text, syntax=OLD)
    assert errors(old) == ["dockerfile parse error on line 2: unknown flag: parents"]
    assert dict(old.diagnostics[0].values)["version"] == "1.20"
    foo = parse("FROM a\nCOPY --foo a b\n", syntax=OLD)
    assert errors(foo) == [
        "dockerfile parse error on line 2: unknown flag: foo (did you mean from?)"
    ]
    assert dict(foo.diagnostics[0].values)["suggestion"] == "from"


def test_flags_are_read_byte_by_byte_like_the_builder_does() -> None:
    found = only("COPY --chown=é:'a b'\\ c -- --x /y")
    assert isinstance(found, Copy)
    assert found.flag("chown") == "Ã©:a b c"
    assert (found.sources, found.destination) == (("--x",), "/y")
    assert found.flags[0].span == Span(2, 5, 2, 23)
    dashes = only('RUN --network="none" -- --mount=x')
    assert isinstance(dashes, Run)
    assert dashes.command == ShellForm("--mount=x")
    assert errors(parse("FROM a\nCOPY --chown=x\\")) != []


def test_suggestions_come_with_the_refusal() -> None:
    found = parse("FROM a\nruNN x\n").diagnostics[0]
    assert dict(found.values) == {"instruction": "ruNN", "suggestion": "RUN"}
    assert found.span == Span(2, 0, 2, 4)


def test_heredocs_belong_to_their_instruction() -> None:
    found = parse(
        "FROM a\nCOPY <<'A' 3<<-B /x/\n$V\n# not a comment\nA\n\tb\r\n\tB\r\nRUN true\n", syntax=OLD
    )
    copy = found.instructions[1]
    first, second = copy.heredocs
    assert (first.name, first.body, first.expands, first.strips_tabs) == (
        "A",
        "$V\n# not a comment\n",
        False,
        False,
    )
    assert (second.name, second.body, second.raw, second.descriptor) == (
        "B",
        "b\r\n",
        "\tb\r\n",
        "3",
    )
    assert second.span == Span(6, 0, 7, 2)
    assert copy.span == Span(2, 0, 7, 2)
    assert found.instructions[2].span.line == 8


def test_a_misspelt_run_keeps_its_heredoc() -> None:
    found = parse("FROM a\nRUNN <<EOF\nx\nEOF\nRUN true\n")
    assert [d.code for d in found.diagnostics] == ["unknown-instruction"]
    assert len(found.instructions) == 2
    other = parse("FROM a\nSHELL <<EOF\nx\nEOF\n")
    assert len(errors(other)) == 3


def test_onbuild_may_have_a_heredoc() -> None:
    found = only("ONBUILD RUN <<EOF\nx\nEOF")
    assert isinstance(found, Onbuild)
    assert found.heredocs == found.trigger.heredocs
    assert found.trigger.span == Span(2, 8, 4, 3)


def test_behind_an_unterminated_heredoc_reading_goes_on_at_the_next_instruction() -> None:
    found = parse("FROM a\nRUN <<EOF\nx y\nz\nCOPY a b\n")
    assert errors(found) == ["unterminated heredoc"]
    assert [step.keyword for step in found.instructions] == ["FROM", "COPY"]


def test_a_json_run_and_a_quoted_word_have_no_heredoc() -> None:
    assert only('RUN ["<<EOF"]').heredocs == ()
    assert only('RUN "<<EOF"').heredocs == ()
    assert only("RUN cat<<EOF").heredocs == ()
    assert only("RUN cat <<<x").heredocs == ()
    assert only("RUN don't <<EOF").heredocs == ()


def test_a_blank_line_in_a_continuation_is_a_warning() -> None:
    found = parse("FROM a\nRUN a \\\n\n\n  b\n")
    (warning,) = found.diagnostics
    assert (warning.code, warning.severity, warning.span) == (
        "empty-continuation",
        Severity.WARNING,
        Span(3, 0, 3, 0),
    )
    assert warning.builder_message == "Empty continuation line found in: RUN a   b"


def test_bytes_that_are_not_text_are_told_and_read_on() -> None:
    found = parse(b"FROM a\nRUN \xff x\nRUN y\n")
    assert [(d.code, d.span) for d in found.diagnostics] == [("not-utf8", Span(2, 4, 2, 5))]
    assert len(found.instructions) == 3
    assert parse("FROM a\nRUN \ud800").text == "FROM a\nRUN \ufffd"
    assert parse("FROM é").diagnostics == ()


def test_windows_files_and_byte_order_marks_change_nothing() -> None:
    plain = parse("FROM a\nRUN b \\\n c\n")
    odd = parse("\ufeffFROM a\r\nRUN b \\\r\n c".encode())
    assert [step.original for step in odd.instructions] == [
        step.original for step in plain.instructions
    ]
    assert odd.instructions[0].span == Span(1, 1, 1, 7)


def test_the_escape_directive_changes_continuations() -> None:
    found = parse("# escape=`\nFROM a\nRUN a `\n b\\\nRUN c\n")
    assert found.escape == "`"
    assert found.directive("escape") == "`"
    assert found.directive("syntax") is None
    assert [step.original for step in found.instructions] == ["FROM a", "RUN a  b\\", "RUN c"]
