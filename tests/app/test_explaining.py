from __future__ import annotations

import itertools

import pytest

from layerviz.app import events
from layerviz.app.explaining import Explanation, explain, explain_setting, short_of
from layerviz.app.explaining_cached import kept_steps
from layerviz.app.explaining_names import Facts
from layerviz.app.messages import Message, diagnostic_message, stop_message
from layerviz.app.suggesting import suggestions
from layerviz.app.wording import LANGUAGES, Wording
from layerviz.core.analysis import (
    Analysis,
    Build,
    Cause,
    CauseKind,
    Stage,
    Step,
    StepId,
    Verdict,
)
from layerviz.core.context import ContextEdit, EditKind
from layerviz.core.dockerfile.parsing import parse
from layerviz.core.prediction import predict
from tests.support.casefiles import recorded_cases
from tests.support.cases import requests_of
from tests.support.sessions import NODE, NODE_FILES, ROOT, Session

WORDS = {language: Wording(language) for language in LANGUAGES}


def step(verdict: Verdict, cause: Cause | None, text: str = "COPY a b", rule: str = "R8") -> Step:
    return Step(
        id=StepId(text),
        label=f"[2/3] {text}",
        stage_index=0,
        stage="stage-0",
        instruction=text.split(maxsplit=1)[0],
        text=text,
        line=2,
        end_line=2,
        number=2,
        of=3,
        verdict=verdict,
        cause=cause,
        key="k",
        rule=rule,
    )


STAGE = Stage(0, "stage-0", False, "a", None, True, True, 1, (StepId("COPY a b"),))
LOWER = step(Verdict.REBUILT, Cause(CauseKind.TEXT), "RUN make")


def said(words: Wording, found: Explanation) -> list[str]:
    messages = [found.headline, found.sentence, found.short, *found.remarks, found.rule]
    messages += [found.source, *(row.name for row in found.rows)]
    return [check(words, each) for each in messages if each is not None]


def check(words: Wording, found: Message) -> str:
    """The message in words; its code must be in the catalogue, its places filled."""
    assert words.has(found.code), found.code
    text = words.say(found)
    assert text
    assert "{" not in text or "{" in str(found.values), text
    return text


INSTRUCTIONS = ("FROM a", "RUN x", "COPY a b", "WORKDIR /w", "ADD u v")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(CauseKind))
def test_every_verdict_and_cause_has_its_sentences(kind: CauseKind, language: str) -> None:
    causes = (
        Cause(kind),
        Cause(kind, paths=("p/q.txt",), names=("N",), step=LOWER.id),
        Cause(kind, paths=tuple("abcdef"), names=("N", "M")),
        Cause(kind, step=StepId("gone")),
    )
    for verdict, text, cause in itertools.product(Verdict, INSTRUCTIONS, causes):
        shown = step(verdict, cause, text)
        build = Build(stages=(STAGE,), steps=(LOWER, shown))
        for has_earlier in (True, False):
            said(WORDS[language], explain(shown, build, Facts(has_earlier=has_earlier)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_reasons_on_blocks_are_short(language: str) -> None:
    for kind in CauseKind:
        cause = Cause(kind, paths=("server.js",), names=("V",), step=LOWER.id)
        for verdict in (Verdict.REBUILT, Verdict.DEPENDS):
            shown = step(verdict, cause)
            build = Build(stages=(STAGE,), steps=(LOWER, shown))
            text = check(WORDS[language], short_of(shown, build, Facts()))
            assert len(text) <= 32, text


def test_every_rule_is_explained() -> None:
    for words in WORDS.values():
        assert [n for n in range(1, 35) if not words.has(f"rule.R{n}")] == []


def test_every_recorded_case_can_be_explained() -> None:
    for _, case in recorded_cases():
        requests = requests_of(case)
        analysis = predict(requests[:-1], requests[-1])
        facts = Facts(dockerfile=requests[-1].dockerfile, ignore=requests[-1].ignore)
        for words in WORDS.values():
            explain_all(words, analysis, facts)


def explain_all(words: Wording, analysis: Analysis, facts: Facts) -> None:
    build = analysis.after
    for shown in build.steps:
        said(words, explain(shown, build, facts))
    for setting in build.settings:
        said(words, explain_setting(setting))
    for problem in build.diagnostics:
        check(words, diagnostic_message(problem))
    kept = kept_steps(build, facts)
    for each in () if kept is None else (kept.heading, *kept.sentences):
        check(words, each)


# --- what a learner reads


def node_session(*happened: events.Event, **files: str) -> Session:
    session = Session(files={**NODE_FILES, **files})
    session.do(events.OpenRequested(ROOT), *happened)
    return session


def sentences(session: Session, language: str = "en") -> list[str]:
    report = session.state.report()
    assert report is not None
    build = report.analysis.after
    words = WORDS[language]
    return [words.say(explain(each, build, report.facts).sentence) for each in build.steps]


def edited(path: str, kind: EditKind = EditKind.EDIT, mode: int = 0) -> events.EditAdded:
    return events.EditAdded(ContextEdit(kind, path, mode=mode))


def test_the_lesson_is_told_in_plain_words() -> None:
    assert sentences(node_session(edited("server.js")))[2:] == [
        "server.js is not among package*.json, so step 3 has the same checksum.",
        "It runs the same command on the same layer below: nothing to redo.",
        "It copies server.js, and server.js is not the file that it was.",
    ]
    assert sentences(node_session(edited("server.js")), "ja")[4] == (
        "server.js をコピーしますが、その内容が前回のビルドから変わっています。"
    )


def test_what_follows_names_the_step_that_it_follows() -> None:
    told = sentences(node_session(edited("package.json")))
    assert told[3].startswith("It stands on step 3, and that is rebuilt.")
    report = node_session(edited("package.json")).state.report()
    assert report is not None
    build = report.analysis.after
    assert explain(build.steps[3], build, report.facts).first_cause == build.steps[2].id


def test_an_ignored_file_is_told_with_its_pattern() -> None:
    session = Session(files={**NODE_FILES, ".dockerignore": "*.log\n"})
    session.do(events.OpenRequested(ROOT), edited("debug.log"))
    assert sentences(session)[4] == (
        "debug.log is left out by .dockerignore (line 1: *.log), so the builder never sees it."
    )


def test_a_touched_file_and_a_changed_mode_are_told_apart() -> None:
    assert sentences(node_session(edited("server.js", EditKind.TOUCH)))[4].startswith(
        "Only the time of server.js has changed."
    )
    assert sentences(node_session(edited("server.js", EditKind.CHMOD, 0o755)))[4].startswith(
        "It copies server.js, and the permissions of server.js have changed."
    )


def test_a_dockerfile_that_copies_itself_is_told_so() -> None:
    session = node_session(events.TextTyped(NODE + "# note\n", 0))
    assert "Dockerfile lies in it" in sentences(session)[4]


def test_a_command_that_fetches_is_told_to_be_maybe_out_of_date() -> None:
    session = node_session(Dockerfile="FROM a\nRUN apt-get update && apt-get install -y curl\n")
    assert sentences(session)[1].startswith("Only the text of the command counts")


def test_what_is_kept_is_told_together() -> None:
    report = node_session(edited("server.js")).state.report()
    assert report is not None
    kept = kept_steps(report.analysis.after, report.facts)
    assert kept is not None
    assert WORDS["en"].say(kept.heading) == "1 – 4 come from the cache"
    assert len(kept.sentences) == 2


def test_the_ingredients_that_changed_come_first() -> None:
    report = node_session(edited("server.js")).state.report()
    assert report is not None
    build = report.analysis.after
    rows = explain(build.steps[4], build, report.facts).rows
    assert rows[0].is_changed
    assert not rows[-1].is_changed


def test_suggestions_do_what_they_say() -> None:
    session = node_session(edited("server.js"))
    found = suggestions(session.state)
    assert [WORDS["en"].say(each.text) for each in found] == [
        "What if package.json changes too?",
        "What if COPY . . came first?",
    ]
    session.do(found[0].event)
    assert session.verdicts() == "CCRRR"
    session.do(events.Undo(), found[1].event)
    assert session.verdicts(1) == "CCRRR"


def test_an_order_that_costs_much_is_suggested_to_be_turned_round() -> None:
    session = node_session(edited("server.js"), Dockerfile="FROM a\nCOPY . .\nRUN npm install\n")
    (later, *_) = suggestions(session.state)
    assert WORDS["en"].say(later.text) == "What if COPY . . came later?"
    session.do(later.event)
    assert session.verdicts(1) == "CCR"


def test_nothing_is_suggested_while_the_build_fails() -> None:
    assert suggestions(node_session(Dockerfile="RNU x\n").state) == ()


# --- what is wrong


def test_a_typo_is_told_with_what_was_meant_and_where_the_builder_stops() -> None:
    problems = parse("FROM a\nRNU x\n").diagnostics
    words = WORDS["en"]
    assert words.say(diagnostic_message(problems[0])) == "RNU is no instruction. Did you mean RUN?"
    stop = stop_message(problems)
    assert stop is not None
    assert words.say(stop) == ("docker build stops at line 2; shown as if that line were absent")
    assert stop_message(()) is None
