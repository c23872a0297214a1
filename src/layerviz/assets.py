"""The one way to reach resources/ and samples/, from a checkout or from an installed wheel.

A wheel holds both folders inside the package; in a checkout they lie beside src/. Plain path
strings: `pathlib` and `importlib.resources` cost more time than the command line has (ADR 0002).
"""

from __future__ import annotations

import os.path

_PACKAGE = os.path.dirname(os.path.abspath(__file__))
_CHECKOUT = os.path.dirname(os.path.dirname(_PACKAGE))


def _folder(name: str) -> str:
    inside = os.path.join(_PACKAGE, name)
    return inside if os.path.isdir(inside) else os.path.join(_CHECKOUT, name)


def resource_path(*parts: str) -> str:
    """The absolute path of something below resources/; it need not exist."""
    return os.path.join(_folder("resources"), *parts)


def samples_path(*parts: str) -> str:
    """The absolute path of something below samples/; without parts, that folder itself."""
    return os.path.join(_folder("samples"), *parts)
