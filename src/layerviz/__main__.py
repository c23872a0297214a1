"""Chooses the command line or the window; nothing else.

No argument, `open` and `export` (which draws) need Qt; every other command starts without it.
"""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command that the process was started with; gives its exit code."""
    arguments = sys.argv[1:]
    if not arguments or arguments[0] in ("open", "export"):
        from layerviz.ui import application

        return application.main(arguments)
    from layerviz.cli import main as command_line

    return command_line.main(arguments)


if __name__ == "__main__":
    sys.exit(main())
