"""A Docker Engine for tests: booted and stopped here, or the one that LAYERVIZ_TEST_ENGINE names.

Nothing here talks to an engine that the tests did not start, except when that variable names it.
"""

from __future__ import annotations

import contextlib
import fcntl
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ADDRESS_VARIABLE = "LAYERVIZ_TEST_ENGINE"
SUITE = "trixie"
IMAGE_PREFIX = "layerviz-test-"
BOOT_SCRIPT = Path(__file__).with_name("boot.sh")
BUILDX = "/usr/libexec/docker/cli-plugins/docker-buildx"


class EngineUnavailableError(Exception):
    """No engine can be had here; the text says why."""


@dataclass(frozen=True, slots=True)
class Engine:
    """A running engine. `workspace` is a folder that its client sees at `seen_at`.

    `client` is buildx with the words before it; `command` stands in its place for other commands.
    """

    store: str
    socket_path: Path
    client: tuple[str, ...]
    busybox: Path
    workspace: Path
    seen_at: str
    command: tuple[str, ...] = ("docker",)

    def seen(self, path: Path) -> str:
        """A path of the workspace as the client sees it."""
        return f"{self.seen_at}/{path.relative_to(self.workspace)}"

    def docker(self, *words: str) -> str:
        """What the engine's own client prints."""
        command = [*self.client[:-1], *self.command, *words]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def call(self, method: str, path: str, body: bytes | None = None) -> bytes:
        """The answer of the engine's HTTP interface; an error raises OSError with its words."""
        connection = _SocketConnection(self.socket_path)
        try:
            connection.request(method, path, body, {"Content-Type": "application/x-tar"})
            response = connection.getresponse()
            answer = response.read()
        finally:
            connection.close()
        if response.status >= http.client.BAD_REQUEST:
            raise OSError(f"{method} {path}: {response.status} {answer.decode(errors='replace')}")
        return answer


class _SocketConnection(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost")
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.connect(str(self._path))


@contextlib.contextmanager
def running_engine(store: str) -> Iterator[Engine]:
    """An engine with that image store; raises `EngineUnavailableError` where there is none."""
    address = os.environ.get(ADDRESS_VARIABLE)
    if address:
        with _given_engine(address, store) as engine:
            yield engine
        return
    _require_bootable()
    root = _cache_folder() / SUITE
    with _alone(root):
        _boot(root, store)
        try:
            yield _booted_engine(root, store)
        finally:
            _stop(root)


@contextlib.contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Wait until no other run uses that root folder, and keep others waiting."""
    root.parent.mkdir(parents=True, exist_ok=True)
    with root.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _booted_engine(root: Path, store: str) -> Engine:
    return Engine(
        store=store,
        socket_path=root / "engine/engine.sock",
        client=(
            "chroot",
            str(root),
            "/usr/bin/env",
            "DOCKER_HOST=unix:///engine/engine.sock",
            BUILDX,
        ),
        busybox=root / "usr/bin/busybox",
        workspace=root / "work",
        seen_at="/work",
    )


def running_pid(engine: Engine) -> int:
    """The process of an engine that was booted here."""
    pid = _running_pid(engine.socket_path.parent.parent)
    assert pid is not None
    return pid


@contextlib.contextmanager
def restarted(engine: Engine, *, is_killed: bool = False) -> Iterator[None]:
    """The engine is gone inside, and back with its images afterwards.

    `is_killed`: whoever is inside kills it.
    """
    root = engine.socket_path.parent.parent
    if not is_killed:
        _stop(root)
    try:
        yield
    finally:
        _stop(root)
        _start(root, engine.store)


def _cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "layerviz-engine"


def _require_bootable() -> None:
    if not sys.platform.startswith("linux"):
        raise EngineUnavailableError(
            f"only Linux can boot one here; name a running one in {ADDRESS_VARIABLE}"
        )
    if os.geteuid() != 0:
        raise EngineUnavailableError(
            f"booting one needs root; name a running one in {ADDRESS_VARIABLE}"
        )
    if not shutil.which("apt-get"):
        raise EngineUnavailableError(
            f"booting one needs Debian's apt; name a running one in {ADDRESS_VARIABLE}"
        )


def _boot(root: Path, store: str) -> None:
    _stop(root)
    _forget_data(root)
    _start(root, store)


def _start(root: Path, store: str) -> None:
    outcome = subprocess.run(
        ["sh", str(BOOT_SCRIPT), str(root), store, SUITE],
        capture_output=True,
        text=True,
        check=False,
    )
    if outcome.returncode != 0:
        _stop(root)
        raise EngineUnavailableError(f"the engine did not boot: {outcome.stderr.strip()}")


def _forget_data(root: Path) -> None:
    """Start from an empty cache: nothing of an earlier run may answer a build."""
    for name in ("engine/data", "engine/run", "work"):
        shutil.rmtree(root / name, ignore_errors=True)


def _stop(root: Path) -> None:
    """End the engine of that root by its process id, and everything that it started."""
    pid = _running_pid(root)
    if pid is None:
        return
    os.kill(pid, signal.SIGTERM)
    if not _ends_within(pid, seconds=20):
        os.kill(pid, signal.SIGKILL)
        _ends_within(pid, seconds=5)
    helper = _running_pid(root, "engine/run/containerd/containerd.pid")
    if helper is not None:
        os.kill(helper, signal.SIGKILL)
        _ends_within(helper, seconds=5)


def _running_pid(root: Path, file: str = "engine/engine.pid") -> int | None:
    try:
        pid = int((root / file).read_text())
        is_ours = os.path.samefile(f"/proc/{pid}/root", root)
    except (OSError, ValueError):
        return None
    return pid if is_ours else None


def _ends_within(pid: int, *, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not _is_alive(pid):
            return True
        time.sleep(0.05)
    return False


def _is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@contextlib.contextmanager
def _given_engine(address: str, store: str) -> Iterator[Engine]:
    if not address.startswith("unix://"):
        raise EngineUnavailableError(f"{ADDRESS_VARIABLE} must begin with unix://")
    docker, busybox = shutil.which("docker"), shutil.which("busybox")
    if not docker or not busybox:
        raise EngineUnavailableError(
            "needs the docker client with buildx, and a static busybox, on PATH"
        )
    with tempfile.TemporaryDirectory(prefix="layerviz-engine-") as folder:
        engine = Engine(
            store=store,
            socket_path=Path(address.removeprefix("unix://")),
            client=("env", f"DOCKER_HOST={address}", docker, "buildx"),
            command=(),
            busybox=Path(busybox),
            workspace=Path(folder),
            seen_at=folder,
        )
        if store_of(engine) != store:
            raise EngineUnavailableError(
                f"the engine at {address} has another image store than {store}"
            )
        try:
            yield engine
        finally:
            _remove_images(engine)


def _remove_images(engine: Engine) -> None:
    """Take away the base images of the tests; a booted engine forgets everything anyway."""
    for image in json.loads(engine.call("GET", "/images/json")):
        for name in image.get("RepoTags") or ():
            if name.startswith(IMAGE_PREFIX):
                engine.call("DELETE", f"/images/{name}?force=1")


def store_of(engine: Engine) -> str:
    """The image store of a running engine: `containerd` or `overlay2`."""
    info = json.loads(engine.call("GET", "/info"))
    status = dict(pair for pair in info.get("DriverStatus") or () if len(pair) == 2)
    return "containerd" if "containerd.snapshotter" in status.get("driver-type", "") else "overlay2"
