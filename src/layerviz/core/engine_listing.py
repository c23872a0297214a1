"""What an engine says of all its images at once, without any of them being read.

The quick answer comes first (`docker image ls`), what is dear to count later (`docker system df`).
Stores count differently: overlay2 counts the files, containerd the blocks of its snapshots and the
compressed blobs beside them, which it calls nobody else's even if a base is shared. So all sizes
here are of one kind, ON_DISK, with the store named, and are never compared with those of another.
"""

from __future__ import annotations

from layerviz.core.values import Record, Value, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.core.digests import ImageId
    from layerviz.core.images import MeasuredSize


class ImageUsage(Record):
    """What `docker system df -v` says of one image; None where it does not say.

    `shared` is in other images as well, `unique` in this one only. `containers`: how many use it,
    running or not.
    """

    image_id: ImageId
    size: MeasuredSize | None
    shared: MeasuredSize | None = None
    unique: MeasuredSize | None = None
    containers: int | None = None


class DiskUsage(Record):
    """What `docker system df` says of images. `layers`: all of them, each once.

    `active`: how many images some container uses. `reclaimable`: as docker counts it, `layers` less
    what is unique to those; a layer that they share with others counts as if it would come back.
    """

    layers: MeasuredSize
    reclaimable: MeasuredSize
    active: int
    images: tuple[ImageUsage, ...]


class ListedImage(Record):
    """An image as `docker image ls` has it.

    `references` are canonical and sorted, and so are `digests`, references by digest that it was
    pulled or pushed under. `created` is UTC in whole seconds, "" where the image does not say.
    `usage` is None until the engine was asked for it.
    """

    image_id: ImageId
    references: tuple[str, ...]
    digests: tuple[str, ...]
    created: str
    size: MeasuredSize | None
    parent: ImageId | None = None
    usage: ImageUsage | None = None

    @property
    def is_dangling(self) -> bool:
        """Whether it has no name at all, as an image does whose tag has moved on."""
        return not self.references and not self.digests


class EngineIdentity(Value):
    """Which engine answered. `address` is for showing, without secrets; `context` may be ""."""

    address: str
    context: str
    version: str
    api_version: str
    store: str


class EngineListing(Record):
    """The images of an engine, the newest first, then by reference and ID."""

    engine: EngineIdentity
    images: tuple[ListedImage, ...]
    usage: DiskUsage | None = None


def with_usage(listing: EngineListing, usage: DiskUsage) -> EngineListing:
    """A listing with what its images take; one that came between the two answers has none."""
    known = {each.image_id: each for each in usage.images}
    images = tuple(replace(each, usage=known.get(each.image_id)) for each in listing.images)
    return replace(listing, images=images, usage=usage)
