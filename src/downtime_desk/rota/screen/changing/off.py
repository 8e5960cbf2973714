"""A carer is off, and is back: what becomes of their run is shown before it is saved."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtWidgets import QWidget

from downtime_desk.core.clock import clock_face, from_text, short_stamp, to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.typed_day import read_near
from downtime_desk.core.typed_time import Typed
from downtime_desk.rota import actions, queries
from downtime_desk.rota.actions import ComeBack, TakeOff
from downtime_desk.rota.queries import Standing
from downtime_desk.rota.screen.changing.base import Action, ChangeDialog, why_field
from downtime_desk.rota.screen.changing.fields import pair
from downtime_desk.rota.screen.changing.pick import carer_picker
from downtime_desk.rota.screen.changing.visit import LETTERS
from downtime_desk.rota.screen.changing.when import UntilField, WhenField, day_words
from downtime_desk.ui.desk import Desk, Sessions
from downtime_desk.ui.lists import Line, RowPicture, RowsList, RowsModel
from downtime_desk.ui.parts import Card, Tick, Words, bold, column, quiet, times

_FIRST = {"red": 0, "amber": 1, "green": 3}
_UNKNOWN = 2
_AT_ONCE = 3
_NAMES = (("red", "Red"), ("amber", "Amber"), ("green", "Green"), (None, "priority not recorded"))
WhatRun = tuple[str, str, str | None]


@dataclass(frozen=True)
class _Run:
    """Visits that were asked for, by what was asked."""

    of: WhatRun
    visits: tuple[Standing, ...]


@dataclass(frozen=True)
class _Taken:
    """A visit of a run; `besides` are those who go too."""

    found: Standing
    besides: tuple[str, ...]


class RunShown(QWidget):
    """The visits a change is about: counted in words, red first."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.words = Words(lines=3)
        self.list = RowsList(name, RowsModel(lambda each: each.found.visit.id, _sentence, _name), _picture)
        self.list.hide()
        self.setLayout(column(self.words, self.list, gap=6))

    def say(self, words: str) -> None:
        """Say why nothing is shown."""
        self.list.hide()
        self.words.say(quiet(words))

    def show_visits(self, carer: str, count: str, visits: Sequence[Standing], then: str) -> None:
        """Show visits of a carer, red first; `count` says how many, `then` what becomes of them."""
        in_order = sorted(
            visits, key=lambda each: (_FIRST.get(each.priority or "", _UNKNOWN), each.visit.start)
        )
        found = Counter(each.priority for each in visits)
        split = ", ".join(f"{found[level]} {name}" for level, name in _NAMES if found[level])
        self.words.say(bold(count), quiet(f" {split}. {then}" if split else f" {then}"))
        self.list.show_rows([_Taken(each, _besides(each, carer)) for each in in_order])
        self.list.setFixedHeight(self.list.sizeHintForRow(0) * min(_AT_ONCE, len(in_order)) + 2)
        self.list.setVisible(bool(in_order))


class CarerOffDialog(ChangeDialog):
    """Asks who is off, from when, until when and why; shows which visits will have nobody."""

    def __init__(self, owner: QWidget, desk: Desk, carer: str | None = None) -> None:
        self._desk = desk
        with desk.read() as session:
            everybody = queries.everybody(session)
        self.carer = carer_picker(everybody)
        self.since = WhenField("Off from", desk.now, self._near_now, "As now, 815 or mon 815")
        self.until = UntilField("Until", desk.now, self.since.known, "As 0700 or mon 0700")
        self.notice = Tick("Until further notice")
        self.why = why_field()
        self.run = RunShown("Visits that will have nobody")
        self._of: WhatRun | None = None
        if carer is not None:
            self.carer.choose(carer)
        super().__init__(
            owner,
            desk,
            "A carer is off",
            column(
                self.carer,
                pair(self.since, _under(self.until, self.notice)),
                self.why,
                Card(column(self.run)),
                gap=12,
            ),
            do="Take them off",
            icon="user-x",
            subject=f"rota/CarerOffDialog/{carer or ''}",
            kept={
                "carer": self.carer,
                "since": self.since,
                "until": self.until,
                "notice": self.notice,
                "why": self.why,
            },
        )
        self.since.changed.connect(self.until.again)
        self.until.again()
        self._draft.typed.connect(self._look_run)
        desk.refresh_on(self, queries.TABLES, self._look_run_again)
        self._look_run()

    def command(self) -> TakeOff:
        """Return who is off and when."""
        who = self.carer.chosen()
        if who is None:
            raise Trouble("Nobody is chosen.", "Type the carer's name and press Enter.")
        since = self.since.instant()
        return TakeOff(who.id, since, self._until(), self.why.text(), self.fact_id())

    def action(self) -> Action:
        """Take them off."""
        return actions.carer_off

    def _until(self) -> datetime | None:
        typed = bool(self.until.text().strip())
        if self.notice.isChecked() and typed:
            raise Trouble("Until when was typed, and until further notice is ticked.", "Choose one of them.")
        if not self.notice.isChecked() and not typed:
            raise Trouble("Until when is missing.", "Type it, or tick until further notice.")
        return self.until.instant() if typed else None

    def _near_now(self, typed: str) -> Typed:
        return read_near(typed, self._desk.now(), self._desk.now())

    def _look_run(self) -> None:
        """Ask beside the window which visits they are to make in that time."""
        of = self._what_run()
        if of == self._of:
            return
        self._of = of
        if of is None:
            self.run.say("Which visits will have nobody shows here when the carer and the times are typed.")
            self.settle_soon()
            return
        self.run.say("Looking at their run…")
        self._desk.jobs.work(
            self, _taken_off, self._desk.sessions, of, then=self._show_run, otherwise=self.not_saved
        )

    def _look_run_again(self) -> None:
        self._of = None
        self._look_run()

    def _what_run(self) -> WhatRun | None:
        who, since, until = self.carer.chosen(), self.since.known(), self.until.known()
        if who is None or since is None or (until is None and not self.notice.isChecked()):
            return None
        return who.id, to_text(since), to_text(until) if until else None

    def _show_run(self, found: _Run) -> None:
        if found.of != self._of:
            return
        number = len(found.visits)
        words = {0: "No visit is taken off them.", 1: "1 visit will need somebody else:"}
        then = "The queue of visits then says: nobody is to go." if number else ""
        self.run.show_visits(
            found.of[0], words.get(number, f"{number} visits will need somebody else:"), found.visits, then
        )
        self.settle_soon()


class CarerBackDialog(ChangeDialog):
    """Asks from when a carer is back; shows which visits are theirs again. `absence` is its id."""

    def __init__(self, owner: QWidget, desk: Desk, absence: str) -> None:
        self._desk, self._absence = desk, absence
        with desk.read() as session:
            away = queries.absence(session, absence)
        self.at = WhenField("Back from", desk.now, self._near_now, "As now, 815 or mon 815")
        self.run = RunShown("Visits that are theirs again")
        self._of: WhatRun | None = None
        until = f"until {short_stamp(away.until)}" if away.until else "until further notice"
        said = Card(
            column(
                Words(bold(away.carer_name, size=15)),
                Words(
                    quiet(
                        f"Off from {short_stamp(away.since)} {until}. {away.why} {away.recorded_by} wrote it down."
                    )
                ),
                gap=2,
            )
        )
        super().__init__(
            owner,
            desk,
            "A carer is back",
            column(said, self.at, Card(column(self.run)), gap=12),
            do="They are back",
            icon="user-check",
            subject=f"rota/CarerBackDialog/{absence}",
            kept={"at": self.at},
        )
        self._draft.typed.connect(self._look_run)
        self._look_run()

    def command(self) -> ComeBack:
        """Return from when they are back."""
        return ComeBack(self._absence, self.at.instant(), self.fact_id())

    def action(self) -> Action:
        """Let them be back."""
        return actions.carer_back

    def _near_now(self, typed: str) -> Typed:
        return read_near(typed, self._desk.now(), self._desk.now())

    def _look_run(self) -> None:
        at = self.at.known()
        of = None if at is None else (self._absence, to_text(at), None)
        if of is not None and of == self._of:
            return
        self._of = of
        if of is None:
            self.run.say("Which visits are theirs again shows here when the time is typed.")
            return
        self._desk.jobs.work(
            self, _given_back, self._desk.sessions, of, then=self._show_run, otherwise=self.not_saved
        )

    def _show_run(self, found: _Run) -> None:
        if found.of != self._of:
            return
        number = len(found.visits)
        words = {
            0: "No visit is theirs again: others took them over, or there was none.",
            1: "1 visit is theirs again:",
        }
        self.run.show_visits("", words.get(number, f"{number} visits are theirs again:"), found.visits, "")
        self.settle_soon()


def _under(*parts: QWidget) -> QWidget:
    made = QWidget()
    made.setLayout(column(*parts, 0, gap=2))
    return made


def _taken_off(sessions: Sessions, of: WhatRun) -> _Run:
    with sessions.read() as session:
        return _Run(of, queries.taken_off(session, *of))


def _given_back(sessions: Sessions, of: WhatRun) -> _Run:
    with sessions.read() as session:
        return _Run(of, queries.given_back(session, of[0], of[1]))


def _besides(each: Standing, carer: str) -> tuple[str, ...]:
    return tuple(one.name for one in each.visit.carers if one.carer != carer)


def _name(each: _Taken) -> str:
    return each.found.visit.person_name


def _when(each: _Taken) -> str:
    begins, ends = from_text(each.found.visit.start), from_text(each.found.visit.end)
    return f"{day_words(begins)} {clock_face(begins)}–{clock_face(ends)}"


def _others(each: _Taken) -> str:
    return f"{' and '.join(each.besides)} on it too" if each.besides else "nobody else is on it"


def _sentence(each: _Taken) -> str:
    return f"{_name(each)}. {_when(each)}. {each.found.priority or 'Priority not recorded'}. {_others(each)}."


def _picture(each: _Taken) -> RowPicture:
    return RowPicture(
        (
            Line((bold(_name(each), size=15),), (times(_when(each), 14),)),
            Line((quiet(_others(each)),)),
        ),
        priority=LETTERS.get(each.found.priority or "", "?"),
    )
