"""Facts of visits: kept, applied, corrected, replayed."""

from dataclasses import replace

import msgspec
from sqlalchemy import select

from downtime_desk.core import delivery, journal
from downtime_desk.core.replay import differences
from downtime_desk.core.store import Acting, Store
from downtime_desk.visits.facts import (
    CarerTimes,
    DeviationLogged,
    MedicineOutcome,
    Source,
    VisitVerified,
)
from downtime_desk.visits.model import deviations, verification_history, verifications

VERIFIED = VisitVerified(
    visit="v1",
    person="p1",
    person_name="HOLLOWAY, Edwin (Mr)",
    born="1941-03-14",
    nhs_number="9990002312",
    planned_start="2026-11-22T01:45:00Z",
    planned_end="2026-11-22T02:15:00Z",
    carers_needed=2,
    outcome="done",
    carers=(
        CarerTimes("c1", "Iwan Prosser", "2026-11-22T01:52:00Z", "2026-11-22T02:05:00Z"),
        CarerTimes("c2", "Mina Petrova", "2026-11-22T01:50:00Z", None),
    ),
    sources=(Source("carer-at-time", "Iwan Prosser", "2026-11-22T02:06:00Z"),),
    grade="B",
    priority="red",
    medicines=(MedicineOutcome("Co-beneldopa", "01:45", "given", "2026-11-22T01:58:00Z"),),
)
DEVIATION = DeviationLogged(
    visit="v1",
    person="p1",
    person_name="HOLLOWAY, Edwin (Mr)",
    born="1941-03-14",
    nhs_number=None,
    type="late",
    severity="low",
    harm="potential",
    happened_at="2026-11-22T01:52:00Z",
    what="Seven minutes late.",
    actions=("kin-told",),
    safeguarding="to decide",
)


def test_a_verified_visit_is_kept_as_told(store: Store, acting: Acting) -> None:
    with store.write(acting) as session:
        entry = journal.record(session, VERIFIED, subject="visit/v1", base_version="3")
    with store.read() as session:
        row = session.execute(select(verifications)).one()
        assert journal.decode(entry) == VERIFIED
        assert (row.visit, row.outcome, row.grade, row.base_version) == ("v1", "done", "B", "3")
        assert (row.arrived, row.left) == ("2026-11-22T01:50:00Z", "2026-11-22T02:05:00Z")
        assert (row.arrivals, row.leavings) == (2, 1)
        assert msgspec.json.decode(row.carers, type=tuple[CarerTimes, ...]) == VERIFIED.carers
        assert delivery.counts(session)["waiting"] == 1
        assert differences(session) == []


def test_a_correction_stands_and_the_first_account_stays(store: Store, acting: Acting) -> None:
    with store.write(acting) as session:
        first = journal.record(session, VERIFIED, subject="visit/v1")
    with store.write(acting) as session:
        second = journal.record(
            session,
            replace(VERIFIED, grade="A", note="Edwin says so too"),
            subject="visit/v1",
            corrects=first.id,
        )
    with store.read() as session:
        row = session.execute(select(verifications)).one()
        kept = session.execute(select(verification_history).order_by(verification_history.c.number)).all()
        assert (row.grade, row.entries, row.first_entry, row.last_entry) == ("A", 2, first.id, second.id)
        assert [(each.grade, each.corrects) for each in kept] == [("B", None), ("A", first.id)]
        assert differences(session) == []


def test_a_deviation_is_decided_later_and_twice(store: Store, acting: Acting) -> None:
    decided = replace(DEVIATION, safeguarding="not referred", safeguarding_reason="No neglect.")
    with store.write(acting) as session:
        first = journal.record(session, DEVIATION, subject="visit/v1")
        second = journal.record(session, decided, subject="visit/v1", corrects=first.id)
        journal.record(session, replace(decided, harm="none"), subject="visit/v1", corrects=second.id)
    with store.read() as session:
        row = session.execute(select(deviations)).one()
        assert (row.id, row.safeguarding, row.harm) == (first.id, "not referred", "none")
        assert differences(session) == []


def test_a_fact_is_one_plain_sentence() -> None:
    assert VERIFIED.words() == (
        "HOLLOWAY, Edwin (Mr): visit done, Iwan Prosser arrived 01:52, left 02:05; "
        "Mina Petrova arrived 01:50 (grade B: carer rang in at the time)."
    )
    absent = replace(VERIFIED, outcome="did not happen", carers=(), sources=(), reason="DT11", grade="D")
    assert absent.words() == "HOLLOWAY, Edwin (Mr): the visit did not happen, carer absent (grade D)."
    assert DEVIATION.words() == (
        "HOLLOWAY, Edwin (Mr): deviation, late, could have been harmed. Seven minutes late. "
        "Safeguarding: to decide."
    )
