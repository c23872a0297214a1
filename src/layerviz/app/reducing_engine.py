"""How the shelf follows an engine: asked while somebody looks at images, and again after a pause.

Its images come onto the shelf by what its list says of them; they are read when looked at. What was
listed stays while the engine does not answer.
"""

from __future__ import annotations

from layerviz.app import image_events as events
from layerviz.app.engine_troubles import is_engine_trouble
from layerviz.app.engine_watch import EngineWatch, after_listing, after_trouble
from layerviz.app.inspecting import renamed
from layerviz.app.reducing_steps import Outcome, noticed
from layerviz.app.requests import ListEngine, MeasureEngine
from layerviz.app.shelf import ImageKey, ShelfImage
from layerviz.app.state import AppState, View
from layerviz.core.diagnostics import Diagnostic, Severity
from layerviz.core.digests import short_id
from layerviz.core.engine_listing import with_usage
from layerviz.core.references import ENGINE_PREFIX, familiar
from layerviz.core.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.app.requests import Job
    from layerviz.app.shelf import Shelf
    from layerviz.core.engine_listing import EngineListing, ListedImage

GONE = "engine-image-gone"


def engine_asked(state: AppState, _: events.EngineAsked) -> Outcome:
    """Ask, if anybody still looks at images; else leave the engine alone."""
    is_watched = state.view.is_of_images
    told = replace(state, shelf=replace(state.shelf, is_engine_watched=is_watched))
    return told, (ListEngine(),) if is_watched else ()


def engine_late(state: AppState, _: events.EngineLate) -> Outcome:
    """Say that it is slow: nobody shall wonder what is waited for."""
    return replace(state, shelf=replace(state.shelf, is_engine_late=True)), ()


def engine_listed(state: AppState, event: events.EngineListed) -> Outcome:
    """Show its images, and ask again after a pause."""
    before = state.shelf.engine or EngineWatch()
    watch, is_new = after_listing(before, event.listing)
    again = ListEngine(watch.pause_seconds)
    state = _answered(state, watch)
    if not is_new and before == watch:
        return state, (again,)
    told = _listed(state, event.listing)
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
    return _answered(state, watch), (ListEngine(watch.pause_seconds),)


def _answered(state: AppState, watch: EngineWatch) -> AppState:
    shelf = replace(state.shelf, engine=watch, is_engine_late=False)
    return state if shelf == state.shelf else replace(state, shelf=shelf)


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
    return _missed(replace(state, shelf=told), shelf, gone)


def _missed(state: AppState, before: Shelf, gone: set[ImageKey]) -> AppState:
    """The state with a notice if an image that somebody looks at is gone from the engine."""
    looked_at = (before.shown,) if state.view is View.IMAGE else before.picked
    names = [each.name for each in before.images if each.key in gone and each.key in looked_at]
    if not names or state.view not in (View.IMAGE, View.SHARING):
        return state
    return noticed(state, Diagnostic(GONE, Severity.NOTE, None, (("name", ", ".join(names)),)))


def _on_shelf(listed: ListedImage, known: dict[ImageKey, ShelfImage]) -> ShelfImage:
    key = ImageKey(ENGINE_PREFIX + listed.image_id)
    name = familiar(listed.references[0]) if listed.references else short_id(listed.image_id)
    before = known.get(key)
    if before is None:
        return ShelfImage(key=key, target=key, name=name, listed=listed)
    problem = before.problem
    if problem is not None and is_engine_trouble(problem):
        problem = None  # what failed may work now
    found = before.inspection
    if found is not None:  # `docker tag` gives other names to what has been read
        found = renamed(found, listed.references)
    return replace(before, name=name, listed=listed, problem=problem, inspection=found)
