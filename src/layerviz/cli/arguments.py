"""What was typed after `layerviz predict` (and `export`), as values; a mistake is a Message.

Written by hand: loading `argparse` takes longer than predicting a sample (docs/adr/0002). The table
of options is the whole grammar; the help text is made from it. Paths and modes are checked for
their form only. Edits keep the order in which they were typed, whatever their kinds.
"""

from __future__ import annotations

from layerviz.app.messages import Message, message
from layerviz.core.values import Record, Value, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layerviz.core.context import ContextEdit

EVERY_BASE = "*"
_MOST_SHOWN = 60


class Option(Value):
    """An option that may be typed. `help` is the end of its code `cli.option.<help>`.

    `takes` is the metavar of its value, "" for none; `is_optional` lets the value be left out.
    """

    name: str
    takes: str
    help: str
    short: str = ""
    choices: tuple[str, ...] = ()
    is_optional: bool = False


EDIT_OPTIONS = ("--edit", "--add", "--delete", "--touch", "--chmod", "--rename")
LANGUAGE = Option("--lang", "ja|en", "lang", choices=("ja", "en"))
HELP = Option("--help", "", "help", short="-h")
JSON = Option("--json", "", "json")
SCENARIO_OPTIONS = (
    Option("--file", "FILE", "file", short="-f"),
    Option("--after-file", "FILE", "after-file"),
    Option("--edit", "P", "edit"),
    Option("--add", "P", "add"),
    Option("--delete", "P", "delete"),
    Option("--touch", "P", "touch"),
    Option("--chmod", "MODE:P", "chmod"),
    Option("--rename", "OLD:NEW", "rename"),
    Option("--build-arg", "K=V", "build-arg"),
    Option("--after-build-arg", "K=V", "after-build-arg"),
    Option("--target", "S", "target"),
    Option("--after-target", "S", "after-target"),
    Option("--base-changed", "IMAGE", "base-changed", is_optional=True),
    Option("--store", "containerd|overlay2", "store", choices=("containerd", "overlay2")),
    Option("--transfer", "incremental|fresh", "transfer", choices=("incremental", "fresh")),
    LANGUAGE,
    HELP,
)
"""What a prediction needs to know, shared by `predict` and `export`."""


class Given(Value):
    """The words of a command line, sorted: targets in order, options with their values in order."""

    targets: tuple[str, ...]
    options: tuple[tuple[str, str], ...]

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of an option."""
        return tuple(given for option, given in self.options if option == name)

    def last(self, name: str, default: str = "") -> str:
        """The last value of an option."""
        return next((given for option, given in reversed(self.options) if option == name), default)

    def has(self, name: str) -> bool:
        """Whether the option was given."""
        return any(option == name for option, _ in self.options)


class PredictArguments(Record):
    """What `predict` is asked. `after` is "" where the edits make it, files "" for the usual ones.

    `after_build_args` are complete: those of before with the differing ones put over them.
    `bases_changed` are images as typed, `*` for every one.
    """

    before: str
    after: str = ""
    file: str = ""
    after_file: str = ""
    edits: tuple[ContextEdit, ...] = ()
    build_args: tuple[tuple[str, str], ...] = ()
    after_build_args: tuple[tuple[str, str], ...] = ()
    target: str = ""
    after_target: str = ""
    bases_changed: tuple[str, ...] = ()
    store: str = "containerd"
    transfer: str = "incremental"
    language: str = ""
    is_json: bool = False

    @property
    def repeats_before(self) -> bool:
        """Whether nothing is said of AFTER: the same build is made again."""
        plain = replace(self, after="", after_file="", edits=(), bases_changed=())
        return plain == self and (self.build_args, self.target) == (
            self.after_build_args,
            self.after_target,
        )


def sort_words(words: Sequence[str], options: Sequence[Option]) -> Given | Message:
    """The words of a command line by the table of options, or what is wrong with them.

    `--name VALUE`, `--name=VALUE`, `-f VALUE` and `-fVALUE` are understood; targets follow `--`.
    """
    by_name = {option.name: option for option in options}
    by_name.update({option.short: option for option in options if option.short})
    targets: list[str] = []
    found: list[tuple[str, str]] = []
    loose: list[int] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "--":
            targets += rest
            break
        if not word.startswith("-") or word == "-":
            targets.append(word)
            continue
        name, attached = _split(word)
        option = by_name.get(name)
        if option is None:
            return _unknown_option(name, by_name)
        if option.is_optional and attached is None:
            loose.append(len(found))
        given = _value_of(option, name, attached, rest)
        if isinstance(given, Message):
            return given
        found.append((option.name, given))
    if not targets and loose and found[loose[-1]][1]:
        # `--base-changed TARGET`: the value may be left out, and there must be a target.
        name, target = found[loose[-1]]
        targets.append(target)
        found[loose[-1]] = (name, "")
    return Given(tuple(targets), tuple(found))


def predict_arguments(
    given: Given, environment: Mapping[str, str], *, most_targets: int = 2
) -> PredictArguments | Message:
    """What is asked, or what is wrong with it.

    As in `docker build`, `--build-arg K` takes its value from the environment, if it is there.
    """
    if not given.targets:
        return message("cli.usage.no-target")
    if len(given.targets) > most_targets:
        return message("cli.usage.too-many", given=_short(given.targets[most_targets]))
    if any(not each for each in given.targets):
        return message("cli.usage.no-target")
    edits = _edits(given)
    if isinstance(edits, Message):
        return edits
    before_args = _pairs(given.all("--build-arg"), environment)
    after_args = _pairs(given.all("--after-build-arg"), environment)
    for pairs in (before_args, after_args):
        if isinstance(pairs, Message):
            return pairs
    assert not isinstance(before_args, Message)
    assert not isinstance(after_args, Message)
    target = given.last("--target")
    return PredictArguments(
        before=given.targets[0],
        after=given.targets[1] if len(given.targets) > 1 else "",
        file=given.last("--file"),
        after_file=given.last("--after-file"),
        edits=edits,
        build_args=tuple(sorted(before_args.items())),
        after_build_args=tuple(sorted({**before_args, **after_args}.items())),
        target=target,
        after_target=given.last("--after-target", target),
        bases_changed=tuple(name or EVERY_BASE for name in given.all("--base-changed")),
        store=given.last("--store", "containerd"),
        transfer=given.last("--transfer", "incremental"),
        language=given.last("--lang"),
        is_json=given.has("--json"),
    )


def language_typed(words: Sequence[str]) -> str:
    """The value of `--lang`, even on a line that is wrong otherwise; "" if there is none."""
    for place, word in enumerate(words):
        given = word.removeprefix("--lang=")
        if word == "--lang" and place + 1 < len(words):
            given = words[place + 1]
        if given in LANGUAGE.choices and (given != word):
            return given
    return ""


def _split(word: str) -> tuple[str, str | None]:
    """The name in a word that begins with a dash, and the value attached to it."""
    if word.startswith("--"):
        name, equals, given = word.partition("=")
        return name, given if equals else None
    return word[:2], word[2:].removeprefix("=") if len(word) > 2 else None


def _value_of(option: Option, name: str, attached: str | None, rest: list[str]) -> str | Message:
    """The value of an option, taken off the rest of the words if it is not attached."""
    if not option.takes:
        return "" if attached is None else message("cli.usage.no-value", option=name)
    if attached is None:
        if option.is_optional and (not rest or rest[0].startswith("-")):
            return ""
        if not rest:
            return message("cli.usage.needs-value", option=name, takes=option.takes)
        attached = rest.pop(0)
    if option.choices and attached not in option.choices:
        said = " | ".join(option.choices)
        return message("cli.usage.choice", option=name, given=_short(attached), choices=said)
    return attached


def _unknown_option(name: str, by_name: Mapping[str, Option]) -> Message:
    from difflib import get_close_matches  # slow to load, and only a mistake needs it

    near = get_close_matches(name, list(by_name), n=1)
    if near:
        return message("cli.usage.unknown-option.near", option=_short(name), near=near[0])
    return message("cli.usage.unknown-option", option=_short(name))


def _pairs(words: Sequence[str], environment: Mapping[str, str]) -> dict[str, str] | Message:
    pairs: dict[str, str] = {}
    for word in words:
        name, equals, given = word.partition("=")
        if not name:
            return message("cli.usage.build-arg", given=_short(word))
        if equals:
            pairs[name] = given
        elif name in environment:
            pairs[name] = environment[name]
    return pairs


def _edits(given: Given) -> tuple[ContextEdit, ...] | Message:
    edits: list[ContextEdit] = []
    for option, text in given.options:
        if option in EDIT_OPTIONS:
            edit = _edit(option, text)
            if isinstance(edit, Message):
                return edit
            edits.append(edit)
    return tuple(edits)


def _edit(option: str, text: str) -> ContextEdit | Message:
    from layerviz.core.context import ContextEdit, EditKind

    kind = EditKind(option[2:])
    if kind is EditKind.CHMOD:
        mode, colon, path = text.partition(":")
        is_octal = bool(mode) and len(mode) <= 5 and not mode.strip("01234567")
        if not colon or not path or not is_octal or int(mode, 8) > 0o7777:
            return message("cli.usage.chmod", given=_short(text))
        return ContextEdit(kind, path, mode=int(mode, 8))
    if kind is EditKind.RENAME:
        old, colon, new = text.partition(":")
        if not colon or not old or not new:
            return message("cli.usage.rename", given=_short(text))
        return ContextEdit(kind, old, new)
    if not text:
        return message("cli.usage.needs-value", option=option, takes="P")
    return ContextEdit(kind, text)


def _short(text: str) -> str:
    """A typed word for a message: on one line, harmless, not long."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in text[: _MOST_SHOWN + 1])
    return shown if len(shown) <= _MOST_SHOWN else shown[:_MOST_SHOWN] + "…"
