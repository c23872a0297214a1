"""The shelf and an engine: asked while somebody looks, kept while it does not answer."""

from __future__ import annotations

from layerviz.app import events, image_events
from layerviz.app.image_events import EngineFailed, EngineListed, EngineMeasured, FilesFailed
from layerviz.app.requests import ListEngine, MeasureEngine, ReadFiles, ReadImages
from layerviz.app.shelf import ImageKey, ShelfImage
from layerviz.app.state import View
from layerviz.core.diagnostics import Diagnostic, Severity
from tests.support.listings import image_id, listing_of, usage_of
from tests.support.sessions import Session
from tests.support.stacks import listed, read

LISTING = listing_of(("app:1", "app:latest"), ("base:20",), ())
APP = ImageKey(f"docker://{image_id('app:1', 'app:latest')}")
TROUBLE = Diagnostic("engine-unavailable", Severity.ERROR, None, (("reason", "refused"),))
PROBLEM = Diagnostic("engine-timed-out", Severity.ERROR)


def watching() -> Session:
    made = Session()
    made.samples = (read("sample:a", "a:1", "ADD root"),)
    made.do(events.ViewChosen(View.SHARING))
    return made


def names(made: Session) -> list[str]:
    return [each.name for each in made.state.shelf.images]


def image(made: Session) -> ShelfImage:
    found = made.state.shelf.image(APP)
    assert found is not None
    return found


def test_the_engine_is_asked_when_somebody_looks_at_images_and_not_before() -> None:
    made = Session()
    made.do(events.ViewChosen(View.COMPARE))
    assert made.jobs_of(ListEngine) == []
    made.do(events.ViewChosen(View.TAGS), events.ViewChosen(View.IMAGE))
    assert made.jobs_of(ListEngine) == [ListEngine()]


def test_its_images_come_before_files_and_samples_named_as_docker_prints_them() -> None:
    made = watching()
    made.do(EngineListed(listing=LISTING))
    nameless = str(image_id()).removeprefix("sha256:")[:12]
    assert names(made) == ["app:1", "base:20", nameless, "a:1"]
    assert image(made).references == (
        "docker.io/library/app:1",
        "docker.io/library/app:latest",
    )
    assert made.jobs_of(MeasureEngine)
    assert made.jobs_of(ListEngine)[-1].after_seconds > 0


def test_what_images_take_is_told_later_and_asked_for_once() -> None:
    made = watching()
    made.do(EngineListed(listing=LISTING), EngineMeasured(usage=usage_of(LISTING)))
    told = image(made).listed
    assert told is not None
    assert told.usage is not None
    made.do(EngineListed(listing=LISTING))
    assert len(made.jobs_of(MeasureEngine)) == 1
    assert image(made).listed == told


def test_an_image_of_the_engine_is_read_when_it_is_looked_at() -> None:
    made = watching()
    made.do(EngineListed(listing=LISTING), image_events.ImageShown(APP))
    assert [job.target for job in made.jobs_of(ReadImages)] == [APP]
    number = made.jobs_of(ReadImages)[0].generation
    found = listed(APP, "app:1", "ADD root")
    made.do(image_events.ImagesArrived(generation=number, target=APP, found=(found,), key=APP))
    assert [job.key for job in made.jobs_of(ReadFiles)] == [APP]


def test_what_was_listed_stays_while_the_engine_does_not_answer() -> None:
    made = watching()
    made.do(EngineListed(listing=LISTING), EngineFailed(TROUBLE))
    assert "app:1" in names(made)
    assert made.state.shelf.engine is not None
    assert made.state.shelf.engine.trouble == TROUBLE
    pauses = [job.after_seconds for job in made.jobs_of(ListEngine)]
    made.do(EngineFailed(TROUBLE), EngineFailed(TROUBLE))
    longer = [job.after_seconds for job in made.jobs_of(ListEngine)][len(pauses) :]
    assert longer == sorted(set(longer))


def test_it_recovers_by_itself_and_what_failed_is_read_again() -> None:
    made = watching()
    made.do(EngineListed(listing=LISTING), image_events.ImageShown(APP))
    made.do(image_events.ImagesFailed(1, APP, PROBLEM, APP))
    assert image(made).problem == PROBLEM
    made.do(EngineFailed(TROUBLE), EngineListed(listing=LISTING))
    assert made.state.shelf.engine is not None
    assert made.state.shelf.engine.trouble is None
    assert len(made.jobs_of(ReadImages)) == 2
    made.do(FilesFailed(APP, PROBLEM), EngineListed(listing=LISTING))
    assert image(made).problem == PROBLEM  # nothing new: it is not tried for ever


def test_an_image_that_is_gone_is_looked_at_no_longer() -> None:
    made = watching()
    made.do(EngineListed(listing=LISTING), image_events.ImagePicked(APP))
    made.do(image_events.LeavingChosen(APP), image_events.ImageShown(APP))
    made.do(EngineListed(listing=listing_of(("base:20",))))
    shelf = made.state.shelf
    assert APP not in shelf.picked
    assert (shelf.shown, shelf.leaving) == (None, None)
    assert names(made) == ["base:20", "a:1"]


def test_away_from_images_the_engine_is_left_alone_until_somebody_comes_back() -> None:
    made = watching()
    made.do(EngineListed(listing=LISTING), events.ViewChosen(View.BUILD))
    asked = len(made.jobs_of(ListEngine))
    made.do(image_events.EngineAsked())
    assert len(made.jobs_of(ListEngine)) == asked
    made.do(events.ViewChosen(View.SHARING))
    assert made.jobs_of(ListEngine)[asked:] == [ListEngine()]


def test_usage_of_an_engine_that_nobody_knows_changes_nothing() -> None:
    made = watching()
    before = made.state
    made.do(EngineMeasured(usage=usage_of(LISTING)))
    assert made.state == before
