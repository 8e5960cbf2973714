"""What the printing system of this laptop says of a printer and of a job: CUPS on Linux and macOS, asked by its library.

Nobody here sees paper: a job that is done was handed to the printer whole, and no more is claimed. Where the
printing system cannot be asked (Windows, CUPS not there), the answer is that it is not known.
"""

import ctypes
import sys
from collections.abc import Sequence
from ctypes import POINTER, Structure, byref, c_char_p, c_int, c_long, c_void_p
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final

from downtime_desk.core.errors import Trouble
from downtime_desk.printing.numbered import span

STOPPED: Final = "5"
ALL_JOBS: Final = -1


class Queue(StrEnum):
    """What the queue says of a job, as the register keeps it."""

    WAITING = "waiting"
    HELD = "held"
    PRINTING = "printing"
    STOPPED = "stopped"
    CANCELLED = "cancelled"
    FAILED = "failed"
    HANDED_OVER = "handed over"
    NOT_KNOWN = "not known"


SETTLED: Final = frozenset({Queue.CANCELLED, Queue.FAILED, Queue.HANDED_OVER, Queue.NOT_KNOWN})
"""After these nothing more is to be heard of a job."""
TROUBLED: Final = frozenset({Queue.HELD, Queue.STOPPED, Queue.CANCELLED, Queue.FAILED})
"""After these somebody has to do something."""
STATES: Final = {
    3: Queue.WAITING,
    4: Queue.HELD,
    5: Queue.PRINTING,
    6: Queue.STOPPED,
    7: Queue.CANCELLED,
    8: Queue.FAILED,
    9: Queue.HANDED_OVER,
}
"""The states of a job in the Internet Printing Protocol, RFC 8011, section 5.3.7."""


def job_title(numbers: Sequence[str]) -> str:
    """Return what the job of some sheets is called in a queue, where anybody may read it: numbers of ours, no name."""
    return f"Downtime Desk {span(numbers)}"


@dataclass(frozen=True)
class Said:
    """What a queue says: in words, and what to do about it."""

    words: str
    do: str


def in_words(said: Queue, printer: str) -> Said:
    """Return what to show for what a queue says of a job."""
    look = "Look at the paper before you rely on it."
    return {
        Queue.WAITING: Said(f"Sent. It waits in the queue of {printer}.", look),
        Queue.PRINTING: Said(f"Sent. {printer} is working on it.", look),
        Queue.HELD: Said(
            f"Sent, but held in the queue of {printer}.", "Release it there, or cancel it and print again."
        ),
        Queue.STOPPED: Said(
            f"Sent, but {printer} has stopped.", "Look at its paper, cover and cable; it goes on by itself."
        ),
        Queue.CANCELLED: Said(
            f"The job was cancelled in the queue of {printer}.",
            "Look for pages in its tray: mark those sheets destroyed and the rest as not printed. Then print again.",
        ),
        Queue.FAILED: Said(
            f"{printer} gave up on the job.",
            "Look for pages in its tray: mark those sheets destroyed and the rest as not printed. Then print again.",
        ),
        Queue.HANDED_OVER: Said(f"All pages were handed to {printer}.", look),
        Queue.NOT_KNOWN: Said(f"Sent to {printer}. What became of it is not known here.", look),
    }[said]


class _Job(Structure):
    _fields_ = (
        ("id", c_int),
        ("dest", c_char_p),
        ("title", c_char_p),
        ("user", c_char_p),
        ("format", c_char_p),
        ("state", c_int),
        ("size", c_int),
        ("priority", c_int),
        ("completed_time", c_long),
        ("creation_time", c_long),
        ("processing_time", c_long),
    )


class _Option(Structure):
    _fields_ = (("name", c_char_p), ("value", c_char_p))


class _Destination(Structure):
    _fields_ = (
        ("name", c_char_p),
        ("instance", c_char_p),
        ("is_default", c_int),
        ("num_options", c_int),
        ("options", POINTER(_Option)),
    )


@cache
def _cups() -> Any:
    """Return the library of CUPS, None where there is none."""
    name = {"linux": "libcups.so.2", "darwin": "libcups.2.dylib"}.get(sys.platform)
    if name is None:
        return None
    try:
        library = ctypes.CDLL(name)
    except OSError:
        return None
    library.cupsGetNamedDest.restype = POINTER(_Destination)
    library.cupsGetNamedDest.argtypes = (c_void_p, c_char_p, c_char_p)
    library.cupsFreeDests.argtypes = (c_int, POINTER(_Destination))
    library.cupsGetJobs2.argtypes = (c_void_p, POINTER(POINTER(_Job)), c_char_p, c_int, c_int)
    library.cupsFreeJobs.argtypes = (c_int, POINTER(_Job))
    return library


def options_of(printer: str) -> dict[str, str] | None:
    """Return what CUPS says of a printer, None when it has none of that name or cannot be asked."""
    library = _cups()
    if library is None:
        return None
    found = library.cupsGetNamedDest(None, printer.encode(), None)
    if not found:
        return None
    try:
        kept = found.contents
        return {_text(each.name): _text(each.value) for each in kept.options[: kept.num_options]}
    finally:
        library.cupsFreeDests(1, found)


def ready(printer: str) -> None:
    """Raise Trouble with what to do when a printer is known to take nothing now; say nothing when it is not known."""
    said = options_of(printer)
    if said is None:
        return
    if said.get("printer-is-accepting-jobs") == "false":
        raise Trouble(
            f"The queue of {printer} takes no jobs.",
            "Let it take jobs again in the printer settings of this laptop, choose another printer, or save to a file.",
        )
    if said.get("printer-state") == STOPPED:
        why = said.get("printer-state-reasons", "")
        because = f" It says: {why}." if why not in {"", "none", "paused"} else ""
        raise Trouble(
            f"The printer {printer} is paused: pages would wait where nobody sees them.{because}",
            "Resume it in the printer settings of this laptop, choose another printer, or save to a file.",
        )


def asked(printer: str, title: str) -> Queue:
    """Return what the queue says of the last job with a title."""
    library = _cups()
    if library is None:
        return Queue.NOT_KNOWN
    jobs = POINTER(_Job)()
    number = library.cupsGetJobs2(None, byref(jobs), printer.encode(), 0, ALL_JOBS)
    if number <= 0:
        return Queue.NOT_KNOWN
    try:
        ours = [(each.id, each.state) for each in jobs[:number] if _text(each.title) == title]
    finally:
        library.cupsFreeJobs(number, jobs)
    return STATES.get(max(ours)[1], Queue.NOT_KNOWN) if ours else Queue.NOT_KNOWN


def _text(value: bytes | None) -> str:
    return (value or b"").decode(errors="replace")
