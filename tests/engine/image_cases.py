"""Random Dockerfiles with what each makes, for images that are built and looked at.

What the files of every layer must be is written down here while the Dockerfile is made up, so no
engine and none of our readers is asked for it.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass
class ImageCase:
    """A Dockerfile and its context; sizes are unpacked bytes of the layers that it adds."""

    name: str
    parent: str
    lines: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    layer_sizes: list[int] = field(default_factory=list)
    ghost_bytes: int = 0
    seen: dict[str, int] = field(default_factory=dict)

    @property
    def dockerfile(self) -> str:
        """The text to build."""
        return "\n".join([f"FROM {self.parent}", *self.lines]) + "\n"


def image_cases(base: str, seed: int, count: int) -> list[ImageCase]:
    """Images of which every second stands on an earlier one, the others on the base."""
    chance = random.Random(seed)
    made: list[ImageCase] = []
    for number in range(count):
        below = chance.choice(made) if made and number % 2 else None
        case = ImageCase(f"{base.partition(':')[0]}-{number}:1", below.name if below else base)
        if below is not None:
            case.layer_sizes, case.seen = list(below.layer_sizes), dict(below.seen)
            case.ghost_bytes = below.ghost_bytes
        for step in range(chance.randint(1, 6)):
            _add_step(case, f"{number}-{step}", chance)
        made.append(case)
    return made


def _add_step(case: ImageCase, word: str, chance: random.Random) -> None:
    kinds = ["copy", "run", "setting", "workdir", "nothing"]
    kinds += ["remove", "own", "replace"] if case.seen else []
    kind = chance.choice(kinds)
    size = chance.choice([0, 1, 511, 4096, 70_000])
    if kind == "setting":
        case.lines.append(chance.choice([f"ENV A{len(case.lines)}={word}", "CMD ['x']", "USER 0"]))
    elif kind == "copy":
        case.files[f"f{word}"] = word.encode().ljust(size, b"c")[:size]
        _layer(case, f"COPY f{word} /data/", {f"/data/f{word}": size})
    elif kind == "run":
        line = f"RUN mkdir -p /data && head -c {size} /dev/zero > /data/r{word}"
        _layer(case, line, {f"/data/r{word}": size})
    elif kind == "workdir":
        _layer(case, f"WORKDIR /w{word}", {})
    elif kind == "nothing":
        _layer(case, f"RUN : {word}", {})
    else:
        _touch(case, kind, chance.choice(sorted(case.seen)), size, word)


def _touch(case: ImageCase, kind: str, path: str, size: int, word: str) -> None:
    """Do something to a file of a lower layer, which stays where it is.

    An owner is never given twice: containerd keeps no copy of a file whose owner stays the same.
    """
    if kind == "remove":
        case.ghost_bytes += case.seen.pop(path)
        _layer(case, f"RUN rm {path}", {})
    elif kind == "own":
        number, _, step = word.partition("-")
        owner = 1000 + 10 * int(number) + int(step)
        _layer(case, f"RUN chown {owner}:{owner} {path}", {path: case.seen[path]})
    else:
        _layer(case, f"RUN head -c {size} /dev/zero > {path}", {path: size})


def _layer(case: ImageCase, line: str, written: Mapping[str, int]) -> None:
    case.lines.append(line)
    case.layer_sizes.append(sum(written.values()))
    case.ghost_bytes += sum(case.seen.get(path, 0) for path in written)
    case.seen.update(written)
