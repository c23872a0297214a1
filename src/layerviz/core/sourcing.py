"""What the sources of a step give: the contents that its key holds (R7-R17, R25, R34)."""

from __future__ import annotations

from layerviz.core.contents import (
    has_wildcard,
    is_at_or_around,
    literal_folder,
    missing_folder,
    resolve,
    select,
)
from layerviz.core.filesystems import (
    KnownContent,
    RemoteContent,
    UnknownChange,
    content_of_selection,
    look,
    missing_folder_content,
    output_name,
    read,
)
from layerviz.core.outcomes import Remembered
from layerviz.core.places import SCRATCH
from layerviz.core.plans import PlaceKind
from layerviz.core.writing import Given, heredoc_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from layerviz.core.analysis import StepId
    from layerviz.core.cachekeys import Contents
    from layerviz.core.contents import Selection
    from layerviz.core.filesystems import Content
    from layerviz.core.outcomes import Position, Surrounding
    from layerviz.core.plans import BuildPlan, Place, Source, StepPlan
    from layerviz.core.requests import BaseImage

NOTHING = KnownContent("nothing")
"""What a mount of `scratch` reads, whatever path it names."""


class Sources:
    """Reads sources in the stages of a plan; `stage` gives the end of one, `ends` those known."""

    def __init__(
        self,
        plan: BuildPlan,
        around: Surrounding,
        stage: Callable[[int], Position],
        ends: Mapping[int, Position],
    ) -> None:
        self.plan = plan
        self.around = around
        self.stage = stage
        self.ends = ends

    def given(self, step: StepPlan) -> tuple[tuple[Given, ...], StepId | None]:
        """The contents of all sources, and the step that stops a stage they come from."""
        if not step.sources:
            return (), None
        found: list[Given] = []
        for source in step.sources:
            place = source.place
            if place.kind is PlaceKind.STAGE:
                end = self.stage(place.stage_index)
                if end.stopped_by is not None:
                    return (), end.stopped_by
                found.append(self._read(step, source, end))
            else:
                found.append(self._elsewhere(source, step))
        return tuple(found), None

    def _read(self, step: StepPlan, source: Source, end: Position) -> Given:
        """What a source gives of a stage; as it was last time where the stage's end is that."""
        place = f"{source.path} of {source.place.stage_index} in {step.id}"
        known = self.around.memo.get(place)
        if known is None or known.start is not end or known.given[0].source is not source:
            found: tuple[Content, Selection | None] = (NOTHING, None)
            if end.vertex != SCRATCH or step.keyword != "RUN":
                found = look(end.filesystem, source.path, source.excludes)
            given = Given(source=source, content=found[0], selection=found[1])
            known = self.around.memo[place] = Remembered(None, end, (given,), (), end)
        return known.given[0]

    def _elsewhere(self, source: Source, step: StepPlan) -> Given:
        place = source.place
        if place.kind is PlaceKind.HEREDOC:
            checksum = heredoc_file(source.content).fingerprint
            content: Content = KnownContent(checksum)
            return Given(source=source, content=content)
        if place.kind is PlaceKind.REMOTE:
            remote: Content = RemoteContent(source.path)
            if source.is_pinned:
                remote = KnownContent(output_name("remote", source.base_name, source.content))
            return Given(source=source, content=remote)
        if place.kind is PlaceKind.IMAGE:
            if place.image is None and step.keyword == "RUN":
                return Given(source=source, content=NOTHING)
            files = () if place.image is None else (self.files_of(place.image),)
            return Given(source=source, content=read(files, source.path, source.excludes))
        tree = self.around.trees[place.name]
        selection = select(tree, source.path, source.excludes, is_literal=source.is_literal)
        content = content_of_selection(selection, source.path)
        if has_wildcard(source.path) and selection.exists and not selection.nodes:
            folder = self._folder_not_sent(place.name, source.path)
            content = missing_folder_content(source.path, folder) if folder else content
        return Given(source=source, content=content, selection=selection)

    def files_of(self, image: BaseImage) -> UnknownChange:
        """All the files of an image, which nobody has looked at."""
        is_new = image.identity not in self.around.known.bases
        return UnknownChange(image.identity, is_new=is_new, image=image)

    def _folder_not_sent(self, context: str, pattern: str) -> str:
        """The folder in which a pattern looks, if the builder does not have it; else "".

        It has what any step that the target needs takes out of the context, nothing more.
        """
        tree = self.around.trees[context]
        folder = missing_folder(tree, pattern)
        if folder:
            return folder
        parent = literal_folder(pattern)
        place = resolve(tree, parent)[0]
        if not place or any(is_at_or_around(place, path) for path in self._sent(context)):
            return ""
        return parent

    def _sent(self, context: str) -> Iterator[str]:
        tree = self.around.trees[context]
        for index in self.plan.needed:
            for step in self.plan.stages[index].steps:
                for source in step.sources:
                    place = source.place
                    if place.kind is PlaceKind.CONTEXT and place.name == context:
                        nodes = select(tree, source.path, is_literal=source.is_literal).nodes
                        yield from (selected.path for selected in nodes)

    def is_parent(self, place: Place, position: Position) -> bool:
        """Whether a step reads the very files that it stands on."""
        return position.vertex != SCRATCH and self.vertex_of(place) == position.vertex

    def vertex_of(self, place: Place) -> str:
        """What stands for a place where steps are told to be one (R6)."""
        if place.kind is PlaceKind.STAGE:
            return self.ends[place.stage_index].vertex if place.stage_index in self.ends else ""
        if place.kind is PlaceKind.IMAGE:
            return vertex_of_image(place.name)
        return f"{place.kind.value}:{place.name}"


def vertex_of_image(reference: str) -> str:
    """One image under two names is two vertices of one key (R6)."""
    return output_name("FROM", reference)


def grouped(given: tuple[Given, ...]) -> Contents:
    """Contents by place in order of first use.

    Within one place each path once, in the order of the paths (R7).
    """
    places: dict[Place, dict[str, Content]] = {}
    for one in given:
        path = one.source.path + "\0" + "\0".join(one.source.excludes)
        places.setdefault(one.source.place, {})[path] = one.content
    return tuple(tuple(contents[path] for path in sorted(contents)) for contents in places.values())
