"""Ignore files: read like the builder's reader, decided like its walk."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerviz.core.context import (
    ContextEdit,
    ContextSnapshot,
    Directory,
    EditKind,
    File,
    Node,
    apply_edits,
    content_digest,
    put,
    walk,
)
from layerviz.core.ignorefile import (
    BrokenPattern,
    IgnoreDecision,
    IgnoreFile,
    Standing,
    filter_context,
    parse_ignore,
)
from tests.support import moby


def tree(*paths: str) -> ContextSnapshot:
    root = Directory(0o755, {})
    for path in paths:
        node: Node = Directory(0o755, {})
        if not path.endswith("/"):
            node = File(0o644, 1, content_digest(path.encode(errors="surrogateescape")))
        root = put(root, tuple(path.strip("/").split("/")), node)
    return ContextSnapshot(root)


def sent(text: str | bytes, *paths: str) -> list[str]:
    result = filter_context(tree(*paths), parse_ignore(text))
    return [path for path, _ in walk(result.root) if path]


SMALL = ("a.txt", "d.log", "n/b.txt", "n/m/c.txt")


class TestReading:
    def test_reads_as_the_builder_does(self) -> None:
        text = "test1\n/test2\n/a/file/here\n\nlastfile\n# a comment\n #not\n./n/../d/\n"
        patterns = parse_ignore(text).patterns
        assert [pattern.text for pattern in patterns] == [
            "test1",
            "test2",
            "a/file/here",
            "lastfile",
            "#not",
            "d",
        ]
        assert [pattern.line for pattern in patterns] == [1, 2, 3, 5, 7, 8]

    def test_exceptions_are_trimmed_twice(self) -> None:
        (pattern,) = parse_ignore("  !  /inverted/abs/path \r\n").patterns
        assert pattern.is_exception
        assert pattern.text == "inverted/abs/path"

    @pytest.mark.parametrize(
        "text", ["\ufeffa\r\n", b"\xef\xbb\xbfa", "a", "\u2003a\u2003", "\va\f", "/a/"]
    )
    def test_marks_and_blanks_around_are_dropped(self, text: str | bytes) -> None:
        assert [pattern.text for pattern in parse_ignore(text).patterns] == ["a"]

    def test_only_line_feeds_end_lines(self) -> None:
        assert [pattern.text for pattern in parse_ignore("a\u2028b\fc\rd\n").patterns] == [
            "a\u2028b\fc\rd"
        ]

    def test_bytes_that_are_no_utf8_become_what_go_makes_of_them(self) -> None:
        assert parse_ignore(b"a\xff\xfe*").patterns[0].text == "a\ufffd\ufffd*"
        assert sent(b"a\xff*", "a\udcfe", "ab") == ["ab"]

    @pytest.mark.parametrize(
        ("text", "error", "line"),
        [
            ("[a\n", "invalid excludepatterns: [[a]: syntax error in pattern", 1),
            ("!\n", 'invalid excludepatterns: [!]: illegal exclusion pattern: "!"', 1),
            ("x\n\n! \n", 'invalid excludepatterns: [x !]: illegal exclusion pattern: "!"', 3),
            ("!/\n", 'invalid excludepatterns: [!/]: illegal exclusion pattern: "!"', 1),
            (
                "/b\n!a/[]x]\nc\n",
                "invalid excludepatterns: [b !a/[]x] c]: syntax error in pattern",
                2,
            ),
            ("a\\ \n", "invalid excludepatterns: [a\\]: syntax error in pattern", 1),
            (
                "a\n\nb\tc\n[\n",
                'header key "exclude-patterns" contains value with non-printable ASCII characters',
                3,
            ),
            ("x" * 65_536, "failed parsing .dockerignore: bufio.Scanner: token too long", 1),
        ],
    )
    def test_refuses_what_the_builder_refuses(self, text: str, error: str, line: int) -> None:
        ignore = parse_ignore(text)
        assert (ignore.error, ignore.error_line) == (error, line)

    def test_accepts_the_longest_line(self) -> None:
        assert parse_ignore("x" * 65_535 + "\n").error == ""

    def test_equal_texts_give_the_same_object(self) -> None:
        assert parse_ignore("a\nb") is parse_ignore("a\nb")
        assert repr(parse_ignore("a\nb")) == "IgnoreFile(['a', 'b'], '')"


class TestMatching:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("", ["a.txt", "d.log", "n", "n/b.txt", "n/m", "n/m/c.txt"]),
            ("*.log", ["a.txt", "n", "n/b.txt", "n/m", "n/m/c.txt"]),
            ("**/*.txt", ["d.log", "n", "n/m"]),
            ("c.txt", ["a.txt", "d.log", "n", "n/b.txt", "n/m", "n/m/c.txt"]),
            ("n", ["a.txt", "d.log"]),
            ("n/*", ["a.txt", "d.log", "n"]),
            ("n/**", ["a.txt", "d.log", "n"]),
            ("n/**/c.txt", ["a.txt", "d.log", "n", "n/b.txt", "n/m"]),
            ("n/**/b.txt", ["a.txt", "d.log", "n", "n/m", "n/m/c.txt"]),
            ("n**c.txt", ["a.txt", "d.log", "n", "n/b.txt", "n/m"]),
            ("n*c.txt", ["a.txt", "d.log", "n", "n/b.txt", "n/m", "n/m/c.txt"]),
            ("**txt", ["d.log", "n", "n/m"]),
            ("*.txt\n!a.txt", ["a.txt", "d.log", "n", "n/b.txt", "n/m", "n/m/c.txt"]),
            ("!a.txt\n*.txt", ["d.log", "n", "n/b.txt", "n/m", "n/m/c.txt"]),
            ("n\n!n/m/c.txt", ["a.txt", "d.log", "n", "n/m", "n/m/c.txt"]),
            ("*\n!n/m", ["n", "n/m", "n/m/c.txt"]),
            ("**\n!n/**", ["n", "n/b.txt", "n/m", "n/m/c.txt"]),
            ("**\n!**/c.txt", ["n", "n/m", "n/m/c.txt"]),
            ("[a-d].???", ["n", "n/b.txt", "n/m", "n/m/c.txt"]),
            ("D.LOG\na+txt\na.tx$", ["a.txt", "d.log", "n", "n/b.txt", "n/m", "n/m/c.txt"]),
            (".", ["a.txt", "d.log", "n", "n/b.txt", "n/m", "n/m/c.txt"]),
            ("d\\.log", ["a.txt", "n", "n/b.txt", "n/m", "n/m/c.txt"]),
            ("**", []),
        ],
    )
    def test_sends_what_the_builder_sends(self, text: str, expected: list[str]) -> None:
        assert sent(text, *SMALL) == expected

    def test_a_later_line_about_the_parent_is_not_remembered(self) -> None:
        assert sent("*\n!n/b.txt\nn", *SMALL) == ["n", "n/b.txt"]
        assert sent("n\n!n/b.txt\nn/*", *SMALL) == ["a.txt", "d.log"]

    def test_an_expression_goes_to_the_engine_as_it_is(self) -> None:
        assert sent("a\\d", "a1", "ad") == ["ad"]
        assert sent("^*.log", "d.log", "x.txt") == ["x.txt"]
        assert sent("[*]x", "*x", "]x") == ["*x"]
        assert sent("*a|b", "xa", "ab", "ba", "bc") == ["bc"]
        assert sent("|*a", "x") == []
        assert sent("a{2}?", "aab", "aaab", "a{2}b") == ["aaab", "a{2}b"]
        assert sent("a{x}?", "a{x}b") == []

    def test_a_pattern_that_only_looks_well_formed_stops_the_walk(self) -> None:
        snapshot = tree(*SMALL)
        result = filter_context(snapshot, parse_ignore("[z-a]"))
        assert result.root is snapshot.root
        assert [each.builder_message for each in result.diagnostics] == [
            "error from sender: failed to match excludepatterns: syntax error in pattern"
        ]
        with pytest.raises(BrokenPattern):
            parse_ignore("[z-a]").decide("x")
        assert parse_ignore("[z-a]").told("x").is_sent
        assert sent("*\n[z-a]", *SMALL) == []

    @pytest.mark.parametrize(
        ("text", "stops"),
        [
            ("x[z-a]", True),
            ("q/x[z-a]", True),
            ("*\n[z-a]", False),
            ("a*\nDo*\nx[z-a]", False),
            ("!x[z-a]", False),
            ("a.txt\n!x[z-a]", True),
        ],
    )
    def test_a_pattern_is_asked_about_paths_that_are_nothing_like_it(
        self, text: str, stops: bool
    ) -> None:
        result = filter_context(tree("a.txt", "Dockerfile"), parse_ignore(text))
        assert bool(result.diagnostics) == stops

    def test_signs_outside_ascii_let_control_signs_through(self) -> None:
        assert not parse_ignore("a\tb\né").error

    def test_the_file_is_called_by_its_name(self) -> None:
        assert "failed parsing D.dockerignore" in parse_ignore("x" * 65_536, "D.dockerignore").error

    def test_without_an_ignore_file_everything_is_sent(self) -> None:
        snapshot = tree(*SMALL)
        assert filter_context(snapshot, None) is snapshot


class TestDecisions:
    def test_names_the_line_that_decided(self) -> None:
        ignore = parse_ignore("# all text\n*.txt\nn\n!n/m\n!a.txt\n")
        decision = ignore.decide("a.txt")
        assert (decision.is_sent, decision.pattern_line, decision.pattern_text) == (
            True,
            5,
            "!a.txt",
        )
        decision = ignore.decide("b.txt")
        assert (decision.is_sent, decision.pattern_line, decision.pattern_text) == (
            False,
            2,
            "*.txt",
        )
        assert ignore.decide("n/m/c.txt").pattern_line == 4
        assert not ignore.decide("n", is_dir=True).is_sent
        assert ignore.decide("n/x/y").pattern_line == 3
        assert ignore.decide("other").pattern_line is None

    def test_below_a_directory_that_nobody_looks_into_its_line_decides(self) -> None:
        assert parse_ignore("n\n!x").decide("n/m/c", is_dir=True).pattern_line == 1


PIECES = st.sampled_from(
    [
        "a",
        "b",
        "c",
        "*",
        "**",
        "?",
        "/",
        "/",
        "[ab]",
        "[^a]",
        "[a-c]",
        "\\*",
        ".",
        "a*",
        "*b",
        "/**",
        "**/",
    ]
)
LINES = st.tuples(st.sampled_from(["", "", "", "!"]), st.lists(PIECES, min_size=1, max_size=5))
TEXTS = st.lists(LINES, max_size=6).map(
    lambda lines: "\n".join(mark + "".join(pieces) for mark, pieces in lines)
)
NAMES = st.sampled_from(["a", "b", "c", "ab", "a.b", "*", "cab"])
TREES = st.lists(st.lists(NAMES, min_size=1, max_size=4).map("/".join), max_size=8)


class TestLaws:
    @given(TEXTS, TREES)
    def test_agrees_with_the_builders_rules_written_out(self, text: str, paths: list[str]) -> None:
        ignore = parse_ignore(text)
        if ignore.error:
            return
        snapshot = tree(*paths)
        result = filter_context(snapshot, ignore)
        assert {path for path, _ in walk(result.root) if path} == moby.sent_paths(
            ignore, snapshot.root
        )

    @given(
        TEXTS, TREES, st.lists(st.tuples(st.sampled_from(list(EditKind)), NAMES, NAMES), max_size=5)
    )
    def test_filtering_after_edits_equals_filtering_from_scratch(
        self, text: str, paths: list[str], edits: list[tuple[EditKind, str, str]]
    ) -> None:
        ignore = parse_ignore(text)
        snapshot = tree(*paths)
        for kind, first, second in edits:
            assert filter_context(snapshot, ignore).root.fingerprint
            path = f"{first}/{second}"
            edit = ContextEdit(kind, path, new_path=f"{second}/{first}", mode=0o700)
            snapshot, _ = apply_edits(snapshot, [edit])
        scratch = ContextSnapshot(copied(snapshot.root))
        once, anew = filter_context(snapshot, ignore).root, filter_context(scratch, ignore).root
        assert once.fingerprint == anew.fingerprint
        assert [path for path, _ in walk(once)] == [path for path, _ in walk(anew)]
        assert (once.file_count, once.total_bytes) == (anew.file_count, anew.total_bytes)

    @given(TEXTS, TREES)
    def test_decisions_agree_with_the_filtered_tree(self, text: str, paths: list[str]) -> None:
        ignore = parse_ignore(text)
        if ignore.error:
            return
        snapshot = tree(*paths)
        result = filter_context(snapshot, ignore)
        for path, node in walk(snapshot.root):
            if path and not isinstance(node, Directory):
                assert ignore.decide(path).is_sent == (result.find(path) is not None)

    @given(TEXTS, TREES)
    def test_an_edit_of_an_ignored_file_changes_nothing(self, text: str, paths: list[str]) -> None:
        ignore = parse_ignore(text)
        snapshot = tree(*paths)
        before = filter_context(snapshot, ignore).root
        for path, node in walk(snapshot.root):
            if isinstance(node, File) and filter_context(snapshot, ignore).find(path) is None:
                after, _ = apply_edits(snapshot, [ContextEdit(EditKind.EDIT, path)])
                assert filter_context(after, ignore).root.fingerprint == before.fingerprint

    @given(st.binary(max_size=200), st.text(max_size=20))
    def test_any_bytes_are_read_and_decided(self, content: bytes, path: str) -> None:
        ignore = parse_ignore(content)
        with contextlib.suppress(BrokenPattern):
            assert isinstance(ignore.decide(path).is_sent, bool)


def copied(directory: Directory) -> Directory:
    children = {
        name: copied(node) if isinstance(node, Directory) else node
        for name, node in directory.children.items()
    }
    return Directory(directory.mode, children)


def test_one_edit_looks_only_at_its_own_path(monkeypatch: pytest.MonkeyPatch) -> None:
    ignore = parse_ignore("**/*.log\nb*\n")
    snapshot = tree(*[f"d{number // 50}/f{number}.txt" for number in range(2_000)])
    filter_context(snapshot, ignore)
    asked: list[str] = []
    real = IgnoreFile.decide_entry

    def noted(ignore: IgnoreFile, standing: Standing, name: str) -> IgnoreDecision:
        asked.append(name)
        return real(ignore, standing, name)

    monkeypatch.setattr(IgnoreFile, "decide_entry", noted)
    after, _ = apply_edits(snapshot, [ContextEdit(EditKind.ADD, "d7/new.log")])
    assert filter_context(after, ignore).find("d7/new.log") is None
    assert asked == ["new.log"]


def test_a_result_known_for_another_place_is_not_used() -> None:
    ignore = parse_ignore("a/x\n")
    shared = tree("x", "y").root
    snapshot = ContextSnapshot(Directory(0o755, {"a": shared, "b": shared}))
    for _ in range(2):
        result = filter_context(snapshot, ignore)
        assert [path for path, _ in walk(result.root) if path] == ["a", "a/y", "b", "b/x", "b/y"]
    other = parse_ignore("*/y\n")
    assert filter_context(snapshot, other).find("a/y") is None
    assert filter_context(snapshot, ignore).find("a/x") is None


@pytest.mark.parametrize("kind", [EditKind.CHMOD, EditKind.TOUCH])
def test_a_filtered_directory_follows_mode_and_time(kind: EditKind) -> None:
    ignore = parse_ignore("**/*.log\n")
    inner = Directory(0o755, {"a.log": File(0o644, 1, "x")}, mtime_ns=5)
    snapshot = ContextSnapshot(Directory(0o755, {"d": inner}))
    filter_context(snapshot, ignore)
    after, _ = apply_edits(snapshot, [ContextEdit(kind, "d", mode=0o700)])
    raw, filtered = after.find("d"), filter_context(after, ignore).find("d")
    assert isinstance(raw, Directory)
    assert isinstance(filtered, Directory)
    assert (filtered.mode, filtered.mtime_ns) == (raw.mode, raw.mtime_ns)
    assert not filtered.children


@pytest.mark.parametrize(
    "pattern",
    [
        "*a" * 3_000 + "b",
        "**/" * 3_000 + "b",
        "a**" * 2_000 + "b",
        "[a-z]*" * 2_000 + "!",
        "***" * 3_000,
    ],
)
def test_hostile_patterns_end(pattern: str) -> None:
    ignore = parse_ignore(pattern)
    assert not ignore.error
    ignore.decide("/".join(["a" * 200] * 5))
