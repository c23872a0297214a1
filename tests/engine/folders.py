"""Puts the files of a case on a disk and applies its edits there.

Each written file has a time of its own, counted and not taken from the clock: two files must never
share one by accident, or the incremental transfer takes one for the other (R32).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.support.casefiles import FIRST_TIME, Situation, content_of


class Folder:
    """A context folder on the disk and the clock of its files."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._time = FIRST_TIME
        path.mkdir(parents=True)
        path.chmod(0o755)

    def fill(self, files: Mapping[str, Any]) -> None:
        """Write the files of the cold build."""
        for name, spec in files.items():
            self._write(name, spec)

    def apply(self, edit: Mapping[str, Any]) -> None:
        """Do one edit of files: write, delete, rename, chmod, touch, in this order."""
        for name, spec in edit.get("write", {}).items():
            self._write(name, spec)
        for name in edit.get("delete", ()):
            _remove(self.path / name)
        for old, new in edit.get("rename", {}).items():
            target = self.path / new
            _make_parents(target, self.path)
            _remove(target)
            (self.path / old).rename(target)
        for name, mode in edit.get("chmod", {}).items():
            (self.path / name).chmod(int(mode, 8))
        for name in edit.get("touch", ()):
            self._stamp(self.path / name)

    def write_dockerfile(self, situation: Situation) -> None:
        """Write the Dockerfile if it belongs into the context and differs from what is there."""
        if situation.dockerfile_path is None:
            return
        path = self.path / situation.dockerfile_path
        content = situation.dockerfile.encode("utf-8")
        if not path.is_file() or path.read_bytes() != content:
            self._write(situation.dockerfile_path, situation.dockerfile)

    def move(self, new_name: str) -> None:
        """Give the folder another name, so that the builder finds no earlier transfer of it."""
        self.path = self.path.rename(self.path.with_name(new_name))

    def _write(self, name: str, spec: Any) -> None:
        path = self.path / name
        details = {} if isinstance(spec, str) else spec
        _make_parents(path, self.path)
        if "dir" in details:
            self._make_directory(path)
        elif "link" in details:
            _remove(path)
            path.symlink_to(details["link"])
            self._stamp(path)
        elif "hardlink" in details:
            _remove(path)
            path.hardlink_to(self.path / details["hardlink"])
        else:
            self._write_file(path, spec, details)

    def _write_file(self, path: Path, spec: Any, details: Mapping[str, Any]) -> None:
        earlier = path.lstat() if path.is_file() and not path.is_symlink() else None
        if earlier is None:
            _remove(path)
        path.write_bytes(content_of(spec))
        if "mode" in details or earlier is None:
            path.chmod(int(details.get("mode", "0644"), 8))
        if "uid" in details or "gid" in details:
            os.chown(path, details.get("uid", 0), details.get("gid", 0))
        for key, text in details.get("xattr", {}).items():
            os.setxattr(path, key, text.encode("utf-8"))
        if details.get("keep_mtime") and earlier is not None:
            os.utime(path, ns=(earlier.st_mtime_ns, earlier.st_mtime_ns))
        else:
            self._stamp(path)

    def _make_directory(self, path: Path) -> None:
        if path.is_symlink() or not path.is_dir():
            _remove(path)
            path.mkdir()
            path.chmod(0o755)

    def _stamp(self, path: Path) -> None:
        self._time += 1
        os.utime(path, (self._time, self._time), follow_symlinks=False)


def _make_parents(path: Path, root: Path) -> None:
    for parent in reversed(path.relative_to(root).parents[:-1]):
        folder = root / parent
        if folder.is_file():
            _remove(folder)
        if not folder.exists():
            folder.mkdir()
            folder.chmod(0o755)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
