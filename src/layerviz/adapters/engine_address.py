"""Where the engine is, found as the `docker` command finds it, and how it is shown.

DOCKER_HOST counts first, then DOCKER_CONTEXT, then the current context of `config.json` in
DOCKER_CONFIG or `~/.docker`, else the usual socket. Source: docker/cli, `cli/command/cli.go`,
`cli/context/store` and `opts/hosts.go`. Nothing is connected here.
"""

from __future__ import annotations

import os
from hashlib import sha256

from layerviz.core.enums import Enum
from layerviz.core.errors import ArchiveError, EngineUnavailableError
from layerviz.core.values import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from layerviz.adapters.json_reading import Fields

USUAL = "unix:///var/run/docker.sock"
DEFAULT_CONTEXT = "default"
_THIS_HOST = "localhost"
PLAIN_PORT, TLS_PORT, SSH_PORT = 2375, 2376, 22
_MOST_BYTES = 1 << 20


class Way(Enum):
    """How an engine is reached."""

    UNIX = "unix"
    TCP = "tcp"
    SSH = "ssh"


class Certificates(Record):
    """The files that TLS needs, "" for none; `verifies`: whether the engine must prove itself."""

    authority: str = ""
    certificate: str = ""
    key: str = ""
    verifies: bool = True


class EngineAddress(Record):
    """Where an engine is. `path` is a socket's; `host`, `port` and `user` are for the others."""

    way: Way
    path: str = ""
    host: str = ""
    port: int = 0
    user: str = ""
    certificates: Certificates | None = None
    context: str = ""

    @property
    def shown(self) -> str:
        """The address for people: as DOCKER_HOST has it, without a password."""
        if self.way is Way.UNIX:
            return f"unix://{self.path}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        user = f"{self.user}@" if self.user else ""
        usual = self.way is Way.SSH and self.port in (0, SSH_PORT)
        return f"{self.way.value}://{user}{host}" + ("" if usual else f":{self.port}")


def engine_address(environment: Mapping[str, str]) -> EngineAddress:
    """The engine that `docker` would talk to; an EngineUnavailableError if that is no place."""
    host = environment.get("DOCKER_HOST", "").strip()
    if host:
        return parsed_address(host, _certificates_by(environment))
    folder = _config_folder(environment)
    context = environment.get("DOCKER_CONTEXT", "") or _current_context(folder)
    if context in ("", DEFAULT_CONTEXT):
        return parsed_address(USUAL, None)
    return _by_context(context, folder)


def parsed_address(
    text: str, certificates: Certificates | None, context: str = ""
) -> EngineAddress:
    """What an address means; without a scheme it is a host, as `docker` takes it."""
    from urllib.parse import urlsplit

    scheme, separator, rest = text.partition("://")
    if not separator:
        scheme, rest = "tcp", text
    if scheme == "unix":
        path = rest or USUAL.removeprefix("unix://")
        return EngineAddress(way=Way.UNIX, path=path, context=context)
    try:
        parts = urlsplit(f"{scheme}://{rest}")
        host, port, user = parts.hostname or "", parts.port or 0, parts.username or ""
    except ValueError:
        raise _wrong(_without_password(text), context) from None
    if scheme == "tcp":
        host = host or _THIS_HOST
    if scheme not in ("tcp", "ssh") or not host or host.startswith("-"):
        raise _wrong(_without_password(text), context)
    if scheme == "ssh":
        return EngineAddress(way=Way.SSH, host=host, port=port, user=user, context=context)
    port = port or (TLS_PORT if certificates else PLAIN_PORT)
    return EngineAddress(
        way=Way.TCP, host=host, port=port, certificates=certificates, context=context
    )


def _without_password(text: str) -> str:
    """The address without what stands between `//` and `@`, however it is written otherwise."""
    scheme, separator, rest = text.rpartition("://")
    return f"{scheme}{separator}{rest.rpartition('@')[2]}"[:200]


def _wrong(address: str, context: str) -> EngineUnavailableError:
    return EngineUnavailableError("engine-address-wrong", address=address, context=context)


def _certificates_by(environment: Mapping[str, str]) -> Certificates | None:
    """TLS as the environment asks for it: DOCKER_TLS_VERIFY, or DOCKER_TLS without proof."""
    verifies = environment.get("DOCKER_TLS_VERIFY", "") != ""
    if not verifies and not environment.get("DOCKER_TLS"):
        return None
    folder = environment.get("DOCKER_CERT_PATH") or _config_folder(environment)
    return _certificates_in(folder, verifies=verifies)


def _certificates_in(folder: str, *, verifies: bool) -> Certificates:
    """The certificates of a folder; without its own authority those of the system count."""
    authority, certificate, key = (
        path if os.path.isfile(path) else ""
        for path in (os.path.join(folder, name) for name in ("ca.pem", "cert.pem", "key.pem"))
    )
    return Certificates(authority=authority, certificate=certificate, key=key, verifies=verifies)


def _config_folder(environment: Mapping[str, str]) -> str:
    given = environment.get("DOCKER_CONFIG", "")
    home = environment.get("HOME", "") or os.path.expanduser("~")
    return given or os.path.join(home, ".docker")


def _current_context(folder: str) -> str:
    """The context that `docker context use` chose; "" where none was, or nothing can be read."""
    try:
        found = _document(os.path.join(folder, "config.json"))
        return "" if found is None else found.text("currentContext")
    except (ArchiveError, OSError):
        return ""  # `docker` warns of the file and goes on, too


def _by_context(name: str, folder: str) -> EngineAddress:
    """The engine of a context, whose folders are called by the digest of its name."""
    store = sha256(name.encode()).hexdigest()
    path = os.path.join(folder, "contexts", "meta", store, "meta.json")
    try:
        found = _document(path)
        if found is None:
            raise EngineUnavailableError("engine-context-missing", context=name)
        endpoint = found.within("Endpoints").within("docker")
        host, is_unproved = endpoint.text("Host"), endpoint.is_true("SkipTLSVerify")
    except (ArchiveError, OSError) as error:
        raise EngineUnavailableError("engine-context-broken", context=name, place=path) from error
    certificates = os.path.join(folder, "contexts", "tls", store, "docker")
    has_tls = is_unproved or os.path.isdir(certificates)
    tls = _certificates_in(certificates, verifies=not is_unproved) if has_tls else None
    return parsed_address(host or USUAL, tls, name)


def _document(path: str) -> Fields | None:
    """A file of JSON that is an object; None where there is no such file."""
    from layerviz.adapters.json_reading import Fields, read_json

    try:
        with open(path, "rb") as file:
            return Fields(read_json(file.read(_MOST_BYTES), path), path)
    except FileNotFoundError:
        return None
