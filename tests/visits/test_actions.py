"""Verifying, correcting, deviations and drafts: rules, what is kept, and nothing kept on failure."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from downtime_desk.core import delivery, journal
from downtime_desk.core.clock import to_text
from downtime_desk.core.drafts import KeepDraft, drafts, keep_draft
from downtime_desk.core.errors import Trouble
from downtime_desk.core.replay import differences
from downtime_desk.core.store import Acting, Store
from downtime_desk.people import mirror as people_mirror
from downtime_desk.visits import actions
from downtime_desk.visits.actions import LogDeviation, Verify
from downtime_desk.visits.facts import CarerTimes, Challenge, MedicineOutcome, Source, VisitVerified
from downtime_desk.visits.model import deviations, verifications
from downtime_desk.visits.queries import seen
from tests.visits.conftest import COPIED, PEOPLE, at

RANG = Source("carer-at-time", None, to_text(at("02:06")))
EDWIN_SAID = Source("person", "Edwin", to_text(at("02:06")))


def iwan(arrived: str | None, left: str | None = None) -> CarerTimes:
    return CarerTimes("c1", "Iwan Prosser", _text(arrived), _text(left))


def mina(arrived: str | None, left: str | None = None) -> CarerTimes:
    return CarerTimes("c2", "Mina Petrova", _text(arrived), _text(left))


def keira(arrived: str | None, left: str | None = None) -> CarerTimes:
    return CarerTimes("c3", "Keira Dunn", _text(arrived), _text(left))


def _text(face: str | None) -> str | None:
    return to_text(at(face)) if face else None


DONE = Verify("v1", "done", (iwan("01:35", "02:04"),), (RANG, EDWIN_SAID))


@pytest.fixture
def do(outage: Store, acting: Acting) -> Callable[..., Any]:
    """Do an action in a transaction of its own."""

    def run(action: Callable[..., Any], command: object) -> Any:
        with outage.write(acting) as session:
            return action(session, command)

    return run


def row(store: Store, visit: str = "v1") -> Any:
    with store.read() as session:
        return session.execute(select(verifications).where(verifications.c.visit == visit)).first()


def test_a_verified_visit_copies_what_the_manager_saw(do: Callable[..., Any], outage: Store) -> None:
    entry = do(actions.verify, DONE)
    fact = journal.decode(entry)
    assert isinstance(fact, VisitVerified)
    assert (fact.person_name, fact.born, fact.nhs_number) == (
        "HOLLOWAY, Edwin (Mr)",
        "1941-03-14",
        "9990002312",
    )
    assert (fact.planned_start, fact.priority, fact.grade) == ("2026-11-22T01:45:00Z", "red", "A")
    assert (entry.subject, entry.base_version, entry.corrects) == ("visit/v1", "7", None)
    assert row(outage).settled == 1
    with outage.read() as session:
        assert differences(session) == []
        assert delivery.counts(session)["waiting"] == 1


def test_what_we_know_is_kept_at_any_point_and_is_not_settled(do: Callable[..., Any], outage: Store) -> None:
    do(actions.verify, Verify("v1", "there now", (iwan("01:52"),), (RANG,)))
    assert (row(outage).settled, row(outage).grade, row(outage).arrived) == (0, "B", "2026-11-22T01:52:00Z")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (Verify("v1"), "Nothing was typed yet"),
        (Verify("v1", "did not happen", (iwan("01:52"),), reason="DT11"), "has no times"),
        (Verify("v1", "there now", (iwan("01:35", "02:04"),)), "Everybody has left"),
        (Verify("v1", "did not happen", reason="DT99"), "The reason is Other"),
        (replace(DONE, sources=(RANG, RANG, EDWIN_SAID)), "Two sources are enough"),
        (replace(DONE, visit="nowhere"), "not in the copy"),
        (replace(DONE, seen="an entry that never was"), "Somebody else wrote"),
    ],
)
def test_a_rule_that_does_not_hold_keeps_nothing(
    do: Callable[..., Any], outage: Store, command: Verify, said: str
) -> None:
    with outage.read() as session:
        before = journal.head(session)
    with pytest.raises(Trouble, match=said):
        do(actions.verify, command)
    with outage.read() as session:
        assert journal.head(session) == before
    assert row(outage) is None


@pytest.mark.parametrize(
    ("told", "doubt"),
    [
        (iwan("01:52", "01:40"), "Iwan Prosser left 01:40, before arriving 01:52."),
        (iwan("01:52", "02:20"), "Iwan Prosser: 02:20 has not come yet."),
        (iwan("01:45", "01:55"), "Iwan Prosser stayed 10 of 30 minutes: under 80 %."),
        (iwan("00:10", "01:55"), "Iwan Prosser stayed 105 minutes, over 3 times the 30 planned."),
    ],
)
def test_a_doubt_is_answered_or_nothing_is_kept(
    do: Callable[..., Any], outage: Store, told: CarerTimes, doubt: str
) -> None:
    with pytest.raises(Trouble) as raised:
        do(actions.verify, replace(DONE, carers=(told,)))
    assert raised.value.what == doubt
    blank = replace(DONE, carers=(told,), accepted=(Challenge(doubt, " "),))
    with pytest.raises(Trouble):
        do(actions.verify, blank)
    assert row(outage) is None
    answered = Challenge(doubt, "Iwan is sure")
    fact = journal.decode(do(actions.verify, replace(blank, accepted=(answered,))))
    assert isinstance(fact, VisitVerified)
    assert fact.carers == (told,)
    assert fact.challenges == (answered,)


def test_times_that_are_the_planned_ones_are_asked_about(do: Callable[..., Any]) -> None:
    told = (CarerTimes("c3", "Keira Dunn", to_text(at("20:50")), to_text(at("21:20"))),)
    with pytest.raises(Trouble, match="Did Keira Dunn say these times"):
        do(actions.verify, Verify("v3", "done", told, (RANG,)))


def test_one_carer_in_two_places_is_asked_about(do: Callable[..., Any]) -> None:
    do(actions.verify, Verify("v5", "done", (mina("23:05", "23:35"),), (RANG,)))
    with pytest.raises(
        Trouble, match="Mina Petrova is also written down at NUTTALL, Arthur from 23:05 to 23:35"
    ):
        do(actions.verify, Verify("v2", "done", (mina("23:30", "23:59"),), (RANG,)))


def test_a_correction_says_why_and_keeps_the_first_account(do: Callable[..., Any], outage: Store) -> None:
    first = do(actions.verify, DONE)
    changed = replace(DONE, carers=(iwan("01:40", "02:04"),), seen=first.id)
    with pytest.raises(Trouble, match="arrived 01:35 before, now 01:40"):
        do(actions.verify, changed)
    why = Challenge("Iwan Prosser arrived 01:35 before, now 01:40.", "He misread his watch")
    second = do(actions.verify, replace(changed, accepted=(why,)))
    assert second.corrects == first.id
    assert (row(outage).entries, row(outage).first_entry, row(outage).arrived) == (
        2,
        first.id,
        "2026-11-22T01:40:00Z",
    )


def test_adding_what_was_missing_asks_nothing(do: Callable[..., Any], outage: Store) -> None:
    first = do(actions.verify, Verify("v1", "there now", (iwan("01:35"),), (RANG,)))
    do(actions.verify, replace(DONE, seen=first.id))
    assert row(outage).settled == 1


def test_two_desks_do_not_write_over_each_other(do: Callable[..., Any]) -> None:
    do(actions.verify, DONE)
    with pytest.raises(Trouble, match="Somebody else wrote about this visit"):
        do(actions.verify, DONE)


def test_saving_twice_keeps_it_once(do: Callable[..., Any], outage: Store) -> None:
    once = replace(DONE, fact_id="01935a00-0000-7000-8000-0000000000aa")
    assert do(actions.verify, once) == do(actions.verify, once)
    assert row(outage).entries == 1


PAIR = Verify("v2", "done", (mina("01:30", "01:55"), keira("01:35", "02:01")), (RANG, EDWIN_SAID))


@pytest.mark.parametrize(
    ("command", "proposed"),
    [
        (PAIR, None),
        (replace(PAIR, carers=(mina("01:00", "01:25"), keira("01:30", "01:55"))), "single-handed"),
        (replace(PAIR, carers=(mina("01:30", "01:55"),)), None),
        (replace(PAIR, carers=(mina("01:30", "01:55"),), reason="DT12"), "single-handed"),
        (Verify("v2", "did not happen", reason="DT11"), "missed"),
        (Verify("v2", "did not happen", reason="DT08"), None),
        (replace(PAIR, medicines=(MedicineOutcome("Insulin", "01:30", "missed"),)), "medicine"),
    ],
)
def test_deviations_that_must_be_written_down_are_proposed(
    do: Callable[..., Any], outage: Store, command: Verify, proposed: str | None
) -> None:
    do(actions.verify, command)
    assert row(outage, "v2").proposed == proposed


DEVIATION = LogDeviation(
    "p1",
    "v1",
    "late",
    "low",
    "potential",
    to_text(at("02:00")),
    "Seven minutes late.",
    ("kin-told",),
    "to decide",
)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (replace(DEVIATION, type="odd"), "What kind of deviation"),
        (replace(DEVIATION, what=" "), "What happened is not written down"),
        (replace(DEVIATION, actions=()), "What was done about it"),
        (replace(DEVIATION, safeguarding="referred"), "without a reason"),
        (replace(DEVIATION, safeguarding="not referred"), "without a reason"),
        (replace(DEVIATION, happened_at=to_text(at("02:07"))), "has not come yet"),
        (replace(DEVIATION, corrects="nothing"), "Somebody else changed"),
    ],
)
def test_a_deviation_that_lacks_something_is_not_kept(
    do: Callable[..., Any], outage: Store, command: LogDeviation, said: str
) -> None:
    with pytest.raises(Trouble, match=said):
        do(actions.log_deviation, command)
    with outage.read() as session:
        assert session.execute(select(deviations)).all() == []


def test_a_deviation_is_about_its_visit_or_its_person(do: Callable[..., Any], outage: Store) -> None:
    of_visit = do(actions.log_deviation, DEVIATION)
    of_person = do(actions.log_deviation, replace(DEVIATION, visit=None, type="data"))
    assert (of_visit.subject, of_person.subject) == ("visit/v1", "person/p1")
    assert of_visit.base_version == "7"
    with outage.read() as session:
        assert {each.person_name for each in session.execute(select(deviations))} == {"HOLLOWAY, Edwin (Mr)"}
        assert differences(session) == []


def test_a_draft_is_kept_as_typed_and_goes_when_it_is_saved(do: Callable[..., Any], outage: Store) -> None:
    do(keep_draft, KeepDraft("visit/v1", '{"arrived":"15"}'))
    do(keep_draft, KeepDraft("visit/v1", '{"arrived":"152"}'))
    do(keep_draft, KeepDraft("visit/v2", "{}"))
    with outage.read() as session:
        kept = {each.subject: each.words for each in session.execute(select(drafts))}
    assert kept == {"visit/v1": '{"arrived":"152"}', "visit/v2": "{}"}
    do(actions.verify, DONE)
    do(keep_draft, KeepDraft("visit/v2", ""))
    with outage.read() as session:
        assert session.execute(select(drafts)).all() == []


def test_tasks_not_done_need_a_reason_and_propose_a_deviation(do: Callable[..., Any], outage: Store) -> None:
    left = replace(DONE, tasks_not_done=("Wash", "Breakfast"))
    with pytest.raises(Trouble) as raised:
        do(actions.verify, left)
    assert raised.value.what == "Not done: Wash, Breakfast. No reason is chosen."
    do(actions.verify, replace(left, reason="DT09"))
    with outage.read() as session:
        found = seen(session, "v1")
    assert found.account is not None
    assert found.account.tasks_not_done == ("Wash", "Breakfast")
    assert [(each.type, each.what, each.holds) for each in found.proposed] == [
        ("task-omitted", "Not done: Wash, Breakfast.", False)
    ]


@pytest.mark.parametrize(
    ("here", "there", "said"),
    [
        ("4 Mill Road", "9 Quay Street", "1 min between two addresses, 5 at least."),
        ("4 Mill Road", "4, mill road", None),
        ("4 Mill Road", None, None),
        (None, None, None),
    ],
)
def test_travel_that_cannot_be_done_is_challenged_where_addresses_are_known_to_differ(
    do: Callable[..., Any],
    outage: Store,
    acting: Acting,
    here: str | None,
    there: str | None,
    said: str | None,
) -> None:
    live_at(outage, acting, {"p2": here, "p5": there})
    do(actions.verify, Verify("v5", "done", (mina("23:05", "23:35"),), (RANG,)))
    later = Verify("v2", "there now", (mina("23:36"),), (RANG,))
    if said is None:
        do(actions.verify, later)
        return
    with pytest.raises(Trouble) as raised:
        do(actions.verify, later)
    assert raised.value.what == (f"Mina Petrova left NUTTALL, Arthur 23:35 and arrived here 23:36: {said}")
    do(actions.verify, replace(later, carers=(mina("23:40"),)))


def test_travel_is_challenged_whichever_visit_is_told_first(
    do: Callable[..., Any], outage: Store, acting: Acting
) -> None:
    live_at(outage, acting, {"p2": "4 Mill Road", "p5": "9 Quay Street"})
    do(actions.verify, Verify("v2", "there now", (mina("23:38"),), (RANG,)))
    with pytest.raises(Trouble, match="left here 23:35 and arrived at ASHWORTH, Maureen 23:38: 3 min"):
        do(actions.verify, Verify("v5", "done", (mina("23:05", "23:35"),), (RANG,)))


def live_at(store: Store, acting: Acting, addresses: dict[str, str | None]) -> None:
    people = [
        msgspec.structs.replace(
            each, summary=msgspec.structs.replace(each.summary, address=addresses.get(each.id))
        )
        for each in PEOPLE
    ]
    with store.write(acting) as session:
        people_mirror.apply(session, people, COPIED, frozenset())
