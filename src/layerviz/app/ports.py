"""What the use cases need of the world, as protocols that adapters fill and tests fake."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from layerviz.app.jobs import JobContext as JobContext  # noqa: PLC0414 - adapters have it from here
    from layerviz.core.diagnostics import Diagnostic
    from layerviz.core.images import InspectedImage, UnpackedImage

    class Place(Protocol):
        """Where a build lies: absolute paths; `sample` is a sample's name, "" for none."""

        @property
        def context_root(self) -> str:
            """The folder that is the build context."""

        @property
        def dockerfile(self) -> str:
            """The Dockerfile, which need not exist nor lie in the folder."""

        @property
        def sample(self) -> str:
            """The name of the sample."""

    class ProjectFiles(Protocol):
        """Finds and reads what is opened."""

        def locate(self, target: str, file: str = "") -> Place | Diagnostic:
            """Where the build of a folder, Dockerfile or `sample:NAME` lies."""

        def read_dockerfile(self, path: str) -> bytes | Diagnostic:
            """The bytes of a Dockerfile, or why they cannot be had."""

        def dockerfiles_in(self, folder: str) -> tuple[str, ...]:
            """The Dockerfiles of a folder as absolute paths, the usual one first."""

    class ImageFiles(Protocol):
        """Finds and reads images: archives, layouts, `sample:NAME`, `docker://REF`.

        Of several images the one named `name`, "" for all; of several platforms the one for
        `platform`, "" for that of this machine, else the first.
        """

        def inspect(
            self, target: str, platform: str, name: str, job: JobContext
        ) -> tuple[InspectedImage, ...] | Diagnostic:
            """The facts of the images at a target, without their layers' files; at least one."""

        def read(
            self, target: str, platform: str, name: str, job: JobContext
        ) -> tuple[UnpackedImage, ...] | Diagnostic:
            """The images at a target, with the files of their layers; at least one."""
