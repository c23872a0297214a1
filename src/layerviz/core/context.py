"""The build context: the door to its nodes, edits and comparisons.

The parts: `context_leaves` files and links; `context_tree` directories and the snapshot;
`context_edits` imagined edits; `context_changes` what differs between two contexts.
"""

from layerviz.core.context_changes import changed_paths, transferred
from layerviz.core.context_edits import ContextEdit, EditKind, apply_edits, nearest_path
from layerviz.core.context_leaves import UNREAD, File, Leaf, Other, Symlink, Xattrs, content_digest
from layerviz.core.context_tree import ContextSnapshot, Directory, Node, path_parts, put, walk

__all__ = [
    "UNREAD",
    "ContextEdit",
    "ContextSnapshot",
    "Directory",
    "EditKind",
    "File",
    "Leaf",
    "Node",
    "Other",
    "Symlink",
    "Xattrs",
    "apply_edits",
    "changed_paths",
    "content_digest",
    "nearest_path",
    "path_parts",
    "put",
    "transferred",
    "walk",
]
