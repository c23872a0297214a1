"""Which ignore patterns can still match somewhere below a directory: what makes filtering fast.

Only a hint, and on the safe side: where it says that nothing matches, nothing does; what may match
is then decided by the patterns themselves. Exceptions play no part: they are asked only about
entries that another pattern has matched.
"""

from __future__ import annotations

from layerviz.core.ignorepatterns import DOUBLE_STAR, component_matches
from layerviz.core.patterns import match_component

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Sequence

    from layerviz.core.ignorepatterns import IgnorePattern

    Position = tuple[int, int]

_WILDCARDS = frozenset("*?[")


class Scope:
    """The parts of patterns that the names in one directory have to match."""

    __slots__ = (
        "_ends", "_family", "_is_uneven", "_literal_steps", "_literals", "_parts", "_rest",
        "_stays", "_tails", "_wild_steps", "_wilds", "is_idle", "is_open",
    )  # fmt: skip

    is_open: bool
    """Anything below may match."""
    is_idle: bool
    """Nothing below can match."""

    def __init__(
        self,
        parts: tuple[tuple[str, ...], ...],
        positions: frozenset[Position],
        family: dict[frozenset[Position], Scope],
        *,
        is_uneven: bool,
    ) -> None:
        self._is_uneven = is_uneven
        self._parts = parts
        self._family = family
        self._rest: Scope | None = None
        ends = {parts[pattern][at] for pattern, at in positions if at + 1 == len(parts[pattern])}
        self.is_open = is_uneven or DOUBLE_STAR in ends
        self.is_idle = not positions and not is_uneven
        self._ends = ends
        self._literals: list[str] = []
        self._tails: list[re.Pattern[str]] = []
        self._wilds: list[str] = []
        for end in ends:
            self._note_end(end)
        self._literal_steps: dict[str, list[Position]] = {}
        self._wild_steps: list[tuple[str, Position]] = []
        self._stays: list[Position] = []
        for pattern, at in positions:
            self._note_step(parts[pattern], pattern, at)

    @classmethod
    def for_patterns(cls, patterns: Sequence[IgnorePattern]) -> Scope:
        """The scope of the context root."""
        asked = [pattern.components for pattern in patterns if not pattern.is_exception]
        parts = tuple([components for components in asked if components])
        positions = _closed(parts, [(pattern, 0) for pattern in range(len(parts))])
        return cls(parts, positions, {}, is_uneven=len(parts) < len(asked))

    def may_match(self, names: str) -> bool:
        """Whether a pattern may match one of these entries, joined by NUL, of the directory."""
        if self.is_open:
            return True
        framed = f"\0{names}\0"
        for part in self._literals:
            if part in framed:
                return True
        for tail in self._tails:
            if tail.search(framed):
                return True
        if not self._wilds:
            return False
        return any(match_component(end, name) for end in self._wilds for name in names.split("\0"))

    def may_match_directory(self, name: str) -> bool:
        """Whether a pattern may match this directory itself."""
        return self.may_match(name)

    def below(self, name: str) -> Scope:
        """The scope of a directory in this one."""
        steps = [position for part, position in self._wild_steps if component_matches(part, name)]
        steps += self._literal_steps.get(name, ())
        if steps:
            return self._with(self._stays + steps)
        if self._rest is None:
            self._rest = self._with(self._stays)
        return self._rest

    def _with(self, positions: Iterable[Position]) -> Scope:
        closed = _closed(self._parts, positions)
        scope = self._family.get(closed)
        if scope is None:
            scope = Scope(self._parts, closed, self._family, is_uneven=self._is_uneven)
            self._family[closed] = scope
        return scope

    def _note_end(self, end: str) -> None:
        """Sort the last part of a pattern by how it is searched for in the joined names."""
        if _WILDCARDS.isdisjoint(end):
            self._literals.append(f"\0{end}\0")
        elif not end.startswith("*") or "*" in end[1:] or end == "*":
            self._wilds.append(end)
        elif _WILDCARDS.isdisjoint(end[1:]):
            self._literals.append(f"{end[1:]}\0")
        else:
            self._tails.append(_tail(end))

    def _note_step(self, parts: tuple[str, ...], pattern: int, at: int) -> None:
        part = parts[at]
        if part == DOUBLE_STAR:
            self._stays.append((pattern, at))
        elif at + 1 < len(parts):
            if _WILDCARDS.isdisjoint(part):
                self._literal_steps.setdefault(part, []).append((pattern, at + 1))
            else:
                self._wild_steps.append((part, (pattern, at + 1)))


def _closed(
    parts: tuple[tuple[str, ...], ...], positions: Iterable[Position]
) -> frozenset[Position]:
    """The positions and those behind a "**", which may stand for no name at all."""
    pending = list(positions)
    for pattern, at in pending:
        if parts[pattern][at] == DOUBLE_STAR and at + 1 < len(parts[pattern]):
            pending.append((pattern, at + 1))
    return frozenset(pending)


def _tail(end: str) -> re.Pattern[str]:
    """An expression that finds what a star and other signs match, at the end of a name."""
    import re  # few patterns need it, and no start has time for it (docs/adr/0002)

    signs = re.findall(r"\[[^\]]*\]|.", end[1:], re.DOTALL)
    wild = {"?": "[^\0]"}
    parts = [wild.get(sign) or (sign if len(sign) > 1 else re.escape(sign)) for sign in signs]
    return re.compile("".join(parts) + "\0")
