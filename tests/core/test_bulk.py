from __future__ import annotations

import gc

import pytest

from layerviz.core.bulk import MakingMany


def test_nobody_looks_for_garbage_while_many_values_are_made() -> None:
    with MakingMany():
        assert not gc.isenabled()
        with MakingMany():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_an_error_does_not_leave_garbage_for_ever() -> None:
    with pytest.raises(ValueError, match="x"), MakingMany():
        raise ValueError("x")
    assert gc.isenabled()


def test_who_has_switched_it_off_keeps_it_off() -> None:
    gc.disable()
    try:
        with MakingMany():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
