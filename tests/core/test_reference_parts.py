"""The anatomy of references, against the published grammar's own cases."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerviz import assets
from layerviz.app.catalogues import texts_from_po
from layerviz.core import reference_parts
from layerviz.core.diagnostics import Diagnostic
from layerviz.core.reference_parts import ReferenceParts, read_reference
from layerviz.core.references import Reference, parse_reference

F64 = "f" * 64
SHA = f"sha256:{F64}"
HEX = "1a3f5e7d9c1b3a5f7e9d1c3b5a7f9e1d3c5b7a9f1e3d5d7c9b1a3f5e7d9c1b3a"
HUB = "docker.io"

# (typed, registry, path, tag, digest): the cases of distribution/reference, reference_test.go and
# normalize_test.go, with the defaults that ParseNormalizedNamed fills in.
VALID = [
    ("test_com", HUB, "library/test_com", "", ""),
    ("test.com:tag", HUB, "library/test.com", "tag", ""),
    ("test.com:5000", HUB, "library/test.com", "5000", ""),
    ("test.com/repo:tag", "test.com", "repo", "tag", ""),
    ("test:5000/repo", "test:5000", "repo", "", ""),
    ("test:5000/repo:tag", "test:5000", "repo", "tag", ""),
    (f"test:5000/repo@{SHA}", "test:5000", "repo", "", SHA),
    (f"test:5000/repo:tag@{SHA}", "test:5000", "repo", "tag", SHA),
    ("lowercase:Uppercase", HUB, "library/lowercase", "Uppercase", ""),
    ("a/" * 127 + "a:over-max", HUB, "a/" * 127 + "a", "over-max", ""),
    ("sub-dom1.foo.com/bar/baz/quux", "sub-dom1.foo.com", "bar/baz/quux", "", ""),
    (
        "sub-dom1.foo.com/bar/baz/quux:some-long-tag",
        "sub-dom1.foo.com",
        "bar/baz/quux",
        "some-long-tag",
        "",
    ),
    (
        "b.gcr.io/test.example.com/my-app:test.example.com",
        "b.gcr.io",
        "test.example.com/my-app",
        "test.example.com",
        "",
    ),
    ("xn--n3h.com/myimage:xn--n3h.com", "xn--n3h.com", "myimage", "xn--n3h.com", ""),
    (
        f"xn--7o8h.com/myimage:t@sha512:{F64}{F64}",
        "xn--7o8h.com",
        "myimage",
        "t",
        f"sha512:{F64}{F64}",
    ),
    ("foo_bar.com:8080", HUB, "library/foo_bar.com", "8080", ""),
    ("foo/foo_bar.com:8080", HUB, "foo/foo_bar.com", "8080", ""),
    ("192.168.1.1", HUB, "library/192.168.1.1", "", ""),
    ("192.168.1.1:tag", HUB, "library/192.168.1.1", "tag", ""),
    ("192.168.1.1:5000", HUB, "library/192.168.1.1", "5000", ""),
    ("192.168.1.1/repo", "192.168.1.1", "repo", "", ""),
    ("192.168.1.1:5000/repo", "192.168.1.1:5000", "repo", "", ""),
    ("192.168.1.1:5000/repo:5050", "192.168.1.1:5000", "repo", "5050", ""),
    ("[2001:db8::1]/repo", "[2001:db8::1]", "repo", "", ""),
    ("[2001:db8:1:2:3:4:5:6]/repo:tag", "[2001:db8:1:2:3:4:5:6]", "repo", "tag", ""),
    ("[2001:db8::1]:5000/repo", "[2001:db8::1]:5000", "repo", "", ""),
    (f"[2001:db8::1]:5000/repo:tag@{SHA}", "[2001:db8::1]:5000", "repo", "tag", SHA),
    ("[2001:db8::]:5000/repo", "[2001:db8::]:5000", "repo", "", ""),
    ("[::1]:5000/repo", "[::1]:5000", "repo", "", ""),
    ("example.com/" + "a" * 255 + ":tag", "example.com", "a" * 255, "tag", ""),
    ("docker/docker", HUB, "docker/docker", "", ""),
    ("library/debian", HUB, "library/debian", "", ""),
    ("debian", HUB, "library/debian", "", ""),
    (f"{HUB}/docker/docker", HUB, "docker/docker", "", ""),
    (f"{HUB}/library/debian", HUB, "library/debian", "", ""),
    (f"{HUB}/debian", HUB, "library/debian", "", ""),
    (f"index.{HUB}/docker/docker", HUB, "docker/docker", "", ""),
    (f"index.{HUB}/debian", HUB, "library/debian", "", ""),
    ("127.0.0.1:5000/docker/docker", "127.0.0.1:5000", "docker/docker", "", ""),
    ("127.0.0.1:5000/library/debian", "127.0.0.1:5000", "library/debian", "", ""),
    ("192.168.0.1:8/debian", "192.168.0.1:8", "debian", "", ""),
    (
        "thisisthesongthatneverendsitgoesonandonandonthisisthesongthatnev",
        HUB,
        "library/thisisthesongthatneverendsitgoesonandonandonthisisthesongthatnev",
        "",
        "",
    ),
    (
        "[fc00:1:2:3:4:5:6:7]:5000/library/debian",
        "[fc00:1:2:3:4:5:6:7]:5000",
        "library/debian",
        "",
        "",
    ),
    (f"{HUB}/{HEX}", HUB, f"library/{HEX}", "", ""),
    ("Docker/docker", "Docker", "docker", "", ""),
    ("DOCKER/docker", "DOCKER", "docker", "", ""),
    ("docker---rules/docker", HUB, "docker---rules/docker", "", ""),
    ("d/docker", HUB, "d/docker", "", ""),
    ("dock__er/docker", HUB, "dock__er/docker", "", ""),
    ("store/foo/bar", HUB, "store/foo/bar", "", ""),
    (f"{HUB}/library/foo/bar", HUB, "library/foo/bar", "", ""),
    ("test_com/foo", HUB, "test_com/foo", "", ""),
    (
        "registry.io/foo/project--id.module--name.ver---sion--name",
        "registry.io",
        "foo/project--id.module--name.ver---sion--name",
        "",
        "",
    ),
    ("foo_bar.com/x", "", "foo_bar.com/x", "", ""),
    (f"localhost:8080@{SHA}", HUB, "library/localhost", "8080", SHA),
    (f"localhost:8080/name@{SHA}", "localhost:8080", "name", "", SHA),
    (f"localhost@{SHA}", HUB, "library/localhost", "", SHA),
    (f"sha256:{F64}", HUB, "library/sha256", F64, ""),
    (HEX[:-1], HUB, f"library/{HEX[:-1]}", "", ""),
    (HEX.upper() + "/x", HEX.upper(), "x", "", ""),
    ("a.b:750050/x", "a.b:750050", "x", "", ""),
]


@pytest.mark.parametrize(("text", "registry", "path", "tag", "digest"), VALID)
def test_a_valid_reference_falls_into_its_parts(
    text: str, registry: str, path: str, tag: str, digest: str
) -> None:
    found = read_reference(text)
    assert isinstance(found, ReferenceParts), found
    namespace, _, repository = path.rpartition("/")
    assert (found.registry or "", found.namespace or "", found.repository) == (
        registry,
        namespace,
        repository,
    )
    assert found.digest == (digest or None)
    assert found.tag == (tag or (None if digest else "latest"))
    whole = f"{registry}/{path}" if registry else path
    whole += f":{found.tag}" if found.tag else ""
    assert found.canonical == whole + (f"@{digest}" if digest else "")


# (typed, what is wrong, from which column to which)
INVALID = [
    ("", "empty", 0, 0),
    (":justtag", "no-name", 0, 1),
    (f"@{SHA}", "no-name", 0, 1),
    ("repo@sha256:" + "f" * 34, "digest-length", 12, 46),
    (f"validname@invaliddigest:{F64}", "digest-algorithm", 10, 23),
    ("Uppercase:tag", "upper-case", 0, 1),
    ("test:5000/Uppercase/lowercase:tag", "upper-case", 10, 11),
    ("domain/" + "a" * 256 + ":tag", "too-long", 0, 263),
    ("example.com/" + "a" * 256, "too-long", 12, 268),
    ("aa/asdf$$^/aa", "character", 7, 8),
    ("[2001:db8::1]", "address-alone", 0, 13),
    ("[2001:db8::1]:5000", "address-alone", 0, 18),
    ("[2001:db8::1]:tag", "address-alone", 0, 17),
    ("[fe80::1%eth0]:5000/repo", "address", 0, 19),
    ("[fe80::1%@invalidzone]:5000/repo", "address", 0, 27),
    ("[2001:db8:3:4::192.0.2.33]:5000/debian", "address", 0, 31),
    ("fc00::1:5000/debian", "address", 0, 12),
    ("https://github.com/docker/docker", "scheme", 0, 8),
    ("docker/Docker", "upper-case", 7, 8),
    ("docker/DOCKer", "upper-case", 7, 11),
    ("-docker", "edge", 0, 1),
    ("-docker/docker", "edge", 0, 1),
    ("-docker.io/docker/docker", "host", 0, 7),
    ("docker///docker", "empty-part", 7, 8),
    (f"{HUB}/docker/Docker", "upper-case", 17, 18),
    (f"{HUB}/docker///docker", "empty-part", 17, 18),
    (HEX, "only-hexadecimal", 0, 64),
    ("docker-/docker", "edge", 6, 7),
    ("____/____", "edge", 0, 4),
    ("_docker/_docker", "edge", 0, 1),
    ("docker_/docker_", "edge", 6, 7),
    ("dock..er/docker", "host", 5, 6),
    ("dock_.er/docker", "host", 0, 5),
    ("docker/dock_.er", "separators", 11, 13),
    ("docker/dock___er", "separators", 11, 14),
    ("docker/", "empty-part", 7, 8),
    ("foo.com/", "empty-part", 8, 9),
    ("a//a/a", "empty-part", 2, 3),
    ("foo.com:http/bar", "port", 8, 12),
    ("foo.com:/bar", "port", 8, 9),
    ("a^a", "character", 1, 2),
    ("foo.com/a-/a/a", "edge", 9, 10),
    ("foo_bar.com:8080/app", "host", 0, 7),
    ("do__cker:8080/docker", "host", 0, 8),
    ("docker./docker", "host", 7, 8),
    ("example.com/..dots/myimage", "edge", 12, 14),
    ("example.com/nodouble..dots/myimage", "separators", 20, 22),
    ("Foo/FarB", "upper-case", 4, 5),
    ("registry.com:8080/myapp@sha256:badbadbadbad", "digest-form", 23, 43),
    ("registry.com:8080/myapp@bad", "digest-form", 23, 27),
    ("registry.com:8080/myapp@2bad", "digest-form", 23, 28),
    ("registry.com:8080/myapp:invalid~tag", "tag-character", 31, 32),
    ("x:", "tag-empty", 1, 2),
    ("x:-foo", "tag-start", 2, 3),
    ("x:" + "t" * 129, "tag-too-long", 2, 131),
    ("x@sha256:" + "A" * 64, "digest-upper-case", 9, 73),
    ("x y", "character", 1, 2),
    ("x.com/a:b/c", "character", 7, 8),
    ("é/x", "character", 0, 1),
    ("x:tág", "tag-character", 3, 4),
]


@pytest.mark.parametrize(("text", "code", "start", "end"), INVALID)
def test_an_invalid_reference_is_refused_at_its_place(
    text: str, code: str, start: int, end: int
) -> None:
    found = read_reference(text)
    assert isinstance(found, Diagnostic), found
    assert found.code == f"reference-{code}"
    assert found.span is not None
    assert (found.span.line, found.span.column, found.span.end_column) == (1, start, end)
    assert found.builder_message
    assert dict(found.values)["column"] == str(start + 1)


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("node", ("registry-default", "namespace-library", "tag-default")),
        ("node:20", ("registry-default", "namespace-library")),
        ("host:5000", ("registry-default", "namespace-library", "tag-not-port")),
        ("owner/app:latest", ("registry-default", "tag-latest")),
        (f"index.{HUB}/a/b:1", ("registry-alias",)),
        ("localhost/x:1", ("registry-localhost",)),
        ("localhost:5000/x:1", ("registry-localhost", "registry-port")),
        ("[::1]:5000/x:1", ("registry-port",)),
        ("[::1]/x:1", ()),
        ("Foo/bar:1", ("registry-upper-case",)),
        ("Foo.com/bar:1", ()),
        ("foo_bar.com/x:1", ()),
        (SHA, ("registry-default", "namespace-library", "tag-not-digest")),
        (f"a/b@{SHA}", ("registry-default", "digest-only")),
        (f"a/b:1@{SHA}", ("registry-default", "digest-wins")),
    ],
)
def test_what_nobody_wrote_and_what_is_easily_mistaken_is_noted(
    text: str, notes: tuple[str, ...]
) -> None:
    found = read_reference(text)
    assert isinstance(found, ReferenceParts)
    assert found.notes == notes


def test_long_words_are_cut_where_they_are_repeated() -> None:
    found = read_reference("x@" + "y" * 1000)
    assert isinstance(found, Diagnostic)
    assert len(dict(found.values)["found"]) == 61


LETTERS = st.text("aB0._-:/@[]%é ", max_size=24)
ENDINGS = st.sampled_from(["", f"@{SHA}", ":tag", "@sha256:12", "@x:" + "a" * 40])


@given(st.builds(str.__add__, LETTERS, ENDINGS))
def test_it_agrees_with_the_builder_and_every_reason_has_a_place(text: str) -> None:
    found, builders = read_reference(text), parse_reference(text)
    assert isinstance(found, ReferenceParts) is isinstance(builders, Reference)
    if isinstance(found, Diagnostic):
        assert found.span is not None
        assert 0 <= found.span.column <= len(text)
        assert found.code != "reference-too-long"  # the reason that is left when no other is found
    else:
        again = read_reference(found.canonical)
        assert isinstance(again, ReferenceParts)
        assert again.canonical == found.canonical


def test_every_reason_and_every_note_has_a_text() -> None:
    source = Path(reference_parts.__file__).read_text("utf-8")
    texts = texts_from_po(Path(assets.resource_path("text", "en.po")).read_text("utf-8"))
    reasons = set(re.findall(r'"(reference-[a-z-]+)"', source))
    notes = set(re.findall(r'(?:yield|else) "([a-z-]+)"', source))
    assert len(reasons) > 15
    assert len(notes) > 8
    assert {code for code in reasons if f"diagnostic.{code}" not in texts} == set()
    assert {code for code in notes if f"name.note.{code}" not in texts} == set()
