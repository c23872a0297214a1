from __future__ import annotations

from layerviz.app.engine_watch import CALM_SECONDS, EngineWatch, after_listing, after_trouble
from layerviz.core.diagnostics import Diagnostic, Severity
from layerviz.core.digests import ImageId
from layerviz.core.engine_listing import (
    DiskUsage,
    EngineIdentity,
    EngineListing,
    ImageUsage,
    ListedImage,
    with_usage,
)
from layerviz.core.images import MeasuredSize, SizeKind, Source

ENGINE = EngineIdentity("unix:///s", "", "26.1", "1.45", "overlay2")
SIZE = MeasuredSize(10, SizeKind.ON_DISK, Source.ENGINE, "overlay2")


def listing(*numbers: int) -> EngineListing:
    return EngineListing(
        engine=ENGINE,
        images=tuple(
            ListedImage(
                image_id=ImageId(f"sha256:{number:064x}"),
                references=(f"docker.io/library/a:{number}",),
                digests=(),
                created="",
                size=SIZE,
            )
            for number in numbers
        ),
    )


def usage(number: int) -> DiskUsage:
    image = ImageUsage(image_id=ImageId(f"sha256:{number:064x}"), size=SIZE, containers=1)
    return DiskUsage(layers=SIZE, reclaimable=SIZE, active=1, images=(image,))


def trouble(code: str) -> Diagnostic:
    return Diagnostic(code, Severity.ERROR)


def test_an_engine_that_fails_is_asked_again_ever_more_seldom() -> None:
    watch, pauses = EngineWatch(), []
    for _ in range(7):
        watch, _ = after_trouble(watch, trouble("engine-unavailable"))
        pauses.append(watch.pause_seconds)
    assert pauses == [2, 4, 8, 16, 30, 30, 30]
    for _ in range(2000):  # a day of it
        watch, _ = after_trouble(watch, trouble("engine-unavailable"))
    assert watch.pause_seconds == 30


def test_an_engine_that_answers_is_asked_calmly_again() -> None:
    watch, _ = after_trouble(EngineWatch(), trouble("engine-unavailable"))
    watch, is_new = after_listing(watch, listing(1))
    assert (is_new, watch.pause_seconds, watch.trouble) == (True, CALM_SECONDS, None)


def test_the_same_answer_is_nothing_new() -> None:
    watch, is_new = after_listing(EngineWatch(), listing(1))
    assert is_new
    watch, is_new = after_listing(watch, listing(1))
    assert not is_new
    watch, is_new = after_listing(watch, listing(1, 2))
    assert is_new


def test_the_same_trouble_is_nothing_new_and_keeps_what_was_listed() -> None:
    watch, _ = after_listing(EngineWatch(), listing(1))
    watch, is_new = after_trouble(watch, trouble("engine-unavailable"))
    assert is_new
    watch, is_new = after_trouble(watch, trouble("engine-unavailable"))
    assert not is_new
    assert watch.listing == listing(1)
    watch, is_new = after_trouble(watch, trouble("engine-denied"))
    assert is_new
    watch, is_new = after_listing(watch, listing(1))
    assert is_new


def test_what_images_take_stays_known_while_they_are_the_same() -> None:
    full = with_usage(listing(1), usage(1))
    watch, _ = after_listing(EngineWatch(), full)
    watch, is_new = after_listing(watch, listing(1))
    assert (is_new, watch.listing) == (False, full)
    watch, is_new = after_listing(watch, listing(2))
    assert (is_new, watch.listing) == (True, listing(2))


def test_an_image_that_came_between_two_answers_has_no_usage() -> None:
    full = with_usage(listing(1, 2), usage(1))
    assert [each.usage is None for each in full.images] == [False, True]
