"""What a block says and how it is marked, before it has a place."""

from __future__ import annotations

from enum import Enum

from layerviz.core.analysis import Verdict
from layerviz.core.values import Record
from layerviz.scene.roles import Role, cached_role, verdict_role
from layerviz.scene.shapes import ShapeId, Sign, Target
from layerviz.scene.texts import BlockTexts, Question

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.core.analysis import SettingLine, Step, StepId
    from layerviz.scene.texts import Marks


class Form(Enum):
    """How the texts of a block are set."""

    TALL = "tall"
    SLIM = "slim"
    NARROW = "narrow"
    BARE = "bare"


class Sight(Enum):
    """How much of a verdict may be seen: all, nothing (it is asked for), or not yet."""

    SHOWN = "shown"
    ASKED = "asked"
    PENDING = "pending"


class Content(Record):
    """One block without a place: its role, texts, number and marks."""

    id: ShapeId
    role: Role
    title: str
    badge: str = ""
    subtitle: str = ""
    size: str = ""
    verdict: str = ""
    sign: Sign | None = None
    sign_role: Role = Role.SELECTED
    keeps_sign_room: bool = False
    outline: Role | None = None
    is_pile: bool = False
    """Drawn as a pile: it stands for several steps."""
    target: Target | None = None
    tip: str = ""
    spoken: str = ""
    is_movable: bool = False


def spoken_of(texts: BlockTexts, badge: str, verdict: str, subtitle: str) -> str:
    """The block in words, for a screen reader."""
    start = f"{badge}. {texts.title}" if badge else texts.title
    rest = [text for text in (verdict, subtitle, texts.size) if text]
    return ", ".join([start, *rest])


def outcome_of(step: Step, is_picked: bool) -> Sign | None:
    """How the pick is judged; a verdict that only the build can tell is right either way."""
    if step.verdict is Verdict.REBUILT:
        return Sign.RIGHT if is_picked else Sign.MISSED
    if step.verdict in (Verdict.DEPENDS, Verdict.FAILS):
        return Sign.RIGHT if is_picked else None
    return Sign.WRONG if is_picked else None


OUTCOME_ROLES = {Sign.RIGHT: Role.RIGHT, Sign.WRONG: Role.WRONG, Sign.MISSED: Role.WRONG}


def step_content(
    step: Step,
    texts: BlockTexts,
    marks: Marks,
    *,
    target: Target,
    shape: ShapeId,
    is_movable: bool = False,
) -> Content:
    """The block of a step of the build after the edit, showing no more than may be seen."""
    sight = sight_of(step, marks)
    is_shown = sight is Sight.SHOWN
    role = shown_role(step, sight)
    is_picked = step.id in marks.picks and marks.question is not Question.NONE
    sign, sign_role = _sign(step, marks, is_picked)
    if is_picked and marks.question is Question.ASKED:
        role = Role.PICKED
    verdict = texts.verdict if is_shown else ""
    subtitle = (texts.reason or texts.note) if is_shown else texts.note
    badge = "" if step.number is None or role is Role.SKIPPED else str(step.number)
    return Content(
        id=shape,
        role=role,
        title=texts.title,
        badge=badge,
        subtitle=subtitle,
        size="" if role is Role.SKIPPED else texts.size,
        verdict=verdict,
        sign=sign,
        sign_role=sign_role,
        keeps_sign_room=marks.question is Question.ASKED,
        outline=_outline(step.id, marks, is_picked),
        target=target,
        tip=texts.tip if is_shown and texts.tip else texts.title,
        spoken=texts.spoken
        if is_shown and texts.spoken
        else spoken_of(texts, badge, verdict, subtitle),
        is_movable=is_movable,
    )


def sight_of(step: Step, marks: Marks) -> Sight:
    """Whether the verdict may be seen; a stage that is not needed is never played."""
    if marks.question is Question.ASKED:
        return Sight.ASKED
    is_played = marks.played is None or step.id in marks.played
    return Sight.SHOWN if is_played or step.verdict is Verdict.SKIPPED else Sight.PENDING


def shown_role(step: Step, sight: Sight) -> Role:
    """The role of a step under that sight."""
    if sight is Sight.ASKED:
        return Role.LAYER
    return Role.PENDING if sight is Sight.PENDING else verdict_role(step)


def _sign(step: Step, marks: Marks, is_picked: bool) -> tuple[Sign | None, Role]:
    if marks.question is Question.REVEALED:
        outcome = outcome_of(step, is_picked)
        return outcome, OUTCOME_ROLES[outcome] if outcome else Role.SELECTED
    if is_picked:
        return Sign.TICK, Role.SELECTED
    if step.id == marks.selected:
        return Sign.SELECTED, Role.SELECTED
    return None, Role.SELECTED


def _outline(step_id: StepId, marks: Marks, is_picked: bool) -> Role | None:
    if step_id == marks.selected or (is_picked and marks.question is Question.ASKED):
        return Role.SELECTED
    if step_id == marks.current:
        return Role.CURRENT
    return Role.LIT if step_id in marks.lit else None


def cached_content(
    step: Step, texts: BlockTexts, *, target: Target, shape: ShapeId, is_lit: bool
) -> Content:
    """The block of a step that is in the cache: what it is, without a verdict."""
    badge = "" if step.number is None else str(step.number)
    return Content(
        id=shape,
        role=cached_role(step),
        title=texts.title,
        badge=badge,
        subtitle=texts.note,
        size=texts.size,
        outline=Role.LIT if is_lit else None,
        target=target,
        tip=texts.tip or texts.title,
        spoken=texts.spoken or spoken_of(texts, badge, "", texts.note),
    )


def setting_content(
    setting: SettingLine,
    texts: BlockTexts,
    *,
    target: Target,
    shape: ShapeId,
    is_selected: bool = False,
) -> Content:
    """The strip of an instruction that makes no step."""
    return Content(
        id=shape,
        role=Role.SETTING,
        title=texts.title,
        subtitle=texts.note,
        sign=Sign.SELECTED if is_selected else None,
        outline=Role.SELECTED if is_selected else None,
        target=target,
        tip=texts.tip or texts.title,
        spoken=texts.spoken or spoken_of(texts, "", "", texts.note),
    )


def fold_content(shape: ShapeId, text: str, numbers: str, role: Role, target: Target) -> Content:
    """The pile that stands for a run of cached steps; a click opens it."""
    return Content(
        id=shape,
        role=role,
        title=text,
        badge=numbers,
        sign=Sign.UNFOLD,
        sign_role=role,
        is_pile=True,
        target=target,
        tip=text,
        spoken=f"{numbers}. {text}" if numbers else text,
    )
