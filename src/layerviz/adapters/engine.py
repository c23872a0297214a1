"""Images of a Docker Engine, read and never changed; nothing is pulled.

Quick answers come from what the engine says: the list, what it takes on disk, and the facts of one
image. The files of an image come from the engine's own export (`docker save`), so that they are the
same values as from an archive, on either image store; what this engine says of sizes and IDs is
beside them, with the store named. The export goes through a temporary file that has no name and is
gone at the end.

Every call has an end: it is bounded in time and bytes, and a job that is cancelled closes its
connection within 50 ms, whether the engine answers or not. After any failure the same object can be
asked again; one thread at a time.
"""

from __future__ import annotations

import contextlib
import os
from urllib.parse import quote

from layerviz.adapters.archives import ImageFile, with_unpacked
from layerviz.adapters.engine_address import engine_address
from layerviz.adapters.engine_answers import (
    read_history,
    read_inspected,
    read_list,
    read_store,
    read_usage,
    read_version,
    with_reported,
)
from layerviz.adapters.engine_exports import Watched, written_export
from layerviz.core.engine_listing import EngineIdentity, EngineListing
from layerviz.core.errors import EngineNotFoundError, EngineTooOldError
from layerviz.core.images import Source, UnpackedImage
from layerviz.core.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping
    from typing import Any

    from layerviz.adapters.archives import StoredImage
    from layerviz.adapters.engine_answers import EngineVersion
    from layerviz.app.ports import JobContext
    from layerviz.core.engine_listing import DiskUsage
    from layerviz.core.history import HistoryLine
    from layerviz.core.images import InspectedImage, LayerSizes

ANSWER_SECONDS = 10
USAGE_SECONDS = 120
"""An engine may count the files of all its layers before it tells what they take."""
EXPORT_SECONDS = 300
"""How long an export may pause. An engine may make all of it before it sends the first byte."""
ANSWER_BYTES = 64 << 20
LEAST_EXPORT_BYTES = 4 << 30
MOST_EXPORT_RATIO = 4
"""An export may be 4 GiB, or that many times the size that the engine reports if that is more."""
OLDEST, NEWEST = (1, 25), (1, 47)
"""The interface versions that are spoken here: Docker 1.13 and later."""


class EngineImages:
    """The images of one engine, found as the `docker` command finds it."""

    def __init__(
        self, environment: Mapping[str, str] | None = None, job: JobContext | None = None
    ) -> None:
        """Find the engine by an environment (the process's own by default) and greet it."""
        # A tenth of a second to import, which only images of an engine need.
        from layerviz.adapters.engine_line import EngineLine
        from layerviz.adapters.engine_patience import Patience

        self._patience = Patience()
        address = engine_address(os.environ if environment is None else environment)
        self._line = EngineLine(address, self._patience)
        self._api: Any = None
        try:
            self._greet(job)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> EngineImages:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._line.close()

    def store(self, job: JobContext | None = None) -> str:
        """The engine's image store: `containerd`, or the storage driver, such as `overlay2`."""
        with self._asking(job):
            return read_store(self._api.info())

    def list_images(self, job: JobContext | None = None) -> EngineListing:
        """All images that have a name or that no other stands on, as `docker image ls` lists them.

        An EngineError if the engine does not answer so.
        """
        version = self._greet(job)
        store = self.store(job)
        with self._asking(job):
            images = read_list(self._api.images(), store)
        address = self._line.address
        identity = EngineIdentity(
            address.shown, address.context, version.version, self._api.api_version, store
        )
        return EngineListing(engine=identity, images=images)

    def disk_usage(self, job: JobContext | None = None) -> DiskUsage:
        """What `docker system df -v` says of the images; may take long on a large engine."""
        store = self.store(job)
        with self._asking(job, USAGE_SECONDS):
            return read_usage(self._got("/system/df", type="image").json(), store)

    def inspect(self, name: str, job: JobContext | None = None) -> InspectedImage:
        """The facts of an image by reference or ID, without its files: see `read_inspected`."""
        return self._inspected(name, job)[0]

    def read(self, name: str, job: JobContext | None = None) -> UnpackedImage:
        """An image by reference or ID, with the files of its layers.

        An EngineError if there is none or the engine fails, an ArchiveError if its export is wrong.
        Phases: `exporting` with the bytes that came, then `unpacking` with those that were read.
        """
        told, lines = self._inspected(name, job)
        with (
            contextlib.closing(self._export(name, told, job)) as pieces,
            written_export(pieces, told, job) as export,
            ImageFile(name, Watched.opened(export, job)) as file,
        ):
            if not file.images:
                values = self._place() | {"name": name, "reason": "manifest.json: 0"}
                raise EngineNotFoundError("engine-not-found", **values)
            stored = _same_platform(file.images, told)
            files = tuple(file.layer_files(stored))
            found = with_unpacked(_retold(file.inspect(stored), told), files)
        return UnpackedImage(with_reported(found, lines), files)

    def _inspected(
        self, name: str, job: JobContext | None
    ) -> tuple[InspectedImage, tuple[HistoryLine, ...]]:
        store = self.store(job)
        with self._asking(job, name=name):
            about = self._api.inspect_image(name)
        with self._asking(job, name=name):
            lines = read_history(self._api.history(name))
            return read_inspected(about, lines, store), lines

    def _greet(self, job: JobContext | None) -> EngineVersion:
        """Learn the engine's version, and speak the newest one that both know."""
        if self._api is None:
            self._api = self._line.client(_text(OLDEST))
        with self._asking(job):
            version = read_version(self._api.version(api_version=False))
        if version.interface < OLDEST:
            values = self._place() | {"version": version.version, "oldest": "1.13"}
            raise EngineTooOldError("engine-too-old", **values)
        spoken = _text(max(min(version.interface, NEWEST), version.oldest))
        if spoken != self._api.api_version:
            self._api = self._line.client(spoken)
        return version

    def _export(self, name: str, told: InspectedImage, job: JobContext | None) -> Generator[bytes]:
        """What `docker save` writes; the library's own call would put no limit on it."""
        reported = sum(each.size_bytes for each in told.sizes)
        limit = max(LEAST_EXPORT_BYTES, MOST_EXPORT_RATIO * reported)
        with self._asking(job, name=name):
            self._patience.begin(EXPORT_SECONDS, limit, job, is_renewed=True)
            with self._got(f"/images/{quote(name, safe='/:@')}/get", stream=True) as answer:
                yield from answer.iter_content(1 << 20)

    def _got(self, path: str, *, stream: bool = False, **parameters: str) -> Any:
        """The answer to a question that the library has no call for, or not this one."""
        address = f"{self._api.base_url}/v{self._api.api_version}{path}"
        answer = self._api.get(address, params=parameters, stream=stream, timeout=self._api.timeout)
        try:
            answer.raise_for_status()
        except BaseException:
            answer.close()
            raise
        return answer

    @contextlib.contextmanager
    def _asking(
        self, job: JobContext | None, seconds: float | None = None, name: str = ""
    ) -> Iterator[None]:
        """Ask, with a fresh patience; whatever goes wrong is told as an EngineError."""
        from layerviz.adapters.engine_troubles import told

        self._patience.begin(ANSWER_SECONDS if seconds is None else seconds, ANSWER_BYTES, job)
        with told(self._line, self._place() | {"name": name}):
            yield

    def _place(self) -> dict[str, str]:
        return {"address": self._line.address.shown, "context": self._line.address.context}


def _text(version: tuple[int, int]) -> str:
    return f"{version[0]}.{version[1]}"


def _same_platform(images: tuple[StoredImage, ...], told: InspectedImage) -> StoredImage:
    """The image of an export that the engine describes; of several platforms its own."""
    wanted = (told.image.platform.os, told.image.platform.architecture)
    fitting = (
        each
        for each in images
        if (each.image.platform.os, each.image.platform.architecture) == wanted
    )
    return next(fitting, images[0])


def _retold(found: InspectedImage, told: InspectedImage) -> InspectedImage:
    """What was found in the export, with the engine's own ID, names and size."""
    return replace(
        found,
        image=replace(found.image, references=told.image.references),
        source=Source.ENGINE,
        store=told.store,
        image_id=told.image_id,
        sizes=told.sizes,
        layer_sizes=tuple(_from_engine(each, told.store) for each in found.layer_sizes),
    )


def _from_engine(sizes: LayerSizes, store: str) -> LayerSizes:
    return replace(
        sizes,
        sizes=tuple(replace(each, source=Source.ENGINE, store=store) for each in sizes.sizes),
    )
