"""Set-up for `make run` and `make test`: system libraries, .venv, locked packages, text catalogues.

Runs on the system's Python, so the standard library only. Whatever is there already is left alone:
a second run fetches nothing and needs no network. What only root may install is installed as root
or with a sudo that asks no password; else the exact command is printed and nothing has been begun.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import platform
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements-dev.lock"
# The glibc of the first releases (Debian 13, Ubuntu 24.04) whose libraries with a time in their
# interface carry t64 in the package's name.
FIRST_T64_GLIBC = (2, 39)

OFFSCREEN = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
}
"""What Qt loads to draw at all: library -> Debian's package."""

X11 = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""What it loads besides to open a window on X11."""


class SetUpError(Exception):
    """Set-up cannot go on; the message tells the user what to do."""


def has_display() -> bool:
    """Whether a window can be opened here."""
    if sys.platform in ("darwin", "win32") or os.environ.get("WAYLAND_DISPLAY"):
        return True
    return bool(os.environ.get("DISPLAY")) and _x11_answers()


def _x11_answers() -> bool:
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # not installed yet: set-up brings it
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    is_broken = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not is_broken


def missing_libraries(libraries: dict[str, str]) -> list[str]:
    """Those of Qt's libraries that the loader does not find."""
    missing = []
    for library in libraries:
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(library)
    return missing


def package_of(library: str, glibc: tuple[int, ...]) -> str:
    """The Debian or Ubuntu package that holds a library, on a system with that glibc."""
    package = {**OFFSCREEN, **X11}[library]
    return f"{package}t64" if package == "libglib2.0-0" and glibc >= FIRST_T64_GLIBC else package


def _glibc() -> tuple[int, ...]:
    version = platform.libc_ver()[1]
    return tuple(int(part) for part in version.split(".")) if version else (0,)


def _has_venv() -> bool:
    try:
        import ensurepip  # noqa: F401 - Debian and Ubuntu leave it out of python3
        import venv  # noqa: F401
    except ImportError:
        return False
    return True


def apt_commands(packages: list[str], *, is_root: bool) -> list[list[str]]:
    """The commands that install the packages, for root or for sudo."""
    prefix = [] if is_root else ["sudo"]
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    return [[*prefix, "apt-get", "update"], [*prefix, *install]]


def _command_line(packages: list[str]) -> str:
    """What a user without rights has to type: with sudo, or as root where there is none."""
    has_sudo = shutil.which("sudo") is not None
    commands = apt_commands(packages, is_root=not has_sudo)
    line = " && ".join(shlex.join(command) for command in commands)
    return line if has_sudo else f"su -c {shlex.quote(line)}"


def _may_sudo() -> bool:
    sudo = shutil.which("sudo")
    if sudo is None:
        return False
    return subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0


def _install(packages: list[str]) -> None:
    is_root = os.geteuid() == 0
    commands = apt_commands(packages, is_root=is_root)
    if not is_root and not _may_sudo():
        raise SetUpError(
            "layerviz needs packages of your system. Run this, then the same again:\n\n"
            f"  {_command_line(packages)}"
        )
    say(f"installing system packages: {' '.join(packages)}")
    update, install = commands
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # An unreachable third-party list makes `update` fail; whether that matters, the next one tells.
    subprocess.run(
        update, env=environment, check=False, stdin=subprocess.DEVNULL, capture_output=True
    )
    waiting = [*install, "-q", "-o", "DPkg::Lock::Timeout=300"]
    installed = subprocess.run(
        waiting,
        env=environment,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if installed.returncode:
        raise SetUpError(f"{installed.stdout}\n{shlex.join(install)} failed, see above")


def install_system_parts(*, window: bool) -> None:
    """Make sure of the libraries that Qt needs and of Python's own venv."""
    packages = []
    if not _has_venv() and not _venv_works():
        packages.append(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    missing: list[str] = []
    if sys.platform == "linux":
        wanted = {**OFFSCREEN, **X11} if window and has_display() else OFFSCREEN
        missing = missing_libraries(wanted)
        packages += [package_of(library, _glibc()) for library in missing]
    if not packages:
        return
    if shutil.which("apt-get") is None:
        names = ", ".join(missing) or "Python's modules venv and ensurepip"
        raise SetUpError(f"install these with your system's package manager: {names}")
    _install(packages)


def _python_of_venv() -> Path:
    return VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def _venv_works() -> bool:
    python = _python_of_venv()
    if not python.exists():
        return False
    return (
        subprocess.run([python, "-c", "import pip"], capture_output=True, check=False).returncode
        == 0
    )


def stamp_text() -> str:
    """What .venv was made from; equal text means that nothing has to be installed."""
    made_from = hashlib.sha256()
    for name in ("requirements-dev.lock", "pyproject.toml"):
        made_from.update((ROOT / name).read_bytes())
    return f"{ROOT} {sys.version_info.major}.{sys.version_info.minor} {made_from.hexdigest()}\n"


@contextmanager
def removed_on_failure(folder: Path) -> Iterator[None]:
    """Remove a folder that did not exist before if what makes it fails or is interrupted."""
    existed = folder.exists()
    try:
        yield
    except BaseException:
        if not existed:
            shutil.rmtree(folder, ignore_errors=True)
        raise


def _run(command: list[str | Path], doing: str) -> None:
    if subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode:
        raise SetUpError(f"{doing} failed, see above; the first set-up needs the network")


def install_packages() -> None:
    """Make .venv hold exactly what the lock file names, and layerviz itself from this checkout."""
    stamp = VENV / "layerviz-stamp"
    if stamp.exists() and stamp.read_text() == stamp_text() and _python_of_venv().exists():
        return
    with removed_on_failure(VENV):
        if not _venv_works():
            say("making .venv and fetching the locked packages (about 150 MB, only this once)")
            _run([sys.executable, "-m", "venv", "--clear", VENV], "making .venv")
        pip: list[str | Path] = [_python_of_venv(), "-m", "pip", "--disable-pip-version-check"]
        install = [*pip, "install", "-q", "--no-warn-script-location"]
        _run([*install, "--require-hashes", "-r", LOCK], "installing the locked packages")
        install += ["--no-index", "--no-deps", "--no-build-isolation", "-e", ROOT]
        _run(install, "installing layerviz into .venv")
        stamp.write_text(stamp_text())


def compile_texts() -> None:
    """Compile the catalogues that are newer than their compiled form."""
    for source in (ROOT / "resources" / "text").rglob("*.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns:
            _run([_python_of_venv(), ROOT / "hatch_build.py"], "compiling the texts")
            return


def compile_code() -> None:
    """Compile our modules, where the environment keeps Python from doing it: a start costs less."""
    _run([_python_of_venv(), "-m", "compileall", "-q", ROOT / "src"], "compiling the modules")


def say(message: str) -> None:
    """Tell the user what takes time; on stderr, so that `make run`'s own output stays clean."""
    print(f"layerviz set-up: {message}", file=sys.stderr, flush=True)


def main(arguments: list[str]) -> int:
    """Do what is missing; gives the exit code."""
    try:
        install_system_parts(window="--window" in arguments)
        install_packages()
        compile_texts()
        compile_code()
    except SetUpError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
