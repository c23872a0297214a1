"""What the builder checks of a HEALTHCHECK: its form, its durations, its retries."""

from __future__ import annotations

from layerviz.core.dockerfile.quoting import go_quoted
from layerviz.core.errors import InstructionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.core.dockerfile.instructions import Flag

_SECONDS = {
    "ns": 1e-9,
    "us": 1e-6,
    "µs": 1e-6,
    "μs": 1e-6,
    "ms": 1e-3,
    "s": 1.0,
    "m": 60.0,
    "h": 3600.0,
}
_DURATIONS = ("interval", "timeout", "start-period", "start-interval")


def check_form(kind: str, command: tuple[str, ...]) -> None:
    """Raise unless it is NONE alone or CMD with a command; `kind` in upper case."""
    if kind == "NONE":
        if command:
            raise InstructionError("healthcheck-none", "HEALTHCHECK NONE takes no arguments")
    elif kind != "CMD":
        message = f"Unknown type {go_quoted(kind)} in HEALTHCHECK (try CMD)"
        raise InstructionError("healthcheck-type", message, type=kind, suggestion="CMD")
    elif not command:
        raise InstructionError("healthcheck-no-command", "Missing command after HEALTHCHECK CMD")


def check_values(flags: tuple[Flag, ...]) -> None:
    """Raise for the first flag whose value is no duration or no count."""
    for name in _DURATIONS:
        for flag in flags:
            if flag.name == name and flag.value:
                _check_duration(flag, flag.value)
    for flag in flags:
        if flag.name == "retries" and flag.value:
            _check_retries(flag, flag.value)


def _check_duration(flag: Flag, text: str) -> None:
    problem = _duration_problem(text)
    if not problem and 0 != _seconds(text) < _SECONDS["ms"]:
        problem = f"Interval {go_quoted(flag.name)} cannot be less than 1ms"
    if problem:
        raise InstructionError(
            "healthcheck-duration", problem, span=flag.span, flag=flag.name, value=text
        )


def _parts(text: str) -> list[tuple[str, str]]:
    """Numbers and units in turn, without the sign."""
    parts: list[tuple[str, str]] = []
    number = unit = ""
    for char in text.removeprefix("-") if text.startswith("-") else text.removeprefix("+"):
        is_number = char == "." or (char.isascii() and char.isdigit())
        if is_number and unit:
            parts.append((number, unit))
            number = unit = ""
        if is_number:
            number += char
        else:
            unit += char
    return [*parts, (number, unit)]


def _duration_problem(text: str) -> str:
    parts = _parts(text)
    if parts == [("0", "")]:
        return ""
    for number, unit in parts:
        if not number.strip(".") or number.count(".") > 1:
            return f"time: invalid duration {go_quoted(text)}"
        if not unit:
            return f"time: missing unit in duration {go_quoted(text)}"
        if unit not in _SECONDS:
            return f"time: unknown unit {go_quoted(unit)} in duration {go_quoted(text)}"
    return ""


def _seconds(text: str) -> float:
    total = sum(float(number) * _SECONDS.get(unit, 0.0) for number, unit in _parts(text))
    return -total if text.startswith("-") else total


def _check_retries(flag: Flag, text: str) -> None:
    digits = text[1:] if text[0] in "+-" else text
    if not (digits.isascii() and digits.isdigit()):
        problem = f"strconv.ParseInt: parsing {go_quoted(text)}: invalid syntax"
    elif len(digits.lstrip("0")) > 10 or int(digits) > 2**31 - 1:
        problem = f"strconv.ParseInt: parsing {go_quoted(text)}: value out of range"
    elif text[0] == "-" and int(digits):
        problem = f"--retries cannot be negative ({int(text)})"
    else:
        return
    raise InstructionError(
        "healthcheck-retries", problem, span=flag.span, flag=flag.name, value=text
    )
