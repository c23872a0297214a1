"""`RUN --mount`: how its fields are read. What counts is recorded (tests/data/cases)."""

from __future__ import annotations

import pytest

from layerviz.core.dockerfile.mountfields import MalformedFields, mount_fields, split_fields
from layerviz.core.mounts import Mount, MountProblem, from_of_mount, parse_mount

NEWEST = (1, 28)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("a=1,b", ["a=1", "b"]),
        ('"a=1,2",b', ["a=1,2", "b"]),
        ('"a=""q""",b', ['a="q"', "b"]),
        ("a,,b,", ["a", "", "b", ""]),
        ('""', [""]),
    ],
)
def test_fields_are_split_as_comma_separated_values(text: str, fields: list[str]) -> None:
    assert split_fields(text) == fields == mount_fields(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "EOF"),
        ('é="x"', 'parse error on line 1, column 4: bare " in non-quoted field'),
        ('"a', 'parse error on line 1, column 3: extraneous or missing " in quoted-field'),
        ('"a"b', 'parse error on line 1, column 3: extraneous or missing " in quoted-field'),
    ],
)
def test_malformed_fields_are_refused_and_split_all_the_same(text: str, reason: str) -> None:
    with pytest.raises(MalformedFields, match=r".*") as caught:
        split_fields(text)
    assert str(caught.value) == reason
    assert "".join(mount_fields(text)) == text


def test_the_source_of_a_mount_is_the_last_one_named() -> None:
    assert from_of_mount("type=bind,FROM=a,from=b") == "b"
    assert from_of_mount("type=bind") == from_of_mount(None) == ""


def problem(text: str, workdir: str = "/") -> str:
    found = parse_mount(text, workdir, (1, 7))
    assert isinstance(found, MountProblem)
    return found.message


def mount(text: str, workdir: str = "/") -> Mount:
    found = parse_mount(text, workdir, NEWEST)
    assert isinstance(found, Mount)
    return found


def test_what_may_be_said_hangs_on_the_type_said_before() -> None:
    assert problem("size=1,type=tmpfs,target=/t") == "unexpected key 'size' for mount type 'bind'"
    assert mount("type=tmpfs,size=1,target=/t").definition[-1] == "1"
    assert problem("required,type=secret,id=a") == "unexpected key 'required' for mount type 'bind'"


def test_near_misses_come_with_a_suggestion() -> None:
    assert problem("type=cach,target=/c").endswith("(did you mean cache?)")
    assert problem("typ=cache,target=/c").endswith("(did you mean type?)")


def test_a_secret_as_a_variable_needs_a_newer_syntax() -> None:
    assert problem("type=secret,id=a,env=A").startswith("unexpected key 'env'")
    assert mount("type=secret,id=a,env=A").target == ""


def test_values_are_expanded_one_by_one() -> None:
    found = parse_mount("target=$T,source=a", "/", NEWEST, lambda raw: raw.replace("$T", "/x,y"))
    assert isinstance(found, Mount)
    assert (found.target, found.source) == ("/x,y", "/a")


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("1k", "1024"),
        ("1.5KiB", "1536"),
        ("2 m", str(2 << 20)),
        ("10b", "10"),
        ("1g", "1073741824"),
    ],
)
def test_sizes_have_units_of_1024(text: str, size: str) -> None:
    assert mount(f"type=tmpfs,target=/t,size={text}").definition[-1] == size


def test_a_cache_under_an_unknown_directory_may_be_the_usual_one() -> None:
    relative = mount("type=cache,target=c", "\0workdir@b\0")
    assert relative.definition[3] not in ("own", "/c")
    assert mount("type=cache,target=/c").definition[3] == "/c"
    assert mount("type=cache,target=/c,id=x").definition[3] == "own"
