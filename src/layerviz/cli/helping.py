"""Help texts, made from the table of options; loaded only when somebody needs help."""

from __future__ import annotations

from layerviz.app.messages import Message, message
from layerviz.cli.arguments import HELP, JSON, LANGUAGE, SCENARIO_OPTIONS
from layerviz.cli.columns import display_width, padded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerviz.app.wording import Wording
    from layerviz.cli.arguments import Option

COMMANDS = (
    ("layerviz", "window"),
    ("layerviz open [TARGET...]", "open"),
    ("layerviz samples", "samples"),
    ("layerviz predict BEFORE [AFTER] [options]", "predict"),
    ("layerviz export TARGET [options] --view build|compare -o FILE", "export"),
    ("layerviz image TARGET [options]", "image"),
    ("layerviz share TARGET TARGET... [options]", "share"),
    ("layerviz name REFERENCE [--json]", "name"),
)


def overview(wording: Wording) -> str:
    """The commands, and what a target is."""
    rows = [(usage, wording.text(f"cli.command.{name}")) for usage, name in COMMANDS]
    return "\n".join(
        (
            wording.text("cli.about"),
            "",
            *_columns(rows),
            "",
            wording.text("cli.targets"),
            wording.text("cli.more-help"),
        )
    )


def of_predict(wording: Wording) -> str:
    """How to predict: usage, options, exit codes, examples."""
    return _page(
        "layerviz predict BEFORE [AFTER] [options]",
        "predict",
        (*SCENARIO_OPTIONS, JSON),
        wording,
    )


def of_samples(wording: Wording) -> str:
    """How to list the samples."""
    return _page("layerviz samples [--lang ja|en]", "samples", (LANGUAGE, HELP), wording)


def of_command(name: str, options: Sequence[Option], wording: Wording) -> str:
    """How to use a command whose usage stands in the overview."""
    usage = next(usage for usage, command in COMMANDS if command == name)
    return _page(usage, name, options, wording)


def of_options(options: Sequence[Option], wording: Wording) -> list[str]:
    """A line for each option."""
    return _columns([(_usage(each), wording.text(f"cli.option.{each.help}")) for each in options])


def unknown_command(given: str) -> Message:
    """What to say of a command that there is not."""
    from difflib import get_close_matches

    names = [usage.split()[1] for usage, name in COMMANDS if name != "window"]
    near = get_close_matches(given, names, n=1)
    if near:
        return message("cli.usage.unknown-command.near", given=given[:60], near=near[0])
    return message("cli.usage.unknown-command", given=given[:60])


def too_many(given: str) -> Message:
    """What to say of a word that nobody asked for."""
    return message("cli.usage.too-many", given=given[:60])


def _page(usage: str, name: str, options: Sequence[Option], wording: Wording) -> str:
    lines = [usage, "", wording.text(f"cli.command.{name}")]
    if wording.has(f"cli.details.{name}"):
        lines += ["", wording.text(f"cli.details.{name}")]
    return "\n".join((*lines, "", *of_options(options, wording)))


def _usage(option: Option) -> str:
    takes = f" {option.takes}" if option.takes else ""
    if option.is_optional:
        takes = f" [{option.takes}]"
    return f"{option.short}, {option.name}{takes}" if option.short else option.name + takes


def _columns(rows: Sequence[tuple[str, str]]) -> list[str]:
    width = max(display_width(left) for left, _ in rows)
    return [f"  {padded(left, width)}  {right}".rstrip() for left, right in rows]
