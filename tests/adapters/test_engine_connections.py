"""Ways to an engine: what an environment means, and a real connection each way."""

from __future__ import annotations

import json
import os
import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

import pytest

from layerviz.adapters.engine import EngineImages
from layerviz.adapters.engine_address import engine_address
from layerviz.adapters.engine_line import ssh_command
from layerviz.app.jobs import Cancelled
from layerviz.core.errors import EngineError, EngineUnavailableError
from tests.support.fake_engine import FakeEngine, serving, unix_engine

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs a unix socket")


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("unix:///run/user/1000/docker.sock", "unix:///run/user/1000/docker.sock"),
        ("unix://", "unix:///var/run/docker.sock"),
        ("tcp://box:2375", "tcp://box:2375"),
        ("tcp://box", "tcp://box:2375"),
        ("tcp://:1", "tcp://localhost:1"),
        ("box:1234", "tcp://box:1234"),
        ("tcp://[::1]:2375", "tcp://[::1]:2375"),
        ("ssh://me@box", "ssh://me@box"),
        ("ssh://box:2222", "ssh://box:2222"),
        (" ssh://me:secret@box ", "ssh://me@box"),
        ("", "unix:///var/run/docker.sock"),
    ],
)
def test_docker_host_is_understood_as_docker_does(host: str, shown: str, tmp_path: Path) -> None:
    found = engine_address({"DOCKER_HOST": host, "HOME": str(tmp_path)})
    assert found.shown == shown


@pytest.mark.parametrize(
    "host",
    ["nonsense://me:secret@x", "ssh://", "ssh://-oProxyCommand=x", "tcp://x:port", "tcp://[x"],
)
def test_what_is_no_address_is_said_without_its_password(host: str) -> None:
    with pytest.raises(EngineUnavailableError) as told:
        engine_address({"DOCKER_HOST": host})
    assert told.value.code == "engine-address-wrong"
    assert "secret" not in str(told.value.values)


@pytest.mark.parametrize(
    ("environment", "port", "verifies"),
    [
        ({}, 2375, None),
        ({"DOCKER_TLS_VERIFY": ""}, 2375, None),
        ({"DOCKER_CERT_PATH": "/certs"}, 2375, None),  # docker itself encrypts only if told so
        ({"DOCKER_TLS_VERIFY": "1"}, 2376, True),
        ({"DOCKER_TLS": "1"}, 2376, False),
    ],
)
def test_tls_is_asked_for_as_docker_does(
    environment: Mapping[str, str], port: int, verifies: bool | None
) -> None:
    found = engine_address({"DOCKER_HOST": "tcp://box", **environment})
    certificates = found.certificates
    assert found.port == port
    assert (None if certificates is None else certificates.verifies) is verifies


def write_context(folder: Path, name: str, host: str, *, skips_proof: bool = False) -> Path:
    """A context as `docker context create` writes it; where its certificates belong."""
    store = sha256(name.encode()).hexdigest()
    meta = folder / "contexts/meta" / store / "meta.json"
    meta.parent.mkdir(parents=True)
    endpoint = {"Host": host, "SkipTLSVerify": skips_proof}
    meta.write_text(json.dumps({"Name": name, "Endpoints": {"docker": endpoint}}))
    return folder / "contexts/tls" / store / "docker"


def test_the_context_is_chosen_as_docker_does(tmp_path: Path) -> None:
    write_context(tmp_path, "one", "tcp://one:1")
    write_context(tmp_path, "two", "ssh://two")
    (tmp_path / "config.json").write_text('{"currentContext": "one"}')
    environment = {"DOCKER_CONFIG": str(tmp_path)}
    found = engine_address(environment)
    assert (found.shown, found.context) == ("tcp://one:1", "one")
    assert engine_address({**environment, "DOCKER_CONTEXT": "two"}).shown == "ssh://two"
    usual = engine_address({**environment, "DOCKER_CONTEXT": "default"})
    assert (usual.shown, usual.context) == ("unix:///var/run/docker.sock", "")
    by_host = engine_address({**environment, "DOCKER_CONTEXT": "two", "DOCKER_HOST": "tcp://h:5"})
    assert (by_host.shown, by_host.context) == ("tcp://h:5", "")


def test_the_configuration_lies_in_the_users_folder(tmp_path: Path) -> None:
    write_context(tmp_path / ".docker", "mine", "tcp://mine:1")
    (tmp_path / ".docker/config.json").write_text('{"currentContext": "mine"}')
    assert engine_address({"HOME": str(tmp_path)}).context == "mine"


@pytest.mark.parametrize("content", ["", "[]", "{", '{"currentContext": 1}'])
def test_a_damaged_configuration_names_no_context(tmp_path: Path, content: str) -> None:
    (tmp_path / "config.json").write_text(content)
    assert engine_address({"DOCKER_CONFIG": str(tmp_path)}).context == ""


def test_a_missing_or_damaged_context_is_said_by_name(tmp_path: Path) -> None:
    environment = {"DOCKER_CONFIG": str(tmp_path), "DOCKER_CONTEXT": "gone"}
    with pytest.raises(EngineUnavailableError) as told:
        engine_address(environment)
    assert (told.value.code, dict(told.value.values)["context"]) == (
        "engine-context-missing",
        "gone",
    )
    write_context(tmp_path, "gone", "tcp://one:1")
    for meta in tmp_path.rglob("meta.json"):
        meta.write_text("[]")
    with pytest.raises(EngineUnavailableError) as told:
        engine_address(environment)
    assert told.value.code == "engine-context-broken"


def greeted(environment: Mapping[str, str]) -> str:
    """The version that an engine tells, and where it was reached."""
    with EngineImages(environment) as engine:
        found = engine.list_images().engine
    assert found.version == "26.1.5"
    return found.address


def refusal(environment: Mapping[str, str]) -> EngineError:
    with pytest.raises(EngineError) as told:
        EngineImages(environment)
    return told.value


def test_an_engine_is_reached_by_its_socket_and_by_a_context(tmp_path: Path) -> None:
    with unix_engine() as fake:
        assert greeted({"DOCKER_HOST": fake.place}) == fake.place
        write_context(tmp_path, "here", fake.place)
        environment = {"DOCKER_CONFIG": str(tmp_path), "DOCKER_CONTEXT": "here"}
        assert greeted(environment) == fake.place


def test_an_engine_is_reached_by_tcp() -> None:
    with serving(FakeEngine(("127.0.0.1", 0))) as fake:
        assert greeted({"DOCKER_HOST": fake.place}) == fake.place


def test_neither_a_proxy_nor_a_stored_password_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".netrc").write_text("default login me password secret\n")
    (tmp_path / ".netrc").chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with serving(FakeEngine(("127.0.0.1", 0))) as fake:
        greeted({"DOCKER_HOST": fake.place})
        assert not any("Authorization" in headers for headers in fake.headers)
        assert all("Host" in headers for headers in fake.headers)


def test_a_host_that_nobody_knows_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise OSError(-2, "Name or service not known")

    monkeypatch.setattr("socket.getaddrinfo", unknown)
    assert refusal({"DOCKER_HOST": "tcp://nowhere:1"}).code == "engine-host-unknown"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as DOCKER_CERT_PATH has it: one certificate that proves itself."""
    if not shutil.which("openssl"):
        pytest.skip("openssl makes the certificates")
    folder = tmp_path_factory.mktemp("certificates")
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-nodes", "-days", "2", "-subj", "/CN=engine"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1"]
    command += ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run(command, check=True, capture_output=True)
    shutil.copy(folder / "cert.pem", folder / "ca.pem")
    return folder


@pytest.fixture
def tls_engine(certificates: Path) -> Iterator[FakeEngine]:
    """An engine that demands a certificate, too."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=certificates / "ca.pem")
    context.load_cert_chain(certificates / "cert.pem", certificates / "key.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    with serving(FakeEngine(("127.0.0.1", 0), context)) as fake:
        yield fake


def by_tls(fake: FakeEngine, folder: Path) -> dict[str, str]:
    return {
        "DOCKER_HOST": fake.place,
        "DOCKER_TLS_VERIFY": "1",
        "DOCKER_CERT_PATH": str(folder),
    }


def test_an_engine_is_reached_by_tls_with_proof(tls_engine: FakeEngine, certificates: Path) -> None:
    assert greeted(by_tls(tls_engine, certificates)) == tls_engine.place


def test_an_engine_is_reached_by_a_context_with_certificates(
    tls_engine: FakeEngine, certificates: Path, tmp_path: Path
) -> None:
    place = write_context(tmp_path, "far", tls_engine.place)
    shutil.copytree(certificates, place)
    environment = {"DOCKER_CONFIG": str(tmp_path), "DOCKER_CONTEXT": "far"}
    assert greeted(environment) == tls_engine.place


def test_a_large_answer_comes_through_tls(tls_engine: FakeEngine, certificates: Path) -> None:
    with EngineImages(by_tls(tls_engine, certificates)) as engine:
        assert len(engine.read("app:1.0").files) == 2


def test_an_engine_that_cannot_prove_itself_is_refused(
    tls_engine: FakeEngine, certificates: Path, tmp_path: Path
) -> None:
    environment = by_tls(tls_engine, tmp_path)
    assert refusal(environment).code == "engine-tls"
    for name in ("cert.pem", "key.pem"):
        shutil.copy(certificates / name, tmp_path)
    assert refusal(environment).code == "engine-tls"
    without_proof = {**environment, "DOCKER_TLS_VERIFY": "", "DOCKER_TLS": "1"}
    assert greeted(without_proof) == tls_engine.place


def test_without_a_certificate_that_the_engine_demands_there_is_no_connection(
    tls_engine: FakeEngine, certificates: Path, tmp_path: Path
) -> None:
    shutil.copy(certificates / "ca.pem", tmp_path)
    assert refusal(by_tls(tls_engine, tmp_path)).code == "engine-tls"


def test_tls_to_an_engine_that_does_not_encrypt_is_said(certificates: Path) -> None:
    with serving(FakeEngine(("127.0.0.1", 0))) as fake:
        assert refusal(by_tls(fake, certificates)).code == "engine-tls"


SSH = """#!{python}
import json, os, select, socket, sys
open({log!r}, "a").write(json.dumps(sys.argv[1:]) + "\\n")
if {words!r}:
    sys.exit({words!r})
engine = socket.socket(socket.AF_UNIX)
engine.connect({path!r})
ways = {{0: lambda data: engine.sendall(data), engine.fileno(): lambda data: os.write(1, data)}}
while True:
    for number in select.select(list(ways), [], [])[0]:
        data = os.read(number, 65536)
        if not data:
            sys.exit(0)
        ways[number](data)
"""


def put_ssh(folder: Path, monkeypatch: pytest.MonkeyPatch, place: str, words: str = "") -> Path:
    """A program `ssh` that is found first and leads to a socket; what it was called with."""
    log, program = folder / "calls", folder / "ssh"
    path = place.removeprefix("unix://")
    text = SSH.format(python=sys.executable, log=str(log), path=path, words=words)
    program.write_text(text)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return log


def test_an_engine_is_reached_by_ssh_in_one_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with unix_engine() as fake:
        calls = put_ssh(tmp_path, monkeypatch, fake.place)
        with EngineImages({"DOCKER_HOST": "ssh://me@box:2222"}) as engine:
            assert engine.list_images().engine.address == "ssh://me@box:2222"
            assert len(engine.read("app:1.0").files) == 2
    options = ["-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10"]
    (called,) = map(json.loads, calls.read_text().splitlines())
    assert called == [
        *(*options, "-l", "me", "-p", "2222", "--", "box"),
        "docker system dial-stdio",
    ]


def test_a_host_by_ssh_cannot_be_taken_for_an_option() -> None:
    found = engine_address({"DOCKER_HOST": "ssh://-l@box"})
    assert ssh_command(found)[-5:] == ["-l", "-l", "--", "box", "docker system dial-stdio"]


def test_what_ssh_complains_of_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_ssh(tmp_path, monkeypatch, "", words="me@box: Permission denied (publickey).")
    found = refusal({"DOCKER_HOST": "ssh://me@box"})
    assert found.code == "engine-ssh"
    values = dict(found.values)
    assert values["reason"] == "me@box: Permission denied (publickey)."
    assert values["address"] == "ssh://me@box"


def test_without_the_program_ssh_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert refusal({"DOCKER_HOST": "ssh://me@box"}).code == "engine-ssh"


def test_an_engine_that_fails_leaves_no_ssh_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with unix_engine() as fake:
        calls = put_ssh(tmp_path, monkeypatch, fake.place)
        fake.answers["/images/json"] = 500
        with EngineImages({"DOCKER_HOST": "ssh://box"}) as engine:
            with pytest.raises(EngineError):
                engine.list_images()
            assert engine._line._ssh is None
            fake.answers["/images/json"] = []
            assert engine.list_images().images == ()
    assert len(calls.read_text().splitlines()) == 2


def test_a_job_that_nobody_wants_leaves_no_ssh_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class GivenUp:
        def progress(self, *_: object) -> None:
            return

        def check(self) -> None:
            if fake.was_asked.is_set():
                raise Cancelled

    with unix_engine() as fake:
        put_ssh(tmp_path, monkeypatch, fake.place)
        with EngineImages({"DOCKER_HOST": "ssh://box"}) as engine:
            fake.hanging = "/info"
            with pytest.raises(Cancelled):
                engine.list_images(GivenUp())
            assert engine._line._ssh is None


def test_a_damaged_configuration_is_said_where_the_library_stumbles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config.json").write_text("[]")
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    found = refusal({"DOCKER_HOST": "unix:///nowhere"})
    assert (found.code, dict(found.values)["place"]) == (
        "engine-config-broken",
        str(tmp_path / "config.json"),
    )
