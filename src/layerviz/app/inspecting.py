"""Use case: images, read or predicted, become stacks that can be shown and compared.

An image that is not built yet stands beside built ones: its stack is what the prediction says. In
the place of a diff ID its layers have their cache keys, marked so; layers with one key are one
layer on the same builder. Sizes are known only where the prediction computes them.
"""

from __future__ import annotations

from layerviz.core.analysis import SizeOrigin
from layerviz.core.digests import ChainId, DiffId, chain_ids, short_id
from layerviz.core.history import base_height
from layerviz.core.images import Source
from layerviz.core.layer_files import stack_files
from layerviz.core.references import familiar, normalised
from layerviz.core.sharing import Stack, StackedLayer, base_of, stack_of
from layerviz.core.values import Record, Value, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from layerviz.core.analysis import Build, SettingLine, Stage, Step
    from layerviz.core.images import InspectedImage
    from layerviz.core.layer_files import LayerFiles, StackFiles

PREDICTED = "predicted:"
"""What stands before a cache key in the place of a diff ID."""
_JOINS = "LINK"
"""A step that puts a layer onto the stack which an earlier step has made."""
_NO_IMAGE = "scratch"


class Inspection(Record):
    """An image to show. `read` is None for one that is predicted.

    `files` are None for that too, and as long as the layers have not been read. `target` is what
    was typed, `name` what it is shown by. `base` is the image that the Dockerfile names, "" if it
    is not known.
    """

    target: str
    name: str
    stack: Stack
    read: InspectedImage | None = None
    files: StackFiles | None = None
    build: Build | None = None
    base: str = ""


class Base(Value):
    """The layers of a stack that come from its base image: the lowest `height`.

    `name` is the base's; "" where nobody knows it. `is_guessed`: by the history alone, because no
    image that is known has just these layers.
    """

    height: int
    name: str = ""
    is_guessed: bool = False


def inspect_image(
    target: str,
    read: InspectedImage,
    files: Sequence[LayerFiles] | None = None,
    check: Callable[[], None] = lambda: None,
) -> Inspection:
    """An image that was read; with its layers' files, what they do to each other.

    What `check` raises, called every few milliseconds, ends the work.
    """
    references = read.image.references
    name = familiar(references[0]) if references else _nameless(target, read)
    return Inspection(
        target=target,
        name=name,
        stack=stack_of(name, read),
        read=read,
        files=None if files is None else stack_files(files, check),
    )


def renamed(found: Inspection, references: tuple[str, ...]) -> Inspection:
    """The same image under the names that it has now; the same value if those are no others."""
    read = found.read
    if read is None or read.image.references == references:
        return found
    read = replace(read, image=replace(read.image, references=references))
    name = familiar(references[0]) if references else _nameless(found.target, read)
    stack = Stack(name, found.stack.layers)
    return replace(found, name=name, stack=stack, read=read)


def _nameless(target: str, read: InspectedImage) -> str:
    """What an image without a name is shown by: its ID as docker prints it, or its file."""
    if read.source is Source.ENGINE and read.image_id:
        return short_id(read.image_id)
    return target


def inspect_build(target: str, build: Build) -> Inspection:
    """An image that a Dockerfile would make, as far as it can be told before."""
    stages = _stages_below(build)
    base = stages[0].base if stages and stages[0].base != _NO_IMAGE else ""
    layers = []
    for step in layer_steps(build):
        key = DiffId(PREDICTED + (step.key or f"{target} {step.id}"))
        layers.append(StackedLayer(key, ChainId(key), _size_of(step), None, step.text))
    stack = Stack(target, _chained(layers))
    return Inspection(target=target, name=target, stack=stack, build=build, base=base)


def _size_of(step: Step) -> int | None:
    """What is known of a layer's unpacked size; a sample's illustrative one is none."""
    is_known = step.cost.size_origin in (SizeOrigin.COMPUTED, SizeOrigin.MEASURED)
    return step.cost.size_bytes if is_known else None


def layer_steps(build: Build) -> tuple[Step, ...]:
    """The steps that make the target's layers, bottom first; the first is FROM, if it has one."""
    kept = {item for stage in _stages_below(build) for item in stage.items}
    stages = [stage for stage in _stages_below(build) if stage.base != _NO_IMAGE]
    first = stages[0].index if stages else None
    return tuple(
        step
        for step in sorted(build.steps, key=lambda each: (each.line, each.id))
        if step.id in kept
        and step.instruction != _JOINS
        and (not step.is_base or step.stage_index == first)
    )


def setting_lines(build: Build) -> tuple[SettingLine, ...]:
    """The instructions of the target's stages that make no layer, in file order."""
    stages = {stage.index for stage in _stages_below(build)}
    return tuple(each for each in build.settings if each.stage_index in stages)


def side_by_side(found: Sequence[Inspection]) -> tuple[Inspection, ...]:
    """The images as they are compared: names made unique, bases of predicted ones put in.

    A Dockerfile's FROM stands for the layers of an image with that reference among the others.
    """
    names = [each.name for each in found]
    known = {
        reference: each.stack
        for each in found
        if each.read is not None
        for reference in each.read.image.references
    }
    return tuple(
        _named(_on_known_base(each, known), unique=names.count(each.name) == 1, place=place)
        for place, each in enumerate(found, 1)
    )


def find_base(found: Inspection, others: Sequence[Inspection]) -> Base | None:
    """The base of an image: known by chain ID among the others, else told or guessed."""
    known = base_of(found.stack, [other.stack for other in others if other is not found])
    if known is not None:
        return Base(len(known.layers), known.name)
    if found.read is None:
        return Base(1, found.base) if found.base else None
    height = base_height(found.read.image.history) if found.read.image.is_history_complete else 0
    return Base(height, is_guessed=True) if height else None


def layer_numbers(found: Inspection, base: Base | None) -> tuple[str, ...]:
    """The number that people know each layer by, bottom first.

    As the builder counts: all of a base is 1 (`[1/5] FROM`), its layers are parts of that (1.1),
    and the image's own layers go on from 2. Where no base is known the layers are simply counted.
    """
    count = len(found.stack.layers)
    own = base.height if base is not None else 0
    if own < 2:
        return tuple(str(place) for place in range(1, count + 1))
    parts = (f"1.{place}" for place in range(1, own + 1))
    return (*parts, *(str(place) for place in range(2, count - own + 2)))


def _on_known_base(found: Inspection, known: dict[str, Stack]) -> Inspection:
    base = known.get(normalised(found.base)) if found.build is not None and found.base else None
    if base is None:
        return found
    layers = _chained((*base.layers, *found.stack.layers[1:]))
    return replace(found, stack=Stack(found.stack.name, layers))


def _chained(layers: Sequence[StackedLayer]) -> tuple[StackedLayer, ...]:
    """The layers with the chain IDs that follow from their order."""
    chains = chain_ids([layer.diff_id for layer in layers])
    return tuple(
        replace(layer, chain_id=chain) for layer, chain in zip(layers, chains, strict=True)
    )


def _named(found: Inspection, *, unique: bool, place: int) -> Inspection:
    name = found.name if unique else f"{found.name} [{place}]"
    return replace(found, name=name, stack=Stack(name, found.stack.layers))


def _stages_below(build: Build) -> tuple[Stage, ...]:
    """The target's stage and those it is built on, the lowest first."""
    by_index = {stage.index: stage for stage in build.stages}
    stage = next((each for each in build.stages if each.is_target), None)
    found: list[Stage] = []
    while stage is not None:
        found.insert(0, stage)
        stage = by_index.get(stage.parent_index) if stage.parent_index is not None else None
    return tuple(found)
