"""The worker primitive: answers arrive, the latest wins, cancelling is prompt."""

from __future__ import annotations

import threading

from pytestqt.qtbot import QtBot

from layerviz.app.jobs import JobContext
from layerviz.ui.work import Workers


def fail(problem: Exception) -> None:
    raise problem


def never(answer: object) -> None:
    raise AssertionError(answer)


def test_an_answer_arrives_on_this_thread(qtbot: QtBot) -> None:
    workers, answers = Workers(), list[int]()
    workers.run(lambda _context: 42, answers.append, fail)
    qtbot.waitUntil(lambda: answers == [42])
    assert workers.close()


def test_within_a_group_the_latest_wins(qtbot: QtBot) -> None:
    workers, answers = Workers(threads=2), list[str]()
    go = threading.Event()

    def slow(context: JobContext) -> str:
        go.wait(5)
        context.check()
        return "old"

    workers.run(slow, answers.append, fail, group="g")
    workers.run(lambda _context: "new", answers.append, fail, group="g")
    go.set()
    qtbot.waitUntil(lambda: workers.is_idle)
    assert answers == ["new"]
    assert workers.close()


def test_a_failure_is_handed_on(qtbot: QtBot) -> None:
    workers, problems = Workers(), list[Exception]()

    def broken(_context: JobContext) -> None:
        raise ValueError("broken")

    workers.run(broken, never, problems.append)
    qtbot.waitUntil(lambda: len(problems) == 1)
    assert workers.close()


def test_closing_cancels_what_still_runs(qtbot: QtBot) -> None:
    workers = Workers()
    begun = threading.Event()

    def endless(context: JobContext) -> None:
        begun.set()
        while True:
            context.check()

    workers.run(endless, never, fail)
    assert begun.wait(5)
    assert workers.close(wait_ms=2000)
