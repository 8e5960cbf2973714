"""Reports as FHIR R4 records, exactly as `docs/fhir-mapping.md` says under "Sent"."""

from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from downtime_desk.core.clock import to_text
from downtime_desk.sync.sending.reports import (
    Attendance,
    CancelledReport,
    DeviationReport,
    NoteReport,
    ToldReport,
    VisitReport,
)

Resource = dict[str, Any]

OURS = "https://fhir.downtimedesk.example/"
FACT = f"{OURS}fact"
REFERENCE = f"{OURS}downtime-reference"
EVIDENCE = f"{OURS}StructureDefinition/visit-evidence"
DEVIATION = f"{OURS}StructureDefinition/deviation"
DEVIATION_TYPE = f"{OURS}CodeSystem/deviation-type"
COMMUNICATION = f"{OURS}CodeSystem/communication"
TOLD_ABOUT = f"{OURS}CodeSystem/told-about"
AGENT = f"{OURS}CodeSystem/agent"
AUTHOR = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"

VISIT_STATUS = {"done": "fulfilled", "missed": "noshow", "cancelled": "cancelled"}


def mark(fact: str) -> Resource:
    """Return the identifier that makes a record ours, and its sending harmless to repeat."""
    return {"system": FACT, "value": fact}


def is_marked(resource: Resource, fact: str) -> bool:
    """Return whether a record carries the mark of a fact, wherever its type has room for one."""
    marks = list(resource.get("identifier", ()))
    marks += [source.get("what", {}).get("identifier", {}) for source in resource.get("entity", ())]
    return any(one.get("system") == FACT and one.get("value") == fact for one in marks)


@lru_cache(maxsize=1024)
def marked_query(fact: str) -> str:
    """Return the search that finds what carries the mark of a fact."""
    return urlencode({"identifier": f"{FACT}|{fact}"})


def encounter(report: VisitReport) -> Resource:
    """Return the visit as it was made: one period for it, and one for each carer."""
    made: Resource = {
        "resourceType": "Encounter",
        "identifier": [*_marks(report.root, report.fact), *_reference(report.reference)],
        "status": "in-progress" if report.outcome == "in progress" else "finished",
        "class": {"system": ACT_CODE, "code": "HH", "display": "home health"},
        "subject": {"reference": f"Patient/{report.person}"},
        "extension": [_evidence(report)],
    }
    if report.visit:
        made["appointment"] = [{"reference": f"Appointment/{report.visit}"}]
    if report.carers:
        made["participant"] = [_participant(carer) for carer in report.carers]
    if whole := _whole_period(report.carers):
        made["period"] = whole
    return made


def provenance(report: VisitReport, target: str) -> Resource:
    """Return who told us, who wrote it down and how it is known. `target` is a reference."""
    agents: list[Resource] = [
        {"type": _coded(AUTHOR, "author", "Author"), "who": {"display": report.manager}}
    ]
    if report.evidence.told_by:
        agents.append(
            {"type": _coded(AGENT, "told-by", "Told by"), "who": {"display": report.evidence.told_by}}
        )
    return {
        "resourceType": "Provenance",
        "target": [{"reference": target}],
        "recorded": to_text(report.recorded),
        "activity": {"text": report.evidence.words},
        "agent": agents,
        # R4 gives Provenance no identifier of its own: the mark stands on what it was made from.
        "entity": [
            {
                "role": "source",
                "what": {"identifier": mark(report.fact), "display": "Record made at the desk"},
            }
        ],
    }


def note(report: VisitReport, target: str) -> Resource:
    """Return the note of a visit. `target` is the Encounter, or the Appointment of a visit not made."""
    link = {"encounter": {"reference": target}}
    if not target.startswith("Encounter/"):
        link = {"about": [{"reference": target}]}  # type: ignore[dict-item]
    return {
        "resourceType": "Communication",
        "identifier": [mark(report.fact)],
        "status": "completed",
        "subject": {"reference": f"Patient/{report.person}"},
        **link,
        "sent": to_text(report.recorded),
        "payload": [{"contentString": report.note}],
    }


def communication(report: ToldReport) -> Resource:
    """Return what was told of a person since the copy. It is no part of the record: a person takes it in."""
    return {
        "resourceType": "Communication",
        "identifier": _marks(report.root, report.fact),
        "status": "entered-in-error" if report.taken_back else "completed",
        "category": [
            _coded(COMMUNICATION, "told", "Told since the copy"),
            _coded(TOLD_ABOUT, report.kind, report.label),
        ],
        "subject": {"reference": f"Patient/{report.person}"},
        "sent": to_text(report.at),
        "payload": [{"contentString": report.words}],
    }


def cancellation(report: CancelledReport) -> Resource:
    """Return that a visit was cancelled at the desk. The planned visit stays as it is: a person cancels it there."""
    made: Resource = {
        "resourceType": "Communication",
        "identifier": [mark(report.fact), *_reference(report.reference)],
        "status": "completed",
        "category": [_coded(COMMUNICATION, "cancelled", "Cancelled at the desk")],
        "subject": {"reference": f"Patient/{report.person}"},
        "sent": to_text(report.at),
        "payload": [{"contentString": report.words}],
    }
    if report.visit:
        made["about"] = [{"reference": f"Appointment/{report.visit}"}]
    return made


def downtime_note(report: NoteReport) -> Resource:
    """Return a person's downtime note."""
    return {
        "resourceType": "Communication",
        "identifier": _marks(report.root, report.fact),
        "status": "completed",
        "category": [_coded(COMMUNICATION, "downtime-note", "Downtime note")],
        "subject": {"reference": f"Patient/{report.person}"},
        "sent": to_text(report.at),
        "payload": [{"contentString": report.words}],
    }


def detected_issue(report: DeviationReport) -> Resource:
    """Return a deviation. What the extension says is repeated in the detail, for systems that drop it."""
    made: Resource = {
        "resourceType": "DetectedIssue",
        "identifier": [*_marks(report.root, report.fact), *_reference(report.reference)],
        "status": "final",
        "code": _coded(DEVIATION_TYPE, report.code, report.label),
        "severity": report.severity,
        "patient": {"reference": f"Patient/{report.person}"},
        "identifiedDateTime": to_text(report.at),
        "detail": (
            f"{report.detail}\nHarm: {report.harm}. "
            f"Safeguarding: {report.safeguarding}. Reason: {report.safeguarding_reason}"
        ),
        "extension": [
            {
                "url": DEVIATION,
                "extension": _parts(
                    harm=report.harm,
                    safeguarding=report.safeguarding,
                    safeguardingReason=report.safeguarding_reason,
                ),
            }
        ],
    }
    if report.visit:
        made["implicated"] = [{"reference": f"Appointment/{report.visit}"}]
    if report.mitigations:
        made["mitigation"] = [
            {"action": {"text": words}, "date": to_text(report.at)} for words in report.mitigations
        ]
    return made


def merged(there: Resource, wanted: Resource, said: frozenset[str]) -> Resource:
    """Return a record with what we want in it and all else as the main system has it.

    `said` names what we speak of: of that nothing stays which we do not say.
    """
    kept = {name: value for name, value in there.items() if name not in said or name in wanted}
    both = {**kept, **wanted, "id": there["id"]}
    for name in ("identifier", "extension"):
        ours = wanted.get(name, [])
        urls = {one.get("url") for one in ours}
        others = [
            one
            for one in there.get(name, [])
            if one not in ours and (name == "identifier" or one.get("url") not in urls)
        ]
        if ours or others:
            both[name] = [*ours, *others]
    return both


def taken_back(*resources: Resource | None) -> list[Resource]:
    """Return records marked as entered by mistake; nothing for one that is not there or is so already."""
    return [
        {**each, "status": "entered-in-error"}
        for each in resources
        if each is not None and each.get("status") != "entered-in-error"
    ]


def _marks(*facts: str) -> list[Resource]:
    return [mark(fact) for fact in dict.fromkeys(facts)]


def _reference(reference: str | None) -> list[Resource]:
    return [{"system": REFERENCE, "value": reference}] if reference else []


def _evidence(report: VisitReport) -> Resource:
    known = report.evidence
    parts = _parts(
        method=known.method,
        secondSource=known.second_source,
        grade=known.grade,
        reasonCode=known.reason_code,
        toldBy=known.told_by,
    )
    recorded: Resource = {"url": "recorded", "valueDateTime": to_text(report.recorded)}
    return {"url": EVIDENCE, "extension": [*parts, recorded]}


def _parts(**said: str | None) -> list[Resource]:
    return [{"url": name, "valueString": value} for name, value in said.items() if value]


def _participant(carer: Attendance) -> Resource:
    who: Resource = {"display": carer.name} if carer.name else {}
    if carer.carer:
        who = {"reference": f"Practitioner/{carer.carer}", **who}
    made: Resource = {"individual": who}
    if period := _period(carer.arrived, carer.left):
        made["period"] = period
    return made


def _whole_period(carers: tuple[Attendance, ...]) -> Resource:
    arrived = [carer.arrived for carer in carers if carer.arrived]
    left = [carer.left for carer in carers if carer.left]
    everyone_left = len(left) == len([carer for carer in carers if carer.arrived or carer.left])
    return _period(min(arrived, default=None), max(left) if left and everyone_left else None)


def _period(start: datetime | None, end: datetime | None) -> Resource:
    times = {"start": start, "end": end}
    return {name: to_text(instant) for name, instant in times.items() if instant}


def _coded(system: str, code: str, words: str) -> Resource:
    return {"coding": [{"system": system, "code": code, "display": words}], "text": words}
