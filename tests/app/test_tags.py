"""Tags: what is typed, and the demonstration on the board, forward and back."""

from __future__ import annotations

from layerviz.app.events import Event, SettingChanged
from layerviz.app.image_events import SamplesArrived
from layerviz.app.inspecting import Inspection, inspect_image
from layerviz.app.reducing import initial_state, reduce
from layerviz.app.reducing_tags import MOST_STEPS
from layerviz.app.settings import Settings
from layerviz.app.state import AppState
from layerviz.app.tag_boards import (
    LESSON,
    LESSON_IMAGE,
    OLDER_IMAGE,
    board_before,
    chosen_name,
    last_step,
    next_rebuild,
    next_tag,
    next_untag,
    short_id,
    shown_board,
)
from layerviz.app.tag_events import (
    BoardChosen,
    BoardReset,
    BoardStepped,
    NameChosen,
    NameRebuilt,
    NameRemoved,
    NameTagged,
    ReferenceTyped,
)
from layerviz.core.images import ImageSettings, InspectedImage, Platform, Source, made_image
from layerviz.core.references import normalised
from layerviz.core.tag_board import Tag, TagBoard, Untag

OVERLAY2, CONTAINERD = Settings(store="overlay2"), Settings(store="containerd")
LATEST, OLDER = normalised("myapp:latest"), normalised("myapp:v0.9")


def after(*happened: Event, settings: Settings = OVERLAY2) -> AppState:
    return went_on(initial_state(settings), *happened)


def went_on(state: AppState, *happened: Event) -> AppState:
    for event in happened:
        state, _ = reduce(state, event)
    return state


def read_image(target: str, *references: str) -> Inspection:
    made = made_image(
        [],
        [],
        platform=Platform("linux", "amd64"),
        settings=ImageSettings(),
        references=tuple(map(normalised, references)),
    )
    read = InspectedImage(image=made, source=Source.ARCHIVE, image_id=None, layer_sizes=())
    return inspect_image(target, read)


def test_the_lesson_begins_after_its_two_commands() -> None:
    state = after()
    assert shown_board(state) == board_before(state) == LESSON
    assert chosen_name(state, LESSON) == LATEST
    assert last_step(state) is None


def test_docker_tag_puts_the_typed_reference_on_the_chosen_image() -> None:
    state = after(NameChosen(3), ReferenceTyped("shop:2"), NameTagged())
    assert last_step(state) == Tag(OLDER, normalised("shop:2"))
    older = shown_board(state).image(OLDER_IMAGE)
    assert older is not None
    assert older.names == (OLDER, normalised("shop:2"))
    assert board_before(state) == LESSON


def test_what_docker_refuses_as_a_target_is_no_step() -> None:
    for typed in ("My App", "", "app@sha256:" + "0" * 64):
        state = after(ReferenceTyped(typed), NameTagged())
        assert next_tag(state) is None
        assert not state.tags.steps


def test_a_rebuild_moves_the_chosen_name_and_the_store_decides_what_is_left() -> None:
    happened = (NameChosen(3), NameRebuilt())
    for settings, left in ((OVERLAY2, True), (CONTAINERD, False)):
        board = shown_board(after(*happened, settings=settings))
        assert board.images[0].names == (OLDER,)
        assert (board.image(OLDER_IMAGE) is not None) is left


def test_another_store_tells_the_same_steps_differently() -> None:
    state = after(NameChosen(3), NameRebuilt())
    assert shown_board(state).image(OLDER_IMAGE) is not None
    changed = went_on(state, SettingChanged("store", "containerd"))
    assert shown_board(changed).image(OLDER_IMAGE) is None


def test_every_rebuild_makes_another_image() -> None:
    board = shown_board(after(NameRebuilt(), NameRebuilt()))
    ids = [short_id(image.key) for image in board.images]
    assert len(set(ids)) == 4
    assert all(len(each) == 12 for each in ids)


def test_steps_go_back_and_forward_and_a_new_one_takes_the_place_of_those_undone() -> None:
    state = after(NameTagged(), NameRebuilt())
    end = shown_board(state)
    back = went_on(state, BoardStepped(-1), BoardStepped(-5))
    assert shown_board(back) == LESSON
    assert shown_board(went_on(back, BoardStepped(9))) == end
    other = went_on(back, NameRemoved())
    assert other.tags.steps == (Untag(LATEST),)
    assert shown_board(went_on(other, BoardReset())) == LESSON


def test_the_same_step_twice_is_one_step() -> None:
    assert after(NameTagged(), NameTagged()).tags.done == 1
    many = after(*[NameRebuilt()] * (MOST_STEPS + 2))
    assert many.tags.done == MOST_STEPS


def test_without_a_name_there_is_no_step() -> None:
    state = after(*[NameRemoved()] * 9)
    assert shown_board(state) == TagBoard()
    assert (next_tag(state), next_rebuild(state), next_untag(state)) == (None, None, None)
    assert went_on(state, NameTagged(), NameRebuilt(), NameChosen(0)) == state


def test_a_chosen_name_that_is_gone_gives_way_to_the_first() -> None:
    state = after(NameChosen(3), NameRemoved())
    assert chosen_name(state, shown_board(state)) == LATEST


def test_the_real_images_are_another_board() -> None:
    found = (read_image("a.tar", "a:1", "a:latest"), read_image("b.tar", "b:1", "a:1"))
    state = went_on(after(NameRebuilt(), BoardChosen(True)), SamplesArrived(found=found))
    assert state.tags.steps == ()
    assert [image.names for image in shown_board(state).images] == [
        (normalised("a:1"), normalised("a:latest")),
        (normalised("b:1"),),
    ]
    assert went_on(state, BoardChosen(True)) == state
    assert shown_board(went_on(state, BoardChosen(False))).image(LESSON_IMAGE) is not None


def test_an_image_that_was_read_twice_is_on_the_board_once() -> None:
    found = (read_image("a.tar", "a:1"), read_image("docker://a:1", "a:1"), read_image("c.tar"))
    state = went_on(after(BoardChosen(True)), SamplesArrived(found=found))
    assert [image.key for image in shown_board(state).images] == ["a.tar#1", "c.tar#1"]
