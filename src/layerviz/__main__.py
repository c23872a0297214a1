"""Chooses the command line or the window; nothing else.

No argument, `open` and `export` (which draws) need Qt; every other command starts without it.
"""

from __future__ import annotations

import gc
import os
import sys


def command() -> int:
    """What is installed as `layerviz`: `main`, and the end of the process.

    A command that prints is over in the time of three bare interpreters: no garbage is collected,
    and the process is left without taking apart what the system takes back anyway (docs/adr/0002).
    """
    if _needs_qt(sys.argv[1:]):
        return main()
    gc.disable()
    code = main()
    os._exit(code)  # nothing is lost: `main` has flushed stdout, stderr keeps nothing back


def main() -> int:
    """Run the command that the process was started with; gives its exit code."""
    arguments = sys.argv[1:]
    if _needs_qt(arguments):
        from layerviz.ui import application

        return application.main(arguments)
    from layerviz.cli import main as command_line

    return command_line.main(arguments)


def _needs_qt(arguments: list[str]) -> bool:
    return not arguments or arguments[0] in ("open", "export")


if __name__ == "__main__":
    sys.exit(main())
