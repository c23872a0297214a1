"""What the builder refuses of settings that make no step, once their words are expanded."""

from __future__ import annotations

from layerviz.core.places import whole_number

_PLAIN_SIGNALS = (
    *(
        "ABRT",
        "ALRM",
        "BUS",
        "CHLD",
        "CLD",
        "CONT",
        "FPE",
        "HUP",
        "ILL",
        "INT",
        "IO",
        "IOT",
        "KILL",
    ),
    *("PIPE", "POLL", "PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM", "TRAP"),
    *("TSTP", "TTIN", "TTOU", "URG", "USR1", "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ"),
    *("RTMIN", "RTMAX"),
)
_SIGNALS = frozenset(_PLAIN_SIGNALS) | {
    *(f"RTMIN+{number}" for number in range(1, 16)),
    *(f"RTMAX-{number}" for number in range(1, 15)),
}
_PROTOCOLS = ("tcp", "udp", "sctp")
_HIGHEST_PORT = 65535


def refusal_of(keyword: str, words: list[str]) -> str:
    """Why the builder refuses VOLUME, STOPSIGNAL or EXPOSE, in its words; "" if it does not."""
    if keyword == "VOLUME" and "" in words:
        return "VOLUME specified can not be an empty string"
    if keyword == "STOPSIGNAL":
        return "".join(map(_bad_signal, words[:1]))
    if keyword == "EXPOSE":
        return next(filter(None, map(_bad_port, " ".join(words).split())), "")
    return ""


def _bad_signal(text: str) -> str:
    is_known = text.upper().removeprefix("SIG") in _SIGNALS
    is_number = whole_number(text) not in (None, 0)
    return "" if is_known or is_number else f"invalid signal: {text}"


def _bad_port(text: str) -> str:
    """`[[address:]host:]container[/protocol]`, ports perhaps as ranges."""
    ports, _, protocol = text.partition("/")
    outer, _, container = ports.rpartition(":")
    host = outer.rpartition(":")[2]
    if not container:
        return f"No port specified: {text}<empty>"
    if not _is_range(container):
        return f"Invalid containerPort: {container}"
    if host and not _is_range(host):
        return f"Invalid hostPort: {host}"
    is_known = not protocol or protocol.lower() in _PROTOCOLS
    return "" if is_known else f"Invalid proto: {protocol}"


def _is_range(text: str) -> bool:
    first, dash, last = text.partition("-")
    return _is_port(first) and (not dash or (_is_port(last) and int(first) <= int(last)))


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 5 and int(text) <= _HIGHEST_PORT
