"""Analyses made by hand, one for each thing that a picture must show, and words for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerviz.core.analysis import (
    Analysis,
    Build,
    Cause,
    CauseKind,
    Cost,
    SettingLine,
    SizeOrigin,
    Stage,
    StageInput,
    Step,
    StepId,
    Verdict,
)
from layerviz.core.values import replace

if TYPE_CHECKING:
    from collections.abc import Sequence

KB, MB = 1000, 1_000_000

FILES = Cause(CauseKind.FILES, paths=("server.js",))
PARENT = Cause(CauseKind.PARENT, step=StepId("0:COPY . ."))


def step(
    text: str,
    verdict: Verdict = Verdict.CACHED,
    *,
    stage: int = 0,
    number: int | None = 1,
    size: int | None = 0,
    cause: Cause | None = None,
    inputs: tuple[StageInput, ...] = (),
    seconds: float | None = None,
) -> Step:
    """A step with what pictures read; its id is its stage and text."""
    origin = SizeOrigin.SAMPLE if size is not None else SizeOrigin.UNKNOWN
    time_origin = SizeOrigin.SAMPLE if seconds is not None else SizeOrigin.UNKNOWN
    return Step(
        id=StepId(f"{stage}:{text}"),
        label=f"[{number}/9] {text}",
        stage_index=stage,
        stage=f"stage-{stage}",
        instruction=text.split(maxsplit=1)[0],
        text=text,
        line=1,
        end_line=1,
        number=number,
        of=9,
        verdict=verdict,
        cause=cause,
        key="",
        rule="R0",
        inputs=inputs,
        cost=Cost(size, origin, seconds, time_origin),
    )


def setting(text: str, *, stage: int = 0) -> SettingLine:
    """A setting; its id is its stage and text."""
    return SettingLine(StepId(f"{stage}:{text}"), stage, text.split(maxsplit=1)[0], text, 1, 1)


def build(*items: Step | SettingLine, stages: Sequence[Stage] | None = None) -> Build:
    """A build of those items in order; one stage unless stages are given, their items filled in."""
    given = stages if stages is not None else [stage_of(0, "stage-0", "node:20", is_target=True)]
    filled = tuple(
        replace(stage, items=tuple(i.id for i in items if i.stage_index == stage.index))
        for stage in given
    )
    steps = tuple(item for item in items if isinstance(item, Step))
    settings = tuple(item for item in items if isinstance(item, SettingLine))
    return Build(filled, steps, settings)


def stage_of(
    index: int,
    name: str,
    base: str,
    *,
    parent: int | None = None,
    is_needed: bool = True,
    is_target: bool = False,
) -> Stage:
    """A stage without items."""
    return Stage(index, name, True, base, parent, is_needed, is_target, 1, ())


def cached(before: Build) -> Build:
    """The build as it lies in the cache: everything needed is cached."""
    steps = tuple(
        each
        if each.verdict is Verdict.SKIPPED
        else replace(each, verdict=Verdict.CACHED, cause=None)
        for each in before.steps
    )
    return replace(before, steps=steps)


def analysis_of(after: Build, before: Build | None = None) -> Analysis:
    """The analysis of a build with itself in the cache; blocks of the same id are pairs."""
    earlier = cached(after) if before is None else before
    ids = {*(each.id for each in earlier.steps), *(line.id for line in earlier.settings)}
    later = [*(each.id for each in after.steps), *(line.id for line in after.settings)]
    pairs = tuple((each, each) for each in later if each in ids)
    return Analysis(earlier, after, pairs)


def node_good() -> Analysis:
    """package.json first, server.js edited: only the last COPY is rebuilt."""
    return analysis_of(
        build(
            step("FROM node:20-alpine", number=1, size=180 * MB),
            step("WORKDIR /app", number=2),
            step("COPY package*.json ./", number=3, size=2 * KB),
            step("RUN npm install", number=4, size=150 * MB, seconds=42),
            step("COPY . .", Verdict.REBUILT, number=5, size=2 * MB, cause=FILES, seconds=1.2),
            setting('CMD ["node", "server.js"]'),
        )
    )


def node_code_first() -> Analysis:
    """The code first, server.js edited: npm install follows."""
    return analysis_of(
        build(
            step("FROM node:20-alpine", number=1, size=180 * MB),
            step("WORKDIR /app", number=2),
            step("COPY . .", Verdict.REBUILT, number=3, size=2 * MB, cause=FILES, seconds=2),
            step(
                "RUN npm install",
                Verdict.REBUILT,
                number=4,
                size=150 * MB,
                cause=PARENT,
                seconds=42,
            ),
            setting('CMD ["node", "server.js"]'),
        )
    )


def go_stages() -> Analysis:
    """Three stages: one rebuilt, one not needed, one that depends on the first one's output."""
    out = StepId("0:RUN go build -o /out/app")
    parent = Cause(CauseKind.PARENT, step=StepId("0:COPY . ."))
    skipped = Verdict.SKIPPED
    unneeded = Cause(CauseKind.NOT_NEEDED)
    return analysis_of(
        build(
            step("FROM golang:1.22", number=1, size=823 * MB),
            step("COPY go.mod go.sum ./", number=2, size=2 * KB),
            step("RUN go mod download", number=3, size=212 * MB),
            step("COPY . .", Verdict.REBUILT, number=4, size=84 * KB, cause=FILES),
            step("RUN go build -o /out/app", Verdict.REBUILT, number=5, size=None, cause=parent),
            step("COPY . .", skipped, stage=1, number=None, size=None, cause=unneeded),
            step("RUN go test ./...", skipped, stage=1, number=None, size=None, cause=unneeded),
            step("FROM alpine:3.20", stage=2, number=1, size=7_800 * KB),
            step(
                "COPY --from=build /out/app /usr/local/bin/app",
                Verdict.DEPENDS,
                stage=2,
                number=2,
                size=None,
                cause=Cause(CauseKind.OUTPUT, paths=("/out/app",), step=out),
                inputs=(StageInput(0, "/out/app", out),),
            ),
            setting('CMD ["/usr/local/bin/app"]', stage=2),
            stages=(
                stage_of(0, "build", "golang:1.22"),
                stage_of(1, "test", "build", parent=0, is_needed=False),
                stage_of(2, "stage-2", "alpine:3.20", is_target=True),
            ),
        )
    )


def failing() -> Analysis:
    """A COPY of something that does not exist: the rest is not reached."""
    stopped = Cause(CauseKind.STOPPED, step=StepId("0:COPY mising.txt ./"))
    return analysis_of(
        build(
            step("FROM python:3.12-slim", number=1, size=130 * MB),
            step("WORKDIR /srv", number=2),
            step(
                "COPY mising.txt ./",
                Verdict.FAILS,
                number=3,
                size=None,
                cause=Cause(CauseKind.MISSING, paths=("mising.txt",)),
            ),
            step(
                "RUN pip install -r requirements.txt",
                Verdict.UNREACHED,
                number=4,
                size=None,
                cause=stopped,
            ),
            setting("EXPOSE 8000"),
            setting('CMD ["python", "-m", "app"]'),
        )
    )


def nothing_cached() -> Analysis:
    """The very first build: there is nothing in the cache."""
    new = Cause(CauseKind.NEW)
    return analysis_of(
        build(
            step("FROM node:20-alpine", Verdict.REBUILT, number=1, size=180 * MB, cause=new),
            step("COPY . .", Verdict.REBUILT, number=2, size=2 * MB, cause=new),
            setting("CMD node server.js"),
        ),
        Build(),
    )


def inserted_line() -> Analysis:
    """A line inserted in the middle and one taken out: identity is kept around them."""
    parent = Cause(CauseKind.PARENT, step=StepId("0:RUN apk add --no-cache git"))
    before = build(
        step("FROM node:20-alpine", number=1, size=180 * MB),
        step("WORKDIR /app", number=2),
        step("ENV OLD=1 is no step", number=3),
        step("COPY . .", number=4, size=2 * MB),
        setting("CMD node server.js"),
    )
    after = build(
        step("FROM node:20-alpine", number=1, size=180 * MB),
        step("WORKDIR /app", number=2),
        step(
            "RUN apk add --no-cache git",
            Verdict.REBUILT,
            number=3,
            size=21 * MB,
            cause=Cause(CauseKind.NEW),
        ),
        step("COPY . .", Verdict.REBUILT, number=4, size=2 * MB, cause=parent),
        setting("CMD node server.js"),
    )
    return analysis_of(after, before)


def long_one(count: int = 127, changed: int = 100) -> Analysis:
    """So many steps, those from the changed one on rebuilt."""
    items: list[Step | SettingLine] = [step("FROM debian:12", number=1, size=117 * MB)]
    for number in range(2, count + 1):
        is_hit = number < changed
        cause = None if is_hit else (FILES if number == changed else PARENT)
        items.append(
            step(
                f"RUN make part-{number} && make install DESTDIR=/opt/part-{number}",
                Verdict.CACHED if is_hit else Verdict.REBUILT,
                number=number,
                size=number * 37 * KB if number % 5 else 0,
                cause=cause,
            )
        )
        if number % 20 == 0:
            items.append(setting(f"ENV PART_{number}=1"))
    return analysis_of(build(*items, setting("CMD /opt/run")))


def many_stages(stages: int = 6, each: int = 20) -> Analysis:
    """Stages that take from one another, the first one rebuilt."""
    names = [
        stage_of(
            index,
            f"part{index}",
            "part0" if index == 3 else "debian:12",
            parent=0 if index == 3 else None,
            is_target=index == stages - 1,
        )
        for index in range(stages)
    ]
    items: list[Step | SettingLine] = []
    for index in range(stages):
        if index != 3:
            items.append(step("FROM debian:12", stage=index, number=1, size=117 * MB))
        for number in range(2, each + 1):
            text = f"RUN make -C /src/part{index} step-{number}"
            inputs: tuple[StageInput, ...] = ()
            verdict = Verdict.CACHED
            cause = None
            if number == 5 and index >= 1:
                source = index - 1 if index % 2 else max(0, index - 2)
                text = f"COPY --from=part{source} /out/{number} /in/"
                inputs = (StageInput(source, f"/out/{number}", None),)
            if index == 0 and number >= 15:
                verdict = Verdict.REBUILT
                cause = FILES if number == 15 else PARENT
            items.append(
                step(
                    text,
                    verdict,
                    stage=index,
                    number=number,
                    size=number * 100 * KB,
                    cause=cause,
                    inputs=inputs,
                )
            )
    return analysis_of(build(*items, stages=names))
