"""Here-documents: which words of a line announce one, which one a source of COPY names."""

from __future__ import annotations

from layerviz.core.dockerfile.expansion import split_words
from layerviz.core.dockerfile.instructions import Heredoc, ShellForm
from layerviz.core.dockerfile.lexing import SPACE
from layerviz.core.dockerfile.syntax import LATEST, SPACED_HEREDOCS
from layerviz.core.values import Value, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.core.dockerfile.instructions import Instruction, Run
    from layerviz.core.dockerfile.syntax import Version

_BLANKS = ("\t", "\n", "\f", "\r", " ")


class Marker(Value):
    """A word `<<NAME`: what ends the body, whether its variables expand, whether tabs go."""

    name: str
    expands: bool
    strips_tabs: bool
    descriptor: str
    is_spaced: bool = False


def marker_of(word: str) -> Marker | None:
    """The here-document that a word announces: `[n]<<[-]NAME`, NAME perhaps quoted."""
    descriptor, sign, rest = word.partition("<<")
    if not sign or "<" in rest or (descriptor and not _is_number(descriptor)):
        return None
    strips_tabs = rest.startswith("-")
    rest = rest[strips_tabs:]
    is_spaced = rest[:1] in _BLANKS
    rest = rest.lstrip("".join(_BLANKS))
    plain = split_words(rest, keeps_quotes=False, keeps_escapes=False)
    raw = split_words(rest, keeps_quotes=True, keeps_escapes=False)
    if plain is None or raw is None or len(plain) != 1 or len(raw) != 1:
        return None
    expands = _quotes(plain[0]) == _quotes(raw[0])
    return Marker(plain[0], expands, strips_tabs, descriptor, is_spaced)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _quotes(text: str) -> int:
    return text.count("'") + text.count('"')


def markers_of(line: str, syntax: Version = LATEST) -> tuple[Marker, ...]:
    """The here-documents that a line announces, in order; none if a quote has no partner."""
    if "<<" not in line:
        return ()
    words = split_words(
        line,
        keeps_quotes=True,
        keeps_escapes=True,
        joins_heredocs=syntax >= SPACED_HEREDOCS,
    )
    found = [marker_of(word) for word in words or () if "<<" in word]
    return tuple([marker for marker in found if marker is not None])


def heredoc_of(instruction: Instruction, source: str) -> Heredoc | None:
    """The here-document that a source of COPY or ADD names; None if it is a path.

    Of several with one name every source means the last. In a JSON list the word means an empty
    one: no lines follow it.
    """
    marker = marker_of(source) if "<<" in source else None
    if marker is None:
        return None
    named = [heredoc for heredoc in instruction.heredocs if heredoc.name == marker.name]
    if named:
        return replace(named[-1], expands=marker.expands)
    return Heredoc(
        name=marker.name,
        body="",
        raw="",
        expands=marker.expands,
        strips_tabs=marker.strips_tabs,
        descriptor=marker.descriptor,
        span=instruction.span,
    )


def lone_heredoc(instruction: Run) -> Heredoc | None:
    """The here-document that is all of a RUN, and so its script; None if there is more."""
    if len(instruction.heredocs) != 1 or not isinstance(instruction.command, ShellForm):
        return None
    return instruction.heredocs[0] if marker_of(instruction.command.text) is not None else None


def summary_of(heredoc: Heredoc) -> str:
    """What a step's name tells of its script: the first line, and whether there are more (R1)."""
    first, *more = heredoc.raw.strip(SPACE).replace("\r\n", "\n").split("\n")
    return f"{first}..." if more else first


def without_tabs(body: str) -> str:
    """A body as `<<-` gives it: no tabs at the beginning of its lines."""
    if "\t" not in body:
        return body
    return "\n".join([line.lstrip("\t") for line in body.split("\n")])
