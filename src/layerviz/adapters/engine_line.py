"""Connections to an engine for the `docker` library: by socket, TCP with or without TLS, or ssh.

The library's own connections cannot be given up while they wait, and its ssh needs one more
package. So this is mounted in their place; ssh is the program, as for the `docker` command. To be
imported only when an engine is asked: urllib3, requests and docker take a tenth of a second.
"""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
from tempfile import TemporaryFile

from docker import APIClient
from docker.errors import DockerException
from docker.transport.basehttpadapter import BaseHTTPAdapter
from docker.utils.config import find_config_file
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool

from layerviz.adapters.engine_address import Way
from layerviz.adapters.engine_patience import TICK_SECONDS, PatientSocket, connected, encrypted
from layerviz.core.errors import EngineAnswerError, EngineDeniedError, EngineUnavailableError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, BinaryIO

    from requests import PreparedRequest, Response

    from layerviz.adapters.engine_address import Certificates, EngineAddress
    from layerviz.adapters.engine_patience import Patience

PLACE = "http+docker://engine"
SSH = ("ssh", "-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10")
"""How the program is called: it cannot ask for passwords where nobody sees it."""
_AT_THE_OTHER_END = "docker system dial-stdio"
_MOST_WORDS = 2000
_END_SECONDS = 2


class EngineLine:
    """Makes connections to one engine, and ends what they leave behind."""

    def __init__(self, address: EngineAddress, patience: Patience) -> None:
        self.address = address
        self.patience = patience
        self._ssh: _Ssh | None = None
        self._adapter = _Adapter(self)

    def client(self, version: str) -> Any:
        """The library's client for an interface version, talking over this line.

        Connections are kept from one client to the next.
        """
        try:
            # With an address of its own kind it forgets the ways to anywhere else. Nothing is sent.
            made = APIClient(base_url="unix:///engine", version=version, timeout=TICK_SECONDS)
        except (DockerException, AttributeError, TypeError, ValueError) as error:
            # It reads docker's configuration, whose shape it takes for granted.
            place = find_config_file() or ""
            raise EngineUnavailableError("engine-config-broken", place=place) from error
        made.trust_env = False  # neither a proxy nor a password out of ~/.netrc
        made.headers["Accept-Encoding"] = "identity"
        made.base_url = PLACE
        made.mount(PLACE, self._adapter)
        return made

    def close(self) -> None:
        """Close the connections."""
        self._adapter.close()
        self.end()

    def dial(self) -> socket.socket:
        """A new connection; an EngineError that says what is wrong."""
        self.end()
        if self.address.way is Way.SSH:
            self._ssh = _Ssh(self.address)
            return self._ssh.connected(self.patience)
        return self._tcp() if self.address.way is Way.TCP else self._unix()

    def end(self) -> None:
        """End the ssh of the last connection, if there is one."""
        if self._ssh is not None:
            self._ssh.end()
            self._ssh = None

    def ssh_words(self) -> str:
        """What ssh complained of, "" where it was not used or content."""
        return self._ssh.words() if self._ssh is not None else ""

    def _unix(self) -> PatientSocket:
        try:
            return connected(socket.AF_UNIX, self.address.path, self.patience)
        except PermissionError as error:
            raise EngineDeniedError("engine-denied", reason=_reason(error)) from error
        except OSError as error:
            raise _unavailable("engine-unavailable", error) from error

    def _tcp(self) -> socket.socket:
        address = self.address
        try:
            found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise _unavailable("engine-host-unknown", error) from error
        plain = self._first_connected([(each[0], each[4]) for each in found])
        if address.certificates is None:
            return plain
        try:
            context = _tls_context(address.certificates)
            return encrypted(plain, context, address.host, self.patience)
        except OSError as error:
            plain.close()
            raise _unavailable("engine-tls", error) from error

    def _first_connected(self, places: list[tuple[int, Any]]) -> PatientSocket:
        refusal: OSError | None = None
        for family, place in places:
            try:
                return connected(family, place, self.patience)
            except OSError as error:
                refusal = error
        raise _unavailable("engine-unavailable", refusal or OSError()) from refusal


class _Ssh:
    """An ssh whose input and output are a socket of ours."""

    def __init__(self, address: EngineAddress) -> None:
        self._words: BinaryIO = TemporaryFile()  # noqa: SIM115 - closed at the end
        self._ours, theirs = socket.socketpair()
        try:
            self._process = subprocess.Popen(
                ssh_command(address),
                stdin=theirs.fileno(),
                stdout=theirs.fileno(),
                stderr=self._words,
            )
        except OSError as error:
            self._ours.close()
            self._words.close()
            raise _unavailable("engine-ssh", error) from error
        finally:
            theirs.close()

    def connected(self, patience: Patience) -> PatientSocket:
        made = PatientSocket(fileno=self._ours.detach())
        made.patience = patience
        made.settimeout(TICK_SECONDS)
        return made

    def words(self) -> str:
        # At a place of its own: ssh writes on where a shared one stands.
        said = os.pread(self._words.fileno(), _MOST_WORDS, 0)
        return said.decode("utf-8", "replace").strip()

    def end(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._words.close()


def ssh_command(address: EngineAddress) -> list[str]:
    """The program with its arguments: what `docker` runs for an address by ssh."""
    port = ["-p", str(address.port)] if address.port else []
    user = ["-l", address.user] if address.user else []
    return [*SSH, *user, *port, "--", address.host, _AT_THE_OTHER_END]


def _tls_context(certificates: Certificates) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=certificates.authority or None)
    if not certificates.verifies:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if certificates.certificate:
        context.load_cert_chain(certificates.certificate, certificates.key or None)
    return context


def _unavailable(code: str, error: OSError | UnicodeError) -> EngineUnavailableError:
    return EngineUnavailableError(code, reason=_reason(error))


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()


class _Connection(HTTPConnection):
    """One connection of the library, made by the line."""

    def __init__(self, line: EngineLine) -> None:
        host, port = line.address.host or "engine", line.address.port or None
        super().__init__(host, port, timeout=TICK_SECONDS)
        self._line = line

    def connect(self) -> None:
        self.sock = self._line.dial()


class _Pool(HTTPConnectionPool):
    """Keeps one connection open from call to call."""

    def __init__(self, line: EngineLine) -> None:
        super().__init__("engine", maxsize=1)
        self._line = line

    def _new_conn(self) -> _Connection:
        return _Connection(self._line)


class _Adapter(BaseHTTPAdapter):  # type: ignore[misc]  # the library has no types
    """What requests sends through: always the line, whatever the address says."""

    def __init__(self, line: EngineLine) -> None:
        self._pool = _Pool(line)
        super().__init__()

    def get_connection(self, *_: object, **__: object) -> _Pool:
        return self._pool

    def request_url(self, request: PreparedRequest, *_: object) -> str:
        return str(request.path_url)

    def send(self, request: PreparedRequest, *args: Any, **named: Any) -> Response:
        """Send; no answer may lead elsewhere, nor be compressed: it could unpack to anything."""
        answer: Response = super().send(request, *args, **named)
        encoding = answer.headers.get("Content-Encoding", "identity")
        if answer.is_redirect or encoding != "identity":
            answer.close()
            place = "Location" if answer.is_redirect else "Content-Encoding"
            raise EngineAnswerError("engine-answer", place=place)
        return answer

    def close(self) -> None:
        super().close()
        self._pool.close()
