"""The configuration that the steps of a stage see: environment, directory, user, shell (R19-R24).

What a base image sets is often unknown. Then the environment starts with a *block*, one item that
stands for all that the image sets, and the directory with a placeholder; both are equal only to
themselves. Placeholders start with a NUL; one that a Dockerfile holds is another character here.
"""

from __future__ import annotations

from posixpath import normpath

from layerviz.core.values import Value, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from layerviz.core.requests import BaseImage

DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
DEFAULT_SHELL = ("/bin/sh", "-c")
NUL_SIGN = "\ufdd0"
"""Stands for a NUL of the Dockerfile: no text is written with it, and no system call takes it."""


def without_nul(raw: str) -> str:
    """A word of a Dockerfile that cannot be taken for a placeholder."""
    return raw.replace("\0", NUL_SIGN) if "\0" in raw else raw


class BaseBlock(Value):
    """All variables that the image `identity` sets, but for `removed`.

    With `overridden` ones replaced in place.
    """

    identity: str
    removed: frozenset[str] = frozenset()
    overridden: tuple[tuple[str, str], ...] = ()


if TYPE_CHECKING:
    Item = BaseBlock | tuple[str, str]


def _without(items: tuple[Item, ...], name: str) -> list[Item]:
    kept: list[Item] = []
    for item in items:
        if isinstance(item, BaseBlock):
            changed = tuple(pair for pair in item.overridden if pair[0] != name)
            kept.append(replace(item, removed=item.removed | {name}, overridden=changed))
        elif item[0] != name:
            kept.append(item)
    return kept


def appended(items: tuple[Item, ...], name: str, text: str) -> tuple[Item, ...]:
    """The run environment after setting a variable: its name deleted, then put at the end (R19)."""
    return (*_without(items, name), (name, text))


def _image_set(items: tuple[Item, ...], name: str, text: str) -> tuple[Item, ...]:
    """The image's own list after ENV.

    An earlier variable of the name is replaced where it stands.
    """
    if any(not isinstance(item, BaseBlock) and item[0] == name for item in items):
        return tuple(
            (name, text) if not isinstance(item, BaseBlock) and item[0] == name else item
            for item in items
        )
    if name == "PATH":
        block = next((item for item in items if isinstance(item, BaseBlock)), None)
        if block is not None:
            others = tuple(pair for pair in block.overridden if pair[0] != name)
            inside = replace(block, overridden=(*others, (name, text)))
            return tuple(inside if item is block else item for item in items)
    return (*items, (name, text))


def unknown_value(name: str, identity: str) -> str:
    """The placeholder for a variable that an unknown image sets."""
    return f"\0{name}@{identity}\0"


def unknown_workdir(identity: str) -> str:
    """The placeholder for the working directory of an unknown image."""
    return f"\0workdir@{identity}\0"


def shown(text: str) -> str:
    """A text with its placeholders replaced by what most images set.

    For the names of steps only.
    """
    if "\0" not in text:
        return text
    parts = text.split("\0")
    for index in range(1, len(parts), 2):
        parts[index] = DEFAULT_PATH if parts[index].startswith("PATH@") else ""
    return "".join(parts)


def without_identity(text: str) -> str:
    """A text whose placeholders no longer tell which image they are of.

    That an image changed is told where it is named, and not by every step that it reaches.
    """
    if "\0" not in text:
        return text
    parts = text.split("\0")
    parts[1::2] = [part.partition("@")[0] for part in parts[1::2]]
    return "\0".join(parts)


class Configuration(Value):
    """What the next step of a stage sees.

    `run_environment` in order, as RUN gets it: ENV and ARG alike; `image_environment`: what the
    image will hold.
    """

    run_environment: tuple[Item, ...] = ()
    image_environment: tuple[Item, ...] = ()
    workdir: str = "/"
    user: str = ""
    shell: tuple[str, ...] = DEFAULT_SHELL

    def variables(self) -> dict[str, str]:
        """Name -> value of every variable known at this point.

        PATH of an unknown image is a placeholder.
        """
        found: dict[str, str] = {}
        for item in self.run_environment:
            if isinstance(item, BaseBlock):
                if "PATH" not in item.removed:
                    found["PATH"] = unknown_value("PATH", item.identity)
                found.update(item.overridden)
            else:
                found[item[0]] = item[1]
        return found

    def with_variable(self, name: str, text: str) -> Configuration:
        """After `ENV name=text`."""
        return replace(
            self,
            run_environment=appended(self.run_environment, name, text),
            image_environment=_image_set(self.image_environment, name, text),
        )

    def with_argument(self, name: str, text: str) -> Configuration:
        """After `ARG name` that has a value.

        In the environment of RUN, not in the image's (R20).
        """
        return replace(self, run_environment=appended(self.run_environment, name, text))

    def with_workdir(self, path: str) -> Configuration:
        """After `WORKDIR path`: as written if absolute, else joined and cleaned (R24)."""
        return replace(self, workdir=joined(self.workdir, path))


def joined(workdir: str, path: str) -> str:
    """A path as written if absolute, else under `workdir` and cleaned."""
    if path.startswith(("/", "\0")):
        return path
    return cleaned(f"{workdir}/{path}")


def cleaned(path: str) -> str:
    """A path without `.`, `..`, doubled and trailing slashes.

    Always absolute or behind its placeholder.
    """
    if not path.startswith("\0"):
        return normpath("/" + path.lstrip("/"))
    end = path.index("\0", 1)
    names: list[str] = []
    above = 0
    for name in path[end + 1 :].split("/"):
        if name == "..":
            above += not names
            del names[-1:]
        elif name not in ("", "."):
            names.append(name)
    return "/".join([path[:end] + "/.." * above + "\0", *names])


def with_path(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """An image's environment with the default PATH at the end if it sets none (R19)."""
    has_path = any(isinstance(item, BaseBlock) or item[0] == "PATH" for item in items)
    return items if has_path else (*items, ("PATH", DEFAULT_PATH))


def from_image(image: BaseImage | None) -> Configuration:
    """The configuration at the start of a stage on an image; None is `scratch`."""
    if image is None:
        items = with_path(())
        return Configuration(run_environment=items, image_environment=items)
    if image.config is None:
        block: tuple[Item, ...] = (BaseBlock(image.identity),)
        return Configuration(block, block, unknown_workdir(image.identity))
    config = image.config
    items = with_path(tuple(config.environment))
    return Configuration(
        items,
        items,
        config.workdir or "/",
        config.user,
        config.shell or DEFAULT_SHELL,
    )


def from_stage(parent: Configuration) -> Configuration:
    """The configuration at the start of `FROM stage`.

    The parent's, its image environment set once more (R20).
    """
    items = parent.run_environment
    for item in with_path(parent.image_environment):
        if isinstance(item, BaseBlock):
            items = (*(other for other in items if not isinstance(other, BaseBlock)), item)
            for name, _ in item.overridden:
                items = tuple(
                    other for other in items if isinstance(other, BaseBlock) or other[0] != name
                )
        else:
            items = appended(items, item[0], item[1])
    return replace(parent, run_environment=items)


def environment_lines(items: Iterable[Item]) -> tuple[str, ...]:
    """The environment as `NAME=value` lines for a key; a block is one line of its own."""
    lines: list[str] = []
    for item in items:
        if isinstance(item, BaseBlock):
            removed = ",".join(sorted(item.removed))
            overridden = ",".join(f"{name}={text}" for name, text in item.overridden)
            lines.append(f"\0env@{item.identity}\0-{removed}+{overridden}")
        else:
            lines.append(f"{item[0]}={item[1]}")
    return tuple(lines)


def differing_names(before: Iterable[Item], after: Iterable[Item]) -> tuple[str, ...]:
    """Names of the variables that differ between two environments, in the order of `after`.

    Order counts.
    """
    old = [item for item in before if not isinstance(item, BaseBlock)]
    new = [item for item in after if not isinstance(item, BaseBlock)]
    old_values: Mapping[str, str] = dict(old)
    new_values: Mapping[str, str] = dict(new)
    names = [name for name, text in new if old_values.get(name) != text]
    names += [name for name, _ in old if name not in new_values]
    if not names:
        names = [name for (name, _), (other, _) in zip(new, old, strict=False) if name != other]
    return tuple(dict.fromkeys(names))
