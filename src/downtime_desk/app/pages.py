"""Every page of the window: what is not built yet is not here."""

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from downtime_desk.app.settings import settings_page
from downtime_desk.assurance import laptop
from downtime_desk.assurance.screen import ReadinessScreen
from downtime_desk.core import delivery
from downtime_desk.outages.screen import LogScreen
from downtime_desk.people.queries import Filter
from downtime_desk.people.screen import PeopleScreen
from downtime_desk.printing.recall import TABLES, called_back
from downtime_desk.printing.screen import PrintRoom
from downtime_desk.recovery.screen import ReturnScreen
from downtime_desk.rota.queries import NextVisit, next_visits, to_cover
from downtime_desk.rota.screen.page import RotaScreen
from downtime_desk.ui.shell import Counter, Page
from downtime_desk.visits.queries.written import written_about
from downtime_desk.visits.screen import VisitsScreen

if TYPE_CHECKING:
    from downtime_desk.app.window import DeskWindow

NEXT_VISITS = 3


class _SheetsToGetBack:
    """Counts the sheets to get back: once a minute, and when something was written that they depend on.

    Five hundred sheets take half a second to compare, too long to do again after every visit that is verified.
    """

    def __init__(self, window: "DeskWindow") -> None:
        self._desk = window.desk
        self._known: tuple[datetime, int] | None = None
        self._written = 0
        window.desk.refresh_on(window, TABLES, self._forget)

    def __call__(self) -> Counter | None:
        minute, written = self._desk.now().replace(second=0, microsecond=0), self._written
        if self._known is None or self._known[0] != minute:
            with self._desk.read() as session:
                counted = len(called_back(session, self._desk.now()))
            known = (minute, counted)
            self._known = known if written == self._written else None
        else:
            known = self._known
        number = known[1]
        return Counter(number, say=f"{number} sheets to get back") if number else None

    def _forget(self) -> None:
        self._written += 1
        self._known = None


def pages(window: "DeskWindow") -> tuple[Page, ...]:
    """Return the pages in the order of the navigation."""
    desk = window.desk

    def coming(person: str) -> tuple[NextVisit, ...]:
        with desk.read() as session:
            return next_visits(session, person, desk.now(), NEXT_VISITS)

    def need_action() -> Counter | None:
        waiting = window.waiting()
        number = len(waiting.rows)
        more = "+" if waiting.more else ""
        return (
            Counter(number, hot=bool(waiting.rescue), say=f"{number}{more} need action") if number else None
        )

    def verify(visit: str) -> None:
        window.go("visits", visit)

    def need_carers() -> Counter | None:
        with desk.read() as session:
            number = to_cover(session, desk.now())
        needs = "1 visit needs a carer" if number == 1 else f"{number} visits need a carer"
        return Counter(number, hot=True, say=needs) if number else None

    def print_room() -> PrintRoom:
        made = PrintRoom(desk)
        made.scan_asked.connect(window.scan)
        return made

    def to_return() -> Counter | None:
        with desk.read() as session:
            found = delivery.counts(session)
        number = delivery.left(found)
        return Counter(number, hot=bool(found["needs you"]), say=f"{number} to return") if number else None

    def readiness() -> ReadinessScreen:
        made = ReadinessScreen(desk, partial(laptop.look, window.signed_in))
        made.declare_asked.connect(window.declare)
        made.act_asked.connect(act_on)
        return made

    def act_on(act: str) -> None:
        if act == "test":
            window.go("print", "test")
        elif act == "people":
            page = window.go("people")
            if isinstance(page, PeopleScreen):
                page.keep_to(Filter.FACTS_MISSING)
        else:
            window.go("settings")

    return (
        Page("visits", "Visits", "clipboard-check", "NOW", lambda: VisitsScreen(desk), "Alt+1", need_action),
        Page(
            "people",
            "People",
            "users",
            "NOW",
            lambda: PeopleScreen(desk, window.print_person, coming),
            "Alt+2",
        ),
        Page(
            "rota",
            "Rota",
            "calendar-clock",
            "NOW",
            lambda: RotaScreen(desk, written_about, verify),
            "Alt+3",
            need_carers,
        ),
        Page("log", "Log", "scroll-text", "NOW", lambda: LogScreen(desk), "Alt+5"),
        Page("print", "Print", "printer", "NOW", print_room, "Alt+6", _SheetsToGetBack(window)),
        Page(
            "return",
            "Return",
            "upload",
            "AFTER",
            lambda: ReturnScreen(desk, window.store),
            "Alt+7",
            to_return,
        ),
        Page(
            "readiness",
            "Readiness",
            "shield-check",
            "BEFORE",
            readiness,
            "Alt+9",
            window.daily.counter,
        ),
        Page(
            "settings",
            "Settings",
            "settings",
            "",
            lambda: settings_page(window),
            "Ctrl+,",
            window.backing.counter,
        ),
    )
