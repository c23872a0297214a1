"""The shelf and an engine: asked while somebody looks, kept while it does not answer."""

from __future__ import annotations

from layerviz.app import events, image_events
from layerviz.app.image_events import EngineFailed, EngineListed, EngineMeasured, FilesFailed
from layerviz.app.requests import (
    ListEngine,
    MeasureEngine,
    ReadFiles,
    ReadImages,
    StopReading,
)
from layerviz.app.shelf import ImageKey, ShelfImage
from layerviz.app.state import View
from layerviz.core.diagnostics import Diagnostic, Severity
from layerviz.core.values import replace
from tests.support.listings import image_id, listing_of, usage_of
from tests.support.sessions import Session
from tests.support.stacks import listed, read

LISTING = listing_of(("app:1", "app:latest"), ("base:20",), ())
APP = ImageKey(f"docker://{image_id('app:1', 'app:latest')}")
TROUBLE = Diagnostic("engine-unavailable", Severity.ERROR, None, (("reason", "refused"),))
PROBLEM = Diagnostic("engine-timed-out", Severity.ERROR)
DAMAGED = Diagnostic("archive-malformed", Severity.ERROR)
BASE = ImageKey(f"docker://{image_id('base:20')}")


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
    found = listed(APP, "app:1", "ADD root")
    made.do(image_events.ImagesArrived(target=APP, found=(found,), key=APP))
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
    made.do(image_events.ImagesFailed(APP, PROBLEM, APP))
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


def reading() -> Session:
    """One image of the engine is looked at, and its answer is on its way."""
    made = watching()
    made.do(EngineListed(listing=LISTING), image_events.ImageShown(APP))
    assert image(made).is_reading
    return made


def test_closing_an_archive_goes_on_with_another_rather_than_ask_the_engine() -> None:
    made = watching()
    found = (listed("x.tar", "x:1", "ADD x"), listed("x.tar", "x:2", "ADD y"))
    made.do(image_events.ImagesArrived(target="x.tar", found=found), EngineListed(listing=LISTING))
    first, second = ImageKey("x.tar#1"), ImageKey("x.tar#2")
    assert made.state.shelf.shown == first
    made.do(image_events.ImageClosed(first))
    assert made.state.shelf.shown == second
    made.do(image_events.ImageClosed(second))
    shown = made.state.shelf.image(made.state.shelf.shown or first)
    assert shown is not None
    assert shown.listed is None


def test_a_reading_ends_when_nobody_looks_at_the_image_any_more() -> None:
    made = reading()
    made.do(events.ViewChosen(View.SHARING), events.ViewChosen(View.BUILD))
    assert made.jobs_of(StopReading) == []
    made.do(image_events.ImageShown(BASE))
    assert made.jobs_of(StopReading) == [StopReading(APP)]
    assert not image(made).is_reading
    made.do(image_events.ImageShown(APP))
    assert image(made).is_reading


def test_a_picked_image_is_read_on_until_it_is_picked_no_longer() -> None:
    made = watching()
    made.do(EngineListed(listing=LISTING), image_events.ImagePicked(APP))
    made.do(image_events.ImagePicked(BASE))
    assert made.jobs_of(StopReading) == []
    made.do(image_events.ImagePicked(APP))
    assert made.jobs_of(StopReading) == [StopReading(APP)]


def test_a_reading_ends_when_the_image_is_gone_or_closed() -> None:
    for event in (EngineListed(listing=listing_of(("base:20",))), image_events.ImageClosed(APP)):
        made = reading()
        made.do(image_events.ImageProgressed(APP, 1, 2, "exporting"), event)
        assert made.jobs_of(StopReading) == [StopReading(APP)]
        assert made.state.progress == ()


def test_how_far_a_reading_is_is_known_until_it_ends() -> None:
    made = reading()
    known = []
    for event in (
        image_events.ImageProgressed(APP, 5, 10, "exporting"),
        image_events.ImageProgressed(APP, 9, 10, "exporting"),
        FilesFailed(APP, PROBLEM),
        image_events.ImageProgressed(APP, 10, 10, "unpacking"),
    ):
        made.do(event)
        known.append([(each.key, each.done, each.phase) for each in made.state.progress])
    assert known == [[(APP, 5, "exporting")], [(APP, 9, "exporting")], [], []]


def test_what_somebody_stopped_is_read_only_when_asked_for() -> None:
    made = reading()
    made.do(image_events.ReadingStopped(APP))
    assert made.jobs_of(StopReading) == [StopReading(APP)]
    made.do(EngineFailed(TROUBLE), EngineListed(listing=LISTING), image_events.ReadingStopped(APP))
    assert len(made.jobs_of(ReadImages)) == len(made.jobs_of(StopReading)) == 1
    made.do(image_events.ReadingAsked(APP))
    assert image(made).is_reading
    assert len(made.jobs_of(ReadImages)) == 2


def test_a_damaged_export_is_not_fetched_with_every_change_of_the_list() -> None:
    made = reading()
    made.do(FilesFailed(APP, DAMAGED), EngineFailed(TROUBLE), EngineListed(listing=LISTING))
    assert image(made).problem == DAMAGED


def test_that_it_is_slow_is_forgotten_with_its_answer() -> None:
    for answer in (EngineListed(listing=LISTING), EngineFailed(TROUBLE)):
        made = watching()
        made.do(EngineListed(listing=LISTING), image_events.EngineLate())
        assert made.state.shelf.is_engine_late
        made.do(answer)
        assert not made.state.shelf.is_engine_late


def test_an_image_that_somebody_looks_at_is_missed_by_name_and_no_other() -> None:
    less = listing_of(("base:20",))
    for look, expected in (
        (image_events.ImageShown(APP), ["app:1"]),
        (image_events.ImagePicked(APP), ["app:1"]),
        (image_events.ImageShown(BASE), []),
    ):
        made = watching()
        made.do(EngineListed(listing=LISTING), look, EngineListed(listing=less))
        notices = [each.diagnostic for each in made.state.notices]
        assert [dict(each.values)["name"] for each in notices] == expected
    made = watching()
    made.do(EngineListed(listing=LISTING), image_events.ImagePicked(APP))
    made.do(events.ViewChosen(View.BUILD), EngineListed(listing=less))
    assert made.state.notices == ()


def test_an_image_asked_for_by_its_id_is_told_of_by_its_name() -> None:
    made = reading()
    values = (("address", "unix:///s"), ("name", "sha256:1"), ("reason", "no such image"))
    gone = Diagnostic("engine-not-found", Severity.ERROR, None, values)
    made.do(image_events.ImagesFailed(APP, gone, APP))
    problem = image(made).problem
    assert problem is not None
    assert (problem.code, dict(problem.values)["name"]) == ("engine-image-gone", "app:1")


def test_a_tag_that_moves_renames_what_was_read() -> None:
    made = reading()
    found = read(APP, "app:1", "ADD root")
    made.do(image_events.FilesArrived(key=APP, found=found))
    listing = listing_of(("app:1", "app:latest"))
    for references, name in ((("docker.io/library/web:2",), "web:2"), ((), APP)):
        moved = replace(listing.images[0], references=references)
        made.do(EngineListed(listing=replace(listing, images=(moved,))))
        inspection = image(made).inspection
        assert inspection is not None
        assert (inspection.name, inspection.stack.name) == (name, name)
        assert inspection.files is found.files
