"""Image references."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerviz.core.references import (
    Reference,
    ReferenceProblem,
    normalised,
    parse_reference,
)

SHA = "sha256:" + "a1" * 32


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("node", "docker.io/library/node:latest"),
        ("node:20", "docker.io/library/node:20"),
        ("owner/app", "docker.io/owner/app:latest"),
        ("docker.io/node", "docker.io/library/node:latest"),
        ("index.docker.io/node", "docker.io/library/node:latest"),
        ("ghcr.io/a/b/c:1.2", "ghcr.io/a/b/c:1.2"),
        ("localhost/x", "localhost/x:latest"),
        ("localhost:5000/x:t", "localhost:5000/x:t"),
        ("host:5000", "docker.io/library/host:5000"),
        ("Foo/bar", "Foo/bar:latest"),
        ("[::1]:5000/x", "[::1]:5000/x:latest"),
        ("[::1]/x", "[::1]/x:latest"),
        (f"node@{SHA}", f"docker.io/library/node@{SHA}"),
        (f"node:20@{SHA}", f"docker.io/library/node:20@{SHA}"),
        ("a--b__c.d_e", "docker.io/library/a--b__c.d_e:latest"),
        ("foo_bar.com/x", "foo_bar.com/x:latest"),
        ("x:UPPER_tag.1", "docker.io/library/x:UPPER_tag.1"),
        ("a" * 63, "docker.io/library/" + "a" * 63 + ":latest"),
    ],
)
def test_short_forms_stand_for_full_ones(text: str, full: str) -> None:
    assert normalised(text) == full


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "invalid reference format"),
        ("$S", "invalid reference format: repository name (library/$S) must be lowercase"),
        ("foo/Bar", "invalid reference format: repository name (foo/Bar) must be lowercase"),
        ("Node", "invalid reference format: repository name (library/Node) must be lowercase"),
        (
            "f" * 64,
            f"invalid repository name ({'f' * 64}), cannot specify 64-byte hexadecimal strings",
        ),
        ("a..b", "invalid reference format"),
        ("a___b", "invalid reference format"),
        ("a._b", "invalid reference format"),
        ("-a", "invalid reference format"),
        ("a/", "invalid reference format"),
        ("/a", "invalid reference format"),
        ("a b", "invalid reference format"),
        ("x:", "invalid reference format"),
        ("x:" + "t" * 129, "invalid reference format"),
        ("x:-t", "invalid reference format"),
        ("x@", "invalid reference format"),
        ("x@sha256:abc", "invalid reference format"),
        ("x@" + SHA[:-2], "invalid checksum digest length"),
        ("x@sha256:" + "A1" * 32, "invalid checksum digest format"),
        ("x@md5+b64:" + "a1" * 32, "unsupported digest algorithm"),
        ("x@1a:" + "a1" * 32, "invalid reference format"),
        ("host:port/x", "invalid reference format"),
        ("[zz]:1/x", "invalid reference format"),
        ("a.-b.com/x", "invalid reference format"),
        ("é/x", "invalid reference format"),
        ("A_b.c/x", "invalid reference format: repository name must be lowercase"),
        ("a/" * 130 + "b", "repository name must not be more than 255 characters"),
    ],
)
def test_what_is_no_reference_says_so_in_the_builders_words(text: str, message: str) -> None:
    assert parse_reference(text) == ReferenceProblem(message)
    assert normalised(text) == text


def test_the_parts_are_told_apart() -> None:
    found = parse_reference(f"ghcr.io/a/b:1@{SHA}")
    assert found == Reference("ghcr.io", "a/b", "1", SHA)
    assert isinstance(found, Reference)
    assert found.repository == "ghcr.io/a/b"


@given(st.text("abA01._-:/@[]$é ", max_size=20))
def test_a_full_form_stands_for_itself(text: str) -> None:
    found = parse_reference(text)
    if isinstance(found, Reference) and found.domain:
        assert normalised(found.text) == found.text
