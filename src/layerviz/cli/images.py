"""`layerviz image` and `layerviz share`: from the words typed to what is printed."""

from __future__ import annotations

from layerviz.app.messages import Message, message
from layerviz.cli.arguments import HELP, JSON, LANGUAGE, Option, sort_words
from layerviz.core.diagnostics import Diagnostic, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from layerviz.app.inspecting import Inspection
    from layerviz.app.wording import Wording
    from layerviz.cli.rendering import Paper

    Inspect = Callable[[str, str, str], tuple[Inspection, ...] | Diagnostic]
    """Target, platform and name (both "" for any) -> the images there."""

PLATFORM = Option("--platform", "OS/ARCH", "platform")
NAME = Option("--name", "REFERENCE", "name")
IMAGE_OPTIONS = (PLATFORM, NAME, JSON, LANGUAGE, HELP)
SHARE_OPTIONS = (PLATFORM, JSON, LANGUAGE, HELP)
MOST_IMAGES = 50


def image_answer(
    words: Sequence[str], inspect: Inspect, wording: Wording, paper: Paper
) -> str | Diagnostic | Message:
    """One image as a stack; a Diagnostic if there is none, a Message for wrong usage."""
    given = sort_words(words, IMAGE_OPTIONS)
    if isinstance(given, Message):
        return given
    if given.has("--help"):
        from layerviz.cli import helping

        return helping.of_command("image", IMAGE_OPTIONS, wording)
    if not given.targets or not given.targets[0]:
        return message("cli.usage.no-image")
    if len(given.targets) > 1:
        return message("cli.usage.too-many", given=given.targets[1][:60])
    found = inspect(given.targets[0], given.last("--platform"), given.last("--name"))
    if isinstance(found, Diagnostic):
        return found
    if len(found) > 1:
        names = ", ".join(each.name for each in found)
        return Diagnostic("image-several", Severity.ERROR, None, (("names", names),))
    from layerviz.cli.image_rendering import image_json, image_text

    return image_json(found[0]) if given.has("--json") else image_text(found[0], wording, paper)


def share_answer(
    words: Sequence[str], inspect: Inspect, wording: Wording, paper: Paper
) -> str | Diagnostic | Message:
    """What the images of all targets share; an archive with several images gives all of them."""
    given = sort_words(words, SHARE_OPTIONS)
    if isinstance(given, Message):
        return given
    if given.has("--help"):
        from layerviz.cli import helping

        return helping.of_command("share", SHARE_OPTIONS, wording)
    if not given.targets or not all(given.targets):
        return message("cli.usage.no-images")
    images: list[Inspection] = []
    for target in given.targets:
        found = inspect(target, given.last("--platform"), "")
        if isinstance(found, Diagnostic):
            return found
        images += found
    if len(images) < 2:
        return message("cli.usage.no-images")
    if len(images) > MOST_IMAGES:
        return message("cli.usage.too-many-images", most=MOST_IMAGES)
    from layerviz.app.inspecting import side_by_side
    from layerviz.cli.sharing_rendering import sharing_json, sharing_text

    compared = side_by_side(images)
    return sharing_json(compared) if given.has("--json") else sharing_text(compared, wording, paper)
