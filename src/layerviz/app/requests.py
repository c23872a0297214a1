"""What the state asks the world to do, as values.

`reduce` returns them, the composition root runs them.

A request about what is open carries a generation, and the answering event repeats it; an answer
with another generation than the state's is dropped. Of requests for one image or one place the
latest wins where they are run.
"""

from __future__ import annotations

from layerviz.app.scenario import Content, IgnoreText, KnownBuild
from layerviz.app.settings import Settings
from layerviz.app.shelf import ImageKey
from layerviz.core.context import ContextEdit, ContextSnapshot
from layerviz.core.values import Record, Value


class Presentation(Record):
    """How a project is to be shown once it is read.

    `beside` is a Dockerfile of the folder shown to the left of the main one (by name or path), ""
    for none.
    """

    view: str = "build"
    beside: str = ""
    dockerfile: str = ""
    """Which Dockerfile of the folder, by name or path; "" for the usual one."""
    edits: tuple[ContextEdit, ...] = ()
    is_question: bool = False


class OpenProject(Value):
    """Find the folder, Dockerfile or `sample:NAME` and read its Dockerfiles.

    Answered by `ProjectOpened` or `OpenFailed`.
    """

    generation: int
    target: str
    presentation: Presentation = Presentation()


class ScanContext(Value):
    """Look at the build context; answered by `ScanProgressed`, then `ScanArrived` or `ScanFailed`.

    `changed_paths` are those known to have changed, relative to the root; empty for a full look.
    """

    generation: int
    context_root: str
    dockerfile_paths: tuple[str, ...]
    changed_paths: tuple[str, ...] = ()


class Analyse(Record):
    """Predict; answered by `AnalysisArrived`. Holds all that `app.analysing.analyse` needs."""

    generation: int
    context_root: str
    sample: str
    content: Content
    snapshot: ContextSnapshot
    ignores: tuple[IgnoreText, ...]
    known: tuple[KnownBuild, ...]
    sides: tuple[int, ...]
    is_comparison: bool
    """Each side is compared with its own earlier build rather than with the known builds."""


class ReadFile(Value):
    """Read a Dockerfile again because it changed on disk; answered by `FileRead`."""

    path: str


class SaveFile(Value):
    """Write a Dockerfile; answered by `Saved` or `SaveFailed`. `side` is None for the ignore file.

    `expected` is the text that should be there now, None where nothing is known of the file: if
    another text is there, nothing is written and `FileRead` tells of it.
    """

    path: str
    text: str
    side: int | None
    expected: str | None = None


class AskForPlace(Value):
    """Ask the user where to save a side (samples and new orders have no place).

    Answered by `SaveRequested`.
    """

    side: int
    suggested_name: str


class StoreSettings(Value):
    """Write the settings to the user's configuration folder."""

    settings: Settings


class ReadSamples(Value):
    """Read the sample images; answered by `SamplesArrived`."""


class ReadImages(Value):
    """Read the facts of images; answered by `ImagesArrived` or `ImagesFailed`.

    With `key` only that image: the one named `name`, for `platform`.
    """

    target: str
    key: ImageKey | None = None
    name: str = ""
    platform: str = ""


class ReadFiles(Value):
    """Read the files of an image's layers; answered by `FilesArrived` or `FilesFailed`."""

    key: ImageKey
    target: str
    name: str = ""
    platform: str = ""


class StopReading(Value):
    """Nobody looks at an image any more: end what is read of it; never answered."""

    key: ImageKey


class ListEngine(Value):
    """Ask the engine for its images after a while; by then it may be too late to matter.

    Answered by `EngineListed` or `EngineFailed`; after a pause by `EngineAsked`.
    """

    after_seconds: int = 0


class MeasureEngine(Value):
    """Ask the engine what its images take; answered by `EngineMeasured`, or not at all."""


Job = (
    OpenProject
    | ScanContext
    | Analyse
    | ReadFile
    | SaveFile
    | AskForPlace
    | StoreSettings
    | ReadSamples
    | ReadImages
    | ReadFiles
    | StopReading
    | ListEngine
    | MeasureEngine
)
