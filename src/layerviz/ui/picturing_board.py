"""The words of the board: names on images, the last command, and what it did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layerviz.app.messages import message
from layerviz.app.tag_boards import (
    LESSON_IMAGE,
    board_before,
    build_number,
    chosen_name,
    last_step,
    short_id,
    shown_board,
    start_board,
)
from layerviz.core.references import familiar
from layerviz.core.tag_board import (
    BoardChange,
    Rebuild,
    Tag,
    Untag,
    change_between,
)
from layerviz.scene.tags_texts import BoardImageTexts, BoardWords, NameTexts

if TYPE_CHECKING:
    from layerviz.app.shelf import ShelfImage
    from layerviz.app.state import AppState
    from layerviz.core.tag_board import BoardStep, NamedImage
    from layerviz.ui.translation import Translator

LESSON_BYTES = 332_002_000
"""What the layers of the lesson's image add up to: 180 MB, 2 kB, 150 MB and 2 MB."""
LESSON_LAYERS = 5
LESSON_COMMANDS = (
    "$ docker tag myapp:latest myapp:v1.0",
    "$ docker tag myapp:latest myregistry.com/myapp:v1.0",
)


def board_words(state: AppState, words: Translator) -> BoardWords:
    """What the board of a state says."""
    step = last_step(state)
    store = state.settings.store
    images = _Images(state, words)
    return BoardWords(
        title=words.text("tags.board.title"),
        caption=words.text("tags.board.caption", store=store),
        images=images.texts(),
        commands=_commands(state, step),
        told=images.told(step),
        question=words.text("tags.none.question"),
        answer=words.text(f"tags.none.{store}"),
        nothing=words.text("tags.board.nothing" if step is None else "tags.board.empty"),
    )


def command_of(step: BoardStep) -> str:
    """A step as it is typed into a terminal."""
    if isinstance(step, Tag):
        return f"docker tag {familiar(step.source)} {familiar(step.target)}"
    if isinstance(step, Rebuild):
        return f"docker build -t {familiar(step.name)} ."
    return f"docker rmi {familiar(step.name)}"


def _commands(state: AppState, step: BoardStep | None) -> tuple[str, ...]:
    if step is not None:
        return (f"$ {command_of(step)}",)
    return ("$ docker images",) if state.tags.is_real else LESSON_COMMANDS


class _Images:
    """The images of one board in words; lives for one picture."""

    def __init__(self, state: AppState, words: Translator) -> None:
        self.state = state
        self.words = words
        self.board = shown_board(state)
        self.start = start_board(state)
        self.chosen = chosen_name(state, self.board)
        step = last_step(state)
        self.new = step.target if isinstance(step, Tag) else step.name if step else ""

    def texts(self) -> tuple[BoardImageTexts, ...]:
        """Every image with its names."""
        return tuple(self._image(image) for image in self.board.images)

    def told(self, step: BoardStep | None) -> str:
        """What the last step did, or what is shown before the first one."""
        if step is None:
            code = "tags.told.real" if self.state.tags.is_real else "tags.told.lesson"
            return self.words.text(code)
        before = board_before(self.state)
        if before == self.board:
            return self._unchanged(step)
        name = step.target if isinstance(step, Tag) else step.name
        change = change_between(before, self.board, name)
        image = self.board.image_of(name)
        told = message(
            _told_code(step, change),
            image=self._title(image.key) if image is not None else "",
            was_on=self._title(change.was_on) if change.was_on is not None else "",
        )
        return self.words.say(told)

    def _unchanged(self, step: BoardStep) -> str:
        image = self.board.image_of(step.source) if isinstance(step, Tag) else None
        if image is None:  # another image has come meanwhile, and the name with it
            return self.words.text("tags.told.nothing")
        return self.words.text("tags.told.tag.same", image=self._title(image.key))

    def _image(self, image: NamedImage) -> BoardImageTexts:
        title, lines = self._title(image.key), self._lines(image)
        return BoardImageTexts(
            key=image.key,
            title=title,
            lines=lines,
            names=tuple(self._name(name, title) for name in image.names),
            spoken=", ".join((title, *lines)),
        )

    def _name(self, name: str, image: str) -> NameTexts:
        is_chosen = name == self.chosen
        code = "tags.name.spoken.chosen" if is_chosen else "tags.name.spoken"
        return NameTexts(
            name=name,
            text=familiar(name),
            spoken=self.words.text(code, name=familiar(name), image=image),
            is_chosen=is_chosen,
            is_new=name == self.new,
        )

    def _on_shelf(self, key: str) -> ShelfImage | None:
        images = self.state.shelf.images if self.state.tags.is_real else ()
        return next((image for image in images if image.key == key), None)

    def _title(self, key: str) -> str:
        """The ID as docker prints it; the name of an image that was read where it has none."""
        image = self._on_shelf(key)
        if image is None or image.inspection is None or image.inspection.read is None:
            return short_id(key)
        found = image.inspection.read.image_id
        return found.rpartition(":")[2][:12] if found else image.name

    def _lines(self, image: NamedImage) -> tuple[str, ...]:
        text = self.words.text
        about = self._about(image.key)
        if image.names:
            return (about, text("tags.image.names", len(image.names)))
        return (about, self._without(image.key), text("tags.image.printed"))

    def _without(self, key: str) -> str:
        """Why an image has no name."""
        started = self.start.image(key)
        if started is None or started.names:
            return self.words.text("tags.image.nameless")
        found = self._on_shelf(key)
        read = found.inspection.read if found is not None and found.inspection is not None else None
        is_taken = read is not None and read.image.references
        return self.words.text("tags.image.taken" if is_taken else "tags.image.unnamed")

    def _about(self, key: str) -> str:
        """Size and layers, as far as they are known."""
        text = self.words.text
        image = self._on_shelf(key)
        if image is not None and image.inspection is not None:
            stack = image.inspection.stack
            count = text("tags.image.layers", len(stack.layers))
            total = stack.total_bytes
            if total is None:
                return count
            return text("tags.image.unpacked", size=self.words.size(total), layers=count)
        if key == LESSON_IMAGE:
            layers = text("tags.image.layers", LESSON_LAYERS)
            return text("tags.image.size", size=self.words.size(LESSON_BYTES), layers=layers)
        number = build_number(key)
        if number is None:
            return text("tags.image.older")
        return text("tags.image.built", number=number)


def _told_code(step: BoardStep, change: BoardChange) -> str:
    """Which sentence tells what a step did."""
    if isinstance(step, Untag):
        return "tags.told.untag.gone" if change.gone else "tags.told.untag"
    kind = "tag" if isinstance(step, Tag) else "rebuild"
    if change.was_on is None:
        return f"tags.told.{kind}.new"
    if change.gone:
        return f"tags.told.{kind}.gone"
    return f"tags.told.{kind}.{'nameless' if change.nameless else 'moved'}"
