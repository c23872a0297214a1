"""What the shelf shows of a state: the images at hand in groups, and what can be chosen of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerviz.app.reducing_images import STOPPED
from layerviz.app.sample_folders import PREFIX
from layerviz.app.shelving import images_at_hand, shown_image
from layerviz.app.state import View
from layerviz.core.references import ENGINE_PREFIX, familiar
from layerviz.core.values import Record, Value
from layerviz.ui.phrases import diagnostic_text

if TYPE_CHECKING:
    from layerviz.app.shelf import ImageKey, Shelf, ShelfImage
    from layerviz.app.state import AppState
    from layerviz.core.diagnostics import Diagnostic
    from layerviz.ui.translation import Translator

_GROUPS = ("project", "engine", "files", "samples")


class ShelfRow(Value):
    """One image: its name and size in words; `note` is told on hovering."""

    key: ImageKey
    name: str
    size: str
    note: str
    is_picked: bool = False
    is_shown: bool = False
    has_problem: bool = False
    can_go: bool = False
    """Whether somebody put it there, and may take it off again."""


class ShelfGroup(Value):
    """Images of one origin under a title."""

    title: str
    rows: tuple[ShelfRow, ...]


class ShelfContent(Record):
    """All that the shelf shows. `picks`: several may be chosen, else one is."""

    title: str
    note: str
    groups: tuple[ShelfGroup, ...]
    picks: bool
    shown: ImageKey | None = None
    platforms: tuple[str, ...] = ()
    """Of the image that is shown; empty where it has one only."""
    platform: str = ""
    engine: str = ""
    """Which engine the images are from, or why there is none."""
    has_trouble: bool = False
    reading: str = ""
    """What is being read, and how far it is."""
    stops: tuple[ImageKey, ...] = ()
    """The images that are being read."""
    rereads: tuple[ImageKey, ...] = ()
    """The images that are looked at and were not read."""
    docker_names: tuple[str, ...] = ()
    """What docker calls the compared images."""


def shelf_content(state: AppState, words: Translator) -> ShelfContent:
    """The content of the shelf in the chosen language."""
    picks = state.view is View.SHARING
    image = shown_image(state)
    read = image.inspection.read if image is not None and image.inspection is not None else None
    several = not picks and read is not None and len(read.platforms) > 1
    looked_at = state.shelf.picked if picks else (state.shelf.shown,)
    chosen = [each for each in state.shelf.images if each.key in looked_at]
    read_now = [each for each in state.shelf.images if each.is_reading]
    named = [each for each in state.shelf.images if each.key in state.shelf.picked]
    return ShelfContent(
        title=words.text("shelf.title"),
        note=words.text("shelf.pick" if picks else "shelf.look"),
        groups=tuple(_groups(state, words, picks=picks)),
        picks=picks,
        shown=state.shelf.shown,
        platforms=tuple(each.text for each in read.platforms) if several and read else (),
        platform=read.image.platform.text if several and read else "",
        engine=_engine(state.shelf, words),
        has_trouble=state.shelf.engine is not None and state.shelf.engine.trouble is not None,
        reading=_reading(state, read_now, words),
        stops=tuple(each.key for each in read_now),
        rereads=tuple(each.key for each in chosen if each.problem and not each.is_reading),
        docker_names=tuple(familiar(each.references[0]) for each in named if each.references),
    )


def _engine(shelf: Shelf, words: Translator) -> str:
    """Its version and image store; what is wrong with it comes first, then that it is slow."""
    watch = shelf.engine
    has_list = watch is not None and watch.listing is not None
    if watch is not None and watch.trouble is not None:
        reason = diagnostic_text(watch.trouble, words)
        return words.text("shelf.engine.trouble.kept", reason=reason) if has_list else reason
    if shelf.is_engine_late:
        return words.text("shelf.engine.late.kept" if has_list else "shelf.engine.late")
    if watch is None or watch.listing is None:
        return words.text("shelf.engine.asked")
    told = watch.listing.engine
    return words.text("shelf.engine", version=told.version, store=told.store)


def _reading(state: AppState, images: list[ShelfImage], words: Translator) -> str:
    """How far the image is that is being read, or how many are."""
    if not images:
        return ""
    if len(images) > 1:
        return words.text("shelf.reading.several", len(images))
    image = images[0]
    told = next((each for each in state.progress if each.key == image.key), None)
    if told is None:
        return words.text("shelf.reading.one", image=image.name)
    code = "exporting" if told.phase == "exporting" else "unpacking"
    done = words.size(told.done)
    if told.total is None or told.done >= told.total:  # what an engine sends may be more
        return words.text(f"shelf.reading.{code}", image=image.name, done=done)
    total = words.size(told.total)
    return words.text(f"shelf.reading.{code}.of", image=image.name, done=done, total=total)


def _groups(state: AppState, words: Translator, *, picks: bool) -> list[ShelfGroup]:
    found: dict[str, list[ShelfRow]] = {name: [] for name in _GROUPS}
    stored = {each.key for each in state.shelf.images}
    for image in images_at_hand(state):
        group = "project" if image.key not in stored else _group_of(image.target)
        found[group].append(_row(image, state, words, picks=picks, can_go=group == "files"))
    titles = {name: words.text(f"shelf.group.{name}") for name in _GROUPS}
    return [ShelfGroup(titles[name], tuple(rows)) for name, rows in found.items() if rows]


def _group_of(target: str) -> str:
    if target.startswith(ENGINE_PREFIX):
        return "engine"
    return "samples" if target.startswith(PREFIX) else "files"


def _row(
    image: ShelfImage, state: AppState, words: Translator, *, picks: bool, can_go: bool
) -> ShelfRow:
    problem = image.problem
    note = _note(image, words) if problem is None else diagnostic_text(problem, words)
    return ShelfRow(
        key=image.key,
        name=image.name,
        size=_trouble(problem, words) if problem else _size(image, words),
        note=note,
        is_picked=picks and image.key in state.shelf.picked,
        is_shown=not picks and image.key == state.shelf.shown,
        has_problem=problem is not None,
        can_go=can_go,
    )


def _trouble(problem: Diagnostic, words: Translator) -> str:
    return words.text("shelf.stopped" if problem.code == STOPPED else "shelf.problem")


def _note(image: ShelfImage, words: Translator) -> str:
    """Where it is from, and its other names; what it means to have none."""
    if image.listed is None:
        return image.target
    if image.listed.is_dangling:
        return words.text("shelf.nameless")
    return words.wording.listing([familiar(each) for each in image.references]) or image.target


def _size(image: ShelfImage, words: Translator) -> str:
    """The unpacked size; of an image that is only listed what its engine says, named so."""
    found = image.inspection
    if found is not None and found.stack.total_bytes is not None:
        return words.size(found.stack.total_bytes)
    if image.is_reading:
        return words.text("shelf.reading")
    if image.listed is not None and image.listed.size is not None:
        return words.text("shelf.on-disk", size=words.size(image.listed.size.size_bytes))
    return words.size(None)
