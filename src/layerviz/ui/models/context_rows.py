"""What one row of the build context tells: kind, size, sent or not, what is imagined of it.

Plain values, so that the tree, the list of found files and the menus agree; no model and no widget
here.
"""

from __future__ import annotations

from layerviz.core.context import (
    ContextEdit,
    Directory,
    EditKind,
    File,
    Node,
    Symlink,
)
from layerviz.core.values import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from layerviz.core.context import ContextSnapshot
    from layerviz.core.ignorefile import IgnoreDecision
    from layerviz.ui.translation import Translator

    Decide = Callable[[str, bool], IgnoreDecision]


class TreeContent(Record):
    """The folder as shown: with added files in it, and deleted ones still there."""

    root: Directory
    edits: tuple[ContextEdit, ...] = ()
    decide: Decide | None = None
    lit: frozenset[str] = frozenset()
    """The files that the cause of the selected step names."""
    has_problems: bool = False
    """Whether something could not be read."""

    def edits_of(self, path: str) -> tuple[ContextEdit, ...]:
        """The imagined edits of a path."""
        return tuple(edit for edit in self.edits if path in (edit.path, edit.new_path))

    @property
    def marks(self) -> frozenset[tuple[str, ContextEdit | None]]:
        """What is shown of paths besides their content: each with an edit of it, or lit (None)."""
        paths = [(path, edit) for edit in self.edits for path in (edit.path, edit.new_path) if path]
        return frozenset([*paths, *((path, None) for path in self.lit)])

    def touches_below(self, path: str) -> bool:
        """Whether anything below a folder is imagined to change."""
        prefix = f"{path}/"
        return any(e.path.startswith(prefix) or e.new_path.startswith(prefix) for e in self.edits)


class Row(Record):
    """One entry of the folder."""

    path: str
    name: str
    node: Node

    @property
    def is_directory(self) -> bool:
        """Whether it holds entries."""
        return isinstance(self.node, Directory)


def size_of(node: Node) -> int | None:
    """Bytes of a file or of all files in a folder; None for links and devices."""
    if isinstance(node, Directory):
        return node.total_bytes
    return node.size_bytes if isinstance(node, File) else None


def size_words(node: Node, words: Translator) -> str:
    """The size as docker prints it; "" where there is none."""
    size = size_of(node)
    return "" if size is None else words.size(size)


def edit_words(edits: tuple[ContextEdit, ...], path: str, words: Translator) -> str:
    """What is imagined of a path, in a word or two; "" for nothing."""
    found = []
    for edit in edits:
        if edit.kind is EditKind.CHMOD:
            found.append(words.text("context.state.chmod", mode=f"{edit.mode:o}"))
        elif edit.kind is EditKind.RENAME:
            other = edit.new_path if edit.path == path else edit.path
            code = "context.state.renamed" if edit.path == path else "context.state.renamed-from"
            found.append(words.text(code, path=other))
        else:
            found.append(words.text(f"context.state.{edit.kind.value}"))
    return " · ".join(dict.fromkeys(found))


def state_words(row: Row, content: TreeContent, words: Translator) -> str:
    """The last column: an imagined edit, or that the file is not sent."""
    edited = edit_words(content.edits_of(row.path), row.path, words)
    if edited:
        return edited
    if content.decide is not None and not content.decide(row.path, row.is_directory).is_sent:
        return words.text("context.state.ignored")
    if isinstance(row.node, File) and not row.node.digest:
        return words.text("context.state.unreadable")
    return ""


def widest_states(content: TreeContent, words: Translator) -> list[str]:
    """The texts that the last column may have to show, whatever rows are in sight."""
    by_path: dict[str, list[ContextEdit]] = {}
    for edit in content.edits:
        for path in filter(None, (edit.path, edit.new_path)):
            by_path.setdefault(path, []).append(edit)
    found = [edit_words(tuple(edits), path, words) for path, edits in by_path.items()]
    if content.decide is not None:
        found.append(words.text("context.state.ignored"))
    if content.has_problems:
        found.append(words.text("context.state.unreadable"))
    return list(dict.fromkeys(found))


def hover_words(row: Row, content: TreeContent, words: Translator) -> str:
    """The whole path, what it is, and which pattern decided."""
    lines = [row.path, kind_words(row.node, words)]
    if content.decide is not None:
        decision = content.decide(row.path, row.is_directory)
        if not decision.is_sent:
            lines.append(_not_sent(decision, words))
        elif decision.pattern_line is not None:
            lines.append(
                words.text(
                    "context.sent-by", pattern=decision.pattern_text, line=decision.pattern_line
                )
            )
        else:
            lines.append(words.text("context.sent"))
    return "\n".join(line for line in lines if line)


def kind_words(node: Node, words: Translator) -> str:
    """What an entry is: `file, 644, 4.1kB`."""
    mode = f"{node.mode & 0o7777:o}"
    if isinstance(node, Directory):
        count = node.file_count
        return words.text(
            "context.kind.directory", n=count, size=size_words(node, words), mode=mode
        )
    if isinstance(node, Symlink):
        return words.text("context.kind.link", target=node.target)
    if isinstance(node, File):
        return words.text("context.kind.file", size=size_words(node, words), mode=mode)
    return words.text("context.kind.other", kind=node.kind_text)


def matching(root: Directory, wanted: str, *, most: int) -> Iterator[Row]:
    """The entries whose path contains the text, letter case aside, at most so many."""
    from layerviz.core.context import walk

    needle = wanted.casefold()
    found = 0
    for path, node in walk(root):
        if path and needle in path.casefold():
            yield Row(path=path, name=path, node=node)
            found += 1
            if found >= most:
                return


def shown_root(snapshot: ContextSnapshot, edits: tuple[ContextEdit, ...]) -> Directory:
    """The folder with imagined new files put in, so that they can be seen and taken back."""
    from layerviz.core.context import apply_edits, path_parts, put

    new_paths = [e.path for e in edits if e.kind is EditKind.ADD]
    new_paths += [e.new_path for e in edits if e.kind is EditKind.RENAME]
    root = snapshot.root
    if not new_paths:
        return root
    edited, _ = apply_edits(snapshot, edits)
    for path in new_paths:
        node = edited.find(path)
        if node is not None and snapshot.find(path) is None:
            root = put(root, path_parts(path), node)
    return root


def _not_sent(decision: IgnoreDecision, words: Translator) -> str:
    if decision.pattern_line is None:
        return words.text("context.not-sent")
    return words.text(
        "context.not-sent-by", pattern=decision.pattern_text, line=decision.pattern_line
    )
