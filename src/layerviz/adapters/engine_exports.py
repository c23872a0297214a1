"""An engine's export on its way through a temporary file: how far it is, and whether it is wanted.

The file has no name and is gone when it is closed. Where there is no room for it, that is an
EngineError that names the folder.
"""

from __future__ import annotations

import contextlib
import io
import os

from layerviz.core.errors import EngineError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

    from layerviz.app.ports import JobContext
    from layerviz.core.images import InspectedImage

_BUFFER = 1 << 16


@contextlib.contextmanager
def written_export(
    pieces: Iterable[bytes], told: InspectedImage, job: JobContext | None
) -> Iterator[io.FileIO]:
    """A file with all pieces, standing at its beginning."""
    from tempfile import TemporaryFile, gettempdir

    expected = sum(each.size_bytes for each in told.sizes)
    done = 0
    with TemporaryFile(prefix="layerviz-", buffering=0) as export:
        for piece in pieces:
            try:
                export.write(piece)
            except OSError as error:
                reason = (error.strerror or str(error)).lower()
                raise EngineError("engine-no-room", place=gettempdir(), reason=reason) from error
            done += len(piece)
            if job is not None:
                job.progress(done, max(expected, done), "exporting")
        export.seek(0)
        yield export


class Watched(io.RawIOBase):
    """A file that tells a job how much of it was read, and asks whether it should go on."""

    @classmethod
    def opened(cls, file: io.FileIO, job: JobContext | None) -> BinaryIO:
        """The file to be read; closing it does not close the other."""
        return io.BufferedReader(cls(file, job), _BUFFER)

    def __init__(self, file: io.FileIO, job: JobContext | None) -> None:
        super().__init__()
        self._file, self._job = file, job
        self._size, self._done = os.fstat(file.fileno()).st_size, 0

    def readable(self) -> bool:
        """It can be read."""
        return True

    def seekable(self) -> bool:
        """It can be read anywhere."""
        return True

    def fileno(self) -> int:
        """The number of the file below."""
        return self._file.fileno()

    def seek(self, place: int, whence: int = 0, /) -> int:
        """Go to a place."""
        return self._file.seek(place, whence)

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]  # no wider one
        """The next bytes, unless nobody wants them any more."""
        if self._job is not None:
            self._job.check()
            self._job.progress(min(self._done, self._size), self._size, "unpacking")
        found = self._file.readinto(buffer) or 0
        self._done += found
        return found
