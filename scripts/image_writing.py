"""Writes small image files, the same bytes every time: for the bundled samples and for tests.

Layers are tars of files given in memory; images become `docker save` archives in the old form, or
OCI layouts, as the parts by name that a tar or folder then holds.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

WHEN = 1_700_000_000
"""The time of every file: nothing here depends on the clock."""
CREATED = "2023-11-14T22:13:20Z"
_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
_INDEX = "application/vnd.oci.image.index.v1+json"
_CONFIG = "application/vnd.oci.image.config.v1+json"
_LAYER = "application/vnd.oci.image.layer.v1.tar"


@dataclass(frozen=True)
class Member:
    """A member of a layer: a file with contents, or with another `kind` a link, folder, device."""

    path: str
    content: bytes = b""
    kind: bytes = tarfile.REGTYPE
    target: str = ""
    mode: int = 0o644
    uid: int = 0
    gid: int = 0
    modified: int = WHEN


def folder(path: str, *, uid: int = 0) -> Member:
    """A folder."""
    return Member(path, kind=tarfile.DIRTYPE, mode=0o755, uid=uid, gid=uid)


def layer_tar(members: Iterable[Member], *, form: int = tarfile.PAX_FORMAT) -> bytes:
    """An uncompressed layer."""
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w", format=form) as archive:
        for member in members:
            header = tarfile.TarInfo(member.path)
            header.size = len(member.content)
            header.type, header.linkname, header.mode = member.kind, member.target, member.mode
            header.uid, header.gid, header.mtime = member.uid, member.gid, member.modified
            archive.addfile(header, io.BytesIO(member.content))
    return whole.getvalue()


def digest(content: bytes) -> str:
    """The sha256 digest of some bytes."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def gzipped(content: bytes) -> bytes:
    """Some bytes compressed, without a time."""
    return gzip.compress(content, mtime=0)


@dataclass(frozen=True)
class Step:
    """An entry of an image's history, with the layer that it made, if it made one."""

    created_by: str
    layer: bytes | None = None
    comment: str = "buildkit.dockerfile.v0"


@dataclass(frozen=True)
class MadeImage:
    """An image: its steps from the bottom, and what its configuration says besides."""

    names: tuple[str, ...]
    steps: Sequence[Step]
    settings: Mapping[str, Any] = field(default_factory=dict)
    platform: tuple[str, str, str] = ("linux", "amd64", "")

    @property
    def layers(self) -> list[bytes]:
        """The uncompressed layers, bottom first."""
        return [step.layer for step in self.steps if step.layer is not None]

    @property
    def config(self) -> bytes:
        """The configuration, whose digest is the image ID."""
        system, architecture, variant = self.platform
        plain: dict[str, Any] = {
            "architecture": architecture,
            "config": dict(self.settings),
            "created": CREATED,
            "history": [_history(step) for step in self.steps],
            "os": system,
            "rootfs": {"type": "layers", "diff_ids": [digest(each) for each in self.layers]},
        }
        return as_json(plain | ({"variant": variant} if variant else {}))


def docker_archive(images: Sequence[MadeImage], *, compress: bool = False) -> dict[str, bytes]:
    """The parts of a `docker save` archive in the form of engines before 25."""
    parts: dict[str, bytes] = {}
    manifest = []
    for image in images:
        config = digest(image.config).removeprefix("sha256:") + ".json"
        parts[config] = image.config
        names = []
        for layer in image.layers:
            names.append(digest(layer).removeprefix("sha256:") + "/layer.tar")
            parts[names[-1]] = gzipped(layer) if compress else layer
        manifest.append({"Config": config, "RepoTags": list(image.names), "Layers": names})
    return {**parts, "manifest.json": as_json(manifest)}


def oci_layout(
    images: Sequence[MadeImage | Sequence[MadeImage]], *, compress: bool = True
) -> dict[str, bytes]:
    """The parts of an OCI layout; a sequence of images is one multi-platform image."""
    parts = {"oci-layout": as_json({"imageLayoutVersion": "1.0.0"})}
    entries = []
    for image in images:
        variants = [image] if isinstance(image, MadeImage) else list(image)
        descriptors = [_manifest(each, parts, compress=compress) for each in variants]
        if not isinstance(image, MadeImage):
            index = {"schemaVersion": 2, "mediaType": _INDEX, "manifests": descriptors}
            descriptors = [_blob(as_json(index), _INDEX, parts)]
        for name in variants[0].names or ("",):
            named = {"annotations": {"io.containerd.image.name": name}} if name else {}
            entries.append({**descriptors[0], **named})
    index = {"schemaVersion": 2, "mediaType": _INDEX, "manifests": entries}
    return {**parts, "index.json": as_json(index)}


def with_attestation(
    parts: Mapping[str, bytes],
    statements: Sequence[bytes],
    *,
    about: str = "",
    kind: str = "attestation-manifest",
    media_type: str = "application/vnd.in-toto+json",
) -> dict[str, bytes]:
    """A layout with a manifest that attests something `about` a digest, by default its first."""
    whole = dict(parts)
    index = json.loads(whole["index.json"])
    manifest = {"layers": [_blob(each, media_type, whole) for each in statements]}
    annotations = {
        "vnd.docker.reference.type": kind,
        "vnd.docker.reference.digest": about or index["manifests"][0]["digest"],
    }
    descriptor = _blob(as_json(manifest), _MANIFEST, whole)
    index["manifests"].append({**descriptor, "annotations": annotations})
    return {**whole, "index.json": as_json(index)}


def provenance(text: str, filename: str = "Dockerfile") -> dict[str, Any]:
    """What BuildKit attests of a build with `mode=max`, as far as it holds the Dockerfile."""
    data = base64.b64encode(text.encode()).decode()
    sources = {"infos": [{"filename": filename, "data": data}]}
    return {
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {
            "buildDefinition": {"externalParameters": {"configSource": {"path": filename}}},
            "runDetails": {"metadata": {"buildkit_metadata": {"source": sources}}},
        },
    }


def tar_of(parts: Mapping[str, bytes]) -> bytes:
    """A tar with the parts in order of their names."""
    return layer_tar(
        (Member(name, parts[name]) for name in sorted(parts)), form=tarfile.USTAR_FORMAT
    )


def as_json(plain: object) -> bytes:
    """A document, always written the same way."""
    return json.dumps(plain, separators=(",", ":"), sort_keys=True).encode()


def _history(step: Step) -> dict[str, object]:
    plain: dict[str, object] = {
        "created": CREATED,
        "created_by": step.created_by,
        "comment": step.comment,
    }
    return plain if step.layer is not None else {**plain, "empty_layer": True}


def _manifest(image: MadeImage, parts: dict[str, bytes], *, compress: bool) -> dict[str, Any]:
    blobs = [gzipped(each) if compress else each for each in image.layers]
    kind = f"{_LAYER}+gzip" if compress else _LAYER
    manifest = {
        "schemaVersion": 2,
        "mediaType": _MANIFEST,
        "config": _blob(image.config, _CONFIG, parts),
        "layers": [_blob(each, kind, parts) for each in blobs],
    }
    system, architecture, variant = image.platform
    platform = {"os": system, "architecture": architecture}
    return {
        **_blob(as_json(manifest), _MANIFEST, parts),
        "platform": platform | ({"variant": variant} if variant else {}),
    }


def _blob(content: bytes, kind: str, parts: dict[str, bytes]) -> dict[str, Any]:
    named = digest(content)
    parts["blobs/" + named.replace(":", "/")] = content
    return {"mediaType": kind, "digest": named, "size": len(content)}
