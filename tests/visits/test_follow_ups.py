"""What follows a deviation: somebody is to do something by a time, and safeguarding is decided later."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from downtime_desk.core import journal
from downtime_desk.core.clock import to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.replay import differences
from downtime_desk.core.store import Acting, Store
from downtime_desk.sync.sending.reporting import report_of
from downtime_desk.sync.sending.reports import DeviationReport
from downtime_desk.visits import actions
from downtime_desk.visits.actions import CloseFollowUp, DecideSafeguarding, FollowUp, LogDeviation, ToDo
from downtime_desk.visits.facts import DeviationLogged, MedicineVariance
from downtime_desk.visits.model import deviations
from downtime_desk.visits.queries import to_do
from tests.visits.conftest import at

RING = ToDo("ring the GP", "Priya Nair", to_text(at("09:00")))
LATE = MedicineVariance(
    "Co-beneldopa 12.5/50 mg", "late", "01:45", to_text(at("02:04")), "111", "give now, next as planned"
)
MEDICINE = LogDeviation(
    "p1",
    "v1",
    "medicine",
    "moderate",
    "potential",
    to_text(at("02:00")),
    "Carer held up.",
    ("gp-111-999",),
    "to decide",
    medicine=LATE,
    follow_up=RING,
)


@pytest.fixture
def do(outage: Store, acting: Acting) -> Callable[..., Any]:
    def run(action: Callable[..., Any], command: object) -> Any:
        with outage.write(acting) as session:
            return action(session, command)

    return run


def open_now(store: Store) -> list[tuple[str, str, str]]:
    with store.read() as session:
        return [(row.kind, row.what, row.owner) for row in to_do(session)]


def test_a_deviation_its_medicine_and_its_follow_up_are_kept_together(
    do: Callable[..., Any], outage: Store
) -> None:
    entry = do(actions.log_deviation, MEDICINE)
    fact = journal.decode(entry)
    assert isinstance(fact, DeviationLogged)
    assert fact.medicine == LATE
    assert fact.words() == (
        "HOLLOWAY, Edwin (Mr): deviation, medicine not as planned, could have been harmed. Carer held up. "
        "Co-beneldopa 12.5/50 mg, due 01:45: given late, given 02:04. Asked: 111: give now, next as planned. "
        "Safeguarding: to decide."
    )
    assert open_now(outage) == [
        ("safeguarding", "Carer held up.", "Priya Nair"),
        ("follow-up", "ring the GP", "Priya Nair"),
    ]
    with outage.read() as session:
        report = report_of(session, entry)
        assert differences(session) == []
    assert isinstance(report, DeviationReport)
    assert "given late, given 02:04. Asked: 111" in report.detail


def test_safeguarding_is_decided_later_and_all_else_stands(do: Callable[..., Any], outage: Store) -> None:
    entry = do(actions.log_deviation, MEDICINE)
    decide = DecideSafeguarding(entry.id, "not referred", "No neglect: the road was closed.", entry.id)
    later = do(actions.decide_safeguarding, decide)
    fact = journal.decode(later)
    assert isinstance(fact, DeviationLogged)
    assert (fact.safeguarding, fact.what, fact.medicine) == ("not referred", "Carer held up.", LATE)
    assert later.corrects == entry.id
    assert open_now(outage) == [("follow-up", "ring the GP", "Priya Nair")]
    with outage.read() as session:
        assert len(session.execute(select(deviations)).all()) == 1
        assert differences(session) == []
    with pytest.raises(Trouble, match="Somebody else changed"):
        do(actions.decide_safeguarding, decide)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"decision": "to decide"}, "not decided yet"),
        ({"reason": " "}, "has no reason"),
        ({"seen": "other"}, "Somebody else changed"),
        ({"deviation": "other"}, "Somebody else changed"),
    ],
)
def test_a_decision_that_lacks_something_keeps_nothing(
    do: Callable[..., Any], outage: Store, wanted: dict[str, Any], said: str
) -> None:
    entry = do(actions.log_deviation, MEDICINE)
    good = DecideSafeguarding(entry.id, "referred", "Left without her dose.", entry.id)
    with pytest.raises(Trouble, match=said):
        do(actions.decide_safeguarding, replace(good, **wanted))
    assert ("safeguarding", "Carer held up.", "Priya Nair") in open_now(outage)


def test_a_follow_up_is_done_once_with_what_became_of_it(do: Callable[..., Any], outage: Store) -> None:
    entry = do(actions.log_deviation, replace(MEDICINE, follow_up=None))
    planned = do(actions.follow_up, FollowUp(entry.id, RING))
    assert journal.decode(planned).words() == (  # type: ignore[union-attr]
        "HOLLOWAY, Edwin (Mr): Priya Nair is to ring the GP by Sun 09:00."
    )
    with pytest.raises(Trouble, match="What became of it"):
        do(actions.close_follow_up, CloseFollowUp(planned.id, " "))
    do(actions.close_follow_up, CloseFollowUp(planned.id, "GP will visit."))
    assert [kind for kind, _, _ in open_now(outage)] == ["safeguarding"]
    with pytest.raises(Trouble, match="done already"):
        do(actions.close_follow_up, CloseFollowUp(planned.id, "Again."))
    with outage.read() as session:
        assert differences(session) == []


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (replace(RING, what=""), "what is to be done|What is to be done"),
        (replace(RING, owner=" "), "who does it"),
        (replace(RING, due=to_text(at("02:00"))), "02:00 is over"),
    ],
)
def test_a_follow_up_that_lacks_something_keeps_not_even_the_deviation(
    do: Callable[..., Any], outage: Store, wanted: ToDo, said: str
) -> None:
    with pytest.raises(Trouble, match=said):
        do(actions.log_deviation, replace(MEDICINE, follow_up=wanted))
    assert open_now(outage) == []


def test_a_medicine_without_a_name_is_asked_for(do: Callable[..., Any]) -> None:
    with pytest.raises(Trouble, match="Which medicine"):
        do(actions.log_deviation, replace(MEDICINE, medicine=MedicineVariance(" ", "late")))
