"""`layerviz name REFERENCE`: the anatomy of an image reference, as text or JSON."""

from __future__ import annotations

from layerviz.app.messages import Message, message
from layerviz.cli.arguments import HELP, JSON, LANGUAGE, sort_words
from layerviz.cli.columns import display_width, one_line, padded
from layerviz.core.diagnostics import Diagnostic
from layerviz.core.reference_parts import read_reference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerviz.app.wording import Wording
    from layerviz.core.reference_parts import ReferenceParts

SCHEMA = 1
OPTIONS = (JSON, LANGUAGE, HELP)
_PARTS = ("registry", "namespace", "repository", "tag", "digest", "canonical")


def answer(words: Sequence[str], wording: Wording) -> str | Diagnostic | Message:
    """What to print; a Diagnostic for what is no reference, a Message for a wrong command line."""
    given = sort_words(_with_dashes_last(words), OPTIONS)
    if isinstance(given, Message):
        return given
    if given.has("--help"):
        from layerviz.cli import helping

        return helping.of_command("name", OPTIONS, wording)
    if not given.targets:
        return message("cli.usage.no-reference")
    if len(given.targets) > 1:
        return message("cli.usage.too-many", given=one_line(given.targets[1])[:60])
    found = read_reference(given.targets[0])
    if isinstance(found, Diagnostic):
        return found
    return _as_json(found) if given.has("--json") else _as_text(given.targets[0], found, wording)


def _with_dashes_last(words: Sequence[str]) -> list[str]:
    """`-docker/app` is no option but a wrong reference: put it where no option is expected."""
    if "--" in words:
        return list(words)
    stray = [word for word in words if word[:1] == "-" and word[:2] not in ("--", "-h")]
    return [*(word for word in words if word not in stray), *(["--", *stray] if stray else [])]


def _as_json(found: ReferenceParts) -> str:
    import json

    return json.dumps({"schema": SCHEMA, **{name: getattr(found, name) for name in _PARTS}})


def _as_text(typed: str, found: ReferenceParts, wording: Wording) -> str:
    titles = [wording.text(f"name.part.{name}") for name in _PARTS]
    width = max(map(display_width, titles))
    lines = [one_line(typed)]
    for name, title in zip(_PARTS, titles, strict=True):
        shown = getattr(found, name) or wording.text("name.none")
        lines.append(f"  {padded(title, width)}  {shown}")
    if found.notes:
        lines.append("")
    for code in found.notes:
        note = message(f"name.note.{code}", registry=found.registry or "", tag=found.tag or "")
        lines.append(f"  {wording.say(note)}")
    return "\n".join(lines)
