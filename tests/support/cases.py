"""Turns the situations of a case into requests for the predictor, all in memory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from layerviz.core.context import (
    ContextSnapshot,
    Directory,
    File,
    Node,
    Symlink,
    content_digest,
    path_parts,
    put,
)
from layerviz.core.dockerfile.parsing import parse
from layerviz.core.ignorefile import IgnoreFile, parse_ignore
from layerviz.core.requests import (
    BaseConfig,
    BaseImage,
    BuilderProfile,
    BuildRequest,
    Store,
    Transfer,
)
from layerviz.core.values import replace
from tests.support.casefiles import FIRST_TIME, Case, Names, Situation, content_of, situations

RECORDED_FRONTEND = (1, 7)
"""The Dockerfile syntax of BuildKit 0.13, which is inside Docker Engine 26.1."""
NAMES = Names("layerviz-0123abcd:1", "layerviz-0123abcd-alias:1", "0123abcd")


def requests_of(case: Case, store: str | None = None, names: Names = NAMES) -> list[BuildRequest]:
    """The builds of a case, in order; on another image store than its own if one is given."""
    folder = _Folder()
    folder.write_all(names.filled(case.get("context", {})))
    found = []
    for situation in situations(case, names):
        folder.apply(situation.edit)
        folder.write_dockerfile(situation)
        profile = BuilderProfile(
            store=Store(store or case.get("store", "overlay2")),
            frontend=RECORDED_FRONTEND,
            transfer=Transfer.FRESH
            if situation.edit.get("fresh_context")
            else Transfer.INCREMENTAL,
            can_fetch=False,
            trusts_times=True,
        )
        ignore = folder.ignore_file(situation.dockerfile_path)
        found.append(request_of(situation, folder.snapshot(), ignore, names, profile))
    return found


def request_of(
    situation: Situation,
    context: ContextSnapshot,
    ignore: IgnoreFile | None,
    names: Names,
    profile: BuilderProfile,
) -> BuildRequest:
    """The request for one build with that context and ignore file."""
    options = situation.options
    image = BaseImage(
        identity=f"base {situation.base_version}",
        is_identified=True,
        config=_config(situation.base_config),
    )
    flags = options.get("flags", ())
    networks = [flag.removeprefix("--network=") for flag in flags if flag.startswith("--network=")]
    return BuildRequest(
        dockerfile=parse(situation.dockerfile, syntax=profile.frontend),
        context=context,
        ignore=ignore,
        target=options.get("target"),
        build_args=options.get("build_args", {}),
        platform=options.get("platform"),
        no_cache=options.get("no_cache", False),
        no_cache_filter=tuple(options.get("no_cache_filter", ())),
        named_contexts={
            name: _part(context, path) for name, path in options.get("build_contexts", {}).items()
        },
        extra_hosts=tuple(options.get("add_host", ())),
        network=networks[-1] if networks else "none",
        run_options=tuple(flag for flag in flags if not flag.startswith("--network=")),
        bases={f"docker.io/library/{name}": image for name in (names.base, names.alias)},
        profile=profile,
    )


def _config(given: Mapping[str, Any]) -> BaseConfig:
    pairs = [variable.partition("=") for variable in given.get("Env", ())]
    return BaseConfig(
        environment=tuple((name, text) for name, _, text in pairs),
        user=given.get("User", ""),
        workdir=given.get("WorkingDir", ""),
        shell=tuple(given.get("Shell", ())),
        onbuild=tuple(given.get("OnBuild", ())),
    )


def _part(context: ContextSnapshot, path: str) -> ContextSnapshot:
    node = context.find(path)
    if not isinstance(node, Directory):
        raise TypeError(f"{path} is no folder of the context")
    return ContextSnapshot(node)


class _Folder:
    """A context in memory that edits are applied to."""

    def __init__(self) -> None:
        self._root = Directory(0o755, {})
        self._time = FIRST_TIME
        self._contents: dict[str, bytes] = {}

    def snapshot(self) -> ContextSnapshot:
        return ContextSnapshot(self._root)

    def ignore_file(self, dockerfile_path: str | None) -> IgnoreFile | None:
        """The Dockerfile's own ignore file, else that of the context (R12)."""
        for path in (f"{dockerfile_path}.dockerignore", ".dockerignore"):
            node = self.snapshot().find(path)
            if isinstance(node, File):
                return parse_ignore(self._contents[node.digest])
        return None

    def write_all(self, files: Mapping[str, Any]) -> None:
        for name, spec in files.items():
            self._write(name, spec)

    def apply(self, edit: Mapping[str, Any]) -> None:
        self.write_all(edit.get("write", {}))
        for name in edit.get("delete", ()):
            self._put(name, None)
        for old, new in edit.get("rename", {}).items():
            node = self._found(old)
            self._put(old, None)
            self._put(new, node)
        for name, mode in edit.get("chmod", {}).items():
            self._change_mode(name, int(mode, 8))
        for name in edit.get("touch", ()):
            node = self._found(name)
            stamp = self._stamp()
            self._put(
                name,
                node.with_mtime(stamp)
                if isinstance(node, Directory)
                else replace(node, mtime_ns=stamp),
            )

    def write_dockerfile(self, situation: Situation) -> None:
        path = situation.dockerfile_path
        if path is None:
            return
        node = self._found_or_none(path)
        digest = content_digest(situation.dockerfile.encode("utf-8"))
        if not isinstance(node, File) or node.digest != digest:
            self._write(path, situation.dockerfile)

    def _write(self, name: str, spec: Any) -> None:
        details = {} if isinstance(spec, str) else spec
        if "dir" in details:
            if not isinstance(self._found_or_none(name), Directory):
                self._put(name, Directory(0o755, {}))
        elif "link" in details:
            self._put(name, Symlink(details["link"], mtime_ns=self._stamp()))
        elif "hardlink" in details:
            self._put(name, self._found(details["hardlink"]))
        else:
            self._put(name, self._file(name, spec, details))

    def _file(self, name: str, spec: Any, details: Mapping[str, Any]) -> File:
        earlier = self._found_or_none(name)
        content = content_of(spec)
        digest = content_digest(content)
        self._contents[digest] = content
        mode, mtime_ns = 0o644, None
        attributes: tuple[tuple[str, bytes], ...] = ()
        if isinstance(earlier, File):
            mode, attributes = earlier.mode, earlier.xattrs
            mtime_ns = earlier.mtime_ns if details.get("keep_mtime") else None
        given = {key: text.encode("utf-8") for key, text in details.get("xattr", {}).items()}
        return File(
            mode=int(details["mode"], 8) if "mode" in details else mode,
            size_bytes=len(content),
            digest=digest,
            xattrs=tuple(sorted({**dict(attributes), **given}.items())),
            mtime_ns=self._stamp() if mtime_ns is None else mtime_ns,
        )

    def _change_mode(self, name: str, mode: int) -> None:
        if name == ".":
            self._root = self._root.with_mode(mode)
            return
        node = self._found(name)
        if isinstance(node, Directory):
            self._put(name, node.with_mode(mode))
        else:
            self._put(name, replace(node, mode=mode))

    def _found_or_none(self, name: str) -> Node | None:
        return ContextSnapshot(self._root).find(name)

    def _found(self, name: str) -> Node:
        node = self._found_or_none(name)
        if node is None:
            raise KeyError(name)
        return node

    def _put(self, name: str, node: Node | None) -> None:
        self._root = put(self._root, path_parts(name), node)

    def _stamp(self) -> int:
        self._time += 1
        return self._time * 1_000_000_000
