"""Wording: a code and its values become a sentence in the chosen language.

The catalogues are `resources/text/<language>.po`. A msgid is a stable code (`cause.files`), never a
sentence, and both languages are translations: an English wording can be changed without touching
code or Japanese. A code with a plural repeats it as msgid_plural. Placeholders are named
(`{paths}`); a language lacking a text falls back to English, an unknown code to itself. Instruction
names, paths, commands and CACHED stand in values or as they are: untranslated.

`xx` is English made strange, accented and two fifths longer: what stays plain is missing from the
catalogue, what is cut off is too narrow for some language. The command line pays for this module at
every start (docs/adr/0002).
"""

from __future__ import annotations

from layerviz import assets
from layerviz.app.catalogues import read_catalogue
from layerviz.app.messages import Duration, Message, Size

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from layerviz.app.catalogues import Catalogue, CompiledTexts

LANGUAGES = ("ja", "en")
"""The languages that a user can choose."""
PSEUDO = "xx"
SHOWN_IN_A_LIST = 3
_UNITS = ("B", "kB", "MB", "GB", "TB", "PB")
_FIRST_WIDE = "\u2e80"
"""From here on characters are Japanese or Chinese, and stand without spaces between them."""
_ACCENTED = str.maketrans("AEIOUYaceinosuyz", "ÅÉÎÖÛÝåçéîñöšüýž")


class Wording:
    """The texts of one language. Immutable after it is made; calls are cheap."""

    __slots__ = ("_fallback", "_folder", "_texts", "language")

    def __init__(self, language: str, folder: str | None = None) -> None:
        self.language = language if language in (*LANGUAGES, PSEUDO) else "en"
        self._folder = assets.resource_path("text") if folder is None else folder
        written = "en" if self.language == PSEUDO else self.language
        self._texts = read_catalogue(self._folder, written)
        self._fallback: CompiledTexts | Catalogue | None = None

    def text(self, code: str, /, n: int | None = None, **values: object) -> str:
        """The text of a code with its values put in.

        `n` decides between singular and plural, and is `{n}`.
        """
        forms = self._forms(code)
        if forms is None:
            return code
        template = forms[0] if n == 1 or len(forms) == 1 else forms[1]
        if "{" not in template:
            return template
        said = {name: self.say(given) for name, given in values.items()}
        if n is not None:
            said.setdefault("n", self.number(n))
        if self.language == "ja":
            template = _closed_up(template, said)
        try:
            return template.format_map(_Said(said))
        except (
            ValueError,
            IndexError,
            AttributeError,
        ):  # a template that is no template is shown as written
            return template

    def has(self, code: str) -> bool:
        """Whether there is a text for the code."""
        return self._forms(code) is not None

    def say(self, given: object) -> str:
        """A value as a reader expects it.

        Messages, sizes, durations and lists in words, the rest as text.
        """
        if isinstance(given, Message):
            return self.text(given.code, given.n, **dict(given.values))
        if isinstance(given, Size):
            return self.size(given.size_bytes)
        if isinstance(given, Duration):
            return self.duration(given.seconds)
        if isinstance(given, tuple):
            return self.listing([self.say(each) for each in given])
        if isinstance(given, int) and not isinstance(given, bool):
            return self.number(given)
        return str(given)

    def listing(self, items: list[str]) -> str:
        """Some things in a row, shortened: `a, b, c and 4 more`."""
        shown = self.text("list.separator").join(items[:SHOWN_IN_A_LIST])
        more = len(items) - SHOWN_IN_A_LIST
        return shown if more <= 0 else self.text("list.more", more, items=shown)

    def number(self, given: int) -> str:
        """A whole number with its thousands apart."""
        return f"{given:,}"

    def size(self, size_bytes: int | None) -> str:
        """Bytes with a decimal unit, as Docker counts: `2.0 MB`, `150 MB`, `0 B`.

        `?` where unknown.
        """
        if size_bytes is None:
            return self.text("unit.unknown")
        amount, unit = float(size_bytes), 0
        while amount >= 999.5 and unit < len(_UNITS) - 1:
            amount, unit = amount / 1000, unit + 1
        shown = f"{amount:.1f}" if unit and amount < 9.95 else f"{amount:.0f}"
        return f"{shown} {_UNITS[unit]}"

    def duration(self, seconds: float | None) -> str:
        """Seconds, or minutes and seconds: `1.2 s`, `3 min 20 s`; `?` where unknown."""
        if seconds is None:
            return self.text("unit.unknown")
        if seconds < 99.5:
            shown = f"{seconds:.1f}" if 0 < seconds < 9.95 else f"{seconds:.0f}"
            return self.text("unit.seconds", value=shown)
        minutes, rest = divmod(round(seconds), 60)
        return self.text("unit.minutes", minutes=minutes, seconds=rest)

    def _forms(self, code: str) -> tuple[str, ...] | None:
        forms = self._texts.get(code)
        if self.language == PSEUDO and forms is not None:
            return tuple(pseudo(form) for form in forms)
        if forms is not None or self.language != "ja":
            return forms
        if self._fallback is None:
            self._fallback = read_catalogue(self._folder, "en")
        return self._fallback.get(code)


class _Said(dict[str, str]):
    """Values by name; one that is missing shows its place, so that the rest can be read."""

    def __missing__(self, name: str) -> str:
        return "{" + name + "}"


def language_from_locale(name: str) -> str:
    """The language for a locale's name (`ja_JP.UTF-8`, `ja`, `C`): Japanese, else English."""
    return "ja" if name.lower().replace("-", "_").partition(".")[0].split("_")[0] == "ja" else "en"


def chosen_language(given: str, environment: Mapping[str, str]) -> str:
    """The language asked for, else that of LC_ALL, LC_MESSAGES or LANG, the first that is set."""
    if given in (*LANGUAGES, PSEUDO):
        return given
    names = (environment.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return language_from_locale(next((name for name in names if name), ""))


def pseudo(template: str) -> str:
    """A text made strange and two fifths longer, its placeholders kept."""
    parts: list[str] = []
    rest = template
    while rest:
        plain, opening, behind = rest.partition("{")
        parts.append(plain.translate(_ACCENTED))
        name, closing, rest = behind.partition("}")
        parts.append(opening + name + closing)
    return f"[{''.join(parts)}{'~' * max(1, len(template) * 2 // 5 - 2)}]"


def _closed_up(template: str, said: Mapping[str, str]) -> str:
    """The template without the half-width spaces beside values that begin or end in Japanese."""
    for name, text in said.items():
        if text and text[0] >= _FIRST_WIDE:
            template = template.replace(" {" + name + "}", "{" + name + "}")
        if text and text[-1] >= _FIRST_WIDE:
            template = template.replace("{" + name + "} ", "{" + name + "}")
    return template
