"""What a builder attests of an image beside it: the Dockerfile that it was built with.

Sources: BuildKit, docs/attestations/attestation-storage.md (manifests of attestations in an index)
and slsa-definitions.md (the statement; sources are in it with `mode=max` only). An attestation is
no part of the image: whatever is wrong with one, it is passed over and the image stays readable.
"""

from __future__ import annotations

from binascii import a2b_base64

from layerviz.adapters.image_blobs import part_of, read_blob
from layerviz.adapters.json_reading import Fields, read_json
from layerviz.core.errors import ArchiveError
from layerviz.core.images import OriginalDockerfile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from layerviz.adapters.image_blobs import Blobs

MOST_STATEMENTS = 16
"""So many are read of one attestation manifest; builders write one or two."""
MOST_TEXT = 1 << 20
_TYPE, _SUBJECT = "vnd.docker.reference.type", "vnd.docker.reference.digest"
_IN_TOTO = "application/vnd.in-toto+json"
_PREDICATE = "in-toto.io/predicate-type"
_V02, _V1 = "https://slsa.dev/provenance/v0.2", "https://slsa.dev/provenance/v1"
_BUILDKIT = "https://mobyproject.org/buildkit@v1#metadata"
_BUILDKIT_V1 = "buildkit_metadata"
_LANGUAGES = ("", "Dockerfile")


def is_attestation(descriptor: Fields) -> bool:
    """Whether an entry of an index is no image but says something of one."""
    return descriptor.within("annotations").has(_TYPE)


def subject_of(descriptor: Fields) -> str:
    """The digest of the manifest that an attestation is about."""
    annotations = descriptor.within("annotations")
    is_known = annotations.text(_TYPE) == "attestation-manifest"
    return annotations.text(_SUBJECT) if is_known else ""


def original_dockerfile(blobs: Blobs, attestations: Sequence[str]) -> OriginalDockerfile | None:
    """The Dockerfile in the manifests of attestations with these digests.

    None where there is none, or where several could be meant.
    """
    for digest in attestations:
        for statement in _statements(blobs, digest):
            try:
                found = _dockerfile_in(statement)
            except ArchiveError:
                continue
            if found is not None:
                return found
    return None


def _statements(blobs: Blobs, digest: str) -> Iterator[Fields]:
    """The statements of provenance in an attestation manifest, those that can be read."""
    try:
        listed = _document(blobs, digest).each("layers")[:MOST_STATEMENTS]
    except ArchiveError:
        return
    for descriptor in listed:
        try:
            predicate = descriptor.within("annotations").text(_PREDICATE)
            if descriptor.text("mediaType") == _IN_TOTO and predicate in ("", _V02, _V1):
                yield _document(blobs, descriptor.text("digest"))
        except ArchiveError:
            continue


def _document(blobs: Blobs, digest: str) -> Fields:
    part = part_of(digest, digest)
    return Fields(read_json(read_blob(blobs, digest, part), part), part)


def _dockerfile_in(statement: Fields) -> OriginalDockerfile | None:
    predicate = statement.within("predicate")
    kind = statement.text("predicateType")
    if kind == _V02:
        metadata = predicate.within("metadata").within(_BUILDKIT)
        name = predicate.within("invocation").within("configSource").text("entryPoint")
    elif kind == _V1:
        metadata = _metadata_of_v1(predicate.within("runDetails").within("metadata"))
        parameters = predicate.within("buildDefinition").within("externalParameters")
        name = parameters.within("configSource").text("path")
    else:
        return None
    found = {_source(info) for info in metadata.within("source").each("infos")} - {None}
    chosen = {each for each in found if each and each.filename == name} or found
    return chosen.pop() if len(chosen) == 1 else None


def _metadata_of_v1(metadata: Fields) -> Fields:
    """BuildKit's own part; its first versions with SLSA v1 kept the name of v0.2."""
    return metadata.within(_BUILDKIT if metadata.has(_BUILDKIT) else _BUILDKIT_V1)


def _source(info: Fields) -> OriginalDockerfile | None:
    """A source that was built from, if it is a Dockerfile that can be read."""
    data = info.text("data")
    if info.text("language") not in _LANGUAGES or not data or len(data) > MOST_TEXT * 4 // 3 + 4:
        return None
    try:
        text = a2b_base64(data, strict_mode=True).decode("utf-8", "replace")
    except ValueError:
        return None
    return OriginalDockerfile(info.text("filename"), text)
