from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QObject


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_calls_that_give_nothing_lose_no_reference_to_none() -> None:
    """PySide6 6.12.0 fails this and ends the process while painting: the reason for its cap."""
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(500):
        thing.setObjectName("name")
    assert abs(sys.getrefcount(None) - before) < 50
