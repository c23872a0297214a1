"""Why: a step with its verdict and cause -> messages, for the why panel and the command line alike.

Only chooses codes and values (`app.wording` makes sentences) and decides nothing that is not in the
analysis: what is said of a cached step is read from the edits, the ignore file and the instruction
that it belongs to.
"""

from __future__ import annotations

from layerviz.app.explaining_names import Facts, step_message, title_of
from layerviz.app.messages import Message, message
from layerviz.core.analysis import CauseKind, Step, Verdict
from layerviz.core.values import Record, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerviz.core.analysis import Build, Cause, SettingLine, StepId
    from layerviz.core.context import ContextEdit


class Row(Value):
    """An ingredient of the key.

    Its name, its value now, and in the build compared with if there is one.
    """

    name: Message
    value: str
    previous: str | None = None
    is_changed: bool = False


class Explanation(Record):
    """All that is said of one step.

    `short` fits a block; `first_cause` is the step where the miss began.
    """

    headline: Message
    sentence: Message
    short: Message
    remarks: tuple[Message, ...] = ()
    rule_code: str = ""
    rule: Message | None = None
    source: Message | None = None
    rows: tuple[Row, ...] = ()
    first_cause: StepId | None = None


RULE_SOURCES = {
    "R2": "source.multistage",
    "R3": "source.invalidation",
    "R8": "source.invalidation",
    "R12": "source.ignore",
    "R16": "source.engine-containerd",
    "R33": "source.engine",
}
"""Where a rule is written down; those not named were found by building (`source.engine`)."""


INHERITED = (
    CauseKind.PARENT,
    CauseKind.STAGE,
    CauseKind.STOPPED,
    CauseKind.OUTPUT,
    CauseKind.RACE,
)
"""Kinds of causes that name another step."""


def explain(step: Step, build: Build, facts: Facts) -> Explanation:
    """What to say of a step of `build`."""
    return Explanation(
        headline=message(f"headline.{step.verdict.value}", name=title_of(step)),
        sentence=sentence_of(step, build, facts),
        short=short_of(step, build, facts),
        remarks=_remarks(step, facts),
        rule_code=step.rule,
        rule=message(f"rule.{step.rule}") if step.rule else None,
        source=_source(step),
        rows=rows_of(step),
        first_cause=_first_cause(step, build),
    )


def explain_setting(setting: SettingLine, stage_names: tuple[str, ...] = ()) -> Explanation:
    """What to say of an instruction that makes no step."""
    special = {"ENV": "setting.sentence.env", "ARG": "setting.sentence.arg"}
    sentence = message(
        special.get(setting.instruction, "setting.sentence"), instruction=setting.instruction
    )
    if setting.instruction == "FROM":
        start = next((w for w in setting.text.split()[1:] if not w.startswith("--")), "")
        is_scratch = start.lower() == "scratch" and "scratch" not in stage_names
        code = "setting.sentence.scratch" if is_scratch else "setting.sentence.stage"
        sentence = message(code, stage=start)
    return Explanation(
        headline=message("headline.setting", name=setting.text),
        sentence=sentence,
        short=message("short.setting"),
        rule_code="R1",
        rule=message("rule.R1"),
        source=message("source.engine"),
    )


def sentence_of(step: Step, build: Build, facts: Facts) -> Message:
    """Why the step has its verdict, in one or two plain sentences."""
    assumed = dict(facts.assumptions).get(step.id)
    if assumed is not None and step.verdict in (Verdict.CACHED, Verdict.REBUILT):
        return message("cached.assumed" if assumed else "rebuilt.assumed")
    if step.cause is None:
        from layerviz.app.explaining_cached import cached_sentence

        return cached_sentence(step, build, facts)
    return _cause_sentence(step, step.cause, build, facts)


def short_of(step: Step, build: Build, facts: Facts) -> Message:
    """The same in a few words, for the block."""
    cause = step.cause
    if cause is None:
        from layerviz.app.explaining_cached import cached_short

        return cached_short(step, facts)
    if cause.kind is CauseKind.FILES:
        return _short_files(cause, facts)
    code = f"short.{cause.kind.value}"
    if cause.kind is CauseKind.PARENT and step.verdict is Verdict.DEPENDS:
        code += ".depends"
    elif cause.kind is CauseKind.NEW and not facts.has_earlier:
        code += ".nothing"
    elif cause.kind is CauseKind.ENVIRONMENT and not cause.names:
        code += ".order"
    elif cause.kind is CauseKind.OUTPUT and cause.paths:
        code += ".paths"
    first = (*cause.paths, *cause.names, "")[0]
    if cause.kind is CauseKind.MISSING:
        first = first.removeprefix("/")  # the builder's words have it, the Dockerfile has not
    return message(code, first=first, names=cause.names, stage=_stage_taken_from(step, build))


def stays_said(step: Step, sentence: Message, added: tuple[ContextEdit, ...], facts: Facts) -> bool:
    """Whether all that was said of a step stays when these edits are imagined as well.

    `sentence` is what `sentence_of` gave without them; `facts` may know them already.
    """
    cause = step.cause
    if not added:
        return True
    if cause is not None:
        return cause.kind is not CauseKind.FILES or not _made_by(added, cause)
    if step.instruction not in ("COPY", "ADD") or step.inputs:
        return True
    from layerviz.app.explaining_cached import stays_cached

    return stays_cached(step, sentence, added, facts)


def rows_of(step: Step) -> tuple[Row, ...]:
    """The ingredients of the step's key, those that changed first."""
    rows = [
        Row(message(f"ingredient.{i.name}"), i.value, i.previous, i.is_changed)
        for i in step.ingredients
        if i.value or i.previous
    ]
    return tuple(sorted(rows, key=lambda row: not row.is_changed))


def _cause_sentence(step: Step, cause: Cause, build: Build, facts: Facts) -> Message:
    if cause.kind is CauseKind.FILES:
        return _files_sentence(step, cause, build, facts)
    if cause.kind in INHERITED:
        return _inherited_sentence(step, cause, build)
    return message(
        f"cause.{cause.kind.value}{_suffix(step, cause, facts)}",
        n=len(cause.names),
        names=cause.names,
        paths=tuple(path.removeprefix("/") for path in cause.paths),
        stage=step.stage,
        target=build.target or _target_name(build),
    )


def _suffix(step: Step, cause: Cause, facts: Facts) -> str:
    """Which of several sentences fits the cause."""
    kind = cause.kind
    if kind is CauseKind.TEXT and step.is_base:
        return ".from"
    if kind is CauseKind.NEW and not facts.has_earlier:
        return ".nothing"
    if kind in (CauseKind.ARGUMENT, CauseKind.ENVIRONMENT) and step.instruction != "RUN":
        return ".used"
    if kind is CauseKind.ENVIRONMENT and not cause.names:
        return ".order"
    if kind is CauseKind.MISSING and cause.paths and not step.inputs:
        return ".ignored" if all(facts.is_ignored(path) for path in cause.paths) else ".context"
    return ""


def _files_sentence(step: Step, cause: Cause, build: Build, facts: Facts) -> Message:
    paths = cause.paths
    if step.inputs:
        code = "cause.files.stage"
        return message(code, paths=paths, stage=_stage_taken_from(step, build))
    if step.instruction == "RUN":
        code = "cause.files.mount"
    elif paths and set(paths) <= set(facts.dockerfile_paths):
        code = "cause.files.dockerfile"
    else:
        code = f"cause.files{_how(cause, facts)}"
    return message(code, n=len(paths), first=paths[0] if paths else "", paths=paths)


def _short_files(cause: Cause, facts: Facts) -> Message:
    paths = cause.paths
    first = paths[0] if paths else ""
    how = _how(cause, facts)
    if len(paths) > 1:
        return message(f"short.files{how or '.edit'}.several", first=first, more=len(paths) - 1)
    return message(f"short.files{how or '.edit'}", first=first)


def _how(cause: Cause, facts: Facts) -> str:
    """What was done to all of the files alike (`.chmod`), "" where it differs or is not known."""
    kinds = {edit.kind.value for edit in _made_by(facts.edits, cause)}
    kinds.discard("touch")
    return f".{kinds.pop()}" if len(kinds) == 1 else ""


def _made_by(edits: tuple[ContextEdit, ...], cause: Cause) -> list[ContextEdit]:
    """The edits that made files differ which a cause names."""
    paths = frozenset(cause.paths)
    return [
        edit
        for edit in edits
        if edit.path in paths
        or edit.new_path in paths
        or any(path.startswith(f"{edit.path}/") for path in cause.paths)
    ]


def _inherited_sentence(step: Step, cause: Cause, build: Build) -> Message:
    origin = None if cause.step is None else build.step(cause.step)
    if origin is None:
        return message(f"cause.{cause.kind.value}.unnamed")
    named = step_message(origin, build)
    if cause.kind is CauseKind.PARENT:
        is_open = step.verdict is Verdict.DEPENDS
        return message("cause.parent.depends" if is_open else "cause.parent", step=named)
    if cause.kind is CauseKind.OUTPUT:
        paths = cause.paths
        code = "cause.output.paths" if paths else "cause.output"
        return message(code, command=_command(origin), paths=paths)
    return message(f"cause.{cause.kind.value}", step=named)


def _command(step: Step) -> str:
    """What runs: the command of a RUN without the keyword, else the instruction."""
    text = step.text
    return text[4:].strip() if step.instruction == "RUN" and len(text) > 4 else text


def _stage_taken_from(step: Step, build: Build) -> str:
    if not step.inputs:
        return ""
    wanted = step.inputs[0].stage_index
    return next((stage.name for stage in build.stages if stage.index == wanted), "")


def _target_name(build: Build) -> str:
    return next((stage.name for stage in build.stages if stage.is_target), "")


def _first_cause(step: Step, build: Build) -> StepId | None:
    """The step that the miss goes back to, the step itself for a cause of its own."""
    seen: set[StepId] = set()
    current: Step | None = step
    while current is not None and current.cause is not None and current.id not in seen:
        seen.add(current.id)
        if current.cause.step is None:
            return current.id
        current = build.step(current.cause.step)
    return current.id if current is not None and current.id != step.id else None


def _source(step: Step) -> Message | None:
    if step.syntax_version:
        return message("source.syntax", version=step.syntax_version)
    return message(RULE_SOURCES.get(step.rule, "source.engine")) if step.rule else None


def _remarks(step: Step, facts: Facts) -> tuple[Message, ...]:
    remarks: list[Message] = []
    if step.merged_with:
        remarks.append(message("merged.sentence", n=len(step.merged_with)))
    if facts.is_known_build and step.verdict is Verdict.CACHED and facts.has_earlier:
        remarks.append(message("cached.known"))
    return tuple(remarks)
