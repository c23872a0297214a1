"""Role: what a shape means. The theme alone says what a role looks like."""

from __future__ import annotations

from enum import Enum

from layerviz.core.analysis import Verdict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.core.analysis import Step


class Role(Enum):
    """What a shape means: a verdict, a part of the picture, or a state laid over another shape."""

    CACHED = "cached"
    REBUILT = "rebuilt"  # the first cause
    FOLLOWS = "follows"  # rebuilt only because of another step
    DEPENDS = "depends"
    SKIPPED = "skipped"
    FAILS = "fails"
    UNREACHED = "unreached"
    BASE = "base"
    LAYER = "layer"  # no verdict asked, or not yet
    PENDING = "pending"  # after the playhead
    SETTING = "setting"
    PICKED = "picked"  # chosen as the answer to a question
    SELECTED = "selected"
    CURRENT = "current"  # the playhead has just reached it
    LIT = "lit"  # named by the cause of the selected one
    RIGHT = "right"
    WRONG = "wrong"
    CARD = "card"
    SURFACE = "surface"
    GROUND = "ground"
    LINE = "line"
    BAR = "bar"  # the length of a cost
    TRACK = "track"
    TEXT = "text"
    MUTED = "muted"
    COSTLY = "costly"
    CHEAP = "cheap"
    LINK = "link"
    SHARED = "shared"  # a layer that several images have
    LEAVING = "leaving"  # a layer that goes with the image that is imagined deleted
    GHOST = "ghost"  # the share of a layer that a later one hides
    SIZE = "size"  # the length of a size
    TERMINAL = "terminal"  # the ground of what is typed
    REGISTRY = "registry"  # the parts of a reference, as text on that ground
    NAMESPACE = "namespace"
    REPOSITORY = "repository"
    TAG = "tag"
    DIGEST = "digest"
    SEPARATOR = "separator"
    MISTAKE = "mistake"  # where a reference is wrong, on that ground too
    LABEL = "label"  # a name that an image has
    NAMELESS = "nameless"  # an image that has lost its last name

    __hash__ = object.__hash__  # there is one of each: enum's own hash is slow, and asked often


VERDICT_ROLES: dict[Verdict, Role] = {
    Verdict.CACHED: Role.CACHED,
    Verdict.REBUILT: Role.REBUILT,
    Verdict.DEPENDS: Role.DEPENDS,
    Verdict.SKIPPED: Role.SKIPPED,
    Verdict.FAILS: Role.FAILS,
    Verdict.UNREACHED: Role.UNREACHED,
}


def verdict_role(step: Step) -> Role:
    """The role of a step whose verdict may be seen."""
    if step.verdict is Verdict.REBUILT and not step.is_first_cause:
        return Role.FOLLOWS
    if step.verdict is Verdict.CACHED and step.is_base:
        return Role.BASE
    return VERDICT_ROLES[step.verdict]


def cached_role(step: Step) -> Role:
    """The role of a step of the build that is in the cache."""
    if step.verdict in (Verdict.SKIPPED, Verdict.FAILS, Verdict.UNREACHED):
        return Role.SKIPPED  # nothing of it is there
    return Role.BASE if step.is_base else Role.CACHED
