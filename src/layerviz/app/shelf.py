"""The shelf: the images that are at hand, which of them are looked at, and what is asked of them.

An image comes onto the shelf by a file, as a sample, or in the list of an engine. Its facts come
first, the files of its layers later: until then its unpacked sizes are not known. What the open
Dockerfile would make stands beside them without being on the shelf: it is always up to date
(`app.shelving`).
"""

from __future__ import annotations

from layerviz.core.diagnostics import Diagnostic
from layerviz.core.values import Record, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NewType

    from layerviz.app.engine_watch import EngineWatch
    from layerviz.app.inspecting import Inspection
    from layerviz.core.engine_listing import ListedImage

    ImageKey = NewType("ImageKey", str)
else:
    ImageKey = str
"""Names an image on the shelf for as long as the window lives."""

FIRST_PICKED = 2
"""So many of the sample images are compared at first."""


class ShelfImage(Record):
    """An image on the shelf. `target` is where it was found, `name` what it is shown by.

    `inspection` is None until its facts are known; `listed` is what an engine's list says of it.
    `is_reading`: facts or files are on their way; `problem` says why they are not.
    """

    key: ImageKey
    target: str
    name: str
    inspection: Inspection | None = None
    listed: ListedImage | None = None
    is_reading: bool = False
    problem: Diagnostic | None = None

    @property
    def references(self) -> tuple[str, ...]:
        """All its names, canonical and sorted, as the place that it is from has them."""
        if self.listed is not None:
            return self.listed.references
        found = self.inspection
        return found.read.image.references if found is not None and found.read is not None else ()

    @property
    def wants_reading(self) -> bool:
        """Whether there is more to know of it, and nothing is under way or in the way."""
        return not (self.is_whole or self.is_reading or self.problem)

    @property
    def is_whole(self) -> bool:
        """Whether all that can be known of it is known."""
        found = self.inspection
        return found is not None and (found.files is not None or found.read is None)


class ImageProgress(Value):
    """How far the reading of an image is, in bytes; `total` is None while nobody knows.

    `phase`: `exporting` while the engine sends it, `unpacking` or `reading` while its files are
    read.
    """

    key: ImageKey
    done: int
    total: int | None
    phase: str


class Shelf(Record):
    """The images at hand, and what is looked at.

    `picked` are compared, in the order of picking; `shown` stands alone in Image, with `layer`, its
    height from 0, chosen. `shared_layer` is the place of the chosen one among the layers of the
    report. `leaving` is the image that is imagined deleted. `has_samples`: they were asked for.
    """

    images: tuple[ShelfImage, ...] = ()
    picked: tuple[ImageKey, ...] = ()
    shown: ImageKey | None = None
    layer: int | None = None
    shared_layer: int | None = None
    is_base_open: bool = False
    leaving: ImageKey | None = None
    has_samples: bool = False
    engine: EngineWatch | None = None
    """What is known of the engine; None until it answered, or did not."""
    is_engine_watched: bool = False
    """Whether it is asked again and again: only while somebody looks at images."""
    is_engine_late: bool = False
    """Whether it was asked a while ago and has not answered yet."""

    def image(self, key: ImageKey | None) -> ShelfImage | None:
        """The image of that key, or None."""
        return next((each for each in self.images if each.key == key), None)
