"""One person out of all the rows that speak of them."""

from pathlib import Path

import pytest

from downtime_desk.people.summary import Person
from downtime_desk.sync.staged import Staged
from tests.sync.files.make import put, staged

HEADER = "id,firstname,lastname,date_of_birth,nhs_number,allergies,primary_phone_number,has_dnar"
BOOKING = (
    '[{"id":"v1","start_at":"2026-11-22T07:30:00Z","end_at":"2026-11-22T08:00:00Z",'
    '"careRecipient":{"id":"1","firstname":"Ann","lastname":"Lee","allergies":%s},'
    '"caregivers":[{"user":{"id":"c","firstname":"Kim","lastname":"Cole"}}]}]'
)
CLIENT = '[{"id":"1","firstname":"Ann","lastname":"Lee","date_of_birth":"1941-03-02","allergies":"Penicillin","has_dnar":true}]'


def of(folder: Path, *rows: str) -> tuple[Person, Staged]:
    """Return the one person of some rows."""
    put(folder, "people.csv", "\n".join((HEADER, *rows)) + "\n")
    found = staged(folder)
    (person,) = found.people()
    return person, found


@pytest.mark.parametrize("bookings", ["bookings.json", "visits.json"])
def test_what_a_rota_leaves_out_a_list_of_people_says_whichever_is_read_first(
    tmp_path: Path, bookings: str
) -> None:
    put(tmp_path, bookings, BOOKING % "null")
    put(tmp_path, "clients.json", CLIENT)
    found = staged(tmp_path)
    (person,) = found.people()
    assert [each.substance for each in person.summary.allergies.items] == ["Penicillin"]
    assert (str(person.born), person.summary.cpr.decided) == ("1941-03-02", True)
    assert (found.people_count, found.sections["allergies"], found.rejected) == (1, 1, [])


def test_a_row_for_each_allergy_is_one_person_with_all_of_them(tmp_path: Path) -> None:
    person, found = of(tmp_path, "1,Ann,Lee,,,Penicillin,,", "1,Ann,Lee,,,Latex,,", "1,Ann,Lee,,,,,")
    assert [each.substance for each in person.summary.allergies.items] == ["Penicillin", "Latex"]
    assert found.rejected == []


def test_none_in_one_row_and_nothing_in_another_is_none(tmp_path: Path) -> None:
    person, _ = of(tmp_path, "1,Ann,Lee,,,,,", "1,Ann,Lee,,,No known allergies,,")
    assert person.summary.allergies.state == "none"


def test_what_could_not_be_read_in_one_row_is_not_none_by_another(tmp_path: Path) -> None:
    person, found = of(tmp_path, "1,Ann,Lee,,,No known allergies,,", "1,Ann,Lee,,,#REF!,,")
    assert person.summary.allergies.state == "not recorded"
    assert [each.kind for each in person.summary.alerts.items] == ["Not all read"]
    assert [each.where for each in found.rejected] == ["people.csv line 3"]


def test_two_answers_are_said_on_the_person_and_listed(tmp_path: Path) -> None:
    person, found = of(
        tmp_path, "1,Ann,Lee,,,Latex,01632 960001,", "1,Anne,Lee,,,No known allergies,01632 960002,"
    )
    assert (person.given, person.summary.phone, person.summary.allergies.state) == (
        "Ann",
        "01632 960001",
        "listed",
    )
    (alert,) = person.summary.alerts.items
    assert alert.text == "The main system’s export has two answers for: given name, allergies, telephone."
    (rejected,) = found.rejected
    assert (rejected.where, rejected.person_id) == ("people.csv line 3", "1")
    assert "do not agree on: given name, allergies, telephone" in rejected.reason


@pytest.mark.parametrize(
    "other", ["1,Bo,Kerr,,,Latex,,", "1,Ann,Lee,02/03/1950,,Latex,,", "1,Ann,Lee,,9990000026,Latex,,"]
)
def test_rows_of_two_people_under_one_id_are_never_mixed(tmp_path: Path, other: str) -> None:
    person, found = of(tmp_path, "1,Ann,Lee,02/03/1941,9990000018,,,", other)
    assert (person.family, person.summary.allergies.state) == ("Lee", "not recorded")
    assert [each.kind for each in person.summary.alerts.items] == ["Not all read"]
    assert [each.where for each in found.rejected] == ["people.csv line 3"]


def test_a_code_among_a_persons_risks_is_kept_apart(tmp_path: Path) -> None:
    put(
        tmp_path,
        "people.csv",
        "id,firstname,lastname,date_of_birth,general_notes\n1,Ann,Lee,,Dog. Key safe 44 12 by the door\n",
    )
    (person,) = staged(tmp_path).people()
    assert [each.text for each in person.summary.alerts.items] == [
        "Dog. Key safe (code kept apart) by the door"
    ]
    assert [(each.label, each.code) for each in person.entry_codes] == [
        ("General notes", "Dog. Key safe 44 12 by the door")
    ]
