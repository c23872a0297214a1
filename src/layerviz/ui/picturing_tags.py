"""The Tags view of a state: gathers its words, and lets `scene.tags_layout` lay them out."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from layerviz.app.image_samples import variant_table
from layerviz.app.messages import Message, message
from layerviz.core.diagnostics import Diagnostic
from layerviz.core.reference_parts import read_reference
from layerviz.scene.roles import Role
from layerviz.scene.tags_layout import tags_scene
from layerviz.scene.tags_texts import (
    AnatomyWords,
    KindsWords,
    KindTexts,
    PartTexts,
    TagsWords,
    VariantsWords,
    VariantTexts,
)
from layerviz.ui.phrases import diagnostic_short
from layerviz.ui.picturing_board import board_words

if TYPE_CHECKING:
    from layerviz.app.image_samples import VariantTable
    from layerviz.app.state import AppState
    from layerviz.core.reference_parts import ReferenceParts
    from layerviz.scene.measuring import TextMeasure
    from layerviz.scene.shapes import Scene
    from layerviz.scene.texts import View
    from layerviz.ui.translation import Translator

SHORT = 40
"""A longer reference is not repeated in the words above its full form."""
KINDS = {
    "latest": "node:latest",
    "version": "node:20.10.0",
    "major": "node:20",
    "os": "node:20-alpine",
    "slim": "node:20-slim",
}
"""The lesson's kinds of tags with its examples."""
VARIANTS = {"slim": "slim", "alpine": "alpine"}
"""What a variant's tag ends in, and which words tell what it is made of."""


def tags_picture(
    state: AppState, translator: Translator, room: View, measure: TextMeasure
) -> Scene | None:
    """The picture of the Tags view; there always is one."""
    words = TagsWords(
        anatomy=_anatomy(state.tags.reference, translator),
        board=board_words(state, translator),
        kinds=_kinds(translator),
        variants=_variants(translator),
    )
    return tags_scene(words, room, measure)


def _anatomy(typed: str, words: Translator) -> AnatomyWords:
    text = words.text
    title, caption = text("tags.anatomy.title"), text("tags.anatomy.caption")
    found = read_reference(typed)
    if isinstance(found, Diagnostic):
        return AnatomyWords(
            title=title,
            caption=caption,
            typed=typed,
            mistake=_place(found),
            here=text("tags.mistake.here"),
            problem=diagnostic_short(found, words),
            refusal=text("tags.refusal", said=found.builder_message),
        )
    return AnatomyWords(
        title=title,
        caption=caption,
        parts=_parts(typed, found, words),
        in_full=_in_full(typed, found, words),
        canonical=found.canonical,
        notes=tuple(words.say(_note(code, found)) for code in found.notes),
    )


def _note(code: str, found: ReferenceParts) -> Message:
    registry, tag = found.registry or "", found.tag or ""
    return message(f"name.note.{code}", registry=registry, tag=tag)


def _place(found: Diagnostic) -> tuple[int, int]:
    span = found.span
    return (0, 0) if span is None else (span.column, span.end_column)


def _in_full(typed: str, found: ReferenceParts, words: Translator) -> str:
    if typed == found.canonical:
        return words.text("tags.in-full.same")
    if len(typed) > SHORT:
        return words.text("tags.in-full")
    return words.text("tags.in-full.of", typed=typed)


def _parts(typed: str, found: ReferenceParts, words: Translator) -> tuple[PartTexts, ...]:
    """The parts that there are, from left to right; those that nobody wrote are marked so."""
    written = {
        "registry": "registry-default" not in found.notes,
        "namespace": f"{found.namespace}/" in typed,
        "tag": "tag-default" not in found.notes,
    }
    made: list[PartTexts] = []
    for name, separator in (
        ("registry", ""),
        ("namespace", "/"),
        ("repository", "/"),
        ("tag", ":"),
        ("digest", "@"),
    ):
        value = getattr(found, name)
        if value is None:
            continue
        is_written = written.get(name, True)
        line = f"tags.part.{name}" if is_written else "tags.part.default"
        made.append(
            PartTexts(
                role=Role(name),
                text=value,
                word=words.text(f"name.part.{name}"),
                line=words.text(line, value=value),
                separator=separator if made else "",
                is_written=is_written,
            )
        )
    return tuple(made)


def _kinds(words: Translator) -> KindsWords:
    text = words.text
    return KindsWords(
        title=text("tags.kinds.title"),
        caption=text("tags.kinds.caption"),
        heads=KindTexts(
            text("tags.kinds.kind"), text("tags.kinds.meaning"), text("tags.kinds.example")
        ),
        rows=tuple(
            KindTexts(text(f"tags.kind.{kind}"), text(f"tags.kind.{kind}.meaning"), example)
            for kind, example in KINDS.items()
        ),
        question=text("tags.latest.question"),
        answer=text("tags.latest.answer"),
    )


@lru_cache(maxsize=1)
def _table() -> VariantTable:
    """The sizes of the lesson, read once."""
    return variant_table()


def _variants(words: Translator) -> VariantsWords:
    table = _table()
    largest = max(table.rows, key=lambda row: row.size_bytes)
    smallest = min(table.rows, key=lambda row: row.size_bytes)
    times = largest.size_bytes / smallest.size_bytes
    rows = tuple(
        VariantTexts(
            name=row.reference,
            size=words.size(row.size_bytes),
            share=row.size_bytes / largest.size_bytes,
            note=words.text(f"tags.variant.{_made_of(row.reference)}"),
        )
        for row in table.rows
    )
    conclusion = words.text(
        "tags.variants.conclusion",
        smallest=smallest.reference,
        largest=largest.reference,
        times=f"{times:.1f}",
    )
    return VariantsWords(
        title=words.text("tags.variants.title"),
        caption=words.text("tags.variants.caption", month=table.as_of),
        rows=rows,
        conclusion=conclusion,
    )


def _made_of(reference: str) -> str:
    ending = reference.rpartition("-")[2]
    return VARIANTS.get(ending, "full")
