from __future__ import annotations

from layerviz.app.playing import play_order
from layerviz.core.analysis import Verdict
from layerviz.core.dockerfile.parsing import parse
from layerviz.core.prediction import predict
from layerviz.core.requests import BuildRequest
from tests.support.sessions import NODE_FILES, snapshot_of


def played(text: str, target: str | None = None) -> list[str]:
    request = BuildRequest(dockerfile=parse(text), context=snapshot_of(NODE_FILES), target=target)
    build = predict((), request).after
    names = {step.id: step.text for step in build.steps}
    return [names[step] for step in play_order(build)]


def test_a_stage_is_played_just_before_the_first_step_that_needs_it() -> None:
    text = (
        "FROM a AS one\nRUN 1\nFROM b AS test\nRUN 2\nFROM c\nRUN 3\nCOPY --from=one /x /x\nRUN 4\n"
    )
    assert played(text) == [
        "FROM c",
        "RUN 3",
        "FROM a AS one",
        "RUN 1",
        "COPY --from=one /x /x",
        "RUN 4",
    ]


def test_a_parent_stage_comes_first_and_only_once() -> None:
    text = "FROM a AS base\nRUN 0\nFROM base AS one\nRUN 1\nFROM base\nCOPY --from=one /x /x\n"
    assert played(text) == ["FROM a AS base", "RUN 0", "RUN 1", "COPY --from=one /x /x"]


def test_every_step_that_is_needed_is_played_once_whatever_fails() -> None:
    text = "FROM a AS one\nCOPY no-such-file /\nFROM b\nCOPY --from=one /x /x\nRUN 1\n"
    request = BuildRequest(dockerfile=parse(text), context=snapshot_of(NODE_FILES))
    build = predict((), request).after
    needed = [step.id for step in build.steps if step.verdict is not Verdict.SKIPPED]
    assert sorted(play_order(build)) == sorted(needed)


def test_thousands_of_stages_are_no_trouble() -> None:
    text = "FROM a AS s0\n" + "".join(f"FROM s{n} AS s{n + 1}\nRUN {n}\n" for n in range(1500))
    assert len(played(text)) == 1501
