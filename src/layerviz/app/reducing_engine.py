"""How the shelf follows an engine: asked while somebody looks at images, and again after a pause.

Its images come onto the shelf by what its list says of them; they are read when looked at. What was
listed stays while the engine does not answer.
"""

from __future__ import annotations

from layerviz.app import image_events as events
from layerviz.app.engine_watch import EngineWatch, after_listing, after_trouble
from layerviz.app.reducing_steps import Outcome
from layerviz.app.requests import ListEngine, MeasureEngine
from layerviz.app.shelf import ImageKey, ShelfImage
from layerviz.app.state import AppState
from layerviz.core.engine_listing import with_usage
from layerviz.core.references import familiar
from layerviz.core.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.app.requests import Job
    from layerviz.core.engine_listing import EngineListing, ListedImage

PREFIX = "docker://"
SHORT_ID = 12


def engine_asked(state: AppState, _: events.EngineAsked) -> Outcome:
    """Ask, if anybody still looks at images; else leave the engine alone."""
    is_watched = state.view.is_of_images
    told = replace(state, shelf=replace(state.shelf, is_engine_watched=is_watched))
    return told, (ListEngine(),) if is_watched else ()


def engine_listed(state: AppState, event: events.EngineListed) -> Outcome:
    """Show its images, and ask again after a pause."""
    before = state.shelf.engine or EngineWatch()
    watch, is_new = after_listing(before, event.listing)
    again = ListEngine(watch.pause_seconds)
    if not is_new and before == watch:
        return state, (again,)
    told = _listed(replace(state, shelf=replace(state.shelf, engine=watch)), event.listing)
    jobs: tuple[Job, ...] = (again,)
    if watch.listing is not None and watch.listing.usage is None:
        jobs = (MeasureEngine(), again)
    return told, jobs


def engine_measured(state: AppState, event: events.EngineMeasured) -> Outcome:
    """Say what its images take, if they are still the ones that are shown."""
    watch = state.shelf.engine
    if watch is None or watch.listing is None:
        return state, ()
    listing = with_usage(watch.listing, event.usage)
    told = replace(state, shelf=replace(state.shelf, engine=replace(watch, listing=listing)))
    return _listed(told, listing), ()


def engine_failed(state: AppState, event: events.EngineFailed) -> Outcome:
    """Say why, and ask again after a longer pause."""
    watch, _ = after_trouble(state.shelf.engine or EngineWatch(), event.diagnostic)
    told = replace(state, shelf=replace(state.shelf, engine=watch))
    return told, (ListEngine(watch.pause_seconds),)


def _listed(state: AppState, listing: EngineListing) -> AppState:
    """The shelf with the images of the listing before those of files and samples."""
    shelf = state.shelf
    known = {each.key: each for each in shelf.images}
    made = [_on_shelf(each, known) for each in listing.images]
    keys = {each.key for each in made}
    others = [each for each in shelf.images if each.listed is None and each.key not in keys]
    images = (*made, *others)
    gone = {each.key for each in shelf.images} - {each.key for each in images}
    picked = tuple(key for key in shelf.picked if key not in gone)
    shown = shelf.shown if shelf.shown not in gone else None
    leaving = shelf.leaving if shelf.leaving not in gone else None
    told = replace(shelf, images=images, picked=picked, shown=shown, leaving=leaving)
    return replace(state, shelf=told)


def _on_shelf(listed: ListedImage, known: dict[ImageKey, ShelfImage]) -> ShelfImage:
    key = ImageKey(PREFIX + listed.image_id)
    name = familiar(listed.references[0]) if listed.references else short_id(listed.image_id)
    before = known.get(key)
    if before is not None:  # what failed may work now
        return replace(before, name=name, listed=listed, problem=None)
    return ShelfImage(key=key, target=key, name=name, listed=listed)


def short_id(image_id: str) -> str:
    """The first digits of an image ID, as docker prints it."""
    return image_id.rpartition(":")[2][:SHORT_ID]
