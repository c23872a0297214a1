"""The strip of the step-through: one block for each step, in the order in which they are played."""

from __future__ import annotations

from math import log10

from layerviz.core.analysis import Verdict
from layerviz.scene.block_contents import Sight, shown_role, sight_of
from layerviz.scene.geometry import Rect
from layerviz.scene.roles import Role
from layerviz.scene.shapes import (
    Align,
    Box,
    Group,
    Label,
    Scene,
    ShapeId,
    Target,
    TargetKind,
    TextStyle,
)
from layerviz.scene.texts import BlockTexts, Question

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layerviz.core.analysis import Build, Step, StepId
    from layerviz.scene.measuring import TextMeasure
    from layerviz.scene.texts import Marks

HEIGHT = 30.0
BLOCK_HEIGHT = 22.0
GAP = 3.0
MOST_PER_STEP = 180.0


def timeline_scene(
    build: Build,
    order: Sequence[StepId],
    texts: Mapping[StepId, BlockTexts],
    marks: Marks,
    *,
    width: float,
    measure: TextMeasure,
) -> Scene:
    """The blocks of the played steps, left to right; wider where the build has more to do."""
    steps_by_id = {step.id: step for step in build.steps}
    steps = [steps_by_id[step_id] for step_id in order if step_id in steps_by_id]
    if not steps:
        return Scene(width, HEIGHT)
    is_asked = marks.question is Question.ASKED
    weights = [1.0 if is_asked else _weight(step) for step in steps]
    gap = GAP if len(steps) * 12 < width else min(1.0, width * 0.2 / len(steps))
    room = min(width - 2, MOST_PER_STEP * len(steps)) - gap * (len(steps) - 1)
    unit = room / sum(weights)
    groups: list[Group] = []
    x = 1.0
    for step, weight in zip(steps, weights, strict=True):
        rect = Rect(x, (HEIGHT - BLOCK_HEIGHT) / 2, weight * unit, BLOCK_HEIGHT)
        texts_of = texts.get(step.id) or BlockTexts(step.text)
        groups.append(_block(step, texts_of, marks, rect, measure))
        x = rect.right + gap
    return Scene(width, HEIGHT, tuple(groups))


def _weight(step: Step) -> float:
    """A cached step passes at once; another takes its time, or what its size suggests."""
    if step.verdict in (Verdict.CACHED, Verdict.UNREACHED):
        return 1.0
    if step.cost.seconds is not None:
        weight = 1.4 + 1.6 * log10(1 + step.cost.seconds)
    else:
        weight = 1.4 + 0.4 * log10(1 + (step.cost.size_bytes or 0) / 1000)
    return round(weight, 2)  # a byte more in a copied folder moves nothing


def _block(step: Step, texts: BlockTexts, marks: Marks, rect: Rect, measure: TextMeasure) -> Group:
    sight = sight_of(step, marks)
    role = shown_role(step, sight)
    inside = Rect(0, 0, rect.width, rect.height)
    number = "" if step.number is None else str(step.number)
    room_for_text = rect.width - 6
    text_width = measure.width(number, TextStyle.VERDICT) if number else 0.0
    fits = bool(number) and text_width <= room_for_text
    quiet = Rect((rect.width - text_width) / 2 - 4, 2, text_width + 8, rect.height - 4)
    parts = [Box(inside, role, min(4.0, rect.width / 3), (quiet,) if fits else ())]
    shapes: tuple[Box | Label, ...] = tuple(parts)
    if fits:
        shapes += (Label(inside, number, TextStyle.VERDICT, role, Align.CENTER),)
    if step.id == marks.current:
        shapes += (Box(inside, Role.CURRENT, 4, is_outline=True),)
    verdict = texts.verdict if sight is Sight.SHOWN else ""
    spoken = ", ".join(text for text in (f"{number}. {texts.title}", verdict) if text)
    return Group(
        ShapeId(f"play/{step.id}"),
        rect,
        role,
        shapes,
        Target(TargetKind.STEP, step.id),
        spoken,
        spoken,
    )
