"""Small images put together by hand, and states of the window that look at one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerviz.app import events, image_events
from layerviz.app.inspecting import Inspection, inspect_image
from layerviz.app.reducing import initial_state, reduce
from layerviz.app.settings import Settings
from layerviz.app.shelving import images_at_hand
from layerviz.app.state import View
from layerviz.core.digests import DiffId, ImageId, digest_of
from layerviz.core.history import HistoryEntry
from layerviz.core.images import (
    ImageSettings,
    InspectedImage,
    LayerSizes,
    MeasuredSize,
    Platform,
    SizeKind,
    Source,
    made_image,
)
from layerviz.core.layer_files import FileEntry, FileKind, LayerFiles
from layerviz.core.values import replace
from tests.support.sessions import NODE_FILES, ROOT, Session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerviz.app.state import AppState

LINUX = Platform("linux", "amd64")
SHELL = HistoryEntry(created_by='CMD ["/bin/sh"]', is_empty_layer=True)


def step(text: str) -> HistoryEntry:
    """A history entry with a layer."""
    return HistoryEntry(created_by=text)


def setting(text: str) -> HistoryEntry:
    """A history entry without a layer."""
    return HistoryEntry(created_by=text, is_empty_layer=True)


def layer(*, removed: tuple[str, ...] = (), mode: int = 0o644, **sizes: int) -> LayerFiles:
    """A layer with files by name, `__` for a slash."""
    entries = tuple(
        FileEntry(name.replace("__", "/"), FileKind.FILE, size, mode)
        for name, size in sizes.items()
    )
    return LayerFiles(entries, removed)


def read_image(
    files: Sequence[LayerFiles],
    history: Sequence[HistoryEntry],
    *,
    references: Sequence[str] = ("docker.io/library/app:1.0",),
    is_read: bool = True,
    source: Source = Source.ARCHIVE,
    platforms: tuple[Platform, ...] = (LINUX,),
) -> InspectedImage:
    """An image whose layers are named by their place and files; sizes as an archive gives them."""
    diff_ids = [DiffId(digest_of(repr((n, each)).encode())) for n, each in enumerate(files)]
    image = made_image(
        diff_ids, history, platform=LINUX, settings=ImageSettings(), references=references
    )
    return InspectedImage(
        image=image,
        source=source,
        image_id=ImageId(digest_of(repr(diff_ids).encode())),
        layer_sizes=tuple(_sizes(each, source, is_read=is_read) for each in files),
        platforms=platforms,
    )


def _sizes(files: LayerFiles, source: Source, *, is_read: bool) -> LayerSizes:
    download = MeasuredSize(files.size_bytes // 2, SizeKind.DOWNLOAD, source)
    unpacked = MeasuredSize(files.size_bytes, SizeKind.UNPACKED, source)
    return LayerSizes((download, unpacked) if is_read else (download,))


def inspected(
    target: str, files: Sequence[LayerFiles], history: Sequence[HistoryEntry], **more: object
) -> Inspection:
    """An image with its files, or as long as they are being read (`is_read=False`) without."""
    read = read_image(files, history, **more)  # type: ignore[arg-type]  # handed on as given
    return inspect_image(target, read, files if more.get("is_read", True) else None)


WASTEFUL_FILES = (
    layer(bin__sh=8_000),
    layer(tmp__tools=120_000),
    layer(removed=("tmp/tools",)),
    layer(app__data=36_000, app__server=4_000),
    layer(app__data=36_000, mode=0o600),
)
WASTEFUL_HISTORY = (
    step("ADD rootfs.tar /"),
    SHELL,
    step("RUN /bin/sh -c wget tools # buildkit"),
    step("RUN /bin/sh -c rm /tmp/tools # buildkit"),
    step("/bin/sh -c #(nop) COPY file:0a1b in /app"),
    step("RUN /bin/sh -c chmod 600 /app/data # buildkit"),
    setting("USER node"),
)


def wasteful(target: str = "wasteful.tar", **more: object) -> Inspection:
    """Layer 3 deletes what layer 2 brought, layer 5 re-owns a part of layer 4; one base layer."""
    return inspected(target, WASTEFUL_FILES, WASTEFUL_HISTORY, **more)


DOCKERFILE = 'FROM node:20-alpine\nWORKDIR /app\nRUN npm i\nCOPY . .\nCMD ["node"]\n'


def predicted() -> AppState:
    """The state of a window with an open Dockerfile, that looks at what it would make."""
    session = Session({**NODE_FILES, "Dockerfile": DOCKERFILE})
    state = session.do(events.OpenRequested(ROOT))
    return session.do(image_events.ImageShown(images_at_hand(state)[0].key))


def looking_at(*found: Inspection, language: str = "en") -> AppState:
    """The state of a window that looks at the first of these images."""
    state = replace(initial_state(Settings(language=language, motion="none")), view=View.IMAGE)
    arrived = image_events.SamplesArrived(found=found)
    return reduce(state, arrived)[0]
