"""What a build context holds beside directories: files, links, pipes and devices.

`encoded_leaf` is all that the builder compares of one (R8), written so that no two different
entries look alike; modification times are no part of it.
"""

from __future__ import annotations

from layerviz.core.hashing import blake2b, sha256
from layerviz.core.values import Value

Xattrs = tuple[tuple[str, bytes], ...]
UNREAD = "unread"
"""Digest of a file that is not sent and was therefore not read."""


def content_digest(content: bytes) -> str:
    """The digest by which a file's bytes are known everywhere."""
    return sha256(content).hexdigest()


class File(Value):
    """A regular file. `digest` is "" if it could not be read, UNREAD if nobody needed to."""

    mode: int
    size_bytes: int
    digest: str
    xattrs: Xattrs = ()
    owner: str = "0:0"
    mtime_ns: int | None = None

    @property
    def fingerprint(self) -> str:
        """Equal for files that the builder takes for equal (R8)."""
        return short_hash(encoded_leaf(self)).hex()

    @property
    def facts(self) -> tuple[str, ...]:
        """What tells it from other files: its bytes, or their number if nobody read them."""
        if self.digest in ("", UNREAD):
            return ("file", self.digest, str(self.size_bytes))
        return ("file", self.digest)


class Symlink(Value):
    """A symbolic link: its text counts, not what it leads to."""

    target: str
    mode: int = 0o777
    xattrs: Xattrs = ()
    owner: str = "0:0"
    mtime_ns: int | None = None

    @property
    def fingerprint(self) -> str:
        """Equal for links that the builder takes for equal (R8)."""
        return short_hash(encoded_leaf(self)).hex()

    @property
    def facts(self) -> tuple[str, ...]:
        """What tells it from other links."""
        return ("link", self.target)


class Other(Value):
    """A named pipe or a device. A socket is none of them: it is sent as an empty file."""

    kind_text: str
    mode: int = 0o644
    xattrs: Xattrs = ()
    owner: str = "0:0"
    mtime_ns: int | None = None

    @property
    def fingerprint(self) -> str:
        """Equal for entries that the builder takes for equal (R8)."""
        return short_hash(encoded_leaf(self)).hex()

    @property
    def facts(self) -> tuple[str, ...]:
        """What tells it from other entries."""
        return ("other", self.kind_text)


Leaf = File | Symlink | Other


def short_hash(encoded: bytes) -> bytes:
    """32 bytes that stand for what was encoded."""
    # The fastest secure digest of the standard library for inputs as short as entries are.
    return blake2b(encoded, digest_size=32).digest()


def encoded_leaf(node: Leaf) -> bytes:
    """All that counts of an entry, its name aside."""
    facts = (*node.facts, f"{node.mode:o}", node.owner)
    # Lengths before parts: no choice of link texts makes two different entries look alike.
    joined = "".join([f"{len(fact)}:{fact}" for fact in facts]).encode("utf-8", "surrogatepass")
    return joined + encoded_xattrs(node.xattrs) if node.xattrs else joined


def encoded_xattrs(xattrs: Xattrs) -> bytes:
    """Extended attributes, in any order, as bytes."""
    parts: list[bytes] = []
    for name, content in sorted(xattrs):
        encoded = name.encode("utf-8", "surrogatepass")
        parts += [b"|%d:%d:" % (len(encoded), len(content)), encoded, content]
    return b"".join(parts)
