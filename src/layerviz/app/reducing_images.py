"""How the shelf changes: what comes onto it, what is looked at, and what is read for that.

Facts of an image come first. The files of its layers are asked for as soon as it is looked at: in
Image, or among the compared ones, because unpacked sizes come of them.
"""

from __future__ import annotations

from layerviz.app import image_events as events
from layerviz.app.reducing_steps import Outcome, noticed
from layerviz.app.requests import ListEngine, ReadFiles, ReadImages, ReadSamples, StopReading
from layerviz.app.settings import with_recent
from layerviz.app.shelf import FIRST_PICKED, ImageKey, ImageProgress, Shelf, ShelfImage
from layerviz.app.state import AppState, Opening, View
from layerviz.core.diagnostics import Diagnostic, Severity
from layerviz.core.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerviz.app.inspecting import Inspection
    from layerviz.app.requests import Job

STOPPED = "reading-stopped"
"""The reason why an image is not read, if somebody wanted it so."""
MOST_PICKED = 50
"""More images side by side nobody can look at."""


def images_wanted(before: AppState, after: AppState) -> Outcome:
    """What a picture of images needs: at first samples and engine, then files of those looked at.

    What is read of an image that is neither shown nor picked any more is stopped; going to another
    view and back stops nothing.
    Leaving the pictures of images ends the watch over the engine when it is time to ask again.
    """
    after, jobs = _with_readings_stopped(before, after)
    if after.view.is_of_images and not after.shelf.has_samples:
        after = _with(after, has_samples=True)
        jobs = (*jobs, ReadSamples())
    if after.view.is_of_images and not after.shelf.is_engine_watched:
        after = _with(after, is_engine_watched=True)
        jobs = (*jobs, ListEngine())
    if after.shelf is before.shelf and after.view is before.view:
        return after, jobs
    return _with_files_asked(after, jobs)


def images_requested(state: AppState, event: events.ImagesRequested) -> Outcome:
    """Read what is at a target; a target that is on the shelf already is read anew."""
    return state, (ReadImages(event.target),)


def image_target_found(state: AppState, event: events.ImageTargetFound) -> Outcome:
    """What was opened are images: read them, and remember the place."""
    if event.generation != state.opening.generation or not state.opening.target:
        return state, ()
    settings = with_recent(state.settings, event.target)
    told = replace(state, opening=Opening(), settings=settings)
    return images_requested(told, events.ImagesRequested(event.target))


def samples_arrived(state: AppState, event: events.SamplesArrived) -> Outcome:
    """Behind what somebody put there meanwhile; the first two are compared."""
    made = _on_shelf(event.found)
    shelf = state.shelf
    known = {each.key for each in shelf.images}
    images = (*shelf.images, *(each for each in made if each.key not in known))
    picked = shelf.picked or tuple(each.key for each in made[:FIRST_PICKED])
    shown = shelf.shown or next((each.key for each in made), None)
    return _with(state, images=images, picked=picked, shown=shown), ()


def images_arrived(state: AppState, event: events.ImagesArrived) -> Outcome:
    """New images come first and are looked at; an image asked for by its key is replaced."""
    told = _without_trouble(state, event.target)
    shelf = told.shelf
    if event.key is not None:
        found = event.found[0] if event.found else None
        return _read(told, event.key, inspection=found, problem=None), ()
    made = _on_shelf(event.found)
    if not made:
        return told, ()
    keys = {each.key for each in made}
    images = (*made, *(each for each in shelf.images if each.key not in keys))
    view = told.view if told.view.is_of_images and told.view is not View.TAGS else View.IMAGE
    picked = shelf.picked
    if view is View.SHARING:
        picked = (*picked, *(each.key for each in made if each.key not in picked))[:MOST_PICKED]
    told = replace(told, view=view, question=None, playhead=None)
    return _with(told, images=images, picked=picked, shown=made[0].key, layer=None), ()


def images_failed(state: AppState, event: events.ImagesFailed) -> Outcome:
    """Say why; what was there stays."""
    if event.key is not None:
        return _failed(state, event.key, event.diagnostic), ()
    return noticed(state, event.diagnostic, event.target), ()


def files_arrived(state: AppState, event: events.FilesArrived) -> Outcome:
    """The image is whole."""
    return _read(state, event.key, inspection=event.found, problem=None), ()


def files_failed(state: AppState, event: events.FilesFailed) -> Outcome:
    """Its facts stay, and it is said why there is no more."""
    return _failed(state, event.key, event.diagnostic), ()


def image_progressed(state: AppState, event: events.ImageProgressed) -> Outcome:
    """Note how far an image is, if it is still being read."""
    image = state.shelf.image(event.key)
    if image is None or not image.is_reading:
        return state, ()
    made = ImageProgress(event.key, event.done, event.total, event.phase)
    others = (each for each in state.progress if each.key != event.key)
    return replace(state, progress=(*others, made)), ()


def reading_stopped(state: AppState, event: events.ReadingStopped) -> Outcome:
    """End it; it stays unread until somebody asks for it again."""
    image = state.shelf.image(event.key)
    if image is None or not image.is_reading:
        return state, ()
    told = _read(state, event.key, problem=Diagnostic(STOPPED, Severity.NOTE))
    return told, (StopReading(event.key),)


def reading_asked(state: AppState, event: events.ReadingAsked) -> Outcome:
    """Forget why it was not read; what somebody looks at is read at once."""
    return _changed(state, event.key, problem=None), ()


def image_shown(state: AppState, event: events.ImageShown) -> Outcome:
    """Look at one image, from whatever view."""
    if state.shelf.shown == event.key and state.view is View.IMAGE:
        return state, ()
    told = replace(state, view=View.IMAGE, playhead=None)
    return _with(told, shown=event.key, layer=None, is_base_open=False), ()


def image_picked(state: AppState, event: events.ImagePicked) -> Outcome:
    """One more to compare, or one less; the last one stays."""
    picked = state.shelf.picked
    if event.key not in picked:
        picked = (*picked, event.key)[:MOST_PICKED]
    elif len(picked) > 1:
        picked = tuple(key for key in picked if key != event.key)
    leaving = state.shelf.leaving if state.shelf.leaving in picked else None
    return _with(state, picked=picked, shared_layer=None, leaving=leaving), ()


def image_closed(state: AppState, event: events.ImageClosed) -> Outcome:
    """It goes from the shelf; the next one is looked at."""
    shelf = state.shelf
    images = tuple(each for each in shelf.images if each.key != event.key)
    picked = tuple(key for key in shelf.picked if key != event.key)
    told = _with(state, images=images, picked=picked, shared_layer=None, leaving=None)
    if shelf.shown == event.key:
        told = _with(told, shown=_beside(shelf.images, event.key), layer=None)
    return told, ()


def _beside(images: tuple[ShelfImage, ...], key: ImageKey) -> ImageKey | None:
    """The next image, or the one before; none of an engine where there is another to show."""
    place = next((place for place, each in enumerate(images) if each.key == key), 0)
    others = (*images[place + 1 :], *reversed(images[:place]))
    own = (each.key for each in others if each.listed is None)
    return next(own, None) or next((each.key for each in others), None)


def platform_chosen(state: AppState, event: events.PlatformChosen) -> Outcome:
    """Read the image for another platform in its place."""
    image = state.shelf.image(event.key)
    found = image.inspection if image is not None else None
    if image is None or found is None or found.read is None:
        return state, ()
    references = found.read.image.references
    name = references[0] if references else ""
    job = ReadImages(image.target, event.key, name, event.platform)
    return _with(_changed(state, event.key, is_reading=True), layer=None), (job,)


def layer_chosen(state: AppState, event: events.LayerChosen) -> Outcome:
    """A layer lights up, and its files are listed; the same again takes it back."""
    return _with(state, layer=None if event.height == state.shelf.layer else event.height), ()


def shared_layer_chosen(state: AppState, event: events.SharedLayerChosen) -> Outcome:
    """A layer of several images lights up; the same again takes it back."""
    place = None if event.place == state.shelf.shared_layer else event.place
    return _with(state, shared_layer=place), ()


def base_toggled(state: AppState, _: events.BaseToggled) -> Outcome:
    """Open or close the base."""
    return _with(state, is_base_open=not state.shelf.is_base_open, layer=None), ()


def leaving_chosen(state: AppState, event: events.LeavingChosen) -> Outcome:
    """Imagine an image deleted."""
    return _with(state, leaving=event.key), ()


def _without_trouble(state: AppState, target: str) -> AppState:
    """A target that could be read after all."""
    kept = tuple(notice for notice in state.notices if notice.path != target)
    return state if kept == state.notices else replace(state, notices=kept)


def _with(state: AppState, **fields: object) -> AppState:
    shelf: Shelf = replace(state.shelf, **fields)
    return state if shelf == state.shelf else replace(state, shelf=shelf)


def _changed(state: AppState, key: ImageKey, **fields: object) -> AppState:
    """The state with one image changed; as it was if the image is gone."""
    images = tuple(
        replace(each, **fields) if each.key == key else each for each in state.shelf.images
    )
    return _with(state, images=images)


def _read(state: AppState, key: ImageKey, **fields: object) -> AppState:
    """The state after a reading of an image has ended, however it did."""
    told = _changed(state, key, is_reading=False, **fields)
    kept = tuple(each for each in state.progress if each.key != key)
    return told if kept == state.progress else replace(told, progress=kept)


def _failed(state: AppState, key: ImageKey, problem: Diagnostic) -> AppState:
    """The state with the reason why an image is not read, under the name that it is shown by."""
    image, values = state.shelf.image(key), dict(problem.values)
    if image is not None and "name" in values:  # it was asked for by its ID
        values["name"] = image.name
    code = "engine-image-gone" if problem.code == "engine-not-found" else problem.code
    told = replace(problem, code=code, values=tuple(sorted(values.items())))
    return _read(state, key, problem=told)


def _with_readings_stopped(before: AppState, after: AppState) -> tuple[AppState, tuple[Job, ...]]:
    """Stop what is read of images that nobody looks at any more."""
    jobs: tuple[Job, ...] = ()
    if after.shelf is before.shelf:
        return after, jobs
    looked_at = (after.shelf.shown, *after.shelf.picked)
    for image in before.shelf.images:
        if not image.is_reading or image.key in looked_at:
            continue
        now = after.shelf.image(image.key)
        if now is None or now.is_reading:
            after = _read(after, image.key)
            jobs = (*jobs, StopReading(image.key))
    return after, jobs


def _on_shelf(found: Sequence[Inspection]) -> tuple[ShelfImage, ...]:
    """What was found as images of the shelf, named by their place at the target."""
    counts: dict[str, int] = {}
    made = []
    for each in found:
        counts[each.target] = counts.get(each.target, 0) + 1
        key = ImageKey(f"{each.target}#{counts[each.target]}")
        made.append(ShelfImage(key=key, target=each.target, name=each.name, inspection=each))
    return tuple(made)


def _with_files_asked(state: AppState, jobs: tuple[Job, ...]) -> Outcome:
    """Ask for what is not known yet of the images that are looked at."""
    wanted: tuple[ImageKey | None, ...] = ()
    if state.view is View.IMAGE:
        wanted = (state.shelf.shown,)
    elif state.view is View.SHARING:
        wanted = state.shelf.picked
    for image in state.shelf.images:
        if image.key not in wanted or not image.wants_reading:
            continue
        state, job = _asked(state, image)
        jobs = (*jobs, job)
    return state, jobs


def _asked(state: AppState, image: ShelfImage) -> tuple[AppState, Job]:
    """Facts of an image that is only listed, else its files."""
    told = _changed(state, image.key, is_reading=True)
    found = image.inspection
    if found is None or found.read is None:
        return told, ReadImages(image.target, image.key)
    references, platform = found.read.image.references, found.read.image.platform.text
    name = references[0] if references else ""
    return told, ReadFiles(image.key, image.target, name, platform)
