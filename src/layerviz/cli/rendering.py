"""A prediction as text for people and as JSON for programs.

The text is a table: line, verdict, and the step's label as `docker build` prints it, with the cause
below it. It is cut to the width of a terminal, and complete elsewhere. The JSON is schema 1, which
scripts rely on: a field may be added, none is renamed or dropped.
"""

from __future__ import annotations

from layerviz.app.explaining import sentence_of, short_of
from layerviz.app.explaining_names import Facts
from layerviz.app.messages import FAILING_STEP, diagnostic_message, message, stop_message
from layerviz.app.sample_folders import PREFIX
from layerviz.cli.arguments import EVERY_BASE
from layerviz.cli.columns import display_width, elided, one_line, padded, wrapped
from layerviz.core.analysis import Verdict
from layerviz.core.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerviz.app.image_samples import ImageSample, VariantTable
    from layerviz.app.messages import Message
    from layerviz.app.samples import Sample
    from layerviz.app.wording import Wording
    from layerviz.cli.arguments import PredictArguments
    from layerviz.cli.asking import Answer
    from layerviz.core.analysis import Build, Cause, SettingLine, Step, StepId
    from layerviz.core.diagnostics import Diagnostic

SCHEMA = 1
MOST_TOLD = 20
MOST_COLUMNS = 1_000
"""Of what is wrong: enough for any Dockerfile. A file of rubbish must not flood the terminal."""
LEAST_ROOM = 20
"""Columns that a label gets even in a terminal that is too narrow."""
_COLOURS = {
    Verdict.CACHED: "32",
    Verdict.REBUILT: "1;38;5;166",
    Verdict.DEPENDS: "33",
    Verdict.SKIPPED: "2",
    Verdict.FAILS: "1;31",
    Verdict.UNREACHED: "2",
}
_DIM = "2"
_BOLD = "1"


class Paper:
    """How wide the text may be and whether it has colours; `width` None is as wide as it takes."""

    __slots__ = ("has_colours", "width")

    def __init__(self, width: int | None = None, *, has_colours: bool = False) -> None:
        self.width = width
        self.has_colours = has_colours

    def painted(self, text: str, colour: str) -> str:
        """The text in a colour, if there are any."""
        return f"\x1b[{colour}m{text}\x1b[0m" if self.has_colours and text else text


def as_json(found: Answer, wording: Wording) -> str:
    """The machine form of the build after the edit, on one line."""
    import json  # most runs print text, and have no time for it

    analysis = found.analysis
    build = analysis.after
    labels = {step.id: step.label for each in (analysis.before, build) for step in each.steps}
    plain = {
        "schema": SCHEMA,
        "buildable": build.is_buildable,
        "steps": [_plain_step(step, labels) for step in build.steps],
        "settings": [_plain_setting(setting, build) for setting in build.settings],
        "diagnostics": [_plain_diagnostic(each, wording) for each in build.diagnostics],
        "summary": {verdict.value: build.count(verdict) for verdict in Verdict},
    }
    return json.dumps(plain, ensure_ascii=False)


def as_text(
    found: Answer, arguments: PredictArguments, wording: Wording, paper: Paper
) -> list[str]:
    """The lines for people: what happened, what the builder refuses, the table, the totals."""
    build = found.analysis.after
    lines = [
        paper.painted(each, _BOLD) for each in wrapped(_title(arguments, wording), paper.width)
    ]
    lines += _trouble(build.diagnostics, wording, paper)
    facts = Facts(
        dockerfile=found.dockerfile,
        ignore=found.ignore,
        edits=arguments.edits,
        dockerfile_paths=(found.dockerfile_in_context,) if found.dockerfile_in_context else (),
    )
    lines += ["", *table(build, facts, wording, paper), "", _summary(build, wording)]
    profile = wording.text(
        "cli.profile", store=arguments.store, transfer=wording.text(f"cli.{arguments.transfer}")
    )
    lines += [paper.painted(each, _DIM) for each in wrapped(profile, paper.width)]
    return lines


def sample_list(samples: Sequence[Sample], language: str, paper: Paper) -> list[str]:
    """A line for each sample: how to name it, its title, and the question that it answers."""
    rows = [(each.name, each.title.of(language), each.question.of(language)) for each in samples]
    return _listed(rows, paper)


def image_sample_list(
    images: Sequence[ImageSample], table: VariantTable, wording: Wording, paper: Paper
) -> list[str]:
    """The sample images in their own section, and the lesson's table of sizes."""
    language = wording.language
    rows = [(each.name, each.title.of(language), each.story.of(language)) for each in images]
    lines = [paper.painted(wording.text("image.samples"), _BOLD), *_listed(rows, paper), ""]
    lines.append(paper.painted(wording.text("image.variants", month=table.as_of), _BOLD))
    width = max(display_width(each.reference) for each in table.rows)
    lines += [
        f"  {padded(each.reference, width)}  {wording.size(each.size_bytes):>7}"
        for each in table.rows
    ]
    return lines


def _listed(rows: Sequence[tuple[str, str, str]], paper: Paper) -> list[str]:
    """Names, titles and, below them, a few words about each."""
    names = [f"{PREFIX}{name}" for name, _, _ in rows]
    name_width = max(map(display_width, names), default=0)
    lines: list[str] = []
    for name, (_, title, words) in zip(names, rows, strict=True):
        lines.append(f"{paper.painted(padded(name, name_width), _BOLD)}  {title}")
        room = None if paper.width is None else max(paper.width - name_width - 2, LEAST_ROOM)
        lines += [
            " " * (name_width + 2) + paper.painted(line, _DIM)
            for part in words.split("\n")
            for line in wrapped(part, room)
        ]
    return lines


def _plain_step(step: Step, labels: dict[StepId, str]) -> dict[str, object]:
    return {
        "label": step.label,
        "stage": step.stage,
        "number": step.number,
        "of": step.of,
        "instruction": step.instruction,
        "text": step.text,
        "line": step.line,
        "end_line": step.end_line,
        "verdict": step.verdict.value,
        "cause": _plain_cause(step.cause, labels),
        "key": step.key or None,
        "rule": step.rule,
        "syntax": step.syntax_version or None,
    }


def _plain_cause(cause: Cause | None, labels: dict[StepId, str]) -> dict[str, object] | None:
    if cause is None:
        return None
    return {
        "kind": cause.kind.value,
        "paths": list(cause.paths),
        "names": list(cause.names),
        "step": labels.get(cause.step) if cause.step is not None else None,
    }


def _plain_setting(setting: SettingLine, build: Build) -> dict[str, object]:
    stages = {stage.index: stage.name for stage in build.stages}
    return {
        "stage": stages.get(setting.stage_index),
        "instruction": setting.instruction,
        "text": setting.text,
        "line": setting.line,
        "end_line": setting.end_line,
    }


def _plain_diagnostic(diagnostic: Diagnostic, wording: Wording) -> dict[str, object]:
    span = diagnostic.span
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "line": span.line if span else None,
        "end_line": span.end_line if span else None,
        "message": wording.say(diagnostic_message(diagnostic)),
        "builder_message": diagnostic.builder_message,
    }


def _trouble(diagnostics: tuple[Diagnostic, ...], wording: Wording, paper: Paper) -> list[str]:
    """What the builder refuses, in the builder's words and in ours; what stops it comes last.

    A step that fails is told in the table, below the step.
    """
    told = [each for each in diagnostics if each.code != FAILING_STEP]
    lines: list[str] = []
    for diagnostic in told[:MOST_TOLD]:
        colour = _COLOURS[Verdict.FAILS] if diagnostic.is_error else _DIM
        text = elided(one_line(_diagnostic_text(diagnostic, wording)), MOST_COLUMNS)
        lines += [paper.painted(line, colour) for line in wrapped(text, paper.width)]
    if len(told) > MOST_TOLD:
        lines.append(wording.text("cli.more-problems", n=len(told) - MOST_TOLD))
    stop = stop_message(tuple(told))
    if stop is not None:
        lines += wrapped(wording.say(stop), paper.width)
    return ["", *lines] if lines else []


def _diagnostic_text(diagnostic: Diagnostic, wording: Wording) -> str:
    said = wording.say(diagnostic_message(diagnostic))
    said = _with_builder_words(said, diagnostic.builder_message, wording)
    if diagnostic.span is None:
        return said
    return wording.text("cli.at-line", line=diagnostic.span.line, said=said)


def _with_builder_words(said: str, words: str, wording: Wording) -> str:
    if not words or words in said:
        return said
    return wording.text("cli.builder-says", said=said, words=words)


class _Line(Value):
    """A line of the table, and what is said below it."""

    line: int
    stage_index: int
    word: str
    colour: str
    label: str
    remark: str = ""
    mark: str = ""


def table(build: Build, facts: Facts, wording: Wording, paper: Paper) -> list[str]:
    """The lines of the table: every step and setting in file order, stages apart."""
    lines = _table_lines(build, facts, wording)
    if not lines:
        return []
    word_width = max(display_width(each.word) for each in lines)
    number_width = max(len(str(each.line)) for each in lines)
    indent = number_width + word_width + 6
    room = None if paper.width is None else max(paper.width - indent, LEAST_ROOM)
    printed: list[str] = []
    stage_index = lines[0].stage_index
    for each in lines:
        if each.stage_index != stage_index:
            stage_index = each.stage_index
            printed.append("")
        number = paper.painted(f"{each.line:>{number_width}}", _DIM)
        word = paper.painted(padded(each.word, word_width), each.colour)
        printed.append(f"  {number}  {word}  {elided(one_line(each.label), room)}")
        for remark in filter(None, (each.remark, each.mark)):
            below = wrapped(one_line(remark), room)
            printed += [" " * indent + line for line in below]
    return printed


def _table_lines(build: Build, facts: Facts, wording: Wording) -> list[_Line]:
    setting = wording.text("verdict.setting")
    lines = [
        _Line(each.line, each.stage_index, setting, _DIM, each.text) for each in build.settings
    ]
    told: set[tuple[int, str]] = set()
    for step in build.steps:
        word = wording.text(f"verdict.{step.verdict.value}")
        remark, again = _remarks(step, build, facts, wording)
        if (step.stage_index, remark) in told:
            remark = again
        told.add((step.stage_index, remark))
        mark = ""
        if step.syntax_version:
            mark = wording.text("source.syntax", version=step.syntax_version)
        colour = _COLOURS[step.verdict]
        lines.append(_Line(step.line, step.stage_index, word, colour, step.label, remark, mark))
    return sorted(lines, key=lambda each: (each.line, each.stage_index))


def _remarks(step: Step, build: Build, facts: Facts, wording: Wording) -> tuple[str, str]:
    """Why, and what stands there if the stage has said so before.

    A whole sentence where something begins, a few words where it only follows.
    """
    cause = step.cause
    if cause is None:
        return "", ""
    short = wording.say(short_of(step, build, facts))
    if step.verdict in (Verdict.SKIPPED, Verdict.UNREACHED):
        return short, ""
    if cause.follows:
        return short, short
    said = wording.say(sentence_of(step, build, facts))
    if step.rule:
        said = wording.text("cli.by-rule", said=said, rule=step.rule)
    if step.verdict is Verdict.FAILS:
        said = _with_builder_words(said, _words_about(step, build), wording)
    return said, short


def _words_about(step: Step, build: Build) -> str:
    """What the builder prints about a step that fails."""
    for diagnostic in build.diagnostics:
        if diagnostic.code == FAILING_STEP and dict(diagnostic.values).get("step") == step.label:
            return diagnostic.builder_message
    return ""


def _title(arguments: PredictArguments, wording: Wording) -> str:
    """What is compared: the targets, and what happens between them."""
    targets = arguments.before
    if arguments.after or arguments.after_file:
        targets += f" → {arguments.after or arguments.after_file}"
    happened = [wording.say(each) for each in _happenings(arguments)]
    if not happened and not (arguments.after or arguments.after_file):
        happened = [wording.text("edit.none")]
    if not happened:
        return one_line(targets)
    return one_line(wording.text("cli.title", targets=targets, happened=tuple(happened)))


def _happenings(arguments: PredictArguments) -> list[Message]:
    found = [
        message(
            f"edit.{edit.kind.value}",
            path=edit.path,
            new_path=edit.new_path,
            mode=f"{edit.mode:o}",
        )
        for edit in arguments.edits
    ]
    for name, given in arguments.after_build_args:
        if dict(arguments.build_args).get(name) != given:
            found.append(message("edit.build-arg", name=name, value=given))
    if arguments.after_target != arguments.target:
        found.append(message("edit.target", target=arguments.after_target))
    for name in arguments.bases_changed:
        every = name == EVERY_BASE
        found.append(message("cli.every-base") if every else message("edit.base", image=name))
    return found


def _summary(build: Build, wording: Wording) -> str:
    """How many steps have which verdict; those that none has are left out."""
    counts = [
        message("cli.count", count=build.count(verdict), word=message(f"verdict.{verdict.value}"))
        for verdict in Verdict
        if build.count(verdict)
    ]
    return wording.text("list.separator").join(map(wording.say, counts)) or wording.text(
        "cli.no-steps"
    )
