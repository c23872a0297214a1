"""`make run`: the window on the node sample; with no display, the same as picture and text."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from scripts.set_up import has_display

SAMPLE = "sample:node-order"
EDIT = ("--edit", "server.js")
PICTURE = "out/node-order.png"

HINT = f"""
There is no display here, so the picture was drawn into {PICTURE} instead.
For the window, run `make run` in a desktop session (or with `ssh -X`, or under a virtual X server).
"""


def layerviz(*arguments: str) -> int:
    """Run the command; gives its exit code."""
    return subprocess.run([sys.executable, "-m", "layerviz", *arguments], check=False).returncode


def main(arguments: list[str]) -> int:
    """Open the window, or tell and draw what it would show."""
    if arguments or has_display():
        return layerviz(*arguments)
    Path(PICTURE).parent.mkdir(exist_ok=True)
    drawn = layerviz("export", SAMPLE, *EDIT, "--view", "compare", "-o", PICTURE)
    told = layerviz("predict", SAMPLE, *EDIT)
    if not drawn and not told:
        print(HINT)
    return drawn or told


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
