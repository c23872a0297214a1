"""Where the names in a Dockerfile lead: stages, images, named contexts (R1, R2, R17, R25).

What the builder refuses about a name is raised in its words. It reads the names of all stages
before it builds any: a bad one stops the build even where the target does not need its stage.
"""

from __future__ import annotations

from layerviz.core.dockerfile.syntax import NAMED_FROM_ERROR, ONBUILD_FROM
from layerviz.core.plans import Place, PlaceKind
from layerviz.core.references import ReferenceProblem, parse_reference
from layerviz.core.requests import CHANGED, BaseConfig, BaseImage
from layerviz.core.values import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from layerviz.core.dockerfile.instructions import From, Instruction
    from layerviz.core.requests import BuildRequest

SCRATCH = "scratch"


class Refused(Exception):
    """The builder refuses a step; the message is the builder's.

    `stops_all`: it does so before it builds anything.
    """

    def __init__(self, message: str, *, stops_all: bool = False) -> None:
        super().__init__(message)
        self.stops_all = stops_all


class StageStart(Record):
    """A stage before it is walked: its FROM with the words expanded, and the lines that follow."""

    index: int
    name: str
    instruction: From
    body: tuple[Instruction, ...]
    base: str
    image: BaseImage | None
    parent_index: int | None
    platform: str
    problem: str


class FileFacts(Record):
    """What every stage of a file shares: arguments before the first FROM, names of stages.

    `shows_stages`: whether step names carry the stage's name (R1). `circular`: the stage at which
    the builder finds that stages need each other in a circle, "" without one.
    """

    request: BuildRequest
    globals: Mapping[str, str]
    names: Mapping[str, int]
    stage_count: int
    shows_stages: bool = False
    circular: str = ""

    @property
    def escape(self) -> str:
        """The file's escape character."""
        return self.request.dockerfile.escape

    def image(self, reference: str, platform: str = "") -> BaseImage:
        """What is known of the image of that normalised reference.

        Of a name for another system or processor than the builder's nobody knows that it is the
        same image.
        """
        known = self.request.bases.get(reference)
        image = known or BaseImage(reference + self._other_system(platform))
        if self.request.has_plain_bases and image.config is None:
            image = replace(image, config=BaseConfig())
        changed = self.request.changed_bases
        if reference in changed or "*" in changed:
            return BaseImage(image.identity + CHANGED, image.is_identified, image.config)
        return image

    def _other_system(self, platform: str) -> str:
        asked = platform.split("/")[:2]
        is_usual = not platform or asked == self.request.profile.platform.split("/")[:2]
        return "" if is_usual else f" {'/'.join(asked)}"

    def stage_named(self, name: str) -> int | None:
        """The stage that the `from=name` of a mount means, None if it is none: names only."""
        return self.names.get(name.lower())

    def stage_copied(self, name: str) -> int | None:
        """The stage that `--from=name` means, by name or by number; None if it is none."""
        index = whole_number(name)
        if index is None:
            return self.stage_named(name)
        return index if 0 <= index < self.stage_count else None

    def copied(self, name: str, reader: StageStart, *, is_trigger: bool) -> Place:
        """Where `COPY --from=name` reads."""
        if name in self.request.named_contexts:
            return Place(PlaceKind.CONTEXT, name)
        index = self.stage_copied(name)
        if index is None and whole_number(name) is not None:
            raise Refused(f"invalid stage index {name}", stops_all=True)
        if "$" in name and self.request.profile.frontend >= NAMED_FROM_ERROR:
            raise Refused(
                "variable expansion is not supported for --from, define a new stage with "
                "FROM using ARG from global scope as a workaround",
                stops_all=True,
            )
        late = (
            f'cannot copy from stage "{name}", it needs to be defined before current stage '
            f'"{reader.name}"'
        )
        return self._place(name, index, reader, late, is_trigger=is_trigger)

    def mounted(self, name: str, target: str, reader: StageStart, *, is_trigger: bool) -> Place:
        """Where `RUN --mount=from=name,target=target` reads."""
        if name in self.request.named_contexts:
            return Place(PlaceKind.CONTEXT, name)
        late = (
            f'cannot mount from stage "{name}" to "{target}", stage needs to be defined before '
            "current command"
        )
        return self._place(name, self.stage_named(name), reader, late, is_trigger=is_trigger)

    def _place(
        self, name: str, index: int | None, reader: StageStart, late: str, *, is_trigger: bool
    ) -> Place:
        if is_trigger and self.request.profile.frontend < ONBUILD_FROM:
            raise Refused(late)
        if index is None:
            return self._image_place(name)
        if index < reader.index:
            return Place(PlaceKind.STAGE, name, index)
        if self.circular:
            raise Refused(f"circular dependency detected on stage: {self.circular}")
        raise Refused(late)

    def _image_place(self, name: str) -> Place:
        if name == SCRATCH:
            return Place(PlaceKind.IMAGE, SCRATCH)
        reference = parse_reference(name)
        if isinstance(reference, ReferenceProblem):
            raise Refused(bad_reference(name, reference), stops_all=True)
        return Place(PlaceKind.IMAGE, reference.text, image=self.image(reference.text))


def bad_reference(name: str, problem: ReferenceProblem) -> str:
    """What the builder says of a name that is neither a stage nor a possible image."""
    return f'failed to parse stage name "{name}": {problem.message}'


def whole_number(text: str) -> int | None:
    """The number that the builder reads in a text, perhaps with a sign; None if it is none."""
    digits = text[1:] if text[:1] in ("+", "-") else text
    if not (digits.isascii() and digits.isdigit() and len(digits) < 19):
        return None
    return int(text)
