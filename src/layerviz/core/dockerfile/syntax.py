"""Versions of the Dockerfile syntax: which one knows which feature.

A version is (major, minor) of the Dockerfile frontend, as in `# syntax=docker/dockerfile:1.7`.
Source: the release notes of the frontend (stable channel); a feature that began in the labs channel
counts from its stable release.
"""

from __future__ import annotations

from layerviz.core.dockerfile.instructions import Add, Copy, Instruction, Onbuild, Run

Version = tuple[int, int]

LATEST: Version = (1, 28)
"""The newest stable syntax that is understood here."""

BASELINE: Version = (1, 7)
"""The oldest one that is modelled; whatever it knows needs no mark."""

FRONTEND_OF_ENGINE: dict[int, Version] = {26: (1, 7), 27: (1, 8), 28: (1, 14), 29: (1, 20)}
"""Major version of Docker Engine -> the syntax built into its first release."""

CHECK_DIRECTIVE: Version = (1, 8)
STRICT_JSON: Version = (1, 9)  # text behind a JSON array makes it shell form
CHMOD_VARIABLES: Version = (1, 10)
SECRET_ENV: Version = (1, 10)
ONBUILD_FROM: Version = (1, 11)  # triggers may read other stages and images
DASHED_FLAG_ERRORS: Version = (1, 11)  # "unknown flag: --foo", before: "unknown flag: foo"
CHMOD_SYMBOLIC: Version = (1, 14)
SPACED_HEREDOCS: Version = (1, 16)  # `<< NAME` is a here-document
NAMED_FROM_ERROR: Version = (1, 18)  # a message of its own for variables in --from

BOOLEAN, TEXT, TEXTS = "boolean", "text", "texts"

FLAGS: dict[str, dict[str, tuple[str, Version]]] = {
    "FROM": {"platform": (TEXT, BASELINE)},
    "RUN": {
        "mount": (TEXTS, BASELINE),
        "network": (TEXT, BASELINE),
        "security": (TEXT, (1, 20)),
        "device": (TEXTS, (1, 27)),
    },
    "COPY": {
        "from": (TEXT, BASELINE),
        "chown": (TEXT, BASELINE),
        "chmod": (TEXT, BASELINE),
        "link": (BOOLEAN, BASELINE),
        "exclude": (TEXTS, (1, 19)),
        "parents": (BOOLEAN, (1, 20)),
    },
    "ADD": {
        "chown": (TEXT, BASELINE),
        "chmod": (TEXT, BASELINE),
        "link": (BOOLEAN, BASELINE),
        "keep-git-dir": (BOOLEAN, BASELINE),
        "checksum": (TEXT, BASELINE),
        "unpack": (BOOLEAN, (1, 17)),
        "exclude": (TEXTS, (1, 19)),
    },
    "HEALTHCHECK": {
        "interval": (TEXT, BASELINE),
        "timeout": (TEXT, BASELINE),
        "start-period": (TEXT, BASELINE),
        "start-interval": (TEXT, BASELINE),
        "retries": (TEXT, BASELINE),
    },
}
"""Keyword -> flag -> (kind of value, the version that brought it); others have no flags."""

UNCHECKED_FLAGS = frozenset({"ARG", "STOPSIGNAL"})
"""Instructions whose flags the builder reads and forgets."""


def required_version(instruction: Instruction) -> Version | None:
    """The syntax version that an instruction needs; None if BASELINE is enough."""
    if isinstance(instruction, Onbuild):
        return required_version(instruction.trigger)
    if not instruction.flags and not instruction.heredocs:
        return None
    known = FLAGS.get(instruction.keyword, {})
    needed = [known[flag.name][1] for flag in instruction.flags if flag.name in known]
    if isinstance(instruction, (Copy, Add)):
        needed.append(_needed_by_chmod(instruction.flag("chmod") or ""))
    if isinstance(instruction, Run):
        needed.extend(
            SECRET_ENV
            for flag in instruction.flags
            if flag.name == "mount" and _has_secret_environment(flag.value or "")
        )
    if any(heredoc.is_spaced for heredoc in instruction.heredocs):
        needed.append(SPACED_HEREDOCS)
    newest = max(needed, default=BASELINE)
    return newest if newest > BASELINE else None


def _needed_by_chmod(mode: str) -> Version:
    if "$" in mode:
        return CHMOD_VARIABLES
    return BASELINE if not mode.strip("01234567") else CHMOD_SYMBOLIC


def _has_secret_environment(mount: str) -> bool:
    options = [option.strip().lower() for option in mount.split(",")]
    return "type=secret" in options and any(option.startswith("env=") for option in options)


def declared_version(directive: str | None) -> Version | None:
    """The version that a `# syntax=` directive names, if it names the official frontend."""
    image, _, tag = (directive or "").partition(" ")[0].rpartition(":")
    if not image.endswith("docker/dockerfile"):
        return None
    numbers = tag.split("-")[0].split(".")
    if not all(number.isascii() and number.isdigit() and len(number) < 5 for number in numbers):
        return None
    return (int(numbers[0]), int(numbers[1])) if len(numbers) > 1 else LATEST
