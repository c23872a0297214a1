"""What a single key means: steps, picks, revealing. Only outside text fields, trees and buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from layerviz.app import events
from layerviz.ui.actions import action_for_key
from layerviz.ui.image_intents import numbered, way_back

if TYPE_CHECKING:
    from layerviz.app.state import AppState

TYPED_INTO = (QLineEdit, QPlainTextEdit, QAbstractItemView, QAbstractButton, QComboBox)
SIDES = {"Left": 0, "Right": 1}
"""While two orders are asked about, the arrows choose the one that number keys pick in."""
CLICKER = ("PgUp", "PgDown", "Esc")
"""Keys of a clicker and the way back work on buttons too, which do not use them."""


def single_key(
    event: QKeyEvent, state: AppState, focused: QWidget | None
) -> str | events.Event | None:
    """The action's id, the event, or None where the key means nothing here."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if held:
        return None
    key = QKeySequence(event.key()).toString(QKeySequence.SequenceFormat.PortableText)
    if isinstance(focused, TYPED_INTO):
        is_button = isinstance(focused, QAbstractButton)
        if not (key == "Esc" or (is_button and key in CLICKER)):
            return None
    if key == "Esc":
        return escape(state)
    if key in SIDES and state.are_verdicts_hidden and len(state.shown_sides) > 1:
        return events.SideFocused(SIDES[key])
    if key.isdigit() and key != "0":
        return events.LayerPicked(int(key)) if state.are_verdicts_hidden else _numbered(state, key)
    spec = action_for_key(key)
    return spec.id if spec is not None and spec.enabled(state) else None


def escape(state: AppState) -> events.Event | None:
    """Esc goes back one thing at a time: the step-through, the question, the selection."""
    if state.view.is_of_images:
        return way_back(state)
    if state.playhead is not None:
        return events.PlayheadMoved(None)
    if state.question is not None and state.question.view is state.view:
        return events.QuestionClosed()
    if state.selection.step is not None or state.selection.line:
        return events.StepSelected(None)
    return None


def _numbered(state: AppState, key: str) -> events.Event | None:
    """A number selects the layer of that number."""
    if state.view.is_of_images:
        return numbered(state, int(key))
    analysis = state.analysis()
    if analysis is None:
        return None
    targets = {stage.index for stage in analysis.after.stages if stage.is_target}
    for step in analysis.after.steps:
        if step.number == int(key) and step.stage_index in targets:
            return events.StepSelected(step.id)
    return None
