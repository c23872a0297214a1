"""What a prediction is asked about: one build, with everything that decides its cache keys.

Explicit everywhere: the builder's profile (R16, R30, R32), the images the file starts from (R4),
the command line's options (R20, R29, R30). Nothing here is looked up; whoever asks fills it in.
"""

from __future__ import annotations

from layerviz.core.dockerfile.syntax import LATEST
from layerviz.core.enums import Enum
from layerviz.core.values import Record, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from layerviz.core.context import ContextSnapshot
    from layerviz.core.dockerfile.instructions import Dockerfile
    from layerviz.core.ignorefile import IgnoreFile


CHANGED = "#changed"
"""Marks the identity of an image that has new content under its old name."""


class Store(Enum):
    """Where the builder keeps images; COPY --link differs between them (R16)."""

    CONTAINERD = "containerd"
    OVERLAY2 = "overlay2"


class Transfer(Enum):
    """Whether the builder still has the previous transfer of this context (R32)."""

    INCREMENTAL = "incremental"
    FRESH = "fresh"


class BuilderProfile(Value):
    """The builder a verdict is made for.

    `can_fetch` is False for an engine without any network (R28). `trusts_times`: whether other
    bytes under the same size and time stay unseen, as they do on a real engine (R32); without it
    every edit of a file counts, which is what somebody who asks about an edit means.
    """

    store: Store = Store.CONTAINERD
    frontend: tuple[int, int] = LATEST
    transfer: Transfer = Transfer.INCREMENTAL
    platform: str = "linux/amd64"
    can_fetch: bool = True
    trusts_times: bool = False


class BaseConfig(Value):
    """What an image's configuration feeds into the steps on it (R4)."""

    environment: tuple[tuple[str, str], ...] = ()
    user: str = ""
    workdir: str = ""
    shell: tuple[str, ...] = ()
    onbuild: tuple[str, ...] = ()


class BaseImage(Value):
    """An image as far as it is known. Equal `identity`: the same layers (R4).

    Without `is_identified` the identity is only the name: two names may or may not be one image.
    `config` is None where nobody has looked into the image.
    """

    identity: str
    is_identified: bool = False
    config: BaseConfig | None = None


def reference_of(image: BaseImage) -> str:
    """The identity without the mark of new content: the name, where nothing else is known."""
    return image.identity.removesuffix(CHANGED)


def may_be_one(known: BaseImage, asked: BaseImage) -> bool:
    """Whether two identities may stand for one image as far as anybody has looked."""
    if (known.is_identified and asked.is_identified) or asked.identity.endswith(CHANGED):
        return False
    return reference_of(known) != reference_of(asked)


class BuildRequest(Record):
    """One `docker build`; `context` is the folder before the ignore file is applied.

    `bases`: normalised reference -> what is known of the image; `changed_bases`: normalised
    references that have new content since the earlier build, `*` for all of them;
    `has_plain_bases`: images of which nothing is known set nothing (`core.doubts`). `assumptions`:
    step id -> True where the user assumes that the output a step depends on stays the same, False
    where other.
    """

    dockerfile: Dockerfile
    context: ContextSnapshot
    ignore: IgnoreFile | None = None
    target: str | None = None
    build_args: Mapping[str, str] = {}
    platform: str | None = None
    no_cache: bool = False
    no_cache_filter: tuple[str, ...] = ()
    named_contexts: Mapping[str, ContextSnapshot] = {}
    network: str = "default"
    extra_hosts: tuple[str, ...] = ()
    run_options: tuple[str, ...] = ()
    bases: Mapping[str, BaseImage] = {}
    has_plain_bases: bool = False
    changed_bases: frozenset[str] = frozenset()
    profile: BuilderProfile = BuilderProfile()
    assumptions: Mapping[str, bool] = {}
