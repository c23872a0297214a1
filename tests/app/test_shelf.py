"""The shelf without a window: what comes onto it, what is read when, and what is looked at."""

from __future__ import annotations

from layerviz.app import events, image_events
from layerviz.app.image_events import (
    FilesArrived,
    FilesFailed,
    ImagesArrived,
    ImagesFailed,
    ImageTargetFound,
)
from layerviz.app.reducing import reduce
from layerviz.app.requests import OpenProject, ReadFiles, ReadImages, ReadSamples
from layerviz.app.shelf import ImageKey, Shelf
from layerviz.app.shelving import compared_images, images_at_hand, shown_image
from layerviz.app.state import View
from layerviz.core.diagnostics import Diagnostic, Severity
from tests.support.sessions import ROOT, Session
from tests.support.stacks import listed, read

PROBLEM = Diagnostic("archive-malformed", Severity.ERROR)
BASE = ("ADD root", "RUN install node")
A = read("sample:a", "a:1", *BASE, "COPY a")
B = read("sample:b", "b:1", *BASE, "COPY bb")
C = read("sample:c", "c:1", "ADD other")
KEYS = {name: ImageKey(f"sample:{name}#1") for name in "abc"}
FILE = "x.tar"


def answered(job: ReadImages | ReadFiles) -> events.Event:
    """A file with two images, whose facts and files come at once."""
    if isinstance(job, ReadFiles):
        name = job.name.rpartition("/")[2]
        return FilesArrived(key=job.key, found=read(FILE, name, *BASE, f"COPY {name}"))
    found = (listed(FILE, "x:1", *BASE, "COPY x:1"), listed(FILE, "x:2", *BASE, "COPY x:2"))
    return ImagesArrived(
        target=FILE,
        found=found[:1] if job.key is not None else found,
        key=job.key,
    )


def session(view: View = View.SHARING) -> Session:
    made = Session()
    made.samples = (A, B, C)
    made.images = answered
    made.do(events.ViewChosen(view))
    return made


def shelf_of(made: Session) -> Shelf:
    return made.state.shelf


def test_samples_are_read_once_somebody_looks_at_images() -> None:
    made = Session()
    made.samples = (A, B, C)
    made.do(events.OpenRequested(ROOT))
    assert made.jobs_of(ReadSamples) == []
    made.do(events.ViewChosen(View.IMAGE), events.ViewChosen(View.SHARING))
    assert len(made.jobs_of(ReadSamples)) == 1
    assert made.state.shelf.picked == (KEYS["a"], KEYS["b"])
    assert made.state.shelf.shown == KEYS["a"]
    assert made.jobs_of(ReadFiles) == []  # samples come whole


def test_a_file_comes_first_and_its_files_are_read_when_looked_at() -> None:
    made = session(View.IMAGE)
    made.do(image_events.ImagesRequested(FILE))
    names = [each.name for each in made.state.shelf.images]
    assert names == ["x:1", "x:2", "a:1", "b:1", "c:1"]
    shown = shown_image(made.state)
    assert shown is not None
    assert (shown.name, shown.is_whole) == ("x:1", True)
    assert [job.name for job in made.jobs_of(ReadFiles)] == ["docker.io/library/x:1"]
    made.do(image_events.ImageShown(ImageKey(f"{FILE}#2")))
    assert [job.name for job in made.jobs_of(ReadFiles)][1:] == ["docker.io/library/x:2"]


def test_a_file_opened_while_comparing_is_compared_too() -> None:
    made = session()
    made.do(image_events.ImagesRequested(FILE))
    assert made.state.view is View.SHARING
    assert [each.name for each in compared_images(made.state)] == ["a:1", "b:1", "x:1", "x:2"]
    assert all(each.is_whole for each in compared_images(made.state))


def test_the_same_file_again_takes_its_own_place() -> None:
    made = session(View.IMAGE)
    made.do(image_events.ImagesRequested(FILE), image_events.ImagesRequested(FILE))
    assert len(made.state.shelf.images) == 5


def test_opening_a_target_that_holds_images_reads_them_and_remembers_the_place() -> None:
    made = Session()
    made.images = answered
    made.do(events.OpenRequested(FILE))
    made.state, _ = reduce(made.state, events.OpenRequested(FILE))
    number = made.state.opening.generation
    made.do(ImageTargetFound(number, FILE))
    assert made.state.view is View.IMAGE
    assert not made.state.opening.target
    assert made.state.settings.recent[0] == FILE
    assert made.jobs_of(OpenProject)


def test_an_answer_that_nobody_waits_for_opens_nothing() -> None:
    made = Session()
    made.do(ImageTargetFound(7, FILE))
    assert made.jobs_of(ReadImages) == []


def test_trouble_is_told_and_goes_when_the_file_can_be_read() -> None:
    made = session(View.IMAGE)
    made.images = lambda job: ImagesFailed(FILE, PROBLEM) if isinstance(job, ReadImages) else None
    made.do(image_events.ImagesRequested(FILE))
    assert [(n.diagnostic, n.path) for n in made.state.notices] == [(PROBLEM, FILE)]
    assert shown_image(made.state) is not None
    made.images = answered
    made.do(image_events.ImagesRequested(FILE))
    assert made.state.notices == ()


def test_files_that_cannot_be_read_leave_the_facts_and_are_not_asked_again() -> None:
    made = session(View.IMAGE)
    made.images = lambda job: (
        FilesFailed(job.key, PROBLEM) if isinstance(job, ReadFiles) else answered(job)
    )
    made.do(image_events.ImagesRequested(FILE))
    made.do(events.ViewChosen(View.SHARING), events.ViewChosen(View.IMAGE))
    image = made.state.shelf.image(ImageKey(f"{FILE}#1"))
    assert image is not None
    assert (image.problem, image.is_reading, image.is_whole) == (PROBLEM, False, False)
    assert image.inspection is not None
    assert len([job for job in made.jobs_of(ReadFiles) if job.key == image.key]) == 1


def test_an_image_is_read_only_once_at_a_time() -> None:
    made = session(View.IMAGE)
    made.images = lambda job: None if isinstance(job, ReadFiles) else answered(job)
    made.do(image_events.ImagesRequested(FILE), events.ViewChosen(View.SHARING))
    made.do(image_events.ImagePicked(ImageKey(f"{FILE}#1")), events.ViewChosen(View.IMAGE))
    assert len(made.jobs_of(ReadFiles)) == 1


def test_another_platform_takes_the_place_of_the_image() -> None:
    made = session(View.IMAGE)
    made.do(image_events.ImagesRequested(FILE), image_events.LayerChosen(1))
    key = ImageKey(f"{FILE}#1")
    made.do(image_events.PlatformChosen(key, "linux/arm64"))
    asked = made.jobs_of(ReadImages)[-1]
    assert (asked.key, asked.platform, asked.name) == (key, "linux/arm64", "docker.io/library/x:1")
    assert made.state.shelf.layer is None
    assert len(made.state.shelf.images) == 5
    made.do(image_events.PlatformChosen(ImageKey("none"), "linux/arm64"))
    assert made.jobs_of(ReadImages)[-1] is asked


def test_one_image_stays_picked_and_closing_one_goes_on_with_the_next() -> None:
    made = session()
    made.do(image_events.LeavingChosen(KEYS["a"]))
    made.do(image_events.ImagePicked(KEYS["a"]), image_events.ImagePicked(KEYS["b"]))
    assert shelf_of(made).picked == (KEYS["b"],)
    assert shelf_of(made).leaving is None
    made.do(image_events.ImagePicked(KEYS["c"]))
    assert shelf_of(made).picked == (KEYS["b"], KEYS["c"])
    made.do(image_events.ImageClosed(KEYS["a"]))
    assert made.state.shelf.shown == KEYS["b"]
    assert made.state.shelf.image(KEYS["a"]) is None


def test_a_layer_is_chosen_and_by_the_same_click_no_longer() -> None:
    made = session(View.IMAGE)
    made.do(image_events.LayerChosen(2))
    assert shelf_of(made).layer == 2
    made.do(image_events.LayerChosen(2), image_events.SharedLayerChosen(1))
    assert (shelf_of(made).layer, shelf_of(made).shared_layer) == (None, 1)
    made.do(image_events.SharedLayerChosen(1), image_events.BaseToggled())
    assert (shelf_of(made).shared_layer, shelf_of(made).is_base_open) == (None, True)


def test_what_the_dockerfile_would_make_stands_beside_and_follows_the_text() -> None:
    made = session()
    made.do(events.OpenRequested(ROOT), events.ViewChosen(View.SHARING))
    first = images_at_hand(made.state)[0]
    assert (first.key, first.name) == ("predicted:0", "Dockerfile")
    assert first.inspection is not None
    layers = len(first.inspection.stack.layers)
    made.do(events.TextTyped("FROM node:20-alpine\nCOPY . .\n", 1))
    changed = images_at_hand(made.state)[0].inspection
    assert changed is not None
    assert len(changed.stack.layers) < layers
    made.do(image_events.ImagePicked(first.key))
    assert [each.name for each in compared_images(made.state)] == ["a:1", "b:1", "Dockerfile"]


def test_opening_another_project_keeps_the_shelf() -> None:
    made = session()
    made.do(events.OpenRequested(ROOT), events.OpenRequested(ROOT))
    assert [each.name for each in made.state.shelf.images] == ["a:1", "b:1", "c:1"]


def test_images_have_no_steps_and_no_question() -> None:
    made = Session()
    made.do(events.OpenRequested(ROOT))
    assert made.state.frames
    made.do(events.ViewChosen(View.SHARING), events.Asked())
    assert made.state.frames == 0
    assert made.state.question is None
