"""Everything a fresh machine needs, in one place: `make setup` calls this, and so does Windows.

    make demo                            Linux, macOS
    py packaging\\bootstrap.py demo       Windows

Only the standard library is used, and only what Python 3.8 has: an old Python can still say what is missing.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed-from"
LOCK = ROOT / "packaging" / "requirements.lock"
DEV_LOCK = ROOT / "packaging" / "requirements-dev.lock"

WINDOWS = os.name == "nt"
OLDEST, TOO_NEW = (3, 11), (3, 14)
PYTHONS = (
    [["py", "-3.13"], ["py", "-3.12"], ["py", "-3.11"], ["python"]]
    if WINDOWS
    else [["python3.13"], ["python3.12"], ["python3.11"], ["python3"]]
)

SHOW_A_WINDOW = (
    "libgl1", "libegl1", "libxkbcommon0", "libdbus-1-3", "libfontconfig1", "libglib2.0-0", "libgssapi-krb5-2",
    "libxcb-cursor0", "libxkbcommon-x11-0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0",
    "libwayland-cursor0",
)  # fmt: skip
PRINT = ("libcups2",)
MAKE_AN_ENVIRONMENT = ("python3-venv",)
TEST = ("strace", "poppler-utils", "cups-daemon", "cups-client")
DEBIAN_PACKAGES = SHOW_A_WINDOW + PRINT + MAKE_AN_ENVIRONMENT + TEST
QT_PARTS = ("QtWidgets", "QtPdf", "QtPdfWidgets", "QtPrintSupport", "QtSvg")

FAULTS = "faults or matrix"
USUAL_TESTS = "not faults and not matrix and not medplum and not wheel and not cups"
SLOW_TESTS = "medplum or wheel or cups"


class Missing(Exception):  # noqa: N818 - it is said to a person, as Trouble is
    """Something the machine lacks that a person has to provide; the message says what to do."""


def run(*command: object, cwd: Path = ROOT) -> None:
    """Run a command and stop here if it fails."""
    words = [str(word) for word in command]
    print("$ " + " ".join(words), flush=True)
    done = subprocess.run(words, cwd=str(cwd), check=False)
    if done.returncode:
        raise SystemExit(done.returncode)


def version_of(python: Sequence[str]) -> tuple[int, int] | None:
    """Return the version a Python says it is, or None if it is not there or does not run."""
    if shutil.which(python[0]) is None:
        return None
    ask = [*python, "-c", "import sys; print(*sys.version_info[:2])"]
    answer = subprocess.run(ask, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    if answer.returncode:
        return None
    major, minor = answer.stdout.split()
    return int(major), int(minor)


def find_python() -> list[str]:
    """Return the command of the newest Python we run on."""
    for python in [*PYTHONS, [sys.executable]]:
        version = version_of(python)
        if version and OLDEST <= version < TOO_NEW:
            return python
    raise Missing("Python 3.11, 3.12 or 3.13 is needed. Install one of them and try again.")


def venv_program(name: str) -> Path:
    """Return the path of a program inside the environment."""
    return VENV / "Scripts" / f"{name}.exe" if WINDOWS else VENV / "bin" / name


def debian_packages_there() -> set[str]:
    """Return the packages installed and what they stand in for (libglib2.0-0t64 for libglib2.0-0)."""
    ask = ["dpkg-query", "--show", "--showformat", "${db:Status-Status}\t${Package}\t${Provides}\n"]
    listing = subprocess.run(ask, stdout=subprocess.PIPE, check=True).stdout.decode()
    there: set[str] = set()
    for line in listing.splitlines():
        status, package, provides = line.split("\t")
        if status == "installed":
            there.update([package], (name.split("(")[0].strip() for name in provides.split(",")))
    return there


def add_system_packages() -> None:
    """Install the Debian packages that are missing; other systems bring what Qt needs."""
    if shutil.which("dpkg-query") is None or shutil.which("apt-get") is None:
        return
    there = debian_packages_there()
    missing = [name for name in DEBIAN_PACKAGES if name not in there]
    if not missing:
        return
    as_root = [] if os.geteuid() == 0 else ["sudo"]
    install = [*as_root, "apt-get", "install", "--yes", "--no-install-recommends", *missing]
    if as_root and shutil.which("sudo") is None:
        raise Missing("System packages are missing. Have an administrator run:\n  " + " ".join(install[1:]))
    run(*as_root, "apt-get", "update")
    run(*install)


def fingerprint() -> str:
    """Return what the environment is made from, as one digest."""
    return hashlib.sha256(DEV_LOCK.read_bytes()).hexdigest()


def is_set_up() -> bool:
    """Return whether the environment was made from this lock."""
    return STAMP.is_file() and STAMP.read_text() == fingerprint() and venv_program("python").exists()


def setup() -> None:
    """Make the environment: system packages, `.venv`, the locked libraries, this project."""
    if is_set_up():
        return
    add_system_packages()
    run(*find_python(), "-m", "venv", "--clear", VENV)
    pip = (venv_program("python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    run(*pip, "--require-hashes", "-r", DEV_LOCK)
    run(*pip, "--no-deps", "--no-build-isolation", "--no-index", "--editable", ROOT)
    run(venv_program("python"), "-c", "from PySide6 import " + ", ".join(QT_PARTS))
    STAMP.write_text(fingerprint())


def has_display() -> bool:
    """Return whether a window can be shown."""
    if WINDOWS or platform.system() == "Darwin":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def in_venv(program: str, *words: object) -> None:
    """Run a program of the environment, setting it up first."""
    setup()
    run(venv_program(program), *words)


def demo() -> None:
    """Open the demonstration in a window, or run it as text where there is no screen."""
    in_venv("downtime-desk", "demo", *([] if has_display() else ["--headless"]))


def test() -> None:
    """Run the usual tests, on every core."""
    in_venv("python", "-m", "pytest", "-n", "auto", "-m", USUAL_TESTS)


def test_slow() -> None:
    """Run the tests that start another server, print or build the wheel, file by file."""
    in_venv("python", "-m", "pytest", "-n", "auto", "--dist", "loadfile", "-m", SLOW_TESTS)


def faults() -> None:
    """Kill, cut the power, fill and damage disks, play thousands of schedules, and print what came of it."""
    in_venv("python", "-m", "pytest", "-n", "auto", "--dist", "loadgroup", "-m", FAULTS)


def lint() -> None:
    """Check format, lint, types and the contracts between the parts."""
    in_venv("ruff", "format", "--check", ".")
    in_venv("ruff", "check", ".")
    in_venv("mypy")
    in_venv("lint-imports")


def check() -> None:
    """Check everything: lint, then all tests."""
    lint()
    test()
    test_slow()
    faults()


def bench() -> None:
    """Measure every goal against its yardstick and print the table."""
    in_venv("python", "-m", "tests.bench")


def shots() -> None:
    """Draw the pictures of the documentation again."""
    in_venv("python", "-m", "tests.shots", ROOT / "docs" / "pictures")


def docs() -> None:
    """Write the page about the command line again, from what the commands say."""
    in_venv("python", "-m", "tests.docs.command_line")


def wheel() -> None:
    """Build the wheel into dist/, with the builder from the lock."""
    in_venv("hatchling", "build", "--target", "wheel")


def lock() -> None:
    """Choose the libraries' versions anew, with the hashes of every system's files, for 3.11 to 3.13."""
    setup()
    compile_ = (
        venv_program("uv"), "pip", "compile", "pyproject.toml", "--quiet", "--upgrade", "--no-config",
        "--universal", "--python-version", "3.11", "--generate-hashes",
        "--no-emit-index-url", "--no-header", "--no-annotate",
    )  # fmt: skip
    run(*compile_, "--extra", "practice", "--output-file", LOCK.relative_to(ROOT))
    run(*compile_, "--extra", "practice", "--group", "dev", "--constraints", LOCK.relative_to(ROOT),
        "--output-file", DEV_LOCK.relative_to(ROOT))  # fmt: skip
    sbom()


def sbom() -> None:
    """Write the bill of materials anew, from the lock and the libraries' own metadata."""
    in_venv("python", ROOT / "packaging" / "sbom.py")


COMMANDS = {
    "setup": setup, "demo": demo, "test": test, "test-slow": test_slow, "faults": faults, "lint": lint,
    "check": check, "bench": bench, "shots": shots, "docs": docs, "wheel": wheel, "lock": lock, "sbom": sbom,
}  # fmt: skip


def help_text() -> str:
    """Return the commands, one a line, in the words of their functions."""
    return "\n".join(
        f"  {name:<10} {(does.__doc__ or '').splitlines()[0]}" for name, does in COMMANDS.items()
    )


def main(words: Sequence[str]) -> NoReturn:
    """Run the one command that was asked for."""
    if len(words) != 1 or words[0] not in COMMANDS:
        print("Give one of these commands, as `make <command>` or `py packaging\\bootstrap.py <command>`:\n")
        print(help_text())
        raise SystemExit(0 if words in ([], ["help"]) else 2)
    try:
        COMMANDS[words[0]]()
    except Missing as missing:
        raise SystemExit(str(missing)) from missing
    raise SystemExit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
