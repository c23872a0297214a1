"""Images as a command line names them: archives, layouts, images of an engine, read completely.

Expected trouble is a Diagnostic; nothing raises for it.
"""

from __future__ import annotations

import os

from layerviz.adapters.archives import INDEX, MANIFEST, ImageFile, with_unpacked
from layerviz.adapters.image_blobs import compression_of
from layerviz.core.diagnostics import Diagnostic, Severity
from layerviz.core.errors import ArchiveError, EngineError
from layerviz.core.images import InspectedImage, UnpackedImage
from layerviz.core.references import (
    ENGINE_PREFIX,
    Reference,
    familiar,
    normalised,
    parse_reference,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeVar

    from layerviz.adapters.archives import StoredImage
    from layerviz.adapters.engine import EngineImages
    from layerviz.app.ports import JobContext

    T = TypeVar("T")

_SAMPLE = "sample:"
_MACHINES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


class ImageTargets:
    """Finds and reads images; fills `app.ports.ImageFiles`."""

    def __init__(self, find_sample: Callable[[str], str | None]) -> None:
        """`find_sample` gives the archive of `sample:NAME`, None for any other target."""
        self._find_sample = find_sample

    def is_image(self, target: str) -> bool:
        """Whether a target names images for sure, and no build."""
        if target.startswith(ENGINE_PREFIX) or self._find_sample(target) is not None:
            return True
        return is_image_path(target)

    def inspect(
        self, target: str, platform: str, name: str, job: JobContext
    ) -> tuple[InspectedImage, ...] | Diagnostic:
        """The facts of the images at a target."""
        job.check()
        if target.startswith(ENGINE_PREFIX):
            return inspect_from_engine(target, job)
        path = self._find_sample(target) or target
        return inspect_images(path, platform=platform, name=name)

    def read(
        self, target: str, platform: str, name: str, job: JobContext
    ) -> tuple[UnpackedImage, ...] | Diagnostic:
        """The images at a target, with the files of their layers."""
        job.check()
        if target.startswith(ENGINE_PREFIX):
            return read_from_engine(target, job)
        path = self._find_sample(target) or target
        return read_images(path, platform=platform, name=name, job=job)


def is_image_path(path: str) -> bool:
    """Whether a path is an archive or layout of images, and not a Dockerfile or its folder."""
    if os.path.isdir(path):
        try:
            names = set(os.listdir(path))
        except OSError:
            return False
        is_layout = "oci-layout" in names or {INDEX, "blobs"} <= names
        return is_layout or (MANIFEST in names and "Dockerfile" not in names)
    if not os.path.isfile(path):
        return False
    if path.endswith((".tar", ".tgz", ".tar.gz")):
        return True
    try:
        with open(path, "rb") as file:
            beginning = file.read(512)
    except OSError:
        return False
    return beginning[257:262] == b"ustar" or compression_of(beginning) != ""


def inspect_images(
    path: str, *, platform: str = "", name: str = ""
) -> tuple[InspectedImage, ...] | Diagnostic:
    """The facts of the images in a file or folder, chosen as by `read_images`; no layer is read."""
    return _from_file(path, platform, name, ImageFile.inspect)


def read_images(
    path: str, *, platform: str = "", name: str = "", job: JobContext | None = None
) -> tuple[UnpackedImage, ...] | Diagnostic:
    """The images in a file or folder, with the files of their layers.

    Of a multi-platform image the one for `platform`, by default for this machine, else the first;
    with `name` only the image that has that reference. `job` learns how far the layers are.
    """
    return _from_file(path, platform, name, lambda file, stored: _read(file, stored, job))


def _from_file(
    path: str, platform: str, name: str, look: Callable[[ImageFile, StoredImage], T]
) -> tuple[T, ...] | Diagnostic:
    try:
        with ImageFile(path) as file:
            chosen = _chosen(file.images, path, platform, name)
            if isinstance(chosen, Diagnostic):
                return chosen
            return tuple(look(file, stored) for stored in chosen)
    except ArchiveError as error:
        return Diagnostic(error.code, Severity.ERROR, None, error.values)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        return _problem("archive-unreadable", place=path, reason=reason)


def is_engine_target(target: str) -> bool:
    """Whether a target names an image of an engine: `docker://REF`, or what can only be one."""
    if target.startswith(ENGINE_PREFIX):
        return True
    if target.startswith(_SAMPLE) or target.endswith((".tar", ".gz")) or os.path.lexists(target):
        return False
    return isinstance(parse_reference(target), Reference)


def inspect_from_engine(
    target: str, job: JobContext | None = None
) -> tuple[InspectedImage, ...] | Diagnostic:
    """The facts of an engine's image, as the engine tells them: quick, and nothing is exported."""
    return _from_engine(target, job, lambda engine, name: engine.inspect(name, job))


def read_from_engine(
    target: str, job: JobContext | None = None
) -> tuple[UnpackedImage, ...] | Diagnostic:
    """The image of an engine, with the files of its layers."""
    return _from_engine(target, job, lambda engine, name: engine.read(name, job))


def _from_engine(
    target: str, job: JobContext | None, look: Callable[[EngineImages, str], T]
) -> tuple[T, ...] | Diagnostic:
    """What an engine, found as the `docker` command finds it, has under a name."""
    from layerviz.adapters.engine import EngineImages

    name = target.removeprefix(ENGINE_PREFIX)
    try:
        with EngineImages(job=job) as engine:
            return (look(engine, name),)
    except (EngineError, ArchiveError) as error:
        values = {"name": name, **dict(error.values), "target": target}
        return _problem(error.code, **values)


def _read(file: ImageFile, stored: StoredImage, job: JobContext | None) -> UnpackedImage:
    files = tuple(file.layer_files(stored, job))
    return UnpackedImage(with_unpacked(file.inspect(stored), files), files)


def _chosen(
    images: tuple[StoredImage, ...], path: str, platform: str, name: str
) -> tuple[StoredImage, ...] | Diagnostic:
    named = [each for each in images if not name or normalised(name) in each.image.references]
    if not named:
        known = {familiar(text) for each in images for text in each.image.references}
        if name:
            return _problem("image-name-missing", name=name, names=", ".join(sorted(known)))
        return _problem("archive-no-images", place=os.path.basename(path))
    found: list[StoredImage] = []
    for entry in dict.fromkeys(each.entry for each in named):
        variants = [each for each in named if each.entry == entry]
        fitting = next(_fitting(variants, platform), None)
        if fitting is None:
            names = ", ".join(each.image.platform.text for each in variants)
            return _problem("image-platform-missing", platform=platform, names=names)
        found.append(fitting)
    return tuple(found)


def _fitting(variants: list[StoredImage], platform: str) -> Iterator[StoredImage]:
    """The variants for a platform, best first; without one any, this machine's first."""
    wanted = platform or f"linux/{_machine()}"
    for each in variants:
        text = each.image.platform.text
        if text == wanted or text.startswith(f"{wanted}/"):
            yield each
    if not platform:
        yield from variants


def _machine() -> str:
    from platform import machine

    return _MACHINES.get(machine().lower(), "")


def _problem(code: str, **values: str) -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, None, tuple(sorted(values.items())))
