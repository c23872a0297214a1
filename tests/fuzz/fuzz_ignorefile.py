"""Any bytes as an ignore file: no crash, no slow pattern, and the builder's own verdicts.

`python -m tests.fuzz.fuzz_ignorefile [COUNT] [SEED]` makes COUNT inputs: lines from pieces of the
language over a small tree, some damaged. Where the rules of the builder can be written out
(`tests.support.moby`), verdicts are compared. The seed is printed, so that a failure can be had
again.
"""

from __future__ import annotations

import random
import re
import sys
import time

from layerviz.core.context import ContextSnapshot, Directory, File, put, walk
from layerviz.core.ignorefile import BrokenPattern, filter_context, parse_ignore
from layerviz.core.patterns import is_malformed, match_component
from tests.support import moby

PIECES = """
a b ab a.b * * ** ** ? / / / [ab] [^a] [a-c] [b-a] [ [] ] ^ \\ \\* \\d . .. ! # + ( ) $ - ~
{ } | {2} {0} {1,} /** **/ *.b é \x7f [[:alpha:]] [*] [**] \\Q \\pL \\x41 \\b
""".split()  # noqa: SIM905 - a list of fifty quoted words reads worse
ENDS = ("\n", "\n", "\n", "\r\n", " \n", "\n\n", "")
NAMES = ("a", "b", "ab", "a.b", "c", "é", "*", "b\n", "\udcff")
# What Python's engine reads otherwise than Go's is left to tests with given answers.
UNCOMPARABLE = re.compile(
    r"\\[0-9A-Za-z]|\[[^\]]*[\[*?]|\[.-|\{|[\x00-\x1f\x7f]|\ufffd|\^|[^\x00-\x7f]"
)
HOSTILE = ("*a", "**/", "a**", "?*", "[a-c]*", "***", "a*b", "\\b*", "/**/a", "[^a]*", "(", "a|")


def generated(source: random.Random) -> bytes:
    """One ignore file."""
    lines = []
    for _ in range(source.randint(0, 6)):
        mark = "!" if source.random() < 0.25 else ""
        pieces = [source.choice(PIECES) for _ in range(source.randint(1, 5))]
        lines.append(mark + "".join(pieces) + source.choice(ENDS))
    data = bytearray("".join(lines).encode())
    if source.random() < 0.2:
        data[0:0] = b"\xef\xbb\xbf"
    if source.random() < 0.3 and data:
        data[source.randrange(len(data))] = source.randint(0, 255)
    return bytes(data)


def some_tree(source: random.Random) -> ContextSnapshot:
    """A few files and directories."""
    root = Directory(0o755, {})
    for _ in range(source.randint(0, 6)):
        parts = tuple(source.choice(NAMES) for _ in range(source.randint(1, 4)))
        root = put(root, parts, File(0o644, 1, "digest"))
    return ContextSnapshot(root)


def check(data: bytes, snapshot: ContextSnapshot) -> None:
    """Read one ignore file, decide about every entry, and filter the tree."""
    ignore = parse_ignore(data)
    result = filter_context(snapshot, ignore)
    sent = {path for path, _ in walk(result.root) if path}
    if ignore.error:
        return
    try:
        for path, node in walk(snapshot.root):
            decision = ignore.decide(path, isinstance(node, Directory)) if path else None
            if decision and not isinstance(node, Directory) and not result.diagnostics:
                assert decision.is_sent == (path in sent), path
    except BrokenPattern:
        assert result.diagnostics, "a pattern that breaks breaks the filter"
    if not any(UNCOMPARABLE.search(pattern.text) for pattern in ignore.patterns):
        assert sent == moby.sent_paths(ignore, snapshot.root)


def check_hostile(source: random.Random, size: int) -> float:
    """Seconds for one pattern made to be slow, of about `size` signs."""
    piece = source.choice(HOSTILE)
    pattern = piece * (size // len(piece)) + source.choice(("", "b", "!"))
    path = source.choice(("a", "ab", "a/", "b")) * 100
    start = time.process_time()
    try:
        parse_ignore(pattern).decide(path)
    except BrokenPattern:
        assert not is_malformed(pattern)
    match_component(pattern, path)
    return time.process_time() - start


def run(count: int, seed: int) -> None:
    """Check `count` inputs and a few hostile ones; a failure tells the seed and the input."""
    source = random.Random(seed)
    for number in range(count):
        data, snapshot = generated(source), some_tree(source)
        try:
            check(data, snapshot)
        except Exception as problem:
            paths = [path for path, _ in walk(snapshot.root)]
            problem.add_note(f"seed {seed}, input {number}: {data!r} on {paths}")
            raise
    for _ in range(count // 1_000 + 1):
        check_hostile(source, 2_000)


def main() -> None:
    """Run from the command line."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(2**32)
    print(f"seed {seed}, {count} inputs", flush=True)  # noqa: T201 - a script
    start = time.monotonic()
    run(count, seed)
    slowest = max(check_hostile(random.Random(seed + each), 20_000) for each in range(100))
    taken = time.monotonic() - start
    print(f"no crash in {taken:.0f} s, slowest pattern {slowest:.2f} s")  # noqa: T201 - a script


if __name__ == "__main__":
    main()
