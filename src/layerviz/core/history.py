"""An image's history: its entries, which layer each made, and the Dockerfile they hint at.

The configuration lists what was done, oldest first; entries that made no layer say so. Nothing
binds the two lists together but their order, so they are matched only when the counts agree.
"""

from __future__ import annotations

from layerviz.core.values import Record, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


class HistoryEntry(Record):
    """One record of the history; texts are as in the configuration, "" where it has none."""

    created_by: str = ""
    is_empty_layer: bool = False
    created: str = ""
    author: str = ""
    comment: str = ""


class HistoryLine(Value):
    """One line of `docker history`: a history entry as an engine tells it, with its size."""

    created_by: str
    size_bytes: int
    created: str = ""
    comment: str = ""


def match_history(history: Sequence[HistoryEntry], layer_count: int) -> list[int | None] | None:
    """For each layer, bottom first, its entry; None if the counts differ and nothing is certain."""
    makers: list[int | None] = [
        index for index, entry in enumerate(history) if not entry.is_empty_layer
    ]
    return makers if len(makers) == layer_count else None


def base_height(history: Sequence[HistoryEntry]) -> int:
    """How many of the lowest layers probably come from a base image; 0 where nothing tells.

    A guess: images end by saying what they run, so the last CMD or ENTRYPOINT with layers above it
    ended the base.
    """
    height = found = 0
    ended_at: int | None = None
    for entry in history:
        if not entry.is_empty_layer:
            found = ended_at or found
            height += 1
        elif _recovered(entry, 0).instruction in ("CMD", "ENTRYPOINT"):
            ended_at = height
    return found


def entries_of_base(
    history: Sequence[HistoryEntry], height: int, base: Sequence[HistoryEntry] = ()
) -> int:
    """How many of the oldest entries belong to a base of so many layers.

    As many as the `base` has, where its history is known and these begin with it; else all up to
    its last layer, and settings above that up to the last CMD or ENTRYPOINT.
    """
    if base and tuple(history[: len(base)]) == tuple(base):
        return len(base)
    makers = [index for index, entry in enumerate(history) if not entry.is_empty_layer]
    if not 0 < height <= len(makers):
        return 0
    end = makers[height - 1] + 1
    above = makers[height] if height < len(makers) else len(history)
    closing = [
        index + 1
        for index in range(end, above)
        if _recovered(history[index], index).instruction in ("CMD", "ENTRYPOINT")
    ]
    return closing[-1] if closing and height < len(makers) else end


def told_empty(lines: Sequence[HistoryLine], layer_count: int) -> tuple[bool, ...] | None:
    """For each line, oldest first, whether it made no layer; None where that is not certain.

    An engine tells sizes in the place of this, and a layer may well be of 0 bytes. What wrote bytes
    made a layer; what only sets something made none; BuildKit makes one for each RUN, COPY, ADD,
    and for WORKDIR but for `/`. Other lines count as layers all together or not at all, whichever
    gives the number of layers that there are.
    """
    known = [tells_empty(line) for line in lines]
    for rest in (False, True):
        found = tuple(rest if each is None else each for each in known)
        if found.count(False) == layer_count:
            return found
    return None


def tells_empty(line: HistoryLine) -> bool | None:
    """Whether a line made no layer, as far as the line alone tells; None where it does not."""
    words = line.created_by.removeprefix(_SHELL + _NO_OPERATION).split()
    keyword = words[0] if words else ""
    if line.size_bytes > 0:
        return False
    if keyword in _KEYWORDS - _MAY_ADD_LAYERS:
        return True
    if keyword in _MAY_ADD_LAYERS and line.comment.startswith(_BUILDKIT_COMMENT):
        return words == ["WORKDIR", "/"]
    return None


class RecoveredLine(Value):
    """A line of the approximate Dockerfile. `instruction` is "" where the entry has no words.

    `is_exact` is False where the text cannot be what was written: copied files have only a
    checksum, the shell around a command may have been the default or not, other tools write what
    they like. `history_index` is the entry it comes from.
    """

    instruction: str
    text: str
    history_index: int
    is_exact: bool = True


_KEYWORDS = frozenset(
    {"ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL"}
    | {"MAINTAINER", "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"}
)
_MAY_ADD_LAYERS = frozenset({"ADD", "COPY", "FROM", "RUN", "WORKDIR"})
_BUILDKIT_COMMENT = "buildkit."
_SHELL = "/bin/sh -c "
_NO_OPERATION = "#(nop) "
_BUILDKIT_MARK = " # buildkit"


def recovered_dockerfile(history: Sequence[HistoryEntry]) -> tuple[RecoveredLine, ...]:
    """A line for each entry, oldest first: what was probably written. FROM is not among them."""
    return tuple(_recovered(entry, index) for index, entry in enumerate(history))


def _recovered(entry: HistoryEntry, index: int) -> RecoveredLine:
    words = " ".join(entry.created_by.split())
    words = words.removesuffix(_BUILDKIT_MARK)
    words, has_arguments = _without_arguments(words)
    if words.startswith(_SHELL + _NO_OPERATION):
        return _classic(words.removeprefix(_SHELL + _NO_OPERATION).strip(), index)
    if words.startswith(_SHELL):
        return RecoveredLine("RUN", "RUN " + words.removeprefix(_SHELL), index, not has_arguments)
    keyword, _, rest = words.partition(" ")
    if keyword not in _KEYWORDS or not rest:
        return RecoveredLine("", words, index, is_exact=False)
    if keyword == "RUN":
        return _buildkit_run(rest, index)
    if keyword == "EXPOSE":
        ports = _ports(rest)
        return RecoveredLine(keyword, f"EXPOSE {ports}", index, ports == rest)
    return RecoveredLine(keyword, words, index)


def _buildkit_run(rest: str, index: int) -> RecoveredLine:
    command, has_arguments = _without_arguments(rest)
    is_plain = command.startswith(_SHELL)
    return RecoveredLine(
        "RUN", "RUN " + command.removeprefix(_SHELL), index, is_plain and not has_arguments
    )


def _classic(words: str, index: int) -> RecoveredLine:
    """An entry of the classic builder for what is no RUN: files appear as a checksum only."""
    keyword, _, rest = words.partition(" ")
    if keyword not in _KEYWORDS:
        return RecoveredLine("", words, index, is_exact=False)
    if keyword in ("COPY", "ADD"):
        source, _, target = rest.partition(" in ")
        kind = source.partition(":")[0]  # file, dir or multi
        shown = f"{keyword} ({kind}) {target}" if target else words
        return RecoveredLine(keyword, shown.rstrip(), index, is_exact=False)
    return RecoveredLine(keyword, words, index)


def _without_arguments(words: str) -> tuple[str, bool]:
    """`|2 A=1 B=2 /bin/sh -c ...` without its build arguments, and whether it had any."""
    if not words.startswith("|"):
        return words, False
    count = words[1:].partition(" ")[0]
    place = words.find(_SHELL)
    if not count.isdecimal() or place < 0:
        return words, False
    return words[place:], count != "0"


def _ports(rest: str) -> str:
    """`map[80/tcp:{} 443/tcp:{}]` or `[80/tcp]` as an EXPOSE would list them."""
    inside = rest.removeprefix("map").strip()
    if not (inside.startswith("[") and inside.endswith("]")):
        return rest
    return " ".join(port.removesuffix(":{}") for port in inside[1:-1].split())
