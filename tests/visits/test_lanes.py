"""The lanes of the timeline: who has one, in which order, what is in it, and how each visit looks."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some
from PySide6.QtWidgets import QApplication

from downtime_desk.core.clock import to_text
from downtime_desk.core.store import Acting, Store
from downtime_desk.people.actions import Tell
from downtime_desk.people.actions import tell as write_told
from downtime_desk.rota import mirror as rota_mirror
from downtime_desk.visits import actions
from downtime_desk.visits.actions import Verify
from downtime_desk.visits.facts import CarerTimes, Source
from downtime_desk.visits.queries import Block, Lane, LaneRead, State, lanes, read_lanes
from downtime_desk.visits.screen.timeline import drawing
from downtime_desk.visits.screen.timeline.looks import Kind, Look, is_silent, looks, tracks
from tests.conftest import NIGHT
from tests.visits.conftest import CARERS, COPIED, VISITS, at, visit

SINCE, UNTIL = NIGHT - timedelta(hours=12), NIGHT + timedelta(hours=12)
RANG = Source("carer-at-time", None, to_text(at("01:59")))


def read(store: Store) -> tuple[tuple[Lane, ...], dict[str | None, LaneRead]]:
    with store.read() as session:
        found = lanes(session, NIGHT, SINCE, UNTIL)
        return found, read_lanes(session, found, NIGHT, SINCE, UNTIL)


def look_of(store: Store, carer: str | None, which: str) -> Look:
    found, inside = read(store)
    lane = next(each for each in found if each.carer == carer)
    place = [block.visit for block in inside[carer].blocks].index(which)
    return looks(lane, inside[carer], NIGHT)[place]


def tell(store: Store, acting: Acting, command: Verify) -> None:
    with store.write(acting) as session:
        actions.verify(session, command)


def plan(store: Store, acting: Acting, *more: object) -> None:
    with store.write(acting) as session:
        rows = [[rota_mirror.row_of(each) for each in (*VISITS, *more)]]  # type: ignore[arg-type]
        rota_mirror.apply(session, rota_mirror.Rota(CARERS, rows), COPIED + timedelta(minutes=1))


def test_carers_who_go_together_stand_together_and_no_carer_comes_last(outage: Store, acting: Acting) -> None:
    plan(outage, acting, visit("v9", "p5", "04:00", 30, ()))
    found, inside = read(outage)
    assert [lane.name for lane in found] == ["Iwan Prosser", "Keira Dunn", "Mina Petrova", "No carer yet"]
    assert (found[1].beside, found[2].beside) == (("c2",), ("c3",))
    assert [block.visit for block in inside["c2"].blocks] == ["v4", "v5", "v2"]
    assert [block.visit for block in inside[None].blocks] == ["v9"]
    assert look_of(outage, None, "v9") == Look(
        Kind.NO_CARER,
        "No carer",
        "NUTTALL, Arthur, Priority not recorded, planned 04:00 to 04:30, no carer yet. Has no carer.",
    )


def test_a_carer_whose_visits_are_done_comes_after_those_who_have_some_open(
    outage: Store, acting: Acting
) -> None:
    told = (
        CarerTimes("c2", "Mina Petrova", to_text(at("01:31")), to_text(at("01:59"))),
        CarerTimes("c3", "Keira Dunn", to_text(at("01:31")), to_text(at("01:59"))),
    )
    said = (RANG, Source("person", "Maureen", to_text(NIGHT)))
    tell(outage, acting, Verify("v2", "done", told, said))
    keira = CarerTimes("c3", "Keira Dunn", to_text(at("20:52")), to_text(at("21:18")))
    tell(outage, acting, Verify("v3", "done", (keira,), (Source("carer-later", None, to_text(NIGHT)),)))
    found, inside = read(outage)
    assert [(lane.name, lane.waiting, lane.unverified) for lane in found] == [
        ("Iwan Prosser", 2, 1),
        ("Mina Petrova", 1, 1),
        ("Keira Dunn", 0, 0),
    ]
    assert (look_of(outage, "c3", "v3").words, look_of(outage, "c3", "v2").words) == ("Done C", "Done A")
    assert inside["c3"].heard == NIGHT


def test_a_visit_short_of_a_carer_stands_in_both_lanes(outage: Store, acting: Acting) -> None:
    plan(outage, acting, visit("v9", "p2", "04:00", 30, ("c1",), 2))
    _, inside = read(outage)
    assert "v9" in [block.visit for block in inside["c1"].blocks]
    assert look_of(outage, None, "v9").words == "1 of 2"


def test_each_carer_of_a_pair_looks_as_far_as_they_were_heard_of(outage: Store, acting: Acting) -> None:
    told = CarerTimes("c2", "Mina Petrova", to_text(at("01:38")))
    tell(outage, acting, Verify("v2", "there now", (told,), (RANG,)))
    assert (look_of(outage, "c2", "v2").kind, look_of(outage, "c2", "v2").words) == (Kind.THERE, "In 01:38")
    assert (look_of(outage, "c3", "v2").kind, look_of(outage, "c3", "v2").words) == (
        Kind.UNHEARD,
        "Not heard",
    )
    _, inside = read(outage)
    assert (inside["c2"].heard, inside["c3"].heard) == (at("01:59"), None)


def test_a_stay_in_hospital_told_since_the_copy_is_dashed_and_said(
    outage: Store, acting: Acting, qapp: QApplication
) -> None:
    assert not look_of(outage, "c1", "v1").told
    with outage.write(acting) as session:
        write_told(session, Tell("p1", "hospital", "Ward 4", "Anne", "daughter", at("21:10")))
    look = look_of(outage, "c1", "v1")
    assert (look.kind, look.told) == (Kind.LATE, True)
    assert "Iwan Prosser. Told 21:10, not checked: in hospital. Not arrived" in look.sentence
    assert not look_of(outage, "c1", "v6").told
    pictures = [
        drawing._picture((look.kind, "X", "red", "Late", "", told), 90, 46, 1, "light", 100).toImage()
        for told in (False, True)
    ]
    assert pictures[0] != pictures[1]


def test_somebody_else_who_came_has_the_visit_in_their_lane(outage: Store, acting: Acting) -> None:
    told = CarerTimes("c3", "Keira Dunn", to_text(at("01:50")))
    tell(outage, acting, Verify("v1", "there now", (told,), (RANG,)))
    assert look_of(outage, "c3", "v1").kind is Kind.THERE
    assert look_of(outage, "c1", "v1").kind is Kind.UNHEARD


def test_what_is_not_settled_never_looks_done(outage: Store, acting: Acting) -> None:
    assert look_of(outage, "c1", "v1") == Look(
        Kind.LATE,
        "Late 21 m",
        "HOLLOWAY, Edwin, Red, planned 01:45 to 02:15, Iwan Prosser. "
        "Not arrived as far as we know, 21 min late.",
    )
    assert look_of(outage, "c1", "v6").words == "At risk"
    assert look_of(outage, "c2", "v4").kind is Kind.CANCELLED
    iwan = CarerTimes("c1", "Iwan Prosser", to_text(at("01:35")), to_text(at("02:04")))
    tell(outage, acting, Verify("v1", "done", (iwan,), (Source("carer-at-time", None, to_text(NIGHT)),)))
    assert (look_of(outage, "c1", "v1").kind, look_of(outage, "c1", "v1").words) == (Kind.WEAK, "1 source")
    assert look_of(outage, "c1", "v6").words == "Due 02:30"


def test_without_an_outage_nothing_is_late(copy: Store) -> None:
    assert look_of(copy, "c1", "v1").kind is Kind.LATER


def block(start: datetime, minutes: int, state: State = State.DUE) -> Block:
    end = start + timedelta(minutes=minutes)
    return Block("v", "p", "X", "X", None, start, end, state, 1, (), (), None, None, None, None)


moments = some.integers(0, 300).map(lambda minutes: NIGHT + timedelta(minutes=minutes))
days = some.lists(some.builds(block, moments, some.integers(1, 90)), max_size=12).map(
    lambda found: sorted(found, key=lambda each: each.start)
)


@given(days)
def test_no_two_visits_of_one_track_overlap(day: list[Block]) -> None:
    placed = tracks(day)
    assert len(placed) == len(day)
    for place, one in enumerate(day):
        for after in range(place + 1, len(day)):
            if placed[place][0] == placed[after][0]:
                assert one.end <= day[after].start
        alone = all(other is one or other.end <= one.start or one.end <= other.start for other in day)
        assert placed[place][0] < placed[place][1]
        if alone:
            assert placed[place] == (0, 1)


@pytest.mark.parametrize("state", [State.LATE, State.UNACCOUNTED])
def test_a_carer_is_silent_from_the_last_visit_nobody_spoke_of(state: State) -> None:
    assert is_silent((block(NIGHT, 30, state),))
    assert not is_silent((block(NIGHT, 30),))
