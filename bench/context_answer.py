"""What the window does when it is told which file changed, without the widgets around it.

The file is read again, the context gets it, and the build is predicted anew on the baseline that
the window keeps. Drawing the picture is measured by `bench.keystroke`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.timing import elapsed_ms
from layerviz.adapters.directories import rescan_paths, scan
from layerviz.core.analysis import Verdict
from layerviz.core.dockerfile.parsing import parse
from layerviz.core.prediction import learn, predict_after
from layerviz.core.requests import BuildRequest
from layerviz.core.values import replace


@contextmanager
def told_ms(folder: Path, paths: Sequence[str]) -> Iterator[Callable[[], float]]:
    """Gives an action that edits the last file, asks, and puts the file back; in milliseconds."""
    snapshot = scan(str(folder))
    dockerfile = parse((folder / "Dockerfile").read_bytes())
    request = BuildRequest(dockerfile=dockerfile, context=snapshot)
    baseline = learn([request])
    place = folder / paths[-1]
    original, status = place.read_bytes(), place.stat()

    def ask() -> None:
        now = rescan_paths(snapshot, str(folder), [paths[-1]])
        after = predict_after(baseline, replace(request, context=now)).after
        assert after.steps[-1].verdict is Verdict.REBUILT

    def told() -> float:
        place.write_bytes(b"edited" + original[6:])
        took = elapsed_ms(ask)
        place.write_bytes(original)
        # The builder must find the file as it was, or its build would not be a cached one.
        os.utime(place, ns=(status.st_atime_ns, status.st_mtime_ns))
        return took

    yield told
