from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerviz.core.digests import DiffId, digest_of
from layerviz.core.history import (
    HistoryEntry,
    HistoryLine,
    match_history,
    recovered_dockerfile,
    told_empty,
)
from layerviz.core.images import (
    ImageSettings,
    LayerSizes,
    MeasuredSize,
    Platform,
    SizeKind,
    Source,
    made_image,
    total_of,
)

LINUX = Platform("linux", "amd64")


def recovered(created_by: str) -> tuple[str, str, bool]:
    (line,) = recovered_dockerfile([HistoryEntry(created_by=created_by)])
    return line.instruction, line.text, line.is_exact


@given(st.lists(st.booleans(), max_size=8), st.integers(0, 8))
def test_entries_that_made_a_layer_are_the_layers_or_it_is_said(
    empty: list[bool], layers: int
) -> None:
    history = [HistoryEntry(created_by="x", is_empty_layer=each) for each in empty]
    diff_ids = [DiffId(digest_of(bytes([n]))) for n in range(layers)]
    image = made_image(diff_ids, history, platform=LINUX, settings=ImageSettings())
    makers = [index for index, each in enumerate(empty) if not each]
    found = [layer.history_index for layer in image.layers]
    assert image.is_history_complete is (len(makers) == layers)
    assert found == (makers if image.is_history_complete else [None] * layers)


def test_a_history_that_does_not_fit_is_not_matched_by_position() -> None:
    assert match_history([HistoryEntry()], 2) is None
    assert match_history([], 0) == []


@pytest.mark.parametrize(
    ("created_by", "instruction", "text", "is_exact"),
    [
        ("RUN /bin/sh -c npm install # buildkit", "RUN", "RUN npm install", True),
        ("RUN |1 V=2 /bin/sh -c echo $V # buildkit", "RUN", "RUN echo $V", False),
        ("RUN npm install # buildkit", "RUN", "RUN npm install", False),
        ("COPY . . # buildkit", "COPY", "COPY . .", True),
        ("WORKDIR /app", "WORKDIR", "WORKDIR /app", True),
        ('CMD ["node" "server.js"]', "CMD", 'CMD ["node" "server.js"]', True),
        ("EXPOSE map[80/tcp:{} 443/tcp:{}]", "EXPOSE", "EXPOSE 80/tcp 443/tcp", False),
        ("EXPOSE [80/tcp]", "EXPOSE", "EXPOSE 80/tcp", False),
        ("EXPOSE 80", "EXPOSE", "EXPOSE 80", True),
        ("/bin/sh -c apk add   git", "RUN", "RUN apk add git", True),
        ("|2 A=1 B=2 /bin/sh -c make", "RUN", "RUN make", False),
        ("|0 /bin/sh -c make", "RUN", "RUN make", True),
        ("|x /bin/sh -c make", "", "|x /bin/sh -c make", False),
        ('/bin/sh -c #(nop)  CMD ["sh"]', "CMD", 'CMD ["sh"]', True),
        ("/bin/sh -c #(nop) ADD file:0a1b in / ", "ADD", "ADD (file) /", False),
        ("/bin/sh -c #(nop) COPY dir:0a1b in /app ", "COPY", "COPY (dir) /app", False),
        ("/bin/sh -c #(nop) COPY strange", "COPY", "COPY strange", False),
        ("/bin/sh -c #(nop) something", "", "something", False),
        ("bazel build ...", "", "bazel build ...", False),
        ("RUN", "", "RUN", False),
        ("", "", "", False),
    ],
)
def test_the_dockerfile_is_recovered_as_far_as_history_tells(
    created_by: str, instruction: str, text: str, is_exact: bool
) -> None:
    assert recovered(created_by) == (instruction, text, is_exact)


def test_lines_know_the_entry_they_come_from() -> None:
    lines = recovered_dockerfile([HistoryEntry(created_by="USER a"), HistoryEntry()])
    assert [line.history_index for line in lines] == [0, 1]


def test_references_are_sorted_and_given_once() -> None:
    image = made_image([], [], platform=LINUX, settings=ImageSettings(), references=["b", "a", "b"])
    assert image.references == ("a", "b")


def test_sizes_of_different_kinds_are_never_added() -> None:
    unpacked = MeasuredSize(10, SizeKind.UNPACKED, Source.ARCHIVE)
    download = MeasuredSize(4, SizeKind.DOWNLOAD, Source.ARCHIVE)
    both, one = LayerSizes((unpacked, download)), LayerSizes((unpacked,))
    assert total_of([both, one], SizeKind.UNPACKED) == 20
    assert total_of([both, one], SizeKind.DOWNLOAD) is None
    assert total_of([], SizeKind.ON_DISK) == 0


def test_a_platform_is_written_as_docker_writes_it() -> None:
    assert LINUX.text == "linux/amd64"
    assert Platform("linux", "arm", "v7").text == "linux/arm/v7"


def line(words: str, size: int = 0, comment: str = "buildkit.dockerfile.v0") -> HistoryLine:
    return HistoryLine(words, size, comment=comment)


@pytest.mark.parametrize(
    ("lines", "layers", "empty"),
    [
        ([line("made", 5), line("ENV A=1"), line("COPY a /")], 2, (False, True, False)),
        ([line("RUN : nothing"), line("WORKDIR /w"), line("WORKDIR /")], 2, (False, False, True)),
        ([line("CMD [x]", 4096)], 1, (False,)),  # what wrote bytes made a layer
        ([line("test", comment=""), line("test", comment="")], 2, (False, False)),
        ([line("test", comment=""), line("ADD a", 9)], 1, (True, False)),
        ([line("/bin/sh -c #(nop)  CMD [x]", comment=""), line("x", 1, "")], 1, (True, False)),
        ([line("/bin/sh -c true", comment=""), line("ENV A=1", comment="")], 1, (False, True)),
        ([], 0, ()),
    ],
)
def test_which_lines_made_no_layer_is_told_by_words_sizes_and_their_number(
    lines: list[HistoryLine], layers: int, empty: tuple[bool, ...]
) -> None:
    assert told_empty(lines, layers) == empty


@pytest.mark.parametrize(
    ("lines", "layers"),
    [
        ([line("a", comment=""), line("b", comment=""), line("c", comment="")], 2),
        ([line("RUN a"), line("RUN b")], 1),  # joined into one by another tool
        ([line("ENV A=1")], 1),
        ([], 1),
    ],
)
def test_a_history_that_does_not_tell_its_layers_is_uncertain(
    lines: list[HistoryLine], layers: int
) -> None:
    assert told_empty(lines, layers) is None
