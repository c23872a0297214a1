"""One instruction -> one planned step.

Its own definition and what it reads (R7, R14-R16, R18, R24-R27).
"""

from __future__ import annotations

from layerviz.core.contents import components
from layerviz.core.dockerfile.expansion import expand_heredoc, expand_word
from layerviz.core.dockerfile.instructions import Add, Copy, ExecForm, Run
from layerviz.core.dockerfile.syntax import CHMOD_SYMBOLIC, CHMOD_VARIABLES
from layerviz.core.environment import cleaned, environment_lines, joined
from layerviz.core.naming import is_lone_heredoc
from layerviz.core.plans import Place, PlaceKind, Source, Writing
from layerviz.core.requests import Store
from layerviz.core.values import record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from layerviz.core.dockerfile.instructions import Heredoc, Instruction, Workdir
    from layerviz.core.environment import Configuration
    from layerviz.core.mounts import Mount
    from layerviz.core.requests import BuildRequest

_REMOTE = ("http://", "https://", "git://", "git@", "ssh://")


class Refused(Exception):
    """The builder refuses the step; the message is the builder's."""


@record
class Parts:
    """What an instruction adds to a step."""

    definition: tuple[tuple[str, str], ...]
    sources: tuple[Source, ...] = ()
    writing: Writing | None = None
    variant: str = ""
    is_linked: bool = False


@record
class Surroundings:
    """What the parts of a step are made from."""

    configuration: Configuration
    request: BuildRequest
    place_named: Callable[[str], Place]
    platform: str
    checksum: str = ""
    variables: Mapping[str, str]

    @property
    def escape(self) -> str:
        """The file's escape character."""
        return self.request.dockerfile.escape

    def word(self, raw: str) -> str:
        """A word expanded at this point."""
        expanded = expand_word(raw, self.variables, self.escape)
        if expanded.error:
            raise Refused(expanded.error)
        return expanded.text


def listed(words: list[str]) -> str:
    """Words as in a Dockerfile's exec form; different lists look different."""
    quoted = [word.replace("\\", "\\\\").replace('"', '\\"') for word in words]
    return "[" + ", ".join(f'"{word}"' for word in quoted) + "]"


# --- RUN -----------------------------------------------------------------------------------------


def run_parts(instruction: Run, around: Surroundings) -> Parts:
    """The parts of a RUN: argument vector, environment, directory, user, mounts, network.

    Platform (R18-R27).
    """
    configuration, request = around.configuration, around.request
    arguments, script = _arguments(instruction, around)
    mounts = _mounts(instruction, around)
    network = instruction.flag("network")
    network = request.network if network in (None, "default", "") else network
    if network == "host" and request.network != "host":
        raise Refused("failed to load LLB: network.host is not allowed")
    arguments_given = request.build_args
    definition = [
        ("arguments", listed(arguments)),
        ("environment", "\n".join(environment_lines(configuration.run_environment))),
        ("workdir", configuration.workdir),
        ("user", configuration.user),
        ("network", network or "default"),
        ("hosts", "\n".join(sorted(host.partition(":")[0] for host in request.extra_hosts))),
        ("hostname", arguments_given.get("BUILDKIT_SANDBOX_HOSTNAME", "")),
        ("options", "\n".join(request.run_options)),
        ("platform", around.platform),
        ("security", instruction.flag("security") or ""),
        ("devices", instruction.flag("device") or ""),
        ("mounts", "\n".join(";".join(mount.definition) for mount in mounts)),
        ("script", script),
    ]
    if any(mount.kind == "cache" and mount.definition[3] == "default" for mount in mounts):
        definition.append(("cache namespace", arguments_given.get("BUILDKIT_CACHE_MOUNT_NS", "")))
    sources = tuple(_mount_source(mount, around) for mount in mounts if mount.reads_content)
    variant = "\n".join(mount.extra for mount in mounts if mount.extra)
    return Parts(definition=tuple(definition), sources=sources, variant=variant)


def _arguments(instruction: Run, around: Surroundings) -> tuple[list[str], str]:
    """The final argument vector, and the script file that a heredoc starting with `#!` becomes."""
    command = instruction.command
    if isinstance(command, ExecForm):
        return list(command.arguments), ""
    if is_lone_heredoc(instruction):
        heredoc = instruction.heredocs[0]
        if heredoc.body.startswith("#!"):
            return [f"/dev/pipes/{heredoc.name}"], heredoc.body
        return [*around.configuration.shell, heredoc.body], ""
    text = command.text
    for heredoc in instruction.heredocs:
        text += "\n" + heredoc.raw + heredoc.name
    return [*around.configuration.shell, text], ""


def _mounts(instruction: Run, around: Surroundings) -> list[Mount]:
    flags = [flag for flag in instruction.flags if flag.name == "mount"]
    if not flags:
        return []
    from layerviz.core.mounts import MountProblem, from_of_mount, parse_mount

    found: list[Mount] = []
    for flag in flags:
        if "$" in from_of_mount(flag.value):
            raise Refused("'from' doesn't support variable expansion, define alias stage instead")
        text = around.word(flag.value or "")
        mount = parse_mount(text, around.configuration.workdir, around.request.profile.frontend)
        if isinstance(mount, MountProblem):
            raise Refused(mount.message)
        found.append(mount)
    return sorted(found, key=lambda mount: (mount.target, mount.definition))


def _mount_source(mount: Mount, around: Surroundings) -> Source:
    place = around.place_named(mount.from_name) if mount.from_name else Place(PlaceKind.CONTEXT)
    return Source(place, mount.source, mount.source, "")


# --- COPY and ADD --------------------------------------------------------------------------------


def copy_parts(instruction: Copy, around: Surroundings) -> Parts:
    """The parts of a COPY or ADD: base names, destination, owner, mode, flags.

    Sources in order (R7, R14-R16).
    """
    place = _place(instruction, around)
    around = replace(around, checksum=around.word(instruction.flag("checksum") or ""))
    excludes = tuple(
        around.word(flag.value or "") for flag in instruction.flags if flag.name == "exclude"
    )
    keeps_parents = _is_set(instruction, "parents")
    heredocs = {heredoc.name: heredoc for heredoc in instruction.heredocs}
    sources = tuple(
        _source(word, place, excludes, _heredoc_of(word, heredocs, instruction), around)
        for word in instruction.sources
    )
    destination = _destination(around.word(instruction.destination), around.configuration.workdir)
    chown = around.word(instruction.flag("chown") or "")
    chmod = _chmod(instruction, around)
    names = [
        source.path if keeps_parents and source.place.kind is not PlaceKind.HEREDOC
        else source.base_name
        for source in sources
    ]  # fmt: skip
    definition = (
        ("instruction", instruction.keyword),
        ("sources", listed(names)),
        ("destination", destination),
        ("chown", chown),
        ("chmod", chmod),
        ("parents", "yes" if keeps_parents else ""),
        ("exclude", "\n".join(excludes)),
        ("flags", _other_flags(instruction, around)),
    )
    is_linked = (
        around.request.profile.store is Store.CONTAINERD
        and _is_set(instruction, "link")
        and instruction.flag("chmod") is None
    )
    writing = Writing(
        destination=destination,
        chown=chown,
        chmod=chmod,
        unpacks=isinstance(instruction, Add),
        keeps_parents=keeps_parents,
    )
    variant = "\n".join(f"{s.place.kind.value}:{s.path}" for s in sources)
    return Parts(
        definition=definition,
        sources=sources,
        writing=writing,
        variant=variant,
        is_linked=is_linked,
    )


def _is_set(instruction: Instruction, name: str) -> bool:
    raw = instruction.flag(name)
    return raw is not None and raw.lower() in ("", "true", "1", "t")


def _other_flags(instruction: Copy, around: Surroundings) -> str:
    """Flags of ADD that are part of what it does: `--keep-git-dir`, `--unpack`."""
    names = ("keep-git-dir", "unpack")
    return "\n".join(
        f"{flag.name}={flag.value or ''}" for flag in instruction.flags if flag.name in names
    )


def _place(instruction: Copy, around: Surroundings) -> Place:
    raw = instruction.flag("from")
    if raw is None:
        return Place(PlaceKind.CONTEXT)
    return around.place_named(raw)


def _heredoc_of(word: str, heredocs: Mapping[str, Heredoc], instruction: Copy) -> Heredoc | None:
    if instruction.is_json or not word.lstrip("0123456789").startswith("<<"):
        return None
    name = word.lstrip("0123456789")[2:].removeprefix("-").replace('"', "").replace("'", "")
    return heredocs.get(name)


def _source(
    word: str,
    place: Place,
    excludes: tuple[str, ...],
    heredoc: Heredoc | None,
    around: Surroundings,
) -> Source:
    if heredoc is not None:
        return Source(
            Place(PlaceKind.HEREDOC),
            heredoc.name,
            word,
            heredoc.name,
            content=_heredoc_text(heredoc, around),
        )
    text = around.word(word)
    if place.kind is PlaceKind.CONTEXT and not place.name and text.startswith(_REMOTE):
        return _remote(text, word, around)
    path = cleaned("/" + text)
    names = components(path)
    return Source(place, path, word, names[-1] if names else "/", excludes)


def _remote(text: str, word: str, around: Surroundings) -> Source:
    """A URL or git reference; with `--checksum` its content is known (R14)."""
    name = text.split("#", 1)[0].split("?", 1)[0].rstrip("/").rsplit("/", 1)[-1]
    return Source(
        Place(PlaceKind.REMOTE, text),
        text,
        word,
        name,
        content=around.checksum,
        is_pinned=bool(around.checksum),
    )


def _heredoc_text(heredoc: Heredoc, around: Surroundings) -> str:
    if not heredoc.expands:
        return heredoc.body
    expanded = expand_heredoc(heredoc.body, around.variables)
    if expanded.error:
        raise Refused(expanded.error)
    return expanded.text


def _destination(text: str, workdir: str) -> str:
    """The destination as the key has it: cleaned, with a trailing slash kept (R7)."""
    text = text or "./"
    path = cleaned(joined(workdir, text))
    if (text.endswith("/") or text == ".") and not path.endswith("/"):
        return path + "/"
    if text.endswith("/.") and path != "/":
        return path + "/."
    return path


def _chmod(instruction: Copy, around: Surroundings) -> str:
    """`--chmod` as an octal number.

    Other forms count only for frontends that know them (R7, R16).
    """
    raw = instruction.flag("chmod")
    if raw is None:
        return ""
    frontend = around.request.profile.frontend
    text = around.word(raw) if frontend >= CHMOD_VARIABLES else raw
    try:
        return format(int(text, 8), "o")
    except ValueError:
        return text if frontend >= CHMOD_SYMBOLIC else ""


# --- WORKDIR -------------------------------------------------------------------------------------


def workdir_parts(instruction: Workdir, around: Surroundings) -> Parts:
    """The parts of a WORKDIR: the cleaned path and the user in effect (R24)."""
    path = cleaned(joined(around.configuration.workdir, around.word(instruction.path)))
    definition = (("instruction", "WORKDIR"), ("path", path), ("user", around.configuration.user))
    writing = Writing(destination=path, chown=around.configuration.user)
    return Parts(definition=definition, writing=writing)
