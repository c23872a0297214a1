"""Makes the bundled sample images, samples/images/*.tar: `python -m scripts.sample_images`.

They are real images with made-up files, a thousandth of the lesson's sizes: a kilobyte stands for a
megabyte. The same files come out every time, so a test can tell whether the script and the archives
in the repository still agree.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from scripts.image_writing import (
    MadeImage,
    Member,
    Step,
    docker_archive,
    folder,
    layer_tar,
    oci_layout,
    tar_of,
)

FOLDER = Path(__file__).resolve().parents[1] / "samples" / "images"
_PLAIN = b"made-up content of a sample image, which packs well, as text does\n"
_NODE = 1000
"""The user `node` of the base images."""


def filled(name: str, size: int) -> bytes:
    """Some bytes that are a file's own and pack to about a fifth, as programs and text do."""
    pieces: list[bytes] = []
    length = 0
    while length < size:
        seed = hashlib.sha256(f"{name} {length}".encode()).hexdigest()[:16].encode()
        pieces.append(seed + _PLAIN)
        length += len(pieces[-1])
    return b"".join(pieces)[:size]


def step(created_by: str, *members: Member) -> Step:
    """A step that makes a layer."""
    return Step(created_by, layer_tar(members))


def files(prefix: str, sizes: Mapping[str, int], *, uid: int = 0, salt: str = "") -> list[Member]:
    """Files below a folder, by their sizes."""
    return [
        Member(f"{prefix}/{name}", filled(f"{salt}{prefix}/{name}", size), uid=uid, gid=uid)
        for name, size in sizes.items()
    ]


def base(node: str = "20", machine: str = "x86_64", whole: int = 180_000) -> list[Step]:
    """A stand-in for node:20-alpine: a small system, Node.js on it, and what it starts."""
    system = {"bin/busybox": 5_000, "lib/ld-musl.so.1": 2_500, "etc/os-release": 500}
    runtime = {
        "bin/node": whole - 8_000 - 22_000,
        "lib/node_modules/npm/index.js": 20_000,
        "include/node/node.h": 2_000,
    }
    return [
        step(
            "ADD alpine-minirootfs.tar.gz / # buildkit",
            *(Member(path, filled(f"{machine}/{path}", size)) for path, size in system.items()),
        ),
        Step('CMD ["/bin/sh"]'),
        Step(f"ENV NODE_VERSION={node}"),
        step(
            "RUN /bin/sh -c install-node $NODE_VERSION # buildkit",
            *files("usr/local", runtime, salt=f"{node}-{machine}/"),
        ),
        Step('CMD ["node"]'),
    ]


def application(
    name: str, *, install: int, code: Mapping[str, int], below: Sequence[Step], release: str = ""
) -> list[Step]:
    """The lesson's Dockerfile on a base; `release` makes other code of the same sizes."""
    modules = {"express/index.js": install // 3, "left-pad/index.js": 1_000}
    modules["react/index.js"] = install - sum(modules.values())
    return [
        *below,
        step("WORKDIR /app", folder("app")),
        step("COPY package*.json ./ # buildkit", *files("app", {"package.json": 2_000}, salt=name)),
        step(
            "RUN /bin/sh -c npm install # buildkit",
            folder("app/node_modules"),
            *files("app/node_modules", modules, salt=name),
        ),
        step("COPY . . # buildkit", *files("app", code, salt=name + release)),
        Step('CMD ["node" "server.js"]'),
    ]


_STARTS = {"Env": ["NODE_VERSION=20"], "WorkingDir": "/app", "Cmd": ["node", "server.js"]}


def _made(name: str, steps: Sequence[Step], platform: str = "linux/amd64") -> MadeImage:
    system, architecture, variant = [*platform.split("/"), ""][:3]
    return MadeImage((name,), tuple(steps), _STARTS, (system, architecture, variant))


def _node_base() -> MadeImage:
    """What the applications are built on, as an image of its own: their two lowest layers."""
    starts = {"Env": ["NODE_VERSION=20"], "Cmd": ["node"]}
    return MadeImage(("node-base:20",), tuple(base()), starts)


def _shop(release: str, below: Sequence[Step], code: int) -> MadeImage:
    """A version of the shop; its public files are the same in every release."""
    steps = application(
        "shop", install=150_000, code={"server.js": code}, below=below, release=release
    )
    pictures = step("COPY public ./public # buildkit", *files("app/public", {"logo.png": 20_000}))
    return _made(f"shop:{release}", [*steps[:-2], pictures, *steps[-2:]])


def _cleanup() -> MadeImage:
    """Deleting and re-owning files that a lower layer has already stored."""
    code = {"server.js": 4_000, "data.json": 36_000}
    return _made(
        "cleanup:1.0",
        [
            *base(),
            step("WORKDIR /app", folder("app")),
            step("RUN /bin/sh -c wget tools.tar # buildkit", *files("tmp", {"tools.tar": 120_000})),
            step(
                "RUN /bin/sh -c tar -xf /tmp/tools.tar -C /opt # buildkit",
                *files("opt/tools", {"compile": 60_000, "link": 30_000}),
            ),
            step("RUN /bin/sh -c rm /tmp/tools.tar # buildkit", Member("tmp/.wh.tools.tar")),
            step("COPY . . # buildkit", *files("app", code)),
            step(
                "RUN /bin/sh -c chown -R node:node /app # buildkit",
                folder("app", uid=_NODE),
                *files("app", code, uid=_NODE),
            ),
            Step("USER node"),
            Step('CMD ["node" "server.js"]'),
        ],
    )


def _multi_platform() -> list[MadeImage]:
    machines = {"linux/amd64": "x86_64", "linux/arm64": "aarch64", "linux/arm/v7": "armv7l"}
    sizes = {"linux/amd64": 180_000, "linux/arm64": 176_000, "linux/arm/v7": 163_000}
    return [
        _made(
            "multi-platform:1.0",
            application(
                "multi",
                install=40_000,
                code={"server.js": 2_000},
                below=base(machine=machine, whole=sizes[platform]),
            ),
            platform,
        )
        for platform, machine in machines.items()
    ]


def sample_images() -> dict[str, dict[str, bytes]]:
    """The parts of each archive, by the sample's name."""
    app_a = application("app-a", install=150_000, code={"server.js": 2_000}, below=base())
    app_b = application(
        "app-b", install=210_000, code={"server.js": 3_000, "view.js": 2_000}, below=base()
    )
    newer = base("22", whole=190_000)
    return {
        "app-a": oci_layout([_made("app-a:1.0", app_a)]),
        "app-b": oci_layout([_made("app-b:1.0", app_b)]),
        "node-base": oci_layout([_node_base()]),
        "shop-v1.0": oci_layout([_shop("v1.0", base(), 2_000)]),
        "shop-v1.1": oci_layout([_shop("v1.1", base(), 3_000)]),
        "shop-v2.0": oci_layout([_shop("v2.0", newer, 3_000)]),
        "cleanup": docker_archive([_cleanup()], compress=True),
        "multi-platform": oci_layout([_multi_platform()]),
    }


def main() -> None:
    """Write the archives."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, parts in sample_images().items():
        path = FOLDER / f"{name}.tar"
        path.write_bytes(tar_of(parts))
        sys.stdout.write(f"{path.name}: {path.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
