"""What is sent is FHIR R4 as the mapping says, judged by models nobody here wrote."""

from datetime import UTC, datetime, timedelta

import pytest
from fhir.resources.R4B.communication import Communication
from fhir.resources.R4B.detectedissue import DetectedIssue
from fhir.resources.R4B.encounter import Encounter
from fhir.resources.R4B.provenance import Provenance
from hypothesis import given
from hypothesis import strategies as st

from downtime_desk.sync.sending import resources
from downtime_desk.sync.sending.compare import differences
from downtime_desk.sync.sending.reports import Attendance, DeviationReport, Evidence, NoteReport, VisitReport

START = datetime(2026, 11, 21, 23, tzinfo=UTC)
MODELS = {
    "Encounter": Encounter,
    "Provenance": Provenance,
    "Communication": Communication,
    "DetectedIssue": DetectedIssue,
}

words = st.text(st.characters(exclude_categories=("Cs", "Cc"), codec="utf-8"), min_size=1, max_size=40).map(
    lambda said: said.strip() or "x"
)
ids = st.from_regex(r"[A-Za-z0-9\-.]{1,40}", fullmatch=True)
instants = st.integers(0, 600).map(lambda minutes: START + timedelta(minutes=minutes))
evidences = st.builds(
    Evidence,
    words=words,
    method=st.sampled_from(["carer-later", "person"]),
    grade=st.sampled_from("ABCD"),
    second_source=st.none() | words,
    reason_code=st.none() | words,
    told_by=st.none() | words,
)
attendances = st.builds(
    Attendance, carer=st.none() | ids, name=words, arrived=st.none() | instants, left=st.none() | instants
)
visits = st.builds(
    VisitReport,
    fact=ids,
    root=ids,
    visit=st.none() | ids,
    person=ids,
    outcome=st.sampled_from(["done", "in progress"]),
    carers=st.lists(attendances, max_size=3).map(tuple),
    evidence=evidences,
    manager=words,
    recorded=instants,
    note=words,
    seen=st.none(),
)
deviations = st.builds(
    DeviationReport,
    fact=ids,
    root=ids,
    visit=st.none() | ids,
    person=ids,
    code=ids,
    label=words,
    severity=st.sampled_from(["high", "moderate", "low"]),
    at=instants,
    detail=words,
    harm=words,
    safeguarding=words,
    safeguarding_reason=words,
    mitigations=st.lists(words, max_size=3).map(tuple),
)


def judged(resource: dict) -> dict:
    """Return a record as the models of another project read and write it."""
    model = MODELS[resource["resourceType"]].model_validate(resource)
    return model.model_dump(mode="json", by_alias=True, exclude_none=True)


@given(visits)
def test_a_visit_is_right_in_r4_and_comes_back_the_same(report: VisitReport) -> None:
    for made in (
        resources.encounter(report),
        resources.provenance(report, "Encounter/1"),
        resources.note(report, "Encounter/1"),
        resources.note(report, "Appointment/1"),
    ):
        back = {"resourceType": made["resourceType"], **judged(made)}
        assert differences(made, back) == ()


@given(deviations)
def test_a_deviation_is_right_in_r4_and_comes_back_the_same(report: DeviationReport) -> None:
    made = resources.detected_issue(report)
    assert differences(made, {"resourceType": "DetectedIssue", **judged(made)}) == ()


def report(**changes) -> VisitReport:
    evidence = Evidence("Done. Carer rang in later.", "carer-later", "C", "person", "DT01", "Keira Dunn")
    said = {
        "fact": "f2",
        "root": "f1",
        "visit": "v1",
        "person": "p1",
        "outcome": "done",
        "carers": (
            Attendance("c1", "Keira Dunn", START, START + timedelta(minutes=30)),
            Attendance("c2", "Mina Petrova", START + timedelta(minutes=5), START + timedelta(minutes=40)),
        ),
        "evidence": evidence,
        "manager": "Priya Nair",
        "recorded": START,
    }
    return VisitReport(**{**said, **changes})


def test_each_carer_has_a_period_and_the_visit_the_whole_of_them() -> None:
    made = resources.encounter(report())
    assert made["period"] == {"start": "2026-11-21T23:00:00Z", "end": "2026-11-21T23:40:00Z"}
    assert [each["period"]["start"] for each in made["participant"]] == [
        "2026-11-21T23:00:00Z",
        "2026-11-21T23:05:00Z",
    ]
    assert [each["value"] for each in made["identifier"]] == ["f1", "f2"]


def test_a_visit_does_not_end_while_one_carer_is_still_there() -> None:
    still = Attendance("c2", "Mina Petrova", START)
    made = resources.encounter(report(outcome="in progress", carers=(report().carers[0], still)))
    assert made["status"] == "in-progress"
    assert "end" not in made["period"]


def test_the_evidence_stands_in_parts_and_again_in_words() -> None:
    (evidence,) = resources.encounter(report())["extension"]
    assert {part["url"] for part in evidence["extension"]} == {
        "method",
        "secondSource",
        "grade",
        "reasonCode",
        "toldBy",
        "recorded",
    }
    assert resources.provenance(report(), "Encounter/1")["activity"]["text"] == "Done. Carer rang in later."


SENT = resources.encounter(report())


@pytest.mark.parametrize(
    "shown",
    [
        {**SENT, "id": "1", "meta": {"versionId": "3"}, "text": {"status": "generated", "div": "<div/>"}},
        {**SENT, "participant": list(reversed(SENT["participant"]))},
        {**SENT, "identifier": [*SENT["identifier"], {"system": "urn:x", "value": "9"}]},
        {**SENT, "period": {"start": "2026-11-21T23:00:00.000+00:00", "end": "2026-11-21T23:40:00Z"}},
        {**SENT, "subject": {"reference": "https://records.example/fhir/Patient/p1", "display": "Pike"}},
        {**SENT, "serviceProvider": {"reference": "Organization/1"}},
    ],
    ids=["meta", "order", "identifier", "instant", "reference", "their own"],
)
def test_what_a_server_adds_is_no_difference(shown: dict) -> None:
    assert differences(SENT, shown) == ()


@pytest.mark.parametrize(
    "shown",
    [
        {**SENT, "status": "in-progress"},
        {**SENT, "period": {"start": "2026-11-21T23:00:00Z"}},
        {**SENT, "period": {**SENT["period"], "start": "2026-11-21T22:00:00Z"}},
        {**SENT, "participant": SENT["participant"][:1]},
        {**SENT, "participant": [*SENT["participant"], {"individual": {"reference": "Practitioner/c9"}}]},
        {**SENT, "subject": {"reference": "Patient/p2"}},
        {**SENT, "appointment": []},
        {**SENT, "identifier": SENT["identifier"][1:]},
        {name: value for name, value in SENT.items() if name != "extension"},
    ],
    ids=["status", "end", "start", "carer gone", "carer more", "person", "visit", "mark", "evidence"],
)
def test_what_is_missing_changed_or_put_in_our_mouth_is_a_difference(shown: dict) -> None:
    assert differences(SENT, shown)


def test_only_what_lies_in_an_extension_may_be_dropped() -> None:
    (dropped,) = differences(SENT, {name: value for name, value in SENT.items() if name != "extension"})
    assert dropped.only_in_extension
    (ended,) = differences(SENT, {**SENT, "period": {"start": SENT["period"]["start"]}})
    assert not ended.only_in_extension


def test_an_end_nobody_told_us_is_a_difference() -> None:
    open_end = resources.encounter(report(outcome="in progress", carers=(Attendance("c1", "K", START),)))
    closed = {**open_end, "period": {**open_end["period"], "end": "2026-11-21T23:40:00Z"}}
    assert [each.ours for each in differences(open_end, closed)] == [None]


def test_who_wrote_it_down_must_come_back() -> None:
    sent = resources.provenance(report(), "Encounter/1")
    agents = [{**sent["agent"][0], "who": {"display": "Somebody else"}}, *sent["agent"][1:]]
    assert differences(sent, {**sent, "agent": agents})


@given(words, ids, ids, instants)
def test_a_downtime_note_is_a_communication_with_both_marks(
    said: str, fact: str, root: str, at: datetime
) -> None:
    made = resources.downtime_note(NoteReport(fact, root, "p1", said, at))
    Communication.model_validate(made)
    assert {each["value"] for each in made["identifier"]} == {fact, root}
    assert made["category"][0]["coding"][0]["code"] == "downtime-note"
    assert made["payload"] == [{"contentString": said}]
