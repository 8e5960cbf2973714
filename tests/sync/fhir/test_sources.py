"""Folders, Bundles and documents: mixed shapes come in, half a file never passes for a whole one."""

import json
import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from downtime_desk.core.errors import Trouble
from downtime_desk.people.summary import Person
from downtime_desk.sync.fhir import folder as folders
from downtime_desk.sync.fhir.folder import Folder
from downtime_desk.sync.fhir.reading import read
from downtime_desk.sync.staged import Staged
from tests.sync.fhir.make import Resource, allergy, bundle, patient, raw, reasons, staged, visit

DATA = Path(__file__).parents[2] / "data"


def lines(*resources: Resource) -> bytes:
    return b"".join(raw(each) + b"\n" for each in resources)


def folder(tmp_path: Path, **files: bytes) -> Staged:
    for name, content in files.items():
        stem, _, suffix = name.rpartition("_")
        (tmp_path / f"{stem}.{suffix}").write_bytes(content)
    return read(Folder(tmp_path))


def test_every_shape_in_one_folder(tmp_path: Path) -> None:
    found = folder(
        tmp_path,
        people_ndjson=b"\xef\xbb\xbf" + lines(patient("p1"), patient("p2")) + b"\n\n" + raw(patient("p3")),
        allergies_json=json.dumps(bundle(allergy(), visit()), indent=2).encode(),
        one_json=b"\xef\xbb\xbf" + raw(visit("v2", person="p3")),
        more_JSONL=lines(visit("v3")),
        notes_txt=b"not for us",
    )
    assert found.rejected == []
    assert (found.people_count, found.visits_count) == (3, 3)


def test_where_a_bad_line_is_found_is_said_and_the_rest_come_in(tmp_path: Path) -> None:
    found = folder(tmp_path, people_ndjson=lines(patient("p1")) + b"{oops\n" + lines(patient("p2")))
    assert [(each.where, each.reason) for each in found.rejected] == [
        ("people.ndjson line 2", "it is not well-formed JSON")
    ]
    assert found.people_count == 2


def test_a_line_too_long_is_listed_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("downtime_desk.sync.strict.MOST_BYTES", 1000)
    monkeypatch.setattr(folders, "LONGEST_LINE", 1002)
    long = patient("p1", text={"div": "x" * 5000})
    last = raw(patient("p3", text={"div": "y" * 3000}))
    found = folder(tmp_path, people_ndjson=lines(long, patient("p2")) + last)
    assert reasons(found) == ["it is larger than any record should be"] * 2
    assert [person.id for person in found.people()] == ["p2"]
    assert found.keep_people == {"p1", "p3"}


@pytest.mark.parametrize(
    "cut",
    [
        {"people_ndjson": lines(patient("p1")) + raw(patient("p2"))[:-30]},
        {"people_ndjson": lines(patient("p1")) + raw(patient("p2"))[:-1]},
        {"all_json": raw(bundle(patient("p1"), patient("p2")))[:-40]},
        {"all_json": b""},
        {"all_json": raw(bundle(patient("p1")))[:-1] + b',"entry":[]}'},
    ],
)
def test_half_a_file_stops_the_reading(tmp_path: Path, cut: dict[str, bytes]) -> None:
    with pytest.raises(Trouble, match="again"):
        folder(tmp_path, **cut)


def test_a_folder_without_records_or_not_there(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="no records"):
        folder(tmp_path, notes_txt=b"x")
    with pytest.raises(Trouble, match="cannot be opened"):
        read(Folder(tmp_path / "gone"))


def test_a_file_too_large_to_split_asks_for_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "MOST_WHOLE", 100)
    with pytest.raises(Trouble, match="NDJSON"):
        folder(tmp_path, all_json=raw(bundle(patient("p1"), patient("p2"))))


def test_an_export_is_as_old_as_its_oldest_file(tmp_path: Path) -> None:
    for name, at in (("a.ndjson", 1_700_000_000), ("b.ndjson", 1_700_003_600)):
        (tmp_path / name).write_bytes(lines(patient(name[0])))
        os.utime(tmp_path / name, (at, at))
    assert read(Folder(tmp_path)).as_of == datetime.fromtimestamp(1_700_000_000, UTC)


def test_entries_that_call_each_other_by_urn() -> None:
    said = bundle(patient(), allergy(), visit(), urns=True)
    said["entry"][1]["resource"]["patient"]["reference"] = "urn:uuid:00000001"
    said["entry"][2]["resource"]["participant"][0]["actor"]["reference"] = "urn:uuid:00000001"
    del said["entry"][0]["resource"]["id"]
    found = staged(said)
    assert found.rejected == []
    (person,) = found.people()
    assert person.id == "00000001"
    assert person.summary.allergies.items[0].substance == "Penicillin"
    assert next(found.visits())[1] == "00000001"


def test_a_bad_entry_is_listed_under_its_number_and_the_rest_come_in() -> None:
    said = bundle(patient(), allergy(), visit())
    said["entry"][1]["resource"]["code"] = "Penicillin"
    found = staged(said)
    assert [(each.where, each.person_id) for each in found.rejected] == [("line 1 entry 2", "p1")]
    assert (found.people_count, found.visits_count) == (1, 1)


def test_bundles_within_bundles_end() -> None:
    said: Resource = patient()
    for _ in range(6):
        said = bundle(said)
    found = staged(said, patient("p2"))
    assert "without end" in found.rejected[0].reason
    assert found.people_count == 1


@pytest.mark.parametrize("entry", ["x", [1], [{"resource": 5}], {"resource": {}}])
def test_a_bundle_that_is_no_list_of_records(entry: object) -> None:
    found = staged({"resourceType": "Bundle", "type": "collection", "entry": entry}, patient())
    assert len(found.rejected) == 1
    assert found.people_count == 1


def ips(name: str) -> Person:
    found = staged((DATA / "ips-bundles" / name).read_bytes())
    assert found.rejected == []
    assert (found.carers, found.visits_count) == ([], 0)
    (person,) = found.people()
    return person


def test_a_uk_patient_summary() -> None:
    person = ips("UK_NHSx_IPS_Example_01-modified.json")
    said = person.summary
    assert (person.family, person.given, person.nhs_number) == ("SKELLY", "Horace", "9690937286")
    (allergic,) = said.allergies.items
    assert (allergic.substance, allergic.reaction, allergic.severity) == (
        "Sesame oil (substance)",
        "Difficulty breathing",
        "severe",
    )
    assert [each.name for each in said.medicines.items] == [
        "Metformin 1g modified release tablets",
        "Sertraline 100mg tablets",
    ]
    assert said.conditions.items == ("Anxiety with depression", "Swollen legs", "Postviral cough")
    assert said.contacts.items[0].phone == "07777123123"
    assert said.gp is not None
    assert said.gp.name == "Miss Nichole Gilbert"


def test_a_patient_summary_that_says_there_are_none() -> None:
    said = ips("Bundle-aups-noknownx.json").summary
    assert [(each.state, each.as_of) for each in (said.allergies, said.medicines, said.conditions)] == [
        ("none", date(2024, 12, 10)),
        ("none", date(2025, 5, 14)),
        ("none", date(2025, 3, 30)),
    ]


def test_a_patient_summary_that_has_no_information() -> None:
    said = ips("Bundle-aups-section-emptyreason.json").summary
    assert {each.state for each in (said.allergies, said.medicines, said.conditions)} == {"not recorded"}
    assert said.contacts.items[0].name == "Mr. Sonny Irvine"


def document(section: Resource, *resources: Resource) -> Resource:
    code = {"coding": [{"system": "http://loinc.org", "code": "48765-2"}]}
    contents = {
        "resourceType": "Composition",
        "id": "c",
        "status": "final",
        "subject": {"reference": "Patient/p1"},
        "date": "2026-05-14",
        "section": [{"code": code, **section}],
    }
    return bundle(contents, patient(), *resources, kind="document")


@pytest.mark.parametrize(
    ("reason", "state"),
    [
        ("nilknown", "none"),
        ("unavailable", "not recorded"),
        ("withheld", "not recorded"),
        ("notasked", "not recorded"),
    ],
)
def test_why_a_section_is_empty_decides(reason: str, state: str) -> None:
    (person,) = staged(document({"emptyReason": {"coding": [{"code": reason}]}})).people()
    assert person.summary.allergies.state == state


def test_an_empty_section_that_holds_an_allergy_after_all_is_listed() -> None:
    said = document({"emptyReason": {"coding": [{"code": "nilknown"}]}}, allergy())
    (person,) = staged(said).people()
    assert person.summary.allergies.state == "listed"
    assert person.summary.alerts.items[0].kind == "Check this record"


def test_two_documents_of_different_people_under_one_id_are_never_mixed() -> None:
    other = document({"entry": [{"reference": "AllergyIntolerance/a1"}]}, allergy("Latex"))
    other["entry"][1]["resource"]["name"] = [{"family": "Another"}]
    found = staged(document({}, allergy("Penicillin")), other)
    (person,) = found.people()
    assert [each.substance for each in person.summary.allergies.items] == ["Penicillin"]
    assert reasons(found) == ["it came twice and the two do not agree; the first was kept"]


def _without_contents(said: Resource) -> None:
    del said["entry"][0]


def _without_person(said: Resource) -> None:
    del said["entry"][1]


def _in_error(said: Resource) -> None:
    said["entry"][0]["resource"]["status"] = "entered-in-error"


def _odd_sections(said: Resource) -> None:
    said["entry"][0]["resource"]["section"] = "x"


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (_without_contents, "without a table of contents"),
        (_without_person, "does not hold the person"),
        (_in_error, "in error"),
        (_odd_sections, "its section is not in the form"),
    ],
)
def test_a_document_that_is_not_whole_is_listed(spoil: Callable[[Resource], None], why: str) -> None:
    said = document({}, allergy())
    spoil(said)
    found = staged(said, patient("p2"))
    assert why in found.rejected[0].reason
    assert [person.id for person in found.people()] == ["p2"]


def test_a_synthea_export_from_end_to_end() -> None:
    found = read(Folder(DATA / "synthea-bulk-10"))
    assert found.rejected == []
    assert (found.people_count, len(found.carers), found.visits_count) == (10, 43, 0)
    assert found.left_out["people who have died"] == 3
    assert found.left_out["medicines that are not taken now"] == 1722
    assert found.left_out["encounters that are not planned visits"] == 1215
    people = {person.family: person for person in found.people()}
    assert {person.summary.allergies.state for person in people.values()} == {"listed", "not recorded"}
    one = people["Johnson679"]
    every = (DATA / "synthea-bulk-10" / "AllergyIntolerance.000.ndjson").read_text().splitlines()
    expected = [json.loads(line)["code"]["text"] for line in every if one.id in line]
    assert expected
    assert sorted(each.substance for each in one.summary.allergies.items) == sorted(expected)
    assert one.summary.medicines.items[0].name
    assert one.born == date(1927, 5, 21)
