"""Which version of the syntax knows what."""

from __future__ import annotations

import pytest

from layerviz.core.dockerfile.parsing import parse
from layerviz.core.dockerfile.syntax import (
    BASELINE,
    FLAGS,
    LATEST,
    Version,
    declared_version,
    required_version,
)


@pytest.mark.parametrize(
    ("line", "version"),
    [
        ("RUN x", None),
        ("COPY --from=x --link --chmod=644 a b", None),
        ("COPY --exclude=x a b", (1, 19)),
        ("COPY --parents --exclude=x a b", (1, 20)),
        ("ADD --unpack a b", (1, 17)),
        ("ADD --chmod=u+x a b", (1, 14)),
        ("COPY --chmod=$M a b", (1, 10)),
        ("RUN --security=insecure x", (1, 20)),
        ("RUN --device=x y", (1, 27)),
        ("RUN --mount=type=secret,id=a,env=A x", (1, 10)),
        ("RUN --mount=type=secret,id=a x", None),
        ("RUN --mount=type=cache,target=/a,env=b x", None),
        ("ONBUILD COPY --parents a b", (1, 20)),
    ],
)
def test_an_instruction_tells_the_version_it_needs(line: str, version: Version | None) -> None:
    instruction = parse(f"FROM a\n{line}\n").instructions[1]
    assert required_version(instruction) == version


@pytest.mark.parametrize(
    ("directive", "version"),
    [
        ("docker/dockerfile:1.7", (1, 7)),
        ("docker.io/docker/dockerfile:1.20.0-labs extra", (1, 20)),
        ("docker/dockerfile:1", LATEST),
        ("docker/dockerfile", None),
        ("docker/dockerfile:master", None),
        ("docker/dockerfile:1.99999", None),
        ("other/frontend:1.2", None),
        (None, None),
    ],
)
def test_the_syntax_line_may_name_a_version(directive: str | None, version: Version | None) -> None:
    assert declared_version(directive) == version


def test_no_flag_is_newer_than_the_newest_syntax() -> None:
    versions = [since for flags in FLAGS.values() for _, since in flags.values()]
    assert all(BASELINE <= since <= LATEST for since in versions)
