"""What the list keeps from one look to the next is what reading all of it finds, whatever was written between."""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from downtime_desk.core.clock import to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting, Store
from downtime_desk.outages import queries as outages
from downtime_desk.people import mirror as people_mirror
from downtime_desk.people.actions import Tell, tell
from downtime_desk.people.summary import Listed, Medicine, Person, Priority, PriorityLevel, Summary
from downtime_desk.rota import actions as rota
from downtime_desk.rota import mirror as rota_mirror
from downtime_desk.rota import standing as rota_standing
from downtime_desk.rota.actions.common import carer_doubts
from downtime_desk.visits import actions, queries
from downtime_desk.visits.actions import LogDeviation, Verify
from downtime_desk.visits.facts import CarerTimes, Challenge, Source
from downtime_desk.visits.queries import PLANNED, KeptQueue, figures, queue, queue_order, read_whole, seen
from downtime_desk.visits.queries import kept_queue as keeping
from downtime_desk.visits.queries.queue import FIRST_SCREEN, read_again, read_queue
from downtime_desk.visits.queries.queue_order import Instant, Place, first_open
from downtime_desk.visits.settings import thresholds
from tests.conftest import NIGHT
from tests.visits.conftest import BEGAN, CARERS, COPIED, PEOPLE, visit

RANG = Source("carer-at-time", None, to_text(NIGHT))
EDWIN_SAID = Source("person", "Edwin", to_text(NIGHT))
OWNED = ("v1", "v2", "v3", "v5", "v6", "v7", "v9", "v10")
VISITS = (
    visit("v1", "p1", "01:45", 30, ("c1",)),
    visit("v2", "p2", "01:30", 30, ("c2", "c3"), 2),
    visit("v3", "p3", "20:50", 30, ("c3",)),
    visit("v5", "p5", "23:00", 30, ("c2",)),
    visit("v6", "p6", "02:30", 30, ("c1",)),
    visit("v7", "p4", "20:00", 30, ("c1",), 1, "cancelled"),
    visit("v9", "p3", "01:00", 30, ("c2",)),
    visit("v10", "p6", "22:00", 30, ("c3",), 1, "fulfilled"),
)


Act = Callable[[Session, int], object]


def account(session: Session, which: int) -> object:
    """Verify or correct a visit: done by one voice or two, not done, or there now."""
    wanted = OWNED[which % len(OWNED)]
    outcome = ("done", "done", "did not happen", "there now")[which // 8 % 4]
    found = seen(session, wanted)
    start = found.planned.start
    arrived = to_text(start + timedelta(minutes=which % 7))
    left = to_text(start + timedelta(minutes=25)) if outcome == "done" else None
    came = (CarerTimes("c1", "Iwan Prosser", arrived, left),) if outcome != "did not happen" else ()
    said = (RANG,) if which // 32 % 2 else (RANG, EDWIN_SAID)
    command = Verify(
        wanted,
        outcome,  # type: ignore[arg-type]
        came,
        said if came else (),
        reason="DT11" if which % 3 else "DT08",
        seen=found.account.entry if found.account else None,
    )
    if outcome != "did not happen":
        command = replace(command, reason=None)
    doubts = actions.look_at(session, command, NIGHT).doubts
    accepted = tuple(Challenge(each, "She said so.") for each in doubts)
    return actions.verify(session, replace(command, accepted=accepted))


def deviation(session: Session, which: int) -> object:
    """Write down what went otherwise at a visit."""
    found = seen(session, OWNED[which % len(OWNED)])
    kind = ("missed", "late", "short")[which % 3]
    return actions.log_deviation(
        session,
        LogDeviation(
            found.planned.who.id,
            found.planned.visit,
            kind,
            "high",
            "none",
            to_text(BEGAN),
            "It went otherwise.",
            ("welfare-call",),
            "to decide",
        ),
    )


def no_reply(session: Session, which: int) -> object:
    """Begin the steps at a door, or end them."""
    wanted = OWNED[which % len(OWNED)]
    running = queries.no_reply_of(session, wanted)
    if running is None or running.ending is not None:
        return actions.begin_no_reply(session, actions.BeginNoReply(wanted, "Iwan Prosser"))
    return actions.end_no_reply(session, actions.EndNoReply(running.id, "found safe", found="In bed."))


def told(session: Session, which: int) -> object:
    """Write down that somebody is in hospital, or home again."""
    person = PEOPLE[which % len(PEOPLE)].id
    kind = ("hospital", "home")[which // 8 % 2]
    return tell(session, Tell(person, kind, "Ward 4.", "Anne", "daughter", NIGHT))  # type: ignore[arg-type]


def rota_doubts(session: Session, which: int) -> tuple[str, ...]:
    """Return what is doubtful about sending that carer."""
    standing = rota_standing.standing(session, ("v1", "v6", "v9")[which % 3]).visit
    going = CARERS[which // 3 % 3]
    named = {going.id: f"{going.given} {going.family}"}
    return tuple(carer_doubts(session, standing.id, standing.start, standing.end, named))


def reassigned(session: Session, which: int) -> object:
    """Send another carer to a visit."""
    return rota.reassign(
        session,
        rota.Reassign(
            ("v1", "v6", "v9")[which % 3],
            (CARERS[which // 3 % 3].id,),
            "Iwan is unwell.",
            accepted=rota_doubts(session, which),
        ),
    )


AT_A_VISIT: tuple[Act, ...] = (account, account, account, deviation, no_reply)
ACTS: tuple[Act, ...] = (*AT_A_VISIT, told, reassigned)


@pytest.fixture
def night(outage: Store, acting: Acting) -> Store:
    """The outage with more visits: two of one person, one cancelled, one that the main system had as made."""
    with outage.write(acting) as session:
        chunks = [[rota_mirror.row_of(each) for each in VISITS]]
        rota_mirror.apply(session, rota_mirror.Rota(CARERS, chunks), COPIED)
    return outage


@pytest.mark.parametrize(("limit", "acts"), [(FIRST_SCREEN, ACTS), (3, ACTS), (2, AT_A_VISIT)])
@pytest.mark.parametrize("seed", range(3))
def test_what_is_kept_is_what_reading_all_of_it_finds(
    night: Store,
    acting: Acting,
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
    limit: int,
    acts: tuple[Act, ...],
) -> None:
    monkeypatch.setattr(sys.modules["downtime_desk.visits.queries.queue"], "AHEAD", 1)
    known = KeptQueue(night.read, limit)
    night.on_commit(lambda touched: known.forget() if touched & PLANNED else None)
    dice, done = Random(seed), 0
    for _ in range(30):
        forgotten, beside = known.forgotten(), dice.random() < 0.4
        with night.read() as session:
            made = read_whole(session, NIGHT + timedelta(seconds=dice.randrange(50)), limit)
        for _ in range(dice.randint(0 if beside else 1, 2)):
            try:
                with night.write(acting) as session:
                    dice.choice(acts)(session, dice.randrange(256))
                done += 1
            except Trouble:
                pass  # what cannot be done changes nothing, and that must be seen too
        if beside:
            known.keep(made, forgotten)
        found = known.read(NIGHT + timedelta(seconds=dice.randrange(50)))
        with night.read() as session:
            assert found.queue == queue(session, found.now, limit)
            assert found.figures == figures(session, found.now)
    assert done > 20


def test_after_a_save_the_whole_queue_is_not_read_again(
    night: Store, acting: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = KeptQueue(night.read)
    before = known.read(NIGHT)
    monkeypatch.setattr(keeping, "read_whole", lambda *_: pytest.fail("all of it was read"))
    for act, which in ((account, 0), (account, 32), (account, 82), (deviation, 18), (no_reply, 1)):
        with night.write(acting) as session:
            act(session, which)
        after = known.read(NIGHT)
        assert after != before
        before = after
    assert known.read(NIGHT) is before, "nothing was written"


def test_a_visit_beyond_those_known_does_not_pass_the_ones_between(
    night: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["downtime_desk.visits.queries.queue"], "AHEAD", 1)
    with night.read() as session:
        before = read_queue(session, NIGHT, 1)
        again = read_again(session, before, {"v9"}, 1)
    assert again is not None
    assert [each.visit for each in again.places] == ["v1", "v2"]


def test_a_new_minute_and_a_change_of_the_rota_are_read_whole(night: Store, acting: Acting) -> None:
    known = KeptQueue(night.read)
    before = known.read(NIGHT)
    later = known.read(NIGHT + timedelta(minutes=1))
    assert later.queue.rescue[0].rank.minutes == before.queue.rescue[0].rank.minutes - 1
    with night.write(acting) as session:
        reassigned(session, 3)
    named = {row.visit: row.carers for row in known.read(NIGHT + timedelta(minutes=1)).queue.rows}
    assert named["v1"] == ("Mina Petrova",)


def test_what_was_read_beside_is_gone_on_from_unless_the_rota_changed_meanwhile_or_it_is_older(
    night: Store, acting: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, later = KeptQueue(night.read), NIGHT + timedelta(minutes=1)
    with night.read() as session:
        before, after = read_whole(session, NIGHT), read_whole(session, later)
    forgotten = known.forgotten()
    known.keep(after, forgotten)
    known.keep(before, forgotten)
    with monkeypatch.context() as patched:
        patched.setattr(keeping, "read_whole", lambda *_: pytest.fail("all of it was read"))
        assert known.read(later) is after.known
    with night.write(acting) as session:
        reassigned(session, 3)
    known.forget()
    known.keep(after, forgotten)
    named = {row.visit: row.carers for row in known.read(later).queue.rows}
    assert named["v1"] == ("Mina Petrova",)


LEVELS: tuple[PriorityLevel | None, ...] = ("red", "amber", "green", None)


@pytest.mark.parametrize("exact_time", [0.0, 0.2, 0.9])
def test_the_first_screen_is_the_same_as_when_all_are_ranked(
    outage: Store, acting: Acting, exact_time: float
) -> None:
    dice = Random(exact_time)
    dose = Medicine("Co-beneldopa", "1", times=("01:45",), time_critical=True, support="administer")

    def person(number: int) -> Person:
        level = dice.choice(LEVELS)
        medicines = Listed("listed", (dose,)) if dice.random() < exact_time else Listed()
        summary = Summary(
            priority=Priority(level),
            medicines=medicines,
            lives_alone=dice.choice((True, False, None)),
            can_summon_help=dice.choice((True, False, None)),
        )
        return Person(f"p{number}", "Marlow", "Olive", summary=summary, version="1")

    chosen = [
        visit(
            f"v{number}",
            f"p{dice.randrange(44)}",
            dice.choice(("20:00", "21:10", "23:00", "01:10", "02:20", "03:30")),
            30,
            (),
            dice.choice((1, 1, 2)),
            dice.choice(("booked", "booked", "cancelled", "fulfilled")),
        )
        for number in range(120)
    ]
    with outage.write(acting) as session:
        people_mirror.apply(session, [person(n) for n in range(40)], COPIED, frozenset())
        rota_mirror.apply(
            session, rota_mirror.Rota(CARERS, [[rota_mirror.row_of(each) for each in chosen]]), COPIED
        )
    with outage.read() as session:
        running = outages.current(session)
        assert running is not None
        instant = Instant(NIGHT, running, thresholds(session))
        by_rank = sorted(
            Place(*row) for row in session.execute(queue_order._placed().where(instant.is_open()))
        )
        assert len(by_rank) > 40
        for number in (1, 5, 20, 200):
            assert first_open(session, instant, number) == by_rank[:number]
