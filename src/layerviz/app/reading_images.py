"""Use case: images that the state asks for, read: facts first, the files of layers on their own."""

from __future__ import annotations

from layerviz.app.image_events import (
    FilesArrived,
    FilesFailed,
    ImagesArrived,
    ImagesFailed,
    SamplesArrived,
)
from layerviz.app.image_samples import image_sample_names
from layerviz.app.inspecting import inspect_image
from layerviz.app.requests import ReadFiles, ReadImages, ReadSamples
from layerviz.app.sample_folders import PREFIX
from layerviz.core.diagnostics import Diagnostic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.app.image_events import ImageEvent
    from layerviz.app.inspecting import Inspection
    from layerviz.app.jobs import JobContext
    from layerviz.app.ports import ImageFiles


def read_images(
    request: ReadSamples | ReadImages | ReadFiles, images: ImageFiles, context: JobContext
) -> ImageEvent:
    """The answer to a request; expected trouble is told in it."""
    if isinstance(request, ReadSamples):
        return SamplesArrived(found=_samples(images, context))
    if isinstance(request, ReadFiles):
        return _files(request, images, context)
    found = images.inspect(request.target, request.platform, request.name, context)
    if isinstance(found, Diagnostic):
        return ImagesFailed(request.target, found, request.key)
    inspected = tuple(inspect_image(request.target, each) for each in found)
    return ImagesArrived(target=request.target, found=inspected, key=request.key)


def _samples(images: ImageFiles, context: JobContext) -> tuple[Inspection, ...]:
    """Every sample image that can be read; a broken installation has fewer."""
    made = []
    for name in image_sample_names():
        target = PREFIX + name
        found = images.read(target, "", "", context)
        if not isinstance(found, Diagnostic):
            made += [inspect_image(target, each.found, each.files, context.check) for each in found]
    return tuple(made)


def _files(request: ReadFiles, images: ImageFiles, context: JobContext) -> ImageEvent:
    found = images.read(request.target, request.platform, request.name, context)
    if isinstance(found, Diagnostic):
        return FilesFailed(request.key, found)
    only = found[0]
    inspected = inspect_image(request.target, only.found, only.files, context.check)
    return FilesArrived(key=request.key, found=inspected)
