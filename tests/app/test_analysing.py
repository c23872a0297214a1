from __future__ import annotations

from layerviz.app import events
from layerviz.app.analysing import Analyst, path_in_context
from layerviz.app.costing import totals_of, with_costs
from layerviz.app.requests import Analyse
from layerviz.app.samples import SampleCost
from layerviz.core.analysis import SizeOrigin, Verdict
from layerviz.core.context import EditKind
from layerviz.core.values import Record, replace
from tests.support.sessions import NODE, NODE_FILES, ROOT, Session

EDIT_SERVER = events.EditToggled("server.js", EditKind.EDIT)


class Numbers(Record):
    """A sample's numbers for the lesson's Dockerfile."""

    def cost_of(self, instruction: str, dockerfile: str) -> SampleCost | None:
        """Illustrative: as the sample node-order has them."""
        sizes = {"FROM node:20-alpine": (180, 0.0), "RUN npm install": (150, 42.0)}
        if dockerfile != "Dockerfile" or instruction not in sizes:
            return None
        size, seconds = sizes[instruction]
        return SampleCost(instruction, size_bytes=size * 1_000_000, seconds=seconds)


def last_job(session: Session) -> Analyse:
    return session.jobs_of(Analyse)[-1]


def opened(**files: str) -> Session:
    session = Session(files={**NODE_FILES, **files})
    session.do(events.OpenRequested(ROOT))
    return session


def test_copied_bytes_are_computed_and_the_rest_is_unknown() -> None:
    session = opened()
    costs = {step.text: step.cost for step in session.steps()}
    assert costs["COPY package*.json ./"].size_bytes == len(NODE_FILES["package.json"])
    assert costs["COPY . ."].size_bytes == sum(map(len, NODE_FILES.values()))
    assert costs["COPY . ."].size_origin is SizeOrigin.COMPUTED
    assert costs["WORKDIR /app"].size_bytes == 0
    assert costs["RUN npm install"].size_bytes is None
    assert costs["RUN npm install"].size_origin is SizeOrigin.UNKNOWN
    assert session.state.report().totals.full_seconds is None  # type: ignore[union-attr]  # shown


def test_a_sample_gives_its_numbers_with_their_origin() -> None:
    session = opened()
    session.do(EDIT_SERVER)
    job = replace(last_job(session), sample="lesson")
    (report,) = Analyst(lambda _: Numbers()).analyse(job)
    assert report is not None
    costs = {step.text: step.cost for step in report.analysis.after.steps}
    assert costs["FROM node:20-alpine"].size_origin is SizeOrigin.SAMPLE
    assert costs["RUN npm install"].seconds == 42.0
    assert costs["COPY . ."].size_origin is SizeOrigin.COMPUTED
    totals = report.totals
    assert totals.reused_bytes == 330_000_002
    assert totals.full_seconds == 42.0
    assert totals.rebuilt_seconds == 0.0
    assert totals.unknown_times == 1
    assert totals.size_origins == (SizeOrigin.COMPUTED, SizeOrigin.SAMPLE)


def test_a_step_that_the_builder_merges_is_counted_once() -> None:
    twice = "FROM a AS x\nRUN same\nFROM a AS y\nRUN same\n"
    text = f"{twice}FROM a\nCOPY --from=x / /\nCOPY --from=y / /\n"
    session = opened(Dockerfile=text)
    analysis = session.state.analysis()
    assert analysis is not None
    costed = with_costs(analysis, lambda text: SampleCost(text, size_bytes=1, seconds=1.0))
    runs = [step for step in analysis.after.steps if step.text == "RUN same"]
    assert runs[0].merged_with == (runs[1].id,)
    distinct = {step.key for step in analysis.after.steps}
    assert totals_of(costed.after).full_seconds == len(distinct)


def test_joining_a_linked_copy_makes_no_bytes() -> None:
    session = opened(Dockerfile="FROM a\nCOPY --link server.js /\n")
    analysis = session.state.analysis()
    assert analysis is not None
    costed = with_costs(analysis, lambda _: None)
    sizes = [step.cost.size_bytes for step in costed.after.steps]
    assert sizes == [None, len(NODE_FILES["server.js"]), 0]


def test_equal_requests_give_equal_reports_whatever_was_asked_between() -> None:
    session = opened()
    session.do(EDIT_SERVER)
    job = last_job(session)
    first = session.analyst.analyse(job)
    for number in range(30):
        text = NODE + f"RUN {number}\n"
        session.do(events.TextTyped(text, number * 10_000), events.EditsRemoved())
    assert session.analyst.analyse(job)[0].analysis == first[0].analysis  # type: ignore[union-attr]  # asked for


def test_unsaved_text_equal_to_the_disk_changes_nothing_in_the_folder() -> None:
    session = opened()
    report = session.state.report()
    assert report is not None
    assert report.context is session.state.scan.snapshot or (
        report.context == session.state.scan.snapshot
    )


def test_a_text_that_is_no_utf8_is_compared_by_its_bytes() -> None:
    session = opened(Dockerfile="FROM a\nCOPY . .\n# \udcff\n")
    assert session.verdicts() == "CC"


def test_the_ignore_file_that_counted_is_named() -> None:
    session = opened(**{".dockerignore": "server.js\n"})
    session.do(EDIT_SERVER)
    report = session.state.report()
    assert report is not None
    assert report.ignore_path == f"{ROOT}/.dockerignore"
    assert all(step.verdict is Verdict.CACHED for step in report.analysis.after.steps)


def test_paths_in_the_context_are_relative_and_others_are_none() -> None:
    assert path_in_context("/a", "/a/b/c") == "b/c"
    assert path_in_context("/a", "/ab/c") == ""
    assert path_in_context("", "/a") == ""
    assert path_in_context("/a", "/a") == ""
