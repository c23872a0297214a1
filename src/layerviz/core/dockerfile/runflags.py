"""Flags of RUN, as far as the builder looks at them before any variable is expanded."""

from __future__ import annotations

from layerviz.core.dockerfile.mountfields import MalformedFields, split_fields
from layerviz.core.dockerfile.quoting import go_quoted
from layerviz.core.dockerfile.suggesting import nearest
from layerviz.core.errors import InstructionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from layerviz.core.dockerfile.instructions import Flag

_NETWORKS = ("default", "none", "host")
_SECURITIES = ("insecure", "sandbox")


def check_run_flag(flag: Flag) -> None:
    """Raise what the builder refuses of a flag of RUN while it reads the line."""
    given = flag.value or ""
    if flag.name == "network" and given not in _NETWORKS:
        _refuse_value(flag, f"invalid network mode {go_quoted(given)}", nearest(given, _NETWORKS))
    if flag.name == "security" and given not in _SECURITIES:
        message = f"security {go_quoted(given)} is not valid"
        _refuse_value(flag, message, nearest(given, _SECURITIES))
    if flag.name == "mount":
        try:
            fields = split_fields(given)
        except MalformedFields as problem:
            _refuse_value(flag, f"failed to parse csv mounts: {problem}", "")
        for option in fields:
            name, _, place = option.partition("=")
            if name.lower() == "from" and "$" in place[:-1]:
                message = "'from' doesn't support variable expansion, define alias stage instead"
                _refuse_value(flag, message, "", "mount-from-variable")


def _refuse_value(
    flag: Flag, message: str, suggestion: str, code: str = "bad-flag-value"
) -> NoReturn:
    raise InstructionError(
        code,
        message,
        span=flag.span,
        flag=flag.name,
        value=flag.value or "",
        suggestion=suggestion,
    )
