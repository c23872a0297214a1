"""For stretches of work that make values by the hundred thousand."""

from __future__ import annotations

import gc


class MakingMany:
    """While this is entered, Python does not look for garbage; `with MakingMany(): ...`.

    It looks whenever many objects were made, at all of them. Values refer to nothing that refers
    back, so nothing is ever found, and reading a large image would spend half its time on it.
    """

    def __init__(self) -> None:
        self._was_on = False

    def __enter__(self) -> None:
        self._was_on = gc.isenabled()
        gc.disable()

    def __exit__(self, *_: object) -> None:
        if self._was_on:
            gc.enable()
