"""The panel that says why: whatever was shown before, it shows exactly its content."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from layerviz.app import events
from layerviz.ui.panels.card import WrappedLink
from layerviz.ui.panels.why_panel import KeyRow, Link, WhyContent, WhyPanel
from layerviz.ui.translation import Translator

WORDS = st.sampled_from(["", "a", "b", "<b>c</b>"])
SOME = st.lists(st.sampled_from(["a", "b", "c"]), max_size=3).map(tuple)
LINKS = st.lists(
    st.builds(
        Link,
        text=st.sampled_from(["x", "y"]),
        event=st.sampled_from([events.Undo(), events.Redo()]),
        is_on=st.booleans(),
    ),
    max_size=2,
).map(tuple)
CONTENTS = st.builds(
    WhyContent,
    title=WORDS,
    headline=WORDS,
    sentence=WORDS,
    tone=st.sampled_from(["cached", "rebuilt"]),
    remarks=SOME,
    second_title=WORDS,
    second=SOME,
    links=LINKS,
    choices_title=WORDS,
    choices_text=WORDS,
    choices=LINKS,
    rule=WORDS,
    key_rows=st.sampled_from([(), (KeyRow(name="n", value="v"),)]),
)


def shown(panel: WhyPanel) -> list[str]:
    inside = panel.area.widget()
    column = inside.layout() if inside is not None else None
    assert column is not None
    found: list[str] = []
    for place in range(column.count()):
        item = column.itemAt(place)
        widget = item.widget() if item is not None else None
        if isinstance(widget, QLabel):
            found.append(widget.text())
        elif isinstance(widget, WrappedLink):
            found.append(f"link {widget.words.text()} {widget.accessibleName()}")
        elif widget is not None:
            found += [label.text() for label in widget.findChildren(QLabel)]
    return [*found, panel.title.text()]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(CONTENTS, min_size=2, max_size=6), st.booleans())
def test_earlier_words_leave_no_trace(
    qtbot: QtBot, contents: list[WhyContent], is_open: bool
) -> None:
    words = Translator("en")
    used, fresh = WhyPanel(words), WhyPanel(words)
    for panel in (used, fresh):
        qtbot.addWidget(panel)
        if is_open:
            panel._toggle_key()
    for content in contents:
        used.show_content(content)
    fresh.show_content(contents[-1])
    assert shown(used) == shown(fresh)
    assert used._links == fresh._links
