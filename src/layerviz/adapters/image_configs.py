"""An image's configuration, decoded: the document that its ID is the digest of.

Source: the OCI image specification, config.md; Docker's own has the same fields.
"""

from __future__ import annotations

from layerviz.adapters.json_reading import Fields, read_json
from layerviz.core.digests import DiffId, is_digest
from layerviz.core.errors import ArchiveMalformedError, ArchiveUnsupportedError
from layerviz.core.history import HistoryEntry
from layerviz.core.images import Image, ImageSettings, Platform, made_image

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_LAYERS = 4096


def read_config(raw: bytes, place: str, references: Sequence[str] = ()) -> Image:
    """The image that a configuration describes; `references` are canonical names it has."""
    config = Fields(read_json(raw, place), place)
    if not config.has("rootfs"):
        raise ArchiveUnsupportedError("archive-artifact", place=place)
    return made_image(
        _diff_ids(config.within("rootfs")),
        tuple(_history_entry(each) for each in config.each("history")),
        platform=platform_of(config),
        settings=read_settings(config.within("config")),
        references=references,
        created=config.text("created"),
        author=config.text("author"),
    )


def platform_of(fields: Fields) -> Platform:
    """What an object says it runs on."""
    return Platform(fields.text("os"), fields.text("architecture"), fields.text("variant"))


def read_settings(config: Fields) -> ImageSettings:
    """What containers of the image start with."""
    labels = config.within("Labels")
    return ImageSettings(
        environment=config.texts("Env") or (),
        entrypoint=config.texts("Entrypoint"),
        command=config.texts("Cmd"),
        working_dir=config.text("WorkingDir"),
        user=config.text("User"),
        exposed_ports=config.within("ExposedPorts").names(),
        volumes=config.within("Volumes").names(),
        labels=tuple((name, labels.text(name)) for name in labels.names()),
        stop_signal=config.text("StopSignal"),
        shell=config.texts("Shell"),
        on_build=config.texts("OnBuild") or (),
    )


def _diff_ids(rootfs: Fields) -> tuple[DiffId, ...]:
    found = rootfs.texts("diff_ids") or ()
    if not all(map(is_digest, found)) or len(found) > MOST_LAYERS:
        raise ArchiveMalformedError(
            "archive-shape", place=f"{rootfs.place}: diff_ids", expected="digests"
        )
    return tuple(map(DiffId, found))


def _history_entry(entry: Fields) -> HistoryEntry:
    return HistoryEntry(
        created_by=entry.text("created_by"),
        is_empty_layer=entry.is_true("empty_layer"),
        created=entry.text("created"),
        author=entry.text("author"),
        comment=entry.text("comment"),
    )
