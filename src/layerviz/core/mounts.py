"""`RUN --mount=...` read into what the cache key needs of it (R25, R26).

The fields are read in order, as the builder does: what one may say can hang on the type that was
said before it.
"""

from __future__ import annotations

from layerviz.core.dockerfile.mountfields import mount_fields
from layerviz.core.dockerfile.quoting import go_quoted
from layerviz.core.dockerfile.suggesting import nearest
from layerviz.core.dockerfile.syntax import SECRET_ENV
from layerviz.core.environment import cleaned, joined
from layerviz.core.modes import octal
from layerviz.core.patterns import go_cleaned
from layerviz.core.values import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_ALIASES = {
    "src": "source",
    "dst": "target",
    "destination": "target",
    "ro": "readonly",
    "rw": "readwrite",
}
_KINDS = ("bind", "cache", "tmpfs", "secret", "ssh")
_SHARINGS = ("shared", "private", "locked")
_KEYS = (
    *("type", "from", "source", "target", "readonly", "id", "sharing", "required", "size", "mode"),
    *("uid", "gid", "src", "dst", "destination", "ro", "rw", "readwrite"),
)
_TRUE = frozenset({"1", "t", "T", "TRUE", "true", "True"})
_FALSE = frozenset({"0", "f", "F", "FALSE", "false", "False"})
_CREDENTIALS = ("secret", "ssh")
_OWNED = ("secret", "ssh", "cache")
_UNITS = "kmgtp"
OWN_CACHE = "own"
"""In the definition of a cache whose id is not that of its target: which id does not count."""


class Mount(Record):
    """One mount; `definition` is its part of the key, `source` a path in what `from_name` names.

    `reads_content`: whether the key holds the content of `source`. `extra`: what tells two mounts
    apart that have one key (the cache's id), for merging steps (R6). `written`: the target as it
    stands in the file.
    """

    kind: str
    target: str
    source: str
    from_name: str
    reads_content: bool
    definition: tuple[str, ...]
    extra: str = ""
    written: str = ""

    @property
    def is_usual_cache(self) -> bool:
        """Whether it is a cache, perhaps the one that a target has without an id."""
        return self.kind == "cache" and self.definition[3] != OWN_CACHE

    @property
    def is_credential(self) -> bool:
        """Whether it is a secret or an agent, which come after all others, in their order."""
        return self.kind in _CREDENTIALS


class MountProblem(Record):
    """Why the builder refuses a mount, in its words."""

    message: str


class _BadFieldError(Exception):
    """A field that the builder refuses; the argument is its reason."""


def from_of_mount(raw: str | None) -> str:
    """The raw `from=` of a `--mount` value, "" without one."""
    found = ""
    for field in mount_fields(raw or ""):
        name, _, given = field.partition("=")
        if name.lower() == "from":
            found = given
    return found


def parse_mount(
    text: str, workdir: str, frontend: tuple[int, int], expanded: Callable[[str], str] = str
) -> Mount | MountProblem:
    """The mount that a raw `--mount` value asks for; `expanded` gives values their variables.

    `workdir` is where a relative target starts.
    """
    try:
        options = _Options(text, frontend, expanded)
        if options.kind in _CREDENTIALS:
            return _credential(options)
        return _mount(options, workdir)
    except _BadFieldError as problem:
        return MountProblem(message=str(problem))


class _Options:
    """The fields of a mount, checked one after the other."""

    def __init__(
        self, text: str, frontend: tuple[int, int], expanded: Callable[[str], str]
    ) -> None:
        self.kind = "bind"
        self.texts: dict[str, str] = {}
        self.numbers: dict[str, int] = {}
        self.is_required = False
        self.is_readonly: bool | None = None
        self.knows_env = frontend >= SECRET_ENV
        for field in mount_fields(text):
            name, sign, raw = field.partition("=")
            if sign:
                self._take(name.lower(), expanded(raw), field)
            else:
                self._take_bare(name.lower(), field)
        self._check()

    def text(self, name: str) -> str:
        """The value of a field, "" without it."""
        return self.texts.get(name, "")

    @property
    def has_owner(self) -> bool:
        """Whether mode, user or group are given."""
        return bool({"mode", "uid", "gid"} & set(self.numbers))

    def _take_bare(self, name: str, field: str) -> None:
        known = _ALIASES.get(name, name)
        if known in ("readonly", "readwrite"):
            self.is_readonly = known == "readonly"
        elif known == "required":
            self._only_for(name, *_CREDENTIALS)
            self.is_required = True
        else:
            raise _BadFieldError(f"invalid field '{field}' must be a key=value pair")

    def _take(self, name: str, given: str, field: str) -> None:
        known = _ALIASES.get(name, name)
        if known == "type":
            self.kind = _one_of(given, _KINDS, "unsupported mount type")
        elif known == "sharing":
            self.texts[known] = _one_of(given, _SHARINGS, "unsupported sharing value")
        elif known in ("readonly", "readwrite"):
            self.is_readonly = _truth(name, given) == (known == "readonly")
        elif known == "required":
            self._only_for(name, *_CREDENTIALS)
            self.is_required = _truth(name, given)
        elif known == "size":
            self._only_for(name, "tmpfs")
            self.numbers[known] = _bytes(given)
        elif known in ("mode", "uid", "gid"):
            self.numbers[known] = _number(known, given)
        elif known in ("from", "source", "target", "id") or (known == "env" and self.knows_env):
            self.texts[known] = given
        else:
            keys = (*_KEYS, "env") if self.knows_env else _KEYS
            said = f"unexpected key '{name}' in '{field}'"
            raise _BadFieldError(said + _hint(name, keys))

    def _only_for(self, name: str, *kinds: str) -> None:
        if self.kind not in kinds:
            raise _BadFieldError(f"unexpected key '{name}' for mount type '{self.kind}'")

    def _check(self) -> None:
        for name in ("mode", "uid", "gid"):
            if name in self.numbers and self.kind not in _OWNED:
                raise _BadFieldError(f'{name} not allowed for "{self.kind}" type mounts')
        if self.text("sharing") and self.kind == "secret":
            raise _BadFieldError("secret mount should not define sharing")
        if self.text("sharing") and self.kind != "cache":
            raise _BadFieldError(f"invalid cache sharing set for {self.kind} mount")
        if self.kind != "secret":
            return
        if self.text("from"):
            raise _BadFieldError("secret mount should not have a from")
        if not (self.text("source") or self.text("target") or self.text("id")):
            raise _BadFieldError("invalid secret mount. one of source, target required")
        if self.text("source") and self.text("id"):
            raise _BadFieldError("both source and id can't be set")


def _hint(given: str, known: tuple[str, ...]) -> str:
    near = nearest(given, known)
    return f" (did you mean {near}?)" if near else ""


def _one_of(given: str, known: tuple[str, ...], problem: str) -> str:
    if given.lower() in known:
        return given.lower()
    raise _BadFieldError(f"{problem} {go_quoted(given)}{_hint(given, known)}")


def _truth(name: str, given: str) -> bool:
    if given not in _TRUE | _FALSE:
        raise _BadFieldError(f"invalid value for {name}: {given}")
    return given in _TRUE


def _number(name: str, given: str) -> int:
    is_decimal = given.isascii() and given.isdigit() and len(given) < 11
    number = octal(given) if name == "mode" else int(given) if is_decimal else None
    if number is None or number >= 1 << 32:
        raise _BadFieldError(f"invalid value {given} for {name}")
    return number


def _bytes(given: str) -> int:
    """Bytes of a size such as `1.5m` or `64KiB`: units of 1024."""
    unit = given.lower().removesuffix("b").removesuffix("i").strip()
    factor = 1024 ** (_UNITS.index(unit[-1]) + 1) if unit[-1:] and unit[-1] in _UNITS else 1
    digits = unit[:-1].rstrip() if factor > 1 else unit
    whole, _, part = digits.partition(".")
    if not (digits.isascii() and whole.isdigit() and (not part or part.isdigit())):
        raise _BadFieldError(f"invalid value for size: {given}")
    return int(float(digits) * factor)


def _mount(options: _Options, workdir: str) -> Mount:
    target = options.text("target")
    if not target.startswith("/"):
        target = cleaned(joined(workdir, target or "."))
    if target == "/":
        raise _BadFieldError('invalid mount target "/"')
    kind = options.kind
    is_readonly = kind == "bind" if options.is_readonly is None else options.is_readonly
    definition = (kind, target, "ro" if is_readonly else "rw")
    source = cleaned("/" + options.text("source"))
    if kind == "tmpfs":
        size = str(options.numbers.get("size", 0))
        return _made(options, target, source, (*definition, size))
    if kind == "cache":
        return _cache(options, target, source, definition)
    return _made(options, target, source, definition, reads_content=True)


def _made(
    options: _Options,
    target: str,
    source: str,
    definition: tuple[str, ...],
    *,
    reads_content: bool = False,
    extra: str = "",
) -> Mount:
    return Mount(
        kind=options.kind,
        target=target,
        source=source,
        from_name=options.text("from"),
        reads_content=reads_content,
        definition=definition,
        extra=extra,
        written=options.text("target"),
    )


def _cache(options: _Options, target: str, source: str, definition: tuple[str, ...]) -> Mount:
    sharing = options.text("sharing") or "shared"
    cache_id = options.text("id") or go_cleaned(options.text("target"))
    form = OWN_CACHE
    if sharing == "shared" and target.startswith("\0"):
        form = f"\0{cache_id}\0"  # the directory that it starts from is unknown
    elif sharing == "shared" and target in (cache_id, f"/{cache_id}"):
        form = cache_id  # so the builder knows that it is the usual one, and keeps its name
    extra = f"{cache_id},{sharing}"
    has_folder = source == "/" and options.has_owner
    if source != "/" and not options.text("from"):
        raise _BadFieldError(f"open {source}: no such file or directory")
    if has_folder:
        return _made(options, target, source, (*definition, form, *_owner(options)), extra=extra)
    reads = bool(options.text("from"))
    return _made(options, target, source, (*definition, form), reads_content=reads, extra=extra)


def _owner(options: _Options, mode: int = 0o755) -> tuple[str, ...]:
    numbers = options.numbers
    return (
        f"mode={numbers.get('mode', mode):o}",
        f"uid={numbers.get('uid', 0)}",
        f"gid={numbers.get('gid', 0)}",
    )


def _credential(options: _Options) -> Mount:
    kind, target = options.kind, options.text("target")
    name = options.text("source") or options.text("id")
    mode = 0o400
    if kind == "ssh":
        mode = 0o600
        if options.text("source"):
            raise _BadFieldError("ssh does not support source")
    else:
        name = name or target.rstrip("/").rpartition("/")[2]
        if not target and not options.text("env"):
            target = f"/run/secrets/{name.rstrip('/').rpartition('/')[2]}"
    required = "required" if options.is_required else ""
    definition = (kind, name, target, required, *_owner(options, mode), options.text("env"))
    return _made(options, target, "", definition)
