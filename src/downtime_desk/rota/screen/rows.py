"""The list of the page: its sections, worst first, how a row looks and what a screen reader says of it."""

from collections.abc import Hashable
from datetime import date, datetime

from downtime_desk.core.clock import age_in_words, clock_face, local
from downtime_desk.rota.queries import Absence, DayRota, Differs, RunInShort, Uncovered
from downtime_desk.rota.rollforward import day_of
from downtime_desk.rota.screen.pane import where_told
from downtime_desk.rota.screen.words import (
    LETTERS,
    LEVELS,
    day_said,
    held_said,
    off_said,
    short_said,
    span_said,
    visits_said,
)
from downtime_desk.rota.today import MARKS, Origin
from downtime_desk.ui.lists import Line, RowPicture, Section
from downtime_desk.ui.parts import Run, bold, quiet, times
from downtime_desk.ui.runs import Runs

Row = Uncovered | Differs | RunInShort | Absence
Key = tuple[str, str]
"""What sort of row it is, and the id of what it is about."""


def sections(found: DayRota, now: datetime) -> list[Row | Section]:
    """Return the rows of a day under their heads: what needs somebody first."""
    open_first = sorted(found.uncovered, key=lambda each: (each.end <= now, each.start, each.visit))
    tell = sorted((each for each in found.runs if each.to_put_right), key=_tell_first)
    rest = [each for each in found.runs if not each.to_put_right]
    today = local(now).date()
    differ = [each for each in found.differences if found.day in (today, _day_of(each))]
    shown = (
        (f"Need a carer: {found.short}", _note(found), open_first),
        (f"The copy says otherwise: {len(differ)}", "ours stands", differ),
        (f"Tell the carer: {len(tell)}", "out of date first", tell),
        (f"Off: {len(found.off)}", "", found.off),
        (f"Runs: {len(found.runs)}" if not tell else f"Other runs: {len(rest)}", "by name", rest),
    )
    rows: list[Row | Section] = []
    for title, note, each in shown:
        if each:
            rows += [Section(title, note), *each]
    return rows


def _note(found: DayRota) -> str:
    more = found.short - len(found.uncovered)
    return f"the first {len(found.uncovered)}" if more else "soonest first"


def _tell_first(run: RunInShort) -> tuple[bool, str, str]:
    return (run.held is None or not run.held.changed, run.name.casefold(), run.carer)


def key(row: Row) -> Key:
    """Return what names a row for good."""
    if isinstance(row, Uncovered):
        return "visit", row.visit
    if isinstance(row, Differs):
        return "differs", row.visit
    if isinstance(row, RunInShort):
        return "run", row.carer
    return "off", row.id


def name(row: Row) -> str:
    """Return what typing jumps to."""
    if isinstance(row, Uncovered | Differs):
        return row.person_name
    return row.name if isinstance(row, RunInShort) else row.carer_name


def alike(row: Row | Section) -> Hashable:
    """Return what rows are equally high by, so that a thousand runs are measured once."""
    if isinstance(row, RunInShort):
        return "run"
    return key(row) if not isinstance(row, Section) else "section"


class Rows:
    """Pictures and sentences of rows, by the clock of the moment they were read."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def picture(self, row: Row) -> RowPicture:
        """Return how a row looks."""
        if isinstance(row, Uncovered):
            return self._uncovered(row)
        if isinstance(row, Differs):
            return _differs(row)
        return _run(row) if isinstance(row, RunInShort) else _absence(row)

    def sentence(self, row: Row) -> str:
        """Return a row as one sentence."""
        if isinstance(row, Uncovered):
            when = f"{clock_face(row.start)} to {clock_face(row.end)}"
            mark = f" {MARKS[row.origin]}." if MARKS[row.origin] else ""
            return f"{row.person_name}, {LEVELS[row.priority]}, {when}. {self._where(row)}{self._short(row)}. {row.why()}{mark}"
        if isinstance(row, Differs):
            ours, theirs, _ = row.words()
            return f"{row.person_name}, {day_said(_day_of(row))}. Ours: {ours}. The copy: {theirs}."
        if isinstance(row, RunInShort):
            return f"{row.name}, {visits_said(row.visits)}{_from_to(row)}, {held_said(row)}{_off(row)}."
        return f"{row.carer_name}, {off_said(row)}. {row.why}"

    def _where(self, row: Uncovered) -> str:
        return f"{row.whereabouts.heading(self.now)}. " if row.whereabouts else ""

    def _short(self, row: Uncovered) -> str:
        short = short_said(row.short_of, row.carers_needed)
        if row.end <= self.now:
            return f"{short}, ended {age_in_words(row.end, self.now)} ago"
        return f"{short}, began {clock_face(row.start)}" if row.start <= self.now else short

    def _uncovered(self, row: Uncovered) -> RowPicture:
        lines = [
            Line((bold(row.person_name, size=15),), (times(span_said(row.start, row.end)),)),
            *where_told(row.whereabouts, self.now),
            Line((bold(self._short(row), "red"),), icon="user-x", icon_tone="red"),
            Line((*_mark(row.origin), quiet(row.why())), lines=2),
        ]
        return RowPicture(tuple(lines), priority=LETTERS[row.priority], dashed=row.whereabouts is not None)


def _differs(row: Differs) -> RowPicture:
    ours, theirs, _ = row.words()
    return RowPicture(
        (
            Line((bold(row.person_name, size=15),), (quiet(day_said(_day_of(row))),)),
            Line((bold("Ours ", "ink2", 13), quiet(ours))),
            Line((bold("Copy ", "amber", 13), quiet(theirs))),
        ),
        mark="scale",
        mark_tone="amber",
    )


def _day_of(row: Differs) -> date:
    return day_of(row.ours.start)


def _run(row: RunInShort) -> RowPicture:
    when = (times(span_said(row.first, row.last)),) if row.first and row.last else ()
    tone = "red" if row.held and row.held.changed else "amber" if row.to_put_right else "ink2"
    held = Run(held_said(row), tone, size=13)
    return RowPicture(
        (
            Line((bold(row.name, size=15),), when),
            Line((held,), (quiet(f"{visits_said(row.visits)}{_off(row)}"),)),
        )
    )


def _absence(row: Absence) -> RowPicture:
    said = off_said(row)
    return RowPicture(
        (
            Line((bold(row.carer_name, size=15),)),
            Line((quiet(said[0].upper() + said[1:]),)),
            Line((quiet(row.why),)),
        ),
        mark="user-x",
        mark_tone="amber",
    )


def _from_to(row: RunInShort) -> str:
    return f", {clock_face(row.first)} to {clock_face(row.last)}" if row.first and row.last else ""


def _off(row: RunInShort) -> str:
    return ", off that day" if row.off else ""


def _mark(origin: Origin) -> Runs:
    """Return the mark of a visit that is not as the copy has it, without what the pane beside it adds."""
    mark = MARKS[origin]
    return (bold(f"{mark.split(',')[0]}. ", "accent", 12),) if mark else ()
