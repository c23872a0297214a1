"""What can happen to the imagined edits, the builder's options and the builds known."""

from __future__ import annotations

from layerviz.app.scenario import Content
from layerviz.core.analysis import StepId
from layerviz.core.context import ContextEdit, EditKind
from layerviz.core.requests import BuilderProfile
from layerviz.core.values import Value


class EditToggled(Value):
    """Tick or untick an imagined edit of a path: EDIT, DELETE or TOUCH."""

    path: str
    kind: EditKind


class EditAdded(Value):
    """One more imagined edit: CHMOD, RENAME, ADD, or a further EDIT of the same file."""

    edit: ContextEdit


class EditsRemoved(Value):
    """Take back the imagined edits of one path, or all of them where it is ""."""

    path: str = ""


class BuildArgSet(Value):
    """`--build-arg name=given`; None takes it back."""

    name: str
    given: str | None


class TargetChosen(Value):
    """`--target`; "" is the last stage."""

    target: str


class BaseChanged(Value):
    """Imagine that a base image has new content, or that it has none."""

    image: str
    is_changed: bool


class NoCacheSet(Value):
    """`--no-cache`."""

    is_on: bool


class AssumptionSet(Value):
    """Settle a `depends` step.

    True for the same output, False for another, None to leave it open.
    """

    step: StepId
    is_same: bool | None


class ProfileChosen(Value):
    """The builder that predictions are for."""

    profile: BuilderProfile


class BuildAssumed(Value):
    """Imagine that the picture was built.

    It joins the known builds, and later edits are compared with it too.
    """


class BaselineReset(Value):
    """Forget the known builds but the one of what is on disk."""


class DraftRestored(Value):
    """What was typed before a crash or before another project was opened comes back.

    As a change that undo takes back.
    """

    content: Content


class Undo(Value):
    """Go back to the content before the last change."""


class Redo(Value):
    """Go forward again."""
