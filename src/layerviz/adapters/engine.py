"""Images of a Docker Engine, read and never changed; nothing is pulled.

What is true of an image comes from the engine's own export (`docker save`), so it is the same value
as from an archive, on either image store; what this engine says of sizes and IDs is beside it, with
the store named. The export goes through a temporary file that has no name and is gone at the end.
The engine is found as the `docker` command finds it: DOCKER_HOST, else the current context.
"""

from __future__ import annotations

import os
from urllib.parse import quote

from layerviz.adapters.archives import ImageFile, with_unpacked
from layerviz.core.digests import ImageId
from layerviz.core.errors import (
    EngineDeniedError,
    EngineError,
    EngineNotFoundError,
    EngineTimedOutError,
    EngineTooOldError,
    EngineUnavailableError,
)
from layerviz.core.images import MeasuredSize, SizeKind, Source, UnpackedImage
from layerviz.core.references import normalised
from layerviz.core.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from layerviz.adapters.archives import StoredImage
    from layerviz.core.images import Image, InspectedImage, LayerSizes

ANSWER_SECONDS = 10
EXPORT_SECONDS = 300
_USUAL = "unix:///var/run/docker.sock"
_SNAPSHOTTER = "io.containerd.snapshotter"


class EngineImages:
    """The images of one engine."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        """Find the engine by an environment (the process's own by default) and greet it."""
        with _Translated(""):
            # A tenth of a second to import, which only images of an engine need.
            from docker import APIClient

            address = _address(os.environ if environment is None else environment)
            _knock(str(address.get("base_url", _USUAL)))
            # Its own ssh would need one more package; the program is what the command line uses.
            self._api: Any = APIClient(
                version="auto", timeout=ANSWER_SECONDS, use_ssh_client=True, **address
            )

    def __enter__(self) -> EngineImages:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._api.close()

    def store(self) -> str:
        """The engine's image store: `containerd`, or the storage driver, such as `overlay2`."""
        with _Translated(""):
            info = self._api.info()
        status = dict(pair for pair in info.get("DriverStatus") or () if len(pair) == 2)
        is_containerd = str(status.get("driver-type", "")).startswith(_SNAPSHOTTER)
        return "containerd" if is_containerd else str(info.get("Driver", ""))

    def read(self, name: str) -> UnpackedImage:
        """An image by reference or ID, with the files of its layers.

        An EngineError if there is none or the engine fails, an ArchiveError if its export is wrong.
        """
        from tempfile import TemporaryFile

        store = self.store()
        with _Translated(name):
            about = self._api.inspect_image(name)
            history = self._api.history(name)
        export = TemporaryFile(prefix="layerviz-")  # noqa: SIM115 - closed with the ImageFile
        try:
            with _Translated(name):
                for piece in self._export(name):
                    export.write(piece)
            export.seek(0)
        except BaseException:
            export.close()
            raise
        with ImageFile(name, export) as file:
            stored = _same_platform(file.images, about)
            files = tuple(file.layer_files(stored))
            found = with_unpacked(_retold(file.inspect(stored), about, store), files)
        return UnpackedImage(_with_reported(found, history), files)

    def _export(self, name: str) -> Iterator[bytes]:
        """What `docker save` writes; the library's own call would wait for a hung engine forever.

        An engine may make the whole export before it sends the first byte, so it is given time.
        """
        from docker.errors import create_api_error_from_http_exception
        from requests.exceptions import HTTPError

        address = (
            f"{self._api.base_url}/v{self._api.api_version}/images/{quote(name, safe='/:@')}/get"
        )
        with self._api.get(address, stream=True, timeout=EXPORT_SECONDS) as response:
            try:
                response.raise_for_status()
            except HTTPError as error:
                create_api_error_from_http_exception(error)
            yield from response.iter_content(1 << 20)


def _address(environment: Mapping[str, str]) -> dict[str, Any]:
    """Where the engine is, with its certificates: DOCKER_HOST, else the current context."""
    from docker.context import ContextAPI
    from docker.utils import kwargs_from_env

    found: dict[str, Any] = kwargs_from_env(environment=dict(environment))
    if "base_url" not in found:
        found = {**ContextAPI.kwargs_from_context(environment=dict(environment)), **found}
    return found


def _knock(address: str) -> None:
    """Try a local socket: the library, when it cannot, leaves its own half open behind."""
    import socket

    path = address.removeprefix("http+").removeprefix("unix://")
    if not path.startswith("/"):
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(ANSWER_SECONDS)
        probe.connect(path)


def _same_platform(images: tuple[StoredImage, ...], about: Mapping[str, Any]) -> StoredImage:
    """The image of an export that the engine describes; of several platforms its own."""
    if not images:
        raise EngineNotFoundError("engine-not-found", name="", reason="")
    platform = (about.get("Os"), about.get("Architecture"))
    fitting = (
        each
        for each in images
        if (each.image.platform.os, each.image.platform.architecture) == platform
    )
    return next(fitting, images[0])


def _retold(found: InspectedImage, about: Mapping[str, Any], store: str) -> InspectedImage:
    """What was found in the export, with the engine's own ID, names and size."""
    names = {normalised(str(name)) for name in about.get("RepoTags") or ()}
    whole = MeasuredSize(int(about.get("Size") or 0), SizeKind.ON_DISK, Source.ENGINE, store)
    return replace(
        found,
        image=replace(found.image, references=tuple(sorted(names))),
        source=Source.ENGINE,
        store=store,
        image_id=ImageId(str(about.get("Id", ""))),
        sizes=(whole,),
        layer_sizes=tuple(_from_engine(each, store) for each in found.layer_sizes),
    )


def _from_engine(sizes: LayerSizes, store: str) -> LayerSizes:
    return replace(
        sizes,
        sizes=tuple(replace(each, source=Source.ENGINE, store=store) for each in sizes.sizes),
    )


def _with_reported(found: InspectedImage, history: list[Mapping[str, Any]]) -> InspectedImage:
    """The sizes that `docker history` shows, where its lines are those of the image."""
    lines = list(reversed(history))
    if not _is_history_of(lines, found.image):
        return found
    layer_sizes = []
    for layer, sizes in zip(found.image.layers, found.layer_sizes, strict=True):
        if layer.history_index is None:
            return found
        size = int(lines[layer.history_index].get("Size") or 0)
        reported = MeasuredSize(size, SizeKind.ON_DISK, Source.ENGINE, found.store)
        layer_sizes.append(replace(sizes, sizes=(*sizes.sizes, reported)))
    return replace(found, layer_sizes=tuple(layer_sizes))


def _is_history_of(lines: list[Mapping[str, Any]], image: Image) -> bool:
    said = [str(line.get("CreatedBy", "")) for line in lines]
    return said == [entry.created_by for entry in image.history]


class _Translated:
    """Turns what the library raises into the tree of `core.errors`, keeping the cause."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        return None

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, Exception):
            found = _translated(error, self._name)
            if found is not None:
                raise found from error


def _translated(error: Exception, name: str) -> EngineError | None:
    """What an error of the library means; None for one that is not about the engine."""
    from docker.errors import DockerException, InvalidVersion, NotFound
    from requests.exceptions import RequestException

    if not isinstance(error, DockerException | RequestException | OSError):
        return None
    reason = " ".join(str(error).split())
    roots = list(_roots(error))
    if isinstance(error, NotFound):
        return EngineNotFoundError("engine-not-found", name=name, reason=reason)
    if isinstance(error, InvalidVersion):
        return EngineTooOldError("engine-too-old", reason=reason)
    if any(isinstance(each, PermissionError) for each in roots):
        return EngineDeniedError("engine-denied", reason=reason)
    if any(isinstance(each, TimeoutError) or "Timeout" in type(each).__name__ for each in roots):
        return EngineTimedOutError("engine-timed-out", reason=reason)
    return EngineUnavailableError("engine-unavailable", reason=reason)


def _roots(error: BaseException) -> Iterator[BaseException]:
    """An error with all that led to it: causes, contexts, and errors that it carries."""
    waiting: list[object] = [error]
    seen: set[int] = set()
    while waiting:
        each = waiting.pop()
        if isinstance(each, BaseException) and id(each) not in seen:
            seen.add(id(each))
            yield each
            waiting += [each.__cause__, each.__context__, *each.args]
            waiting.append(getattr(each, "reason", None))
