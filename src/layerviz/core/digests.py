"""Digests of an image: which kind is which, and the chain IDs of a stack of layers.

The kinds look alike and are easily confused, so each has a type of its own. Source: the OCI image
specification, config.md ("Layer DiffID", "Layer ChainID").
"""

from __future__ import annotations

from layerviz.core.hashing import sha256

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NewType

    DiffId = NewType("DiffId", str)
    ChainId = NewType("ChainId", str)
    ImageId = NewType("ImageId", str)
    ManifestDigest = NewType("ManifestDigest", str)
    LayerDigest = NewType("LayerDigest", str)
else:
    DiffId = ChainId = ImageId = ManifestDigest = LayerDigest = str
"""DiffId: an uncompressed layer. ChainId: a layer on top of all below it. ImageId: the image's
configuration. ManifestDigest: its manifest or index. LayerDigest: a layer's blob as the manifest
names it, usually compressed."""

_HEX = "0123456789abcdef"
_SHORT = 12
_LENGTHS = {"sha256": 64, "sha512": 128}


def is_digest(text: object) -> bool:
    """Whether it is `sha256:` or `sha512:` with all its lower-case hexadecimal digits."""
    if not isinstance(text, str):
        return False
    algorithm, _, digits = text.partition(":")
    return len(digits) == _LENGTHS.get(algorithm) and not digits.strip(_HEX)


def short_id(digest: str) -> str:
    """The first digits of an image ID, as docker prints it."""
    return digest.rpartition(":")[2][:_SHORT]


def digest_of(content: bytes) -> str:
    """The sha256 digest of some bytes."""
    return f"sha256:{sha256(content).hexdigest()}"


def chain_ids(diff_ids: Sequence[DiffId]) -> tuple[ChainId, ...]:
    """The chain ID of each layer, bottom first: two are equal if all layers up to there are."""
    found: list[ChainId] = []
    for diff_id in diff_ids:
        whole = f"{found[-1]} {diff_id}" if found else ""
        found.append(ChainId(digest_of(whole.encode()) if whole else diff_id))
    return tuple(found)
