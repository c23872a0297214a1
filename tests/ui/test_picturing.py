"""The words of a picture that is made again and again are those of one made anew."""

from __future__ import annotations

import pytest

from layerviz.app import events
from layerviz.core.context import ContextEdit, EditKind
from layerviz.ui.picturing import PictureWords
from layerviz.ui.translation import Translator
from tests.support.sessions import NODE, NODE_FILES, ROOT, Session

HAPPENED: list[events.Event] = [
    events.OpenRequested(ROOT),
    events.EditAdded(ContextEdit(EditKind.EDIT, "server.js")),
    events.EditAdded(ContextEdit(EditKind.TOUCH, "package.json")),
    events.EditAdded(ContextEdit(EditKind.EDIT, "debug.log")),
    events.EditAdded(ContextEdit(EditKind.RENAME, "debug.log", new_path="package-lock.json")),
    events.EditsRemoved("server.js"),
    events.EditAdded(ContextEdit(EditKind.EDIT, "other.txt")),
    events.EditAdded(ContextEdit(EditKind.CHMOD, "package.json", mode=0o600)),
    events.TextTyped(NODE.replace("npm install", "npm ci"), 10),
    events.EditsRemoved(),
    events.TextTyped("FROM node:20\nRUN true\n" + NODE.partition("\n")[2], 5000),
]


@pytest.mark.usefixtures("qapp")
def test_words_kept_from_earlier_pictures_are_those_that_would_be_said_anew() -> None:
    words = Translator("en")
    kept = PictureWords(words)
    session = Session({**NODE_FILES, "other.txt": "1"})
    for event in HAPPENED:
        session.do(event)
        report = session.state.report()
        assert report is not None
        build = report.analysis.after
        told = kept.after(build, report.facts)
        assert told == PictureWords(words).after(build, report.facts)


@pytest.mark.usefixtures("qapp")
def test_where_nothing_was_edited_no_words_are_put_together_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = PictureWords(Translator("en"))
    session = Session()
    session.do(events.OpenRequested(ROOT))
    report = session.state.report()
    assert report is not None
    first = kept.after(report.analysis.after, report.facts)
    monkeypatch.setattr("layerviz.ui.picturing.sentence_of", None)
    assert kept.after(report.analysis.after, report.facts) == first
