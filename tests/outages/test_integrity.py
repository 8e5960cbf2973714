"""Data-integrity incidents: opened, checked by samples, closed with a cause, rebuilt from the journal."""

from datetime import date

import pytest

from downtime_desk.core.errors import Trouble
from downtime_desk.core.replay import differences
from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting, Store
from downtime_desk.outages.integrity.actions import (
    Amend,
    Close,
    OpenIncident,
    SpotCheck,
    amend,
    close,
    open_by_itself,
    open_incident,
    spot_check,
)
from downtime_desk.outages.integrity.facts import MOST_NAMED, Affected
from downtime_desk.outages.integrity.queries import accuracy, all_incidents, checks, incident, is_open
from downtime_desk.outages.queries import chronology

ANN = Affected("p1", "FELL, Ann", ("allergies", "medicines"))
WAVE = OpenIncident("Fernway", "The notes of 1 of 10 people came incomplete.", "by itself", (ANN,), 10)


def checked(reference: str, right: int, wrong: int, found: str = "") -> SpotCheck:
    return SpotCheck(reference, "p1", "FELL, Ann", "the chart in the home", right, wrong, found)


def whole(session: Session) -> str:
    """Take an incident to its end and return its reference."""
    reference = open_incident(session, WAVE)
    amend(
        session,
        Amend(reference, "INC-7", "A migration lost a table.", "Fernway, J. Ade", date(2026, 12, 6), 61),
    )
    spot_check(session, checked(reference, 4, 1, "Codeine is missing"))
    spot_check(session, checked(reference, 5, 0))
    close(session, Close(reference, "Fernway brought the table back on the 24th."))
    return reference


def test_an_incident_from_its_opening_to_its_end(store: Store, acting: Acting) -> None:
    with store.write(acting) as session:
        reference = whole(session)
    assert reference.startswith("DI-2026-001-")
    with store.read() as session:
        (here,) = all_incidents(session)
        assert (here.root_cause, here.agreed_with, here.ticket) == (
            "A migration lost a table.", "Fernway, J. Ade", "INC-7",
        )  # fmt: skip
        assert (here.accuracy_before, here.accuracy_after) == (61, 90)
        assert here.supervised_until == date(2026, 12, 6)
        assert here.affected == (ANN,)
        assert not is_open(session)
        assert differences(session) == []
        lines = [each.words for each in chronology(session, None)]
    assert lines[0] == (
        f"Data-integrity incident {reference} closed. Accuracy after: 90 %."
        " Fernway brought the table back on the 24th."
    )
    assert lines[2].endswith("checked against the chart in the home: 4 of 5 right. Codeine is missing")


def test_it_closes_only_with_a_cause_and_a_check(store: Store, acting: Acting) -> None:
    with store.write(acting) as session:
        reference = open_incident(session, WAVE)
        with pytest.raises(Trouble, match="root cause is not written down"):
            close(session, Close(reference, "Done."))
        amend(session, Amend(reference, root_cause="A migration."))
        with pytest.raises(Trouble, match="No record was checked"):
            close(session, Close(reference, "Done."))
        spot_check(session, checked(reference, 3, 0))
        with pytest.raises(Trouble, match="not said how it ended"):
            close(session, Close(reference, " "))
        close(session, Close(reference, "Done."))
        with pytest.raises(Trouble, match="is closed"):
            spot_check(session, checked(reference, 3, 0))


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (SpotCheck("", "p1", "", "label", 1, 0), "whose record"),
        (SpotCheck("", "p1", "FELL, Ann", " ", 1, 0), "held against"),
        (SpotCheck("", "p1", "FELL, Ann", "label", 0, 0), "Nothing was looked at"),
        (SpotCheck("", "p1", "FELL, Ann", "label", -1, 2), "Nothing was looked at"),
        (SpotCheck("", "p1", "FELL, Ann", "label", 1, 1), "what was wrong"),
    ],
)
def test_a_check_says_whose_against_what_and_what_was_wrong(
    store: Store, acting: Acting, command: SpotCheck, says: str
) -> None:
    with store.write(acting) as session:
        reference = open_incident(session, WAVE)
        with pytest.raises(Trouble, match=says):
            spot_check(session, SpotCheck(reference, *list(vars(command).values())[1:]))
        assert checks(session, reference) == []


def test_one_found_by_itself_is_opened_once_until_it_is_closed(store: Store, acting: Acting) -> None:
    with store.write(acting) as session:
        reference = open_by_itself(session, WAVE)
        assert reference is not None
        assert open_by_itself(session, WAVE) is None
        amend(session, Amend(reference, root_cause="A migration."))
        spot_check(session, checked(reference, 1, 0))
        close(session, Close(reference, "Done."))
        assert open_by_itself(session, WAVE) is not None


def test_everybody_is_counted_and_so_many_are_named(store: Store, acting: Acting) -> None:
    many = tuple(
        Affected(f"p{number}", f"FELL, {number}", ("medicines",)) for number in range(MOST_NAMED + 7)
    )
    with store.write(acting) as session:
        reference = open_incident(session, OpenIncident("Fernway", "Many.", "by hand", many, 2000))
        here = incident(session, reference)
    assert here is not None
    assert (len(here.affected), here.number_affected) == (MOST_NAMED, MOST_NAMED + 7)
    assert here.sections == {"medicines": MOST_NAMED + 7}


def test_accuracy_is_counted_and_never_rounded_up(store: Store, acting: Acting) -> None:
    with store.write(acting) as session:
        reference = open_incident(session, WAVE)
        assert accuracy(checks(session, reference)) is None
        spot_check(session, checked(reference, 199, 1, "One dose"))
        assert accuracy(checks(session, reference)) == 99


def test_nothing_new_is_refused(store: Store, acting: Acting) -> None:
    with store.write(acting) as session:
        reference = open_incident(session, WAVE)
        amend(session, Amend(reference, ticket="INC-7"))
        with pytest.raises(Trouble, match="Nothing in that is new"):
            amend(session, Amend(reference, ticket="INC-7 "))
        with pytest.raises(Trouble, match="101 % is not possible"):
            amend(session, Amend(reference, accuracy_before=101))
