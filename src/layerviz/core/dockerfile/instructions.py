"""One frozen value per instruction of a Dockerfile, with the words as written.

Nothing is expanded here.

Every instruction carries `original`, the logical line: continuations joined with nothing between,
comment lines inside dropped, other white space kept (R1, R18). It is the text that the builder's
step names start from.
"""

from __future__ import annotations

from layerviz.core.diagnostics import Diagnostic, Span
from layerviz.core.values import Record, Value


class Flag(Value):
    """`--name=value` in front of the arguments; `value` is raw, None for a bare `--name`."""

    name: str
    value: str | None
    span: Span


class Heredoc(Value):
    """A here-document: `body` ends with its newline, leading tabs already stripped for `<<-`.

    `raw` has them. `is_spaced`: blanks stand between `<<` and the name.
    """

    name: str
    body: str
    raw: str
    expands: bool
    strips_tabs: bool
    descriptor: str
    span: Span
    is_spaced: bool = False


class ShellForm(Value):
    """A command as one string, trimmed at both ends (R18).

    For a lone heredoc, the text is `<<EOF` itself.
    """

    text: str


class ExecForm(Value):
    """A command as a JSON array of strings."""

    arguments: tuple[str, ...]


Command = ShellForm | ExecForm


class Instruction(Record):
    """What all instructions have: upper-case `keyword`, place, logical line, flags, heredocs."""

    keyword: str
    span: Span
    original: str
    flags: tuple[Flag, ...] = ()
    heredocs: tuple[Heredoc, ...] = ()

    def flag(self, name: str) -> str | None:
        """The raw value of the last flag of that name; "" for a bare one; None without it."""
        for flag in reversed(self.flags):
            if flag.name == name:
                return flag.value or ""
        return None


class From(Instruction):
    """`FROM [--platform=P] image [AS stage_name]`; `stage_name` in lower case."""

    image: str
    stage_name: str | None = None


class Run(Instruction):
    """`RUN`; mounts, network and security stay raw in `flags`."""

    command: Command


class Copy(Instruction):
    """`COPY`; `sources` are raw words in order.

    A source that is a heredoc stands as its written word (`<<EOF`).
    """

    sources: tuple[str, ...]
    destination: str
    is_json: bool = False


class Add(Copy):
    """`ADD`: like COPY, plus URLs and archives."""


class Workdir(Instruction):
    """`WORKDIR path`."""

    path: str


class Env(Instruction):
    """`ENV`: raw (name, value) pairs in order."""

    pairs: tuple[tuple[str, str], ...]


class Arg(Instruction):
    """`ARG`: raw (name, default) pairs in order; default None where none is written."""

    pairs: tuple[tuple[str, str | None], ...]


class Label(Instruction):
    """`LABEL`: raw (name, value) pairs in order."""

    pairs: tuple[tuple[str, str], ...]


class User(Instruction):
    """`USER name[:group]`."""

    user: str


class Shell(Instruction):
    """`SHELL ["..."]`."""

    arguments: tuple[str, ...]


class Onbuild(Instruction):
    """`ONBUILD trigger`; `trigger` is the parsed instruction."""

    trigger: Instruction


class Setting(Instruction):
    """CMD, ENTRYPOINT, EXPOSE, VOLUME, STOPSIGNAL, HEALTHCHECK, MAINTAINER.

    `rest` is the text after the keyword. `problem`: what the builder says where it executes the
    trigger of an ONBUILD that is no proper instruction.
    """

    rest: str
    problem: Diagnostic | None = None


class Directive(Value):
    """A parser directive: `# name=value`, name in lower case."""

    name: str
    value: str
    span: Span


class Dockerfile(Value):
    """A parsed file.

    Lines that could not be understood are absent from `instructions` and have a diagnostic.
    """

    text: str
    instructions: tuple[Instruction, ...]
    directives: tuple[Directive, ...] = ()
    escape: str = "\\"
    diagnostics: tuple[Diagnostic, ...] = ()

    def directive(self, name: str) -> str | None:
        """The value of a parser directive, or None."""
        return next((d.value for d in self.directives if d.name == name), None)
