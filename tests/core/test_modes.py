"""`--chmod`, octal and symbolic."""

from __future__ import annotations

import pytest

from layerviz.core.modes import applied, is_symbolic, octal


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("644", 0o644),
        ("00644", 0o644),
        ("37777777777", 0o37777777777),
        ("40000000000", None),
        ("0o644", None),
        ("6_44", None),
        ("888", None),
        ("-1", None),
        ("", None),
    ],
)
def test_octal_numbers_are_read_as_go_reads_them(text: str, number: int | None) -> None:
    assert octal(text) == number


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("u+x", True),
        ("a=rX,go-w", True),
        ("+x", True),
        ("g=u", True),
        ("u+r-w", True),
        ("u=", True),
        ("u", False),
        ("u+q", False),
        ("u+x,", False),
        ("", False),
        ("999", False),
    ],
)
def test_symbolic_modes_are_told_from_nonsense(text: str, is_one: bool) -> None:
    assert is_symbolic(text) is is_one


@pytest.mark.parametrize(
    ("mode", "text", "is_directory", "after"),
    [
        (0o644, "755", False, 0o755),
        (0o644, "u+x", False, 0o744),
        (0o644, "+x", False, 0o755),
        (0o666, "go-w", False, 0o644),
        (0o640, "a=rX", False, 0o444),
        (0o640, "a=rX", True, 0o555),
        (0o741, "g=u,o=", False, 0o770),
        (0o644, "u+s,+t", False, 0o5644),
        (0o777, "u=rw,go=r", False, 0o644),
    ],
)
def test_a_mode_is_applied(mode: int, text: str, is_directory: bool, after: int) -> None:
    assert applied(mode, text, is_directory=is_directory) == after
