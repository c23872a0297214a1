"""Base images for tests: a busybox and a random word, loaded without any network."""

from __future__ import annotations

import functools
import hashlib
import io
import json
import subprocess
import tarfile
from collections.abc import Mapping
from pathlib import Path

from tests.engine.engines import Engine
from tests.support.casefiles import Names

PASSWD = "root:x:0:0:root:/root:/bin/sh\nnode:x:1000:1000:{word}:/home/node:/bin/sh\n"
GROUP = "root:x:0:\nnode:x:1000:\n"


def load_base(engine: Engine, names: Names, version: int, config: Mapping[str, object]) -> None:
    """Load the base image under both its names; another version has another /etc/salt.

    Everything in it that a scratch stage could copy holds the random word, or two cases would
    share a step.
    """
    files = {
        "etc/salt": f"{names.salt} {version}\n".encode(),
        "etc/passwd": PASSWD.format(word=names.salt).encode(),
    }
    layers = (_common_layer(engine.busybox), _tar(files, {}))
    digests = [f"sha256:{hashlib.sha256(layer).hexdigest()}" for layer in layers]
    image = {
        "architecture": "amd64",
        "os": "linux",
        "config": dict(config),
        "rootfs": {"type": "layers", "diff_ids": digests},
        "history": [{"created_by": "test"}] * len(layers),
    }
    files = {f"layer{number}.tar": layer for number, layer in enumerate(layers)}
    manifest = [
        {"Config": "config.json", "RepoTags": [names.base, names.alias], "Layers": list(files)}
    ]
    archive = {
        **files,
        "config.json": json.dumps(image).encode(),
        "manifest.json": json.dumps(manifest).encode(),
    }
    answer = engine.call("POST", "/images/load?quiet=1", _tar(archive, {}))
    if b'"error"' in answer:
        raise OSError(answer.decode())


@functools.cache
def _common_layer(busybox: Path) -> bytes:
    applets = subprocess.run(
        [busybox, "--list"], capture_output=True, text=True, check=True
    ).stdout.split()
    files = {
        "bin/busybox": busybox.read_bytes(),
        "etc/passwd": PASSWD.encode(),
        "etc/group": GROUP.encode(),
    }
    links = {f"bin/{name}": "busybox" for name in applets if name != "busybox"}
    return _tar(files, links, folders=("app0", "tmp", "root", "home/node"))


def _tar(
    files: Mapping[str, bytes], links: Mapping[str, str], folders: tuple[str, ...] = ()
) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        parents = {
            str(parent) for name in (*files, *links, *folders) for parent in Path(name).parents
        }
        for folder in sorted({*parents, *folders} - {"."}):
            entry = tarfile.TarInfo(folder)
            entry.type, entry.mode = tarfile.DIRTYPE, 0o1777 if folder == "tmp" else 0o755
            archive.addfile(entry)
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), 0o755 if name.startswith("bin/") else 0o644
            archive.addfile(entry, io.BytesIO(content))
        for name, target in links.items():
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = tarfile.SYMTYPE, target
            archive.addfile(entry)
    return buffer.getvalue()
