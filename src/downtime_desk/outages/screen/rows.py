"""The columns of the log, and the days between its lines."""

from dataclasses import dataclass
from datetime import date, datetime

from downtime_desk.core.clock import MONTHS, clock_face, local
from downtime_desk.outages.queries import Line
from downtime_desk.ui.lists import Cell, Column
from downtime_desk.ui.runs import Run, bold, quiet, times

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
ICONS = {
    "Decision": ("gavel", "ink"),
    "Deviation": ("triangle-alert", "amber"),
    "Visit": ("clipboard-check", "ink"),
    "Paper": ("printer", "ink"),
    "Note": ("pencil", "ink"),
    "Copy": ("copy", "ink"),
    "Data": ("shield-alert", "amber"),
    "Return": ("upload", "ink"),
    "Call": ("phone-call", "ink"),
    "Told": ("message-circle", "accent"),
    "Desk": ("laptop", "ink"),
}


@dataclass(frozen=True)
class LogRow:
    """A line of the log; `line` None stands for the head of a day."""

    day: date
    line: Line | None = None
    put_right: bool = False


def rows_of(lines: list[Line], corrected: frozenset[str]) -> list[LogRow]:
    """Return the lines with the head of each day before its first one."""
    rows: list[LogRow] = []
    for line in lines:
        day = local(line.recorded_at).date()
        if not rows or rows[-1].day != day:
            rows.append(LogRow(day))
        rows.append(LogRow(day, line, line.id in corrected))
    return rows


def key(row: LogRow) -> str:
    """Return what names a row for good."""
    return row.line.id if row.line else row.day.isoformat()


def sentence(row: LogRow) -> str:
    """Return a row as one sentence."""
    line = row.line
    if line is None:
        return day_words(row.day)
    late = _written_later(line)
    put_right = " Put right by a later entry." if row.put_right else ""
    return f"{clock_face(line.happened_at)}. {line.sort}. {line.words}{late} By {line.by}, entry {line.seq}.{put_right}"


def day_words(day: date) -> str:
    """Return `Sunday 22 November`."""
    return f"{DAYS[day.weekday()]} {day.day} {MONTH_NAMES[day.month - 1]}"


def icon_of(sort: str) -> str:
    """Return the icon of a sort of fact."""
    return ICONS.get(sort, ("scroll-text", "ink"))[0]


def columns() -> tuple[Column, ...]:
    """Return the columns: when, what kind, what, by whom, number."""
    return (
        Column("Time", _time, 68),
        Column("What kind", _kind, 118),
        Column("What was said or done", _words),
        Column("Written by", _by, 110),
        Column("No.", _number, 58),
    )


def _time(row: LogRow) -> Cell:
    if row.line is None:
        return Cell((bold(day_words(row.day), "ink2", 13),))
    return Cell((times(_when(row.line.happened_at, row.day), 15),))


def _when(happened_at: datetime, day: date) -> str:
    there = local(happened_at)
    return f"{there:%H:%M}" if there.date() == day else f"{there.day} {MONTHS[there.month - 1]}"


def _kind(row: LogRow) -> Cell:
    if row.line is None:
        return Cell(())
    icon, tone = ICONS.get(row.line.sort, ("scroll-text", "ink"))
    return Cell((bold(row.line.sort, tone),), icon, tone)


def _words(row: LogRow) -> Cell:
    if row.line is None:
        return Cell(())
    put_right = (bold("Put right. ", "amber"),) if row.put_right else ()
    return Cell((*put_right, Run(row.line.words), quiet(_written_later(row.line))))


def _written_later(line: Line) -> str:
    """Return when it was written, if that was not when it happened."""
    if abs((line.recorded_at - line.happened_at).total_seconds()) < 120:
        return ""
    return f" Written {clock_face(line.recorded_at)}."


def _by(row: LogRow) -> Cell:
    return Cell((quiet(row.line.by),) if row.line else ())


def _number(row: LogRow) -> Cell:
    return Cell((times(f"{row.line.seq:,}", 13, tone="ink2"),) if row.line else ())
