"""Drafts: what was typed and imagined but not saved, in a plain form that survives a crash.

A draft belongs to the target that was open. Coming back, it is one change on top of the freshly
read project, so undo takes it away. A draft of another version or with anything odd in it is worth
nothing: better none than a wrong one.
"""

from __future__ import annotations

from layerviz.app.scenario import Content, Scenario, Sheet
from layerviz.core.analysis import StepId
from layerviz.core.context import ContextEdit, EditKind
from layerviz.core.requests import BuilderProfile, Store, Transfer
from layerviz.core.values import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from layerviz.app.state import AppState

VERSION = 1


def draft_from_state(state: AppState) -> dict[str, object] | None:
    """What would be lost if the app died now, as words, numbers, lists and mappings.

    None for nothing.
    """
    sides = range(len(state.content.sheets))
    is_typed = any(state.is_dirty(side) for side in sides) or state.content.ignore_text is not None
    if not state.project.is_open or not is_typed:
        return None
    scenario = state.scenario
    profile = scenario.profile
    return {
        "version": VERSION,
        "target": draft_key(state),
        "sheets": [[sheet.path, sheet.text] for sheet in state.content.sheets],
        "ignore": state.content.ignore_text,
        "edits": [[e.kind.value, e.path, e.new_path, e.mode] for e in scenario.edits],
        "build_args": [list(pair) for pair in scenario.build_args],
        "target_stage": scenario.target,
        "bases_changed": list(scenario.bases_changed),
        "is_uncached": scenario.is_uncached,
        "assumptions": [list(pair) for pair in scenario.assumptions],
        "store": profile.store.value,
        "transfer": profile.transfer.value,
    }


def draft_key(state: AppState) -> str:
    """What a draft is kept under: the sample, or the folder with its first Dockerfile."""
    if state.project.sample:
        return f"sample:{state.project.sample}"
    paths = [sheet.path for sheet in state.content.sheets if sheet.path]
    return "\n".join((state.project.context_root, *paths[-1:]))


def content_from_draft(draft: Mapping[str, object]) -> Content | None:
    """The content of a draft; None where it cannot be trusted."""
    try:
        return _content(dict(draft))
    except (KeyError, TypeError, ValueError):
        return None


def is_worth_restoring(state: AppState, content: Content) -> bool:
    """Whether the draft says anything that is not open already."""
    return content != state.content and any(sheet.text for sheet in content.sheets)


def _content(draft: dict[str, Any]) -> Content | None:
    if draft["version"] != VERSION:
        return None
    sheets = tuple(Sheet(_text(path), _text(text)) for path, text in draft["sheets"])
    if not 1 <= len(sheets) <= 2:
        return None
    ignore = draft["ignore"]
    profile = replace(
        BuilderProfile(), store=Store(draft["store"]), transfer=Transfer(draft["transfer"])
    )
    scenario = Scenario(
        edits=tuple(_edit(*edit) for edit in draft["edits"]),
        build_args=tuple((_text(name), _text(given)) for name, given in draft["build_args"]),
        target=_text(draft["target_stage"]),
        bases_changed=tuple(_text(image) for image in draft["bases_changed"]),
        is_uncached=draft["is_uncached"] is True,
        profile=profile,
        assumptions=tuple(
            (StepId(_text(step)), is_same is True) for step, is_same in draft["assumptions"]
        ),
    )
    return Content(
        sheets=sheets, ignore_text=None if ignore is None else _text(ignore), scenario=scenario
    )


def _edit(kind: str, path: str, new_path: str, mode: int) -> ContextEdit:
    return ContextEdit(EditKind(kind), _text(path), _text(new_path), int(mode))


def _text(given: object) -> str:
    if not isinstance(given, str):
        raise TypeError(given)
    return given
