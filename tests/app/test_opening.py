from __future__ import annotations

from collections.abc import Mapping

from layerviz.app import events
from layerviz.app.drafting import content_from_draft, draft_from_state, is_worth_restoring
from layerviz.app.opening import bytes_of, open_project, text_of
from layerviz.app.requests import OpenProject, Presentation
from layerviz.core.context import ContextEdit, EditKind
from layerviz.core.diagnostics import Diagnostic, Severity
from layerviz.core.values import Record
from tests.support.sessions import NODE, ROOT, Session


class Spot(Record):
    """Where a target lies."""

    context_root: str
    dockerfile: str
    sample: str = ""


class Folder:
    """One folder in memory."""

    def __init__(self, files: Mapping[str, bytes | str]) -> None:
        self.files = files

    def locate(self, target: str, file: str = "") -> Spot | Diagnostic:
        """The folder, for any target but one that is missing."""
        if target == "missing":
            return problem("target-missing")
        return Spot(context_root=ROOT, dockerfile=f"{ROOT}/{file or 'Dockerfile'}")

    def read_dockerfile(self, path: str) -> bytes | Diagnostic:
        """A file's bytes; a text stands for the code of a problem."""
        found = self.files.get(path.removeprefix(f"{ROOT}/"), "dockerfile-missing")
        return problem(found) if isinstance(found, str) else found

    def dockerfiles_in(self, folder: str) -> tuple[str, ...]:
        """All files there are."""
        return tuple(f"{folder}/{name}" for name in self.files)


def problem(code: str) -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, None, (("path", "p"),))


def opened(
    files: Mapping[str, bytes | str], presentation: Presentation | None = None, target: str = "x"
) -> events.ProjectOpened | events.OpenFailed:
    return open_project(OpenProject(7, target, presentation or Presentation()), Folder(files))


def test_a_folder_opens_with_its_dockerfile_and_knows_the_others() -> None:
    found = opened({"Dockerfile": b"FROM a\n", "Dockerfile.dev": b"FROM b\n"})
    assert isinstance(found, events.ProjectOpened)
    assert [sheet.text for sheet in found.sheets] == ["FROM a\n"]
    assert found.project.dockerfiles == (f"{ROOT}/Dockerfile", f"{ROOT}/Dockerfile.dev")
    assert found.generation == 7


def test_two_orders_open_side_by_side_with_the_main_one_in_focus() -> None:
    shown = Presentation(view="compare", beside="Dockerfile.dev", is_question=True)
    found = opened({"Dockerfile": b"FROM a\n", "Dockerfile.dev": b"FROM b\n"}, shown)
    assert isinstance(found, events.ProjectOpened)
    assert [sheet.text for sheet in found.sheets] == ["FROM b\n", "FROM a\n"]
    assert found.side == 1
    assert found.presentation == shown


def test_without_the_other_order_one_is_shown_alone() -> None:
    shown = Presentation(view="compare", beside="gone")
    found = opened({"Dockerfile": b"FROM a\n"}, shown)
    assert isinstance(found, events.ProjectOpened)
    assert found.presentation.view == "build"
    assert len(found.sheets) == 1


def test_a_folder_without_the_usual_dockerfile_opens_with_another_one() -> None:
    found = opened({"web.Dockerfile": b"FROM w\n"})
    assert isinstance(found, events.ProjectOpened)
    assert found.sheets[0].path == f"{ROOT}/web.Dockerfile"


def test_a_folder_without_any_can_be_given_one() -> None:
    found = opened({})
    assert isinstance(found, events.ProjectOpened)
    assert found.sheets[0].text == ""
    assert [each.code for each in found.problems] == ["dockerfile-missing"]


def test_an_empty_dockerfile_opens_and_says_so() -> None:
    found = opened({"Dockerfile": "dockerfile-empty"})
    assert isinstance(found, events.ProjectOpened)
    assert [each.code for each in found.problems] == ["dockerfile-empty"]


def test_what_typing_cannot_mend_is_not_opened() -> None:
    for files, target in (({"Dockerfile": "dockerfile-denied"}, "x"), ({}, "missing")):
        assert isinstance(opened(files, target=target), events.OpenFailed)


def test_bytes_that_are_no_text_survive_being_opened_and_saved() -> None:
    raw = b"\xef\xbb\xbfFROM a\r\n# \xff\xfe\n"
    assert bytes_of(text_of(raw)) == raw


# --- drafts


def test_a_draft_brings_back_all_that_was_typed_and_imagined() -> None:
    session = Session()
    session.do(events.OpenRequested(ROOT), events.TextTyped(NODE + "RUN x\n", 0))
    session.do(events.LineMoved(5, 5, 3), events.IgnoreTyped("*.md", 0))
    session.do(events.EditAdded(ContextEdit(EditKind.CHMOD, "server.js", mode=0o755)))
    session.do(events.BuildArgSet("V", "1"), events.BaseChanged("a", is_changed=True))
    session.do(events.NoCacheSet(is_on=True), events.SettingChanged("store", "overlay2"))
    session.do(events.AssumptionSet(session.steps()[0].id, is_same=False))
    session.do(events.TargetChosen("t"))
    draft = draft_from_state(session.state)
    assert draft is not None
    assert content_from_draft(draft) == session.state.content
    assert not is_worth_restoring(session.state, session.state.content)


def test_what_is_saved_needs_no_draft() -> None:
    session = Session()
    assert draft_from_state(session.state) is None
    session.do(events.OpenRequested(ROOT))
    assert draft_from_state(session.state) is None


def test_a_draft_with_anything_odd_is_worth_nothing() -> None:
    session = Session()
    session.do(events.OpenRequested(ROOT), events.TextTyped("FROM a\n", 0))
    draft = draft_from_state(session.state)
    assert draft is not None
    odd: list[tuple[str, object]] = [
        ("version", 2),
        ("sheets", []),
        ("sheets", [["a", 1]]),
        ("edits", [["burn", "x", "", 0]]),
        ("store", "cloud"),
        ("build_args", 7),
    ]
    for name, given in odd:
        assert content_from_draft({**draft, name: given}) is None
    assert content_from_draft({}) is None
