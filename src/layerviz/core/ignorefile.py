"""`.dockerignore`: which entries of the context are sent to the builder, and by which line (R12).

Read as the builder's Go reader does, decided as its walk over the context does. A walk carries from
a directory to its entries which patterns matched it; a pattern that was not asked there because the
verdict was clear is not remembered, so an entry may be sent although a later line names its parent
(`*`, `!n/x`, `n` sends n/x). That is the builder's behaviour, not ours.
"""

from __future__ import annotations

from layerviz.core.context_tree import ContextSnapshot, Directory
from layerviz.core.diagnostics import Diagnostic, Severity
from layerviz.core.ignorepatterns import BrokenPattern, IgnorePattern, Scope
from layerviz.core.patterns import go_cleaned, go_trimmed, is_malformed
from layerviz.core.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from layerviz.core.context_tree import Node

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_LONGEST_LINE = 65_535
_UNPRINTABLE = 'header key "exclude-patterns" contains value with non-printable ASCII characters'


class IgnoreDecision(Value):
    """Whether an entry is sent, and the line that decided: the last that matched, if any did.

    For a directory it is the verdict on itself: one that is not sent is there all the same, without
    its other entries, if something in it is sent.
    """

    is_sent: bool
    pattern_line: int | None = None
    pattern_text: str = ""


class Standing(Value):
    """Where a walk is: the directory, the patterns that matched it (bits), what may match below."""

    path: str
    matched: int
    scope: Scope


class IgnoreFile:
    """The patterns of an ignore file in their order; equality is identity.

    `error` is what the builder says if it refuses the file, else "", and `error_line` the line.
    """

    __slots__ = ("_has_plain_exceptions", "_root", "error", "error_line", "patterns")

    def __init__(
        self, patterns: Sequence[IgnorePattern], error: str = "", error_line: int | None = None
    ) -> None:
        self.patterns = tuple(patterns)
        self.error = error
        self.error_line = error_line
        exceptions = [pattern for pattern in self.patterns if pattern.is_exception]
        self._has_plain_exceptions = all(pattern.is_plain for pattern in exceptions)
        self._root = Standing("", 0, Scope.for_patterns(self.patterns))

    def __repr__(self) -> str:
        return f"IgnoreFile({[pattern.text for pattern in self.patterns]!r}, {self.error!r})"

    @property
    def root(self) -> Standing:
        """Where every walk starts."""
        return self._root

    def decide(self, path: str, is_dir: bool = False) -> IgnoreDecision:
        """Whether an entry is sent and why. Raises BrokenPattern where the builder stops."""
        standing = self._root
        names = path.split("/")
        for name in names[:-1]:
            decision, below = self.enter(standing, name)
            if below is None:
                return decision
            standing = below
        if is_dir:
            return self.enter(standing, names[-1])[0]
        return self._decided(path, standing.matched)[0]

    def told(self, path: str, is_dir: bool = False) -> IgnoreDecision:
        """As `decide`, for showing: where the builder stops, nothing counts as left out."""
        try:
            return self.decide(path, is_dir)
        except BrokenPattern:
            return _SENT

    def enter(self, standing: Standing, name: str) -> tuple[IgnoreDecision, Standing | None]:
        """The verdict on a directory, and where the walk goes on in it.

        None: the builder does not look into it, nothing in it can be sent. Raises BrokenPattern.
        """
        path = f"{standing.path}/{name}" if standing.path else name
        if not standing.matched and not standing.scope.may_match_directory(name):
            return _SENT, Standing(path, 0, standing.scope.below(name))
        decision, matched = self._decided(path, standing.matched)
        if not decision.is_sent and self._can_skip(path):
            return decision, None
        return decision, Standing(path, matched, standing.scope.below(name))

    def decide_entry(self, standing: Standing, name: str) -> IgnoreDecision:
        """The verdict on a file or link of the directory where the walk stands."""
        path = f"{standing.path}/{name}" if standing.path else name
        return self._decided(path, standing.matched)[0]

    def _decided(self, path: str, above: int) -> tuple[IgnoreDecision, int]:
        is_ignored, matched, decisive = False, 0, None
        for index, pattern in enumerate(self.patterns):
            bit = 1 << index
            # Without a match above, the builder asks only patterns that could change its mind.
            is_asked = pattern.is_exception == is_ignored
            if not above & bit and not (is_asked and pattern.matches(path)):
                continue
            matched |= bit
            is_ignored = not pattern.is_exception
            decisive = pattern
        if decisive is None:
            return _SENT, 0
        text = f"!{decisive.text}" if decisive.is_exception else decisive.text
        return IgnoreDecision(not is_ignored, decisive.line, text), matched

    def _can_skip(self, path: str) -> bool:
        """Whether the builder leaves out all of an ignored directory without looking."""
        if not self._has_plain_exceptions:
            return False
        start = path + "/"
        exceptions = [pattern for pattern in self.patterns if pattern.is_exception]
        return not any(f"{pattern.stem}/".startswith(start) for pattern in exceptions)


_SENT = IgnoreDecision(True)
_MOST_REMEMBERED = 16
_parsed: dict[tuple[str | bytes, str], IgnoreFile] = {}
"""Only a memory: what a text says never changes."""


def parse_ignore(text: str | bytes, name: str = ".dockerignore") -> IgnoreFile:
    """The ignore file that a text says; equal texts give the same object.

    `name` is the file's, for the builder's words about it.
    """
    known = _parsed.get((text, name))
    if known is None:
        known = _parsed.setdefault((text, name), _parse(text, name))
        for oldest in list(_parsed)[:-_MOST_REMEMBERED]:
            _parsed.pop(oldest, None)  # another thread may have been faster
    return known


def _parse(text: str | bytes, name: str) -> IgnoreFile:
    content = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text
    lines = content.removeprefix(_BYTE_ORDER_MARK).split(b"\n")
    read: list[tuple[int, str]] = []
    for number, line in enumerate(lines, 1):
        if len(line) > _LONGEST_LINE:
            return IgnoreFile((), f"failed parsing {name}: bufio.Scanner: token too long", number)
        pattern = _read_line(line)
        if pattern:
            read.append((number, pattern))
    return _with_patterns(read)


def _read_line(line: bytes) -> str:
    """A line as the builder's reader hands it on, "" for none."""
    # Go carries bytes; on their way to the client those that are no UTF-8 become U+FFFD, one each.
    text = line.decode("utf-8", "surrogateescape")
    text = "".join(["\ufffd" if "\udc80" <= sign <= "\udcff" else sign for sign in text])
    if text.startswith("#"):
        return ""
    text = go_trimmed(text)
    mark = "!" if text.startswith("!") else ""
    text = go_trimmed(text[len(mark) :])
    if text:
        text = go_cleaned(text)
        text = text[1:] if len(text) > 1 and text.startswith("/") else text
    return mark + text


def _with_patterns(read: list[tuple[int, str]]) -> IgnoreFile:
    listed = " ".join([text for _, text in read])
    if listed.isascii():
        for line, text in read:
            # The list travels in a header; only one with other than ASCII signs is encoded.
            if not text.isprintable():
                return IgnoreFile((), _UNPRINTABLE, line)
    patterns: list[IgnorePattern] = []
    for line, text in read:
        # The client reads the list once more: it trims and cleans the mark along with the rest.
        cleaned = go_cleaned(go_trimmed(text))
        is_exception = cleaned.startswith("!")
        cleaned = cleaned.removeprefix("!")
        reason = ""
        if not cleaned:
            reason = 'illegal exclusion pattern: "!"'
        elif is_malformed(cleaned):
            reason = "syntax error in pattern"
        if reason:
            return IgnoreFile(patterns, f"invalid excludepatterns: [{listed}]: {reason}", line)
        patterns.append(IgnorePattern(cleaned, line, is_exception=is_exception))
    return IgnoreFile(patterns)


__all__ = [
    "BrokenPattern",
    "IgnoreDecision",
    "IgnoreFile",
    "Standing",
    "filter_context",
    "parse_ignore",
]

_MOST_REMEMBERED = 2


def filter_context(snapshot: ContextSnapshot, ignore: IgnoreFile | None) -> ContextSnapshot:
    """The entries that are sent, and the directories around them.

    Directories remember their result, so that after an edit only those along its path are looked
    at again. Where the builder stops in the middle (a pattern that only looks well-formed), the
    snapshot holds what was there, and a diagnostic in the builder's words.
    """
    if ignore is None or not ignore.patterns:
        return snapshot
    try:
        _meet_odd_patterns(ignore, snapshot.root)
        root = _filtered(ignore, snapshot.root, ignore.root)
    except BrokenPattern as exc:
        problem = Diagnostic(
            "ignore-pattern-broken",
            Severity.ERROR,
            values=(("pattern", str(exc)),),
            builder_message=(
                "error from sender: failed to match excludepatterns: syntax error in pattern"
            ),
        )
        return ContextSnapshot(snapshot.root, (*snapshot.diagnostics, problem))
    return ContextSnapshot(root, snapshot.diagnostics)


def _meet_odd_patterns(ignore: IgnoreFile, root: Directory) -> None:
    """Ask each pattern that may be broken, as the builder does for every path, however unlike.

    Raises BrokenPattern. What follows asks only where a pattern may match.
    """
    if all(pattern.components for pattern in ignore.patterns):
        return
    for name in root.children:
        ignore.decide_entry(ignore.root, name)


def _filtered(ignore: IgnoreFile, directory: Directory, standing: Standing) -> Directory:
    if not standing.matched and standing.scope.is_idle:
        return directory
    key = (ignore, standing.path, standing.matched)
    known = _remembered(directory, key)
    if known is not None:
        return known
    origin = directory.origin
    base = _remembered(origin[0], key) if origin else None
    if origin and base is not None:
        result = _refiltered(ignore, directory, standing, (base, origin[1]))
        origin[0].origin = None  # what that one was derived from is of no use any more
    else:
        changes = _left_out(ignore, directory, standing, _in_question(directory, standing))
        result = directory.with_children(changes) if changes else directory
    directory.memo = ((key, result), *directory.memo)[:_MOST_REMEMBERED]
    return result


def _remembered(directory: Directory, key: tuple[IgnoreFile, str, int]) -> Directory | None:
    for known, result in directory.memo:
        if known == key:
            return result
    return None


def _refiltered(
    ignore: IgnoreFile,
    directory: Directory,
    standing: Standing,
    derived: tuple[Directory, frozenset[str]],
) -> Directory:
    """The result for a directory that differs in some entries from one whose result is known."""
    base, names = derived
    changes: dict[str, Node | None] = {name: directory.children.get(name) for name in names}
    present = [name for name in names if changes[name] is not None]
    changes.update(_left_out(ignore, directory, standing, present))
    different = {
        name: node for name, node in changes.items() if base.children.get(name) is not node
    }
    result = base.with_children(different) if different else base
    if (result.mode, result.xattrs) != (directory.mode, directory.xattrs):
        result = result.with_mode(directory.mode, directory.xattrs)
    if result.mtime_ns != directory.mtime_ns:
        result = result.with_mtime(directory.mtime_ns)
    return result


def _in_question(directory: Directory, standing: Standing) -> Iterable[str]:
    """Names of the entries that some pattern may match, or whose own entries it may."""
    if standing.matched or standing.scope.may_match(directory.leaf_names()):
        return directory.children
    return directory.subdirectories


def _left_out(
    ignore: IgnoreFile, directory: Directory, standing: Standing, names: Iterable[str]
) -> dict[str, Node | None]:
    """Of these entries those that are not sent (None) or not with all that they hold."""
    changes: dict[str, Node | None] = {}
    subdirectories = directory.subdirectories
    for name in names:
        below = subdirectories.get(name)
        if below is None:
            if not ignore.decide_entry(standing, name).is_sent:
                changes[name] = None
            continue
        sent = _sent_directory(ignore, below, standing, name)
        if sent is not below:
            changes[name] = sent
    return changes


def _sent_directory(
    ignore: IgnoreFile, directory: Directory, standing: Standing, name: str
) -> Directory | None:
    decision, inside = ignore.enter(standing, name)
    if inside is None:
        return None
    sent = _filtered(ignore, directory, inside)
    # A directory that is not sent itself is there if something in it is.
    return sent if decision.is_sent or sent.children else None
