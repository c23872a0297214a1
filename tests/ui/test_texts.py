"""Outside text stays text, edits are the smallest, actions do not clash."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerviz.app.wording import Wording
from layerviz.ui import safe_text
from layerviz.ui.actions import ACTIONS, zoomed
from layerviz.ui.panels.document_text import (
    document_from_text,
    smallest_edit,
    text_from_document,
    units,
)

UI = Path(__file__).parents[2] / "src" / "layerviz" / "ui"


def test_controls_become_visible_and_markup_stays_letters() -> None:
    assert safe_text.plain("a\u202eb") == "a‹U+202E›b"
    assert safe_text.plain("a\udcffb") == "a\\xffb"
    assert "<b>" not in safe_text.tooltip("<b>bold</b>")
    assert safe_text.menu_text("a&b") == "a&&b"
    assert len(safe_text.plain("x" * 9999)) <= safe_text.LONGEST


@given(st.text(), st.text())
def test_the_smallest_edit_makes_the_new_text(old: str, new: str) -> None:
    position, removed, added = smallest_edit(old, new)
    raw = old.encode("utf-16-le", "surrogatepass")
    made = raw[: position * 2] + added.encode("utf-16-le", "surrogatepass")
    made += raw[(position + removed) * 2 :]
    assert made.decode("utf-16-le", "surrogatepass") == new
    assert units(added) <= units(new)


def test_lines_keep_the_ends_they_came_with() -> None:
    before = "FROM a\r\nRUN b\nRUN c\r\n"
    shown = document_from_text(before)
    assert "\r" not in shown
    after = text_from_document(shown.replace("RUN c", "RUN d\nRUN e"), before)
    assert after == "FROM a\r\nRUN b\nRUN d\r\nRUN e\r\n"


@given(st.text(alphabet="ab\r\n\u2029", max_size=40))
def test_an_untouched_document_is_the_same_text(text: str) -> None:
    assert text_from_document(document_from_text(text), text) == text


def test_no_two_actions_share_a_key() -> None:
    keys = Counter(key for spec in ACTIONS for key in spec.all_keys)
    assert [key for key, count in keys.items() if count > 1] == []
    assert len({spec.id for spec in ACTIONS}) == len(ACTIONS)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_text_of_the_window_is_there(language: str) -> None:
    wording = Wording(language)
    codes = {spec.text_code for spec in ACTIONS} | {f"topic.{s.topic.value}" for s in ACTIONS}
    for path in UI.rglob("*.py"):
        codes |= set(re.findall(r"\btext\(\s*\"([a-z][a-z.\-]*)\"", path.read_text()))
    assert sorted(code for code in codes if not wording.has(code)) == []


def test_zoom_goes_in_steps_and_stays_in_range() -> None:
    assert zoomed(100, 1) == 110
    assert zoomed(400, 1) == 400
    assert zoomed(75, -1) == 75
