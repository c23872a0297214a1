"""What can happen to the images: intents of the user, and answers of the world."""

from __future__ import annotations

from layerviz.app.shelf import ImageKey
from layerviz.app.tag_events import TagEvent
from layerviz.core.diagnostics import Diagnostic
from layerviz.core.values import Record, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.app.inspecting import Inspection
    from layerviz.core.engine_listing import DiskUsage, EngineListing


class ImagesRequested(Value):
    """Put the images of an archive, a layout or an engine (`docker://REF`) onto the shelf."""

    target: str


class ImageTargetFound(Value):
    """What was asked to be opened holds images, and no build."""

    generation: int
    target: str


class SamplesArrived(Record):
    """The sample images, whole."""

    found: tuple[Inspection, ...]


class ImagesArrived(Record):
    """The facts of the images at a target; files of layers come later.

    `key` is that of the one image which was asked for, None for all of the target.
    """

    target: str
    found: tuple[Inspection, ...]
    key: ImageKey | None = None


class ImagesFailed(Value):
    """Why a target cannot be read; `key` as in `ImagesArrived`."""

    target: str
    diagnostic: Diagnostic
    key: ImageKey | None = None


class FilesArrived(Record):
    """The image with the files of its layers."""

    key: ImageKey
    found: Inspection


class FilesFailed(Value):
    """Why the files of an image cannot be read; its facts stay."""

    key: ImageKey
    diagnostic: Diagnostic


class ImageProgressed(Value):
    """How far the reading of an image is, in bytes; `phase` as in `ImageProgress`."""

    key: ImageKey
    done: int
    total: int | None
    phase: str


class ReadingStopped(Value):
    """Read no further in an image; what is known of it stays."""

    key: ImageKey


class ReadingAsked(Value):
    """Read an image again that could not be read, or was not to be."""

    key: ImageKey


class EngineLate(Value):
    """The engine has been asked for its images a while ago and has not answered yet."""


class EngineAsked(Value):
    """Ask the engine for its images: now, because somebody wants to know or it is time again."""


class EngineListed(Record):
    """The images of the engine."""

    listing: EngineListing


class EngineMeasured(Record):
    """What the images of the engine take."""

    usage: DiskUsage


class EngineFailed(Value):
    """The engine did not answer as asked; what was listed stays."""

    diagnostic: Diagnostic


class ImageShown(Value):
    """Look at one image."""

    key: ImageKey


class ImagePicked(Value):
    """Compare an image with others, or no longer."""

    key: ImageKey


class ImageClosed(Value):
    """Take an image from the shelf; nothing else is deleted."""

    key: ImageKey


class PlatformChosen(Value):
    """Of a multi-platform image look at another platform (`linux/arm64`)."""

    key: ImageKey
    platform: str


class LayerChosen(Value):
    """A layer of the image was clicked, by its height from 0; None chooses none."""

    height: int | None


class SharedLayerChosen(Value):
    """A layer of several images was clicked, by its place in the report; None chooses none."""

    place: int | None


class BaseToggled(Value):
    """Show the layers of the base one by one, or as one block."""


class LeavingChosen(Value):
    """Imagine an image deleted; None imagines none."""

    key: ImageKey | None


ImageEvent = (
    ImagesRequested
    | ImageTargetFound
    | SamplesArrived
    | ImagesArrived
    | ImagesFailed
    | FilesArrived
    | FilesFailed
    | ImageProgressed
    | ReadingStopped
    | ReadingAsked
    | EngineLate
    | EngineAsked
    | EngineListed
    | EngineMeasured
    | EngineFailed
    | ImageShown
    | ImagePicked
    | ImageClosed
    | PlatformChosen
    | LayerChosen
    | SharedLayerChosen
    | BaseToggled
    | LeavingChosen
    | TagEvent
)
