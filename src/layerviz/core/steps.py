"""One instruction -> one planned step.

Its own definition and what it reads (R7, R14-R16, R18, R24-R27).
"""

from __future__ import annotations

from layerviz.core.contents import components, has_wildcard
from layerviz.core.dockerfile.expansion import expand_heredoc, expand_word
from layerviz.core.dockerfile.instructions import Add, Copy, ExecForm, Run
from layerviz.core.dockerfile.syntax import CHMOD_SYMBOLIC, CHMOD_VARIABLES
from layerviz.core.environment import (
    NUL_SIGN,
    cleaned,
    environment_lines,
    joined,
    without_nul,
)
from layerviz.core.patterns import is_malformed, is_refused_pattern
from layerviz.core.places import Refused, whole_number
from layerviz.core.plans import Place, PlaceKind, Source, Writing
from layerviz.core.requests import Store
from layerviz.core.values import Record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from layerviz.core.dockerfile.instructions import Heredoc, Instruction, Workdir
    from layerviz.core.environment import Configuration
    from layerviz.core.mounts import Mount
    from layerviz.core.places import FileFacts, StageStart
    from layerviz.core.requests import BuildRequest

_BAD_PATTERN = {
    True: "invalid includepatterns: []: syntax error in pattern",
    False: "failed to compute cache key: failed to calculate checksum of ref REF "
    "syntax error in pattern",
}
"""What the builder says of a malformed pattern, of the context and of anything else."""


class Parts(Record):
    """What an instruction adds to a step."""

    definition: tuple[tuple[str, str], ...]
    sources: tuple[Source, ...] = ()
    writing: Writing | None = None
    variant: str = ""
    is_linked: bool = False
    compares_files: bool = False


class Surroundings(Record):
    """What the parts of a step are made from."""

    configuration: Configuration
    request: BuildRequest
    facts: FileFacts
    reader: StageStart
    is_trigger: bool
    platform: str
    takes_remote: bool = False
    checksum: str = ""
    variables: Mapping[str, str]

    @property
    def escape(self) -> str:
        """The file's escape character."""
        return self.request.dockerfile.escape

    def word(self, raw: str) -> str:
        """A word expanded at this point."""
        expanded = expand_word(without_nul(raw), self.variables, self.escape)
        if expanded.error:
            raise Refused(expanded.error)
        return expanded.text


def listed(words: list[str]) -> str:
    """Words as in a Dockerfile's exec form; different lists look different."""
    quoted = [word.replace("\\", "\\\\").replace('"', '\\"') for word in words]
    return "[" + ", ".join(f'"{word}"' for word in quoted) + "]"


def check_nul(parts: Parts) -> Parts:
    """The parts; refused if a NUL got into what the system is told (it takes none)."""
    if any(NUL_SIGN in text for _, text in parts.definition):
        raise Refused("invalid argument")
    return parts


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
        ("arguments", without_nul(listed(arguments))),
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
        ("script", without_nul(script)),
    ]
    if any(mount.is_usual_cache for mount in mounts):
        definition.append(("cache namespace", arguments_given.get("BUILDKIT_CACHE_MOUNT_NS", "")))
    sources = tuple(_mount_source(mount, around) for mount in mounts if mount.reads_content)
    variant = "\n".join(mount.extra for mount in mounts if mount.extra)
    return Parts(
        definition=tuple(definition),
        sources=sources,
        variant=variant,
        compares_files=any(mount.is_credential for mount in mounts),
    )


def _arguments(instruction: Run, around: Surroundings) -> tuple[list[str], str]:
    """The final argument vector, and the script file that a heredoc starting with `#!` becomes."""
    command = instruction.command
    if isinstance(command, ExecForm):
        if not command.arguments:
            raise Refused("failed to marshal LLB definition: arguments are required")
        return list(command.arguments), ""
    if not instruction.heredocs:
        return [*around.configuration.shell, command.text], ""
    from layerviz.core.dockerfile.heredocs import lone_heredoc

    heredoc = lone_heredoc(instruction)
    if heredoc is not None:
        if heredoc.raw.startswith("#!"):  # with a tab before it, it is a script of the shell
            return [f"/dev/pipes/{heredoc.name}"], heredoc.body
        return [*around.configuration.shell, heredoc.body], ""
    text = command.text
    for each in instruction.heredocs:
        text += "\n" + each.raw + each.name
    return [*around.configuration.shell, text], ""


def _mounts(instruction: Run, around: Surroundings) -> list[Mount]:
    flags = [flag for flag in instruction.flags if flag.name == "mount"]
    if not flags:
        return []
    from layerviz.core.mounts import MountProblem, parse_mount

    found: list[Mount] = []
    for flag in flags:
        mount = parse_mount(
            flag.value or "",
            around.configuration.workdir,
            around.request.profile.frontend,
            around.word,
        )
        if isinstance(mount, MountProblem):
            raise Refused(mount.message)
        found.append(mount)
    files = sorted([each for each in found if not each.is_credential], key=_target)
    secrets = [each for each in found if each.kind == "secret"]
    agents = [each for each in found if each.kind == "ssh"]
    return [*files, *secrets, *agents]


def _target(mount: Mount) -> str:
    return mount.target


def _mount_source(mount: Mount, around: Surroundings) -> Source:
    place = Place(PlaceKind.CONTEXT)
    if mount.from_name:
        place = around.facts.mounted(
            mount.from_name, mount.written, around.reader, is_trigger=around.is_trigger
        )
    if place.kind is PlaceKind.CONTEXT and is_malformed(mount.source):
        raise Refused(_BAD_PATTERN[True])
    return Source(place, mount.source, mount.source, "", is_literal=True)


# --- COPY and ADD --------------------------------------------------------------------------------


def copy_parts(instruction: Copy, around: Surroundings) -> Parts:
    """The parts of a COPY or ADD: base names, destination, owner, mode, flags.

    Sources in order (R7, R14-R16).
    """
    place = _place(instruction, around)
    is_add = isinstance(instruction, Add)
    checksum = around.word(instruction.flag("checksum") or "")
    around = replace(around, checksum=checksum, takes_remote=is_add)
    excludes = tuple(
        around.word(flag.value or "") for flag in instruction.flags if flag.name == "exclude"
    )
    keeps_parents = _is_set(instruction, "parents")
    sources = _sources(instruction, place, excludes, around)
    remote = [source.path for source in sources if source.place.kind is PlaceKind.REMOTE]
    if checksum and len(sources) > 1:
        raise Refused("checksum can't be specified for multiple sources")
    if checksum and not remote:
        raise Refused("checksum can't be specified for non-HTTP sources")
    destination = _destination(around.word(instruction.destination), around.configuration.workdir)
    chown = _chown(around.word(instruction.flag("chown") or ""))
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
        ("flags", _other_flags(instruction, remote)),
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
        unpacks=is_add,
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


def _other_flags(instruction: Copy, remote: list[str]) -> str:
    """Flags of ADD that are part of what it does: `--unpack`, and `--keep-git-dir` for git."""
    if not instruction.flags:
        return ""
    from layerviz.core.remotes import is_git

    names = ("keep-git-dir", "unpack") if any(map(is_git, remote)) else ("unpack",)
    return "\n".join(
        f"{flag.name}={flag.value or ''}" for flag in instruction.flags if flag.name in names
    )


def _place(instruction: Copy, around: Surroundings) -> Place:
    name = instruction.flag("from")
    if not name:
        return Place(PlaceKind.CONTEXT)
    return around.facts.copied(name, around.reader, is_trigger=around.is_trigger)


def _sources(
    instruction: Copy, place: Place, excludes: tuple[str, ...], around: Surroundings
) -> tuple[Source, ...]:
    """The sources in the order in which they are copied: here-documents come last (R7, R15)."""
    paths: list[Source] = []
    heredocs: list[Source] = []
    for word in instruction.sources:
        found = _heredoc_source(instruction, word, around) if "<<" in word else None
        if found is None:
            paths.append(_source(word, place, excludes, around))
        else:
            heredocs.append(found)
    return (*paths, *heredocs)


def _heredoc_source(instruction: Copy, word: str, around: Surroundings) -> Source | None:
    from layerviz.core.dockerfile.heredocs import heredoc_of

    heredoc = heredoc_of(instruction, word)
    if heredoc is None:
        return None
    content = _heredoc_text(heredoc, around)
    return Source(Place(PlaceKind.HEREDOC), heredoc.name, word, heredoc.name, content=content)


def _source(word: str, place: Place, excludes: tuple[str, ...], around: Surroundings) -> Source:
    text = around.word(word)
    if ":" in text:
        from layerviz.core.remotes import is_git, is_remote

        if is_remote(text):
            if not around.takes_remote:
                what = "git ref" if is_git(text) else "URL"
                raise Refused(f"source can't be a {what} for COPY")
            return _remote(text, word, around)
    path = cleaned("/" + text)
    if has_wildcard(path) and is_refused_pattern(path):
        raise Refused(_BAD_PATTERN[place.kind is PlaceKind.CONTEXT])
    names = components(path)
    return Source(place, path, word, names[-1] if names else "/", excludes)


def _remote(text: str, word: str, around: Surroundings) -> Source:
    """A URL or git reference; with `--checksum` its content is known (R14)."""
    from layerviz.core.remotes import remote_name

    return Source(
        Place(PlaceKind.REMOTE, text),
        text,
        word,
        remote_name(text),
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
    path = cleaned(joined(workdir, text))
    if text.startswith("/") and text.endswith("/."):
        return path.rstrip("/") + "/."
    if text in ("", ".") or text.endswith("/"):
        return path.rstrip("/") + "/"
    return path


def _chown(text: str) -> str:
    """`--chown` as the builder takes it apart: what is not named is 0, a number is a number."""
    if not text:
        return ""
    parts = text.split(":", 1)
    numbers = [whole_number(part or "0") for part in parts]
    pairs = zip(parts, numbers, strict=True)
    return ":".join(part if number is None else str(number) for part, number in pairs)


def _chmod(instruction: Copy, around: Surroundings) -> str:
    """`--chmod` as an octal number.

    Other forms count only for frontends that know them, and are ignored by others (R7, R16).
    """
    raw = instruction.flag("chmod")
    if not raw:
        return ""
    from layerviz.core.modes import HIGHEST, is_symbolic, octal

    frontend = around.request.profile.frontend
    text = around.word(raw) if frontend >= CHMOD_VARIABLES else raw
    number = octal(text)
    if frontend < CHMOD_SYMBOLIC:
        return "" if number is None else format(number, "o")
    if text and (number > HIGHEST if number is not None else not is_symbolic(text)):
        raise Refused(
            f"invalid chmod parameter: '{text}'. it should be octal string and between 0 and 07777"
        )
    return text if number is None else format(number, "o")


# --- WORKDIR -------------------------------------------------------------------------------------


def workdir_parts(instruction: Workdir, around: Surroundings) -> Parts:
    """The parts of a WORKDIR: the cleaned path and the user in effect (R24)."""
    path = cleaned(joined(around.configuration.workdir, around.word(instruction.path)))
    definition = (("instruction", "WORKDIR"), ("path", path), ("user", around.configuration.user))
    writing = Writing(destination=path, chown=around.configuration.user)
    return Parts(definition=definition, writing=writing)
