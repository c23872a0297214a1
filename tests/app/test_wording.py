from __future__ import annotations

import contextlib
import re
import string
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from layerviz import assets
from layerviz.app.catalogues import CompiledTexts, read_catalogue, texts_from_po
from layerviz.app.messages import Duration, Size, message
from layerviz.app.wording import Wording, chosen_language, language_from_locale, pseudo

TEXT = Path(assets.resource_path("text"))
NAMES = ("en", "ja")
CATALOGUES = {name: texts_from_po((TEXT / f"{name}.po").read_text("utf-8")) for name in NAMES}
EN, JA = Wording("en"), Wording("ja")
WIDE = "[\u3041-\u30fa\u30fc-\u30ff\u4e00-\u9fff]"
FORMATTER = string.Formatter()


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in FORMATTER.parse(text) if name is not None}


def test_every_text_exists_in_both_languages() -> None:
    assert CATALOGUES["en"].keys() == CATALOGUES["ja"].keys()


def test_no_text_is_written_twice() -> None:
    for name in ("en", "ja"):
        codes = re.findall(r'^msgid "(.+)"$', (TEXT / f"{name}.po").read_text("utf-8"), re.M)
        assert sorted(code for code in codes if codes.count(code) > 1) == []


def test_both_languages_use_the_same_placeholders() -> None:
    """A singular may name one thing where the plural lists them: then Japanese may use either."""
    different = []
    for code, forms in CATALOGUES["en"].items():
        english = set().union(*(placeholders(form) for form in forms))
        japanese = placeholders(CATALOGUES["ja"][code][0])
        optional = {"first", "paths", "n"} if len(forms) > 1 else set()
        if japanese - optional != english - optional:
            different.append(code)
        assert all(name.isidentifier() for name in english | japanese), code
    assert different == []


def test_plurals_are_as_many_as_the_language_has() -> None:
    assert [code for code, forms in CATALOGUES["ja"].items() if len(forms) != 1] == []
    assert [code for code, forms in CATALOGUES["en"].items() if len(forms) not in (1, 2)] == []


@pytest.mark.parametrize(
    "wrong",
    [
        rf"{WIDE} {WIDE}",  # a blank between two Japanese characters
        rf"{WIDE}[A-Za-z0-9]|[A-Za-z0-9}}]{WIDE}",  # none between Japanese and Latin
        rf"{WIDE}(?:[,:?!]|\.(?!\.\.))",  # half-width punctuation after Japanese; menus have "..."
        rf"{WIDE}\((?!{WIDE}+\))|\){WIDE}|[（）]",  # parentheses are half-width, between blanks
    ],
)
def test_japanese_is_punctuated_in_one_way(wrong: str) -> None:
    found = re.compile(wrong)
    texts = CATALOGUES["ja"].items()
    assert [(code, forms[0]) for code, forms in texts if found.search(forms[0])] == []


def test_the_compiled_catalogue_says_the_same(tmp_path: Path) -> None:
    for name, texts in CATALOGUES.items():
        with (TEXT / f"{name}.po").open("rb") as source:
            catalogue = read_po(source, abort_invalid=True)
        with (tmp_path / f"{name}.mo").open("wb") as target:
            write_mo(target, catalogue)
        compiled = read_catalogue(str(tmp_path), name)
        assert isinstance(compiled, CompiledTexts)
        assert {code: compiled.get(code) for code in texts} == texts
        assert len(compiled) == len(texts) + 1  # the catalogue's own head
        missing = [
            code + end for code in texts for end in ("-", "\0" + code) if code + end not in texts
        ]
        assert [code for code in ("", "\uffff", *missing) if compiled.get(code)] == []


def test_a_broken_compiled_catalogue_gives_way_to_the_written_one(tmp_path: Path) -> None:
    (tmp_path / "en.po").write_text('msgid "a"\nmsgstr "A"\n', "utf-8")
    (tmp_path / "en.mo").write_bytes(b"\xde\x12\x04\x95 broken, and then some more")
    assert read_catalogue(str(tmp_path), "en") == {"a": ("A",)}


@given(st.binary(max_size=60) | st.binary(max_size=60).map(lambda tail: b"\xde\x12\x04\x95" + tail))
def test_bytes_that_are_no_catalogue_are_none(raw: bytes) -> None:
    with contextlib.suppress(UnicodeDecodeError):
        CompiledTexts(raw).get("a")


def test_escapes_and_continued_lines_are_read() -> None:
    source = 'msgid "a.b"\nmsgstr ""\n"one \\"two\\"\\n"\n"three\\\\"\n#~ msgid "old"\n'
    assert texts_from_po(source) == {"a.b": ('one "two"\nthree\\',)}


def test_numbers_decide_between_singular_and_plural() -> None:
    assert EN.text("cost.steps.depends", 1) == "1 step depends"
    assert EN.text("cost.steps.depends", 2) == "2 steps depend"
    assert JA.text("cost.steps.depends", 1) == "1 ステップは実行結果による"


def test_an_unknown_code_is_shown_and_a_missing_value_leaves_its_place() -> None:
    assert EN.text("no.such.code") == "no.such.code"
    assert EN.text("headline.rebuilt") == "{name} is rebuilt"


def test_values_are_never_taken_for_templates() -> None:
    assert EN.text("headline.rebuilt", name="{0} {x!r} %s") == "{0} {x!r} %s is rebuilt"


def test_a_text_that_japanese_lacks_comes_in_english(tmp_path: Path) -> None:
    (tmp_path / "en.po").write_text('msgid "only"\nmsgstr "English"\n', "utf-8")
    (tmp_path / "ja.po").write_text('msgid "other"\nmsgstr "日本語"\n', "utf-8")
    words = Wording("ja", str(tmp_path))
    assert words.text("only") == "English"
    assert words.has("only")
    assert not words.has("none")


def test_values_are_said_as_people_write_them() -> None:
    assert EN.say(("a", "b")) == "a, b"
    assert EN.say(("a", "b", "c", "d", "e")) == "a, b, c and 2 more"
    assert JA.say(("a", "b", "c", "d", "e")) == "a、b、c ほか 2 件"
    assert EN.say(12345) == "12,345"
    assert EN.say(Size(None)) == EN.say(Duration(None)) == "?"
    assert EN.say(message("headline.cached", name=message("step.name", number=3))) == (
        "step 3 is CACHED"
    )


def test_japanese_values_stand_without_blanks_beside_them() -> None:
    paths = ("a", "b", "c", "d")
    assert "ほか 1 件をコピー" in JA.text("cause.files.edit", 4, first="a", paths=paths)
    step = message("step.name", number=3)
    assert JA.text("cause.parent", step=step).startswith("下にあるステップ 3 が")


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (9949, "9.9 kB"),
        (9950, "10 kB"),
        (2_000_000, "2.0 MB"),
        (999_600, "1.0 MB"),
        (150_000_000, "150 MB"),
        (10**18, "1000 PB"),
    ],
)
def test_sizes_have_decimal_units(size: int, expected: str) -> None:
    assert EN.size(size) == expected


@pytest.mark.parametrize(
    ("seconds", "english", "japanese"),
    [
        (0, "0 s", "0 秒"),
        (1.2, "1.2 s", "1.2 秒"),
        (44.0, "44 s", "44 秒"),
        (200, "3 min 20 s", "3 分 20 秒"),
    ],
)
def test_times_are_short(seconds: float, english: str, japanese: str) -> None:
    assert EN.duration(seconds) == english
    assert JA.duration(seconds) == japanese


@pytest.mark.parametrize(
    ("name", "language"),
    [("ja_JP.UTF-8", "ja"), ("ja", "ja"), ("ja-JP", "ja"), ("C", "en"), ("", "en"), ("jam", "en")],
)
def test_the_locale_decides(name: str, language: str) -> None:
    assert language_from_locale(name) == language


def test_what_was_asked_for_comes_before_the_environment() -> None:
    japanese = {"LANG": "ja_JP.UTF-8"}
    assert chosen_language("en", japanese) == "en"
    assert chosen_language("", japanese) == "ja"
    assert chosen_language("", {**japanese, "LC_ALL": "C"}) == "en"
    assert chosen_language("", {**japanese, "LC_ALL": "", "LC_MESSAGES": "en_GB"}) == "en"
    assert chosen_language("", {}) == "en"


def test_the_pseudo_language_is_strange_longer_and_keeps_its_places() -> None:
    words = Wording("xx")
    for code, forms in CATALOGUES["en"].items():
        for form in forms:
            made = pseudo(form)
            assert placeholders(made) == placeholders(form)
            assert len(made) >= len(form) * 1.4 - 1
        assert words.text(code).startswith("[")


def test_an_unknown_language_is_english() -> None:
    assert Wording("fr").language == "en"


def test_every_diagnostic_has_a_text() -> None:
    """Codes are found where they are made: the first text handed to whatever makes a diagnostic."""
    makers = (
        r"Diagnostic|InstructionError|LayervizError|(?:Archive|Engine)\w+Error"
        r"|_Refused|_error|_problem|_unreadable|_refuse"
    )
    made = re.compile(rf'\b(?:{makers})\(\s*"([a-z0-9]+(?:-[a-z0-9]+)+)"')
    source = Path(assets.__file__).parent
    found = {
        code
        for package in ("core", "app", "adapters", "cli")
        for path in (source / package).rglob("*.py")
        for code in made.findall(path.read_text("utf-8"))
    }
    assert len(found) > 30
    assert sorted(code for code in found if f"diagnostic.{code}" not in CATALOGUES["en"]) == []
