"""`RUN --mount=...` read into what the cache key needs of it (R25, R26)."""

from __future__ import annotations

from layerviz.core.dockerfile.syntax import SECRET_ENV
from layerviz.core.environment import cleaned, joined
from layerviz.core.values import record

_ALIASES = {
    "src": "source",
    "dst": "target",
    "destination": "target",
    "ro": "readonly",
    "rw": "readwrite",
}
_KINDS = ("bind", "cache", "tmpfs", "secret", "ssh")
_FLAGS = ("readonly", "readwrite", "required")
_VALUES = ("type", "from", "source", "target", "id", "sharing", "mode", "uid", "gid", "size", "env")


@record
class Mount:
    """One mount; `definition` is its part of the key, `source` a path in what `from_name` names.

    `reads_content`: whether the key holds the content of `source`. `extra`: what tells two mounts
    apart that have one key (the cache's id), for merging steps (R6).
    """

    kind: str
    target: str
    source: str
    from_name: str
    reads_content: bool
    definition: tuple[str, ...]
    extra: str = ""


@record
class MountProblem:
    """Why the builder refuses a mount, in its words."""

    message: str


def _fields(text: str) -> list[str]:
    """The comma separated fields, double quotes keeping commas together."""
    fields, current, quoted = [], "", False
    for character in text:
        if character == '"':
            quoted = not quoted
        elif character == "," and not quoted:
            fields.append(current)
            current = ""
        else:
            current += character
    return [*fields, current]


def _is_true(text: str) -> bool:
    return text.lower() in ("", "1", "t", "true")


def _options(text: str, frontend: tuple[int, int]) -> dict[str, str] | MountProblem:
    found: dict[str, str] = {"type": "bind"}
    for field in _fields(text):
        name, equals, given = field.partition("=")
        name = _ALIASES.get(name.lower(), name.lower())
        if name in _FLAGS:
            found[name] = given
        elif not equals:
            return MountProblem(message=f"invalid field '{field}' must be a key=value pair")
        elif name not in _VALUES or (name == "env" and frontend < SECRET_ENV):
            return MountProblem(message=f"unexpected key '{name}' in '{field}'")
        else:
            found[name] = given
    if found["type"] not in _KINDS:
        return MountProblem(message=f'unsupported mount type "{found["type"]}"')
    return found


def from_of_mount(raw: str | None) -> str:
    """The raw `from=` of a `--mount` value, "" without one."""
    for field in _fields(raw or ""):
        name, _, given = field.partition("=")
        if name.lower() == "from":
            return given
    return ""


def parse_mount(text: str, workdir: str, frontend: tuple[int, int]) -> Mount | MountProblem:
    """The mount that an expanded `--mount` value asks for.

    `workdir` is where a relative target starts.
    """
    options = _options(text, frontend)
    if isinstance(options, MountProblem):
        return options
    kind = options["type"]
    if kind in ("secret", "ssh"):
        return _credential(kind, options)
    if not options.get("target"):
        return MountProblem(message="invalid mount config: missing target")
    target = cleaned(joined(workdir, options["target"]))
    if kind == "tmpfs":
        definition: tuple[str, ...] = (kind, target, options.get("size", ""))
        return _mount(kind, target, options, definition)
    if kind == "cache":
        return _cache(target, options)
    is_writable = "readwrite" in options and _is_true(options["readwrite"])
    is_writable = is_writable or ("readonly" in options and not _is_true(options["readonly"]))
    return _mount(kind, target, options, (kind, target, "rw" if is_writable else "ro"), reads=True)


def _mount(
    kind: str,
    target: str,
    options: dict[str, str],
    definition: tuple[str, ...],
    *,
    reads: bool = False,
    extra: str = "",
) -> Mount:
    return Mount(
        kind=kind,
        target=target,
        source=cleaned(options.get("source", "/")),
        from_name=options.get("from", ""),
        reads_content=reads,
        definition=definition,
        extra=extra,
    )


def _cache(target: str, options: dict[str, str]) -> Mount:
    sharing = options.get("sharing", "shared").lower()
    cache_id = options.get("id", target) or target
    is_default = cleaned(cache_id) == target and sharing == "shared"
    is_readonly = "readonly" in options and _is_true(options["readonly"])
    presence = tuple(
        f"{name}={options[name]}" for name in ("mode", "uid", "gid") if name in options
    )
    form = "default" if is_default else "own"
    definition = ("cache", target, "ro" if is_readonly else "rw", form, *presence)
    return _mount(
        "cache",
        target,
        options,
        definition,
        reads=bool(options.get("from")),
        extra=f"{cache_id},{sharing}",
    )


def _credential(kind: str, options: dict[str, str]) -> Mount:
    source = options.get("id") or options.get("source", "")
    name = source.rsplit("/", 1)[-1] or "default"
    target = options.get("target") or (f"/run/secrets/{name}" if kind == "secret" else "")
    if kind == "secret" and "env" in options and not options.get("target"):
        target = ""
    required = "required" in options and _is_true(options["required"])
    parts = [f"{n}={options[n]}" for n in ("mode", "uid", "gid", "env") if n in options]
    definition = (kind, name, target, "required" if required else "", *parts)
    return Mount(
        kind=kind,
        target=target,
        source="",
        from_name="",
        reads_content=False,
        definition=definition,
    )
