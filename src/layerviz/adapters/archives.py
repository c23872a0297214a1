"""Images in files: `docker save` archives in both forms, OCI layouts as a folder or tar.

Metadata comes first and costs little; the files of layers are read when asked for. Every document
and layer is checked against the digest that names it. Engines from 25 on write both forms into one
file: the layout's index says more (platforms, manifest digests), `manifest.json` adds names.
"""

from __future__ import annotations

import os

from layerviz.adapters.image_blobs import (
    FolderBlobs,
    TarBlobs,
    compare_digest,
    compression_of,
    part_of,
    read_blob,
    read_document,
)
from layerviz.adapters.image_configs import platform_of, read_config
from layerviz.adapters.json_reading import Fields, objects_of, read_json
from layerviz.adapters.layer_reading import read_layer
from layerviz.adapters.provenance import is_attestation, original_dockerfile, subject_of
from layerviz.core.digests import ImageId, LayerDigest, ManifestDigest, digest_of, is_digest
from layerviz.core.errors import (
    ArchiveMalformedError,
    ArchiveTooLargeError,
    ArchiveUnsupportedError,
)
from layerviz.core.images import (
    InspectedImage,
    LayerSizes,
    MeasuredSize,
    SizeKind,
    Source,
)
from layerviz.core.references import normalised
from layerviz.core.values import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

    from layerviz.adapters.image_blobs import Blobs
    from layerviz.adapters.layer_streams import Readable
    from layerviz.app.ports import JobContext
    from layerviz.core.images import Image
    from layerviz.core.layer_files import LayerFiles

INDEX, MANIFEST = "index.json", "manifest.json"
LAYERS = "layers"
"""The phase of a job that reads layers; it counts bytes."""
MOST_IMAGES = 1000
MOST_ATTESTATIONS = 8
MOST_DEPTH = 8
_FULL_NAME = "io.containerd.image.name"
_SHORT_NAME = "org.opencontainers.image.ref.name"


class StoredImage(Record):
    """One image for one platform in a file: its facts, and where its layers lie.

    `entry` is the place of the image in the file; a multi-platform image gives several with one
    `entry`. `digests` are those of the layers' blobs, None in the old form, which has none.
    `attestations` are the digests of the manifests that say how the image was built.
    """

    entry: int
    image: Image
    image_id: ImageId
    parts: tuple[str, ...]
    digests: tuple[LayerDigest | None, ...]
    manifest_digest: ManifestDigest | None = None
    attestations: tuple[str, ...] = ()


class ImageFile:
    """An archive or layout that is open: its images, and their layers when asked for."""

    def __init__(self, path: str, file: BinaryIO | None = None) -> None:
        """Open a file or folder; an ArchiveError if it holds no images, OSError if unreadable.

        With `file` that is read, and closed at the end; `path` only names it in errors then.
        """
        if file is None and not os.path.isdir(path):
            file = open(path, "rb")  # noqa: SIM115 - closed with this
        self._file = file
        try:
            name = os.path.basename(os.path.abspath(path))
            self._blobs: Blobs = TarBlobs(self._file, name) if self._file else FolderBlobs(path)
            self.source, self.images = _images_in(self._blobs, name)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> ImageFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()

    def inspect(self, stored: StoredImage) -> InspectedImage:
        """What the file says of one of its images, without reading layers."""
        return InspectedImage(
            image=stored.image,
            source=self.source,
            image_id=stored.image_id,
            manifest_digest=stored.manifest_digest,
            layer_sizes=tuple(
                self._sizes(part, digest)
                for part, digest in zip(stored.parts, stored.digests, strict=True)
            ),
            platforms=tuple(
                each.image.platform for each in self.images if each.entry == stored.entry
            ),
            dockerfile=original_dockerfile(self._blobs, stored.attestations),
        )

    def layer_files(
        self, stored: StoredImage, job: JobContext | None = None
    ) -> Iterator[LayerFiles]:
        """The files of each layer, bottom first, read and verified as they are asked for.

        `job` learns how many bytes of all layers are read, in the phase `layers`.
        """
        sizes = [self._blobs.size_of(part) or 0 for part in stored.parts]
        watched = _Watched(job, sum(sizes))
        layers = zip(stored.parts, sizes, stored.digests, stored.image.layers, strict=True)
        for part, size, digest, layer in layers:
            blob = self._blobs.open(part)
            try:
                yield read_layer(
                    watched.reading(blob),
                    size,
                    layer.diff_id,
                    digest=digest,
                    place=part,
                    check=watched.check,
                )
            finally:
                blob.close()

    def _sizes(self, part: str, digest: LayerDigest | None) -> LayerSizes:
        """The download size of a layer, if its blob is compressed as a registry would send it."""
        size = self._blobs.size_of(part)
        if not size:
            return LayerSizes(digest=digest)
        blob = self._blobs.open(part)
        try:
            is_compressed = compression_of(blob.read(8)) != ""
        finally:
            blob.close()
        download = MeasuredSize(size, SizeKind.DOWNLOAD, self.source)
        return LayerSizes((download,) if is_compressed else (), digest)


class _Watched:
    """Blobs as they are read, one after the other, with a job that is told and asked."""

    def __init__(self, job: JobContext | None, total: int) -> None:
        self._job = job
        self._done = 0
        self._total = total
        self._blob: Readable | None = None

    def reading(self, blob: Readable) -> _Watched:
        """The same, now reading this blob."""
        self._blob = blob
        return self

    def check(self) -> None:
        """Raise what the job raises if nobody wants the result."""
        if self._job is not None:
            self._job.check()

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes of the blob."""
        assert self._blob is not None
        found = self._blob.read(size)
        self._done += len(found)
        if self._job is not None:
            self._job.progress(self._done, self._total, LAYERS)
        return found


def with_unpacked(found: InspectedImage, files: tuple[LayerFiles, ...]) -> InspectedImage:
    """The same image with the unpacked sizes of its layers, now that their files are known."""
    return replace(
        found,
        layer_sizes=tuple(
            replace(
                sizes,
                sizes=(
                    *sizes.sizes,
                    MeasuredSize(each.size_bytes, SizeKind.UNPACKED, found.source, found.store),
                ),
            )
            for sizes, each in zip(found.layer_sizes, files, strict=True)
        ),
    )


def _images_in(blobs: Blobs, place: str) -> tuple[Source, tuple[StoredImage, ...]]:
    if blobs.size_of(INDEX) is not None:
        return Source.LAYOUT, _Layout(blobs).attested_images()
    if blobs.size_of(MANIFEST) is not None:
        return Source.ARCHIVE, _merged(_old(blobs))
    raise ArchiveUnsupportedError("archive-no-images", place=place)


def _merged(images: Iterable[StoredImage]) -> tuple[StoredImage, ...]:
    """One image that is listed once for each of its names, with all of them."""
    found: dict[tuple[str, str | None], StoredImage] = {}
    for each in images:
        key = (each.image_id, each.manifest_digest)
        first = found.setdefault(key, each)
        names = sorted({*first.image.references, *each.image.references})
        found[key] = replace(first, image=replace(first.image, references=tuple(names)))
    return tuple(found.values())


class _Layout:
    """Follows a layout's index to its images."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self._names = dict(_old_names(blobs))
        self._attestations: dict[str, list[str]] = {}
        self._count = 0

    def attested_images(self) -> tuple[StoredImage, ...]:
        """All images, each with what was found to be said of it."""
        return tuple(
            replace(
                each, attestations=tuple(self._attestations.get(each.manifest_digest or "", ()))
            )
            for each in _merged(self._images())
        )

    def _images(self) -> Iterator[StoredImage]:
        index = Fields(read_json(read_document(self._blobs, INDEX), INDEX), INDEX)
        for entry, descriptor in enumerate(index.each("manifests")):
            if not self._attests(descriptor):
                yield from self._follow(descriptor, entry, _written_name(descriptor), 0)

    def _attests(self, descriptor: Fields) -> bool:
        """Whether it is no image but says something of one, which is noted."""
        if not is_attestation(descriptor):
            return False
        digests = self._attestations.setdefault(subject_of(descriptor), [])
        if len(digests) < MOST_ATTESTATIONS:
            digests.append(descriptor.text("digest"))
        return True

    def _follow(
        self, descriptor: Fields, entry: int, name: str, depth: int
    ) -> Iterator[StoredImage]:
        """The images of a manifest, or of an index below the index."""
        digest = descriptor.text("digest")
        part = part_of(digest, descriptor.place)
        if depth > MOST_DEPTH:
            raise ArchiveTooLargeError("archive-index-deep", place=part, limit=str(MOST_DEPTH))
        self._count += 1
        if self._count > MOST_IMAGES:
            raise ArchiveTooLargeError("archive-too-many", place=INDEX, limit=str(MOST_IMAGES))
        document = Fields(read_json(read_blob(self._blobs, digest, part), part), part)
        if document.has("manifests"):
            for each in document.each("manifests"):
                # A pulled image has the index of all platforms, and the blobs of its own only.
                inner = part_of(each.text("digest"), each.place)
                if not self._attests(each) and self._blobs.size_of(inner) is not None:
                    yield from self._follow(each, entry, name, depth + 1)
        else:
            yield self._image(document, descriptor, entry, name)

    def _image(self, manifest: Fields, descriptor: Fields, entry: int, name: str) -> StoredImage:
        config = manifest.within("config").text("digest")
        part = part_of(config, manifest.place)
        raw = read_blob(self._blobs, config, part)
        names = {normalised(name)} if name else set()
        image = read_config(raw, part, tuple(names | self._names.get(config, set())))
        if not image.platform.architecture:
            image = replace(image, platform=platform_of(descriptor.within("platform")))
        layers = [each.text("digest") for each in manifest.each("layers")]
        parts = tuple(part_of(each, manifest.place) for each in layers)
        _same_count(image, parts, manifest.place)
        return StoredImage(
            entry=entry,
            image=image,
            image_id=ImageId(config),
            parts=parts,
            digests=tuple(map(LayerDigest, layers)),
            manifest_digest=ManifestDigest(descriptor.text("digest")),
        )


def _old(blobs: Blobs) -> Iterator[StoredImage]:
    """The images of `manifest.json` alone."""
    documents = objects_of(read_json(read_document(blobs, MANIFEST), MANIFEST), MANIFEST)
    if len(documents) > MOST_IMAGES:
        raise ArchiveTooLargeError("archive-too-many", place=MANIFEST, limit=str(MOST_IMAGES))
    for entry, manifest in enumerate(documents):
        part = manifest.text("Config")
        if not part:
            raise ArchiveMalformedError("archive-shape", place=manifest.place, expected="Config")
        raw = read_document(blobs, part)
        stem = os.path.basename(part).removesuffix(".json")
        if is_digest(f"sha256:{stem}"):
            compare_digest(raw, f"sha256:{stem}", part)
        names = {normalised(name) for name in manifest.texts("RepoTags") or ()}
        image = read_config(raw, part, tuple(names))
        parts = manifest.texts("Layers") or ()
        _same_count(image, parts, MANIFEST)
        yield StoredImage(
            entry=entry,
            image=image,
            image_id=ImageId(digest_of(raw)),
            parts=parts,
            digests=(None,) * len(parts),
        )


def _old_names(blobs: Blobs) -> Iterator[tuple[str, set[str]]]:
    """Digests of configurations with the names that `manifest.json` gives them, if it is there."""
    if blobs.size_of(MANIFEST) is None:
        return
    for manifest in objects_of(read_json(read_document(blobs, MANIFEST), MANIFEST), MANIFEST):
        stem = os.path.basename(manifest.text("Config")).removesuffix(".json")
        yield f"sha256:{stem}", {normalised(name) for name in manifest.texts("RepoTags") or ()}


def _written_name(descriptor: Fields) -> str:
    """The name that an index gives an image; a layout's own annotation may be only a tag."""
    annotations = descriptor.within("annotations")
    full, short = annotations.text(_FULL_NAME), annotations.text(_SHORT_NAME)
    return full or (short if {"/", ":"} & set(short) else "")


def _same_count(image: Image, parts: tuple[str, ...], place: str) -> None:
    if len(image.layers) != len(parts):
        raise ArchiveMalformedError(
            "archive-layer-count",
            place=place,
            layers=str(len(parts)),
            listed=str(len(image.layers)),
        )
