"""Run as a program: import everything once, then fork a child for each act asked for.

Reads lines `module:function folder` and answers each with the child's process id, then, when it has ended,
with its exit status (negative: the signal that ended it). The child waits for a line in the pipe `go` of the
folder before it acts, so that whoever asked can attach to it first.
"""

import ctypes
import importlib
import os
import sys
import traceback
from contextlib import suppress
from pathlib import Path

import downtime_desk.wiring  # noqa: F401

PR_SET_PTRACER = 0x59616D61
_kept_in: Path | None = None


def acknowledge(fact_id: str) -> None:
    """Say that a fact was kept, as the screen would."""
    if _kept_in is not None:
        with _kept_in.open("a") as out:
            out.write(f"{fact_id}\n")


def _act(act: str, folder: Path) -> None:
    global _kept_in
    _kept_in = folder / "acknowledged"
    with suppress(AttributeError):  # only Linux has it, and only some Linuxes need it
        ctypes.CDLL(None).prctl(PR_SET_PTRACER, ctypes.c_ulong(-1), 0, 0, 0)
    with (folder / "go").open() as go:
        go.readline()
    module, _, name = act.partition(":")
    try:
        getattr(importlib.import_module(module), name)(folder / "home")
    except BaseException:  # noqa: BLE001 - the other side reads it
        (folder / "failed").write_text(traceback.format_exc())
        os._exit(1)
    os._exit(0)


def main() -> None:
    """Answer until there is nothing more to read."""
    import tests.faults.acts  # noqa: F401

    for line in sys.stdin:
        act, _, folder = line.strip().partition(" ")
        child = os.fork()
        if child == 0:
            _act(act, Path(folder))
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
