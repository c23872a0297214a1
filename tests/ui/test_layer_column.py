"""The column beside an image, used as somebody does: by mouse, by keyboard, in both languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from layerviz.app import image_events
from layerviz.app.commands import images_command, tag_command
from layerviz.app.inspecting import Inspection
from layerviz.app.reducing import reduce
from layerviz.app.shelf import ShelfImage
from layerviz.app.state import AppState
from layerviz.core.diagnostics import Diagnostic, Severity
from layerviz.core.file_tree import FileTree
from layerviz.core.images import OriginalDockerfile, Platform, Source
from layerviz.core.layer_files import Change, FileChange, FileEntry, FileKind, LayerFiles
from layerviz.core.values import replace
from layerviz.scene.shapes import Group
from layerviz.ui.font_measuring import FontMeasure
from layerviz.ui.models.layer_files_model import (
    CHANGE,
    MOST_FOUND,
    NAME,
    SIZE,
    FilesContent,
    LayerFilesModel,
)
from layerviz.ui.panels.card import ElidedLabel, WrappedLink
from layerviz.ui.panels.commands_card import CommandsCard
from layerviz.ui.panels.files_card import COMMANDS, MAP, FilesCard
from layerviz.ui.panels.layer_column import LayerColumn
from layerviz.ui.theme import THEMES
from layerviz.ui.translation import Translator
from tests.support.images import (
    WASTEFUL_FILES,
    WASTEFUL_HISTORY,
    inspected,
    layer,
    looking_at,
    predicted,
    setting,
    step,
    wasteful,
)

LIGHT, DARK = THEMES["light"], THEMES["dark"]
NO_FILES = Diagnostic(
    "archive-unreadable", Severity.ERROR, None, (("place", "x.tar"), ("reason", "gone"))
)
SHOP = inspected(
    "shop.tar",
    (
        layer(bin__sh=8_000),
        layer(srv__web__index=50_000, srv__web__logo=40_000, srv__api__main=30_000, etc__conf=500),
    ),
    (step("ADD rootfs /"), setting("ENV A=1"), step("COPY . /")),
    references=("docker.io/library/shop:1.0",),
)
Show = Callable[..., LayerColumn]


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """Shows a state in a column that is as large as in a window."""

    def show_it(state: AppState, language: str = "en") -> LayerColumn:
        column = LayerColumn(Translator(language), LIGHT, FontMeasure())
        qtbot.addWidget(column)
        column.resize(400, 800)
        column.show_state(state, LIGHT)
        column.show()
        qtbot.waitExposed(column)
        return column

    return show_it


def again(column: LayerColumn, state: AppState) -> LayerColumn:
    """Show another state, every new widget in its place."""
    column.show_state(state, LIGHT)
    QCoreApplication.sendPostedEvents()
    return column


def click_on(qtbot: QtBot, widget: QWidget, at: QPoint | None = None) -> None:
    where = widget.rect().center() if at is None else at
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=where)  # type: ignore[no-untyped-call]  # pytest-qt has no types there


def choose(state: AppState, height: int | None) -> AppState:
    return reduce(state, image_events.LayerChosen(height))[0]


def shelved(state: AppState, **fields: object) -> AppState:
    first: ShelfImage = replace(state.shelf.images[0], **fields)
    images = (first, *state.shelf.images[1:])
    return replace(state, shelf=replace(state.shelf, images=images))


def texts(widget: QWidget) -> list[str]:
    found = []
    for label in widget.findChildren(QLabel):
        text = label.whole() if isinstance(label, ElidedLabel) else label.text()
        if text and label.isVisibleTo(widget):
            found.append(text)
    return found


def said(widget: QWidget) -> str:
    return "\n".join(texts(widget))


def listed(column: LayerColumn) -> list[tuple[str, str, str]]:
    """The rows of the tree that can be seen, in three columns."""
    tree, found = column.files.files.tree, []
    index = tree.model().index(0, NAME)
    while index.isValid():
        found.append(tuple(str(index.siblingAtColumn(n).data() or "") for n in range(3)))
        index = tree.indexBelow(index)
    return [(name, change, size) for name, change, size in found]


def link(column: LayerColumn, start: str) -> WrappedLink:
    links = column.facts.findChildren(WrappedLink)
    return next(each for each in links if each.accessibleName().startswith(start))


def press(qtbot: QtBot, widget: QWidget, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(widget, key)  # type: ignore[no-untyped-call]  # pytest-qt has no types there


def type_in(qtbot: QtBot, widget: QWidget, text: str) -> None:
    qtbot.keyClicks(widget, text)  # type: ignore[no-untyped-call]  # pytest-qt has no types there


# --- facts


def test_a_layer_tells_what_made_it_its_sizes_and_its_digests(show: Show) -> None:
    column = show(choose(looking_at(wasteful()), 3))
    text = said(column.facts)
    assert column.facts.title.text() == "Layer 4"
    assert column.facts.note.whole() == "own layer"
    assert "COPY (file) /app" in text
    assert "only roughly the instruction" in text
    assert "40 kB\nunpacked: the files of the layer\ncounted in the archive" in text
    assert "20 kB\nto download" in text
    found = wasteful().stack.layers[3]
    assert found.diff_id in text
    assert found.chain_id in text


def test_a_digest_is_copied_whole(show: Show, qtbot: QtBot) -> None:
    column = show(choose(looking_at(wasteful()), 3))
    copies = [b for b in column.facts.findChildren(QPushButton) if b.text() == "Copy"]
    click_on(qtbot, copies[1])
    assert QGuiApplication.clipboard().text() == wasteful().stack.layers[3].chain_id


def test_hidden_files_lead_to_the_layer_at_fault_and_back(show: Show, qtbot: QtBot) -> None:
    state = choose(looking_at(wasteful()), 1)
    column = show(state)
    assert "/tmp/tools (120 kB) deleted" in said(column.facts)
    with qtbot.waitSignal(column.intended) as fault:
        click_on(qtbot, link(column, "120 kB of it is hidden by layer 3"))
    assert fault.args == [image_events.LayerChosen(2)]
    again(column, choose(state, 2))
    with qtbot.waitSignal(column.intended) as hidden:
        click_on(qtbot, link(column, "It hides 120 kB of layer 2: RUN wget"))
    assert hidden.args == [image_events.LayerChosen(1)]


def test_the_whole_image_tells_base_sums_and_the_approximate_dockerfile(show: Show) -> None:
    text = said(show(looking_at(wasteful())).facts)
    assert "Its lowest layer probably comes from a base image" in text
    assert "204 kB\nunpacked: the files of all layers" in text
    assert "102 kB\nto download" in text
    assert "Approximate Dockerfile, from the history\nADD rootfs.tar /" in text
    assert "USER node" in text


def test_the_dockerfile_that_the_builder_attests_is_shown_as_it_was(show: Show) -> None:
    found = wasteful()
    assert found.read is not None
    text = "FROM base\n# why\nCOPY . .\n" + "RUN echo\n" * 400
    attested = replace(found.read, dockerfile=OriginalDockerfile("app.Dockerfile", text))
    column = show(looking_at(replace(found, read=attested)))
    words = said(column.facts)
    assert "app.Dockerfile, from the image's provenance" in words
    assert "# why" in words
    assert "... 3 more lines" in words
    assert "Approximate Dockerfile" not in words


def test_a_known_base_is_named(show: Show) -> None:
    base = inspected("b.tar", WASTEFUL_FILES[:1], WASTEFUL_HISTORY[:2], references=("b.io/b:1",))
    column = show(choose(looking_at(wasteful(), base), 0))
    assert column.facts.note.whole() == "from the base b.io/b:1"
    again(column, choose(looking_at(wasteful(), base), None))
    assert "that of b.io/b:1: the chain ID is equal" in said(column.facts)


def test_an_image_without_a_name_says_what_docker_would_print(show: Show) -> None:
    text = said(show(looking_at(wasteful(references=()))).facts)
    assert "An image without a name" in text


def test_other_platforms_are_one_click_away(show: Show, qtbot: QtBot) -> None:
    state = looking_at(wasteful(platforms=(Platform("linux", "amd64"), Platform("linux", "arm64"))))
    column = show(state)
    with qtbot.waitSignal(column.intended) as wanted:
        click_on(qtbot, link(column, "Look at it for linux/arm64"))
    assert wanted.args == [image_events.PlatformChosen(state.shelf.images[0].key, "linux/arm64")]


def test_sizes_of_a_store_name_the_store(show: Show) -> None:
    found = wasteful(source=Source.ENGINE)
    assert found.read is not None
    sizes = tuple(
        replace(each, sizes=tuple(replace(size, store="overlay2") for size in each.sizes))
        for each in found.read.layer_sizes
    )
    found = replace(found, read=replace(found.read, layer_sizes=sizes))
    column = show(choose(looking_at(found), 1))
    assert "read from the Docker Engine, store overlay2" in said(column.facts)


def test_an_image_that_is_not_built_says_what_is_known_when(show: Show) -> None:
    state = predicted()
    column = show(choose(state, 2))
    assert "RUN npm i" in said(column.facts)
    assert "?\nunpacked: the files of the layer\npredicted" in said(column.facts)
    assert "known only after the build" in column.files.message.text()
    again(column, choose(state, None))
    assert "From the open Dockerfile" in said(column.facts)
    assert "Built on node:20-alpine, as FROM says." in said(column.facts)
    assert "chain ID" not in said(column.facts)
    column.files.tabs[COMMANDS].click()
    assert "build it first" in said(column.files.commands)


def test_a_layer_whose_history_does_not_fit_says_so(show: Show) -> None:
    found = inspected("a.tar", WASTEFUL_FILES, WASTEFUL_HISTORY[:3])
    column = show(choose(looking_at(found), 1))
    assert "(made elsewhere; the image does not say how)" in said(column.facts)
    assert "history does not fit" in said(column.facts)
    again(column, looking_at(found))
    assert "history does not fit" in said(column.facts)


def test_a_layer_that_the_image_does_not_have_is_the_whole_image(show: Show) -> None:
    column = show(choose(looking_at(wasteful()), 40))
    assert column.facts.title.text() == "app:1.0"


def test_many_hidden_files_are_counted_after_the_first(show: Show) -> None:
    names = tuple(f"f{number}" for number in range(9))
    lower = LayerFiles(tuple(FileEntry(name, FileKind.FILE, 100) for name in names))
    history = (step("RUN a"), step("RUN b"))
    found = inspected("a.tar", (lower, layer(removed=names)), history)
    assert "and 4 more files" in said(show(choose(looking_at(found), 0)).facts)


# --- the list of files


def test_a_layer_lists_its_files_with_change_and_size(show: Show) -> None:
    column = show(choose(looking_at(wasteful()), 3))
    assert listed(column) == [
        ("app/", "", "40 kB"),
        ("data", "+ hidden by 5", "36 kB"),
        ("server", "+ added", "4.0 kB"),
    ]
    again(column, choose(looking_at(wasteful()), 2))
    assert listed(column) == [("tmp/", "", "0 B"), ("tools", "− removed", "(120 kB)")]
    assert column.files.note.whole() == "0 files, 0 B unpacked, 1 removed"


def test_the_whole_image_lists_what_is_seen_in_the_end_and_whose_it_is(show: Show) -> None:
    column = show(looking_at(wasteful()))
    column.files.files.tree.expandAll()
    assert listed(column) == [
        ("app/", "", "40 kB"),
        ("data", "layer 5", "36 kB"),
        ("server", "layer 4", "4.0 kB"),
        ("bin/", "", "8.0 kB"),
        ("sh", "layer 1", "8.0 kB"),
    ]
    model = column.files.files.model
    assert model.headerData(CHANGE, Qt.Orientation.Horizontal) == "From"


def test_a_search_lists_whole_paths_and_says_how_many(show: Show, qtbot: QtBot) -> None:
    column = show(choose(looking_at(SHOP), 1))
    files = column.files.files
    type_in(qtbot, files.search, "WEB")
    qtbot.waitUntil(lambda: files.model.is_searching)
    assert [name for name, _, _ in listed(column)] == ["srv/web/index", "srv/web/logo"]
    assert files.told.text() == "2 paths found"
    files.search.clear()
    assert [name for name, _, _ in listed(column)] == ["srv/", "etc/"]
    assert files.told.isHidden()


def test_a_search_stays_when_another_layer_is_chosen(show: Show, qtbot: QtBot) -> None:
    column = show(choose(looking_at(SHOP), 1))
    type_in(qtbot, column.files.files.search, "s")
    qtbot.waitUntil(lambda: column.files.files.model.is_searching)
    again(column, choose(looking_at(SHOP), 0))
    assert [name for name, _, _ in listed(column)] == ["bin/sh"]


def test_files_that_are_being_read_or_cannot_be_are_told_in_words(show: Show) -> None:
    state = looking_at(wasteful(is_read=False))
    column = show(shelved(state, is_reading=True))
    assert "are being read" in column.files.message.text()
    assert not column.files.message.isHidden()
    again(column, shelved(state, is_reading=False, problem=NO_FILES))
    assert "x.tar" in column.files.message.text()
    assert "docker save" in column.files.message.text()
    again(column, shelved(state, inspection=wasteful(), is_reading=False))
    assert listed(column)[0] == ("app/", "", "40 kB")


CHANGES = (
    FileChange("a", Change.ADDED, FileKind.FOLDER),
    FileChange("a/b", Change.CHANGED, FileKind.FILE, 5),
    FileChange("a/link", Change.ADDED, FileKind.SYMLINK),
    FileChange("old", Change.REMOVED, FileKind.FOLDER),
    FileChange("old/x", Change.REMOVED, FileKind.FILE, 7),
)


def test_the_files_are_a_proper_model(qtmodeltester: ModelTester, qtbot: QtBot) -> None:
    model = LayerFilesModel(Translator("en"))
    model.show(FilesContent(tree=FileTree(CHANGES), hidden_by={}))
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]  # pytest-qt has no types there
    model.find("x")
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]  # pytest-qt has no types there
    assert [model.index(0, column).data() for column in range(3)] == ["old/x", "− removed", "(7 B)"]


def test_what_was_found_is_a_flat_list(qtbot: QtBot) -> None:
    model = LayerFilesModel(Translator("en"))
    model.show(FilesContent(tree=FileTree(CHANGES), hidden_by={}))
    model.find("a")
    assert [model.index(n, NAME).data() for n in range(3)] == ["a/", "a/b", "a/link"]
    assert not model.hasChildren(model.index(0, NAME))


def test_folders_are_loaded_when_they_are_opened(qtbot: QtBot) -> None:
    model = LayerFilesModel(Translator("en"))
    model.show(FilesContent(tree=FileTree(CHANGES), hidden_by={}))
    folder = model.index(0, NAME)
    assert model.rowCount(folder) == 0
    assert model.canFetchMore(folder)
    with qtbot.waitSignal(model.rowsInserted):
        model.fetchMore(folder)
    assert [model.index(n, NAME, folder).data() for n in range(2)] == ["b", "link"]
    assert [model.index(n, SIZE, folder).data() for n in range(2)] == ["5 B", ""]
    assert "~ changed" in str(model.index(0, NAME, folder).data(Qt.ItemDataRole.ToolTipRole))
    with qtbot.assertNotEmitted(model.rowsInserted):
        model.fetchMore(folder)


def test_a_hundred_thousand_files_make_only_the_rows_that_are_seen(qtbot: QtBot) -> None:
    changes = [
        FileChange(f"usr/d{n // 100:04}/f{n:06}", Change.ADDED, FileKind.FILE, n)
        for n in range(100_000)
    ]
    card = FilesCard(Translator("en"), LIGHT, FontMeasure())
    qtbot.addWidget(card)
    content = FilesContent(tree=FileTree(changes), hidden_by={})
    card.files.show_files(content)
    usr = card.files.model.index(0, NAME)
    assert card.files.model.rowCount(usr) == 1000
    assert card.files.model.rowCount(card.files.model.index(0, NAME, usr)) == 0
    card.files.model.find("f")
    assert card.files.model.rowCount() == MOST_FOUND


# --- the map


def tile(column: LayerColumn, path: str) -> Group:
    scene = column.files.map.view.scene()
    return next(each for each in scene.groups if each.target and each.target.path == path)


def tiles(column: LayerColumn) -> list[str]:
    return [target.path for target, _ in column.files.map.view.reading()]


def click(qtbot: QtBot, column: LayerColumn, path: str) -> None:
    at = tile(column, path).rect.center
    view = column.files.map.view
    where = QPoint(round(at.x), round(at.y))
    click_on(qtbot, view.viewport(), where)


def on_map(show: Show) -> LayerColumn:
    column = show(choose(looking_at(SHOP), 1))
    column.files.tabs[MAP].click()
    return column


def test_a_click_goes_into_a_folder_and_the_path_leads_out(show: Show, qtbot: QtBot) -> None:
    column = on_map(show)
    assert tiles(column) == ["srv", "etc"]
    click(qtbot, column, "srv")
    assert column.files.map.folder == "srv"
    assert tiles(column) == ["srv/web", "srv/api"]
    click(qtbot, column, "srv/web")
    assert tiles(column) == ["srv/web/index", "srv/web/logo"]
    click(qtbot, column, "srv/web/logo")
    assert column.files.map.folder == "srv/web"
    assert column.files.map.told.whole() == "/srv/web/logo · + added · 40 kB"
    steps = [b for b in column.files.map.findChildren(QPushButton) if b.text() == "srv ›"]
    click_on(qtbot, steps[-1])
    assert column.files.map.folder == "srv"


def test_the_map_is_used_by_keyboard_alone(show: Show, qtbot: QtBot) -> None:
    column = on_map(show)
    view = column.files.map.view
    view.setFocus(Qt.FocusReason.TabFocusReason)
    press(qtbot, view, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Return)
    assert column.files.map.folder == "srv"
    press(qtbot, view, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert column.files.map.folder == "srv/api"
    press(qtbot, view, Qt.Key.Key_Backspace)
    assert column.files.map.folder == "srv"
    focused = view.focused()
    assert focused is not None
    assert focused.path == "srv/api"
    press(qtbot, view, Qt.Key.Key_Backspace, Qt.Key.Key_Backspace)
    assert column.files.map.folder == ""


def test_folders_that_stand_alone_are_passed_both_ways(show: Show, qtbot: QtBot) -> None:
    found = inspected(
        "a.tar", (layer(usr__lib__py__a=9, usr__lib__py__b=8, etc__x=7),), (step("RUN a"),)
    )
    column = show(choose(looking_at(found), 0))
    column.files.tabs[MAP].click()
    click(qtbot, column, "usr/lib/py")
    assert tiles(column) == ["usr/lib/py/a", "usr/lib/py/b"]
    press(qtbot, column.files.map.view, Qt.Key.Key_Backspace)
    assert column.files.map.folder == ""


def test_a_layer_that_only_removes_has_no_map_but_words(show: Show) -> None:
    column = show(choose(looking_at(wasteful()), 2))
    column.files.tabs[MAP].click()
    assert tiles(column) == []
    assert "0 files, 0 B stored · 1 file removed" in column.files.map.told.whole()


def test_arrows_in_an_empty_map_go_nowhere(show: Show, qtbot: QtBot) -> None:
    empty = inspected("a.tar", (layer(),), (step("WORKDIR /"),))
    column = show(choose(looking_at(empty), 0))
    column.files.tabs[MAP].click()
    press(qtbot, column.files.map.view, Qt.Key.Key_Right, Qt.Key.Key_Backspace, Qt.Key.Key_F)
    assert column.files.map.view.focused() is None


def test_another_layer_is_seen_from_its_root(show: Show, qtbot: QtBot) -> None:
    column = on_map(show)
    click(qtbot, column, "srv")
    again(column, choose(looking_at(SHOP), 0))
    assert column.files.map.folder == ""
    assert tiles(column) == ["bin"]


# --- commands


def test_a_command_is_copied_and_its_button_says_so(show: Show, qtbot: QtBot) -> None:
    column = show(looking_at(wasteful()))
    column.files.tabs[COMMANDS].click()
    buttons = column.files.commands.findChildren(QPushButton)
    click_on(qtbot, buttons[1])
    assert QGuiApplication.clipboard().text() == "docker history --no-trunc app:1.0"
    assert [each.text() for each in buttons] == ["Copy", "Copied", "Copy"]


def test_the_card_of_commands_follows_the_language(qtbot: QtBot) -> None:
    words = Translator("en")
    card = CommandsCard(words)
    qtbot.addWidget(card)
    card.show_commands((images_command(), tag_command("a", "b c")))
    assert card.title.text() == "In the terminal"
    assert "$ docker tag a 'b c'" in said(card)
    words.choose("ja")
    assert card.title.text() == "ターミナルでは"
    assert "イメージの一覧" in said(card)


# --- looks


def test_the_column_follows_language_theme_and_zoom(show: Show, qtbot: QtBot) -> None:
    column = show(choose(looking_at(wasteful()), 3), "ja")
    assert column.facts.title.text() == "レイヤー 4"
    assert column.files.tabs[MAP].text() == "マップ"
    state = choose(looking_at(wasteful()), 3)
    large = replace(state, settings=replace(state.settings, zoom_percent=150))
    column.show_state(large, DARK)
    column._words.choose("en")
    column.show_state(large, DARK)
    assert column.facts.title.text() == "Layer 4"
    assert column.files.tabs[MAP].text() == "Map"


def test_nothing_is_shown_before_there_is_an_image(show: Show) -> None:
    state = looking_at(wasteful())
    column = show(replace(state, shelf=replace(state.shelf, shown=None)))
    assert column.facts.title.text() == ""
    again(column, shelved(state, inspection=None, is_reading=True))
    assert column.facts.title.text() == "app:1.0"


@pytest.mark.parametrize("language", ["en", "ja", "xx"])
@pytest.mark.parametrize("found", [wasteful(), wasteful(is_read=False), SHOP])
def test_every_word_is_there(show: Show, found: Inspection, language: str) -> None:
    state = looking_at(found)
    column = show(state, language)
    for height in (None, *range(len(found.stack.layers))):
        for tab in range(3):
            column.show_state(
                choose(state, None) if height is None else choose(state, height), LIGHT
            )
            column.files.tabs[tab].click()
            codes = ("layer.", "files.", "size.", "command.", "copy", "{")
            assert [text for text in texts(column) if text.startswith(codes)] == []
