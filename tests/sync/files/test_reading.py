"""Reading exports: what a row says, and what becomes of one that cannot be read."""

import json
import os
from pathlib import Path

import pytest

from downtime_desk.core.errors import Trouble
from downtime_desk.people.summary import Allergy, Contact, CprDecision
from downtime_desk.rota.plan import Carer
from downtime_desk.sync.files.folder import Files, Unmapped, holds_tables
from downtime_desk.sync.files.profiles import Mapped, profile_of
from downtime_desk.sync.staged import Known
from tests.sync.files.make import EXPORTED, PEOPLE, VISIT_HEAD, VISITS, one_person, put, staged, usual

BIRDIE = "id,firstname,lastname,date_of_birth,nhs_number,allergies,has_dnar,gp_name,gp_phone,address.access_details"


def test_people_and_visits_come_in(tmp_path: Path) -> None:
    files = Files(usual(tmp_path / "drop"))
    found = files.stage(Known())
    assert [(each.id, each.family) for each in found.people()] == [("P1", "MARLOW"), ("P2", "Okafor")]
    visits = list(found.visits())
    assert visits[0][:7] == (
        "V1",
        "P1",
        "2026-11-22T07:30:00Z",
        "2026-11-22T08:00:00Z",
        "booked",
        1,
        '["C7"]',
    )
    assert [each[8] for each in visits] == ['["wash","dress"]', '["meal"]', "[]"]
    assert (visits[2][5], visits[2][6]) == (1, "[]")
    assert found.carers == [Carer("C7", "C7", "")]
    assert found.rejected == []
    assert (found.as_of, found.can.read_people, found.can.read_rota) == (EXPORTED, True, True)
    assert [(each.name, each.rows) for each in files.seen] == [("people.csv", 2), ("visits.csv", 3)]


def test_the_rows_of_a_double_up_are_one_visit_wherever_they_stand(tmp_path: Path) -> None:
    usual(tmp_path)
    put(tmp_path, "visits.csv", VISITS + "V1,P1,8.0,22/11/2026 07:30,22/11/2026 08:00,dress-meds\n")
    (first, *others) = staged(tmp_path).visits()
    assert (first[0], first[5], first[6], first[8]) == ("V1", 2, '["C7","8"]', '["wash","dress","meds"]')
    assert len(others) == 2


def test_rows_of_one_visit_that_do_not_agree_are_listed(tmp_path: Path) -> None:
    usual(tmp_path)
    put(tmp_path, "visits.csv", VISITS + "V1,P2,C8,22/11/2026 07:30,22/11/2026 08:00,\n")
    found = staged(tmp_path)
    ((reason),) = found.rejected
    assert (reason.where, reason.id) == ("visits.csv line 5", "V1")
    assert "do not agree" in reason.reason
    first = next(iter(found.visits()))
    assert (first[1], first[6]) == ("P1", '["C7"]')


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("V9,P1,C7,22/11/2026 08:00,22/11/2026 07:30,", "ends before it begins"),
        ("V9,P1,C7,22/11/2026 08:00,24/11/2026 07:30,", "longer than a day"),
        ("V9,P1,C7,,22/11/2026 07:30,", "start is blank"),
        ("V9,P1,C7,22/11/2026 08:00,NULL,", "end is blank"),
        ("V9,,C7,22/11/2026 08:00,22/11/2026 08:30,", "person’s id is blank"),
        ("V9,P1,C7,22/11/26 08:00,22/11/26 08:30,", "“PlannedStartDateTime”: its year has two digits"),
        ("V9,P1,C7,22/11/2026 08:00", "4 cells and the header has 6"),
        ("V9,P1,C7,22/11/2026 08:00,22/11/2026 08:30,a,b", "7 cells and the header has 6"),
        ("V9,P77,C7,22/11/2026 08:00,22/11/2026 08:30,", "not among the people"),
    ],
)
def test_a_visit_that_cannot_be_read_is_listed_and_stays_in_the_copy(
    tmp_path: Path, row: str, why: str
) -> None:
    usual(tmp_path)
    put(tmp_path, "visits.csv", f"{VISITS}{row}\n")
    found = staged(tmp_path)
    (listed,) = found.rejected
    assert why in listed.reason
    assert listed.where in {"visits.csv line 5", "the rota"}
    assert "V9" in found.keep_visits
    assert found.visits_count == 3


def test_blanks_past_the_last_column_are_no_fault(tmp_path: Path) -> None:
    usual(tmp_path)
    put(tmp_path, "visits.csv", VISITS + "V9,P1,C7,22/11/2026 08:00,22/11/2026 08:30,,, \n")
    assert staged(tmp_path).visits_count == 4


def test_a_date_with_its_month_first_stops_the_file(tmp_path: Path) -> None:
    usual(tmp_path)
    put(tmp_path, "visits.csv", VISITS + "V9,P1,C7,11/30/2026 08:00,11/30/2026 08:30,\n")
    with pytest.raises(
        Trouble, match=r"visits\.csv line 5, column “PlannedStartDateTime”: it has its month first"
    ):
        staged(tmp_path)


def test_a_visit_in_the_hour_that_comes_twice_says_so(tmp_path: Path) -> None:
    usual(tmp_path)
    put(tmp_path, "visits.csv", VISIT_HEAD + "V1,P1,C7,25/10/2026 01:15,25/10/2026 01:45,\n")
    (visit,) = staged(tmp_path).visits()
    assert visit[2] == "2026-10-25T00:15:00Z"
    assert "clocks go back" in str(visit[10])


@pytest.mark.parametrize(
    ("said", "state", "items", "listed"),
    [
        ("", "not recorded", (), 0),
        ("NULL", "not recorded", (), 0),
        ("No known allergies", "none", (), 0),
        ("nil known.", "none", (), 0),
        ("None", "not recorded", (), 1),
        ("n/a", "not recorded", (), 1),
        ("Penicillin; latex", "listed", ("Penicillin", "latex"), 0),
        ("NKDA", "listed", ("NKDA",), 0),
        ("No known food allergies", "listed", ("No known food allergies",), 0),
        ("Penicillin; none", "listed", ("Penicillin",), 1),
        ("Pen\x07icillin", "not recorded", (), 1),
    ],
)
def test_allergies_in_their_three_states(
    tmp_path: Path, said: str, state: str, items: tuple[str, ...], listed: int
) -> None:
    person, found = one_person(
        tmp_path, "id,firstname,lastname,date_of_birth,allergies", f"P1,Elsie,Marlow,,{said}"
    )
    assert person.summary.allergies.state == state
    assert person.summary.allergies.items == tuple(map(Allergy, items))
    assert len(found.rejected) == listed
    assert bool(person.summary.alerts.items) == bool(listed)


def test_a_person_of_the_birdie_kind(tmp_path: Path) -> None:
    row = "P1,Elsie,Marlow,14/03/1941,9990000018.0,,true,Dr Pell,01632 960111,Key safe by the door 4417"
    person, found = one_person(tmp_path, BIRDIE, row)
    assert (person.nhs_number, str(person.born)) == ("9990000018", "1941-03-14")
    assert person.summary.cpr == CprDecision(decided=True, form="DNACPR recorded, form not held")
    assert person.summary.gp == Contact("Dr Pell", "GP", "01632 960111")
    assert "4417" not in (person.summary.directions or "")
    assert person.summary.has_entry_code
    assert "4417" in person.entry_codes[0].code
    assert found.rejected == []


def test_no_is_not_a_decision_for_cpr(tmp_path: Path) -> None:
    person, _ = one_person(tmp_path, BIRDIE, "P1,Elsie,Marlow,,,,false,,,")
    assert person.summary.cpr == CprDecision()


def test_a_birth_date_that_is_none_is_listed_and_the_person_comes_in(tmp_path: Path) -> None:
    person, found = one_person(tmp_path, BIRDIE, "P1,Elsie,Marlow,14/03/41,,,,,,")
    assert person.born is None
    (listed,) = found.rejected
    assert (listed.person_id, listed.where) == ("P1", "one.csv line 2")
    assert "“date_of_birth”: its year has two digits" in listed.reason


@pytest.mark.parametrize("row", ["P9,,,GL1", ",Ann,Lee,GL1", "P9,Ann", "1.2E+11,Ann,Lee,GL1"])
def test_a_person_that_cannot_be_read_is_listed_and_stays_in_the_copy(tmp_path: Path, row: str) -> None:
    put(tmp_path, "people.csv", f"{PEOPLE}{row}\n")
    found = staged(tmp_path)
    assert [each.where for each in found.rejected] == ["people.csv line 4"]
    assert found.people_count == 2
    if row.startswith("P9"):
        assert "P9" in found.keep_people


def test_birdie_visits_hold_people_carers_and_both_carers_of_a_visit(tmp_path: Path) -> None:
    who = {"id": "P1", "firstname": "Elsie", "lastname": "Marlow", "date_of_birth": "1941-03-14"}
    carers = [
        {"user": {"id": 1, "firstname": "Tom", "lastname": "Reed", "phone_number": "07700 900123"}},
        {"user": {"id": 2, "firstname": "Asha", "lastname": "Devi"}},
    ]
    times = {"start_at": "2026-07-01T06:30:00Z", "end_at": "2026-07-01T07:00:00Z"}
    put(tmp_path, "v.json", json.dumps([{"id": "V1", "careRecipient": who, "caregivers": carers, **times}]))
    found = staged(tmp_path)
    (visit,) = found.visits()
    assert (visit[2], visit[5], visit[6]) == ("2026-07-01T06:30:00Z", 2, '["1","2"]')
    assert [str(each.born) for each in found.people()] == ["1941-03-14"]
    assert found.carers == [Carer("1", "Reed", "Tom", "07700 900123"), Carer("2", "Devi", "Asha")]
    assert found.rejected == []


def test_a_file_of_carers_says_more_than_the_rota(tmp_path: Path) -> None:
    usual(tmp_path)
    put(tmp_path, "staff.csv", 'No,Name\nC7,"Reed, Tom"\n')
    own = profile_of(Mapped("Staff", ("No", "Name"), {"No": "carer.id", "Name": "carer.name"}))
    assert Files(tmp_path, (own,)).stage(Known()).carers == [Carer("C7", "Reed", "Tom")]


def test_a_visit_by_day_time_and_length_over_midnight(tmp_path: Path) -> None:
    put(tmp_path, "people.csv", PEOPLE)
    head = "visit_id,service_user_id,visit_date,requested_visit_time,requested_visit_duration\n"
    put(tmp_path, "v.csv", head + "1,P1,22/11/2026,23:30,00:45:00\n")
    (visit,) = staged(tmp_path).visits()
    assert visit[2:4] == ("2026-11-22T23:30:00Z", "2026-11-23T00:15:00Z")


def test_a_visit_without_an_id_is_known_by_whose_and_when(tmp_path: Path) -> None:
    put(tmp_path, "people.csv", PEOPLE)
    put(tmp_path, "v.csv", "Who,Day,From,To\nP1,22/11/2026,22:00,07:00\nP1,22/11/2026,22:00,07:00\n")
    fields = {"Who": "person.id", "Day": "visit.day", "From": "visit.start_time", "To": "visit.end_time"}
    own = profile_of(Mapped("", tuple(fields), fields))
    (visit,) = Files(tmp_path, (own,)).stage(Known()).visits()
    assert visit[:4] == ("P1 2026-11-22T22:00Z", "P1", "2026-11-22T22:00:00Z", "2026-11-23T07:00:00Z")


@pytest.mark.parametrize(
    ("cells", "status"),
    [
        ("Y,,", "cancelled"),
        ("N,Cancelled by family,", "cancelled"),
        (",No Show,", "noshow"),
        (",Awaiting,", "Awaiting"),
        (",,22/11/2026 08:01", "fulfilled"),
        (",,", "booked"),
    ],
)
def test_statuses(tmp_path: Path, cells: str, status: str) -> None:
    put(tmp_path, "people.csv", PEOPLE)
    header = ("Ref", "Who", "From", "To", "X", "Status", "Out")
    put(tmp_path, "v.csv", f"{','.join(header)}\n1,P1,22/11/2026 07:30,22/11/2026 08:00,{cells}\n")
    kinds = (
        "visit.id",
        "person.id",
        "visit.start",
        "visit.end",
        "visit.cancelled",
        "visit.status",
        "visit.left",
    )
    own = profile_of(Mapped("", header, dict(zip(header, kinds, strict=True))))
    (visit,) = Files(tmp_path, (own,)).stage(Known()).visits()
    assert visit[4] == status


def test_unknown_columns_wait_for_a_person(tmp_path: Path) -> None:
    usual(tmp_path)
    put(tmp_path, "odd.csv", "Ref,Client\n1,2\n3,4\n")
    with pytest.raises(Unmapped) as raised:
        staged(tmp_path)
    assert (raised.value.name, raised.value.header) == ("odd.csv", ("Ref", "Client"))
    assert raised.value.sample == (("1", "2"), ("3", "4"))


def test_two_exports_of_one_kind_are_refused_unless_they_are_parts(tmp_path: Path) -> None:
    usual(tmp_path)
    later = put(tmp_path, "visits 2.csv", VISIT_HEAD + "V8,P1,C7,23/11/2026 07:30,23/11/2026 08:00,\n")
    with pytest.raises(Trouble, match=r"visits 2\.csv and visits\.csv have the same columns"):
        staged(tmp_path)
    header = tuple(VISIT_HEAD.strip().split(","))
    fields = {"VisitID": "visit.id", "UserID": "person.id", "PlannedStartDateTime": "visit.start"}
    own = profile_of(Mapped("", header, fields | {"PlannedEndDateTime": "visit.end"}, parts=True))
    assert Files(tmp_path, (own,)).stage(Known()).visits_count == 4
    os.utime(later, (0, 0))
    parts = Files(tmp_path, (own,))
    parts.stage(Known())
    assert parts.as_of is not None
    assert parts.as_of.year == 1970


@pytest.mark.parametrize(
    ("name", "words"), [("old.xls", "another kind"), (".hidden.csv", ""), ("~$a.xlsx", "")]
)
def test_other_files_of_the_folder(tmp_path: Path, name: str, words: str) -> None:
    usual(tmp_path)
    put(tmp_path, name, b"\xff\xfe\x00")
    put(tmp_path, "read me.pdf", b"%PDF")
    if not words:
        assert staged(tmp_path).visits_count == 3
        return
    with pytest.raises(Trouble, match=words):
        staged(tmp_path)


def test_an_empty_and_a_missing_folder_are_said(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="no exports"):
        staged(tmp_path)
    with pytest.raises(Trouble, match="cannot be opened"):
        staged(tmp_path / "gone")
    put(tmp_path, "staff.csv", "No,Name\nC7,x\n")
    own = profile_of(Mapped("Staff", ("No", "Name"), {"No": "carer.id", "Name": "carer.name"}))
    with pytest.raises(Trouble, match="neither people nor visits"):
        Files(tmp_path, (own,)).stage(Known())


@pytest.mark.parametrize(
    ("name", "said", "tables"),
    [
        ("a.csv", "x", True),
        ("a.json", '[{"id": 1}]', True),
        ("a.json", '{"resourceType": "Bundle"}', False),
        ("a.ndjson", "{}", False),
        ("a.pdf", "", False),
    ],
)
def test_a_folder_is_told_from_one_of_fhir_files(
    tmp_path: Path, name: str, said: str, *, tables: bool
) -> None:
    put(tmp_path, name, said)
    assert holds_tables(tmp_path) is tables


def test_an_empty_folder_is_one_that_exports_are_put_into(tmp_path: Path) -> None:
    assert holds_tables(tmp_path)
    with pytest.raises(Trouble, match=r"Put the \.csv, \.xlsx or \.json files there"):
        staged(tmp_path)


def test_a_double_up_is_fulfilled_when_both_carers_left(tmp_path: Path) -> None:
    put(tmp_path, "people.csv", PEOPLE)
    head = "VisitID,UserID,PlannedCarerID,PlannedStartDateTime,PlannedEndDateTime,CheckOutDateTime\n"
    times = "22/11/2026 07:30,22/11/2026 08:00"
    for second, status in (("NULL", "booked"), ("22/11/2026 08:05", "fulfilled")):
        put(tmp_path, "v.csv", f"{head}1,P1,C1,{times},{second}\n1,P1,C2,{times},22/11/2026 08:02\n")
        (visit,) = staged(tmp_path).visits()
        assert visit[4] == status
