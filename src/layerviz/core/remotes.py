"""Sources of ADD that are no files: URLs and git repositories (R14)."""

from __future__ import annotations

_HTTP = ("http://", "https://")
_GIT = ("git://", "ssh://")


def is_remote(text: str) -> bool:
    """Whether the builder takes a source for an address."""
    return text.startswith(_HTTP) or is_git(text)


def is_git(text: str) -> bool:
    """Whether it is the address of a git repository: by its protocol, `.git`, or `user@host:`."""
    if text.startswith(_GIT):
        return True
    if text.startswith(_HTTP):
        return text.partition("#")[0].endswith(".git")
    host, colon, _ = text.partition(":")
    user, at, name = host.partition("@")
    return bool(colon and at and user and name) and "/" not in host


def remote_name(text: str) -> str:
    """The name of the file that an address gives."""
    path = text.split("#", 1)[0].split("?", 1)[0]
    if path.startswith(_HTTP):
        path = path.partition("://")[2].partition("/")[2].rstrip("/")
        return path.rpartition("/")[2] or "__unnamed__"
    return path.rstrip("/").rpartition("/")[2]
