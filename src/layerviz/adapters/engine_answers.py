"""What an engine answers, decoded in one place into typed values, with limits.

Source: the Docker Engine API, versions 1.25 to 1.47. Older engines write `<none>` where newer ones
leave a name out, and -1 stands for what was not counted; neither leaves this module.
"""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime

from layerviz.adapters.image_configs import MOST_LAYERS, read_settings
from layerviz.adapters.json_reading import Fields, objects_of
from layerviz.core.digests import DiffId, ImageId, is_digest
from layerviz.core.engine_listing import DiskUsage, ImageUsage, ListedImage
from layerviz.core.errors import ArchiveMalformedError, EngineAnswerError
from layerviz.core.history import HistoryEntry, HistoryLine, tells_empty, told_empty
from layerviz.core.images import (
    InspectedImage,
    LayerSizes,
    MeasuredSize,
    Platform,
    SizeKind,
    Source,
    made_image,
)
from layerviz.core.references import normalised
from layerviz.core.values import Value, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MOST_IMAGES = 10_000
MOST_NAMES = 1000
MOST_LINES = 10_000
LONGEST_NAME = 1024
_NONE = "<none>"
_SNAPSHOTTER = "io.containerd.snapshotter"
_NO_TIME = "0001-01-01T00:00:00Z"
_LATEST_SECOND = 253_402_300_799  # the last one of the year 9999


@contextlib.contextmanager
def _answer(place: str) -> Iterator[None]:
    """A wrong shape in here is an EngineAnswerError that names the place."""
    try:
        yield
    except ArchiveMalformedError as error:
        where = dict(error.values).get("place", place)
        raise EngineAnswerError("engine-answer", place=where) from error


class EngineVersion(Value):
    """What an engine says of itself; `interface` and `oldest` are interface versions."""

    version: str
    interface: tuple[int, int]
    oldest: tuple[int, int]


def read_version(given: object) -> EngineVersion:
    """The answer to `/version`."""
    with _answer("/version"):
        told = Fields(given, "/version")
        interface = _interface_version(told.text("ApiVersion"))
        oldest = told.text("MinAPIVersion")
        return EngineVersion(
            _short(told.text("Version"), "/version: Version"),
            interface,
            _interface_version(oldest) if oldest else (1, 0),
        )


def _interface_version(text: str) -> tuple[int, int]:
    parts = text.split(".")
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() for part in parts):
        raise EngineAnswerError("engine-answer", place="/version: ApiVersion")
    return int(parts[0][:6]), int(parts[1][:6])


def read_store(given: object) -> str:
    """The image store in the answer to `/info`: `containerd`, or the storage driver."""
    with _answer("/info"):
        told = Fields(given, "/info")
        driver = _short(told.text("Driver"), "/info: Driver")
    status = given.get("DriverStatus") if isinstance(given, dict) else None
    for pair in status if isinstance(status, list) else ():
        is_type = isinstance(pair, list) and len(pair) == 2 and pair[0] == "driver-type"
        if is_type and str(pair[1]).startswith(_SNAPSHOTTER):
            return "containerd"
    return driver


def read_list(given: object, store: str) -> tuple[ListedImage, ...]:
    """The answer to `/images/json`: the newest first, then by reference and ID."""
    with _answer("/images/json"):
        images = [_listed(each, store) for each in _limited(given, "/images/json")]
    images.sort(key=lambda each: (each.references, each.image_id))
    images.sort(key=lambda each: each.created, reverse=True)
    return tuple(images)


def _limited(given: object, place: str) -> tuple[Fields, ...]:
    if isinstance(given, list) and len(given) > MOST_IMAGES:
        raise EngineAnswerError("engine-too-much", limit=str(MOST_IMAGES))
    return objects_of(given, place)


def _listed(told: Fields, store: str) -> ListedImage:
    parent = told.text("ParentId")
    return ListedImage(
        image_id=_image_id(told),
        references=_names(told, "RepoTags"),
        digests=_names(told, "RepoDigests"),
        created=_time(told.integer("Created")),
        size=_known(told.integer("Size"), store),
        parent=ImageId(parent) if is_digest(parent) else None,
    )


def read_usage(given: object, store: str) -> DiskUsage:
    """The answer to `/system/df`, as far as it is about images."""
    place = "/system/df"
    with _answer(place):
        told = Fields(given, place)
        layers = _on_disk(max(told.integer("LayersSize") or 0, 0), store)
        listed = given.get("Images") if isinstance(given, dict) else None
        found = _limited([] if listed is None else listed, f"{place}: Images")
        images = tuple(_usage(each, store) for each in found)
    used = [each for each in images if each.containers != 0]
    kept = sum(each.unique.size_bytes for each in used if each.unique is not None)
    return DiskUsage(
        layers=layers,
        reclaimable=replace(layers, size_bytes=max(layers.size_bytes - kept, 0)),
        active=sum(1 for each in images if each.containers),
        images=tuple(sorted(images, key=lambda each: each.image_id)),
    )


def _usage(told: Fields, store: str) -> ImageUsage:
    size = _known(told.integer("Size"), store)
    shared = _known(told.integer("SharedSize"), store)
    unique = None
    if size is not None and shared is not None:
        unique = _known(size.size_bytes - shared.size_bytes, store)
    containers = told.integer("Containers")
    return ImageUsage(
        image_id=_image_id(told),
        size=size,
        shared=shared,
        unique=unique,
        containers=containers if containers is not None and containers >= 0 else None,
    )


def read_history(given: object) -> tuple[HistoryLine, ...]:
    """The answer to `/images/NAME/history`, oldest first."""
    with _answer("/history"):
        told = objects_of(given, "/history")
        if len(told) > MOST_LINES:
            raise EngineAnswerError("engine-too-much", limit=str(MOST_LINES))
        return tuple(
            HistoryLine(
                created_by=each.text("CreatedBy"),
                size_bytes=_size(each),
                created=_time(each.integer("Created")),
                comment=each.text("Comment"),
            )
            for each in reversed(told)
        )


def read_inspected(given: object, lines: Sequence[HistoryLine], store: str) -> InspectedImage:
    """An image of the answer to `/images/NAME/json`, with its history.

    What the engine does not tell is left out: the authors and the fractions of seconds of history
    entries, unpacked and download sizes, manifest and other platforms. All else is as in the
    configuration. Which entries made no layer is found by `told_empty`; where that is not certain
    (the classic builder has RUN and WORKDIR without a layer, too), the history is not complete and
    no layer has an entry.
    """
    with _answer("/images/json"):
        told = Fields(given, "/images/json")
        diff_ids = _diff_ids(told.within("RootFS"))
        empty = told_empty(lines, len(diff_ids))
        image = made_image(
            diff_ids,
            [
                HistoryEntry(
                    created_by=line.created_by,
                    is_empty_layer=empty[index] if empty else tells_empty(line) is True,
                    created=line.created,
                    comment=line.comment,
                )
                for index, line in enumerate(lines)
            ],
            platform=Platform(told.text("Os"), told.text("Architecture"), told.text("Variant")),
            settings=read_settings(told.within("Config")),
            references=_names(told, "RepoTags"),
            created=_without_zero(told.text("Created")),
            author=told.text("Author"),
        )
        found = InspectedImage(
            image=image,
            source=Source.ENGINE,
            image_id=_image_id(told),
            layer_sizes=(LayerSizes(),) * len(diff_ids),
            sizes=(_on_disk(_size(told), store),),
            store=store,
        )
    return with_reported(found, lines)


def with_reported(found: InspectedImage, lines: Sequence[HistoryLine]) -> InspectedImage:
    """The sizes that `docker history` shows, where its lines are those of the image."""
    if [line.created_by for line in lines] != [each.created_by for each in found.image.history]:
        return found
    layer_sizes = []
    for layer, sizes in zip(found.image.layers, found.layer_sizes, strict=True):
        if layer.history_index is None:
            return found
        reported = _on_disk(lines[layer.history_index].size_bytes, found.store)
        layer_sizes.append(replace(sizes, sizes=(*sizes.sizes, reported)))
    return replace(found, layer_sizes=tuple(layer_sizes))


def _diff_ids(root: Fields) -> tuple[DiffId, ...]:
    found = root.texts("Layers") or ()
    if len(found) > MOST_LAYERS or not all(map(is_digest, found)):
        raise EngineAnswerError("engine-answer", place=f"{root.place}: Layers")
    return tuple(map(DiffId, found))


def _image_id(told: Fields) -> ImageId:
    found = told.text("Id")
    if not is_digest(found):
        raise EngineAnswerError("engine-answer", place=f"{told.place}: Id")
    return ImageId(found)


def _names(told: Fields, field: str) -> tuple[str, ...]:
    """References in their full form, sorted; what stands for none is none."""
    given: Iterable[str] = told.texts(field) or ()
    names = {normalised(name) for name in given if not name.startswith(_NONE)}
    place = f"{told.place}: {field}"
    if len(names) > MOST_NAMES:
        raise EngineAnswerError("engine-too-much", limit=str(MOST_NAMES))
    return tuple(sorted(_short(name, place) for name in names))


def _short(text: str, place: str) -> str:
    if len(text) > LONGEST_NAME:
        raise EngineAnswerError("engine-answer", place=place)
    return text


def _size(told: Fields) -> int:
    return told.count("Size") or 0


def _on_disk(size: int, store: str) -> MeasuredSize:
    return MeasuredSize(size, SizeKind.ON_DISK, Source.ENGINE, store)


def _known(size: int | None, store: str) -> MeasuredSize | None:
    """A size, unless it was not counted."""
    return _on_disk(size, store) if size is not None and size >= 0 else None


def _time(seconds: int | None) -> str:
    """A count of seconds as a time; "" for what stands for none."""
    if seconds is None or not 0 < seconds <= _LATEST_SECOND:
        return ""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _without_zero(created: str) -> str:
    return "" if created == _NO_TIME else created
