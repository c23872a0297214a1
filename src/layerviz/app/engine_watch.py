"""Watching an engine: when to ask again, and whether there is something new to show.

Values only: who watches has the clock and the worker, and asks `EngineImages` for the listing.
"""

from __future__ import annotations

from layerviz.core.values import Value, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.core.diagnostics import Diagnostic
    from layerviz.core.engine_listing import EngineListing

CALM_SECONDS = 5
FIRST_SECONDS, LONGEST_SECONDS = 2, 30


class EngineWatch(Value):
    """What is known of an engine: its last listing, if any, and the trouble that it has now."""

    listing: EngineListing | None = None
    trouble: Diagnostic | None = None
    failures: int = 0

    @property
    def pause_seconds(self) -> int:
        """After how long to ask again: 2 s after the first failure, twice as long after each."""
        if not self.failures:
            return CALM_SECONDS
        return int(min(FIRST_SECONDS * 2 ** min(self.failures - 1, 10), LONGEST_SECONDS))


def after_listing(watch: EngineWatch, listing: EngineListing) -> tuple[EngineWatch, bool]:
    """The watch after an answer, and whether anything is to be shown anew.

    What images take is asked for apart, so it stays known while the images are the same ones.
    """
    last = watch.listing
    if last is not None and listing.usage is None and _without_usage(last) == listing:
        listing = last
    return EngineWatch(listing), watch.trouble is not None or listing != last


def after_trouble(watch: EngineWatch, trouble: Diagnostic) -> tuple[EngineWatch, bool]:
    """The watch after a failure, and whether it is another one than before.

    The last listing is kept: it may still be shown, as what was there.
    """
    changed = watch.trouble != trouble
    return replace(watch, trouble=trouble, failures=watch.failures + 1), changed


def _without_usage(listing: EngineListing) -> EngineListing:
    images = tuple(replace(each, usage=None) for each in listing.images)
    return replace(listing, images=images, usage=None)
