"""What can happen to the images: intents of the user, and answers of the world."""

from __future__ import annotations

from layerviz.app.shelf import ImageKey
from layerviz.app.tag_events import TagEvent
from layerviz.core.diagnostics import Diagnostic
from layerviz.core.values import record, value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.app.inspecting import Inspection
    from layerviz.core.engine_listing import DiskUsage, EngineListing


@value
class ImagesRequested:
    """Put the images of an archive, a layout or an engine (`docker://REF`) onto the shelf."""

    target: str


@value
class ImageTargetFound:
    """What was asked to be opened holds images, and no build."""

    generation: int
    target: str


@record
class SamplesArrived:
    """The sample images, whole."""

    found: tuple[Inspection, ...]


@record
class ImagesArrived:
    """The facts of the images at a target; files of layers come later.

    `key` is that of the one image which was asked for, None for all of the target.
    """

    target: str
    found: tuple[Inspection, ...]
    key: ImageKey | None = None


@value
class ImagesFailed:
    """Why a target cannot be read; `key` as in `ImagesArrived`."""

    target: str
    diagnostic: Diagnostic
    key: ImageKey | None = None


@record
class FilesArrived:
    """The image with the files of its layers."""

    key: ImageKey
    found: Inspection


@value
class FilesFailed:
    """Why the files of an image cannot be read; its facts stay."""

    key: ImageKey
    diagnostic: Diagnostic


@value
class ImageProgressed:
    """How far the reading of an image is, in bytes; `phase` as in `ImageProgress`."""

    key: ImageKey
    done: int
    total: int | None
    phase: str


@value
class ReadingStopped:
    """Read no further in an image; what is known of it stays."""

    key: ImageKey


@value
class ReadingAsked:
    """Read an image again that could not be read, or was not to be."""

    key: ImageKey


@value
class EngineLate:
    """The engine has been asked for its images a while ago and has not answered yet."""


@value
class EngineAsked:
    """Ask the engine for its images: now, because somebody wants to know or it is time again."""


@record
class EngineListed:
    """The images of the engine."""

    listing: EngineListing


@record
class EngineMeasured:
    """What the images of the engine take."""

    usage: DiskUsage


@value
class EngineFailed:
    """The engine did not answer as asked; what was listed stays."""

    diagnostic: Diagnostic


@value
class ImageShown:
    """Look at one image."""

    key: ImageKey


@value
class ImagePicked:
    """Compare an image with others, or no longer."""

    key: ImageKey


@value
class ImageClosed:
    """Take an image from the shelf; nothing else is deleted."""

    key: ImageKey


@value
class PlatformChosen:
    """Of a multi-platform image look at another platform (`linux/arm64`)."""

    key: ImageKey
    platform: str


@value
class LayerChosen:
    """A layer of the image was clicked, by its height from 0; None chooses none."""

    height: int | None


@value
class SharedLayerChosen:
    """A layer of several images was clicked, by its place in the report; None chooses none."""

    place: int | None


@value
class BaseToggled:
    """Show the layers of the base one by one, or as one block."""


@value
class LeavingChosen:
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
