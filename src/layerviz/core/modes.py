"""`--chmod`: octal numbers, and the symbolic form of newer frontends (R7, R16)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Clause = tuple[str, str, str]

HIGHEST = 0o7777
_LONGEST_OCTAL = 32
_BITS = {"r": 0o444, "w": 0o222, "x": 0o111, "s": 0o6000, "t": 0o1000}
_WHO = {"u": 0o4700, "g": 0o2070, "o": 0o1007, "a": 0o7777}
_SHIFT = {"u": 6, "g": 3, "o": 0}
_EXECUTES = 0o111


def octal(text: str) -> int | None:
    """The number that Go reads in octal digits, 32 bits at most; None if it is none."""
    if not text or text.strip("01234567") or len(text) > _LONGEST_OCTAL:
        return None
    number = int(text, 8)
    return number if number < 1 << 32 else None


def is_symbolic(text: str) -> bool:
    """Whether it is a mode such as `u=rwX,go-w`."""
    return bool(text) and all(_split(clause) is not None for clause in text.split(","))


def applied(mode: int, text: str, *, is_directory: bool) -> int:
    """The permission bits of a file after `--chmod=text`, octal or symbolic."""
    number = octal(text)
    if number is not None:
        return number
    for who, sign, permissions in _clauses(text):
        bits = _bits(mode, permissions, is_directory=is_directory)
        reach = _reach(who or "a")
        if sign == "=":
            mode = (mode & ~(reach & 0o777)) | (bits & reach)
        else:
            mode = mode | (bits & reach) if sign == "+" else mode & ~(bits & reach)
    return mode


def _reach(who: str) -> int:
    found = 0
    for each in who:
        found |= _WHO[each]
    return found


def _bits(mode: int, permissions: str, *, is_directory: bool) -> int:
    if permissions in _SHIFT:
        three = mode >> _SHIFT[permissions] & 0o7
        return three * 0o111
    found = 0
    for each in permissions:
        if each != "X":
            found |= _BITS[each]
        elif is_directory or mode & _EXECUTES:
            found |= _EXECUTES
    return found


def _clauses(text: str) -> Iterator[Clause]:
    """Whom, one of `+-=`, and what, for each deed in the text."""
    for clause in text.split(","):
        yield from _split(clause) or ()


def _split(clause: str) -> list[Clause] | None:
    """`ug+r-w` as its deeds; None if it is malformed."""
    who_end = len(clause) - len(clause.lstrip("ugoa"))
    who, rest = clause[:who_end], clause[who_end:]
    found: list[Clause] = []
    while rest:
        sign, rest = rest[0], rest[1:]
        end = len(rest) - len(rest.lstrip("rwxXst"))
        if not end and rest[:1] in _SHIFT:
            end = 1
        if sign not in "+-=":
            return None
        found.append((who, sign, rest[:end]))
        rest = rest[end:]
    return found or None
