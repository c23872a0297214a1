"""Large projects for measuring, made anew each time; equal arguments make equal trees."""

from __future__ import annotations

from pathlib import Path

FILES_IN_A_FOLDER = 100
STAGES = 6


def write_files(folder: Path, count: int, size_bytes: int) -> list[str]:
    """Fill a folder with files of that size; gives their paths relative to it, sorted."""
    paths = []
    for number in range(count):
        below = f"part{number // FILES_IN_A_FOLDER:04d}"
        if number % FILES_IN_A_FOLDER == 0:
            (folder / below).mkdir(parents=True)
        name = f"{below}/file{number:06d}.txt"
        head = f"file number {number}\n".encode()
        (folder / name).write_bytes(head.ljust(size_bytes, b"x")[: max(size_bytes, len(head))])
        paths.append(name)
    return paths


def long_dockerfile(steps: int, stages: int = STAGES) -> str:
    """A Dockerfile of several stages whose FROM, COPY and RUN steps sum up to that number."""
    lines = []
    each = steps // stages
    for stage in range(stages):
        lines += [f"FROM node:20-alpine AS stage{stage}", "WORKDIR /app"]
        for number in range(each - 3):
            part = f"part{(stage * each + number):04d}"
            copied = f"COPY {part} ./{part}"
            lines.append(copied if number % 2 else f"RUN echo step {number} of stage {stage}")
        earlier = f"COPY --from=stage{stage - 1} /app /earlier" if stage else "COPY . /everything"
        lines.append(earlier)
    return "\n".join([*lines, 'CMD ["true"]', ""])
