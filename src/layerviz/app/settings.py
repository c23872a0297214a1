"""What the user prefers, as typed fields with default, range and help text, kept between starts.

Knows no file: `adapters.settings_file` reads and writes the plain form made here. A field that
cannot be used falls back to its default and says so; the others are kept.
"""

from __future__ import annotations

from layerviz.core.diagnostics import Diagnostic, Severity
from layerviz.core.values import Record, Value, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

MIN_ZOOM, MAX_ZOOM = 75, 400
MAX_RECENT = 12


class Settings(Record):
    """The preferences; every field is described in `FIELDS`."""

    language: str = ""
    theme: str = "light"
    zoom_percent: int = 100
    stack_order: str = "bottom-up"
    height_scale: str = "log"
    motion: str = "system"
    store: str = "containerd"
    transfer: str = "incremental"
    recent: tuple[str, ...] = ()


class Choice(Value):
    """A field that is one of some words; its texts are `settings.<name>.<word>`."""

    name: str
    words: tuple[str, ...]


class Range(Value):
    """A whole number from `lowest` to `highest`."""

    name: str
    lowest: int
    highest: int


class Places(Value):
    """A list of at most `most` folders, files or sample names, the latest first."""

    name: str
    most: int


Field = Choice | Range | Places

FIELDS: tuple[Field, ...] = (
    Choice("language", ("", "ja", "en", "xx")),
    Choice("theme", ("light", "dark", "contrast")),
    Range("zoom_percent", MIN_ZOOM, MAX_ZOOM),
    Choice("stack_order", ("bottom-up", "file-order")),
    Choice("height_scale", ("log", "linear")),
    Choice("motion", ("system", "full", "none")),
    Choice("store", ("containerd", "overlay2")),
    Choice("transfer", ("incremental", "fresh")),
    Places("recent", MAX_RECENT),
)
"""Every field once. The label of a field is the text `settings.<name>`.

Its help `settings.<name>.help`.
"""


def changed(settings: Settings, name: str, given: object) -> Settings:
    """The settings with one field set.

    Itself where the name is unknown or the value does not fit.
    """
    field = next((field for field in FIELDS if field.name == name), None)
    fitting = None if field is None else _fitting(field, given)
    return settings if fitting is None else replace(settings, **{name: fitting})


def with_recent(settings: Settings, place: str) -> Settings:
    """The settings with the place put first among the recent ones."""
    others = tuple(known for known in settings.recent if known != place)
    return replace(settings, recent=(place, *others)[:MAX_RECENT])


def plain_from_settings(settings: Settings) -> dict[str, object]:
    """The settings as words, numbers and lists, for a file."""
    plain: dict[str, object] = {field.name: getattr(settings, field.name) for field in FIELDS}
    plain["recent"] = list(settings.recent)
    return plain


def settings_from_plain(plain: Mapping[str, object]) -> tuple[Settings, tuple[Diagnostic, ...]]:
    """The settings in a plain form.

    And a warning for each field that was replaced by its default.
    """
    settings = Settings()
    diagnostics: list[Diagnostic] = []
    for field in FIELDS:
        if field.name not in plain:
            continue
        fitting = _fitting(field, plain[field.name])
        if fitting is None:
            values = (("name", field.name), ("given", str(plain[field.name])[:80]))
            diagnostics.append(Diagnostic("settings-bad-value", Severity.WARNING, None, values))
        else:
            settings = replace(settings, **{field.name: fitting})
    return settings, tuple(diagnostics)


def _fitting(field: Field, given: object) -> object | None:
    """The value as the field holds it, or None where it does not fit."""
    if isinstance(field, Choice):
        return given if isinstance(given, str) and given in field.words else None
    if isinstance(field, Range):
        is_number = isinstance(given, int) and not isinstance(given, bool)
        return given if is_number and field.lowest <= given <= field.highest else None  # type: ignore[operator]  # is_number says so
    if not isinstance(given, list | tuple) or not all(isinstance(place, str) for place in given):
        return None
    return tuple(given)[: field.most]
