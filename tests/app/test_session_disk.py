"""What is typed and what lies on disk: saving, and changes made by others."""

from __future__ import annotations

import pytest

from layerviz.app import events
from layerviz.app.requests import AskForPlace, ReadFile, SaveFile
from layerviz.core.diagnostics import Diagnostic, Severity
from tests.support.sessions import CODE_FIRST, NODE, ROOT, Session

DOCKERFILE = f"{ROOT}/Dockerfile"


def opened() -> Session:
    session = Session()
    session.do(events.OpenRequested(ROOT))
    return session


def test_saving_writes_what_is_typed_and_expects_what_was_read() -> None:
    session = opened()
    session.do(events.TextTyped(NODE + "RUN true\n", 0))
    assert session.state.is_dirty(0)
    session.do(events.SaveRequested())
    assert not session.state.is_dirty(0)
    assert session.jobs_of(SaveFile) == [SaveFile(DOCKERFILE, NODE + "RUN true\n", 0, NODE)]


def test_a_new_order_asks_for_a_place_and_takes_it() -> None:
    session = opened()
    session.do(events.LineMoved(5, 5, 3), events.SaveRequested())
    assert session.jobs_of(AskForPlace) == [AskForPlace(1, "Dockerfile")]
    session.do(events.SaveRequested(path=f"{ROOT}/Dockerfile.new"))
    assert session.state.sheet.path == f"{ROOT}/Dockerfile.new"
    assert not session.state.is_dirty(1)


def test_a_failed_save_loses_nothing() -> None:
    session = opened()
    session.do(events.TextTyped("FROM a\n", 0))
    session.do(events.SaveFailed(DOCKERFILE, Diagnostic("save-failed", Severity.ERROR)))
    assert session.state.sheet.text == "FROM a\n"
    assert session.state.is_dirty(0)


def test_a_dockerfile_changed_on_disk_is_followed_where_nothing_is_typed() -> None:
    session = opened()
    session.files["Dockerfile"] = CODE_FIRST
    session.do(events.FileChangedOnDisk(("Dockerfile",)))
    assert session.jobs_of(ReadFile) == [ReadFile(DOCKERFILE)]
    assert session.state.sheet.text == CODE_FIRST
    assert session.verdicts() == "CCRR"


@pytest.mark.parametrize("is_taken", [True, False])
def test_a_dockerfile_changed_on_disk_never_overwrites_what_is_typed(is_taken: bool) -> None:
    session = opened()
    session.do(events.TextTyped("FROM mine\n", 0))
    session.files["Dockerfile"] = CODE_FIRST
    session.do(events.FileChangedOnDisk(("Dockerfile",)))
    assert session.state.sheet.text == "FROM mine\n"
    known = session.state.disk_text(DOCKERFILE)
    assert known is not None
    assert known.newer == CODE_FIRST
    session.do(events.SaveRequested())
    assert session.jobs_of(SaveFile) == []
    decide = events.DiskTextTaken if is_taken else events.DiskTextRefused
    session.do(decide(DOCKERFILE))
    assert session.state.sheet.text == (CODE_FIRST if is_taken else "FROM mine\n")
    session.do(*([events.Undo()] if is_taken else [events.SaveRequested()]))
    assert session.state.sheet.text == "FROM mine\n"


def test_a_dockerfile_that_vanishes_is_told_and_kept() -> None:
    session = opened()
    del session.files["Dockerfile"]
    session.do(events.FileChangedOnDisk(("Dockerfile",)))
    assert [notice.diagnostic.code for notice in session.state.notices] == ["dockerfile-gone"]
    assert session.state.sheet.text == NODE
    session.files["Dockerfile"] = NODE
    session.do(events.FileChangedOnDisk(("Dockerfile",)))
    assert session.state.notices == ()


def test_a_file_saved_in_another_editor_is_a_real_edit() -> None:
    session = opened()
    session.files["server.js"] = "listen(8080)"
    session.do(events.FileChangedOnDisk(("server.js",)))
    assert session.verdicts() == "CCCCR"


def test_a_dockerfile_that_never_was_is_not_told_as_vanished() -> None:
    session = Session({"server.js": "1", "Dockerfile": ""})
    session.do(events.OpenRequested(ROOT))
    del session.files["Dockerfile"]
    session.do(events.FileChangedOnDisk(("Dockerfile",)))
    assert session.state.notices == ()
