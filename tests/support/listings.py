"""What an engine might say of its images, without an engine."""

from __future__ import annotations

from hashlib import sha256

from layerviz.core.digests import ImageId
from layerviz.core.engine_listing import (
    DiskUsage,
    EngineIdentity,
    EngineListing,
    ImageUsage,
    ListedImage,
)
from layerviz.core.images import MeasuredSize, SizeKind, Source

STORE = "overlay2"
MEGABYTE = 1_000_000


def on_disk(size_bytes: int) -> MeasuredSize:
    """A size as the engine reports it."""
    return MeasuredSize(size_bytes, SizeKind.ON_DISK, Source.ENGINE, STORE)


def image_id(*names: str) -> ImageId:
    """The ID of an image that is known by its names."""
    return ImageId("sha256:" + sha256(" ".join(names).encode()).hexdigest())


def listing_of(*images: tuple[str, ...]) -> EngineListing:
    """An engine with images of these names, each 1 MB larger than the one before."""
    engine = EngineIdentity("unix:///run/engine.sock", "", "28.5.0", "1.51", STORE)
    return EngineListing(
        engine=engine,
        images=tuple(
            ListedImage(
                image_id=image_id(*names),
                references=tuple(f"docker.io/library/{name}" for name in sorted(names)),
                digests=(),
                created="2026-01-01T00:00:00Z",
                size=on_disk(place * MEGABYTE),
            )
            for place, names in enumerate(images, 1)
        ),
    )


def usage_of(listing: EngineListing) -> DiskUsage:
    """What such an engine says of the disk: nothing is shared."""
    images = tuple(
        ImageUsage(image_id=each.image_id, size=each.size, shared=on_disk(0), unique=each.size)
        for each in listing.images
    )
    total = sum(each.size.size_bytes for each in listing.images if each.size)
    return DiskUsage(layers=on_disk(total), reclaimable=on_disk(total), active=0, images=images)
