"""A copy that comes with visits for a carer who is off: they need somebody, and say why."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from downtime_desk.core import replay
from downtime_desk.core.store import Acting, Store
from downtime_desk.rota import actions, mirror, queries
from downtime_desk.rota.actions import ComeBack, Reassign, TakeOff, take_off_new
from downtime_desk.rota.standing import standing
from downtime_desk.visits.queries import queue
from tests.conftest import NIGHT
from tests.rota.test_found import FIRST, SECOND, booking
from tests.rota.test_rollforward import COPY_ENDS, do_long, long_copy, on, two_weeks
from tests.visits.conftest import CARERS, COPIED, VISITS, at, visit

__all__ = ["do_long", "long_copy"]

Do = Callable[..., Any]
OFF = TakeOff("c1", NIGHT, None, "Broken wrist")
NEW = [booking(FIRST, "11:00"), booking(SECOND, "11:00")]


@pytest.fixture
def take(long_copy: Store, acting: Acting) -> Callable[[datetime], int]:
    """Take a later copy with new bookings, as a refresh at an instant does; say how many carers it was about."""

    def run(now: datetime) -> int:
        with long_copy.write(acting) as session:
            everything = [mirror.row_of(each) for each in (*two_weeks(), *NEW)]
            mirror.apply(session, mirror.Rota(CARERS, [everything]), NIGHT)
            return len(take_off_new(session, now))

    return run


def going(store: Store, visit_: str) -> list[str]:
    with store.read() as session:
        return [each.carer for each in standing(session, visit_).visit.carers]


def test_new_bookings_of_a_carer_who_is_off_need_somebody_and_say_why(
    do_long: Do, long_copy: Store, take: Any
) -> None:
    do_long(actions.carer_off, OFF)
    assert take(NIGHT) == 1
    assert take(NIGHT) == 0, "once is enough"
    with long_copy.read() as session:
        (first,) = queries.uncovered(session, NEW[0].start, NEW[0].end)
        (away,) = queries.away(session, NEW[0].start, NEW[0].end)
        assert queries.differences(session) == ()
        assert replay.differences(session) == []
    assert [going(long_copy, each.id) for each in NEW] == [[], []]
    assert first.why().startswith("Iwan Prosser is off. Broken wrist")
    assert away.visits == ("HOLLOWAY 11:00 has no carer",)


def test_they_are_theirs_again_when_they_are_back(do_long: Do, long_copy: Store, take: Any) -> None:
    off = do_long(actions.carer_off, OFF)
    take(NIGHT)
    do_long(actions.carer_back, ComeBack(off.id, NIGHT + timedelta(hours=1)))
    assert going(long_copy, NEW[1].id) == ["c1"]
    assert take(NIGHT + timedelta(hours=1)) == 0


def test_what_has_begun_is_for_its_account_to_say(do_long: Do, long_copy: Store, take: Any) -> None:
    do_long(actions.carer_off, OFF)
    assert take(on(FIRST, "11:01")) == 1
    assert [going(long_copy, each.id) for each in NEW] == [["c1"], []]


def test_what_was_decided_by_hand_about_a_carer_who_is_off_stands(
    do_long: Do, long_copy: Store, take: Any
) -> None:
    do_long(actions.carer_off, OFF)
    there = f"p1-{COPY_ENDS}-08:00"
    with long_copy.read() as session:
        seen = standing(session, there).last_entry
    accepted = ("Iwan Prosser is off until further notice.",)
    do_long(actions.reassign, Reassign(there, ("c1",), "Her family drive her", accepted=accepted, seen=seen))
    assert take(NIGHT) == 1
    assert going(long_copy, there) == ["c1"]


def test_outside_an_outage_the_main_system_s_rota_stands_alone(copy: Store, acting: Acting) -> None:
    with copy.write(acting) as session:
        assert take_off_new(session, NIGHT) == ()


def test_the_rescue_queue_says_that_who_is_off_is_still_on_a_visit_that_has_begun(
    do: Do, outage: Store
) -> None:
    def because() -> tuple[str, ...]:
        with outage.read() as session:
            return next(each.rank.because for each in queue(session, NIGHT).rows if each.visit == "v1")

    assert not any("is off" in each for each in because())
    off = do(actions.carer_off, OFF)
    assert because()[0] == "Iwan Prosser is off"
    assert going(outage, "v1") == ["c1"]
    do(actions.carer_back, ComeBack(off.id, NIGHT))
    assert not any("is off" in each for each in because())


def test_the_rescue_queue_says_who_is_off(do: Do, outage: Store, acting: Acting) -> None:
    do(actions.carer_off, TakeOff("c3", at("01:00"), None, "Sick"))
    late = visit("v10", "p3", "01:50", 30, ("c3",))
    with outage.write(acting) as session:
        rows = [mirror.row_of(each) for each in (*VISITS, late)]
        mirror.apply(session, mirror.Rota(CARERS, [rows]), COPIED)
        take_off_new(session, at("01:40"))
        because = {each.visit: each.rank.because for each in queue(session, at("02:10")).rows}
    assert because["v10"][:2] == ("nobody is to go", "Keira Dunn is off")
    # one of the two carers is off: the other goes, and the row says who is missing
    assert because["v2"][0] == "Keira Dunn is off"
