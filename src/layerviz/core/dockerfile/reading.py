"""One logical line to one instruction; what the builder refuses is raised, in its words."""

from __future__ import annotations

from layerviz.core.diagnostics import Diagnostic, Severity, Span
from layerviz.core.dockerfile.arguments import (
    check_flags,
    first_word,
    json_strings,
    name_value_pairs,
    quoted_words,
    read_flags,
    words,
)
from layerviz.core.dockerfile.instructions import (
    Add,
    Arg,
    Copy,
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
from layerviz.core.dockerfile.lexing import SPACE, WORD_SPACE
from layerviz.core.dockerfile.syntax import UNCHECKED_FLAGS
from layerviz.core.errors import InstructionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from layerviz.core.dockerfile.instructions import Heredoc
    from layerviz.core.dockerfile.lexing import LogicalLine
    from layerviz.core.dockerfile.syntax import Version

_STAGE_NAME = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_.")


class Statement:
    """A logical line, or its end, cut into keyword, flags and arguments; nothing checked yet."""

    __slots__ = (
        "array",
        "end",
        "escape",
        "flags",
        "heredocs",
        "keyword",
        "line",
        "pairs",
        "rest",
        "rest_at",
        "start",
        "syntax",
        "word",
    )

    def __init__(self, line: LogicalLine, start: int, escape: str, syntax: Version) -> None:
        text = line.text
        count = len(text)
        at = text.find(" ", start)
        if at < 0 or not text[start:at].isalpha():
            at = start
            while at < count and text[at] not in WORD_SPACE:
                at += 1
        self.line = line
        self.start = start
        self.end: tuple[int, int] | None = None
        self.heredocs: tuple[Heredoc, ...] = ()
        self.word = text[start:at] if at < count else text[start:at].rstrip(SPACE)
        self.keyword = self.word.upper()
        self.flags, rest_at = read_flags(line, at)
        tail = text[rest_at:].lstrip(SPACE)
        self.rest_at = count - len(tail)
        self.rest = tail.rstrip(SPACE)
        self.escape = escape
        self.syntax = syntax
        self.array: tuple[str, ...] | None = None
        self.pairs: tuple[tuple[str, str], ...] | None = None
        if self.rest.startswith("[") and self.keyword in _MAY_BE_JSON:
            self.array = json_strings(self.rest, syntax)

    @property
    def may_have_heredocs(self) -> bool:
        """Whether words like `<<NAME` announce here-documents."""
        return self.keyword in _MAY_HAVE_HEREDOCS and self.array is None

    def common(self) -> dict[str, Any]:
        """The fields that every instruction has."""
        line = self.line
        row, column = line.place(self.start) if self.start else (line.line, line.column)
        end_row, end_column = self.end or (line.end_line, line.end_column)
        return {
            "keyword": self.keyword,
            "span": Span(row, column, end_row, end_column),
            "original": line.text[self.start :].rstrip(SPACE),
            "flags": self.flags,
            "heredocs": self.heredocs,
        }

    def check_flags(self) -> None:
        """Raise for the first flag that the builder refuses."""
        if self.flags:
            check_flags(self.keyword, self.flags, self.syntax)


def read_statement(line: LogicalLine, escape: str, syntax: Version, start: int = 0) -> Statement:
    """Cut a logical line from `start` on; raises what the builder finds while it reads lines."""
    statement = Statement(line, start, escape, syntax)
    if statement.keyword in ("ENV", "LABEL") and statement.rest:
        try:
            statement.pairs = name_value_pairs(statement.keyword, statement.rest, escape)
        except InstructionError as problem:
            if problem.is_early:
                raise
    return statement


def read_instruction(statement: Statement) -> Instruction:
    """The instruction of a statement; raises what the builder refuses."""
    reader = _READERS.get(statement.keyword)
    if reader is None:
        from layerviz.core.dockerfile.suggesting import unknown_instruction

        word, start = statement.word, statement.start
        raise unknown_instruction(word, KEYWORDS, statement.line.span(start, start + len(word)))
    return reader(statement)


def _at_least_one(keyword: str) -> InstructionError:
    return InstructionError(
        "missing-argument", f"{keyword} requires at least one argument", keyword=keyword
    )


def _only_argument(statement: Statement) -> str:
    if not statement.rest:
        keyword = statement.keyword
        message = f"{keyword} requires exactly one argument"
        raise InstructionError("missing-argument", message, keyword=keyword)
    if statement.keyword not in UNCHECKED_FLAGS:
        statement.check_flags()
    return statement.rest


def _read_from(statement: Statement) -> Instruction:
    found = words(statement.rest)
    name = _stage_name(statement, found)
    statement.check_flags()
    return From(**statement.common(), image=found[0], stage_name=name)


def _stage_name(statement: Statement, found: list[str]) -> str | None:
    if len(found) == 3 and found[1].lower() == "as":
        name = found[2].lower()
        if not ("a" <= name[0] <= "z" and _STAGE_NAME.issuperset(name)):
            from layerviz.core.dockerfile.quoting import go_quoted

            start = statement.rest_at + statement.rest.rindex(found[2])
            raise InstructionError(
                "bad-stage-name",
                f"invalid name for build stage: {go_quoted(found[2])}, "
                "name can't start with a number or contain symbols",
                span=statement.line.span(start, start + len(found[2])),
                name=found[2],
            )
        return name
    if len(found) != 1:
        raise InstructionError("from-arguments", "FROM requires either one or three arguments")
    return None


def _read_run(statement: Statement) -> Instruction:
    statement.check_flags()
    if statement.flags:
        from layerviz.core.dockerfile.runflags import check_run_flag

        for flag in statement.flags:
            check_run_flag(flag)
    command = ShellForm(statement.rest) if statement.array is None else ExecForm(statement.array)
    return Run(**statement.common(), command=command)


def _read_copy(statement: Statement) -> Instruction:
    keyword = statement.keyword
    found = list(statement.array) if statement.array is not None else words(statement.rest)
    if len(found) < 2:
        message = (
            f"{keyword} requires at least two arguments, but only one was provided. "
            "Destination could not be determined"
        )
        raise InstructionError("no-destination", message, keyword=keyword)
    statement.check_flags()
    destination = found.pop()
    if "<<" in destination:
        from layerviz.core.dockerfile.heredocs import marker_of

        if marker_of(destination) is not None:
            message = f"{keyword} cannot accept a heredoc as a destination"
            raise InstructionError("heredoc-destination", message, keyword=keyword)
    made = Copy if keyword == "COPY" else Add
    return made(
        **statement.common(),
        sources=tuple(found),
        destination=destination,
        is_json=statement.array is not None,
    )


def _read_workdir(statement: Statement) -> Instruction:
    path = _only_argument(statement)
    return Workdir(**statement.common(), path=path)


def _read_user(statement: Statement) -> Instruction:
    user = _only_argument(statement)
    return User(**statement.common(), user=user)


def _read_one_argument(statement: Statement) -> Instruction:
    rest = _only_argument(statement)
    return Setting(**statement.common(), rest=rest)


def _read_pairs(statement: Statement) -> Instruction:
    statement.check_flags()
    keyword = statement.keyword
    pairs = statement.pairs
    if pairs is None:  # nothing is there: let it say so
        pairs = name_value_pairs(keyword, statement.rest, statement.escape)
    if any(not name for name, _ in pairs):
        raise InstructionError("blank-name", f"{keyword} names can not be blank", keyword=keyword)
    made = Env if keyword == "ENV" else Label
    return made(**statement.common(), pairs=pairs)


def _read_arg(statement: Statement) -> Instruction:
    found = quoted_words(statement.rest, statement.escape)
    if not found:
        raise _at_least_one("ARG")
    pairs: list[tuple[str, str | None]] = []
    for word in found:
        name, sign, default = word.partition("=")
        if not name:
            raise InstructionError("blank-name", "ARG names can not be blank", keyword="ARG")
        pairs.append((name, default if sign else None))
    return Arg(**statement.common(), pairs=tuple(pairs))


def _read_shell(statement: Statement) -> Instruction:
    statement.check_flags()
    if not statement.rest or statement.array == ():
        raise _at_least_one("SHELL")
    if statement.array is None:
        message = "SHELL requires the arguments to be in JSON form"
        raise InstructionError("shell-not-json", message)
    return Shell(**statement.common(), arguments=statement.array)


def _read_command(statement: Statement) -> Instruction:
    statement.check_flags()
    return Setting(**statement.common(), rest=statement.rest)


def _read_list(statement: Statement) -> Instruction:
    found = list(statement.array) if statement.array is not None else words(statement.rest)
    if not found:
        raise _at_least_one(statement.keyword)
    statement.check_flags()
    if statement.keyword == "VOLUME" and any(not item.strip(SPACE) for item in found):
        raise InstructionError("blank-volume", "VOLUME specified can not be an empty string")
    return Setting(**statement.common(), rest=statement.rest)


def _read_healthcheck(statement: Statement) -> Instruction:
    kind, begin = first_word(statement.rest)
    if not kind:
        raise _at_least_one("HEALTHCHECK")
    command = statement.rest[begin:]
    array = json_strings(command, statement.syntax)
    if array is None:
        array = (command,) if command else ()
    if kind.upper() != "NONE":
        statement.check_flags()
    from layerviz.core.dockerfile.healthchecks import check_form, check_values

    check_form(kind.upper(), array)
    if kind.upper() != "NONE":
        check_values(statement.flags)
    return Setting(**statement.common(), rest=statement.rest)


def _read_onbuild(statement: Statement) -> Instruction:
    if not statement.rest:
        raise _at_least_one("ONBUILD")
    statement.check_flags()
    trigger = trigger_of(statement)
    keyword = trigger.keyword
    if keyword == "ONBUILD":
        message = "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"
        raise InstructionError("onbuild-onbuild", message)
    if keyword in ("FROM", "MAINTAINER"):
        message = f"{keyword} isn't allowed as an ONBUILD trigger"
        raise InstructionError("onbuild-trigger", message, keyword=keyword)
    return Onbuild(**statement.common(), trigger=_executable(trigger))


def trigger_of(statement: Statement) -> Statement:
    """The statement behind ONBUILD, with the here-documents of the line."""
    start = statement.rest_at
    trigger = read_statement(statement.line, statement.escape, statement.syntax, start)
    trigger.heredocs = statement.heredocs
    trigger.end = statement.end
    return trigger


def _executable(trigger: Statement) -> Instruction:
    """The instruction of a trigger. The builder looks at it only where it is executed.

    So a bad one stops nothing here; it is kept as a setting that holds its text and what is wrong.
    """
    try:
        return read_instruction(trigger)
    except InstructionError as problem:
        common = trigger.common()
        span = problem.span or common["span"]
        refusal = Diagnostic(problem.code, Severity.ERROR, span, problem.values, problem.message)
        return Setting(**common, rest=trigger.rest, problem=refusal)


_MAY_HAVE_HEREDOCS = frozenset({"RUN", "COPY", "ADD"})
_MAY_BE_JSON = frozenset({"RUN", "COPY", "ADD", "CMD", "ENTRYPOINT", "SHELL", "VOLUME"})

_READERS: dict[str, Callable[[Statement], Instruction]] = {
    "ADD": _read_copy,
    "ARG": _read_arg,
    "CMD": _read_command,
    "COPY": _read_copy,
    "ENTRYPOINT": _read_command,
    "ENV": _read_pairs,
    "EXPOSE": _read_list,
    "FROM": _read_from,
    "HEALTHCHECK": _read_healthcheck,
    "LABEL": _read_pairs,
    "MAINTAINER": _read_one_argument,
    "ONBUILD": _read_onbuild,
    "RUN": _read_run,
    "SHELL": _read_shell,
    "STOPSIGNAL": _read_one_argument,
    "USER": _read_user,
    "VOLUME": _read_list,
    "WORKDIR": _read_workdir,
}

KEYWORDS = tuple(_READERS)
"""Every instruction of the language, in upper case."""
