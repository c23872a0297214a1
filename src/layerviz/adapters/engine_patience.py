"""How long an engine is waited for, and sockets that wait no longer.

A socket of the standard library either answers or waits; these look up every 50 ms, so that a job
that nobody wants any more ends at once, an engine that hangs or trickles is given up in time, and
an endless answer is cut off. What ends the waiting is raised as it is, through whatever library
reads from the socket.
"""

from __future__ import annotations

import contextlib
import errno
import socket
import ssl
import time

from layerviz.core.errors import EngineAnswerError, EngineTimedOutError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from layerviz.app.ports import JobContext

TICK_SECONDS = 0.05
_CONNECT_PAUSE_SECONDS = 0.01


class Patience:
    """What one call may take. One call at a time, on one thread."""

    def __init__(self) -> None:
        self._job: JobContext | None = None
        self._seconds, self._limit = 0.0, 0
        self._end, self._left = 0.0, 0
        self._is_renewed = False

    def begin(
        self, seconds: float, limit: int, job: JobContext | None, *, is_renewed: bool = False
    ) -> None:
        """Start a call of so many seconds and bytes; `is_renewed`: the seconds, by each byte."""
        self._job, self._seconds, self._limit = job, seconds, limit
        self._end, self._left = time.monotonic() + seconds, limit
        self._is_renewed = is_renewed

    def check(self) -> None:
        """Raise what ends the waiting: Cancelled, or that the time is over."""
        if self._job is not None:
            self._job.check()
        if time.monotonic() >= self._end:
            raise EngineTimedOutError("engine-timed-out", seconds=f"{self._seconds:g}")

    def count(self, size: int) -> None:
        """Note that bytes came; an EngineAnswerError if there are too many."""
        self._left -= size
        if self._left < 0:
            raise EngineAnswerError("engine-too-much", limit=str(self._limit))
        if self._is_renewed and size:
            self._end = time.monotonic() + self._seconds

    def wait_for(self, receive: Callable[..., int], *args: Any) -> int:
        """What a socket's `recv_into` gives, as soon as it does."""
        while True:
            self.check()
            with contextlib.suppress(TimeoutError):
                found = receive(*args)
                self.count(found)
                return found


class PatientSocket(socket.socket):
    """A socket that is read with patience."""

    patience: Patience

    def recv_into(self, *args: Any) -> int:
        """Read what comes into a buffer."""
        return self.patience.wait_for(super().recv_into, *args)


class PatientTls(ssl.SSLSocket):
    """The same, encrypted."""

    patience: Patience

    def recv_into(self, *args: Any) -> int:
        """Read what comes into a buffer."""
        return self.patience.wait_for(super().recv_into, *args)


def connected(family: int, address: Any, patience: Patience) -> PatientSocket:
    """A socket that is connected; an OSError where that is refused."""
    made = PatientSocket(family, socket.SOCK_STREAM)
    made.patience = patience
    try:
        made.setblocking(False)
        while not _connects(made, address):
            patience.check()
            time.sleep(_CONNECT_PAUSE_SECONDS)
        made.settimeout(TICK_SECONDS)
    except BaseException:
        made.close()
        raise
    return made


def _connects(made: socket.socket, address: Any) -> bool:
    """Whether it is connected by now. A busy engine's own queue may be full: that passes, too."""
    try:
        made.connect(address)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno != errno.EISCONN:
            raise
    return True


def encrypted(
    plain: PatientSocket, context: ssl.SSLContext, host: str, patience: Patience
) -> PatientTls:
    """The same connection with TLS; an ssl.SSLError where the two do not come together."""
    context.sslsocket_class = PatientTls
    wrapped = context.wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)
    assert isinstance(wrapped, PatientTls)
    wrapped.patience = patience
    try:
        while True:
            patience.check()
            with contextlib.suppress(TimeoutError):
                wrapped.do_handshake()
                return wrapped
    except BaseException:
        wrapped.close()
        raise
