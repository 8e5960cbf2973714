"""Nobody answers the door: step by step with its clock, who did what, and how it ended."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from downtime_desk.core import journal
from downtime_desk.core.clock import to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.replay import differences
from downtime_desk.core.store import Acting, Store
from downtime_desk.outages import queries as outages
from downtime_desk.visits import actions
from downtime_desk.visits.actions import BeginNoReply, EndNoReply, TakeStep, Verify
from downtime_desk.visits.facts import CarerTimes, Source
from downtime_desk.visits.queries import NoReplyNow, State, day, queue, seen, unaccounted
from downtime_desk.visits.settings import NO_REPLY_STEPS
from tests.conftest import NIGHT
from tests.plugins.clock import Clock
from tests.visits.conftest import at

BEGIN = BeginNoReply("v3", "Keira Dunn", to_text(at("02:00")))


@pytest.fixture
def do(outage: Store, acting: Acting) -> Callable[..., Any]:
    def run(action: Callable[..., Any], command: object) -> Any:
        with outage.write(acting) as session:
            return action(session, command)

    return run


def now(store: Store, visit: str = "v3") -> NoReplyNow:
    with store.read() as session:
        found = seen(session, visit).no_reply
    assert found is not None
    return found


def test_it_comes_first_in_the_queue_with_its_step_and_its_clock(
    do: Callable[..., Any], outage: Store
) -> None:
    do(actions.begin_no_reply, BEGIN)
    with outage.read() as session:
        shown = queue(session, NIGHT)
        states = {row.visit: row.state for row in day(session, at("20:00").date(), NIGHT)}
    row = shown.rescue[0]
    assert (row.visit, row.state, row.rank.because[0]) == ("v3", State.NO_REPLY, "nobody answers the door")
    assert row.no_reply is not None
    assert (row.no_reply.step, row.no_reply.which) == (NO_REPLY_STEPS[0].words, "step 1 of 7")
    assert row.no_reply.due == at("02:05")
    assert states["v3"] is State.NO_REPLY


def test_each_step_is_kept_with_its_time_and_who_and_sets_the_next_clock(
    do: Callable[..., Any], outage: Store
) -> None:
    entry = do(actions.begin_no_reply, BEGIN)
    do(actions.take_step, TakeStep(entry.id, 0, "Keira Dunn", "curtains closed", to_text(at("02:04"))))
    do(actions.take_step, TakeStep(entry.id, 1))
    found = now(outage)
    assert [(each.words, each.who, each.found, each.at) for each in found.taken] == [
        (NO_REPLY_STEPS[0].words, "Keira Dunn", "curtains closed", to_text(at("02:04"))),
        (NO_REPLY_STEPS[1].words, None, "", to_text(NIGHT)),
    ]
    assert (found.place, found.due) == (2, at("02:11"))
    with outage.read() as session:
        said = [journal.decode(each).words() for each in journal.entries(session)][-2:]  # type: ignore[union-attr]
        assert differences(session) == []
    assert said == [
        "BANERJEE, Sunita: no reply, step 1, knock, ring the bell and wait, 02:04, Keira Dunn: curtains closed.",
        "BANERJEE, Sunita: no reply, step 2, ring the person, 02:06: still no reply.",
    ]


def test_after_the_last_step_the_answer_is_chased(do: Callable[..., Any], outage: Store) -> None:
    entry = do(actions.begin_no_reply, BEGIN)
    for place in range(len(NO_REPLY_STEPS)):
        do(actions.take_step, TakeStep(entry.id, place))
    found = now(outage)
    assert (found.step, found.which, found.due) == (
        "All steps taken: chase the answer",
        "step 7 of 7",
        at("02:21"),
    )
    with pytest.raises(Trouble, match="All steps were taken"):
        do(actions.take_step, TakeStep(entry.id, len(NO_REPLY_STEPS)))


@pytest.mark.parametrize("ending", ["found safe", "found not safe", "police asked", "not at home"])
def test_it_ends_one_of_four_ways_and_leaves_a_visit_to_verify(
    do: Callable[..., Any], outage: Store, ending: Any
) -> None:
    entry = do(actions.begin_no_reply, BEGIN)
    do(actions.end_no_reply, EndNoReply(entry.id, ending, "Keira Dunn", "Her son rang back"))
    assert (now(outage).ending, now(outage).found) == (ending, "Her son rang back")
    with outage.read() as session:
        row = next(row for row in queue(session, NIGHT).rows if row.visit == "v3")
        assert [each.type for each in seen(session, "v3").proposed] == ["no-access"]
        assert differences(session) == []
    assert (row.state, row.no_reply) == (State.UNACCOUNTED, None)
    again = do(actions.begin_no_reply, replace(BEGIN, at=None))
    assert now(outage).id == again.id


@pytest.mark.parametrize(
    ("action", "command", "said"),
    [
        (actions.begin_no_reply, BEGIN, "runs for this visit already"),
        (actions.begin_no_reply, replace(BEGIN, visit="v5", told_by=" "), "Who found no reply"),
        (actions.begin_no_reply, replace(BEGIN, visit="v5", at=to_text(at("02:07"))), "has not come yet"),
        (actions.begin_no_reply, replace(BEGIN, visit="nowhere"), "not in the copy"),
        (actions.take_step, TakeStep("", 1), "Somebody else took this step"),
        (actions.take_step, TakeStep("", 0, at=to_text(at("01:59"))), "before the first knock"),
        (actions.take_step, TakeStep("", 0, at=to_text(at("02:07"))), "has not come yet"),
        (actions.take_step, TakeStep("other", 0), "has ended"),
        (actions.end_no_reply, EndNoReply("", "found safe"), "how you know is not written down"),
        (actions.end_no_reply, EndNoReply("", "odd", found="x"), "was not chosen"),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_keeps_nothing(
    do: Callable[..., Any], outage: Store, action: Callable[..., Any], command: Any, said: str
) -> None:
    entry = do(actions.begin_no_reply, BEGIN)
    if getattr(command, "no_reply", None) == "":
        command = replace(command, no_reply=entry.id)
    with pytest.raises(Trouble, match=said):
        do(action, command)
    with outage.read() as session:
        assert journal.head(session).seq == entry.seq


def test_without_an_outage_it_is_the_main_systems(copy: Store, acting: Acting) -> None:
    with pytest.raises(Trouble, match="No outage is running"), copy.write(acting) as session:
        actions.begin_no_reply(session, BEGIN)


def test_saving_twice_takes_a_step_once(do: Callable[..., Any], outage: Store) -> None:
    entry = do(actions.begin_no_reply, BEGIN)
    once = TakeStep(entry.id, 0, fact_id="01935a00-0000-7000-8000-0000000000ab")
    assert do(actions.take_step, once) == do(actions.take_step, once)
    assert now(outage).place == 1


def test_a_silent_door_stays_open_whatever_else_is_known(
    do: Callable[..., Any], outage: Store, clock: Clock
) -> None:
    entry = do(actions.begin_no_reply, BEGIN)
    told = CarerTimes("c3", "Keira Dunn", to_text(at("20:55")), to_text(at("21:20")))
    do(actions.verify, Verify("v3", "done", (told,), (Source("carer-at-time", None, to_text(at("21:21"))),)))
    with outage.read() as session:
        running = outages.current(session)
        assert running is not None
        assert "v3" in {row.visit for row in queue(session, NIGHT).rows}
        left = {row.visit: row.missing for row in unaccounted(session, running, NIGHT)}
    assert left["v3"] == ("how the no reply ended",)
    do(actions.end_no_reply, EndNoReply(entry.id, "found safe", found="asleep"))
    with outage.read() as session:
        assert "v3" not in {row.visit for row in queue(session, NIGHT).rows}


def test_a_visit_the_main_system_cancelled_still_shows_its_silent_door(
    do: Callable[..., Any], outage: Store
) -> None:
    do(actions.begin_no_reply, replace(BEGIN, visit="v4"))
    with outage.read() as session:
        assert queue(session, NIGHT).rescue[0].visit == "v4"


def test_a_visit_nobody_could_make_is_held_for_its_no_access_deviation(
    do: Callable[..., Any], outage: Store
) -> None:
    entry = do(actions.begin_no_reply, BEGIN)
    do(actions.end_no_reply, EndNoReply(entry.id, "police asked", found="log 0412"))
    do(actions.verify, Verify("v3", "did not happen", reason="DT07"))
    with outage.read() as session:
        row = next(row for row in queue(session, NIGHT).rows if row.visit == "v3")
    assert (row.proposed, row.open_points) == ("no-access", ())
