"""Image references: `node`, `ghcr.io/owner/app:1.2@sha256:...`, what short forms stand for.

Source: the grammar published by the distribution project, and the builder's rules for the default
registry. Matched by hand, over ASCII only. Whether an image exists is not known here.
"""

from __future__ import annotations

from layerviz.core.values import Value

ENGINE_PREFIX = "docker://"
"""What stands before a reference or ID that means an image of an engine and nothing else."""
DEFAULT_DOMAIN = "docker.io"
_OFFICIAL = "library/"
_LONGEST_PATH = 255
_LONGEST_TAG = 128
_DIGEST_LENGTHS = {"sha256": 64, "sha384": 96, "sha512": 128}

_LOWER = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_ALNUM = _LETTERS | frozenset("0123456789")
_HEX = frozenset("0123456789abcdef")


class Reference(Value):
    """An image's full name: registry, path in it, tag and digest ("" without one)."""

    domain: str
    path: str
    tag: str = ""
    digest: str = ""

    @property
    def repository(self) -> str:
        """Registry and path."""
        return f"{self.domain}/{self.path}" if self.domain else self.path

    @property
    def text(self) -> str:
        """The whole reference, with the tag `latest` if it has neither tag nor digest."""
        tag = self.tag or ("" if self.digest else "latest")
        tagged = f"{self.repository}:{tag}" if tag else self.repository
        return f"{tagged}@{self.digest}" if self.digest else tagged


class ReferenceProblem(Value):
    """Why a text is no reference, in the builder's words."""

    message: str


def normalised(text: str) -> str:
    """The full form: `node` is `docker.io/library/node:latest`; unchanged if it is no reference."""
    found = parse_reference(text)
    return found.text if isinstance(found, Reference) else text


def familiar(text: str) -> str:
    """The short form of a full one, as engines print it: `node:20`, `owner/app:1.0`."""
    short = text.removeprefix(f"{DEFAULT_DOMAIN}/")
    official = short.removeprefix(_OFFICIAL)
    return official if short != text and "/" not in official else short


def parse_reference(text: str) -> Reference | ReferenceProblem:
    """The image that a reference as typed means."""
    if len(text) == 64 and _HEX.issuperset(text):
        return ReferenceProblem(
            f"invalid repository name ({text}), cannot specify 64-byte hexadecimal strings"
        )
    domain, rest = _split_domain(text)
    remote = rest.partition(":")[0]
    if remote.lower() != remote:
        return ReferenceProblem(
            f"invalid reference format: repository name ({remote}) must be lowercase"
        )
    return _parse_full(f"{domain}/{rest}")


def _split_domain(text: str) -> tuple[str, str]:
    first, slash, rest = text.partition("/")
    is_domain = bool(slash) and (
        "." in first or ":" in first or first == "localhost" or first.lower() != first
    )
    domain, rest = (first, rest) if is_domain else (DEFAULT_DOMAIN, text)
    if domain == "index.docker.io":
        domain = DEFAULT_DOMAIN
    if domain == DEFAULT_DOMAIN and "/" not in rest:
        rest = _OFFICIAL + rest
    return domain, rest


def _parse_full(text: str) -> Reference | ReferenceProblem:
    found = _matched(text)
    if found is None:
        if _matched(text.lower()) is not None:
            return ReferenceProblem("invalid reference format: repository name must be lowercase")
        return ReferenceProblem("invalid reference format")
    if len(found.path) > _LONGEST_PATH:
        return ReferenceProblem(f"repository name must not be more than {_LONGEST_PATH} characters")
    problem = _digest_problem(found.digest)
    return ReferenceProblem(problem) if problem else found


def _matched(text: str) -> Reference | None:
    """The parts of `name[:tag][@digest]` if each follows the grammar."""
    named, at, digest = text.partition("@")
    head, _, last = named.rpartition("/")
    last, colon, tag = last.partition(":")
    if (at and not _is_digest(digest)) or (colon and not _is_tag(tag)):
        return None
    first, slash, inner = head.partition("/")
    path = f"{inner}/{last}" if slash else last
    if not all(map(_is_path_component, path.split("/"))):
        return None
    if _is_domain(first):
        return Reference(first, path, tag, digest)
    return Reference("", f"{first}/{path}", tag, digest) if _is_path_component(first) else None


def _is_path_component(text: str) -> bool:
    """Lower-case letters and digits, divided by one dot, one or two underscores, or hyphens."""
    if not text or text[0] not in _LOWER or text[-1] not in _LOWER:
        return False
    divider = ""
    for char in text:
        if char in _LOWER:
            if divider not in ("", ".", "_", "__") and divider.strip("-"):
                return False
            divider = ""
        else:
            divider += char
    return True


def _is_domain(text: str) -> bool:
    host, colon, port = text.rpartition(":")
    if not colon or text.endswith("]"):
        host, port = text, "0"
    if not (port.isascii() and port.isdigit()):
        return False
    if host.startswith("[") and host.endswith("]"):
        inside = host[1:-1].lower()
        return bool(inside) and (_HEX | {":"}).issuperset(inside)
    return all(map(_is_domain_component, host.split(".")))


def _is_domain_component(text: str) -> bool:
    return (
        bool(text)
        and text[0] in _ALNUM
        and text[-1] in _ALNUM
        and (_ALNUM | {"-"}).issuperset(text)
    )


def _is_tag(text: str) -> bool:
    return (
        0 < len(text) <= _LONGEST_TAG
        and text[0] in _ALNUM | {"_"}
        and (_ALNUM | frozenset("_.-")).issuperset(text)
    )


def _is_digest(text: str) -> bool:
    """`algorithm:hex`; the algorithm's words begin with a letter, divided by one of `-_+.`."""
    algorithm, _, digits = text.partition(":")
    for sign in "-_+":
        algorithm = algorithm.replace(sign, ".")
    words = algorithm.split(".")
    return (
        all(word and word[0] in _LETTERS and _ALNUM.issuperset(word) for word in words)
        and len(digits) >= 32
        and _HEX.issuperset(digits.lower())
    )


def _digest_problem(digest: str) -> str:
    if not digest:
        return ""
    algorithm, _, digits = digest.partition(":")
    length = _DIGEST_LENGTHS.get(algorithm)
    if length is None:
        return "unsupported digest algorithm"
    if len(digits) != length:
        return "invalid checksum digest length"
    return "" if _HEX.issuperset(digits) else "invalid checksum digest format"
