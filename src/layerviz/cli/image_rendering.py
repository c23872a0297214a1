"""Images and what they share, as text for people and as JSON for programs.

The JSON is schema 1, which scripts rely on: a field may be added, none is renamed or dropped. Sizes
in it are unpacked bytes, null where they are not known; layers are listed bottom first. The text
shows the stack as it stands, the topmost layer first.
"""

from __future__ import annotations

from layerviz.app.inspecting import (
    PREDICTED,
    find_base,
    layer_numbers,
    layer_steps,
    setting_lines,
)
from layerviz.app.messages import Size, message
from layerviz.cli.columns import display_width, elided, one_line, padded, wrapped
from layerviz.core.history import recovered_dockerfile
from layerviz.core.images import SizeKind, total_of
from layerviz.core.values import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from layerviz.app.inspecting import Inspection
    from layerviz.app.wording import Wording
    from layerviz.cli.rendering import Paper
    from layerviz.core.analysis import SettingLine, Step
    from layerviz.core.images import InspectedImage
    from layerviz.core.sharing import StackedLayer

SCHEMA = 1
_DIM, _BOLD = "2", "1"
_MOST_GHOSTS = 8


def image_json(found: Inspection) -> str:
    """The machine form of one image, on one line."""
    import json

    read = found.read
    image = read.image if read else None
    plain = {
        "schema": SCHEMA,
        "target": found.target,
        "references": list(image.references) if image else [],
        "image_id": read.image_id if read else None,
        "platform": image.platform.text if image else None,
        "layers": [_plain_layer(found, height) for height in range(len(found.stack.layers))],
        "history": _plain_history(found),
        "total_bytes": found.stack.total_bytes,
        "ghost_bytes": found.files.ghost_bytes if found.files else None,
        "download_bytes": total_of(read.layer_sizes, SizeKind.DOWNLOAD) if read else None,
        "base": found.base or None,
        "dockerfile": _plain_dockerfile(found),
    }
    return json.dumps(plain)


def _plain_dockerfile(found: Inspection) -> dict[str, object] | None:
    """The original Dockerfile; None where there is only the history to go by."""
    original = found.read.dockerfile if found.read else None
    return {"filename": original.filename, "text": original.text} if original else None


def digest_or_none(layer: StackedLayer, digest: str) -> str | None:
    """A digest of a layer; None for a layer that is only predicted."""
    return None if layer.diff_id.startswith(PREDICTED) else digest


def _plain_layer(found: Inspection, height: int) -> dict[str, object]:
    layer = found.stack.layers[height]
    image = found.read.image if found.read else None
    return {
        "diff_id": digest_or_none(layer, layer.diff_id),
        "chain_id": digest_or_none(layer, layer.chain_id),
        "size_bytes": layer.size_bytes,
        "created_by": layer.created_by or None,
        "history_index": image.layers[height].history_index if image else None,
        "ghost_bytes": found.files.ghost_bytes_in(height) if found.files else None,
        "download_bytes": layer.download_bytes,
    }


def _plain_history(found: Inspection) -> list[dict[str, object]]:
    if found.read is None:
        return []
    image = found.read.image
    sizes = {
        layer.history_index: stacked.size_bytes
        for layer, stacked in zip(image.layers, found.stack.layers, strict=True)
    }
    return [
        {
            "created_by": entry.created_by,
            "empty_layer": entry.is_empty_layer,
            "size_bytes": 0 if entry.is_empty_layer else sizes.get(index),
            "comment": entry.comment,
        }
        for index, entry in enumerate(image.history)
    ]


class _Row(Record):
    """A line of the stack: a layer with its number, or a setting without one."""

    number: str
    size: str
    text: str
    remark: str = ""


def image_text(found: Inspection, wording: Wording, paper: Paper) -> str:
    """The stack from the top, its sums, and what is stored in vain."""
    lines = [paper.painted(one_line(_title(found, wording)), _BOLD)]
    if found.base:
        lines.append(wording.text("image.base", base=one_line(found.base)))
    lines += ["", *_table(_rows(found, wording), paper), ""]
    lines += wrapped(_sums(found, wording), paper.width)
    if found.read is None:
        lines += wrapped(wording.text("image.predicted"), paper.width)
    else:
        for said in _origin(found.read, wording):
            lines += wrapped(said, paper.width)
    lines += _ghosts(found, wording, paper)
    return "\n".join(lines)


def _origin(read: InspectedImage, wording: Wording) -> Iterator[str]:
    """Where the instructions are from, and how far they can be trusted."""
    original, is_complete = read.dockerfile, read.image.is_history_complete
    if original is not None:
        name = one_line(original.filename) or "Dockerfile"
        count = len(original.text.splitlines())
        yield wording.text("image.dockerfile.original", name=name, n=count)
    elif is_complete:
        yield wording.text("image.dockerfile.approximate")
    if not is_complete:
        yield wording.text("image.history-apart")


def _title(found: Inspection, wording: Wording) -> str:
    if found.read is None:
        return wording.text("image.title.predicted", name=found.name)
    read = found.read
    said = message(
        "image.title",
        name=found.name,
        platform=read.image.platform.text,
        id=(read.image_id or "")[7:19],
    )
    others = [each.text for each in read.platforms if each != read.image.platform]
    if not others:
        return wording.say(said)
    return wording.text("image.title.more", said=said, platforms=tuple(others))


def _rows(found: Inspection, wording: Wording) -> list[_Row]:
    if found.read is None:
        return _predicted_rows(found, wording)
    image = found.read.image
    if not image.is_history_complete:
        return _layer_rows(found, wording)
    heights = {layer.history_index: height for height, layer in enumerate(image.layers)}
    rows = []
    for line in reversed(recovered_dockerfile(image.history)):
        height = heights.get(line.history_index)
        text = one_line(line.text) or wording.text("image.no-words")
        rows.append(_row(found, height, text, wording))
    return rows


def _layer_rows(found: Inspection, wording: Wording) -> list[_Row]:
    heights = reversed(range(len(found.stack.layers)))
    return [_row(found, height, wording.text("image.no-words"), wording) for height in heights]


def _predicted_rows(found: Inspection, wording: Wording) -> list[_Row]:
    assert found.build is not None
    heights = {step.id: height for height, step in enumerate(layer_steps(found.build))}
    lines: list[Step | SettingLine] = [*layer_steps(found.build), *setting_lines(found.build)]
    lines.sort(key=lambda each: each.line, reverse=True)
    return [_row(found, heights.get(each.id), one_line(each.text), wording) for each in lines]


def _row(found: Inspection, height: int | None, text: str, wording: Wording) -> _Row:
    if height is None:
        return _Row(number="", size=wording.text("verdict.setting"), text=text)
    ghost = found.files.ghost_bytes_in(height) if found.files else 0
    return _Row(
        number=_numbers(found)[height],
        size=wording.size(found.stack.layers[height].size_bytes),
        text=text,
        remark=wording.text("image.ghost", size=Size(ghost)) if ghost else "",
    )


def _numbers(found: Inspection) -> tuple[str, ...]:
    """The layers' numbers, those of the window: a base that is known or guessed is 1."""
    return layer_numbers(found, find_base(found, ()))


def _table(rows: list[_Row], paper: Paper) -> list[str]:
    number = max((len(row.number) for row in rows), default=0)
    size = max((display_width(row.size) for row in rows), default=0)
    indent = number + size + 6
    room = None if paper.width is None else max(paper.width - indent, 20)
    lines: list[str] = []
    for row in rows:
        shown = " " * (size - display_width(row.size)) + row.size
        line = f"  {row.number:>{number}}  {shown}  {elided(row.text, room)}"
        lines.append(line if row.number else paper.painted(line, _DIM))
        lines += [" " * indent + each for each in (wrapped(row.remark, room) if row.remark else ())]
    return lines


def _sums(found: Inspection, wording: Wording) -> str:
    layers = message("image.layers", n=len(found.stack.layers))
    total = found.stack.total_bytes
    if total is None:
        known = sum(layer.size_bytes or 0 for layer in found.stack.layers)
        return wording.text("image.sum.part", layers=layers, known=Size(known))
    download = total_of(found.read.layer_sizes, SizeKind.DOWNLOAD) if found.read else None
    if download is None:
        return wording.text("image.sum", layers=layers, total=Size(total))
    return wording.text(
        "image.sum.download", layers=layers, total=Size(total), download=Size(download)
    )


def _ghosts(found: Inspection, wording: Wording, paper: Paper) -> list[str]:
    """The largest files that are stored in vain, and the layers at fault."""
    if found.files is None or not found.files.ghosts:
        return []
    assert found.read is not None
    lines = [
        "",
        *wrapped(wording.text("image.ghosts", size=Size(found.files.ghost_bytes)), paper.width),
    ]
    numbers = _numbers(found)
    largest = sorted(found.files.ghosts, key=lambda ghost: -ghost.size_bytes)
    for ghost in largest[:_MOST_GHOSTS]:
        said = wording.text(
            f"image.ghost.{ghost.reason.value}",
            path="/" + one_line(ghost.path),
            size=Size(ghost.size_bytes),
            layer=numbers[ghost.layer],
            by_layer=numbers[ghost.by_layer],
            text=_words_of(found.read, ghost.by_layer, wording),
        )
        lines += [f"  {each}" for each in wrapped(said, paper.width and paper.width - 2)]
    if len(largest) > _MOST_GHOSTS:
        lines.append("  " + wording.text("image.ghosts.more", n=len(largest) - _MOST_GHOSTS))
    return lines


def _words_of(read: InspectedImage, height: int, wording: Wording) -> str:
    index = read.image.layers[height].history_index
    words = "" if index is None else recovered_dockerfile(read.image.history)[index].text
    return elided(one_line(words), 60) or wording.text("image.no-words")


def sized_names(rows: list[tuple[str, ...]]) -> list[str]:
    """Rows of columns, the first to the left, the others to the right."""
    widths = [max(map(display_width, column)) for column in zip(*rows, strict=True)]
    return [
        "  "
        + "  ".join(
            padded(cell, width) if place == 0 else " " * (width - display_width(cell)) + cell
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
