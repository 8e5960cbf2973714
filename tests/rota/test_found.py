"""Visits rolled forward that a later copy has itself: one visit each, and no decision lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from downtime_desk.core import replay
from downtime_desk.core.clock import local, to_text
from downtime_desk.core.drafts import KeepDraft, keep_draft
from downtime_desk.core.errors import Trouble
from downtime_desk.core.store import Acting, Store
from downtime_desk.outages import queries as outages
from downtime_desk.outages.actions import main_system_back
from downtime_desk.rota import actions, mirror, queries
from downtime_desk.rota.actions import (
    CancelVisit,
    MoveVisit,
    RollForward,
    Settle,
    TakeOff,
    find_bookings,
)
from downtime_desk.rota.plan import PlannedVisit
from downtime_desk.rota.standing import standing
from downtime_desk.rota.today import page, runs
from downtime_desk.visits.actions import Verify, verify
from downtime_desk.visits.queries import State, unaccounted
from downtime_desk.visits.queries.written import written_about
from tests.conftest import NIGHT
from tests.rota.test_rollforward import (
    COPY_ENDS,
    UNTIL,
    do_long,
    last,
    long_copy,
    on,
    rows,
    two_weeks,
    visit,
)
from tests.visits.conftest import CARERS

__all__ = ["do_long", "long_copy"]

Do = Callable[..., Any]
FIRST, SECOND, THIRD = (COPY_ENDS + timedelta(days=each) for each in (1, 2, 3))
RED = ("The person is red: every visit is to be made. Who makes sure that they are safe?",)


@pytest.fixture
def rolled(do_long: Do, long_copy: Store) -> Store:
    do_long(actions.roll_forward, RollForward(UNTIL))
    return long_copy


@pytest.fixture
def booked(rolled: Store, acting: Acting) -> Callable[..., None]:
    """Take a later copy with further bookings, as a refresh does."""

    def take(*bookings: PlannedVisit) -> None:
        with rolled.write(acting) as session:
            everything = [mirror.row_of(each) for each in (*two_weeks(), *bookings)]
            mirror.apply(session, mirror.Rota(CARERS, [everything]), NIGHT)
            find_bookings(session, written_about(session))

    return take


def edwin(store: Store, day_: date) -> list[Any]:
    return [row for row in rows(store, day_) if row.person == "p1"]


def booking(day_: date, face: str = "08:00", carers: tuple[str, ...] = ("c1",)) -> PlannedVisit:
    return visit("p1", day_, face, carers)


def whole(store: Store) -> None:
    """Check that no visit stands twice anywhere, and that the journal says the same."""
    with store.read() as session:
        ids = page(session, to_text(on(COPY_ENDS, "00:00")), to_text(on(UNTIL, "23:59")), 0, 10_000)
        assert len(set(ids)) == len(ids)
        assert set(ids) == {
            row.visit for number in range(29) for row in rows(store, COPY_ENDS + timedelta(days=number))
        }
        assert replay.differences(session) == []


def test_a_booking_stands_in_place_of_what_nobody_wrote_about(rolled: Store, booked: Any) -> None:
    booked(booking(FIRST), booking(SECOND, "08:20", ("c3",)), booking(THIRD, "09:01"))
    assert [(row.origin, row.visit) for row in edwin(rolled, FIRST)] == [("copy", f"p1-{FIRST}-08:00")]
    assert [(row.origin, row.carers) for row in edwin(rolled, SECOND)] == [("copy", ("Keira Dunn",))]
    # more than an hour apart may be two visits: both stand, and somebody is asked about both
    assert [row.origin for row in edwin(rolled, THIRD)] == ["rolled forward", "copy"]
    whole(rolled)


def test_a_call_about_what_is_booked_by_now_is_sent_to_the_booking(
    do_long: Do, rolled: Store, booked: Any
) -> None:
    (before,) = edwin(rolled, FIRST)
    booked(booking(FIRST))
    with pytest.raises(Trouble, match="under this reference any more"):
        do_long(verify, Verify(before.visit, "did not happen", reason="DT08"))
    booking_now = edwin(rolled, FIRST)[0].visit
    assert do_long(verify, Verify(booking_now, "did not happen", reason="DT08")).base_version == "7"


def test_words_that_are_being_typed_keep_the_visit_they_are_about(
    do_long: Do, rolled: Store, booked: Any
) -> None:
    (before,) = edwin(rolled, FIRST)
    do_long(keep_draft, KeepDraft(f"visit/{before.visit}", '{"note": "She says"}'))
    booked(booking(FIRST))
    assert [row.visit for row in edwin(rolled, FIRST)] == [before.visit]
    whole(rolled)


def test_outside_an_outage_the_main_system_s_rota_stands_alone(copy: Store, acting: Acting) -> None:
    with copy.write(acting) as session:
        assert find_bookings(session, frozenset()) is None


def test_the_nearest_booking_is_the_visit_and_each_is_taken_once(rolled: Store, booked: Any) -> None:
    booked(booking(FIRST, "07:40"), booking(FIRST, "08:10"))
    assert [(f"{local(row.start):%H:%M}", row.origin) for row in edwin(rolled, FIRST)] == [
        ("07:40", "copy"),
        ("08:10", "copy"),
    ]
    # a second copy finds nothing new: the booking at 07:40 is nobody else's visit
    booked(booking(FIRST, "07:40"), booking(FIRST, "08:10"))
    assert [row.origin for row in edwin(rolled, SECOND)] == ["rolled forward"]
    whole(rolled)


def test_what_was_written_about_stays_the_one_visit(do_long: Do, rolled: Store, booked: Any) -> None:
    (before,) = edwin(rolled, FIRST)
    do_long(verify, Verify(before.visit, "did not happen", reason="DT08"))
    booked(booking(FIRST))
    (after,) = edwin(rolled, FIRST)
    assert (after.visit, after.origin, after.state) == (before.visit, "rolled forward", State.NOT_DONE)
    with rolled.read() as session:
        carers = select(runs.c.visit_id).where(runs.c.carer_id == "c1", runs.c.start == to_text(before.start))
        assert session.execute(carers).scalars().all() == [before.visit]
    whole(rolled)


def test_what_was_changed_here_goes_on_as_changed_under_the_booking(
    do_long: Do, rolled: Store, booked: Any
) -> None:
    (first,), (second,) = edwin(rolled, FIRST), edwin(rolled, SECOND)
    moved = on(FIRST, "10:30"), on(FIRST, "11:00")
    do_long(
        actions.move_visit,
        MoveVisit(first.visit, *moved, "He sleeps in", seen=last(rolled, first.visit)),
    )
    do_long(
        actions.cancel_visit,
        CancelVisit(second.visit, "In hospital", "Ward 4", accepted=RED, seen=last(rolled, second.visit)),
    )
    booked(booking(FIRST), booking(SECOND, "08:15"))
    (first,), (second,) = edwin(rolled, FIRST), edwin(rolled, SECOND)
    assert (first.visit, first.start, first.origin) == (f"p1-{FIRST}-08:00", moved[0], "changed")
    assert (second.visit, second.state) == (f"p1-{SECOND}-08:15", State.CANCELLED)
    with rolled.read() as session:
        # the booking is as it was rolled forward: nothing to decide. The other was booked at another time
        (differs,) = queries.differences(session)
        assert differs.words()[1:] == ("08:15–08:45, Iwan Prosser", "08:00–08:30, Iwan Prosser")
        assert standing(session, first.visit).visit.version == "7"
    do_long(
        actions.take_theirs,
        Settle(second.visit, "He is home again", differs.last_entry, differs.version),
    )
    assert edwin(rolled, SECOND)[0].state is not State.CANCELLED
    whole(rolled)


def test_a_carer_who_is_off_is_not_on_the_visit_because_the_main_system_has_them_on_it(
    do_long: Do, long_copy: Store, acting: Acting
) -> None:
    do_long(actions.carer_off, TakeOff("c1", NIGHT, None, "Broken wrist"))
    do_long(actions.roll_forward, RollForward(UNTIL))
    with long_copy.write(acting) as session:
        everything = [*two_weeks(), booking(FIRST), booking(SECOND, carers=("c3",))]
        mirror.apply(session, mirror.Rota(CARERS, [[mirror.row_of(each) for each in everything]]), NIGHT)
        find_bookings(session, written_about(session))
    assert edwin(long_copy, FIRST)[0].carers == ()
    with long_copy.read() as session:
        (differs,) = queries.differences(session)
        assert differs.words()[:2] == ("08:00–08:30, nobody", "08:00–08:30, Keira Dunn")
    whole(long_copy)


def test_what_the_main_system_cancelled_does_not_end_a_visit_here(rolled: Store, acting: Acting) -> None:
    cancelled = msgspec.structs.replace(booking(FIRST), status="cancelled")
    with rolled.write(acting) as session:
        everything = [mirror.row_of(each) for each in (*two_weeks(), cancelled)]
        mirror.apply(session, mirror.Rota(CARERS, [everything]), NIGHT)
        assert find_bookings(session, written_about(session)) is None
    assert [row.origin for row in edwin(rolled, FIRST)] == ["rolled forward", "copy"]


def test_a_visit_moved_past_the_main_system_s_return_is_asked_about(
    do_long: Do, long_copy: Store, acting: Acting
) -> None:
    morning = NIGHT.date()
    visit_ = f"p1-{morning}-08:00"
    moved = MoveVisit(visit_, on(morning, "11:00"), on(morning, "11:30"), "He sleeps in")
    do_long(actions.move_visit, moved)
    now, back = on(morning, "10:00"), on(morning, "09:30")

    def asked() -> set[str]:
        with long_copy.read() as session:
            running = outages.current(session)
            assert running is not None
            return {each.visit for each in unaccounted(session, running, now)}

    assert visit_ not in asked(), "it is to begin at 11:00"
    acting = replace(acting, now=lambda: now)
    with long_copy.write(acting) as session:
        main_system_back(session, back)
    assert visit_ in asked(), "the main system has it at 08:00, and nobody would ask"
