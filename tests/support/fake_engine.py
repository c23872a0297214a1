"""A fake Docker Engine on a socket of its own: answers as told, slowly, wrongly, or not at all."""

from __future__ import annotations

import contextlib
import json
import socket
import socketserver
import ssl
import tempfile
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from scripts.image_writing import MadeImage, Member, Step, docker_archive, layer_tar, tar_of

BASE = layer_tar([Member("bin/sh", b"#" * 500)])
APP = layer_tar([Member("app/a.js", b"a" * 70)])
IMAGE = MadeImage(
    ("app:1.0",), (Step("ADD rootfs /", BASE), Step("ENV A=1"), Step("COPY . .", APP))
)
ABOUT = {
    "Id": "sha256:" + "e" * 64,
    "RepoTags": ["app:1.0", "app:latest"],
    "Os": "linux",
    "Architecture": "amd64",
    "Size": 12_345,
}
HISTORY = [
    {"CreatedBy": "COPY . .", "Size": 8192},
    {"CreatedBy": "ENV A=1", "Size": 0},
    {"CreatedBy": "ADD rootfs /", "Size": 4096},
]
OVERLAY = {"Driver": "overlay2", "DriverStatus": [["Backing Filesystem", "extfs"]]}
CONTAINERD = {
    "Driver": "overlayfs",
    "DriverStatus": [["driver-type", "io.containerd.snapshotter.v1"]],
}
VERSION = {"Version": "26.1.5", "ApiVersion": "1.45", "MinAPIVersion": "1.24"}
Answer = dict[str, Any] | list[Any] | bytes | int | Callable[[BaseHTTPRequestHandler], None]


class FakeEngine(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """Answers by the end of the path; a number is a status code, a function writes what it likes.

    `place` is its address, as DOCKER_HOST has it.

    `hanging`: the end of a path that is answered only when `may_answer` is set, or never.
    `was_asked` is set when somebody waits there, `gave_up` when they close the connection.
    """

    block_on_close = True
    daemon_threads = False

    def __init__(self, address: str | tuple[str, int], tls: ssl.SSLContext | None = None) -> None:
        self.answers: dict[str, Answer] = {
            "/version": dict(VERSION),
            "/info": OVERLAY,
            "/json": dict(ABOUT),
            "/images/json": [],
            "/df": {"LayersSize": 0, "Images": []},
            "/history": list(HISTORY),
            "/get": tar_of(docker_archive([IMAGE])),
        }
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.hanging = ""
        self.may_answer = threading.Event()
        self.was_asked = threading.Event()
        self.gave_up = threading.Event()
        self.connections: list[socket.socket] = []
        self.tls = tls
        self.place = f"unix://{address}" if isinstance(address, str) else ""
        if isinstance(address, str):
            self.address_family = socket.AF_UNIX
        super().__init__(address, _Handler)  # type: ignore[arg-type]  # a path for a unix socket
        if not isinstance(address, str):
            self.place = f"tcp://127.0.0.1:{self.socket.getsockname()[1]}"

    def server_bind(self) -> None:
        self.socket.bind(self.server_address)

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        if self.tls is not None:
            connection = self.tls.wrap_socket(
                connection, server_side=True, do_handshake_on_connect=False
            )
        self.connections.append(connection)
        return connection, address

    def hang_up(self) -> None:
        """End all connections, as an engine that is stopped does."""
        for connection in self.connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, *_: object) -> None:
        """Whoever asks may break off; that is what the tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: FakeEngine
    protocol_version = "HTTP/1.1"

    def address_string(self) -> str:
        return "test"

    def log_message(self, *_: object) -> None:
        return

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.server.asked.append(f"{self.command} {self.path}")
        self.server.headers.append(dict(self.headers))
        end = "/" + path.rpartition("/")[2]
        if path.endswith("/images/json"):
            end = "/images/json"
        if end == self.server.hanging and not self._wait():
            return
        answer = self.server.answers[end]
        if callable(answer):
            self.close_connection = True
            answer(self)
        elif isinstance(answer, int):
            self._send(answer, json.dumps({"message": f"no {end}"}).encode())
        else:
            self._send(200, answer if isinstance(answer, bytes) else json.dumps(answer).encode())

    def _wait(self) -> bool:
        """Whether to answer after all; else the other side has closed the connection."""
        self.server.was_asked.set()
        self.connection.settimeout(0.01)
        while not self.server.may_answer.is_set():
            with contextlib.suppress(TimeoutError):
                if self.connection.recv(1) == b"":
                    self.server.gave_up.set()
                    self.close_connection = True
                    return False
        self.connection.settimeout(None)
        return True

    def _send(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextlib.contextmanager
def serving(server: FakeEngine) -> Iterator[FakeEngine]:
    """A fake that answers until the end."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.may_answer.set()
        server.shutdown()
        server.hang_up()
        server.server_close()
        thread.join()


@contextlib.contextmanager
def unix_engine() -> Iterator[FakeEngine]:
    """A fake on a unix socket."""
    with (
        tempfile.TemporaryDirectory(prefix="lv") as folder,  # a socket's path must be short
        serving(FakeEngine(str(Path(folder) / "s"))) as server,
    ):
        yield server


def raw(content: bytes) -> Answer:
    """An answer that is written as it is, headers and all; then the connection ends."""

    def write(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(content)

    return write


def endless(beginning: bytes, piece: bytes) -> Answer:
    """An answer that goes on until the other side has enough of it."""

    def write(handler: BaseHTTPRequestHandler) -> None:
        with contextlib.suppress(OSError):
            handler.wfile.write(beginning)
            while True:
                handler.wfile.write(piece)

    return write
