"""What is imagined: the texts as typed and everything that a build of them would be given.

A `Content` is all that undo goes over, and with the folder's snapshot it describes one build
completely: the builds already known are kept as such values, so going back to an earlier one is
seen to be cached (R5). Knows no screen, no files and no cache keys.
"""

from __future__ import annotations

from layerviz.core.analysis import StepId
from layerviz.core.context import ContextEdit, ContextSnapshot
from layerviz.core.requests import BuilderProfile
from layerviz.core.values import Record, Value, replace


class Scenario(Record):
    """The imagined edits and the builder's options.

    Pairs are sorted by name; edits are in the order they were made.
    """

    edits: tuple[ContextEdit, ...] = ()
    build_args: tuple[tuple[str, str], ...] = ()
    target: str = ""
    """The stage asked for, "" for the last."""
    bases_changed: tuple[str, ...] = ()
    """Base images, as the analysis names them, that have new content; sorted."""
    is_uncached: bool = False
    """Whether the build is made with `--no-cache`."""
    profile: BuilderProfile = BuilderProfile()
    assumptions: tuple[tuple[StepId, bool], ...] = ()
    """Settled `depends` steps: True assumes the same output as before, False another.

    Sorted by step.
    """

    def edits_of(self, path: str) -> tuple[ContextEdit, ...]:
        """The imagined edits that name the path, in order."""
        return tuple(edit for edit in self.edits if edit.path == path)


class Sheet(Value):
    """A Dockerfile as typed.

    `path` is where it lies on disk, "" for an order that exists nowhere yet.
    """

    path: str
    text: str


class Content(Record):
    """Everything that undo goes over.

    One or two Dockerfiles (left one first), the ignore file, the scenario.

    `ignore_text` is the ignore file as typed, None while it is the one on disk.
    """

    sheets: tuple[Sheet, ...] = (Sheet("", ""),)
    ignore_text: str | None = None
    scenario: Scenario = Scenario()

    def with_text(self, side: int, text: str) -> Content:
        """This content with another text on one side; itself where nothing changes."""
        sheet = self.sheets[side]
        if sheet.text == text:
            return self
        changed = replace(sheet, text=text)
        return replace(self, sheets=(*self.sheets[:side], changed, *self.sheets[side + 1 :]))


class IgnoreText(Value):
    """An ignore file on disk.

    For the Dockerfile at `dockerfile` (absolute), or for all where that is "".

    `path` is absolute.
    """

    dockerfile: str
    path: str
    text: str


class KnownBuild(Value):
    """A build that the builder has made: its content, and the folder as it was.

    None while it is being read.

    `side` says which of the content's Dockerfiles was built.
    """

    content: Content
    side: int = 0
    snapshot: ContextSnapshot | None = None
    ignores: tuple[IgnoreText, ...] = ()


def ignore_for(ignores: tuple[IgnoreText, ...], dockerfile: str) -> IgnoreText | None:
    """The ignore file that counts for a Dockerfile: its own, else that of the folder (R12)."""
    own = (each for each in ignores if each.dockerfile and each.dockerfile == dockerfile)
    common = (each for each in ignores if not each.dockerfile)
    return next(own, None) or next(common, None)


def sorted_pairs(
    pairs: tuple[tuple[str, str], ...], name: str, given: str | None
) -> tuple[tuple[str, str], ...]:
    """Sorted (name, value) pairs with one of them set, or removed where `given` is None."""
    kept = [pair for pair in pairs if pair[0] != name]
    if given is not None:
        kept.append((name, given))
    return tuple(sorted(kept))
