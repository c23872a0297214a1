"""The models behave as Qt wants them to, and change by the smallest steps."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from layerviz.core.context import ContextEdit, Directory, EditKind, File
from layerviz.ui.models.context_model import NAME, STATE, ContextModel
from layerviz.ui.models.context_rows import TreeContent, matching
from layerviz.ui.models.found_model import FoundModel
from layerviz.ui.models.list_model import ListModel, ListRow
from layerviz.ui.translation import Translator


def tree(*names: str) -> Directory:
    inner = Directory(0o755, {"deep.txt": File(0o644, 3, "d")})
    entries: dict[str, File | Directory] = {name: File(0o644, 1, name) for name in names}
    return Directory(0o755, {**entries, "src": inner})


def test_the_tree_is_a_proper_model(qtmodeltester: ModelTester, qtbot: QtBot) -> None:
    model = ContextModel(Translator("en"))
    model.show(TreeContent(root=tree("a", "b")))
    model.index_of("src/deep.txt")
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]  # pytest-qt has no types there
    model.show(TreeContent(root=tree("b", "c", "d")))
    assert [model.index(n, NAME).data() for n in range(model.rowCount())] == ["b", "c", "d", "src/"]


def test_rows_that_stay_are_not_reset(qtbot: QtBot) -> None:
    model = ContextModel(Translator("en"))
    model.show(TreeContent(root=tree("a", "b")))
    assert model.rowCount() == 3
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.rowsInserted):
        model.show(TreeContent(root=tree("a", "b", "c")))


def test_an_edit_is_ticked_and_told(qtbot: QtBot) -> None:
    model = ContextModel(Translator("en"))
    content = TreeContent(root=tree("a"), edits=(ContextEdit(EditKind.EDIT, "a"),))
    model.show(content)
    index = model.index_of("a")
    assert index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    assert index.siblingAtColumn(STATE).data() == "edited"


def test_only_rows_that_show_something_else_are_told(qtbot: QtBot) -> None:
    model = ContextModel(Translator("en"))
    root = tree("a", "b")
    model.show(TreeContent(root=root))
    model.index_of("src/deep.txt")
    told: list[tuple[str, int, int]] = []

    def note(first: QModelIndex, last: QModelIndex) -> None:
        told.append((first.siblingAtColumn(NAME).data(), first.column(), last.column()))

    def cells(name: str) -> list[tuple[str, int, int]]:
        return [(name, column, column) for column in range(NAME, STATE + 1)]

    model.dataChanged.connect(note)
    edits = (ContextEdit(EditKind.EDIT, "src/deep.txt"), ContextEdit(EditKind.CHMOD, "src", "", 0))
    model.show(TreeContent(root=root, edits=edits[:1]))
    assert told == [("src/", NAME, NAME), *cells("deep.txt")]
    told.clear()
    model.show(TreeContent(root=root, edits=edits, lit=frozenset({"b"})))
    assert told == [*cells("b"), *cells("src/")]
    told.clear()
    model.show(TreeContent(root=root, edits=edits, lit=frozenset({"b"})))
    assert told == []


def test_found_files_are_a_proper_model(qtmodeltester: ModelTester, qtbot: QtBot) -> None:
    model = FoundModel(Translator("ja"))
    model.show_content(TreeContent(root=tree("a")))
    model.show_rows(tuple(matching(tree("a", "apple"), "AP", most=5)))
    assert model.index(0, NAME).data() == "apple"
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]  # pytest-qt has no types there


def test_the_list_is_a_proper_model(qtmodeltester: ModelTester, qtbot: QtBot) -> None:
    model = ListModel()
    model.show((ListRow("one"), ListRow("two")))
    model.show((ListRow("one"),))
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]  # pytest-qt has no types there
