"""The rota rolled forward: the same clock times, the same references, nobody twice and nobody forgotten."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from downtime_desk.core import journal, replay
from downtime_desk.core.clock import LONDON, from_text, local, to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.store import Acting, Store
from downtime_desk.outages.actions import Declare, declare
from downtime_desk.people import mirror as people_mirror
from downtime_desk.printing.summary.reading import next_visits
from downtime_desk.rota import actions, mirror, queries
from downtime_desk.rota.actions import (
    AddVisit,
    CancelVisit,
    EndRollForward,
    MoveVisit,
    Reassign,
    RollForward,
    TakeOff,
)
from downtime_desk.rota.model import local_visits
from downtime_desk.rota.plan import PlannedVisit
from downtime_desk.rota.rollforward import (
    Off,
    Planned,
    days_after,
    pattern_of,
    repeated,
    source_day,
    whole_days,
)
from downtime_desk.rota.standing import standing
from downtime_desk.visits.actions import Verify, verify
from downtime_desk.visits.planned import planned
from downtime_desk.visits.queries import State, day
from tests.conftest import NIGHT
from tests.visits.conftest import BEGAN, CARERS, COPIED, PEOPLE

Do = Callable[..., Any]
SATURDAY = date(2026, 11, 21)
COPY_ENDS = SATURDAY + timedelta(days=14)
UNTIL = COPY_ENDS + timedelta(days=28)


def on(day_: date, face: str) -> datetime:
    """Return an instant by the clock on the wall."""
    return datetime.combine(day_, time.fromisoformat(face), LONDON).astimezone(UTC)


def two_weeks() -> list[PlannedVisit]:
    """Return fifteen days: Edwin at 08:00 each day, Maureen twice-handed at 22:00, Sunita every second Monday."""
    made = []
    for number in range(15):
        day_ = SATURDAY + timedelta(days=number)
        made.append(visit("p1", day_, "08:00", ("c1",)))
        made.append(visit("p2", day_, "22:00", ("c2", "c3"), 2))
        if day_ == date(2026, 11, 30):
            made.append(visit("p3", day_, "10:00", ("c2",)))
    return made


def visit(person: str, day_: date, face: str, carers: tuple[str, ...], needed: int = 1) -> PlannedVisit:
    start = on(day_, face)
    name = f"{person}-{day_.isoformat()}-{face}"
    end = start + timedelta(minutes=30)
    return PlannedVisit(name, person, start, end, "booked", carers, needed, "Care", ("Wash",), version="7")


@pytest.fixture
def long_copy(store: Store, acting: Acting) -> Store:
    """A store with a copy of fifteen days, and the outage of 19:52 running."""
    with store.write(acting) as session:
        people_mirror.apply(session, PEOPLE, COPIED, frozenset())
        chunks = [[mirror.row_of(each) for each in two_weeks()]]
        mirror.apply(session, mirror.Rota(CARERS, chunks), COPIED)
        declare(session, Declare(("Rota",), BEGAN, "Carers rang: the app shows nothing"))
    return store


@pytest.fixture
def do_long(long_copy: Store, acting: Acting) -> Do:
    def run(action: Callable[..., Any], command: object) -> Any:
        with long_copy.write(acting) as session:
            return action(session, command)

    return run


def rows(store: Store, day_: date) -> list[Any]:
    with store.read() as session:
        return list(day(session, day_, NIGHT))


def test_every_week_is_repeated_with_its_clock_times_and_says_so(do_long: Do, long_copy: Store) -> None:
    entry = do_long(actions.roll_forward, RollForward(UNTIL))
    for number in range(1, 29):
        shown = rows(long_copy, COPY_ENDS + timedelta(days=number))
        assert [f"{local(row.start):%H:%M}" for row in shown if row.person in {"p1", "p2"}] == [
            "08:00",
            "22:00",
        ]
        assert {row.origin for row in shown} == {"rolled forward"}
    fortnightly = [
        each
        for each in range(1, 29)
        if any(row.person == "p3" for row in rows(long_copy, COPY_ENDS + timedelta(days=each)))
    ]
    assert [COPY_ENDS + timedelta(days=each) for each in fortnightly] == [
        date(2026, 12, 14),
        date(2026, 12, 28),
    ]
    said = journal.decode(entry)
    assert said.visits == 28 * 2 + 2
    assert said.digest == said.pattern.digest()
    with long_copy.read() as session:
        assert replay.differences(session) == []
        assert queries.reach(session) == queries.Reach(
            COPY_ENDS, UNTIL, 58, None, (date(2026, 11, 22), COPY_ENDS)
        )


def test_a_visit_rolled_forward_is_verified_like_any_other(do_long: Do, long_copy: Store) -> None:
    do_long(actions.roll_forward, RollForward(UNTIL))
    row = rows(long_copy, UNTIL)[0]
    entry = do_long(verify, Verify(row.visit, "did not happen", reason="DT08"))
    said = journal.decode(entry)
    assert (said.origin, entry.base_version) == ("rolled forward", None)
    assert rows(long_copy, UNTIL)[0].state is State.NOT_DONE
    with long_copy.read() as session:
        assert planned(session, row.visit).reference == row.visit
        printed = next_visits(session, ("p1",), from_text(to_text(row.start)) - timedelta(hours=1))
        assert printed["p1"][0].mark == "ROLLED FORWARD, not in the record"


def test_rolling_forward_again_makes_the_same_visits_and_keeps_what_was_changed(
    do_long: Do, long_copy: Store
) -> None:
    first = COPY_ENDS + timedelta(days=7)
    do_long(actions.roll_forward, RollForward(first))
    moved = rows(long_copy, first)[0]
    do_long(
        actions.move_visit,
        MoveVisit(
            moved.visit,
            moved.start + timedelta(hours=1),
            moved.end + timedelta(hours=1),
            "Later",
            seen=last(long_copy, moved.visit),
        ),
    )
    before = {row.visit for row in rows(long_copy, first)}
    with pytest.raises(Trouble, match="reaches until"):
        do_long(actions.roll_forward, RollForward(first))
    do_long(actions.roll_forward, RollForward(UNTIL))
    assert {row.visit for row in rows(long_copy, first)} == before
    assert local(rows(long_copy, first)[0].start).hour == 9
    with long_copy.read() as session:
        assert replay.differences(session) == []


def last(store: Store, visit_: str) -> str | None:
    with store.read() as session:
        return standing(session, visit_).last_entry


def test_what_goes_on_every_week_is_carried_and_what_was_for_once_is_not(
    do_long: Do, long_copy: Store
) -> None:
    monday = date(2026, 11, 23)
    tuesday, wednesday, thursday = (monday + timedelta(days=each) for each in (1, 2, 3))
    edwin = [f"p1-{each.isoformat()}-08:00" for each in (monday, tuesday, wednesday, thursday)]
    red = ("The person is red: every visit is to be made. Who makes sure that they are safe?",)
    do_long(
        actions.move_visit,
        MoveVisit(edwin[0], on(monday, "09:15"), on(monday, "10:00"), "Asked", "every week"),
    )
    do_long(actions.move_visit, MoveVisit(edwin[1], on(tuesday, "11:00"), on(tuesday, "11:30"), "Doctor"))
    do_long(actions.cancel_visit, CancelVisit(edwin[2], "Day centre", "Edwin", "every week", red))
    do_long(actions.cancel_visit, CancelVisit(edwin[3], "Out today", "Edwin", accepted=red))
    do_long(
        actions.add_visit,
        AddVisit("p3", on(tuesday, "15:00"), on(tuesday, "15:30"), "Lonely", ("c1",), lasts="every week"),
    )
    do_long(actions.add_visit, AddVisit("p3", on(thursday, "15:00"), on(thursday, "15:30"), "Fell", ("c1",)))
    do_long(actions.roll_forward, RollForward(UNTIL))
    for week in (14, 21, 28):
        seen = {
            name: [
                (row.person, f"{local(row.start):%H:%M}–{local(row.end):%H:%M}")
                for row in rows(long_copy, each + timedelta(days=week))
                if row.person in {"p1", "p3"} and (row.person, f"{local(row.start):%H:%M}") != ("p3", "10:00")
            ]
            for name, each in (("mon", monday), ("tue", tuesday), ("wed", wednesday), ("thu", thursday))
        }
        assert seen == {
            "mon": [("p1", "09:15–10:00")],
            "tue": [("p1", "08:00–08:30"), ("p3", "15:00–15:30")],
            "wed": [],
            "thu": [("p1", "08:00–08:30")],
        }


def test_a_known_absence_is_carried_and_ends_when_it_ends(do_long: Do, long_copy: Store) -> None:
    ends = COPY_ENDS + timedelta(days=3)
    do_long(actions.carer_off, TakeOff("c1", NIGHT, on(ends, "12:00"), "Broken wrist"))
    do_long(actions.roll_forward, RollForward(UNTIL))
    going = [rows(long_copy, COPY_ENDS + timedelta(days=each))[0].carers for each in (1, 3, 4)]
    assert going == [(), (), ("Iwan Prosser",)]


def test_a_booking_of_the_copy_beyond_its_end_is_not_made_twice(
    do_long: Do, long_copy: Store, acting: Acting
) -> None:
    there = COPY_ENDS + timedelta(days=5)
    booked = visit("p1", there, "08:20", ("c3",))
    with long_copy.write(acting) as session:
        all_visits = [mirror.row_of(each) for each in (*two_weeks(), booked)]
        mirror.apply(session, mirror.Rota(CARERS, [all_visits]), NIGHT)
    do_long(actions.roll_forward, RollForward(UNTIL))
    assert [(row.person, row.origin) for row in rows(long_copy, there)] == [
        ("p1", "copy"),
        ("p2", "rolled forward"),
    ]


def test_the_copy_that_reaches_there_takes_over_but_for_what_was_written_about(
    do_long: Do, long_copy: Store, acting: Acting
) -> None:
    do_long(actions.roll_forward, RollForward(UNTIL))
    told = rows(long_copy, COPY_ENDS + timedelta(days=1))[0].visit
    do_long(verify, Verify(told, "did not happen", reason="DT08"))
    later = [visit("p1", COPY_ENDS + timedelta(days=each), "08:00", ("c1",)) for each in range(1, 29)]
    later += [
        visit("p2", COPY_ENDS + timedelta(days=each), "22:00", ("c2", "c3"), 2) for each in range(1, 29)
    ]
    with long_copy.write(acting) as session:
        chunks = [[mirror.row_of(each) for each in (*two_weeks(), *later)]]
        mirror.apply(session, mirror.Rota(CARERS, chunks), NIGHT)
    with long_copy.read() as session:
        covered = queries.reach(session).covered_from
    assert covered == COPY_ENDS + timedelta(days=1)
    do_long(actions.end_roll_forward, EndRollForward(covered, "Fernway is back", (told,)))
    origins = [
        row.origin for each in range(1, 29) for row in rows(long_copy, COPY_ENDS + timedelta(days=each))
    ]
    assert origins.count("copy") == 56
    assert origins.count("rolled forward") == 1
    with long_copy.read() as session:
        assert replay.differences(session) == []
    with pytest.raises(Trouble, match="Nothing is rolled forward"):
        do_long(actions.end_roll_forward, EndRollForward(covered, "Again"))


def test_it_goes_no_further_than_twelve_weeks_and_needs_a_copy(
    do_long: Do, long_copy: Store, store: Store, acting: Acting
) -> None:
    with pytest.raises(Trouble, match="at most"):
        do_long(actions.roll_forward, RollForward(COPY_ENDS + timedelta(weeks=12, days=1)))
    do_long(actions.roll_forward, RollForward(COPY_ENDS + timedelta(weeks=12)))
    with long_copy.read() as session:
        number = select(func.count()).select_from(local_visits)
        assert session.execute(number).scalar() == 12 * 7 * 2 + 6


def test_without_a_rota_there_is_nothing_to_go_by(store: Store, acting: Acting) -> None:
    with store.write(acting) as session:
        declare(session, Declare(("Rota",), BEGAN, "Carers rang"))
    with pytest.raises(Trouble, match="no rota in this copy"), store.write(acting) as session:
        actions.roll_forward(session, RollForward(UNTIL))


def test_a_reassigned_visit_that_was_rolled_forward_keeps_its_mark(do_long: Do, long_copy: Store) -> None:
    do_long(actions.roll_forward, RollForward(UNTIL))
    row = rows(long_copy, UNTIL)[0]
    do_long(actions.reassign, Reassign(row.visit, ("c3",), "Iwan is away", seen=last(long_copy, row.visit)))
    again = rows(long_copy, UNTIL)[0]
    assert (again.origin, again.carers) == ("rolled forward", ("Keira Dunn",))


faces = st.builds(lambda hour, five: f"{hour:02}:{five * 5:02}", st.integers(0, 23), st.integers(0, 11))


@st.composite
def plans(draw: st.DrawFn) -> Planned:
    start = on(SATURDAY + timedelta(days=draw(st.integers(0, 13))), draw(faces))
    return Planned(
        id=draw(st.integers(0, 10**6).map(str)),
        person=f"p{draw(st.integers(0, 3))}",
        person_name="PIKE, Ronald",
        start=start,
        end=start + timedelta(minutes=draw(st.integers(5, 180))),
        carers=tuple(draw(st.lists(st.sampled_from(["c1", "c2", "c3"]), unique=True, max_size=2))),
        carers_needed=draw(st.integers(1, 2)),
    )


FORTNIGHT = [SATURDAY + timedelta(days=each) for each in range(14)]
YEAR = SATURDAY + timedelta(weeks=40)


@given(st.lists(plans(), max_size=12, unique_by=lambda each: each.id), st.integers(1, 84))
def test_clock_times_and_lengths_stay_and_no_reference_comes_twice(
    visits: list[Planned], number: int
) -> None:
    pattern = pattern_of(visits)
    # twelve weeks that have both clock changes within reach
    for last_day in (FORTNIGHT[-1], date(2027, 3, 1), date(2027, 10, 1)):
        days = days_after(last_day, last_day + timedelta(days=number), FORTNIGHT)
        made = list(repeated(pattern, days))
        assert len({each.id for each in made}) == len(made)
        assert made == list(repeated(pattern_of(reversed(visits)), days))
        wanted = sorted(
            (
                each.person,
                to_text(on(date.fromisoformat(day_), f"{local(each.start):%H:%M}")),
                each.end - each.start,
            )
            for day_, source in days
            for each in visits
            if local(each.start).date().isoformat() == source
        )
        assert (
            sorted((one.person, one.start, from_text(one.end) - from_text(one.start)) for one in made)
            == wanted
        )


@pytest.mark.parametrize(
    ("day_", "face", "minutes", "start", "end"),
    [
        # the clocks go forward at 01:00 on 28-Mar-2027 and back at 02:00 on 31-Oct-2027
        ("2027-03-27", "08:00", 30, "2027-03-27T08:00:00Z", "2027-03-27T08:30:00Z"),
        ("2027-03-28", "08:00", 30, "2027-03-28T07:00:00Z", "2027-03-28T07:30:00Z"),
        ("2027-03-28", "01:30", 30, "2027-03-28T01:30:00Z", "2027-03-28T02:00:00Z"),
        ("2027-03-27", "22:00", 540, "2027-03-27T22:00:00Z", "2027-03-28T06:00:00Z"),
        ("2027-10-31", "08:00", 30, "2027-10-31T08:00:00Z", "2027-10-31T08:30:00Z"),
        ("2027-10-31", "01:45", 30, "2027-10-31T00:45:00Z", "2027-10-31T01:15:00Z"),
        ("2027-10-30", "22:00", 540, "2027-10-30T21:00:00Z", "2027-10-31T07:00:00Z"),
    ],
)
def test_the_clock_on_the_wall_stays_when_the_clocks_change(
    day_: str, face: str, minutes: int, start: str, end: str
) -> None:
    begins = on(SATURDAY, face)
    pattern = pattern_of(
        [Planned("v", "p1", "PIKE", begins, begins + timedelta(minutes=minutes), ("c1",), 1)]
    )
    (made,) = repeated(pattern, [(day_, SATURDAY.isoformat())])
    assert (made.start, made.end) == (start, end)


@given(st.integers(1, 40), st.integers(0, 200))
def test_a_day_repeats_one_of_its_kind_and_its_weekday_where_there_is_one(number: int, ahead: int) -> None:
    copied = [SATURDAY + timedelta(days=each) for each in range(number)]
    target = copied[-1] + timedelta(days=ahead + 1)
    source = source_day(target, copied)
    assert source in copied
    if number >= 7:
        assert source.weekday() == target.weekday()
    if number >= 14:
        assert (target - source).days % 14 == 0


def test_a_single_booking_months_ahead_does_not_make_the_copy_longer() -> None:
    counted = {SATURDAY + timedelta(days=each): 200 for each in range(14)}
    counted |= {SATURDAY + timedelta(days=14): 3, SATURDAY + timedelta(days=90): 1}
    assert whole_days(counted) == [SATURDAY + timedelta(days=each) for each in range(14)]
    assert whole_days({}) == []


def test_a_carer_who_is_off_is_left_out_and_said_to_be_away() -> None:
    begins = on(SATURDAY, "08:00")
    pattern = pattern_of(
        [Planned("v", "p1", "PIKE", begins, begins + timedelta(minutes=30), ("c1", "c2"), 2)]
    )
    off = (Off("c1", "2026-12-05T00:00:00Z", "2026-12-06T00:00:00Z"),)
    days = [("2026-12-05", SATURDAY.isoformat()), ("2026-12-12", SATURDAY.isoformat())]
    made = list(repeated(pattern, days, off))
    assert [(each.carers, each.away) for each in made] == [(("c2",), ("c1",)), (("c1", "c2"), ())]


def test_a_pattern_travels_as_it_is() -> None:
    begins = on(SATURDAY, "08:00")
    pattern = pattern_of(
        [Planned("v", "p1", "PIKE", begins, begins + timedelta(minutes=30), ("c1",), 1, note="Dog")]
    )
    assert msgspec.json.decode(msgspec.json.encode(pattern), type=type(pattern)) == pattern
