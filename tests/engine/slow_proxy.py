"""A way to an engine on which every call takes its time."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

CHUNK_BYTES = 65536


class _Slow:
    """Hands on what it hears; what is asked only after a delay, unless it is over by then."""

    def __init__(self, real: Path, delay_s: float) -> None:
        self._real = real
        self._delay_s = delay_s
        self.calls = 0
        self.is_over = threading.Event()
        self._open: list[socket.socket] = []

    def serve(self, listening: socket.socket) -> None:
        """Answer until the socket is shut."""
        while not self.is_over.is_set():
            try:
                asking, _ = listening.accept()
            except OSError:
                return
            answering = socket.socket(socket.AF_UNIX)
            answering.connect(str(self._real))
            self._open += [asking, answering]
            for source, goal, delay_s in (
                (asking, answering, self._delay_s),
                (answering, asking, 0.0),
            ):
                threading.Thread(target=self._hand_on, args=(source, goal, delay_s)).start()

    def _hand_on(self, source: socket.socket, goal: socket.socket, delay_s: float) -> None:
        try:
            while heard := source.recv(CHUNK_BYTES):
                if delay_s:
                    self.calls += 1
                    if self.is_over.wait(delay_s):
                        return
                goal.sendall(heard)
            goal.shutdown(socket.SHUT_WR)
        except OSError:
            return

    def close(self) -> None:
        """Let everything go."""
        self.is_over.set()
        for each in self._open:
            with suppress(OSError):  # the other side may have shut it
                each.shutdown(socket.SHUT_RDWR)
            each.close()


@contextmanager
def slow_way(real: Path, place: Path, delay_s: float) -> Iterator[_Slow]:
    """A socket at a place, behind which every call to the real one takes that many seconds more."""
    slow = _Slow(real, delay_s)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(place))
        listening.listen()
        server = threading.Thread(target=slow.serve, args=(listening,))
        server.start()
        try:
            yield slow
        finally:
            slow.close()
            listening.shutdown(socket.SHUT_RDWR)
            server.join()
