"""Images as facts: what a store cannot change about an image, and sizes that say what they are.

`Image` is the same value wherever the image was read: from an engine with either image store, from
a `docker save` archive or from an OCI layout. What depends on the place is beside it in
`InspectedImage`: the ID that the place gives it, and sizes. Stores measure differently, so every
size names what it measures, where it was read and which store reported it; sizes of different kinds
are never added or compared.
"""

from __future__ import annotations

from layerviz.core.digests import chain_ids
from layerviz.core.enums import Enum
from layerviz.core.history import match_history
from layerviz.core.values import Record, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerviz.core.digests import ChainId, DiffId, ImageId, LayerDigest, ManifestDigest
    from layerviz.core.history import HistoryEntry
    from layerviz.core.layer_files import LayerFiles


class SizeKind(Enum):
    """What a number of bytes measures."""

    DOWNLOAD = "download"  # the blob as a registry sends it, usually compressed
    UNPACKED = "unpacked"  # the files of the layer: contents of regular files, each inode once
    ON_DISK = "on-disk"  # what a store says that it takes; stores count differently


class Source(Enum):
    """Where an image was read."""

    ENGINE = "engine"
    ARCHIVE = "archive"
    LAYOUT = "layout"
    DOCKERFILE = "dockerfile"  # not built yet: its stack is predicted


class MeasuredSize(Value):
    """A number of bytes with what it measures, where it was read and, for an engine, its store."""

    size_bytes: int
    kind: SizeKind
    source: Source
    store: str = ""


class Platform(Value):
    """What an image runs on."""

    os: str
    architecture: str
    variant: str = ""

    @property
    def text(self) -> str:
        """As docker writes it: `linux/arm/v7`."""
        whole = f"{self.os}/{self.architecture}"
        return f"{whole}/{self.variant}" if self.variant else whole


class ImageSettings(Record):
    """What containers of the image start with. Mappings are sorted pairs; None is "not set"."""

    environment: tuple[str, ...] = ()
    entrypoint: tuple[str, ...] | None = None
    command: tuple[str, ...] | None = None
    working_dir: str = ""
    user: str = ""
    exposed_ports: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    stop_signal: str = ""
    shell: tuple[str, ...] | None = None
    on_build: tuple[str, ...] = ()


class Layer(Value):
    """A layer, by what it contains (`diff_id`) and by what it stands on (`chain_id`).

    `history_index` is its entry in the image's history, None where the two do not match.
    """

    diff_id: DiffId
    chain_id: ChainId
    history_index: int | None = None


class Image(Record):
    """What is true of an image in every store. Layers bottom first, history oldest first.

    `references` are canonical and sorted. `created` is the time as the configuration has it.
    `is_history_complete`: the entries that made a layer are as many as the layers are.
    """

    references: tuple[str, ...]
    platform: Platform
    settings: ImageSettings
    history: tuple[HistoryEntry, ...]
    layers: tuple[Layer, ...]
    created: str = ""
    author: str = ""
    is_history_complete: bool = True


class LayerSizes(Value):
    """The sizes known of one layer, and the digest of its blob where the place has one."""

    sizes: tuple[MeasuredSize, ...] = ()
    digest: LayerDigest | None = None

    def of(self, kind: SizeKind) -> int | None:
        """The bytes of that kind; None where they are not known."""
        return next((each.size_bytes for each in self.sizes if each.kind is kind), None)


class OriginalDockerfile(Value):
    """The Dockerfile that an image was built with, as the builder's provenance has it."""

    filename: str
    text: str


class InspectedImage(Record):
    """An image as one place has it. `layer_sizes` has an entry for each layer.

    `image_id` is what that place calls the image: the digest of its configuration, but with the
    containerd store that of its manifest or index. `sizes` are of the image as a whole.
    `platforms` are all that the place has of it, if it is a multi-platform image. `dockerfile` is
    None where no provenance has it; then there is only the history, which is approximate.
    """

    image: Image
    source: Source
    image_id: ImageId | None
    layer_sizes: tuple[LayerSizes, ...]
    manifest_digest: ManifestDigest | None = None
    sizes: tuple[MeasuredSize, ...] = ()
    platforms: tuple[Platform, ...] = ()
    store: str = ""
    dockerfile: OriginalDockerfile | None = None


class UnpackedImage(Value):
    """An inspected image whose layers have been read: the files of each, bottom first."""

    found: InspectedImage
    files: tuple[LayerFiles, ...]


def made_image(
    diff_ids: Sequence[DiffId],
    history: Sequence[HistoryEntry],
    *,
    platform: Platform,
    settings: ImageSettings,
    references: Sequence[str] = (),
    created: str = "",
    author: str = "",
) -> Image:
    """An image of its parts: chain IDs computed, history matched to layers."""
    matched = match_history(history, len(diff_ids))
    chains = chain_ids(diff_ids)
    return Image(
        references=tuple(sorted(set(references))),
        platform=platform,
        settings=settings,
        history=tuple(history),
        layers=tuple(map(Layer, diff_ids, chains, matched or [None] * len(diff_ids))),
        created=created,
        author=author,
        is_history_complete=matched is not None,
    )


def total_of(layers: Sequence[LayerSizes], kind: SizeKind) -> int | None:
    """The sum of the layers' sizes of one kind; None if one of them is not known."""
    found = [layer.of(kind) for layer in layers]
    known = [size for size in found if size is not None]
    return sum(known) if len(known) == len(found) else None
