"""What several images share, as text for people and as JSON for programs (schema 1)."""

from __future__ import annotations

from layerviz.app.inspecting import PREDICTED
from layerviz.app.messages import Size
from layerviz.cli.columns import display_width, elided, one_line, wrapped
from layerviz.cli.image_rendering import SCHEMA, digest_or_none, sized_names
from layerviz.core.history import HistoryEntry, recovered_dockerfile
from layerviz.core.sharing import base_of, missing_layers, share

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerviz.app.inspecting import Inspection
    from layerviz.app.wording import Wording
    from layerviz.cli.rendering import Paper
    from layerviz.core.sharing import NearMiss, SharedLayer, SharingReport, StackedLayer

_DIM, _BOLD = "2", "1"


def sharing_json(found: Sequence[Inspection]) -> str:
    """The machine form, on one line: images as given, layers in the order of the picture."""
    import json

    report = share([each.stack for each in found])
    names = [each.name for each in found]
    plain = {
        "schema": SCHEMA,
        "images": [
            {
                "name": image.name,
                "target": each.target,
                "total_bytes": image.total_bytes,
                "unique_bytes": image.unique_bytes,
                "base": _base_name(each, found),
            }
            for image, each in zip(report.images, found, strict=True)
        ],
        "layers": [_plain_layer(each, names) for each in report.layers],
        "near_misses": [_plain_miss(each, names) for each in report.near_misses],
        "sum_bytes": report.sum_bytes,
        "on_disk_bytes": report.on_disk_bytes,
        "saved_bytes": report.saved_bytes,
    }
    return json.dumps(plain)


def _base_name(found: Inspection, all_found: Sequence[Inspection]) -> str | None:
    """The name of the longest other image that this one is built on."""
    base = base_of(found.stack, [each.stack for each in all_found if each is not found])
    return base.name if base is not None else None


def _plain_layer(shared: SharedLayer, names: list[str]) -> dict[str, object]:
    layer = shared.layer
    return {
        "chain_id": digest_or_none(layer, layer.chain_id),
        "diff_id": digest_or_none(layer, layer.diff_id),
        "size_bytes": layer.size_bytes,
        "images": [names[place] for place in sorted(shared.images)],
        "created_by": layer.created_by or None,
    }


def _plain_miss(miss: NearMiss, names: list[str]) -> dict[str, object]:
    return {
        "diff_id": None if miss.diff_id.startswith(PREDICTED) else miss.diff_id,
        "size_bytes": miss.size_bytes,
        "images": [names[place] for place, _ in miss.places],
    }


def sharing_text(found: Sequence[Inspection], wording: Wording, paper: Paper) -> str:
    """The images, their layers with those that share them, and the worked sum."""
    report = share([each.stack for each in found])
    lines = [*_images(found, report, wording, paper), ""]
    lines += _layers(found, report, wording, paper)
    lines += ["", *wrapped(_sum(report, wording), paper.width)]
    lines += wrapped(wording.text("share.rule"), paper.width)
    lines += _bases(found, wording, paper)
    lines += _misses(found, report, wording, paper)
    return "\n".join(lines)


def _images(
    found: Sequence[Inspection], report: SharingReport, wording: Wording, paper: Paper
) -> list[str]:
    """Each image with its size, what comes back on deletion, and what a pull would transfer."""
    rows = [tuple(wording.text(f"share.column.{name}") for name in ("image", "total", "unique"))]
    rows[0] += (wording.text("share.column.pull"),)
    for place, (each, image) in enumerate(zip(found, report.images, strict=True)):
        others = [other.stack for index, other in enumerate(found) if index != place]
        missing = missing_layers(each.stack, others)
        downloads = [layer.download_bytes for layer in missing]
        known = [size for size in downloads if size is not None]
        rows.append(
            (
                elided(one_line(each.name), 40),
                wording.size(image.total_bytes),
                wording.size(image.unique_bytes),
                wording.size(sum(known) if len(known) == len(downloads) else None),
            )
        )
    head, *body = sized_names(rows)
    return [paper.painted(head, _DIM), *body]


def _layers(
    found: Sequence[Inspection], report: SharingReport, wording: Wording, paper: Paper
) -> list[str]:
    """Every layer once, bottom first, where the stacks part one branch after the other."""
    names = [elided(one_line(each.name), 30) for each in found]
    lines = [paper.painted(wording.text("share.layers"), _BOLD)]
    sizes = [wording.size(each.layer.size_bytes) for each in report.layers]
    counts = [f"×{len(each.images)}" if each.is_shared else "" for each in report.layers]
    width = max(map(display_width, sizes), default=0)
    count_width = max(map(len, counts), default=0)
    indent = width + count_width + 6
    for each, size, count in zip(report.layers, sizes, counts, strict=True):
        words = layer_words(each.layer, wording)
        owners = wording.say(tuple(names[place] for place in each.images))
        room = None if paper.width is None else max(paper.width - indent, 20)
        text = elided(words, room)
        blanks = " " * (width - display_width(size))
        lines.append(f"  {blanks}{size}  {count:<{count_width}}  {text}")
        if room is None or display_width(text) + display_width(owners) + 2 <= room:
            lines[-1] += "  " + paper.painted(owners, _DIM)
        else:
            below = wrapped(owners, room)
            lines += [" " * indent + paper.painted(line, _DIM) for line in below]
    return lines


def layer_words(layer: StackedLayer, wording: Wording) -> str:
    """The instruction that made a layer, as far as it is known."""
    (line,) = recovered_dockerfile([HistoryEntry(created_by=layer.created_by)])
    return one_line(line.text) or wording.text("image.no-words")


def _sum(report: SharingReport, wording: Wording) -> str:
    if report.sum_bytes is None or report.on_disk_bytes is None or report.saved_bytes is None:
        return wording.text("share.sum.unknown")
    return wording.text(
        "share.sum",
        sum=Size(report.sum_bytes),
        saved=Size(report.saved_bytes),
        stored=Size(report.on_disk_bytes),
    )


def _bases(found: Sequence[Inspection], wording: Wording, paper: Paper) -> list[str]:
    """Which image is built on which other one."""
    lines: list[str] = []
    for each in found:
        base = _base_name(each, found)
        if base is not None:
            said = wording.text("share.base", image=one_line(each.name), base=one_line(base))
            lines += wrapped(said, paper.width)
    return ["", *lines] if lines else []


def _misses(
    found: Sequence[Inspection], report: SharingReport, wording: Wording, paper: Paper
) -> list[str]:
    lines: list[str] = []
    for miss in report.near_misses:
        place, height = miss.places[0]
        said = wording.text(
            "share.near-miss",
            text=elided(layer_words(found[place].stack.layers[height], wording), 60),
            size=Size(miss.size_bytes),
            images=tuple(one_line(found[place].name) for place, _ in miss.places),
        )
        lines += wrapped(said, paper.width)
    return ["", *lines] if lines else []
