from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from layerviz.app.settings import (
    FIELDS,
    MAX_RECENT,
    Choice,
    Settings,
    changed,
    plain_from_settings,
    settings_from_plain,
    with_recent,
)
from layerviz.app.wording import Wording
from layerviz.core.requests import Store, Transfer
from layerviz.core.values import replace

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3),
)


def test_every_field_is_described_once_and_its_default_fits() -> None:
    names = [field.name for field in FIELDS]
    assert sorted(names) == sorted(plain_from_settings(Settings()))
    assert settings_from_plain(plain_from_settings(Settings())) == (Settings(), ())


def test_the_builders_words_are_those_of_the_core() -> None:
    words = {field.name: field.words for field in FIELDS if isinstance(field, Choice)}
    assert words["store"] == tuple(store.value for store in Store)
    assert words["transfer"] == tuple(transfer.value for transfer in Transfer)


@given(
    st.dictionaries(st.sampled_from([field.name for field in FIELDS]), PLAIN) | st.just({"x": 1})
)
def test_any_plain_form_gives_settings_and_a_warning_for_each_field_not_used(
    plain: dict[str, object],
) -> None:
    settings, problems = settings_from_plain(plain)
    assert settings_from_plain(plain_from_settings(settings)) == (settings, ())
    told = {dict(problem.values)["name"] for problem in problems}
    for name in plain.keys() - {"x"} - told:
        kept, wanted = plain_from_settings(settings)[name], plain[name]
        assert kept == (wanted[:MAX_RECENT] if isinstance(wanted, list) else wanted)


def test_a_value_that_does_not_fit_changes_nothing() -> None:
    settings = Settings()
    for name, given_value in (("zoom_percent", 74), ("zoom_percent", True), ("theme", 1), ("x", 1)):
        assert changed(settings, name, given_value) == settings
    assert changed(settings, "zoom_percent", 150) == replace(settings, zoom_percent=150)


def test_recent_places_are_few_and_the_latest_is_first() -> None:
    settings = Settings()
    for number in range(MAX_RECENT + 3):
        settings = with_recent(settings, str(number))
    settings = with_recent(settings, "5")
    assert settings.recent[0] == "5"
    assert len(settings.recent) == len(set(settings.recent)) == MAX_RECENT


def test_every_field_and_word_has_its_label_and_help() -> None:
    words = Wording("en")
    codes = [f"settings.{field.name}{end}" for field in FIELDS for end in ("", ".help")]
    codes += [f"settings.{f.name}.{w}" for f in FIELDS if isinstance(f, Choice) for w in f.words]
    assert [code for code in codes if not words.has(code)] == []
