"""Whatever an engine answers, it is a value of ours or an EngineAnswerError."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerviz.adapters.engine_answers import (
    read_history,
    read_inspected,
    read_list,
    read_store,
    read_usage,
    read_version,
)
from layerviz.core.errors import EngineAnswerError
from layerviz.core.history import HistoryLine

FIELDS = (
    *("ApiVersion", "MinAPIVersion", "Version", "Driver", "DriverStatus", "Id", "Created"),
    *("RepoTags", "RepoDigests", "ParentId", "Size", "SharedSize", "Containers", "Images"),
    *("LayersSize", "CreatedBy", "Comment", "RootFS", "Layers", "Config", "Env", "Labels", "Os"),
)
PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=True),
    st.text(max_size=5),
    st.sampled_from(["sha256:" + "a" * 64, "1.45", "1.٣", "<none>:<none>", "a:1", "A" * 2000]),
)
ANSWERS = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=6)
        | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=6).map(lambda each: [each])
    ),
    max_leaves=20,
)
READERS: dict[str, Callable[[object], object]] = {
    "version": read_version,
    "store": read_store,
    "list": lambda given: read_list(given, "overlay2"),
    "usage": lambda given: read_usage(given, "overlay2"),
    "history": read_history,
    "inspected": lambda given: read_inspected(given, [HistoryLine("RUN a", 1)], "overlay2"),
}


@pytest.mark.parametrize("reader", READERS)
@given(answer=ANSWERS)
def test_any_answer_is_read_or_refused(reader: str, answer: object) -> None:
    with contextlib.suppress(EngineAnswerError):
        READERS[reader](answer)
