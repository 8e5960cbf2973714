"""What the register says of a sheet's state, in words, an icon and a tone."""

from datetime import datetime
from typing import Final

from downtime_desk.core.clock import clock_face, day_and_clock
from downtime_desk.printing.queries import SheetRow
from downtime_desk.printing.recall import Called
from downtime_desk.printing.spool import Queue
from downtime_desk.ui.lists import Cell
from downtime_desk.ui.parts import bold, quiet

STATES: Final = {
    "out": ("clock-4", "ink", "Out, in date"),
    "back": ("circle-check", "green", "Back"),
    "destroyed": ("check-check", "green", "Destroyed"),
    "lost": ("circle-alert", "red", "Lost"),
    "not sent": ("ban", "ink2", "Not sent"),
}
NOT_DONE: Final = frozenset({Queue.CANCELLED, Queue.FAILED})
"""What a queue says of a job whose pages may not have come out."""


def state_of(sheet: SheetRow, called: Called | None, now: datetime) -> Cell:
    """Return the state of a sheet; `called` says why it is called back, if it is."""
    if sheet.state != "out":
        icon, tone, words = STATES[sheet.state]
        note = quiet(f": {sheet.state_note}" if sheet.state_note else "")
        return Cell((bold(f"{words} {day_and_clock(sheet.state_at)}", tone), note), icon, tone)
    if sheet.replaced_by:
        return _asks(f"Stop using: {sheet.replaced_by} replaces it")
    if called is not None:
        return _called_back(sheet, called)
    if sheet.to_get_back(now):
        return _asks("Past its time: get it back")
    if sheet.queue in NOT_DONE:
        return _asks(f"{str(sheet.queue).capitalize()} in the queue: look for pages")
    icon, tone, words = STATES["out"]
    sent = f". Sent to {sheet.went_to}, {sheet.queue}" if sheet.queue is not None else ""
    return Cell((bold(words, tone), quiet(sent)), icon, tone)


def _called_back(sheet: SheetRow, called: Called) -> Cell:
    if not called.changed:
        return _asks(called.why())
    old = f"Old: {', '.join(called.changed)}."
    if called.told and sheet.told_at:
        return _asks(f"{old} Told {clock_face(sheet.told_at)}, said back.")
    return Cell((bold(old, "red"),), "circle-alert", "red")


def _asks(words: str) -> Cell:
    return Cell((bold(words, "amber"),), "triangle-alert", "amber")
