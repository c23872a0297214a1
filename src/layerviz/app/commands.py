"""The docker commands that print what a view shows, ready to copy, with their output explained.

A command is a line and codes for words. Names come from outside: the shell gets them quoted.
`docker images` has two forms of output; both are explained, because nobody knows which docker a
reader has: since version 29 it prints other columns (docker/cli pull request 6566).
"""

from __future__ import annotations

import shlex

from layerviz.app.messages import Message, message
from layerviz.core.diagnostics import Diagnostic
from layerviz.core.images import Source
from layerviz.core.reference_parts import read_reference
from layerviz.core.references import familiar
from layerviz.core.values import Record, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerviz.core.images import InspectedImage


NEW_TAG = "v1.0"
"""The name that the example of `docker tag` gives."""


class OutputColumn(Value):
    """A column or field of what a command prints, as docker heads it, and what it means."""

    name: str
    meaning: Message


class Command(Record):
    """A command as it is typed, what it does, and what the parts of its output mean."""

    line: str
    meaning: Message
    columns: tuple[OutputColumn, ...] = ()


def history_command(name: str) -> Command:
    """Prints the layers and settings of an image, the newest first."""
    heads = ("IMAGE", "CREATED", "CREATED BY", "SIZE", "COMMENT")
    return _command("history", f"docker history --no-trunc {_quoted(name)}", heads)


def inspect_command(name: str) -> Command:
    """Prints the configuration of an image as JSON."""
    heads = ("Id", "RepoTags", "Config", "Architecture, Os", "Size", "RootFS.Layers")
    return _command("inspect", f"docker image inspect {_quoted(name)}", heads)


def images_command() -> Command:
    """Prints the images of the engine."""
    old = ("REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE")
    new = ("IMAGE", "ID", "DISK USAGE", "CONTENT SIZE", "EXTRA")
    return _command("images", "docker images", (*old, *new))


def disk_usage_command() -> Command:
    """Prints what images take, and how much of it they share."""
    return _command("df", "docker system df -v", ("SIZE", "SHARED SIZE", "UNIQUE SIZE"))


def pull_command(name: str) -> Command:
    """Gets an image from its registry."""
    heads = ("Already exists", "Pull complete", "Digest", "Status")
    return _command("pull", f"docker pull {_quoted(name)}", heads)


def tag_command(name: str, new_name: str) -> Command:
    """Gives an image one more name."""
    return _command("tag", f"docker tag {_quoted(name)} {_quoted(new_name)}")


def load_command(path: str) -> Command:
    """Puts the images of an archive into the engine."""
    return _command("load", f"docker load -i {_quoted(path)}")


def commands_of_image(read: InspectedImage | None, path: str = "") -> tuple[Command, ...]:
    """The commands for one image; none for an image that is not built.

    An image of an archive at `path` has to be put into the engine first.
    """
    name = docker_name(read) if read is not None else ""
    if read is None or not name:
        return ()
    first: Sequence[Command] = (load_command(path),) if _is_to_load(read, path) else ()
    return (*first, history_command(name), inspect_command(name))


def commands_of_name(reference: str) -> tuple[Command, ...]:
    """The commands for a name as typed: get it, see it, give its image one more name."""
    parts = read_reference(reference)
    if isinstance(parts, Diagnostic):
        return (images_command(),)
    new_name = f"{parts.repository}:{NEW_TAG}"
    return (pull_command(reference), images_command(), tag_command(reference, new_name))


def commands_of_sharing(names: Sequence[str]) -> tuple[Command, ...]:
    """The commands that print what images share, and that get one of them."""
    pulled = (pull_command(names[0]),) if names else ()
    return (images_command(), disk_usage_command(), *pulled)


def docker_name(read: InspectedImage) -> str:
    """What docker calls the image: its first name in the short form, else its ID, else ""."""
    references = read.image.references
    return familiar(references[0]) if references else read.image_id or ""


def _is_to_load(read: InspectedImage, path: str) -> bool:
    return bool(path) and read.source is Source.ARCHIVE


def _command(code: str, line: str, heads: Sequence[str] = ()) -> Command:
    columns = tuple(OutputColumn(each, message(f"command.{code}.{_slug(each)}")) for each in heads)
    return Command(line=line, meaning=message(f"command.{code}"), columns=columns)


def _slug(head: str) -> str:
    """`CREATED BY` as a part of a code: `created-by`."""
    kept = "".join(letter if letter.isalnum() else " " for letter in head.lower())
    return "-".join(kept.split())


def _quoted(word: str) -> str:
    """One word for a shell; control characters are no part of any name and are left out."""
    return shlex.quote("".join(letter for letter in word if letter.isprintable()))
