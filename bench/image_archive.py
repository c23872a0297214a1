"""A large image archive: its facts, the files of all its layers, and the memory that takes.

An archive of 2 GB with 100,000 files in 12 layers, in the page cache, is read in this process
beside programs that see the same bytes. Facts: opening it and making the stack, beside a bare
function that opens it with `tarfile` and reads its manifest. Files: listing, verifying and
replaying all layers, beside GNU tar. `tar -tf` of the archive alone would list blobs and no file,
so it lists the archive and then every layer in it, cut out by its place (`head | tar -tf -`, which
is faster than `tar -xO | tar -tf -`); tar verifies nothing and is given two processes.

`-m bench.image_archive ARCHIVE` reads one completely and prints the most kilobytes that took.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Sequence
from io import FileIO
from pathlib import Path

from bench.big_archives import Written, write_archive
from bench.timing import Figure, elapsed_ms, in_turns, usual_environment
from layerviz.adapters.archives import ImageFile, with_unpacked
from layerviz.app.inspecting import Inspection, inspect_image
from layerviz.core.images import UnpackedImage

FILES, SIZE_BYTES = 100_000, 2_000_000_000
SHORT_PART = 10
"""A short run has so many times fewer files and bytes; so have compressed layers."""
MOST_MB = 300
MOST_REPLAY_MS = 600


def measure(*, short: bool) -> list[Figure]:
    """All rows of image archives."""
    part = SHORT_PART if short else 1
    files, size_bytes = FILES // part, SIZE_BYTES // part
    with tempfile.TemporaryDirectory(prefix="layerviz-bench-") as folder:
        free = shutil.disk_usage(folder).free
        if free < size_bytes * 1.5:
            raise RuntimeError(f"{folder} has {free >> 20} MiB free, too few for the archive")
        place = Path(folder)
        large = write_archive(place / "large.tar", files=files, size_bytes=size_bytes)
        packed = write_archive(
            place / "packed.tar",
            files=FILES // SHORT_PART,
            size_bytes=SIZE_BYTES // SHORT_PART,
            compress=True,
        )
        return [
            _facts(large, 20),
            *_files(large, 3 if short else 5),
            _packed(packed, 3 if short else 5),
            _memory(large),
        ]


def _facts(archive: Written, rounds: int) -> Figure:
    ours, bare = in_turns(
        rounds,
        lambda: elapsed_ms(lambda: inspected(archive.path)),
        lambda: elapsed_ms(lambda: manifest_of(archive.path)),
    )
    return Figure(f"image of {_size(archive)}: its facts", "bare tarfile", 3.0, ours, bare)


def _files(archive: Written, rounds: int) -> list[Figure]:
    replays: list[float] = []

    def ours() -> float:
        begun = time.perf_counter()
        read = unpacked(archive.path)
        between = time.perf_counter()
        inspect_image(str(archive.path), read.found, read.files)
        ended = time.perf_counter()
        replays.append((ended - between) * 1000)
        return (ended - begun) * 1000

    mine, tar = in_turns(rounds, ours, lambda: elapsed_ms(lambda: list_with_tar(archive)))
    name = f"image of {_size(archive)}: files of all layers"
    return [
        Figure(f"{name}, verified", "tar -tf of each", 1.3, mine, tar),
        Figure(f"{name}: replay alone", "", MOST_REPLAY_MS, statistics.median(replays)),
    ]


def _packed(archive: Written, rounds: int) -> Figure:
    ours, tar = in_turns(
        rounds,
        lambda: elapsed_ms(lambda: replayed(archive.path)),
        lambda: elapsed_ms(lambda: list_with_tar(archive, "-z")),
    )
    return Figure(f"gzip image of {_size(archive)}: the same", "tar -tzf of each", 1.3, ours, tar)


def _memory(archive: Written) -> Figure:
    done = subprocess.run(
        [sys.executable, "-m", "bench.image_archive", archive.path],
        capture_output=True,
        check=False,
        env=usual_environment(),
    )
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace")[-2000:])
    megabytes = int(done.stdout) * 1024 / 1e6
    return Figure(
        f"image of {_size(archive)}: most memory", "", MOST_MB, ours_ms=megabytes, unit="MB"
    )


def inspected(path: Path) -> list[Inspection]:
    """The stacks of an archive, without their files."""
    with ImageFile(str(path)) as file:
        return [inspect_image(str(path), file.inspect(stored)) for stored in file.images]


def unpacked(path: Path) -> UnpackedImage:
    """The image of an archive with the files of its layers, verified."""
    with ImageFile(str(path)) as file:
        (stored,) = file.images
        files = tuple(file.layer_files(stored))
        return UnpackedImage(with_unpacked(file.inspect(stored), files), files)


def replayed(path: Path) -> Inspection:
    """The image as it is shown: its stack and what its layers do to each other's files."""
    read = unpacked(path)
    return inspect_image(str(path), read.found, read.files)


def manifest_of(path: Path) -> object:
    """The manifest, as a bare script reads it."""
    with tarfile.open(path) as archive:
        member = archive.extractfile("manifest.json")
        assert member is not None
        return json.load(member)


def list_with_tar(archive: Written, *options: str) -> None:
    """Have GNU tar list the archive, and then every layer in it."""
    listed = subprocess.run(
        ["tar", "-tf", archive.path], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
    )
    _succeeded("tar", listed.returncode, listed.stderr)
    for start, size in archive.layers:
        with archive.path.open("rb", buffering=0) as file:
            file.seek(start)
            _list_from(file, size, options)


def _list_from(file: FileIO, size: int, options: Sequence[str]) -> None:
    """Have tar list a layer that begins where the file stands."""
    cut = subprocess.Popen(["head", "-c", str(size)], stdin=file, stdout=subprocess.PIPE)
    try:
        listed = subprocess.run(
            ["tar", *options, "-tf", "-"],
            stdin=cut.stdout,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=False,
        )
    finally:
        assert cut.stdout is not None
        cut.stdout.close()
        cut.wait()
    _succeeded("tar", listed.returncode, listed.stderr)


def _succeeded(name: str, code: int, complaint: bytes) -> None:
    if code:
        raise RuntimeError(f"{name} failed: {complaint.decode(errors='replace')[-2000:]}")


def _size(archive: Written) -> str:
    return f"{round(archive.path.stat().st_size / 1e9, 1):g} GB, {archive.files:,} files"


def main() -> None:
    """Read an archive completely, and print the most memory that this process had, in KiB."""
    replayed(Path(sys.argv[1]))
    print(_most_memory())


def _most_memory() -> int:
    """The most KiB that this program had at once.

    `ru_maxrss` is not that on Linux: it begins with what the process had that started this one.
    """
    status = Path("/proc/self/status").read_text(encoding="utf-8", errors="replace")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))


if __name__ == "__main__":
    main()
