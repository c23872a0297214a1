"""What can happen to the imagined edits, the builder's options and the builds known."""

from __future__ import annotations

from layerviz.app.scenario import Content
from layerviz.core.analysis import StepId
from layerviz.core.context import ContextEdit, EditKind
from layerviz.core.requests import BuilderProfile
from layerviz.core.values import value


@value
class EditToggled:
    """Tick or untick an imagined edit of a path: EDIT, DELETE or TOUCH."""

    path: str
    kind: EditKind


@value
class EditAdded:
    """One more imagined edit: CHMOD, RENAME, ADD, or a further EDIT of the same file."""

    edit: ContextEdit


@value
class EditsRemoved:
    """Take back the imagined edits of one path, or all of them where it is ""."""

    path: str = ""


@value
class BuildArgSet:
    """`--build-arg name=given`; None takes it back."""

    name: str
    given: str | None


@value
class TargetChosen:
    """`--target`; "" is the last stage."""

    target: str


@value
class BaseChanged:
    """Imagine that a base image has new content, or that it has none."""

    image: str
    is_changed: bool


@value
class NoCacheSet:
    """`--no-cache`."""

    is_on: bool


@value
class AssumptionSet:
    """Settle a `depends` step.

    True for the same output, False for another, None to leave it open.
    """

    step: StepId
    is_same: bool | None


@value
class ProfileChosen:
    """The builder that predictions are for."""

    profile: BuilderProfile


@value
class BuildAssumed:
    """Imagine that the picture was built.

    It joins the known builds, and later edits are compared with it too.
    """


@value
class BaselineReset:
    """Forget the known builds but the one of what is on disk."""


@value
class DraftRestored:
    """What was typed before a crash or before another project was opened comes back.

    As a change that undo takes back.
    """

    content: Content


@value
class Undo:
    """Go back to the content before the last change."""


@value
class Redo:
    """Go forward again."""
