"""Commands of docker: the names that come from outside stay one word of the shell."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerviz.app.commands import (
    Command,
    commands_of_image,
    disk_usage_command,
    docker_name,
    history_command,
    images_command,
    inspect_command,
    load_command,
    pull_command,
    tag_command,
)
from layerviz.app.wording import Wording
from layerviz.core.images import Source
from layerviz.core.values import replace
from tests.support.images import WASTEFUL_FILES, WASTEFUL_HISTORY, read_image

EVERY = (
    history_command("app:1.0"),
    inspect_command("app:1.0"),
    images_command(),
    disk_usage_command(),
    pull_command("app"),
    tag_command("app", "app:v1"),
    load_command("a.tar"),
)


def lines(commands: tuple[Command, ...]) -> list[str]:
    return [each.line for each in commands]


def test_commands_are_what_the_lesson_types() -> None:
    assert lines(EVERY) == [
        "docker history --no-trunc app:1.0",
        "docker image inspect app:1.0",
        "docker images",
        "docker system df -v",
        "docker pull app",
        "docker tag app app:v1",
        "docker load -i a.tar",
    ]


@given(st.text())
def test_a_name_is_one_word_whatever_is_in_it(name: str) -> None:
    shown = "".join(letter for letter in name if letter.isprintable())
    assert shlex.split(tag_command(name, name).line) == ["docker", "tag", shown, shown]


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("command", EVERY)
def test_every_command_and_column_is_explained(command: Command, language: str) -> None:
    words = Wording(language)
    said = [command.meaning, *(column.meaning for column in command.columns)]
    assert [each.code for each in said if not words.has(each.code)] == []


@pytest.mark.parametrize("language", ["en", "ja"])
def test_raw_words_of_docker_are_explained_where_they_occur(language: str) -> None:
    words = Wording(language)
    told = {
        head: words.say(column.meaning)
        for command in EVERY
        for column in command.columns
        for head in (column.name,)
    }
    assert "<missing>" in words.text("command.history.image")
    assert len(words.text("command.history.image")) > 40
    assert "<none>" in told["REPOSITORY"]
    assert len(told["REPOSITORY"]) > 20


def test_an_image_of_an_archive_is_put_into_the_engine_first() -> None:
    read = read_image(WASTEFUL_FILES, WASTEFUL_HISTORY)
    assert lines(commands_of_image(read, "a b.tar")) == [
        "docker load -i 'a b.tar'",
        "docker history --no-trunc app:1.0",
        "docker image inspect app:1.0",
    ]
    of_engine = replace(read, source=Source.ENGINE)
    assert lines(commands_of_image(of_engine, "docker://app:1.0")) == lines(commands_of_image(read))


def test_an_image_without_a_name_goes_by_its_id() -> None:
    read = read_image(WASTEFUL_FILES, WASTEFUL_HISTORY, references=())
    assert docker_name(read) == read.image_id
    assert commands_of_image(replace(read, image_id=None)) == ()
    assert commands_of_image(None) == ()
