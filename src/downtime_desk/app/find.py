"""What Find or do looks through besides pages: people, and the visits of the outage and of today."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from downtime_desk.core.clock import clock_face, day_and_clock, long_date
from downtime_desk.people import names
from downtime_desk.people.search import Search
from downtime_desk.ui.find import Found, Source
from downtime_desk.visits.queries import of_people

if TYPE_CHECKING:
    from downtime_desk.app.window import DeskWindow

MOST = 12
FEW = 3


def people_source(window: "DeskWindow") -> Source:
    """Find people by name, number or address."""
    search = Search()

    def find(typed: str) -> Sequence[Found]:
        if not typed.strip():
            return ()
        with window.desk.read() as session:
            matches = search.find(session, typed, limit=MOST)
        return [
            Found(
                names.listed(each.family, each.given),
                f"Born {long_date(each.born) if each.born else 'NOT RECORDED'}",
                "users",
                lambda person=each.id: window.go("people", person),  # type: ignore[misc]
            )
            for each in (*matches.by_name, *matches.elsewhere)
        ]

    return find


def tell_source(window: "DeskWindow") -> Source:
    """Offer to write down a change told of the people whose name is typed."""
    search = Search()

    def find(typed: str) -> Sequence[Found]:
        if len(typed.strip()) < 2:
            return ()
        with window.desk.read() as session:
            named = search.find(session, typed, limit=FEW).by_name
        return [
            Found(
                f"A change told: {names.listed(each.family, each.given)}",
                f"Born {long_date(each.born) if each.born else 'NOT RECORDED'}",
                "message-circle",
                lambda person=each.id: window.write_change(person),  # type: ignore[misc]
            )
            for each in named
        ]

    return find


def visits_source(window: "DeskWindow") -> Source:
    """Find the visits of the outage, and of today, by the person's name."""
    search = Search()

    def find(typed: str) -> Sequence[Found]:
        if len(typed.strip()) < 2:
            return ()
        with window.desk.read() as session:
            named = [each.id for each in search.find(session, typed, limit=MOST).by_name]
            rows = of_people(session, named, window.desk.now(), MOST)
        return [
            Found(
                f"{day_and_clock(row.start)}–{clock_face(row.end)} {row.name}",
                f"{row.state}; {', '.join(row.carers) or 'no carer'}",
                "clipboard-check",
                lambda visit=row.visit: window.go("visits", visit),  # type: ignore[misc]
            )
            for row in rows
        ]

    return find
